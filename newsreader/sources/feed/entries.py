"""What a feed holds, whichever of the formats it came in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """What a feed says about a picture."""

    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as a feed tells of it."""

    guid: str
    """What the publisher calls it: constant over changes, unique within the feed."""
    link: str
    """Where the article stands; empty where the feed does not say."""
    title: str
    """Plain text."""
    summary: str = ""
    """HTML."""
    content: str = ""
    """HTML: the article itself, or the larger part of it."""
    published: str | None = None
    """ISO 8601, with the time zone where there is a time of day."""
    updated: str | None = None
    authors: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    audio: str = ""
    """Address of the sound file of a podcast."""
    duration: float = 0.0
    """Of the sound, in s; 0 where it is not known."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read."""

    title: str
    link: str = ""
    """The web page that it belongs to."""
    language: str | None = None
    """BCP 47 as the feed has it."""
    interval: float = 0.0
    """In s: how often the publisher says that asking makes sense; 0 where it does not say."""
    entries: tuple[Entry, ...] = field(default=())
