"""Word documents, OpenDocument texts and EPUB files, as their programs lay them out."""

import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.errors import SourceError
from newsreader.pipeline import prepare
from newsreader.sources import archive, open_document
from newsreader.sources.office import document_from_office

EXPECTED = [
    ("headline", "Elg på E18"),
    ("byline", "Av Kari Nordmann"),
    ("lead", "En elg stanset trafikken tirsdag."),
    ("body", "Dyret var rolig & gikk til skogs, opplyser politiet på stedet."),
    ("caption", "Elgen ved Sandvika."),
    ("credit", "Foto: Per Dahl / NTB"),
    ("subheading", "Slik gjør du"),
    ("list_item", "Senk farten"),
    ("list_item", "Ring 02800"),
    ("quote", "Den så fornøyd ut."),
    ("list_item", "År Elger"),
    ("list_item", "2023 41"),
]

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def w(text, style="", more=""):
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = "".join(f'<w:r><w:t xml:space="preserve">{part}</w:t></w:r>' for part in text.split("|"))
    return f"<w:p><w:pPr>{style}{more}</w:pPr>{runs}</w:p>"


ROW = "<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"  # noqa: E501 one row
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
WORD_BODY = (
    w("Elg på |E18", "Tittel")
    + w("Av Kari Nordmann", "Byline")
    + w("En elg stanset trafikken tirsdag.", "Undertittel")
    + '<w:p><w:r><w:t xml:space="preserve">Dyret var rolig </w:t></w:r><w:del><w:r><w:delText>og '
    "sint</w:delText><w:t>gjemt</w:t></w:r></w:del><w:r><w:t>&amp; gikk til skogs, opplyser "
    'politiet</w:t><w:footnoteReference w:id="2"/></w:r><w:r><w:instrText>HYPERLINK "x"'
    "</w:instrText></w:r><w:r><w:tab/><w:t>på stedet.</w:t></w:r></w:p>"
    + w("Elgen ved Sandvika. Foto: Per Dahl / NTB", "Bildetekst")
    + w("Slik gjør du", "Overskrift2")
    + f"<w:sdt><w:sdtContent>{w('Senk farten', more=NUMBERED)}</w:sdtContent></w:sdt>"
    + w("Ring 02800", more=NUMBERED)
    + w("Den så fornøyd ut.", "Sitat")
    + f"<w:tbl>{ROW.format('År', 'Elger')}{ROW.format('2023', '41')}</w:tbl>"
    + "<w:sectPr/>"
)
# Word keeps the names of its own styles in English, whatever the language of their ids.
WORD_STYLES = "".join(
    f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in (
        ("Tittel", "Title"),
        ("Undertittel", "Subtitle"),
        ("Bildetekst", "caption"),
        ("Overskrift2", "heading 2"),
        ("Sitat", "Quote"),
        ("Byline", "Byline"),
    )
)

OD = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("table", "table"),
        ("draw", "drawing"),
    )
)
CELL = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
OPEN_DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?><office:document-content {OD}>
<office:automatic-styles><style:style style:name="P1" style:parent-style-name="Title"/>
<style:style style:name="P2" style:parent-style-name="Standard"/>
<style:style style:name="P3" style:parent-style-name="Illustration"/></office:automatic-styles>
<office:body><office:text><text:sequence-decls/><text:tracked-changes><text:p>Slettet</text:p>
</text:tracked-changes><text:p text:style-name="P1">Elg på <text:span>E18</text:span></text:p>
<text:p text:style-name="Byline">Av Kari Nordmann</text:p>
<text:p text:style-name="Subtitle">En elg stanset trafikken tirsdag.</text:p>
<text:p text:style-name="P2">Dyret var rolig<text:s text:c="2"/>&amp; gikk til skogs, opplyser
politiet<text:note><text:note-body><text:p>En fotnote</text:p></text:note-body></text:note><text:tab
/>på stedet.<office:annotation><text:p>Sjekk dette</text:p></office:annotation></text:p>
<text:p><draw:frame><draw:text-box><text:p text:style-name="P3"><draw:frame/>Elgen ved Sandvika.
Foto: Per Dahl / NTB</text:p></draw:text-box></draw:frame></text:p>
<text:h text:outline-level="2">Slik gjør du</text:h>
<text:list><text:list-item><text:p>Senk farten</text:p></text:list-item>
<text:list-item><text:p>Ring 02800</text:p></text:list-item></text:list>
<text:p text:style-name="Quotations">Den så fornøyd ut.</text:p>
<table:table><table:table-row>{CELL.format("År")}{CELL.format("Elger")}</table:table-row>
<table:table-row>{CELL.format("2023")}{CELL.format("41")}</table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def word(path, body=WORD_BODY, head=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>',
        )
        file.writestr("word/styles.xml", f"<w:styles {W}>{WORD_STYLES}</w:styles>")
        file.writestr("word/footnotes.xml", f"<w:footnotes {W}/>")
        file.writestr("word/media/image1.png", bytes(5_000_000))
    return str(path)


