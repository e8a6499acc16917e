"""Settings: defaults < settings.toml < NEWSREADER_* in the environment < options."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from gettext import gettext as _
from pathlib import Path
from typing import Any

from newsreader.errors import SettingsError
from newsreader.files import config_dir
from newsreader.types import Cues, Lists, Policy, Reading

ENVIRONMENT_PREFIX = "NEWSREADER_"


@dataclass(frozen=True, slots=True)
class Settings(Reading):
    """What a user can set. Every field is also an option and an environment variable."""

    voice: str | None = None
    """A name in the catalogue or a path; None is the best that is installed."""
    speaker: str | None = None
    """Name or number, for a voice with several."""
    profile: str = "exact"
    """"exact", or "fast": a Piper voice in whole numbers, quicker and smaller."""
    speed: float = 1.0
    """2 is twice as fast, at the same pitch."""
    language: str | None = None
    """"nb" or "nn"; None finds it out for each article."""
    respelling: bool = True
    """Whether words that the synthesizer gets wrong are respelled for it."""
    device: str | None = None
    """A part of the name of the sound output; None follows the system."""
    lead_in: float = 0.1
    """Silence before the first word, in s, for outputs that are slow to wake."""
    ffmpeg: str | None = None
    """Path of the ffmpeg program; None looks for it."""
    caption_voice: str = "auto"
    """"same", "lower", or the name of a voice; "auto" is lower while listening, same in files."""
    loudness: float = -19.0
    """Of files, in LUFS for mono."""
    prompts: str = "voice"
    """How the reader answers keys: "voice", "text", "both" or "none"."""
    shown: str = "titles"
    """What is printed while it is read: "titles", "sentences" or "nothing"."""
    listener: str = "household"
    """Whose place, bookmarks and queue these are."""
    save_interval: float = 0.0
    """In s: at most so often the place is written to the disk while reading; 0 is each sentence."""
    cache: float = 300.0
    """In MB: how much sound is kept on the disk, to be used again; 0 keeps none."""
    jobs: int = 1
    """How many processes make the sound of files."""
    cluster: str | None = None
    """Address of a Dask scheduler, whose workers make the sound of files."""

    @property
    def reading(self) -> Reading:
        """Which parts are read."""
        return Reading(**{field.name: getattr(self, field.name) for field in fields(Reading)})


CHOICES: dict[str, tuple[str, ...]] = {
    "profile": ("exact", "fast"),
    "language": ("nb", "nn"),
    "captions": ("read", "skip", "last"),
    "credits": ("read", "skip"),
    "bylines": ("read", "skip"),
    "quotes": ("read", "skip"),
    "factboxes": ("read", "skip", "last"),
    "metadata": ("read", "skip"),
    "noise": ("read", "skip"),
    "repeats": ("read", "skip"),
    "prompts": ("voice", "text", "both", "none"),
    "shown": ("titles", "sentences", "nothing"),
    "lists": tuple(Lists),
    "cues": tuple(Cues),
}
"""The values of the settings that have a closed set of them."""

_KINDS: dict[str, Callable[[str], object]] = {
    "language": str,
    "profile": str,
    "prompts": str,
    "shown": str,
    "lists": Lists,
    "cues": Cues,
}
"""What the others than Policy are."""

LIMITS: dict[str, tuple[float, float]] = {
    "lead_in": (0.0, 5.0),
    "speed": (0.5, 5.0),
    "loudness": (-31.0, -12.0),
    "save_interval": (0.0, 600.0),
    "cache": (0.0, 100_000.0),
    "jobs": (1, 64),
}


def settings_path() -> Path:
    """Return where settings.toml is looked for."""
    return config_dir() / "settings.toml"


def load(environment: Mapping[str, str] = os.environ, **options: Any) -> Settings:
    """Return the settings of this run. Options that are None count as not given.

    Raises SettingsError naming the file or variable, the value, and what is allowed.
    """
    settings = Settings()
    for name, value in _from_file(settings_path()).items():
        settings = _with(settings, name, value, str(settings_path()))
    for name in _NAMES:
        variable = ENVIRONMENT_PREFIX + name.upper()
        if value := environment.get(variable, ""):
            settings = _with(settings, name, value, variable)
    for name, value in options.items():
        if value is not None:
            settings = _with(settings, name, value, "--" + name.replace("_", "-"))
    return settings


_NAMES = tuple(field.name for field in fields(Settings))


def _from_file(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(
            _("The settings file {path} cannot be read.").format(path=path),
            _("Correct its permissions, or remove it."),
        ) from error
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            _("The settings file {path} is not valid TOML: {reason}.").format(
                path=path, reason=str(error).rstrip(".")
            ),
            _('Write each setting as a line like captions = "skip".'),
        ) from error


def _with(settings: Settings, name: str, value: object, origin: str) -> Settings:
    if name not in _NAMES:
        from difflib import get_close_matches

        near = get_close_matches(name, _NAMES, 1)
        raise SettingsError(
            _("There is no setting {name}, which stands in {origin}.").format(
                name=name, origin=origin
            ),
            _("Did you mean {near}?").format(near=near[0])
            if near
            else _("The settings are: {names}.").format(names=", ".join(_NAMES)),
        )
    change: dict[str, Any] = {name: _converted(name, value, origin)}
    return replace(settings, **change)


def _converted(name: str, value: object, origin: str) -> object:
    if name in CHOICES:
        if str(value) not in CHOICES[name]:
            raise _wrong(name, value, origin, ", ".join(CHOICES[name]))
        return _KINDS.get(name, Policy)(str(value))
    if name in LIMITS:
        low, high = LIMITS[name]
        try:
            number = float(str(value).replace(",", "."))
        except ValueError:
            number = low - 1
        if isinstance(value, bool) or not low <= number <= high:
            allowed = _("a number from {low:g} to {high:g}").format(low=low, high=high)
            raise _wrong(name, value, origin, allowed)
        if name == "jobs":
            if number != int(number):
                raise _wrong(name, value, origin, _("a whole number"))
            return int(number)
        return number
    if name == "respelling":
        known = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
        if str(value).lower() not in known:
            raise _wrong(name, value, origin, "true, false")
        return known[str(value).lower()]
    if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
        raise _wrong(name, value, origin, _("a text"))
    return str(value)


def _wrong(name: str, value: object, origin: str, allowed: str) -> SettingsError:
    return SettingsError(
        _("The setting {name} in {origin} cannot be {value}.").format(
            name=name, origin=origin, value=value
        ),
        _("It can be: {allowed}.").format(allowed=allowed),
    )
