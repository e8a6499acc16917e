"""``newsreader podcast``: articles become a podcast, a folder for any web server."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from newsreader.cli.gathering import Gathered, gathered
from newsreader.cli.options import (
    article_arguments,
    duration,
    loudness_option,
    reading_options,
    settings_from,
    voice_options,
    work_options,
)
from newsreader.cli.progress import Progress
from newsreader.errors import NewsreaderError
from newsreader.settings import Settings

if TYPE_CHECKING:
    from newsreader.outputs.podcast import Show
    from newsreader.podcasting.drafting import Given, Studio
    from newsreader.podcasting.folder import Folder, State
    from newsreader.podcasting.planning import Plan
    from newsreader.podcasting.publishing import Outcome, Publication
    from newsreader.podcasting.rendering import Runner, Voicing

Command = TypeVar("Command", bound=Callable[..., Any])

_TEXTS = {
    "base_url": ("URL", _("Where listeners will find the folder. Needed the first time.")),
    "title": ("TEXT", _("The name of the podcast.")),
    "description": ("TEXT", _("What the podcast is about.")),
    "author": ("TEXT", _("Who makes the podcast.")),
    "email": ("ADDRESS", _("Where directories of podcasts can write to its owner.")),
    "category": ("TEXT", _('One of Apple\'s categories; "News > Daily News" if not given.')),
    "intro": (
        "TEXT",
        _("What is said first, before the source and the date; it may hold {fields}.").format(
            fields="{show} {title} {source} {date} {count}"
        ),
    ),
    "outro": ("TEXT", _("What is said last; it may hold the same.")),
}
_NUMBERS = {
    "keep": _("Keep so many episodes, the newest ones; 0 keeps all."),
    "keep_days": _("Keep what was published in so many days; 0 keeps all."),
}


def _remembered(command: Command) -> Command:
    """Add the options that the podcast remembers: fields of ``Show``."""
    for name, text in reversed(_NUMBERS.items()):
        option = "--" + name.replace("_", "-")
        kind = click.IntRange(min=0)
        command = click.option(option, metavar="NUMBER", type=kind, help=text)(command)
    for name, (metavar, text) in reversed(_TEXTS.items()):
        option = "--" + name.replace("_", "-")
        command = click.option(option, metavar=metavar, help=text)(command)
    return command


@click.command(
    help=_(
        "Make a podcast of articles: a folder with sound, transcripts, chapters and the feed, to "
        "be copied to any web server. REF is a file (text, Markdown, a saved web page, an "
        "e-mail), a folder of them, an address, or - for standard input. Run again, it adds what "
        "is new and makes anew what has changed; what is said about the podcast it remembers."
    )
)
@article_arguments
@click.option(
    "--out",
    metavar="FOLDER",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help=_("The folder of the podcast; it is made if it is not there."),
)
@click.option("--daily", is_flag=True, help=_("One episode of all articles, with chapters."))
@_remembered
@click.option(
    "--image",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("The cover, a square JPEG or PNG of 1,400 to 3,000 pixels. Otherwise one is drawn."),
)
@click.option("--dry-run", is_flag=True, help=_("Say what would be done, and do nothing."))
@click.option("--ffmpeg", metavar="PROGRAM", help=_("Which ffmpeg makes MP3 files."))
@click.option("--quiet", is_flag=True, help=_("Print nothing but errors."))
@work_options
@loudness_option
@voice_options
@reading_options
def podcast(
    references: Sequence[str],
    feed: str | None,
    only_new: bool,
    clipboard: bool,
    out: Path,
    daily: bool,
    image: Path | None,
    dry_run: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Make a podcast of articles."""
    from newsreader.podcasting.drafting import Studio, of_the_day, singles
    from newsreader.podcasting.folder import Folder
    from newsreader.podcasting.planning import plan
    from newsreader.podcasting.publishing import Publication

    changes = _changes({name: options.pop(name) for name in (*_TEXTS, *_NUMBERS)})
    settings = settings_from(options)
    folder, talk = Folder(out), _Talk(quiet)
    if not folder.is_begun and "base_url" not in changes:
        raise click.UsageError(
            _("The podcast is new: say with --base-url where listeners will find it.")
        )
    if folder.is_begun and not (references or clipboard or feed or only_new):
        # Only what is said about it changes, and what is kept.
        source: AbstractContextManager[Gathered] = nullcontext(Gathered([]))
    else:
        source = gathered(references, feed, only_new, clipboard, settings, talk.problem)
    with nullcontext() if dry_run else folder.locked(), source as found:
        state = folder.load()
        show = _show(state, changes, found)
        articles = list(_given(found))
        if articles or state.show:
            studio = Studio(show, settings.reading, _voicing(settings), datetime.now(UTC))
            drafts = (
                of_the_day(studio, articles, state, talk.problem)
                if daily
                else singles(studio, articles, talk.problem)
            )
            steps = plan(state, show, drafts, studio.now, folder.is_whole)
            if dry_run:
                _foretell(steps, state, studio, talk)
            else:
                name, picture = _picture(folder, state, show, image)
                show = replace(show, image=name)
                publication = Publication(folder, state, show, picture, studio.voicing)
                _carry_out(publication, steps, found, talk, _runner(settings, studio.voicing, talk))
    if talk.failed:
        raise click.exceptions.Exit(talk.failed[0].exit_code)


@dataclass
class _Talk:
    """What is printed, and what failed."""

    quiet: bool
    failed: list[NewsreaderError] = field(default_factory=list)

    def say(self, line: str) -> None:
        if not self.quiet:
            click.echo(line)

    def problem(self, error: NewsreaderError, title: str = "") -> None:
        """Say in one line what is wrong with an article; the others follow."""
        self.failed.append(error)
        click.echo(f"{title}: {error}" if title else str(error), err=True)


