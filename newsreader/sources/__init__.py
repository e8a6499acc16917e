"""Sources find the text of an article, and what its markup gives away."""

from newsreader.sources.plain import STDIN, open_document

__all__ = ["STDIN", "open_document"]
