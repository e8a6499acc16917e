"""How loud a programme is, and how high its peaks are, by ITU-R BS.1770-4, in numpy, streaming.

Memory stays flat but for eight bytes for each 0.1 s of sound.
"""

import math
from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from newsreader.audio import REACH, Samples, cannot_reach, peaks_between

_TABLES = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285),
     (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0),
     (1.0, -1.99004745483398, 0.99007225036621)),
)  # fmt: skip
_TABLE_RATE = 48_000
"""Annex 1, tables 1 and 2: the K weighting, both stages as numerator and denominator, at 48 kHz."""

_STEP = 0.1
_STEPS_A_BLOCK = 4
"""Annex 1: blocks of 0.4 s that overlap by three quarters."""

_OFFSET = -0.691
_SILENT = -70.0
_FAR_BELOW = 10.0
"""Annex 1: what makes 997 Hz come out right, the absolute gate in LUFS, the relative in LU."""

_MEMORY = 0.1
"""In s: after that the answer to a click is 200 dB down, for the high-pass forgets in 4 ms."""

_BEFORE = 64
"""Samples that the answer comes late, so that its beginning is whole."""

_AT_ONCE = 16_384
"""Samples that are filtered together."""


def weighting(hertz: NDArray[np.floating]) -> NDArray[np.complex128]:
    """Return the answer of the K weighting to frequencies.

    It is asked of the filters at 48 kHz, whatever the rate of the sound: filters derived for 22 kHz
    bend it by 0.02 dB.
    """
    circle = np.exp(-2j * np.pi * np.minimum(hertz / _TABLE_RATE, 0.5))
    answer = np.ones(len(hertz), np.complex128)
    for over, under in _TABLES:
        answer *= np.polyval(over[::-1], circle) / np.polyval(under[::-1], circle)
    return answer


def decibel(power: float) -> float:
    """Return 10 log10, -inf for 0."""
    return 10 * math.log10(power) if power > 0 else -math.inf


class LoudnessMeter:
    """Measures the integrated loudness of mono sound."""

    def __init__(self, sample_rate: int) -> None:
        """Prepare the filter."""
        self._step = round(_STEP * sample_rate)
        self._memory = round(_MEMORY * sample_rate)
        self._size = 1 << (self._memory + _AT_ONCE - 1).bit_length()
        click = np.fft.irfft(weighting(np.fft.rfftfreq(self._size, 1 / sample_rate)))
        # What comes before the click is what 48 kHz would have above our half of the sample rate.
        click = np.roll(click, _BEFORE)[: self._memory]
        self._filter = np.fft.rfft(click, self._size)
        self._before = np.zeros(self._memory - 1)
        self._waiting: list[Samples] = []
        self._waiting_samples = 0
        self._weighted = np.zeros(0)
        self._steps = array("d")

    def add(self, samples: Samples) -> None:
        """Take the next samples."""
        self._waiting.append(samples)
        self._waiting_samples += len(samples)
        if self._waiting_samples >= _AT_ONCE:
            self._weigh()

    def _weigh(self) -> None:
        """Filter what waits, and keep the mean square of each whole step."""
        waiting = np.concatenate([np.zeros(0, np.float32), *self._waiting]).astype(np.float64)
        self._waiting, self._waiting_samples = [], 0
        pieces = [self._weighted]
        for start in range(0, len(waiting), _AT_ONCE):
            piece = np.concatenate((self._before, waiting[start : start + _AT_ONCE]))
            self._before = piece[len(piece) - len(self._before) :]
            spectrum = np.fft.rfft(piece, self._size) * self._filter
            pieces.append(np.fft.irfft(spectrum)[len(self._before) : len(piece)])
        weighted = np.concatenate(pieces)
        whole = len(weighted) // self._step * self._step
        squares = weighted[:whole].reshape(-1, self._step) ** 2
        self._steps.extend(squares.mean(axis=1).tolist())
        self._weighted = weighted[whole:]

    def integrated(self) -> float:
        """Return the loudness so far in LUFS, -inf for silence.

        What is shorter than a block counts as one: the standard says nothing of it.
        """
        self._weigh()
        # A copy: an array that is looked into cannot grow.
        steps = np.array(self._steps)
        if len(steps) >= _STEPS_A_BLOCK:
            kernel = np.full(_STEPS_A_BLOCK, 1 / _STEPS_A_BLOCK)
            blocks = np.convolve(steps, kernel, "valid")
        elif len(steps):
            blocks = np.array([steps.mean()])
        else:
            blocks = np.array([np.square(self._weighted).mean()]) if len(self._weighted) else steps
        return _gated(blocks)


def _gated(blocks: NDArray[np.float64]) -> float:
    """Return the loudness of blocks, given by their mean squares, after both gates."""
    heard = _above(blocks, _SILENT)
    return _loudness(_above(heard, _loudness(heard) - _FAR_BELOW))


def _above(blocks: NDArray[np.float64], gate: float) -> NDArray[np.float64]:
    return blocks[blocks > 10 ** ((gate - _OFFSET) / 10)]


def _loudness(blocks: NDArray[np.float64]) -> float:
    return _OFFSET + decibel(float(blocks.mean())) if len(blocks) else -math.inf


class PeakMeter:
    """Finds the true peak: the highest level, four times oversampled (annex 2)."""

    def __init__(self) -> None:
        """Begin at silence."""
        self._last = np.zeros(2 * REACH, np.float32)
        self._peak = 0.0

    def add(self, samples: Samples) -> None:
        """Take the next samples."""
        samples = np.concatenate((self._last, samples))
        self._peak = self._higher(samples)
        self._last = samples[-2 * REACH :]

    def _higher(self, samples: Samples) -> float:
        if cannot_reach(self._peak, samples):
            return self._peak
        return max(self._peak, float(peaks_between(samples).max(initial=0.0)))

    @property
    def peak(self) -> float:
        """The true peak so far, as if silence followed; full scale is 1."""
        return self._higher(np.concatenate((self._last, np.zeros(2 * REACH, np.float32))))


def integrated_loudness(stream: Iterable[Samples], sample_rate: int) -> float:
    """Return the loudness of a whole sound in LUFS, -inf for silence."""
    meter = LoudnessMeter(sample_rate)
    for samples in stream:
        meter.add(samples)
    return meter.integrated()
