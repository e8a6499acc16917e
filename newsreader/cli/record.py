"""``newsreader record``: articles become an MP3 or WAV file, or samples on standard output."""

import re
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from newsreader.cli.gathering import gathered
from newsreader.cli.options import (
    article_arguments,
    duration,
    reading_options,
    settings_from,
    voice_options,
)
from newsreader.cli.speech import LoadedVoice, open_voice, save, script_of
from newsreader.errors import OutputError
from newsreader.settings import Settings
from newsreader.types import Article, Utterance

PROGRESS_INTERVAL = 10.0
"""At most one line of progress in so many seconds: a screen reader reads each of them."""


@click.command(
    help=_(
        "Make an audio file of one or several articles. REF is a file (text, Markdown, a saved web "
        "page, an e-mail), a folder of them, an address, or - for standard input. Several articles "
        "make one programme, each announced by its number and headline."
    )
)
@article_arguments
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    required=True,
    help=_("The file to make, .mp3 or .wav; - for standard output; a folder with --split."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("mp3", "wav", "raw")),
    help=_("Otherwise known from the name. raw is 16-bit mono samples without a header."),
)
@click.option("--split", is_flag=True, help=_("Make a file of each article, in the folder -o."))
@click.option("--title", help=_("The title of the file, instead of the headline."))
@click.option("--ffmpeg", metavar="PROGRAM", help=_("Which ffmpeg makes MP3 files."))
@click.option("--quiet", is_flag=True, help=_("Print nothing but errors."))
@voice_options
@reading_options
def record(
    references: Sequence[str],
    feed: str | None,
    only_new: bool,
    clipboard: bool,
    target: str,
    form: str | None,
    split: bool,
    title: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Make an audio file of one or several articles."""
    from newsreader.outputs import STDOUT, format_of

    settings = settings_from(options)
    if split and target == STDOUT:
        raise click.UsageError(_("With --split, -o names a folder, not standard output."))
    form = (form or "mp3") if split else format_of(target, form)
    if target == STDOUT and sys.stdout.isatty():
        raise click.UsageError(
            _("Samples on a terminal are noise: send them to a file or a program.")
        )
    say = _silent if quiet or target == STDOUT else click.echo
    folder = Path(target)
    if split and not folder.is_dir():
        raise OutputError(_("There is no folder {path}.").format(path=folder), _("Make it first."))
    with gathered(references, feed, only_new, clipboard, settings) as found:
        articles = found.articles
        if not articles:
            return
        loaded = open_voice(settings)
        if not split:
            name = title or _programme_title(articles)
            _record(articles, target, form, name, loaded, settings, say)
        for number, article in enumerate(articles):
            if split:
                path = str(folder / f"{number + 1:02d}-{slug(article.title)}.{form}")
                _record([article], path, form, title or article.title, loaded, settings, say)
            found.mark_read(number)


def _silent(line: str) -> None:
    """Swallow a line of progress."""


def _programme_title(articles: Sequence[Article]) -> str:
    """Name a programme after its articles."""
    return "; ".join(article.title for article in articles[:3])


def slug(title: str, limit: int = 60) -> str:
    """Turn a headline into a file name that every system takes."""
    plain = title.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:limit]
    return words.rpartition("-")[0] if len(words) == limit and "-" in words else words or "sak"


def _record(
    articles: Sequence[Article],
    target: str,
    form: str,
    title: str,
    loaded: LoadedVoice,
    settings: Settings,
    say: Callable[[str], None],
) -> None:
    """Make one file, and say what came of it."""
    from newsreader.outputs import STDOUT, Tags

    first = articles[0]
    tags = Tags(title, first.language, first.publisher, first.published)
    script = script_of(articles, loaded, settings)
    seconds = save(script, target, form, tags, loaded, settings, _Progress(articles, say))
    if target != STDOUT:
        say(_("Made {path}, {length}.").format(path=target, length=duration(seconds)))


class _Progress:
    """Says now and then how far it has come."""

    def __init__(
        self,
        articles: Sequence[Article],
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ends = [article.segments[-1].source[1] for article in articles]
        self._articles = articles
        self._say = say
        self._clock = clock
        self._last = clock()
        self._percent = 0

    def __call__(self, utterance: Utterance) -> None:
        before = sum(self._ends[: utterance.article])
        segment = self._articles[utterance.article].segments[utterance.segment]
        percent = 100 * (before + segment.source[0]) // max(1, sum(self._ends))
        if self._clock() - self._last >= PROGRESS_INTERVAL and percent > self._percent:
            self._last, self._percent = self._clock(), percent
            self._say(_("{percent} percent").format(percent=percent))
