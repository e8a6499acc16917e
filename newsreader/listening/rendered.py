"""The sound of one text, as far as it has been made.

One thread adds to it, any other may look, without a lock: what there is never changes.
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from newsreader.audio import QUIET, Samples, from_int16, to_int16
from newsreader.engines.words import Word

_FRAME = 0.01
"""In s: where the words are not known, quiet is looked for in steps of this,"""
_GAP = 3
"""so many in a row,"""
_BACK = 5.0
"""at most this far back, in s."""
_BEFORE_WORD = 0.02
"""In s: a word is begun this much early, so that its first consonant is whole."""


class Rendered:
    """The sound of one text, as far as it has been made."""

    def __init__(self, sample_rate: int) -> None:
        """Begin without sound."""
        self._rate = sample_rate
        self._parts: list[NDArray[np.int16]] = []
        self._ends: list[int] = []
        self._spoken: list[Word] = []  # in samples of the engine, silence in front included
        self._cut = 0  # samples of that silence that were cut away
        self.done = False
        """Whether all of it is there."""
        self.error: Exception | None = None
        """Why no more will come."""

    def add(self, samples: Samples) -> None:
        """Append samples. Only for the thread that makes them."""
        if len(samples):
            self._parts.append(to_int16(samples))
            self._ends.append(self.length + len(samples))

    def tell(self, words: list[Word], cut: int) -> None:
        """Say where the words are, in a list that may grow, and how much in front was cut."""
        self._spoken, self._cut = words, cut

    @property
    def length(self) -> int:
        """Samples so far."""
        return self._ends[-1] if self._ends else 0

    @property
    def words(self) -> list[Word]:
        """The words known so far, in samples from the beginning."""
        return [
            Word(max(0, word.begin - self._cut), max(0, word.end - self._cut))
            for word in self._spoken.copy()
        ]

    def take(self, start: int, count: int) -> Samples:
        """Return at most ``count`` samples from a place on; none where they are not made yet."""
        if start >= self.length:
            return np.zeros(0, np.float32)
        at = bisect_right(self._ends, start)
        taken: list[NDArray[np.int16]] = []
        while count > 0 and at < len(self._ends):
            part = self._parts[at]
            begin = start - (self._ends[at] - len(part))
            taken.append(part[begin : begin + count])
            start += len(taken[-1])
            count -= len(taken[-1])
            at += 1
        return from_int16(np.concatenate(taken))

    def restart(self, place: int) -> int:
        """Return where to go on after an interruption at ``place``: at the word's beginning.

        Where the words are not known, after the last small pause, at most some 5 s back.
        """
        words = self.words
        early = round(_BEFORE_WORD * self._rate)
        for number, word in enumerate(words):
            if place < word.end:
                before = words[number - 1].end if number else 0
                return max(0, min(before, word.begin), word.begin - early)
        if words or place <= 0:
            return max(0, min(place, self.length))
        return self._after_quiet(place, early)

    def _after_quiet(self, place: int, early: int) -> int:
        """Return the end of the last quiet stretch before a place, less ``early``."""
        frame = round(_FRAME * self._rate)
        begin = max(0, place - round(_BACK * self._rate))
        samples = self.take(begin, place - begin)
        count = len(samples) // frame
        levels = np.abs(samples[: count * frame]).reshape(count, frame).max(axis=1)
        quiet = levels < 4 * QUIET
        for end in range(count - 1, _GAP - 1, -1):
            if not quiet[end] and quiet[end - _GAP : end].all():
                return max(begin, begin + end * frame - early)
        return begin
