"""Roman numerals: their value, and where they may be read as numbers."""

from newsreader.text.patterns import lazy

_VALID = lazy(r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# Valid numerals that are words, initialisms or sizes.
_WORDS = frozenset(
    str.split("I V C D M L X CD CV MC DI VI MIX LIV DC MM CC CM MD DM CI ID MI XL XXL XXX LI CL")
)


def value(printed: str) -> int:
    """Return the value of a well-formed numeral, 0 for anything else."""
    if not _VALID.fullmatch(printed):
        return 0
    total = 0
    for char, after in zip(printed, [*printed[1:], ""], strict=True):
        size = _VALUES[char]
        total += -size if after and size < _VALUES[after] else size
    return total


def is_word(printed: str) -> bool:
    """Tell whether a numeral is not to be trusted on its looks alone."""
    return printed in _WORDS
