"""The loudspeaker of the player, and what becomes of it: fresh, too slow, gone, and back."""

from __future__ import annotations

import logging
import time
from enum import Enum
from gettext import gettext as _

from newsreader.errors import OutputError
from newsreader.listening.events import Event, FellBack, OutputBack, OutputLost
from newsreader.listening.fallback import PipeSpeaker, programs
from newsreader.listening.speaker import Loudspeaker, NoLibraryError, Speaker

_log = logging.getLogger(__name__)

_WARM_UP_LIMIT = 1.5
"""In s: how long a fresh stream may take to run without underflow."""
_LATENCY_STEP = 0.1
_LATENCY_LIMIT = 0.4
_UNDERFLOWS = 5
"""After this many in one stream it is opened again with more latency."""
_FIRST_DELAY, _LAST_DELAY = 0.5, 5.0
"""In s: between tries to open an output that went away."""


class _State(Enum):
    CLOSED = 0
    WARMING = 1
    READY = 2
    AWAY = 3


class Output:
    """Keeps a loudspeaker ready. All calls but ``volume`` come from one thread."""

    def __init__(
        self, device: str | None, rate: int, latency: float, capacity: float, patience: float
    ) -> None:
        """Set up; nothing is opened. ``capacity`` is what the ring must hold, in s."""
        self.speaker: Loudspeaker = Speaker(device)
        self._rate, self._latency = rate, latency
        self._capacity, self._patience = capacity, patience
        self._state = _State.CLOSED
        self._lost = False
        self._next_try, self._delay = 0.0, _FIRST_DELAY
        self._limit: float | None = None
        self._warm_limit = 0.0
        self.news: list[Event] = []
        """What is to be told; whoever tells it empties the list."""

    def open(self) -> None:
        """Open it, so that it warms up. Raises OutputError where there is none."""
        try:
            self.speaker.open(self._rate, self._latency, self._capacity)
        except NoLibraryError:
            if not self._fall_back():
                raise
        self._state = _State.WARMING
        self._warm_limit = time.monotonic() + _WARM_UP_LIMIT

    def _fall_back(self) -> bool:
        """Use another program to play; return False where there is none that can."""
        for program in programs():
            speaker = PipeSpeaker(program)
            try:
                speaker.open(self._rate, self._latency, self._capacity)
            except OutputError as error:
                _log.info("%s", error)
                continue
            speaker.volume, self.speaker = self.speaker.volume, speaker
            self.news.append(FellBack(program))
            return True
        return False

    def close(self) -> None:
        """Be silent and give it back."""
        self.speaker.close()
        self._state = _State.CLOSED

    @property
    def warming(self) -> bool:
        """Whether it must be looked after although nothing is played."""
        return self._state is _State.WARMING

    def rest(self) -> None:
        """Say that nobody is waiting: the patience for one that is away begins anew."""
        self._limit = None

    def until_next_try(self) -> float | None:
        """Return how long there is nothing to do, in s; None where there is an output."""
        if self._state is not _State.AWAY:
            return None
        return max(0.0, self._next_try - time.monotonic())

    def ready(self) -> bool:
        """Go on opening; return whether it can be played to.

        Raises OutputError when one that went away has not come back in time.
        """
        if self._state is _State.CLOSED:
            self.open()
        if self._state is _State.AWAY:
            self._try_again()
        if self._state is _State.WARMING:
            self._warm_up()
        return self._state is _State.READY

    def _warm_up(self) -> None:
        """Give silence until it runs without fault: a fresh sound server loses seconds."""
        if self.speaker.lost:
            self.lose()
            return
        if not self.speaker.warm:
            if time.monotonic() < self._warm_limit:
                return
            if self._latency < _LATENCY_LIMIT:
                self.slow_down()
                return
        self._state = _State.READY
        self.speaker.hush()
        if self._lost:
            self._lost = False
            self.news.append(OutputBack())
            _log.info("the sound output is back")

    def lose(self) -> None:
        """Give up what there is, and prepare to open another."""
        self.speaker.forget()
        self._state = _State.AWAY
        if not self._lost:
            _log.info("the sound output went away")
            self._lost = True
            self._next_try, self._delay = time.monotonic(), _FIRST_DELAY
            self._limit = None
            self.news.append(OutputLost())

    def _try_again(self) -> None:
        now = time.monotonic()
        if now < self._next_try:
            return
        if self._limit is None:
            self._limit = now + self._patience
        self._next_try = now + self._delay
        self._delay = min(2 * self._delay, _LAST_DELAY)
        try:
            self.open()
        except OutputError as error:
            if self._next_try > self._limit:
                raise OutputError(
                    _("The sound output went away during the reading."),
                    _("See whether the loudspeaker is connected, and start again."),
                ) from error

    @property
    def too_quick(self) -> bool:
        """Whether it runs dry so often that it should be given more latency."""
        return self.speaker.underflows >= _UNDERFLOWS and self._latency < _LATENCY_LIMIT

    def slow_down(self) -> None:
        """Open it again with a longer buffer."""
        self._latency = min(self._latency + _LATENCY_STEP, _LATENCY_LIMIT)
        _log.info("the sound output runs dry; its latency becomes %.1f s", self._latency)
        self.open()
