"""Divide a paragraph into sentences, and long sentences into clauses.

The table of abbreviations is the normalizer's, so that a dot is never a full stop for one of them
only. A line break is a space (lines that were wrapped); an empty line ends a sentence.
"""

import math
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsreader.text import abbreviations
from newsreader.text.patterns import lazy
from newsreader.text.stops import CAPITAL_NOUNS, SURNAMES, is_initial, is_placing

if TYPE_CHECKING:
    from newsreader.types import Span

_STOP = lazy(r"(?<![.!?…])(?P<stop>[.!?…]++)[\"»”’')\]]*+(?=\s|$)|(?P<empty>\n[^\S\n]*+\n\s*+)")
_BEFORE = lazy(r"(?:[^\W\d_]{1,14}\. ?){0,3}[^\W\d_]{1,18}\.$")
_WORD = lazy(r"[^\W\d_]+")
_NUMBER = lazy(r"(?<![\d.,])[0-9]{1,4}\.$")
# Strongest first. A clause ends after the match, without its last space.
_BREAKS = tuple(
    lazy(pattern)
    for pattern in (
        r"[;:]\s|\s(?=[–—-]\s)",
        r"(?<!\d),\s|,\s(?!\d)",
        r"\s(?=(?:og|men|eller|for|så|at|som|fordi|når|da|då|hvis|viss|dersom|mens|medan|selv|sjølv|slik|"
        r"enn|etter|siden|sidan|uten|utan|både|hverken|verken|enten|hvor|kor|der)\s)",
        r"(?<![\d.])\s(?!\d)",
        r"\s",
    )
)


class Piece(NamedTuple):
    """A sentence, or one clause of a long one."""

    span: "Span"
    """Without surrounding white space."""
    end: Literal["sentence", "clause"]


def split(text: str, language: str = "nb", limit: int = 200) -> list[Piece]:
    """Divide a text into pieces, in order, that cover all of it but the white space between them.

    A sentence of more than `limit` characters is divided where a reader would breathe; inside a
    word only where the word alone is longer than that.
    """
    pieces: list[Piece] = []
    start = 0
    for match in _STOP.finditer(text):
        if match["empty"] is None and not _ends(text, start, match, language):
            continue
        _add(pieces, text, start, match.end(), limit)
        start = match.end()
    _add(pieces, text, start, len(text), limit)
    return pieces


def _ends(text: str, start: int, match: re.Match[str], language: str) -> bool:
    """Tell whether a stop ends the sentence that began at `start`."""
    follow = match.end()
    while follow < len(text) and text[follow].isspace():
        follow += 1
    if follow == len(text):
        return True
    stop = match["stop"]
    opener = follow
    while opener < len(text) - 1 and text[opener] in "«\"“”„'([*•":
        opener += 1
    if text[opener].islower() and not text.startswith(("iPhone", "iPad", "iOS", "eBay"), opener):
        return False
    if match.start() - start < 40 and not text[start : match.start()].strip(' \n«"“–-('):
        return False
    if stop != ".":
        return True
    dot = match.start() + 1
    before = text[max(0, dot - 64) : dot]
    if _in_abbreviation(text, dot, before, language):
        return False
    letter = dot - 2
    if letter >= 0 and text[letter].isupper() and not text[letter - 1 : letter].isalnum():
        if text[letter - 1 : letter] == "." or (
            text[letter - 1 : letter] == " "
            and text[letter - 2 : letter - 1] == "."
            and text[letter - 3 : letter - 2].isupper()
        ):
            return not _name_follows(text, follow)
        return not is_initial(text, letter)
    if _NUMBER.search(before):
        rest = text[dot : dot + 30]
        if is_placing(text, dot - 1):
            return False
        return not (CAPITAL_NOUNS.match(rest) or SURNAMES.match(rest))
    return True


def _in_abbreviation(text: str, dot: int, before: str, language: str) -> bool:
    """Tell whether the dot is an abbreviation's and no full stop."""
    match = _BEFORE.search(before)
    if not match:
        return False
    base = dot - len(before)
    for word in _WORD.finditer(before, match.start()):
        found = abbreviations.find(text, base + word.start(), language)
        if found and found.end >= dot:
            return found.end > dot or not found.stop
    return False


def _name_follows(text: str, follow: int) -> bool:
    """Tell whether a name goes on after the last of several initials."""
    return is_initial(f"A. {text[follow : follow + 30]}", 0)


def _add(pieces: list[Piece], text: str, start: int, end: int, limit: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > limit:
        cut = _cut(text, start, end, limit)
        stop = cut
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        pieces.append(Piece((start, stop), "clause"))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        pieces.append(Piece((start, end), "sentence"))


def _cut(text: str, start: int, end: int, limit: int) -> int:
    """Choose where to breathe: the strongest break in reach, nearest to an even share."""
    share = start + (end - start) / math.ceil((end - start) / limit)
    for pattern in _BREAKS:
        spots = [
            match.end()
            for match in pattern.finditer(text, start + limit // 4, start + limit + 1)
            if match.end() < end
        ]
        if spots:
            return min(spots, key=lambda spot: abs(spot - share))
    # One long word at the end of the reach: break before it, or else through it.
    head = text.rfind(" ", start + 1, start + limit)
    return head + 1 if head > start else start + limit
