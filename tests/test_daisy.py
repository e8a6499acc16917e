"""DAISY 2.02 newspapers: what strangers say of them, and what old players need."""

import os
import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from newsreader.errors import OutputError
from newsreader.types import Policy, Reading, Role
from newsreader.verify import verify
from newsreader.verify.mp3 import frames
from tests.newspapers import OTHER, PARTS, QUOTED, article, daisy_of, jing, recorded, thorium
from tests.tools import need

CATALOG = Path("/usr/share/xml/w3c-sgml-lib/schema/dtd/catalog.xml")
"""The DTDs of the W3C, of the Debian package w3c-sgml-lib."""


@pytest.fixture(scope="module")
def paper(tiny_voice, tmp_path_factory):
    need("ffmpeg")
    return recorded(tiny_voice, tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def book(paper, tmp_path_factory):
    return daisy_of(paper, tmp_path_factory.mktemp("daisy") / "avis")


def read(book: Path, name: str) -> str:
    return (book / name).read_text(encoding="utf-8")


def metas(text: str) -> dict[str, str]:
    return dict(re.findall(r'<meta name="([^"]+)" content="([^"]*)"', text))


def test_files_are_valid_by_their_dtd(book):
    program = need("xmllint")
    if not CATALOG.exists():
        pytest.skip("the Debian package w3c-sgml-lib is not installed")
    files = [*book.glob("*.html"), *book.glob("*.smil")]
    done = subprocess.run(
        [program, "--noout", "--nonet", "--valid", *files],
        env={**os.environ, "XML_CATALOG_FILES": str(CATALOG)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("ncc", "ncc.html"),
        ("master", "master.smil"),
        ("smil", "s*.smil"),
        ("text", "c*.html"),
    ],
)
def test_files_are_valid_by_the_specification(schema, pattern, book, tmp_path):
    files = sorted(book.glob(pattern))
    assert files
    assert jing(schema, files, tmp_path) == ""


def test_thorium_finds_every_sentence_with_its_sound(paper, tmp_path):
    found = thorium(daisy_of(paper, tmp_path / "avis.zip"))
    sentences = [(page, one) for page in paper.pages for one in page.recording.sentences]
    assert len(found["pairs"]) == len(sentences) > 15
    for (text, audio), (page, sentence) in zip(found["pairs"], sentences, strict=True):
        assert text == f"c{page.number:04d}.html#s{sentence.number}"
        name, times = audio.split("#t=")
        begin, end = map(float, times.split(","))
        assert name == f"a{page.number:04d}.mp3"
        assert (begin, end) == pytest.approx((sentence.begin / 1000, sentence.end / 1000))


def test_our_own_checks_find_nothing(book):
    assert verify(book) == []


def test_archive_and_folder_hold_the_same_files(book, paper, tmp_path):
    zipped = daisy_of(paper, tmp_path / "avis.zip")
    with ZipFile(zipped) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == {path.name: path.read_bytes() for path in book.iterdir()}
    assert verify(zipped) == []
    assert daisy_of(paper, tmp_path / "igjen.zip").read_bytes() == zipped.read_bytes()


def test_contents_are_sections_articles_parts_and_what_can_be_left_out(book):
    body = read(book, "ncc.html").partition("<body>")[2]
    entries = re.findall(r'<(h\d|span) id="n\d+"(?: class="([^"]+)")?><a [^>]*>([^<]*)<', body)
    assert entries == [
        ("h1", "title", "Lydavis 1. mars 2026"),
        ("h1", "", "Avisa"),
        ("h2", "", "Fisk &amp; ferge"),
        ("span", "optional-prodnote", "Av Kari Moe"),
        ("span", "optional-prodnote", "Bildetekst. PÅ KAIA: Ferga i går."),
        ("h3", "", "Lang ventetid"),
        ("span", "sidebar", entries[6][2]),
        ("h1", "", "Bygdebladet"),
        ("h2", "", "Nytt frå bygda"),
    ]
    assert entries[6][2].startswith("Fakta: Ferga Den er rød.")


def test_facts_of_the_ncc(book, paper):
    said = metas(read(book, "ncc.html"))
    seconds = sum(page.recording.seconds for page in paper.pages)
    hours, minutes, rest = map(int, said["ncc:totalTime"].split(":"))
    assert abs(3600 * hours + 60 * minutes + rest - seconds) <= 0.5
    assert said["dc:format"] == "Daisy 2.02"
    assert said["dc:date"] == "2026-03-01"
    assert said["dc:publisher"] == "Avisa, Bygdebladet"
    assert said["ncc:files"] == str(len(list(book.iterdir()))) == "17"
    assert said["ncc:tocItems"] == "9"
    assert (said["ncc:prodNotes"], said["ncc:sidebars"], said["ncc:depth"]) == ("2", "1", "3")


def test_what_can_be_left_out_has_the_switch_of_the_player(book):
    smil, text = read(book, "s0003.smil"), read(book, "c0003.html")
    switches = dict(re.findall(r'id="p(\d+)" system-required="([^"]+)"', smil))
    for kind, switch in (("caption", "prodnote-on"), ("byline", "prodnote-on")):
        paragraph = re.search(rf'<p class="{kind}">.*?</p>', text)
        numbers = re.findall(r'id="s(\d+)"', paragraph[0])
        assert numbers
        assert {switches.pop(number) for number in numbers} == {switch}
    box = re.search(r'<div class="sidebar">.*?</div>', text, re.DOTALL)
    assert set(switches) == set(re.findall(r'id="s(\d+)"', box[0]))
    assert set(switches.values()) == {"sidebar-on"}


def test_old_players(book):
    for path in book.iterdir():
        assert re.fullmatch(r"[a-z0-9]{1,8}\.(mp3|smil|html)", path.name)
        if path.suffix == ".mp3":
            found = frames(path.read_bytes())
            assert (len(found.bit_rates), found.is_mono, found.is_tagged) == (1, True, False)
        else:
            data = path.read_bytes()
            assert data.count(b"\r\n") == data.count(b"\n")
            assert data.endswith(b"\r\n")
    for times in re.findall(r'clip-(?:begin|end)="npt=([^"]*)s"', read(book, "s0003.smil")):
        assert re.fullmatch(r"\d+\.\d{3}", times)


def test_elapsed_times_do_not_drift_over_a_long_newspaper(tiny_voice, tmp_path):
    articles = [article([(Role.HEADLINE, f"Sak {n}"), *PARTS[3:4]]) for n in range(12)]
    paper = recorded(tiny_voice, tmp_path, articles)
    book = daisy_of(paper, tmp_path / "avis")
    exact = 0.0
    for page in paper.pages:
        said = metas(read(book, f"s{page.number:04d}.smil"))["ncc:totalElapsedTime"]
        hours, minutes, seconds = map(int, said.split(":"))
        assert abs(3600 * hours + 60 * minutes + seconds - exact) <= 0.5
        exact += page.recording.samples / page.recording.rate
    assert verify(book) == []


def test_an_earlier_book_is_replaced(book, paper, tiny_voice, tmp_path):
    place = daisy_of(paper, tmp_path / "avis")
    (tmp_path / "sound").mkdir()
    other = recorded(tiny_voice, tmp_path / "sound", [OTHER])
    daisy_of(other, place)
    assert verify(place) == []
    assert "Nyhende" in read(place, "ncc.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["avis", "sound"]


def test_a_folder_with_other_things_is_left_alone(paper, tmp_path):
    place = tmp_path / "bilder"
    place.mkdir()
    (place / "ferie.jpg").write_bytes(b"x")
    with pytest.raises(OutputError, match=r"other things, such as ferie\.jpg"):
        daisy_of(paper, place)
    assert [path.name for path in place.iterdir()] == ["ferie.jpg"]
    with pytest.raises(OutputError, match="is a file"):
        daisy_of(paper, place / "ferie.jpg")


def test_nothing_is_left_of_a_book_that_failed(paper, tmp_path):
    from newsreader.outputs.daisy import replacing_daisy

    def fail(place: Path) -> None:
        with replacing_daisy(place) as part:
            (part / "ncc.html" if part.is_dir() else part).write_text("halv")
            raise KeyboardInterrupt

    for name in ("avis", "avis.zip"):
        with pytest.raises(KeyboardInterrupt):
            fail(tmp_path / name)
        assert list(tmp_path.iterdir()) == []
    before = daisy_of(paper, tmp_path / "avis")
    files = {path.name: path.read_bytes() for path in before.iterdir()}
    with pytest.raises(KeyboardInterrupt):
        fail(before)
    assert {path.name: path.read_bytes() for path in before.iterdir()} == files
    assert [path.name for path in tmp_path.iterdir()] == ["avis"]


def test_captions_that_are_skipped_are_shown_without_sound(tiny_voice, tmp_path):
    paper = recorded(tiny_voice, tmp_path, reading=Reading(captions=Policy.SKIP))
    book = daisy_of(paper, tmp_path / "avis")
    assert '<p class="caption unread">PÅ KAIA: Ferga i går.</p>' in read(book, "c0003.html")
    assert metas(read(book, "ncc.html"))["ncc:prodNotes"] == "1"
    assert verify(book) == []


def test_parts_in_another_language_say_so(tiny_voice, tmp_path):
    book = daisy_of(recorded(tiny_voice, tmp_path, [QUOTED]), tmp_path / "avis")
    found = re.findall(
        r'<(h\d|p)(?: id="s\d+")?( lang="nn" xml:lang="nn")?>', read(book, "c0003.html")
    )
    assert found == [
        ("h2", ' lang="nn" xml:lang="nn"'),
        ("p", ""),
        ("h3", ' lang="nn" xml:lang="nn"'),
        ("p", ' lang="nn" xml:lang="nn"'),
    ]
    (tmp_path / "plain").mkdir()
    assert jing("text", [book / "c0003.html"], tmp_path / "plain") == ""
