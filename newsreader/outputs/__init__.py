"""Outputs put a programme into a file or a stream.

The promise: nothing appears under its final name unless ``finish`` ran, and what was there before
stays untouched until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from newsreader.audio import AudioChunk
from newsreader.errors import OutputError
from newsreader.types import Chapter, Clip

FORMATS = ("mp3", "wav", "raw")
STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says about itself."""

    title: str
    language: str = "nb"
    """BCP 47: "nb" or "nn"."""
    artist: str | None = None
    """Who published it."""
    date: str | None = None
    """ISO 8601."""

    @property
    def iso639_2(self) -> str:
        """The three-letter code that audio tags use."""
        return {"nb": "nob", "nn": "nno"}.get(self.language, "nor")


class Output(Protocol):
    """Where a programme goes; a context manager."""

    def __enter__(self) -> Self:
        """Open it. Raises OutputError."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it; without ``finish`` nothing is left behind."""

    def write(self, chunk: AudioChunk) -> None:
        """Take the next stretch of the programme."""

    def finish(self, clips: Sequence[Clip], chapters: Sequence[Chapter] = ()) -> None:
        """Complete it: the last chunk has been written."""


def format_of(target: str, chosen: str | None = None) -> str:
    """Return the format of ``target``: the chosen one, or what its name ends in.

    Raises OutputError where it cannot be known, or where it makes no sense.
    """
    if target == STDOUT:
        if chosen == "mp3":
            raise OutputError(
                _("MP3 cannot be written to standard output, for its length must be known."),
                _("Give the name of a file, or use --format wav or --format raw."),
            )
        return chosen or "wav"
    suffix = Path(target).suffix.lower().lstrip(".")
    found = chosen or suffix
    if found not in FORMATS:
        raise OutputError(
            _("The name {name} does not tell which kind of file to make.").format(name=target),
            _("Let it end in .mp3 or .wav, or use the option --format."),
        )
    return found


def open_output(
    target: str, form: str, sample_rate: int, tags: Tags, ffmpeg: str | None = None
) -> Output:
    """Return the output for a path, or for standard output ("-")."""
    from newsreader.outputs import mp3, wav

    if target == STDOUT:
        return wav.Stream(sample_rate, header=form == "wav")
    path = Path(target)
    if form == "mp3":
        return mp3.Mp3File(path, sample_rate, tags, ffmpeg)
    if form == "wav":
        return wav.WavFile(path, sample_rate, tags)
    return wav.RawFile(path)
