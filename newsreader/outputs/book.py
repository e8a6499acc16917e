"""A talking newspaper before it becomes EPUB 3 or DAISY 2.02: recordings in sections.

Everything in it is an article that was recorded as one MP3 without a tag, also the page with the
title and the page that opens a section: they are small articles that the reader writes itself.
Both formats are drawn from the same blocks and the same clips. What the text looks like:

* The parts stand in the order in which they are read, and each sentence that is read, or clause of
  a long one, is a ``Sentence`` with the place of its clip.
* Words that the reader adds ("Bildetekst.") are shown like the others, for each clip must have a
  text that is highlighted while it sounds.
* Parts that are not read (photo credits, facts about the publication, captions for those who skip
  them) are shown without sound where they stand. Noise is left out, and so is an unread part that
  repeats one that is shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from newsreader.types import Article, Clip, Role, Segment, Utterance

TITLE, SECTION, ARTICLE = 0, 1, 2
"""The levels of pages."""


@dataclass(frozen=True)
class Recording:
    """An article, what was said of it, and the MP3 without a tag that holds it.

    The article begins with its headline, as those of ``text.edition`` do.
    """

    article: Article
    script: tuple[Utterance, ...]
    clips: tuple[Clip, ...]
    """They tile the sound; an utterance that makes none has no clip."""
    audio: Path
    samples: int
    """How many were written."""
    rate: int
    """In Hz."""

    @property
    def seconds(self) -> float:
        """Its length in s."""
        return self.samples / self.rate

    @cached_property
    def groups(self) -> "tuple[Group, ...]":
        """The text in the order of reading, with the clip of each sentence."""
        return tuple(_groups(_blocks(self)))

    @property
    def sentences(self) -> "Iterator[Sentence]":
        """All that is read, in order."""
        return (sentence for group in self.groups for sentence in group.sentences)

    @property
    def duration(self) -> int:
        """The end of the last clip in ms: the length, rounded down."""
        return _borders(self.clips)[-1][1] if self.clips else 0


@dataclass(frozen=True)
class Section:
    """Articles that belong together; ``opening`` is the page with the section's name."""

    opening: Recording
    recordings: tuple[Recording, ...]

    @property
    def title(self) -> str:
        """Its name."""
        return self.opening.article.title


@dataclass(frozen=True)
class Newspaper:
    """A talking newspaper; ``opening`` is the page with its title."""

    title: str
    publisher: str
    date: str
    """ISO 8601, the day only."""
    language: str
    """BCP 47: "nb" or "nn"."""
    identifier: str
    """A urn, the same for the same newspaper."""
    narrator: str
    """The name of the voice."""
    opening: Recording
    sections: tuple[Section, ...]

    @property
    def pages(self) -> "Iterator[Page]":
        """Everything in the order of reading, numbered from 1."""
        recordings: list[tuple[int, Recording]] = [(TITLE, self.opening)]
        for section in self.sections:
            recordings.append((SECTION, section.opening))
            recordings += [(ARTICLE, recording) for recording in section.recordings]
        for number, (level, recording) in enumerate(recordings, 1):
            yield Page(number, level, recording)


