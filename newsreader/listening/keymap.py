"""Which key asks for what: two layouts, the number pad, and the listener's own keys.

Letters need no modifier, so they pass through every terminal and braille display. ``[`` and ``]``
need AltGr on Norwegian keyboards and ``=`` needs Shift, so they are second ways only. The number
pad means the same with NumLock on and off. On a telephone, and on many DAISY players, 1 2 3 is the
top row: ``pad = "phone"`` swaps the rows.
"""

import re
import tomllib
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path

from newsreader.errors import SettingsError
from newsreader.files import config_dir
from newsreader.listening.actions import Action
from newsreader.listening.decoder import is_key

Keys = dict[str, Action]
"""Action by name of key, see ``decoder``."""

_STANDARD: dict[Action, str] = {
    Action.PLAY_PAUSE: "space k",
    Action.SILENCE: ", delete",
    Action.REPEAT: "r backspace",
    Action.REPEAT_SLOW: "R",
    Action.PREVIOUS: "left 4",
    Action.NEXT: "right 6",
    Action.COARSER: "up 8",
    Action.FINER: "down 2",
    Action.PREVIOUS_PARAGRAPH: "ctrl+left",
    Action.NEXT_PARAGRAPH: "ctrl+right",
    Action.PREVIOUS_ARTICLE: "page_up 9",
    Action.NEXT_ARTICLE: "page_down 3",
    Action.ARTICLE_START: "home 7",
    Action.ARTICLE_END: "end 1",
    Action.BACK: "shift+left",
    Action.FORWARD: "shift+right",
    Action.FASTER: "+ ]",
    Action.SLOWER: "- [",
    Action.NORMAL_SPEED: "=",
    Action.LOUDER: ">",
    Action.SOFTER: "<",
    Action.WHERE_AM_I: "t i 5 begin",
    Action.WHATS_NEXT: "o",
    Action.SPELL: "l",
    Action.MARK_MISPRONOUNCED: "m *",
    Action.HEADLINES: "n /",
    Action.MORE: "enter",
    Action.LATER: "p",
    Action.SKIP_ARTICLE: "s",
    Action.CAPTIONS: "c",
    Action.SENTENCE_MODE: "j",
    Action.BOOKMARK: "b",
    Action.BOOKMARKS: "B",
    Action.GO_TO: "g",
    Action.SLEEP_TIMER: "z",
    Action.STOP_AFTER_ARTICLE: "f",
    Action.DESCRIBE_KEYS: "h ? f1 0 insert",
    Action.QUIT: "q escape ctrl+c",
}

_DIRECT: dict[Action, str] = {
    Action.PREVIOUS_SENTENCE: "left 4",
    Action.NEXT_SENTENCE: "right 6",
    Action.PREVIOUS_PARAGRAPH: "up 8",
    Action.NEXT_PARAGRAPH: "down 2",
    Action.COARSER: "ctrl+up",
    Action.FINER: "ctrl+down",
    Action.PREVIOUS: "ctrl+left",
    Action.NEXT: "ctrl+right",
}
"""What differs where the arrows have a fixed unit each."""

LAYOUTS = ("standard", "direct")
PADS = ("computer", "phone")

_SWAPPED = dict(zip("789123", "123789", strict=True))


def layout(name: str = "standard", pad: str = "computer") -> Keys:
    """Return the keys of a layout, one of LAYOUTS, with a number pad, one of PADS."""
    keys = _keys(_STANDARD)
    if name == "direct":
        keys |= _keys(_DIRECT)
    if pad == "phone":
        keys |= {digit: keys[other] for digit, other in _SWAPPED.items()}
    return keys


def _keys(table: Mapping[Action, str]) -> Keys:
    return {key: action for action, names in table.items() for key in names.split()}


def action_of(keys: Mapping[str, Action], key: str) -> Action | None:
    """Return what a key asks for. With Caps Lock on, letters still mean what they mean."""
    if len(key) == 1 and key.isupper():
        return keys.get(key) or keys.get(key.lower())
    return keys.get(key)


def keys_path() -> Path:
    """Return where the listener's own keys are looked for."""
    return config_dir() / "keys.toml"


def load() -> Keys:
    """Return the keys of this listener: a layout, changed by the file.

    Each line of the file is a key and its action, such as ``x = "next"`` or
    ``"ctrl+up" = "louder"``; the action "none" frees a key. ``layout`` and ``pad`` choose what is
    changed. Raises SettingsError naming the line.
    """
    path = keys_path()
    try:
        text = path.read_bytes().decode("utf-8-sig")
        written = tomllib.loads(text)
    except FileNotFoundError:
        return layout()
    except OSError as error:
        raise SettingsError(
            _("The file of keys {path} cannot be read.").format(path=path),
            _("Correct its permissions, or remove it."),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            _("The file of keys {path} is not valid TOML: {reason}.").format(
                path=path, reason=str(error).rstrip(".")
            ),
            _('Write each key as a line like "ctrl+up" = "louder".'),
        ) from error
    base = {"layout": "standard", "pad": "computer"}
    for name, allowed in (("layout", LAYOUTS), ("pad", PADS)):
        if (value := written.pop(name, base[name])) not in allowed:
            raise _wrong(text, name, value, path, ", ".join(allowed))
        base[name] = value
    keys = layout(base["layout"], base["pad"])
    for key, value in written.items():
        if not is_key(key):
            raise _no_key(text, key, path)
        if value == "none":
            keys.pop(key, None)
            continue
        if value not in set(Action):
            raise _wrong(text, key, value, path, _near(str(value), [*Action, "none"]))
        keys[key] = Action(value)
    return keys


def _line(text: str, key: str) -> int:
    """Return the number of the line that a key is set in."""
    names = (
        re.escape(key),
        re.escape(f'"{key}"'),
        re.escape(f"'{key}'"),
        rf"\[+\s*{re.escape(key)}",
    )
    start = re.compile(rf"\s*(?:{'|'.join(names)})\s*[.=\]]")
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if start.match(line)), 1)


def _near(name: str, names: list[str]) -> str:
    """Return the names that are meant perhaps, else all."""
    from difflib import get_close_matches

    return ", ".join(get_close_matches(name, names, 3) or names)


def _wrong(text: str, key: str, value: object, path: Path, allowed: str) -> SettingsError:
    return SettingsError(
        _("Line {line} of {path} gives {key} the value {value}, which does not exist.").format(
            line=_line(text, key), path=path, key=key, value=value
        ),
        _("It can be: {allowed}.").format(allowed=allowed),
    )


def _no_key(text: str, key: str, path: Path) -> SettingsError:
    return SettingsError(
        _("Line {line} of {path} names the key {key}, which does not exist.").format(
            line=_line(text, key), path=path, key=key
        ),
        _("Keys are called a, R, +, space, enter, left, page_up, ctrl+left and the like."),
    )
