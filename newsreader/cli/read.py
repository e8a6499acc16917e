"""``newsreader read``: articles are read aloud at once."""

from collections.abc import Sequence
from contextlib import suppress
from gettext import gettext as _
from typing import Any

import click

from newsreader.cli.gathering import gathered
from newsreader.cli.options import (
    article_arguments,
    reading_options,
    settings_from,
    voice_options,
)
from newsreader.errors import OutputError
from newsreader.settings import Settings
from newsreader.types import Article, Utterance


@click.command(
    help=_(
        "Read one or several articles aloud. REF is a file (text, Markdown, a saved web page, an "
        "e-mail), a folder of them, an address, or - for standard input. Ctrl-C stops."
    )
)
@article_arguments
@click.option("--device", metavar="NAME", help=_("A part of the name of the sound output."))
@click.option(
    "--lead-in",
    type=float,
    metavar="SECONDS",
    help=_("Silence first, for outputs that are slow to wake (HDMI and Bluetooth: 1.5)."),
)
@voice_options
@reading_options
def read(
    references: Sequence[str], feed: str | None, only_new: bool, clipboard: bool, **options: Any
) -> None:
    """Read one or several articles aloud."""
    settings = settings_from(options)
    with gathered(references, feed, only_new, clipboard, settings) as found:
        if not found.articles:
            return
        heard: list[Utterance] = []
        try:
            _read_aloud(found.articles, settings, heard)
        finally:
            # The articles before the one that was begun last were heard to their end.
            for number in range(heard[-1].article if heard else 0):
                found.mark_read(number)
        found.mark_read(len(found.articles) - 1)


def _read_aloud(articles: Sequence[Article], settings: Settings, heard: list[Utterance]) -> None:
    """Play articles, and keep the last sentence for ``newsreader lexicon report``."""
    from newsreader.cli.speech import open_voice, play, script_of
    from newsreader.lexicon_file import Heard, remember

    loaded = open_voice(settings)
    for article in articles:
        click.echo(article.title)
    try:
        play(script_of(articles, loaded, settings), loaded, settings, heard.append)
    finally:
        last = next((utterance for utterance in reversed(heard) if utterance.text), None)
        if last:
            source = articles[last.article].source
            with suppress(OutputError):
                remember(Heard(last.text, last.spoken, source, loaded.voice.name))
