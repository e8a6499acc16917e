"""``newsreader verify``: what is wrong with an EPUB file or a DAISY book."""

import json
from dataclasses import asdict
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

import click

from newsreader.errors import OutputError
from newsreader.settings import load


@click.command(
    help=_(
        "Check a talking newspaper: an EPUB file, or a DAISY book as a folder or .zip. Each fault "
        "is told in one line with its file. Finds what validators do not: sentences without "
        "sound, clips with gaps, wrong lengths, links that lead astray, sound that is too soft. "
        "The exit code is 0 if all is well, 6 if there are faults, and 3 if there is no such book."
    )
)
@click.argument("book", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Write JSON, for programs."))
@click.option("--ffmpeg", metavar="PROGRAM", help=_("Which ffmpeg decodes the sound."))
def verify(book: Path, as_json: bool, ffmpeg: str | None) -> None:
    """Check a talking newspaper."""
    from newsreader.verify import verify as faults_of

    faults = faults_of(book, load(ffmpeg=ffmpeg).ffmpeg)
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(str(fault))
        click.echo(
            ngettext("{n} fault in {path}.", "{n} faults in {path}.", len(faults)).format(
                n=len(faults), path=book
            )
            if faults
            else _("{path} is in order.").format(path=book)
        )
    if faults:
        raise click.exceptions.Exit(OutputError.exit_code)
