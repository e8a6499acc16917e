"""``newsreader keys``: what each key does while something is read."""

from gettext import gettext as _

import click


@click.command(help=_("List the keys of newsreader read, by what they are for."))
def keys() -> None:
    """List the keys."""
    from newsreader import messages
    from newsreader.listening import keymap
    from newsreader.listening.keyhelp import lines

    for line in lines(keymap.load(), messages.language()):
        click.echo(line)
    click.echo()
    click.echo(_("Your own keys go into {path}.").format(path=keymap.keys_path()))
