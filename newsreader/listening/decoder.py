"""From the bytes of a terminal to the names of keys. Pure: time comes with each call.

Names are the character itself ("k", "R", "ø", "+"), "space", "enter", "escape" and the like, or
"left", "page_up", "f1"; "ctrl+", "alt+" and "shift+" stand before them in that order. The number
pad gives what stands on its keys: digits with NumLock on, arrows and page keys with it off, and
"begin" for the 5 then. Sequences after ECMA-48 and xterm's ctlseqs, with the variants of rxvt and
the Linux console.
"""

import codecs

ESCAPE_WAIT = 0.05
"""In s: an Esc that nothing follows so long is the key itself (listeners' terminals, over SSH)."""

SEQUENCE_WAIT = 0.5
"""In s: a sequence that is not continued is given up."""

PASTE_WAIT = 1.0
"""In s: pasted text whose end never comes is over."""

_ESC = "\x1b"
_LETTERS = {
    "A": "up",
    "B": "down",
    "C": "right",
    "D": "left",
    "E": "begin",
    "F": "end",
    "H": "home",
    "P": "f1",
    "Q": "f2",
    "R": "f3",
    "S": "f4",
    "Z": "shift+tab",
}
"""Finals of both ESC [ and ESC O."""

_NUMBERS = {
    1: "home",
    2: "insert",
    3: "delete",
    4: "end",
    5: "page_up",
    6: "page_down",
    7: "home",
    8: "end",
    **{11 + n: f"f{1 + n}" for n in range(5)},
    **{17 + n: f"f{6 + n}" for n in range(5)},
    23: "f11",
    24: "f12",
}
"""The number before a final ~."""

_PAD = {
    **{chr(ord("p") + n): str(n) for n in range(10)},
    "M": "enter",
    "X": "=",
    "j": "*",
    "k": "+",
    "l": ",",
    "m": "-",
    "n": ".",
    "o": "/",
    " ": "space",
    "I": "tab",
}
"""ESC O and a letter: the number pad in application mode."""

_RXVT_ARROWS = {"a": "up", "b": "down", "c": "right", "d": "left"}
_RXVT = {"^": "ctrl+", "$": "shift+", "@": "ctrl+shift+"}
_CONSOLE = {"A": "f1", "B": "f2", "C": "f3", "D": "f4", "E": "f5"}
_CONTROLS = {
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x08": "backspace",
    " ": "space",
    "\x00": "ctrl+space",
}
_PASTE, _PASTE_END = "\x1b[200~", "\x1b[201~"

NAMED = frozenset(
    {*_NUMBERS.values(), *_CONTROLS.values(), *_RXVT_ARROWS.values(), "begin", "escape", "tab"}
) - {"ctrl+space"}
"""Names of keys that are not a single character."""


def is_key(name: str) -> bool:
    """Tell whether a key can have this name."""
    for modifier in ("ctrl+", "alt+", "shift+"):
        if name.startswith(modifier) and len(name) > len(modifier):
            name = name[len(modifier) :]
    return name in NAMED or (len(name) == 1 and name.isprintable() and name != " ")


