"""``newsreader queue``: what is read after what is being read now."""

import json
import os.path
from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext

import click

from newsreader.types import Document


@click.group(help=_("Choose what is read next: add articles to the queue, list it, empty it."))
def queue() -> None:
    """Choose what is read next."""


@queue.command(
    help=_(
        "Put articles last in the queue. REF is what newsreader read takes: a file, a folder, an "
        "address, or - for standard input."
    )
)
@click.argument("references", metavar="REF...", nargs=-1, required=True)
def add(references: Sequence[str]) -> None:
    """Put articles last in the queue."""
    from newsreader.listening.places import Places
    from newsreader.settings import load
    from newsreader.sources import STDIN, expand, open_document
    from newsreader.sources.address import is_address
    from newsreader.text.segments import label
    from newsreader.text.utterances import title_of

    places = Places(load().listener)
    found: list[tuple[str, str | Document]] = []
    # All are looked at before the first is added: a mistake in one adds none.
    for name in (name for reference in references for name in expand(reference)):
        if is_address(name):
            found.append((name, name))
            continue
        document = open_document(name)
        title = document.title or title_of(tuple(label(document.text, document.marks)))
        found.append((title, document if name == STDIN else os.path.abspath(name)))
    for title, what in found:
        added = places.enqueue(title, what)
        line = _("In the queue: {title}") if added else _("Already in the queue: {title}")
        click.echo(line.format(title=title))
    _tell(places.told)


@queue.command("list", help=_("List the queue, one line each, in the order of reading."))
@click.option("--json", "as_json", is_flag=True, help=_("Write JSON, for programs."))
def list_queue(as_json: bool) -> None:
    """List the queue."""
    from newsreader.listening.places import Places
    from newsreader.settings import load

    places = Places(load().listener)
    queued = places.queue()
    if as_json:
        rows = [{"title": each.title, "reference": each.reference} for each in queued]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for number, each in enumerate(queued, 1):
            click.echo(f"{number}. {each.title}")
        if not queued:
            click.echo(_("The queue is empty. Add to it with: newsreader queue add REF"))
    _tell(places.told)


@queue.command(help=_("Empty the queue."))
def clear() -> None:
    """Empty the queue."""
    from newsreader.listening.places import Places
    from newsreader.settings import load

    places = Places(load().listener)
    count = places.clear_queue()
    click.echo(
        ngettext(
            "{n} article has been taken out of the queue.",
            "{n} articles have been taken out of the queue.",
            count,
        ).format(n=count)
    )
    _tell(places.told)


def _tell(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        click.echo(sentence, err=True)
