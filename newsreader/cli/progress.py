"""How far a file has come."""

import time
from collections.abc import Callable, Sequence
from gettext import gettext as _

from newsreader.types import Article, Utterance

PROGRESS_INTERVAL = 10.0
"""At most one line of progress in so many seconds: a screen reader reads each of them."""


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
        self._say = say
        self._clock = clock
        self._last = clock()
        self._percent = 0

    def __call__(self, utterance: Utterance) -> None:
        """Take note of an utterance that begins to sound."""
        before = sum(self._ends[: utterance.article])
        segment = self._articles[utterance.article].segments[utterance.segment]
        percent = 100 * (before + segment.source[0]) // max(1, sum(self._ends))
        if self._clock() - self._last >= PROGRESS_INTERVAL and percent > self._percent:
            self._last, self._percent = self._clock(), percent
            self._say(_("{percent} percent").format(percent=percent))
