"""A private PulseAudio whose loudspeaker is a null sink, and a recording of what it plays.

Everything lives in one temporary folder, and only the children started here are ended.
"""

import os
import shutil
import subprocess
import threading
import time
from ctypes.util import find_library
from pathlib import Path

import numpy as np

SINK_RATE = 48_000

_PROGRAMS = ("pulseaudio", "parec", "pactl")
_START_LIMIT = 10.0


def missing() -> str:
    """Name what this computer lacks for a sound server, or return nothing."""
    lacking = [program for program in _PROGRAMS if shutil.which(program) is None]
    if find_library("portaudio") is None:
        lacking.append("libportaudio2")
    if not list(Path("/usr/lib").glob("**/alsa-lib/libasound_module_pcm_pulse.so")):
        lacking.append("libasound2-plugins")
    return ", ".join(lacking)


class SoundServer:
    """A PulseAudio server with one null sink, recorded from the moment it is up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "rt" / "pulse.sock"
        self.env = os.environ | {
            "HOME": str(folder / "home"),
            "XDG_RUNTIME_DIR": str(folder / "rt"),
            "PULSE_RUNTIME_PATH": str(folder / "rt" / "pulse"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_SERVER": f"unix:{self.socket}",
        }
        self.server: subprocess.Popen[bytes] | None = None
        self._recorder: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._blocks: list[bytes] = []
        self._offset = float("inf")

    def __enter__(self) -> "SoundServer":
        for name in ("home", "rt", "state"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        self.start()
        self.record()
        return self

    def __exit__(self, *exc: object) -> None:
        self._end_recording()
        _end(self.server)

    def start(self) -> None:
        """Start the server; nothing contacts it, which would hide what a fresh one does wrong."""
        self.socket.unlink(missing_ok=True)
        self.server = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disallow-exit",
                "--realtime=no",
                "--high-priority=no",
                f"--log-target=file:{self.folder / 'pulse.log'}",
                "--log-level=info",
                "-L",
                f"module-null-sink sink_name=nulltest rate={SINK_RATE} channels=2",
                "-L",
                f"module-native-protocol-unix socket={self.socket} auth-anonymous=1",
            ],
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_until(self.socket.exists, "PulseAudio did not start")

    def kill(self) -> None:
        """End the server as a crash would."""
        assert self.server is not None
        self.server.kill()
        self.server.wait()

    def pactl(self, *arguments: str) -> str:
        """Ask the server something."""
        return subprocess.run(
            ["pactl", *arguments], env=self.env, check=True, capture_output=True, text=True
        ).stdout

    def record(self) -> None:
        """Begin a new recording of what is played."""
        self._end_recording()
        self._blocks = []
        self._offset = float("inf")
        self._recorder = subprocess.Popen(
            [
                "parec",
                "--device=nulltest.monitor",
                "--format=s16le",
                f"--rate={SINK_RATE}",
                "--channels=1",
                "--latency-msec=5",
            ],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        _wait_until(lambda: self._blocks, "parec recorded nothing")

    def _end_recording(self) -> None:
        if self._recorder is None or self._reader is None or self._recorder.stdout is None:
            return
        _end(self._recorder)
        self._reader.join()
        self._recorder.stdout.close()

    def _read(self) -> None:
        assert self._recorder is not None
        assert self._recorder.stdout is not None
        pipe = self._recorder.stdout.fileno()
        total = 0
        while block := os.read(pipe, 65_536):
            self._blocks.append(block)
            total += len(block)
            # The block that came with the least delay says when the recording began.
            self._offset = min(self._offset, time.monotonic() - total / 2 / SINK_RATE)

    def heard(self) -> np.ndarray:
        """Return all that has reached the loudspeaker, in -1..1, at ``SINK_RATE``."""
        time.sleep(0.8)  # the last of it is still on its way through the monitor
        data = b"".join(self._blocks)
        return np.frombuffer(data[: len(data) // 2 * 2], np.int16) / 32_768

    def when(self, sample: int) -> float:
        """Return the ``time.monotonic()`` at which a sample of the recording was played."""
        return self._offset + sample / SINK_RATE


def _end(child: "subprocess.Popen[bytes] | None") -> None:
    if child is None or child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _wait_until(condition, complaint: str) -> None:  # type: ignore[no-untyped-def]
    limit = time.monotonic() + _START_LIMIT
    while not condition():
        if time.monotonic() > limit:
            raise TimeoutError(complaint)
        time.sleep(0.02)
