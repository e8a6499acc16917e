"""M4B and M4A (AAC in MPEG-4): audio books with chapters, for players that prefer them."""

from collections.abc import Sequence
from pathlib import Path

from newsreader.outputs.cover import mime_type
from newsreader.outputs.encoder import EncodedFile
from newsreader.outputs.ffmeta import metadata
from newsreader.types import Chapter

BIT_RATE = "64k"


class M4bFile(EncodedFile):
    """An MPEG-4 file that appears when it is finished."""

    kind = "M4B"
    encoder = "aac"
    ceiling = -2.4

    def _options(self, chapters: Sequence[Chapter], folder: Path) -> list[str]:
        told = folder / "tags"
        told.write_text(metadata(self._tags, chapters), encoding="utf-8")
        inputs = ["-f", "ffmetadata", "-i", str(told)]
        maps = ["-map", "0:a"]
        if self._tags.cover and (kind := mime_type(self._tags.cover)):
            cover = folder / kind.replace("/", ".")
            cover.write_bytes(self._tags.cover)
            inputs += ["-i", str(cover)]
            maps += ["-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"]
        return [
            *inputs, *maps, "-map_metadata", "1", "-map_chapters", "1",
            "-metadata:s:a:0", f"language={self._tags.iso639_2}",
            # 2 is an audio book: players remember where the listener was.
            "-metadata", "media_type=2",
            "-c:a", self.encoder, "-b:a", BIT_RATE, "-fflags", "+bitexact", "-f", "ipod",
        ]  # fmt: skip
