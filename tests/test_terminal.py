"""The keyboard under a real terminal: nothing written to it, and always given back."""

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
import time

import pytest

from newsreader.listening.keyboard import Lines, open_input
from tests.tools import ROOT

PROGRAM = """
import sys
from newsreader.listening.keyboard import open_input
taken = "taken" in sys.argv
with open_input(stdin_is_taken=taken) as source:
    print("ready", "keys" if source.is_keys else "lines", flush=True)
    while not source.closed:
        for key in source.read(0.5):
            print("got", key, flush=True)
            if key == "x":
                raise RuntimeError("a crash")
            if key in ("q", "quit"):
                sys.exit(0)
print("closed", flush=True)
"""

CONTROL = """
import fcntl, termios
fcntl.ioctl(1, termios.TIOCSCTTY, 0)
"""
"""Makes standard output the controlling terminal of the session that the program leads."""

SHELL = """
import os, signal, sys, termios
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
def flags():
    mode = termios.tcgetattr(0)[3]
    return f"icanon={bool(mode & termios.ICANON)} echo={bool(mode & termios.ECHO)}"
child = os.fork()
if not child:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
try:
    os.setpgid(child, child)
except OSError:
    pass
while True:
    _, status = os.waitpid(child, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    if not os.WIFSTOPPED(status):
        print("over", os.waitstatus_to_exitcode(status), flags(), flush=True)
        break
    print("stopped", flags(), flush=True)
    if "background" in sys.argv:
        os.kill(child, signal.SIGCONT)
        os.read(0, 1)
        print("front", flags(), flush=True)
    os.tcsetpgrp(0, child)
    os.kill(child, signal.SIGCONT)
"""


class Terminal:
    """A program with a controlling terminal of its own."""

    def __init__(self, *arguments: str, program: str = PROGRAM, stdin=None, **environment: str):
        self.master, self.slave = pty.openpty()
        self.usual = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [sys.executable, "-c", CONTROL + program, *arguments],
            cwd=ROOT,
            stdin=self.slave if stdin is None else stdin,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm", **environment},
        )
        self.shown = b""

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def expect(self, wanted: str, limit: float = 20.0) -> None:
        end = time.monotonic() + limit
        while wanted.encode() not in self.shown:
            left = end - time.monotonic()
            assert left > 0, f"{wanted!r} is not in {self.shown!r}"
            if select.select([self.master], [], [], left)[0]:
                self.shown += os.read(self.master, 4096)

    def wait(self) -> int:
        code = self.process.wait(timeout=20)
        while select.select([self.master], [], [], 0)[0]:
            self.shown += os.read(self.master, 4096)
        return code

    def mode(self) -> list:
        return termios.tcgetattr(self.slave)


@pytest.mark.parametrize("term", ["xterm", "dumb", ""])
def test_keys_come_at_once_and_nothing_is_written(term):
    with Terminal(TERM=term) as terminal:
        terminal.expect("ready keys")
        for keys, name in (
            (b" ", "space"),
            (b"\x1b[D", "left"),
            (b"\x1b[1;5C", "ctrl+right"),
            ("ø".encode(), "ø"),
            (b"\x1b", "escape"),
            (b"\x13", "ctrl+s"),  # would freeze the output of a usual terminal
        ):
            terminal.type(keys)
            terminal.expect(f"got {name}\r\n")
        terminal.type("æ".encode()[:1])
        time.sleep(0.1)
        terminal.type("æ".encode()[1:])
        terminal.expect("got æ\r\n")
        terminal.type(b"q")
        assert terminal.wait() == 0
        names = [line for line in terminal.shown.decode().split("\r\n") if line]
        assert names == ["ready keys"] + [
            f"got {k}" for k in ("space", "left", "ctrl+right", "ø", "escape", "ctrl+s", "æ", "q")
        ]  # no echo, no escape codes
        assert terminal.mode() == terminal.usual


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGTERM, 128 + signal.SIGTERM),
        (signal.SIGHUP, 128 + signal.SIGHUP),
        (signal.SIGQUIT, 128 + signal.SIGQUIT),
        (signal.SIGINT, -signal.SIGINT),
    ],
)
def test_the_terminal_is_given_back_at_a_signal(number, code):
    with Terminal() as terminal:
        terminal.expect("ready keys")
        assert terminal.mode() != terminal.usual
        terminal.process.send_signal(number)
        assert terminal.wait() == code
        assert terminal.mode() == terminal.usual


def test_the_terminal_is_given_back_after_a_crash():
    with Terminal() as terminal:
        terminal.expect("ready keys")
        terminal.type(b"x")
        terminal.expect("RuntimeError: a crash")
        assert terminal.wait() == 1
        assert terminal.mode() == terminal.usual


def test_ctrl_c_is_an_interruption():
    with Terminal() as terminal:
        terminal.expect("ready keys")
        terminal.type(b"\x03")
        assert terminal.wait() == -signal.SIGINT
        assert terminal.mode() == terminal.usual


