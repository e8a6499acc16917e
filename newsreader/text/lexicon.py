"""The user's own lexicon: how a word is to be said, above all other rules.

A plain text file with one entry a line::

    Zelenskyj = Selenskij            a word, also in Zelenskyjs and Zelenskyj-regjeringen
    anywhere sjø = sjøø              inside words too
    regex \\bG(\\d+)\\b = ge \\1        a pattern of Python's re, with its groups
    NRKs = (letters)                 letter by letter
    Macron = [[makrˈɔŋ]]             phonemes (IPA), for Piper voices
    [1] = (skip)                     nothing at all
    Bodø = Bodø ; voice=espeak-nb    only with this voice
    AP = Ap ; source=vg.no           only where the article's source contains this
    # a comment

An entry in small letters matches any case, one with a capital only as it stands or all in
capitals. Longer entries win over shorter ones, and later lines over earlier ones.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from gettext import gettext as _
from typing import Literal, NamedTuple, cast

from newsreader.errors import SettingsError

Kind = Literal["word", "anywhere", "regex"]

LETTERS = "(letters)"
SKIP = "(skip)"

_LINE = re.compile(r"^(?:(word|anywhere|regex)\s+)?(.+?)\s+=\s+(.+?)((?:\s+;\s+\w+=\S+)*)$")
_SCOPE = re.compile(r";\s+(\w+)=(\S+)")
_PHONEMES = re.compile(r"\[\[[^\[\]]+\]\]")
_GENITIVE = "(s|['’]s|['’])?"
_PLAIN_S = ("e", "el", "em", "en", "er", "et", "es")
"""After these endings espeak-ng says a joined s right; elsewhere it takes an apostrophe to keep
the sounds before it as they are (measured over the names that are shipped)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon."""

    pattern: str
    """What is printed."""
    say: str
    """A respelling, ``(letters)``, ``(skip)``, or ``[[phonemes]]``."""
    kind: Kind = "word"
    voice: str | None = None
    """Only with the voice of this name."""
    source: str | None = None
    """Only for articles whose source contains this."""

    def line(self) -> str:
        """Return the entry as it stands in the file."""
        scopes = "".join(
            f" ; {name}={value}"
            for name, value in (("voice", self.voice), ("source", self.source))
            if value
        )
        prefix = "" if self.kind == "word" else f"{self.kind} "
        return f"{prefix}{self.pattern} = {self.say}{scopes}"


class Match(NamedTuple):
    """Where an entry applies, and what is said there."""

    start: int
    end: int
    say: str
    entry: Entry


def parse(text: str, name: str) -> list[Entry]:
    """Read a lexicon file. Raises SettingsError naming ``name`` and the line."""
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            try:
                entries.append(parse_line(line))
            except ValueError as error:
                raise SettingsError(
                    _("The lexicon {path} has a mistake in line {line}: {reason}.").format(
                        path=name, line=number, reason=error
                    ),
                    _("Write an entry as: word = respelling."),
                ) from error
    return entries


def parse_line(line: str) -> Entry:
    """Read one entry. Raises ValueError with a reason fit to be shown."""
    found = _LINE.match(line)
    if not found:
        raise ValueError(_("there is no = with a space on both sides"))
    pattern, say, scope = found.groups()[1:]
    kind: Kind = cast(Kind, found[1] or "word")
    scopes = dict(_SCOPE.findall(scope))
    if unknown := set(scopes) - {"voice", "source"}:
        raise ValueError(_("{name} is not a scope").format(name=sorted(unknown)[0]))
    entry = Entry(pattern, say, kind, scopes.get("voice"), scopes.get("source"))
    check(entry)
    return entry


def check(entry: Entry) -> None:
    """Make sure that an entry can be used. Raises ValueError with a reason fit to be shown."""
    if "[[" in entry.say and not _PHONEMES.fullmatch(entry.say):
        raise ValueError(_("phonemes stand alone between [[ and ]]"))
    if entry.kind == "regex":
        try:
            compiled = re.compile(entry.pattern)
        except re.error as error:
            raise ValueError(_("the pattern is not one: {reason}").format(reason=error)) from error
        if compiled.fullmatch(""):
            raise ValueError(_("the pattern matches an empty text"))
        try:
            re.sub(entry.pattern, entry.say, "")
            compiled.sub(entry.say, "x")
        except (re.error, IndexError) as error:
            raise ValueError(_("the pattern is not one: {reason}").format(reason=error)) from error


class Lexicon:
    """Entries, ready to be found in a text."""

    def __init__(
        self, entries: Iterable[Entry] = (), voice: str | None = None, source: str = ""
    ) -> None:
        """Keep the entries that apply to this voice and source."""
        chosen = [
            entry
            for entry in entries
            if entry.voice in (None, voice) and (not entry.source or entry.source in source)
        ]
        # Later lines win, and longer patterns before shorter ones of the same kind.
        ordered = sorted(reversed(chosen), key=lambda entry: -len(entry.pattern))
        self._rules = [(_compiled(entry), entry) for entry in ordered]

    def __bool__(self) -> bool:
        """Tell whether there is anything to find."""
        return bool(self._rules)

    def find(self, text: str) -> list[Match]:
        """Return the places where entries apply, in order and without overlap."""
        taken: list[Match] = []
        for pattern, entry in self._rules:
            for found in pattern.finditer(text):
                start, end = found.span()
                if end > start and not any(m.start < end and start < m.end for m in taken):
                    say = _said(entry, found)
                    if not say and text[start - 1 : start] == " ":
                        start -= 1  # the space before what is skipped goes with it
                    taken.append(Match(start, end, say, entry))
        return sorted(taken)


def _compiled(entry: Entry) -> re.Pattern[str]:
    if entry.kind == "regex":
        return re.compile(entry.pattern)
    forms = {entry.pattern}
    if not entry.pattern.islower():
        forms.add(entry.pattern.upper())
    core = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    flags = re.IGNORECASE if entry.pattern.islower() else re.NOFLAG
    if entry.kind == "anywhere":
        return re.compile(f"(?:{core})", flags)
    before = r"(?<!\w)" if entry.pattern[0].isalnum() else ""
    after = r"(?!\w)" if entry.pattern[-1].isalnum() else ""
    genitive = _GENITIVE if entry.pattern[-1].isalpha() else "()?"
    return re.compile(f"{before}(?:{core}){genitive}{after}", flags)


def _said(entry: Entry, found: re.Match[str]) -> str:
    if entry.say == SKIP:
        return ""
    if entry.kind == "regex":
        return found.expand(entry.say) if entry.say != LETTERS else letters(found.group())
    said = letters(entry.pattern) if entry.say == LETTERS else entry.say
    ending = found.group(1) if entry.kind == "word" else None
    if said.startswith("[["):
        # Engines that take no phonemes say what is printed.
        return f"[[{said[2:-2]}{'s' if ending else ''}|{found.group()}]]"
    return genitive(said) if ending else said


def letters(word: str) -> str:
    """Return a word letter by letter, in capitals, as initialisms are written for the voice."""
    return " ".join(character.upper() for character in word if character.isalnum())


def genitive(word: str) -> str:
    """Add the genitive s in the way that keeps the sounds before it."""
    if word[-1:] in "sxz":
        return word
    return f"{word}s" if word.lower().endswith(_PLAIN_S) else f"{word}'s"


def lines_of(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the lines of a lexicon file."""
    for entry in entries:
        yield entry.line()
