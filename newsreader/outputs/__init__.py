"""Outputs put a programme into a file or a stream.

The promise: nothing appears under its final name unless ``finish`` ran, and what was there before
stays untouched until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from newsreader.audio import AudioChunk
from newsreader.errors import OutputError
from newsreader.types import Chapter, Clip

if TYPE_CHECKING:
    from newsreader.outputs.encoder import EncodedFile

FORMATS = ("mp3", "m4b", "m4a", "opus", "wav", "raw")
"""What ``--format`` takes; also the ends of the names."""

LOUDNESS = -19.0
"""In LUFS, for mono: what -16 for stereo is to the ear (Apple Podcasts asks for -16 ±1)."""

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
    album: str | None = None
    """The paper and the day, or the name of the podcast: what players gather under."""
    genre: str = "News"
    text: str | None = None
    """What is said, as printed; players show it as lyrics."""
    cover: bytes | None = None
    """A JPEG or PNG image, from ``outputs.cover``: loaded or drawn."""
    notice: str | None = None
    """What listeners must be told: that a machine reads."""

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
        if chosen not in (None, "wav", "raw"):
            raise OutputError(
                _(
                    "{kind} cannot be written to standard output, for its length must be known."
                ).format(kind=chosen.upper()),
                _("Give the name of a file, or use --format wav or --format raw."),
            )
        return chosen or "wav"
    suffix = Path(target).suffix.lower().lstrip(".")
    found = chosen or suffix
    if found not in FORMATS:
        raise OutputError(
            _("The name {name} does not tell which kind of file to make.").format(name=target),
            _("Let it end in .mp3, .m4b, .opus or .wav, or use the option --format."),
        )
    return found


def open_output(
    target: str,
    form: str,
    sample_rate: int,
    tags: Tags,
    ffmpeg: str | None = None,
    loudness: float = LOUDNESS,
) -> Output:
    """Return the output for a path, or for standard output ("-").

    Files are brought to ``loudness``, in LUFS. What is raw or goes to standard output is not: a
    stream is heard while it is made, and a loudness is known at the end. It has the voice's own
    constant gain, as when it is read aloud.
    """
    from newsreader.outputs import wav

    if target == STDOUT:
        return wav.Stream(sample_rate, header=form == "wav")
    path = Path(target)
    if form == "wav":
        return wav.WavFile(path, sample_rate, tags, loudness)
    if form == "raw":
        return wav.RawFile(path)
    return _encoded(form)(path, sample_rate, tags, ffmpeg, loudness)


def _encoded(form: str) -> "type[EncodedFile]":
    """Return the class of a format that ffmpeg encodes."""
    if form == "mp3":
        from newsreader.outputs.mp3 import Mp3File

        return Mp3File
    if form == "opus":
        from newsreader.outputs.opus import OpusFile

        return OpusFile
    from newsreader.outputs.m4b import M4bFile

    return M4bFile
