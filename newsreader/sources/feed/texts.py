"""HTML snippets of feeds to plain text and back."""

import re
from html import escape, unescape

_TAG = re.compile(r"</?[a-z][a-z0-9]{0,11}(?:\s[^<>]{0,1000})?/?>", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(?:br|/p|/div|/li|/h[1-6]|/figcaption|/figure|/blockquote)\b[^<>]{0,99}>", re.I
)
_UNSAID = re.compile(
    r"<(script|style|template|noscript|iframe)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(r"\S+@\S+\s*\((.+)\)")


def plain(html: str) -> str:
    """Return the words of a snippet on one line, without tags, scripts and entities."""
    if "<" in html:
        html = _TAG.sub("", _BLOCK.sub(" ", _UNSAID.sub(" ", html)))
    if "&" in html:
        html = unescape(html)
    return " ".join(html.replace("\xad", "").split())


def html_of_text(text: str) -> str:
    """Return plain text as HTML, a paragraph for each."""
    parts = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in parts)


def split_author(text: str) -> str:
    """Return the name in an RSS author, which is ``mail@host (Name)``; nothing for a mere mail."""
    text = plain(text)
    if match := _MAIL.fullmatch(text):
        return match[1].strip()
    return "" if "@" in text and " " not in text else text
