"""What a listener's files hold, and how it is read back.

The functions raise ValueError, KeyError or TypeError for what newsreader has not written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsreader.listening.controls import FASTEST, SLOWEST
from newsreader.listening.levels import Level
from newsreader.listening.position import Position
from newsreader.listening.state import Bookmark, Preferences
from newsreader.types import Document


@dataclass(frozen=True, slots=True)
class Programme:
    """What was read last."""

    documents: tuple[Document, ...]
    position: Position | None
    """None where the reading had not begun."""
    preferences: Preferences
    finished: bool
    """Whether it was heard to its end."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An article that was read, or begun."""

    article: str
    """See ``position.article_id``."""
    title: str
    source: str
    time: float
    """In s since 1970."""
    done: bool
    """Whether it was heard to its end."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What is to be read later."""

    title: str
    reference: str
    """What ``newsreader read`` takes; empty where the document itself is kept."""
    document: str = ""
    """The name under which the document is kept."""


def check_programme(content: Any) -> Mapping[str, Any]:
    """Return the fields of ``programme.json``, as written by ``Places``."""
    if content["position"]:
        Position.from_json(content["position"])
    preferences_of(content["preferences"])
    names = content["documents"]
    if not all(isinstance(name, str) and name.isalnum() for name in names):
        raise ValueError("no names of documents")
    return {
        key: content[key] for key in ("run", "documents", "position", "preferences", "finished")
    }


def preferences_of(fields: Any) -> Preferences:
    """Return preferences, as written by ``Places``."""
    speed, volume = float(fields["speed"]), float(fields["volume"])
    if not (SLOWEST <= speed <= FASTEST and 0.0 < volume <= 1.0):
        raise ValueError("no preferences")
    return Preferences(speed, volume, Level(fields["level"]))


def check_positions(content: Any) -> dict[str, Any]:
    """Return positions by article, as written by ``Places``."""
    return {str(name): Position.from_json(fields).to_json() for name, fields in content.items()}


def check_bookmarks(content: Any) -> list[tuple[Bookmark, str]]:
    """Return bookmarks, each with the name of its document, as written by ``Places``."""
    return [
        (
            Bookmark(
                int(row["number"]),
                str(row["name"]),
                str(row["title"]),
                Position.from_json(row["position"]),
            ),
            str(row["document"]),
        )
        for row in content
    ]


def check_history(content: Any) -> list[Heard]:
    """Return the articles of the history, as written by ``Places``."""
    return [
        Heard(
            str(row["article"]),
            str(row["title"]),
            str(row["source"]),
            float(row["time"]),
            bool(row["done"]),
        )
        for row in content
    ]


def check_queue(content: Any) -> list[Queued]:
    """Return the queue, as written by ``Places``."""
    return [
        Queued(str(row["title"]), str(row["reference"]), str(row["document"])) for row in content
    ]
