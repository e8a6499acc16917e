"""``newsreader record`` from end to end, heard with tools."""

import os
import subprocess
import sys

import numpy as np
import pytest

from newsreader.engines import open_engine
from newsreader.pipeline import prepare, programme, speak
from newsreader.sources import open_document
from newsreader.text.utterances import LONGEST_PAUSE
from newsreader.types import Reading
from newsreader.voices import find
from tests.tools import ARTICLES, ROOT, decoded, need, probe, run_newsreader

BUILT_IN = {"NEWSREADER_VOICE": "espeak-nb"}
ARTICLE = ARTICLES / "bokmal_nyhet.txt"
RATE = 22_050


def silences(sound: np.ndarray, level: float = 0.004) -> list[float]:
    """Return the lengths of the silences between sounds, in s."""
    loud = np.flatnonzero(np.abs(sound) > level)
    gaps = np.diff(loud)
    return [gap / RATE for gap in gaps if gap > 0.05 * RATE]


def check_programme(path) -> np.ndarray:
    """Check what every programme promises, and return its samples."""
    sound = decoded(path, RATE)
    assert np.abs(sound).max() < 0.99, "it clips"
    assert max(silences(sound)) <= LONGEST_PAUSE + 0.05, "a silence longer than any pause"
    assert np.sqrt(np.mean(sound**2)) > 0.02, "it is too soft"
    return sound


def test_mp3_of_an_article(tmp_path):
    need("ffmpeg")
    path = tmp_path / "nyheter.mp3"
    done = run_newsreader("record", ARTICLE, "-o", path, env=BUILT_IN)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().startswith(f"Made {path}, ")
    assert done.stderr == b""
    said = probe(path)
    title = ARTICLE.read_text(encoding="utf-8").splitlines()[0].strip()
    assert said["streams"][0]["channels"] == 1
    assert said["format"]["tags"]["title"] == title
    assert said["format"]["tags"]["language"] == "nob"
    sound = check_programme(path)
    assert float(said["format"]["duration"]) == pytest.approx(len(sound) / RATE, abs=0.1)


def test_stream_equals_the_file(tmp_path):
    path = tmp_path / "sak.wav"
    run_newsreader("record", ARTICLE, "-o", path, env=BUILT_IN)
    streamed = run_newsreader("record", ARTICLE, "-o", "-", "--format", "raw", env=BUILT_IN)
    assert streamed.stderr == b""
    length = len(np.frombuffer(streamed.stdout, "<i2"))
    # espeak-ng is not exactly repeatable from run to run.
    assert length == pytest.approx(len(decoded(path)), rel=0.01)
    wav = run_newsreader("record", ARTICLE, "-o", "-", env=BUILT_IN).stdout
    assert wav[:4] == b"RIFF"


def test_several_articles_are_one_programme_with_announcements(tmp_path):
    path = tmp_path / "alt.wav"
    sources = [ARTICLE, ARTICLES / "nynorsk_nyhet.txt"]
    assert run_newsreader("record", *sources, "-o", path, env=BUILT_IN).returncode == 0
    both = len(check_programme(path))
    single = 0
    for number, source in enumerate(sources):
        one = tmp_path / f"{number}.wav"
        run_newsreader("record", source, "-o", one, env=BUILT_IN)
        single += len(decoded(one))
    assert both > single + 2 * RATE  # two announcements and the pause between
    assert probe(path)["format"]["tags"]["title"].count("; ") == 1


def test_split_makes_a_file_of_each(tmp_path):
    sources = [ARTICLE, ARTICLES / "nynorsk_nyhet.txt"]
    done = run_newsreader(
        "record", *sources, "--split", "--format", "wav", "-o", tmp_path, env=BUILT_IN
    )
    assert done.returncode == 0, done.stderr.decode()
    made = sorted(path.name for path in tmp_path.iterdir())
    assert [name[:3] for name in made] == ["01-", "02-"]
    assert all(name.endswith(".wav") and name.isascii() for name in made)
    assert probe(tmp_path / made[1])["format"]["tags"]["language"] == "nno"


