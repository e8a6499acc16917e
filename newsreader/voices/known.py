"""The catalogue of voices: the one that comes with newsreader, and the user's own laid over it."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from gettext import gettext as _
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from newsreader import files
from newsreader.errors import SettingsError

PIPER_GAIN = 6.8
"""In dB, for a Piper voice that nobody has measured; see ``voices/catalogue.toml``."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice, installed or not."""

    name: str
    title: str = ""
    """For people, in English."""
    language: str = "nb"
    """BCP 47."""
    engine: str = "piper"
    """``piper`` or ``espeak``."""
    sample_rate: int = 22050
    """In Hz."""
    speakers: tuple[str, ...] = ()
    """Names in the order of their numbers; known once the voice is installed, empty for one."""
    gain: float = PIPER_GAIN
    """In dB, constant: lifts the voice to -19 LUFS mono."""
    respell: bool = True
    """Whether words that espeak-ng's Norwegian rules garble are respelled for this voice."""
    licence: str = ""
    attribution: str = ""
    url: str = ""
    """Of the model; empty where the voice cannot be fetched."""
    config_url: str = ""
    size: int = 0
    """Of the model, in bytes; 0 where not known."""
    checksum: str = ""
    """``md5:...`` or ``sha256:...``; empty where not known."""
    config_size: int = 0
    config_checksum: str = ""
    path: Path | None = field(default=None, compare=False)
    """The model, where it is installed."""
    config: Path | None = field(default=None, compare=False)
    """Its description (JSON), where it is installed."""


def catalogue() -> dict[str, Voice]:
    """Return all known voices by name, those that are installed with their paths.

    Raises SettingsError where the user's voices.toml cannot be read.
    """
    own = user_catalogue()
    table = _read_toml(_shipped_catalogue())
    entries: dict[str, dict[str, Any]] = dict(table["voices"])
    bases = dict.fromkeys(entries, table["base"])
    if own.is_file():
        added = _read_toml(own)
        _check_entries(added, own)
        for name, entry in added.get("voices", {}).items():
            entries[name] = entries.get(name, {}) | entry
            if "url" in entry:
                bases[name] = added.get("base", table["base"])
    return {
        name: _with_paths(_voice(name, entry, _base(bases.get(name, table["base"]))), entry)
        for name, entry in entries.items()
    }


def user_catalogue() -> Path:
    """Return the path of the user's own catalogue, whether it exists or not."""
    return files.config_dir() / "voices.toml"


def voices_dir() -> Path:
    """Return the folder that voices are installed in."""
    return files.data_dir() / "voices"


def is_added(name: str) -> bool:
    """Return whether the user's catalogue itself says where the voice lies."""
    own = user_catalogue()
    return own.is_file() and "path" in _read_toml(own).get("voices", {}).get(name, {})


def add_entry(name: str, entry: Mapping[str, str | int]) -> None:
    """Append a voice to the user's catalogue and leave the rest as it is written."""
    own = user_catalogue()
    before = own.read_text(encoding="utf-8").rstrip() + "\n\n" if own.is_file() else ""
    lines = [f"[voices.{_toml(name)}]", *(f"{key} = {_toml(v)}" for key, v in entry.items())]
    text = before + "\n".join(lines) + "\n"
    if name not in _entries_of(text):
        raise SettingsError(
            _("The voice {name} could not be added to {path}.").format(name=name, path=own),
            _("Add it with a text editor."),
        )
    files.make_folder(own.parent)
    files.atomic_write(own, text)


def remove_entry(name: str) -> None:
    """Cut a voice's table out of the user's catalogue and leave the rest as it is written."""
    own = user_catalogue()
    lines = own.read_text(encoding="utf-8").splitlines(keepends=True)
    headers = {f"[voices.{name}]", f"[voices.{_toml(name)}]"}
    start = next((n for n, line in enumerate(lines) if line.strip() in headers), len(lines))
    rest = (n for n, line in enumerate(lines) if n > start and line.lstrip().startswith("["))
    text = "".join(lines[:start] + lines[next(rest, len(lines)) :])
    if name in _entries_of(text):
        raise SettingsError(
            _("The voice {name} could not be taken out of {path}.").format(name=name, path=own),
            _("Take it out with a text editor."),
        )
    files.atomic_write(own, text)


def _entries_of(text: str) -> set[str]:
    """Return the names in a catalogue's text; none where it is not TOML."""
    try:
        return set(tomllib.loads(text).get("voices", {}))
    except tomllib.TOMLDecodeError:
        return set()


_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent / "voices"
"""The folder beside the package, where newsreader runs from its source."""


