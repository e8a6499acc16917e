"""Plain text as every file can hold it, and the times and dates in it."""

import re
from datetime import date
from urllib.parse import urlsplit

from newsreader.types import Article

_ILLEGAL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything but the characters of XML 1.0, and the controls that it discourages."""


def legal(text: str) -> str:
    """Return a text with spaces for what XML cannot hold."""
    return _ILLEGAL.sub(" ", text)


def shorten(text: str, limit: int = 70) -> str:
    """Return a text in one line, cut between words where it is longer than some characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    words = line[:limit].rpartition(" ")[0] or line[:limit]
    return words.rstrip(" ,;:–-") + " …"


def clock(milliseconds: int, point: str = ".") -> str:
    """Return HH:MM:SS.mmm."""
    seconds, rest = divmod(milliseconds, 1000)
    hours, seconds = divmod(seconds, 3600)
    return f"{hours:02d}:{seconds // 60:02d}:{seconds % 60:02d}{point}{rest:03d}"


def day_in(iso: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time, None where it has none."""
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def web_link(article: Article) -> str:
    """Return the address of an article on the web, empty where it has none."""
    is_link = urlsplit(article.source).scheme in ("http", "https")
    return legal(article.source) if is_link else ""
