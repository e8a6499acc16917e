"""Cut a cleaned text into blocks: one per printed line or paragraph.

A line is a block of its own, unless the lines were wrapped to a fixed width (wire copy, e-mail) or
the whole text stands on one line; then they are joined, or cut at sentences.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsreader.text.segments.phrases import given_names, places
from newsreader.types import Mark, Role

SAME_LINE = -1
"""The gap before a block that follows on the same line."""

# Wire copy and e-mail wrap between 55 and 80 columns; some leave a few characters over.
_MIN_WIDTH, _MAX_WIDTH = 50, 90
# A single line with more text than this is a whole article, not a paragraph.
_ONE_LINE_CHARS, _ONE_LINE_SENTENCES = 350, 4

# A byline, a date of publication or a button; a tab between single words ("Av\tNavn") is no border.
_SIDE_BY_SIDE = re.compile(
    r"^(?:Av|AV|Tekst|Foto|Publisert|Oppdatert|PUBLISERT)\b|\t(?:Publisert|Oppdatert|Del"
    r"|Skriv ut|Lytt|Kommentarer)\b"
)
_CELL = re.compile(
    r"(?:(?:Av|AV|Tekst:?|Foto:?|Publisert:?|Oppdatert:?)[\t ]+)?[^\t\s][^\t]*(?<!\s)"
)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BULLET = re.compile(r"[•·▪◦●■‣▸*]\s|[–—-]\s?\S|\d{1,2}[.)]\s|\d{1,2}[.:]\d\d\b")
_HANGING = re.compile(r"[•·▪◦●■‣▸*]\s|\d{1,2}[.)]\s")
_SENTENCE_END = re.compile(r"[.!?…][»”\")]*$|:$")
_ABBREVIATIONS = (
    r"bl\.a|f\.eks|nr|kl|ca|dr|prof|st|pst|mill|mrd|jf|evt|m\.fl|o\.l|osv|ev|m\.m|pkt|tlf|adr"
    r"|red|maks|min"
    r"|t\.v|t\.h|f\.v|inkl|ekskl|tidl|kap"
)
_NOT_END = re.compile(
    rf"(?:\b(?:{_ABBREVIATIONS})|\b[A-ZÆØÅ]|(?<![\d.])\d{{1,2}})\.$", re.IGNORECASE
)
_BREAK = re.compile(r"[.!?…][»”\")]*(\s+)(?=[–—«\"“(-]{0,2}\s?[A-ZÆØÅ0-9])")
_CREDIT_IN_LINE = re.compile(
    r"(?:\(Foto: ?[^()]{2,60}\)|\b(?:Foto|FOTO): ?(?:Privat|privat"
    r"|[A-ZÆØÅ][\w.-]+(?: [A-ZÆØÅ][\w.-]+)?(?: ?/ ?[A-ZÆØÅ]\w+(?: 2)?)*))"
    r"(?: \([A-Z]+\))?\.?(\s+)(?=\S)"
)
_DATELINE_IN_LINE = re.compile(
    r"(\s+)(?=(?!(?:NTB|NRK|NPK|TV|VG|AP|AFP)\b)[A-ZÆØÅ]{2}[A-ZÆØÅ /,-]* \([\wæøåÆØÅ .]{2,20}\):)"
)
_BYLINE_IN_LINE = re.compile(
    r"(?<=\w)(\s+)(?=Av [A-ZÆØÅ])Av [A-ZÆØÅ][\w-]+(?: [A-ZÆØÅ][\w-]+){1,2}?(\s+)"
    r"(?=(?:[A-ZÆØÅ][a-zæøå]*|[A-ZÆØÅ]) [a-zæøå]|[–«])"
)
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+\.[a-z]{2,}(?=[\s/]|$)")
_LINK_IN_LINE = re.compile(r"(?:Les|Sjå|Se) (?:også|òg|mer|meir):?\s")
# Words that open a sentence and are no names, or a noun in the definite form.
_UNSTOPPED = re.compile(
    r"(?<=[a-zæøå0-9»])(?<! i)(?<! på)(?<! til)(?<! fra)(?<! av)(?<! og)(?<! med)(?<! for)(?<! at)"
    r"(?<! mot)(?<! ved)(\s+)"
    r"(?=((?:Det|Den|De|Dei|En|Ei|Ein|Et|Eit|I|På|Etter|Før|For|Fra|Frå|Med|Under|Over|Ved|Når"
    r"|Da|Nå|No|Her|Slik|Der|Hun"
    r"|Han|Ho|Vi|Jeg|Eg|Både|Mange|Flere|Fleire|To|Tre|Fire|Fem|Minst|Over|Ifølge|Ingen|Alle"
    r"|Hver|Kvar|Selv|Mens|Om|Siden"
    r"|[A-ZÆØÅ][a-zæøå]{3,}(?:en|et|ene|ane|a))) [a-zæøå])"
)
_SHORTEST_HEADLINE = 15


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the cleaned text, without space at its ends."""

    start: int
    end: int
    gap: int
    """Empty lines before it; SAME_LINE where there is not even a line end."""
    role: Role | None = None
    """The role that a mark gives it."""


