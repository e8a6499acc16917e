"""``newsreader verify``: a book with one fault at a time, and what is said of it.

The rows are those faults that were tried on EPUBCheck 5.3.0, Ace, and the DTD, RELAX NG and
Schematron of DAISY Pipeline; at half of them those say nothing.
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
from tests.newspapers import (
    changed_epub,
    daisy_of,
    epub_of,
    jing,
    recorded,
    swap,
    swap_pattern,
)
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


CLIP = r'(<par id="par3">.*?clipEnd=")[^"]*'
BEGIN = r'(<par id="par3">.*?clipBegin=")[^"]*'
LAST = r'(?s)(.*clipEnd=")[^"]*'
OPF, PAGE, OVERLAY = "EPUB/package.opf", "EPUB/p0003.xhtml", "EPUB/p0003.smil"

EPUB_FAULTS = {
    "text fragment missing": (PAGE, swap('id="s4"', 'id="borte"'), "link-to-no-place"),
    "audio not in manifest": (OPF, swap_pattern(r'<item id="a0003"[^>]*>', ""), "file-unlisted"),
    "file of the manifest missing": (OPF, swap("p0003.mp3", "p0033.mp3"), "link-to-no-file"),
    "overlay missing": (OPF, swap(' media-overlay="o0003"', ""), "overlay-missing"),
    "overlay of another page": (
        OPF,
        swap('media-overlay="o0003"', 'media-overlay="o0005"'),
        "par-other-page",
    ),
    "duration of a file missing": (
        OPF,
        swap_pattern(r"<meta[^>]*#o0003[^<]*</meta>", ""),
        "duration-missing",
    ),
    "clip ends before it begins": (OVERLAY, swap_pattern(CLIP, r"\g<1>0:00:00.001"), "clip-empty"),
    "malformed clock": (OVERLAY, swap_pattern(CLIP, r"\g<1>0:99:00"), "clock"),
    "total differs from sum": (
        OPF,
        swap_pattern(r'(<meta property="media:duration">)[^<]*', r"\g<1>0:10:00.000"),
        "duration-total",
    ),
    "duration differs from clips": (
        OPF,
        swap_pattern(r"(#o0003\">)[^<]*", r"\g<1>0:10:00.000"),
        "duration-wrong",
    ),
    "pars out of order": (OVERLAY, swap("#s3", "#s4"), "sentence-twice"),
    "pars swapped": (
        OVERLAY,
        lambda text: text.replace("#s3", "#x").replace("#s4", "#s3").replace("#x", "#s4"),
        "sentence-order",
    ),
    "active class missing": (
        OPF,
        swap_pattern(r"<meta property=\"media:active-class\">.*?</meta>", ""),
        "metadata-missing",
    ),
    "active class without style": (
        "EPUB/style.css",
        swap(".-epub-media-overlay-active", ".a"),
        "class-unstyled",
    ),
    "clip past the end": (OVERLAY, swap_pattern(LAST, r"\g<1>0:10:00.000"), "clip-past-end"),
    "gap between clips": (OVERLAY, swap_pattern(CLIP, r"\g<1>0:00:02.000"), "clip-gap"),
    "overlap of clips": (OVERLAY, swap_pattern(BEGIN, r"\g<1>0:00:00.500"), "clip-overlap"),
    "first clip not at 0": (OVERLAY, swap("0:00:00.000", "0:00:00.100"), "clip-first"),
    "sound after the last clip": (
        OVERLAY,
        swap_pattern(r"<par (?:(?!<par ).)*</par>(\s*</seq>\s*</seq>\s*</body>)", r"\1"),
        "clip-short",
    ),
    "sentence without par": (
        OVERLAY,
        swap_pattern(r'<par id="par3">.*?</par>', ""),
        "sentence-unread",
    ),
    "text that is no sentence": (PAGE, swap("</body>", "<p>Glemt</p></body>"), "sentence-unread"),
    "sentence within a sentence": (
        PAGE,
        swap_pattern(
            r'<span id="s3">(.*?)</span> <span id="s4">(.*?)</span>',
            r'<span id="s3">\1 <span id="s4">\2</span></span>',
        ),
        "sentence-nested",
    ),
    "par without sound": (
        OVERLAY,
        swap_pattern(r'(<par id="par3"><text[^>]*>)<audio[^>]*>', r"\1"),
        "par-incomplete",
    ),
    "caption that cannot be left out": (
        OVERLAY,
        swap('epub:type="figure"', ""),
        "not-skippable",
    ),
    "no language of a page": (PAGE, swap(' xml:lang="nb"', ""), "language-missing"),
    "no language of the package": (OPF, swap(' xml:lang="nb"', ""), "language-missing"),
    "no access mode": (
        OPF,
        swap_pattern(r'<meta property="schema:accessMode">.*?</meta>', "", 2),
        "metadata-missing",
    ),
    "no summary": (
        OPF,
        swap_pattern(r"<meta property=\"schema:accessibilitySummary\">.*?</meta>", ""),
        "metadata-missing",
    ),
    "bogus feature": (OPF, swap(">readingOrder<", ">readingOrdre<"), "metadata-vocabulary"),
    "malformed time of change": (OPF, swap("T06:00:00Z", ""), "metadata-modified"),
    "no publisher": (OPF, swap_pattern("<dc:publisher>.*?</dc:publisher>", ""), "metadata-missing"),
    "no contents": ("EPUB/nav.xhtml", swap('epub:type="toc"', ""), "contents-missing"),
    "page not in the contents": (
        "EPUB/nav.xhtml",
        swap("p0005.xhtml", "p0004.xhtml"),
        "contents-incomplete",
    ),
    "link of the contents to nowhere": (
        "EPUB/nav.xhtml",
        swap_pattern(r"p0003\.xhtml#g\d+", "p0003.xhtml#borte"),
        "link-to-no-place",
    ),
    "same id twice": (PAGE, swap('id="s4"', 'id="s3"'), "id-twice"),
    "not well-formed": (PAGE, swap("</h1>", ""), "not-xml"),
    "mimetype with a new line": ("mimetype", swap("zip", "zip\n"), "mimetype-content"),
    "style that nothing leads to": (
        OPF,
        swap("</manifest>", '<item id="b" href="b.css" media-type="text/css"/></manifest>'),
        "link-to-no-file",
    ),
}


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


def test_both_durations_wrong_in_the_same_way(epub, tmp_path):
    """What no validator sees: clips, duration and total agree, and the sound is shorter."""
    with ZipFile(epub) as archive:
        whole = archive.read("EPUB/p0003.mp3")
    longer = encoded("-b:a", "64k", "-t", "1")
    assert "clip-past-end" in rules(rewritten(epub, tmp_path / "a.epub", sound=longer))
    assert frames(whole).count > frames(longer).count


DC = {
    "date malformed": ("dc:date", "1. mars 2026"),
    "format malformed": ("dc:format", "DAISY 3"),
    "language malformed": ("dc:language", "norsk bokmål"),
    "total time malformed": ("ncc:totalTime", "12 minutter"),
    "multimedia type of another book": ("ncc:multimediaType", "audioNcc"),
    "set of volumes malformed": ("ncc:setInfo", "1"),
}

NCC, SMIL, TEXT = "ncc.html", "s0003.smil", "c0003.html"

DAISY_FAULTS = {
    **{
        f"{name} missing": (
            NCC,
            swap_pattern(rf'<meta name="{name}"[^>]*>', ""),
            "metadata-missing",
        )
        for name in (
            "dc:date",
            "dc:format",
            "dc:title",
            "dc:identifier",
            "ncc:totalTime",
            "ncc:files",
            "ncc:multimediaType",
            "ncc:generator",
            "ncc:prodNotes",
        )
    },
    **{
        fault: (
            NCC,
            swap_pattern(rf'(<meta name="{name}" content=")[^"]*', rf"\g<1>{value}"),
            "metadata-vocabulary",
        )
        for fault, (name, value) in DC.items()
    },
    "tocItems wrong": (
        NCC,
        swap('"ncc:tocItems" content="9"', '"ncc:tocItems" content="8"'),
        "count-wrong",
    ),
    "prodNotes wrong": (
        NCC,
        swap('"ncc:prodNotes" content="2"', '"ncc:prodNotes" content="0"'),
        "count-wrong",
    ),
    "files wrong": (
        NCC,
        swap('"ncc:files" content="17"', '"ncc:files" content="16"'),
        "count-wrong",
    ),
    "depth wrong": (NCC, swap('"ncc:depth" content="3"', '"ncc:depth" content="2"'), "count-wrong"),
    "no title first": (NCC, swap(' class="title"', ""), "ncc-title"),
    "link without fragment": (NCC, swap("s0003.smil#p1", "s0003.smil"), "ncc-link"),
    "link to a dead id": (NCC, swap("s0003.smil#p1", "s0003.smil#borte"), "link-to-no-place"),
    "heading to the wrong par": (NCC, swap("s0003.smil#p1", "s0003.smil#p3"), "ncc-no-heading"),
    "heading to another heading": (NCC, swap("s0005.smil#p1", "s0004.smil#p1"), "ncc-order"),
    "note to the wrong par": (
        NCC,
        swap_pattern(r"(<span[^>]*optional-prodnote[^>]*><a href=\"s0003\.smil#)p2", r"\1p3"),
        "ncc-wrong-par",
    ),
    "note into the middle of a caption": (
        NCC,
        swap("s0003.smil#p5", "s0003.smil#p6"),
        "ncc-wrong-par",
    ),
    "heading without entry": (
        NCC,
        swap_pattern(r"<h3.*?</h3>", ""),
        "ncc-incomplete",
    ),
    "heading jump": (
        NCC,
        lambda text: text.replace("<h2", "<h3").replace("</h2", "</h3"),
        "heading-jump",
    ),
    "foreign element": (NCC, swap_pattern(r"<h3(.*?)</h3>", r"<p\1</p>"), "ncc-element"),
    "no language": (NCC, swap(' lang="nb"', ""), "language-missing"),
    "par without endsync": (SMIL, swap('endsync="last" id="p3"', 'id="p3"'), "par-endsync"),
    "malformed clock": (SMIL, swap_pattern(r'clip-end="npt=[^"]*"', 'clip-end="3.1"'), "clock"),
    "four decimals": (SMIL, swap_pattern(r'(clip-end="npt=\d+\.\d+)', r"\g<1>1"), "clock"),
    "no id on text": (SMIL, swap(' id="t3"', ""), "id-missing"),
    "no id on audio": (SMIL, swap(' id="a3"', ""), "id-missing"),
    "same id twice": (SMIL, swap('id="t3"', 'id="t4"'), "id-twice"),
    "text to a missing id": (SMIL, swap("c0003.html#s4", "c0003.html#borte"), "link-to-no-place"),
    "wrong sound": (SMIL, swap('src="a0003.mp3"', 'src="a0033.mp3"'), "link-to-no-file"),
    "sound of another page": (SMIL, swap("a0003.mp3", "a0004.mp3", 99), "file-unused"),
    "gap between clips": (
        SMIL,
        swap_pattern(r'(clip-begin="npt=)\d+\.\d+(?=s" clip-end="[^"]*" id="a3")', r"\g<1>60.000"),
        "clip-gap",
    ),
    "overlap of clips": (
        SMIL,
        swap_pattern(r'(clip-begin="npt=)\d+\.\d+(?=s" clip-end="[^"]*" id="a3")', r"\g<1>0.100"),
        "clip-overlap",
    ),
    "clip ends before it begins": (
        SMIL,
        swap_pattern(r'(clip-end="npt=)[\d.]+(?=s" id="a3")', r"\g<1>0.001"),
        "clip-empty",
    ),
    "clip past the end": (
        SMIL,
        swap_pattern(r'(?s)(.*clip-end="npt=)[\d.]+', r"\g<1>600.000"),
        "clip-past-end",
    ),
    "sentence without par": (
        SMIL,
        swap_pattern(r'(?s)<par endsync="last" id="p3".*?</par>', ""),
        "sentence-unread",
    ),
    "duration of the sequence wrong": (
        SMIL,
        swap_pattern(r'dur="[^"]*"', 'dur="1.000s"'),
        "duration-wrong",
    ),
    "time of the page wrong": (
        SMIL,
        swap_pattern(r'(timeInThisSmil" content=")[^"]*', r"\g<1>00:09:00"),
        "duration-total",
    ),
    "elapsed time wrong": (
        SMIL,
        swap_pattern(r'(totalElapsedTime" content=")[^"]*', r"\g<1>00:09:00"),
        "duration-total",
    ),
    "total time wrong": (
        NCC,
        swap_pattern(r'(totalTime" content=")[^"]*', r"\g<1>00:09:00"),
        "duration-total",
    ),
    "time of the master wrong": (
        "master.smil",
        swap_pattern(r'(timeInThisSmil" content=")[^"]*', r"\g<1>00:09:00"),
        "duration-total",
    ),
    "master without a page": (
        "master.smil",
        swap_pattern(r"<ref [^>]*s0003[^>]*>", ""),
        "master-order",
    ),
    "no region": (SMIL, swap('<region id="txtView" />', ""), "smil-layout"),
    "identifier of another book": (
        SMIL,
        swap_pattern(r'(dc:identifier" content=")[^"]*', r"\g<1>urn:x"),
        "metadata-differs",
    ),
    "no title of a page": (SMIL, swap_pattern('<meta name="title"[^>]*>', ""), "metadata-missing"),
    "caption that cannot be left out": (
        SMIL,
        swap(' system-required="prodnote-on"', ""),
        "not-skippable",
    ),
    "no way back to the par": (TEXT, swap("s0003.smil#p3", "s0003.smil#p4"), "link-back"),
    "text that is not read": (TEXT, swap("</body>", "<p>Glemt</p></body>"), "sentence-unread"),
    "not well-formed": (TEXT, swap("</h2>", ""), "not-xml"),
}


@pytest.mark.parametrize("fault", DAISY_FAULTS)
def test_fault_of_a_daisy_book(fault, daisy, tmp_path):
    name, change, rule = DAISY_FAULTS[fault]
    book = shutil.copytree(daisy, tmp_path / "avis")
    text = (book / name).read_bytes().decode()
    (book / name).write_bytes(change(text).encode())
    assert rule in rules(book)


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
    done = run_newsreader("verify", tmp_path / "borte.epub")
    assert done.returncode == 6
    assert b"There is no file" in done.stderr
