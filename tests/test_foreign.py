"""Files of programs for documents, made as those programs lay them out."""

import zipfile

import pytest

from newsreader.errors import SourceError
from newsreader.sources import open_document


def zipped(path, *members):
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members:
            file.writestr(name, content, compress_type=zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    "members",
    [
        [("sak.txt", "Statsministeren")],
        [("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")],
        [("content.xml", "<office/>")],
    ],
    ids=["zip", "spreadsheet", "no text"],
)
@pytest.mark.parametrize("filler", [0, 5_000_000], ids=["small", "large"])
def test_other_zip_files_are_named(members, filler, tmp_path):
    path = tmp_path / "sak.txt"
    zipped(path, *members, ("filler", bytes(filler)))
    with pytest.raises(SourceError, match="is a ZIP file") as caught:
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
