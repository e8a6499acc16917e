"""Files that ffmpeg encodes: one encode for a whole programme, fed through a pipe.

ffmpeg is a program of its own: it takes 53 MB whatever the length, and when it dies, we do not.
"""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import lru_cache
from gettext import gettext as _
from pathlib import Path
from typing import IO, ClassVar

import numpy as np

from newsreader.audio import AudioChunk, Samples
from newsreader.errors import OutputError
from newsreader.loudness import PeakMeter, decibel
from newsreader.outputs import LOUDNESS, Tags
from newsreader.outputs.file import FileOutput
from newsreader.outputs.spool import Spool, pcm
from newsreader.types import Chapter, Clip

HIGHEST_PEAK = -1.5
"""In dBTP, of what a decoder gives: above -1, converters on the way to the ear may clip."""

_MARGIN = 0.1
"""In dB, more than the excess that was measured: a lower ceiling moves the peaks elsewhere."""

_TRIES = 3
"""Encodes; almost always one."""

_SPARE = 0.1
"""In s: how much longer or shorter a decoded file may be. A frame of AAC lasts 0.05."""

_PIECE = 1 << 18
"""Bytes that are read at once: 3 s of decoded sound."""


def find_ffmpeg(chosen: str | None = None, kind: str = "MP3") -> str:
    """Return the path of ffmpeg: the chosen one, the system's, or that of imageio-ffmpeg.

    Raises OutputError with what to install; ``kind`` names the files that need it.
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
            _("{kind} files need the program ffmpeg, which was not found.").format(kind=kind),
            _(
                "Install it with sudo apt install ffmpeg, or without root with "
                'pip install "newsreader[ffmpeg]", or make a .wav file.'
            ),
        ) from error


@lru_cache
def _encoders(program: str) -> str:
    """Return what ffmpeg says that it can encode to. Raises OutputError where it does not run."""
    try:
        done = subprocess.run(
            [program, "-hide_banner", "-nostdin", "-encoders"],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise _not_started(program) from error
    if done.returncode:
        raise OutputError(
            _("The program {path} does not work: {reason}.").format(
                path=program, reason=reason_in(done.stderr.strip())
            ),
            _("Install ffmpeg anew, or make a .wav file."),
        )
    return done.stdout


def check_encoder(program: str, encoder: str, kind: str) -> None:
    """Raise OutputError where an ffmpeg lacks an encoder: before hours of speech, not after."""
    names = {words[1] for line in _encoders(program).splitlines() if len(words := line.split()) > 1}
    if encoder not in names:
        raise OutputError(
            _("This ffmpeg cannot make {kind} files, for it lacks the encoder {encoder}.").format(
                kind=kind, encoder=encoder
            ),
            _("Install the ffmpeg of your system, or make a .wav file."),
        )


def _not_started(program: str) -> OutputError:
    return OutputError(
        _("The program {path} could not be started.").format(path=program),
        _("Install ffmpeg anew, or make a .wav file."),
    )


def encode(program: str, arguments: Sequence[str], sound: Iterable[bytes], path: Path) -> None:
    """Run ffmpeg and feed its standard input; ``path`` is the name for messages.

    Raises OutputError with what ffmpeg said, and OSError for a full disk. Whatever goes wrong, the
    program has ended when this returns.
    """
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        try:
            # A session of its own: Ctrl-C is for us, and we end the encoder ourselves.
            process = subprocess.Popen(
                # Without -xerror ffmpeg 5.1 fills the disk, leaves half a file, and exits with 0.
                [program, "-v", "error", "-xerror", "-nostdin", "-y", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        except OSError as error:
            raise _not_started(program) from error
        stack.callback(_end, process)
        assert process.stdin is not None  # Popen got PIPE
        try:
            for samples in sound:
                process.stdin.write(samples)
            process.stdin.close()
        except BrokenPipeError as error:
            process.wait()
            raise _failure(_said(log), path) from error
        if process.wait() != 0:
            raise _failure(_said(log), path)


class Undecodable(Exception):
    """ffmpeg cannot decode a file; the text is all that it said."""


def decode(
    program: str, file: Path, sample_rate: int, *, strict: bool = False
) -> Iterator[Samples]:
    """Yield what a file sounds like, mono. Peaks above full scale are kept.

    Raises Undecodable where ffmpeg cannot decode it, and if ``strict`` also where it could but
    complained; OutputError where ffmpeg cannot be started.
    """
    with ExitStack() as stack:
        # Not a pipe: it would be full after 64 kB of complaints, and both would wait for ever.
        log = stack.enter_context(tempfile.TemporaryFile())
        try:
            process = subprocess.Popen(
                [program, "-v", "error", "-xerror", "-nostdin", "-i", os.fspath(file),
                 "-map", "0:a", "-f", "f32le", "-ac", "1", "-ar", str(sample_rate), "pipe:1"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise _not_started(program) from error
        stack.callback(_end, process)
        assert process.stdout is not None  # Popen got PIPE
        while data := process.stdout.read(_PIECE):
            yield np.frombuffer(data, "<f4")
        is_bad = process.wait() != 0
        said = _said(log)
        if is_bad or (strict and said):
            raise Undecodable(said)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Stop the encoder, if it is still there."""
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        # Unsent samples may be left in the buffer of a pipe that nobody reads any more.
        with suppress(OSError):
            if pipe:
                pipe.close()


