"""One episode becomes sound."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsreader import __version__
from newsreader.errors import NewsreaderError
from newsreader.outputs import LOUDNESS, Tags
from newsreader.types import Article, Clip, Utterance
from newsreader.voices import Voice

if TYPE_CHECKING:
    from newsreader.engines import Engine

Progress = Callable[[Utterance], None]


@dataclass(frozen=True, slots=True)
class Voicing:
    """How it sounds."""

    voice: Voice
    speaker: str | None = None
    profile: str = "exact"
    speed: float = 1.0
    respelling: bool = True
    loudness: float = LOUDNESS
    """In LUFS."""
    captions: str = "same"
    """The voice of captions: "same", "lower", or a name."""
    ffmpeg: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """An episode to be rendered."""

    path: Path
    """Of the MP3 file to make; what is there is replaced when the new one is whole."""
    articles: tuple[Article, ...]
    script: tuple[Utterance, ...]
    tags: Tags


def render(
    engine: "Engine", voicing: Voicing, job: Job, progress: Progress | None = None
) -> list[Clip]:
    """Make the MP3 file of an episode; return the clips, which tile it.

    Raises EngineError and OutputError.

    ``progress`` is called with each utterance before it sounds.
    """
    from newsreader.outputs.chapters import chapters_of
    from newsreader.outputs.mp3 import Mp3File
    from newsreader.pipeline import deliver, speak

    rate = engine.sample_rate
    sound = speak(
        job.script,
        engine,
        gain=voicing.voice.gain,
        speed=voicing.speed,
        respelling=voicing.respelling and voicing.voice.respell,
        progress=progress,
    )
    with Mp3File(job.path, rate, job.tags, voicing.ffmpeg, voicing.loudness) as output:
        return deliver(
            sound, output, rate, lambda clips: chapters_of(job.articles, job.script, clips)
        )


Runner = Callable[[Voicing, Sequence[Job]], Iterator[list[Clip] | NewsreaderError]]
"""Renders jobs, and yields the clips of each, or why there is no sound, in their order."""


def one_by_one(
    open_engine: Callable[[], "Engine"], watch: Callable[[Job], Progress] | None = None
) -> Runner:
    """Return a runner that renders one episode after the other; the engine may use many cores.

    It is opened when there is something to do. One that fails yields why, and the next follows.
    ``watch`` gives for each job what is told how far it has come.
    """

    def run(voicing: Voicing, jobs: Sequence[Job]) -> Iterator[list[Clip] | NewsreaderError]:
        engine = open_engine() if jobs else None
        for job in jobs:
            assert engine is not None
            try:
                yield render(engine, voicing, job, watch(job) if watch else None)
            except NewsreaderError as error:
                yield error

    return run


def fingerprint(voicing: Voicing, script: Sequence[Utterance], shown: Sequence[object]) -> str:
    """Return a hash of all that a file depends on: the words, the voice, how it is used, and us.

    ``shown`` is what stands in the file besides.
    """
    words = [
        [one.spoken, one.text, one.pause, one.language, one.article, one.role, one.cue]
        for one in script
    ]
    how = [voicing.speaker, voicing.profile, voicing.speed, voicing.respelling, voicing.loudness]
    how.append(voicing.captions)
    voice = [voicing.voice.name, voicing.voice.gain, _model(voicing.voice, voicing.voice.path)]
    told = json.dumps([__version__, voice, how, words, list(shown)], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


@lru_cache(maxsize=4)
def _model(voice: Voice, path: Path | None) -> list[str]:
    """Return checksums of a voice's files; those of the catalogue were checked on the way here."""
    return [
        known or (_checksum(path) if path else "")
        for known, path in (
            (voice.checksum, path),
            (voice.config_checksum, voice.config),
        )
    ]


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
