"""Files that appear only when they are complete."""

import errno
import os
import signal
import stat
import subprocess
import sys

import pytest

from newsreader import files
from newsreader.errors import OutputError
from tests.tools import ROOT, small_disk
from tests.voice_server import wait_for


@pytest.fixture
def target(tmp_path):
    return tmp_path / "avis.mp3"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_file_gets_its_name_only_at_the_end(target):
    with files.replacing(target) as part:
        assert part.name == "avis.part.mp3"
        assert part.parent == target.parent
        part.write_bytes(b"new")
        assert not target.exists()
    assert target.read_bytes() == b"new"
    assert names(target.parent) == ["avis.mp3"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, OutputError])
def test_an_error_in_the_block_leaves_everything_as_it_was(target, error):
    target.write_bytes(b"old")

    def fail():
        with files.replacing(target) as part:
            part.write_bytes(b"half")
            raise error("stop")

    with pytest.raises(error):
        fail()
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["avis.mp3"]


def test_other_errors_of_the_block_are_not_explained_away(target, tmp_path):
    with pytest.raises(FileNotFoundError), files.replacing(target):
        (tmp_path / "article.txt").read_text()
    assert names(tmp_path) == []


def test_the_mode_of_the_old_file_is_kept(target):
    target.write_bytes(b"old")
    target.chmod(0o640)
    with files.replacing(target) as part:
        part.write_bytes(b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_is_followed(target, tmp_path):
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "x.mp3"
    target.symlink_to(real)
    files.atomic_write(target, b"new")
    assert target.is_symlink()
    assert real.read_bytes() == b"new"
    assert names(real.parent) == ["x.mp3"]


def test_what_a_killed_process_left_is_overwritten(target):
    target.with_name("avis.part.mp3").write_bytes(b"left behind, and longer than the new one")
    files.atomic_write(target, "blåbær")
    assert target.read_text(encoding="utf-8") == "blåbær"
    assert names(target.parent) == ["avis.mp3"]


def test_a_killed_process_leaves_the_old_file(target):
    target.write_bytes(b"old")
    program = (
        "import sys, time, pathlib; from newsreader.files import replacing\n"
        "with replacing(pathlib.Path(sys.argv[1])) as part:\n"
        "    part.write_bytes(b'half'); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(target)], cwd=ROOT)
    part = target.with_name("avis.part.mp3")
    wait_for(lambda: part.exists() and part.stat().st_size)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert target.read_bytes() == b"old"


def test_a_full_disk(tmp_path):
    with small_disk(tmp_path / "disk", 64) as disk:
        (disk / "avis.mp3").write_bytes(b"old")
        with (
            pytest.raises(OutputError, match="no room") as caught,
            files.replacing(disk / "avis.mp3") as part,
        ):
            part.write_bytes(bytes(1_000_000))
        assert caught.value.hint
        assert names(disk) == ["avis.mp3"]
        assert (disk / "avis.mp3").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing/avis.mp3", "There is no folder .*missing"),
        ("folder", "is a folder"),
        ("file/avis.mp3", "not a folder"),
        ("pipe", "not an ordinary file"),
        ("x" * 255, "too long"),
    ],
)
def test_places_that_cannot_be_written(tmp_path, path, message):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    before = names(tmp_path)
    with pytest.raises(OutputError, match=message) as caught:
        files.atomic_write(tmp_path / path, b"new")
    assert caught.value.hint
    assert names(tmp_path) == before


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_no_right_to_write(target, monkeypatch, number):
    # Root may write everywhere, so the system's answer is played.
    def refuse(self, *args, **kwargs):
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(files.Path, "open", refuse)
    with pytest.raises(OutputError, match="no right"):
        files.atomic_write(target, b"new")


def test_a_write_protected_file_is_spared(target, monkeypatch):
    target.write_bytes(b"old")
    monkeypatch.setattr(files.os, "access", lambda path, mode: False)
    with pytest.raises(OutputError, match="no right"):
        files.atomic_write(target, b"new")
    assert target.read_bytes() == b"old"


def test_folders_are_made_or_explained(tmp_path):
    files.make_folder(tmp_path / "a" / "b")
    files.make_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_bytes(b"")
    for wrong in (tmp_path / "file", tmp_path / "file" / "x"):
        with pytest.raises(OutputError):
            files.make_folder(wrong)


@pytest.mark.parametrize("kind", ["config", "data", "cache"])
def test_folders_of_the_user(kind, tmp_path, monkeypatch):
    folder = getattr(files, f"{kind}_dir")
    monkeypatch.setenv(f"NEWSREADER_{kind.upper()}_DIR", str(tmp_path / "own"))
    assert folder() == tmp_path / "own"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(f"NEWSREADER_{kind.upper()}_DIR", "~/own")
    assert folder() == tmp_path / "own"
    # The XDG base directory specification.
    monkeypatch.setenv(f"NEWSREADER_{kind.upper()}_DIR", "")
    monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(tmp_path / "xdg"))
    assert folder() == tmp_path / "xdg" / "newsreader"
    assert not (tmp_path / "xdg").exists()
