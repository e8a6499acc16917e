"""The loudspeaker: one PortAudio stream, fed from a ring, and its failures as plain sentences.

What was measured and shaped this (PulseAudio 16 and PipeWire 0.3 with virtual outputs):

* ``stop()`` cuts off one latency of sound. So sound is ended by silence and then aborted.
* ``abort()`` is silent within 5 ms, while silence given to a running stream is heard after 0.25 s.
  A stream that was aborted starts within 5 ms, a running one speaks after 0.25 s. So the stream
  rests aborted, and starts with the first samples ready.
* A block of 1,024 samples keeps a just-started PulseAudio from swallowing the first seconds, and
  busy Python threads from tearing holes; the default block size does neither.
* Lists of devices are made once, when PortAudio is initialized, and are never brought up to date.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from gettext import gettext as _
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from newsreader.audio import Samples
from newsreader.errors import OutputError

_log = logging.getLogger(__name__)

_BLOCK = 1024
"""Samples in each call of PortAudio."""
_MARGIN = 0.025
"""In s: what was found unheard at an abort beyond the latency and two blocks."""
_SPARE = 2 * _BLOCK
"""Samples that the callback may be about to take: they can no longer be replaced."""
_NAMES_SHOWN = 5


class NoLibraryError(OutputError):
    """PortAudio is not installed; there may be another way to play."""


class Loudspeaker(Protocol):
    """What the player plays to: a ring of samples that are heard one after the other."""

    rate: int
    """Sample rate in Hz, known once it is open."""
    unheard: int
    """The most samples that may have left the ring and not been heard, known once it is open."""
    underruns: int
    """Holes in the sound since the beginning, by whatever cause."""
    underflows: int
    """Those among them, since it was opened, that the device reported."""
    volume: float
    """A factor; a change is heard within the latency."""
    written: int
    """Samples put into the ring since it was last empty."""
    ended: bool
    """Whether nothing more will be written, so that an empty ring is no fault."""

    @property
    def flowing(self) -> bool:
        """Whether the ring is being heard."""

    def open(self, rate: int, latency: float, capacity: float) -> None:
        """Open it for sound at ``rate``, or the nearest thing that it takes."""

    def forget(self) -> None:
        """Close it, because it went away."""

    def close(self) -> None:
        """Stop at once and give the output back."""

    def hush(self) -> None:
        """Be silent at once and empty the ring."""

    def flow(self) -> None:
        """Let the sound in the ring be heard."""

    def write(self, samples: Samples) -> None:
        """Put samples at ``rate`` into the ring, which must have room for them."""

    def rewind(self, written: int) -> bool:
        """Take back what was written after ``written``; return whether that was still possible."""

    @property
    def warm(self) -> bool:
        """Whether it can be trusted not to swallow anything."""

    @property
    def lost(self) -> bool:
        """Whether it has ended by itself."""

    @property
    def fill(self) -> int:
        """Samples in the ring."""

    @property
    def heard(self) -> int:
        """Samples of the ring that have certainly been heard."""


class Speaker:
    """A mono stream to one output. All calls come from one thread; the callback only reads."""

    def __init__(self, device: str | None) -> None:
        """Remember a part of the output's name; without one the system's default is used."""
        self._device = device
        self._stream: Any = None
        self._ring = np.zeros((0, 1), np.float32)
        self._running = False
        self._clean = 0
        self.rate = self.unheard = 0
        self.underruns = self.underflows = 0
        self.volume = self._volume = 1.0
        self._reset()

    def _reset(self) -> None:
        """Empty the ring. The stream must not be running."""
        self.written = 0  # only the feeding thread changes it
        self.read = 0  # only the callback does
        self.flowing = False
        self.ended = False
        self._volume = self.volume

    def open(self, rate: int, latency: float, capacity: float) -> None:
        """Open the output for sound at ``rate``, or the nearest thing that it takes.

        It runs on silence until ``hush`` or ``flow``. ``latency`` is in s, and so is ``capacity``,
        what the ring holds beyond twice the output's buffer. Raises OutputError.
        """
        self.close()
        sounddevice = _load()
        try:
            index, name, own_rate = _find(sounddevice, self._device)
            self.rate, channels = _settings(sounddevice, index, rate, own_rate)
            self._stream = sounddevice.OutputStream(
                device=index,
                samplerate=self.rate,
                blocksize=_BLOCK,
                channels=channels,
                dtype="float32",
                latency=latency,
                callback=self._fill,
            )
            # PortAudio rounds the latency as it likes, mostly down: believe the longer one.
            longest = max(latency, self._stream.latency)
            self.unheard = round((longest + _MARGIN) * self.rate) + 2 * _BLOCK
            size = round(capacity * self.rate) + 2 * self.unheard
            self._ring = np.zeros((size, 1), np.float32)
            self.underflows = self._clean = 0
            self._start()
        except OutputError:
            self.forget()
            raise
        except sounddevice.PortAudioError as error:
            self.forget()
            raise _unusable(error) from error
        _log.info("sound output %s, %d Hz, latency %.3f s", name, self.rate, self._stream.latency)

    def forget(self) -> None:
        """Close, and have PortAudio list the outputs anew. For one that went away."""
        self.close()
        sounddevice = _load()
        # Private, but its maintainer's advice: spatialaudio/python-sounddevice issue 125.
        for step in (sounddevice._terminate, sounddevice._initialize):
            with suppress(sounddevice.PortAudioError):  # the next opening will say what is wrong
                step()

    def close(self) -> None:
        """Stop at once and give the output back."""
        self._running = False
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort()
            stream.close()
        self._reset()

    def hush(self) -> None:
        """Be silent at once and drop what has not been heard."""
        self._running = False
        if self._stream is not None:
            self._stream.abort()
        self._reset()

    def flow(self) -> None:
        """Let the sound in the ring be heard."""
        self.flowing = True
        if not self._running:
            self._start()

    def _start(self) -> None:
        self._running = True
        try:
            self._stream.start()
        except _load().PortAudioError as error:
            _log.info("the sound output did not start: %s", error)  # ``lost`` will tell

    @property
    def warm(self) -> bool:
        """Whether the stream has run without underflow for long enough to be trusted.

        That is as long as its buffer, some 0.3 s: a sound server that was just started and loses
        seconds reports an underflow in every call from the first.
        """
        return self._clean >= self.unheard

    @property
    def lost(self) -> bool:
        """Whether a running stream has ended by itself.

        One that only asks for nothing is not lost: the server has suspended it, for a telephone
        call perhaps, and will go on.
        """
        return self._running and not self._stream.active

    @property
    def fill(self) -> int:
        """Samples in the ring."""
        return self.written - self.read

    @property
    def heard(self) -> int:
        """Samples of the ring that have certainly been heard."""
        return self.read - self.unheard

    def write(self, samples: Samples) -> None:
        """Put samples at ``rate`` into the ring, which must have room for them."""
        size = len(self._ring)
        if self.fill + len(samples) > size:
            raise BufferError("the ring is full")
        begin = self.written % size
        first = min(len(samples), size - begin)
        self._ring[begin : begin + first, 0] = samples[:first]
        self._ring[: len(samples) - first, 0] = samples[first:]
        self.written += len(samples)

    def rewind(self, written: int) -> bool:
        """Take back what was written after ``written``; return whether that was still possible."""
        before = self.written
        if written < self.read + _SPARE:
            return False
        self.written = written
        if written < self.read + _BLOCK:  # the callback came in between, and may be at it
            self.written = before
            return False
        self.ended = False
        return True

    def _fill(self, out: Any, frames: int, _time: Any, status: Any) -> None:
        """Give PortAudio its samples. Runs in its thread: no lock, no log, nothing that waits."""
        if status.output_underflow:
            self._clean = 0
            if self.flowing:
                self.underflows += 1
                self.underruns += 1
        else:
            self._clean += frames
        count = min(frames, self.written - self.read) if self.flowing else 0
        begin = self.read % len(self._ring)
        first = min(count, len(self._ring) - begin)
        out[:first] = self._ring[begin : begin + first]
        out[first:count] = self._ring[: count - first]
        out[count:] = 0
        if self._volume != self.volume:
            before, self._volume = self._volume, self.volume
            out *= np.linspace(before, self._volume, frames, dtype=np.float32)[:, None]
        elif self._volume != 1.0:
            out *= np.float32(self._volume)
        self.read += count
        if self.flowing and count < frames:
            self.flowing = False
            if not self.ended:
                self.underruns += 1


def output_name(device: str | None) -> str:
    """Return the name of the output that would be used. Raises OutputError where there is none."""
    return _find(_load(), device)[1]


def _load() -> ModuleType:
    """Import sounddevice, which loads PortAudio."""
    try:
        import sounddevice
    except OSError as error:
        raise NoLibraryError(
            _("The sound library PortAudio is not installed."),
            _(
                "Install it with: sudo apt install libportaudio2. "
                "Or make a sound file: newsreader record ARTICLE -o FILE.mp3."
            ),
        ) from error
    return sounddevice  # type: ignore[no-any-return]


def _find(sounddevice: ModuleType, wanted: str | None) -> tuple[int, str, int]:
    """Return index, name and own sample rate of an output. Indexes are valid for one opening."""
    outputs = [device for device in sounddevice.query_devices() if device["max_output_channels"]]
    if not outputs:
        raise _no_output()
    if wanted is None:
        try:
            found = sounddevice.query_devices(kind="output")
        except (sounddevice.PortAudioError, ValueError) as error:
            raise _no_output() from error
    else:
        part = wanted.casefold()
        matches = [device for device in outputs if part in device["name"].casefold()]
        if not matches:
            names = ", ".join(device["name"] for device in outputs[:_NAMES_SHOWN])
            raise OutputError(
                _("No sound output has {name} in its name.").format(name=wanted),
                _("There are: {names}.").format(names=names),
            )
        found = min(matches, key=lambda device: len(device["name"]))  # "default" before "default 2"
    return found["index"], found["name"], round(found["default_samplerate"])


def _settings(sounddevice: ModuleType, index: int, rate: int, own_rate: int) -> tuple[int, int]:
    """Return sample rate and channels that the output takes, as near to (rate, 1) as it gets."""
    ways = [(rate, 1), (own_rate, 1), (rate, 2), (own_rate, 2)]
    for number, (some_rate, channels) in enumerate(ways):
        try:
            sounddevice.check_output_settings(
                device=index, channels=channels, dtype="float32", samplerate=some_rate
            )
        except sounddevice.PortAudioError:
            if number == len(ways) - 1:
                raise
        else:
            break
    return some_rate, channels


def _no_output() -> OutputError:
    return OutputError(
        _("No sound output was found."),
        _(
            "Connect a loudspeaker or headphones, "
            "or make a sound file: newsreader record ARTICLE -o FILE.mp3."
        ),
    )


def _unusable(error: Exception) -> OutputError:
    return OutputError(
        _("The sound output could not be opened: {reason}.").format(reason=error.args[0]),
        _("See whether another program is using it, and try again."),
    )
