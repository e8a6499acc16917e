"""The user's files about pronunciation: the lexicon, and the sentences that sounded wrong.

``lexicon.txt`` lies in the settings folder and is meant to be edited by hand too: comments and
order are kept. ``reports.jsonl`` in the data folder has one marked sentence a line, and
``heard.json`` the sentence that was read last.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from gettext import gettext as _
from pathlib import Path

from newsreader.errors import SettingsError
from newsreader.files import atomic_write, config_dir, data_dir, make_folder
from newsreader.text.lexicon import Entry, Lexicon, parse, parse_line

_HEADER = """\
# How words are said, one entry a line: word = respelling
# Other kinds: see newsreader lexicon --help
"""


def path() -> Path:
    """Return where the lexicon lies."""
    return config_dir() / "lexicon.txt"


def _text() -> str:
    try:
        return path().read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            _("The lexicon {path} cannot be read.").format(path=path()),
            _("Correct its permissions, save it as UTF-8, or move it away."),
        ) from error


def read() -> list[Entry]:
    """Return the entries. Raises SettingsError where a line is wrong."""
    return parse(_text(), str(path()))


def _same(line: str, entry: Entry) -> bool:
    if not line.strip() or line.lstrip().startswith("#"):
        return False
    other = parse_line(line.strip())
    return (other.kind, other.pattern, other.voice, other.source) == (
        entry.kind,
        entry.pattern,
        entry.voice,
        entry.source,
    )


def add(entry: Entry) -> None:
    """Add an entry, in the place of one for the same word, kind and scope if there is one."""
    read()  # a file with a mistake is not written over
    lines = (_text() or _HEADER).splitlines()
    kept = [line for line in lines if not _same(line, entry)]
    _write([*kept, entry.line()])


def remove(pattern: str) -> int:
    """Remove all entries for what is printed as ``pattern``; return how many there were."""
    wrong = {entry.line() for entry in read() if entry.pattern == pattern}
    lines = _text().splitlines()
    kept = [
        line
        for line in lines
        if not line.strip()
        or line.lstrip().startswith("#")
        or parse_line(line.strip()).line() not in wrong
    ]
    if len(kept) < len(lines):
        _write(kept)
    return len(lines) - len(kept)


def _write(lines: list[str]) -> None:
    make_folder(path().parent)
    atomic_write(path(), "\n".join(lines) + "\n")


def lookup(voice: str | None, source: str) -> Callable[[], Lexicon | None]:
    """Return a function that gives the lexicon as it is now, for a voice and an article.

    The file is read again when it has changed, so an edit is heard in the next sentence.
    """
    seen: tuple[int, int] | None = None
    lexicon: Lexicon | None = None

    def current() -> Lexicon | None:
        nonlocal seen, lexicon
        try:
            found = path().stat()
        except OSError:
            seen = lexicon = None
            return None
        if (found.st_mtime_ns, found.st_size) != seen:
            seen = found.st_mtime_ns, found.st_size
            lexicon = Lexicon(read(), voice, source)
        return lexicon

    return current


@dataclass(frozen=True, slots=True)
class Position:
    """Where in its article a sentence stands."""

    segment: int
    """Index of the part."""
    sentence: int
    """Index in the part, of its sentences that are printed."""
    span: tuple[int, int]
    """Start and end in characters of the text that was given; those of the whole part where the
    sentence itself cannot be found in it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence as it was read."""

    text: str
    """As printed."""
    spoken: str
    source: str
    voice: str
    position: Position | None = None


def _loaded(line: str) -> Heard:
    """Read one sentence; ValueError, TypeError or KeyError where it is damaged."""
    data = json.loads(line)
    if where := data.get("position"):
        start, end = where["span"]
        data["position"] = Position(where["segment"], where["sentence"], (start, end))
    return Heard(**data)


_DAMAGED = (ValueError, TypeError, KeyError, AttributeError)


def _heard_path() -> Path:
    return data_dir() / "heard.json"


def _reports_path() -> Path:
    return data_dir() / "reports.jsonl"


def remember(heard: Heard) -> None:
    """Keep the sentence that was read last."""
    make_folder(data_dir())
    atomic_write(_heard_path(), json.dumps(asdict(heard), ensure_ascii=False))


def last_heard() -> Heard | None:
    """Return the sentence that was read last."""
    try:
        return _loaded(_heard_path().read_text(encoding="utf-8"))
    except (OSError, *_DAMAGED):
        return None


def reports() -> list[Heard]:
    """Return the sentences that were marked as mispronounced; damaged lines are left out."""
    try:
        lines = _reports_path().read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            found.append(_loaded(line))
        except _DAMAGED:
            continue
    return found


def report(heard: Heard) -> None:
    """Mark a sentence as mispronounced."""
    _write_reports([*reports(), heard])


def settle(heard: Heard) -> None:
    """Take a sentence off the list."""
    left = reports()
    left.remove(heard)
    _write_reports(left)


def _write_reports(left: list[Heard]) -> None:
    make_folder(data_dir())
    lines = [json.dumps(asdict(heard), ensure_ascii=False) + "\n" for heard in left]
    atomic_write(_reports_path(), "".join(lines))