def open_text(path, content=OPEN_DOCUMENT):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        file.writestr("content.xml", content)
    return str(path)


def read(path):
    segments = prepare(open_document(path)).segments
    return [(str(part.role), " ".join(part.text.split())) for part in segments]


@pytest.mark.parametrize("make", [word, open_text])
def test_styles_give_the_roles(make, tmp_path):
    assert read(make(tmp_path / "sak")) == EXPECTED


def test_a_document_is_read_from_standard_input_too(tmp_path, monkeypatch):
    path = word(tmp_path / "sak.docx")
    with open(path, "rb") as file:
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": file}))
        assert open_document("-").title == "Elg på E18"


BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"


def test_entities_are_refused(tmp_path):
    with pytest.raises(SourceError, match="is damaged"):
        open_document(word(tmp_path / "sak.docx", w("&b;"), BOMB))


def test_a_zip_bomb_is_refused(tmp_path):
    with pytest.raises(SourceError, match="unpacks to more"):
        open_document(word(tmp_path / "sak.docx", w("a" * 25_000_000)))


def test_what_is_unpacked_is_counted_together(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_MOST_TEXT", 3000)
    with pytest.raises(SourceError, match="unpacks to more"):
        open_document(book(tmp_path / "b.epub", ["a" * 900] * 9))


def test_deep_nesting_is_survived(tmp_path):
    deep = "<text:section>" * 3000 + "<text:p>hei</text:p>" + "</text:section>" * 3000
    content = OPEN_DOCUMENT.replace("<text:sequence-decls/>", deep)
    assert read(open_text(tmp_path / "sak.odt", content)) == EXPECTED


@pytest.mark.parametrize("cut", [10, 100, 400, 900])
@pytest.mark.parametrize("make", [word, open_text])
def test_a_cut_off_document_is_a_sentence(make, cut, tmp_path):
    path = tmp_path / "sak"
    make(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(SourceError, match="is damaged"):
        open_document(str(path))


@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_bytes_in_a_document_give_a_document_or_a_sentence(noise, place):
    from io import BytesIO

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("content.xml", OPEN_DOCUMENT)
    data = buffer.getvalue()
    data = data[:place] + noise + data[place + len(noise) :]
    with suppress(SourceError):
        document_from_office(data, "x", "x")


OPF = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf"
xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Fjellboka</dc:title>
<dc:creator>Kari Nordmann</dc:creator><dc:language>nn-NO</dc:language></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="img" href="a.png" media-type="image/png"/>{items}</manifest>
<spine><itemref idref="nav"/><itemref idref="gone"/><itemref idref="img"/>{spine}</spine>
</package>"""
CHAPTER = """<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>{0}</title></head><body><section><h1>{0}</h1><p>{1}</p></section></body></html>"""
TEXT = "Dette er ei lang nok setning om fjellet, snøen og vegen heim til garden."


def book(path, texts, order=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        file.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/pakke.opf"/></rootfiles></container>',
        )
        numbers = range(1, len(texts) + 1)
        items = "".join(
            f'<item id="c{n}" href="kap%20{n}.xhtml" media-type="application/xhtml+xml"/>'
            for n in numbers
        )
        spine = "".join(f'<itemref idref="c{n}"/>' for n in order or numbers)
        file.writestr("OPS/pakke.opf", OPF.format(items=items, spine=spine))
        file.writestr("OPS/nav.xhtml", CHAPTER.format("Innhald", "Kapittel ein og to."))
        for n, text in zip(numbers, texts, strict=True):
            file.writestr(f"OPS/kap {n}.xhtml", CHAPTER.format(f"Kapittel {n}", text))
    return str(path)


def test_a_book_is_read_chapter_by_chapter_in_its_order(tmp_path):
    document = open_document(book(tmp_path / "bok.epub", [f"Slutten. {TEXT}", TEXT], [2, 1]))
    assert (document.title, document.language, document.byline) == (
        "Fjellboka", "nn", "Kari Nordmann",
    )  # fmt: skip
    found = [(str(part.role), part.text) for part in prepare(document).segments]
    assert [text for _, text in found] == ["Kapittel 2", TEXT, "Kapittel 1", f"Slutten. {TEXT}"]
    assert [role for role, _ in found][::2] == ["headline", "subheading"]
    assert {role for role, _ in found[1::2]} <= {"lead", "body"}


def test_a_book_without_its_package_is_damaged(tmp_path):
    path = tmp_path / "bok.epub"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("META-INF/container.xml", "<container/>")
    with pytest.raises(SourceError, match="is damaged"):
        open_document(str(path))
