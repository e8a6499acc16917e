"""Sources find the text of an article, and what its markup gives away."""

from newsreader.sources import plain
from newsreader.sources.address import is_address, open_address
from newsreader.sources.clipboard import open_clipboard
from newsreader.sources.folder import expand
from newsreader.sources.plain import STDIN
from newsreader.types import Document

__all__ = ["STDIN", "expand", "open_clipboard", "open_document"]


def open_document(reference: str) -> Document:
    """Find the article that a person names: a web address, a file, or ``-`` for standard input.

    Raises SourceError when it cannot be had, is not text, or holds no words.
    """
    if is_address(reference):
        return open_address(reference)
    return plain.open_document(reference)
