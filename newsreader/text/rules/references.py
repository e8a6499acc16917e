"""References to the Bible, to rulings, to books by number, to places on the map; powers of ten."""

import re

from newsreader.text import initialisms, numbers
from newsreader.text.patterns import lazy
from newsreader.text.rules.parts import DASH, Number
from newsreader.text.rules.quantities import unit_at
from newsreader.text.scan import Reading, Scan

# Abbreviations of the books as in Bibel 2011 (Bibelselskapet).
_BOOKS = {
    "Mos": "Mosebok", "Jos": "Josva", "Dom": "Dommerne", "Sam": "Samuelsbok", "Kong": "Kongebok",
    "Krøn": "Krønikebok", "Neh": "Nehemja", "Est": "Ester", "Sal": "Salmene",
    "Ordsp": "Ordspråkene", "Fork": "Forkynneren", "Høys": "Høysangen", "Jes": "Jesaja",
    "Jer": "Jeremia", "Klag": "Klagesangene", "Esek": "Esekiel", "Hos": "Hosea", "Mik": "Mika",
    "Sak": "Sakarja", "Mal": "Malaki", "Matt": "Matteus", "Mark": "Markus", "Luk": "Lukas",
    "Joh": "Johannes", "Apg": "Apostelgjerningene", "Rom": "Romerne", "Kor": "Korinter",
    "Gal": "Galaterne", "Ef": "Efeserne", "Fil": "Filipperne", "Kol": "Kolosserne",
    "Tess": "Tessaloniker", "Tim": "Timoteus", "Tit": "Titus", "Hebr": "Hebreerne",
    "Jak": "Jakob", "Pet": "Peter", "Jud": "Judas", "Åp": "Åpenbaringen",
}  # fmt: skip
_BOOK = "|".join(_BOOKS)
_BOOK_FIRST = lazy(r"[1-5]\.? [A-Z]|[A-ZÅ][a-zøå]")
_VERSE = (
    r"(?P<chapter>[0-9]{1,3})[,:] ?(?P<verse>[0-9]{1,3})"
    rf"(?:{DASH}(?P<last>[0-9]{{1,3}}))?(?![0-9,])"
)
_BIBLE = lazy(rf"(?P<book>{_BOOK})\.? {_VERSE}")
_NUMBERED = lazy(
    rf"(?:(?P<number>[1-5])\.? (?P<book>Mos|Sam|Kong|Krøn|Kor|Tess|Tim|Pet|Joh)|(?P<psalm>Sal))\.? "
    rf"(?:{_VERSE}|(?P<whole>[0-9]{{1,3}})(?![0-9]))"
)
_CHAPTER = lazy(_VERSE)
_FULL_BOOK = lazy(
    r"\b(?:Mosebok|Korinterbrev(?:et)?|Johannes(?:evangeliet)?|Matteus(?:evangeliet)?|"
    r"Lukas(?:evangeliet)?|Markus(?:evangeliet)?|Romerbrevet|Galaterbrevet|Efeserbrevet|"
    r"Hebreerbrevet|[Ss]alme|Salmene|Jesaja|Jeremia|Samuelsbok|Kongebok|Åpenbaringen|Ordspråkene) $"
)
_RULING = lazy(
    r"(?P<letters>[A-ZÆØÅ]{2,5})-(?P<year>(?:19|20)[0-9]{2})-(?P<number>[0-9]{1,7})"
    r"(?:-(?P<more>[0-9]{1,3}))?(?:-(?P<tail>[A-ZÆØÅ]{1,3}))?(?![\w-])"
)
_CASE = lazy(
    r"(?P<year>[0-9]{2})-(?P<number>[0-9]{5,6})(?P<kind>[A-ZÆØÅ]{3})-(?P<court>[A-ZÆØÅ]{4})(?:/(?P<division>[0-9]{2}))?(?!\w)"
)
_ISSUE = lazy(r"(?P<number>[0-9]{1,3})-(?P<year>20[0-4][0-9]|19[0-9]{2})(?![\w-])")
_ISSUE_CUE = lazy(r"\b(?:rundskriv|nr\.?|nummer|sak|utgave|utgåve|hefte|vedtak) $", re.IGNORECASE)
_ION = lazy(r"(?P<atoms>(?:[A-Z][a-z]?[0-9]{0,2}){1,6})(?P<charge>[¹²³⁴]?)(?P<sign>[⁺⁻])")
_GROUPED = lazy(r"[0-9]{1,7}(?:-[0-9]{1,7}){3,7}(?:-X)?(?![\w-])")
_POSITION = lazy(
    r"(?P<degrees>[0-9]{1,3})[°º] ?(?P<minutes>[0-9]{1,2}(?:[.,][0-9]{1,4})?)[′'’´]"
    r"(?: ?(?P<seconds>[0-9]{1,2}(?:[.,][0-9]{1,3})?)[″\"”])?(?: ?(?P<side>[NSØVEW])(?![\w]))?"
)
_SIDE = lazy(r"[°º] ?(?P<side>[NSØVEW])(?![\w])")
_DEGREES = lazy(r"(?P<degrees>[0-9]{1,3}(?:[.,][0-9]{1,6})?)(?=[°º] ?[NSØVEW](?![\w]))")
_SIDES = {
    "nb": {"N": "nord", "S": "sør", "Ø": "øst", "E": "øst", "V": "vest", "W": "vest"},
    "nn": {"N": "nord", "S": "sør", "Ø": "aust", "E": "aust", "V": "vest", "W": "vest"},
}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_POWER = lazy(rf"10(?:\^(?P<plain>[-−–]?[0-9]{{1,2}})|(?P<raised>⁻?[{_RAISED}]{{1,2}}))(?![\w])")


