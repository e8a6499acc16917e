"""Change the speed of speech and keep its pitch.

Waveform-similarity overlap-add (WSOLA; Verhelst and Roelands, ICASSP 1993), streaming, in numpy.
The output is made in blocks of half a window. Each fades from what follows naturally on the block
before into a place of the input near where the speed says, chosen so that both look alike. Where
what follows naturally is near enough, it is copied as it is: a speed close to 1 has few seams, and
speed 1 none.

Which input an output sample stands for depends only on the speeds: a straight line for each speed.
Where a block has faded in, the sound is within SEARCH of that line; in the last window of a stream,
within a window more. So lengths are exact, and cutting the input elsewhere changes nothing.
"""

import copy
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from newsreader.audio import Samples

SLOWEST, FASTEST = 0.5, 5.0
"""Speeds that can be asked for."""

WINDOW = 0.025
"""In s: two periods of a deep voice (80 Hz), short enough for one consonant."""

SEARCH = 0.01
"""In s, to both sides: together one period of the deepest voice (50 Hz)."""

_NEARER = 0.1
"""Likeness (at most 1) that a place at the edge of the search must have more than one in its
middle. Of periods that look the same the nearest is taken. The spectrum comes 5 % closer to that of
the input than with 0 (distance in scripts/bench/stretch.py, speed 2); with more, no closer."""

_SILENT = 1e-9
"""Product of two energies below which likeness is noise: half windows at some -70 dB."""


def check_speed(speed: float) -> None:
    """Raise ValueError for a speed that cannot be made."""
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"the speed is {speed}, not {SLOWEST} to {FASTEST}")


def stretch(stream: Iterable[Samples], sample_rate: int, speed: float) -> Iterator[Samples]:
    """Return ``stream`` at ``speed`` (2: half as long), at the same pitch.

    Speed 1 gives the arrays back as they are. Raises ValueError outside of 0.5 to 5, at once.
    """
    check_speed(speed)
    return iter(stream) if speed == 1.0 else _stretched(stream, sample_rate, speed)


def _stretched(stream: Iterable[Samples], sample_rate: int, speed: float) -> Iterator[Samples]:
    """Yield what the stretcher has ready after each array, and its rest."""
    stretcher = Stretcher(sample_rate)
    for samples in stream:
        ready = stretcher.push(samples, speed)
        if ready.size:
            yield ready
    rest = stretcher.flush()
    if rest.size:
        yield rest


@dataclass(frozen=True, slots=True)
class _Leg:
    """A part of the input that has one speed."""

    source: int
    """Input sample with which it begins."""
    output: float
    """Where that is in the output."""
    speed: float

    def source_of(self, output: float) -> float:
        """Return the input position for one of the output."""
        return self.source + (output - self.output) * self.speed

    def output_of(self, source: int) -> float:
        """Return the output position for one of the input."""
        return self.output + (source - self.source) / self.speed


