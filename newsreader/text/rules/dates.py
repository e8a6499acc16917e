"""Dates, ordinals and the numbers of regents.

The dot after the day is the norm, the slash is common; both are read the same way (Språkrådet,
"Datoar"). A number with a full stop before a capital ends a sentence, unless the capital belongs to
the same name.
"""

import re

from newsreader.text import numbers
from newsreader.text.patterns import lazy
from newsreader.text.regents import is_regent
from newsreader.text.rules.parts import DASH, MONTH_NUMBER, MONTHS, SENTENCE_END
from newsreader.text.scan import Reading, Scan, cued
from newsreader.text.stops import CAPITAL_NOUNS, SURNAMES, is_placing

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH_NAME = (
    rf"(?P<month>{MONTHS}|(?:jan|febr?|mar|apr|jun|jul|aug|sept?|okt|nov|des)(?![a-zæøå]))"
)
_YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})(?![0-9,])"
NAMED = lazy(
    rf"(?P<first>{_DAY})\.?(?:\s?(?P<sep>{DASH})\s?(?P<last>{_DAY})\.?)?\s?{_MONTH_NAME}"
    rf"(?P<stop>\.)?(?:(?<=\.)\s?{_YEAR}|(?<!\.)\s{_YEAR.replace('year', 'year2')})?"
    rf"(?![a-zæøå])",
    re.IGNORECASE,
)
ISO = lazy(
    r"(?P<y>1[0-9]{3}|20[0-9]{2})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12][0-9]|3[01])(?![\w-])"
)
DOTTED = lazy(
    rf"(?P<d>{_DAY})\. ?(?P<m>0?[1-9]|1[0-2])\. ?(?P<y>1[0-9]{{3}}|20[0-9]{{2}}|"
    rf"[0-9]{{2}})(?![\w:]|[.,][0-9])"
)
DAY_MONTH = lazy(rf"(?P<d>{_DAY})\.(?P<m>0?[1-9]|1[0-2])(?P<stop>\.)?(?![\w:]|,[0-9]|{DASH}[0-9])")
DAYS_MONTHS = lazy(
    rf"(?P<d>{_DAY})\.(?P<m>0?[1-9]|1[0-2])\.?\s?{DASH}\s?(?P<d2>{_DAY})\.(?P<m2>0?[1-9]|1[0-2])"
    rf"(?:\.(?P<y>20[0-9]{{2}}|1[0-9]{{3}})|(?P<stop>\.))(?![\w:,]{{0,20}}[0-9])"
)
MONTH_YEAR = lazy(r"(?P<m>0[1-9]|1[0-2])/(?P<y>20[0-9]{2}|19[0-9]{2})(?![\w/])")
SLASHED = lazy(
    rf"(?P<d>{_DAY})/(?P<m>0?[1-9]|1[0-2])(?:[-–/.](?P<y>1[0-9]{{3}}|20[0-9]{{2}}|[0-9]{{2}}))?(?![\w/])"
)
_DATE_CUE = lazy(
    r"(?:\b(?:den|dato(?:en)?|frist(?:en)?|innen|fra|frå|til|siden|sidan|etter|før|kom|pr\.?|per|født|fødd|f\.|"
    r"f\.?o\.?m\.?|t\.?o\.?m\.?|fom\.|tom\.|"
    r"(?:man|tirs|ons|tors|fre|lør|søn|mån|tys|laur|sun)dag(?:en)?|møtet?|uke|veke|oppdatert|publisert|"
    r"utløper|starter|startar|åpner|opnar|og|mellom|holdes|avholdes|arrangeres|møtes|møtast|"
    r"spilles|spelast|skjer)|"
    r"(?:frist(?:en)?|møtet|premieren|konserten|kampen|valget|valet|arrangementet|festen|"
    r"datoen) (?:er|var|blir|vert)|\()\s*:?\s?$",
    re.IGNORECASE,
)
_FIRM_CUE = lazy(
    r"\b(?:den|dato(?:en)?|frist(?:en)?(?: er)?|innen|født|fødd|senest|seinast|"
    r"f\.?o\.?m\.?|t\.?o\.?m\.?|fra og med|frå og med|til og med|"
    r"(?:ledig|gjelder|gjeld|åpner|opnar|starter|startar|stenger|stengjer|oppstart|innflytting|"
    r"premiere)(?: fra| frå| til)?|"
    r"(?:man|tirs|ons|tors|fre|lør|søn|mån|tys|laur|sun)dag)\s*:?\s?$",
    re.IGNORECASE,
)
ORDINAL = lazy(rf"(?P<first>[0-9]{{1,4}})\.(?:\s?{DASH}\s?(?P<last>[0-9]{{1,4}})\.)?(?P<gap>\s?-?)")
_NO_DATE = lazy(r"\b(?:odds(?:en)?(?: på)?|terningkast|karakter(?:en)?|dosett?) $", re.IGNORECASE)
_DATED = lazy(rf"(?:{MONTHS}|dag)\b[^.!?]{{1,25}}$")
_COUNTED = lazy(r"\s(?:personer|mennesker|menneske|kroner|meter)\b")
# Full sentences rarely begin with a small letter, but these do or carry one on.
_NOT_COUNTED = lazy(r"\s(?:iPhone|iPad|iOS|eBay|e-post|www)")


