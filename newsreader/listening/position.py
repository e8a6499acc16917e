"""A place in an article that survives: another run, another reading, an edited text."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from newsreader.listening.levels import Level, Outline, Unit
from newsreader.types import Article

_NAMELESS = frozenset({"-", "clipboard"})
"""Sources that hold something else the next time."""

_BACK = 12
"""In words: 5 s at 139 a minute, the furthest that resuming steps back inside a phrase."""

_ALIKE = 0.5
"""Share of a sentence's words that a paragraph must have to be the one that it stood in."""

_KEPT = 300
"""In characters of the sentence: enough to know it again."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a listener stopped."""

    article: str
    """See ``article_id``."""
    text: str
    """See ``text_hash``."""
    segment: int
    sentence: int
    """In the segment, of those that are printed."""
    word: int
    """In the sentence, as printed."""
    words: str
    """The sentence as printed, to find it in an edited text."""

    def to_json(self) -> dict[str, Any]:
        """Return the fields, for ``json.dump``."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return a position of its fields. Raises ValueError where they are not one's."""
        try:
            return cls(
                str(fields["article"]),
                str(fields["text"]),
                int(fields["segment"]),
                int(fields["sentence"]),
                int(fields["word"]),
                str(fields["words"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"no position: {error}") from error


def text_hash(article: Article) -> str:
    """Return what changes when a printed word of the article does."""
    text = "\0".join(segment.text for segment in article.segments)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def article_id(article: Article) -> str:
    """Return what an article is known by: its source, or its text where the source has no name."""
    if article.source in _NAMELESS:
        return f"text:{text_hash(article)}"
    return article.source


def position_at(outline: Outline, index: int, word: int = 0) -> Position:
    """Return the position of a word of an utterance, as printed."""
    sentence = outline.sentence(index)
    said = outline.script[index]
    article = outline.articles[said.article]
    paragraph = outline.unit(Level.PARAGRAPH, index)
    assert paragraph is not None
    before = [unit for unit in _printed(outline, paragraph) if unit.end <= sentence.begin]
    return Position(
        article_id(article),
        text_hash(article),
        said.segment,
        len(before),
        _count(outline, range(sentence.begin, index)) + (word if said.text else 0),
        _text(outline, sentence)[:_KEPT],
    )


class How(StrEnum):
    """How a position was found again."""

    EXACT = "exact"
    SENTENCE = "sentence"
    """The text has changed, the sentence is still there."""
    PARAGRAPH = "paragraph"
    """The text has changed, and only its paragraph, or what stands there now, was found."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Where to go on."""

    index: int
    """Of the utterance."""
    word: int
    """In it, as printed; 0 is the beginning of the phrase."""
    how: How


def resume(position: Position, outline: Outline) -> Resumed | None:
    """Find a position in a programme; None where its article is not read there.

    Steps back to the beginning of the phrase, at most some 5 s.
    """
    numbers = {i for i, a in enumerate(outline.articles) if article_id(a) == position.article}
    units = [u for u in outline.units[Level.ARTICLE] if outline.script[u.begin].article in numbers]
    if not units:
        return None
    unit = units[0]
    sentences = _printed(outline, unit) or [outline.sentence(unit.begin)]
    same = text_hash(outline.article_of(unit.begin)) == position.text
    if same and (there := _exact(outline, sentences, position)):
        return _phrase(outline, there, position.word, How.EXACT)
    wanted = _letters(position.words)
    equal = [s for s in sentences if wanted and _letters(_text(outline, s)[:_KEPT]) == wanted]
    if equal:
        nearest = min(equal, key=lambda s: abs(_segment(outline, s) - position.segment))
        how = How.EXACT if same else How.SENTENCE
        return _phrase(outline, nearest, position.word, how)
    paragraphs = [u for u in outline.units[Level.PARAGRAPH] if unit.begin <= u.begin < unit.end]
    if same:
        # What this reading leaves out: go on with what comes after it.
        return Resumed(_nearest(outline, paragraphs, position).begin, 0, How.EXACT)
    return Resumed(_paragraph(outline, paragraphs, position).begin, 0, How.PARAGRAPH)


def _exact(outline: Outline, sentences: list[Unit], position: Position) -> Unit | None:
    here = [s for s in sentences if _segment(outline, s) == position.segment]
    if position.sentence >= len(here):
        return None
    found = here[position.sentence]
    return found if _text(outline, found)[:_KEPT] == position.words else None


def _phrase(outline: Outline, sentence: Unit, word: int, how: How) -> Resumed:
    """Return the beginning of the phrase of a sentence that has a word."""
    index = sentence.begin
    for index in range(sentence.begin, sentence.end):
        count = _count(outline, [index])
        if word < count:
            break
        if index + 1 < sentence.end:
            word -= count
    if word <= _BACK:
        # The word "Bildetekst" before the first words of a caption belongs to them.
        while index > sentence.begin and not outline.script[index - 1].text:
            index -= 1
        return Resumed(index, 0, how)
    return Resumed(index, max(0, min(word, _count(outline, [index]) - 1) - _BACK), how)


def _nearest(outline: Outline, paragraphs: list[Unit], position: Position) -> Unit:
    """Return the paragraph of a position, else the first one behind it, else the last one."""
    later = [unit for unit in paragraphs if _segment(outline, unit) >= position.segment]
    distance = {unit: abs(_segment(outline, unit) - position.segment) for unit in paragraphs}
    return min(later or paragraphs, key=lambda unit: distance[unit])


def _paragraph(outline: Outline, paragraphs: list[Unit], position: Position) -> Unit:
    """Return the paragraph that a lost sentence most likely stood in."""
    wanted = set(_words(position.words))

    def likeness(unit: Unit) -> float:
        return len(wanted & set(_words(_text(outline, unit)))) / len(wanted) if wanted else 0.0

    def distance(unit: Unit) -> int:
        return abs(_segment(outline, unit) - position.segment)

    best = max(paragraphs, key=lambda unit: (likeness(unit), -distance(unit)))
    return best if likeness(best) >= _ALIKE else _nearest(outline, paragraphs, position)


def paragraph_number(outline: Outline, index: int) -> int:
    """Return which paragraph of its article an utterance stands in, from 1."""
    article = outline.article(index)
    starts = [unit.begin for unit in outline.units[Level.PARAGRAPH]]
    return sum(article.begin <= start <= index for start in starts)


def _printed(outline: Outline, unit: Unit) -> list[Unit]:
    """Return the sentences of a unit that are printed, not added by the reader."""
    return [
        s
        for s in outline.units[Level.SENTENCE]
        if unit.begin <= s.begin < unit.end and _text(outline, s)
    ]


def _segment(outline: Outline, unit: Unit) -> int:
    return outline.script[unit.begin].segment


def _text(outline: Outline, unit: Unit) -> str:
    said = outline.script[unit.begin : unit.end]
    return " ".join(utterance.text for utterance in said if utterance.text)


def _count(outline: Outline, indices: Iterable[int]) -> int:
    return sum(len(outline.script[index].text.split()) for index in indices)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _letters(text: str) -> str:
    return "".join(_words(text))
