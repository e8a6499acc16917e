import io
import os
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.errors import SourceError
from newsreader.sources import open_document
from newsreader.sources.plain import MAX_BYTES, decode

TEXT = "Blåbær på øya – «så fint», sa hun."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_every_common_encoding_gives_the_same_text(encoding, tmp_path):
    path = tmp_path / "sak.txt"
    path.write_bytes(TEXT.encode(encoding))
    document = open_document(str(path))
    assert document.text == TEXT
    assert document.source == str(path)


def test_standard_input_is_a_dash(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert open_document("-").text == TEXT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\xc2\xa0\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"*** --- *** 12 345", "no words"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"\x7fELF\x02\x01\x01" + bytes(50), "not a text file"),
        (b"%PDF-1.7\nxyz", "PDF"),
        (b"PK\x03\x04rest", "is damaged"),
        (b"x" * (MAX_BYTES + 1), "megabytes"),
    ],
    ids=[
        "empty",
        "white space",
        "only a mark",
        "no letters",
        "bytes",
        "program",
        "pdf",
        "zip",
        "huge",
    ],
)
def test_what_cannot_be_read_aloud_is_refused_in_words(content, said, tmp_path):
    path = tmp_path / "sak.txt"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=said) as caught:
        open_document(str(path))
    assert caught.value.hint


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        open_document(str(tmp_path / "borte.txt"))
    with pytest.raises(SourceError, match="is a folder"):
        open_document(str(tmp_path))


def test_text_given_instead_of_a_name():
    with pytest.raises(SourceError, match="too long to be the name"):
        open_document("Statsministeren reiser til Brussel. " * 200)


def test_file_name_with_a_nul():
    with pytest.raises(SourceError, match="cannot be read"):
        open_document("sak\0.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_file_without_permission(tmp_path):
    path = tmp_path / "sak.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(SourceError, match="not allowed to read"):
        open_document(str(path))


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_sentence(data):
    with suppress(SourceError):
        assert decode(data, "sak.txt").strip()
