"""What keys are called, and the list of all of them."""

import textwrap
from collections.abc import Mapping

from newsreader.listening.actions import HEADINGS, Action, Purpose, descriptions, explain

WIDTH = 80
"""Of a line at most."""

_NAMES = """
space|mellomrom|mellomrom|Space
enter|Enter|Enter|Enter
escape|Escape|Escape|Escape
tab|tabulator|tabulator|Tab
backspace|rettetast|rettetast|Backspace
delete|Delete|Delete|Delete
insert|Insert|Insert|Insert
left|pil venstre|pil venstre|Left arrow
right|pil høyre|pil høgre|Right arrow
up|pil opp|pil opp|Up arrow
down|pil ned|pil ned|Down arrow
home|Home|Home|Home
end|End|End|End
page_up|Page Up|Page Up|Page Up
page_down|Page Down|Page Down|Page Down
begin|fem på talltastaturet|fem på taltastaturet|Five on the number pad
,|komma|komma|comma
.|punktum|punktum|full stop
+|pluss|pluss|plus
-|minus|minus|minus
=|likhetstegn|likskapsteikn|equals sign
*|stjerne|stjerne|star
/|skråstrek|skråstrek|slash
?|spørsmålstegn|spørjeteikn|question mark
<|mindre enn|mindre enn|less than
>|større enn|større enn|greater than
[|venstre hakeparentes|venstre hakeparentes|left bracket
]|høyre hakeparentes|høgre hakeparentes|right bracket
ctrl|kontroll|kontroll|Control
alt|alt|alt|Alt
shift|skift|skift|Shift
capital|stor|stor|capital
"""
_LANGUAGES = ("nb", "nn", "en")
_TABLE = {
    key: dict(zip(_LANGUAGES, names, strict=True))
    for key, *names in (line.split("|") for line in _NAMES.strip().splitlines())
}


def label(key: str) -> dict[str, str]:
    """Return what a key is called, by language."""
    return {language: _label(key, language) for language in _LANGUAGES}


def _label(key: str, language: str) -> str:
    for modifier in ("ctrl", "alt", "shift"):
        if key.startswith(f"{modifier}+"):
            rest = _label(key[len(modifier) + 1 :], language)
            return f"{_TABLE[modifier][language]} {rest[:1].lower()}{rest[1:]}"
    if key in _TABLE:
        return _TABLE[key][language]
    if key.isupper() and len(key) == 1:
        return f"{_TABLE['capital'][language]} {key}"
    return key.upper() if key[0] == "f" and key[1:].isdigit() else key


def lines(keys: Mapping[str, Action], language: str) -> list[str]:
    """Return the list of keys by purpose, in "nb", "nn" or "en": plain lines of at most WIDTH."""
    found: list[str] = []
    for purpose in Purpose:
        rows = [
            _row([key for key, own in keys.items() if own is action], action, language)
            for action, description in descriptions().items()
            if description.purpose is purpose
        ]
        if any(rows):
            found += ["", HEADINGS[purpose][language]]
            found += [line for row in rows for line in row]
    return found[1:]


def _row(names: list[str], action: Action, language: str) -> list[str]:
    if not names:
        return []
    joined = ", ".join(_label(name, language) for name in names)
    text = f"{joined}: {explain(action, language)}"
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
