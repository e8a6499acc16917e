"""Marks that are no letters, figures or punctuation: said where they mean a word, else removed."""

import re
import unicodedata

from newsreader.text.patterns import lazy
from newsreader.text.rules import dates, fractions
from newsreader.text.rules.identifiers import abroad
from newsreader.text.rules.law import law
from newsreader.text.rules.quantities import MONEY_FIRST, money_first, per
from newsreader.text.rules.web import at_sign, tag
from newsreader.text.scan import Reading, Scan

PUNCTUATION = frozenset(".,;:!?…–—-«»\"“”„'’‘‚‹›()[]{}¿¡")
_SAID = {
    "&": "og",
    "=": "",
    "×": "",
    "÷": "delt på",
    "∞": "uendelig",
    "√": "kvadratroten av",
    "©": "copyright",
}
_NOTE = lazy(r" ?\[[0-9]{1,3}\]")
_RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_COUNTED = ("unit", "money", "abbreviation", "cardinal", "decimal")
_COUNTED_WORD = lazy(r"\b(?:kroner|øre|personer|euro|dollar|innbyggere)$|[0-9] [a-zæøå]{3,}$")
_LETTERED = lazy(r"[A-ZÆØÅ][–-][A-ZÆØÅ](?!\w)")
_SERIES = lazy(r"(?P<letters>[A-ZÆØÅ]{1,3})[0-9]{1,2}[–-](?P=letters)[0-9]{1,2}(?!\w)")
_RANGED = ("date", "time", "ordinal", "money", "unit", "percent")
_PERIODS = (
    "person",
    "uke",
    "veke",
    "dag",
    "døgn",
    "år",
    "time",
    "måned",
    "mål",
    "mil",
    "barn",
    "natt",
    "stk",
)
_TEAMS = lazy(
    r"\b(?:Bodø|Ranheim|Strindheim|Varegg|Fyllingen|Løten|Grue|Stabæk|Vålerenga|HamKam|Sandviken|Åsane|Sola|Gneist|Kopervik|Klepp|Medkila|Tønsberg)$"
)


def slash(scan: Scan, pos: int) -> Reading | None:
    """Read the slash of a photo credit and of word pairs as a pause, of *Bodø/Glimt* as nothing."""
    text = scan.text
    start = pos - 1 if text[pos - 1 : pos] == " " and pos - 1 >= scan.covered else pos
    run = re.match(r"[/\\|]+ ?", text[pos : pos + 20])
    assert run
    end = pos + run.end()
    left = text[start - 1 : start]
    right = text[end : end + 1]
    below = re.match(r"[A-Za-zµæøå]{1,12}[²³]?(?![\w])", text[end : end + 14])
    counted = scan.readings and scan.covered == start and scan.readings[-1].kind in _COUNTED
    if below and (counted or _COUNTED_WORD.search(scan.before(start))):
        word = per(below.group(), scan)
        if word != below.group() or word in _PERIODS:
            return Reading("unit", start, end + below.end(), f" per {word}")
    if counted and re.match(r"[0-9]{1,4} ?[a-zæøå]{1,6}\b", text[end : end + 14]):
        return Reading("unit", start, end, " per ")
    if left not in (" ", "", "\n") and right not in (" ", "", "\n"):
        lower = re.search(r"[a-zæøå]$", scan.before(start, 1)) and right.islower()
        plain = _TEAMS.search(scan.before(start, 20)) or (lower and text[pos] == "/")
        return Reading("slash", start, end, " " if plain else ", ")
    return Reading("symbol", start if right in ("", "\n") else pos, end, "")


def dash(scan: Scan, pos: int) -> Reading | None:
    """Read minus before a number, *til* between two dates; leave every other dash as a pause."""
    last = scan.readings[-1] if scan.readings and scan.covered == pos else None
    if last and last.kind in _RANGED and re.match(r"[–-](?:kl\.? ?)?[0-9]", scan.after(pos, 8)):
        return Reading("range", pos, pos + 1, f" {dates.joint(scan, last.start)} ")
    if (
        last
        and last.kind in ("alnum", "id")
        and (_LETTERED.match(scan.text, pos - 1) or _SERIES.match(scan.text, last.start))
    ):
        return Reading("range", pos, pos + 1, " til ")
    opens = scan.before(pos, 1) in ("", " ", "(")
    if (
        opens
        and scan.after(pos + 1, 1) in ("$", "€", "£")
        and MONEY_FIRST.match(scan.text, pos + 1)
    ):
        return Reading("sign", pos, pos + 1, "minus ")
    return fractions.signed(scan, pos)


