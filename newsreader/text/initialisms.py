"""Which capitals are read letter by letter, and which as a word.

NRK's spelling guide writes as read: letters in capitals, words with one capital (Nato, Opec), names
of up to three letters always in capitals. So up to three capitals are letters, four or more a word,
and the table nb/initialisms.tsv holds the exceptions: what is read as a
word, what in letters, and short ordinary words that papers print in capitals for stress. Frequency
lists cannot tell these apart.
"""

from functools import cache

from newsreader.text.patterns import lazy
from newsreader.text.tables import own_rows

_VOWEL = lazy("[AEIOUYÆØÅÄÖ]")
_MIXED_TOKEN = lazy(r"[A-Z][a-zA-ZØ]{1,5}|pH")
_CAPITALS = lazy(r"(?P<core>[A-ZÆØÅÄÖ]{2,100})(?P<genitive>s|['’`]s|es)?(?![a-zæøåA-ZÆØÅ])")
_ENDED = lazy(r"(?P<core>[A-ZÆØÅ]{2,4})(?P<ending>en|er|ene|et|ar|ane|eren|'en)(?![a-zæøåA-ZÆØÅ])")


@cache
def _table() -> dict[str, str]:
    return {row["written"]: row["read"] for row in own_rows("initialisms", "nb")}


def is_word(core: str) -> bool:
    """Tell whether capitals are known to be read as a word."""
    return _table().get(core) == "word"


def spell(core: str) -> str:
    """Set letters apart, as they are named one by one."""
    return " ".join(core)


def is_letters(core: str, shouting: bool) -> bool:
    """Tell whether capitals are read letter by letter."""
    known = _table().get(core)
    if known or shouting:
        return known == "letters"
    return len(core) <= 3 or not _VOWEL.search(core)


def read(text: str, pos: int, shouting: bool, alone: bool) -> tuple[int, str] | None:
    """Read the initialism or acronym at `pos`: where it ends, and its words."""
    match = _MIXED_TOKEN.match(text, pos)
    if match and not text[match.end() : match.end() + 1].isalpha():
        core = match.group()
        for bare in (core, core.removesuffix("s")):
            known = "" if bare.isupper() else _table().get(bare, "")
            if known:
                return match.end(), known + core[len(bare) :]
    match = _CAPITALS.match(text, pos)
    if match:
        core = match["core"]
        genitive = "s" if match["genitive"] else ""
        if is_letters(core, shouting or alone):
            return match.end(), spell(core) + genitive
        if is_word(core) and not shouting:
            return match.end(), core.capitalize() + genitive
        return None
    match = _ENDED.match(text, pos)
    if match and is_letters(match["core"], False):
        return match.end(), f"{spell(match['core'])}-{match['ending'].lstrip(chr(39))}"
    return None
