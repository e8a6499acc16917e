"""Respell names and foreign words of the news that espeak-ng's `nb` rules garble.

nb/names.tsv holds one word a row. A word in small letters also matches with a capital, one with a
capital only as it stands; both match in capitals. What is wrong in the nominative is wrong in the
genitive and in a compound too: *Zelenskyjs*, *Zelenskyj-regjeringen*.
"""

from functools import cache

from newsreader.text.lexicon import genitive
from newsreader.text.patterns import lazy
from newsreader.text.tables import own_rows

_GENITIVE = lazy(r"(?P<name>.*[^\W\d_])(?P<ending>['’]s|['’]|s|S)$")
# With a joined s, espeak-ng reads these as other words, whatever their ending says (measured).
_LONGEST = 60
"""Longer than any name or compound of a newspaper: letters that were pasted together."""
_APART = frozenset(("bler", "kler", "tsjen"))


@cache
def _table() -> dict[str, str]:
    return {row["word"]: row["respelling"] for row in own_rows("names", "nb")}


@cache
def _in_capitals() -> dict[str, str]:
    return {word.upper(): said for word, said in reversed(_table().items())}


def respell_name(word: str) -> str | None:
    """Return the respelling of a word with its ending, or None where nothing is to be changed."""
    if len(word) > _LONGEST:
        return None
    said = _lookup(word) or _inflected(word)
    if said or "-" not in word:
        return said
    parts = [_lookup(part) or _inflected(part) or part for part in word.split("-")]
    joined = "-".join(parts)
    return joined if joined != word else None


def _lookup(word: str) -> str | None:
    table = _table()
    said = table.get(word)
    if said is None and word[:1].isupper():
        lower = word[0].lower() + word[1:]
        said = table.get(lower)
        if said is not None:
            return said[0].upper() + said[1:]
        if len(word) > 1 and word.isupper():
            return _in_capitals().get(word)
    return said


def _inflected(word: str) -> str | None:
    match = _GENITIVE.match(word)
    said = _lookup(match["name"]) if match else None
    if match is None or said is None or (match["ending"] == "S" and not word.isupper()):
        return None
    if said.rpartition("-")[2].lower() in _APART:
        return f"{said}'s"
    return genitive(said)
