"""Number words in bokmål and nynorsk.

Written forms follow Språkrådet, "Tall, tid, dato" (sprakradet.no): *og* stands only before the last
1-99, tens and units are one word (*førtisju*), hundreds and thousands are words of their own.
Bare *hundre* and *tusen* open a number (*hundre og atten*); inside it they get their *ett*.
"""

from functools import lru_cache
from typing import Literal

Gender = Literal["m", "f", "n"]

_UNITS = str.split(
    "null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten "
    "sytten atten nitten"
)
_TENS = str.split("- - tjue tretti førti femti seksti sytti åtti nitti")
_ONE: dict[str, dict[Gender, str]] = {
    "nb": {"m": "en", "f": "en", "n": "ett"},
    "nn": {"m": "ein", "f": "ei", "n": "eitt"},
}
_SCALES = {
    "nb": (
        (10**18, "trillion", "trillioner"),
        (10**15, "billiard", "billiarder"),
        (10**12, "billion", "billioner"),
        (10**9, "milliard", "milliarder"),
        (10**6, "million", "millioner"),
    ),
    "nn": (
        (10**18, "trillion", "trillionar"),
        (10**15, "billiard", "billiardar"),
        (10**12, "billion", "billionar"),
        (10**9, "milliard", "milliardar"),
        (10**6, "million", "millionar"),
    ),
}
_LIMIT = 10**21

_ORDINALS = {
    "nb": str.split(
        "nulte første andre tredje fjerde femte sjette sjuende åttende niende tiende ellevte "
        "tolvte trettende fjortende femtende sekstende syttende attende nittende"
    ),
    "nn": str.split(
        "nulte første andre tredje fjerde femte sjette sjuande åttande niande tiande ellevte "
        "tolvte trettande fjortande femtande sekstande syttande attande nittande"
    ),
}
_ORDINAL_TENS = {
    "nb": str.split(
        "- - tjuende trettiende førtiende femtiende sekstiende syttiende åttiende nittiende"
    ),
    "nn": str.split(
        "- - tjuande trettiande førtiande femtiande sekstiande syttiande åttiande nittiande"
    ),
}
_HUNDREDTH = "hundrede"
_THOUSANDTH = {"nb": "tusende", "nn": "tusande"}

MONTHS = str.split(
    "januar februar mars april mai juni juli august september oktober november desember"
)


@lru_cache(maxsize=4096)
def cardinal(number: int, language: str = "nb", gender: Gender = "m") -> str:
    """Write a whole number in words.

    `gender` ("m", "f", "n") is that of the noun that is counted; it shows only in numbers that
    end in 1. Numbers of more than 21 digits are read digit by digit.
    """
    if number < 0:
        return f"minus {cardinal(-number, language, gender)}"
    if number >= _LIMIT:
        return digits(str(number), language)
    if number == 0:
        return _UNITS[0]
    parts: list[str] = []
    rest = number
    for size, one, many in _SCALES[language]:
        count, rest = divmod(rest, size)
        if count:
            parts.append(_below_thousand(count, language, "m", bare=not parts))
            parts.append(one if count == 1 else many)
    count, rest = divmod(rest, 1000)
    if count == 1:
        alone = not parts and rest == 0
        parts.append("tusen" if alone else f"{_ONE[language]['n']} tusen")
    elif count:
        parts.append(_below_thousand(count, language, "n", bare=not parts) + " tusen")
    if rest:
        if parts and rest < 100:
            parts.append("og")
        parts.append(_below_thousand(rest, language, gender, bare=not parts))
    return " ".join(parts)


def ordinal(number: int, language: str = "nb") -> str:
    """Write an ordinal: 21 is *tjueførste*, 102 is *hundre og andre*."""
    if number >= 10**9:
        return cardinal(number, language)
    rest = number % 100
    if number == 0:
        return _ORDINALS[language][0]
    if not rest:
        if number % 1000:
            before = cardinal(number, language)
            return before.removesuffix("hundre") + _HUNDREDTH
        if number % 10**6:
            before = cardinal(number, language)
            return before.removesuffix("tusen") + _THOUSANDTH[language]
        count = number // 10**6
        return ("" if count == 1 else cardinal(count, language) + " ") + "millionte"
    head = f"{cardinal(number - rest, language)} og " if number > 100 else ""
    if number - rest == 1000:
        head = f"{_ONE[language]['n']} tusen og "
    if rest < 20:
        return head + _ORDINALS[language][rest]
    tens, unit = divmod(rest, 10)
    if not unit:
        return head + _ORDINAL_TENS[language][tens]
    return head + _TENS[tens] + _ORDINALS[language][unit]


