"""Amounts: a number or a range, with its unit, percent sign or currency.

A dash between two numbers is *til* (*og* after *mellom*), except in results, votes and formations.
"""

import re

from newsreader.text import numbers
from newsreader.text.numbers import Gender
from newsreader.text.patterns import lazy
from newsreader.text.rules.dates import joint
from newsreader.text.rules.parts import DASH, INTEGER, NUMBER, Number, number
from newsreader.text.rules.scores import is_score, is_vote
from newsreader.text.rules.years import is_year, pair_of_years
from newsreader.text.scan import Reading, Scan
from newsreader.text.tables import Noun, currencies, units

_NUMBER = lazy(NUMBER)
_VERSION = lazy(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,4}(?![0-9,])")
_SECOND = lazy(
    rf"(?P<space>\s?)(?P<dash>{DASH})(?P<space2>\s?)(?P<number>{NUMBER})(?![0-9]|,[0-9])"
)
_CHAIN = lazy(rf"[0-9]{{1,2}}(?:{DASH}[0-9]{{1,2}}){{2,9}}(?![\w]|{DASH}[0-9])")
_UNIT = lazy(
    r"[ ]?(?P<unit>°\s?[CF](?![\w])|mm Hg|dB\(A\)|[%‰°º″′\"℃℉]|US\$|[$€£¥₽₺₴₩₪₹¢]"
    r"|[A-Za-zµμåÅøæ]{1,6}(?:\^?[23²³])?(?:/[A-Za-zµμæøå]{1,9}[23²³]?)?)"
    r"(?:/(?P<per>[a-zA-Zµæøå]{1,10}[23²³]?|100 km))?"
)
_SCALE = r"(?:mill(?:ion(?:er|ar)?)?|mrd|milliard(?:er|ar)?|milliard|tusen|billion(?:er|ar)?|mio)"
MONEY_FIRST = lazy(
    rf"(?P<code>US\$|[$€£¥]|[Kk][Rr]\.?|NOK|SEK|DKK|ISK|USD|EUR|GBP|CHF|JPY|AUD|CAD|MNOK|MUSD|MEUR)\s?"
    rf"(?P<minus>[-−–])?(?P<first>{NUMBER})(?:\s?{DASH}\s?(?P<last>{NUMBER}))?(?P<strek>,[-–—])?"
    rf"(?:\s(?P<scale>{_SCALE})(?P<stop>\.)?(?![\w]))?"
    r"(?:/(?P<per>[a-zæøå]{1,10}[23²³]?(?:\.(?= [a-zæøå(]|[,)]))?|kWh))?"
)
_CODE_STARTS = frozenset("$€£¥kKNSDIUEGCJAM")
_PER = {
    "t": "time",
    "h": "time",
    "time": "time",
    "s": "sekund",
    "sek": "sekund",
    "min": "minutt",
    "d": "døgn",
    "døgn": "døgn",
    "dag": "dag",
    "mnd": "måned",
    "md": "måned",
    "år": "år",
    "uke": "uke",
    "stk": "stykk",
    "pers": "person",
    "pk": "pakke",
    "innb": "innbygger",
    "kvm": "kvadratmeter",
    "100 km": "hundre kilometer",
    "mil": "mil",
}
_PER_NN = {"mnd": "månad", "md": "månad", "innb": "innbyggjar", "uke": "veke"}
# Single capitals that are more often a class, a flat or a grade than a unit.
_RISKY = frozenset("VAKJNCFWT")
_HOURS = lazy(
    r"(?:\b(?:per|siste|i|innen|etter|tar|tek|tok|varer|varar|varte|varighet|reisetid|kjøretid):?"
    r" (?:ca\.? |cirka )?|/)[0-9,½]+ ?$"
)
_PAGES = lazy(r"\.(?:[,)]| [a-zæøå0-9])")
# "13 da hun kom" is no area.
_LAND = lazy(r" (?:jord|skog|innmark|dyrk|fulldyrk|beite|areal|eng\b|korn|åker|mark\b)")
_FARM = lazy(r"\b(?:per da|avling\w*|jordbruk\w*|dekar|innmark|fulldyrk\w*)\b", re.IGNORECASE)
_NO_SPACE_ONLY = frozenset('"″′')


