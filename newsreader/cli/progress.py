"""How far a file has come."""

import time
from collections.abc import Callable, Sequence
from gettext import gettext as _

import click

from newsreader.types import Article, Utterance

PROGRESS_INTERVAL = 10.0
"""At most one line of progress in so many seconds: a screen reader reads each of them."""


def teller(*, quiet: bool) -> Callable[[str], None]:
    """Return what prints a line, or swallows it."""
    return _silent if quiet else click.echo


def _silent(line: str) -> None:
    """Swallow a line."""


class Pace:
    """Says something now and then."""

    def __init__(
        self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin to count the seconds."""
        self._say = say
        self._clock = clock
        self._last = clock()

    @property
    def is_due(self) -> bool:
        """Whether it has been silent for long enough."""
        return self._clock() - self._last >= PROGRESS_INTERVAL

    def say(self, line: str) -> None:
        """Say it, and be silent for a while."""
        self._last = self._clock()
        self._say(line)


class Progress:
    """Says now and then how far it has come."""

    def __init__(
        self,
        articles: Sequence[Article],
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Tell ``say`` about a programme of these articles."""
        self._ends = [article.segments[-1].source[1] for article in articles]
        self._articles = articles
        self._pace = Pace(say, clock)
        self._percent = 0

    def __call__(self, utterance: Utterance) -> None:
        """Take note of an utterance that begins to sound."""
        before = sum(self._ends[: utterance.article])
        segment = self._articles[utterance.article].segments[utterance.segment]
        percent = 100 * (before + segment.source[0]) // max(1, sum(self._ends))
        if percent > self._percent and self._pace.is_due:
            self._percent = percent
            self._pace.say(_("{percent} percent").format(percent=percent))
