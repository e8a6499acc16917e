"""Numbers that are part of a word: *19-åring*, *70-tallet*, *24-timersstreik*, *5G*, *2022/23*."""

import re

from newsreader.text import numbers
from newsreader.text.numbers import Gender
from newsreader.text.patterns import lazy
from newsreader.text.rules.parts import LETTER, NUMBER, number
from newsreader.text.scan import Reading, Scan, noun_gender
from newsreader.text.tables import units

_JOINED = lazy(rf"(?P<number>{NUMBER})(?:-|(?P<dash>–)(?=[a-zæøå]))(?=[^\W\d_])(?P<word>[^\W\d_]+)")
_DECADE = lazy(
    r"(?P<number>00|[1-9][0-9]{1,3})(?P<join>-|–| )?(?P<word>(?:tall?(?:et|a|ets)?|årene?s?|"
    r"årenes|åra|åri|års)(?![a-zæøå])|tall?s[a-zæøå]+)"
)
_SUSPENDED = lazy(
    r"(?P<number>[0-9]{1,4})-(?=(?:,? (?:og|eller|til)|"
    r",) (?:[0-9]{1,4}-, ){0,4}(?:[0-9]{1,4}- (?:og|eller) )?[0-9]{1,4}(?P<word>-[^\W\d_]+))"
)
_PERCENT = lazy(rf"(?P<number>{NUMBER})\s?(?P<sign>%|°|‰)(?P<join>-?)(?P<word>s?[a-zæøå]+)")
_UNIT_WORD = lazy(rf"(?P<number>{NUMBER})-(?P<unit>[A-Za-z°µ]{{1,3}}[²³23]?)-(?=[a-zæøå])")
_LETTERS = lazy(rf"(?P<number>[0-9]+)(?P<letters>{LETTER}+)(?P<rest>[0-9]*)")
_SEASON = lazy(r"(?P<first>(?:1[89]|20)[0-9]{2})/(?P<last>[0-9]{2}|(?:1[89]|20)[0-9]{2})(?![0-9/])")
_NICKNAMES = {
    1: "ener",
    2: "toer",
    3: "treer",
    4: "firer",
    5: "femmer",
    6: "sekser",
    7: "sjuer",
    8: "åtter",
    9: "nier",
    10: "tier",
    11: "ellever",
    12: "tolver",
    13: "trettener",
    20: "tjuer",
    50: "femtier",
}
_YEAR_WORD = lazy(
    r"(?:meter|kroner?|krone|mann|tonn|liter|kilo|dollar|euro|poeng|lapp|års|årig|åring|år|kubikk|"
    r"watt|mil|grader|stykk|stegs|serie|marka|medl|tall|billett|plass|sifre)"
)
# The number belongs to the name before it: Formel 1-løpet, TV 2-seere, type 2-diabetes.
_NAMED = lazy(
    r"\b(?:[A-ZÆØÅ]{2,}|Formel|[Tt]ype|[Kk]anal|[Kk]lasse|[Nn]ivå|[Gg]ruppe|[Ff]ase|Rema|Windows|iPhone|"
    r"PlayStation|Galaxy|Model|Boeing|Airbus|Apollo) $"
)
_NEUTER_WORD = lazy(r"(?:års|årig|åring|år|roms|toms|minutt|døgn|mål|sekund|tonn|kilo|poeng|barns)")


def decade(scan: Scan, pos: int) -> Reading | None:
    """Read *1990-tallet*, *80-åra*, *i 40-årene*."""
    match = _DECADE.match(scan.text, pos)
    if not match:
        return None
    value = int(match["number"])
    word = match["word"]
    if match["join"] in (None, " ") and not (word.startswith("tal") and value >= 20):
        return None
    if match["number"] == "00":
        return Reading("decade", pos, match.end(), "nullnull" + word)
    if value % 10 and not (word.startswith("tal") and value > 1000):
        return None
    if word == "års":
        return None
    if word in ("år",):
        return None
    return Reading("decade", pos, match.end(), numbers.decade(value) + word)


def suspended(scan: Scan, pos: int) -> Reading | None:
    """Read the first part of *60- og 70-tallet*, *5-, 6- og 7-åringer*."""
    match = _SUSPENDED.match(scan.text, pos)
    if not match:
        return None
    value = int(match["number"])
    if re.match(r"-(?:tal|åra|åre)", match["word"]):
        spoken = numbers.decade(value)
    else:
        spoken = numbers.compound(value, scan.language, _gender(match["word"][1:]))
    return Reading("decade", pos, match.end() - 1, spoken)


