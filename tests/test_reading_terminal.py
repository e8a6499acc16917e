"""The live reader at a terminal: keys act, nothing but plain lines comes out, all is given back."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.reading import NAMES, TITLE, Reading, article, environment, sentence
from tests.sound_server import SoundServer, missing
from tests.test_mpris import bus, playerctl  # noqa: F401 (a fixture)
from tests.test_terminal import SHELL, Terminal
from tests.tools import ROOT, run_newsreader

pytestmark = [
    pytest.mark.device,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]

PROGRAM = "from newsreader.cli import main; main()"
BROKEN = """
from newsreader.engines import espeak
usual = espeak.EspeakEngine.synthesize_each
def breaks(self, texts, rate=1.0):
    from newsreader.errors import EngineError
    for number, sound in enumerate(usual(self, texts, rate)):
        if number == 3:
            raise EngineError("The engine broke.", "Try again.")
        yield sound
espeak.EspeakEngine.synthesize_each = breaks
from newsreader.cli import main; main()
"""
ARGUMENTS = ("--prompts", "text", "--shown", "sentences")


@pytest.fixture
def server(tmp_path):
    (tmp_path / "sound").mkdir()
    with SoundServer(tmp_path / "sound") as server:
        yield server


@pytest.fixture
def source(tmp_path):
    return article(tmp_path / "sak.txt")


def at(server, *arguments, program=PROGRAM, stdin=None, **more) -> Terminal:
    return Terminal(
        *map(str, arguments), program=program, stdin=stdin, **environment(server, **more)
    )


def plain(terminal: Terminal) -> list[str]:
    """Return the lines that were printed, having looked for what no screen reader wants."""
    lines = terminal.shown.decode().split("\r\n")
    for line in lines:
        assert "\r" not in line
        assert "\x1b" not in line
        assert "\x07" not in line
        assert "\x08" not in line
    return [line for line in lines if line]


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_keys_act_and_nothing_is_echoed(server, source, term):
    with at(server, "read", source, *ARGUMENTS, TERM=term) as terminal:
        terminal.expect(NAMES[0])
        terminal.type(b"\x1b[C")
        terminal.expect(sentence(1))
        terminal.type(b" ")
        time.sleep(0.3)
        terminal.type(b"t")
        terminal.expect("igjen.")
        terminal.type(b"h")
        terminal.expect("Escape avslutter")
        terminal.type(b"m")
        terminal.expect("Merk at noe ble uttalt feil")
        terminal.type(b"\x1b")
        terminal.expect("Tastene virker igjen.")
        terminal.type(b"b")
        terminal.expect("Merke 1.")
        terminal.type(b"g")
        terminal.expect("Hvilket merke?")
        terminal.type(b"1\r")
        terminal.expect(f"\r\n{NAMES[1]} gikk")
        terminal.type(b"q")
        assert terminal.wait() == 0
        assert terminal.mode() == terminal.usual
        lines = plain(terminal)
    assert lines[0] == TITLE
    allowed = (" gikk ", "igjen", "Escape", "Merk", "M. ", "Tastene", "Hvilket", TITLE)
    assert all(any(word in line for word in allowed) for line in lines), lines


@pytest.mark.parametrize(
    ("how", "code"), [(b"\x03", 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_signals_end_it_and_the_place_is_kept(server, source, own_folders, how, code):
    with at(server, "read", source, *ARGUMENTS) as terminal:
        terminal.expect(NAMES[2])
        if isinstance(how, bytes):
            terminal.type(how)
        else:
            terminal.process.send_signal(how)
        asked = time.monotonic()
        assert terminal.wait() == code
        assert time.monotonic() - asked < 10
        assert terminal.mode() == terminal.usual
        plain(terminal)
    kept = json.loads((own_folders / "data/listening/household/programme.json").read_text())
    assert NAMES[2] in kept["content"]["position"]["words"]


def test_an_engine_that_breaks_ends_in_one_sentence(server, source):
    with at(server, "read", source, *ARGUMENTS, program=BROKEN, NEWSREADER_CACHE="0") as terminal:
        assert terminal.wait() == 5
        assert terminal.mode() == terminal.usual
        assert plain(terminal)[-1] == "The engine broke. Try again."


def test_after_ctrl_z_it_goes_on_where_it_was(server, source):
    arguments = ["read", str(source), *ARGUMENTS]
    program = f"from newsreader.cli import main; main({arguments!r})"
    with Terminal(program, program=SHELL, **environment(server)) as terminal:
        terminal.expect(NAMES[1])
        terminal.type(b"\x1a")
        terminal.expect("stopped icanon=True echo=True")
        terminal.expect(NAMES[2])  # it went on where it was stopped
        terminal.type(b"q")
        terminal.expect("over 0 icanon=True echo=True")


def test_an_article_through_a_pipe_leaves_the_keys(server, source):
    with (
        source.open("rb") as stdin,
        at(server, "read", "-", *ARGUMENTS, stdin=stdin) as terminal,
    ):
        terminal.expect(NAMES[0])
        terminal.type(b"\x1b[1;5C")
        terminal.expect(sentence(2))
        terminal.type(b"q")
        assert terminal.wait() == 0
        assert terminal.mode() == terminal.usual


@pytest.mark.skipif(not shutil.which("tmux"), reason="the program tmux is missing")
def test_inside_tmux(server, source, tmp_path):
    shown = tmp_path / "shown"
    tmux = ["tmux", "-L", f"reading-{os.getpid()}", "-f", os.devnull]
    env = environment(server, PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8", TERM="xterm")
    command = f"'{sys.executable}' -m newsreader read '{source}' {' '.join(ARGUMENTS)} > '{shown}'"
    subprocess.run([*tmux, "new-session", "-d", command], env=env, check=True)
    try:
        for key, wanted in (("Right", sentence(1)), ("C-Right", sentence(2)), ("q", "")):
            subprocess.run([*tmux, "send-keys", key], env=env, check=True) if not wanted else None
            for _ in range(400):
                if shown.exists() and (NAMES[0] in shown.read_text()):
                    break
                time.sleep(0.1)
            if wanted:
                subprocess.run([*tmux, "send-keys", key], env=env, check=True)
                for _ in range(200):
                    if wanted in shown.read_text():
                        break
                    time.sleep(0.1)
                assert wanted in shown.read_text()
        for _ in range(100):
            if subprocess.run([*tmux, "ls"], env=env, capture_output=True, check=False).returncode:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("q did not end it")
    finally:
        subprocess.run([*tmux, "kill-server"], env=env, check=False, capture_output=True)


def test_media_keys_act_on_the_sound(server, source, bus):  # noqa: F811
    address = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    with Reading(server, "read", source, *ARGUMENTS, DBUS_SESSION_BUS_ADDRESS=address) as reading:
        reading.expect(NAMES[0])
        assert playerctl("status") == "Playing"
        assert playerctl("metadata", "xesam:title") == TITLE
        length = int(playerctl("metadata", "mpris:length"))
        assert 20e6 < length < 300e6
        playerctl("next")
        reading.expect(sentence(1))
        playerctl("next")
        reading.expect(sentence(2))
        place = float(playerctl("position"))
        assert place > 2
        playerctl("position", "10+")
        reading.expect(" gikk ")
        assert float(playerctl("position")) > place + 5
        subprocess.run(
            ["dbus-send", "--session", "--print-reply",
             "--dest=org.mpris.MediaPlayer2.newsreader", "/org/mpris/MediaPlayer2",
             "org.freedesktop.DBus.Properties.Set",
             "string:org.mpris.MediaPlayer2.Player", "string:Rate", "variant:double:2.0"],
            check=True, capture_output=True,
        )  # fmt: skip
        playerctl("volume", "0.4")
        playerctl("play-pause")
        asked = time.monotonic()
        assert reading.silence_after(asked) < 0.3
        assert playerctl("status") == "Paused"
        assert float(playerctl("volume")) == pytest.approx(0.4)
        before = float(playerctl("position"))
        time.sleep(1.0)
        assert float(playerctl("position")) == pytest.approx(before, abs=0.05)
        playerctl("play-pause")
        resumed = time.monotonic()
        reading.expect(" gikk ")
        assert reading.loud(resumed)
        playerctl("stop")
        assert playerctl("status") == "Paused"
        reading.ask("avslutt")
        assert reading.wait() == 0


def test_the_tour_leaves_no_trace(server, source, own_folders):
    with Reading(server, "read", source, *ARGUMENTS) as reading:
        reading.expect(NAMES[1])
        reading.ask("avslutt")
        assert reading.wait() == 0
    data = own_folders / "data"
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    with Reading(server, "tour", NEWSREADER_PROMPTS="text") as reading:
        reading.expect("Velkommen til newsreader")
        time.sleep(1.0)
        for line in ("merk", "uttale", "senere"):
            reading.ask(line)
        assert reading.wait() == 0
    after = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert after == before


def test_feeds_learn_what_was_heard_and_what_was_not(server):
    from tests.web_server import Page, serving

    story = (
        "<!doctype html><html lang=nb><head><title>{0}</title></head><body><article><h1>{0}</h1>"
        "<p>{1}</p><p>{2}</p></article></body></html>"
    )
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Avisa</title><link>{url}/</link>'
        "{items}</channel></rss>"
    )
    item = "<item><title>Turen til {0}</title><link>{1}/{0}</link><guid>{0}</guid></item>"
    with serving() as site:
        items = ""
        for number, name in enumerate(NAMES[:3]):
            title = f"Turen til {name}"
            text = story.format(title, sentence(number), sentence(number + 3))
            site.pages[f"/{name}"] = Page(text.encode())
            items += item.format(name, site.url)
        site.pages["/rss"] = Page(feed.format(url=site.url, items=items).encode(),
                                  "application/rss+xml")  # fmt: skip
        assert run_newsreader("feeds", "add", f"{site.url}/rss", "--name", "a").returncode == 0
        with Reading(server, "read", "--feed", "a", "--new", "--prompts", "text") as reading:
            first = reading.expect("Turen til")
            reading.ask("hopp over")
            second = reading.expect("Turen til")
            reading.ask("senere")
            third = reading.expect("Turen til")
            assert len({first, second, third}) == 3
            reading.expect("Ferdig. Neste: " + second)
            reading.ask("avslutt")
            assert reading.wait() == 0
        told = run_newsreader("feeds", "list", "--json").stdout.decode()
        done = run_newsreader("read", "--feed", "a", "--new", env=environment(server))
        assert "Turen" not in done.stdout.decode().replace(second, ""), told
