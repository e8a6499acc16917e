"""How somebody wants to be read to, and what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from newsreader.listening.position import Position
from newsreader.types import Article, Document, Reading


class Prompts(StrEnum):
    """How the reader answers."""

    VOICE = "voice"
    """By the built-in voice."""
    TEXT = "text"
    """By a line, for a screen reader or a braille display."""
    BOTH = "both"
    NONE = "none"
    """Not at all: sounds and the reading itself have to do."""

    @property
    def spoken(self) -> bool:
        """Whether a voice answers."""
        return self in (Prompts.VOICE, Prompts.BOTH)

    @property
    def printed(self) -> bool:
        """Whether a line answers."""
        return self in (Prompts.TEXT, Prompts.BOTH)


class Shown(StrEnum):
    """What of the articles is printed while they are read."""

    TITLES = "titles"
    SENTENCES = "sentences"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody wants to be read to."""

    reading: Reading = Reading()  # noqa: RUF009 (frozen)
    voice: str = ""
    """Name of the voice, for the lexicon."""
    gain: float = 0.0
    """Of the voice, in dB."""
    respelling: bool = True
    language: str | None = None
    device: str | None = None
    lead_in: float = 0.1
    prompts: Prompts = Prompts.VOICE
    shown: Shown = Shown.TITLES
    locale: str = "nb"
    """Of printed lines: "nb" or "en"."""
    practice: bool = False
    """Whether nothing is kept: neither place nor bookmarks, history, queue or reports."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Articles to be read in one go."""

    documents: Sequence[Document]
    articles: Sequence[Article]
    position: Position | None = None
    """Where to begin; None begins at the beginning."""


class Marks(Protocol):
    """Whoever wants to know what became of the articles of the first programme.

    Called in the thread that writes.
    """

    def done(self, article: int) -> None:
        """Take in that it was heard."""

    def skipped(self, article: int) -> None:
        """Take in that it is not wanted."""
