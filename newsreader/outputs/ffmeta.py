"""What ffmpeg is told about a file that it tags itself: metadata and chapters.

(ffmpeg documentation, "Metadata": ffmetadata.)
"""

import re
from collections.abc import Sequence

from newsreader.outputs import Tags
from newsreader.outputs.id3 import many_lines, one_line
from newsreader.types import Chapter

_SPECIAL = re.compile(r"([=;#\\\n])")


def metadata(tags: Tags, chapters: Sequence[Chapter], **more: str) -> str:
    """Return the content of an ffmetadata file; ``more`` are entries of one kind of file."""
    texts = {
        "title": one_line(tags.title),
        "album": one_line(tags.album or ""),
        "artist": one_line(tags.artist or ""),
        "genre": one_line(tags.genre or ""),
        "date": one_line(tags.date or "")[:10],
        "comment": many_lines(tags.notice or ""),
        "lyrics": many_lines(tags.text or ""),
        **more,
    }
    lines = [";FFMETADATA1", *(f"{name}={_escaped(text)}" for name, text in texts.items() if text)]
    for chapter in chapters:
        lines += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={round(1000 * chapter.begin)}",
            f"END={round(1000 * chapter.end)}",
            f"title={_escaped(one_line(chapter.title))}",
        ]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    if text.endswith("\\"):
        # ffmpeg 5.1 takes the last of two backslashes for one that escapes the line end.
        text += " "
    return _SPECIAL.sub(r"\\\1", text)
