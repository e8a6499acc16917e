"""Where a programme waits until its end is known: it is measured on the way in, and comes out at
the loudness asked for.

One gain for a whole programme can only be known when all of it has been heard, and a limiter in
front of the encoder takes something off what the gain gave. So the samples (16-bit) wait in a file
without a name beside the one that is made: memory stays flat (six hours wait in 950 MB of disk),
and the system removes the file however the program ends.
"""

import math
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from newsreader.audio import Samples, from_decibel, limit, to_int16
from newsreader.loudness import LoudnessMeter, PeakMeter, integrated_loudness

CEILING = -1.6
"""In dB: the highest peak, also between samples, where no encoder adds some of its own."""

LOUDEST_GAIN = 30.0
"""In dB. What is softer than that needs is not speech, and would be amplified noise."""

_NEAR_ENOUGH = 0.05
"""In LU: ten times better than what is promised."""

_ROUNDS = 4
"""Passes through the limiter. Speech needs one or two; loud targets, where the limiter takes part
of each dB that is added, a third."""

_FLATTEST = 0.25
"""LU for a dB: with less, more gain only distorts."""

_BLOCK = 65_536
"""Samples that are read back at once: 3 s."""


def pcm(samples: Samples) -> bytes:
    """Return samples as they stand in files: 16-bit, little-endian."""
    return to_int16(samples).astype("<i2").tobytes()


class Spool:
    """Keeps a programme on the disk and measures it."""

    def __init__(self, folder: Path, sample_rate: int, stack: ExitStack) -> None:
        """Open a file without a name in ``folder``; the stack closes it."""
        self._file = stack.enter_context(tempfile.TemporaryFile(dir=folder))  # noqa: SIM115
        self._rate = sample_rate
        self._meter = LoudnessMeter(sample_rate)
        self._peaks = PeakMeter()

    @property
    def length(self) -> int:
        """In samples."""
        return self._file.seek(0, 2) // 2

    def write(self, samples: Samples) -> None:
        """Append samples. What lies outside full scale is clipped, and measured so."""
        samples = samples.clip(-1.0, 1.0)
        self._file.write(pcm(samples))
        self._meter.add(samples)
        self._peaks.add(samples)

    def normalized(self, loudness: float, ceiling: float = CEILING) -> Iterator[Samples]:
        """Yield the programme at a loudness in LUFS, with no peak above a ceiling in dB.

        Nothing is done to silence. Where the ceiling leaves no room for the loudness, the result is
        softer than asked for.
        """
        gain = self._gain(loudness - self._meter.integrated())
        if from_decibel(gain) * self._peaks.peak > from_decibel(ceiling):
            gain = self._corrected(gain, loudness, ceiling)
        return self._treated(gain, ceiling)

    def _corrected(self, gain: float, loudness: float, ceiling: float) -> float:
        """Return the gain with which the loudness is reached after the limiter."""
        slope = 1.0
        last_gain = last_reached = math.nan
        for _round in range(_ROUNDS):
            reached = integrated_loudness(self._treated(gain, ceiling), self._rate)
            if abs(loudness - reached) <= _NEAR_ENOUGH:
                break
            if gain != last_gain and math.isfinite(last_gain):
                slope = max(_FLATTEST, min(1.0, (reached - last_reached) / (gain - last_gain)))
            last_gain, last_reached = gain, reached
            gain = self._gain(gain + (loudness - reached) / slope)
        return gain

    @staticmethod
    def _gain(wanted: float) -> float:
        return min(wanted, LOUDEST_GAIN) if math.isfinite(wanted) else 0.0

    def _treated(self, gain: float, ceiling: float) -> Iterator[Samples]:
        factor = np.float32(from_decibel(gain))
        louder = (block * factor for block in self._blocks())
        return limit(louder, self._rate, from_decibel(ceiling), between=True)

    def _blocks(self) -> Iterator[Samples]:
        self._file.seek(0)
        while data := self._file.read(2 * _BLOCK):
            yield np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32767.0)
