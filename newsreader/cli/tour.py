"""``newsreader tour``: a spoken introduction to the keys."""

from gettext import gettext as _
from typing import Any

import click

from newsreader.cli.options import settings_from, voice_options


@click.command(
    help=_(
        "Hear how to use the reader: two minutes, in Norwegian, while you try the keys. "
        "For English, see newsreader keys."
    )
)
@click.option("--language", type=click.Choice(("nb", "nn")), help=_("Bokmål if not given."))
@click.option("--device", metavar="NAME", help=_("A part of the name of the sound output."))
@voice_options
def tour(**options: Any) -> None:
    """Hear how to use the reader."""
    from newsreader.cli.gathering import Gathered
    from newsreader.cli.read import read_programme
    from newsreader.listening import keymap
    from newsreader.listening.places import Places
    from newsreader.listening.reader import Programme
    from newsreader.listening.state import Preferences
    from newsreader.listening.tour import tour as written
    from newsreader.pipeline import prepare

    settings = settings_from(options)
    document = written(keymap.load(), settings.language or "nb")
    articles = [prepare(document)]
    # A place of its own: what the listener was reading is still there afterwards.
    places = Places(f"{settings.listener} tour")
    wanted = Programme([document], articles)
    read_programme(
        wanted, Preferences(), Gathered(articles), places, settings, settings.speed, False
    )
