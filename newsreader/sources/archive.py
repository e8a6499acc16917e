"""Parts of a ZIP file that a program for documents wrote, read with care."""

import zlib
from gettext import gettext as _
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from newsreader.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_TEXT = 20_000_000
"""Bytes of XML that one document may unpack to: a book has 2 MB. More is a bomb."""
_MOST_FILES = 10_000


class Archive:
    """A document as a ZIP file. Every reading counts against what it may unpack to."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open it. Raises SourceError where it is damaged."""
        self.name = name
        self._left = _MOST_TEXT
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise self.damaged() from error
        if len(self._zip.filelist) > _MOST_FILES:
            raise self.damaged()

    def names(self) -> "Iterable[str]":
        """Return the names of what is in it."""
        return self._zip.namelist()

    def read(self, part: str) -> bytes | None:
        """Return a part, or None where there is none. Raises SourceError where it cannot be had."""
        try:
            with self._zip.open(part) as file:
                data = file.read(self._left + 1)
        except KeyError:
            return None
        except (
            BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError
        ) as error:  # fmt: skip
            raise self.damaged() from error
        self._left -= len(data)
        if self._left < 0:
            raise SourceError(
                _("{name} unpacks to more than a document would hold.").format(name=self.name),
                _("Save the article as plain text or HTML instead."),
            )
        return data

    def xml(self, part: str) -> ET.Element | None:
        """Return a part as XML, or None where there is none. Entities are not for documents."""
        data = self.read(part)
        if data is None:
            return None
        if b"<!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
            raise self.damaged()
        try:
            return ET.fromstring(data)
        except (ET.ParseError, ValueError, RecursionError) as error:
            raise self.damaged() from error

    def damaged(self) -> SourceError:
        """Return the error to raise where it is not what it should be."""
        return SourceError(
            _("{name} is damaged.").format(name=self.name),
            _("Open it in its own program and save it as plain text or HTML."),
        )