def _said(log: IO[bytes]) -> str:
    """Return what a program wrote to its standard error."""
    log.seek(0)
    return log.read().decode("utf-8", "replace").strip()


def reason_in(said: str) -> str:
    """Return why ffmpeg gave up, from all that it said: the last line."""
    return (said.splitlines() or [_("it gave no reason")])[-1].rstrip(".")


def _failure(said: str, path: Path) -> OutputError | OSError:
    """Say why the encoder gave up; ``path`` is the file that it was to make."""
    if os.strerror(errno.ENOSPC) in said:
        # ``replacing`` knows how to say this.
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return OutputError(
        _("The encoder stopped while writing {path}: {reason}.").format(
            path=path, reason=reason_in(said)
        ),
        _("Try another folder, or make a .wav file."),
    )


class EncodedFile(FileOutput):
    """Base of the outputs that ffmpeg encodes, when the whole programme is there."""

    kind: ClassVar[str]
    """What people call such a file."""
    encoder: ClassVar[str]
    """What ffmpeg calls its encoder."""
    loss: ClassVar[float] = 1.0
    """What the encoder multiplies the sound by; undone before it."""
    ceiling: ClassVar[float]
    """In dB: the highest peak that goes in, so that HIGHEST_PEAK comes out, most of the time."""

    _part: Path
    _spool: Spool

    def __init__(
        self,
        path: Path,
        sample_rate: int,
        tags: Tags,
        ffmpeg: str | None = None,
        loudness: float = LOUDNESS,
    ) -> None:
        """Prepare to write ``path``; nothing is touched before the context is entered.

        ``loudness`` is in LUFS. Raises OutputError where there is no ffmpeg, or it cannot do it.
        """
        super().__init__(path)
        self._sample_rate = sample_rate
        self._tags = tags
        self._loudness = loudness
        self._program = find_ffmpeg(ffmpeg, self.kind)
        check_encoder(self._program, self.encoder, self.kind)

    def _open(self, part: Path, stack: ExitStack) -> None:
        self._part = part
        self._spool = Spool(part.parent, self._sample_rate, stack)

    def write(self, chunk: AudioChunk) -> None:
        """Keep the samples of a chunk until all are there."""
        self._spool.write(chunk.samples)

    def _complete(self, clips: Sequence[Clip], chapters: Sequence[Chapter]) -> None:
        with tempfile.TemporaryDirectory(prefix="newsreader-") as folder:
            options = self._options(chapters, Path(folder))
            source = ["-f", "s16le", "-ar", str(self._sample_rate), "-ac", "1", "-i", "pipe:0"]
            command = [*source, *options, os.fspath(self._part)]
            ceiling = self.ceiling
            for _try in range(_TRIES):
                sound = self._spool.normalized(self._loudness, ceiling)
                louder = (pcm(samples / self.loss) for samples in sound)
                encode(self._program, command, louder, self._path)
                excess = self._decoded_peak() - HIGHEST_PEAK
                if excess <= 0:
                    break
                ceiling -= excess + _MARGIN

    def _decoded_peak(self) -> float:
        """Return the true peak of the encoded file in dB; make sure that all of it is there."""
        meter = PeakMeter()
        length = 0
        try:
            for samples in decode(self._program, self._part, self._sample_rate):
                meter.add(samples)
                length += len(samples)
        except Undecodable as error:
            raise _failure(str(error), self._path) from error
        if abs(length - self._spool.length) > _SPARE * self._sample_rate:
            raise OutputError(
                _("The encoder made {path} too short or too long.").format(path=self._path),
                _("Install the ffmpeg of your system, or make a .wav file."),
            )
        return 2 * decibel(meter.peak)

    def _options(self, chapters: Sequence[Chapter], folder: Path) -> list[str]:
        """Return what ffmpeg is told after its input; more inputs can be put into ``folder``."""
        raise NotImplementedError
