"""Files of programs for documents, made as those programs lay them out."""

import zipfile

import pytest

from newsreader.errors import SourceError
from newsreader.sources import open_document


def zipped(path, *members):
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members:
            # EPUB OCF 3.3 section 4.3.2 and OpenDocument 1.3 part 2 section 3.3: the first, as is.
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(name, content, compress_type=stored)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            [
                ("[Content_Types].xml", "<Types/>"),
                ("_rels/.rels", "<Relationships/>"),
                ("word/document.xml", "<w:document/>"),
            ],
            r"Word \(\.docx\)",
        ),
        (
            [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>")],
            r"OpenDocument \(\.odt\)",
        ),
        ([("mimetype", "application/epub+zip"), ("OEBPS/a.xhtml", "<html/>")], "EPUB"),
        ([("sak.txt", "Statsministeren")], "ZIP"),
    ],
    ids=["docx", "odt", "epub", "zip"],
)
@pytest.mark.parametrize("filler", [0, 5_000_000], ids=["small", "large"])
def test_zipped_documents_are_named(members, said, filler, tmp_path):
    path = tmp_path / "sak.txt"
    zipped(path, *members)
    path.write_bytes(path.read_bytes() + bytes(filler))
    with pytest.raises(SourceError, match=f"is a {said} file") as caught:
        open_document(str(path))
    assert "plain text or HTML" in caught.value.hint


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1\\ansi", "RTF"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "Microsoft Office"),
    ],
)
def test_other_documents_are_named(opening, said, tmp_path):
    path = tmp_path / "sak.txt"
    path.write_bytes(opening + bytes(100))
    with pytest.raises(SourceError, match=f"is a {said} file") as caught:
        open_document(str(path))
    assert "plain text or HTML" in caught.value.hint
