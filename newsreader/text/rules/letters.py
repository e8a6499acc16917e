"""Words in letters: abbreviations, initialisms, initials, and letters joined to numbers."""

import re

from newsreader.text import abbreviations, initialisms, numbers
from newsreader.text.patterns import lazy
from newsreader.text.rules.parts import DASH, LETTER
from newsreader.text.scan import Reading, Scan
from newsreader.text.stops import INITIALS, is_initial
from newsreader.text.tables import currencies, units

_ALNUM = lazy(
    rf"(?P<letters>{LETTER}{{1,100}})(?P<join>-?)"
    rf"(?P<number>[0-9]{{1,6}}(?:\.[0-9]{{1,2}}(?![0-9]))?)(?P<tail>{LETTER}*)"
)
_AMOUNT_ON = lazy(rf"(?:{DASH}|[.,:]?)[0-9]|\s?[%°]")
_PLATE = lazy(r"(?P<letters>[A-Z]{2}) ?(?P<number>[0-9]{5})(?![\w])")
_FLIGHT = lazy(
    r"(?P<letters>SK|DY|D8|WF|KL|LH|BA|AF|AY|FR|W6|EK|QR|TK|UA|AA|MH|SU|FI|IB|LX|OS|DL|N0|"
    r"SN|AZ|EW|DX|PS|QZ|JT) ?(?P<number>[0-9]{3,4})(?![\w])"
)
_BOEING = lazy(r"7[0-9]7(?:[- ](?:[0-9]{1,3}|MAX))?(?![\w])")
_CHEMICAL = lazy(
    r"(?:(?:CO|NO|SO|CH|NH|PO)[2-5]|[HNO][23](?:O|SO4)?|N2O|H2S|C2H5OH|CaCO3|O3)(?![\w])"
)
_EVENT = lazy(
    r"(?P<letters>VM|EM|OL|NM|COP|RM|UKM|WC|JM)-?(?P<number>20[0-9]{2}|19[0-9]{2})(?![\w])"
)
_INITIALISM_DOTS = lazy(r"(?:[A-ZÆØÅ]\.){2,6}(?![\w])")
_LETTER_RANGE = lazy(r"(?P<first>[A-ZÆØÅ])[–-](?P<last>[A-ZÆØÅ])(?![\w–-])")
_LETTER_CUE = lazy(
    r"\b(?:fra|frå|bokstav(?:en|ane|ene)?|gruppe(?:ne|r)?|gruppene|klasse(?:ne)?|pulje(?:ne)?|"
    r"oppgang(?:ene)?|blokk(?:ene)?|alfabetet) $",
    re.IGNORECASE,
)
_PER_UNIT = lazy(r"(?:kWh|MWh|GWh|TWh|kr|km/t|m/s|kvm|[kcdm]?m[²³])(?![\w-])")
_UNIT_ALONE = lazy(r"(?!år|mil\b)[A-Za-zµ]{1,4}[²³23]?(?![\w-]|\.[a-z])")
_PER = lazy(r"\b(?:per|pr\.?) $")
_SCALE_BEFORE = lazy(
    r"\b(?:mill|mrd|mio)\.? $|[0-9] (?:millioner|millionar|milliarder|milliardar|tusen) $"
)
_X = lazy(r"[x×] ?(?=[0-9])")
_CODE = lazy(r"(?:NOK|SEK|DKK|EUR|USD|GBP|CHF)(?![\w-])")
_SLASHED = {
    "m/": "med",
    "u/": "uten",
    "v/": "ved",
    "c/o": "care of",
    "A/S": "A S",
    "AC/DC": "A C D C",
    "a/s": "A S",
    "I/L": "I L",
    "t/r": "tur retur",
    "w/": "with",
    "n/a": "ikke aktuelt",
    "B/O": "B O",
}
_FREE = lazy(r"(?P<word>(?:c/o|A/S|AC/DC|a/s|I/L|t/r|n/a|B/O)(?![\w])|[muvw]/(?= ?[\w«\"]))")
_LETTER_PAIR = lazy(r"[A-ZÆØÅ]/[A-ZÆØÅ]{1,2}(?![\w/]|\.\w)")
_DAYS = str.split(
    "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag sundag januar "
    "februar mars "
    "april mai juni juli august september oktober november desember"
)
_SHORT_DAYS = {
    short: long
    for long in _DAYS
    for short in {long[:3], {"februar": "febr", "september": "sept"}.get(long, long[:3])}
    if short != long
}
_DAY_STARTS = frozenset(day[:2] for day in _DAYS)
_DAY = rf"(?:{'|'.join(_DAYS)}|(?:{'|'.join(_SHORT_DAYS)})\b\.?)"
_DAY_RANGE = lazy(
    rf"(?P<first>{_DAY})\s?(?P<sep>{DASH})\s?(?P<last>{_DAY})(?![a-zæøå])", re.IGNORECASE
)