def joined(scan: Scan, pos: int) -> Reading | None:
    """Read *19-åring*, *75-års-dag*, *500-lapp*, *1,5-liters*, *2030-målene*, *5-er*."""
    text = scan.text
    match = _UNIT_WORD.match(text, pos)
    if match:
        unit = units(scan.language).get(match["unit"])
        if unit:
            spoken = number(match["number"]).spoken(scan.language)
            return Reading("compound", pos, match.end("unit"), f"{spoken} {unit.one}")
    match = _JOINED.match(text, pos)
    if not match:
        return None
    printed = number(match["number"])
    word = match["word"]
    end = match.end("number") + 1
    if printed.decimals:
        return Reading("compound", pos, end - 1, printed.spoken(scan.language))
    if word in ("er", "ern", "eren", "erne", "ere", "ar", "aren") and printed.value in _NICKNAMES:
        return Reading(
            "compound", pos, match.end(), _NICKNAMES[printed.value] + word.replace("ar", "er")[2:]
        )
    if len(printed.printed) == 4 and 1900 <= printed.value <= 2099 and not _YEAR_WORD.match(word):
        return Reading("year", pos, end - 1, numbers.year(printed.value, scan.language))
    if printed.printed[0] == "0" and len(printed.printed) > 1:
        return Reading("compound", pos, end - 1, printed.spoken(scan.language))
    if _NAMED.search(scan.before(pos)):
        return Reading("compound", pos, end - 1, printed.spoken(scan.language))
    spoken = numbers.compound(
        printed.value, scan.language, _gender(word) if printed.value == 1 else "m"
    )
    if not word[0].islower() or word.isupper():
        return Reading("compound", pos, end - 1, spoken)
    return Reading("compound", pos, end, spoken)


def percent_word(scan: Scan, pos: int) -> Reading | None:
    """Read *10 %-regelen*, *50%-stilling*, *20 %-poeng*."""
    match = _PERCENT.match(scan.text, pos)
    if not match:
        return None
    if not match["join"] and match["word"] not in ("s", "poeng", "vis"):
        return None
    word = {"%": "prosent", "°": "graders", "‰": "promille"}[match["sign"]]
    printed = number(match["number"])
    spoken = printed.spoken(scan.language)
    if not printed.decimals:
        spoken = numbers.compound(printed.value, scan.language)
        return Reading("percent", pos, match.start("word"), spoken + word)
    return Reading("percent", pos, match.start("word"), f"{spoken} {word}")


def letters(scan: Scan, pos: int) -> Reading | None:
    """Read *5G*, *10B*, *3D*, *2x*: number, then letter."""
    match = _LETTERS.match(scan.text, pos)
    if not match:
        return None
    word = match["letters"]
    value = match["number"]
    spoken = number(value).spoken(scan.language)
    if value[0] == "0" and len(value) > 1:
        spoken = numbers.group(value, scan.language)
    if word in ("x", "X", "×"):
        if match["rest"]:
            return Reading("times", pos, match.end("letters"), f"{spoken} ganger")
        return Reading("times", pos, match.end(), f"{spoken} ganger")
    if word == "s":
        return Reading("alnum", pos, match.end("letters"), f"{spoken}s")
    if word in ("nde", "ende", "te", "de", "st", "nd", "rd", "th") and len(value) < 4:
        return Reading(
            "ordinal", pos, match.end("letters"), numbers.ordinal(int(value), scan.language)
        )
    upper = word.isupper() and len(word) < 4
    name = " ".join(word) if upper and not scan.shouting(pos) else word
    return Reading("alnum", pos, match.end("letters"), f"{spoken} {name}")


def season(scan: Scan, pos: int) -> Reading | None:
    """Read *2022/23*, *2023/2024*: both years, nothing between."""
    match = _SEASON.match(scan.text, pos)
    if not match:
        return None
    first, last = int(match["first"]), match["last"]
    if len(last) == 2 and int(last) != (first + 1) % 100 and not int(last) > first % 100:
        return None
    tail = (
        numbers.year(int(last), scan.language)
        if len(last) == 4
        else numbers.group(last, scan.language)
    )
    return Reading("season", pos, match.end(), f"{numbers.year(first, scan.language)} {tail}")


def _gender(word: str) -> Gender:
    if _NEUTER_WORD.match(word) or noun_gender(word.rstrip("s"), "nb") == "n":
        return "n"
    return "m"
