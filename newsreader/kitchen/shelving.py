"""Puts the entries of a feed into the library: known, changed, new, or known from elsewhere."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from newsreader.kitchen.likeness import Likeness
from newsreader.kitchen.matching import canonical, changed, paper
from newsreader.kitchen.packing import pack
from newsreader.kitchen.records import Arrival
from newsreader.sources.feed import Entry
from newsreader.sources.feed.dates import seconds
from newsreader.sources.feed.texts import plain

FIRST = 20
"""How many articles of a feed count as news when it is added: about what a front page shows."""

LONGEST = 200_000
"""Characters of content that are kept of an entry; a feature of 6,000 words has 60,000."""


def shelve(
    base: sqlite3.Connection,
    feed: int,
    url: str,
    entries: Sequence[Entry],
    now: float,
    likeness: Likeness,
    *,
    is_first: bool,
) -> Arrival:
    """Bring one feed up to date within the caller's transaction."""
    entries = [
        # Cut in the middle it would pass for whole; so the page will be asked instead.
        entry if len(entry.content) <= LONGEST else replace(entry, content="")
        for entry in entries
        if entry.title or entry.summary or entry.content
    ]
    entries = list({entry.guid: entry for entry in reversed(entries)}.values())[::-1]
    guids = {entry.guid for entry in entries}
    times = {entry.guid: _time(entry, now) for entry in entries}
    entries.sort(key=lambda entry: times[entry.guid], reverse=True)
    new = altered = 0
    for number, entry in enumerate(entries):
        known = _known(base, feed, entry, guids)
        if known is not None:
            altered += _renew(base, known, entry, now)
            continue
        is_old = is_first and number >= FIRST
        new += _add(base, feed, url, entry, times[entry.guid], now, likeness, is_old=is_old)
    return Arrival(new, altered)


def _time(entry: Entry, now: float) -> float:
    """Return when an article was published; no article is from the future."""
    found = seconds(entry.published)
    return now if found is None else min(found, now)


def _known(
    base: sqlite3.Connection, feed: int, entry: Entry, guids: set[str]
) -> tuple[int, str, int, int] | None:
    """Return id, told, length and version of the article in the same feed.

    An article that has the address but another guid is the same one only if its own guid is gone:
    the entries of a live blog share their page's address.
    """
    columns = "SELECT id, told, length, version, guid FROM articles WHERE feed = ? AND "
    row = base.execute(columns + "guid = ?", (feed, entry.guid)).fetchone()
    address = _address(entry)
    if row is None and address:
        rows = base.execute(columns + "address = ?", (feed, address)).fetchall()
        row = next((row for row in rows if row[4] not in guids), None)
    return None if row is None else row[:4]


def _renew(
    base: sqlite3.Connection, known: tuple[int, str, int, int], entry: Entry, now: float
) -> bool:
    """Keep the new text of a known article; return whether it is news again."""
    number, told, length, version = known
    text, size = _told(entry), _length(entry)
    is_news = changed(told, text, length, size)
    if is_news:
        base.execute(
            "UPDATE articles SET version = ?, told = ?, length = ?, document = NULL WHERE id = ?",
            (version + 1, text, size, number),
        )
    base.execute(
        "UPDATE articles SET guid = ?, title = ?, lead = ?, link = ?, entry = ?, seen = ? "
        "WHERE id = ?",
        (entry.guid, _title(entry), _lead(entry), entry.link, pack(entry), now, number),
    )
    return is_news


def _add(
    base: sqlite3.Connection,
    feed: int,
    url: str,
    entry: Entry,
    time: float,
    now: float,
    likeness: Likeness,
    *,
    is_old: bool,
) -> bool:
    """Add an article; return whether it is of a story that no feed had before."""
    whose = paper(entry.link) or paper(url)
    story = _story(base, feed, entry, whose)
    if story is None:
        story = likeness.find(_told(entry), whose, time)
    added = base.execute(
        "INSERT INTO articles (feed, story, guid, address, paper, title, lead, link, time, seen, "
        "told, length, old, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(feed, story or 0, entry.guid, _address(entry), whose, _title(entry), _lead(entry)),
            *(entry.link, time, now, _told(entry), _length(entry), is_old, pack(entry)),
        ),
    )
    number = added.lastrowid or 0
    likeness.add(story or number, whose, time, _told(entry))
    if story is None:
        base.execute("UPDATE articles SET story = id WHERE id = ?", (number,))
    return story is None and not is_old


def _story(base: sqlite3.Connection, feed: int, entry: Entry, whose: str) -> int | None:
    """Find the story of an article in other feeds, by guid or by address.

    A guid counts only within one paper, for others may number their articles alike.
    """
    row = base.execute(
        "SELECT story FROM articles WHERE feed <> ? AND guid = ? AND paper = ?",
        (feed, entry.guid, whose),
    ).fetchone()
    if row is None and (address := _address(entry)):
        row = base.execute(
            "SELECT story FROM articles WHERE feed <> ? AND address = ?", (feed, address)
        ).fetchone()
    return None if row is None else int(row[0])


def _address(entry: Entry) -> str:
    """Return the canonical address; nothing where it does not tell articles apart."""
    parts = urlsplit(entry.link)
    return canonical(entry.link) if parts.path.strip("/") or parts.query else ""


def _title(entry: Entry) -> str:
    """Return the headline, or the first words where the feed has none."""
    if entry.title:
        return entry.title
    text = plain(entry.summary or entry.content)
    return text if len(text) <= 80 else text[:80].rpartition(" ")[0] + " …"


def _lead(entry: Entry) -> str:
    """Return the lead, or the beginning of the content."""
    text = plain(entry.summary or entry.content)
    return text if len(text) <= 600 else text[:600].rpartition(" ")[0] + " …"


def _told(entry: Entry) -> str:
    return f"{_title(entry)}\n{_lead(entry)}"


def _length(entry: Entry) -> int:
    return len(plain(entry.content))
