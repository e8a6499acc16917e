"""A programme as a tree that can be walked: its units at each level.

source > article > heading > paragraph > sentence, and captions beside them. A unit is a stretch of
utterances; the units of a level lie in the order of the script and never overlap.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Self
from urllib.parse import urlsplit

from newsreader.text.utterances import PAUSES
from newsreader.types import Article, Role, Utterance


class Level(StrEnum):
    """How far a step goes. From coarse to fine, as Up and Down walk through them."""

    SOURCE = "source"
    ARTICLE = "article"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"
    CAPTION = "caption"
    SECONDS = "seconds"


ALWAYS = frozenset({Level.ARTICLE, Level.PARAGRAPH, Level.SENTENCE, Level.SECONDS})
"""Levels that every programme has; the others only where there is something at them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of utterances."""

    begin: int
    end: int
    """Exclusive."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The units of a programme."""

    articles: tuple[Article, ...]
    script: tuple[Utterance, ...]
    units: dict[Level, tuple[Unit, ...]]
    """Of SECONDS there are none."""
    levels: tuple[Level, ...]
    """Those that this programme has, from coarse to fine."""

    @classmethod
    def of(cls, articles: Sequence[Article], script: Sequence[Utterance]) -> Self:
        """Build the tree of a script, which may lack articles of which nothing is read."""
        script = tuple(script)
        articles = tuple(articles)

        def role(index: int) -> Role:
            said = script[index]
            return articles[said.article].segments[said.segment].role

        def is_heading(index: int) -> bool:
            return role(index) is Role.SUBHEADING

        units = {
            Level.SOURCE: _runs(script, lambda said: _source(articles[said.article])),
            Level.ARTICLE: _runs(script, lambda said: said.article),
            Level.PARAGRAPH: _runs(script, lambda said: (said.article, said.segment)),
            Level.SENTENCE: _sentences(script),
        }
        paragraphs = units[Level.PARAGRAPH]
        headings = [unit.begin for unit in paragraphs if is_heading(unit.begin)]
        starts = [unit.begin for unit in units[Level.ARTICLE]]
        units[Level.HEADING] = _tiles(sorted({*starts, *headings}), len(script))
        units[Level.CAPTION] = tuple(u for u in paragraphs if role(u.begin) is Role.CAPTION)
        there = set(ALWAYS)
        if len(units[Level.SOURCE]) > 1:
            there.add(Level.SOURCE)
        if headings:
            there.add(Level.HEADING)
        if units[Level.CAPTION]:
            there.add(Level.CAPTION)
        return cls(articles, script, units, tuple(level for level in Level if level in there))

    def unit(self, level: Level, index: int) -> Unit | None:
        """Return the unit that holds an utterance; None outside of all captions."""
        units = self.units[level]
        number = bisect_right(units, index, key=lambda unit: unit.begin) - 1
        return units[number] if number >= 0 and index < units[number].end else None

    def following(self, level: Level, index: int) -> Unit | None:
        """Return the first unit that begins after an utterance."""
        units = self.units[level]
        number = bisect_right(units, index, key=lambda unit: unit.begin)
        return units[number] if number < len(units) else None

    def preceding(self, level: Level, index: int) -> Unit | None:
        """Return the last unit that ends at or before an utterance."""
        units = self.units[level]
        number = bisect_right(units, index, key=lambda unit: unit.end) - 1
        return units[number] if number >= 0 else None

    def article_of(self, index: int) -> Article:
        """Return the article that an utterance belongs to."""
        return self.articles[self.script[index].article]

    def role_of(self, index: int) -> Role:
        """Return the role of the part that an utterance belongs to."""
        return self.article_of(index).segments[self.script[index].segment].role

    def article(self, index: int) -> Unit:
        """Return the stretch of the article that an utterance belongs to."""
        return self._sure(Level.ARTICLE, index)

    def sentence(self, index: int) -> Unit:
        """Return the sentence that an utterance belongs to."""
        return self._sure(Level.SENTENCE, index)

    def _sure(self, level: Level, index: int) -> Unit:
        unit = self.unit(level, index)
        if unit is None:
            raise IndexError(index)
        return unit

    def headline(self, article: Unit) -> Unit:
        """Return what is read of an article's title, or its first sentence where it has none."""
        inside = range(article.begin, article.end)
        begin = next((i for i in inside if self.role_of(i) is Role.HEADLINE), None)
        if begin is None:
            return self.sentence(article.begin)
        end = begin
        while end < article.end and self.role_of(end) is Role.HEADLINE:
            end += 1
        return Unit(begin, end)


def _tiles(starts: Sequence[int], end: int) -> tuple[Unit, ...]:
    return tuple(Unit(begin, stop) for begin, stop in pairwise((*starts, end)))


def _runs(script: Sequence[Utterance], key: Callable[[Utterance], Hashable]) -> tuple[Unit, ...]:
    starts = [i for i in range(len(script)) if not i or key(script[i]) != key(script[i - 1])]
    return _tiles(starts, len(script))


def _sentences(script: Sequence[Utterance]) -> tuple[Unit, ...]:
    starts = [i for i in range(len(script)) if not i or not _goes_on(script[i - 1], script[i])]
    return _tiles(starts, len(script))


def _goes_on(said: Utterance, following: Utterance) -> bool:
    """Tell whether a sentence goes on: after a clause, a kicker, or the word "Bildetekst".

    Their pauses are the ones that are shorter than the pause between sentences.
    """
    same = (said.article, said.segment) == (following.article, following.segment)
    return same and said.pause < PAUSES["sentence"]


def _source(article: Article) -> str:
    """Return what tells the sources of a programme apart."""
    return article.publisher or urlsplit(article.source).netloc or "-"