def day(number: int, scan: Scan) -> str:
    """Read the day of a month."""
    return numbers.ordinal(number, scan.language)


def full(scan: Scan, day_: int, month: int, year: str | None) -> str:
    """Read a whole date; a year of two figures is read as printed."""
    spoken = f"{day(day_, scan)} {numbers.month(month)}"
    if not year:
        return spoken
    if len(year) == 2:
        return f"{spoken} {numbers.group(year, scan.language)}"
    return f"{spoken} {numbers.year(int(year), scan.language)}"


def named(scan: Scan, pos: int) -> Reading | None:
    """Read *15. mars 2025*, *4.april*, *17.-18. mai*, *3. des.*"""
    match = NAMED.match(scan.text, pos)
    if not match:
        return None
    name = match["month"].lower()
    whole = name in MONTHS.split("|")
    # "mar" and "jul" are words too, and Jan is a name.
    if not whole and (
        match["month"][0].isupper() or (name in ("mar", "jul") and not match["stop"])
    ):
        return None
    spoken = day(int(match["first"]), scan)
    if match["last"]:
        spoken += f" {joint(scan, pos)} {day(int(match['last']), scan)}"
    spoken += " " + numbers.month(MONTH_NUMBER[name])
    end = match.end()
    if whole and match["stop"]:
        return Reading("date", pos, match.start("stop"), spoken)
    year = match["year"] or match["year2"]
    if year and _COUNTED.match(scan.after(end, 12)):
        year, end = None, match.end("stop" if match["stop"] else "month")
    if year:
        spoken += " " + numbers.year(int(year), scan.language)
    elif match["stop"] and SENTENCE_END.match(scan.text, end - 1):
        spoken += "."
    return Reading("date", pos, end, spoken)


def figures(scan: Scan, pos: int) -> Reading | None:
    """Read *01.07.2024*, *2024-05-17*, *12.3.*, *30/9*."""
    match = ISO.match(scan.text, pos) or DOTTED.match(scan.text, pos)
    if match:
        return Reading(
            "date", pos, match.end(), full(scan, int(match["d"]), int(match["m"]), match["y"])
        )
    match = MONTH_YEAR.match(scan.text, pos)
    if match:
        year = numbers.year(int(match["y"]), scan.language)
        return Reading("date", pos, match.end(), f"{numbers.month(int(match['m']))} {year}")
    match = SLASHED.match(scan.text, pos)
    if match and not _NO_DATE.search(scan.before(pos)):
        above, below = int(match["d"]), int(match["m"])
        proper = above < below or (above, below) in ((9, 11), (24, 7))
        if (
            match["y"]
            or not proper
            or re.match(r",? (?:kl\b|klokk)", scan.after(match.end(), 9))
            or _same_month(scan, pos, match.end(), match["m"])
            or cued(_FIRM_CUE, scan.before(pos), 30)
        ):
            return Reading("date", pos, match.end(), full(scan, above, below, match["y"]))
        return None
    match = DAYS_MONTHS.match(scan.text, pos)
    if match:
        last = full(scan, int(match["d2"]), int(match["m2"]), match["y"])
        spoken = f"{full(scan, int(match['d']), int(match['m']), None)} {joint(scan, pos)} {last}"
        stop = match["stop"] and SENTENCE_END.match(scan.text, match.end() - 1)
        return Reading("date", pos, match.end() - (1 if stop else 0), spoken)
    match = DAY_MONTH.match(scan.text, pos)
    if match:
        rest = scan.after(match.end())
        cue = cued(_DATE_CUE, scan.before(pos), 30) or _DATED.search(scan.before(pos))
        firm = cued(_FIRM_CUE, scan.before(pos), 30)
        spoken = full(scan, int(match["d"]), int(match["m"]), None)
        if match["stop"]:
            # At the end of a sentence it may be a version or a mark: ask for a cue.
            if re.match(r"\s*$|\s+[–«\"“]?\s?[A-ZÆØÅ]", rest):
                if cue:
                    return Reading("date", pos, match.end() - 1, spoken)
            elif re.match(r"\s?[a-zæøå(–,)-]", rest):
                return Reading("date", pos, match.end(), spoken)
        elif firm and not (
            len(match["m"]) == 2 and re.match(r"[0-9]{2}", match["d"]) and "dag" in firm.group()
        ):
            return Reading("date", pos, match.end(), spoken)
    return None


