"""MP3, M4B and Opus files, by what ffmpeg, mutagen and mp3val say of them."""

import json
import os
import re
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from newsreader.audio import AudioChunk
from newsreader.errors import OutputError
from newsreader.outputs import Tags, cover, open_output
from newsreader.outputs.chapters import chapters_of
from newsreader.outputs.encoder import find_ffmpeg
from newsreader.outputs.mp3 import Mp3File
from newsreader.outputs.spool import Spool
from newsreader.types import Chapter, Clip
from tests.tools import ARTICLES, ROOT, decoded, need, small_disk

RATE = 22_050
CHAPTERS = [
    Chapter("Krig og fred; #1 = «æøå» \\ slutt", 0.0, 1.25),
    Chapter("Bakgrunn", 1.25, 2.5, 2),
    Chapter("En mye lengre tittel som mutagen ville satt sist 🎙", 2.5, 4.0),
]
TAGS = Tags(
    "Ærlig «tittel» 🎙",
    "nn",
    "Avisa; = #",
    "2026-03-01T06:30:00+01:00",
    album="Dagens utgave",
    text="Første linje.\nAndre linje = ; # \\ slutt. 🎙",
    cover=cover.drawn("Avisa"),
    notice="Lesen av ei datastemme.",
)


def speechlike(seconds: float, level: float = 0.1, seed: int = 0) -> np.ndarray:
    """Return tones that swell, pause and have sharp peaks, with noise as of an s."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    voice = sum(np.sin(2 * np.pi * 140 * n * time + n * n) / n for n in range(1, 14))
    syllables = np.interp(
        time, np.arange(0, seconds + 1, 0.1), rng.uniform(0, 1, int(seconds * 10) + 10)
    )
    speaking = (time % 3) < 2.5
    return (level * speaking * syllables * (voice + rng.normal(0, 0.1, count))).astype(np.float32)


def write(output, sound: np.ndarray, chapters=(), size: int = 3000) -> None:
    with output:
        for start in range(0, len(sound), size):
            output.write(AudioChunk(sound[start : start + size], start, 0))
        output.finish([Clip(0, 0.0, len(sound) / RATE)], chapters)


@pytest.fixture(params=["mp3", "m4b", "opus"])
def form(request):
    need("ffmpeg")
    return request.param


@pytest.fixture
def mp3(tmp_path) -> Path:
    need("ffmpeg")
    path = tmp_path / "ut.mp3"
    write(open_output(str(path), "mp3", RATE, TAGS), speechlike(4), CHAPTERS)
    return path


def probe(path: Path) -> dict:
    said = subprocess.run(
        [need("ffprobe"), "-v", "error", "-show_format", "-show_streams", "-show_chapters",
         "-of", "json", path],
        capture_output=True, check=True,
    )  # fmt: skip
    assert said.stderr == b""
    return json.loads(said.stdout)


def heard(path: Path) -> tuple[float, float]:
    """Return loudness in LUFS and true peak in dBTP, as ffmpeg hears them."""
    said = subprocess.run(
        [need("ffmpeg"), "-nostats", "-hide_banner", "-i", path, "-map", "0:a",
         "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    found = [re.findall(rule, said)[-1] for rule in (r"I:\s+(\S+) LUFS", r"Peak:\s+(\S+) dBFS")]
    return float(found[0]), float(found[1])


# Loudness


@pytest.mark.parametrize("loudness", [-19.0, -16.0, -23.0])
@pytest.mark.parametrize("level", [0.02, 0.1, 0.9])
def test_the_decoded_file_is_as_loud_as_asked_and_never_peaks(form, level, loudness, tmp_path):
    path = tmp_path / f"ut.{form}"
    write(open_output(str(path), form, RATE, TAGS, loudness=loudness), speechlike(12, level))
    level, peak = heard(path)
    assert level == pytest.approx(loudness, abs=0.5)
    assert peak <= -1.5


@pytest.mark.parametrize("loudness", [-19.0, -16.0])
def test_wav_files_are_as_loud(loudness, tmp_path):
    path = tmp_path / "ut.wav"
    write(open_output(str(path), "wav", RATE, TAGS, loudness=loudness), speechlike(12, 0.05))
    level, peak = heard(path)
    assert level == pytest.approx(loudness, abs=0.2)
    assert peak <= -1.5


def test_a_programme_of_silence_stays_one(form, tmp_path):
    path = tmp_path / f"ut.{form}"
    write(open_output(str(path), form, RATE, TAGS), np.zeros(RATE, np.float32))
    assert np.abs(decoded(path)).max() < 0.001


def test_what_is_hardly_there_is_not_blown_up(tmp_path):
    path = tmp_path / "ut.wav"
    noise = np.random.default_rng(0).normal(0, 0.0004, 4 * RATE).astype(np.float32)
    write(open_output(str(path), "wav", RATE, TAGS), noise)
    assert heard(path)[0] < -30


@pytest.mark.voice
@pytest.mark.slow
@pytest.mark.parametrize("name", ["nynorsk_nyhet", "bokmal_nyhet"])
def test_sentences_of_a_real_voice_are_equally_loud(joe_voice, name, tmp_path):
    _sentences_are_equally_loud(joe_voice, name, tmp_path)


@pytest.mark.slow
def test_sentences_of_the_built_in_voice_are_equally_loud(tmp_path):
    from newsreader.voices import find

    _sentences_are_equally_loud(find("espeak-nb"), "bokmal_nyhet", tmp_path)


def _sentences_are_equally_loud(voice, name, tmp_path):
    from newsreader.engines import open_engine
    from newsreader.loudness import integrated_loudness
    from newsreader.pipeline import deliver, prepare, programme, speak
    from newsreader.sources import open_document
    from newsreader.types import Reading

    need("ffmpeg")
    engine = open_engine(voice)
    path = tmp_path / "ut.mp3"
    article = prepare(open_document(str(ARTICLES / f"{name}.txt")))
    script = list(programme([article], Reading()))
    with open_output(str(path), "mp3", engine.sample_rate, TAGS) as output:
        sound = speak(script, engine, gain=voice.gain)
        clips = deliver(sound, output, engine.sample_rate)
    level, peak = heard(path)
    assert level == pytest.approx(-19, abs=0.5)
    assert peak <= -1.5
    sound = decoded(path, engine.sample_rate)
    levels = []
    for clip in clips:
        cut = sound[round(clip.begin * engine.sample_rate) : round(clip.end * engine.sample_rate)]
        if clip.end - clip.begin > 0.6:
            levels.append(integrated_loudness([cut], engine.sample_rate))
    assert len(levels) > 20
    assert np.std(levels) <= 1.1
    # The borders of chapters and clips lie in silence, 0.08 s before the next sound.
    for border in [chapter.begin for chapter in chapters_of([article], script, clips)][1:]:
        place = round(border * engine.sample_rate)
        around = sound[place - 1000 : place + round(0.08 * engine.sample_rate)]
        assert np.abs(around).max() < 0.02


# Length and place


@pytest.mark.parametrize("samples", [575, 576, 1152, 10_007, 88_200])
def test_decoders_that_read_the_info_frame_give_back_exactly_the_samples(samples, tmp_path):
    need("ffmpeg")
    path = tmp_path / "ut.mp3"
    write(open_output(str(path), "mp3", RATE, TAGS), speechlike(4)[:samples])
    assert len(decoded(path)) == samples


def test_the_sound_is_where_it_was(form, tmp_path):
    """A gapless file begins with the first sample, not with what the encoder put before."""
    path = tmp_path / f"ut.{form}"
    sound = speechlike(5)
    write(open_output(str(path), form, RATE, TAGS), sound)
    found = decoded(path)
    assert len(found) - len(sound) in range(0, 1024)  # M4B: the last frame is filled up
    shifts = range(-60, 61)
    inner = sound[100:-2000]
    likeness = [inner @ found[100 + shift : len(sound) - 2000 + shift] for shift in shifts]
    assert abs(shifts[int(np.argmax(likeness))]) <= 1


def test_how_the_programme_comes_in_changes_nothing(form, tmp_path):
    paths = [tmp_path / f"{size}.{form}" for size in (500, 30_000)]
    for path, size in zip(paths, (500, 30_000), strict=True):
        write(open_output(str(path), form, RATE, TAGS), speechlike(4), CHAPTERS, size)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_same_article_gives_the_same_bytes(form, tiny_voice, tmp_path):
    from newsreader.engines import open_engine
    from newsreader.pipeline import deliver, prepare, programme, speak
    from newsreader.sources import open_document
    from newsreader.types import Reading

    article = prepare(open_document(str(ARTICLES / "sport.txt")))
    files = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / f"ut.{form}"
        engine = open_engine(tiny_voice)
        with open_output(str(path), form, engine.sample_rate, TAGS) as output:
            deliver(speak(programme([article], Reading()), engine), output, engine.sample_rate)
        files.append(path.read_bytes())
    assert files[0] == files[1]


MEMORY = """
import resource, sys
import numpy as np
from pathlib import Path
from newsreader.audio import AudioChunk
from newsreader.outputs import Tags, open_output
time = np.arange(22050) / 22050
tone = sum(np.sin(2 * np.pi * 150 * n * time) / n for n in range(1, 9))
rng = np.random.default_rng(0)
with open_output(sys.argv[1], "mp3", 22050, Tags("x")) as output:
    for second in range(60 * int(sys.argv[2])):
        level = np.repeat(rng.uniform(0, 0.3, 30), 735)
        output.write(AudioChunk((level * tone).astype(np.float32), second * 22050, second))
    output.finish([])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_length(tmp_path):
    need("ffmpeg")
    used = []
    for minutes in (3, 30):
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, tmp_path / "ut.mp3", str(minutes)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        used.append(int(done.stdout))
    # Half an hour of samples is 79 MB.
    assert used[1] - used[0] < 8


