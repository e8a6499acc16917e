"""Unicode clean-up that remembers where each character stood.

Spaces that do not break, soft hyphens, zero-width marks, decomposed letters, full-width and other
look-alike forms: what a browser shows as plain text must be read as plain text.
"""

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from newsreader.text.patterns import lazy

if TYPE_CHECKING:
    from newsreader.types import Span

# Everything outside the letters and marks that Norwegian pages print all the time.
_ODD = lazy(
    "[^\t\n !-~\u00a1-\u00ac\u00ae-\u017f\u0180-\u02af\u2012-\u2015\u2018-\u201f\u2022\u2026\u2030"
    "\u20ac\u2190-\u21ff\u2200-\u2211\u2213-\u22ff]"
)
_INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff\ufe0e\ufe0f\u20e3"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_KEEP = frozenset("⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚℃℉™℠…‥₽₺₴₹₩₪¹²³⁰⁴⁵⁶⁷⁸⁹")
_COMPATIBLE = lazy(r"[0-9A-Za-zÆØÅæøå.,()/ -]+")


class Clean(NamedTuple):
    """Cleaned text; `places` is None where nothing moved."""

    text: str
    places: tuple[int, ...] | None = None

    def source(self, start: int, end: int) -> "Span":
        """Give the place in the original text of a span of the clean one."""
        if self.places is None:
            return start, end
        return self.places[start], (self.places[end - 1] + 1 if end > start else self.places[start])


def clean(text: str) -> Clean:
    """Clean up; text without odd characters comes back as the same object."""
    if not _ODD.search(text):
        return Clean(text)
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if unicodedata.combining(char) and out:
            joined = unicodedata.normalize("NFC", out[-1] + char)
            if len(joined) == 1:
                out[-1] = joined
                continue
        for new in _replace(char):
            out.append(new)
            places.append(place)
    places.append(len(text))
    return Clean("".join(out), tuple(places))


def _replace(char: str) -> str:
    if " " <= char <= "~" or char in _KEEP:
        return char
    if char in _INVISIBLE:
        return ""
    if char in "\u2010\u2011":
        return "-"
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if char in "\u2028\u2029\r\x0b\x0c\x85":
        return "\n"
    if category in ("Cc", "Cs", "Co", "Cn") and char not in "\t\n":
        return " "
    if category in ("Lu", "Ll", "Lo", "Lm", "Nd", "Nl", "No", "So", "Po", "Ps", "Pe"):
        if category == "Nd":
            return str(unicodedata.decimal(char))
        plain = unicodedata.normalize("NFKC", char)
        if (category != "No" or char >= "\u2070") and _COMPATIBLE.fullmatch(plain):
            return plain
        if char.isdigit():
            return str(unicodedata.digit(char))
    return char
