"""When printed words are heard in a finished programme."""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from newsreader.engines import OneByOne, Sound, open_engine
from newsreader.engines.hearing import Hearing
from newsreader.engines.words import Word, printed_words, tokens
from newsreader.pipeline import deliver, prepare, programme, speak
from newsreader.text.normalize import normalize
from newsreader.text.respell import respell
from newsreader.types import Document, Reading, Utterance
from newsreader.voices import find
from tests.tools import ARTICLES, ROOT

RATE = 22_050


def utterance(text: str, pause: float = 0.4) -> Utterance:
    spoken = normalize(text)
    return Utterance(text, spoken.text, 0, pause, tokens=spoken.tokens)


class Beeps(OneByOne):
    """An engine: 20 ms of tone a letter, 60 ms of silence after each word, which it counts too."""

    sample_rate = RATE
    identity = "beeps"

    def synthesize(self, spoken: str, rate: float = 1.0) -> Sound:
        return Sound(self._parts(spoken))

    def _parts(self, spoken: str) -> Iterator[tuple[np.ndarray, list[Word]]]:
        made, words = [np.zeros(RATE // 5, np.float32)], []
        place = len(made[0])
        for start, end in tokens(spoken):
            time = np.arange((end - start) * RATE // 50) / RATE
            made += [0.5 * np.cos(2 * np.pi * 200 * time), np.zeros(RATE * 60 // 1000)]
            words.append(Word(place, place + len(time) + RATE // 20))
            place += len(time) + len(made[-1])
        sound = np.concatenate(made).astype(np.float32)
        for start in range(0, len(sound), 1000):
            yield sound[start : start + 1000], words if start == 0 else []


class Memory:
    """An output that keeps everything."""

    def __init__(self) -> None:
        self.sound = np.zeros(0, np.float32)

    def write(self, chunk) -> None:
        assert len(chunk.samples)
        self.sound = np.concatenate((self.sound, chunk.samples))

    def finish(self, clips, chapters=()) -> None:
        pass


def delivered(script, engine, **options):
    output = Memory()
    return deliver(speak(script, engine, **options), output, engine.sample_rate), output.sound


def stretches(sound, least: float):
    """Return begin and end in s of what is heard, parted by silence of at least ``least`` s."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    breaks = np.flatnonzero(np.diff(loud) > least * RATE)
    begins = loud[np.concatenate(([0], breaks + 1))] / RATE
    ends = (loud[np.concatenate((breaks, [len(loud) - 1]))] + 1) / RATE
    return list(zip(begins, ends, strict=True))


# Printed words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hei, alle sammen!", "Hei,|alle|sammen!"),
        ("NRK fikk 3,5 mrd. kr – 25 % mer.", "NRK|fikk|3,5|mrd.|kr|25 %|mer."),
        ("Kampen endte 3-2 (1-0) kl. 19.30.", "Kampen|endte|3-2|(1-0)|kl. 19.30."),
        ("De 22-årige var på 100-meteren", "De|22-årige|var|på|100-meteren"),
        ("So\u00adft og 1\u00a0000 menn", "So\u00adft|og|1\u00a0000|menn"),
        ("«Ja – nei»: 5 km/t", "«Ja|nei»:|5 km/t"),
    ],
)
def test_each_printed_word_has_what_is_spoken_for_it(text, parts):
    said = utterance(text)
    given = respell(said.spoken, "nb")
    words = [Word(10 * n, 10 * n + 9) for n, _ in enumerate(tokens(given))]
    found = printed_words(said, given, words)
    assert [text[start:end] for (start, end), _begin, _stop in found] == parts.split("|")
    assert found[0][1] == 0
    assert found[-1][2] == 10 * len(words) - 1
    assert all(one[2] == two[1] - 1 for one, two in pairwise(found))


@pytest.mark.parametrize("path", sorted(ARTICLES.glob("*.txt")), ids=lambda path: path.stem)
def test_tokens_cover_all_that_is_spoken(path):
    article = prepare(Document(path.read_text(encoding="utf-8"), str(path)))
    for said in programme([article], Reading()):
        if not said.text:
            continue
        covered = [" "] * len(said.spoken)
        for (start, end), (begin, stop) in said.tokens:
            assert said.text[start:end].strip() == said.text[start:end] != ""
            covered[begin:stop] = said.spoken[begin:stop]
        assert "".join(covered).split() == said.spoken.split()


def test_where_words_are_missing_none_is_told():
    said = utterance("Hei du der")
    assert printed_words(said, "Hei du der", [Word(0, 1), Word(1, 2)]) == []
    assert printed_words(said, "Hei du der", []) == []
    added = Utterance("", "Bildetekst", 0, 0.3)
    assert printed_words(added, "Bildetekst", [Word(0, 5)]) == []


# In the programme


@pytest.mark.parametrize("speed", [1.0, 0.7, 1.6])
def test_words_are_where_they_are_heard(speed):
    script = [utterance("Hei du."), utterance("Det er 25 % mer", 0.0), utterance("nå.")]
    clips, sound = delivered(script, Beeps(), speed=speed)
    words = [word for clip in clips for word in clip.words]
    assert [word.text for word in words] == ["Hei", "du.", "Det", "er", "25 %", "mer", "nå."]
    for clip in clips:
        assert clip.begin <= clip.words[0].begin
        assert clip.words[-1].end <= clip.end
    heard = stretches(sound, 0.02)
    # "25 %" is three spoken words.
    heard[4:7] = [(heard[4][0], heard[6][1])]
    for word, (begin, end) in zip(words, heard, strict=True):
        # The stretcher keeps the place to 10 ms.
        assert word.begin == pytest.approx(begin, abs=0.002 if speed == 1 else 0.015)
        assert word.end == pytest.approx(end, abs=0.002 if speed == 1 else 0.015)


def test_without_a_pause_the_words_come_too():
    clips, sound = delivered([utterance("Ja", 0.0)], Beeps())
    assert [word.text for word in clips[0].words] == ["Ja"]
    assert clips[0].end == len(sound) / RATE


@pytest.mark.parametrize("size", [1, 7, 100, 5000])
def test_hearing_is_the_same_for_all_chunks(size):
    tone = np.full(300, 0.1, np.float32)
    nothing = np.zeros(200, np.float32)
    sound = np.concatenate((nothing, tone, nothing, tone, nothing, nothing))
    known = [Word(200, 650), Word(650, 1100), Word(1150, 1200)]
    chunks = [sound[start : start + size] for start in range(0, len(sound), size)]
    hearing = Hearing(chunks, known)
    assert np.array_equal(np.concatenate(list(hearing)), sound)
    assert hearing.onset == 200
    # The last has no sound at all.
    assert hearing.words == [Word(200, 500), Word(650, 1000), Word(1150, 1200)]


def test_hearing_keeps_no_more_than_a_word():
    known: list[Word] = []

    def chunks():
        for number in range(100):
            known.append(Word(1000 * number, 1000 * number + 900))
            yield np.full(1000, 0.1, np.float32)

    hearing = Hearing(chunks(), known)
    held = [len(hearing._held) for _samples in hearing]
    assert max(held) <= 1000
    assert len(hearing.words) == 100


# Real voices

_ENDS = re.compile(r"[.,;:!?]$")


@pytest.mark.parametrize("name", ["espeak", pytest.param("joe", marks=pytest.mark.voice)])
def test_words_beside_pauses_begin_and_end_with_the_sound(name, request):
    voice = find("espeak-nb") if name == "espeak" else request.getfixturevalue("joe_voice")
    text = (ROOT / "scripts" / "bench" / "article.txt").read_text(encoding="utf-8")
    script = list(programme([prepare(Document(text, "a"))], Reading()))[2:16]
    clips, sound = delivered(script, open_engine(voice), gain=voice.gain)
    begins, ends, total, inside = [], [], 0.0, 0.0
    energy = np.square(sound)
    for clip in clips:
        assert "".join(word.text for word in clip.words)
        first, last = (round(time * RATE) for time in (clip.begin, clip.end))
        heard = np.abs(sound[first:last]) > 0.01
        loud = np.flatnonzero(heard)
        begins.append(clip.words[0].begin - (first + loud[0]) / RATE)
        ends.append(clip.words[-1].end - (first + loud[-1]) / RATE)
        # Inside, at a mark where the voice is silent for long.
        for one, two in pairwise(clip.words):
            low, high = (round(((w.begin + w.end) / 2 - clip.begin) * RATE) for w in (one, two))
            loud = np.flatnonzero(heard[low:high])
            gaps = np.diff(loud)
            if _ENDS.search(one.text) and len(gaps) and gaps.max() > 0.2 * RATE:
                at = int(gaps.argmax())
                ends.append(one.end - (first + low + loud[at]) / RATE)
                begins.append(two.begin - (first + low + loud[at + 1]) / RATE)
        total += float(energy[first:last].sum())
        for word in clip.words:
            inside += float(energy[round(word.begin * RATE) : round(word.end * RATE)].sum())
    assert len(begins) >= len(clips)
    assert np.abs(begins).max() < 0.05
    assert np.abs(ends).max() < 0.05
    assert inside > 0.94 * total


@pytest.mark.voice
def test_nearly_all_utterances_tell_their_words(joe_voice):
    import json

    from newsreader.engines.phonemes import Phonemizer

    description = json.loads(joe_voice.config.read_text(encoding="utf-8"))
    phonemizer = Phonemizer("nb", description["phoneme_id_map"])
    told = count = 0
    for path in sorted((ROOT / "tests" / "data" / "segments").rglob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        article = prepare(Document(found["text"], str(path)))
        for said in programme([article], Reading()):
            if said.text:
                given = respell(said.spoken, said.language)
                owners = {n for _ids, numbers in phonemizer.owned(given) for n in numbers}
                words = [Word(n, n) for n in sorted(owners - {-1})]
                told += bool(printed_words(said, given, words))
                count += 1
    assert count > 1000
    assert told >= 0.99 * count