def per(printed: str, scan: Scan) -> str:
    """Read what stands below the slash of a unit."""
    if scan.language == "nn" and printed in _PER_NN:
        return _PER_NN[printed]
    if printed in _PER:
        return _PER[printed]
    unit = units(scan.language).get(printed)
    return unit.one if unit else printed


def unit_at(scan: Scan, pos: int, amount: Number) -> tuple[Noun, int] | None:
    """Find a unit, percent sign or currency right after a number; give its words and its end."""
    match = _UNIT.match(scan.text, pos)
    if not match:
        return None
    written = match["unit"]
    end = match.end("unit")
    below = match["per"]
    table = units(scan.language)
    if written == "t" and re.match(r",? (?:og )?[0-9]{1,2} ?m", scan.after(end, 12)):
        written = "h"
    if written == "t" and _HOURS.search(scan.before(pos)):
        written = "h"
    if written == "s" and not amount.decimals and _PAGES.match(scan.text, end):
        return None
    noun = table.get(written) or currencies(scan.language).get(written)
    if noun is None and "/" in written:
        written, _, below = written.partition("/")
        noun = table.get(written) or currencies(scan.language).get(written)
        if noun is None and written in ("øre", "kroner", "kr"):
            noun = Noun(written, written, "m")
    elif noun is not None and below:
        end = match.end("per")
    if noun is None and len(written) > 2 and written.isupper():
        lower = written.lower()
        noun = table.get(lower) if lower in ("km/t", "kwh", "mill") else None
    if noun is None:
        short = written.rstrip("23²³^")
        if (
            short != written
            and short in table
            and written[len(short) :]
            and not written[-1].isdigit()
        ):
            noun, end = table[short], end - (len(written) - len(short))
        else:
            return None
    spaced = match.group().startswith(" ")
    if scan.text[end : end + 1].isalnum() or (spaced and written in _NO_SPACE_ONLY):
        return None
    if written == '"' and scan.text.find('"', 0, pos) >= 0:
        return None
    if written in _RISKY and (not spaced or (amount.value < 13 and not amount.decimals)):
        return None
    if written == "min" and re.match(r"\s[a-zæøå]{2,}", scan.after(end)) and not spaced:
        return None
    if written == "L" and re.search(r"\b(?:[Pp]rop|[Ii]nnst)\. ?[0-9]+ ?$", scan.before(pos, 16)):
        return None
    if re.match(r"-(?:moll|dur)\b", scan.after(end, 6)):
        return None
    if written == "da" and not (
        _LAND.match(scan.text, end) or _FARM.search(scan.text, max(0, pos - 90), end + 90)
    ):
        return None
    if written == "s" and not (amount.decimals or spaced):
        return None
    # A unit has no dot of its own; printed with one inside a sentence it is an abbreviation.
    if re.match(r"\.(?:[),]| \(?[a-zæøå])", scan.after(end, 4)) and written[-1].isalpha():
        end += 1
    dotted = re.match(r"\./([a-zæøå]{1,10}[²³]?)(?!\w)", scan.after(end, 14))
    if dotted and not below:
        below, end = dotted[1], end + dotted.end()
    if below and not _below_is_known(below, scan):
        end, below = match.end("unit"), None
        if "/" in match["unit"]:
            return None
    if below:
        tail = f" per {per(below, scan)}"
        noun = Noun(noun.one + tail, noun.many + tail, noun.gender)
    return noun, end


def _below_is_known(printed: str, scan: Scan) -> bool:
    return per(printed, scan) != printed or printed in units(scan.language) or printed.isalpha()


def two(scan: Scan, pos: int) -> Reading | None:
    """Read two or more numbers with a dash: a range, a result, a formation."""
    match = _CHAIN.match(scan.text, pos)
    if match:
        parts = re.findall("[0-9]+", match.group())
        return Reading("score", pos, match.end(), _read_all(parts, scan, " "))
    match = _NUMBER.match(scan.text, pos)
    second = _SECOND.match(scan.text, match.end()) if match else None
    if match and second:
        return _two(scan, pos, number(match.group()), second)
    return None


