"""The meters against the standard, a library of others, and ffmpeg."""

import math
import re
import subprocess
import wave

import loudness as peer
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.audio import limit
from newsreader.loudness import LoudnessMeter, PeakMeter, integrated_loudness
from tests.tools import need

RATE = 22_050


def tone(seconds: float, level: float, rate: int = RATE, hertz: float = 997.0) -> np.ndarray:
    """Return a sine of a level in dBFS."""
    time = np.arange(round(seconds * rate)) / rate
    return (10 ** (level / 20) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def speechlike(seconds: float, rate: int = RATE, seed: int = 0) -> np.ndarray:
    """Return noise that swells and pauses."""
    rng = np.random.default_rng(seed)
    level = np.repeat(rng.choice([0, 0.02, 0.1, 0.3], math.ceil(5 * seconds)), rate // 5)
    return (level * rng.normal(0, 0.4, len(level))).astype(np.float32)


def loudness_of(sound: np.ndarray, rate: int = RATE, size: int = 5000) -> float:
    return integrated_loudness(
        (sound[start : start + size] for start in range(0, len(sound), size)), rate
    )


def peak_of(sound: np.ndarray, size: int = 5000) -> float:
    meter = PeakMeter()
    for start in range(0, len(sound), size):
        meter.add(sound[start : start + size])
    return 20 * math.log10(meter.peak)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("level", [0.0, -20.0])
def test_997_hz_at_full_scale_in_one_channel_is_minus_3_01(rate, level):
    """BS.1770-4, annex 1, the note on the offset of -0.691."""
    assert loudness_of(tone(5, level, rate), rate) == pytest.approx(level - 3.01, abs=0.01)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        # EBU Tech 3341, cases 3 and 4, in one channel: 3 dB less than in two.
        ([(10, -36), (60, -23), (10, -36)], -26.0),
        ([(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)], -26.0),
        # Case 5: all above the relative gate.
        ([(20, -26), (20.1, -20), (20, -26)], -26.0),
    ],
)
def test_the_gates_leave_out_what_is_soft(parts, expected):
    sound = np.concatenate([tone(seconds, level, hertz=1000) for seconds, level in parts])
    assert loudness_of(sound) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_a_library_of_others_measures_the_same(rate):
    sound = speechlike(20, rate)
    found = peer.integrated_loudness(sound.astype(np.float64).reshape(-1, 1), rate)
    assert loudness_of(sound, rate) == pytest.approx(found, abs=0.1)


def test_ffmpeg_measures_the_same(tmp_path):
    sound = np.clip(speechlike(30), -0.9, 0.9)
    path = tmp_path / "lyd.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.rint(sound * 32767).astype("<i2").tobytes())
    said = subprocess.run(
        [need("ffmpeg"), "-nostats", "-hide_banner", "-i", path, "-af", "ebur128=peak=true",
         "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    level = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])
    peak = float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", said)[-1])
    assert loudness_of(sound) == pytest.approx(level, abs=0.1)
    assert peak_of(sound) == pytest.approx(peak, abs=0.3)  # BS.1770-4, annex 2: +0.2/-0.4


@settings(deadline=None, max_examples=20)
@given(size=st.integers(1, 40_000))
def test_how_the_sound_is_cut_changes_nothing(size):
    sound = speechlike(2)
    size = max(size, 50)
    assert loudness_of(sound, size=size) == pytest.approx(loudness_of(sound, size=len(sound)))
    assert peak_of(sound, size) == pytest.approx(peak_of(sound, len(sound)))


def test_measuring_on_the_way_changes_nothing():
    sound = speechlike(3)
    meter = LoudnessMeter(RATE)
    meter.add(sound[:30_000])
    meter.integrated()
    meter.add(sound[30_000:])
    assert meter.integrated() == pytest.approx(loudness_of(sound))


@pytest.mark.parametrize("length", [0, 1, 100_000])
def test_silence_has_no_loudness(length):
    assert loudness_of(np.zeros(length, np.float32)) == -math.inf


@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_a_sound_shorter_than_a_block_is_measured_whole(seconds):
    assert loudness_of(tone(seconds, -10)) == pytest.approx(-13, abs=0.3)


def test_true_peak_lies_between_samples():
    """A quarter of the sample rate at 45 degrees never has a sample above -3.01 dBFS."""
    sound = np.sin(np.pi / 2 * np.arange(8000) + np.pi / 4).astype(np.float32)
    sound *= np.hanning(8000).astype(np.float32)
    assert np.abs(sound).max() < 0.708
    assert peak_of(sound) == pytest.approx(0.0, abs=0.1)


def test_the_limiter_holds_down_what_lies_between_samples():
    sound = speechlike(5) * 3
    ceiling = 10 ** (-2 / 20)
    pieces = np.array_split(sound, 40)
    plain = np.concatenate(list(limit(pieces, RATE, ceiling)))
    between = np.concatenate(list(limit(pieces, RATE, ceiling, between=True)))
    assert len(plain) == len(between) == len(sound)
    assert peak_of(plain) > -1.5
    assert peak_of(between) <= -1.9
