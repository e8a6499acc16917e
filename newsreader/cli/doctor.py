"""``newsreader doctor``: one plain line for each thing that the main job needs."""

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from gettext import gettext as _
from pathlib import Path

import click

from newsreader import __version__
from newsreader.errors import NewsreaderError, OutputError, SettingsError
from newsreader.settings import Settings, load, settings_path

ENOUGH_MEMORY_MB = 400
"""What reading with a medium voice takes at its peak, with some room (316 MB measured)."""


class Verdict(Enum):
    """How a check ended."""

    GOOD = "good"
    NOTE = "note"
    """Something is missing that the main job can do without."""
    BAD = "bad"
    """The main job cannot work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    verdict: Verdict
    text: str


@click.command(
    help=_(
        "Check what newsreader needs, one line each. Exits with 1 if it cannot read an article "
        "aloud or make a file of it."
    )
)
def doctor() -> None:
    """Check what newsreader needs, one line each."""
    from newsreader.cli.speech import LOG_NAME
    from newsreader.files import cache_dir
    from newsreader.stderr import divert

    divert(cache_dir() / LOG_NAME)
    try:
        settings, unusable = load(), None
    except SettingsError as error:
        settings, unusable = Settings(), error
    words = {Verdict.GOOD: _("Good"), Verdict.NOTE: _("Note"), Verdict.BAD: _("Problem")}
    verdicts: list[Verdict] = []
    for name, check in [*_needs(settings, unusable), *_ways_out(settings)]:
        finding = _guarded(check)
        verdicts.append(finding.verdict)
        click.echo(f"{words[finding.verdict]}: {name}: {finding.text}")
    no_way_out = Verdict.GOOD not in verdicts[-len(_ways_out(settings)) :]
    if no_way_out:
        text = _("there is neither a sound output nor a program that makes MP3 files")
        click.echo(f"{words[Verdict.BAD]}: {text}")
    if no_way_out or Verdict.BAD in verdicts:
        click.echo(_("newsreader cannot do its main job: see the lines that begin with Problem."))
        raise click.exceptions.Exit(1)
    click.echo(_("newsreader can do its main job."))


def _needs(
    settings: Settings, unusable: SettingsError | None
) -> list[tuple[str, Callable[[], Finding]]]:
    """Return the checks of what every use needs."""
    return [
        (_("version"), lambda: Finding(Verdict.GOOD, f"newsreader {__version__}")),
        ("Python", _python),
        (_("settings"), lambda: _settings(unusable)),
        (_("folders"), _folders),
        (_("memory"), _memory),
        (_("voice"), lambda: _voice(settings)),
        (_("synthesis"), lambda: _synthesis(settings)),
    ]


def _ways_out(settings: Settings) -> list[tuple[str, Callable[[], Finding]]]:
    """Return the checks of the ways in which speech can leave; one of them is enough."""
    return [
        (_("sound output"), lambda: _sound(settings)),
        ("ffmpeg", lambda: _ffmpeg(settings)),
    ]


def _guarded(check: Callable[[], Finding]) -> Finding:
    """Let no check stop the others."""
    try:
        return check()
    except NewsreaderError as error:
        return Finding(Verdict.BAD, str(error))
    except Exception as error:
        return Finding(Verdict.BAD, f"{type(error).__name__}: {error}")


def _python() -> Finding:
    version = platform.python_version()
    text = _("{version} on {machine}").format(version=version, machine=platform.machine())
    if sys.maxsize < 2**32:
        return Finding(Verdict.BAD, _("{text}; a 64-bit system is needed").format(text=text))
    return Finding(Verdict.GOOD, text)


def _settings(unusable: SettingsError | None) -> Finding:
    if unusable:
        return Finding(Verdict.BAD, str(unusable))
    path = settings_path()
    if path.exists():
        return Finding(Verdict.GOOD, str(path))
    return Finding(Verdict.GOOD, _("none; they would be in {path}").format(path=path))


def _folders() -> Finding:
    from newsreader.files import cache_dir, data_dir

    for folder in (data_dir(), cache_dir()):
        place = folder
        while not place.exists() and place != place.parent:
            place = place.parent
        if not os.access(place, os.W_OK):
            text = _("{path} cannot be written to, so no voice can be installed")
            return Finding(Verdict.NOTE, text.format(path=place))
    return Finding(Verdict.GOOD, _("voices are kept in {path}").format(path=data_dir()))


def _memory() -> Finding:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return Finding(Verdict.NOTE, _("this system does not tell"))
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line}
    free = kilobytes.get("MemAvailable", 0) // 1024
    text = _("{free} of {total} MB free").format(
        free=free, total=kilobytes.get("MemTotal", 0) // 1024
    )
    return Finding(Verdict.GOOD if free >= ENOUGH_MEMORY_MB else Verdict.NOTE, text)


def _voice(settings: Settings) -> Finding:
    from newsreader import voices

    voice = voices.find(settings.voice) if settings.voice else voices.default()
    if voice.engine == "espeak" and not settings.voice:
        text = _("{name}, which is built in; for a natural one, run: newsreader voices install")
        return Finding(Verdict.NOTE, text.format(name=voice.name))
    return Finding(Verdict.GOOD, voice.name)


def _synthesis(settings: Settings) -> Finding:
    import numpy as np

    from newsreader import voices
    from newsreader.engines import open_engine

    voice = voices.find(settings.voice) if settings.voice else voices.default()
    engine = open_engine(voice, settings.speaker, settings.profile)
    sound = np.concatenate([*engine.synthesize("God morgen."), np.zeros(0, np.float32)])
    seconds = len(sound) / engine.sample_rate
    if seconds < 0.2 or float(np.abs(sound).max()) < 0.01:
        return Finding(Verdict.BAD, _("the voice makes no sound"))
    return Finding(Verdict.GOOD, _("a sample of {seconds:.1f} s was made").format(seconds=seconds))


def _sound(settings: Settings) -> Finding:
    from newsreader.listening.speaker import output_name

    try:
        return Finding(Verdict.GOOD, output_name(settings.device))
    except OutputError as error:
        return Finding(Verdict.NOTE, str(error))


def _ffmpeg(settings: Settings) -> Finding:
    from newsreader.outputs.encoder import find_ffmpeg

    try:
        program = find_ffmpeg(settings.ffmpeg)
    except OutputError as error:
        return Finding(Verdict.NOTE, str(error))
    said = subprocess.run(
        [program, "-hide_banner", "-encoders"], capture_output=True, text=True, check=False
    ).stdout
    if "libmp3lame" not in said:
        return Finding(Verdict.NOTE, _("{path} cannot make MP3 files").format(path=program))
    return Finding(Verdict.GOOD, program)
