"""``newsreader queue`` and ``newsreader bookmarks``."""

import json

import pytest
from click.testing import CliRunner

from newsreader import lexicon_file
from newsreader.cli.bookmarks import bookmarks
from newsreader.cli.queue import queue
from newsreader.errors import SourceError
from newsreader.files import data_dir
from newsreader.listening.places import Places
from newsreader.listening.position import Position
from newsreader.listening.state import Bookmark
from newsreader.types import Document
from tests.tools import ARTICLES, run_newsreader


def run(group, *arguments, stdin=None):
    result = CliRunner().invoke(group, arguments, input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_the_queue_is_added_to_listed_and_emptied():
    path = ARTICLES / "bokmal_nyhet.txt"
    title = run(queue, "add", str(path)).stdout.removeprefix("In the queue: ").strip()
    assert title == path.read_text(encoding="utf-8").splitlines()[0]
    assert (
        run(queue, "add", "https://avis.test/sak").stdout == "In the queue: https://avis.test/sak\n"
    )
    assert run(queue, "add", str(path)).stdout == f"Already in the queue: {title}\n"
    assert run(queue, "list").stdout == f"1. {title}\n2. https://avis.test/sak\n"
    listed = json.loads(run(queue, "list", "--json").stdout)
    assert listed[0] == {"title": title, "reference": str(path)}
    assert run(queue, "clear").stdout == "2 articles have been taken out of the queue.\n"
    assert "queue is empty" in run(queue, "list").stdout


def test_a_relative_name_is_good_in_any_folder(tmp_path, monkeypatch):
    (tmp_path / "avis.txt").write_text("Snø\n\nDet snør i Bergen i dag.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run(queue, "add", "avis.txt")
    assert Places().take() == str(tmp_path / "avis.txt")


def test_standard_input_is_kept():
    run(queue, "add", "-", stdin="Snø\n\nDet snør i Bergen i dag.\n")
    taken = Places().take()
    assert isinstance(taken, Document)
    assert "Det snør i Bergen" in taken.text


def test_a_mistake_adds_nothing(tmp_path):
    with pytest.raises(SourceError):
        run(queue, "add", str(ARTICLES / "bokmal_nyhet.txt"), str(tmp_path / "borte.txt"))
    assert Places().queue() == []


@pytest.mark.parametrize("broken", ["voice", "lexicon"])
def test_what_could_not_begin_stays_in_the_queue(broken):
    Places().enqueue("Snø", Document("Snø\n\nDet snør i Bergen i dag.", "https://avis.test/sak"))
    if broken == "lexicon":
        lexicon_file.path().parent.mkdir(parents=True, exist_ok=True)
        lexicon_file.path().write_text("et ord uten tegn")
    voice = "espeak-nb" if broken == "lexicon" else "finnes-ikke"
    result = run_newsreader("read", env={"NEWSREADER_VOICE": voice}, stdin=b"")
    assert result.returncode not in (0, 1), result.stderr
    assert [queued.title for queued in Places().queue()] == ["Snø"]


def test_what_has_nothing_to_read_does_not():
    Places().enqueue("Tomt", Document("* * *", "https://avis.test/tomt"))
    result = run_newsreader("read", env={"NEWSREADER_VOICE": "espeak-nb"}, stdin=b"")
    assert b"Nothing of that is read aloud" in result.stderr
    assert Places().queue() == []


def test_a_damaged_queue_is_told_of():
    folder = data_dir() / "listening" / "household"
    folder.mkdir(parents=True)
    (folder / "queue.json").write_text("{")
    result = run(queue, "list")
    assert "queue.json was damaged" in result.stderr
    assert "queue is empty" in result.stdout


def test_bookmarks_are_listed_and_removed():
    assert "no bookmarks" in run(bookmarks, "list").stdout
    where = Position("https://avis.test/sak", "h", 1, 0, 0, "Det snør.")
    snow = Document("Snø", "-")
    Places().add_bookmark(Bookmark(1, "", "Snø", where), snow)
    Places().add_bookmark(Bookmark(2, "Frokost", "Snø", where), snow)
    assert run(bookmarks, "list").stdout == "1. Snø\n2. Frokost: Snø\n"
    assert json.loads(run(bookmarks, "list", "--json").stdout)[1] == {
        "number": 2,
        "name": "Frokost",
        "title": "Snø",
        "article": "https://avis.test/sak",
        "sentence": "Det snør.",
    }
    assert run(bookmarks, "remove", "frokost").stdout == "The bookmark Frokost has been removed.\n"
    with pytest.raises(SourceError, match="no bookmark 7"):
        run(bookmarks, "remove", "7")
