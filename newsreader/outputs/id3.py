"""ID3v2.3 tags: what an MP3 file says about itself, its chapters and its cover.

Our own writer, for frames in the order of time: players that know nothing of the table of contents
show the chapters as they stand in the file. (id3.org: id3v2.3.0 and id3v2-chapters-1.0.)
"""

import re
import struct
from collections.abc import Sequence

from newsreader.outputs import Tags
from newsreader.outputs.cover import mime_type
from newsreader.outputs.plain import day_in
from newsreader.types import Chapter

_CHILDREN = 255
"""How many chapters a table of contents can list; the count is one byte."""

_NO_OFFSET = 0xFFFFFFFF
"""Instead of a place in bytes: the times count."""

_LONGEST_TITLE = 500
"""Characters. Some players refuse frames that do not fit into their memory."""

_LONGEST_TEXT = 500_000
"""Characters, for the same reason: a newspaper of a hundred long articles."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff]+")
"""What no text should hold: NUL would end it, a lone surrogate cannot be written."""


def one_line(text: str) -> str:
    """Return a title fit for a list: one line, no control characters, not endless."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 2].rstrip() + " …"


def many_lines(text: str) -> str:
    """Return a longer text without control characters but for line ends."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n"))[:_LONGEST_TEXT]


def tag(tags: Tags, chapters: Sequence[Chapter], length_ms: int) -> bytes:
    """Return the tag to put in front of the sound."""
    day = day_in(tags.date)
    texts = {
        "TIT2": tags.title,
        "TALB": tags.album,
        "TPE1": tags.artist,
        "TCON": tags.genre,
        "TYER": tags.date[:4] if day and tags.date else None,
        "TDAT": f"{day:%d%m}" if day else None,
        "TLAN": tags.iso639_2,
        "TLEN": str(length_ms),
    }
    frames = [_text(kind, one_line(text)) for kind, text in texts.items() if text]
    frames += _contents(chapters)
    language = tags.iso639_2.encode("ascii")
    if tags.notice:
        frames.append(_frame("COMM", _described(language, many_lines(tags.notice))))
    if tags.text:
        frames.append(_frame("USLT", _described(language, many_lines(tags.text))))
    if tags.cover and (kind := mime_type(tags.cover)):
        # 3 is a front cover; the empty description is latin-1.
        frames.append(_frame("APIC", b"\0" + kind.encode() + b"\0\x03\0" + tags.cover))
    body = b"".join(frames)
    return b"ID3\x03\0\0" + _seven_bits(len(body)) + body


def _seven_bits(size: int) -> bytes:
    """Return a size whose bytes all stay below 128, so that it never looks like sound."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _frame(kind: str, content: bytes) -> bytes:
    return kind.encode("ascii") + struct.pack(">IH", len(content), 0) + content


def _utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


def _text(kind: str, text: str) -> bytes:
    return _frame(kind, b"\x01" + _utf16(text))


def _described(language: bytes, text: str) -> bytes:
    """Return a text in a language, under an empty description."""
    return b"\x01" + language + _utf16("\0") + _utf16(text)


def _contents(chapters: Sequence[Chapter]) -> list[bytes]:
    """Return the table of contents and the chapters that it lists.

    More than it can list are listed in parts, one level down.
    """
    if not chapters:
        return []
    names = [b"c%d" % number for number in range(1, len(chapters) + 1)]
    tables: list[bytes] = []
    listed = names
    if len(names) > _CHILDREN:
        groups = [names[start : start + _CHILDREN] for start in range(0, len(names), _CHILDREN)]
        listed = [b"t%d" % number for number in range(1, len(groups) + 1)]
        tables = [_table(name, group, 1) for name, group in zip(listed, groups, strict=True)]
    return [
        _table(b"toc", listed, 3),
        *tables,
        *(_chapter(name, chapter) for name, chapter in zip(names, chapters, strict=True)),
    ]


def _table(name: bytes, children: Sequence[bytes], flags: int) -> bytes:
    """Return a CTOC frame; flag 1 is "ordered", 2 "top level"."""
    listed = b"".join(child + b"\0" for child in children)
    return _frame("CTOC", name + b"\0" + bytes([flags, len(children)]) + listed)


def _chapter(name: bytes, chapter: Chapter) -> bytes:
    times = struct.pack(
        ">IIII", round(1000 * chapter.begin), round(1000 * chapter.end), _NO_OFFSET, _NO_OFFSET
    )
    return _frame("CHAP", name + b"\0" + times + _text("TIT2", one_line(chapter.title)))
