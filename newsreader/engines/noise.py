"""Normal noise that a number decides, always the same for it.

``numpy.random`` would do, but importing it takes 8 ms, a tenth of what else has to happen before a
first word is heard.
"""

import numpy as np
from numpy.typing import NDArray

from newsreader.audio import Samples

# SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators",
# figure 17): a counter in steps of the golden ratio, each value mixed by these.
_STEP = 0x9E3779B97F4A7C15
_MIX = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_LAST_SHIFT = 31

_FNV_START, _FNV_PRIME = 0xCBF29CE484222325, 0x100000001B3
"""Of FNV-1a with 64 bits (RFC 9923)."""

_MASK = (1 << 64) - 1


def seed_of(text: str) -> int:
    """Return a number of 64 bits that only the text decides."""
    number = _FNV_START
    for byte in text.encode():
        number = (number ^ byte) * _FNV_PRIME & _MASK
    return number


class Noise:
    """A row of normal numbers; a seed begins it, each call goes on in it."""

    def __init__(self, seed: int) -> None:
        """Begin the row of ``seed``, of 64 bits."""
        self._state = seed & _MASK

    def normal(self, rows: int, columns: int) -> Samples:
        """Return the next numbers of mean 0 and deviation 1."""
        count = rows * columns
        halves = self._integers((count + 1) // 2).view(np.uint32).reshape(-1, 2)
        # Box and Muller (1958): two even numbers make two normal ones. The first is never 0.
        even = (halves >> np.uint32(8)).astype(np.float32)
        radius = np.sqrt(np.float32(-2) * np.log((even[:, 0] + np.float32(1)) * _UNIT))
        angle = even[:, 1] * (_UNIT * np.float32(2 * np.pi))
        found = np.empty(2 * len(halves), np.float32)
        np.multiply(radius, np.cos(angle), out=found[0::2])
        np.multiply(radius, np.sin(angle), out=found[1::2])
        return found[:count].reshape(rows, columns)

    def _integers(self, count: int) -> NDArray[np.uint64]:
        """Return the next even numbers of 64 bits."""
        z = np.arange(1, count + 1, dtype=np.uint64)
        z *= np.uint64(_STEP)
        z += np.uint64(self._state)
        self._state = (self._state + count * _STEP) & _MASK
        for shift, factor in _MIX:
            z ^= z >> np.uint64(shift)
            z *= np.uint64(factor)
        z ^= z >> np.uint64(_LAST_SHIFT)
        return z


_UNIT = np.float32(2.0**-24)
"""Numbers of 24 bits times this lie from 0 to 1: all that a float32 tells apart."""
