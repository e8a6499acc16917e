"""Carrying out a plan: sound, what belongs to it, the memory of it, and last the feed.

At every moment the feed that lies in the folder names only files that are there. After a crash the
next run goes on where this one stopped.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from newsreader.errors import NewsreaderError, OutputError
from newsreader.outputs import Tags
from newsreader.outputs.chapters import chapters_of
from newsreader.outputs.plain import web_link
from newsreader.outputs.podcast import (
    FEED,
    TRANSCRIPTS,
    Episode,
    Show,
    chapters_json,
    feed,
)
from newsreader.outputs.transcripts import Programme, transcript
from newsreader.podcasting.folder import Folder, State
from newsreader.podcasting.notes import describe
from newsreader.podcasting.planning import Plan, Why, Work, gone
from newsreader.podcasting.rendering import Job, Runner, Voicing
from newsreader.podcasting.script import source_of
from newsreader.text.prompts import prompt
from newsreader.types import Clip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one episode."""

    work: Work
    episode: Episode | None = None
    error: NewsreaderError | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published, where, and how it sounds."""

    folder: Folder
    state: State
    show: Show
    cover: bytes
    voicing: Voicing


def publish(
    publication: Publication,
    plan: Plan,
    done: Callable[[Outcome], None],
    runner: Runner,
) -> list[Episode]:
    """Carry out a plan in a folder that is locked; return the episodes that are not kept any more.

    ``done`` is told of each episode when it is safe on the disk, or why it is not. Raises
    OutputError where the folder cannot be written to, VoiceError where the voice cannot be opened;
    what was finished before is in the feed all the same.
    """
    folder, state = publication.folder, publication.state
    state.show = publication.show
    folder.write(publication.show.image, publication.cover)
    _remember_moves(state, plan)
    folder.save(state)
    try:
        _render(publication, plan, done, runner)
    except BaseException:
        with suppress(NewsreaderError):
            write_feed(folder, state)
        raise
    return _retire(publication, datetime.now(UTC))


def _remember_moves(state: State, plan: Plan) -> None:
    """Know an article also by the place to which its file was moved."""
    for draft in plan.unchanged:
        for episode in list(state.episodes.values()):
            is_it = not draft.day and not episode.day and episode.digest == draft.digest
            if is_it and draft.key.startswith("file:") and draft.key not in episode.keys:
                state.put(replace(episode, keys=(*episode.keys, draft.key)))


def _render(
    publication: Publication,
    plan: Plan,
    done: Callable[[Outcome], None],
    runner: Runner,
) -> None:
    jobs = [job(publication, work) for work in plan.works]
    failed = False
    for work, result in zip(plan.works, runner(publication.voicing, jobs), strict=True):
        if isinstance(result, NewsreaderError):
            # Two files in a row that cannot be written: it is not the article, it is the disk.
            if failed and isinstance(result, OutputError):
                raise result
            failed = isinstance(result, OutputError)
            done(Outcome(work, error=result))
            continue
        failed = False
        episode = _finish(publication, work, result)
        publication.state.put(episode)
        publication.folder.save(publication.state)
        if work.why is not Why.NEW:
            # The published feed names this file, and its old length.
            write_feed(publication.folder, publication.state)
        done(Outcome(work, episode))


def job(publication: Publication, work: Work) -> Job:
    """Return the work as plain data."""
    draft, show = work.draft, publication.show
    first = draft.articles[0]
    sources = list(dict.fromkeys(filter(None, map(source_of, draft.articles))))
    tags = Tags(
        title=draft.title,
        language=first.language,
        artist=", ".join(sources[:3]) or show.author or show.title,
        date=draft.day or first.published or work.published.date().isoformat(),
        album=show.title,
        genre="Podcast",
        text="\n".join(one.text or one.spoken for one in draft.script),
        notice=prompt("computer_voice_shown", first.language),
        cover=publication.cover,
    )
    return Job(publication.folder / work.sound, draft.articles, draft.script, tags)


def _finish(publication: Publication, work: Work, clips: Sequence[Clip]) -> Episode:
    """Write what belongs to the sound, and return the episode."""
    draft, folder = work.draft, publication.folder
    articles = draft.articles
    first = articles[0]
    chapters = chapters_of(articles, draft.script, clips)
    description, notes = describe(articles, chapters)
    episode = Episode(
        guid=work.guid,
        name=work.name,
        title=" ".join(draft.title.split()),
        published=work.published.isoformat(timespec="seconds"),
        updated=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=clips[-1].end,
        size=(folder / work.sound).stat().st_size,
        language=first.language,
        description=description,
        notes=notes,
        link="" if draft.day else web_link(first),
        fingerprint=draft.fingerprint,
        keys=draft.keys,
        digest=draft.digest,
        day=draft.day,
    )
    programme = Programme(
        episode.title,
        articles,
        draft.script,
        clips,
        prompt("computer_voice_shown", first.language),
    )
    for kind in TRANSCRIPTS:
        folder.write(episode.file(f".{kind}"), transcript(programme, kind))
    told = chapters_json(episode.title, publication.show.title, chapters, articles)
    folder.write(episode.file(".chapters.json"), told)
    return episode


def write_feed(folder: Folder, state: State) -> None:
    """Write the feed of what was published."""
    if state.show:
        folder.write(FEED, feed(state.show, list(state.episodes.values())))


def _retire(publication: Publication, now: datetime) -> list[Episode]:
    """Write the feed without what is not kept any more, and only then delete it."""
    folder, state = publication.folder, publication.state
    removed = gone(state, publication.show, now)
    for episode in removed:
        state.retire(episode)
    write_feed(folder, state)
    folder.save(state)
    folder.clean(state)
    return removed
