"""Fractions, ratios, factors and signs before numbers."""

import re

from newsreader.text import numbers
from newsreader.text.numbers import Gender
from newsreader.text.patterns import lazy
from newsreader.text.rules.parts import NUMBER, Number, number
from newsreader.text.rules.quantities import unit_at
from newsreader.text.scan import Reading, Scan

VULGAR = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅙": (1, 6),
    "⅚": (5, 6),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
}
_MIXED = lazy(
    rf"(?P<whole>[0-9]{{1,5}})(?:\s?(?P<sign>[{''.join(VULGAR)}])|"
    rf"\s(?:og (?:en )?)?(?P<above>[1-9][0-9]?)/(?P<below>[1-9][0-9]?)(?![0-9/]))"
)
_SLASH = lazy(
    r"(?P<above>[0-9]{1,4})/(?P<below>[0-9]{1,4})(?![\w/]|[.,][0-9])(?:-(?P<word>[a-zæøå]+))?"
)
_MARKED = lazy(r"\b(?:terningkast|karakter(?:en)?|score|skår) $", re.IGNORECASE)
_TIMES = lazy(rf"(?P<first>{NUMBER})\s?[xX×*]\s?(?={NUMBER})")
_RATIO = lazy(rf"(?P<first>[0-9]{{1,3}}):(?P<last>{NUMBER})(?![\w:])")
_EXTRA = lazy(r"(?P<first>[0-9]{1,3})(?P<dot>\.)?\+(?P<last>[0-9]{1,2})?(?![\w])")


def mixed(scan: Scan, pos: int) -> Reading | None:
    """Read *2½*, *1 1/2*, *3 3/4*; one and a half is *halvannen*."""
    match = _MIXED.match(scan.text, pos)
    if not match:
        return None
    above, below = (
        VULGAR[match["sign"]] if match["sign"] else (int(match["above"]), int(match["below"]))
    )
    if above >= below:
        return None
    whole = int(match["whole"])
    if (whole, above, below) == (1, 1, 2):
        neuter = _gender(scan, match.end()) == "n"
        spoken = scan.words.one_and_a_half_neuter if neuter else scan.words.one_and_a_half
        return _with_unit(scan, pos, match.end(), spoken, True)
    head = numbers.cardinal(whole, scan.language, scan.gender(match.end(), whole))
    if (above, below) == (1, 2):
        neuter = _gender(scan, match.end()) == "n"
        half = scan.words.half_of_neuter if neuter else scan.words.half_of
        return _with_unit(scan, pos, match.end(), f"{head} {half}", False)
    spoken = f"{head} og {numbers.fraction(above, below, scan.language)}"
    return _with_unit(scan, pos, match.end(), spoken, False)


def vulgar(scan: Scan, pos: int) -> Reading | None:
    """Read ½ and its kin."""
    above, below = VULGAR[scan.text[pos]]
    return _with_unit(scan, pos, pos + 1, _part(scan, above, below, pos + 1), True)


def slash(scan: Scan, pos: int) -> Reading | None:
    """Read *1/3*, *24/7*, *50/50*, *120/80*."""
    match = _SLASH.match(scan.text, pos)
    if not match:
        return None
    above, below = int(match["above"]), int(match["below"])
    end = match.end("below")
    if match["word"] and 0 < above < below <= 20:
        return Reading(
            "fraction", pos, match.end(), _fraction_word(scan, above, below, match["word"])
        )
    if 0 < above < below <= 20 and below > 1 and (above, below) != (9, 11) and not match["word"]:
        if re.match(r"\s(?:poeng|stjerner|terning)", scan.after(end)) or _MARKED.search(
            scan.before(pos)
        ):
            marks = (numbers.cardinal(mark, scan.language) for mark in (above, below))
            return Reading("fraction", pos, end, " av ".join(marks))
        return _with_unit(scan, pos, end, _part(scan, above, below, end), True)
    parts = []
    for part in (match["above"], match["below"]):
        year = len(part) == 4 and 1900 <= int(part) <= 2099
        parts.append(
            numbers.year(int(part), scan.language) if year else numbers.group(part, scan.language)
        )
    return Reading("pair", pos, end, " ".join(parts))