class Stretcher:
    """Stretches a stream whose speed may change at any sample.

    It holds back at most 22.5 ms of input and 12.5 ms times the speed (35 ms at 1, 85 ms at 5). A
    speed belongs to the samples with which it is pushed, so how they are cut never matters.
    """

    def __init__(self, sample_rate: int) -> None:
        """Begin a stream."""
        self._hop = max(1, round(WINDOW / 2 * sample_rate))
        self._reach = max(1, round(SEARCH * sample_rate))
        phase = np.arange(self._hop) * (np.pi / (2 * self._hop))
        self._rise: Samples = np.square(np.sin(phase)).astype(np.float32)
        self._legs = [_Leg(0, 0.0, 1.0)]
        self._held: Samples = np.zeros(0, np.float32)
        self._dropped = 0  # input that is no longer held
        self._received = 0
        self._made = 0
        self._natural = 0  # input that follows on the block before
        self._ended = False

    def push(self, samples: Samples, speed: float) -> Samples:
        """Take input that is to be heard at ``speed``; return the output that is ready.

        Raises ValueError for a speed outside of 0.5 to 5, and after ``flush``.
        """
        check_speed(speed)
        if self._ended:
            raise ValueError("the stream has been flushed")
        self._turn(speed)
        self._held = np.concatenate((self._held, samples))
        self._received += len(samples)
        blocks = []
        while self._needed() <= self._received:
            blocks.append(self._block(self._hop, self._received - 2 * self._hop))
        self._drop()
        return _joined(blocks)

    def flush(self) -> Samples:
        """End the stream; return the rest of the output."""
        self._ended = True
        # Only inputs shorter than a window reach into this silence.
        self._held = np.concatenate((self._held, np.zeros(2 * self._hop, np.float32)))
        end = round(self._legs[-1].output_of(self._received))
        blocks = []
        while (left := end - self._made) > 0:
            latest = self._received - min(left, 2 * self._hop)
            blocks.append(self._block(min(left, self._hop), latest))
        return _joined(blocks)

    @property
    def place(self) -> float:
        """The input sample that the next output stands for."""
        return self.source_of(self._made)

    def copy(self) -> "Stretcher":
        """Return one that goes on from here by itself."""
        other = copy.copy(self)  # arrays are replaced, never changed
        other._legs = self._legs.copy()
        return other

    def source_of(self, output: int) -> float:
        """Return which input sample an output sample stands for: continuous, never falling.

        Beyond the end it is the length of the input so far.
        """
        return min(self._source_of(output), float(self._received))

    def _source_of(self, output: int) -> float:
        """Return the same, on into input that has not come yet."""
        at = bisect_right(self._legs, float(output), key=lambda leg: leg.output)
        return self._legs[at - 1].source_of(output)

    def _turn(self, speed: float) -> None:
        """Give the input from here on a speed."""
        last = self._legs[-1]
        if speed == last.speed:
            return
        if last.source == self._received:
            self._legs.pop()
        self._legs.append(_Leg(self._received, last.output_of(self._received), speed))

    def _needed(self) -> int:
        """Return how much input the next block needs.

        It is all that the search may touch, and what follows naturally on its last place.
        """
        return self._target(self._hop) + self._reach + 2 * self._hop

    def _target(self, size: int) -> int:
        """Return where the next block, once faded in, should be: at its end it is on time."""
        return round(self._source_of(self._made + size)) - size

    def _block(self, size: int, latest: int) -> Samples:
        """Return the next output; no place after ``latest`` is taken."""
        natural, target = self._natural, self._target(size)
        if abs(natural - target) <= self._reach and natural <= latest:
            place = natural
        else:
            place = self._alike(target, size, latest)
        self._natural = place + self._hop
        self._made += size
        follows = self._input(natural, size)
        if place == natural:
            return follows
        return follows + self._rise[:size] * (self._input(place, size) - follows)

    def _alike(self, target: int, size: int, latest: int) -> int:
        """Return the place near ``target`` that looks most like what follows naturally."""
        middle = max(0, min(target, latest))
        low = max(0, middle - self._reach)
        high = max(low, min(target + self._reach, latest))
        pattern = self._input(self._natural, size)
        region = self._input(low, high - low + size)
        sums = np.concatenate(([0.0], np.cumsum(np.square(region, dtype=np.float64))))
        energy = sums[size:] - sums[:-size]
        own = float(np.square(pattern, dtype=np.float64).sum())
        matches = np.correlate(region, pattern, "valid")
        likeness = matches / np.sqrt(energy * own + _SILENT)
        distance = np.abs(np.arange(low, high + 1) - middle) / self._reach
        return low + int(np.argmax(likeness - _NEARER * distance))

    def _input(self, start: int, size: int) -> Samples:
        """Return held input from a position of the whole stream."""
        return self._held[start - self._dropped :][:size]

    def _drop(self) -> None:
        """Forget input that no block to come can use, the last ones of the stream included."""
        target = min(self._target(self._hop), self._received - 2 * self._hop)
        keep = max(self._dropped, min(self._natural, target - self._reach))
        self._held = self._held[keep - self._dropped :].copy()
        self._dropped = keep


def _joined(blocks: list[Samples]) -> Samples:
    """Return one array."""
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


SHORTEST_PAUSE = 0.05
"""In s: as short as a pause gets where it still tells one sentence from the next."""

_PAUSES = 1.1
"""Power of the speed by which pauses shrink. Who talks fast saves most on pauses, and speech that
is shortened likewise is understood better (Covell, Withgott and Slaney, Mach1, ICASSP 1998). With
1.15, the beginning of an article (headline and lead: 10 % pauses) was 2.3 % faster at 5 than was
asked for; with this, 13 % pauses make 2 %."""


def pause_at(pause: float, speed: float) -> float:
    """Return how long a pause is at ``speed``, both pauses in s.

    Above 1 it shrinks somewhat more than speech, to no less than SHORTEST_PAUSE; one that is
    shorter already stays. Below 1 it grows as speech does. Raises ValueError outside of 0.5 to 5.
    """
    check_speed(speed)
    if speed <= 1.0:
        return pause / speed
    return min(pause, max(SHORTEST_PAUSE, pause / math.pow(speed, _PAUSES)))
