"""From utterances to chunks to clips, with an engine that makes tones."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from newsreader.audio import Samples
from newsreader.engines import OneByOne
from newsreader.pipeline import deliver, prepare, programme, speak
from newsreader.types import Document, Reading, Utterance

RATE = 22_050


class Tones(OneByOne):
    """An engine: 10 ms of tone a letter, with silence around it, in small arrays."""

    sample_rate = RATE

    def __init__(self) -> None:
        self.said: list[str] = []

    def synthesize(self, spoken: str, rate: float = 1.0) -> Iterator[Samples]:
        self.said.append(spoken)
        time = np.arange(len(spoken) * RATE // 100) / RATE
        edge = np.zeros(RATE // 5, np.float32)
        sound = np.concatenate([edge, 0.5 * np.sin(2 * np.pi * 200 * time), edge])
        for start in range(0, len(sound), 1000):
            yield sound[start : start + 1000].astype(np.float32)


class Memory:
    """An output that keeps everything."""

    def __init__(self) -> None:
        self.chunks, self.clips = [], None

    def write(self, chunk) -> None:
        self.chunks.append(chunk)

    def finish(self, clips, chapters=()) -> None:
        self.clips = clips


SCRIPT = [
    Utterance("a", "hundre tegn " * 8, 0, 0.5),
    Utterance("b", "kort", 1, 1.0),
    Utterance("c", "og ett til", 1, 0.3),
]


def test_clips_tile_the_programme():
    output = Memory()
    clips = deliver(speak(SCRIPT, Tones()), output, RATE)
    assert output.clips == clips
    assert [clip.utterance for clip in clips] == [0, 1, 2]
    assert clips[0].begin == 0
    assert all(a.end == b.begin for a, b in pairwise(clips))
    total = sum(len(chunk.samples) for chunk in output.chunks)
    assert clips[-1].end == total / RATE


def test_chunks_follow_each_other_without_a_gap():
    position = 0
    for chunk in speak(SCRIPT, Tones()):
        assert chunk.start == position
        position += len(chunk.samples)


def test_a_pause_is_as_long_as_it_says_whatever_the_engine_adds():
    sound = np.concatenate([chunk.samples for chunk in speak(SCRIPT, Tones())])
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    gaps = [gap / RATE for gap in np.diff(loud) if gap > 2000]
    assert gaps == pytest.approx([0.5, 1.0], abs=0.01)


def test_gain_is_applied_and_peaks_are_limited():
    quiet = np.concatenate([c.samples for c in speak(SCRIPT, Tones(), gain=-6.0206)])
    assert np.abs(quiet).max() == pytest.approx(0.25, abs=0.01)
    loud = np.concatenate([c.samples for c in speak(SCRIPT, Tones(), gain=12.0)])
    assert np.abs(loud).max() == pytest.approx(0.794, abs=0.01)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.5, 2.0, 3.0, 5.0])
def test_speech_is_as_fast_as_was_asked_and_pauses_shrink_more(speed):
    script = [Utterance("a", "hundre tegn " * 90, 0, 0.5), Utterance("b", "to " * 300, 0, 0.3)]

    def parts(at: float) -> tuple[float, float]:
        sound = np.concatenate([c.samples for c in speak(script, Tones(), speed=at)])
        loud = np.flatnonzero(np.abs(sound) > 0.02)
        gap = np.diff(loud).max()
        return (loud[-1] - loud[0] - gap) / RATE, gap / RATE

    (words, pause), (fast_words, fast_pause) = parts(1.0), parts(speed)
    assert words / fast_words == pytest.approx(speed, rel=0.02)
    if speed > 1:
        assert 0.045 < fast_pause < pause / speed
    else:
        assert pause < fast_pause <= pause / speed + 0.02


def test_respelling_reaches_the_engine_only():
    script = [Utterance("25", "tjuefem", 0, 0.0)]
    engine = Tones()
    list(speak(script, engine))
    assert engine.said == ["tjue fem"]
    engine = Tones()
    list(speak(script, engine, respelling=False))
    assert engine.said == ["tjuefem"]


def test_sound_begins_before_the_script_is_read_to_its_end():
    taken = []

    def script() -> Iterator[Utterance]:
        for utterance in SCRIPT:
            taken.append(utterance)
            yield utterance

    next(speak(script(), Tones()))
    assert len(taken) == 1


def test_progress_is_told_before_each_utterance():
    seen = []
    list(speak(SCRIPT, Tones(), progress=seen.append))
    assert seen == SCRIPT


def test_prepare_finds_title_language_and_parts():
    text = "Rekordmye snø i fjellet\n\nKommunen har ikkje fått svar frå dei, og ho er lei seg.\n"
    article = prepare(Document(text, "a.txt"))
    assert article.title == "Rekordmye snø i fjellet"
    assert article.language == "nn"
    assert prepare(Document(text, "a.txt"), "nb").language == "nb"


def test_a_programme_numbers_its_articles():
    one = prepare(Document("Snø i fjellet\n\nDet snør i dag.", "a"))
    said = list(programme([one, one], Reading()))
    assert [u.article for u in said if u.spoken.startswith("Sak ")] == [0, 1]
    assert said[0].spoken == "Sak en av to."
