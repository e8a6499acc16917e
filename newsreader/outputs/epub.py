"""An EPUB 3.3 talking newspaper: text and sound in step (media overlays).

``mimetype`` comes first and is stored; then what a reading system opens first; sound last. But for
``dcterms:modified`` the same newspaper gives the same bytes.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from newsreader.outputs.book import Newspaper
from newsreader.outputs.book_files import Content, write_archive
from newsreader.outputs.epub_package import STYLE, navigation, package
from newsreader.outputs.epub_page import (
    audio_name,
    overlay,
    overlay_name,
    text_document,
    text_name,
)

FOLDER = "EPUB/"

_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">\n'
    f'<rootfiles>\n<rootfile full-path="{FOLDER}package.opf" '
    'media-type="application/oebps-package+xml"/>\n</rootfiles>\n</container>\n'
)


def write_epub(part: Path, paper: Newspaper, modified: datetime) -> None:
    """Write the file; ``modified`` has a time zone."""
    write_archive(part, _files(paper, modified))


def _files(paper: Newspaper, modified: datetime) -> Iterator[tuple[str, Content]]:
    yield "mimetype", b"application/epub+zip"
    yield "META-INF/container.xml", _CONTAINER.encode()
    yield f"{FOLDER}package.opf", package(paper, modified)
    yield f"{FOLDER}nav.xhtml", navigation(paper)
    yield f"{FOLDER}style.css", STYLE.encode()
    for page in paper.pages:
        yield FOLDER + text_name(page), text_document(page)
        yield FOLDER + overlay_name(page), overlay(page)
    for page in paper.pages:
        yield FOLDER + audio_name(page), page.recording.audio
