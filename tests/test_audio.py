import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader import audio

RATE = 22_050


def cut(samples: np.ndarray, sizes: list[int]) -> list[np.ndarray]:
    """Cut samples into arrays of the sizes given, over and over."""
    pieces, start, turn = [], 0, 0
    while start < len(samples):
        size = sizes[turn % len(sizes)]
        pieces.append(samples[start : start + size])
        start, turn = start + size, turn + 1
    return pieces


def tone(seconds: float, level: float, hertz: float = 220.0) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def joined(stream) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.float32), *stream])


def test_limiter_leaves_sound_below_the_ceiling_exactly_as_it_was():
    sound = tone(0.7, 0.78)
    assert np.array_equal(joined(audio.limit(cut(sound, [1000]), RATE)), sound)


def test_limiter_keeps_every_sample_below_the_ceiling_and_the_length():
    sound = tone(1.0, 0.3)
    sound[5000:9000] *= 6
    limited = joined(audio.limit(cut(sound, [777, 13, 4000]), RATE))
    assert len(limited) == len(sound)
    assert np.abs(limited).max() <= audio.CEILING + 1e-6
    assert np.abs(limited[6000:8000]).max() > 0.9 * audio.CEILING
    far = round(0.02 * RATE)
    assert np.allclose(limited[: 5000 - far], sound[: 5000 - far])


@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 3000), min_size=1, max_size=6), seed=st.integers(0, 99))
def test_limiter_does_not_depend_on_how_the_sound_is_cut(sizes, seed):
    sound = np.random.default_rng(seed).normal(0, 0.5, 4000).astype(np.float32)
    whole = joined(audio.limit([sound], RATE))
    assert np.allclose(joined(audio.limit(cut(sound, sizes), RATE)), whole, atol=1e-6)


@pytest.mark.parametrize("length", [0, 1, 50, 200])
def test_limiter_handles_sounds_shorter_than_its_window(length):
    sound = np.full(length, 0.9, np.float32)
    limited = joined(audio.limit([sound], RATE))
    assert len(limited) == length
    assert (np.abs(limited) <= audio.CEILING + 1e-6).all()


def test_trim_leaves_the_promised_silence_on_both_sides():
    padded = np.concatenate(
        [np.zeros(9000, np.float32), tone(0.5, 0.3), np.zeros(7000, np.float32)]
    )
    trimmed = joined(audio.trim(cut(padded, [512]), RATE))
    expected = 0.5 + audio.ONSET + audio.RELEASE
    assert len(trimmed) / RATE == pytest.approx(expected, abs=0.002)


def test_trim_keeps_silence_inside_an_utterance():
    gap = np.zeros(round(0.6 * RATE), np.float32)
    sound = np.concatenate([tone(0.3, 0.3), gap, tone(0.3, 0.3)])
    trimmed = joined(audio.trim(cut(sound, [700]), RATE))
    assert len(trimmed) == pytest.approx(len(sound), abs=100)


def test_trim_never_cuts_into_sound():
    sound = tone(0.4, 0.2)
    assert np.array_equal(joined(audio.trim([sound], RATE)), sound)


@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 3000), min_size=1, max_size=6))
def test_trim_does_not_depend_on_how_the_sound_is_cut(sizes):
    padded = np.concatenate(
        [np.zeros(2000, np.float32), tone(0.1, 0.3), np.zeros(3000, np.float32)]
    )
    whole = joined(audio.trim([padded], RATE))
    assert np.array_equal(joined(audio.trim(cut(padded, sizes), RATE)), whole)


def test_silence_alone_disappears():
    assert len(joined(audio.trim([np.zeros(5000, np.float32)], RATE))) == 0


def test_conversion_to_16_bits_clips_instead_of_wrapping():
    assert audio.to_int16(np.array([-2, -1, 0, 1, 2], np.float32)).tolist() == [
        -32768,
        -32767,
        0,
        32767,
        32767,
    ]
