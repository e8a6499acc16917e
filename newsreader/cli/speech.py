"""Opening a voice, for the commands that speak."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    from newsreader.outputs import Tags
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
    return LoadedVoice(voice, open_engine(voice, settings.speaker, settings.profile))


def script_of(
    articles: Sequence[Article], loaded: LoadedVoice, settings: Settings
) -> Iterator[Utterance]:
    """Yield what is said of a programme of articles."""
    from newsreader.pipeline import programme

    return programme(articles, settings.reading, loaded.voice.name)


def _sound_of(
    script: Iterable[Utterance],
    loaded: LoadedVoice,
    settings: Settings,
    progress: Callable[[Utterance], None] | None = None,
) -> Iterator["AudioChunk"]:
    from newsreader.pipeline import speak

    return speak(
        script,
        loaded.engine,
        gain=loaded.voice.gain,
        speed=settings.speed,
        respelling=settings.respelling and loaded.voice.respell,
        progress=progress,
    )


def play(
    script: Iterable[Utterance],
    loaded: LoadedVoice,
    settings: Settings,
    heard: Callable[[Utterance], None] | None = None,
) -> None:
    """Read a script aloud, to the end. ``heard`` is told each utterance that begins to sound."""
    from newsreader.listening.player import Player

    said: list[Utterance] = []
    rate = loaded.engine.sample_rate
    with Player(rate, device=settings.device, lead_in=settings.lead_in) as player:
        player.play(
            _sound_of(script, loaded, settings, said.append),
            (lambda index: heard(said[index])) if heard else None,
        )


def save(
    script: Iterable[Utterance],
    target: str,
    form: str | None,
    tags: "Tags",
    loaded: LoadedVoice,
    settings: Settings,
    progress: Callable[[Utterance], None] | None = None,
) -> float:
    """Make a file of a script, or send it to standard output; return the length in s.

    ``form`` is mp3, wav or raw; None is what the name ends in.
    """
    from newsreader.outputs import format_of, open_output
    from newsreader.pipeline import deliver

    rate = loaded.engine.sample_rate
    with open_output(target, format_of(target, form), rate, tags, settings.ffmpeg) as output:
        clips = deliver(_sound_of(script, loaded, settings, progress), output, rate)
        if not clips:
            raise OutputError(
                _("Nothing was read, for all of it is skipped."),
                _("See newsreader explain, which tells why."),
            )
    return clips[-1].end