class Decoder:
    """Collects bytes until they are a key."""

    def __init__(self) -> None:
        """Start with nothing pressed."""
        self._text = codecs.getincrementaldecoder("utf-8")(errors="ignore")
        self._held = ""
        self._since = 0.0
        self._pasting = False

    def feed(self, data: bytes, now: float) -> list[str]:
        """Take what came at ``now``, and return the keys that are complete."""
        keys = self.idle(now)
        if data:
            self._since = now
        self._held += self._text.decode(data)
        while self._held:
            if self._pasting:
                if not self._skip_paste():
                    break
                continue
            length, key = _first(self._held)
            if not length:
                break
            if self._held.startswith(_PASTE):
                self._pasting = True
            self._held = self._held[length:]
            if key:
                keys.append(key)
        return keys

    def idle(self, now: float) -> list[str]:
        """Return what can be decided because nothing followed for a while."""
        if self._pasting and now - self._since >= PASTE_WAIT:
            self._pasting, self._held = False, ""
        if self._pasting or not self._held:
            return []
        if self._held.strip(_ESC) == "" and now - self._since >= ESCAPE_WAIT:
            self._held = ""
            return ["escape"]
        if now - self._since >= SEQUENCE_WAIT:
            self._held = ""
        return []

    @property
    def wait(self) -> float | None:
        """How long to wait for more at most, in s, before ``idle`` is called; None is for ever."""
        if self._pasting:
            return PASTE_WAIT
        if not self._held:
            return None
        return ESCAPE_WAIT if self._held.strip(_ESC) == "" else SEQUENCE_WAIT

    def _skip_paste(self) -> bool:
        """Drop pasted text; return whether its end has come."""
        _, end, rest = self._held.partition(_PASTE_END)
        # An end that is cut in two must still be known.
        self._held = rest if end else self._held[-(len(_PASTE_END) - 1) :]
        self._pasting = not end
        return bool(end)


def _first(text: str) -> tuple[int, str | None]:
    """Return the length of the first key in ``text``, 0 while it is incomplete, and its name."""
    if text[0] != _ESC:
        return 1, _plain(text[0])
    if len(text) == 1:
        return 0, None
    if text[1] == "[":
        return _csi(text)
    if text[1] == "O":
        return _ss3(text)
    if text[1] == _ESC:
        # Alt and a key, in some terminals; or Esc twice.
        length, key = _first(text[1:])
        return (length + 1, f"alt+{key}" if key else None) if length else (0, None)
    name = _plain(text[1])
    return 2, f"alt+{name}" if name else None


def _plain(character: str) -> str | None:
    if character in _CONTROLS:
        return _CONTROLS[character]
    if "\x01" <= character <= "\x1a":
        return f"ctrl+{chr(ord(character) + 96)}"
    return character if character.isprintable() else None


def _csi(text: str) -> tuple[int, str | None]:
    if text.startswith("\x1b[["):
        return (4, _CONSOLE.get(text[3])) if len(text) > 3 else (0, None)
    end = 2
    while end < len(text) and " " <= text[end] <= "?":
        end += 1
    final = text[end : end + 1]
    if final == "$" or not final:
        return 0, None
    if not "@" <= final <= "~":
        # Broken off by something else, which is a key of its own.
        return end, None
    return end + 1, _named(text[2:end], final)


def _named(parameters: str, final: str) -> str | None:
    numbers = [int(n) if n.isdigit() and len(n) < 5 else -1 for n in parameters.split(";") if n]
    modifier = numbers[1] - 1 if len(numbers) > 1 else 0
    prefix = _prefix(modifier)
    if final in _RXVT and numbers:
        key = _NUMBERS.get(numbers[0])
        return f"{_RXVT[final]}{key}" if key else None
    if final in _RXVT_ARROWS and not numbers:
        return f"shift+{_RXVT_ARROWS[final]}"
    key = _NUMBERS.get(numbers[0]) if final == "~" and numbers else None
    if final in _LETTERS and (not numbers or numbers[0] == 1):
        key = _LETTERS[final]
    return f"{prefix}{key}" if key and 0 <= modifier < 8 else None


def _prefix(modifier: int) -> str:
    names = ((4, "ctrl+"), (2, "alt+"), (1, "shift+"))
    return "".join(name for bit, name in names if modifier & bit)


def _ss3(text: str) -> tuple[int, str | None]:
    end = 2
    while end < len(text) and text[end].isdigit():
        end += 1
    if end == len(text):
        return 0, None
    final, modifier = text[end], text[2:end].split(";")[-1]
    if final in _RXVT_ARROWS and not modifier:
        return end + 1, f"ctrl+{_RXVT_ARROWS[final]}"
    key = _PAD.get(final) or _LETTERS.get(final)
    prefix = _prefix(int(modifier) - 1) if modifier in set("12345678") else ""
    return end + 1, f"{prefix}{key}" if key else None
