"""What is noted of the listening: places, history, bookmarks, what sounded wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from newsreader.listening import effects as do
from newsreader.listening.course import Course
from newsreader.listening.keeping import Keeper
from newsreader.listening.manner import Marks, Programme
from newsreader.listening.position import Position
from newsreader.listening.state import Bookmark
from newsreader.types import Document

BookmarkFound = Callable[[int, Document | None, Position | None], None]
"""Gets the number of a bookmark, and the document and the place that it stands in, if any."""


class Notes:
    """Has the effects of a session that are about the disk written, in the keeper's thread."""

    def __init__(
        self,
        keeper: Keeper,
        marks: Marks,
        asked_for: Programme,
        call: Callable[[Callable[[], None]], None],
        found: BookmarkFound,
    ) -> None:
        """Tell ``marks`` what becomes of the programme that was asked for, not of later ones.

        What comes back from the disk goes by way of ``call``.
        """
        self._keeper, self._marks, self._asked_for = keeper, marks, asked_for
        self._call, self._found = call, found

    def note(self, effect: do.Effect, course: Course) -> None:
        """Write what an effect is about; nothing for those about other things."""
        articles = course.programme.articles
        match effect:
            case do.Headline(article):
                self._keeper.heard(articles[article], done=False)
            case do.Done(article):
                self._keeper.heard(articles[article], done=True)
                self._mark(self._marks.done, article, course)
            case do.Skipped(article):
                self._mark(self._marks.skipped, article, course)
            case do.Enqueue(article):
                self._keeper.enqueue(articles[article].title, course.programme.documents[article])
            case do.SetBookmark(number):
                self._bookmark(number, course)
            case do.OpenBookmark(number):
                self._keeper.bookmarked(
                    number, lambda *found: self._call(partial(self._found, number, *found))
                )
            case do.Mispronounced(first, last):
                for index in range(first, last + 1):
                    if sentence := course.heard(index):
                        self._keeper.reported(sentence)
            case do.Save(force):
                self.save(course, force=force)

    def _mark(self, mark: Callable[[int], None], article: int, course: Course) -> None:
        if course.programme is self._asked_for:
            self._keeper.put(partial(mark, article))

    def _bookmark(self, number: int, course: Course) -> None:
        marks = course.session.state.bookmarks
        found = next(mark for mark in marks if mark.number == number)

        def numbered(kept: Bookmark) -> None:
            marks[marks.index(found)] = kept

        self._keeper.bookmark(
            found, course.document, lambda kept: self._call(partial(numbered, kept))
        )

    def save(self, course: Course, *, force: bool) -> None:
        """Keep the place."""
        session = course.session
        position = session.position(time.monotonic())
        self._keeper.save(position, session.preferences, force=force, finished=session.state.over)

    def last(self, course: Course) -> None:
        """Keep the place, and the sentence that was heard last."""
        self.save(course, force=True)
        if sentence := course.last_heard():
            self._keeper.last(sentence)