def versions(scan: Scan, pos: int) -> Reading | None:
    """Read *2.5*, *1.2.3*: a decimal point is said as *punktum* (versions, sections)."""
    match = _VERSION.match(scan.text, pos)
    if not match:
        return None
    if len(match.group()) > 4 and re.fullmatch(INTEGER, match.group()):
        return None
    parts = match.group().split(".")
    return Reading("version", pos, match.end(), _read_all(parts, scan, " punktum "))


def with_unit(scan: Scan, pos: int) -> Reading | None:
    """Read a number with a unit, percent sign or currency after it."""
    match = _NUMBER.match(scan.text, pos)
    if not match:
        return None
    first = number(match.group())
    unit = unit_at(scan, match.end(), first)
    return _with_unit(scan, pos, first, *unit) if unit else None


def amount(scan: Scan, pos: int) -> Reading | None:
    """Read a bare number. The last resort."""
    match = _NUMBER.match(scan.text, pos)
    return _bare(scan, pos, number(match.group()), match.end()) if match else None


def _two(scan: Scan, pos: int, first: Number, second: "re.Match[str]") -> Reading | None:
    last = number(second["number"])
    end = second.end()
    spaced = bool(second["space"] or second["space2"])
    years = pair_of_years(scan, pos, first, last, end)
    if years and not (spaced and second["dash"] == "-"):
        middle = joint(scan, pos)
        return Reading("range", pos, end, f"{years[0]} {middle} {years[1]}")
    unit = unit_at(scan, end, last)
    if not unit and not first.decimals and not last.decimals:
        if is_vote(scan, pos, end):
            return Reading("score", pos, end, f"{_plain(first, scan)} mot {_plain(last, scan)}")
        if is_score(scan, pos, end, first, last, spaced):
            return Reading("score", pos, end, f"{_plain(first, scan)}–{_plain(last, scan)}")
    halves = (
        first.decimals in ("", "5") and last.decimals in ("", "5") and not first.value < last.value
    )
    if not unit and halves and not years and is_score(scan, pos, end, first, last, spaced):
        return Reading("score", pos, end, f"{_plain(first, scan)}–{_plain(last, scan)}")
    if spaced and (second["space"] == "") != (second["space2"] == ""):
        return None
    if spaced and not unit and not re.match(r"\s[a-zæøå]", scan.after(end)):
        return None
    if len(first.printed) > 1 and first.printed[0] == "0" and "," not in first.printed:
        return Reading("id", pos, end, _read_all([first.printed, last.printed], scan, ", "))
    suffix = re.match(r"-(?=[a-zæøå])", scan.after(end))
    spoken = f"{first.spoken(scan.language)} {joint(scan, pos)} "
    if suffix:
        return Reading("range", pos, end + 1, spoken + numbers.compound(last.value, scan.language))
    gender: Gender = unit[0].gender if unit else scan.gender(end, last.value)
    spoken += last.spoken(scan.language, gender)
    if unit:
        return Reading("range", pos, unit[1], f"{spoken} {unit[0].many}")
    return Reading("range", pos, _after_strek(scan, end), spoken + _strek(scan, end))


def _with_unit(scan: Scan, pos: int, amount_: Number, noun: Noun, end: int) -> Reading:
    if _is_krone(noun) and len(amount_.decimals) == 2:
        return Reading("money", pos, end, _money(amount_, noun, scan))
    spoken = amount_.spoken(scan.language, noun.gender)
    kind = "percent" if noun.one == "prosent" else "money" if _is_krone(noun) else "unit"
    return Reading(kind, pos, end, f"{spoken} {noun.form(amount_.single)}")


