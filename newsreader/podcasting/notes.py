"""What is shown beside the sound of an episode: where it comes from, with links, and who reads."""

from collections.abc import Sequence
from html import escape

from newsreader.outputs.plain import legal, shorten, web_link
from newsreader.podcasting.script import published_on, source_of
from newsreader.text.days import with_weekday
from newsreader.text.prompts import prompt
from newsreader.types import Article, Chapter, Role

LONGEST = 4000
"""Characters: Apple takes no more of a description."""

_TASTE = 300
"""Characters of the article: enough to know what it is about, and little enough to quote."""


def describe(articles: Sequence[Article], chapters: Sequence[Chapter]) -> tuple[str, str]:
    """Return the show notes as plain text and as HTML.

    ``chapters`` tell when each of several articles begins.
    """
    if len(articles) == 1:
        plain, rich = _single(articles[0])
    else:
        begins = [chapter.begin for chapter in chapters if chapter.level == 1]
        plain, rich = _several(articles, begins)
    notice = prompt("computer_voice_shown", articles[0].language)
    room = LONGEST - len(notice) - 2
    text = "\n".join(plain)
    if len(text) > room:
        text = text[: room - 2].rsplit("\n", 1)[0].rstrip() + "\n…"
    rich.append(f"<p>{escape(notice)}</p>")
    return legal(f"{text}\n{notice}".strip()), legal("\n".join(rich))


def _single(article: Article) -> tuple[list[str], list[str]]:
    taste, origin, link = _taste(article), _origin(article), web_link(article)
    plain = [line for line in (taste, origin, link) if line]
    rich = [f"<p>{escape(taste)}</p>"] if taste else []
    if link:
        rich.append(f"<p>{_linked(link, origin or link)}</p>")
    elif origin:
        rich.append(f"<p>{escape(origin)}</p>")
    return plain, rich


def _several(articles: Sequence[Article], begins: Sequence[float]) -> tuple[list[str], list[str]]:
    plain: list[str] = []
    rich = ["<ul>"]
    for article, begin in zip(articles, begins, strict=False):
        link, source = web_link(article), source_of(article)
        title = " ".join(article.title.split())
        line = f"{_clock(begin)} {title}" + (f" ({source})" if source else "")
        plain += [line, *([link] if link else [])]
        shown = _linked(link, title) if link else escape(title)
        suffix = f" ({escape(source)})" if source else ""
        rich.append(f"<li>{_clock(begin)} {shown}{suffix}</li>")
    return plain, [*rich, "</ul>"]


def _linked(link: str, text: str) -> str:
    return f'<a href="{escape(link)}">{escape(text)}</a>'


def _origin(article: Article) -> str:
    day = published_on(article)
    when = with_weekday(day, article.language) if day else ""
    source = ", ".join(part for part in (source_of(article), when) if part)
    return prompt("podcast_source", article.language, source=source) if source else ""


def _taste(article: Article) -> str:
    """Return the lead, or the beginning of the story, not too much of it."""
    for role in (Role.LEAD, Role.BODY):
        for segment in article.segments:
            if segment.role is role:
                return shorten(segment.text, _TASTE)
    return ""


def _clock(seconds: float) -> str:
    """Return a time that apps make a link to the place of."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
