"""Entries and documents as JSON, to be kept in the library."""

import json
from dataclasses import asdict
from typing import Any

from newsreader.sources.feed import Entry, Picture
from newsreader.types import Document, Mark, Role


def pack(thing: Entry | Document) -> str:
    """Return an entry or a document as JSON, without what is empty."""
    fields = {name: value for name, value in asdict(thing).items() if value}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def unpack_entry(packed: str) -> Entry:
    """Return the entry that was packed."""
    fields: dict[str, Any] = {"guid": "", "link": "", "title": "", **json.loads(packed)}
    fields["authors"] = tuple(fields.get("authors", ()))
    fields["pictures"] = tuple(Picture(**picture) for picture in fields.get("pictures", ()))
    return Entry(**fields)


def unpack_document(packed: str) -> Document:
    """Return the document that was packed."""
    fields: dict[str, Any] = {"text": "", "source": "", **json.loads(packed)}
    fields["marks"] = tuple(
        Mark((mark["span"][0], mark["span"][1]), Role(mark["role"]))
        for mark in fields.get("marks", ())
    )
    fields["also_in"] = tuple(fields.get("also_in", ()))
    return Document(**fields)