# What the file says about itself


def test_ffprobe_sees_tags_chapters_and_cover(form, tmp_path):
    path = tmp_path / f"ut.{form}"
    write(open_output(str(path), form, RATE, TAGS), speechlike(4), CHAPTERS)
    said = probe(path)
    streams = {stream["codec_type"]: stream for stream in said["streams"]}
    tags = {**streams["audio"].get("tags", {}), **said["format"].get("tags", {})}
    tags = {name.lower(): value for name, value in tags.items()}
    assert tags["title"] == TAGS.title
    assert tags["artist"] == TAGS.artist
    assert tags["album"] == TAGS.album
    assert tags["genre"] == "News"
    assert tags["language"] == "nno"
    assert tags["date"].startswith("2026")
    assert tags["comment"] == TAGS.notice
    assert [value for name, value in tags.items() if name.startswith("lyrics")] == [TAGS.text]
    assert (streams["video"]["codec_name"], streams["video"]["width"]) == ("png", 1400)
    assert streams["video"]["disposition"]["attached_pic"] == 1
    chapters = said["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == [c.title for c in CHAPTERS]
    assert [float(chapter["start_time"]) for chapter in chapters] == pytest.approx([0, 1.25, 2.5])
    assert all(a["end_time"] == b["start_time"] for a, b in pairwise(chapters))
    assert float(said["format"]["duration"]) == pytest.approx(4.0, abs=0.1)


def test_mp3_is_mono_at_the_rate_of_the_voice_and_constant(mp3):
    stream = probe(mp3)["streams"][0]
    assert (stream["codec_name"], stream["channels"], stream["sample_rate"]) == ("mp3", 1, "22050")
    assert int(stream["bit_rate"]) == 64_000


@pytest.mark.parametrize("tagless", [False, True])
def test_mp3val_finds_nothing(tagless, tmp_path):
    need("mp3val")
    path = tmp_path / "ut.mp3"
    write(Mp3File(path, RATE, TAGS, tagless=tagless), speechlike(30), CHAPTERS)
    said = subprocess.run(["mp3val", path], capture_output=True, text=True, check=True).stdout
    said = said.replace("WARNING: " + f'"{path}": No supported tags in the file', "")
    assert "WARNING" not in said
    assert "ERROR" not in said
    assert "CBR" in said
    assert ("+ID3v2" in said) is not tagless


def test_tagless_begins_with_sound(tmp_path):
    """Old DAISY players take a tag for sound."""
    need("ffmpeg")
    path = tmp_path / "ut.mp3"
    write(Mp3File(path, RATE, TAGS, tagless=True), speechlike(2), CHAPTERS)
    assert path.read_bytes()[:2] == b"\xff\xf3"
    assert b"Info" in path.read_bytes()[:100]
    assert len(decoded(path)) == 2 * RATE


def test_mutagen_reads_every_frame(mp3):
    id3 = pytest.importorskip("mutagen.id3")
    found = id3.ID3(mp3)
    assert found.version == (2, 3, 0)
    assert found.unknown_frames == []
    assert found["TIT2"].text == [TAGS.title]
    assert found["TALB"].text == [TAGS.album]
    assert found["TPE1"].text == [TAGS.artist]
    assert found["TCON"].text == ["News"]
    assert found["TLAN"].text == ["nno"]
    assert str(found["TDRC"].text[0]) == "2026-03-01"
    assert found["TLEN"].text == ["4000"]
    assert found["USLT::nno"].text == TAGS.text
    assert found["COMM::nno"].text == [TAGS.notice]
    picture = found["APIC:"]
    assert (picture.mime, picture.type, picture.data) == ("image/png", 3, TAGS.cover)
    contents = found.getall("CTOC")
    assert len(contents) == 1
    assert contents[0].flags == id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    listed = [found[f"CHAP:{name}"] for name in contents[0].child_element_ids]
    assert [str(chapter.sub_frames["TIT2"]) for chapter in listed] == [c.title for c in CHAPTERS]
    assert [(chapter.start_time, chapter.end_time) for chapter in listed] == [
        (0, 1250), (1250, 2500), (2500, 4000),
    ]  # fmt: skip


def test_chapters_stand_in_the_file_in_the_order_of_time(mp3):
    """For players that do not know of a table of contents."""
    assert re.findall(rb"CHAP.{6}(c\d)\0", mp3.read_bytes(), re.DOTALL) == [b"c1", b"c2", b"c3"]


def test_more_chapters_than_a_table_can_list(tmp_path):
    id3 = pytest.importorskip("mutagen.id3")
    path = tmp_path / "ut.mp3"
    chapters = [Chapter(f"Sak {n}", n / 200, (n + 1) / 200) for n in range(600)]
    write(open_output(str(path), "mp3", RATE, TAGS), speechlike(3), chapters)
    assert [c["tags"]["title"] for c in probe(path)["chapters"]] == [c.title for c in chapters]
    found = id3.ID3(path)
    (top,) = [c for c in found.getall("CTOC") if c.flags & id3.CTOCFlags.TOP_LEVEL]
    tables = [found[f"CTOC:{name}"] for name in top.child_element_ids]
    listed = [name for table in tables for name in table.child_element_ids]
    assert [str(found[f"CHAP:{name}"].sub_frames["TIT2"]) for name in listed] == [
        chapter.title for chapter in chapters
    ]


def test_a_file_without_anything_to_say_says_nothing_wrong(form, tmp_path):
    path = tmp_path / f"ut.{form}"
    write(open_output(str(path), form, RATE, Tags("")), speechlike(1))
    said = probe(path)
    assert said["chapters"] == []
    assert "title" not in said["format"].get("tags", {})


ODD = {
    "slashes": "AC/DC \\ på \\\\ Valle Hovin",
    "long": "ord " * 75 + "slutt",
    "emoji": "Gratulerer 🇳🇴👩‍🚒 med dagen",
    "right to left": "שלום עולם \u202eabc\u202c",
    "line ends": "En\nto\r\ntre\tfire",
    "control": "En\x00to\x1b[31mtre\ud800",
    "signs of ffmpeg": "title=x; #[CHAPTER] \\",
    "empty": "",
    "blank": " \n ",
}


@pytest.mark.parametrize("title", ODD.values(), ids=ODD)
def test_odd_titles(form, title, tmp_path):
    path = tmp_path / f"ut.{form}"
    tags = Tags(title, artist=title, album=title, text=title, notice=title)
    write(open_output(str(path), form, RATE, tags), speechlike(1), [Chapter(title, 0, 1)])
    said = probe(path)
    clean = re.sub(r"[\x00-\x1f\ud800-\udfff]+", " ", title)
    expected = " ".join(clean.split())
    tags = {**said["streams"][0].get("tags", {}), **said["format"].get("tags", {})}
    found = {name.lower(): value for name, value in tags.items()}
    assert found.get("title", "").rstrip(" ") == expected
    assert len(said["chapters"]) == 1
    if expected:  # no chapter is without: they are named after what is said
        assert said["chapters"][0]["tags"]["title"].rstrip(" ") == expected
    assert len(decoded(path)) >= RATE


@pytest.mark.parametrize("title", ["a" * 100_000, "æ🎙" * 50_000])
def test_an_endless_title_is_cut(title, tmp_path):
    need("ffmpeg")
    path = tmp_path / "ut.mp3"
    write(open_output(str(path), "mp3", RATE, Tags(title)), speechlike(1))
    found = probe(path)["format"]["tags"]["title"]
    assert found.endswith(" …")
    assert title.startswith(found[:-2])
    assert len(found) <= 500


# File names


@pytest.mark.parametrize(
    "name",
    ["Krig: hva nå?", "«æøå» 🎙", "שלום", "-v", "100 %d", "a;b|c&d$(e)", "to\nlinjer", "'\"`", " "],
)
def test_odd_names(form, name, tmp_path):
    path = tmp_path / f"{name}.{form}"
    write(open_output(str(path), form, RATE, TAGS), speechlike(1))
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_size > 3000


def test_a_name_that_is_too_long(form, tmp_path):
    path = tmp_path / f"{'a' * 300}.{form}"
    with pytest.raises(OutputError, match="too long"):
        write(open_output(str(path), form, RATE, TAGS), speechlike(1))
    assert list(tmp_path.iterdir()) == []


# When it goes wrong


def stand_in(folder: Path, encoding: str) -> str:
    """Make an ffmpeg that does something else when it is asked to encode."""
    program = folder / "ffmpeg"
    real = need("ffmpeg")
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *-encoders*) exec {real} "$@";; esac\n{encoding}\n'
    )
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("encoding", "reason"),
    [
        ("echo 'Conversion failed!' >&2; exit 1", "Conversion failed"),
        ("head -c 20000 >/dev/null; kill -9 $$", "it gave no reason"),
        ("cat >/dev/null; echo 'av_interleaved_write_frame(): Input/output error' >&2; exit 1",
         "Input/output error"),
        ("cat >/dev/null; exit 0", "stopped|too short"),
    ],
)  # fmt: skip
def test_an_encoder_that_dies_is_reported_and_leaves_nothing(form, encoding, reason, tmp_path):
    program = stand_in(tmp_path, encoding)
    folder = tmp_path / "ut"
    folder.mkdir()
    path = folder / f"ut.{form}"
    path.write_bytes(b"the old one")
    with pytest.raises(OutputError, match=reason):
        write(open_output(str(path), form, RATE, TAGS, program), speechlike(20))
    assert path.read_bytes() == b"the old one"
    assert list(folder.iterdir()) == [path]