@dataclass(slots=True)
class Atom:
    """A stretch of the cleaned text that gets one role."""

    start: int
    end: int
    gap: int
    """Empty lines before it; SAME_LINE where it goes on where the one before stopped."""
    role: Role | None = None
    """Its role where that is certain."""
    reason: str = ""
    """The feature that made it certain."""


def split_blocks(text: str, marks: Sequence[Mark] = ()) -> tuple[str, list[Block]]:
    """Cut a cleaned text into blocks. The marks stand in order and do not overlap.

    The text comes back with the line ends inside a block turned into spaces (or, where a word was
    divided, into soft hyphens), one character for one, so that positions still hold.
    """
    lines: list[Block] = []
    previous = 0
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        gap = max(0, text.count("\n", previous, match.start()) - 1)
        previous = match.start() + len(line.rstrip())
        lines.append(Block(start, previous, gap))
    if marks:
        lines = _cut_at_marks(text, lines, marks)
    lines = [part for line in lines for part in _cells(text, line)]
    text, blocks = _join(text, lines, _wrap_width(text, lines))
    if not marks and _is_one_line(text, blocks):
        blocks = [part for block in blocks for part in _sentences(text, block)]
    return text, blocks


def _cells(text: str, line: Block) -> list[Block]:
    """Cut a line at its tabs where it is no table row but what a page sets side by side."""
    body = text[line.start : line.end]
    if line.role is not None or "\t" not in body or not _SIDE_BY_SIDE.search(body):
        return [line]
    cells: list[Block] = []
    for match in _CELL.finditer(body):
        gap = SAME_LINE if cells else line.gap
        cells.append(Block(line.start + match.start(), line.start + match.end(), gap))
    return cells


def _cut_at_marks(text: str, lines: Sequence[Block], marks: Sequence[Mark]) -> list[Block]:
    """Make every marked stretch of a line a block of its own."""
    blocks: list[Block] = []
    ahead = list(reversed(marks))
    for line in lines:
        start, gap = line.start, line.gap
        while start < line.end:
            while ahead and ahead[-1].span[1] <= start:
                ahead.pop()
            mark = ahead[-1] if ahead else None
            if mark is None or mark.span[0] >= line.end:
                stop, role = line.end, None
            elif mark.span[0] > start:
                stop, role = mark.span[0], None
            else:
                stop, role = min(line.end, mark.span[1]), mark.role
            part = text[start:stop]
            if part.strip():
                left = start + len(part) - len(part.lstrip())
                blocks.append(Block(left, left + len(part.strip()), gap, role))
                gap = SAME_LINE
            start = stop
    return blocks


def _is_one_line(text: str, lines: list[Block]) -> bool:
    if not 1 <= len(lines) <= 2:
        return False
    longest = max(lines, key=lambda line: line.end - line.start)
    body = text[longest.start : longest.end]
    return len(body) > _ONE_LINE_CHARS and len(_BREAK.findall(body)) + 1 >= _ONE_LINE_SENTENCES


