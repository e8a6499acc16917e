"""Clean a text as it came, and remember where each character stood.

Only what is clearly an accident of transport is repaired: UTF-8 read as Windows-1252, HTML
entities left in running text, invisible characters. The offset map lets every segment point
back into the text as it came.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from newsreader.types import Span


def _cp1252_bytes() -> dict[str, int]:
    """Map characters back to the byte that Windows-1252 (or Latin-1) reads them from."""
    table = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        try:
            table[bytes([byte]).decode("cp1252")] = byte
        except UnicodeDecodeError:
            continue  # five bytes have no character in Windows-1252
    return table


_BYTES = _cp1252_bytes()
_TRAIL = "".join(re.escape(char) for char, byte in _BYTES.items() if byte < 0xC0)
# Only lead bytes that hardly ever stand before such a character in Norwegian are taken as proof.
# Ä and Å are not: "«FRØ»" and "PÅ…" are fine as they are.
_SURE = f"[ÂÃ][{_TRAIL}]|â[{_TRAIL}]{{2}}|ð[{_TRAIL}]{{3}}"
_MOJIBAKE = re.compile(f"(?:{_SURE}|[ÄÅ][{_TRAIL}]|â€(?![{_TRAIL}]))+")
_PROOF = re.compile(_SURE)
_ENTITY = r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
_INVISIBLE = (
    "[\x00-\x08\x0e-\x1b\x7f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    "|(?<![\u2190-\U0010ffff])\u200d"
)
_INVISIBLE_CHAR = re.compile(_INVISIBLE)
_COMBINING = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
# One look for the characters that all repairs begin with; most texts have none of them.
_SUSPECT = re.compile(
    "[ÂÃâðÄ&\x00-\x08\x0e-\x1b\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_REPAIR_COMPOSED = (
    f"(?P<mojibake>{_MOJIBAKE.pattern})|(?P<entity>{_ENTITY})|(?P<invisible>{_INVISIBLE})"
)
_REPAIR_ALL = f"{_REPAIR_COMPOSED}|(?P<accent>[^\\W\\d_]{_COMBINING}+)"
_SPACES = (
    "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
# An entity that an article about HTML may well print on purpose.
_PRINTABLE_ENTITIES = frozenset({"lt", "gt", "amp", "nbsp", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text with its way back."""

    text: str
    starts: tuple[int, ...]
    """Where each piece begins in the cleaned text."""
    sources: tuple[tuple[int, int, bool], ...]
    """For each piece its span in the text as it came, and whether it is letter for letter."""

    def source(self, start: int, end: int) -> Span:
        """Give the span in the text as it came for a non-empty span of the cleaned text."""
        if len(self.sources) == 1 and self.sources[0][2]:
            begin = self.sources[0][0]
            return begin + start, begin + end
        return self._place(start)[0], self._place(end - 1)[1]

    def position(self, source: int) -> int:
        """Give the first place in the cleaned text that stands at or after a source position."""
        piece = bisect_right(self.sources, source, key=lambda place: place[1])
        if piece == len(self.sources):
            return len(self.text)
        begin, _end, literal = self.sources[piece]
        return self.starts[piece] + max(0, source - begin if literal else 0)

    def _place(self, index: int) -> Span:
        piece = bisect_right(self.starts, index) - 1
        begin, end, literal = self.sources[piece]
        if not literal:
            return begin, end
        place = begin + index - self.starts[piece]
        return place, place + 1


def clean(text: str) -> Cleaned:
    """Repair a text and map every character of the result to its source."""
    composed = unicodedata.is_normalized("NFC", text)
    if composed and not _SUSPECT.search(text):
        return Cleaned(_plain_space(text), (0,), ((0, len(text), True),))
    repair_entities = _entities_are_artefacts(text)
    has_proof = _PROOF.search(text) is not None
    parts: list[str] = []
    starts: list[int] = []
    sources: list[tuple[int, int, bool]] = []
    length = done = 0

    def add(part: str, begin: int, end: int, literal: bool) -> None:
        nonlocal length
        if part:
            parts.append(part)
            starts.append(length)
            sources.append((begin, end, literal))
            length += len(part)

    for match in re.finditer(_REPAIR_COMPOSED if composed else _REPAIR_ALL, text):
        found = match.group()
        if match.lastgroup == "mojibake":
            repaired = _demojibake(found) if has_proof else found
            if sum(map(_utf8_length, repaired)) == len(found):
                # Letter by letter, so that a segment may begin inside the run.
                add(text[done : match.start()], done, match.start(), True)
                done = match.start()
                for char in repaired:
                    width = _utf8_length(char)
                    add(_drop_invisible(char), done, done + width, False)
                    done += width
                continue
        elif match.lastgroup == "entity":
            repaired = _decode(found) if repair_entities else found
        elif match.lastgroup == "accent":
            repaired = unicodedata.normalize("NFC", found)
        else:
            repaired = ""
        if repaired != found:
            add(text[done : match.start()], done, match.start(), True)
            add(repaired, match.start(), match.end(), False)
            done = match.end()
    add(text[done:], done, len(text), True)
    return Cleaned(_plain_space("".join(parts)), tuple(starts), tuple(sources))


def fold(text: str) -> str:
    """Give a stretch of cleaned text as it is printed: NFC, with single spaces."""
    return unicodedata.normalize("NFC", " ".join(text.replace("\xad", "").split()))


_LIST_MARK = re.compile(r"[^\w\s]|\(?(?:\d{1,3}|[a-zA-Z])[.):]")


def row(text: str) -> str:
    """Fold a line with tabs: one stays between the cells of a row, which may be empty.

    A mark or a number and one text after it are an item, not a row.
    """
    cells = [fold(cell) for cell in text.split("\t")]
    if len(cells) == 2 and _LIST_MARK.fullmatch(cells[0]):
        return " ".join(cells)
    return "\t".join(cells)


def _plain_space(text: str) -> str:
    """Turn every kind of space into one kind, and of line end, one character for one."""
    text = text.replace("\r\n", " \n")
    for char in _LINE_ENDS:
        text = text.replace(char, "\n")
    for char in _SPACES:
        text = text.replace(char, " ")
    return text


def _demojibake(run: str) -> str:
    """Read a run as the UTF-8 that it was, again while it still looks misread."""
    for _round in range(2):
        if not _MOJIBAKE.fullmatch(run):
            break
        raw = bytes(_BYTES[char] for char in re.sub(f"â€(?![{_TRAIL}])", "â€\x9d", run))
        try:
            run = raw.decode("utf-8")
        except UnicodeDecodeError:
            break
    return run


def _utf8_length(char: str) -> int:
    return 1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4


def _drop_invisible(char: str) -> str:
    return "" if _INVISIBLE_CHAR.fullmatch(char) else char


def _decode(entity: str) -> str:
    return _INVISIBLE_CHAR.sub("", html.unescape(html.unescape(entity)))


def _entities_are_artefacts(text: str) -> bool:
    """Tell whether entities are left-overs: letters and dashes are, markup that is named is not."""
    if "&" not in text:
        return False
    names = [match.group().rpartition("&")[2].rstrip(";") for match in re.finditer(_ENTITY, text)]
    names = [name.removeprefix("amp;") for name in names]
    if any(name not in _PRINTABLE_ENTITIES for name in names):
        return True
    return bool(names) and not re.search(r"\b(?:HTML|XML|entitet\w*)\b", text)
