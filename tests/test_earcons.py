"""The short sounds: told apart, soft at the edges, none louder than speech."""

from itertools import combinations

import numpy as np
import pytest

from newsreader.earcons import LEVEL, NAMES, earcon

RATE = 22050


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate", [16000, 22050, 48000])
def test_a_sound_is_short_soft_and_without_a_click(name, rate):
    samples = earcon(name, rate)
    assert 0.03 <= len(samples) / rate <= 0.16
    assert np.abs(samples).max() == pytest.approx(LEVEL, rel=0.05)
    assert abs(samples[0]) < 0.01
    assert abs(samples[-1]) < 0.01
    # No step is larger than a sine of 1,400 Hz at that level has.
    assert np.abs(np.diff(samples)).max() <= 2 * np.pi * 1400 / rate * LEVEL


def contour(name):
    """Return the pitches in turn, each as steps of half a tone from the first."""
    samples = earcon(name, RATE)
    window = round(0.02 * RATE)
    found = []
    for start in range(0, len(samples) - window + 1, window):
        part = samples[start : start + window]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(window), 1 << 14))
        loud = np.abs(part).max() > LEVEL / 4
        found.append(
            round(12 * np.log2(spectrum.argmax() * RATE / (1 << 14) / 440)) if loud else None
        )
    return tuple(found)


def test_no_two_sound_alike():
    for one, other in combinations(NAMES, 2):
        assert contour(one) != contour(other)


def test_all_pitches_pass_a_telephone_and_a_hearing_aid():
    for name in NAMES:
        assert all(-3 < step < 21 for step in contour(name) if step is not None)


def test_another_name_is_no_sound():
    with pytest.raises(KeyError):
        earcon("bang", RATE)