def test_a_terminal_that_hangs_up_ends_the_keys():
    with Terminal() as terminal:
        terminal.expect("ready keys")
        os.close(terminal.master)
        terminal.master = os.open(os.devnull, os.O_RDWR)
        assert terminal.process.wait(timeout=20) in (0, 1, 128 + signal.SIGHUP)


def test_ctrl_z_gives_the_terminal_back_and_takes_it_again():
    with Terminal(PROGRAM, program=SHELL) as terminal:
        terminal.expect("ready keys")
        for turn in range(2):
            terminal.shown = b""
            terminal.type(b"\x1a")
            terminal.expect("stopped icanon=True echo=True")
            time.sleep(0.3)
            terminal.type(b"\x1b[A")
            terminal.expect("got up")
            assert b"^[" not in terminal.shown, turn
        terminal.type(b"q")
        terminal.expect("over 0 icanon=True echo=True")


def test_in_the_background_the_terminal_is_left_alone():
    with Terminal(PROGRAM, "background", program=SHELL) as terminal:
        terminal.expect("ready keys")
        terminal.type(b"\x1a")
        terminal.expect("stopped icanon=True echo=True")
        time.sleep(0.7)  # the reader goes on, in the background
        terminal.type(b"\n")  # for the shell
        terminal.expect("front icanon=True echo=True")
        time.sleep(0.5)
        terminal.type(b"k")
        terminal.expect("got k")
        terminal.type(b"q")
        terminal.expect("over 0 icanon=True echo=True")


def test_keys_come_from_the_terminal_where_stdin_is_the_article():
    with Terminal("taken", stdin=subprocess.DEVNULL) as terminal:
        terminal.expect("ready keys")
        terminal.type(b"k")
        terminal.expect("got k")
        terminal.type(b"q")
        assert terminal.wait() == 0
        assert terminal.mode() == terminal.usual


def piped(data: bytes | None, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        input=data,
        stdin=subprocess.DEVNULL if data is None else None,
        capture_output=True,
        check=False,
        timeout=30,
        start_new_session=True,
    )
    assert not done.stderr
    assert b"\x1b" not in done.stdout
    return done.stdout.decode().splitlines()


def test_lines_of_a_pipe():
    lines = "neste\n\n gå til 3 \r\nhør på dette".encode()
    assert piped(lines) == [
        "ready lines",
        "got neste",
        "got gå til 3",
        "got hør på dette",
        "closed",
    ]


def test_no_input_at_all():
    assert piped(None) == ["ready lines", "closed"]
    assert piped(None, "taken") == ["ready lines", "closed"]


def test_a_closed_standard_input_does_no_harm():
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" -c "$1" <&-', sys.executable, PROGRAM],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert done.stdout.decode().splitlines() == ["ready lines", "closed"], done.stderr


def test_another_thread_can_wake_it():
    read, write = os.pipe()
    with Lines(read) as source:
        source.wake()
        begin = time.monotonic()
        assert source.read(30.0) == []
        assert time.monotonic() - begin < 20
        os.write(write, b"neste\n")
        assert source.read(30.0) == ["neste"]
    os.close(read)
    os.close(write)


def test_pytest_itself_has_no_keys():
    with open_input() as source:
        assert not source.is_keys


@pytest.mark.skipif(not shutil.which("tmux"), reason="the program tmux is missing")
def test_inside_tmux(tmp_path):
    script, shown = tmp_path / "keys.py", tmp_path / "shown"
    script.write_text(PROGRAM, encoding="utf-8")
    tmux = ["tmux", "-L", f"newsreader-{os.getpid()}", "-f", os.devnull]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    command = f"'{sys.executable}' '{script}' > '{shown}' 2>&1"
    subprocess.run(
        [*tmux, "new-session", "-d", "-x", "80", "-y", "24", command], env=environment, check=True
    )
    try:
        _await(shown, "ready keys")
        keys = ["Space", "Left", "C-Right", "PPage", "End", "DC", "F1", "Escape", "R", "BSpace"]
        for key in keys:
            subprocess.run([*tmux, "send-keys", key], env=environment, check=True)
            time.sleep(0.15)
        subprocess.run([*tmux, "send-keys", "q"], env=environment, check=True)
        _await(shown, "got q")
    finally:
        subprocess.run([*tmux, "kill-server"], env=environment, check=False, capture_output=True)
    names = ["space", "left", "ctrl+right", "page_up", "end", "delete", "f1", "escape", "R"]
    expected = ["ready keys", *(f"got {name}" for name in [*names, "backspace", "q"])]
    assert shown.read_text().splitlines() == expected


def _await(path, wanted: str) -> None:
    for _ in range(200):
        if path.exists() and wanted in path.read_text():
            return
        time.sleep(0.1)
    raise AssertionError(f"{wanted} did not come")
