"""WAV files, and PCM (16-bit, little-endian, mono) to a file or to standard output."""

import struct
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from newsreader.audio import AudioChunk
from newsreader.outputs import LOUDNESS, Tags
from newsreader.outputs.file import FileOutput
from newsreader.outputs.spool import Spool, pcm
from newsreader.types import Chapter, Clip

_UNKNOWN = 0xFFFFFFFF
"""The length in the header of a stream, whose end is not known; players read to the end."""


def header(sample_rate: int, data_bytes: int | None, rest_bytes: int = 0) -> bytes:
    """Return the 44 bytes before 16-bit mono samples (RIFF WAVE, PCM; Microsoft 1991)."""
    data = _UNKNOWN if data_bytes is None else data_bytes
    riff = _UNKNOWN if data_bytes is None else 36 + data_bytes + rest_bytes
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, sample_rate, 2 * sample_rate, 2, 16,
        b"data", data,
    )  # fmt: skip


def _info(tags: Tags) -> bytes:
    """Return a LIST INFO chunk: title, language, publisher, date."""
    entries = {
        b"INAM": tags.title,
        b"ILNG": tags.iso639_2,
        b"IART": tags.artist,
        b"ICRD": tags.date,
    }
    body = b"INFO"
    for key, value in entries.items():
        if value:
            content = value.encode("utf-8") + b"\0"
            padding = b"\0" * (len(content) % 2)
            body += key + struct.pack("<I", len(content)) + content + padding
    return b"LIST" + struct.pack("<I", len(body)) + body


class RawFile(FileOutput):
    """Samples and nothing else, as loud as the voice is."""

    _file: IO[bytes]

    def _open(self, part: Path, stack: ExitStack) -> None:
        self._file = stack.enter_context(part.open("wb"))

    def write(self, chunk: AudioChunk) -> None:
        """Append the samples of a chunk."""
        self._file.write(pcm(chunk.samples))

    def _complete(self, clips: Sequence[Clip], chapters: Sequence[Chapter]) -> None:
        self._file.flush()


class WavFile(FileOutput):
    """A WAV file with its title and language, at the loudness asked for."""

    _part: Path
    _spool: Spool

    def __init__(
        self, path: Path, sample_rate: int, tags: Tags, loudness: float = LOUDNESS
    ) -> None:
        """Prepare to write ``path``; nothing is touched before the context is entered.

        ``loudness`` is in LUFS.
        """
        super().__init__(path)
        self._sample_rate = sample_rate
        self._tags = tags
        self._loudness = loudness

    def _open(self, part: Path, stack: ExitStack) -> None:
        self._part = part
        self._spool = Spool(part.parent, self._sample_rate, stack)

    def write(self, chunk: AudioChunk) -> None:
        """Keep the samples of a chunk until all are there."""
        self._spool.write(chunk.samples)

    def _complete(self, clips: Sequence[Clip], chapters: Sequence[Chapter]) -> None:
        info = _info(self._tags)
        with self._part.open("wb") as file:
            file.write(header(self._sample_rate, 2 * self._spool.length, len(info)))
            for samples in self._spool.normalized(self._loudness):
                file.write(pcm(samples))
            file.write(info)


class Stream:
    """PCM to standard output while it is synthesized.

    As loud as the voice is, with its constant gain: the loudness of a programme is known at its
    end, and a stream is heard before that.
    """

    def __init__(self, sample_rate: int, *, header: bool) -> None:
        """Prepare; ``header`` puts a WAV header of unknown length first."""
        self._sample_rate = sample_rate
        self._header = header

    def __enter__(self) -> Self:
        """Send the header."""
        if self._header:
            sys.stdout.buffer.write(header(self._sample_rate, None))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave standard output open: it is not ours."""

    def write(self, chunk: AudioChunk) -> None:
        """Send the samples on at once. Raises BrokenPipeError when nobody listens any more."""
        sys.stdout.buffer.write(pcm(chunk.samples))
        sys.stdout.buffer.flush()

    def finish(self, clips: Sequence[Clip], chapters: Sequence[Chapter] = ()) -> None:
        """Send what is left."""
        sys.stdout.buffer.flush()
