"""The speed that was asked for, and the one that can be had where sound is made slowly."""

from __future__ import annotations

from newsreader.listening.events import Slower
from newsreader.listening.rendering import Rendering
from newsreader.stretch import SLOWEST

_SUSTAINABLE = 0.9
"""Of the pace at which sound is made: the speed at which it is never waited for."""
_NEAR, _FAR = 2.0, 20.0
"""In s of sound that is ready: with less the speed is given up, with more it is taken up again."""


class Pacing:
    """Decides how fast is played."""

    def __init__(self, programme: Rendering, speed: float) -> None:
        """Begin with a speed."""
        self._programme = programme
        self._asked = speed
        self._cap: float | None = None

    @property
    def speed(self) -> float:
        """What to play at now."""
        return self._asked if self._cap is None else self._cap

    def ask(self, speed: float) -> None:
        """Take another speed, and try whether it can be had."""
        self._asked, self._cap = speed, None

    def watch(self, index: int, offset: float) -> Slower | None:
        """Look at what is ready from a place on (in s into an utterance).

        Returns what to tell when reading becomes slower: rather that than holes.
        """
        pace = self._programme.pace
        if self._cap is None and (pace is None or pace >= self._asked / _SUSTAINABLE):
            return None
        ready = self._programme.ready(index) - offset
        if self._cap is not None:
            if ready > _FAR or self._all_made(index):
                self._cap = None
        elif pace is not None and ready < _NEAR and not self._all_made(index):
            self._cap = min(self._asked, max(SLOWEST, pace * _SUSTAINABLE))
            return Slower(self._cap)
        return None

    def _all_made(self, index: int) -> bool:
        """Tell whether the rest of the programme is there."""
        while self._programme.done(index):
            index += 1
        return self._programme.exists(index) is False
