"""``newsreader read``: articles are read aloud at once, and obey keys."""

from collections.abc import Sequence
from dataclasses import replace
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from newsreader.cli.gathering import Gathered, gathered
from newsreader.cli.options import (
    article_arguments,
    reading_options,
    settings_from,
    voice_options,
)
from newsreader.errors import NewsreaderError, SourceError
from newsreader.settings import CHOICES, Settings

if TYPE_CHECKING:
    from newsreader.listening.manner import Programme
    from newsreader.listening.places import Places
    from newsreader.listening.reader import Reader
    from newsreader.listening.state import Preferences
    from newsreader.types import Document

STDIN = "-"


@click.command(
    help=_(
        "Read one or several articles aloud. REF is a file (text, Markdown, a saved web page, an "
        "e-mail), a folder of them, an address, or - for standard input. Without any, go on where "
        "you stopped. Keys pause, move, and change the speed: press h to have them explained, or "
        "see newsreader keys. Where standard input is no terminal, its lines are commands, such as "
        "next or pause."
    )
)
@article_arguments
@click.option("--restart", is_flag=True, help=_("Begin at the beginning, not where you stopped."))
@click.option("--device", metavar="NAME", help=_("A part of the name of the sound output."))
@click.option(
    "--lead-in",
    type=float,
    metavar="SECONDS",
    help=_("Silence first, for outputs that are slow to wake (HDMI and Bluetooth: 1.5)."),
)
@click.option(
    "--prompts",
    type=click.Choice(CHOICES["prompts"]),
    help=_("How keys are answered: by a voice, by a printed line for a screen reader, or both."),
)
@click.option(
    "--shown",
    type=click.Choice(CHOICES["shown"]),
    help=_("What is printed while it is read: titles, each sentence, or nothing."),
)
@click.option("--listener", metavar="NAME", help=_("Whose place, bookmarks and queue are used."))
@click.option(
    "--save-interval",
    type=float,
    metavar="SECONDS",
    help=_("Write the place to the disk at most so often; 60 spares a memory card."),
)
@voice_options
@reading_options
def read(
    references: Sequence[str],
    feed: str | None,
    only_new: bool,
    clipboard: bool,
    restart: bool,
    **options: Any,
) -> None:
    """Read one or several articles aloud."""
    settings = settings_from(options)
    from newsreader.listening.places import Places

    places = Places(settings.listener, interval=settings.save_interval)
    try:
        if not (references or feed or only_new or clipboard):
            _go_on(places, settings, options["speed"], restart)
            return
        with gathered(references, feed, only_new, clipboard, settings) as found:
            if found.articles:
                wanted = _programme(found, places, restart)
                preferences = _preferences(places, settings, options["speed"])
                taken = STDIN in references
                read_programme(wanted, preferences, places, settings, found, stdin_is_taken=taken)
    finally:
        for sentence in places.told:
            click.echo(sentence, err=True)


def _preferences(places: "Places", settings: Settings, speed: float | None) -> "Preferences":
    """Return what the listener chose last; a speed that is asked for goes before that."""
    from newsreader.listening.state import Preferences

    kept = places.preferences(Preferences(speed=settings.speed))
    return kept if speed is None else replace(kept, speed=settings.speed)


def _programme(found: Gathered, places: "Places", restart: bool) -> "Programme":
    """Return the articles, and where the first one was left, if it was begun before."""
    from newsreader.listening.documents import anchored
    from newsreader.listening.manner import Programme
    from newsreader.listening.position import article_id

    documents = [anchored(document) for document in found.documents]
    pairs = zip(found.articles, documents, strict=True)
    articles = [replace(article, source=document.source) for article, document in pairs]
    position = None if restart else places.position_in(article_id(articles[0]))
    return Programme(documents, articles, position)


