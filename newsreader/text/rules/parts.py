"""Pieces that several rules share: how numbers are printed."""

from functools import lru_cache
from typing import NamedTuple

from newsreader.text import numbers
from newsreader.text.numbers import Gender
from newsreader.text.patterns import lazy

INTEGER = r"(?:[1-9][0-9]{0,2}(?:(?: [0-9]{3})+|(?:\.[0-9]{3})+)(?![0-9])|[0-9]+)"
"""Thousands by space are Språkrådet's norm, by full stop NTB's."""
NUMBER = INTEGER + r"(?:,[0-9]+)?"
LETTER = r"[^\W\d_¹²³⁰⁴-⁹½¼¾⅐-⅞]"
"""A letter and none of the raised figures and fractions that count as word characters."""
DASH = r"[-–—−]"
MONTHS = "|".join(numbers.MONTHS)
MONTH_NUMBER = (
    {name: i for i, name in enumerate(MONTHS.split("|"), 1)}
    | {
        short: i
        for i, short in enumerate(str.split("jan feb mar apr mai jun jul aug sep okt nov des"), 1)
    }
    | {"febr": 2, "sept": 9}
)
SENTENCE_END = lazy(r"\.(?!\s\([A-ZÆØÅ]{2,}\))(?=[»”\")\]]*(?:\s+[–—«\"“(]?\s*[A-ZÆØÅÉ0-9]|\s*$))")


_LONGEST = 28
"""A number in words has at most 21 figures and the separators between them."""


class Number(NamedTuple):
    """A printed number: whole part, and decimals or nothing."""

    printed: str
    value: int
    decimals: str

    @property
    def grouped(self) -> bool:
        """Tell whether it has thousands separators."""
        return " " in self.printed or "." in self.printed

    @property
    def single(self) -> bool:
        """Tell whether what it counts stands in the singular."""
        return self.value == 1 and not self.decimals

    def spoken(self, language: str, gender: Gender = "m") -> str:
        """Read it as an amount."""
        whole, _, _ = self.printed.partition(",")
        if whole[0] == "0" and len(whole) > 1:
            head = numbers.group(whole, language)
        elif len(whole) > _LONGEST:
            head = numbers.digits(whole, language)
        else:
            head = numbers.cardinal(self.value, language, "m" if self.decimals else gender)
        if not self.decimals:
            return head
        return f"{head} komma {numbers.decimals(self.decimals, language)}"


@lru_cache(maxsize=1024)
def number(printed: str) -> Number:
    """Parse what NUMBER matched."""
    whole, _, decimals = printed.partition(",")
    plain = whole.replace(" ", "").replace(".", "")
    # int() refuses more than 4300 digits; nobody prints such a number to be counted with.
    return Number(printed, int(plain[:400]), decimals)
