"""What is kept of a listening: whole, bounded, safe against kill -9 and a second process."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from newsreader.errors import OutputError, SourceError
from newsreader.files import data_dir
from newsreader.listening import places as module
from newsreader.listening.documents import anchored, pack, unpack
from newsreader.listening.levels import Level
from newsreader.listening.places import Heard, Places
from newsreader.listening.position import Position
from newsreader.listening.state import Bookmark, Preferences
from newsreader.types import Document, Mark, Role
from tests.tools import ROOT

SNOW = Document("Snø\n\nDet snør.", "-", (Mark((0, 3), Role.HEADLINE),), title="Snø", language="nb")
SHEEP = Document("Sauer\n\nDe går.", "https://avis.test/sau", also_in=("Byavisa", "Bladet"))
FAST = Preferences(1.8, 0.5, Level.PARAGRAPH)


def position(article: str = "a", sentence: int = 0) -> Position:
    return Position(article, "hash", 1, sentence, 2, "Det snør.")


def folder(listener: str = "household"):
    return data_dir() / "listening" / listener


def test_documents_survive():
    assert unpack(pack(SNOW)) == SNOW
    assert unpack(pack(SHEEP)) == SHEEP
    for broken in (
        "",
        "[]",
        "3",
        '{"marks":[{}]}',
        '{"odd":1}',
        '{"marks":[{"span":[1],"role":"x"}]}',
    ):
        with pytest.raises(ValueError, match=r"\w"):
            unpack(broken)


def test_a_file_is_known_from_any_folder(tmp_path, monkeypatch):
    (tmp_path / "avis.txt").write_text("Snø.")
    monkeypatch.chdir(tmp_path)
    assert anchored(Document("", "avis.txt")).source == str(tmp_path / "avis.txt")
    assert anchored(SNOW) == SNOW
    assert anchored(SHEEP) == SHEEP


def test_a_programme_goes_on_where_its_source_is_gone():
    assert Places().programme() is None
    writer = Places()
    writer.start([SNOW, SHEEP], FAST)
    assert Places().programme().position is None
    writer.save(position(sentence=4), FAST)
    found = Places().programme()
    assert found.documents == (SNOW, SHEEP)
    assert found.position == position(sentence=4)
    assert found.preferences == Places().preferences() == FAST
    assert not found.finished
    writer.save(position(), FAST, finished=True)
    assert Places().programme().finished


def test_nothing_is_written_before_there_is_something_to_keep():
    places = Places()
    assert places.queue() == places.history() == places.bookmarks() == []
    assert places.position_in("a") is None
    assert not folder().exists()


def test_listeners_do_not_share():
    Places("Kari").start([SNOW], FAST)
    assert Places("Ola").programme() is None
    assert Places("kari").programme() is not None
    Places("../../etc").start([SNOW], FAST)
    assert {p.name for p in (data_dir() / "listening").iterdir()} == {"kari", "______etc"}


def test_each_article_keeps_its_place():
    places = Places()
    places.start([SNOW, SHEEP], FAST)
    places.save(position("snø", 3), FAST)
    places.save(position("sau", 1), FAST)
    assert places.position_in("snø") == position("snø", 3)
    places.save(position("sau", 2), FAST, force=True)
    assert places.position_in("sau") == position("sau", 2)
    places.forget("snø")
    assert places.position_in("snø") is None
    places.save(position("sau", 9), FAST, finished=True)
    assert places.position_in("sau") is None


def test_a_new_programme_files_the_place_in_the_old_one():
    Places().start([SNOW], FAST)
    old = Places()
    old.start([SNOW], FAST)
    old.save(position("snø", 3), FAST)  # and then kill -9
    Places().start([SHEEP], FAST)
    assert Places().position_in("snø") == position("snø", 3)


def test_positions_and_history_are_bounded(monkeypatch):
    monkeypatch.setattr(module, "POSITIONS", 3)
    monkeypatch.setattr(module, "HISTORY", 2)
    places = Places()
    places.start([SNOW], FAST)
    for name in "abcd":
        places.save(position(name), FAST, force=True)
        places.remember(Heard(name, name, "-", 1.0, done=False))
    assert places.position_in("a") is None
    assert places.position_in("b") == position("b")
    assert [heard.article for heard in places.history()] == ["c", "d"]
    places.remember(Heard("c", "c", "-", 2.0, done=True))
    assert [(h.article, h.done) for h in places.history()] == [("d", False), ("c", True)]


def test_an_interval_spares_the_card():
    now = [0.0]
    places = Places(interval=60.0, clock=lambda: now[0])
    places.start([SNOW], FAST)

    def kept(sentence: int, **how) -> int:
        places.save(position("a", sentence), FAST, **how)
        return Places().programme().position.sentence

    assert kept(1) == 1
    now[0] = 59.0
    assert kept(2) == 1
    assert kept(3, force=True) == 3
    now[0] = 120.0
    assert kept(4) == 4
    places.save(position("b", 0), FAST)  # another article is written at once
    assert Places().position_in("a").sentence == 4


def test_bookmarks():
    places = Places()
    first = places.add_bookmark(Bookmark(1, "", "Snø", position()), SNOW)
    second = places.add_bookmark(Bookmark(1, "Frokost", "Snø", position("b")), SHEEP)
    assert (first.number, second.number) == (1, 2)
    assert Places().bookmarks() == [first, second]
    assert places.bookmarked(2) == SHEEP
    assert places.bookmarked(7) is None
    assert places.remove_bookmark("frokost") == second
    with pytest.raises(SourceError, match="no bookmark Frokost"):
        places.remove_bookmark("Frokost")
    assert places.bookmarks() == [first]


def test_the_queue():
    places = Places()
    assert places.enqueue("Snø", SNOW)
    assert places.enqueue("Sak", "https://avis.test/sak")
    assert not places.enqueue("Sak", "https://avis.test/sak")
    assert [queued.title for queued in Places().queue()] == ["Snø", "Sak"]
    assert places.take() == SNOW
    assert Places().take() == "https://avis.test/sak"
    assert places.take() is None
    places.enqueue("Snø", SNOW)
    assert places.clear_queue() == 1
    assert places.clear_queue() == 0


def test_documents_are_removed_when_nothing_has_needed_them_for_a_week():
    places = Places()
    places.add_bookmark(Bookmark(1, "", "Snø", position()), SNOW)
    places.start([SHEEP], FAST)
    kept = folder() / "documents"
    assert len(list(kept.iterdir())) == 2
    for path in kept.iterdir():
        os.utime(path, (1, 1))
    places.start([Document("Ny.", "-")], FAST)
    assert len(list(kept.iterdir())) == 2
    assert places.bookmarked(1) == SNOW


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"version": 2, "content": []}',
        b'{"version": 1, "content": 3}',
        b'{"version": 1, "content": [{}]}',
        b'{"version": 1, "content": {"documents": [3]}}',
    ],
)
@pytest.mark.parametrize("name", ["programme", "positions", "bookmarks", "history", "queue"])
def test_damaged_files_are_kept_aside_and_told_of_once(name, damage):
    folder().mkdir(parents=True)
    path = folder() / f"{name}.json"
    path.write_bytes(damage)
    places = Places()
    read = {
        "programme": places.programme,
        "positions": lambda: places.position_in("a"),
        "bookmarks": places.bookmarks,
        "history": places.history,
        "queue": places.queue,
    }[name]
    assert not read()
    assert places.told == [
        f"The file {name}.json was damaged; it is kept as {name}.json.bad, and a new one begins."
    ]
    assert (folder() / f"{name}.json.bad").read_bytes() == damage
    assert not read()
    assert len(places.told) == 1
    path.write_bytes(damage)
    assert not read()
    assert (folder() / f"{name}.json.bad2").exists()


def test_a_damaged_text_leaves_the_others():
    places = Places()
    places.start([SNOW, SHEEP], FAST)
    names = json.loads((folder() / "programme.json").read_text())["content"]["documents"]
    (folder() / "documents" / f"{names[0]}.json").write_text("{")
    again = Places()
    assert again.programme().documents == (SHEEP,)
    assert len(again.told) == 2
    assert list((folder() / "documents").glob("*.bad"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_an_error_that_tells_what_to_do():
    places = Places()
    places.start([SNOW], FAST)
    folder().chmod(0o500)
    try:
        with pytest.raises(OutputError) as caught:
            places.save(position(), FAST)
        assert caught.value.hint
    finally:
        folder().chmod(0o700)


def test_a_full_disk_is_an_error_that_loses_nothing(monkeypatch):
    places = Places()
    places.start([SNOW], FAST)
    places.save(position("a", 1), FAST)

    def full(path, content):
        raise OutputError("full", "free")

    monkeypatch.setattr("newsreader.listening.shelf.atomic_write", full)
    with pytest.raises(OutputError):
        places.save(position("a", 2), FAST)
    assert Places().programme().position == position("a", 1)


SAVER = """
import sys
from newsreader.listening.places import Places
from newsreader.listening.position import Position
from newsreader.listening.state import Preferences
from newsreader.types import Document
name = sys.argv[1]
places = Places()
places.start([Document("Snø.", name)], Preferences())
print("ready", flush=True)
for sentence in range(int(sys.argv[2])):
    places.save(Position(name, "h", 0, sentence, 0, "Snø."), Preferences())
    places.enqueue(f"{name} {sentence}", f"https://avis.test/{name}/{sentence}")
"""


def saver(name: str, count: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", SAVER, name, str(count)], cwd=ROOT, stdout=subprocess.PIPE
    )


def test_kill_at_any_moment_leaves_whole_files():
    for turn in range(4):
        process = saver(f"sak{turn}", 100_000)
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.05 + 0.03 * turn)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        places = Places()
        found = places.programme()
        assert found is not None
        assert found.documents[0].source == f"sak{turn}"
        queued = [q for q in places.queue() if q.title.startswith(f"sak{turn} ")]
        # The place is written first: at most one sentence's work is missing.
        assert found.position is None or 0 <= found.position.sentence + 1 - len(queued) <= 1
        assert places.told == []


def test_two_processes_lose_nothing_of_each_other():
    both = [saver(name, 40) for name in ("kari", "ola")]
    for process in both:
        assert process.wait(timeout=60) == 0
        process.stdout.close()
    places = Places()
    assert len(places.queue()) == 80
    current = places.programme().position
    assert current.sentence == 39
    (other,) = {"kari", "ola"} - {current.article}
    filed = places.position_in(other)
    assert filed is not None
    assert filed.sentence == 39 or current.article != other
    assert places.told == []