def bracket(scan: Scan, pos: int) -> Reading | None:
    """Remove the number of a note: *[1]*."""
    start = pos - 1 if scan.text[pos - 1 : pos] == " " and pos - 1 >= scan.covered else pos
    match = _NOTE.match(scan.text, start)
    return Reading("symbol", start, match.end(), "") if match else None


def symbol(scan: Scan, pos: int) -> Reading | None:
    """Say or remove any other mark."""
    char = scan.text[pos]
    if char in PUNCTUATION:
        return None
    if char in fractions.VULGAR:
        return fractions.vulgar(scan, pos)
    if char in "+±~≈<>≥≤":
        reading = fractions.signed(scan, pos)
        if reading:
            return reading
    if char == "%":
        follow = re.match(r"-?(?=[a-zæøå])", scan.after(pos + 1))
        return Reading("percent", pos, pos + 1 + (follow.end() if follow else 0), "prosent")
    if char in "‰°":
        return Reading("unit", pos, pos + 1, "promille" if char == "‰" else "grader")
    if char == "+":
        spaced = scan.before(pos, 1) == " " and scan.after(pos + 1, 1) == " "
        tight = scan.before(pos, 1).isalnum()
        if spaced or tight:
            return Reading("symbol", pos, pos + 1, _glued("pluss", scan, pos))
        return _remove(scan, pos)
    if char == "=" and scan.before(pos).strip() and scan.after(pos + 1).strip(" ="):
        return Reading("symbol", pos, pos + 1, _glued(scan.words.equals, scan, pos))
    if char == "×":
        word = "gonger" if scan.language == "nn" else "ganger"
        return Reading("symbol", pos, pos + 1, _glued(word, scan, pos))
    if _SAID.get(char):
        return Reading("symbol", pos, pos + 1, _glued(_SAID[char], scan, pos))
    if char in _RAISED:
        return _raised(scan, pos)
    if char == "€" or unicodedata.category(char) == "Sc":
        from newsreader.text.tables import currencies

        noun = currencies(scan.language).get(char)
        return (
            Reading("money", pos, pos + 1, noun.many if noun else "")
            if noun
            else _remove(scan, pos)
        )
    if (
        unicodedata.category(char)[0] in "SC"
        or char in "*_#•·†‡¶`^|\\@&%§/"
        or unicodedata.category(char) in ("Po", "Pc", "No", "Mn", "Me", "Nl", "Lm")
    ):
        return _remove(scan, pos)
    return None


def _raised(scan: Scan, pos: int) -> Reading:
    """Remove the number of a note."""
    end = pos + 1
    while scan.text[end : end + 1] and scan.text[end] in _RAISED:
        end += 1
    return Reading("symbol", pos, end, "")


def _glued(word: str, scan: Scan, pos: int) -> str:
    before = "" if scan.before(pos, 1) in (" ", "", "\n") else " "
    after = (
        "" if scan.after(pos + 1, 1) in (" ", "", "\n", ".", ",", ")", "»", "!", "?", ":") else " "
    )
    return f"{before}{word}{after}"


def _remove(scan: Scan, pos: int) -> Reading:
    """Remove a run of marks, with the space on one side where spaces stand on both."""
    text = scan.text
    end = pos + 1
    while end < len(text) and _is_loose(text[end]):
        end += 1
    start = pos
    left = text[start - 1 : start] if start > scan.covered else " "
    right = text[end : end + 1]
    if not scan.text[:start].strip() if start < 40 else False:
        while text[end : end + 1] == " ":
            end += 1
    elif left == " " and start > scan.covered and (not right or right in " .,;:!?)\n»”"):
        start -= 1
    if left.isalnum() and right.isalnum() and start == pos:
        return Reading("symbol", start, end, "" if text[pos] in "´`^¨" else " ")
    return Reading("symbol", start, end, "")


def _is_loose(char: str) -> bool:
    return char in "*_#•·†‡¶`^<>|" or unicodedata.category(char) in (
        "So",
        "Sk",
        "Co",
        "Cn",
        "Cf",
        "Mn",
        "Me",
    )


MARKS = {
    "§": (law,),
    "+": (abroad,),
    "$": (money_first,),
    "€": (money_first,),
    "£": (money_first,),
    "¥": (money_first,),
    "-": (dash,),
    "–": (dash,),
    "−": (fractions.signed,),
    "/": (slash,),
    "\\": (slash,),
    "|": (slash,),
    "[": (bracket,),
    "@": (at_sign,),
    "#": (tag,),
}
