"""What the reader answers to questions: where am I, what comes, how is that spelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from newsreader.listening.effects import Words, counted, literal, words
from newsreader.listening.levels import Outline
from newsreader.listening.navigation import Place
from newsreader.listening.timing import listening_time, words_a_minute
from newsreader.types import Article, Policy, Reading, Role, Utterance

FIRST_WORDS = 6
"""So many are told after a move while paused."""

TITLES = 3
"""So many are told of what comes next."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What an answer is made of."""

    outline: Outline
    place: Place
    speech: Sequence[float]
    """In s at speed 1 without pauses, for each utterance."""
    speed: float
    reading: Reading

    @property
    def article(self) -> Article:
        """The article that is read."""
        return self.outline.article_of(self.place.index)

    def left(self, end: int) -> float:
        """Return how long it takes to hear what is left before an utterance, in s."""
        begin = self.place.index
        script, speech = self.outline.script[begin:end], list(self.speech[begin:end])
        speech[0] = max(0.0, speech[0] - self.place.offset)
        return listening_time(script, speech, self.speed)


def where_am_i(now: Situation) -> tuple[Words, ...]:
    """Tell the article, the part and the time that is left of the article."""
    outline, index = now.outline, now.place.index
    part = words(f"part_{outline.role_of(index).value}")
    minutes = _minutes(now.left(outline.article(index).end))
    left = counted("left", minutes) if minutes else words("left_none")
    count = len(outline.articles)
    if count == 1:
        return (words("where_only", part=part, left=left),)
    number = outline.script[index].article + 1
    return (words("where", number=number, count=count, part=part, left=left),)


def details(now: Situation) -> tuple[Words, ...]:
    """Tell title, source, date, speed, and what is skipped."""
    article = now.article
    found = [words("title", title=literal(article.title.rstrip(".")))]
    if source := article.publisher or urlsplit(article.source).netloc:
        found.append(words("source", source=source))
    if date := _date(article.published):
        found.append(words("published", date=date))
    found.append(pace(now))
    captions = sum(segment.role is Role.CAPTION for segment in article.segments)
    if captions and now.reading.captions is Policy.SKIP:
        found.append(counted("left_out", captions))
    script = now.outline.script
    if now.outline.article(now.place.index).end < len(script):
        found.append(counted("left_programme", max(1, _minutes(now.left(len(script))))))
    return tuple(found)


def pace(now: Situation) -> Words:
    """Tell the speed in percent of the voice's own, and in words a minute."""
    unit = now.outline.article(now.place.index)
    inside = slice(unit.begin, unit.end)
    count = words_a_minute(now.outline.script[inside], now.speech[inside], now.speed)
    return words("pace", percent=round(100 * now.speed), count=count)


def whats_next(outline: Outline, index: int, queue: Sequence[str]) -> tuple[Words, ...]:
    """Tell the titles of what comes after the article of an utterance."""
    number = outline.script[index].article
    coming = [article.title for article in outline.articles[number + 1 :]]
    titles = [*coming, *queue][:TITLES]
    if not titles:
        return (words("upcoming_none"),)
    return (words("upcoming", titles=literal(" ".join(f"{t.rstrip('.')}." for t in titles))),)


def first_words(outline: Outline, place: Place, speech: Sequence[float]) -> tuple[str, str]:
    """Return what is told of a place where nothing is played, and its language."""
    index = place.index
    article = outline.article(index)
    if outline.role_of(index) is Role.HEADLINE:
        return outline.article_of(index).title, outline.script[index].language
    while index + 1 < article.end and not outline.script[index].text:
        index += 1
    said = outline.script[index]
    begin = word_at(said, place.offset, speech[index]) if index == place.index else 0
    return " ".join((said.text or said.spoken).split()[begin:][:FIRST_WORDS]), said.language


def word_at(said: Utterance, offset: float, length: float) -> int:
    """Return which printed word sounds about ``offset`` s into an utterance of ``length`` s.

    An estimate by the letters, for where nobody knows better.
    """
    parts = said.text.split()
    letters = sum(len(part) + 1 for part in parts)
    if not parts or length <= 0:
        return 0
    target = letters * min(1.0, offset / length)
    passed = 0
    for number, part in enumerate(parts):
        passed += len(part) + 1
        if passed > target:
            return number
    return len(parts) - 1


def offset_of(said: Utterance, word: int, length: float) -> float:
    """Return about where a printed word begins, in s; the inverse of ``word_at``."""
    parts = said.text.split()
    letters = sum(len(part) + 1 for part in parts)
    return length * sum(len(part) + 1 for part in parts[:word]) / letters if letters else 0.0


_MARKS = {
    "-": "hyphen",
    "–": "dash",
    "’": "apostrophe",
    "'": "apostrophe",
    "/": "slash",
    ".": "stop",
    ",": "comma",
    ":": "colon",
    "@": "at",
    "%": "percent",
    "§": "section",
}


def spelled(word: str) -> tuple[Words, ...]:
    """Return the letters of a word, each followed by a comma; marks around it are left out."""
    inner = word.strip(".,:;!?…«»“”\"'()[]–-") or word
    found: list[Words] = []
    for letter in inner:
        if letter in _MARKS:
            name = words(f"mark_{_MARKS[letter]}")
        elif letter.isupper():
            name = words("capital", letter=letter)
        else:
            name = literal(letter)
        found += [name, literal(",")]
    return tuple(found[:-1])


def _minutes(seconds: float) -> int:
    return round(seconds / 60)


def _date(published: str | None) -> str | None:
    """Return day, month and year, as the normalizer reads them."""
    if not published:
        return None
    try:
        found = datetime.fromisoformat(published)
    except ValueError:
        return None
    return f"{found.day}.{found.month}.{found.year}"
