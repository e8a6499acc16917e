"""What is new for a listener, as documents to read or to record."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from gettext import gettext as _
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from newsreader.errors import SourceError
from newsreader.guard import FetchError, Robots, get, is_same_server
from newsreader.kitchen.library import LISTENER, Library
from newsreader.kitchen.polling import Fetch, update
from newsreader.kitchen.records import Item, State, Subscription
from newsreader.sources.address import ACCEPT, read_page
from newsreader.sources.feed.story import entry_document, is_whole
from newsreader.types import Document

LIMIT = 20
"""Articles at a time, where nobody says how many: about an hour of reading."""

_ALL = (State.NEW, State.HEADLINE, State.READ, State.SKIPPED)


@dataclass
class News:
    """Some articles of the feeds, ready to be read. Use it as a context manager."""

    library: Library
    listener: str = LISTENER
    items: list[Item] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    """One for each item."""
    said: list[str] = field(default_factory=list)
    """Sentences about what could not be had, and about there being nothing new."""

    def mark_read(self, number: int) -> None:
        """Remember that document ``number`` was heard to the end, or recorded."""
        self.library.mark(self.items[number], State.READ, self.listener)

    def mark_skipped(self, number: int) -> None:
        """Remember that the listener does not want document ``number``."""
        self.library.mark(self.items[number], State.SKIPPED, self.listener)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the library."""
        self.library.__exit__(kind, error, trace)


def open_news(
    feed: str | None = None,
    *,
    only_new: bool = True,
    limit: int = LIMIT,
    listener: str = LISTENER,
    library: Library | None = None,
    fetch: Fetch = get,
) -> News:
    """Ask the feed, or all feeds, if they are due, and fetch the articles that are waiting.

    With ``only_new`` those that the listener has neither read nor skipped, else the newest ones
    whatever is known of them. A feed that fails is a sentence in ``said``: what came earlier is
    still there to be read. Raises SourceError if there is no such feed.
    """
    news = News(library or Library(), listener)
    try:
        _collect(news, feed, only_new, limit, fetch)
    except BaseException:
        if library is None:
            news.library.__exit__(None, None, None)
        raise
    return news


def _collect(news: News, feed: str | None, only_new: bool, limit: int, fetch: Fetch) -> None:
    library = news.library
    name = library.feed(feed).name if feed else None
    news.said += _problems(library, name, fetch)
    states = (State.NEW, State.HEADLINE) if only_new else _ALL
    waiting = library.waiting(news.listener, name, states)
    robots: Robots | None = Robots(fetch)
    subscriptions = {one.name: one for one in library.feeds()}
    for item in waiting[:limit]:
        document, problem = _document(library, item, subscriptions[item.feed], fetch, robots)
        if isinstance(problem, FetchError) and problem.offline:
            # The next pages would only be waited for; what the feeds tell is here.
            robots = None
        if problem and str(problem) not in news.said:
            news.said.append(str(problem))
        if document:
            news.items.append(item)
            news.documents.append(
                replace(document, is_changed=item.is_changed, also_in=item.also_in)
            )
    if not waiting:
        news.said.append(_nothing(library, name))


def _problems(library: Library, name: str | None, fetch: Fetch) -> list[str]:
    """Ask the feeds, and return what went wrong."""
    try:
        outcomes = update(library, [name] if name else [], fetch=fetch)
    except SourceError as error:
        # Another newsreader is asking: what is here already can be read all the same.
        return [str(error)]
    lines = [
        f"{outcome.feed.name}: {outcome.error}" for outcome in outcomes if outcome.error is not None
    ]
    return list(dict.fromkeys(lines))


def _document(
    library: Library, item: Item, feed: Subscription, fetch: Fetch, robots: Robots | None
) -> tuple[Document | None, SourceError | None]:
    """Return an article as a document, and why it is not the whole of it.

    The page is fetched once and kept. Where the feed has the whole article, where robots.txt
    forbids the page, and where it cannot be had, the feed's own text is taken. Without ``robots``
    no page is fetched.
    """
    if (kept := library.document(item)) is not None:
        return kept, None
    entry = library.entry(item)
    told: Document | None = None
    problem: SourceError | None = None
    try:
        told = entry_document(entry, item.publisher, entry.link or feed.url, feed.language)
    except SourceError as error:
        problem = error
    if (told and is_whole(entry)) or not entry.link or not robots:
        return told, problem
    try:
        page = _page(entry.link, feed, fetch, robots)
    except SourceError as error:
        return told, error
    best = told if told and len(told.text) > len(page.text) else page
    library.keep_document(item, best)
    return best, None


def _page(link: str, feed: Subscription, fetch: Fetch, robots: Robots) -> Document:
    """Fetch the page of an article. Raises SourceError."""
    trusted = feed.trusted and is_same_server(link, feed.url)
    if not robots.allow(link, trusted=trusted):
        raise SourceError(
            _("{host} does not want programs to fetch its articles.").format(
                host=urlsplit(link).hostname
            ),
            _("Only what the feed tells of them is read."),
        )
    return read_page(fetch(link, trusted=trusted, accept=ACCEPT), link)


def _nothing(library: Library, name: str | None) -> str:
    """Say that nothing is new, and since when."""
    fetched = library.last_fetched(name)
    if fetched is None:
        return _("There are no articles yet.")
    when = datetime.fromtimestamp(fetched)
    return _("Nothing new. The feeds last answered at {time}.").format(time=f"{when:%H.%M}")
