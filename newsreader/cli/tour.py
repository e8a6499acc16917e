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
    from newsreader.cli.read import read_programme
    from newsreader.listening import keymap
    from newsreader.listening.manner import Programme
    from newsreader.listening.places import Places
    from newsreader.listening.state import Preferences
    from newsreader.listening.tour import tour as written
    from newsreader.pipeline import prepare

    settings = settings_from(options)
    document = written(keymap.load(), settings.language or "nb")
    wanted = Programme([document], [prepare(document)])
    # A listener of its own, of whom nothing is kept: everybody's places stay as they are.
    places = Places("newsreader tour")
    read_programme(wanted, Preferences(speed=settings.speed), places, settings, practice=True)
