"""The store: feeds, their articles, and what each listener has heard of them.

One SQLite file in write-ahead mode: readers do not wait for a round of polling, two processes do
not lose each other's changes, and a process that is killed loses only the transaction that it was
in. A round of polling is one transaction (``apply``), which also spares memory cards.

``heard`` belongs to a listener, and keeps the version of the article that was heard: an article
whose text changed materially has a higher one, and is new again. Articles of the same story, in
several feeds or papers, share a ``story``; hearing one of them is hearing the story.
"""

import sqlite3
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from gettext import gettext as _
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from newsreader.errors import OutputError, SourceError
from newsreader.files import data_dir, make_folder
from newsreader.kitchen.likeness import Likeness
from newsreader.kitchen.packing import pack, unpack_document, unpack_entry
from newsreader.kitchen.records import Arrival, Asked, Item, State, Subscription
from newsreader.kitchen.shelving import shelve
from newsreader.kitchen.stories import QUERY, Row, items
from newsreader.sources.feed import Entry
from newsreader.types import Document

VERSION = 1
"""Of the tables below; kept in SQLite's user_version."""

LISTENER = "household"
"""Who hears, where nobody says who."""

KEEP_DAYS = 30
"""An article that its feed has not carried for so long is forgotten."""

KEEP_ARTICLES = 1000
"""Of each feed, at most: the newest ones. News feeds carry 20 to 200."""

NEWS_DAYS = 7
"""What is older is no news, heard or not."""

_DAY = 86_400.0

_WAIT = 10.0
"""In s for another process to finish its transaction; the longest one takes well below one."""

_TABLES = (
    """CREATE TABLE feeds (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        url TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL DEFAULT '',
        language TEXT,
        trusted INTEGER NOT NULL DEFAULT 0,
        etag TEXT NOT NULL DEFAULT '',
        modified TEXT NOT NULL DEFAULT '',
        interval REAL NOT NULL DEFAULT 0,
        asked REAL,
        fetched REAL,
        due REAL NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        problem TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE articles (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        feed INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
        story INTEGER NOT NULL,
        guid TEXT NOT NULL,
        address TEXT NOT NULL,
        paper TEXT NOT NULL,
        title TEXT NOT NULL,
        lead TEXT NOT NULL,
        link TEXT NOT NULL,
        time REAL NOT NULL,
        seen REAL NOT NULL,
        version INTEGER NOT NULL DEFAULT 1,
        told TEXT NOT NULL,
        length INTEGER NOT NULL,
        old INTEGER NOT NULL,
        entry TEXT NOT NULL,
        document TEXT,
        UNIQUE (feed, guid))""",
    "CREATE INDEX articles_by_address ON articles (address)",
    "CREATE INDEX articles_by_time ON articles (time)",
    "CREATE INDEX articles_by_story ON articles (story)",
    """CREATE TABLE heard (
        listener TEXT NOT NULL,
        article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        time REAL NOT NULL,
        PRIMARY KEY (listener, article)) WITHOUT ROWID""",
)
"""Times are seconds since 1970. articles.told is title and lead as they were when the version was
counted up; articles.old marks what a feed already carried when it was added."""


