"""From an article to the list of things to say: order, what is skipped, sentences, pauses."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _
from itertools import pairwise

from newsreader.text.announcements import CELL, Frame, frames
from newsreader.text.language import detect_part
from newsreader.text.lexicon import Lexicon
from newsreader.text.normalize import normalize
from newsreader.text.prompts import prompt
from newsreader.text.sentences import split
from newsreader.types import Article, Cues, Policy, Reading, Role, Segment, Skip, Token, Utterance

PAUSES: dict[str, float] = {
    "clause": 0.15,
    "sentence": 0.4,
    "kicker": 0.3,
    "announcement": 0.3,
    "dateline": 0.3,
    "timestamp": 0.3,
    "byline": 0.4,
    "list_item": 0.5,
    "paragraph": 0.65,
    "caption": 0.8,
    "quote": 0.8,
    "factbox": 0.8,
    "before_heading": 1.0,
    "heading": 0.7,
    "lead": 0.9,
    "headline": 1.1,
    "article": 1.8,
    "end": 0.3,
}
"""Silence in s by the kind of boundary, heard from the last sound to the next. News is read at
about 0.4 s between sentences; the rest are steps that the ear tells apart (editorial judgement)."""

LONGEST_PAUSE = max(PAUSES.values())

_AFTER = {
    Role.HEADLINE: "headline",
    Role.LEAD: "lead",
    Role.CAPTION: "caption",
    Role.CREDIT: "paragraph",
    Role.BYLINE: "byline",
    Role.DATELINE: "dateline",
    Role.SUBHEADING: "heading",
    Role.BODY: "paragraph",
    Role.QUOTE: "quote",
    Role.FACTBOX: "list_item",
    Role.LIST_ITEM: "list_item",
    Role.TIMESTAMP: "timestamp",
    Role.METADATA: "paragraph",
    Role.NOISE: "paragraph",
}
_BEFORE = {Role.SUBHEADING: "before_heading", Role.QUOTE: "quote", Role.TIMESTAMP: "before_heading"}

_POLICY = {
    Role.CAPTION: "captions",
    Role.CREDIT: "credits",
    Role.BYLINE: "bylines",
    Role.QUOTE: "quotes",
    Role.FACTBOX: "factboxes",
    Role.METADATA: "metadata",
    Role.NOISE: "noise",
}

_KICKER = re.compile(r"\s*(?:[•*]\s*)?([^\W\d_][^:.!?\n]{1,38}?)\s*:\s+(?=\S)")
"""The phrase before the colon that opens a caption ("UT PÅ TUR: ..."), of at most four words."""

_LIST_MARK = re.compile(r"^\s*(?:[•·▪◦●■‣▸*]|[-–—](?=\s))\s*")
"""A bullet, which is layout; a number stays, for it is content."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The order in which an article's segments are read, and what is left out."""

    order: tuple[int, ...]
    skipped: tuple[Skip, ...]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _reason(option: str) -> str:
    reasons = {
        "captions": _("Captions are skipped."),
        "credits": _("Photo credits are skipped."),
        "bylines": _("Bylines are skipped."),
        "quotes": _("Set-off quotations are skipped."),
        "factboxes": _("Fact boxes are skipped."),
        "metadata": _("Facts about the publication are skipped."),
        "noise": _("It is not a part of the article."),
        "repeats": _("It repeats what is read elsewhere."),
    }
    hint = _("The option --{option} read reads it.").format(option=option)
    return f"{reasons[option]} {hint}"


def _repeated(segments: tuple[Segment, ...]) -> set[int]:
    """Return the segments that repeat another: captions, bylines, and quotes from the story."""
    repeated: set[int] = set()
    seen: set[tuple[Role, str]] = set()
    story = "\0".join(_letters(s.text) for s in segments if s.role in (Role.BODY, Role.LEAD))
    for index, segment in enumerate(segments):
        letters = _letters(segment.text)
        if segment.role is Role.BYLINE:
            letters = letters.removeprefix("av")
        if segment.role in (Role.CAPTION, Role.BYLINE):
            if (segment.role, letters) in seen:
                repeated.add(index)
            seen.add((segment.role, letters))
        elif segment.role is Role.QUOTE and letters and letters in story:
            repeated.add(index)
    return repeated


