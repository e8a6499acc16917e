"""When two articles are the same, and when an article has changed so that it is news again.

All of it looks at the words of title and lead only, which is what feeds have, and what a listener
would recognize a story by.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

DAY = 86_400.0

SAME = 0.6
"""Share of words that two papers' title and lead have in common, from which on they are one story.
Copies of one telegram with the lead rewritten stay above it, two stories of one event below
(tests/test_matching.py)."""

FEWEST = 8
"""Words that each must have: too little is alike too easily."""

GROWTH = 1.3
"""An article that has grown by so much has something new to tell."""

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|xtor|cmpid|ns_\w+|igshid|ref|referer|source|"
    r"rss|from|share|shared|via",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")

_NUMBERS_SPELLED = """
to tre fire fem seks sju/syv åtte ni ti elleve tolv tretten fjorten femten seksten sytten/søtten
atten nitten tjue/tyve
"""
_NUMBER_WORDS = {
    word: str(number)
    for number, spellings in enumerate(_NUMBERS_SPELLED.split(), 2)
    for word in spellings.split("/")
}
"""Papers write numbers up to twelve in words, and change to digits when they grow."""

_COMMON_WORDS = """
alle at av bare ble blei blir da de deg dei den denne der det dette du eg ein eit eller en er et
etter for fordi fra frå før få får ha han hans har hennes her hjå ho hos hun hva i ifølge ifølgje
ikke ikkje inn jeg kan kor korleis kva kvar man med meg men mot må når nå no og også om opp over på
sa seg ser sier seier sin sitt sine skal skriver skriv slik som så til under ut var ved vi vil vart
være vere år å
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that say nothing about the story; bokmål and nynorsk."""

_CLOCK = re.compile(
    r"\b(?:sist\s+)?(?:oppdatert|publisert)\b.{0,40}?\b\d{1,2}[:.]\d\d", re.IGNORECASE
)
"""A time of publication is no news."""


def canonical(url: str) -> str:
    """Return the one spelling of an article's address, to compare by.

    Without scheme, ``www.``, fragment, tracking parameters and final slash; the host in lower case.
    """
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    return urlunsplit(
        ("", host + port, parts.path.rstrip("/") or "/", urlencode(sorted(query)), "")
    )


def paper(url: str) -> str:
    """Return whose address it is: the last two labels of the host."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return ".".join(host.split(".")[-2:])


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """Return the words of a text that tell what it is about, without numbers."""
    found = _WORD.findall(text.casefold())
    return frozenset(
        word
        for word in found
        if word not in _COMMON and word not in _NUMBER_WORDS and not word[0].isdigit()
    )


@lru_cache(maxsize=4096)
def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text, in digits or words, times of publication left out."""
    text = _CLOCK.sub("", text)
    spelled = (_NUMBER_WORDS.get(word) for word in _WORD.findall(text.casefold()))
    return frozenset([*_NUMBER.findall(text), *filter(None, spelled)])


def alike(one: str, other: str) -> float:
    """Return how many of the words of two texts they share, 0 to 1 (Jaccard)."""
    first, second = words(one), words(other)
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second)


def same_story(one: str, other: str) -> bool:
    """Tell whether title and lead of two papers are of one telegram."""
    if min(len(words(one)), len(words(other))) < FEWEST:
        return False
    first, second = numbers(one), numbers(other)
    # One may have left numbers out; two that disagree are two stories, or two days of one.
    if first and second and not (first <= second or second <= first):
        return False
    return alike(one, other) >= SAME


def changed(before: str, after: str, length_before: int, length_after: int) -> bool:
    """Tell whether an article has changed materially: title and lead, and the length of the whole.

    Spelling, punctuation and times of publication do not count; other numbers do, and so do new
    words, and much new text.
    """
    if numbers(before) != numbers(after):
        return True
    if (
        length_before
        and length_after > GROWTH * length_before
        and length_after > length_before + 300
    ):
        return True
    fresh = words(after) - words(before)
    close = {word for word in fresh if _is_variant(word, words(before))}
    return len(fresh - close) >= max(2, len(words(after)) // 5)


def _is_variant(word: str, known: frozenset[str]) -> bool:
    """Tell whether a word is another spelling or form of a known one."""
    stem = word[: max(3, len(word) - 2)]
    return any(
        other.startswith(stem) or word.startswith(other) for other in known if len(other) > 2
    )