def abbreviation(scan: Scan, pos: int) -> Reading | None:
    """Read an abbreviation of the table, keeping a stop where its dot is one."""
    if scan.text[pos : pos + 3].isupper() and not scan.shouting(pos):
        return None
    found = abbreviations.find(scan.text, pos, scan.language)
    if not found:
        return None
    words = found.spoken
    if scan.text.startswith("str.", pos) and any(r.kind == "score" for r in scan.readings[-8:]):
        words = "straffe"
    spoken = words + ("." if found.stop else "")
    follow = scan.text[found.end : found.end + 1]
    glue = " " if follow.isalnum() and not found.stop else ""
    return Reading("abbreviation", pos, found.end, spoken + glue)


def initials(scan: Scan, pos: int) -> Reading | None:
    """Read *Donald J. Trump*, *J.K. Rowling*: the letters, no stop."""
    if not is_initial(scan.text, pos):
        match = _INITIALISM_DOTS.match(scan.text, pos)
        if not match:
            return None
        spoken = " ".join(c for c in match.group() if c != ".")
        stop = (
            "."
            if re.match(r"\s*$|\s+[A-ZÆØÅ]", scan.after(match.end())) and len(spoken) > 1
            else ""
        )
        stop = "" if re.match(r"\s+[A-ZÆØÅ]", scan.after(match.end())) and len(spoken) < 4 else stop
        return Reading("initials", pos, match.end(), spoken + stop)
    match = INITIALS.match(scan.text, pos)
    assert match
    spoken = " ".join(c for c in match.group() if c not in ". ")
    return Reading("initials", pos, match.end(), spoken + " ")


def slashed(scan: Scan, pos: int) -> Reading | None:
    """Read *m/*, *v/*, *c/o*, *A/S*."""
    match = _FREE.match(scan.text, pos)
    if not match:
        match = _LETTER_PAIR.match(scan.text, pos)
        return (
            Reading("slash", pos, match.end(), " ".join(match[0].replace("/", "")))
            if match
            else None
        )
    word = _SLASHED[match["word"]]
    if match["word"] == "u/" and scan.after(match.end(), 1).isdigit():
        word = "under"
    if word == "uten":
        word = scan.words.without
    glue = " " if match["word"].endswith("/") and scan.after(match.end(), 1) != " " else ""
    return Reading("slash", pos, match.end(), word + glue)


def days(scan: Scan, pos: int) -> Reading | None:
    """Read *mandag–fredag*, *mai–juni*: a range, unlike *Oslo–Bergen*."""
    if scan.text[pos : pos + 2].lower() not in _DAY_STARTS:
        return None
    match = _DAY_RANGE.match(scan.text, pos)
    if not match:
        return None
    middle = "og" if re.search(r"\bmellom $", scan.before(pos)) else "til"
    first, last = (_long_day(match[part]) for part in ("first", "last"))
    end = match.end()
    if re.match(r"\.[»”\")]*(?:\s*$|\s+[–«\"]?\s?[A-ZÆØÅ])", scan.after(end - 1)):
        end -= 1
    return Reading("range", pos, end, f"{first} {middle} {last}")


def _long_day(printed: str) -> str:
    return _SHORT_DAYS.get(printed.lower().rstrip("."), printed)


def letter_range(scan: Scan, pos: int) -> Reading | None:
    """Read *A–Å*, *gruppe A–D*: from one letter to another."""
    match = _LETTER_RANGE.match(scan.text, pos)
    if not match:
        return None
    if match.group() not in ("A–Å", "A-Å", "A–Z", "A-Z") and not _LETTER_CUE.search(
        scan.before(pos)
    ):
        return None
    return Reading("range", pos, match.end(), f"{match['first']} til {match['last']}")


def alnum(scan: Scan, pos: int) -> Reading | None:
    """Read *E18*, *F-35*, *P3*, *NRK1*, *covid-19*, *EK 12345*, *SK 4417*, *CO2*."""
    text = scan.text
    match = _PLATE.match(text, pos) or (_FLIGHT.match(text, pos) if text[pos].isupper() else None)
    if match and not (
        match["letters"] in ("SK", "KL", "BA", "OS", "AA", "FI", "DL", "FR", "LX", "SU")
        and re.match(r"\s(?:kroner|personer|ansatte|prosent)", scan.after(match.end()))
    ):
        spoken = (
            f"{initialisms.spell(match['letters'])} {numbers.pairs(match['number'], scan.language)}"
        )
        return Reading("id", pos, match.end(), spoken)
    match = _CHEMICAL.match(text, pos)
    if match:
        parts = re.findall(r"[A-Z][a-z]?|[0-9]", match.group())
        spoken = " ".join(numbers.digits(p, scan.language) if p.isdigit() else p for p in parts)
        return Reading("alnum", pos, match.end(), spoken)
    match = _EVENT.match(text, pos)
    if match:
        year = numbers.year(int(match["number"]), scan.language)
        return Reading("alnum", pos, match.end(), f"{initialisms.spell(match['letters'])} {year}")
    match = _ALNUM.match(text, pos)
    if not match:
        return None
    # A range or an amount goes on here: not a name such as F-35.
    if match["join"] and _AMOUNT_ON.match(text, match.end("number")):
        return None
    spoken = f"{_name(match['letters'], scan, pos)} {_figures(match['number'], scan)}"
    end = match.end("number")
    if match["tail"]:
        spoken += " "
        if match["tail"].isupper() and len(match["tail"]) < 4:
            spoken, end = spoken + " ".join(match["tail"]), match.end()
    if re.match(r"-[0-9]", scan.after(end, 2)):
        return Reading("alnum", pos, end + 1, spoken + " ")
    return Reading("alnum", pos, end, spoken)