def bible(scan: Scan, pos: int) -> Reading | None:
    """Read *Joh 3,16*, *Matt 5,3–12*, *1. Kor 13*."""
    match = _BOOK_FIRST.match(scan.text, pos) and (
        _BIBLE.match(scan.text, pos) or _NUMBERED.match(scan.text, pos)
    )
    if not match:
        return None
    parts = match.groupdict()
    spoken = _BOOKS[parts.get("book") or "Sal"]
    if parts.get("number"):
        spoken = f"{numbers.ordinal(int(match['number']), scan.language)} {spoken}"
    for part in (parts.get("whole") or match["chapter"], match["verse"]):
        if part:
            spoken += f" {numbers.cardinal(int(part), scan.language)}"
    if match["last"]:
        spoken += f" til {numbers.cardinal(int(match['last']), scan.language)}"
    return Reading("reference", pos, match.end(), spoken)


def verse(scan: Scan, pos: int) -> Reading | None:
    """Read *1,1–3* after the full name of a book of the Bible: chapter and verses."""
    match = _CHAPTER.match(scan.text, pos)
    if not match or not _FULL_BOOK.search(scan.before(pos)):
        return None
    spoken = " ".join(
        numbers.cardinal(int(match[part]), scan.language) for part in ("chapter", "verse")
    )
    if match["last"]:
        spoken += f" til {numbers.cardinal(int(match['last']), scan.language)}"
    return Reading("reference", pos, match.end(), spoken)


def ruling(scan: Scan, pos: int) -> Reading | None:
    """Read *HR-2019-563-A*, *LB-2023-12345*, *CVE-2024-3094*: letters, year, number."""
    match = _RULING.match(scan.text, pos)
    if not match:
        return None
    number = match["number"]
    spoken = (
        f"{initialisms.spell(match['letters'])} {numbers.year(int(match['year']), scan.language)} "
    )
    spoken += (
        numbers.group(number, scan.language)
        if len(number) < 4
        else numbers.pairs(number, scan.language)
    )
    if match["more"]:
        spoken += " " + numbers.group(match["more"], scan.language)
    if match["tail"]:
        spoken += " " + initialisms.spell(match["tail"])
    return Reading("reference", pos, match.end(), spoken)


def grouped(scan: Scan, pos: int) -> Reading | None:
    """Read *978-82-02-76543-1*: numbers of books and goods, group by group."""
    match = _GROUPED.match(scan.text, pos)
    if not match or re.fullmatch(r"[0-9]{1,2}(?:-[0-9]{1,2})+", match.group()):
        return None
    groups = match.group().split("-")
    spoken = ", ".join(
        part
        if part == "X"
        else numbers.group(part, scan.language)
        if len(part) < 4
        else numbers.pairs(part, scan.language)
        for part in groups
    )
    return Reading("id", pos, match.end(), spoken)


