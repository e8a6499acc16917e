"""Samples: the one array type, silence, gain, and filters that work on a stream of arrays.

Everything here is mono float32. A filter is fed arrays of any length and yields arrays; how the
sound was cut into arrays never changes the result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsreader.types import WordTime

Samples = NDArray[np.float32]
"""Mono sound, shape (n,), full scale at -1 and 1."""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A short stretch of the programme."""

    samples: Samples
    start: int
    """Offset from the start of the programme, in samples."""
    utterance: int
    """Index of the utterance that it belongs to, its pause included."""
    words: tuple[WordTime, ...] = ()
    """Those of the whole utterance, with its last chunk, which may be empty."""


def silence(seconds: float, sample_rate: int) -> Samples:
    """Return zeros that last for ``seconds``."""
    return np.zeros(round(seconds * sample_rate), np.float32)


def from_decibel(gain: float) -> float:
    """Return the factor for a gain in dB."""
    return float(10.0 ** (gain / 20.0))


def to_int16(samples: Samples) -> NDArray[np.int16]:
    """Return 16-bit samples; what lies outside full scale is clipped."""
    scaled: Samples = np.rint(samples * np.float32(32767.0))
    return scaled.clip(-32768, 32767).astype(np.int16)


def from_int16(samples: NDArray[np.int16]) -> Samples:
    """Return what ``to_int16`` was given, to 16 bits; back and forth changes nothing more."""
    return samples.astype(np.float32) / np.float32(32767.0)


CEILING = from_decibel(-2.0)
"""Highest sample that leaves the limiter: it leaves room for the peaks between samples and for
what an MP3 encoder adds, so that the decoded file stays below -1 dB."""

LOOK_AHEAD = 0.003
"""In s: how long before a peak the limiter begins to turn down. Shorter distorts low voices."""


def limit(
    stream: Iterable[Samples],
    sample_rate: int,
    ceiling: float = CEILING,
    *,
    between: bool = False,
) -> Iterator[Samples]:
    """Turn down peaks above the ceiling, smoothly, and change nothing else.

    The gain that each sample needs is held for the look-ahead on both sides and smoothed by a Hann
    window of the same width, so it never exceeds what is needed. ``between`` counts the peaks
    between samples too, for sound that others will decode and convert.
    """
    width = max(1, round(LOOK_AHEAD * sample_rate))
    context = 2 * width + (REACH if between else 0)
    kernel = np.hanning(2 * width + 3)[1:-1]
    kernel /= kernel.sum()
    pending = np.zeros(context, np.float32)
    for samples in stream:
        pending = np.concatenate((pending, samples))
        if len(pending) > 2 * context:
            yield _limited(pending, kernel, context, ceiling, between)
            pending = pending[-2 * context :]
    pending = np.concatenate((pending, np.zeros(context, np.float32)))
    if len(pending) > 2 * context:
        yield _limited(pending, kernel, context, ceiling, between)


def _limited(
    samples: Samples, kernel: NDArray[np.float64], context: int, ceiling: float, between: bool
) -> Samples:
    """Return ``samples`` without the context on each side, limited."""
    inner = samples[context:-context]
    if cannot_reach(ceiling, samples):
        return inner
    level = peaks_between(samples) if between else np.abs(samples)
    if level.max(initial=0.0) <= ceiling:
        return inner
    need = np.minimum(1.0, ceiling / np.maximum(level, 1e-9))
    gain = np.convolve(_lowest(need, len(kernel)), kernel, mode="valid")
    return (inner * gain).astype(np.float32)


def _lowest(values: Samples, width: int) -> Samples:
    """Return the lowest of each ``width`` neighbors; doubling the reach takes few steps."""
    reach = 1
    while 2 * reach <= width:
        values = np.minimum(values[:-reach], values[reach:])
        reach *= 2
    rest = width - reach
    return np.minimum(values[:-rest], values[rest:]) if rest else values


REACH = 16
"""How many samples on each side tell what lies between two of them."""


def _interpolators() -> list[NDArray[np.float32]]:
    """Return the kernels for a quarter, half and three quarters of the way to the next sample.

    Four times oversampled, as in ITU-R BS.1770-4, annex 2: a sinc in a Kaiser window, of 32 taps
    (the annex's own has 12).
    """
    kernels = []
    for place in (0.25, 0.5, 0.75):
        distance = place - np.arange(1 - REACH, REACH + 1)
        window = np.i0(6.0 * np.sqrt(1 - (distance / REACH) ** 2)) / np.i0(6.0)
        kernels.append((np.sinc(distance) * window).astype(np.float32))
    return kernels


_BETWEEN = _interpolators()


_STEEPEST = max(float(np.abs(kernel).sum()) for kernel in _BETWEEN)
"""How many times the highest sample a peak between samples can be at most."""


def peaks_between(samples: Samples) -> Samples:
    """Return the highest level from each sample up to the next, four times oversampled.

    Without the REACH samples at both ends, which only serve to tell.
    """
    level = np.abs(samples[REACH:-REACH])
    for kernel in _BETWEEN:
        level = np.maximum(level, np.abs(np.correlate(samples[1:], kernel, "valid")))
    return level


def cannot_reach(level: float, samples: Samples) -> bool:
    """Tell cheaply whether no peak of ``samples``, nor any between two of them, reaches a level."""
    return float(np.abs(samples).max(initial=0.0)) * _STEEPEST <= level


QUIET = 0.004
"""Level below which a voice counts as silent (-48 dB): above the noise floor of the voices that
were measured, below their softest consonants."""

ONSET = 0.04
"""Silence that is kept before the first sound, in s, so that soft consonants are whole."""

RELEASE = 0.08
"""Silence that is kept after the last sound, in s, so that it can die away."""


def trim(stream: Iterable[Samples], sample_rate: int) -> Iterator[Samples]:
    """Cut the silence that an engine puts around an utterance down to ONSET and RELEASE.

    Engines differ in it, and a pause is only what it says when the voice adds nothing to it. An
    utterance without any sound disappears.
    """
    before, after = round(ONSET * sample_rate), round(RELEASE * sample_rate)
    held = np.zeros(0, np.float32)
    begun = False
    for samples in stream:
        held = np.concatenate((held, samples))
        loud = np.flatnonzero(np.abs(held) > QUIET)
        if not begun:
            if not len(loud):
                held = held[-before:] if before else held[:0]
                continue
            begun = True
            held = held[max(0, loud[0] - before) :]
            loud = np.flatnonzero(np.abs(held) > QUIET)
        ready = loud[-1] + 1 if len(loud) else 0
        if ready:
            yield held[:ready]
            held = held[ready:]
    if begun:
        yield held[:after]
