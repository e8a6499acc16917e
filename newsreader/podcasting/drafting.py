"""Which episodes a run could make: one of each article, or one of the day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _

from newsreader.errors import NewsreaderError, SourceError
from newsreader.outputs.podcast import Show
from newsreader.podcasting.folder import State
from newsreader.podcasting.planning import Draft, editions, moment
from newsreader.podcasting.rendering import Voicing, fingerprint
from newsreader.podcasting.script import Occasion, script_of, source_of
from newsreader.text.days import with_weekday
from newsreader.text.prompts import prompt
from newsreader.types import Article, Reading

Problem = Callable[[NewsreaderError, str], None]
"""Is told of an article that makes no episode, with its title."""


@dataclass(frozen=True, slots=True)
class Given:
    """An article of this run."""

    article: Article
    number: int
    """In the run."""
    key: str
    """What it is known by."""


@dataclass(frozen=True, slots=True)
class Studio:
    """What articles become episodes with."""

    show: Show
    reading: Reading
    voicing: Voicing
    now: datetime

    def draft(self, given: Sequence[Given], title: str, day: str = "", edition: int = 1) -> Draft:
        """Return an episode of these articles. Raises SourceError where nothing is read."""
        articles = tuple(one.article for one in given)
        date = datetime.fromisoformat(day).date() if day else None
        occasion = Occasion(self.show, title, date)
        script = script_of(articles, self.reading, self.voicing.voice.name, occasion)
        if not script:
            raise SourceError(
                _("Nothing was read, for all of it is skipped."),
                _("See newsreader explain, which tells why."),
            )
        shown = [(one.title, one.published, one.source, source_of(one)) for one in articles]
        return Draft(
            keys=tuple(one.key for one in given),
            articles=articles,
            numbers=tuple(one.number for one in given),
            title=title,
            script=script,
            fingerprint=fingerprint(self.voicing, script, [title, *shown]),
            published=self.now if day else moment(articles[0], self.now),
            day=day,
            edition=edition,
        )


def singles(studio: Studio, given: Sequence[Given], problem: Problem) -> Iterator[Draft]:
    """Yield an episode of each article; of one that is given twice, once."""
    seen: set[str] = set()
    for one in given:
        if one.key in seen:
            continue
        seen.add(one.key)
        try:
            yield studio.draft([one], _title(one.article))
        except NewsreaderError as error:
            problem(error, one.article.title)


def _title(article: Article) -> str:
    return article.title.strip() or prompt("untitled", article.language)


def of_the_day(
    studio: Studio, given: Sequence[Given], state: State, problem: Problem
) -> Iterator[Draft]:
    """Yield the episodes of today: almost always one, with all the articles in it."""
    fit = []
    for one in given:
        try:
            studio.draft([one], one.article.title)
            fit.append(one)
        except NewsreaderError as error:
            problem(error, one.article.title)
    today = studio.now.astimezone().date()
    for edition, places in editions(state, studio.show, [one.key for one in fit], str(today)):
        chosen = [fit[place] for place in places]
        language = chosen[0].article.language
        title = f"{studio.show.title}, {with_weekday(today, language)}"
        if edition > 1:
            title += ", " + prompt("podcast_edition", language, number=edition)
        yield studio.draft(chosen, title, str(today), edition)
