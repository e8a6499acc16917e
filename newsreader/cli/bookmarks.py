"""``newsreader bookmarks``: the places that a listener has marked."""

import json
from gettext import gettext as _

import click


@click.group(help=_("List and remove the bookmarks that are set while listening."))
def bookmarks() -> None:
    """List and remove bookmarks."""


@bookmarks.command("list", help=_("List all bookmarks, one line each."))
@click.option("--json", "as_json", is_flag=True, help=_("Write JSON, for programs."))
def list_bookmarks(as_json: bool) -> None:
    """List all bookmarks."""
    from newsreader.listening.places import Places
    from newsreader.settings import load

    places = Places(load().listener)
    found = places.bookmarks()
    if as_json:
        rows = [
            {
                "number": mark.number,
                "name": mark.name,
                "title": mark.title,
                "article": mark.position.article,
                "sentence": mark.position.words,
            }
            for mark in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for mark in found:
            click.echo(
                f"{mark.number}. {': '.join(part for part in (mark.name, mark.title) if part)}"
            )
        if not found:
            click.echo(_("There are no bookmarks. Press b while listening to set one."))
    for sentence in places.told:
        click.echo(sentence, err=True)


@bookmarks.command(help=_("Remove the bookmark with this number or name."))
@click.argument("name", metavar="NUMBER|NAME")
def remove(name: str) -> None:
    """Remove a bookmark."""
    from newsreader.listening.places import Places
    from newsreader.settings import load

    mark = Places(load().listener).remove_bookmark(name)
    click.echo(_("The bookmark {name} has been removed.").format(name=mark.name or mark.number))
