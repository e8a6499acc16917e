"""``newsreader newspaper``: articles become a talking newspaper, EPUB 3 or DAISY 2.02."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from gettext import gettext as _
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from newsreader.cli.gathering import Gathered, gathered
from newsreader.cli.options import (
    article_arguments,
    duration,
    reading_options,
    settings_from,
    voice_options,
    work_options,
)
from newsreader.cli.progress import Pace, teller
from newsreader.cli.speech import LoadedVoice, nothing_read, open_voice, script_of, sound_of
from newsreader.settings import Settings
from newsreader.types import Article, Utterance

if TYPE_CHECKING:
    from newsreader.outputs.book import Newspaper, Recording
    from newsreader.text.edition import Edition


@click.command(
    help=_(
        "Make a talking newspaper: text and sound in step, with sections and headlines to jump "
        "between, for EPUB 3 readers or for DAISY players. REF is a file (text, Markdown, a saved "
        "web page, an e-mail), a folder of them, an address, or - for standard input."
    )
)
@article_arguments
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE|FOLDER",
    required=True,
    help=_("What to make: a file .epub, a DAISY book as a folder, or the same in a file .zip."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("epub", "daisy")),
    help=_("Otherwise known from the name, if it ends in .epub or .zip."),
)
@click.option("--title", help=_("The title of the newspaper, instead of Lydavis and the date."))
@click.option("--ffmpeg", metavar="PROGRAM", help=_("Which ffmpeg makes MP3 files."))
@click.option("--quiet", is_flag=True, help=_("Print nothing but errors."))
@work_options
@voice_options
@reading_options
def newspaper(
    references: Sequence[str],
    feed: str | None,
    only_new: bool,
    clipboard: bool,
    target: str,
    form: str | None,
    title: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Make a talking newspaper."""
    from newsreader.text.edition import edition

    settings = settings_from(options)
    path = Path(target)
    form = form or {".epub": "epub", ".zip": "daisy"}.get(path.suffix.lower())
    if form is None:
        raise click.UsageError(
            _("The name {name} does not tell which kind of newspaper to make.").format(name=target)
            + " "
            + _("Use --format epub or --format daisy.")
        )
    say = teller(quiet=quiet)
    with gathered(references, feed, only_new, clipboard, settings) as found:
        if not found.articles:
            return
        loaded = open_voice(settings)
        with _replacing(path, form) as part, _workshop(path) as folder:
            recorder = _Recorder(folder, loaded, settings)
            plan = edition(_with_feeds(found), date.today(), title)
            paper = _recorded(plan, recorder, say)
            _write(part, form, paper)
        for number in range(len(found.articles)):
            found.mark_read(number)
    seconds = sum(page.recording.seconds for page in paper.pages)
    say(_("Made {path}, {length}.").format(path=target, length=duration(seconds)))


def _with_feeds(found: Gathered) -> list[Article]:
    """Return the articles; those of feeds are published by their feed, whatever the page says."""
    if not found.news:
        return found.articles
    items = found.news.items
    return [
        replace(article, publisher=item.publisher)
        for article, item in zip(found.articles, items, strict=True)
    ]


def _replacing(path: Path, form: str) -> AbstractContextManager[Path]:
    from newsreader.files import replacing
    from newsreader.outputs.daisy import replacing_daisy

    return replacing(path) if form == "epub" else replacing_daisy(path)


def _workshop(path: Path) -> TemporaryDirectory[str]:
    """Return a folder for the sound, beside the book: the system's own may be small."""
    return TemporaryDirectory(prefix=".newsreader-", dir=path.absolute().parent)


def _write(part: Path, form: str, paper: "Newspaper") -> None:
    from newsreader.outputs.daisy import write_daisy
    from newsreader.outputs.epub import write_epub

    if form == "epub":
        write_epub(part, paper, datetime.now(UTC))
    else:
        write_daisy(part, paper)


class _Recorder:
    """Records articles, each as one MP3 without a tag."""

    def __init__(self, folder: str, loaded: LoadedVoice, settings: Settings) -> None:
        self._folder = Path(folder)
        self._loaded = loaded
        self._settings = settings
        self._count = 0

    @property
    def narrator(self) -> str:
        return self._loaded.voice.title or self._loaded.voice.name

    def record(self, article: Article) -> "Recording | None":
        """Return the recording of an article, None where all of it is skipped."""
        from newsreader.outputs.book_sound import record

        self._count += 1
        script = list(_spaced(script_of([article], self._loaded, self._settings)))
        sound = sound_of(script, self._loaded, self._settings)
        audio = self._folder / f"{self._count}.mp3"
        rate = self._loaded.engine.sample_rate
        return record(article, script, sound, audio, rate, self._settings.ffmpeg)


def _spaced(script: Iterator[Utterance]) -> Iterator[Utterance]:
    """Yield a script with the pause between two articles at its end."""
    from newsreader.text.utterances import PAUSES

    last: Utterance | None = None
    for utterance in script:
        if last:
            yield last
        last = utterance
    if last:
        yield replace(last, pause=PAUSES["article"])


def _recorded(plan: "Edition", recorder: _Recorder, say: Callable[[str], None]) -> "Newspaper":
    """Record everything; an article of which nothing is read is named and left out."""
    from newsreader.outputs.book import Newspaper, Section

    count = sum(len(section.articles) for section in plan.sections)
    pace, number, sections = Pace(say), 0, []
    opening = recorder.record(plan.opening)
    for section in plan.sections:
        head = recorder.record(section.opening)
        recordings = []
        for article in section.articles:
            recording = recorder.record(article)
            number += 1
            if number < count and pace.is_due:
                pace.say(
                    _("{number} of {count} recorded: {title}").format(
                        number=number, count=count, title=article.title
                    )
                )
            if recording:
                recordings.append(recording)
            else:
                say(_("Left out, for nothing of it is read: {title}").format(title=article.title))
        if head and recordings:
            sections.append(Section(head, tuple(recordings)))
    if not (opening and sections):
        raise nothing_read()
    return Newspaper(
        title=plan.title,
        publisher=plan.publisher,
        date=plan.date.isoformat(),
        language=plan.language,
        identifier=plan.identifier,
        narrator=recorder.narrator,
        opening=opening,
        sections=tuple(sections),
    )
