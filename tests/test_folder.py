import pytest

from newsreader.errors import SourceError
from newsreader.sources import expand


def test_files_come_in_the_order_of_their_numbers(tmp_path):
    names = ["10 ute.txt", "2 inne.MD", "1.html", "Sak 11.eml", "sak 9.mhtml", "07.txt"]
    for name in [*names, ".skjult.txt", "bilde.jpg", "notat.pdf"]:
        (tmp_path / name).touch()
    (tmp_path / "mappe.txt").mkdir()
    (tmp_path / "borte.txt").symlink_to(tmp_path / "ingen")
    assert expand(str(tmp_path)) == [
        str(tmp_path / name)
        for name in ["1.html", "2 inne.MD", "07.txt", "10 ute.txt", "sak 9.mhtml", "Sak 11.eml"]
    ]


@pytest.mark.parametrize(
    "reference",
    ["-", "https://example.no/sak", "www.example.no", "finnes ikke.txt", "a\0b", "ord " * 2000],
)
def test_other_references_stay_as_they_are(reference):
    assert expand(reference) == [reference]


def test_a_file_is_itself(tmp_path):
    path = tmp_path / "bilde.jpg"
    path.touch()
    assert expand(str(path)) == [str(path)]


def test_a_folder_without_articles_is_said(tmp_path):
    (tmp_path / "bilde.jpg").touch()
    with pytest.raises(SourceError, match="no articles in the folder") as caught:
        expand(str(tmp_path))
    assert ".txt" in caught.value.hint


def test_a_folder_that_cannot_be_opened_is_said(tmp_path, monkeypatch):
    def refused(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refused)
    with pytest.raises(SourceError, match="not allowed to look"):
        expand(str(tmp_path))
