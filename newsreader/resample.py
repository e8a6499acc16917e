"""Change the sample rate of a stream, for sound cards that refuse the rate of the voice."""

from math import gcd

import numpy as np

from newsreader.audio import Samples

_TAPS = 48
"""Input samples behind each output sample. With ``_BETA`` this keeps images about 80 dB down."""
_BETA = 8.0
"""Shape of the Kaiser window (Kaiser 1974)."""
_CUTOFF = 0.92
"""Of the lower Nyquist frequency; the rest is the transition band."""


class Resampler:
    """A polyphase filter with a windowed sinc. The result does not depend on how input was cut."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        """Compute one filter of ``_TAPS`` coefficients for each phase between two samples."""
        divisor = gcd(rate_in, rate_out)
        self._up, self._down = rate_out // divisor, rate_in // divisor
        width = _CUTOFF * min(1.0, rate_out / rate_in)
        phases = np.arange(self._up)[:, None] / self._up
        distance = np.arange(_TAPS) - (_TAPS // 2 - 1) - phases
        window = np.i0(_BETA * np.sqrt(np.clip(1 - (distance / (_TAPS / 2)) ** 2, 0, 1)))
        filters = np.sinc(width * distance) * window
        filters /= filters.sum(axis=1, keepdims=True)
        self._filters = filters.astype(np.float32)
        # Half a filter of silence in front, so that the first sample comes out in its place.
        self._held = np.zeros(_TAPS // 2 - 1, np.float32)
        self._phase = 0

    def push(self, samples: Samples) -> Samples:
        """Return what can be computed so far; up to half a filter of input is held back."""
        held = np.concatenate([self._held, samples])
        windows = len(held) - _TAPS + 1
        count = max(0, -(-(windows * self._up - self._phase) // self._down))
        steps = self._phase + self._down * np.arange(count)
        first, phase = np.divmod(steps, self._up)
        taps = first[:, None] + np.arange(_TAPS)
        out: Samples = np.einsum("ij,ij->i", held[taps], self._filters[phase])
        used, self._phase = divmod(self._phase + self._down * count, self._up)
        self._held = held[used:]
        # A step larger than what is held (downward, between two short inputs) waits in the phase.
        self._phase += max(0, used - len(held)) * self._up
        return out

    def flush(self) -> Samples:
        """Return the end of the sound, once there is no more input."""
        return self.push(np.zeros(_TAPS // 2, np.float32))
