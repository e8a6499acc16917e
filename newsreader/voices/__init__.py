"""Voices: which ones there are, where they lie, and whether they are whole.

The catalogue comes with newsreader; the user's ``voices.toml`` in the settings folder has the same
form and is laid over it. A Piper voice is two files, ``NAME.onnx`` and ``NAME.onnx.json``, in the
data folder or, in a checkout, in ``voices/``; the built-in voice needs none.

A model is compared with the catalogue before it is used: the size every time, the checksum once.
``NAME.onnx.checked`` remembers for which size and time of change the checksum was right, so that a
start costs no reading of 60 MB; whoever changes the file changes its time as well.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from newsreader import files
from newsreader.errors import NewsreaderError, VoiceError
from newsreader.voices.known import (
    PIPER_GAIN,
    Voice,
    add_entry,
    catalogue,
    file_names,
    is_added,
    remove_entry,
    user_catalogue,
    voices_dir,
)

if TYPE_CHECKING:
    from newsreader.fetch import Progress

__all__ = [
    "BUILT_IN_VOICE",
    "DEFAULT_VOICE",
    "PIPER_GAIN",
    "Voice",
    "add",
    "catalogue",
    "damaged_description",
    "default",
    "find",
    "install",
    "installed",
    "remove",
    "user_catalogue",
    "verify",
    "voices_dir",
]

DEFAULT_VOICE = "no_NO-talesyntese-medium"
"""The natural voice that is installed when no name is given."""

BUILT_IN_VOICE = "espeak-nb"
"""Speaks until a natural voice is installed."""


def find(name_or_path: str) -> Voice:
    """Return a voice that is ready to be opened: by its name, or by the path of an .onnx file.

    Raises VoiceError where it is unknown, not installed, changed or damaged.
    """
    if name_or_path.endswith(".onnx") or os.sep in name_or_path:
        return _by_path(Path(name_or_path).expanduser())
    voices = catalogue()
    voice = voices.get(name_or_path)
    if voice is None:
        raise VoiceError(
            _("There is no voice called {name}.").format(name=name_or_path),
            " ".join([*_suggestions(name_or_path, voices), _list_hint()]),
        )
    if not installed(voice):
        raise VoiceError(
            _("The voice {name} is not installed.").format(name=voice.name),
            _("Install it with: newsreader voices install {name}").format(name=voice.name)
            if voice.url
            else _list_hint(),
        )
    verify(voice)
    return _described(voice)


def default() -> Voice:
    """Return the natural voice if it is installed and whole, else the built-in one."""
    try:
        return find(DEFAULT_VOICE)
    except VoiceError:
        return find(BUILT_IN_VOICE)


def installed(voice: Voice) -> bool:
    """Return whether the voice's files are there, whole or not."""
    return voice.engine == "espeak" or voice.path is not None


def verify(voice: Voice) -> None:
    """Raise VoiceError where a file of an installed voice is not the one of the catalogue."""
    if voice.path is None or voice.config is None:
        return
    for path, size, checksum in (
        (voice.config, voice.config_size, voice.config_checksum),
        (voice.path, voice.size, voice.checksum),
    ):
        if not _is_whole(path, size, checksum):
            raise VoiceError(
                _("The file {path} is damaged or has been changed.").format(path=path),
                _("Fetch it again with: newsreader voices install {name}").format(name=voice.name)
                if voice.url
                else _("Put the original file back."),
            )


def install(name: str = DEFAULT_VOICE, progress: "Progress | None" = None) -> Voice:
    """Fetch a voice of the catalogue into the data folder, unless it is there and whole.

    ``progress`` is called with bytes here and bytes in all, of the model. The address
    NEWSREADER_VOICES_URL, http or https, replaces the one of the catalogue (a mirror).
    Raises VoiceError; a voice that was there before stays until the new one is whole.
    """
    from newsreader import fetch

    voice = catalogue().get(name)
    if voice is None:
        return find(name)  # which explains it
    if installed(voice):
        try:
            return find(name)
        except VoiceError:
            if not voice.url:
                raise
    if not voice.url:
        raise VoiceError(
            _("The voice {name} has no address to fetch it from.").format(name=name),
            _("Add its file with: newsreader voices add FILE"),
        )
    folder = voices_dir()
    files.make_folder(folder)
    model, config = file_names(folder, name)
    # The catalogue's own addresses are https: one without comes from the user.
    allow_http = voice.url.startswith("http:")
    if not _is_whole(config, voice.config_size, voice.config_checksum):
        fetch.fetch(
            voice.config_url,
            config,
            size=voice.config_size,
            checksum=voice.config_checksum,
            allow_http=allow_http,
        )
    fetch.fetch(
        voice.url,
        model,
        size=voice.size,
        checksum=voice.checksum,
        progress=progress,
        allow_http=allow_http,
    )
    _remember(model, voice.checksum)
    return find(name)


