"""What the reader adds round lists, tables and fact boxes, so that the ear knows where it is.

After the usage of the Norwegian library of talking books (NLB, conversion of books for synthetic
speech): how many items a list has, the number of each, and that it is over; the columns and rows of
a table, each row by its number, and one-word column headings again before each cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsreader.text.prompts import prompt
from newsreader.types import Lists, Role, Segment

SHORT = 3
"""Items up to which a list needs no words: one hears it whole."""

CELL = "\t"
"""What stands between the cells of a row, in pages that were read and in text that was copied."""

_NUMBERED = re.compile(r"\s*(?:\(?\d{1,3}[.):]|[a-zA-Z][.)])\s")
"""An item whose number or letter is printed."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said round one segment."""

    before: tuple[str, ...] = ()
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
    if style is Lists.PLAIN:
        return found
    for run in _runs(segments, order):
        texts = [segments[index].text for index in run]
        if segments[run[0]].role is Role.FACTBOX:
            if run[-1] != order[-1]:
                found[run[-1]] = Frame(after=(prompt("factbox_end", language),))
        elif CELL in texts[0] and len(run) > 1:
            found |= zip_frames(run, _table(texts, style, language))
        elif len(run) > SHORT:
            found |= zip_frames(run, _list(texts, style, language))
    return found


def zip_frames(run: Sequence[int], made: Sequence[Frame]) -> dict[int, Frame]:
    """Give each segment of a run its frame."""
    return dict(zip(run, made, strict=True))


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


def _list(texts: Sequence[str], style: Lists, language: str) -> list[Frame]:
    """Frame the items of a list."""
    count = len(texts)
    numbered = sum(bool(_NUMBERED.match(text)) for text in texts) > count / 2
    made: list[Frame] = []
    for number, _text in enumerate(texts, 1):
        before: list[str] = []
        if number == 1:
            before.append(prompt("list_begin", language, count=count))
        if style is Lists.FULL and not numbered:
            before.append(prompt("list_item", language, number=number))
        after = (prompt("list_end", language),) if number == count else ()
        made.append(Frame(tuple(before), None, after))
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
        made.append(Frame(tuple(before), said, after))
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