class Library:
    """The household's library. Use it as a context manager, in one thread at a time."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the library at ``path``, normally in the data folder; make it if it is not there.

        Raises OutputError where that is impossible.
        """
        self.path = path or data_dir() / "library.sqlite"
        make_folder(self.path.parent)
        with self._explained():
            # Transactions are begun and ended here, not by the sqlite3 module. The live reader
            # marks articles in the thread that writes, while its own does nothing here.
            self._base = sqlite3.connect(
                self.path, timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
            try:
                self._set_up()
            except BaseException:
                self._base.close()
                raise

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._base.close()

    def feeds(self) -> list[Subscription]:
        """Return all feeds, in the order in which they are read."""
        columns = [column.name for column in fields(Subscription)]
        with self._explained():
            rows = self._base.execute(f"SELECT {', '.join(columns)} FROM feeds ORDER BY id")
            found = [dict(zip(columns, row, strict=True)) for row in rows]
        return [Subscription(**feed | {"trusted": bool(feed["trusted"])}) for feed in found]

    def feed(self, name: str) -> Subscription:
        """Return the feed of that name, or whose name alone begins so. Raises SourceError."""
        wanted = name.strip().casefold()
        feeds = self.feeds()
        exact = [feed for feed in feeds if wanted in (feed.name.casefold(), feed.url.casefold())]
        near = [feed for feed in feeds if wanted and feed.name.casefold().startswith(wanted)]
        if exact or len(near) == 1:
            return (exact or near)[0]
        raise SourceError(
            _("There is no feed {name}.").format(name=name),
            _("newsreader feeds list shows all feeds, newsreader feeds add adds one."),
        )

    def add_feed(self, name: str, url: str, title: str = "", *, trusted: bool = False) -> None:
        """Add a feed. Raises SourceError if it is there already."""
        for feed in self.feeds():
            if feed.url == url:
                raise SourceError(
                    _("You have that feed already, as {name}.").format(name=feed.name),
                    _("newsreader feeds list shows all feeds."),
                )
            if feed.name.casefold() == name.casefold():
                raise SourceError(
                    _("There is already a feed called {name}.").format(name=feed.name),
                    _("Choose another name, with --name."),
                )
        with self._transaction():
            self._base.execute(
                "INSERT INTO feeds (name, url, title, trusted) VALUES (?, ?, ?, ?)",
                (name, url, title, trusted),
            )

    def remove_feed(self, name: str) -> Subscription:
        """Forget a feed and its articles. Raises SourceError if there is no such feed."""
        feed = self.feed(name)
        with self._transaction():
            self._base.execute("DELETE FROM feeds WHERE id = ?", (feed.id,))
        return feed

    def apply(self, round_: Sequence[Asked], now: float) -> list[Arrival]:
        """Keep what a round of polling brought, in one transaction; return what is new of each."""
        likeness = Likeness(self._base, now - NEWS_DAYS * _DAY)
        with self._transaction():
            arrivals = [self._keep(asked, now, likeness) for asked in round_]
            self._base.execute("DELETE FROM articles WHERE seen < ?", (now - KEEP_DAYS * _DAY,))
        return arrivals

    def waiting(
        self,
        listener: str = LISTENER,
        feed: str | None = None,
        states: Sequence[State] = (State.NEW, State.HEADLINE),
        now: float | None = None,
    ) -> list[Item]:
        """Return the stories in these states, by the order of the feeds and the newest first.

        With ``feed`` only stories that this feed has. Raises SourceError if there is no such feed.
        """
        name = self.feed(feed).name if feed else None
        since = (time.time() if now is None else now) - NEWS_DAYS * _DAY
        with self._explained():
            rows = self._base.execute(QUERY, (listener, since)).fetchall()
        return items(map(Row._make, rows), name, states)

    def entry(self, item: Item) -> Entry:
        """Return what the feed said of an article. Raises SourceError if it is gone."""
        return unpack_entry(self._column("entry", item))

    def document(self, item: Item) -> Document | None:
        """Return the article as it was fetched, None if it was not yet."""
        packed = self._column("document", item)
        return unpack_document(packed) if packed else None

    def keep_document(self, item: Item, document: Document) -> None:
        """Keep a fetched article for the next time."""
        with self._transaction():
            self._base.execute(
                "UPDATE articles SET document = ? WHERE id = ?", (pack(document), item.id)
            )

    def mark(self, item: Item, state: State, listener: str = LISTENER) -> None:
        """Remember what a listener did with an article; NEW takes it back.

        Who has read an article has not merely heard its headline afterwards.
        """
        with self._transaction():
            if state is State.NEW:
                self._base.execute(
                    "DELETE FROM heard WHERE listener = ? AND article IN "
                    "(SELECT id FROM articles WHERE story = "
                    "(SELECT story FROM articles WHERE id = ?))",
                    (listener, item.id),
                )
                return
            # Not VALUES: the article may have been forgotten meanwhile.
            self._base.execute(
                "INSERT INTO heard SELECT ?, id, ?, ?, ? FROM articles WHERE id = ? "
                "ON CONFLICT (listener, article) DO UPDATE SET "
                "version = excluded.version, state = excluded.state, time = excluded.time "
                "WHERE excluded.state <> 'headline' OR heard.version < excluded.version",
                (listener, item.version, state, time.time(), item.id),
            )

    def last_fetched(self, feed: str | None = None) -> float | None:
        """Return when a feed, or any feed, last answered."""
        times = [
            one.fetched
            for one in self.feeds()
            if one.fetched and (feed is None or one.name == self.feed(feed).name)
        ]
        return max(times, default=None)

    def _keep(self, asked: Asked, now: float, likeness: Likeness) -> Arrival:
        self._base.execute(
            "UPDATE feeds SET asked = ?, due = ?, failures = ?, problem = ? WHERE id = ?",
            (now, asked.due, asked.failures, asked.problem, asked.feed.id),
        )
        if asked.problem:
            return Arrival()
        self._base.execute(
            "UPDATE feeds SET fetched = ?, etag = ?, modified = ?, interval = ?, trusted = ?, "
            "title = coalesce(nullif(?, ''), title), language = coalesce(?, language) "
            "WHERE id = ?",
            (
                *(now, asked.etag, asked.modified, asked.interval, asked.trusted),
                *(asked.title, asked.language, asked.feed.id),
            ),
        )
        # Another feed may have that address already; then both keep theirs.
        self._base.execute(
            "UPDATE OR IGNORE feeds SET url = ? WHERE id = ?", (asked.url, asked.feed.id)
        )
        if asked.entries is None:
            self._base.execute("UPDATE articles SET seen = ? WHERE feed = ?", (now, asked.feed.id))
            return Arrival()
        arrival = shelve(
            self._base,
            asked.feed.id,
            asked.url,
            asked.entries,
            now,
            likeness,
            is_first=asked.feed.fetched is None,
        )
        self._base.execute(
            "DELETE FROM articles WHERE id IN (SELECT id FROM articles WHERE feed = ? "
            "ORDER BY seen DESC, time DESC LIMIT -1 OFFSET ?)",
            (asked.feed.id, KEEP_ARTICLES),
        )
        return arrival

    def _column(self, name: str, item: Item) -> str:
        with self._explained():
            row = self._base.execute(
                f"SELECT {name} FROM articles WHERE id = ?", (item.id,)
            ).fetchone()
        if row is None:
            raise SourceError(
                _("The article {title} is not in the library any more.").format(title=item.title),
                _("Its feed has been removed."),
            )
        return row[0] or ""

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Do all of it or nothing."""
        with self._explained():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite says into two sentences."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise OutputError(
                    _("Another newsreader is writing to the library."), _("Try again in a moment.")
                ) from error
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
                raise OutputError(
                    _("There was no room on the disk for {path}.").format(path=self.path),
                    _("Free some space, then try again."),
                ) from error
            raise OutputError(
                _("The library {path} cannot be used: {reason}.").format(
                    path=self.path, reason=error
                ),
                _("Check that you may read and write it, and that the disk is in order."),
            ) from error
        except sqlite3.DatabaseError as error:
            raise OutputError(
                _("The library {path} is damaged.").format(path=self.path),
                _("Move it away; newsreader then begins a new one."),
            ) from error

    def _set_up(self) -> None:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._base.execute(f"PRAGMA {setting}")
        if self._version() == VERSION:
            return
        with self._transaction():
            # Two processes may both have found it empty.
            version = self._version()
            if version > VERSION:
                raise OutputError(
                    _("The library {path} was made by a newer newsreader.").format(path=self.path),
                    _("Use that one, or move the file away."),
                )
            if version == 0:
                self._make()

    def _version(self) -> int:
        found: int = self._base.execute("PRAGMA user_version").fetchone()[0]
        return found

    def _make(self) -> None:
        for statement in _TABLES:
            self._base.execute(statement)
        for feed in default_feeds():
            self._base.execute(
                "INSERT INTO feeds (name, url, title) VALUES (:name, :url, :title)", feed
            )
        self._base.execute(f"PRAGMA user_version = {VERSION}")


def default_feeds() -> list[dict[str, str]]:
    """Return the feeds that a new library begins with: name, title and url of each."""
    text = (files("newsreader.kitchen") / "feeds.toml").read_text(encoding="utf-8")
    feeds: list[dict[str, str]] = tomllib.loads(text)["feed"]
    return feeds
