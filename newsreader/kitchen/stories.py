"""Several articles of one story become one item for a listener."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsreader.kitchen.records import Item, State

QUERY = (
    "SELECT a.story, a.feed, a.id, f.name, f.title, a.title, a.lead, a.link, a.time, a.version, "
    "h.state, h.version FROM articles a JOIN feeds f ON f.id = a.feed "
    "LEFT JOIN heard h ON h.article = a.id AND h.listener = ? "
    "WHERE a.old = 0 AND a.time > ? ORDER BY a.feed, a.time DESC, a.id"
)


class Row(NamedTuple):
    """An article, and what one listener has heard of it: a row of ``QUERY``."""

    story: int
    place: int
    id: int
    feed: str
    publisher: str
    title: str
    lead: str
    link: str
    time: float
    version: int
    state: str | None
    heard: int | None
    """The version that was heard."""

    @property
    def is_stale(self) -> bool:
        """Return whether it has changed since it was heard."""
        return self.heard is not None and self.heard < self.version


def items(rows: Iterable[Row], feed: str | None, states: Sequence[State]) -> list[Item]:
    """Return the stories in ``states``, by the order of the feeds and the newest first.

    With ``feed`` only stories that this feed has. A story is told by an article of that feed, by
    one that has changed since it was heard, or else by that of the first feed.
    """
    stories: dict[int, list[Row]] = {}
    for row in rows:
        stories.setdefault(row.story, []).append(row)
    found: list[tuple[int, Item]] = []
    for story in stories.values():
        own = [row for row in story if feed is None or row.feed == feed]
        state = _state(story)
        if not own or state not in states:
            continue
        row = next((row for row in own if row.is_stale), own[0])
        others = dict.fromkeys(other.publisher or other.feed for other in story)
        others.pop(row.publisher or row.feed)
        item = Item(
            id=row.id,
            feed=row.feed,
            publisher=row.publisher or row.feed,
            title=row.title,
            lead=row.lead,
            link=row.link,
            time=row.time,
            version=row.version,
            state=state,
            is_changed=row.is_stale,
            also_in=tuple(others),
        )
        found.append((row.place, item))
    found.sort(key=lambda pair: (pair[0], -pair[1].time))
    return [item for _place, item in found]


def _state(story: Sequence[Row]) -> State:
    """Return what is known of a story: the most that was heard of it, unless that has changed."""
    if any(row.is_stale for row in story):
        return State.NEW
    known = {row.state for row in story}
    order = (State.READ, State.SKIPPED, State.HEADLINE)
    return next((state for state in order if state in known), State.NEW)
