"""Adding a feed by the address that a person typed."""

import re
from gettext import gettext as _
from urllib.parse import urlsplit

from newsreader.errors import SourceError
from newsreader.guard import FetchError, Reply, get, is_same_server
from newsreader.kitchen.library import Library, default_feeds
from newsreader.kitchen.polling import Fetch
from newsreader.kitchen.records import Subscription
from newsreader.sources import feed as feeds

_NAME = re.compile(r"[^\s,]{1,40}")
"""What --feed takes without quotation marks."""


def subscribe(
    library: Library, address: str, name: str = "", *, fetch: Fetch = get
) -> tuple[Subscription, list[str]]:
    """Add the feed at an address, or the first feed of the web page there.

    ``address`` may also be the name of a default feed that was removed. The articles come with the
    next round. Returns the feed, and the addresses of the page's other feeds. Raises SourceError
    where there is no feed, or the feed or its name is taken.
    """
    if name and not _NAME.fullmatch(name):
        raise SourceError(
            _("{name} cannot be the name of a feed.").format(name=name),
            _("Choose a name without spaces and commas, of at most 40 characters."),
        )
    address = address.strip()
    for default in default_feeds():
        if address.casefold() == default["name"]:
            name, address = name or default["name"], default["url"]
    reply, trusted = _fetch(address, fetch)
    others: list[str] = []
    if not feeds.is_feed(reply.body):
        address, *others = _links(reply)
        may_trust = trusted and is_same_server(address, reply.url)
        reply = fetch(address, trusted=may_trust, accept=feeds.ACCEPT)
        trusted = may_trust
    found = feeds.parse(reply.body, reply.url, reply.charset)
    if reply.moved:
        trusted = trusted and is_same_server(reply.moved, address)
        address = reply.moved
    name = name or _free_name(library, urlsplit(reply.url).hostname or "feed")
    library.add_feed(name, address, found.title, trusted=trusted)
    return library.feed(name), others


def _fetch(address: str, fetch: Fetch) -> tuple[Reply, bool]:
    """Fetch as if the address came from anywhere; trust the person only where that is needed.

    A public feed so stays one for good: whoever owns its name cannot let it lead into the home
    network later.
    """
    try:
        return fetch(address, accept=feeds.ACCEPT), False
    except FetchError as error:
        if not error.is_forbidden:
            raise
    return fetch(address, trusted=True, accept=feeds.ACCEPT), True


def _links(reply: Reply) -> list[str]:
    from newsreader.sources.feed.discover import feed_links

    links = feed_links(reply.body, reply.url, reply.charset)
    if not links:
        raise SourceError(
            _("There is no feed at {url}.").format(url=reply.url),
            _("A feed is often called RSS; look for that word on the page of the paper."),
        )
    return links


def _free_name(library: Library, host: str) -> str:
    """Name a feed after its host: avisen for www.avisen.no, and avisen-2 for a second one."""
    labels = host.removeprefix("www.").split(".")
    base = labels[-2] if len(labels) > 1 and not labels[-1].isdigit() else host
    taken = {feed.name.casefold() for feed in library.feeds()}
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}-{number}"
    return name
