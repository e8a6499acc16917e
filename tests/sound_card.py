"""A stand-in for the module sounddevice: an output that takes sound ``hurry`` times too fast.

It behaves as PortAudio was seen to: ``abort`` is immediate, lists of devices are made once, an
unplugged output ends its stream, and nothing opens again until PortAudio is initialized anew.
"""

import threading
import time
from types import ModuleType, SimpleNamespace

import numpy as np


class SoundCard(ModuleType):
    class PortAudioError(Exception):
        pass

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.names = ["HDA Intel: analog", "USB Højttaler", "default"]
        self.own_rate = 44_100
        self.hurry = 20
        self.refuses = lambda rate, channels: False
        self.runs_dry = lambda stream: False
        self.patient = False
        """Whether it waits where the player is late, so that holes are the player's own."""
        self.played = lambda stream: None
        """Called after each block, in the card's thread."""
        self.plugged = True
        self.stale = False
        self.streams: list[_Stream] = []
        self.blocks: list[np.ndarray] = []

    def query_devices(self, kind=None):
        if not self.plugged:
            if kind is None:
                return []
            raise self.PortAudioError("Error querying device -1")
        devices = [
            {
                "name": name,
                "index": index,
                "max_output_channels": 2,
                "default_samplerate": float(self.own_rate),
            }
            for index, name in enumerate(self.names)
        ]
        microphone = {"name": "USB microphone", "index": 9, "max_output_channels": 0}
        return devices[-1] if kind == "output" else [microphone, *devices]

    def check_output_settings(self, device, channels, dtype, samplerate):
        if self.stale or not self.plugged:
            raise self.PortAudioError("Device unavailable [PaErrorCode -9985]", -9985)
        if self.refuses(samplerate, channels):
            raise self.PortAudioError("Invalid sample rate [PaErrorCode -9997]", -9997)

    def OutputStream(self, **settings):
        self.check_output_settings(
            settings["device"], settings["channels"], settings["dtype"], settings["samplerate"]
        )
        self.streams.append(_Stream(self, **settings))
        return self.streams[-1]

    def _terminate(self):
        assert all(stream.closed for stream in self.streams)

    def _initialize(self):
        self.stale = False

    def unplug(self):
        self.plugged, self.stale = False, True
        for stream in self.streams:
            stream.gone = True

    def plug(self):
        self.plugged = True

    @property
    def handed(self) -> np.ndarray:
        """All that was asked for while it was running, first channel."""
        return np.concatenate([np.zeros(0, np.float32), *(block[:, 0] for block in self.blocks)])

    @property
    def sound(self) -> np.ndarray:
        """The same without the zeros, which the tests' signals never have."""
        handed = self.handed
        return handed[handed != 0]


class _Stream:
    def __init__(self, card, device, samplerate, blocksize, channels, dtype, latency, callback):
        self.card, self.device, self.samplerate = card, device, samplerate
        self.channels, self.latency = channels, latency
        self._blocksize, self._callback = blocksize, callback
        self._thread: threading.Thread | None = None
        self._aborted = False
        self.active = self.closed = self.gone = False

    def start(self):
        if self.gone:
            raise self.card.PortAudioError("Error starting stream")
        self._aborted, self.active = False, True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not (self._aborted or self.gone):
            if self.card.patient:
                self.wait_for(self._fed)
            block = np.full((self._blocksize, self.channels), np.nan, np.float32)
            status = SimpleNamespace(output_underflow=self.card.runs_dry(self))
            self._callback(block, self._blocksize, None, status)
            self.card.blocks.append(block)
            self.card.played(self)
            time.sleep(self._blocksize / self.samplerate / self.card.hurry)
        self.active = False

    def _fed(self):
        speaker = self._callback.__self__
        idle = self._aborted or not speaker.flowing or speaker.ended
        return idle or speaker.fill >= self._blocksize

    @staticmethod
    def wait_for(condition):
        limit = time.monotonic() + 20
        while not condition() and time.monotonic() < limit:
            time.sleep(0.001)

    def wait_for_abort(self):
        self.wait_for(lambda: self._aborted)

    def abort(self):
        assert not self.closed
        self._aborted = True
        if self._thread is not None:
            self._thread.join()

    def close(self):
        self.abort()
        self.closed = True
