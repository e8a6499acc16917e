"""``newsreader record``: articles become an MP3 or WAV file, or samples on standard output."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsreader.cli.gathering import gathered
from newsreader.cli.options import (
    article_arguments,
    duration,
    loudness_option,
    reading_options,
    settings_from,
    voice_options,
    work_options,
)
from newsreader.cli.progress import Progress, teller
from newsreader.cli.speech import LoadedVoice, open_voice, save, script_of
from newsreader.errors import NewsreaderError, OutputError
from newsreader.settings import Settings
from newsreader.types import Article, Clip, Role, Utterance

if TYPE_CHECKING:
    from newsreader.outputs import Tags

FORMATS = ("mp3", "m4b", "m4a", "opus", "wav", "raw")
"""Those of ``outputs``, which are not loaded for ``--help``; a test holds them together."""


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
    help=_(
        "The file to make, .mp3, .m4b, .opus or .wav; - for standard output; a folder with --split."
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=_("Otherwise known from the name. raw is 16-bit mono samples without a header."),
)
@click.option("--split", is_flag=True, help=_("Make a file of each article, in the folder -o."))
@click.option("--title", help=_("The title of the file, instead of the headline."))
@click.option(
    "--transcript",
    "transcripts",
    multiple=True,
    type=click.Choice(("vtt", "srt", "html", "json")),
    help=_("Write what is said, with times, beside the sound. Can be given several times."),
)
@click.option(
    "--cover",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("The picture that players show, JPEG or PNG. Otherwise one is drawn."),
)
@click.option("--ffmpeg", metavar="PROGRAM", help=_("Which ffmpeg makes MP3 files."))
@click.option("--quiet", is_flag=True, help=_("Print nothing but errors."))
@work_options
@loudness_option
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
    transcripts: Sequence[str],
    cover: Path | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Make an audio file of one or several articles."""
    from newsreader.outputs import STDOUT, format_of
    from newsreader.outputs.naming import slug

    settings = settings_from(options)
    if split and target == STDOUT:
        raise click.UsageError(_("With --split, -o names a folder, not standard output."))
    if transcripts and target == STDOUT:
        raise click.UsageError(_("With --transcript, -o names a file, not standard output."))
    form = (form or "mp3") if split else format_of(target, form)
    if target == STDOUT and sys.stdout.isatty():
        raise click.UsageError(
            _("Samples on a terminal are noise: send them to a file or a program.")
        )
    say = teller(quiet=quiet or target == STDOUT)
    folder = Path(target)
    if split and not folder.is_dir():
        raise OutputError(_("There is no folder {path}.").format(path=folder), _("Make it first."))
    with gathered(references, feed, only_new, clipboard, settings) as found:
        articles = found.articles
        if not articles:
            return
        loaded = open_voice(settings)
        make = _Maker(form, transcripts, _picture(cover), loaded, settings, say)
        if not split:
            make(articles, target, title or _programme_title(articles))
            for number in range(len(articles)):
                found.mark_read(number)
            return
        failed: NewsreaderError | None = None
        for number, article in enumerate(articles):
            path = str(folder / f"{number + 1:02d}-{slug(article.title)}.{form}")
            try:
                make([article], path, title or article.title)
                found.mark_read(number)
            except NewsreaderError as error:
                # The others are made all the same; the exit code tells.
                failed = error
                click.echo(f"{article.title}: {error}", err=True)
    if failed:
        raise click.exceptions.Exit(failed.exit_code)


def _picture(path: Path | None) -> bytes | None:
    """Return the picture in a file, before an hour of speech and not after it."""
    from newsreader.outputs.cover import load

    return load(path) if path else None


def _programme_title(articles: Sequence[Article]) -> str:
    """Name a programme after its articles."""
    return "; ".join(article.title for article in articles[:3])


@dataclass(frozen=True)
class _Maker:
    """Makes files, and what belongs to each, and says what came of it."""

    form: str
    transcripts: Sequence[str]
    picture: bytes | None
    loaded: LoadedVoice
    settings: Settings
    say: Callable[[str], None]

    def __call__(self, articles: Sequence[Article], target: str, title: str) -> None:
        """Make one file of some articles."""
        from newsreader.outputs import STDOUT
        from newsreader.outputs.transcripts import Programme, beside, write_transcripts

        kinds = list(dict.fromkeys(self.transcripts))
        beside(Path(target), kinds, articles)  # before an hour of speech, not after

        def write(said: Sequence[Utterance], clips: Sequence[Clip]) -> None:
            programme = Programme(title, articles, said, clips)
            for path in write_transcripts(Path(target), kinds, programme):
                self.say(_("Made {path}.").format(path=path))

        seconds = save(
            script_of(articles, self.loaded, self.settings),
            target,
            self.form,
            self._tags(articles, title),
            self.loaded,
            self.settings,
            Progress(articles, self.say),
            write,
            articles,
        )
        if target != STDOUT:
            self.say(_("Made {path}, {length}.").format(path=target, length=duration(seconds)))

    def _tags(self, articles: Sequence[Article], title: str) -> "Tags":
        from newsreader.outputs import Tags
        from newsreader.outputs.cover import drawn
        from newsreader.text.prompts import prompt

        first = articles[0]
        read = [s.text for a in articles for s in a.segments if s.role is not Role.NOISE]
        pictured = self.form in ("mp3", "m4b", "m4a", "opus")
        return Tags(
            title,
            first.language,
            first.publisher,
            first.published,
            album=first.publisher,
            text="\n\n".join(read),
            cover=(self.picture or drawn(first.publisher or title)) if pictured else None,
            notice=prompt("computer_voice", first.language),
        )
