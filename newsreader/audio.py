"""Samples: the one array type, silence, gain, and a limiter that works on a stream."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def silence(seconds: float, sample_rate: int) -> Samples:
    """Return zeros that last for ``seconds``."""
    return np.zeros(round(seconds * sample_rate), np.float32)


def to_int16(samples: Samples) -> NDArray[np.int16]:
    """Return 16-bit samples; what lies outside full scale is clipped."""
    return np.clip(np.rint(samples * 32767.0), -32768, 32767).astype(np.int16)
