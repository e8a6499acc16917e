"""Roman numerals after regents, after division words and in titles."""

import re

from newsreader.text import numbers, roman
from newsreader.text.patterns import lazy
from newsreader.text.regents import is_regent
from newsreader.text.scan import Reading, Scan, last_words

_TOKEN = lazy(r"(?P<numeral>[MDCLXVI]{1,15})(?P<genitive>s)?(?![\w])")
_RANGE = lazy(r"(?P<first>[MDCLXVI]{1,15})\s?[-–]\s?(?P<last>[MDCLXVI]{1,15})(?![\w])")
# "Olav I går" is a name and a preposition, "Harald V G" an initialism that was set apart.
_NOT_A_REGENTS = lazy(
    r"/|\s[A-Z](?!\w)|\s(?:går|dag|fjor|morgen|morges|natt|kveld|år|alt|tillegg|slutten)\b"
)
_DIVISION = lazy(
    r"\b(?:artikke?l\w*|art\.|kapitt?el\w*|kapitl\w*|kap\.|del(?:en)?|bind(?:et)?|bd\.|bok|akt|scene|klasse|gruppe|type|fase|nivå|"
    r"seksjon|avsnitt|avdeling|tabell|vedlegg|punkt|pkt\.|serie|sesong|episode|ledd|tittel|bolk|avd\.|"
    r"nummer|nr\.|grad|stadium|kategori|protokoll|annex|appendiks|pilar|søyle|stasjon|bilag|hefte|"
    r"divisjon|verdenskrig(?:en)?|verdskrig(?:en)?|olympiade|konsil|Vatikankonsil(?:et)?|"
    r"Super Bowl|krets|legislatur|diabetes type|"
    r"runde|volum|vol\.|satser?|sonate|symfoni|opus|skuldergrad|opsjon|alternativ|linje|"
    r"hovedstykke|Episode|Part|Volume|Book|Chapter|"
    r"Apollo|Gemini|SALT|START|Basel|Solvens|Solvency|Mark|Minsk|Natura|Oslo|Camp David|"
    r"Titan|Sojus)\s$",
    re.IGNORECASE,
)


def romans(scan: Scan, pos: int) -> Reading | None:
    """Read *Harald V*, *artikkel V*, *Rocky III*, *II. verdenskrig*, *del I–III*."""
    text = scan.text
    match = _TOKEN.match(text, pos)
    if not match or scan.shouting(pos):
        return None
    value = roman.value(match["numeral"])
    if not value:
        return None
    before = scan.before(pos)
    after = scan.after(match.end())
    genitive = match["genitive"] or ""
    long = len(match["numeral"]) > 1
    trusted = long and not roman.is_word(match["numeral"])
    cardinal = numbers.cardinal(value, scan.language) + genitive
    if trusted and re.match(r"\. [a-zæøå]", after):
        return Reading("roman", pos, match.end() + 1, numbers.ordinal(value, scan.language))
    if is_regent(before) and value < 40 and not _NOT_A_REGENTS.match(after):
        spoken = f"{scan.words.that} {numbers.ordinal(value, scan.language)}{genitive}"
        return Reading("roman", pos, match.end(), spoken)
    sure = long or match["numeral"] in "IVX"
    if sure and _DIVISION.search(last_words(before[-40:], 2)):
        pair = _RANGE.match(text, pos)
        if pair and roman.value(pair["last"]) > value:
            last = numbers.cardinal(roman.value(pair["last"]), scan.language)
            return Reading("roman", pos, pair.end(), f"{cardinal} til {last}")
        return Reading("roman", pos, match.end(), cardinal)
    if trusted and value < 90:
        return Reading("roman", pos, match.end(), cardinal)
    return None
