"""The cover of a podcast: given by the podcaster in a size that Apple takes, or drawn."""

import hashlib
import struct
from gettext import gettext as _
from pathlib import Path

from newsreader.errors import OutputError
from newsreader.outputs.cover import drawn, load, mime_type

SMALLEST, LARGEST = 1400, 3000
"""Pixels along each side (Apple Podcasts, show cover)."""

_NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})
"""Markers of a JPEG file that look like those of a frame."""


def cover(given: Path | None, title: str) -> tuple[str, bytes]:
    """Return a name for the cover and the image; the name changes with the image.

    Apps keep what they have fetched under a name. Raises OutputError where the image that is given
    is not one, or not square, or too small or too large.
    """
    image = drawn(title)
    if given:
        image = load(given)
        width, height = size(image)
        if width != height or not SMALLEST <= width <= LARGEST:
            raise OutputError(
                _("The cover image {path} has {width} times {height} pixels.").format(
                    path=given, width=width, height=height
                ),
                _("Podcasts need a square of {smallest} to {largest} pixels.").format(
                    smallest=SMALLEST, largest=LARGEST
                ),
            )
    suffix = "png" if mime_type(image) == "image/png" else "jpg"
    return f"cover-{hashlib.sha256(image).hexdigest()[:8]}.{suffix}", image


def size(image: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG image in pixels, 0 where they cannot be found."""
    try:
        if mime_type(image) == "image/png":
            width, height = struct.unpack_from(">II", image, 16)
            return width, height
        place = 2
        while image[place] == 0xFF:
            marker = image[place + 1]
            if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
                height, width = struct.unpack_from(">HH", image, place + 5)
                return width, height
            place += 2 + int.from_bytes(image[place + 2 : place + 4], "big")
    except (struct.error, IndexError):
        pass
    return 0, 0