class Page(NamedTuple):
    """A recording in its place."""

    number: int
    level: int
    """TITLE, SECTION or ARTICLE."""
    recording: Recording

    @property
    def title(self) -> str:
        """What stands in lists of contents."""
        return self.recording.article.title


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is read in one go, and where it sounds."""

    number: int
    """From 1, within the recording."""
    text: str
    language: str
    begin: int
    """In ms."""
    end: int
    """In ms; the begin of the next."""
    is_added: bool = False
    """Whether the reader added it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an article: sentences, and the text around them that is not read."""

    role: Role
    language: str
    parts: tuple[Sentence | str, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is read of it."""
        return tuple(part for part in self.parts if isinstance(part, Sentence))

    @property
    def text(self) -> str:
        """All of it in one line."""
        parts = [part if isinstance(part, str) else part.text for part in self.parts]
        return " ".join("".join(parts).split())


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that are one thing: a headline, a list, a fact box, or a single block."""

    role: Role
    number: int
    """From 1, within the recording."""
    blocks: tuple[Block, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is read of it."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(block.text for block in self.blocks)


SILENT = frozenset({Role.CREDIT, Role.METADATA})
"""What may stay unread without a listener missing anything of the story."""

_JOINED = (Role.HEADLINE, Role.LIST_ITEM, Role.FACTBOX)
_LIST_MARK = re.compile(r"^\s*[•·▪◦●■‣▸*–—-]\s+")


def _borders(clips: Sequence[Clip]) -> list[tuple[int, int]]:
    """Return begin and end of each clip in ms.

    Each border is rounded once and used on both sides, so that nothing overlaps or is left out; the
    last is rounded down, for players stumble over a clip that ends after the sound.
    """
    begins = [round(clip.begin * 1000) for clip in clips]
    # A hair more, for 1.001 s is a little less than 1.001 in floating point.
    ends = [*begins[1:], int(clips[-1].end * 1000 + 1e-6)] if clips else []
    return list(zip(begins, ends, strict=True))


def _blocks(recording: Recording) -> Iterator[Block]:
    """Yield the parts of the text in the order of reading, those that are not read in between."""
    article = recording.article
    borders = dict(
        zip((c.utterance for c in recording.clips), _borders(recording.clips), strict=True)
    )
    read = {utterance.segment for utterance in recording.script}
    silent = _silent(article.segments, read)
    yield from (_unread(article, index) for index in silent.get(-1, []))
    number = 0
    for segment, said in groupby(enumerate(recording.script), lambda pair: pair[1].segment):
        block = _read(article.segments[segment], list(said), borders, number)
        number += len(block.sentences)
        yield block
        yield from (_unread(article, index) for index in silent.pop(segment, []))


def _silent(segments: Sequence[Segment], read: set[int]) -> dict[int, list[int]]:
    """Return what is shown but not read, by the part that is read before it (-1 for none)."""
    shown = {segments[index].text for index in read}
    found: dict[int, list[int]] = {}
    before = -1
    for index, segment in enumerate(segments):
        if index in read:
            before = index
        elif segment.role is not Role.NOISE and segment.text.strip() and segment.text not in shown:
            shown.add(segment.text)
            found.setdefault(before, []).append(index)
    return found


def _unread(article: Article, index: int) -> Block:
    segment = article.segments[index]
    return Block(segment.role, article.language, (segment.text,))


def _read(
    segment: Segment,
    said: list[tuple[int, Utterance]],
    borders: dict[int, tuple[int, int]],
    number: int,
) -> Block:
    """Find the sentences in the text of a part; what stands between them is text as well."""
    parts: list[Sentence | str] = []
    place = 0
    for index, utterance in said:
        text = utterance.text or f"{utterance.spoken[:1].upper()}{utterance.spoken[1:]}"
        if utterance.text:
            found = segment.text.find(utterance.text, place)
            if found >= 0:
                parts.append(segment.text[place:found])
                place = found + len(utterance.text)
        elif parts:
            parts.append(" ")
        if index in borders:
            number += 1
            begin, end = borders[index]
            is_added = not utterance.text
            parts.append(Sentence(number, text, utterance.language, begin, end, is_added))
        else:
            parts.append(text)
        if not utterance.text:
            parts.append(" ")
    parts.append(segment.text[place:])
    if segment.role in (Role.LIST_ITEM, Role.FACTBOX):
        # The bullet is drawn by whoever shows the list.
        parts = [_LIST_MARK.sub("", part) if isinstance(part, str) else part for part in parts]
    language = next((u.language for _index, u in said if u.text), said[0][1].language)
    return Block(segment.role, language, tuple(part for part in parts if part))


def _groups(blocks: Iterator[Block]) -> Iterator[Group]:
    """Join what belongs together; a headline after the first is a subheading."""
    number = 0
    for role, found in groupby(blocks, lambda block: block.role):
        same = list(found)
        if role is Role.HEADLINE and number:
            role = Role.SUBHEADING
        for joined in [same] if role in _JOINED else [[block] for block in same]:
            number += 1
            yield Group(role, number, tuple(joined))
