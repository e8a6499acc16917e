"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from typing import Any
from urllib.parse import urljoin

from newsreader.sources.feed.dates import iso_date
from newsreader.sources.feed.entries import Entry, Feed
from newsreader.sources.feed.strict import MAX_ENTRIES
from newsreader.sources.feed.texts import html_of_text, plain


def read_json(text: str, base: str) -> Feed | None:
    """Read a JSON feed; None where it is not one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or "jsonfeed.org/version/" not in _string(found, "version"):
        return None
    items = found.get("items")
    items = items if isinstance(items, list) else []
    return Feed(
        title=plain(_string(found, "title")),
        link=_string(found, "home_page_url"),
        language=_string(found, "language") or None,
        entries=tuple(_entry(item, base) for item in items[:MAX_ENTRIES] if isinstance(item, dict)),
    )


def _entry(item: dict[str, Any], base: str) -> Entry:
    text = _string(item, "content_text")
    authors = item.get("authors") or [item.get("author")]
    names = [_string(author, "name") for author in authors if isinstance(author, dict)]
    try:
        link = urljoin(base, _string(item, "url"))
    except ValueError:
        link = ""
    return Entry(
        guid=_string(item, "id") or link,
        link=link if _string(item, "url") else "",
        title=plain(_string(item, "title")),
        summary=html_of_text(_string(item, "summary")),
        content=_string(item, "content_html") or html_of_text(text),
        published=iso_date(_string(item, "date_published")),
        updated=iso_date(_string(item, "date_modified")),
        authors=tuple(dict.fromkeys(filter(None, names))),
    )


def _string(item: dict[str, Any], key: str) -> str:
    """Return a string or number of the feed as a string; nothing for what should not be there."""
    value = item.get(key)
    return str(value) if isinstance(value, str | int) else ""
