"""The one table of abbreviations, for the normalizer and the sentence splitter alike.

The dot of an abbreviation is shared with the full stop (Språkrådet, "Kort om forkortingar"): an
entry that may end a sentence keeps one stop when a capital follows, all others drop theirs.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from newsreader.text.patterns import lazy
from newsreader.text.tables import rows

_TOKEN = lazy(r"[^\W\d_]{1,18}(?:\. ?[^\W\d_]{1,14}){0,3}\.?")
_NUMBER_BEFORE = lazy(
    r"(?:[0-9½¼¾]|[0-9][%.-]|\b(?:halv|to|tre|fire|fem|seks|sju|åtte|ni|ti|tolv|noen|nokre|"
    r"mange|flere|fleire|få)) ?$"
)
_FIGURE_BEFORE = lazy(r"[0-9]\.? ?$")
_ONE_BEFORE = lazy(
    r"(?:^|[^\d,. ]|[^\d]\s)\(?(?:1|en|én|ett|per|pr\.|hver|kvar|i|siste|neste|denne|annenhver) ?$|"
    r"[0-9]\. ?$"
)
_NAME_AFTER = lazy(r"[ ]?[A-ZÆØÅÉÖÄ]")
_NUMBER_AFTER = lazy(r" ?(?:§ ?)?[0-9]")
_COUNT_AFTER = lazy(
    rf"{_NUMBER_AFTER.pattern}| (?:halv |kvart |(?:(?:ti|fem|kvart) (?:på|over) )?(?:halv )?)"
    r"(?:ett?|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|femten|tjue|tretti|femti|hundre)\b"
)
_LETTER_AFTER = lazy(r" [A-FMST](?:1E?|E)?(?![\w.]| [A-Z]\b)")
_WHOLE_AFTER = lazy(r" [0-9]{1,3}(?![.0-9])")
_WORD_BEFORE = lazy(r"[\w)»\"][ ,]*$")
_PERSON_BEFORE = lazy(r"[A-ZÆØÅ][^\W\d_]+,? (?:og )?$")
_DATE_AFTER = lazy(
    r",? ?(?:(?:den )?[0-9]{1,2}[./](?! [A-ZÆØÅ])|"
    r"(?:til |fra |kl\.? ?)*[0-9]{1,2}(?:[.:][0-9]{2}|[–-][0-9]{1,2}))"
)
_END_AFTER = lazy(r"[»”\"]*(?:\s*$|\s+[–—-]?\s?[«\"“(]?[A-ZÆØÅÉ])")
_LAST = lazy(r"[»”\"\s]*$")
_STREET = lazy(r"([A-ZÆØÅ][a-zæøå]{2,20})(gt|vn|vg)\.(?= ?[0-9])")
_STREETS = {"gt": "gata", "vn": "veien", "vg": "veg"}
_CODE_AFTER = lazy(r"\s(?:NOK|SEK|DKK|EUR|USD|GBP|CHF|kr|US\$|[€$£])")


class Entry(NamedTuple):
    """One reading of a written form."""

    spoken: str
    many: str
    """What it is after a number other than one, or nothing."""
    ends: bool
    """Whether its dot can also be a full stop."""
    needs: str
    """"", "number before", "figure before", "number after", "count after" (figures or words),
    "more after", "whole after", "letter after",
    "word before", "date after", "bracket after", "name before" or
    "name after"."""


class Found(NamedTuple):
    """An abbreviation in a text."""

    end: int
    """After its dot."""
    entry: Entry
    spoken: str
    stop: bool
    """Whether the dot is a full stop too."""


@cache
def table(language: str) -> dict[str, tuple[Entry, ...]]:
    """Map written forms (without inner spaces) to entries, the most demanding first."""
    found: dict[str, dict[str, Entry]] = {}
    for row in rows("abbreviations", language):
        entry = Entry(row["spoken"], row["many"], row["ends"] == "yes", row["needs"])
        for written in row["written"].split("|"):
            found.setdefault(written, {})[entry.needs] = entry
    return {
        written: tuple(sorted(entries.values(), key=lambda entry: entry.needs == ""))
        for written, entries in found.items()
    }


@cache
def _heads(language: str) -> frozenset[str]:
    """Return what abbreviations begin with, up to their first dot: most words do not."""
    return frozenset(written.partition(".")[0].lower() for written in table(language))


def find(text: str, pos: int, language: str) -> Found | None:
    """Find the longest abbreviation that starts at `pos`."""
    match = _TOKEN.match(text, pos)
    if not match:
        return None
    written = match.group()
    street = _STREET.match(text, pos)
    if street:
        spoken = street[1] + _STREETS[street[2]]
        return Found(street.end(), Entry(spoken, "", False, ""), spoken, False)
    if written.partition(".")[0].lower() not in _heads(language):
        return None
    while written:
        end = pos + len(written)
        if not text[end : end + 1].isalnum() or written.endswith("."):
            for entry in _entries(written.replace(" ", ""), language):
                if _fits(entry, text, pos, end, written):
                    return _found(entry, text, pos, end, written)
        written = written[:-1] if written.endswith(".") else written[: written.rfind(".") + 1]
        written = written.rstrip(" ")
    return None


@lru_cache(maxsize=1024)
def _entries(written: str, language: str) -> Sequence[Entry]:
    entries = table(language)
    if written in entries:
        return entries[written]
    if written[0].isupper() and written[1:] == written[1:].lower() and len(written) > 2:
        return entries.get(written[0].lower() + written[1:], ())
    return ()


def _fits(entry: Entry, text: str, pos: int, end: int, written: str) -> bool:
    if not written.endswith(".") and text[end : end + 1] in ("-", "–", "/"):
        return False
    if entry.needs == "number before":
        if written[0].isupper() or (written == "s." and _NUMBER_AFTER.match(text, end)):
            return False
        return bool(_NUMBER_BEFORE.search(text[max(0, pos - 12) : pos]))
    if entry.needs == "figure before":
        return bool(_FIGURE_BEFORE.search(text[max(0, pos - 4) : pos]))
    if entry.needs == "number after":
        return bool(_NUMBER_AFTER.match(text, end))
    if entry.needs == "count after":
        return bool(_COUNT_AFTER.match(text, end))
    if entry.needs == "more after":
        return not _LAST.match(text, end)
    if entry.needs == "letter after":
        return bool(_LETTER_AFTER.match(text, end))
    if entry.needs == "whole after":
        return bool(_WHOLE_AFTER.match(text, end))
    if entry.needs == "word before":
        return bool(_WORD_BEFORE.search(text[max(0, pos - 3) : pos]))
    if entry.needs == "bracket after":
        return text[end : end + 1] == ")"
    if entry.needs == "name before":
        return bool(_PERSON_BEFORE.search(text[max(0, pos - 30) : pos]))
    if entry.needs == "date after":
        return bool(_DATE_AFTER.match(text, end))
    if entry.needs == "name after":
        return bool(_NAME_AFTER.match(text, end))
    return True


def _found(entry: Entry, text: str, pos: int, end: int, written: str) -> Found:
    stop = written.endswith(".") and (
        bool(_LAST.match(text, end))
        or (entry.ends and bool(_END_AFTER.match(text, end)) and not _CODE_AFTER.match(text, end))
    )
    spoken = entry.spoken
    if (
        entry.many
        and entry.needs == "number before"
        and not _ONE_BEFORE.search(text[max(0, pos - 14) : pos])
    ):
        spoken = entry.many
    return Found(end, entry, spoken, stop)
