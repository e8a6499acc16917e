"""Telephone numbers and other numbers that name a thing and count nothing.

Pairs are the official grouping of telephone numbers (nummerforskriften § 16); what is printed in
groups is read in the same groups, with a comma's pause between them.
"""

import re

from newsreader.text import numbers
from newsreader.text.patterns import lazy
from newsreader.text.scan import Reading, Scan, cued

_PLUS = lazy(r"\+(?=[1-9][0-9]{0,2}[ (0-9])[0-9]{1,3}(?: ?[0-9]{2,8}|[ -][0-9]){1,6}(?![\w])")
_EIGHT = lazy(
    r"(?:[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}|[0-9]{3} [0-9]{2} [0-9]{3})(?! ?[0-9])(?![\w%])"
)
_CUED = lazy(r"[0-9]{2,12}(?: [0-9]{2,6}){0,4}(?![\w%/]| ?(?:kr|prosent|%))")
_EUROPEAN = lazy(r"116 ?(?:000|006|111|117|123)(?![0-9]|[ ][0-9]|\s(?:kroner|personer))")
_SHORT = lazy(r"0[0-9]{4}(?![\w.,/-]{0,20}[0-9])(?! [0-9])")
_ACCOUNT = lazy(r"[0-9]{4}([ .])[0-9]{2}\1[0-9]{5}(?![0-9])")
_BIRTH = lazy(r"[0-9]{6} [0-9]{5}(?![0-9])")
_POST_CODE = lazy(r"[0-9]{4}(?= [A-ZÆØÅ][a-zæøå]+)")
_PHONE_CUE = lazy(
    r"\b(?:(?:tlf|tel|mob)\.?|[a-zæøå]*telefon(?:en)?(?:nummer(?:et)?)?|mobil(?:en|nummer)?|ring(?:e|er|t)?|"
    r"sms|tekstmelding|kode(?:ord)?\s\w+|sende?r?|nummer(?:et)?|nr\.?|vakt(?:a|en)|"
    r"legevakt(?:a|en)|sentral(?:en|bord(?:et)?)|kundeservice)"
    r"(?:\s(?:har|er|på|til|ved|tlf\.?|telefon|nummer(?:et)?|nr\.?|direkte|oss|dem|politiet|legevakt(?:a|en)|\w{1,10}))?"
    r"(?:\s(?:på|til|nummer(?:et)?|nr\.?|er|tlf\.?|telefon))?:?\s$",
    re.IGNORECASE,
)
_SEND_CUE = lazy(r"\b(?:kode(?:ord)?\b.{0,30}|sms|send(?:e|er)?\b.{0,20}) til $", re.IGNORECASE)
_DIRECTORY_CUE = lazy(
    r"\b(?:[Oo]pplysning(?:en|a)?|[Nn]ummeropplysning(?:en|a)?|[Rr]ing|[Tt]ast|kortnummer(?:et)?) $"
)
_ID_CUE = lazy(
    r"\b(?:org\.? ?nr\.?|organisasjonsn(?:umme)?r\.?(?:et)?|konto(?:n(?:umme)?r)?\.?(?:en|"
    r"et)?|kid(?:-nummer)?|"
    r"orgnr|kontonr|f(?:ødsels)?nr\.?|fødselsnummer|personnummer|kundenummer|medlemsnummer|saksn(?:umme)?r\.?|"
    r"vipps(?:nummer)?(?: til)?|referanse(?:nummer)?|isbn|imo|serienummer|kortnummer|billettnummer)"
    r"(?:\s(?:er|til|på|nr\.?|nummer))?:?\s$",
    re.IGNORECASE,
)
_COUNTED = lazy(
    r"\s(?!(?:ved|for|dersom|hvis|viss|om|eller|og|i|når|på|mellom|døgnet|til|så|hele|heile|er)\b)[a-zæøå]"
)