def case(scan: Scan, pos: int) -> Reading | None:
    """Read *22-034512TVI-TOSL/04*, *1-2025*: the numbers of cases and circulars."""
    match = _CASE.match(scan.text, pos)
    if match:
        parts = [
            numbers.group(match["year"], scan.language),
            numbers.pairs(match["number"].zfill(6), scan.language),
            initialisms.spell(match["kind"]),
            initialisms.spell(match["court"]),
            numbers.group(match["division"] or "", scan.language),
        ]
        return Reading("reference", pos, match.end(), " ".join(filter(None, parts)))
    match = _ISSUE.match(scan.text, pos)
    if not match or not _ISSUE_CUE.search(scan.before(pos)):
        return None
    spoken = numbers.cardinal(int(match["number"]), scan.language)
    return Reading(
        "reference", pos, match.end(), f"{spoken} {numbers.year(int(match['year']), scan.language)}"
    )


def ion(scan: Scan, pos: int) -> Reading | None:
    """Read *Al³⁺*, *SO₄²⁻*, *Na⁺*."""
    match = _ION.match(scan.text, pos)
    if not match:
        return None
    parts = [
        numbers.cardinal(int(part), scan.language) if part.isdigit() else part
        for part in re.findall(r"[A-Z][a-z]?|[0-9]+", match["atoms"])
    ]
    if match["charge"]:
        parts.append(numbers.cardinal(_RAISED.index(match["charge"]), scan.language))
    parts.append("pluss" if match["sign"] == "⁺" else "minus")
    return Reading("alnum", pos, match.end(), " ".join(parts))


def position(scan: Scan, pos: int) -> Reading | None:
    """Read *59°54′N*, *10° 44,5′ Ø*, *59,91° N*."""
    match = _POSITION.match(scan.text, pos)
    if match:
        spoken = f"{_decimal(match['degrees'], scan)} {_count('grad', match['degrees'])} "
        spoken += f"{_decimal(match['minutes'], scan)} {_minutes(match['minutes'], scan)}"
        if match["seconds"]:
            spoken += f" {_decimal(match['seconds'], scan)} {_seconds(match['seconds'], scan)}"
        if match["side"]:
            spoken += " " + _SIDES[scan.language][match["side"]]
        return Reading("position", pos, match.end(), spoken)
    match = _DEGREES.match(scan.text, pos)
    side = _SIDE.match(scan.text, match.end()) if match else None
    if not match or not side:
        return None
    spoken = f"{_decimal(match['degrees'], scan)} {_count('grad', match['degrees'])}"
    return Reading("position", pos, side.end(), f"{spoken} {_SIDES[scan.language][side['side']]}")


def power(scan: Scan, pos: int) -> Reading | None:
    """Read *10⁶*, *10^-3*: ten *i sjette*, *i minus tredje*."""
    match = _POWER.match(scan.text, pos)
    if not match:
        return None
    printed = match["plain"] or match["raised"]
    minus = printed[0] in "-−–⁻"
    value = int(
        "".join(str(_RAISED.index(c)) if c in _RAISED else c for c in printed if c not in "-−–⁻")
    )
    spoken = f"ti i {'minus ' if minus else ''}{numbers.ordinal(value, scan.language)}"
    unit = unit_at(scan, match.end(), Number("99", 99, ""))
    if unit:
        return Reading("power", pos, unit[1], f"{spoken} {unit[0].many}")
    return Reading("power", pos, match.end(), spoken)


def _decimal(printed: str, scan: Scan) -> str:
    whole, _, part = printed.replace(".", ",").partition(",")
    head = numbers.cardinal(int(whole), scan.language)
    return f"{head} komma {numbers.decimals(part, scan.language)}" if part else head


def _count(noun: str, printed: str) -> str:
    return noun if printed == "1" else noun + "er"


def _minutes(printed: str, scan: Scan) -> str:
    return "minutt" if scan.language == "nn" or printed.lstrip("0") == "1" else "minutter"


def _seconds(printed: str, scan: Scan) -> str:
    return "sekund" if scan.language == "nn" or printed.lstrip("0") == "1" else "sekunder"