def _shipped_catalogue() -> Path:
    """Return the catalogue: package data in an installation, ``voices/`` in a checkout."""
    shipped = _PACKAGE / "catalogue.toml"
    return shipped if shipped.is_file() else _CHECKOUT / "catalogue.toml"


def _folders() -> Iterator[Path]:
    """Yield where voices may lie, the user's own folder first."""
    yield voices_dir()
    if (_CHECKOUT / "catalogue.toml").is_file():
        yield _CHECKOUT


def file_names(folder: Path, name: str) -> tuple[Path, Path]:
    """Return the paths of a voice's model and description in a folder."""
    return folder / f"{name}.onnx", folder / f"{name}.onnx.json"


def _with_paths(voice: Voice, entry: Mapping[str, Any]) -> Voice:
    """Return the voice with the paths of its files where both are there."""
    if voice.engine == "espeak":
        return voice
    if "path" in entry:
        own = Path(entry["path"]).expanduser()
        pairs = [file_names(own.parent, own.name.removesuffix(".onnx"))]
    else:
        pairs = [file_names(folder, voice.name) for folder in _folders()]
    for model, config in pairs:
        if model.is_file() and config.is_file():
            return replace(voice, path=model, config=config)
    return voice


def _mirror() -> str:
    """Return the address that replaces the catalogue's, or nothing."""
    return os.environ.get("NEWSREADER_VOICES_URL", "").strip()


def _base(base: str) -> str:
    """Return the address that relative ones are joined to."""
    return (_mirror() or base).rstrip("/") + "/"


_TYPES: dict[str, type | tuple[type, ...]] = {
    "title": str, "language": str, "engine": str, "sample_rate": int, "speakers": list,
    "gain": (int, float), "respell": bool, "licence": str, "attribution": str, "url": str,
    "config_url": str, "size": int, "checksum": str, "config_size": int, "config_checksum": str,
    "path": str,
}  # fmt: skip
"""The fields of an entry. ``path`` is that of an added voice's model."""


def _voice(name: str, entry: Mapping[str, Any], base: str) -> Voice:
    """Return the voice of an entry; its addresses made absolute."""
    known = {f.name for f in fields(Voice)} - {"path"}
    values = {key: value for key, value in entry.items() if key in known}
    if url := entry.get("url"):
        values["url"] = urljoin(base, url)
        values["config_url"] = urljoin(base, entry.get("config_url", f"{url}.json"))
    values["speakers"] = tuple(map(str, entry.get("speakers", ())))
    return Voice(name, **values)


def _read_toml(path: Path) -> dict[str, Any]:
    """Read a catalogue. Raises SettingsError with the file and the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            _("The catalogue of voices, {path}, could not be read: {reason}.").format(
                path=path, reason=error.strerror
            ),
            _("Check that you may read it."),
        ) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise _bad_line(path, line, _("it is not UTF-8 text")) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else len(path.read_text(encoding="utf-8").splitlines())
        raise _bad_line(path, line, str(error).partition(" (at ")[0]) from error


def _check_entries(table: Mapping[str, Any], path: Path) -> None:
    """Raise SettingsError for the first thing in the user's catalogue that means nothing."""
    text = path.read_text(encoding="utf-8")
    voices = table.get("voices", {})
    if not isinstance(voices, dict):
        raise _bad_line(path, _line_of(text, "voices"), _("voices is not a table"))
    for name, entry in voices.items():
        if not isinstance(entry, dict):
            raise _bad_line(path, _line_of(text, name), _("{key} is not a table").format(key=name))
        for key, value in entry.items():
            if key not in _TYPES:
                raise _bad_line(
                    path, _line_of(text, key), _("a voice has no field {key}").format(key=key)
                )
            if not isinstance(value, _TYPES[key]):
                raise _bad_line(
                    path, _line_of(text, key), _("{key} has a wrong kind of value").format(key=key)
                )
        if entry.get("engine", "piper") not in ("piper", "espeak"):
            raise _bad_line(path, _line_of(text, "engine"), _("engine is piper or espeak"))


def _line_of(text: str, word: str) -> int:
    """Return the first line that begins with a key or names a table."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(word) or (line.lstrip().startswith("[") and word in line):
            return number
    return 1


def _bad_line(path: Path, line: int, reason: str) -> SettingsError:
    return SettingsError(
        _("The file {path} has a mistake in line {line}: {reason}.").format(
            path=path, line=line, reason=reason
        ),
        _("Correct the line, or move the file away."),
    )


def _toml(value: object) -> str:
    """Return a string or number as TOML, whose basic strings are written as JSON's."""
    return json.dumps(value, ensure_ascii=False)