def _go_on(places: "Places", settings: Settings, speed: float | None, restart: bool) -> None:
    """Continue where the listener stopped, or with what is in the queue."""
    from newsreader.listening.course import NothingReadError
    from newsreader.listening.manner import Programme
    from newsreader.pipeline import prepare

    preferences = _preferences(places, settings, speed)
    left = places.programme()
    if left and (restart or not left.finished):
        articles = [prepare(document, settings.language) for document in left.documents]
        wanted = Programme(left.documents, articles, None if restart else left.position)
        read_programme(wanted, preferences, places, settings)
        return
    taken = _next_in_queue(places)
    if taken is None:
        raise SourceError(
            _("There is nothing to go on with."),
            _("Give an article, or --new to read what is new in the feeds."),
        )
    title, what, document = taken
    found = Gathered([prepare(document, settings.language)], [document])
    wanted = _programme(found, places, restart)
    try:
        read_programme(wanted, preferences, places, settings)
    except NothingReadError:
        raise
    except NewsreaderError:
        left = places.programme()
        if not left or left.documents != tuple(wanted.documents):
            places.enqueue(title, what)  # it has not even begun
        raise


def _next_in_queue(places: "Places") -> "tuple[str, str | Document, Document] | None":
    """Take the next of the queue that can be had; what cannot stays there, behind the others.

    Returns its title, what stood in the queue, and what that is. Raises the last error where none
    can be had.
    """
    from newsreader.sources import open_document

    failed: list[tuple[str, str]] = []
    last: NewsreaderError | None = None
    try:
        for queued in places.queue():
            what = places.take()
            if what is None:
                break
            if not isinstance(what, str):
                return queued.title, what, what
            try:
                return queued.title, what, open_document(what)
            except NewsreaderError as error:
                if last:
                    click.echo(str(last), err=True)
                failed.append((queued.title, what))
                last = error
        if last:
            raise last
        return None
    finally:
        for title, what in failed:
            places.enqueue(title, what)


class _Marks:
    """Remembers in the library of feeds what was heard."""

    def __init__(self, found: Gathered) -> None:
        self._found = found

    def done(self, article: int) -> None:
        self._found.mark_read(article)

    def skipped(self, article: int) -> None:
        self._found.mark_skipped(article)


def read_programme(
    wanted: "Programme",
    preferences: "Preferences",
    places: "Places",
    settings: Settings,
    found: Gathered | None = None,
    *,
    stdin_is_taken: bool = False,
    practice: bool = False,
) -> None:
    """Read a programme aloud."""
    from newsreader.listening import keymap
    from newsreader.listening.dispatch import Dispatcher
    from newsreader.listening.keyboard import open_input

    keys = Dispatcher(keymap.load())
    reader = _reader(found or Gathered([]), places, settings, practice)
    with open_input(stdin_is_taken=stdin_is_taken, stop_by=reader.stop_by) as source:
        reader.read(wanted, preferences, source, keys)


def _reader(found: Gathered, places: "Places", settings: Settings, practice: bool) -> "Reader":
    """Load the voice, and set up the reader."""
    from newsreader import messages
    from newsreader.cli.speech import open_voice
    from newsreader.engines import Engine
    from newsreader.listening.manner import Manner, Prompts, Shown
    from newsreader.listening.reader import Reader
    from newsreader.sources import open_document
    from newsreader.types import Cues

    loaded = open_voice(settings, live=True)
    reading = settings.reading
    if reading.cues is Cues.AUTO:
        reading = replace(reading, cues=Cues.BOTH)
    manner = Manner(
        reading=reading,
        voice=loaded.voice.name,
        gain=loaded.voice.gain,
        respelling=settings.respelling and loaded.voice.respell,
        language=settings.language,
        device=settings.device,
        lead_in=settings.lead_in,
        prompts=Prompts(settings.prompts),
        shown=Shown(settings.shown),
        locale=messages.language(),
        practice=practice,
    )

    def prompt_engine() -> Engine:
        from newsreader.engines.espeak import EspeakEngine

        return EspeakEngine()

    return Reader(
        loaded.engine, prompt_engine, manner, places, click.echo, _Marks(found), open_document
    )
