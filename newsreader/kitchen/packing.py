"""Entries and documents as JSON, to be kept in the library."""

import json
from typing import Any

from newsreader.listening.documents import pack
from newsreader.listening.documents import unpack as unpack_document
from newsreader.sources.feed import Entry, Picture

__all__ = ["pack", "unpack_document", "unpack_entry"]


def unpack_entry(packed: str) -> Entry:
    """Return the entry that was packed."""
    fields: dict[str, Any] = {"guid": "", "link": "", "title": "", **json.loads(packed)}
    fields["authors"] = tuple(fields.get("authors", ()))
    fields["pictures"] = tuple(Picture(**picture) for picture in fields.get("pictures", ()))
    return Entry(**fields)
