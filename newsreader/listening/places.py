"""Where each listener stopped, bookmarks, history and the queue, on disk.

One folder for each listener, so that two never overwrite each other::

    programme.json   what is being read, and the place in it: written at each sentence
    positions.json   the place in each article that was read before
    bookmarks.json, history.json, queue.json
    documents/       the texts that these need, each under the name of its content

Every file is written whole, under a lock, and is small; a process that is killed loses at most the
sentence that it was reading. Where two processes read for the same listener, ``programme.json`` is
that of the one that wrote last, and the other's place is filed in ``positions.json`` first.
"""

import os
import re
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from gettext import gettext as _
from typing import Any

from newsreader.errors import SourceError
from newsreader.files import atomic_write, data_dir, make_folder
from newsreader.listening.documents import name_of, pack, unpack
from newsreader.listening.position import Position
from newsreader.listening.records import (
    Heard,
    Programme,
    Queued,
    check_bookmarks,
    check_history,
    check_positions,
    check_programme,
    check_queue,
    preferences_of,
)
from newsreader.listening.shelf import Shelf
from newsreader.listening.state import Bookmark, Preferences
from newsreader.types import Document

LISTENER = "household"
"""Who listens, where nobody says who."""

_USUAL = Preferences()

POSITIONS = 300
"""Articles whose place is kept, the last ones read."""

HISTORY = 500
"""Articles that are remembered, the last ones read."""

_UNUSED_DAYS = 7
"""A document that nothing needs is kept so long: another process may be about to need it."""


