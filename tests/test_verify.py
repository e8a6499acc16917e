"""``newsreader verify``: a book with one fault at a time, and what is said of it.

The rows of ``data/verify`` are those faults that were tried on EPUBCheck 5.3.0, Ace, and the DTD,
RELAX NG and Schematron of DAISY Pipeline; at half of them those say nothing.
"""

import json
import random
import shutil
import subprocess
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from newsreader.verify import verify
from newsreader.verify.clock import clock, hours, play_time
from newsreader.verify.mp3 import frames
from tests.newspapers import Change, changed_epub, daisy_of, epub_of, jing, recorded, swap_pattern
from tests.tools import need, run_newsreader


@pytest.fixture(scope="module")
def paper(tiny_voice, tmp_path_factory):
    need("ffmpeg")
    return recorded(tiny_voice, tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def epub(paper, tmp_path_factory):
    return epub_of(paper, tmp_path_factory.mktemp("epub") / "avis.epub")


@pytest.fixture(scope="module")
def daisy(paper, tmp_path_factory):
    return daisy_of(paper, tmp_path_factory.mktemp("daisy") / "avis")


def rules(book: Path) -> set[str]:
    return {fault.rule for fault in verify(book)}


def test_a_good_book_has_no_faults(epub, daisy):
    assert verify(epub) == []
    assert verify(daisy) == []


DATA = Path(__file__).parent / "data" / "verify"


def faults_of(name: str) -> dict[str, tuple[str, Change, str]]:
    """Return faults: the file of the book that has it, how it is made, and the rule it breaks."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {
        fault: (file, swap_pattern(pattern, new), rule) for fault, file, pattern, new, rule in rows
    }


EPUB_FAULTS, DAISY_FAULTS = faults_of("epub.tsv"), faults_of("daisy.tsv")
OPF = "EPUB/package.opf"
NCC, SMIL, TEXT = "ncc.html", "s0003.smil", "c0003.html"


@pytest.mark.parametrize("fault", EPUB_FAULTS)
def test_fault_of_an_epub(fault, epub, tmp_path):
    name, change, rule = EPUB_FAULTS[fault]
    assert rule in rules(changed_epub(epub, tmp_path / "a.epub", name, change))


def rewritten(book: Path, target: Path, first: str = "mimetype", compress=None, sound=None) -> Path:
    """Copy an EPUB with another first file, a compressed one, or another sound."""
    with ZipFile(book) as source, ZipFile(target, "w") as copy:
        infos = sorted(source.infolist(), key=lambda info: info.filename != first)
        for info in infos:
            data = source.read(info)
            if info.filename == compress:
                info.compress_type = ZIP_DEFLATED
            if info.filename == "EPUB/p0003.mp3" and sound is not None:
                data = sound
            copy.writestr(info, data)
    return target


def test_faults_of_the_archive(epub, tmp_path):
    assert rules(rewritten(epub, tmp_path / "a.epub", first=OPF)) == {"mimetype-first"}
    assert rules(rewritten(epub, tmp_path / "b.epub", compress="mimetype")) == {"mimetype-stored"}
    with ZipFile(rewritten(epub, tmp_path / "c.epub"), "a") as archive:
        archive.writestr("EPUB/glemt.txt", "x")
    assert rules(tmp_path / "c.epub") == {"file-unlisted"}


def encoded(*options: str, source: str = "sine=300") -> bytes:
    """Return a sound that ffmpeg makes."""
    return subprocess.run(
        [need("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", f"{source}:d=20:r=22050", *options,
         "-f", "mp3", "-"],
        capture_output=True,
        check=True,
    ).stdout  # fmt: skip


@pytest.mark.parametrize(
    ("sound", "rule"),
    [
        (lambda: b"", "sound-not-mp3"),
        (lambda: b"RIFF, and not an MP3" * 99, "sound-not-mp3"),
        (lambda: encoded("-b:a", "64k", "-ac", "2"), "sound-not-mono"),
        (lambda: encoded("-b:a", "64k", "-ar", "44100"), "sound-rates"),
        (lambda: encoded("-q:a", "6", source="anoisesrc=a=0.1"), "sound-vbr"),
        (lambda: encoded("-b:a", "64k", "-af", "volume=-20dB"), "sound-loudness"),
        (lambda: encoded("-b:a", "64k", "-af", "volume=30dB"), "sound-peak"),
        (lambda: encoded("-b:a", "64k", source="anullsrc=cl=mono"), "sound-silent"),
        (lambda: encoded("-b:a", "64k"), "clip-short"),
    ],
)
def test_fault_of_the_sound(sound, rule, epub, tmp_path):
    assert rule in rules(rewritten(epub, tmp_path / "a.epub", sound=sound()))


def test_sound_that_breaks_off(epub, tmp_path):
    with ZipFile(epub) as archive:
        whole = archive.read("EPUB/p0003.mp3")
    found = rules(rewritten(epub, tmp_path / "a.epub", sound=whole[: len(whole) // 2]))
    assert found & {"clip-past-end", "sound-undecodable"}


@pytest.mark.parametrize("code", [0, 1])
def test_a_decoder_that_complains_without_end(code, epub, tmp_path):
    """More than a pipe holds (64 kB), while its other pipe is read; bad even if it goes on."""
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\nyes 'Header missing' | head -c 150000 >&2\nexit {code}\n")
    program.chmod(0o755)
    done = run_newsreader("verify", epub, "--ffmpeg", program)
    assert done.returncode == 6
    assert b"EPUB/p0003.mp3: The sound cannot be decoded: Header missing." in done.stdout


def test_both_durations_wrong_in_the_same_way(epub, tmp_path):
    """What no validator sees: clips, duration and total agree, and the sound is shorter."""
    with ZipFile(epub) as archive:
        whole = archive.read("EPUB/p0003.mp3")
    longer = encoded("-b:a", "64k", "-t", "1")
    assert "clip-past-end" in rules(rewritten(epub, tmp_path / "a.epub", sound=longer))
    assert frames(whole).count > frames(longer).count


@pytest.mark.parametrize("fault", DAISY_FAULTS)
def test_fault_of_a_daisy_book(fault, daisy, tmp_path):
    name, change, rule = DAISY_FAULTS[fault]
    book = shutil.copytree(daisy, tmp_path / "avis")
    text = (book / name).read_bytes().decode()
    (book / name).write_bytes(change(text).encode())
    assert rule in rules(book)


def test_a_daisy_page_with_the_sound_of_another(daisy, tmp_path):
    book = shutil.copytree(daisy, tmp_path / "avis")
    text = (book / SMIL).read_bytes().decode()
    (book / SMIL).write_bytes(text.replace("a0003.mp3", "a0004.mp3").encode())
    assert "file-unused" in rules(book)


SEEN_BY_SCHEMA = [
    "date malformed", "format malformed", "total time malformed",
    "no title first", "link without fragment", "par without endsync", "malformed clock",
    "four decimals", "no id on text", "no id on audio", "same id twice", "no region",
    "foreign element",
]  # fmt: skip
"""Those that a schema of the format can see."""


@pytest.mark.parametrize("fault", SEEN_BY_SCHEMA)
def test_schema_sees_it_too(fault, daisy, tmp_path):
    name, change, _rule = DAISY_FAULTS[fault]
    (tmp_path / "plain").mkdir()
    path = tmp_path / name
    path.write_text(change((daisy / name).read_text(encoding="utf-8")), encoding="utf-8")
    assert jing("ncc" if name == NCC else "smil", [path], tmp_path / "plain")


def test_faults_of_the_files_of_a_daisy_book(daisy, tmp_path):
    book = shutil.copytree(daisy, tmp_path / "avis")
    (book / "glemt.txt").write_text("x")
    assert rules(book) == {"file-unused", "count-wrong"}
    (book / "glemt.txt").rename(book / "et-langt-navn.txt")
    assert "name-long" in rules(book)
    (book / "et-langt-navn.txt").unlink()
    (book / "master.smil").unlink()
    assert rules(book) == {"file-missing", "count-wrong"}
    (book / "ncc.html").unlink()
    assert rules(book) == {"ncc-missing"}


def test_a_tag_before_the_sound_of_a_daisy_book(daisy, tmp_path):
    book = shutil.copytree(daisy, tmp_path / "avis")
    sound = book / "a0003.mp3"
    sound.write_bytes(b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + sound.read_bytes())
    assert "sound-tagged" in rules(book)


@pytest.mark.parametrize("seed", range(15))
def test_whatever_is_broken_it_is_told_in_sentences(seed, epub, daisy, tmp_path):
    """A stretch of a text is gone, wherever it was: that may be harmless, but is no crash."""
    chance = random.Random(seed)

    def change(text: str) -> str:
        start = chance.randrange(len(text))
        return text[:start] + text[start + chance.randrange(1, 80) :]

    names = ["package.opf", "nav.xhtml", "style.css", "p0003.xhtml", "p0003.smil"]
    name = f"EPUB/{chance.choice(names)}"
    verify(changed_epub(epub, tmp_path / "a.epub", name, change))
    book = shutil.copytree(daisy, tmp_path / "avis")
    path = book / chance.choice([NCC, SMIL, TEXT, "master.smil"])
    path.write_bytes(change(path.read_bytes().decode()).encode())
    for fault in verify(book):
        assert str(fault).endswith((".", "…")) or "This is not read" in str(fault), fault


@pytest.mark.parametrize("content", [b"", b"not a book", b"PK\x03\x04 and then nothing"])
def test_what_is_no_book(content, tmp_path):
    path = tmp_path / "a.epub"
    path.write_bytes(content)
    assert rules(path) == {"not-an-archive"}


def test_an_archive_that_is_damaged(epub, tmp_path):
    data = bytearray(epub.read_bytes())
    place = data.index(b"p0003.xhtml") + 100
    data[place : place + 50] = bytes(50)
    path = tmp_path / "a.epub"
    path.write_bytes(data)
    assert "archive-damaged" in rules(path)


def test_times_as_the_formats_write_them():
    assert clock("0:01:02.345") == 62.345
    assert clock("01:02.5") == 62.5
    assert clock("2.5s") == 2.5
    assert clock("1h") == 3600
    assert clock("1:60:00") is None
    assert play_time("npt=1.234s") == 1.234
    assert play_time("npt=1.2345s") is None
    assert hours("01:02:03") == 3723
    assert hours("1:2:3") is None


def test_command(epub, tmp_path):
    done = run_newsreader("verify", epub)
    assert (done.returncode, done.stdout.decode()) == (0, f"{epub} is in order.\n")
    name, change, _rule = EPUB_FAULTS["gap between clips"]
    bad = changed_epub(epub, tmp_path / "a.epub", name, change)
    done = run_newsreader("verify", bad)
    assert done.returncode == 6
    lines = done.stdout.decode().splitlines()
    assert lines[-1].endswith(f" in {bad}.")
    assert any(line.startswith("EPUB/p0003.smil, line ") and "gap" in line for line in lines)
    done = run_newsreader("verify", bad, "--json")
    assert done.returncode == 6
    found = json.loads(done.stdout)
    assert {"file", "line", "rule", "message"} == set(found[0])
    assert "clip-gap" in {fault["rule"] for fault in found}
    assert json.loads(run_newsreader("verify", epub, "--json").stdout) == []


def test_command_with_no_such_file(tmp_path):
    """Not the exit code of faults: a script must see that nothing was checked."""
    done = run_newsreader("verify", tmp_path / "borte.epub")
    assert done.returncode == 3
    assert b"There is no file" in done.stderr
