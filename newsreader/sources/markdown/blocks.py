"""The blocks of a Markdown text: headings, paragraphs, lists, quotes, pictures, tables, code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsreader.sources.markdown.inline import Inline, label_key, read_inline
from newsreader.types import Role

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*)|$)")
_ATTRIBUTES = re.compile(r"\{[#.][^{}]{0,200}\}$")
"""An identifier or class after a heading (Pandoc)."""
_UNDERLINE = re.compile(r" {0,3}(=+|--+)\s*$")
_SENTENCE_END = re.compile(r"[.!?…:»”\"][*_]*$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})([^`]*)$")
_QUOTE = re.compile(r"\s{0,8}>")
_QUOTE_SIGNS = re.compile(r"(?:\s{0,8}> ?)+")
_CALLOUT = re.compile(r"\[!(\w{1,30})\][-+]?")
"""A box, as GitHub and Obsidian mark it: > [!NOTE] Title"""
_ITEM = re.compile(r"\s*([-+*]|[0-9]{1,3}[.)])\s+(\S.*)$")
"""Three digits: a paragraph may open with a year."""
_TASK = re.compile(r"\[[ xX]\]\s+")
_DEFINITION = re.compile(
    r" {0,3}\[([^\[\]^][^\[\]]{0,999})\]:[ \t]*(?:<[^<>]*>|\S+)"
    r"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*$"
)
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\[\]\s]{1,50}\]:[ \t]*")
_CELL_END = re.compile(r"(?<!\\)\|")
_FILE_NAME = re.compile(r"[^\s/]{1,200}\.(?:jpe?g|png|gif|webp|svg|avif|heic)", re.IGNORECASE)

_UNSAID = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the article that stands by itself, without signs."""

    text: str
    role: Role | None
    """None where the signs do not say."""
    level: int = 0
    """That of a heading, 1 to 6."""


def parts_of(lines: Sequence[str]) -> list[Part]:
    """Return the parts of a Markdown text, in order."""
    lines = _said(lines)
    labels = {label_key(match[1]) for line in lines if (match := _DEFINITION.match(line))}
    parser = _Parser(lines, labels)
    parser.parse()
    return parser.parts


def _said(lines: Sequence[str]) -> list[str]:
    """Leave out comments, scripts and styles, which may run over many lines."""
    text = "\n".join(lines)
    for opening, closing in _UNSAID:
        text = _without(text, opening, closing)
    return [line.expandtabs(4) for line in text.split("\n")]


def _without(text: str, opening: str, closing: str) -> str:
    begins = re.compile(re.escape(opening), re.IGNORECASE)
    ends = re.compile(rf"{re.escape(closing)}[^<>]*>?" if closing[0] == "<" else closing, re.I)
    kept: list[str] = []
    done = 0
    while (begin := begins.search(text, done)) and (end := ends.search(text, begin.end())):
        kept.append(text[done : begin.start()])
        done = end.end()
    return "".join([*kept, text[done:]])


