"""An article at a web address as a document."""

import re
from gettext import gettext as _
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsreader.errors import SourceError
from newsreader.sources.kinds import looks_like_html
from newsreader.types import Document

if TYPE_CHECKING:
    from newsreader.guard import Reply

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|https?:|www\.", re.IGNORECASE)

_PAGES = ("text/html", "application/xhtml+xml")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "text/xml")

ACCEPT = "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8"

_LOGIN_PLACE = re.compile(
    r"(?:^|[/._-])(?:log-?in|logg-?inn|innlogging|sign-?in|sso|oauth2?|auth|id)(?:[/._-]|$)",
    re.IGNORECASE,
)
_PASSWORD = re.compile(rb"""<input\b[^>]{0,500}\btype\s*=\s*["']?password\b""", re.IGNORECASE)

_HEAD = 500_000
"""Bytes in which a form to log in is looked for."""

_STUB = 400
"""Characters: a page that asks for a password and holds less than this is there to log in."""


def is_address(reference: str) -> bool:
    """Tell whether a reference is a web address, and not the name of a file."""
    return _ADDRESS.match(reference.strip()) is not None


def open_address(reference: str, *, trusted: bool = True) -> Document:
    """Fetch the page that a person asked for, and find the article on it.

    ``www.nrk.no/...`` without a scheme is taken for https. ``trusted`` is that of ``guard.get``.
    Raises SourceError for all that can be wrong with address, network, server and page.
    """
    # Here, because whoever reads a file needs no network.
    from newsreader.guard import get

    url = reference.strip()
    if url.lower().startswith("www."):
        url = f"https://{url}"
    return read_page(get(url, trusted=trusted, accept=ACCEPT), url)


def read_page(reply: "Reply", asked: str) -> Document:
    """Find the article in what a server sent for the address ``asked``."""
    from newsreader.sources.plain import decode
    from newsreader.sources.web import document_from_html

    host = urlsplit(reply.url).hostname or reply.url
    if not reply.body.strip():
        raise SourceError(
            _("The page {url} is empty.").format(url=reply.url), _("Check the address.")
        )
    _refuse_login(reply, asked, host)
    _refuse_kinds(reply, host)
    if reply.content_type not in _PAGES and not looks_like_html(reply.body):
        return Document(text=decode(reply.body, reply.url), source=reply.url)
    try:
        document = document_from_html(reply.body, reply.url, reply.charset)
    except SourceError as error:
        if _PASSWORD.search(reply.body, 0, _HEAD):
            raise _login(host) from error
        raise
    if len(document.text) < _STUB and _PASSWORD.search(reply.body, 0, _HEAD):
        raise _login(host)
    is_front = urlsplit(reply.url).path in ("", "/") and not urlsplit(reply.url).query
    if is_front and not (document.published or document.byline):
        raise SourceError(
            _("{url} is the front page of {host}, not an article.").format(
                url=reply.url, host=host
            ),
            _(
                "Give the address of an article, or subscribe with: newsreader feeds add {url}"
            ).format(url=reply.url),
        )
    return document


def _refuse_login(reply: "Reply", asked: str, host: str) -> None:
    """Refuse a page to log in, where another one was asked for."""
    if reply.url == asked:
        return
    before, after = urlsplit(asked), urlsplit(reply.url)
    if (before.netloc, before.path) == (after.netloc, after.path):
        return
    place = f"{after.hostname}{after.path}"
    if _LOGIN_PLACE.search(place) and not _LOGIN_PLACE.search(f"{before.hostname}{before.path}"):
        raise _login(host)


def _refuse_kinds(reply: "Reply", host: str) -> None:
    """Refuse what is no page, with its name."""
    from newsreader.sources.feed import is_feed

    kind = reply.content_type
    if kind in _FEEDS or (kind not in _PAGES and is_feed(reply.body)):
        raise SourceError(
            _("{url} is a feed, not an article.").format(url=reply.url),
            _("Subscribe to it with: newsreader feeds add {url}").format(url=reply.url),
        )
    for pattern, magic, name in (
        (r"application/(?:x-)?pdf", b"%PDF-", _("a PDF file")),
        (r"image/.+", b"\x89PNG", _("a picture")),
        (r"image/.+", b"\xff\xd8\xff", _("a picture")),
        (r"audio/.+", b"ID3", _("a sound file")),
        (r"video/.+", b"\x1a\x45\xdf\xa3", _("a film")),
        (r"application/(?:.+\+)?json", b'{"', _("data for programs")),
        (r"application/(?:zip|msword|.*officedocument.*)", b"PK\x03\x04", _("a file")),
    ):
        if re.fullmatch(pattern, kind) or reply.body.startswith(magic):
            raise SourceError(
                _("{host} sent {kind}, not a page with text.").format(host=host, kind=name),
                _("Give the address of a page with an article."),
            )


def _login(host: str) -> SourceError:
    return SourceError(
        _("{host} wants you to log in first.").format(host=host),
        _("Open the page in a browser and save it, then read the saved page."),
    )
