"""Options and small helpers that several commands share."""

from collections.abc import Callable
from gettext import gettext as _
from gettext import ngettext
from typing import Any, TypeVar

import click

from newsreader.settings import CHOICES, Settings, load

Command = TypeVar("Command", bound=Callable[..., Any])

_HELP = {
    "language": _("The language of the text. Otherwise found out for each article."),
    "captions": _("Captions: where they stand, not at all, or after the story."),
    "credits": _("Who took the pictures."),
    "bylines": _("Who wrote the article."),
    "quotes": _("Quotations that are set off from the story."),
    "factboxes": _("Fact boxes: where they stand, not at all, or after the story."),
    "metadata": _("Facts about the publication, such as dates and sections."),
    "noise": _("What is not a part of the article, such as advertisements and links."),
    "repeats": _("What is printed twice."),
    "lists": _("Lists and tables: every item announced, only how many, or nothing said."),
    "cues": _("Captions, headings and quotations: announced by words, sounds, both, or neither."),
}


def reading_options(command: Command) -> Command:
    """Add the options that choose which parts are read."""
    for name, choices in reversed(CHOICES.items()):
        if name not in _HELP:
            continue
        decorate = click.option(f"--{name}", type=click.Choice(choices), help=_HELP[name])
        command = decorate(command)
    return command


def voice_options(command: Command) -> Command:
    """Add the options that choose the voice."""
    options = [
        click.option(
            "--voice",
            metavar="NAME|FILE",
            help=_("A voice from newsreader voices list, or the path of a Piper voice."),
        ),
        click.option(
            "--speaker",
            metavar="NAME|NUMBER",
            help=_("Which speaker, for a voice that has several."),
        ),
        click.option(
            "--speed",
            type=float,
            metavar="FACTOR",
            help=_("From 0.5 to 5; 2 is twice as fast, at the same pitch."),
        ),
        click.option(
            "--caption-voice",
            metavar="same|lower|NAME",
            help=_("How captions are read: as the rest, lower, or by another voice."),
        ),
        click.option(
            "--profile",
            type=click.Choice(CHOICES["profile"]),
            help=_("How a Piper voice is computed: exact, or fast, which nobody has yet judged."),
        ),
        click.option(
            "--respelling/--no-respelling",
            default=None,
            help=_("Respell words that the synthesizer gets wrong, or leave them as they are."),
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def work_options(command: Command) -> Command:
    """Add the options that say who does the work of a file."""
    options = [
        click.option(
            "--jobs",
            type=int,
            metavar="NUMBER",
            help=_(
                "How many processes make the sound; as many as there are cores is a good choice."
            ),
        ),
        click.option(
            "--cluster",
            metavar="ADDRESS",
            help=_("The scheduler of a Dask cluster that makes the sound, like tcp://HOST:8786."),
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def loudness_option(command: Command) -> Command:
    """Add the option for the loudness of a file."""
    return click.option(
        "--loudness",
        type=float,
        metavar="LUFS",
        help=_("How loud the file is; -19 if not given, which is usual for mono podcasts."),
    )(command)


def article_arguments(command: Command) -> Command:
    """Add what says which articles: references, or feeds."""
    for decorate in (
        click.option("--clipboard", is_flag=True, help=_("Read what is on the clipboard.")),
        click.option(
            "--new", "only_new", is_flag=True, help=_("What is new in the feeds since last time.")
        ),
        click.option("--feed", metavar="NAME", help=_("Articles of this feed: see feeds list.")),
        click.argument("references", metavar="[REF]...", nargs=-1),
    ):
        command = decorate(command)
    return command


def settings_from(options: dict[str, Any]) -> Settings:
    """Return the settings of this run."""
    return load(**options)


def duration(seconds: float) -> str:
    """Return a length of time in words: "3 minutes 20 seconds"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        (hours, ngettext("{n} hour", "{n} hours", hours)),
        (minutes, ngettext("{n} minute", "{n} minutes", minutes)),
        (rest, ngettext("{n} second", "{n} seconds", rest)),
    ]
    words = [text.format(n=count) for count, text in parts if count]
    return " ".join(words) or parts[2][1].format(n=0)