def plan(article: Article, reading: Reading) -> Plan:
    """Decide what is read, in which order, and say why the rest is not.

    Bylines come once, right after the headline; a caption comes where it stands, or, like anything
    whose policy is "last", after the story.
    """
    segments = article.segments
    repeated = _repeated(segments) if reading.repeats is Policy.SKIP else set()
    now: list[int] = []
    last: list[int] = []
    bylines: list[int] = []
    skipped: list[Skip] = []
    for index, segment in enumerate(segments):
        option = _POLICY.get(segment.role)
        policy: Policy = getattr(reading, option) if option else Policy.READ
        if option and policy is Policy.SKIP:
            skipped.append(Skip(index, _reason(option)))
        elif index in repeated:
            skipped.append(Skip(index, _reason("repeats")))
        elif not any(c.isalnum() for c in segment.text):
            skipped.append(Skip(index, _("There is nothing in it to say.")))
        elif policy is Policy.LAST:
            last.append(index)
        elif segment.role is Role.BYLINE:
            bylines.append(index)
        else:
            now.append(index)
    headlines = [place for place, index in enumerate(now) if segments[index].role is Role.HEADLINE]
    if headlines:
        place = headlines[-1] + 1
        now[place:place] = bylines
    else:
        now = sorted(now + bylines)
    return Plan(tuple(now + last), tuple(skipped))


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    boundary: str
    read: str = ""
    """What is read instead, where that is something else."""


def _phrases(segment: Segment, number: int, language: str) -> Iterator[_Phrase]:
    """Cut a segment into what is said in one go, each with the kind of boundary after it.

    So many characters in front are the number of an item, and said for themselves.
    """
    text, after = segment.text.replace(CELL, " "), _AFTER[segment.role]
    if number:
        mark = text[:number].strip()
        yield _Phrase(mark, "kicker", mark.strip("(.):"))
        text = text[number:]
    if segment.role in (Role.LIST_ITEM, Role.FACTBOX, Role.TIMESTAMP, Role.BYLINE, Role.CAPTION):
        text = text[len(match[0]) :] if (match := _LIST_MARK.match(text)) else text
    if segment.role is Role.CAPTION:
        kicker = _KICKER.match(text)
        if kicker and len(kicker[1].split()) <= 4:
            yield _Phrase(text[: kicker.end()].strip(), "kicker")
            text = text[kicker.end() :]
    pieces = split(text, language)
    for number, piece in enumerate(pieces):
        end = after if number == len(pieces) - 1 else piece.end
        yield _Phrase(text[slice(*piece.span)], end)


DEFAULT_READING = Reading()

Lookup = Callable[[], Lexicon | None]
"""Gives the user's lexicon as it is now: it may change while an article is read."""


def _no_lexicon() -> None:
    """Stand in for a lexicon where there is none."""


def _added(words: str, segment: int, language: str, boundary: str = "announcement") -> Utterance:
    spoken = normalize(words, language).text
    return Utterance("", spoken, segment, PAUSES[boundary], language=language)


def _opening(article: Article, reading: Reading, where: int) -> Iterator[Utterance]:
    """Say what the feeds know of the story, and how many captions are left out.

    Nothing is hidden in silence.
    """
    language = article.language
    if article.is_changed:
        yield _added(prompt("changed", language), where, language, "paragraph")
    if article.also_in:
        yield _added(_also_in(article.also_in, language), where, language, "paragraph")
    count = sum(segment.role is Role.CAPTION for segment in article.segments)
    if reading.captions is Policy.SKIP and count:
        name = "captions_skipped_one" if count == 1 else "captions_skipped"
        yield _added(
            prompt(name, article.language, count=count), where, article.language, "paragraph"
        )


def _also_in(papers: Sequence[str], language: str) -> str:
    """Name the other papers, and count those that would make it a long list."""
    named, rest = papers[:_MOST_PAPERS], len(papers) - _MOST_PAPERS
    if rest > 0:
        return prompt("also_in_more", language, papers=", ".join(named), count=rest)
    *first, last = named
    return prompt("also_in", language, papers=f"{', '.join(first)} og {last}" if first else last)


def _announcement(role: Role, before: Role | None, cues: Cues) -> str | None:
    if role is Role.CAPTION and cues in (Cues.WORDS, Cues.BOTH, Cues.AUTO):
        return "caption"
    if role is Role.FACTBOX and before is not Role.FACTBOX:
        return "factbox"
    return None


_MOST_PAPERS = 3

_CUED = frozenset({Role.CAPTION, Role.SUBHEADING, Role.QUOTE})
"""Roles that have a sound."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a segment stands among those that are read."""

    index: int
    before: Role | None
    after: Role | None
    ending: str
    """The boundary after it, where nothing follows."""
    frame: Frame


def _segment_utterances(
    article: Article, place: _Place, reading: Reading, lexicon: Lookup
) -> Iterator[Utterance]:
    """Yield what is said of a segment, and round it."""
    segment = article.segments[place.index]
    cue = segment.role in _CUED and reading.cues in (Cues.SOUNDS, Cues.BOTH)
    for utterance in _framed(article, place, reading, lexicon):
        yield replace(utterance, role=segment.role, cue=cue)
        cue = False


def _framed(
    article: Article, place: _Place, reading: Reading, lexicon: Lookup
) -> Iterator[Utterance]:
    index, language = place.index, article.language
    segment = article.segments[index]
    for words in place.frame.before:
        yield _added(words, index, language)
    name = _announcement(segment.role, place.before, reading.cues)
    if name and not _announces_itself(segment):
        yield _added(prompt(name, language), index, language)
    if not place.frame.after:
        yield from _said(article, place, lexicon)
        return
    said = list(_said(article, place, lexicon))
    if not said:
        return
    last = said.pop()
    yield from said
    yield replace(last, pause=PAUSES["list_item"])
    for words in place.frame.after:
        yield replace(_added(words, index, language), pause=last.pause)


