"""Asking the feeds, politely.

No feed more often than every 15 minutes, nor than its publisher wants (ttl, Cache-Control,
Retry-After); later and later while it fails; never all in step (jitter). What the server gave as
ETag and Last-Modified is sent back, and stored anew with every answer. Feeds are asked one after
the other, each once in a round, and only one newsreader asks at a time. Where there is no contact
with the internet the round ends, and nothing is held against the feeds.
"""

import fcntl
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _

from newsreader.errors import SourceError
from newsreader.guard import FetchError, Reply, get, is_same_server
from newsreader.kitchen.library import Library
from newsreader.kitchen.records import Arrival, Asked, Subscription
from newsreader.sources import feed as feeds

SHORTEST = 15 * 60.0
"""In s between two questions to one feed: what RSS readers agree on as decent at most."""

LONGEST = 24 * 3600.0
"""In s: a publisher's wish for more, or a long row of failures, does not make a feed dead."""

PATIENCE = 7 * LONGEST
"""In s: the longest Retry-After that is obeyed, and the time between two looks at what is gone."""

JITTER = 0.2
"""Share of the interval by which a question may come later."""

GONE = 410

Fetch = Callable[..., Reply]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round brought for one feed."""

    feed: Subscription
    """As it was before."""
    arrival: Arrival = field(default_factory=Arrival)
    error: SourceError | None = None
    is_early: bool = False
    """Whether it was left alone, because it may not be asked before ``due``."""
    due: float = 0.0


def update(
    library: Library,
    names: Sequence[str] = (),
    *,
    fetch: Fetch = get,
    now: Callable[[], float] = time.time,
    jitter: Callable[[], float] = random.random,
) -> list[Outcome]:
    """Ask the feeds of these names, or all of them, as far as they are due.

    Raises SourceError for an unknown name, and while another newsreader is asking; what is wrong
    with a feed stands in its outcome. Feeds that are missing in the result were not asked because
    there was no contact with the internet.
    """
    wanted = [library.feed(name) for name in names] if names else library.feeds()
    wanted = list({feed.id: feed for feed in wanted}.values())
    with _alone(library):
        # Another newsreader may have asked while this one waited.
        fresh = {feed.id: feed for feed in library.feeds()}
        wanted = [fresh[feed.id] for feed in wanted if feed.id in fresh]
        due = [feed for feed in wanted if is_due(feed, now())]
        early = [feed for feed in wanted if feed not in due]
        answers = list(_ask_all(due, fetch, now, jitter))
        round_ = [asked for _feed, asked, _error in answers if asked]
        arrivals = iter(library.apply(round_, now()) if round_ else ())
    outcomes = [Outcome(feed, is_early=True, due=feed.due) for feed in early]
    for feed, asked, error in answers:
        if asked:
            outcomes.append(Outcome(feed, next(arrivals), error, due=asked.due))
        else:
            outcomes.append(Outcome(feed, error=error, due=feed.due))
    places = {feed.id: place for place, feed in enumerate(wanted)}
    return sorted(outcomes, key=lambda outcome: places[outcome.feed.id])


def is_due(feed: Subscription, now: float) -> bool:
    """Tell whether a feed may be asked.

    A time of the last question that lies ahead was written by a clock that has been set back since.
    """
    return now >= feed.due or (feed.asked is not None and feed.asked > now + SHORTEST)


def _ask_all(
    due: Sequence[Subscription],
    fetch: Fetch,
    now: Callable[[], float],
    jitter: Callable[[], float],
) -> Iterator[tuple[Subscription, Asked | None, SourceError | None]]:
    """Ask one after the other; end early where there is no contact with anybody.

    Without contact there is an error and nothing to keep.
    """
    offline = 0
    for feed in due:
        try:
            yield feed, _ask(feed, fetch, now, jitter), None
        except SourceError as error:
            if isinstance(error, FetchError) and error.offline:
                yield feed, None, error
                offline += 1
                if offline > 1:
                    return
                continue
            yield feed, _failed(feed, error, now, jitter), error


def _ask(
    feed: Subscription,
    fetch: Fetch,
    now: Callable[[], float],
    jitter: Callable[[], float],
) -> Asked:
    """Fetch and read one feed. Raises SourceError."""
    reply = fetch(
        feed.url,
        trusted=feed.trusted,
        accept=feeds.ACCEPT,
        etag=feed.etag,
        modified=feed.modified,
    )
    moved = reply.moved or feed.url
    trusted = feed.trusted and is_same_server(moved, feed.url)
    if reply.status == 304:
        return Asked(
            feed,
            due=now() + _spread(max(feed.interval, reply.max_age), jitter),
            url=moved,
            trusted=trusted,
            etag=reply.etag or feed.etag,
            modified=reply.modified or feed.modified,
            interval=feed.interval,
        )
    found = feeds.parse(reply.body, reply.url, reply.charset)
    return Asked(
        feed,
        due=now() + _spread(max(found.interval, reply.max_age), jitter),
        url=moved,
        trusted=trusted,
        etag=reply.etag,
        modified=reply.modified,
        interval=found.interval,
        title="" if feed.title else found.title,
        language=found.language,
        entries=found.entries,
    )


def _failed(
    feed: Subscription,
    error: SourceError,
    now: Callable[[], float],
    jitter: Callable[[], float],
) -> Asked:
    """Note a failure, and wait twice as long as after the one before."""
    failures = feed.failures + 1
    wait = _spread(SHORTEST * 2.0 ** min(failures - 1, 10), jitter)
    if isinstance(error, FetchError):
        wait = max(wait, min(error.retry_after or 0.0, PATIENCE))
        wait = PATIENCE if error.status == GONE else wait
    return Asked(feed, due=now() + wait, failures=failures, problem=str(error))


def _spread(interval: float, jitter: Callable[[], float]) -> float:
    return min(max(interval, SHORTEST), LONGEST) * (1 + JITTER * jitter())


@contextmanager
def _alone(library: Library) -> Iterator[None]:
    """Keep a second newsreader from asking the same feeds at the same time."""
    with library.path.with_suffix(".lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SourceError(
                _("Another newsreader is fetching the feeds right now."),
                _("Wait until it has finished."),
            ) from error
        except OSError:
            # A file system without locks (some network ones): then without.
            yield
            return
        yield
