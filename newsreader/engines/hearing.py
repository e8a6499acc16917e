"""Hear when a sound begins and when its words end, while it passes by."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from newsreader.audio import QUIET, Samples
from newsreader.engines.words import Word


class Hearing(Iterator[Samples]):
    """Passes arrays on as they are.

    A voice tells quite exactly when a word begins, but before a pause it counts a tenth of a second
    to the last one in which nothing is to be heard any more.
    """

    def __init__(self, arrays: Iterable[Samples], known: Sequence[Word]) -> None:
        """Take arrays, and the row of words that grows while they are fetched."""
        self._arrays = iter(arrays)
        self._known = known
        self._held: Samples = np.zeros(0, np.float32)
        self._passed = 0  # samples
        self.onset: int | None = None
        """The first sample that is to be heard; None where there is none yet."""
        self.words: list[Word] = []
        """The words whose sound has passed."""

    def __next__(self) -> Samples:
        """Return the next array."""
        samples = next(self._arrays)
        if self.onset is None and len(loud := np.flatnonzero(np.abs(samples) > QUIET)):
            self.onset = self._passed + int(loud[0])
        self._passed += len(samples)
        if len(self.words) < len(self._known):
            self._held = np.concatenate((self._held, samples))
            self._hear()
        return samples

    def _hear(self) -> None:
        """Finish the words that have passed, and forget what belongs to none that is to come."""
        first = self._passed - len(self._held)
        for word in self._known[len(self.words) :]:
            if word.end > self._passed:
                self._held = self._held[max(0, word.begin - first) :]
                return
            loud = np.flatnonzero(np.abs(self._held[word.begin - first : word.end - first]) > QUIET)
            end = word.begin + int(loud[-1]) + 1 if len(loud) else word.end
            self.words.append(Word(word.begin, end))
        self._held = self._held[:0]