def _bare(scan: Scan, pos: int, amount_: Number, end: int) -> Reading:
    if _strek(scan, end):
        noun = currencies(scan.language)["kr"]
        spoken = amount_.spoken(scan.language, noun.gender)
        after = end + 2
        follow = re.match(r"\s?kr(?:oner)?\b\.?", scan.after(after))
        after += follow.end() if follow and not follow.group().endswith(".") else 0
        return Reading("money", pos, after, f"{spoken} {noun.form(amount_.single)}")
    if is_year(scan, pos, end, amount_):
        return Reading("year", pos, end, numbers.year(amount_.value, scan.language))
    if (
        len(amount_.printed) > 7
        and not amount_.grouped
        and not amount_.decimals
        and not amount_.printed.endswith("000")
    ):
        return Reading("id", pos, end, numbers.pairs(amount_.printed, scan.language))
    kind = "decimal" if amount_.decimals else "cardinal"
    gender = scan.gender(end, amount_.value)
    return Reading(kind, pos, end, amount_.spoken(scan.language, gender))


def money_first(scan: Scan, pos: int) -> Reading | None:
    """Read *kr 1.250,-*, *$ 84*, *€ 12 millioner*, *NOK 750 000*: the currency is said after."""
    if scan.text[pos] not in _CODE_STARTS:
        return None
    match = MONEY_FIRST.match(scan.text, pos)
    if not match:
        return None
    code = match["code"].rstrip(".")
    code = "kr" if code.lower() == "kr" else code
    million = code in ("MNOK", "MUSD", "MEUR")
    noun = currencies(scan.language)[code[1:] if million else code if code != "US$" else "$"]
    first = number(match["first"])
    end = match.end()
    last = number(match["last"]) if match["last"] else None
    scale = match["scale"] or ("mill" if million else None)
    spoken = "minus " if match["minus"] else ""
    tail = f" per {per(match['per'].rstrip('.'), scan)}" if match["per"] else ""
    single = first.single and last is None
    if last:
        spoken += f"{first.spoken(scan.language)} {joint(scan, pos)} {last.spoken(scan.language)}"
    elif len(first.decimals) == 2 and not scale and _is_krone(noun):
        return Reading("money", pos, end, spoken + _money(first, noun, scan) + tail)
    else:
        spoken += first.spoken(scan.language, "m" if scale else noun.gender)
    if scale:
        spoken += " " + _scale(scale, single, scan.language)
    spoken += " " + noun.form(single and not scale) + tail
    if match["stop"] and re.match(r"\s*$|\s+[–—«\"]?\s?[A-ZÆØÅ]", scan.after(end)):
        spoken += "."
    return Reading("money", pos, end, spoken)


def _scale(written: str, single: bool, language: str) -> str:
    plural = "ar" if language == "nn" else "er"
    if written == "tusen":
        return written
    stem = (
        "milliard"
        if written[:3] in ("mrd",) or written.startswith("milliard")
        else ("billion" if written.startswith("bill") else "million")
    )
    return stem if single else stem + plural


def _money(amount_: Number, noun: Noun, scan: Scan) -> str:
    """Read crowns and øre."""
    if not amount_.decimals.strip("0"):
        whole = Number(amount_.printed.partition(",")[0], amount_.value, "")
        return f"{whole.spoken(scan.language, noun.gender)} {noun.form(whole.single)}"
    if not amount_.value:
        return f"{amount_.spoken(scan.language)} {noun.many}"
    whole = Number(amount_.printed.partition(",")[0], amount_.value, "")
    head, _, tail = noun.form(whole.single).partition(" per ")
    spoken = f"{whole.spoken(scan.language, noun.gender)} {head} og "
    spoken += f"{numbers.cardinal(int(amount_.decimals), scan.language)} øre"
    return f"{spoken} per {tail}" if tail else spoken


def _is_krone(noun: Noun) -> bool:
    return noun.many.startswith("kroner")


def _strek(scan: Scan, end: int) -> str:
    """Say *kroner* for the dash in *99,-*."""
    return " kroner" if re.match(r",[-–—](?![0-9])", scan.after(end, 4)) else ""


def _after_strek(scan: Scan, end: int) -> int:
    return end + 2 if _strek(scan, end) else end


def _plain(amount_: Number, scan: Scan) -> str:
    return amount_.spoken(scan.language)


def _read_all(parts: list[str], scan: Scan, between: str) -> str:
    return between.join(numbers.group(part, scan.language) for part in parts)
