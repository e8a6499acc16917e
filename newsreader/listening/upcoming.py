"""What is read next: taken from the queue, fetched, and put back where that comes to nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from newsreader.errors import NewsreaderError
from newsreader.listening.keeping import Keeper, Waiting
from newsreader.types import Document

Found = Document | NewsreaderError | None
"""A document, why there is none, or None where the queue is empty."""


class Upcoming:
    """The queue, as one programme after the other is taken from it."""

    def __init__(
        self,
        keeper: Keeper,
        call: Callable[[Callable[[], None]], None],
        open_reference: Callable[[str], Document],
        arrived: Callable[[Found, Sequence[str]], None],
    ) -> None:
        """Prepare. ``arrived`` gets what was found and the titles after it, by way of ``call``.

        It says by ``begun``, ``failed`` or ``not_now`` what became of a document or an error.
        """
        self._keeper, self._call = keeper, call
        self._open, self._arrived = open_reference, arrived
        self._fetching = False
        self._underway: Waiting | None = None  # taken from the queue, and not read yet
        self._failed: list[Waiting] = []

    def fetch(self) -> None:
        """Take what is first in the queue, unless that is being done."""
        if not self._fetching:
            self._fetching = True
            self._keeper.take(lambda *found: self._call(partial(self._taken, *found)))

    def _taken(self, waiting: Waiting | None, titles: Sequence[str]) -> None:
        self._underway = waiting
        if waiting is None:
            self._tell(None, titles)
            return
        title, what = waiting
        if isinstance(what, Document):
            self._tell(what, titles)
            return

        def fetch() -> None:
            found: Found
            try:
                found = self._open(what)
            except NewsreaderError as error:
                found = error
            self._call(partial(self._tell, found, titles))

        threading.Thread(target=fetch, name=f"fetch {title}", daemon=True).start()

    def _tell(self, found: Found, titles: Sequence[str]) -> None:
        self._fetching = False
        self._arrived(found, titles)

    def begun(self) -> None:
        """Say that it is being read, or that there is nothing in it to read."""
        self._underway = None

    def failed(self) -> None:
        """Say that it could not be read: it is in the queue again the next time."""
        if self._underway:
            self._failed.append(self._underway)
        self._underway = None

    def not_now(self) -> None:
        """Say that the listener has gone back: it waits behind the others."""
        if self._underway:
            self._keeper.enqueue(*self._underway)
        self._underway = None

    def put_back(self) -> None:
        """Put into the queue again what was not read."""
        self.failed()
        for waiting in self._failed:
            self._keeper.enqueue(*waiting)
        self._failed.clear()
