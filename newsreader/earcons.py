"""Short sounds that say what words would take too long for.

Soft sine tones of 40 to 90 ms with round edges, 14 dB below full scale: well above the noise of a
voice, below its peaks. They differ in direction and number of tones, not only in pitch, so that
they are told apart by who has no ear for pitch, and after a telephone or a hearing aid (all between
500 and 1,400 Hz).
"""

from functools import cache

import numpy as np

from newsreader.audio import Samples, from_decibel

LEVEL = from_decibel(-14.0)
"""Of the loudest sample."""

GAP = 0.08
"""In s: silence between a sound and the word that follows."""

_EDGE = 0.008
"""In s: how long a tone fades in and out. Shorter clicks."""

_TONES: dict[str, tuple[tuple[float, float], ...]] = {
    # (Hz, s) one after the other; 0 Hz is silence.
    "caption": ((880.0, 0.06), (1175.0, 0.08)),
    "subheading": ((587.0, 0.09),),
    "quote": ((784.0, 0.04), (0.0, 0.03), (784.0, 0.05)),
    "click": ((988.0, 0.04),),
    "edge": ((659.0, 0.05), (523.0, 0.07)),
}

NAMES = tuple(_TONES)


@cache
def earcon(name: str, sample_rate: int) -> Samples:
    """Return a sound of ``NAMES``, without silence round it. Raises KeyError for another."""
    return np.concatenate([_tone(*tone, sample_rate) for tone in _TONES[name]])


def _tone(frequency: float, seconds: float, sample_rate: int) -> Samples:
    count = round(seconds * sample_rate)
    if not frequency:
        return np.zeros(count, np.float32)
    edge = min(round(_EDGE * sample_rate), count // 2)
    envelope = np.ones(count)
    fade = np.square(np.sin(np.arange(edge) * (np.pi / 2 / edge)))
    envelope[:edge] = fade
    envelope[count - edge :] = fade[::-1]
    wave = np.sin(2 * np.pi * frequency / sample_rate * np.arange(count))
    tone: Samples = (LEVEL * envelope * wave).astype(np.float32)
    return tone
