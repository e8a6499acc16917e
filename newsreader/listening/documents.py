"""Documents as JSON, so that a programme goes on where its page, pipe or clipboard is gone."""

import hashlib
import json
import os.path
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from newsreader.types import Document, Mark, Role

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def anchored(document: Document) -> Document:
    """Return a document whose file is named from the root: it is the same from any folder."""
    if os.path.isfile(document.source):
        return replace(document, source=os.path.abspath(document.source))
    return document


def pack(thing: "DataclassInstance") -> str:
    """Return a document, or another dataclass, as JSON, without what is empty."""
    fields = {name: value for name, value in asdict(thing).items() if value}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def unpack(packed: str) -> Document:
    """Return the document that was packed. Raises ValueError where it is not one."""
    try:
        fields: Mapping[str, Any] = {"text": "", "source": "", **json.loads(packed)}
        marks = tuple(
            Mark((int(mark["span"][0]), int(mark["span"][1])), Role(mark["role"]))
            for mark in fields.get("marks", ())
        )
        also_in = tuple(str(paper) for paper in fields.get("also_in", ()))
        return Document(**{**fields, "marks": marks, "also_in": also_in})
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"no document: {error}") from error


def name_of(packed: str) -> str:
    """Return the name under which a packed document is kept: that of its content."""
    return hashlib.sha256(packed.encode()).hexdigest()[:32]
