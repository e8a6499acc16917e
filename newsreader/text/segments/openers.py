"""Find what opens a block: times, dates, minutes of a match, datelines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsreader.text.segments.blocks import Block
from newsreader.text.segments.phrases import is_genre, is_label, is_section, places

MONTHS = (
    "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
    "|january|february|march|may|june|july|october|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|okt|oct|nov|des|dec)\.?"
)
WEEKDAYS = "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|måndag|tysdag|laurdag|sundag"
_CLOCK = r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?::[0-5]\d)?"
_KL = r"kl(?:\.|okk[ae]n?)?"
_DAY = rf"(?:(?:{WEEKDAYS})\s+)?(?:den\s+)?\d{{1,2}}\.?\s*(?:{MONTHS})(?:,?\s+\d{{4}})?"
_NUMERIC_DATE = r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d|(?:19|20)\d\d[01]\d[0-3]\d"
DATE = rf"(?:{_DAY}|{_NUMERIC_DATE})"
_AGENCY = r"[A-ZÆØÅ][\w.&/ -]{0,24}|[a-zæøå][\w-]*(?:\.no)?"
KNOWN_AGENCY = r"(?:NTB|NPK|NRK|TV ?2|VG|AP|AFP|TT|DN|E24|ANB|Reuters)(?:[/-][\w ]+)*"
_PLACE = r"[A-ZÆØÅ][\wæøå.-]*(?: (?:i|og|på|de|la|[A-ZÆØÅ][\wæøå.-]*)){0,3}"
_PLACES = rf"{_PLACE}(?:(?:, ?| ?/ ?| og ){_PLACE}){{0,3}}(?:, \d{{1,2}}\. ?\w+(?: \d{{4}})?)?"
_DATELINE_AGENCY = re.compile(rf"{_PLACES} ?\((?:{_AGENCY})\) ?:(?=\s|$)")
_DATELINE_BARE_AGENCY = re.compile(rf"(?:{_PLACES} ?)?\({KNOWN_AGENCY}\)(?=\s+[–«A-ZÆØÅ0-9])")
_DATELINE_CAPS_AGENCY = re.compile(
    rf"[A-ZÆØÅ]{{2}}[A-ZÆØÅ ,/.-]* \((?:{_AGENCY})\)(?=\s+[–«A-ZÆØÅ0-9])"
)
_DATELINE_PLACES = re.compile(rf"(?P<places>{_PLACES}):(?=\s+\S|$)")
_AGENCY_FIRST = re.compile(rf"(?:NTB|NPK)(?:[-/][\w]+)? {_PLACES}:(?=\s)")
_TIME = re.compile(
    rf"(?:[•*·]\s*)?(?:{_KL}\s*)?{_CLOCK}\s*(?P<mark>:|[–—-](?=\s))?(?=\s|$)", re.IGNORECASE
)
_TIME_KL = re.compile(rf"(?:[•*·]\s*)?{_KL}\s", re.IGNORECASE)
_DATE_OPENER = re.compile(
    rf"(?:[•*·]\s*)?{DATE},?(?:\s*(?:,|{_KL})?\s*{_CLOCK})?\s*(?P<mark>:)?(?=\s|$)", re.IGNORECASE
)
_MINUTE = re.compile(r"\d{1,3}(?:\s?\+\s?\d{1,2})?\s?(?:['’′´]|\.? min(?:utt)?[.:]?):?(?=\s)")
_YEAR = re.compile(
    rf"(?:[•*·]\s*)?(?:(?:{MONTHS})\s+)?(?:1[0-9]|20)\d\d(?:[–-](?:\d\d|\d{{4}}|i dag))?"
    r"(?:-(?:årene|åra|talet|tallet))?:(?=\s)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"(?:{WEEKDAYS})(?: (?:morgen|formiddag|ettermiddag|kveld|natt|morgon|føremiddag"
    rf"|ettermiddag))?:(?=\s)",
    re.IGNORECASE,
)
_ROW_CHARS = {"time": 80, "date": 60, "place": 50}
_PARENTHESIS_NUMBER = re.compile(r"\(\d+\)")


@dataclass(frozen=True, slots=True)
class Openers:
    """How often kinds of openers occur in a text: one alone proves little, several are a form."""

    times: int
    minutes: int
    years: int
    dates: int
    weekdays: int
    places: int
    rows: frozenset[int]
    """Blocks that are rows of a calendar or a table though they open with a time or a place."""


def count_openers(text: str, blocks: Sequence[Block]) -> Openers:
    """Count the blocks that open with a time, a minute, a year, a date, a weekday, a place."""
    times = minutes = years = dates = weekdays = known = 0
    opened: dict[int, str] = {}
    for index, block in enumerate(blocks):
        head = text[block.start : min(block.end, block.start + 60)]
        first = head[0]
        if first.isdigit() or first in "•*·Kk":
            if time := _TIME.match(head):
                times += 1
                opened[index] = "time"
                known += _known_place(head[time.end() :].lstrip()) > 0
            minutes += _MINUTE.match(head) is not None
        if ":" in head[:45] or block.end - block.start < 40:
            years += _YEAR.match(head) is not None
            date = _DATE_OPENER.match(head)
            dates += date is not None
            if date and date.group("mark"):
                opened[index] = "date"
            if _WEEKDAY.match(head):
                weekdays += 1
                opened[index] = "date"
            if _known_place(head):
                known += 1
                opened[index] = "place"
    return Openers(times, minutes, years, dates, weekdays, known, _rows(text, blocks, opened))


def _rows(text: str, blocks: Sequence[Block], opened: Mapping[int, str]) -> frozenset[int]:
    """Find short lines with like openers right under each other: rows, not entries."""
    short = {
        index: kind
        for index, kind in opened.items()
        if 7 < blocks[index].end - blocks[index].start < _ROW_CHARS[kind]
        and (kind == "time" or text[blocks[index].end - 1] != ".")
    }

    # Where no empty lines part the paragraphs, standing close says nothing.
    has_gaps = sum(block.gap > 0 for block in blocks) > 0.2 * len(blocks)

    def is_row(index: int, kind: str) -> bool:
        below = short.get(index + 1) == kind
        above = short.get(index - 1) == kind
        close = (below and blocks[index + 1].gap == 0) or (above and blocks[index].gap == 0)
        if close and has_gaps:
            return True
        return text[blocks[index].end - 1] != "." and (
            (below and (above or short.get(index + 2) == kind))
            or (above and short.get(index - 2) == kind)
        )

    return frozenset(index for index, kind in short.items() if is_row(index, kind))


def timestamp(text: str, start: int, end: int, openers: Openers) -> int:
    """Give the length of the time or date that opens a block, or 0."""
    head = text[start : min(end, start + 70)]
    if not (head[0].isdigit() or head[0] in "•*·Kk" or ":" in head):
        return 0
    match = _MINUTE.match(head)
    if match and openers.minutes >= 2:
        return match.end()
    match = _TIME.match(head)
    if match:
        rest = head[match.end() :].lstrip()
        if not rest and openers.times < 2 and not match.group("mark") and ":" in match.group():
            return 0  # how long a recording is
        certain = match.group("mark") == ":" or not rest
        likely = openers.times >= 2 and (not rest[:1].islower() or bool(match.group("mark")))
        if (certain and (openers.times >= 2 or not rest)) or likely:
            return len(head[: match.end()].rstrip())
        if certain and match.group("mark") and (_TIME_KL.match(head) or ":" in match.group()[:-1]):
            return match.end()
    for pattern, count in ((_YEAR, openers.years), (_WEEKDAY, openers.weekdays)):
        match = pattern.match(head)
        if match and count >= 2:
            return match.end()
    match = _DATE_OPENER.match(head)
    if match and match.group("mark") and match.end() < end - start:
        return match.end()
    return 0


def dateline(head: str, openers: Openers) -> int:
    """Give the length of the dateline that opens a block, or 0."""
    if not (head[0].isupper() or head[0] == "("):
        return 0
    if "(" in head or head.startswith(("NTB", "NPK")):
        for pattern in (
            _DATELINE_AGENCY,
            _DATELINE_CAPS_AGENCY,
            _DATELINE_BARE_AGENCY,
            _AGENCY_FIRST,
        ):
            match = pattern.match(head)
            if match and not _PARENTHESIS_NUMBER.search(match.group()):
                return match.end()
    if ":" not in head:
        return 0
    score = _known_place(head)
    match = _DATELINE_PLACES.match(head)
    if not match or (score <= 0 and openers.places < 2):
        return 0
    name = match.group("places")
    if match.end() == len(head):
        return match.end() if name.isupper() and len(name) > 2 else 0
    if len(head) - match.end() < 15:
        return 0
    if name.isupper() and score > 0:
        return match.end()
    if openers.places >= 2 and len(name.split()) <= 3 and (score > 0 or not _is_authority(name)):
        return match.end()
    return match.end() if score > 0 and openers.places == 1 and len(head) > 50 else 0


def _known_place(head: str) -> int:
    """Count the known places in a list of places with a colon that opens a text."""
    match = _DATELINE_PLACES.match(head)
    if not match:
        return 0
    names = re.split(r", ?| ?/ ?| og ", match.group("places"))
    return sum(name.casefold() in places() for name in names)


def _is_authority(name: str) -> bool:
    lower = name.casefold()
    return (
        is_genre(lower)
        or is_label(lower)
        or is_section(lower)
        or lower.endswith(("en", "et", "a", "ane"))
    )
