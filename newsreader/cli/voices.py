"""``newsreader voices``: which voices there are, fetch one, remove one, add one's own.

Plain lines, one for each voice; progress is whole lines now and then, as a screen reader reads
every change of a line aloud.
"""

import json
import time
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newsreader.voices import Voice

STEP = 10
"""Per cent between two lines of progress."""

INTERVAL = 10.0
"""In s: on a slow line a word comes this often, that one knows it is going on."""


SAMPLE = (
    "God morgen. Klokken er 06.30, og det er 12 grader i Tromsø. "
    "Regjeringen vil bruke 3,5 mrd. kroner på jernbanen."
)
"""What a voice is tried with: all kinds of sounds, and what news is full of."""


@click.group(help=_("List, install, try, add and remove voices."))
def voices() -> None:
    """List, install, try, add and remove voices."""


@voices.command("list", help=_("List all voices, one line each."))
@click.option("--json", "as_json", is_flag=True, help=_("Write JSON, for programs."))
def list_voices(as_json: bool) -> None:
    """List all voices, one line each."""
    from newsreader.voices import catalogue

    found = list(catalogue().values())
    if as_json:
        click.echo(json.dumps([_fields(voice) for voice in found], ensure_ascii=False, indent=2))
        return
    for voice in found:
        click.echo(_line(voice))


@voices.command(help=_("Fetch a voice. Without a NAME: the natural Norwegian voice."))
@click.argument("name", required=False)
def install(name: str | None) -> None:
    """Fetch a voice."""
    from newsreader.voices import DEFAULT_VOICE, catalogue
    from newsreader.voices import install as fetch_voice

    name = name or DEFAULT_VOICE
    if (known := catalogue().get(name)) and known.url:
        click.echo(
            _("{name}: {title}, {megabytes} MB.").format(
                name=known.name, title=known.title, megabytes=_megabytes(known.size)
            )
        )
        _show_rights(known)
    voice = fetch_voice(name, progress_lines(click.echo))
    _prepare(voice)
    click.echo(_("The voice {name} is ready.").format(name=voice.name))


def _prepare(voice: "Voice") -> None:
    """Do now what the first reading would have to wait for."""
    from newsreader.cli.options import settings_from
    from newsreader.cli.speech import say_preparing
    from newsreader.engines import prepare

    prepare(voice, settings_from({}).profile, lambda: say_preparing(voice))


@voices.command(help=_("Delete an installed voice, or forget one that was added."))
@click.argument("name")
def remove(name: str) -> None:
    """Delete an installed voice, or forget one that was added."""
    from newsreader.voices import remove as remove_voice

    remove_voice(name)
    click.echo(_("The voice {name} has been removed.").format(name=name))


@voices.command(
    help=_("Add a Piper voice of your own: FILE ends with .onnx, its .onnx.json lies beside it.")
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help=_("What to call it; normally the file's name."))
def add(file: Path, name: str) -> None:
    """Add a Piper voice of one's own, which stays where it lies."""
    from newsreader.voices import add as add_voice

    voice = add_voice(file, name)
    click.echo(
        _("The voice {name} has been added. Use it with: --voice {name}").format(name=voice.name)
    )


@voices.command("try", help=_("Hear a voice read a few words, or a TEXT of your own."))
@click.argument("name")
@click.argument("text", required=False)
@click.option("--speaker", help=_("Which speaker, for a voice that has several."))
@click.option("-o", "--output", "target", metavar="FILE", help=_("Make a file instead."))
def try_voice(name: str, text: str | None, speaker: str | None, target: str | None) -> None:
    """Hear a voice."""
    from newsreader.cli.options import settings_from
    from newsreader.cli.speech import open_voice, play, save, script_of
    from newsreader.outputs import Tags
    from newsreader.pipeline import prepare
    from newsreader.types import Document

    settings = settings_from({"voice": name, "speaker": speaker})
    article = prepare(Document(text or SAMPLE, "-"), None if text else "nb")
    loaded = open_voice(settings)
    script = script_of([article], loaded, settings)
    if target is None:
        play(script, loaded, settings)
    else:
        tags = Tags(_("Sample of {name}").format(name=name))
        save(script, target, None, tags, loaded, settings)


def progress_lines(
    say: Callable[[str], object], clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None]:
    """Return a progress function that says "40 percent, 25 of 63 MB" at most every ten per cent.

    Where ten per cent take longer than ten seconds, every ten seconds; nothing before the first of
    the two, and nothing at the end.
    """
    said_percent = -1
    said_at = clock()

    def progress(done: int, total: int) -> None:
        nonlocal said_percent, said_at
        percent = 100 * done // total if total else 0
        if said_percent < 0:
            # What a former run had fetched already is no news.
            said_percent = percent
        late = clock() - said_at >= INTERVAL
        if done >= total or not (late or percent // STEP > said_percent // STEP):
            return
        said_percent, said_at = percent, clock()
        say(
            _("{percent} percent, {done} of {total} MB").format(
                percent=percent, done=_megabytes(done), total=_megabytes(total)
            )
        )

    return progress


def _line(voice: "Voice") -> str:
    """Return everything about a voice as one line."""
    from newsreader.voices import DEFAULT_VOICE, installed

    if voice.engine == "espeak":
        state = _("built in")
    elif installed(voice):
        state = _("installed")
    else:
        state = _("not installed")
    if voice.name == DEFAULT_VOICE:
        state = _("recommended, {state}").format(state=state)
    parts = [voice.title, state, _("language {code}").format(code=voice.language)]
    if voice.size:
        parts.append(_("{megabytes} MB").format(megabytes=_megabytes(voice.size)))
    rights = [
        _("Licence: {licence}.").format(licence=voice.licence) if voice.licence else "",
        voice.attribution,
    ]
    return " ".join(filter(None, [f"{voice.name}: {'; '.join(parts)}.", *rights]))


def _show_rights(voice: "Voice") -> None:
    """Say whose work the voice is, where it is about to be fetched."""
    if voice.licence:
        click.echo(_("Licence: {licence}.").format(licence=voice.licence))
    if voice.attribution:
        click.echo(voice.attribution)


def _fields(voice: "Voice") -> dict[str, object]:
    """Return what programs may want to know of a voice."""
    from newsreader.voices import DEFAULT_VOICE, installed

    return {
        "name": voice.name,
        "title": voice.title,
        "language": voice.language,
        "engine": voice.engine,
        "sample_rate": voice.sample_rate,
        "size": voice.size,
        "installed": installed(voice),
        "default": voice.name == DEFAULT_VOICE,
        "path": str(voice.path) if voice.path else None,
        "licence": voice.licence,
        "attribution": voice.attribution,
        "url": voice.url or None,
    }


def _megabytes(size: int) -> int:
    return round(size / 1_000_000)
