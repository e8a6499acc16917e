"""An edition of a talking newspaper: sections, and the pages that the reader writes itself.

The title and each section have a page of their own, an article like any other: it is read, shown
and jumped to in the same way. The first says the date, how much there is, and that the voice is a
computer's (the European regulation on artificial intelligence, 2024/1689, article 50).
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from newsreader.text.days import with_weekday, written
from newsreader.text.prompts import prompt
from newsreader.types import Article, Role, Segment

_OURS = "newsreader"
"""The publisher, where the articles name none."""


@dataclass(frozen=True, slots=True)
class EditionSection:
    """The articles of one publisher."""

    opening: Article
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """What will be recorded, page by page."""

    title: str
    publisher: str
    date: date
    language: str
    """BCP 47, that of most articles."""
    identifier: str
    """A urn, the same for the same edition."""
    opening: Article
    sections: tuple[EditionSection, ...]


def edition(articles: Sequence[Article], day: date, title: str | None = None) -> Edition:
    """Arrange at least one article: a section for each publisher, in the order of appearance.

    Without a title it is called after its date.
    """
    language = Counter(article.language for article in articles).most_common(1)[0][0]
    name = " ".join((title or prompt("newspaper", language, date=written(day))).split())
    publishers = dict.fromkeys(article.publisher for article in articles)
    news = prompt("news", language)
    opening = _page(
        name,
        f"{with_weekday(day, language).capitalize()}.",
        _count(len(articles), language),
        prompt("computer_voice", language),
        language=language,
    )
    sections = [
        _section(
            (publisher or news) if len(publishers) > 1 else news,
            [article for article in articles if article.publisher == publisher],
            language,
        )
        for publisher in publishers
    ]
    sources = [article.source for article in articles]
    return Edition(
        title=name,
        publisher=", ".join(publisher for publisher in publishers if publisher) or _OURS,
        date=day,
        language=language,
        identifier=uuid.uuid5(
            uuid.NAMESPACE_URL, "\n".join([_OURS, day.isoformat(), name, *sources])
        ).urn,
        opening=opening,
        sections=tuple(sections),
    )


def _section(name: str, articles: Sequence[Article], language: str) -> EditionSection:
    opening = _page(name, _count(len(articles), language), language=language)
    return EditionSection(opening, tuple(map(headlined, articles)))


def _count(number: int, language: str) -> str:
    name = "articles_one" if number == 1 else "articles"
    return prompt(name, language, count=number)


def _page(title: str, *lines: str, language: str) -> Article:
    """Return a page that the reader writes."""
    roles = [Role.HEADLINE, *[Role.BODY] * len(lines)]
    segments = [
        Segment(role, text, (0, 0)) for role, text in zip(roles, (title, *lines), strict=True)
    ]
    return Article(title, tuple(segments), source="", language=language)


def headlined(article: Article) -> Article:
    """Return the article with its headline first, for that is where a list of contents leads.

    An article without one gets its title as a headline.
    """
    segments = list(article.segments)
    marked = [segment.role is Role.HEADLINE and _has_words(segment.text) for segment in segments]
    if True in marked:
        begin = marked.index(True)
        end = marked.index(False, begin) if False in marked[begin:] else len(marked)
        return replace(article, segments=(*segments[begin:end], *segments[:begin], *segments[end:]))
    words = " ".join(article.title.split())
    title = words if _has_words(words) else prompt("untitled", article.language)
    headline = Segment(Role.HEADLINE, title, (0, 0), ("it had no headline",))
    return replace(article, title=title, segments=(headline, *segments))


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)
