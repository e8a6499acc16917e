"""Cut the text between two tags of a page into blocks."""

import re
from dataclasses import dataclass

from newsreader.sources.page import tags
from newsreader.sources.page.tree import Element, squeeze
from newsreader.types import Role

BOLD, UNBOLD, LINK, UNLINK = "\ue001", "\ue002", "\ue003", "\ue004"
"""Characters for private use, which mark what is bold or linked while a line is being read."""

_BOLD_TEXT = re.compile(f"{BOLD}([^{UNBOLD}]*)")
_LINK_TEXT = re.compile(f"{LINK}([^{UNLINK}]*)")
_MARKS = re.compile(f"[{BOLD}{UNBOLD}{LINK}{UNLINK}]")
_EMPTY_LINE = re.compile(rf"\n[\s{BOLD}{UNBOLD}]*\n")
_LABELED = re.compile(rf"\s*{BOLD}[^{UNBOLD}]{{1,30}}(?::\s*{UNBOLD}|{UNBOLD}\s*:)")
_LINE_END = re.compile(r"[.!?:…»”\"]$")
_NEW_LINE = re.compile(r"[–—-]\s|[«\"“'(]?[A-ZÆØÅ0-9•*·]")
_NUMBERED = re.compile(r"(?:\d{1,2}[.)]|[•*·▪])\s")
_ALL = 0.95
_VERSE_LINES = 4
"""So many lines that do not end as sentences are verse or an address; fewer are one sentence."""


@dataclass(slots=True)
class Block:
    """A stretch of the article that stands by itself."""

    text: str
    role: Role | None
    """None where the markup does not say."""
    tag: str = "p"
    bold: bool = False
    """Whether all of it is bold."""
    linked: float = 0.0
    """Share of it that is inside links."""
    contact: bool = False
    """Whether it has a link to an e-mail address."""
    in_body: bool = False
    """Whether it stands in the part of the page that holds most of the prose."""


def block_of(raw: str, role: Role | None, tag: str, contact: bool, in_body: bool) -> Block | None:
    """Return the block of a line, or nothing where the line says nothing."""
    text = "\t".join(map(_clean, raw.split("\t"))) if tag == "tr" else _clean(raw)
    if not any(map(str.isalnum, text)):
        return None
    bold = BOLD in raw and _length(_BOLD_TEXT, raw) >= _ALL * len(text)
    linked = _length(_LINK_TEXT, raw) / len(text) if LINK in raw else 0.0
    return Block(text, role, tag, bold, linked, contact, in_body)


def paragraphs(raw: str) -> list[tuple[str, Role | None]]:
    """Cut a line where its breaks end a paragraph or an item."""
    if "\n" not in raw:
        return [(raw, None)]
    found: list[tuple[str, Role | None]] = []
    for paragraph in _EMPTY_LINE.split(raw):
        lines = [line for line in paragraph.split("\n") if _clean(line)]
        items = len(lines) > 1 and (
            all(_NUMBERED.match(_clean(line)) for line in lines)
            or all(_LABELED.match(line) for line in lines)
        )
        joint = "\n" if len(lines) >= _VERSE_LINES else " "
        start = len(found)
        for line in lines:
            if items or len(found) == start or _is_new(found[-1][0], line):
                found.append((line, Role.LIST_ITEM if items else None))
            else:
                found[-1] = (found[-1][0] + joint + line, None)
    return found


def spaced_text(element: Element) -> str:
    """Return the text of an element, with a space wherever a block, a cell or a line ends."""
    parts: list[str] = []
    waiting: list[Element | str] = [element]
    while waiting:
        child = waiting.pop()
        if isinstance(child, str):
            parts.append(child)
            continue
        if child.tag not in tags.INLINE or child.tag in tags.SET_APART:
            parts.append(" ")
            waiting.append(" ")
        waiting.extend(reversed(child.children))
    return squeeze("".join(parts).replace("\xad", ""))


def _clean(raw: str) -> str:
    if BOLD in raw or LINK in raw or UNBOLD in raw or UNLINK in raw:
        raw = _MARKS.sub("", raw)
    if "\n" not in raw:
        return squeeze(raw)
    lines = raw.split("\n")
    return "\n".join(filter(None, map(squeeze, lines)))


def _length(pattern: re.Pattern[str], raw: str) -> int:
    return sum(len(squeeze(part)) for part in pattern.findall(raw))


def _is_new(before: str, after: str) -> bool:
    """Tell whether a break ends a paragraph: between sentences, and after a bold line."""
    last = before.rpartition("\n")[2]
    text = _clean(last)
    if _length(_BOLD_TEXT, last) >= _ALL * len(text):
        return True
    return _LINE_END.search(text) is not None and _NEW_LINE.match(_clean(after)) is not None
