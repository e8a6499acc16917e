"""Broken feeds, by feedparser, which has seen them all.

feedparser is used on bytes in memory only. Given an address it would fetch past our guard, and
given bytes that spell the name of a file it opens that file. It also takes media:description for
the content of the entry, so that element is renamed before: broken feeds lose their captions.
"""

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from newsreader.sources.feed.dates import iso_date
from newsreader.sources.feed.entries import Entry, Feed
from newsreader.sources.feed.strict import MAX_ENTRIES
from newsreader.sources.feed.texts import html_of_text, plain

_MISPLACED = ("media:description", "media:title", "media:text")


def read_tolerantly(text: str, base: str) -> Feed | None:
    """Read a feed whose XML is broken; None where it is no feed at all."""
    import feedparser

    for name in _MISPLACED:
        text = text.replace(f"<{name}", "<media:unread").replace(f"</{name}", "</media:unread")
    data = text.encode("utf-8", "replace")
    try:
        found = feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (AttributeError, ValueError, AssertionError, RecursionError):
        return None
    if not found.get("version"):
        return None
    about = found.feed
    ttl = str(about.get("ttl", ""))
    return Feed(
        title=plain(about.get("title", "")),
        link=_absolute(base, about.get("link", "")),
        language=about.get("language") or None,
        interval=float(ttl[:6]) * 60 if ttl.isdecimal() else 0.0,
        entries=tuple(_entry(dict(item), base) for item in found.entries[:MAX_ENTRIES]),
    )


def _entry(item: Mapping[str, Any], base: str) -> Entry:
    link = _absolute(base, item.get("link", ""))
    title = plain(item.get("title", ""))
    published = item.get("published") or item.get("updated") or ""
    contents = [content.get("value", "") for content in item.get("content", ())]
    authors = [author.get("name", "") for author in item.get("authors", ())]
    return Entry(
        guid=item.get("id") or link or f"{title} {published}",
        link=link,
        title=title,
        summary=_html(item.get("summary", ""), item.get("summary_detail")),
        content=max(contents, key=len, default=""),
        published=iso_date(published),
        updated=iso_date(item.get("updated") or ""),
        authors=tuple(dict.fromkeys(name for name in authors if name)),
    )


def _html(text: str, detail: Mapping[str, Any] | None) -> str:
    is_plain = bool(detail) and (detail or {}).get("type") == "text/plain"
    return html_of_text(text) if is_plain else text


def _absolute(base: str, link: str) -> str:
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return ""