def _groups(printed: str, scan: Scan) -> str:
    parts = re.findall("[0-9]+", printed)
    return ", ".join(
        numbers.group(part, scan.language) if len(part) < 4 else numbers.pairs(part, scan.language)
        for part in parts
    )


def abroad(scan: Scan, pos: int) -> Reading | None:
    """Read *+47 23 33 00 10*."""
    match = _PLUS.match(scan.text, pos)
    if not match or len(re.sub("[^0-9]", "", match.group())) < 8:
        return None
    printed = match.group()
    joined = re.fullmatch(r"\+([0-9]{2}) ?([0-9]{8})", printed)
    if joined:
        printed = " ".join([joined[1], *re.findall("..", joined[2])])
    return Reading("phone", pos, match.end(), "pluss " + _groups(printed, scan))


def identifier(scan: Scan, pos: int) -> Reading | None:
    """Read telephone numbers, accounts, organisation numbers, post codes."""
    text = scan.text
    if not text[pos + 1 : pos + 2].isdigit():
        return None
    match = _ACCOUNT.match(text, pos) or _BIRTH.match(text, pos)
    if match:
        return Reading("id", pos, match.end(), _groups(match.group(), scan))
    match = _EIGHT.match(text, pos) or _EUROPEAN.match(text, pos)
    if match:
        printed = match.group()
        if len(printed) == 6:
            printed = f"{printed[:3]} {printed[3:]}"
        return Reading("phone", pos, match.end(), _groups(printed, scan))
    match = _SHORT.match(text, pos)
    if match:
        return Reading("phone", pos, match.end(), numbers.digits(match.group(), scan.language))
    before = scan.before(pos)
    match = _CUED.match(text, pos)
    if match:
        reading = _cued(scan, pos, match.group(), before)
        if reading:
            return reading
    match = _POST_CODE.match(text, pos)
    if match and (
        text[pos] == "0" or re.search(r"(?:[0-9][A-Za-z]?|[Pp]ostboks [0-9]+), $", before)
    ):
        return Reading("post code", pos, match.end(), numbers.pairs(match.group(), scan.language))
    return None


def _cued(scan: Scan, pos: int, printed: str, before: str) -> Reading | None:
    figures = printed.replace(" ", "")
    end = pos + len(printed)
    if len(figures) < 4:
        return None
    if cued(_ID_CUE, before):
        return Reading("id", pos, end, _groups(printed, scan))
    if not (
        cued(_PHONE_CUE, before)
        or (len(figures) in (4, 5) and _SEND_CUE.search(before))
        or _DIRECTORY_CUE.search(before)
    ) and not (
        len(figures) == 8
        and " " not in printed
        and figures[0] > "1"
        and not figures.endswith("000")
    ):
        return None
    if figures[0] == "0" and len(figures) == 5:
        return Reading("phone", pos, end, numbers.digits(figures, scan.language))
    if len(figures) == 4 and _DIRECTORY_CUE.search(before):
        return Reading("phone", pos, end, numbers.pairs(figures, scan.language))
    if len(figures) == 4 and _SEND_CUE.search(before):
        return Reading("phone", pos, end, numbers.pairs(figures, scan.language))
    if len(figures) == 5 and " " not in printed:
        return Reading("phone", pos, end, numbers.pairs(figures, scan.language))
    if len(figures) == 8 and " " not in printed:
        pairs = " ".join(figures[i : i + 2] for i in range(0, 8, 2))
        return Reading("phone", pos, end, _groups(pairs, scan))
    if len(figures) >= 6 and " " in printed and not _amount(scan, printed, end):
        return Reading("phone", pos, end, _groups(printed, scan))
    return None


def _amount(scan: Scan, printed: str, end: int) -> bool:
    """Tell whether the groups are thousands that count the next word."""
    if not re.fullmatch(r"[1-9][0-9]{0,2}(?: [0-9]{3})+", printed):
        return False
    return printed.endswith("000") or bool(_COUNTED.match(scan.after(end)))
