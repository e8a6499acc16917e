"""Cover images: one that the user gives, or one drawn from the title.

Podcast apps want a square of 1,400 to 3,000 pixels. The drawn one holds no words: a pattern of
light squares on a dark ground, the same for the same title, so that episodes and papers can be told
apart at a glance, in contrasts that weak eyes can use.
"""

import hashlib
import struct
import zlib
from gettext import gettext as _
from pathlib import Path

from newsreader.errors import OutputError

SIDE = 1400
"""In pixels."""

_CELLS = 7
"""Squares along a side, with an empty one at each edge."""

_COLORS = (
    ((0x10, 0x1C, 0x4A), (0xFF, 0xD2, 0x3F)),
    ((0x3B, 0x0A, 0x2A), (0xF9, 0xE7, 0xC8)),
    ((0x06, 0x33, 0x2E), (0xFF, 0xF3, 0xB0)),
    ((0x14, 0x14, 0x14), (0xFF, 0xFF, 0xFF)),
    ((0x4A, 0x10, 0x10), (0xFF, 0xE0, 0xD0)),
    ((0x0B, 0x2E, 0x4F), (0xA8, 0xF0, 0xFF)),
)
"""Dark ground and light squares, at least 10 to 1 (WCAG 2.2 asks 7 to 1 of text at its best)."""

_LARGEST = 8_000_000
"""Bytes. Players read the tag before the first sound; some give up on large ones."""


def drawn(title: str) -> bytes:
    """Return a PNG file for a title."""
    bits = hashlib.sha256(title.encode("utf-8", "replace")).digest()
    colors = _COLORS[bits[0] % len(_COLORS)]
    cell = SIDE // _CELLS
    rows = []
    for y in range(_CELLS):
        # Mirrored, for the eye takes what is symmetric for a sign and not for noise.
        half = [_is_set(bits, x, y) for x in range(_CELLS // 2 + 1)]
        squares = half + half[-2::-1]
        row = b"".join(bytes([square]) * cell for square in squares)
        rows.append((b"\0" + row) * cell)
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _part(b"IHDR", head)
        + _part(b"PLTE", b"".join(map(bytes, colors)))
        + _part(b"IDAT", zlib.compress(b"".join(rows), 9))
        + _part(b"IEND", b"")
    )


def _is_set(bits: bytes, x: int, y: int) -> bool:
    if x == 0 or y in (0, _CELLS - 1):
        return False
    # The middle is always light: no title gets an empty cover.
    return (x, y) == (_CELLS // 2, _CELLS // 2) or bool(bits[1 + y] >> x & 1)


def _part(kind: bytes, content: bytes) -> bytes:
    """Return a PNG chunk (ISO/IEC 15948)."""
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def mime_type(image: bytes) -> str | None:
    """Return "image/png" or "image/jpeg", None for anything else."""
    if image.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/jpeg" if image.startswith(b"\xff\xd8\xff") else None


def load(path: Path) -> bytes:
    """Return the image in a file, a JPEG or PNG.

    Raises OutputError for anything else, and for more than 8 MB.
    """
    try:
        with path.open("rb") as file:
            image = file.read(_LARGEST + 1)
    except OSError as error:
        raise OutputError(
            _("The cover image {path} cannot be read.").format(path=path),
            _("Give the name of a JPEG or PNG file."),
        ) from error
    if mime_type(image) is None:
        raise OutputError(
            _("{path} is not a JPEG or PNG image.").format(path=path),
            _("Give a JPEG or PNG file, square, of 1,400 to 3,000 pixels."),
        )
    if len(image) > _LARGEST:
        raise OutputError(
            _("The cover image {path} is larger than 8 MB.").format(path=path),
            _("Give a JPEG or PNG file, square, of 1,400 to 3,000 pixels."),
        )
    return image