def year(number: int, language: str = "nb") -> str:
    """Read a year.

    1949 is *nitten førtini*, 1905 *nitten hundre og fem*, 2005 *to tusen og fem* (Språkrådet); from
    2010 *tjue tjuefire*, which Språkrådet has accepted beside *to tusen og tjuefire* since 2014.
    """
    century, rest = divmod(number, 100)
    if 11 <= century <= 19:
        head = _UNITS[century]
        if rest >= 10:
            return f"{head} {_below_hundred(rest, language, 'm')}"
        return f"{head} hundre" + (f" og {_below_hundred(rest, language, 'm')}" if rest else "")
    if century == 20 and rest >= 10:
        return f"tjue {_below_hundred(rest, language, 'm')}"
    if century == 10 and rest:
        return f"tusen og {_below_hundred(rest, language, 'm')}"
    return cardinal(number, language)


def decade(number: int) -> str:
    """Read the number in *1990-tallet* or *80-åra* as the first part of the compound."""
    century, rest = divmod(number, 100)
    if number < 100:
        return compound(number)
    if rest == 0:
        if century % 10 == 0 or century < 10:
            return compound(number)
        return _UNITS[century] + "hundre" if century < 20 else compound(number)
    head = _UNITS[century] if century < 20 else _TENS[2] if century == 20 else ""
    return head + compound(rest) if head else compound(number)


def compound(number: int, language: str = "nb", gender: Gender = "m") -> str:
    """Read a number as the first part of a compound: *femhundre* in *500-lapp*."""
    century, rest = divmod(number, 100)
    if rest == 0 and 11 <= century <= 19:
        return _UNITS[century] + "hundre"
    return cardinal(number, language, gender).replace(" ", "")


def decimals(printed: str, language: str = "nb") -> str:
    """Read what stands after the comma: two figures as a number, more figure by figure."""
    if len(printed) > 2 or not printed.lstrip("0"):
        return digits(printed, language)
    zeros = len(printed) - len(printed.lstrip("0"))
    return " ".join(["null"] * zeros + [cardinal(int(printed), language)])


def digits(printed: str, language: str = "nb") -> str:
    """Read figure by figure; anything but the figures 0-9 is left out."""
    one = _ONE[language]["m"]
    return " ".join(one if c == "1" else _UNITS[int(c)] for c in printed if c in "0123456789")


def group(printed: str, language: str = "nb") -> str:
    """Read one printed group of a telephone number: *null fem* for 05, *null null* for 00."""
    bare = printed.lstrip("0")
    zeros = ["null"] * (len(printed) - len(bare))
    if not bare:
        return " ".join(zeros)
    return " ".join([*zeros, cardinal(int(bare), language) if len(bare) < 4 else pairs(bare)])


def pairs(printed: str, language: str = "nb") -> str:
    """Read an identifying number two figures at a time, an odd length with one alone.

    Five figures, as on number plates, are 12 3 45. Whole thousands and hundreds stay together.
    """
    if len(printed) == 4 and printed[0] != "0" and printed.endswith("00"):
        number = int(printed)
        if number < 2000 or not number % 1000:
            return year(number, language)
    if len(printed) == 5:
        parts = [printed[:2], printed[2], printed[3:]]
    else:
        odd = len(printed) % 2
        parts = [printed[:1]] * odd + [printed[i : i + 2] for i in range(odd, len(printed), 2)]
    return " ".join(group(part, language) for part in parts)


def fraction(above: int, below: int, language: str = "nb") -> str:
    """Read a fraction: *en tredel*, *tre firedeler* (NTB's choice over *tredjedel*), *en halv*."""
    one = _ONE[language]["m"]
    if below == 2:
        return f"{one} halv" if above == 1 else f"{cardinal(above, language)} halve"
    if below % 10 == 1 or below % 100 == 0 or below > 20:
        part = ordinal(below, language).replace(" ", "") + "del"
    else:
        part = cardinal(below, language) + "del"
    many = "ar" if language == "nn" else "er"
    return f"{one} {part}" if above == 1 else f"{cardinal(above, language)} {part}{many}"


def month(number: int) -> str:
    """Name a month, 1-12; the names are the same in both written languages."""
    return MONTHS[number - 1]


def _below_hundred(number: int, language: str, gender: Gender) -> str:
    if number == 1:
        return _ONE[language][gender]
    if number < 20:
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    if unit == 1:
        return _TENS[tens] + _ONE[language]["n" if gender == "n" else "m"]
    return _TENS[tens] + (_UNITS[unit] if unit else "")


def _below_thousand(number: int, language: str, gender: Gender, bare: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, language, gender)
    count = _ONE[language]["n"] if hundreds == 1 else _UNITS[hundreds]
    head = "hundre" if hundreds == 1 and bare else f"{count} hundre"
    return f"{head} og {_below_hundred(rest, language, gender)}" if rest else head