def test_an_encoder_that_writes_half_a_file_is_found_out(tmp_path):
    real = need("ffmpeg")
    program = stand_in(
        tmp_path,
        f'case "$*" in *pipe:0*) head -c 100000 | {real} "$@"; cat >/dev/null;; '
        f'*) exec {real} "$@";; esac',
    )
    path = tmp_path / "ut.mp3"
    with pytest.raises(OutputError, match="too short or too long"):
        write(open_output(str(path), "mp3", RATE, TAGS, program), speechlike(20))
    assert not path.exists()


def test_an_ffmpeg_that_lacks_the_encoder_says_so_before_anything_is_read(form, tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ' A....D pcm_s16le  PCM'\n")
    program.chmod(0o755)
    path = tmp_path / f"ut.{form}"
    with pytest.raises(OutputError, match="lacks the encoder"):
        open_output(str(path), form, RATE, TAGS, str(program))


def test_an_ffmpeg_that_does_not_run(tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho 'libavcodec.so.59: cannot open' >&2\nexit 127\n")
    program.chmod(0o755)
    with pytest.raises(OutputError, match="does not work: libavcodec"):
        open_output(str(tmp_path / "ut.mp3"), "mp3", RATE, TAGS, str(program))
    program.write_text("#!/no/such/shell\n")
    other = tmp_path / "ffmpeg2"
    program.rename(other)
    with pytest.raises(OutputError, match="could not be started"):
        open_output(str(tmp_path / "ut.mp3"), "mp3", RATE, TAGS, str(other))


@pytest.mark.parametrize("kilobytes", [64, 900])
def test_a_disk_that_fills_while_waiting_and_while_encoding(form, kilobytes, tmp_path):
    """20 s are 882 kB of samples; with 900 kB there is no room for what is encoded."""
    with small_disk(tmp_path / "disk", kilobytes) as disk:
        path = disk / f"ut.{form}"
        with pytest.raises(OutputError, match="no room on the disk"):
            write(open_output(str(path), form, RATE, TAGS), speechlike(20))
        assert list(disk.iterdir()) == []
        assert os.statvfs(disk).f_bavail == os.statvfs(disk).f_blocks


def test_a_folder_that_may_not_be_written(form, tmp_path):
    with small_disk(tmp_path / "låst", 64) as folder:
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        with pytest.raises(OutputError, match="no right to write"):
            write(open_output(str(folder / f"ut.{form}"), form, RATE, TAGS), speechlike(1))


def test_what_waits_has_no_name_that_a_killed_process_could_leave(form, tmp_path):
    path = tmp_path / f"ut.{form}"
    with open_output(str(path), form, RATE, TAGS) as output:
        output.write(AudioChunk(speechlike(20), 0, 0))
        assert [(left.name, left.stat().st_size) for left in tmp_path.iterdir()] == [
            (f"ut.part.{form}", 0)
        ]


def test_an_interruption_while_encoding_leaves_no_program_behind(form, monkeypatch, tmp_path):
    note = tmp_path / "pid"
    program = stand_in(tmp_path, f"echo $$ >{note}; exec sleep 60")
    folder = tmp_path / "ut"
    folder.mkdir()
    output = open_output(str(folder / f"ut.{form}"), form, RATE, TAGS, program)

    def interrupted(*_):
        while not note.exists() or not note.read_text():
            time.sleep(0.01)
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(Spool, "normalized", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(output, speechlike(1))
    assert list(folder.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_find_ffmpeg_names_the_kind_of_file(monkeypatch):
    import shutil

    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(OutputError, match="Opus files need the program ffmpeg"):
        find_ffmpeg(kind="Opus")
