"""Look up the fixed phrases of Norwegian news pages, the places and the given names."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_WORD = re.compile(r"[^\W_]+")
# The last word of a phrase may go on in the text ("nyhetsbrev" in "nyhetsbrevet").
_STEM = 5
_EDGES = " .:!…?()[]*•–—-|»›>→➤▶►▸✓✔✉📷🔴🔊🎧👉⬇️+"
_EDGES_OF_WORDS = _EDGES + ",;«»“”\"'"
# Arrows, pictures and marks that pages put before their links.
_MARKS = re.compile(r"[^\w«\"“'(#@]+")


@dataclass(frozen=True, slots=True)
class _Table:
    whole: dict[str, list[str]]
    """Phrase to the features that it gives."""
    start: dict[str, list[tuple[str, str]]]
    """First word to (phrase, feature)."""
    part: dict[str, list[tuple[str, str]]]
    """First letters of the longest word to (phrase, feature)."""
    word: dict[str, list[str]]


def _rows(name: str) -> list[str]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def _table() -> _Table:
    whole: dict[str, list[str]] = defaultdict(list)
    start: dict[str, list[tuple[str, str]]] = defaultdict(list)
    part: dict[str, list[tuple[str, str]]] = defaultdict(list)
    word: dict[str, list[str]] = defaultdict(list)
    for row in _rows("phrases.tsv"):
        role, match, phrase, _language, _kind = row.split("\t")
        feature = f"{role}_{match}"
        if match in {"whole", "open"}:
            whole[phrase].append(feature)
        elif match == "start":
            start[_WORD.findall(phrase)[0] if _WORD.search(phrase) else phrase].append(
                (phrase, feature)
            )
        elif match in {"part", "hint"}:
            part[max(_WORD.findall(phrase), key=len)[:_STEM]].append((phrase, feature))
        else:
            word[phrase].append(feature)
    return _Table(dict(whole), dict(start), dict(part), dict(word))


@cache
def places() -> frozenset[str]:
    """Give the known places, in lower case."""
    return frozenset(row.casefold() for row in _rows("places.txt"))


@cache
def given_names() -> frozenset[str]:
    """Give common given names, in lower case."""
    return frozenset(row.casefold() for row in _rows("given_names.txt"))


def phrase_features(lower: str) -> set[str]:
    """Give the features (role and kind of match) of all stock phrases in a block."""
    table = _table()
    bare = lower.strip(_EDGES)
    found = set(table.whole.get(bare, ()))
    found.update(table.whole.get(lower, ()))
    if lower[-1] == ")" and " (" in lower:
        # "Ingredienser (4 porsjoner)"
        found.update(table.whole.get(lower[: lower.rindex(" (")].strip(_EDGES), ()))
    first = _WORD.search(lower)
    if first is None:
        return found
    opening = (
        _MARKS.sub("", lower[:8], count=1).lstrip("( ") + lower[8:]
        if not lower[0].isalnum()
        else lower
    )
    for phrase, feature in table.start.get(first.group(), ()):
        if opening.startswith(phrase) and not opening[len(phrase) : len(phrase) + 1].isalpha():
            found.add(feature)
    part, single = table.part, table.word
    for word in lower.replace("-", " ").replace("/", " ").split():
        if not word.isalnum():
            word = word.strip(_EDGES_OF_WORDS)
        if (stem := word[:_STEM]) in part:
            found.update([feature for phrase, feature in part[stem] if phrase in lower])
        if word in single:
            found.update(single[word])
    return found


@cache
def first_words() -> frozenset[str]:
    """Give the words that a whole stock phrase or the name of a section opens with."""
    return frozenset(phrase.split()[0] for phrase in _table().whole if phrase.split())


@cache
def last_words() -> frozenset[str]:
    """Give the words that a whole stock phrase or the name of a section ends with."""
    return frozenset(phrase.split()[-1] for phrase in _table().whole if phrase.split())


def is_label(lower: str) -> bool:
    """Tell whether this is a label of a fact box ("regi", "født")."""
    return "label_whole" in _table().whole.get(lower, ())


def is_section(lower: str) -> bool:
    """Tell whether this is the name of a section of a paper ("innenriks", "nyhende")."""
    return "section_whole" in _table().whole.get(lower, ())


def is_genre(lower: str) -> bool:
    """Tell whether this is the name of a genre ("gjestekommentar")."""
    return "genre_whole" in _table().whole.get(lower, ())


def is_noise(lower: str) -> bool:
    """Tell whether this is, as a whole, a stock phrase of web pages ("del saken")."""
    features = _table().whole.get(lower, ())
    return "noise_whole" in features or "noise_open" in features
