"""A programme for the player whose every sample is known, in place of one that is synthesized."""

import numpy as np

from newsreader.engines.words import Word
from newsreader.types import Utterance

RATE = 22_050
SCALE = 2**24


def ramp(seconds: float, start: int = 0) -> np.ndarray:
    """Samples that are never zero and tell where they belong."""
    return ((np.arange(round(seconds * RATE)) + start + 1) / SCALE).astype(np.float32)


def places(samples: np.ndarray) -> np.ndarray:
    return np.rint(samples * SCALE).astype(int) - 1


def cut(samples: np.ndarray, *sizes: int) -> list[np.ndarray]:
    """Cut into pieces of these sizes, over and over."""
    found, start, number = [], 0, 0
    while start < len(samples):
        size = sizes[number % len(sizes)]
        found.append(samples[start : start + size])
        start += size
        number += 1
    return found


class Made:
    """A sound that is there, or as much of it as the test lets there be."""

    def __init__(self, samples: np.ndarray, words=(), done=True, error=None) -> None:
        self.samples, self.words = samples, [Word(*word) for word in words]
        self.done, self.error = done, error

    @property
    def length(self) -> int:
        return len(self.samples)

    def take(self, start: int, count: int) -> np.ndarray:
        return self.samples[start : start + count].copy()

    def restart(self, place: int) -> int:
        return max((word.begin for word in self.words if word.begin <= place), default=place)


class Programme:
    """Stands in for ``Rendering``: utterances without pauses, unless told otherwise."""

    sample_rate = RATE

    def __init__(self, sounds, pause: float = 0.0, complete: bool = True) -> None:
        self.sounds = [sound if isinstance(sound, Made) else Made(sound) for sound in sounds]
        self.pause, self.complete = pause, complete
        self.error: Exception | None = None
        self.pace: float | None = None
        self.wanted: list[int] = []
        self.notify = lambda: None

    def want(self, index: int) -> None:
        self.wanted.append(index)

    def replace(self, script, start: int) -> None:
        self.sounds = [sound if isinstance(sound, Made) else Made(sound) for sound in script]

    def exists(self, index: int) -> bool | None:
        if index < len(self.sounds):
            return True
        return False if self.complete else None

    def utterance(self, index: int) -> Utterance:
        return Utterance(f"{index}", f"{index}", 0, self.pause)

    def sound(self, index: int) -> Made | None:
        return self.sounds[index] if index < len(self.sounds) else None

    def done(self, index: int) -> bool:
        sound = self.sound(index)
        return sound is not None and sound.done

    def ready(self, index: int) -> float:
        total = 0
        for sound in self.sounds[index:]:
            total += sound.length
            if not sound.done:
                break
        return total / RATE
