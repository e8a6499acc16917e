"""Opening a voice, for the commands that speak."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from newsreader.errors import SourceError
from newsreader.settings import Settings
from newsreader.types import Article, Chapter, Clip, Utterance

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


def choose_voice(settings: Settings) -> "Voice":
    """Find the voice that was asked for, else the best that is installed.

    Says in one line how to get a natural voice where the built-in one has to do.
    """
    from newsreader import voices
    from newsreader.files import cache_dir
    from newsreader.stderr import divert

    divert(cache_dir() / LOG_NAME)
    voice = voices.find(settings.voice) if settings.voice else voices.default()
    if voice.engine == "espeak" and not settings.voice:
        click.echo(
            _("Reading with the built-in voice. For a natural one, run: newsreader voices install"),
            err=True,
        )
    return voice


def say_preparing(voice: "Voice") -> None:
    """Say why it takes a while before a new voice speaks."""
    click.echo(
        _("Preparing the voice {name}. This takes some seconds, the first time only.").format(
            name=voice.name
        ),
        err=True,
    )


SOUNDS = "sounds"
"""In the cache folder: what has been spoken."""


def open_voice(settings: Settings, *, live: bool = False) -> LoadedVoice:
    """Load the voice of ``choose_voice``; what it has said before, it need not make again.

    ``live`` is for somebody who listens, and not for a file.
    """
    voice = choose_voice(settings)
    engine = _engine(voice, settings, settings.speaker)
    if settings.jobs > 1 or settings.cluster:
        engine = _pooled(engine, voice, settings)
    return LoadedVoice(voice, staged(remembering(engine, settings), voice, settings, live=live))


def _engine(voice: "Voice", settings: Settings, speaker: str | int | None = None) -> "Engine":
    from newsreader.engines import open_engine

    return open_engine(voice, speaker, settings.profile, preparing=lambda: say_preparing(voice))


def remembering(engine: "Engine", settings: Settings) -> "Engine":
    """Return the engine with the sounds that are kept on the disk."""
    from newsreader.engines.cache import Remembering
    from newsreader.files import cache_dir

    return Remembering(engine, cache_dir() / SOUNDS, round(settings.cache * 1e6))


def staged(engine: "Engine", voice: "Voice", settings: Settings, *, live: bool) -> "Engine":
    """Return the engine with the voice of captions that was asked for."""
    from newsreader.engines.staging import Second, Staged
    from newsreader.voices import find

    captions = settings.caption_voice
    if captions == "auto":
        captions = "lower" if live else "same"
    if captions in ("same", "lower"):
        return Staged(engine, lower=captions == "lower")
    other = find(captions)
    second = remembering(_engine(other, settings), settings)
    return Staged(engine, Second(second, other.gain - voice.gain), lower=False)


def _pooled(engine: "Engine", voice: "Voice", settings: Settings) -> "Engine":
    """Have the work of an engine done by several processes, or by a cluster."""
    from functools import partial

    from newsreader.engines.pool import Order, Pooled, cluster_executor, local_executor

    name = str(voice.path) if settings.voice and voice.path else voice.name
    order = Order(name, settings.speaker, settings.profile, engine.identity)
    if settings.cluster:
        jobs = max(settings.jobs, CLUSTER_JOBS)
        open_executor = partial(cluster_executor, settings.cluster)
    else:
        jobs = settings.jobs
        open_executor = partial(local_executor, jobs)
    pool = Pooled(engine, order, open_executor, jobs)
    click.get_current_context().call_on_close(pool.close)
    return pool


CLUSTER_JOBS = 8
"""Workers that a cluster is expected to have, where nobody says how many."""


def script_of(
    articles: Sequence[Article], loaded: LoadedVoice, settings: Settings
) -> Iterator[Utterance]:
    """Yield what is said of a programme of articles."""
    from newsreader.pipeline import programme

    return programme(articles, settings.reading, loaded.voice.name)


def sound_of(
    script: Iterable[Utterance],
    loaded: LoadedVoice,
    settings: Settings,
    progress: Callable[[Utterance], None] | None = None,
) -> Iterator["AudioChunk"]:
    """Yield the sound of a script, in the chosen voice and speed."""
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
    from newsreader.listening.events import Began, Event, FellBack
    from newsreader.listening.player import Player
    from newsreader.listening.rendering import Rendering

    def tell(event: Event) -> None:
        match event:
            case Began(index) if heard:
                heard(rendering.utterance(index))
            case FellBack(program):
                click.echo(
                    _(
                        "PortAudio is not installed; playing through {program}. "
                        "Better: sudo apt install libportaudio2"
                    ).format(program=program),
                    err=True,
                )

    rendering = Rendering(
        script,
        loaded.engine,
        gain=loaded.voice.gain,
        respelling=settings.respelling and loaded.voice.respell,
    )
    with (
        rendering,
        Player(
            rendering, device=settings.device, lead_in=settings.lead_in, speed=settings.speed
        ) as player,
    ):
        player.run(tell)


def nothing_read() -> SourceError:
    """Return the error for articles of which nothing is read."""
    return SourceError(
        _("Nothing was read, for all of it is skipped."),
        _("See newsreader explain, which tells why."),
    )


def save(
    script: Iterable[Utterance],
    target: str,
    form: str | None,
    tags: "Tags",
    loaded: LoadedVoice,
    settings: Settings,
    progress: Callable[[Utterance], None] | None = None,
    finished: Callable[[Sequence[Utterance], Sequence[Clip]], None] | None = None,
    articles: Sequence[Article] = (),
) -> float:
    """Make a file of a script, or send it to standard output; return the length in s.

    ``form`` is what ``format_of`` knows; None is what the name ends in. ``finished`` is told, when
    the file is there, what was said and when. ``articles`` become chapters.
    """
    from newsreader.outputs import format_of, open_output
    from newsreader.outputs.chapters import chapters_of
    from newsreader.pipeline import deliver

    said: list[Utterance] = []

    def begun(utterance: Utterance) -> None:
        said.append(utterance)
        if progress:
            progress(utterance)

    def chapters(clips: Sequence[Clip]) -> Sequence[Chapter]:
        return chapters_of(articles, said, clips)

    rate = loaded.engine.sample_rate
    form = format_of(target, form)
    with open_output(target, form, rate, tags, settings.ffmpeg, settings.loudness) as output:
        sound = sound_of(script, loaded, settings, begun)
        clips = deliver(sound, output, rate, chapters if articles else None)
        if not clips:
            raise nothing_read()
    if finished:
        finished(said, clips)
    return clips[-1].end
