"""Word documents (.docx) and OpenDocument texts (.odt), with the roles that their styles give.

A document is written out as a plain web page, so that the same rules read it: headings, captions,
leads, quotations and bylines by the names of their styles, lists and tables by their markup. What
was deleted, notes and comments are left out. Formats: ECMA-376 part 1, 17.3 and 17.7; OASIS
OpenDocument 1.3 part 3, chapters 5 and 9.
"""

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree as ET

from newsreader.sources.archive import Archive
from newsreader.types import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

_STYLES = (
    (re.compile(r"title|tittel"), "<h1>{}</h1>"),
    (re.compile(r"subtitle|undertittel|ingress|lead|preamble"), '<p class="lead">{}</p>'),
    (re.compile(r"(?:heading|overskrift) ?1"), "<h1>{}</h1>"),
    (re.compile(r"(?:heading|overskrift) ?[2-9]|mellomtittel"), "<h2>{}</h2>"),
    (
        re.compile(r"caption|bildetekst|bilettekst|illustration|illustrasjon|figure|drawing"),
        "<figure><figcaption>{}</figcaption></figure>",
    ),
    (re.compile(r"(?:intense |block )?quot\w*|(?:sterkt )?sitat"), "<blockquote>{}</blockquote>"),
    (re.compile(r"byline|author|forfatter"), '<p class="byline">{}</p>'),
    (re.compile(r"fakta\w*|factbox"), '<aside class="factbox"><p>{}</p></aside>'),
    (re.compile(r"list ?(?:paragraph|bullet|number).*|liste.*|punkt.*"), "<ul><li>{}</li></ul>"),
)
"""Names of styles, in English as programs keep them and in Norwegian as people make them."""
_LEFT_OUT = frozenset(
    {
        f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}footnoteReference", f"{_W}pPr",
        f"{_TEXT}note", f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content",
        f"{_OFFICE}annotation", f"{_TEXT}sequence-decls",
    }
)  # fmt: skip
_SPACES = {f"{_W}tab": " ", f"{_W}br": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": " ",
    f"{_TEXT}s": " "}  # fmt: skip
_DEEPEST = 60


def document_from_office(data: bytes, source: str, name: str) -> Document | None:
    """Read a Word document or an OpenDocument text; return None for another kind of ZIP file.

    Raises SourceError where it is damaged, unpacks to too much, or holds no words.
    """
    # Here, because most commands need none of its patterns.
    from newsreader.sources.web import document_from_html

    archive = Archive(data, name)
    if (word := archive.xml("word/document.xml")) is not None:
        body = _word(word, archive.xml("word/styles.xml"))
    elif (content := archive.xml("content.xml")) is not None and (
        text := content.find(f"{_OFFICE}body/{_OFFICE}text")
    ) is not None:
        body = _open_document(content, text)
    else:
        return None
    page = "".join(body).replace("</ul><ul>", "")
    return document_from_html(f"<!doctype html><article>{page}</article>", source)


def _paragraph(text: str, style: str, *, listed: bool = False) -> str:
    text = escape(text.strip())
    if not text:
        return ""
    name = style.casefold().replace("_20_", " ").strip()
    form = next((form for pattern, form in _STYLES if pattern.fullmatch(name)), "<p>{}</p>")
    return ("<ul><li>{}</li></ul>" if listed and form == "<p>{}</p>" else form).format(text)


def _plain(element: ET.Element, depth: int = 0) -> Iterator[str]:
    """Yield the text below an element, without what is deleted and what stands in notes."""
    if element.tag in _LEFT_OUT or depth > _DEEPEST:
        return
    if element.tag in _SPACES:
        yield _SPACES[element.tag]
    is_text = element.tag == f"{_W}t" or not element.tag.startswith(_W)
    yield (element.text or "") if is_text else ""
    for child in element:
        yield from _plain(child, depth + 1)
        yield (child.tail or "") if not element.tag.startswith(_W) else ""


def _rows(table: ET.Element, row: str, cell: str) -> str:
    rows = (
        "".join(f"<td>{escape(''.join(_plain(c)).strip())}</td>" for c in r.iter(cell))
        for r in table.iter(row)
    )
    return "<table>" + "".join(f"<tr>{cells}</tr>" for cells in rows) + "</table>"


def _word(document: ET.Element, styles: ET.Element | None) -> Iterator[str]:
    named = {
        style.get(f"{_W}styleId", ""): name.get(f"{_W}val", "")
        for style in (styles.iter(f"{_W}style") if styles is not None else ())
        if (name := style.find(f"{_W}name")) is not None
    }
    for part in document.find(f"{_W}body") or ():
        if part.tag == f"{_W}tbl":
            yield _rows(part, f"{_W}tr", f"{_W}tc")
            continue
        # A content control holds paragraphs.
        for paragraph in [part] if part.tag == f"{_W}p" else part.iter(f"{_W}p"):
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            key = style.get(f"{_W}val", "") if style is not None else ""
            listed = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
            yield _paragraph("".join(_plain(paragraph)), named.get(key, key), listed=listed)


def _open_document(content: ET.Element, text: ET.Element) -> Iterator[str]:
    # A style that the program made carries the name that a person chose as its parent.
    parents = {
        style.get(f"{_STYLE}name", ""): style.get(f"{_STYLE}parent-style-name", "")
        for style in content.iter(f"{_STYLE}style")
    }
    yield from _parts(text, parents, 0)


def _boxes(paragraph: ET.Element, depth: int = 0) -> Iterator[ET.Element]:
    """Yield the paragraphs in the text boxes of a paragraph."""
    for part in paragraph if depth < _DEEPEST else ():
        if part.tag == f"{_TEXT}p":
            yield part
        elif part.tag not in _LEFT_OUT:
            yield from _boxes(part, depth + 1)


def _parts(
    element: ET.Element, parents: dict[str, str], depth: int, *, listed: bool = False
) -> Iterator[str]:
    for part in element if depth < _DEEPEST else ():
        if part.tag in _LEFT_OUT:
            continue
        style = part.get(f"{_TEXT}style-name", "")
        style = parents.get(style) or style
        if part.tag == f"{_TEXT}h":
            level = part.get(f"{_TEXT}outline-level", "2")
            yield _paragraph("".join(_plain(part)), f"heading {level}")
        elif part.tag == f"{_TEXT}p":
            # Captions stand in a text box, inside the paragraph of their picture.
            boxes = list(_boxes(part))
            text = "".join(_plain(part))
            for inside in boxes:
                text = text.replace("".join(_plain(inside)), "")
            yield _paragraph(text, style, listed=listed)
            for inside in boxes:
                own = inside.get(f"{_TEXT}style-name", "")
                yield _paragraph("".join(_plain(inside)), parents.get(own) or own)
        elif part.tag == f"{_TABLE}table":
            yield _rows(part, f"{_TABLE}table-row", f"{_TABLE}table-cell")
        else:
            inside_list = listed or part.tag == f"{_TEXT}list"
            yield from _parts(part, parents, depth + 1, listed=inside_list)
