"""Opening a voice, for the commands that speak."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from newsreader.settings import Settings
from newsreader.types import Article, Utterance

if TYPE_CHECKING:
    from newsreader.audio import AudioChunk
    from newsreader.engines import Engine
    from newsreader.voices import Voice


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice and the engine that speaks with it."""

    voice: "Voice"
    engine: "Engine"


def open_voice(settings: Settings) -> Speaker:
    """Load the voice that was asked for, else the best that is installed.

    Says in one line how to get a natural voice where the built-in one had to do.
    """
    from newsreader import voices
    from newsreader.engines import open_engine

    voice = voices.find(settings.voice) if settings.voice else voices.default()
    if voice.engine == "espeak" and not settings.voice:
        click.echo(
            _(
                "Reading with the built-in voice. "
                "For a natural one, run: newsreader voices install"
            ),
            err=True,
        )
    return Speaker(voice, open_engine(voice, settings.speaker))


def sound_of(
    articles: Sequence[Article],
    speaker: Speaker,
    settings: Settings,
    progress: Callable[[Utterance], None] | None = None,
) -> Iterator["AudioChunk"]:
    """Yield the sound of a programme of articles, as it is synthesized."""
    from newsreader.pipeline import programme, speak

    return speak(
        programme(articles, settings.reading),
        speaker.engine,
        gain=speaker.voice.gain,
        respelling=settings.respelling and speaker.voice.respell,
        language=lambda utterance: articles[utterance.article].language,
        progress=progress,
    )
