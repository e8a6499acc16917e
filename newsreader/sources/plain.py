"""The text of a file or of standard input, in whatever encoding it came.

Web pages go to `web`, e-mails and web archives to `mail`, Markdown to `markdown`, Word documents
and OpenDocument texts to `office`, EPUB files to `book`.
"""

import codecs
import errno
import sys
import unicodedata
from gettext import gettext as _
from pathlib import Path
from typing import BinaryIO

from newsreader.errors import SourceError
from newsreader.sources.kinds import is_named_markdown, looks_like_html
from newsreader.sources.mail import (
    MAX_MAIL_BYTES,
    document_from_mail,
    is_named_mail,
    looks_like_mail,
)
from newsreader.types import Document

STDIN = "-"

MAX_BYTES = 4_000_000
"""Far above any article: a feature of 6,000 words has 40 kB, a long novel 1 MB."""

MAX_ARCHIVE_BYTES = 60_000_000
"""Of a document in a ZIP file. Pictures are most of it: its text is far smaller."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_ZIP = b"PK\x03\x04"
_FOREIGN = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office"),
)


def open_document(reference: str) -> Document:
    """Read the document that ``reference`` names: a path, or ``-`` for standard input.

    Raises SourceError when it cannot be read, is not text, or holds no words.
    """
    data = _read_stdin() if reference == STDIN else _read_file(Path(reference))
    if data.startswith(_ZIP) and (document := _unpacked(data, reference)):
        return document
    if looks_like_mail(data) or (is_named_mail(reference) and not looks_like_html(data)):
        return document_from_mail(data, reference)
    # Each reader only where it is needed: they take longer to import than a text to read.
    if is_named_markdown(reference):
        from newsreader.sources.markdown import document_from_markdown

        return document_from_markdown(decode(data, _name(reference)), reference)
    named_as_page = reference.lower().endswith((".html", ".htm")) and b"<" in data
    if named_as_page or looks_like_html(data):
        from newsreader.sources.web import document_from_html

        return document_from_html(data, reference)
    return Document(text=decode(data, _name(reference)), source=reference)


def _unpacked(data: bytes, reference: str) -> Document | None:
    """Return the text of a Word document, an OpenDocument text or an EPUB file."""
    from newsreader.sources.book import document_from_book
    from newsreader.sources.office import document_from_office

    name = _name(reference)
    return document_from_book(data, reference, name) or document_from_office(data, reference, name)


def _name(reference: str) -> str:
    return _("standard input") if reference == STDIN else reference


def _read_stdin() -> bytes:
    try:
        data = _read(sys.stdin.buffer)
    except (OSError, AttributeError, ValueError) as error:
        raise SourceError(
            _("Standard input cannot be read."), _("Give the name of a text file instead.")
        ) from error
    return within_limit(data, _name(STDIN))


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = _read(file)
    except FileNotFoundError as error:
        raise SourceError(
            _("There is no file {path}.").format(path=path), _("Check the name and the folder.")
        ) from error
    except IsADirectoryError as error:
        raise SourceError(
            _("{path} is a folder.").format(path=path), _("Give the name of a text file in it.")
        ) from error
    except PermissionError as error:
        raise SourceError(
            _("You are not allowed to read {path}.").format(path=path),
            _("Ask its owner for the right to read it, or copy the text to a file of your own."),
        ) from error
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            raise SourceError(
                _("That is too long to be the name of a file."),
                _("Save the text to a file, or send it to standard input with the name -."),
            ) from error
        raise SourceError(
            _("{path} cannot be read.").format(path=path),
            _("Copy the text to another file and try again."),
        ) from error
    return within_limit(data, str(path))


def _read(file: BinaryIO) -> bytes:
    """Read one byte more than is allowed at most: e-mails and documents hold pictures too."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES and (limit := _larger_limit(data)):
        data += file.read(limit + 1 - len(data))
    return data


def _larger_limit(data: bytes) -> int:
    """Return how much there may be of what holds pictures too, or 0."""
    if data.startswith(_ZIP):
        return MAX_ARCHIVE_BYTES
    return MAX_MAIL_BYTES if looks_like_mail(data) else 0


def within_limit(data: bytes, name: str) -> bytes:
    """Return the data, or raise SourceError where it is too much for an article."""
    limit = MAX_BYTES
    if len(data) > limit:
        limit = max(limit, _larger_limit(data))
    kind = None if len(data) <= limit else _foreign_kind(data)
    if kind:
        raise _foreign(name, kind)
    if len(data) > limit:
        raise SourceError(
            _("{name} is larger than {limit} megabytes, which is too much for an article.").format(
                name=name, limit=limit // 1_000_000
            ),
            _("Divide it into smaller files."),
        )
    return data


def decode(data: bytes, name: str) -> str:
    """Turn bytes into text, and make sure that there is something to read aloud.

    UTF-8 and UTF-16 are recognized, with and without a byte order mark; whatever is not valid
    UTF-8 is taken for Windows-1252, as the WHATWG Encoding Standard does for Western languages.
    """
    if kind := _foreign_kind(data):
        raise _foreign(name, kind)
    text = _decode(data)
    if text is None or _looks_binary(text):
        raise SourceError(
            _("{name} is not a text file.").format(name=name), _("Save the article as plain text.")
        )
    if not text.strip():
        raise SourceError(
            _("{name} is empty.").format(name=name), _("Put the text of an article in it.")
        )
    if not any(character.isalpha() for character in text):
        raise SourceError(
            _("There are no words in {name}.").format(name=name),
            _("Put the text of an article in it."),
        )
    return text


def _foreign_kind(data: bytes) -> str | None:
    """Name the format of a file that programs for documents write."""
    if data.startswith(_ZIP):
        return "ZIP"
    return next((kind for magic, kind in _FOREIGN if data.startswith(magic)), None)


def _foreign(name: str, kind: str) -> SourceError:
    return SourceError(
        _("{name} is a {kind} file, which newsreader cannot read.").format(name=name, kind=kind),
        _("Open it in its own program and save it as plain text or HTML."),
    )


def _decode(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return data.decode(encoding, "replace")
    if (wide := _utf16_without_bom(data)) is not None:
        return wide
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _utf16_without_bom(data: bytes) -> str | None:
    """Decode UTF-16 that lost its mark: in Norwegian nearly every other byte is zero."""
    sample = data[:4000]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = sample[offset::2]
        if high and high.count(0) >= 0.7 * len(high) and sample[1 - offset :: 2].count(0) == 0:
            return data.decode(encoding, "replace")
    return None


def _looks_binary(text: str) -> bool:
    """Tell whether more than one character in fifty is a control or a replacement character."""
    sample = text[:20_000]
    strange = sum(
        c == "\ufffd" or (unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v\x1a")
        for c in sample
    )
    return strange * 50 > len(sample)
