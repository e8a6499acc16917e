"""The promises of outputs, over every output, and what strangers say about the files."""

import io
import shutil
import sys
import wave

import numpy as np
import pytest

from newsreader.audio import AudioChunk
from newsreader.errors import OutputError
from newsreader.loudness import integrated_loudness
from newsreader.outputs import Tags, format_of, open_output
from newsreader.outputs.encoder import find_ffmpeg
from newsreader.types import Clip
from tests.tools import decoded, need, probe, small_disk

RATE = 22_050
TAGS = Tags("Ærlig «tittel»", "nn", "Avisa", "2026-03-01")


def chunks(seconds: float = 2.0, level: float = 0.5):
    time = np.arange(round(seconds * RATE)) / RATE
    sound = (level * np.sin(2 * np.pi * 300 * time)).astype(np.float32)
    for start in range(0, len(sound), 1000):
        yield AudioChunk(sound[start : start + 1000], start, 0)


def write(output, seconds: float = 2.0) -> None:
    with output:
        for chunk in chunks(seconds):
            output.write(chunk)
        output.finish([Clip(0, 0.0, seconds)])


@pytest.fixture(params=["mp3", "m4b", "opus", "wav", "raw"])
def form(request):
    if request.param in ("mp3", "m4b", "opus"):
        need("ffmpeg")
    return request.param


def test_the_file_holds_what_was_written(form, tmp_path):
    path = tmp_path / f"ut.{form}"
    write(open_output(str(path), form, RATE, TAGS))
    sound = np.frombuffer(path.read_bytes(), "<i2") / 32768 if form == "raw" else decoded(path)
    assert len(sound) - 2 * RATE in range(1024)  # M4B: the last frame is filled up
    level = integrated_loudness([sound.astype(np.float32)], RATE)
    # A file is brought to its loudness; what is raw stays as loud as the voice.
    as_written = integrated_loudness([chunk.samples for chunk in chunks()], RATE)
    assert as_written > -12
    assert level == pytest.approx(as_written if form == "raw" else -19, abs=0.3)
    assert sorted(tmp_path.iterdir()) == [path]


def test_without_finish_nothing_appears(form, tmp_path):
    path = tmp_path / f"ut.{form}"
    with open_output(str(path), form, RATE, TAGS) as output:
        for chunk in chunks():
            output.write(chunk)
        assert not path.exists()
    assert list(tmp_path.iterdir()) == []


def test_an_error_leaves_what_was_there_before(form, tmp_path):
    path = tmp_path / f"ut.{form}"
    path.write_bytes(b"the old one")
    output = open_output(str(path), form, RATE, TAGS)

    def interrupted() -> None:
        with output:
            output.write(next(chunks()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folder(form, tmp_path):
    output = open_output(str(tmp_path / "borte" / f"ut.{form}"), form, RATE, TAGS)
    with pytest.raises(OutputError, match="There is no folder"), output:
        pass


def test_full_disk_with_the_bundled_ffmpeg(tmp_path):
    bundled = pytest.importorskip("imageio_ffmpeg").get_ffmpeg_exe()
    with small_disk(tmp_path / "disk", 64) as disk:
        path = disk / "ut.mp3"
        with pytest.raises(OutputError, match="no room on the disk"):
            write(open_output(str(path), "mp3", RATE, TAGS, bundled), seconds=30)
        assert list(disk.iterdir()) == []


def test_full_disk(form, tmp_path):
    with small_disk(tmp_path / "disk", 64) as disk:
        path = disk / f"ut.{form}"
        with pytest.raises(OutputError, match="no room on the disk"):
            write(open_output(str(path), form, RATE, TAGS), seconds=30)
        assert list(disk.iterdir()) == []


def test_mp3_has_its_tags_and_is_mono_at_the_sample_rate_of_the_voice(tmp_path):
    need("ffmpeg")
    path = tmp_path / "ut.mp3"
    write(open_output(str(path), "mp3", RATE, TAGS))
    said = probe(path)
    stream, tags = said["streams"][0], said["format"]["tags"]
    assert (stream["codec_name"], stream["channels"], stream["sample_rate"]) == ("mp3", 1, "22050")
    assert int(said["format"]["bit_rate"]) == pytest.approx(64_000, rel=0.05)
    assert tags["title"] == "Ærlig «tittel»"
    assert tags["language"] == "nno"
    assert tags["artist"] == "Avisa"
    assert tags["date"].startswith("2026")
    assert float(said["format"]["duration"]) == pytest.approx(2.0, abs=0.1)


def test_wav_is_read_by_others_and_has_its_title(tmp_path):
    path = tmp_path / "ut.wav"
    write(open_output(str(path), "wav", RATE, TAGS))
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        assert file.getnframes() == 2 * RATE
    tags = probe(path)["format"]["tags"]
    assert tags["title"] == "Ærlig «tittel»"
    assert tags["language"] == "nno"


def test_stream_can_be_read_while_it_grows(monkeypatch):
    sink = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(sink))
    output = open_output("-", "wav", RATE, TAGS)
    with output:
        output.write(next(chunks()))
        assert len(sink.getvalue()) == 44 + 2000
        output.finish([])
    sink.seek(0)
    assert sink.read(4) == b"RIFF"


@pytest.mark.parametrize(
    ("target", "chosen", "form"),
    [
        ("a.mp3", None, "mp3"),
        ("a.WAV", None, "wav"),
        ("a.mp3", "wav", "wav"),
        ("a.m4b", None, "m4b"),
        ("a.m4a", None, "m4a"),
        ("a.Opus", None, "opus"),
        ("-", None, "wav"),
        ("-", "raw", "raw"),
    ],
)
def test_format_is_known_from_the_name(target, chosen, form):
    assert format_of(target, chosen) == form


@pytest.mark.parametrize(
    ("target", "chosen"), [("a.ogg", None), ("a", None), ("-", "mp3"), ("-", "opus")]
)
def test_format_that_cannot_be_made(target, chosen):
    with pytest.raises(OutputError):
        format_of(target, chosen)


def test_an_encoder_that_dies_is_reported_with_its_reason(tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho 'Unknown encoder libmp3lame' >&2\nexit 1\n")
    program.chmod(0o755)
    path = tmp_path / "ut.mp3"
    with pytest.raises(OutputError, match="Unknown encoder libmp3lame"):
        write(open_output(str(path), "mp3", RATE, TAGS, str(program)), seconds=30)
    assert not list(tmp_path.glob("*.mp3"))


def test_without_ffmpeg_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(OutputError, match="apt install ffmpeg"):
        find_ffmpeg()
    with pytest.raises(OutputError, match="no ffmpeg program at /x/ffmpeg"):
        find_ffmpeg("/x/ffmpeg")


def test_the_bundled_ffmpeg_makes_mp3_too(monkeypatch, tmp_path):
    bundled = pytest.importorskip("imageio_ffmpeg").get_ffmpeg_exe()
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "ffmpeg" else which(name))
    assert find_ffmpeg() == bundled
    path = tmp_path / "ut.mp3"
    write(open_output(str(path), "mp3", RATE, TAGS))
    assert path.stat().st_size > 10_000