def _fraction_word(scan: Scan, above: int, below: int, word: str) -> str:
    """Read *2/3-flertall*, *1/4-finale*, *1/2-liter*, *3/4-tid*."""
    if below == 2:
        return f"halv{word}"
    if (below, word[:6]) == (4, "finale"):
        return f"kvart{word}"
    part = numbers.fraction(1, below, scan.language).split()[1]
    if above == 1:
        return f"{part}s{word}"
    return f"{numbers.cardinal(above, scan.language)} {part}s {word}"


def times(scan: Scan, pos: int) -> Reading | None:
    """Read the factor in *4 x 100*, *4x400*, *3 × 10*."""
    match = _TIMES.match(scan.text, pos)
    if not match:
        return None
    word = "gonger" if scan.language == "nn" else "ganger"
    spoken = f"{number(match['first']).spoken(scan.language)} {word} "
    return Reading("times", pos, match.end(), spoken)


def ratio(scan: Scan, pos: int) -> Reading | None:
    """Read *1:50 000*, *2:1*, *8:123*."""
    match = _RATIO.match(scan.text, pos)
    if not match:
        return None
    first, last = int(match["first"]), number(match["last"])
    middle = (
        " til "
        if first == 1 or re.search(r"\b(?:målestokk|forhold\w*|odds\w*)\b", scan.before(pos))
        else "–"
    )
    spoken = f"{numbers.cardinal(first, scan.language)}{middle}{last.spoken(scan.language)}"
    return Reading("ratio", pos, match.end(), spoken)


def extra(scan: Scan, pos: int) -> Reading | None:
    """Read *90+3*, *18+*."""
    match = _EXTRA.match(scan.text, pos)
    if not match:
        return None
    read = numbers.ordinal if match["dot"] else numbers.cardinal
    spoken = f"{read(int(match['first']), scan.language)} pluss"
    if match["last"]:
        if re.match(r"\. [a-zæøå]", scan.after(match.end(), 3)):
            spoken += f" {numbers.ordinal(int(match['last']), scan.language)}"
            return Reading("plus", pos, match.end() + 1, spoken)
        spoken += f" {numbers.cardinal(int(match['last']), scan.language)}"
    return Reading("plus", pos, match.end(), spoken)


def signed(scan: Scan, pos: int) -> Reading | None:
    """Read the sign in *-5*, *−12*, *+2*, *±3*, *~50*, *<5*, *>5*; a dash that opens a "
    "line is none."""
    char = scan.text[pos]
    follow = re.match(r" ?[0-9½¼¾]" if char not in "-–+" else r"[0-9½¼¾]", scan.after(pos + 1, 2))
    if not follow:
        return None
    before = scan.before(pos, 4)
    end = pos + follow.end()
    if char == "−":
        return Reading("sign", pos, end, "minus ") if not before[-1:].isalnum() else None
    if char in "-–":
        opens = (pos < 40 and not scan.text[:pos].strip()) or before[-2:] in (". ", "! ", "? ")
        if before[-1:] not in (" ", "(", "\n", "«", "/", ""):
            return None
        if opens and not re.match(
            r"[0-9,.]+ ?(?:(?:til|og|eller) [-–−]?[0-9,.]+ ?)?(?:°|grad|%|prosent|C\b)",
            scan.after(pos + 1),
        ):
            return None
        return Reading("sign", pos, end, "minus ")
    words = {
        "+": "pluss ",
        "±": "pluss minus ",
        "~": scan.words.about + " ",
        "≈": scan.words.about + " ",
        "<": scan.words.less + " ",
        ">": scan.words.more + " ",
        "≥": "minst ",
        "≤": scan.words.at_most + " ",
    }
    if char == "+" and before[-1:].isalnum():
        return None
    return Reading("sign", pos, end, words[char])


def _part(scan: Scan, above: int, below: int, end: int) -> str:
    if (above, below) == (1, 2) and _gender(scan, end) == "n":
        return "eit halvt" if scan.language == "nn" else "et halvt"
    return numbers.fraction(above, below, scan.language)


def _gender(scan: Scan, end: int) -> Gender:
    unit = unit_at(scan, end, Number("1", 1, ""))
    return unit[0].gender if unit else scan.gender(end, 1)


def _with_unit(scan: Scan, pos: int, end: int, spoken: str, single: bool) -> Reading:
    unit = unit_at(scan, end, Number("1", 1, ""))
    if not unit:
        return Reading("fraction", pos, end, spoken)
    return Reading("fraction", pos, unit[1], f"{spoken} {unit[0].form(single)}")
