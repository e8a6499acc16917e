"""What the library holds and gives out."""

from dataclasses import dataclass
from enum import StrEnum

from newsreader.sources.feed import Entry


class State(StrEnum):
    """What a listener knows of a story."""

    NEW = "new"
    HEADLINE = "headline"
    """The headline was heard."""
    READ = "read"
    SKIPPED = "skipped"
    """Not interested."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that is polled."""

    id: int
    name: str
    url: str
    title: str
    language: str | None
    trusted: bool
    """Whether it stands on the person's own network or at an unusual port: see ``guard``."""
    etag: str
    modified: str
    interval: float
    """In s between two questions, as the publisher wants it; 0 where it said nothing."""
    asked: float | None
    """When it was last asked, answer or not."""
    fetched: float | None
    """When it last answered."""
    due: float
    """Before that it is not asked."""
    failures: int
    """In a row."""
    problem: str
    """What was wrong the last time, in a sentence; empty if all was well."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking one feed."""

    feed: Subscription
    due: float
    """When it may be asked again."""
    failures: int = 0
    problem: str = ""
    """A sentence; where there is one, only the fields above count."""
    url: str = ""
    """Where the feed stands from now on."""
    trusted: bool = False
    etag: str = ""
    modified: str = ""
    interval: float = 0.0
    title: str = ""
    language: str | None = None
    entries: tuple[Entry, ...] | None = None
    """None where nothing has changed."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How many articles a feed brought."""

    new: int = 0
    """Stories that no feed had before."""
    changed: int = 0
    """Known articles that are news again."""


@dataclass(frozen=True, slots=True)
class Item:
    """A story for a listener, by the article that tells it."""

    id: int
    feed: str
    """The feed's name."""
    publisher: str
    """The feed's title."""
    title: str
    lead: str
    link: str
    time: float
    """When it was published, in s since 1970."""
    version: int
    state: State
    is_changed: bool
    """Whether the listener knows an earlier version."""
    also_in: tuple[str, ...]
    """Titles of the other feeds that have it."""
