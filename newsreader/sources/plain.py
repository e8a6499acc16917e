"""The text of a file or of standard input, in whatever encoding it came. Web pages go to `web`."""

import codecs
import errno
import sys
import unicodedata
from gettext import gettext as _
from pathlib import Path

from newsreader.errors import SourceError
from newsreader.types import Document

STDIN = "-"

MAX_BYTES = 4_000_000
"""Far above any article: a feature of 6,000 words has 40 kB, a long novel 1 MB."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_FOREIGN = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"{\\rtf", "RTF"),
)


def open_document(reference: str) -> Document:
    """Read the document that ``reference`` names: a path, or ``-`` for standard input.

    Raises SourceError when it cannot be read, is not text, or holds no words.
    """
    # Here, because `--help` needs none of its patterns.
    from newsreader.sources.web import document_from_html, looks_like_html

    data = _read_stdin() if reference == STDIN else _read_file(Path(reference))
    named_as_page = reference.lower().endswith((".html", ".htm")) and b"<" in data
    if named_as_page or looks_like_html(data):
        return document_from_html(data, reference)
    return Document(text=decode(data, _name(reference)), source=reference)


def _name(reference: str) -> str:
    return _("standard input") if reference == STDIN else reference


def _read_stdin() -> bytes:
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, AttributeError, ValueError) as error:
        raise SourceError(
            _("Standard input cannot be read."), _("Give the name of a text file instead.")
        ) from error
    return _within_limit(data, _name(STDIN))


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
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
    return _within_limit(data, str(path))


def _within_limit(data: bytes, name: str) -> bytes:
    if len(data) > MAX_BYTES:
        raise SourceError(
            _("{name} is larger than {limit} megabytes, which is too much for an article.").format(
                name=name, limit=MAX_BYTES // 1_000_000
            ),
            _("Divide it into smaller files."),
        )
    return data


def decode(data: bytes, name: str) -> str:
    """Turn bytes into text, and make sure that there is something to read aloud.

    UTF-8 and UTF-16 are recognized, with and without a byte order mark; whatever is not valid
    UTF-8 is taken for Windows-1252, as the WHATWG Encoding Standard does for Western languages.
    """
    for magic, kind in _FOREIGN:
        if data.startswith(magic):
            raise SourceError(
                _("{name} is a {kind} file, which newsreader cannot read.").format(
                    name=name, kind=kind
                ),
                _("Save it as plain text."),
            )
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
