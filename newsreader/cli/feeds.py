"""``newsreader feeds``: which feeds are followed, add one, remove one, ask them now."""

import json
import time
from collections.abc import Sequence
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newsreader.kitchen.polling import Outcome
    from newsreader.kitchen.records import Subscription


@click.group(help=_("List, add, remove and update the feeds that articles come from."))
def feeds() -> None:
    """List, add, remove and update feeds."""


@feeds.command("list", help=_("List all feeds, one line each, in the order of reading."))
@click.option("--json", "as_json", is_flag=True, help=_("Write JSON, for programs."))
def list_feeds(as_json: bool) -> None:
    """List all feeds."""
    from newsreader.kitchen.library import Library

    with Library() as library:
        found = library.feeds()
        waiting = [item.feed for item in library.waiting()]
    if as_json:
        fields = [_fields(feed, waiting.count(feed.name)) for feed in found]
        click.echo(json.dumps(fields, ensure_ascii=False, indent=2))
        return
    for feed in found:
        click.echo(_line(feed, waiting.count(feed.name)))
    if not found:
        click.echo(_("There are no feeds. Add one with: newsreader feeds add ADDRESS"))


@feeds.command(
    help=_(
        "Add the feed at ADDRESS, or the feed of the web page there. ADDRESS may also be the name "
        "of a feed that newsreader came with."
    )
)
@click.argument("address")
@click.option("--name", default="", help=_("What to call it; normally after its host."))
def add(address: str, name: str) -> None:
    """Add a feed."""
    from newsreader.kitchen.library import Library
    from newsreader.kitchen.subscribing import subscribe

    with Library() as library:
        feed, others = subscribe(library, address, name)
    click.echo(
        _(
            "The feed {title} has been added. Read it with: newsreader read --feed {name} --new"
        ).format(title=feed.title or feed.url, name=feed.name)
    )
    for other in others:
        click.echo(_("The page also has this feed: {url}").format(url=other))


@feeds.command(help=_("Forget a feed, its articles, and what was heard of them."))
@click.argument("name")
def remove(name: str) -> None:
    """Forget a feed."""
    from newsreader.kitchen.library import Library

    with Library() as library:
        feed = library.remove_feed(name)
    click.echo(_("The feed {name} has been removed.").format(name=feed.name))


@feeds.command(
    help=_("Ask the feeds for new articles now. No feed is asked more often than it permits.")
)
@click.argument("names", nargs=-1, metavar="[NAME...]")
def update(names: Sequence[str]) -> None:
    """Ask the feeds for new articles."""
    from newsreader.kitchen.library import Library
    from newsreader.kitchen.polling import update as ask

    with Library() as library:
        outcomes = ask(library, names)
    for outcome in outcomes:
        click.echo(_told(outcome), err=outcome.error is not None)
    asked = [outcome for outcome in outcomes if not outcome.is_early]
    if asked and all(outcome.error for outcome in asked):
        # Each has been told in a line of its own.
        raise click.exceptions.Exit(3)


def _told(outcome: "Outcome") -> str:
    """Return what a round brought for a feed as one line."""
    name = outcome.feed.name
    if outcome.error:
        return f"{name}: {outcome.error}"
    if outcome.is_early:
        return _("{name}: not asked again before {time}.").format(
            name=name, time=_clock(outcome.due)
        )
    parts = []
    if (new := outcome.arrival.new) or not outcome.arrival.changed:
        parts.append(
            ngettext("{n} new article", "{n} new articles", new).format(n=new)
            if new
            else _("nothing new")
        )
    if changed := outcome.arrival.changed:
        parts.append(ngettext("{n} changed", "{n} changed", changed).format(n=changed))
    return f"{name}: {', '.join(parts)}."


def _line(feed: "Subscription", waiting: int) -> str:
    """Return everything about a feed as one line."""
    parts = [feed.title] if feed.title else []
    if feed.fetched is None and not feed.problem:
        parts.append(_("not asked yet"))
    else:
        parts.append(
            ngettext("{n} article waiting", "{n} articles waiting", waiting).format(n=waiting)
        )
    if feed.fetched is not None:
        parts.append(_("last answered {time}").format(time=_clock(feed.fetched)))
    line = f"{feed.name}: {'; '.join(parts)}. {feed.url}"
    return f"{line} {feed.problem}".rstrip()


def _clock(moment: float) -> str:
    """Return a time of day, with the day where it is not today."""
    when, today = datetime.fromtimestamp(moment), datetime.fromtimestamp(time.time())
    return f"{when:%H.%M}" if when.date() == today.date() else f"{when:%d.%m.%Y %H.%M}"


def _fields(feed: "Subscription", waiting: int) -> dict[str, object]:
    """Return what programs may want to know of a feed."""
    return {
        "name": feed.name,
        "title": feed.title,
        "url": feed.url,
        "language": feed.language,
        "waiting": waiting,
        "asked": feed.asked,
        "fetched": feed.fetched,
        "due": feed.due,
        "failures": feed.failures,
        "problem": feed.problem,
    }
