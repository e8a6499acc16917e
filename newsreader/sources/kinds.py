"""Tell what kind of file one is, without what reads that kind."""

import re

_MARKDOWN = (".md", ".markdown")

_PROLOG = re.compile(rb"(?:\s+|<\?.*?>|<!--.*?-->)*", re.DOTALL)
"""What may stand before the first tag. It matches always, so it never backtracks."""
_OPENING = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|article|main|script|link)\b", re.IGNORECASE
)


def is_named_markdown(reference: str) -> bool:
    """Tell whether a file has the name of a Markdown file."""
    return reference.lower().endswith(_MARKDOWN)


def looks_like_html(data: bytes) -> bool:
    """Tell whether bytes open like a web page."""
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:40].count(0) > 10:
        head = head.replace(b"\0", b"")
    head = head.lstrip(b"\xef\xbb\xbf\xff\xfe")
    prolog = _PROLOG.match(head)
    return _OPENING.match(head, prolog.end() if prolog else 0) is not None
