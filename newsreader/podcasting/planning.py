"""What is to be done: which episodes are new, which have changed, which stay and which go.

An article is known again by its address, or by the path of its file, or, where a file was moved, by
its text. Retention goes by the day of publication alone, so what was left out or removed once stays
out however often its article is given again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from newsreader.kitchen.matching import canonical
from newsreader.outputs.naming import slug
from newsreader.outputs.plain import web_link
from newsreader.outputs.podcast import EPISODES, Episode, Show, episode_guid
from newsreader.podcasting.folder import Retired, State
from newsreader.sources.feed.dates import seconds
from newsreader.types import Article, Utterance


class Why(StrEnum):
    """Why an episode is rendered."""

    NEW = "new"
    CHANGED = "changed"
    """Its words or its sound would be others now."""
    INCOMPLETE = "incomplete"
    """Files of it are missing in the folder."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An episode that somebody wants to have."""

    keys: tuple[str, ...]
    """One for each article."""
    articles: tuple[Article, ...]
    numbers: tuple[int, ...]
    """Which articles of the run they are."""
    title: str
    script: tuple[Utterance, ...]
    fingerprint: str
    published: datetime | None = None
    day: str = ""
    edition: int = 1
    """Of the day."""

    @property
    def key(self) -> str:
        """What the guid is made from."""
        return day_key(self.day, self.edition) if self.day else self.keys[0]

    @property
    def digest(self) -> str:
        """Tell the text of its article from others."""
        return "" if self.day else digest(self.articles[0])


@dataclass(frozen=True, slots=True)
class Work:
    """An episode to be rendered."""

    draft: Draft
    guid: str
    name: str
    published: datetime
    why: Why

    @property
    def sound(self) -> str:
        """The name of its sound in the folder of the podcast."""
        return f"{EPISODES}/{self.name}.mp3"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done."""

    works: tuple[Work, ...]
    unchanged: tuple[Draft, ...]
    left_out: tuple[Draft, ...]
    """Older than what is kept."""


def day_key(day: str, edition: int) -> str:
    """Return what an episode that gathers the articles of a day is known by."""
    return f"day:{day}:{edition}"


def key_of(article: Article) -> str:
    """Return what an article is known by: its address in one spelling, or the path of its file.

    What came through a pipe or from the clipboard is known by title and date.
    """
    if link := web_link(article):
        return web_key(link)
    if Path(article.source).is_file():
        return "file:" + str(Path(article.source).resolve())
    told = f"{article.title}\n{article.published or ''}"
    return "text:" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def feed_key(feed: str, link: str, title: str) -> str:
    """Return what an article of a feed is known by: the link in the feed, else its title there.

    Not the address that it was fetched from, for that is another one when it is redirected.
    """
    return web_key(link) if link else f"feed:{feed}:{title}"


def web_key(link: str) -> str:
    """Return what an article at an address is known by."""
    return "web:" + canonical(link)


def digest(article: Article) -> str:
    """Return a hash of an article's text."""
    text = "\n".join(segment.text for segment in article.segments)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def moment(article: Article, now: datetime) -> datetime | None:
    """Return when an article was published, never in the future; None where it does not say."""
    found = seconds(article.published)
    if found is None:
        return None
    return min(now, datetime.fromtimestamp(found, UTC))


def editions(
    state: State, show: Show, keys: Sequence[str], day: str
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the episodes of a day: the number of each, and which articles it holds.

    What an episode of this or another day holds already is not published again. Apps do not fetch
    an episode a second time, so what came later in the day is an episode of its own.
    """
    places = {key: number for number, key in reversed(list(enumerate(keys)))}
    records: list[Episode | Retired] = [*state.episodes.values(), *state.retired.values()]
    told = {key for record in records if record.day for key in record.keys}
    count = sum(record.day == day for record in records)
    for edition in range(1, count + 1):
        record = state.episodes.get(episode_guid(show.guid, day_key(day, edition)))
        if record and set(record.keys) <= set(places):
            yield edition, tuple(places[key] for key in record.keys)
    if fresh := sorted(number for key, number in places.items() if key not in told):
        yield count + 1, tuple(fresh)


def plan(
    state: State,
    show: Show,
    drafts: Iterable[Draft],
    now: datetime,
    is_whole: Callable[[Episode], bool],
) -> Plan:
    """Decide what is done with each draft."""
    wanted: dict[str, tuple[Draft, Work | None]] = {}
    dates = {one.guid: datetime.fromisoformat(one.published) for one in state.episodes.values()}
    for number, draft in enumerate(drafts):
        # The later ones of a run count as newer: a list of files is a list of old to new.
        begun = now + timedelta(seconds=number)
        guid, work = _judge(state, show, draft, begun, is_whole)
        if guid not in wanted:
            wanted[guid] = draft, work
            if work:
                dates[guid] = work.published
    kept = keep(dates, show, now)
    return Plan(
        tuple(work for guid, (_draft, work) in wanted.items() if work and guid in kept),
        tuple(draft for guid, (draft, work) in wanted.items() if not work and guid in kept),
        tuple(draft for guid, (draft, _work) in wanted.items() if guid not in kept),
    )


def _judge(
    state: State, show: Show, draft: Draft, now: datetime, is_whole: Callable[[Episode], bool]
) -> tuple[str, Work | None]:
    """Return the guid of a draft, and what is to be done for it, None for nothing."""
    known = _known(state, show, draft)
    if known:
        published = datetime.fromisoformat(known.published)
        if known.fingerprint != draft.fingerprint:
            return known.guid, Work(draft, known.guid, known.name, published, Why.CHANGED)
        if not is_whole(known):
            return known.guid, Work(draft, known.guid, known.name, published, Why.INCOMPLETE)
        return known.guid, None
    guid = episode_guid(show.guid, draft.key)
    if retired := state.retired.get(guid):
        published = datetime.fromisoformat(retired.published)
        return guid, Work(draft, guid, retired.name, published, Why.NEW)
    published = draft.published or now
    name = f"{published:%Y-%m-%d}-{slug(draft.title)}-{guid[:8]}"
    return guid, Work(draft, guid, name, published, Why.NEW)


def _known(state: State, show: Show, draft: Draft) -> Episode | None:
    """Return the episode of a draft, if it was made already."""
    if found := state.episodes.get(episode_guid(show.guid, draft.key)):
        return found
    if draft.day:
        return None
    singles = [one for one in state.episodes.values() if not one.day]
    for episode in singles:
        if draft.key in episode.keys:
            return episode
    if draft.key.startswith("web:"):
        return None
    moved = (one for one in singles if one.digest == draft.digest and not _is_web(one))
    return next(moved, None)


def _is_web(episode: Episode) -> bool:
    return any(key.startswith("web:") for key in episode.keys)


def keep(dates: dict[str, datetime], show: Show, now: datetime) -> set[str]:
    """Return the guids of the episodes that are kept: the newest, by day of publication."""
    newest = sorted(dates, key=lambda guid: (dates[guid], guid), reverse=True)
    if show.keep_days is not None:
        oldest = now - timedelta(days=show.keep_days)
        newest = [guid for guid in newest if dates[guid] >= oldest]
    return set(newest[: show.keep])


def gone(state: State, show: Show, now: datetime, works: Sequence[Work] = ()) -> list[Episode]:
    """Return the episodes that are not kept any more, once these works are done."""
    dates = {one.guid: datetime.fromisoformat(one.published) for one in state.episodes.values()}
    dates.update((work.guid, work.published) for work in works)
    kept = keep(dates, show, now)
    return [episode for episode in state.episodes.values() if episode.guid not in kept]