class Places:
    """The files of one listener."""

    def __init__(
        self,
        listener: str = LISTENER,
        *,
        interval: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Use a listener's folder. ``interval``, in s, thins out what ``save`` writes."""
        folder = re.sub(r"[^\w-]", "_", listener.casefold()) or LISTENER
        self._shelf = Shelf(data_dir() / "listening" / folder)
        self._interval = interval
        self._clock = clock
        self._saved: float | None = None
        self._packed: list[str] = []
        self._run = ""
        self._preferences = Preferences()
        self._position: Position | None = None

    @property
    def told(self) -> list[str]:
        """Sentences about files that were damaged, each for the user to see once."""
        return self._shelf.told

    # What is being read

    def programme(self) -> Programme | None:
        """Return what was read last, None where there is nothing, or all its texts are gone."""
        written = self._shelf.read("programme.json", check_programme, None)
        if written is None:
            return None
        found = [self._document(name) for name in written["documents"]]
        documents = tuple(document for document in found if document)
        if len(documents) < len(found):
            self.told.append(_("Some of what was being read is gone."))
        if not documents:
            return None
        return Programme(
            documents,
            Position.from_json(written["position"]) if written["position"] else None,
            preferences_of(written["preferences"]),
            bool(written["finished"]),
        )

    def preferences(self, usual: Preferences = _USUAL) -> Preferences:
        """Return what the listener chose while listening last, ``usual`` at the first time."""
        written = self._shelf.read("programme.json", check_programme, None)
        return preferences_of(written["preferences"]) if written else usual

    def start(
        self,
        documents: Sequence[Document],
        preferences: Preferences,
        position: Position | None = None,
    ) -> None:
        """Begin a programme: from now on it is what ``programme`` returns."""
        self._packed = [pack(document) for document in documents]
        self._run = uuid.uuid4().hex
        self._preferences, self._position = preferences, position
        with self._shelf.locked():
            self._put()
            self._sweep()

    def save(
        self,
        position: Position,
        preferences: Preferences,
        *,
        force: bool = False,
        finished: bool = False,
    ) -> None:
        """Keep the place in the programme that was started.

        Raises OutputError where the disk is full or broken; the reading need not stop for it.
        """
        now = self._clock()
        left = self._position
        self._position, self._preferences = position, preferences
        early = self._saved is not None and now - self._saved < self._interval
        moved = left is not None and left.article != position.article
        if early and not (force or finished or moved):
            return
        with self._shelf.locked():
            if force or finished or moved:
                self._file([p for p in (left, position) if p], finished=finished)
            self._put(finished)
        self._saved = now

    def position_in(self, article: str) -> Position | None:
        """Return where an article was left, None where it was not, or was heard to its end."""
        # A process that was killed has filed its place nowhere else.
        written = self._shelf.read("programme.json", check_programme, None)
        if written and written["position"] and not written["finished"]:
            left = Position.from_json(written["position"])
            if left.article == article:
                return left
        with suppress(KeyError):
            return Position.from_json(self._positions()[article])
        return None

    def forget(self, article: str) -> None:
        """Forget where an article was left: it has been heard."""
        with self._shelf.locked():
            positions = self._positions()
            if positions.pop(article, None):
                self._shelf.write("positions.json", positions)

    def _put(self, finished: bool = False) -> None:
        """Write the programme, and first file the place of another process."""
        other = self._shelf.read("programme.json", check_programme, None)
        if other and other["run"] != self._run and other["position"] and not other["finished"]:
            self._file([Position.from_json(other["position"])])
        self._keep(self._packed)
        content = {
            "run": self._run,
            "documents": [name_of(packed) for packed in self._packed],
            "position": self._position.to_json() if self._position else None,
            "preferences": asdict(self._preferences),
            "finished": finished,
        }
        self._shelf.write("programme.json", content)

    def _positions(self) -> dict[str, Any]:
        return self._shelf.read("positions.json", check_positions, {})

    def _file(self, positions: Sequence[Position], finished: bool = False) -> None:
        """Keep places by article; the last one that was read stands last."""
        kept = self._positions()
        for position in positions:
            kept.pop(position.article, None)
            kept[position.article] = position.to_json()
        if finished and positions:
            del kept[positions[-1].article]
        while len(kept) > POSITIONS:
            del kept[next(iter(kept))]
        self._shelf.write("positions.json", kept)

    # Documents

    def _keep(self, packed: Sequence[str]) -> list[str]:
        folder = self._shelf.folder / "documents"
        names = [name_of(each) for each in packed]
        for name, each in zip(names, packed, strict=True):
            path = folder / f"{name}.json"
            if not path.exists():
                make_folder(folder)
                atomic_write(path, each)
        return names

    def _document(self, name: str) -> Document | None:
        path = self._shelf.folder / "documents" / f"{name}.json"
        data = b""
        try:
            data = path.read_bytes()
            return unpack(data.decode())
        except OSError:
            return None
        except ValueError:
            self._shelf.set_aside(path, data)
            return None

    def _sweep(self) -> None:
        """Remove the documents that nothing has needed for a while."""
        needed = {name_of(packed) for packed in self._packed}
        needed |= {queued.document for queued in self.queue()}
        needed |= {name for _, name in self._marks()}
        limit = time.time() - 86_400 * _UNUSED_DAYS
        for path in (self._shelf.folder / "documents").glob("*.json"):
            with suppress(OSError):
                if path.stem in needed:
                    os.utime(path)
                elif path.stat().st_mtime < limit:
                    path.unlink()

    # Bookmarks

    def bookmarks(self) -> list[Bookmark]:
        """Return all bookmarks, in the order of their numbers."""
        return [mark for mark, _ in self._marks()]

    def add_bookmark(self, mark: Bookmark, document: Document) -> Bookmark:
        """Keep a bookmark and the text that it stands in; it gets another number if need be."""
        with self._shelf.locked():
            marks = self._marks()
            taken = {kept.number for kept, _ in marks}
            number = mark.number if mark.number not in taken else max(taken) + 1
            mark = Bookmark(number, mark.name, mark.title, mark.position)
            (name,) = self._keep([pack(document)])
            self._write_marks([*marks, (mark, name)])
        return mark

    def bookmarked(self, number: int) -> Document | None:
        """Return the text that a bookmark stands in, None where it is gone."""
        name = next((name for mark, name in self._marks() if mark.number == number), "")
        return self._document(name)

    def remove_bookmark(self, wanted: str) -> Bookmark:
        """Remove a bookmark by its number or name. Raises SourceError where there is none."""
        with self._shelf.locked():
            marks = self._marks()
            for mark, name in marks:
                if wanted.casefold() in (str(mark.number), mark.name.casefold()):
                    self._write_marks([m for m in marks if m != (mark, name)])
                    return mark
        raise SourceError(
            _("There is no bookmark {name}.").format(name=wanted),
            _("See newsreader bookmarks list."),
        )

    def _marks(self) -> list[tuple[Bookmark, str]]:
        return self._shelf.read("bookmarks.json", check_bookmarks, [])

    def _write_marks(self, marks: Sequence[tuple[Bookmark, str]]) -> None:
        rows = [{**asdict(mark), "document": name} for mark, name in marks]
        self._shelf.write("bookmarks.json", sorted(rows, key=lambda row: int(row["number"])))

    # History

    def history(self) -> list[Heard]:
        """Return the articles that were read, the last one last."""
        return self._shelf.read("history.json", check_history, [])

    def remember(self, heard: Heard) -> None:
        """Note that an article was begun, or heard to its end."""
        with self._shelf.locked():
            kept = [each for each in self.history() if each.article != heard.article]
            rows = [asdict(each) for each in [*kept, heard][-HISTORY:]]
            self._shelf.write("history.json", rows)

    # The queue

    def queue(self) -> list[Queued]:
        """Return what is to be read later, in order."""
        return self._shelf.read("queue.json", check_queue, [])

    def enqueue(self, title: str, what: str | Document) -> bool:
        """Put a reference or a document last in the queue; return whether it was not there yet."""
        with self._shelf.locked():
            if isinstance(what, Document):
                (name,) = self._keep([pack(what)])
                new = Queued(title, "", name)
            else:
                new = Queued(title, what)
            kept = self.queue()
            there = {(queued.reference, queued.document) for queued in kept}
            if (new.reference, new.document) in there:
                return False
            self._write_queue([*kept, new])
            return True

    def take(self) -> str | Document | None:
        """Take what is first in the queue: a reference, or a document; None where it is empty."""
        with self._shelf.locked():
            while kept := self.queue():
                first = kept[0]
                self._write_queue(kept[1:])
                if first.reference:
                    return first.reference
                if document := self._document(first.document):
                    return document
        return None

    def clear_queue(self) -> int:
        """Empty the queue; return how much there was in it."""
        with self._shelf.locked():
            count = len(self.queue())
            if count:
                self._write_queue([])
        return count

    def _write_queue(self, queue: Sequence[Queued]) -> None:
        self._shelf.write("queue.json", [asdict(queued) for queued in queue])
