"""E-mails (newsletters, ``.eml``) and web pages saved as one file (``.mhtml``) as documents.

Both are MIME (RFC 2045, RFC 2557), and the standard library takes them apart. Its parser is
forgiving of broken mail, but reading a broken header may still raise nearly anything.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from gettext import gettext as _
from typing import TYPE_CHECKING

from newsreader.errors import SourceError
from newsreader.types import Document

if TYPE_CHECKING:
    from email.message import EmailMessage

MAX_MAIL_BYTES = 25_000_000
"""With its pictures: the largest mail that Gmail sends. Saved pages have some megabytes."""

_SUFFIXES = (".eml", ".mht", ".mhtml")

_HEAD_BYTES = 65_536
_HEADER = re.compile(rb"(?:From |[!-9;-~]+:|[ \t])")
"""What opens a line of a header (RFC 5322 2.2), and the mark of a mailbox before the first."""
_MIME = re.compile(rb"^(?:mime-version|content-type):", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(rb"^(?:from|subject|date|message-id|received):", re.IGNORECASE | re.MULTILINE)
_NEXT_MAIL = re.compile(rb"\n\r?\nFrom [^\r\n]{1,200}[0-9]{4}\r?\n[!-9;-~]+:")
"""Another mail in a mailbox (RFC 4155)."""

_FIELD = re.compile(
    rb"^(?:from|subject|date|content-[a-z-]{1,30}):[^\n]*+(?:\n[ \t][^\n]*+)*+",
    re.IGNORECASE | re.MULTILINE,
)
_MAX_FIELD = 4_000
_MAX_PARTS = 10_000
_MAX_WORK = 10_000_000
"""Far above any newsletter or saved page. The parser of the standard library needs quadratic time
for long fields (17 s for 340 kB), and holds every line against every part that is open."""

_READABLE = ("text/html", "application/xhtml+xml", "text/plain")
_FORWARDED = re.compile(r"(?:(?:re|sv|fwd?|vs|vb)\s*:\s*)+", re.IGNORECASE)
"""Signs before the subject, in English, Norwegian and Swedish programs."""
_SAVED = re.compile(r"<?saved by ", re.IGNORECASE)
"""What browsers write for the sender of a saved page."""
_FLOWED = re.compile(r" \r?\n(?!-- )")
"""A line that goes on in the next one (RFC 3676). The one before a signature does not."""


def is_named_mail(reference: str) -> bool:
    """Tell whether a file has the name of an e-mail or a web archive."""
    return reference.lower().endswith(_SUFFIXES)


def looks_like_mail(data: bytes) -> bool:
    """Tell whether bytes open with the header of an e-mail or a web archive."""
    head = _header(data)
    return _MIME.search(head) is not None and _SENT.search(head) is not None


def document_from_mail(data: bytes, source: str) -> Document:
    """Find the article in an e-mail or a saved page: its HTML where it has some, else its text.

    Raises SourceError where there is nothing to read in it.
    """
    if not (_SENT.search(_header(data)) or _MIME.search(_header(data))):
        raise SourceError(
            _("{name} is no e-mail or saved page, or its beginning is missing.").format(
                name=source
            ),
            _("Save it once more, or save its text instead."),
        )
    if _NEXT_MAIL.search(data) and data.startswith(b"From "):
        raise SourceError(
            _("{name} holds several e-mails.").format(name=source),
            _("Save each one as a file of its own."),
        )
    from newsreader.sources.feed.dates import iso_date

    message = _parsed(data, source)
    document = _content(message, source)
    title = _FORWARDED.sub("", _value(message, "subject"), count=1)
    if _value(message, "snapshot-content-location") or _SAVED.match(_value(message, "from")):
        # A web archive: sender and date are those of the browser.
        return replace(document, title=document.title or title or None)
    return replace(
        document,
        title=document.title or title or None,
        publisher=document.publisher or _sender(message) or None,
        published=document.published or iso_date(_value(message, "date")),
    )


def _header(data: bytes) -> bytes:
    """Return the header that data opens with, nothing where it opens with something else."""
    lines: list[bytes] = []
    for line in data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").split(b"\n"):
        if not line.strip():
            break
        if not _HEADER.match(line):
            return b""
        lines.append(line)
    return b"\n".join(lines)


def _parsed(data: bytes, source: str) -> "EmailMessage":
    # Here, because whoever reads a text file needs no mail.
    from email import message_from_bytes, policy

    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if _is_trap(data):
        raise _unreadable(source)
    try:
        return message_from_bytes(data, policy=policy.default)
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise _unreadable(source) from error


def _is_trap(data: bytes) -> bool:
    """Tell whether it would take the parser minutes."""
    levels = data.lower().count(b"boundary=")
    return (
        levels * data.count(b"\n") > _MAX_WORK
        or data.count(b"\n--") > _MAX_PARTS
        or any(len(match.group()) > _MAX_FIELD for match in _FIELD.finditer(data))
    )


def _content(message: "EmailMessage", source: str) -> Document:
    """Return the document of the part that can be read best."""
    from newsreader.sources.page.decoding import page_text
    from newsreader.sources.plain import decode
    from newsreader.sources.web import document_from_html

    parts = list(_parts(message))
    failed: SourceError | None = None
    for part, kind in sorted(parts, key=lambda found: _READABLE.index(found[1])):
        data = _payload(part)
        if not data.strip():
            continue
        charset = _charset(part)
        try:
            if kind != "text/plain":
                return document_from_html(data, source, charset)
            text = page_text(data, charset)
            if _parameter(part, "format").lower() == "flowed":
                text = _FLOWED.sub(" ", text)
            return Document(text=decode(text.encode("utf-8", "replace"), source), source=source)
        except SourceError as error:
            failed = failed or error
    if failed:
        raise failed
    if _kind(message) == "multipart/encrypted" or "pkcs7-mime" in _kind(message):
        raise SourceError(
            _("The e-mail {name} is encrypted.").format(name=source),
            _("Open it in your e-mail program and save its text."),
        )
    raise _unreadable(source)


def _unreadable(source: str) -> SourceError:
    return SourceError(
        _("There is no text in the e-mail {name} that can be read.").format(name=source),
        _("Open it in your e-mail program and save its text, or save its attachment by itself."),
    )


def _parts(message: "EmailMessage") -> Iterator[tuple["EmailMessage", str]]:
    """Yield the parts with text that is not attached, as they stand; the root of a page first."""
    root = _parameter(message, "start")
    found: list[tuple[EmailMessage, str]] = []
    for part in message.walk():
        kind = _kind(part)
        if kind in _READABLE and not part.is_multipart() and not _is_attached(part):
            is_root = root and _value(part, "content-id") == root
            found.insert(0 if is_root else len(found), (part, kind))
    yield from found


# ---- headers, of which each may be broken

_BROKEN = (LookupError, ValueError, AttributeError, TypeError, AssertionError, RecursionError)
"""What the standard library has raised for headers of broken mails."""


def _value(message: "EmailMessage", name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except _BROKEN:
        return ""


def _sender(message: "EmailMessage") -> str:
    """Return the name of who sent it, or else the address."""
    try:
        address = message["from"].addresses[0]
        return str(address.display_name or address.addr_spec).strip()
    except _BROKEN:
        return ""


def _kind(part: "EmailMessage") -> str:
    try:
        return part.get_content_type()
    except _BROKEN:
        return ""


def _charset(part: "EmailMessage") -> str | None:
    try:
        return part.get_content_charset()
    except _BROKEN:
        return None


def _parameter(part: "EmailMessage", name: str) -> str:
    try:
        return str(part.get_param(name) or "")
    except _BROKEN:
        return ""


def _is_attached(part: "EmailMessage") -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except _BROKEN:
        return False


def _payload(part: "EmailMessage") -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return data if isinstance(data, bytes) else b""