def _said(article: Article, place: _Place, lexicon: Lookup) -> Iterator[Utterance]:
    """Yield the segment itself."""
    index, after, ending = place.index, place.after, place.ending
    segment = article.segments[index]
    language = detect_part(segment.text, article.language)
    if place.frame.row is not None:
        spoken = normalize(place.frame.row, language, lexicon()).text
        text = " ".join(segment.text.split())
        pause = _last_pause(segment, after, PAUSES[ending if after is None else "list_item"])
        tokens = _as_one(text, spoken)
        yield Utterance(text, spoken, index, pause, language=language, tokens=tokens)
        return
    phrases = list(_phrases(segment, place.frame.number, language))
    for number, phrase in enumerate(phrases):
        pause = PAUSES[phrase.boundary]
        if number == len(phrases) - 1:
            pause = _last_pause(segment, after, PAUSES[ending] if after is None else pause)
        found = normalize(phrase.read or phrase.text, language, lexicon())
        spoken, tokens = found.text, found.tokens
        if phrase.read:
            tokens = _as_one(phrase.text, spoken)
        if any(c.isalnum() for c in spoken):
            yield Utterance(phrase.text, spoken, index, pause, language=language, tokens=tokens)


def _as_one(text: str, spoken: str) -> tuple[Token, ...]:
    """Return the tokens where all that is printed stands for all that is spoken."""
    return (((0, len(text)), (0, len(spoken))),)


def _last_pause(segment: Segment, after: Role | None, pause: float) -> float:
    """Return the pause after a segment: what follows may ask for a longer one."""
    if after is not None and after is not segment.role and after in _BEFORE:
        pause = max(pause, PAUSES[_BEFORE[after]])
    if segment.role is Role.FACTBOX and after not in (Role.FACTBOX, None):
        pause = max(pause, PAUSES["factbox"])
    return pause


def _announces_itself(segment: Segment) -> bool:
    """Tell whether the part's own first word says what it is."""
    first = segment.text.lstrip(" •*-–").casefold()
    return first.startswith(("fakta", "bildetekst", "bilettekst"))


def _read(
    article: Article, reading: Reading, number: int, count: int, lexicon: Lookup
) -> Iterator[Utterance]:
    ending = "article" if number < count else "end"
    order = plan(article, reading).order
    framed = frames(article.segments, order, reading.lists, article.language)
    if order and count > 1:
        words = prompt("story", article.language, number=number, count=count)
        yield _added(words, order[0], article.language)
    roles = [article.segments[index].role for index in order]
    leads = [place for place, role in enumerate(roles) if role is Role.LEAD]
    wall = (leads[-1] if leads else len(order) - 1) if article.paywalled else None
    told = False
    for place, index in enumerate(order):
        if not told and roles[place] is not Role.HEADLINE:
            told = True
            yield from _opening(article, reading, index)
        before = roles[place - 1] if place else None
        after = roles[place + 1] if place + 1 < len(order) else None
        where = _Place(index, before, after, ending, framed.get(index, Frame()))
        yield from _segment_utterances(article, where, reading, lexicon)
        if place == wall:
            words = prompt("paywall", article.language)
            yield _added(words, index, article.language, "lead" if after else ending)
    if order and article.is_cut:
        yield _added(prompt("cut", article.language), order[-1], article.language, ending)


def utterances(
    article: Article,
    reading: Reading = DEFAULT_READING,
    number: int = 1,
    count: int = 1,
    lexicon: Lookup = _no_lexicon,
) -> Iterator[Utterance]:
    """Yield what to say, one at a time, so that the first can sound before the last is prepared.

    In a programme of several articles, article ``number`` of ``count`` opens with its number. The
    lexicon is asked for anew for each utterance.
    """
    for utterance in _read(article, reading, number, count, lexicon):
        yield replace(utterance, article=number - 1)


def title_of(segments: tuple[Segment, ...]) -> str:
    """Return the headline, overline included, or the first words of the story."""
    opening: list[str] = []
    for segment, following in pairwise((*segments, None)):
        if segment is not None and segment.role is Role.HEADLINE:
            opening.append(segment.text.strip())
            if following is None or following.role is not Role.HEADLINE:
                return " ".join(opening)
    for role in (Role.LEAD, Role.BODY, Role.LIST_ITEM, Role.QUOTE, Role.CAPTION, None):
        for segment in segments:
            if role in (None, segment.role) and any(c.isalnum() for c in segment.text):
                return _shorten(segment.text)
    return ""


def _shorten(text: str, limit: int = 70) -> str:
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{cut} …"
