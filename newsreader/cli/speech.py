"""Opening a voice, for the commands that speak."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from newsreader.errors import OutputError
from newsreader.settings import Settings
from newsreader.types import Article, Utterance

if TYPE_CHECKING:
    from newsreader.audio import AudioChunk
    from newsreader.engines import Engine
    from newsreader.voices import Voice


LOG_NAME = "libraries.log"
"""In the cache folder: what C libraries say, which a screen reader should not read aloud."""


@dataclass(frozen=True, slots=True)
class LoadedVoice:
    """A voice and the engine that speaks with it."""

    voice: "Voice"
    engine: "Engine"


def open_voice(settings: Settings) -> LoadedVoice:
    """Load the voice that was asked for, else the best that is installed.

    Says in one line how to get a natural voice where the built-in one had to do.
    """
    from newsreader import voices
    from newsreader.engines import open_engine
    from newsreader.files import cache_dir
    from newsreader.stderr import divert

    divert(cache_dir() / LOG_NAME)
    voice = voices.find(settings.voice) if settings.voice else voices.default()
    if voice.engine == "espeak" and not settings.voice:
        click.echo(
            _("Reading with the built-in voice. For a natural one, run: newsreader voices install"),
            err=True,
        )
    return LoadedVoice(voice, open_engine(voice, settings.speaker))


def sound_of(
    articles: Sequence[Article],
    loaded: LoadedVoice,
    settings: Settings,
    progress: Callable[[Utterance], None] | None = None,
) -> Iterator["AudioChunk"]:
    """Yield the sound of a programme of articles, as it is synthesized."""
    from newsreader.pipeline import programme, speak

    return speak(
        programme(articles, settings.reading),
        loaded.engine,
        gain=loaded.voice.gain,
        respelling=settings.respelling and loaded.voice.respell,
        language=lambda utterance: articles[utterance.article].language,
        progress=progress,
    )


def play(articles: Sequence[Article], loaded: LoadedVoice, settings: Settings) -> None:
    """Read articles aloud, to the end."""
    from newsreader.listening.player import Player

    rate = loaded.engine.sample_rate
    with Player(rate, device=settings.device, lead_in=settings.lead_in) as player:
        player.play(sound_of(articles, loaded, settings))


def save(
    articles: Sequence[Article],
    target: str,
    form: str | None,
    title: str,
    loaded: LoadedVoice,
    settings: Settings,
    progress: Callable[[Utterance], None] | None = None,
) -> float:
    """Make a file of articles, or send them to standard output; return the length in s.

    ``form`` is mp3, wav or raw; None is what the name ends in.
    """
    from newsreader.outputs import Tags, format_of, open_output
    from newsreader.pipeline import deliver

    first, rate = articles[0], loaded.engine.sample_rate
    tags = Tags(title, first.language, first.publisher, first.published)
    with open_output(target, format_of(target, form), rate, tags, settings.ffmpeg) as output:
        clips = deliver(sound_of(articles, loaded, settings, progress), output, rate)
        if not clips:
            raise OutputError(
                _("Nothing was read, for all of it is skipped."),
                _("See newsreader explain, which tells why."),
            )
    return clips[-1].end
