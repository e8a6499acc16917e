"""What the reader leaves on the disk, written without holding up the sound."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType

from newsreader.errors import NewsreaderError
from newsreader.lexicon_file import Heard as HeardSentence
from newsreader.lexicon_file import remember, report
from newsreader.listening.background import Writer
from newsreader.listening.places import Places
from newsreader.listening.position import Position, article_id
from newsreader.listening.records import Heard
from newsreader.listening.state import Bookmark, Preferences
from newsreader.types import Article, Document

Waiting = tuple[str, "str | Document"]
"""Title, and what is to be read: a reference or a document."""


class Keeper:
    """Writes what should be there the next time. Use it as a context manager.

    A disk that is full ends no reading: ``tell`` is called once, in the thread that writes.
    """

    def __init__(
        self, places: Places, tell: Callable[[NewsreaderError], None], *, practice: bool = False
    ) -> None:
        """Begin; with ``practice`` nothing is written."""
        self._places = places
        self._practice = practice
        self._writer = Writer(tell)

    def __enter__(self) -> Keeper:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write all that is left."""
        self._writer.__exit__(kind, error, trace)

    def put(self, job: Callable[[], object]) -> None:
        """Do something after all that was to be written before."""
        if not self._practice:
            self._writer.put(job)

    def start(
        self, documents: Sequence[Document], preferences: Preferences, position: Position | None
    ) -> None:
        """Begin a programme."""
        self.put(lambda: self._places.start(documents, preferences, position))

    def save(
        self, position: Position, preferences: Preferences, *, force: bool, finished: bool
    ) -> None:
        """Keep the place; a later one may be written instead."""
        if not self._practice:
            self._writer.latest(
                lambda forced: self._places.save(
                    position, preferences, force=forced, finished=finished
                ),
                force=force or finished,
            )

    def heard(self, article: Article, *, done: bool) -> None:
        """Note that an article was begun, or heard to its end."""
        name = article_id(article)
        row = Heard(name, article.title, article.source, time.time(), done)
        self.put(lambda: self._places.remember(row))
        if done:
            self.put(lambda: self._places.forget(name))

    def enqueue(self, title: str, what: str | Document) -> None:
        """Put something into the queue."""
        self.put(lambda: self._places.enqueue(title, what))

    def bookmark(
        self, mark: Bookmark, document: Document, kept: Callable[[Bookmark], None]
    ) -> None:
        """Keep a bookmark; ``kept`` is called in the thread that writes, with its final number."""
        self.put(lambda: kept(self._places.add_bookmark(mark, document)))

    def bookmarked(
        self, number: int, found: Callable[[Document | None, Position | None], None]
    ) -> None:
        """Find the text and the place of a bookmark; ``found`` is called in that thread."""

        def look() -> None:
            marks = {mark.number: mark.position for mark in self._places.bookmarks()}
            found(self._places.bookmarked(number), marks.get(number))

        self.put(look)

    def take(self, taken: Callable[[Waiting | None, list[str]], None]) -> None:
        """Take what is first in the queue; ``taken`` is called in that thread.

        It gets None where there is nothing, and the titles that are left.
        """

        def look() -> None:
            found: Waiting | None = None
            titles: list[str] = []
            try:
                titles = [queued.title for queued in self._places.queue()]
                what = self._places.take()
                left = [queued.title for queued in self._places.queue()]
                if what is not None:
                    # What is gone from the disk is passed over.
                    found, titles = (titles[-len(left) - 1], what), left
            finally:
                taken(found, titles)

        if self._practice:
            taken(None, [])
        else:
            self._writer.put(look)

    def position_in(self, article: Article) -> Position | None:
        """Return where an article was left. Waits for all that is to be written."""
        if self._practice:
            return None
        self._writer.flush()
        return self._places.position_in(article_id(article))

    def reported(self, sentence: HeardSentence) -> None:
        """Keep a sentence that sounded wrong, for ``newsreader lexicon fix``."""
        self.put(lambda: report(sentence))

    def last(self, sentence: HeardSentence) -> None:
        """Keep the sentence that was read last, for ``newsreader lexicon report``."""
        self.put(lambda: remember(sentence))