def _sentences(text: str, line: Block) -> list[Block]:
    """Cut one line at its sentences, after credits and before datelines."""
    body = text[line.start : line.end]
    cuts = {
        match.span(1)
        for match in _BREAK.finditer(body)
        if not _NOT_END.search(body[max(0, match.start() - 8) : match.start() + 1])
    }
    cuts |= {match.span(1) for match in _CREDIT_IN_LINE.finditer(body)}
    cuts |= {match.span(1) for match in _DATELINE_IN_LINE.finditer(body)}
    cuts |= {match.span(1) for match in _BYLINE_IN_LINE.finditer(body)}
    cuts |= {match.span(2) for match in _BYLINE_IN_LINE.finditer(body)}
    cuts |= set(_unstopped(body, cuts))
    blocks: list[Block] = []
    begin = 0
    for stop, go in [*sorted(cuts), (len(body), len(body))]:
        if stop > begin:
            gap = SAME_LINE if blocks else line.gap
            blocks.append(Block(line.start + begin, line.start + stop, gap))
        begin = go
    return blocks


def _unstopped(body: str, cuts: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Find where a sentence begins after a headline, which has no stop.

    The first stretch of the text and one that opens as a link are headlines; a capital that is no
    name, with a small letter after the word, opens a sentence.
    """
    ends = sorted({start for start, _ in cuts} | {len(body)})
    for begin in [0, *(stop for _, stop in cuts if _LINK_IN_LINE.match(body, stop))]:
        end = next(place for place in ends if place > begin)
        for match in _UNSTOPPED.finditer(body, begin, end):
            word = match.group(2)
            if match.start() - begin > _SHORTEST_HEADLINE and not _may_be_name(word):
                yield match.span(1)
                break


def _may_be_name(word: str) -> bool:
    lower = word.casefold()
    return lower.endswith("sen") or lower in given_names() or lower in places()


def _wrap_width(text: str, lines: list[Block]) -> int:
    """Give the width that the lines were wrapped to, or 0 where each line is a paragraph."""
    pairs = [(a, b) for a, b in pairwise(lines) if b.gap == 0]
    if len(pairs) < 3:
        return 0
    width = max(line.end - line.start for line in lines)
    if width > _MAX_WIDTH:
        return 0
    full = sum(a.end - a.start >= _MIN_WIDTH for a, _ in pairs)
    running_on = sum(text[b.start].islower() for _, b in pairs)
    # In wrapped text the first word of a line did not fit on the line above.
    tight = sum(
        a.end - a.start + len(text[b.start : b.end].split(None, 1)[0]) > width - 4 for a, b in pairs
    )
    wrapped = full >= 0.5 * len(pairs) and running_on >= 0.3 * len(pairs)
    wrapped |= width >= _MIN_WIDTH and tight >= 0.5 * len(pairs) and running_on >= 0.15 * len(pairs)
    return width if wrapped else 0


def _join(text: str, lines: list[Block], width: int) -> tuple[str, list[Block]]:
    blocks: list[Block] = []
    chars: list[str] | None = None
    margin = min((_indent(text, line) for line in lines), default=0)
    for line in lines:
        last = blocks[-1] if blocks else None
        indented = (
            _indent(text, line) >= margin + 2
            and last is not None
            and not _HANGING.match(text, last.start)
        )
        if (
            last is None
            or line.gap
            or line.role
            or last.role
            or indented
            or not _runs_on(text, last, line, width)
        ):
            blocks.append(line)
            continue
        chars = list(text) if chars is None else chars
        divided = text[last.end - 1] == "-" and text[last.end - 2].isalpha()
        if (
            divided
            and text[line.start].islower()
            and not text.startswith(("og ", "eller "), line.start)
        ):
            chars[last.end - 1 : line.start] = "\xad" * (line.start - last.end + 1)
        else:
            chars[last.end : line.start] = " " * (line.start - last.end)
        blocks[-1] = Block(last.start, line.end, last.gap)
    return (text if chars is None else "".join(chars)), blocks


def _indent(text: str, line: Block) -> int:
    return line.start - text.rfind("\n", 0, line.start) - 1


def _runs_on(text: str, last: Block, line: Block, width: int) -> bool:
    """Tell whether a line goes on where the one above stopped."""
    above = text[max(last.start, text.rfind("\n", 0, last.end) + 1) : last.end].strip()
    below = text[line.start : line.end]
    if width:
        if below[0].islower() and not _SENTENCE_END.search(above):
            return True
        first = below.split(None, 1)[0]
        is_full = len(above) + 1 + len(first) > width - 4
        return is_full and not (_BULLET.match(below) and _SENTENCE_END.search(above))
    if len(above) < 45 or not below[0].islower() or not above[-1].isalpha():
        return False
    return _DOMAIN.match(below) is None
