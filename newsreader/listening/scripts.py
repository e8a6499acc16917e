"""The script of a programme, made while its beginning is heard already."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import overload

from newsreader.types import Utterance


class Growing(Sequence[Utterance]):
    """A script of which more comes: as a sequence, what there is so far. For two threads.

    Who goes through it waits at its end so far.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._items: list[Utterance] = []
        self._complete = False
        self._error: Exception | None = None
        self._changed = threading.Condition()

    def extend(self, items: Sequence[Utterance]) -> None:
        """Add utterances."""
        with self._changed:
            self._items += items
            self._changed.notify_all()

    def finish(self, error: Exception | None = None) -> None:
        """Say that no more will come; ``error`` is raised for whoever reaches the end."""
        with self._changed:
            self._complete, self._error = True, error
            self._changed.notify_all()

    def __len__(self) -> int:
        """Return how many there are so far."""
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Utterance: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Utterance]: ...

    def __getitem__(self, index: int | slice) -> Utterance | Sequence[Utterance]:
        """Return what there is already; never waits."""
        return self._items[index]

    def __iter__(self) -> Iterator[Utterance]:
        """Yield what there is, wait for more, and end after ``finish``."""
        index = 0
        while self._has(index):
            yield self._items[index]
            index += 1
        if self._error is not None:
            raise self._error

    def _has(self, index: int) -> bool:
        """Tell whether there is such an utterance, as soon as that is known."""
        with self._changed:
            self._changed.wait_for(lambda: index < len(self._items) or self._complete)
            return index < len(self._items)


class Script:
    """What has been made of a script: article by article."""

    def __init__(self, source: Iterator[Utterance]) -> None:
        """Make nothing yet."""
        self._source = source
        self._begun: list[Utterance] = []
        self.known: list[Utterance] = []
        """The articles that are whole."""
        self.sound = Growing()
        """The same, for the thread that makes sound of it."""
        self.complete = False
        self.error: Exception | None = None
        """What ended it before its time."""

    def read(self, patience: float | None = None) -> bool:
        """Take one more article, or less, after ``patience`` s; return whether it is whole."""
        limit = None if patience is None else time.monotonic() + patience
        try:
            for utterance in self._source:
                if self._begun and utterance.article != self._begun[-1].article:
                    self._whole()
                    self._begun = [utterance]
                    return True
                self._begun.append(utterance)
                if limit is not None and time.monotonic() > limit:
                    return False
        except Exception as error:  # raised again by whoever plays, after the sound before it
            self.error = error
        self.complete = True
        self._whole()
        self.sound.finish(self.error)
        return True

    def through(self, article: int) -> None:
        """Take all as far as an article, that one included."""
        while not self.complete and (not self.known or self.known[-1].article < article):
            self.read()

    def _whole(self) -> None:
        self.known += self._begun
        self.sound.extend(self._begun)
        self._begun = []
