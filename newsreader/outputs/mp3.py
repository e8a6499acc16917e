"""MP3 through ffmpeg, one encode for a whole programme, fed while it is synthesized.

pydub finds and names the encoder and reads sounds that others made (``read_sound``). Its own
``export`` is not used for the programme: it goes through a temporary WAV, reads the result back
whole, and its segments copy all they hold for each one added (1,600 sentences: 154 s and 707 MB).

64 kbit/s constant, mono, in the voice's own sample rate: above what speech needs at 22,050 Hz, and
constant because older players seek badly in variable bit rates.
"""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import IO

from newsreader.audio import AudioChunk
from newsreader.errors import OutputError
from newsreader.outputs import Tags
from newsreader.outputs.file import FileOutput
from newsreader.outputs.wav import pcm
from newsreader.types import Clip

BIT_RATE = "64k"

LAME_LOSS = 0.95
"""What LAME multiplies a constant bit rate programme by (0.45 dB); undone before it."""


def find_ffmpeg(chosen: str | None = None) -> str:
    """Return the path of ffmpeg: the chosen one, the system's, or that of imageio-ffmpeg.

    Raises OutputError with what to install.
    """
    if chosen:
        if found := shutil.which(chosen):
            return found
        raise OutputError(
            _("There is no ffmpeg program at {path}.").format(path=chosen),
            _("Correct the setting ffmpeg, or remove it."),
        )
    if found := shutil.which("ffmpeg"):
        return found
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise OutputError(
            _("MP3 files need the program ffmpeg, which was not found."),
            _(
                "Install it with sudo apt install ffmpeg, or without root with "
                'pip install "newsreader[ffmpeg]", or make a .wav file.'
            ),
        ) from error


class Mp3File(FileOutput):
    """An MP3 file that appears when it is finished."""

    def __init__(self, path: Path, sample_rate: int, tags: Tags, ffmpeg: str | None = None) -> None:
        """Prepare to write ``path``; nothing is touched before the context is entered."""
        super().__init__(path)
        self._sample_rate = sample_rate
        self._tags = tags
        self._program = find_ffmpeg(ffmpeg)

    def _open(self, part: Path, stack: ExitStack) -> None:
        self._log = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
        try:
            # A session of its own: Ctrl-C is for us, and we end the encoder ourselves.
            self._process = subprocess.Popen(
                self._command(part),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                start_new_session=True,
            )
        except OSError as error:
            raise OutputError(
                _("The program {path} could not be started.").format(path=self._program),
                _("Install ffmpeg anew, or make a .wav file."),
            ) from error
        stack.callback(self._end)

    def _end(self) -> None:
        """Stop the encoder, if it is still there."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        # Unsent samples may be left in the buffer of a pipe that nobody reads any more.
        with suppress(OSError):
            self._stdin.close()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None  # Popen got PIPE
        return self._process.stdin

    def _command(self, target: Path) -> list[str]:
        tags = {
            "title": self._tags.title,
            "language": self._tags.iso639_2,
            "artist": self._tags.artist,
            "date": self._tags.date,
        }
        metadata = [
            word
            for name, value in tags.items()
            if value
            for word in ("-metadata", f"{name}={value}")
        ]
        return [
            # Without -xerror ffmpeg 5.1 fills the disk, leaves half a file, and exits with 0.
            self._program, "-v", "error", "-xerror", "-nostdin", "-y",
            "-f", "s16le", "-ar", str(self._sample_rate), "-ac", "1", "-i", "pipe:0",
            "-c:a", "libmp3lame", "-b:a", BIT_RATE, *metadata,
            # ID3v2.3, the version that players of all ages read.
            "-id3v2_version", "3", "-f", "mp3", os.fspath(target),
        ]  # fmt: skip

    def write(self, chunk: AudioChunk) -> None:
        """Send the samples of a chunk to the encoder."""
        louder = replace(chunk, samples=chunk.samples / LAME_LOSS)
        try:
            self._stdin.write(pcm(louder))
        except OSError as error:
            raise self._failure() from error

    def _complete(self, clips: Sequence[Clip]) -> None:
        """Let the encoder write its last frames, and make sure that it succeeded."""
        try:
            self._stdin.close()
        except OSError as error:
            raise self._failure() from error
        if self._process.wait() != 0:
            raise self._failure()

    def _failure(self) -> OutputError | OSError:
        """Say why the encoder gave up, from what it wrote to its standard error."""
        self._process.wait()
        self._log.seek(0)
        said = self._log.read().decode("utf-8", "replace").strip()
        if os.strerror(errno.ENOSPC) in said:
            # ``replacing`` knows how to say this.
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        last = said.splitlines()[-1] if said else _("it gave no reason")
        return OutputError(
            _("The encoder stopped while writing {path}: {reason}.").format(
                path=self._path, reason=last.rstrip(".")
            ),
            _("Try another folder, or make a .wav file."),
        )