def _changes(wishes: dict[str, Any]) -> dict[str, Any]:
    """Return what is said about the podcast in this run, by the fields of ``Show``."""
    from newsreader.podcasting.script import check

    changes = {name: value for name, value in wishes.items() if value is not None}
    if "base_url" in changes:
        changes["base_url"] = _base_url(changes["base_url"])
    changes.update({name: changes[name] or None for name in _NUMBERS if name in changes})
    check(changes.get("intro"))
    check(changes.get("outro"))
    return changes


def _show(state: "State", changes: dict[str, Any], found: Gathered) -> "Show":
    """Return the show: what is remembered of it, with what is changed now."""
    from newsreader.outputs.podcast import FEED, Show, show_guid
    from newsreader.podcasting.script import source_of
    from newsreader.text.prompts import prompt

    if state.show:
        return replace(state.show, **changes)
    language = found.articles[0].language if found.articles else "nb"
    sources = set(map(source_of, found.articles))
    source = sources.pop() if len(sources) == 1 else ""
    return Show(
        **{
            "title": prompt("podcast_title", language, source=source or prompt("news", language)),
            "guid": show_guid(f"{changes['base_url']}/{FEED}"),
            "description": prompt("podcast_about", language),
            "language": language,
            **changes,
        }
    )


def _base_url(text: str) -> str:
    """Return an address without its final slashes."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good or parts.query or parts.fragment or any(map(str.isspace, address)):
        raise click.UsageError(
            _("{url} is not an address like https://example.org/podcast.").format(url=text)
        )
    return address.rstrip("/")


def _voicing(settings: Settings) -> "Voicing":
    from newsreader.cli.speech import choose_voice
    from newsreader.podcasting.rendering import Voicing

    return Voicing(
        voice=choose_voice(settings),
        speaker=settings.speaker,
        profile=settings.profile,
        speed=settings.speed,
        respelling=settings.respelling,
        loudness=settings.loudness,
        captions="same" if settings.caption_voice == "auto" else settings.caption_voice,
        ffmpeg=settings.ffmpeg,
    )


def _given(found: Gathered) -> "Iterator[Given]":
    """Yield the articles, with what each is known by."""
    from newsreader.podcasting.drafting import Given
    from newsreader.podcasting.planning import feed_key, key_of

    for number, article in enumerate(found.articles):
        key = key_of(article)
        if found.news:
            item = found.news.items[number]
            key = feed_key(item.feed, item.link, item.title)
        yield Given(article, number, key)


def _picture(
    folder: "Folder", state: "State", show: "Show", given: Path | None
) -> tuple[str, bytes]:
    """Return the name of the cover and the image: the new one, the old one, or a drawn one."""
    from newsreader.podcasting.picture import cover

    if state.show and not given:
        with suppress(OSError):
            return state.show.image, (folder / state.show.image).read_bytes()
    return cover(given, show.title)


def _foretell(steps: "Plan", state: "State", studio: "Studio", talk: _Talk) -> None:
    """Say what would be done."""
    from newsreader.podcasting.planning import gone

    lines = {
        "new": _("Would make: {title}"),
        "changed": _("Would make anew, for it has changed: {title}"),
        "incomplete": _("Would make anew, for files of it are missing: {title}"),
    }
    for work in steps.works:
        talk.say(lines[work.why].format(title=work.draft.title))
    _say_left_out(steps, talk)
    for episode in gone(state, studio.show, studio.now, steps.works):
        talk.say(_("Would remove: {title}").format(title=episode.title))
    if not steps.works:
        talk.say(_("There is nothing to make."))


def _say_left_out(steps: "Plan", talk: _Talk) -> None:
    for draft in steps.left_out:
        talk.say(
            _("Left out, for it is older than what is kept: {title}").format(title=draft.title)
        )


def _runner(settings: Settings, voicing: "Voicing", talk: _Talk) -> "Runner":
    """Return what renders the episodes, with the sound cache and with all cores that are wanted."""
    from newsreader.cli.speech import open_voice
    from newsreader.podcasting.rendering import one_by_one

    # By its name: what is to be said about the choice has been said.
    named = replace(settings, voice=settings.voice or voicing.voice.name)
    return one_by_one(
        lambda: open_voice(named).engine, lambda job: Progress(job.articles, talk.say)
    )


def _carry_out(
    publication: "Publication", steps: "Plan", found: Gathered, talk: _Talk, runner: "Runner"
) -> None:
    """Make it, and say what came of it."""
    from newsreader.outputs.podcast import FEED
    from newsreader.podcasting.publishing import publish

    old, show = publication.state.show, publication.show
    if old and old.base_url != show.base_url:
        talk.say(
            _("The podcast moves from {old} to {new}. Leave a redirect at the old address.").format(
                old=old.base_url, new=show.base_url
            )
        )
    for draft in (*steps.unchanged, *steps.left_out):
        for number in draft.numbers:
            found.mark_read(number)

    def done(outcome: "Outcome") -> None:
        if outcome.error:
            talk.problem(outcome.error, outcome.work.draft.title)
        elif outcome.episode:
            for number in outcome.work.draft.numbers:
                found.mark_read(number)
            talk.say(
                _("Made {path}, {length}.").format(
                    path=publication.folder / outcome.episode.file(".mp3"),
                    length=duration(outcome.episode.seconds),
                )
            )

    removed = publish(publication, steps, done, runner)
    _say_left_out(steps, talk)
    for episode in removed:
        talk.say(_("Removed: {title}").format(title=episode.title))
    count = len(publication.state.episodes)
    talk.say(
        ngettext(
            "The feed has {count} episode: {url}", "The feed has {count} episodes: {url}", count
        ).format(count=count, url=show.url(FEED))
    )