def test_options_change_what_is_heard(tmp_path):
    lengths = []
    for captions in ("read", "skip"):
        path = tmp_path / f"{captions}.wav"
        run_newsreader("record", ARTICLE, "-o", path, "--captions", captions, env=BUILT_IN)
        lengths.append(len(decoded(path)))
    assert lengths[0] > lengths[1] + RATE


def test_built_in_voice_says_how_to_get_the_natural_one(tmp_path):
    env = {"NEWSREADER_DATA_DIR": str(tmp_path / "data"), "NEWSREADER_VOICE": ""}
    done = run_newsreader("record", ARTICLE, "-o", tmp_path / "ut.wav", env=env)
    assert done.returncode == 0
    if b"built-in" in done.stderr:  # not where a voice lies in the checkout's own folder
        assert b"newsreader voices install" in done.stderr


@pytest.mark.voice
def test_real_piper_voice(joe_voice, tmp_path):
    path = tmp_path / "joe.wav"
    done = run_newsreader("record", ARTICLE, "-o", path, "--voice", joe_voice.path, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.startswith(b"Preparing the voice joe.")  # the first time
    assert done.stderr.count(b"\n") == 1
    sound = check_programme(path)
    assert 60 < len(sound) / RATE < 300
    done = run_newsreader("record", ARTICLE, "-o", path, "--voice", joe_voice.path, timeout=300)
    assert done.stderr == b""


MEASURE = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss // 1024)
"""


def levels(voice, source) -> np.ndarray:
    """Return the level of each sentence of an article in dB, of those longer than 0.8 s."""
    engine = open_engine(voice)
    article = prepare(open_document(str(source)))
    sentences: dict[int, list[np.ndarray]] = {}
    for chunk in speak(programme([article], Reading()), engine, gain=voice.gain):
        sentences.setdefault(chunk.utterance, []).append(chunk.samples)
    found = []
    for pieces in sentences.values():
        sound = np.concatenate(pieces)
        frames = sound[: len(sound) // 441 * 441].reshape(-1, 441)
        loudness = np.sqrt((frames**2).mean(axis=1))
        loudness = loudness[loudness > 0.02]
        if len(loudness) > 40:
            found.append(20 * np.log10(np.sqrt((loudness**2).mean())))
    return np.array(found)


def test_no_sentence_is_more_than_3_db_off():
    found = levels(find("espeak-nb"), ARTICLE)
    assert len(found) > 15
    assert np.abs(found - np.median(found)).max() < 3


@pytest.mark.voice
def test_no_sentence_of_the_real_voice_is_more_than_3_db_off(joe_voice):
    found = levels(joe_voice, ARTICLE)
    assert len(found) > 15
    assert np.abs(found - np.median(found)).max() < 3


def peak_memory(*arguments: str) -> int:
    """Return the peak resident memory of a command, in MB.

    Measured by a small process in between: a child's peak counts what its parent had at the fork.
    """
    command = [sys.executable, "-m", "newsreader", *arguments]
    measured = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE, *command],
        cwd=ROOT,
        env={**os.environ, **BUILT_IN},
        capture_output=True,
        text=True,
        check=True,
    )
    code, megabytes = map(int, measured.stdout.split())
    assert code == 0, measured.stderr
    return megabytes


@pytest.mark.slow
def test_memory_does_not_grow_with_the_programme():
    once = peak_memory("record", str(ARTICLE), "-o", "-", "--format", "raw")
    often = peak_memory("record", *[str(ARTICLE)] * 30, "-o", "-", "--format", "raw")
    assert often <= once + 25


@pytest.mark.slow
def test_a_paragraph_of_20_000_words_without_a_stop(tmp_path):
    source = tmp_path / "lang.txt"
    source.write_text("Det regner i byen og folk går hjem " * 2500, encoding="utf-8")
    assert peak_memory("record", str(source), "-o", "-", "--format", "raw") < 120
