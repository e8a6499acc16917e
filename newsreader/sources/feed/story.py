"""An entry of a feed as a document, as far as the feed tells it."""

from collections.abc import Iterator
from html import escape

from newsreader.sources.feed.entries import Entry, Picture
from newsreader.sources.feed.texts import plain
from newsreader.types import Document

_WHOLE = 700
"""Characters of text from which on a feed's content passes for the article. Teasers and leads of
Norwegian papers have 50 to 400."""

_CUT = ("...", "…", "[…]", "[...]", "les mer", "les hele saken", "les heile saka", "les resten")
"""How content ends that goes on elsewhere."""


def is_whole(entry: Entry) -> bool:
    """Tell whether the feed seems to hold the whole article, so that its page need not be asked."""
    text = plain(entry.content or entry.summary)
    return len(text) >= _WHOLE and not text.rstrip(" .»→").casefold().endswith(_CUT)


def entry_document(entry: Entry, publisher: str, source: str, language: str | None) -> Document:
    """Make a document of what the feed has: title, lead, pictures with their texts, the content.

    Raises SourceError where that holds no words.
    """
    from newsreader.sources.web import document_from_html

    parts = "\n".join(_page(entry, publisher, language))
    return document_from_html(parts, source)


def _page(entry: Entry, publisher: str, language: str | None) -> Iterator[str]:
    """Write the entry as the web page that the walker knows best."""
    lang = f' lang="{escape(language)}"' if language else ""
    yield f"<!doctype html><html{lang}><head><title>{escape(entry.title)}</title>"
    for name, value in (
        ("og:title", entry.title),
        ("og:site_name", publisher),
        ("article:published_time", entry.published or ""),
        ("article:author", ", ".join(entry.authors)),
    ):
        if value:
            yield f'<meta property="{name}" content="{escape(value)}">'
    yield f"</head><body><main><article><h1>{escape(entry.title)}</h1>"
    body, lead = entry.content, plain(entry.summary)
    if not body and len(lead) >= _WHOLE:
        body, lead = entry.summary, ""
    said = plain(body)
    if lead and not said.startswith(lead[:80]):
        yield f'<p class="lead">{escape(lead)}</p>'
    for picture in entry.pictures:
        if not _is_said(picture, said):
            yield _figure(picture)
    if entry.authors and not any(name in said for name in entry.authors):
        yield f'<p class="byline">Av {escape(", ".join(entry.authors))}</p>'
    yield f'<div class="article-body">{_paragraphs(body)}</div>' if body else ""
    yield "</article></main></body></html>"


def _paragraphs(body: str) -> str:
    """Return HTML whose bare text stands in a paragraph."""
    return body if "<p" in body.lower() else f"<p>{body}</p>"


def _is_said(picture: Picture, text: str) -> bool:
    """Tell whether the content has the picture too."""
    return bool(picture.caption) and picture.caption[:60] in text


def _figure(picture: Picture) -> str:
    credit = f'<span class="credit">{escape(_with_word(picture.credit))}</span>'
    return (
        f"<figure><figcaption>{escape(picture.caption)} "
        f"{credit if picture.credit else ''}</figcaption></figure>"
    )


def _with_word(credit: str) -> str:
    """Put the word before a mere name: without it a credit cannot be told from a caption."""
    return credit if ":" in credit or "©" in credit else f"Foto: {credit}"