def remove(name: str) -> None:
    """Delete an installed voice, or forget one that was added; its own file then stays.

    Raises VoiceError where there is nothing to remove, SettingsError for a voices.toml that cannot
    be changed.
    """
    voice = catalogue().get(name)
    if voice is None:
        find(name)
    elif voice.engine == "espeak":
        raise VoiceError(_("The built-in voice cannot be removed."))
    elif is_added(name):
        remove_entry(name)
    elif voice.path is None:
        raise VoiceError(_("The voice {name} is not installed.").format(name=name), _list_hint())
    else:
        model, config = file_names(voice.path.parent, name)
        try:
            for path in (config, model, _checked(model)):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise VoiceError(
                _("{path} could not be deleted: {reason}.").format(
                    path=error.filename, reason=error.strerror
                ),
                _("Check that you may write in that folder."),
            ) from error


def add(path: Path, name: str = "") -> Voice:
    """Add a Piper voice of the user's own to voices.toml, where it lies; return it.

    Raises VoiceError where it is no voice or the name is taken.
    """
    path = path.expanduser().absolute()
    name = name or path.name.removesuffix(".onnx")
    voice = _by_path(path)
    if not re.fullmatch(r"[\w.+-]+", name) or name.endswith(".onnx"):
        raise VoiceError(
            _("{name} cannot be the name of a voice.").format(name=name),
            _("Use letters, digits, hyphens and underscores."),
        )
    if name in catalogue():
        raise VoiceError(
            _("There is a voice called {name} already.").format(name=name),
            _("Choose another name with the option --name."),
        )
    entry: dict[str, str | int] = {
        "title": voice.title or name,
        "language": voice.language,
        "sample_rate": voice.sample_rate,
        "path": str(path),
    }
    add_entry(name, entry)
    return find(name)


def _list_hint() -> str:
    return _("See all voices with: newsreader voices list")


def _suggestions(name: str, voices: Iterable[str]) -> Iterator[str]:
    """Yield one sentence with the names that look or sound alike, or nothing."""
    near = [known for known in voices if name.lower() in known.lower() and name]
    import difflib  # for a mistake only: it takes as long as all else here

    near += difflib.get_close_matches(name, voices, cutoff=0.5)
    if near:
        yield _("Did you mean {names}?").format(names=", ".join(dict.fromkeys(near)))


def _by_path(path: Path) -> Voice:
    """Return the voice of a model file; what the catalogue says of that name is taken over."""
    path = path.absolute()
    name = path.name.removesuffix(".onnx")
    config = path.with_name(path.name + ".json")
    for wanted in (path, config):
        if not wanted.is_file():
            raise VoiceError(
                _("There is no file {path}.").format(path=wanted),
                _("A Piper voice is two files, NAME.onnx and NAME.onnx.json, in one folder."),
            )
    known = catalogue().get(name, Voice(name, title=name, language=""))
    # The user points at this file: it need not be the one of the catalogue.
    unchecked = replace(known, size=0, checksum="", config_size=0, config_checksum="")
    return _described(replace(unchecked, path=path, config=config))


def _described(voice: Voice) -> Voice:
    """Return the voice with what its own description says of rate, speakers and language."""
    if voice.config is None:
        return voice
    try:
        description = json.loads(voice.config.read_text(encoding="utf-8"))
        names: dict[str, int] = description.get("speaker_id_map") or {}
        count = int(description.get("num_speakers", 1))
        by_number = {number: name for name, number in names.items()}
        language = description.get("language", {}).get("code") or description["espeak"]["voice"]
        return replace(
            voice,
            language=voice.language or str(language).replace("_", "-"),
            sample_rate=int(description["audio"]["sample_rate"]),
            speakers=tuple(str(by_number.get(n, n)) for n in range(count)) if count > 1 else (),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged_description(voice) from error


def damaged_description(voice: Voice) -> VoiceError:
    """Return the error for a voice whose JSON file says nothing that can be used."""
    return VoiceError(
        _("The description {path} is damaged, or not one of a Piper voice.").format(
            path=voice.config
        ),
        _("Install the voice again, or use another one."),
    )


# Whether a file is whole


def _is_whole(path: Path, size: int, checksum: str) -> bool:
    """Return whether a file has the size and the checksum, which is computed once."""
    try:
        if size and path.stat().st_size != size:
            return False
        if not checksum or _remembered(path) == checksum:
            return True
        from newsreader.fetch import file_checksum

        if file_checksum(path, checksum) != checksum:
            return False
    except OSError:
        return False
    _remember(path, checksum)
    return True


def _checked(path: Path) -> Path:
    return path.with_name(path.name + ".checked")


def _stamp(path: Path) -> str:
    """Return what changes with the file: size in bytes and time of change in ns."""
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def _remembered(path: Path) -> str:
    """Return the checksum that this very file had when it was last computed, else nothing."""
    try:
        stamp, _newline, checksum = _checked(path).read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return ""
    return checksum.strip() if stamp == _stamp(path) else ""


def _remember(path: Path, checksum: str) -> None:
    """Note the checksum beside the model; a small description is computed each time instead."""
    if path.suffix != ".onnx" or not checksum:
        return
    try:
        files.atomic_write(_checked(path), f"{_stamp(path)}\n{checksum}\n")
    except (NewsreaderError, OSError):
        return  # a folder that cannot be written: computed again the next time
