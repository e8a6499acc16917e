"""``newsreader read``: articles are read aloud at once."""

from collections.abc import Sequence
from contextlib import suppress
from gettext import gettext as _
from typing import Any

import click

from newsreader.cli.options import reading_options, references, settings_from, voice_options
from newsreader.errors import OutputError
from newsreader.types import Utterance


@click.command(
    help=_(
        "Read one or several articles aloud. REF is a text file, or - for standard input. "
        "Ctrl-C stops."
    )
)
@references
@click.option("--device", metavar="NAME", help=_("A part of the name of the sound output."))
@click.option(
    "--lead-in",
    type=float,
    metavar="SECONDS",
    help=_("Silence first, for outputs that are slow to wake (HDMI and Bluetooth: 1.5)."),
)
@voice_options
@reading_options
def read(references: Sequence[str], **options: Any) -> None:
    """Read one or several articles aloud."""
    from newsreader.cli.speech import open_voice, play, script_of
    from newsreader.lexicon_file import Heard, remember
    from newsreader.pipeline import prepare
    from newsreader.sources import open_document

    settings = settings_from(options)
    articles = [prepare(open_document(ref), settings.language) for ref in references]
    loaded = open_voice(settings)
    for article in articles:
        click.echo(article.title)
    heard: list[Utterance] = []
    try:
        play(script_of(articles, loaded, settings), loaded, settings, heard.append)
    finally:
        # For newsreader lexicon report, which marks the sentence that was heard last.
        last = next((utterance for utterance in reversed(heard) if utterance.text), None)
        if last:
            source = articles[last.article].source
            with suppress(OutputError):
                remember(Heard(last.text, last.spoken, source, loaded.voice.name))
