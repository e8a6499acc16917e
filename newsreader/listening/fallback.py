"""Play through another program, where PortAudio is not installed.

``paplay`` (PulseAudio, PipeWire) and ``aplay`` (ALSA) take samples on their standard input. What
they have played is only known by the clock, and pausing is ending the program. ``pw-play`` is of no
use: it plays files only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import suppress
from gettext import gettext as _
from typing import IO

from newsreader.audio import Samples, to_int16
from newsreader.errors import OutputError

_PROGRAMS: dict[str, tuple[str, ...]] = {
    "paplay": (
        "--raw", "--format=s16le", "--rate={rate}", "--channels=1", "--latency-msec={latency}",
        "--client-name=newsreader",
    ),
    "aplay": (
        "-q", "-t", "raw", "-f", "S16_LE", "-r", "{rate}", "-c", "1", "--buffer-time={latency}000",
        "-",
    ),
}  # fmt: skip
_MARGIN = 0.3
"""In s: what passes beyond the latency until a program that was just started is heard."""
_PATIENCE = 0.5
"""In s: how long the end of a killed program is waited for."""
_TRIAL, _TRIAL_LIMIT = 0.05, 5.0
"""In s: how much silence is played as a trial, and how long that may take."""
_PIPE = 1 << 20
"""Bytes that the pipe should hold, where the system lets us say; it has 64 KiB by itself."""


def programs() -> list[str]:
    """Return the names of the programs that are installed, the best one first."""
    return [name for name in _PROGRAMS if shutil.which(name)]


class PipeSpeaker:
    """A loudspeaker (``speaker.Loudspeaker``) at the end of a pipe, which is its ring."""

    def __init__(self, program: str) -> None:
        """Remember which program plays, one of ``programs``."""
        self._program = program
        self._child: subprocess.Popen[bytes] | None = None
        self._latency = 0.0
        self.warm = True
        self.rate = self.unheard = 0
        self.underruns = self.underflows = 0
        self.volume = 1.0
        self._reset()

    def _reset(self) -> None:
        self.written = 0
        self.ended = False
        self._waiting = b""  # what the pipe had no room for
        self._flowing = False
        self._before = 0  # samples played before the clock was started last
        self._began = 0.0

    def open(self, rate: int, latency: float, capacity: float) -> None:
        """Prepare for sound at ``rate``; the program starts with the first sound.

        Raises OutputError where it plays nothing: only its end would tell, again and again.
        """
        self.close()
        self.rate, self._latency = rate, latency
        self._try()
        self.unheard = round((latency + _MARGIN) * rate)

    def forget(self) -> None:
        """Close, because the program ended by itself."""
        self.close()

    def close(self) -> None:
        """Stop at once."""
        self.hush()

    def hush(self) -> None:
        """End the program, which is silent at once."""
        child, self._child = self._child, None
        self._reset()
        if child is None:
            return
        child.kill()
        with suppress(OSError):
            _stdin(child).close()
        with suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE)

    def flow(self) -> None:
        """Start the program, or go on after a hole. Raises OutputError where it does not start."""
        if self._child is None:
            self._start()
        self._before, self._began, self._flowing = self.read, time.monotonic(), True
        self._push()

    def _try(self) -> None:
        """Have the program play a moment of silence."""
        try:
            subprocess.run(
                self._command(),
                input=bytes(2 * round(_TRIAL * self.rate)),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TRIAL_LIMIT,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise OutputError(
                _("The program {program} cannot play.").format(program=self._program),
                _(
                    "Connect a loudspeaker or headphones, "
                    "or make a sound file: newsreader record ARTICLE -o FILE.mp3."
                ),
            ) from error

    def _command(self) -> list[str]:
        latency = round(1000 * self._latency)
        options = [part.format(rate=self.rate, latency=latency) for part in self._options]
        return [self._program, *options]

    def _start(self) -> None:
        try:
            self._child = subprocess.Popen(
                self._command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,  # Ctrl-C is for us
            )
        except OSError as error:
            raise OutputError(
                _("The program {program} could not be started.").format(program=self._program),
                _("Install PortAudio with: sudo apt install libportaudio2."),
            ) from error
        pipe = _stdin(self._child).fileno()
        os.set_blocking(pipe, False)
        with suppress(ImportError, AttributeError, OSError):
            import fcntl

            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)

    @property
    def _options(self) -> tuple[str, ...]:
        return _PROGRAMS[self._program]

    def write(self, samples: Samples) -> None:
        """Put samples at ``rate`` into the pipe."""
        loud = samples if self.volume == 1.0 else samples * self.volume
        self._waiting += to_int16(loud).astype("<i2", copy=False).tobytes()
        self.written += len(samples)
        if self._child is not None:
            self._push()

    def _push(self) -> None:
        """Give the program what the pipe has room for."""
        if self._child is None or not self._waiting:
            return
        with suppress(BlockingIOError, BrokenPipeError):
            sent = _stdin(self._child).write(self._waiting)
            self._waiting = self._waiting[sent or 0 :]

    def rewind(self, written: int) -> bool:
        """Return False: what is in the pipe cannot be taken back."""
        return False

    @property
    def read(self) -> int:
        """Samples that the program has taken by the clock."""
        passed = time.monotonic() - self._began if self._flowing else 0.0
        return min(self.written, self._before + round(passed * self.rate))

    @property
    def flowing(self) -> bool:
        """Whether there is something to play. A hole stops the clock: the program waits too."""
        self._push()
        if self._flowing and self.read >= self.written:
            self._before, self._flowing = self.written, False
            self.underruns += not self.ended
        return self._flowing

    @property
    def lost(self) -> bool:
        """Whether the program has ended by itself."""
        return self._child is not None and self._child.poll() is not None

    @property
    def fill(self) -> int:
        """Samples that are still to be played."""
        return self.written - self.read

    @property
    def heard(self) -> int:
        """Samples that have certainly been heard."""
        return self.read - self.unheard


def _stdin(child: subprocess.Popen[bytes]) -> IO[bytes]:
    """Return the end of the pipe that is ours."""
    assert child.stdin is not None
    return child.stdin
