"""Peel what opens or closes a block: dates, datelines, timestamps, credits, sign-offs.

The result is a list of atoms: stretches that get one role each. A peeled stretch has its role
fixed; the rest is left to the scores.
"""

import re

from newsreader.text.segments.blocks import SAME_LINE, Atom, Block
from newsreader.text.segments.closers import CREDIT, NAME, peel_right
from newsreader.text.segments.openers import Openers, dateline, timestamp
from newsreader.text.segments.phrases import is_section, places
from newsreader.types import Role

_PREFIX = re.compile(r"date (?:\d{4}(?:-\d\d){0,2})(?=\s|$)")
_TEXT_AND_PHOTO = re.compile(
    rf"(?i:tekst):? {NAME}(?: {NAME}){{0,3}},? (?i:foto):? {NAME}(?: {NAME}){{0,3}}$"
)
_BOTH_BY = re.compile(
    r"(?:tekst|foto|video|ord) ?(?:,|og|&|\+|/) ?(?:tekst|foto|video|bilder|bilete|bilde"
    r"|illustrasjon(?:er|ar)?|grafikk)"
    r"(?: ?(?:,|og|&|/) ?(?:foto|video|bilder|bilete))?\s?:?\s[^.!?:\n]{4,60}",
    re.IGNORECASE,
)
_SECTION_NAME = re.compile(rf"(?P<section>[A-ZÆØÅ]\w+): {NAME}(?: {NAME}){{1,3}}")
# Names of sections that say who made it where a name follows.
_MAKERS = frozenset({"oppskrift", "oppskrifter"})
_SIGN_OFF_ALONE = re.compile(r"\(?(?:© ?)?(?:NTB|NPK|ANB)(?:[-/]\w+)?\)?\.?")
_LONGEST_LINE = 140
_SHORTEST_DOUBLE, _LONGEST_DOUBLE = 14, 500
_CAPITALIZED = re.compile(r"[–«]?\s?[A-ZÆØÅ][a-zæøå]")
# What a mark covers may still open with a dateline or close with a credit.
_PEELED_MARKS = frozenset({Role.BODY, Role.LEAD, Role.CAPTION})


def peel(text: str, block: Block, following: str, openers: Openers, *, is_row: bool) -> list[Atom]:
    """Cut one block into atoms. `following` is the text of the block after it."""
    start, end, gap = block.start, block.end, block.gap
    atoms: list[Atom] = []

    def take(length: int, role: Role, reason: str) -> None:
        nonlocal start, gap
        atoms.append(Atom(start, start + length, gap, role, reason))
        start = _skip(text, start + length, end)
        gap = SAME_LINE

    is_short = end - start < _LONGEST_LINE
    if is_short and _SIGN_OFF_ALONE.fullmatch(text, start, end):
        return [Atom(start, end, gap, Role.BYLINE, "agency_sign")]
    if is_short and (
        _TEXT_AND_PHOTO.match(text, start, end) or _BOTH_BY.fullmatch(text, start, end)
    ):
        return [Atom(start, end, gap, block.role or Role.BYLINE, "marked" if block.role else "by")]
    if block.role is not None and block.role not in _PEELED_MARKS:
        return [Atom(start, end, gap, block.role, "marked")]
    prefix = _PREFIX.match(text, start, end) if text.startswith("date ", start) else None
    section = _SECTION_NAME.fullmatch(text, start, end) if is_short else None
    name = section.group("section").casefold() if section else ""
    if section and is_section(name) and name not in _MAKERS:
        take(section.end("section") + 1 - start, Role.METADATA, "section_whole")
    if prefix:
        rest = text[prefix.end() : end].strip()
        known = is_section(rest.casefold()) and len(rest) < 30
        word = rest.partition(" ")
        if known:
            take(end - start, Role.METADATA, "date_prefix")
        elif (
            is_section(word[0].casefold())
            and _CAPITALIZED.match(word[2])
            and not _is_a_name_of_place(word[0])
        ):
            take(
                text.index(word[0], prefix.end()) + len(word[0]) - start,
                Role.METADATA,
                "date_prefix",
            )
        else:
            take(prefix.end() - start, Role.METADATA, "date_prefix")
        if start >= end:
            return atoms
    tail = list(peel_right(text, start, end))
    end = min((atom.start for atom in tail), default=end)
    end = start + len(text[start:end].rstrip())
    has_credit = any(atom.role is Role.CREDIT for atom in tail)
    if end > start and not has_credit and not is_row:
        length = timestamp(text, start, end, openers)
        if length:
            take(length, Role.TIMESTAMP, "time_opener")
        # After a time only a log of places has them.
        may_be_place = openers.places >= 2 if length else True
        if may_be_place and start < end:
            place = dateline(text[start : min(end, start + 120)], openers)
            if place and (length or CREDIT.match(following) is None):
                take(place, Role.DATELINE, "place_opener")
    if end > start:
        may_double = block.role is None and end - start < 2 * _LONGEST_DOUBLE + 2
        half = _doubled(text[start:end]) if may_double else 0
        if half:
            # Without a credit it may as well be a lead that was copied with its bold type.
            role = Role.CAPTION if has_credit else None
            atoms.append(Atom(start, start + half, gap, role, "said_twice"))
            atoms.append(Atom(_skip(text, start + half, end), end, SAME_LINE, role, "said_twice"))
        elif block.role is not None:
            atoms.append(Atom(start, end, gap, block.role, "marked"))
        elif has_credit:
            atoms.append(Atom(start, end, gap, Role.CAPTION, "credit_follows"))
        else:
            atoms.append(Atom(start, end, gap, None, "calendar_row" if is_row else ""))
        gap = SAME_LINE
    for atom in tail:
        atom.gap = gap
        gap = SAME_LINE
        atoms.append(atom)
    return atoms


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _doubled(text: str) -> int:
    """Give the length of the first half of a text that says the same thing twice."""
    middle = len(text) // 2
    if not _SHORTEST_DOUBLE < middle < _LONGEST_DOUBLE:
        return 0
    if text.find(text[:12], middle - 2) < 0:
        return 0
    for cut in range(max(1, middle - 2), min(len(text) - 1, middle + 3)):
        if text[:cut].strip() == text[cut:].strip():
            return len(text[:cut].rstrip())
    return 0


def _is_a_name_of_place(word: str) -> bool:
    return not word[1:].islower() or word.casefold() in places() | {"norge", "noreg"}
