"""What comes in: keys or lines, the clock, and media keys, each answered in the thread that plays.

Threads that wait hand on a function, which asks the session; nothing else is shared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Protocol

from newsreader.listening import effects as do
from newsreader.listening import mpris
from newsreader.listening.actions import Action, Command
from newsreader.listening.dispatch import Dispatcher, Explained, Explanation, Unknown
from newsreader.listening.keyboard import Input
from newsreader.listening.keyhelp import label
from newsreader.listening.session import Session

_WAIT = 3600.0
"""In s: how long keys are waited for at once; something that comes is never late by it."""
_TICK = 1.0
"""In s: how often the sleep timer is looked at, while there is one."""

Question = Callable[[float], Sequence[do.Effect]]
"""Gets the time, and gives what is to be done."""


class Obedient(Protocol):
    """Whoever carries out what is asked for."""

    @property
    def session(self) -> Session:
        """What answers."""

    def call(self, function: Callable[[], None]) -> None:
        """Have something done in the thread that plays. For any thread."""

    def answer(
        self, question: Question, needs: Command | None = None, *, jumped: bool = False
    ) -> None:
        """Ask, and do; with ``needs``, have what that may lead to. In the thread that plays."""


class Inbox:
    """Listens in a thread of its own. Use it as a context manager."""

    def __init__(self, source: Input, keys: Dispatcher, reader: Obedient) -> None:
        """Prepare to read from ``source``."""
        self._source, self._keys, self._reader = source, keys, reader
        self._ended = False
        self._thread = threading.Thread(target=self._listen, name="keys", daemon=True)

    def __enter__(self) -> Inbox:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Listen no longer."""
        self._ended = True
        self._source.wake()
        self._thread.join(1.0)

    def look_at_the_clock(self) -> None:
        """Notice that a sleep timer was set, or is no more."""
        self._source.wake()

    def ask(self, action: Action) -> None:
        """Take what is typed next as the argument of an action."""
        self._keys.ask(action)

    def _listen(self) -> None:
        """Hand on keys or lines, and the time."""
        while not self._ended:
            sleeping = self._reader.session.state.sleep_at is not None
            for text in self._source.read(_TICK if sleeping else _WAIT):
                self._reader.call(partial(self._asked, text))
            if sleeping:
                self._reader.call(lambda: self._reader.answer(self._reader.session.tick))

    def _asked(self, text: str) -> None:
        """Answer a key or a line."""
        found = self._keys.key(text) if self._source.is_keys else self._keys.line(text)
        session = self._reader.session
        match found:
            case Command():
                self._reader.answer(partial(session.handle, found), found)
            case Explanation(key, action):
                self._reader.answer(lambda now: session.explain(label(key), action))
            case Explained():
                self._reader.answer(lambda now: session.explained())
            case Unknown(line):
                words = do.words("line_unknown", line=do.literal(line[:40]))
                self._reader.answer(lambda now: [session.state.say(words)])

    def requested(self, request: mpris.Request) -> None:
        """Hand on what a media key asks for; called by the bus's thread."""
        self._reader.call(partial(self._granted, request))

    def _granted(self, request: mpris.Request) -> None:
        session, answer = self._reader.session, self._reader.answer
        match request:
            case Action():
                answer(partial(session.handle, request), Command(request))
            case mpris.Seek(seconds):
                answer(partial(session.seek, seconds), Command(Action.FORWARD), jumped=True)
            case mpris.SeekTo(seconds, article):
                if article == session.state.number:
                    answer(partial(session.seek_to, seconds), jumped=True)
            case mpris.Speed(speed):
                answer(partial(session.set_speed, speed))
            case mpris.Volume(volume):
                answer(partial(session.set_volume, volume))
