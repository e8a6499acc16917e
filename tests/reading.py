"""A ``newsreader read`` in a process of its own, at the null sink, obeying lines."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from tests.sound_server import SINK_RATE, SoundServer
from tests.tools import ROOT

NAMES = ["Anders", "Berit", "Cecilie", "Didrik", "Eline", "Fredrik", "Guro", "Håkon", "Ingrid",
         "Jonas", "Kristin", "Ludvig", "Marit", "Nils", "Olga", "Per"]  # fmt: skip
TITLE = "Mange gikk tur i fjellet"


def sentence(number: int) -> str:
    return f"{NAMES[number]} gikk en lang tur i fjellet sammen med hunden sin."


def article(path: Path, title: str = TITLE, count: int = len(NAMES), first: int = 0) -> Path:
    """Write an article with a sentence for each name, two a paragraph."""
    said = [sentence(number) for number in range(first, first + count)]
    paragraphs = [" ".join(said[n : n + 2]) for n in range(0, count, 2)]
    path.write_text("\n\n".join([title, *paragraphs]) + "\n", encoding="utf-8")
    return path


def environment(server: SoundServer, **more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name.startswith("NEWSREADER_")}
    base = {key: value for key, value in server.env.items() if key != "DBUS_SESSION_BUS_ADDRESS"}
    return base | own | {"LANGUAGE": "nb", "NEWSREADER_VOICE": "espeak-nb"} | more


class Reading:
    """What it prints, and what is heard of it."""

    def __init__(
        self, server: SoundServer, *arguments: str | Path, stdin=subprocess.PIPE, **more: str
    ) -> None:
        self.server = server
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "newsreader", *map(str, arguments)],
            cwd=ROOT,
            env=environment(server, **more),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.lines: list[str] = []
        self._seen = 0
        self.errors: list[str] = []
        self._threads = [
            threading.Thread(target=self._take, args=(self.process.stdout, self.lines)),
            threading.Thread(target=self._take, args=(self.process.stderr, self.errors)),
        ]
        for thread in self._threads:
            thread.start()

    @staticmethod
    def _take(stream, lines: list[str]) -> None:
        with stream:
            for line in stream:
                lines.append(line.rstrip("\n"))

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, *exc: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join()
        if self.process.stdin:
            self.process.stdin.close()

    def ask(self, line: str) -> float:
        """Ask for something, and return when."""
        assert self.process.stdin is not None
        asked = time.monotonic()
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return asked

    def expect(self, wanted: str, limit: float = 40.0) -> str:
        """Wait for a line with these words behind those that were waited for, and return it."""
        end = time.monotonic() + limit
        while True:
            for number in range(self._seen, len(self.lines)):
                if wanted in self.lines[number]:
                    self._seen = number + 1
                    return self.lines[number]
            waits = time.monotonic() < end and self.process.poll() is None
            assert waits or wanted in "".join(self.lines[self._seen :]), (
                wanted,
                self.lines,
                self.errors,
            )
            time.sleep(0.01)

    def wait(self, limit: float = 60.0) -> int:
        code = self.process.wait(limit)
        for thread in self._threads:
            thread.join()
        return code

    def loud(self, since: float, until: float = float("inf")) -> list[float]:
        """Return the times at which there was sound."""
        heard = np.abs(self.server.heard())
        size = SINK_RATE // 200
        levels = heard[: len(heard) // size * size].reshape(-1, size).max(axis=1)
        times = [self.server.when(int(n) * size) for n in np.flatnonzero(levels > 0.01)]
        return [moment for moment in times if since <= moment <= until]

    def silence_after(self, asked: float) -> float:
        """Return how long it took until nothing more was heard, in s."""
        time.sleep(1.0)
        now = time.monotonic()
        loud = self.loud(asked - 0.2, now)
        return max(loud, default=asked) - asked