def _same_month(scan: Scan, pos: int, end: int, month: str) -> bool:
    """Tell whether another day of the month is printed near by: *3/9 og 18/9*."""
    around = scan.before(pos) + "|" + scan.after(end)
    return bool(re.search(rf"(?<![0-9/])(?:[12][0-9]|3[01])/{month}(?![0-9/])", around))


def ordinal(scan: Scan, pos: int) -> Reading | None:
    """Read *3. plass*, *8.–10. trinn*, *2.-plass*, *Charles 3.*, *1., 2. og 3.*"""
    match = ORDINAL.match(scan.text, pos)
    if not match or (scan.text[pos] == "0" and match["first"] != "0"):
        return None
    end = match.end() - len(match["gap"])
    rest = scan.after(end, 30)
    before = scan.before(pos)
    spoken = numbers.ordinal(int(match["first"]), scan.language)
    if match["last"]:
        spoken += f" {joint(scan, pos)} " + numbers.ordinal(int(match["last"]), scan.language)
    regent = re.search(r"([A-ZÆØÅÉ][\wé]+) $", before)
    if regent and len(match["first"]) < 3 and is_regent(before):
        stop = (
            "." if re.match(r"\s*$|[»”\")]*\s+[A-ZÆØÅ–]", rest) and not SURNAMES.match(rest) else ""
        )
        return Reading("regnal", pos, end, f"{scan.words.that} {spoken}{stop}")
    if re.match(r"-[a-zæøå]", rest):
        return Reading("ordinal", pos, end + 1, spoken)
    if re.match(r"\s[a-zæøå]", rest) and not _NOT_COUNTED.match(rest):
        return Reading("ordinal", pos, end, spoken)
    if re.match(r"[a-zæøå]{3,}(?![\w.]*\.[a-z])", rest):
        return Reading("ordinal", pos, end, spoken + " ")
    if CAPITAL_NOUNS.match(rest) or is_placing(scan.text, end - 1):
        return Reading("ordinal", pos, end, spoken)
    if re.match(r",(?: [0-9]+\.,)* [0-9]+\.? (?:og|eller) [0-9]+\.", rest) or (
        re.match(r"[,/)]", rest) and not match["last"] and len(match["first"]) < 3
    ):
        return Reading("ordinal", pos, end, spoken)
    if match["last"] and not re.match(r"\s*$", rest):
        return Reading("ordinal", pos, end, spoken)
    if re.search(r"\b[Dd]en $", before) and 0 < int(match["first"]) <= 31:
        return Reading("date", pos, end - 1, spoken)
    if re.match(r"\s[A-ZÆØÅ]{2,}-", rest) and re.search(
        r"\b(?:[Dd]en|[Dd]et|hans|hennes|sin|sitt) $", before
    ):
        return Reading("ordinal", pos, end, spoken)
    return None


def joint(scan: Scan, pos: int) -> str:
    """Say *til* between two numbers, but *og* after *mellom*."""
    return (
        "og"
        if re.search(r"\b[Mm]ellom (?:den |kl\.? ?|klokk[ae]n? |ca\.? |cirka )?$", scan.before(pos))
        else "til"
    )