class _Parser:
    """Goes through the lines once."""

    def __init__(self, lines: Sequence[str], labels: set[str], inside: Role | None = None) -> None:
        self.parts: list[Part] = []
        self._lines = lines
        self._labels = labels
        self._inside = inside
        """The role of all that stands in a quote or a box."""
        self._place = 0
        self._paragraph: list[str] = []
        self._unclosed: set[str] = set()
        self._after_picture = False

    def parse(self) -> None:
        while self._place < len(self._lines):
            line = self._lines[self._place]
            if not line.strip() or _is_rule(line):
                self._take_rule(line)
            elif not (
                self._take_heading(line)
                or self._take_fence(line)
                or self._take_quote(line)
                or self._take_list(line)
                or self._take_table(line)
            ):
                self._take_text(line)
        self._flush()

    # ---- one kind of block each; they tell whether the line was theirs

    def _take_rule(self, line: str) -> None:
        """End the paragraph, or make it a heading by what underlines it."""
        self._place += 1
        underline = _UNDERLINE.match(line)
        if underline and len(self._paragraph) == 1 and not self._is_picture(self._paragraph[0]):
            level = 1 if underline[1][0] == "=" else 2
            if level == 1 or not _SENTENCE_END.search(self._paragraph[0].rstrip()):
                self._add_heading(self._paragraph.pop(), level)
        self._flush()

    def _take_heading(self, line: str) -> bool:
        underline = _UNDERLINE.match(line)
        if underline and self._paragraph:
            self._take_rule(line)
            return True
        match = _HEADING.match(line)
        if not match:
            return False
        self._flush()
        self._place += 1
        words = (match[2] or "").strip()
        bare = words.rstrip("#")
        if not bare or bare[-1].isspace():
            words = bare.rstrip()
        self._add_heading(_ATTRIBUTES.sub("", words), len(match[1]))
        return True

    def _take_fence(self, line: str) -> bool:
        match = _FENCE.match(line)
        if not match:
            return False
        self._flush()
        self._place += 1
        sign = match[1]
        if sign in self._unclosed:
            return True
        for end in range(self._place, len(self._lines)):
            closing = self._lines[end].strip()
            if closing.startswith(sign) and not closing.strip(sign[0]):
                code = map(str.rstrip, self._lines[self._place : end])
                self._add("\n".join(filter(None, code)), Role.NOISE)
                self._place = end + 1
                return True
        self._unclosed.add(sign)
        return True

    def _take_quote(self, line: str) -> bool:
        if not _QUOTE.match(line):
            return False
        self._flush()
        quoted: list[str] = []
        while self._place < len(self._lines):
            line = self._lines[self._place]
            if _QUOTE.match(line):
                quoted.append(_QUOTE_SIGNS.sub("", line, count=1))
            elif quoted[-1].strip() and line.strip() and not _opens_block(line):
                quoted.append(line)
            else:
                break
            self._place += 1
        role = Role.QUOTE
        if callout := _CALLOUT.match(quoted[0]):
            role = Role.QUOTE if callout[1].lower() in ("quote", "cite") else Role.FACTBOX
            quoted[0:1] = [quoted[0][callout.end() :].lstrip(" >"), ""]
        inner = _Parser(quoted, self._labels, role)
        inner.parse()
        self.parts += inner.parts
        self._after_picture = False
        return True

    def _take_list(self, line: str) -> bool:
        match = _ITEM.match(line)
        if not match or (self._paragraph and match[1][0].isdigit() and match[1][:-1] != "1"):
            return False
        self._flush()
        items: list[tuple[str, list[str]]] = []
        loose = False
        while self._place < len(self._lines):
            line = self._lines[self._place]
            blank_before = bool(items) and not self._lines[self._place - 1].strip()
            if not line.strip():
                pass
            elif (match := _ITEM.match(line)) and not _is_rule(line):
                loose = loose or blank_before
                items.append((match[1], [match[2]]))
            elif _opens_block(line) or (blank_before and not line.startswith("  ")):
                break
            else:
                items[-1][1].append("\n\n" * blank_before + line)
            self._place += 1
        for sign, words in items:
            self._add_item(sign, words, spoken=sign == "-" and (loose or len(items) == 1))
        return True

    def _add_item(self, sign: str, lines: list[str], spoken: bool) -> None:
        first, *others = _joined(lines).split("\n\n")
        first = _TASK.sub("", first, count=1)
        if sign[0].isdigit():
            first = f"{sign} {first}"
        if spoken and _SENTENCE_END.search(first.rstrip()):
            self._add_text(f"- {first}", None)
        else:
            self._add_text(first, Role.LIST_ITEM)
        for text in others:
            self._add_text(text, Role.LIST_ITEM)

    def _take_table(self, line: str) -> bool:
        signs = set(line.strip())
        if len(self._paragraph) != 1 or not {"|", "-"} <= signs <= set("|:- "):
            return False
        if "|" not in self._paragraph[0]:
            return False
        rows = [self._paragraph.pop()]
        self._place += 1
        while self._place < len(self._lines) and "|" in self._lines[self._place]:
            rows.append(self._lines[self._place])
            self._place += 1
        for row in rows:
            cells = (cell.replace("\\|", "|").strip() for cell in _CELL_END.split(row))
            self._add_text(" ".join(filter(None, cells)), Role.LIST_ITEM)
        return True

    def _take_text(self, line: str) -> None:
        self._place += 1
        if not self._paragraph:
            if _DEFINITION.match(line):
                return
            line = _FOOTNOTE.sub("", line, count=1)
        self._paragraph.append(line)

    # ---- what the blocks say

    def _flush(self) -> None:
        """End the paragraph: pictures on lines of their own stand before its text."""
        lines, self._paragraph = self._paragraph, []
        while lines and lines[0].lstrip().startswith(("![", "[![", "<img")):
            if not self._is_picture(lines[0]):
                break
            self._add_text(lines.pop(0), None)
        if lines:
            self._add_text(_joined(lines), None)

    def _is_picture(self, line: str) -> bool:
        """Tell whether a line holds a picture and no other text."""
        inline = read_inline(line, self._labels)
        return bool(inline.pictures) and not inline.text

    def _add_heading(self, raw: str, level: int) -> None:
        inline = read_inline(raw, self._labels)
        self._add(inline.text.replace("\n", " "), Role.SUBHEADING, level)
        self._add_captions(_words(inline))

    def _add_text(self, raw: str, role: Role | None) -> None:
        inline = read_inline(raw, self._labels)
        captions = _words(inline)
        is_caption = "<figcaption" in raw.lower() or (
            inline.emphasized and (self._after_picture or bool(captions))
        )
        if inline.text and not is_caption:
            self._add(inline.text, role)
        self._add_captions(captions)
        if inline.text and is_caption and inline.text not in captions:
            self._add(inline.text, Role.CAPTION)
        self._after_picture = bool(inline.pictures) and not (inline.text and is_caption)

    def _add_captions(self, captions: Sequence[str]) -> None:
        for words in captions:
            self._add(words, Role.NOISE if _FILE_NAME.fullmatch(words) else Role.CAPTION)

    def _add(self, text: str, role: Role | None, level: int = 0) -> None:
        self._after_picture = False
        if self._inside and role not in (Role.CAPTION, Role.NOISE):
            role, level = self._inside, 0
        if text.strip():
            self.parts.append(Part(text, role, level))


def _words(inline: Inline) -> list[str]:
    """Return what is said about the pictures, each thing once."""
    said = (words for picture in inline.pictures for words in (picture.text, picture.title))
    return list(dict.fromkeys(said))


def _joined(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph: two spaces or a backslash at the end of one break it."""
    pieces: list[str] = []
    for line in lines[:-1]:
        is_broken = line.endswith("  ") or line.rstrip(" ").endswith("\\")
        pieces.append(line.rstrip().removesuffix("\\") + ("\n" if is_broken else " "))
    return "".join([*pieces, lines[-1].rstrip()])


def _is_rule(line: str) -> bool:
    signs = line.replace(" ", "")
    return len(signs) >= 3 and signs[0] in "-*_" and signs.count(signs[0]) == len(signs)


def _opens_block(line: str) -> bool:
    """Tell whether a line ends a quote or a list above it."""
    return bool(
        _is_rule(line)
        or _HEADING.match(line)
        or _FENCE.match(line)
        or _QUOTE.match(line)
        or _ITEM.match(line)
    )
