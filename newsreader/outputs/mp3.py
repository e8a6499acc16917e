"""MP3 files, with tags, chapters and a cover.

64 kbit/s constant, mono, in the voice's own sample rate: above what speech needs at 22,050 Hz, and
constant because older players seek badly in variable bit rates. ffmpeg writes to a file, not to a
pipe, for only then the Info frame is there that lets players drop what the encoder adds (gapless).

pydub reads sounds that others made. Its ``export`` is not used for the programme: it goes through a
temporary WAV, reads the result back whole, and its segments copy all they hold for each one added
(1,600 sentences: 154 s and 707 MB).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from newsreader.outputs import LOUDNESS, Tags
from newsreader.outputs.encoder import EncodedFile
from newsreader.outputs.id3 import tag
from newsreader.types import Chapter, Clip

BIT_RATE = "64k"

_PIECE = 1 << 20
"""Bytes that are moved at once."""


class Mp3File(EncodedFile):
    """An MP3 file that appears when it is finished."""

    kind = "MP3"
    encoder = "libmp3lame"
    # LAME multiplies a constant bit rate programme by this (0.45 dB).
    loss = 0.95
    ceiling = -2.3

    def __init__(
        self,
        path: Path,
        sample_rate: int,
        tags: Tags,
        ffmpeg: str | None = None,
        loudness: float = LOUDNESS,
        *,
        tagless: bool = False,
    ) -> None:
        """Prepare to write ``path``; nothing is touched before the context is entered.

        ``loudness`` is in LUFS. ``tagless`` leaves the tag out, which confuses DAISY players.
        Raises OutputError where there is no ffmpeg, or it cannot make MP3.
        """
        super().__init__(path, sample_rate, tags, ffmpeg, loudness)
        self._tagless = tagless

    def _options(self, chapters: Sequence[Chapter], folder: Path) -> list[str]:
        # The tag is ours: ffmpeg's own would stand before it, and its -write_id3v2 0 leaves one.
        silent = ["-map_metadata", "-1", "-id3v2_version", "0", "-write_xing", "1"]
        return ["-c:a", self.encoder, "-b:a", BIT_RATE, *silent, "-f", "mp3"]

    def _complete(self, clips: Sequence[Clip], chapters: Sequence[Chapter]) -> None:
        super()._complete(clips, chapters)
        if not self._tagless:
            length_ms = round(1000 * self._spool.length / self._sample_rate)
            with self._part.open("r+b") as file:
                put_in_front(tag(self._tags, chapters, length_ms), file)


def put_in_front(head: bytes, file: IO[bytes]) -> None:
    """Move what a file holds towards its end, the last first, and write ``head`` before it."""
    place = file.seek(0, 2)
    while place:
        size = min(_PIECE, place)
        place -= size
        file.seek(place)
        piece = file.read(size)
        file.seek(place + len(head))
        file.write(piece)
    file.seek(0)
    file.write(head)
