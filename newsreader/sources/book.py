"""The text of an EPUB file, chapter by chapter in reading order (EPUB 3.3, sections 5 and 8)."""

import posixpath
from contextlib import suppress
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from newsreader.errors import SourceError
from newsreader.sources.archive import Archive
from newsreader.types import Document, Mark, Role

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_XHTML = frozenset({"application/xhtml+xml", "text/html"})


def document_from_book(data: bytes, source: str, name: str) -> Document | None:
    """Read an EPUB file; return None for another kind of ZIP file.

    Its first heading of the first level is the headline, the others head parts. Raises SourceError
    where it is damaged, unpacks to too much, or holds no words.
    """
    from newsreader.sources.web import document_from_html

    archive = Archive(data, name)
    container = archive.xml("META-INF/container.xml")
    if container is None:
        return None
    rootfile = container.find(f".//{_CONTAINER}rootfile")
    path = rootfile.get("full-path", "") if rootfile is not None else ""
    package = archive.xml(path) if path else None
    if package is None:
        raise archive.damaged()
    text, marks, titled = "", list[Mark](), False
    for chapter in _chapters(archive, package, posixpath.dirname(path)):
        document = None
        with suppress(SourceError):  # a cover, or a page with a picture alone
            document = document_from_html(chapter, source)
        if document is None:
            continue
        text += "\n\n" if text else ""
        for mark in document.marks:
            begin, end = mark.span
            role = mark.role
            if role is Role.HEADLINE and titled:
                role = Role.SUBHEADING
            titled |= role is Role.HEADLINE
            marks.append(Mark((begin + len(text), end + len(text)), role))
        text += document.text
    if not text:
        raise archive.damaged()
    said = (
        package.findtext(f".//{_DC}{field}") or "" for field in ("title", "language", "creator")
    )
    title, language, creator = (" ".join(value.split()) for value in said)
    code = language[:2].lower()
    return Document(
        text=text,
        source=source,
        marks=tuple(marks),
        title=title or None,
        language=code if code in ("nb", "nn") else None,
        byline=creator or None,
    )


def _chapters(archive: Archive, package: ET.Element, folder: str) -> list[bytes]:
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    chapters = []
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _XHTML:
            continue
        if reference.get("linear") == "no" or "nav" in (item.get("properties") or "").split():
            continue
        href = unquote(urlsplit(item.get("href", "")).path)
        data = archive.read(posixpath.normpath(posixpath.join(folder, href)))
        if data is not None:
            chapters.append(data)
    return chapters
