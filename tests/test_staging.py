"""Captions in another voice, and the short sounds before parts."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from newsreader.earcons import GAP, earcon
from newsreader.engines import Sound, open_engine
from newsreader.engines.espeak import EspeakEngine
from newsreader.engines.staging import LOWER, Second, Staged, directed
from newsreader.engines.words import Word
from newsreader.types import Role, Utterance
from newsreader.voices import find

RATE = 22050


class Tone:
    """Says a tone of one second, with a word in its middle."""

    sample_rate = RATE
    identity = "tone"

    def __init__(self, pitch=440.0, rate=RATE):
        self.sample_rate = rate
        self.pitch = pitch
        self.asked = []

    def synthesize_each(self, texts, rate=1.0):
        for text in texts:
            self.asked.append(text)
            yield Sound(iter(self._parts()))

    def _parts(self):
        time = np.arange(self.sample_rate) / self.sample_rate
        wave = (0.5 * np.sin(2 * np.pi * self.pitch * time)).astype(np.float32)
        half = self.sample_rate // 2
        return [(wave[:half], [Word(100, half)]), (wave[half:], [Word(half, 2 * half)])]


def utterance(role=Role.BODY, text="tekst", cue=False):
    return Utterance(text, text, 0, 0.4, role=role, cue=cue)


def said(engine, *utterances):
    texts = [directed(each.spoken, each, engine) for each in utterances]
    with closing(engine.synthesize_each(texts)) as sounds:
        return [(np.concatenate(list(sound)), list(sound.words)) for sound in sounds]


def pitch(samples, rate=RATE):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return spectrum.argmax() * rate / len(samples)


def test_an_engine_that_takes_no_directions_gets_the_text_alone():
    caption = utterance(Role.CAPTION, cue=True)
    assert directed("tekst", caption, Tone()) == "tekst"


def test_the_engine_never_sees_directions():
    tone = Tone()
    said(Staged(tone, lower=True), utterance(Role.CAPTION, cue=True), utterance(Role.QUOTE))
    assert tone.asked == ["tekst", "tekst"]


def test_the_same_words_with_and_without_a_sound_are_two_texts():
    staged = Staged(Tone(), lower=False)
    plain = directed("tekst", utterance(Role.QUOTE), staged)
    assert plain != directed("tekst", utterance(Role.QUOTE, cue=True), staged)


@pytest.mark.parametrize("role", [Role.CAPTION, Role.SUBHEADING, Role.QUOTE])
def test_the_sound_of_a_part_comes_first_and_words_move_with_it(role):
    before = earcon(role.value, RATE)
    (samples, words), (plain, own) = said(
        Staged(Tone(), lower=False), utterance(role, cue=True), utterance(role)
    )
    shift = len(before) + round(GAP * RATE)
    assert np.array_equal(samples[: len(before)], before)
    assert not samples[len(before) : shift].any()
    assert np.array_equal(samples[shift:], plain)
    assert words == [Word(word.begin + shift, word.end + shift) for word in own]


def test_a_lower_caption_keeps_its_length_and_its_words():
    staged = Staged(Tone(), lower=True)
    (samples, words), (_plain, own) = said(staged, utterance(Role.CAPTION), utterance())
    assert len(samples) == pytest.approx(RATE, rel=0.01)
    assert pitch(samples[2000:-2000]) == pytest.approx(440 * LOWER, rel=0.01)
    assert words == own


def test_what_the_reader_adds_keeps_the_voice_of_the_story():
    staged = Staged(Tone(), lower=True)
    added = Utterance("", "Bildetekst.", 0, 0.3, role=Role.CAPTION)
    ((samples, _words),) = said(staged, added)
    assert pitch(samples) == pytest.approx(440, rel=0.01)


def test_captions_of_another_voice_stand_in_their_places():
    first, second = Tone(440), Tone(300, 16000)
    staged = Staged(first, Second(second, -6.0), lower=False)
    script = [Role.CAPTION, Role.BODY, Role.CAPTION, Role.CAPTION, Role.BODY, Role.CAPTION]
    found = said(staged, *map(utterance, script))
    pitches = [round(pitch(samples[2000:-2000]) / 10) * 10 for samples, _words in found]
    assert pitches == [300, 440, 300, 300, 440, 300]
    samples, words = found[0]
    assert len(samples) == pytest.approx(RATE, abs=2)
    assert np.abs(samples[2000:-2000]).max() == pytest.approx(0.25, rel=0.02)
    assert words[1] == Word(RATE // 2, RATE)
    assert (len(first.asked), len(second.asked)) == (2, 4)


def test_the_identity_tells_the_ways_apart():
    ways = [
        Staged(Tone(), lower=True),
        Staged(Tone(), lower=False),
        Staged(Tone(), Second(EspeakEngine()), lower=False),
    ]
    assert len({way.identity for way in ways}) == 3


def test_real_voices_read_a_caption_lower():
    """The fundamental of espeak's vowel falls by LOWER."""
    engine = EspeakEngine()
    ((plain, _a),) = said(Staged(engine, lower=False), utterance(Role.CAPTION, "aaaaaaaa"))
    ((low, _b),) = said(Staged(engine, lower=True), utterance(Role.CAPTION, "aaaaaaaa"))
    assert len(low) == pytest.approx(len(plain), rel=0.02)
    middle = slice(len(plain) // 3, 2 * len(plain) // 3)

    def period(samples):
        part = samples[middle]
        likeness = np.correlate(part, part, "full")[len(part) - 1 :]
        low_lag, high_lag = RATE // 300, RATE // 60
        return low_lag + likeness[low_lag:high_lag].argmax()

    assert period(low) / period(plain) == pytest.approx(1 / LOWER, rel=0.05)


def test_a_voice_of_three_speakers_works_too():
    voice = find(str(Path(__file__).parent / "data" / "voices" / "tiny-multi.onnx"))
    staged = Staged(open_engine(voice, "kari"), lower=True)
    ((samples, _words),) = said(staged, utterance(Role.CAPTION, "ee", cue=True))
    assert len(samples) > len(earcon("caption", RATE))