def aircraft(scan: Scan, pos: int) -> Reading | None:
    """Read *737-800*: an airplane's type, by pairs and whole."""
    match = _BOEING.match(scan.text, pos)
    if not match or not re.search(r"\b(?:Boeing|Dreamliner)(?:\s\w+)? $", scan.before(pos)):
        return None
    parts = re.split("[- ]", match.group())
    spoken = " ".join(
        part
        if part.isalpha()
        else numbers.pairs(part)
        if part[0] == "7"
        else numbers.cardinal(int(part))
        for part in parts
    )
    return Reading("alnum", pos, match.end(), spoken)


def initialism(scan: Scan, pos: int) -> Reading | None:
    """Read *NRK*, *FNs*, *EU-kommisjonen*, *Ap*; leave words as they are."""
    if not scan.text[pos].isupper() and scan.text[pos : pos + 2] != "pH":
        return None
    colon = bool(re.match(r"[A-ZÆØÅ]+:", scan.after(pos, 8))) and not scan.before(pos).strip(" –-")
    found = initialisms.read(scan.text, pos, scan.shouting(pos), colon)
    if not found:
        return None
    end, spoken = found
    if scan.text[end : end + 1] == "+":
        spoken, end = spoken + " pluss", end + 1
    return Reading("initialism", pos, end, spoken)


def unit_word(scan: Scan, pos: int) -> Reading | None:
    """Read a unit that stands without a number: *per kWh*, *(kr)*, *5 mrd. NOK*."""
    code = _CODE.match(scan.text, pos)
    if code and re.search(
        r"(?:mill\.?|mrd\.?|million\w*|milliard\w*|tusen|[0-9]) $", scan.before(pos)
    ):
        return Reading("money", pos, code.end(), currencies(scan.language)[code.group()].many)
    match = _PER_UNIT.match(scan.text, pos)
    if not match:
        match = _UNIT_ALONE.match(scan.text, pos)
        noun = units(scan.language).get(match.group()) if match else None
        if match and noun and _PER.search(scan.before(pos)):
            dot = re.match(r"\.(?:[),]| \(?[a-zæøå])", scan.after(match.end(), 4))
            return Reading("unit", pos, match.end() + bool(dot), noun.one)
        if match and noun and re.match(r" [0-9]{2}", scan.after(match.end(), 3)):
            return Reading("unit", pos, match.end(), noun.many) if match[0] == "km" else None
        if match and noun and _SCALE_BEFORE.search(scan.before(pos)):
            return Reading("unit", pos, match.end(), noun.many)
        return None
    if match.group() == "kr":
        dot = re.match(r"\.(?=[),]| [a-zæøå])", scan.after(match.end(), 3))
        return Reading("unit", pos, match.end() + bool(dot), "kroner")
    noun = units(scan.language)[match.group()]
    single = re.search(r"\b(?:per|pr\.?|hver|kvar|en|ein) $", scan.before(pos))
    return Reading("unit", pos, match.end(), noun.form(bool(single)))


def times_sign(scan: Scan, pos: int) -> Reading | None:
    """Read the *x* of *5 mg x 2*."""
    if scan.covered != pos - 1 or not scan.readings or not _X.match(scan.text, pos):
        return None
    return Reading("times", pos, pos + 1, "gonger" if scan.language == "nn" else "ganger")


def _name(head: str, scan: Scan, pos: int) -> str:
    """Read the letters before a number."""
    if len(head) == 1:
        return head
    known = initialisms.read(head, 0, scan.shouting(pos), False)
    if known:
        return known[1]
    if head.isupper() and len(head) < 4:
        return initialisms.spell(head)
    return head


def _figures(printed: str, scan: Scan) -> str:
    if "." in printed:
        whole, _, part = printed.partition(".")
        head = numbers.cardinal(int(whole), scan.language)
        return f"{head} punktum {numbers.group(part, scan.language)}"
    if printed[0] == "0":
        return numbers.group(printed, scan.language)
    if len(printed) > 4:
        return numbers.pairs(printed, scan.language)
    return numbers.cardinal(int(printed), scan.language)
