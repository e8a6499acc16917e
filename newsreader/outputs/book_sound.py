"""Records an article for a talking newspaper: the MP3, and clips that begin in the silence."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from newsreader.audio import QUIET, AudioChunk
from newsreader.outputs import Tags
from newsreader.outputs.book import Recording
from newsreader.outputs.chapters import LEAD
from newsreader.outputs.mp3 import Mp3File
from newsreader.types import Article, Clip, Utterance


def record(
    article: Article,
    script: Sequence[Utterance],
    chunks: Iterable[AudioChunk],
    audio: Path,
    rate: int,
    ffmpeg: str | None = None,
) -> Recording | None:
    """Write the sound of an article to ``audio``, an MP3 without a tag, and return the recording.

    ``chunks`` are the sound of ``script``. Where there is none, nothing is written and None
    returned. Raises OutputError as outputs do.
    """
    borders = _Borders(rate)
    tags = Tags(article.title, article.language)
    with Mp3File(audio, rate, tags, ffmpeg, tagless=True) as output:
        for chunk in chunks:
            borders.add(chunk)
            if len(chunk.samples):
                output.write(chunk)
        clips = borders.clips()
        if not clips:
            return None
        output.finish(clips)
    return Recording(article, tuple(script), tuple(clips), audio, borders.length, rate)


class _Borders:
    """Finds where clips begin: LEAD before their sound, and after the sound before it.

    Where the pause is too short for that, in its middle.
    """

    def __init__(self, rate: int) -> None:
        self.length = 0
        self._rate = rate
        self._utterances: list[int] = []
        self._begins: list[int] = []
        self._quiet = 0
        """Samples since the last sound."""

    def add(self, chunk: AudioChunk) -> None:
        """Take the next chunk."""
        if not len(chunk.samples):
            return
        if not self._utterances or self._utterances[-1] != chunk.utterance:
            lead = min(round(LEAD * self._rate), self._quiet // 2)
            self._utterances.append(chunk.utterance)
            self._begins.append(chunk.start - lead)
            self._quiet = 0
        loud = np.flatnonzero(np.abs(chunk.samples) > QUIET)
        size = len(chunk.samples)
        self._quiet = size - 1 - int(loud[-1]) if len(loud) else self._quiet + size
        self.length = chunk.start + size

    def clips(self) -> list[Clip]:
        """Return the clips, which tile the sound."""
        borders = [begin / self._rate for begin in (*self._begins, self.length)]
        return [
            Clip(utterance, begin, end)
            for utterance, (begin, end) in zip(self._utterances, pairwise(borders), strict=True)
        ]
