"""What is said in an episode: the articles, and round them who they are from and who reads.

Where it comes from, the date, and that a machine speaks are always said, first of all: a listener
must know it from the beginning (Regulation (EU) 2024/1689 on artificial intelligence, article 50,
paragraphs 2 and 5). What stands before and at the end is for the podcaster to choose.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from gettext import gettext as _

from newsreader.errors import SettingsError
from newsreader.lexicon_file import lookup
from newsreader.outputs.plain import day_in, web_link
from newsreader.outputs.podcast import Show
from newsreader.pipeline import programme
from newsreader.text.days import with_weekday
from newsreader.text.normalize import normalize
from newsreader.text.prompts import prompt
from newsreader.text.utterances import PAUSES
from newsreader.types import Article, Reading, Utterance

_FIELD = re.compile(r"\{(\w*)\}")

FIELDS = ("show", "title", "source", "date", "count")
"""What ``--intro`` and ``--outro`` may hold, in braces."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an episode is: one article, or those of a day."""

    show: Show
    title: str
    day: date | None = None
    """Of an episode that gathers the articles of a day."""


def published_on(article: Article) -> date | None:
    """Return the day of an article."""
    return day_in(article.published)


def source_of(article: Article) -> str:
    """Return who published an article, in words: a name, or a host; empty where nobody knows."""
    if article.publisher:
        return article.publisher
    host = re.match(r"https?://(?:www\.)?([^/:?#]+)", web_link(article))
    return host[1] if host else ""


def check(words: str | None) -> None:
    """Raise SettingsError where a text of the podcaster has a field that does not exist."""
    for name in _FIELD.findall(words or ""):
        if name not in FIELDS:
            raise SettingsError(
                _("The text {words} has an unknown field {name}.").format(
                    words=words, name="{" + name + "}"
                ),
                _("It can have: {names}.").format(
                    names=", ".join("{" + known + "}" for known in FIELDS)
                ),
            )


def script_of(
    articles: Sequence[Article], reading: Reading, voice: str | None, occasion: Occasion
) -> tuple[Utterance, ...]:
    """Return all that is said; nothing where nothing of the articles is read."""
    story = list(programme(articles, reading, voice))
    if not story:
        return ()
    if len(articles) > 1:
        story = list(_with_sources(story, articles, voice))
    first, last = articles[0], articles[-1]
    opening = _opening(articles, occasion)
    closing = _closing(articles, occasion)
    if closing:
        story[-1] = replace(story[-1], pause=PAUSES["before_heading"])
    said = [_added(words, first, story[0], voice, "sentence") for words in opening]
    said[-1] = replace(said[-1], pause=PAUSES["headline"])
    ending = [_added(words, last, story[-1], voice, "end") for words in closing]
    return (*said, *story, *ending)


def _opening(articles: Sequence[Article], occasion: Occasion) -> list[str]:
    """Return the sentences at the beginning; the last one says that a machine reads."""
    first, show = articles[0], occasion.show
    language = first.language
    if show.intro is not None:
        greeting = _filled(show.intro, articles, occasion)
    elif occasion.day:
        when = with_weekday(occasion.day, language)
        name = "articles_one" if len(articles) == 1 else "articles"
        greeting = prompt("podcast_day", language, show=_name(show.title), date=when)
        greeting += " " + prompt(name, language, count=len(articles))
    else:
        greeting = ""
    origin = "" if len(articles) > 1 else _origin(first)
    return [*filter(None, (greeting, origin)), prompt("computer_voice", language)]


def _closing(articles: Sequence[Article], occasion: Occasion) -> list[str]:
    show, last = occasion.show, articles[-1]
    if show.outro is not None:
        words = _filled(show.outro, articles, occasion)
    elif occasion.day:
        words = prompt("podcast_day_end", last.language, show=_name(show.title))
    elif source := source_of(last):
        words = prompt("podcast_end_from", last.language, source=_name(source))
    else:
        words = prompt("podcast_end", last.language)
    return [words] if words else []


def _origin(article: Article) -> str:
    """Return source and date as a sentence."""
    day = published_on(article)
    when = with_weekday(day, article.language) if day else ""
    parts = [part for part in (source_of(article), when) if part]
    return ", ".join(parts) + "." if parts else ""


def _filled(words: str, articles: Sequence[Article], occasion: Occasion) -> str:
    """Put what is known into a text of the podcaster."""
    first = articles[0]
    day = occasion.day or published_on(first)
    values = {
        "show": occasion.show.title,
        "title": occasion.title,
        "source": ", ".join(dict.fromkeys(filter(None, map(source_of, articles)))),
        "date": with_weekday(day, first.language) if day else "",
        "count": str(len(articles)),
    }
    return " ".join(_FIELD.sub(lambda field: values[field[1]], words).split())


def _name(text: str) -> str:
    """Return a name that another sentence will hold: its own full stop would end that one."""
    return text.strip().rstrip(".")


def _with_sources(
    story: Sequence[Utterance], articles: Sequence[Article], voice: str | None
) -> Iterator[Utterance]:
    """Say after the number of each article who published it."""
    told = -1
    for utterance in story:
        yield utterance
        if utterance.article != told:
            told = utterance.article
            article = articles[told]
            if source := source_of(article):
                words = prompt("podcast_from", article.language, source=_name(source))
                yield _added(words, article, utterance, voice, "announcement")


def _added(
    words: str, article: Article, beside: Utterance, voice: str | None, boundary: str
) -> Utterance:
    """Return words that belong to the part that is said beside them."""
    lexicon = lookup(voice, article.source)()
    spoken = normalize(words, article.language, lexicon).text
    return replace(
        beside,
        text="",
        spoken=spoken,
        pause=PAUSES[boundary],
        language=article.language,
        cue=False,
    )
