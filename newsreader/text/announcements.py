"""What the reader adds round lists, tables and fact boxes, so that the ear knows where it is.

After the usage of the Norwegian library of talking books (NLB, conversion of books for synthetic
speech): how many items a list has, the number of each, and that it is over; the columns and rows of
a table, each row by its number, and one-word column headings again before each cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsreader.text.prompts import prompt
from newsreader.types import Lists, Role, Segment

SHORT = 3
"""Items up to which a list needs no words: one hears it whole."""

CELL = "\t"
"""What stands between the cells of a row, in pages that were read and in text that was copied."""

_NUMBERED = re.compile(r"\s*(?:\(?(\d{1,3})[.):]|[a-zA-Z][.)])\s+")
"""An item whose number or letter is printed."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said round one segment."""

    before: tuple[str, ...] = ()
    number: int = 0
    """How many characters in front are the item's number: it is said for itself."""
    row: str | None = None
    """The segment as it is said, where it is the row of a table."""
    after: tuple[str, ...] = ()


def frames(
    segments: Sequence[Segment], order: Sequence[int], style: Lists, language: str
) -> dict[int, Frame]:
    """Return what is said round the lists, tables and boxes among the segments that are read.

    Keys are indexes of segments. Numbers are still digits, for the normalizer to read.
    """
    found: dict[int, Frame] = {}
    for run in _runs(segments, order):
        texts = [segments[index].text for index in run]
        made = [Frame(number=number) for number in _numbers(texts)]
        if style is Lists.PLAIN:
            pass
        elif segments[run[0]].role is Role.FACTBOX:
            if run[-1] != order[-1]:
                made[-1] = replace(made[-1], after=(prompt("factbox_end", language),))
        elif CELL in texts[0] and len(run) > 1:
            made = _table(texts, style, language)
        elif len(run) > SHORT:
            made = _list(made, style, language)
        found |= zip(run, made, strict=True)
    return found


def _numbers(texts: Sequence[str]) -> list[int]:
    """Return how many characters of each text are its number, in a run that counts.

    Two or more in order are a count; otherwise "1. mai" may be a date.
    """
    found = [0] * len(texts)
    before: tuple[int, int] | None = None
    for place, text in enumerate(texts):
        match = _NUMBERED.match(text)
        if not match or match[1] is None:
            continue
        value = int(match[1])
        if before and value == before[1] + 1:
            for index in (before[0], place):
                mark = _NUMBERED.match(texts[index])
                found[index] = mark.end() if mark else 0
        before = place, value
    return found


def _runs(segments: Sequence[Segment], order: Sequence[int]) -> list[list[int]]:
    """Return the runs of items, of rows with as many cells, and of lines of a fact box."""
    runs: list[list[int]] = []
    last: tuple[Role, bool] | None = None
    for index in order:
        segment = segments[index]
        kind = None
        if segment.role in (Role.LIST_ITEM, Role.FACTBOX):
            is_row = segment.role is Role.LIST_ITEM and CELL in segment.text.strip()
            kind = (segment.role, is_row)
        if kind and kind == last and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        elif kind:
            runs.append([index])
        last = kind
    return runs


def _list(items: Sequence[Frame], style: Lists, language: str) -> list[Frame]:
    """Frame the items of a list; those that are numbered in print keep their numbers."""
    count = len(items)
    counts = style is Lists.FULL and sum(bool(item.number) for item in items) <= count / 2
    made: list[Frame] = []
    for number, item in enumerate(items, 1):
        before = [prompt("list_begin", language, count=count)] if number == 1 else []
        if counts:
            before.append(prompt("list_item", language, number=number))
        after = (prompt("list_end", language),) if number == count else ()
        made.append(replace(item, before=tuple(before), after=after))
    return made


def _table(texts: Sequence[str], style: Lists, language: str) -> list[Frame]:
    """Frame the rows of a table; the first one holds the headings where it has no digit."""
    rows = [[cell.strip() for cell in text.strip("\n").split(CELL)] for text in texts]
    has_headings = not any(c.isdigit() for c in texts[0])
    headings = rows[0] if has_headings else []
    count = len(rows) - has_headings
    columns = max(map(len, rows))
    made: list[Frame] = []
    for place, row in enumerate(rows):
        number = place + 1 - has_headings
        before: list[str] = []
        if place == 0:
            name = "table_begin_one" if count == 1 else "table_begin"
            before.append(prompt(name, language, columns=columns, rows=count))
        if has_headings and place == 0:
            before.append(prompt("table_headings", language))
            said = _joined(row)
        else:
            if style is Lists.FULL:
                before.append(prompt("table_row", language, number=number))
            said = _row(row, headings, language)
        after = (prompt("table_end", language),) if place == len(rows) - 1 else ()
        made.append(Frame(tuple(before), row=said, after=after))
    return made


def _row(cells: Sequence[str], headings: Sequence[str], language: str) -> str:
    """Return a row as it is said: one-word headings before their cells, empty cells named."""
    said = []
    for number, cell in enumerate(cells):
        heading = headings[number] if number < len(headings) else ""
        words = cell or prompt("table_empty", language)
        # The first cell of a row names it: its heading need not be heard again.
        said.append(f"{heading}: {words}" if number and heading and " " not in heading else words)
    return _joined(said)


def _joined(parts: Sequence[str]) -> str:
    """Return parts as one sentence, with a breath after each."""
    return ", ".join(part.rstrip(".,;") for part in parts if part) + "."
