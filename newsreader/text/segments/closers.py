"""Find what closes a block: credits, dates, signs of agencies, links to other stories."""

import re
from collections.abc import Iterator

from newsreader.text.segments.blocks import SAME_LINE, Atom
from newsreader.text.segments.openers import KNOWN_AGENCY, MONTHS, WEEKDAYS
from newsreader.text.segments.phrases import given_names
from newsreader.types import Role

_STRONG_CREDIT = (
    r"(?:Illustrasjons|Arkiv|Presse|Begge |Alle |Samtlige |Montasje"
    r"|Drone)?[Ff]oto(?:graf(?:i|er)?|montasje)?"
    r"(?:/(?:[Ii]llustrasjon|[Vv]ideo|[Aa]rkiv|[Mm]ontasje)| og video)?|FOTO|Photo"
    r"|PHOTO|ARKIVFOTO|ILLUSTRASJONSFOTO|PRESSEFOTO|FOTOGRAF|FOTOMONTASJE|FOTO/MONTASJE"
    r"|Bilete|Faksimile|Fotos|Bilder|Foto og montasje"
)
_WEAK_CREDIT = (
    r"Illustrasjon|ILLUSTRASJON|Grafikk|GRAFIKK|Video|VIDEO|Tegning|Teikning|Kart|Bilde"
    r"|Skjerm(?:dump|bilde|bilete)|Animasjon|Montasje|MONTASJE|Collage|Kollasj|Ill\.?|Arkiv"
    r"|ARKIV|Kilde/foto"
    r"|Skisse|Visualisering|Rendering|Modell|Karikatur|Maleri|Opptak|Stillbilde|Pressebilde"
    r"|Kart/grafikk|Infografikk|Diagram"
    r"|Vignett|Bilde/montasje|Kredit|Kreditering|Credit|Bildekreditt"
)
CREDIT = re.compile(
    rf"(?<![\w-])[(\[]?(?:(?:{_STRONG_CREDIT})(?:\s?:|(?=\s[A-ZÆØÅ]))"
    rf"|(?P<weak>{_WEAK_CREDIT})\s?[:,]|(?<![Cc]opyright )(?:©|\([Cc]\)))"
    rf"|(?<=[.!?»”\")\w])(?:Foto|FOTO)(?:\s?:)"
)
_SENTENCE_INSIDE = re.compile(
    r"[.!?»]\s+(?:[–«]\s?)?[A-ZÆØÅ][\wæøå]+ [a-zæøå]|\b(?:er|var|har|ble|blei|vart|skal|vil)\b"
)
NAME = r"[A-ZÆØÅ][\w.'’-]*"
_AGENCY_NAMES = rf"{NAME}(?: (?:{NAME}|2|av|de|van|von|og|i)){{0,4}}"
_NAMES_CREDIT = re.compile(
    rf"(?<=[.!?»”\"])\s+(?P<credit>{_AGENCY_NAMES}(?:\s?/\s?{_AGENCY_NAMES}"
    rf"|\s?/\s?[a-zæøå]\w+){{1,3}}|{NAME}(?: {NAME}){{0,3}}"
    rf" \((?:{KNOWN_AGENCY}|[A-ZÆØÅ]{{2,5}})\)|© ?[^.]{{2,60}}|NTB(?: scanpix"
    rf"| Scanpix)?|Skjermdump[^.]{{0,30}}|Privat)\.?$"
)
_NAME_AT_END = re.compile(
    rf"(?<=[.!?»”])\s+(?P<name>(?P<given>[A-ZÆØÅ][a-zæøåé-]+(?:-[A-ZÆØÅ][a-zæøå]+)?)"
    rf"(?: {NAME}){{1,3}})$"
)
_DATES = (
    r"(?:[Ff]ørst )?(?:[Pp]ublisert|[Oo]ppdatert|[Ss]ist (?:[Oo]ppdatert|endr\w+)"
    r"|PUBLISERT|OPPDATERT|Published|Updated)"
)
_DATES_START = re.compile(rf"{_DATES}|Kilde: ?[\w. ]{{2,30}} Author:")
_GLUED_DATES = re.compile(
    rf"(?<=[\w.)»])\s*(?P<dates>(?=[A-ZÆØÅ]){_DATES}:?\s*(?:\d|i dag|i går|nå |for "
    rf"|{WEEKDAYS}|(?:{_DATES})).{{0,120}})$"
)
_NAME_DATE = re.compile(
    rf"(?:Av:? {NAME}|(?:Av:? )?{NAME}(?: {NAME}){{1,3}})(?:\s?[|·•,–-])?\s+"
    rf"(?P<dates>\d{{1,2}}\.?\s?(?:{MONTHS})\s\d{{4}}.{{0,20}})$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?<=[.!?»”])\s*(?P<sign>\((?:© ?)?(?:NTB|NPK|ANB|NTB-\w+|NTB/\w+)\)|©\s?(?:NTB|NPK))\.?$"
)
_PEEL_NOISE = re.compile(
    r"(?<=[.!?»”])\s+(?P<noise>\(?(?:(?:Artikkelen|Saken|Saka|Teksten) (?:fortsetter"
    r"|held fram|fortset) \w+ \w+\.?\)?"
    r"|(?:Les også|LES OGSÅ|Les òg|LES ÒG|Sjå også|Se også): ?[^.!?]{5,110}[.!?]?))$"
)
_TERMS = re.compile(r"(?P<noise>\(Vilkår\)(?:\s?Copyright.*)?)$")
_RIGHT_ENDS = (
    (_TERMS, ("(Vilkår)",), "noise", Role.NOISE, "noise_phrase"),
    (
        _PEEL_NOISE,
        ("ortset", "eld fram", "es også", "ES OGSÅ", "es òg", "ES ÒG", "jå også", "e også"),
        "noise",
        Role.NOISE,
        "noise_phrase",
    ),
    (_SIGN_OFF, ("NTB", "NPK", "ANB"), "sign", Role.BYLINE, "agency_sign"),
    (
        _GLUED_DATES,
        ("ublisert", "ppdatert", "ist endr", "UBLISERT", "PPDATERT", "ublished", "pdated"),
        "dates",
        Role.METADATA,
        "dates",
    ),
)
_LAST_WORDS = ("NTB", "NTB.", "Privat", "Privat.", "canpix", "dump", "dump.")
_CREDIT_HINTS = (
    "llustrasjon",
    "LLUSTRASJON",
    "rafikk",
    "RAFIKK",
    "ideo:",
    "IDEO:",
    "egning",
    "eikning",
    "Kart",
    "Bil",
    "nimasjon",
    "kjerm",
    "aksimile",
    "ontasje",
    "ONTASJE",
    "Collage",
    "Kollasj",
    "Ill",
    "rkiv:",
    "RKIV:",
    "Skisse",
    "isualisering",
    "Rendering",
    "Modell:",
    "Karikatur",
    "Maleri:",
    "Opptak:",
    "tillbilde",
    "ressebilde",
    "Diagram:",
    "redit",
    "Vignett",
)
_INVITES = re.compile(r"\s*(?:Se|Sjå|Les|Her|Klikk|Slik|Bla|Flere|Fleire) ")
_LONGEST_NAME_AND_DATE = 80


def is_credit(text: str) -> bool:
    """Tell whether a whole block says who made a picture."""
    match = CREDIT.match(text)
    return match is not None and _is_credit_text(text, match)


def peel_right(text: str, start: int, end: int) -> Iterator[Atom]:
    """Give what closes the stretch, in document order."""
    found: list[Atom] = []
    if _DATES_START.match(text, start):
        return
    window = max(start, end - 300)
    tail = text[window:end]
    for pattern, hints, group, role, reason in _RIGHT_ENDS:
        for hint in hints:
            if hint in tail:
                break
        else:
            continue
        match = pattern.search(tail)
        if match and match.start(group) > 0:
            found.append(
                Atom(window + match.start(group), window + len(tail), SAME_LINE, role, reason)
            )
            tail = tail[: match.start(group)].rstrip()
    if end - start < _LONGEST_NAME_AND_DATE and (match := _NAME_DATE.match(tail)):
        found.append(Atom(window + match.start("dates"), end, SAME_LINE, Role.METADATA, "dates"))
        tail = tail[: match.start("dates")].rstrip()
    credit = _find_credit(tail)
    if credit < 0 and tail[-1:].isalpha():
        credit = bare_name_at_end(tail)
    if credit > 0 or (credit == 0 and (window > start or found)):
        found.append(
            Atom(window + credit, window + len(tail), SAME_LINE, Role.CREDIT, "credit_word")
        )
    yield from reversed(found)


def bare_name_at_end(text: str) -> int:
    """Give where a name begins that closes a paragraph after its last stop, or -1.

    A sentence is more than a name: after a picture text it is who took the picture.
    """
    match = _NAME_AT_END.search(text)
    if match and match.group("given").casefold().split("-")[0] in given_names():
        return match.start("name")
    return -1


def _find_credit(tail: str) -> int:
    """Give where a credit begins that reaches to the end of the text, or -1."""
    if _may_say_photo(tail):
        for match in CREDIT.finditer(tail):
            if _is_credit_text(tail[match.start() :], match):
                return match.start()
    if "/" in tail or "©" in tail or tail[-1:] == ")" or tail.endswith(_LAST_WORDS):
        names = _NAMES_CREDIT.search(tail)
        if names:
            return names.start("credit")
    return -1


def _may_say_photo(tail: str) -> bool:
    """Tell quickly whether a credit is worth a look: most paragraphs have none of these signs."""
    if "oto" in tail or "OTO" in tail or "©" in tail or "(c)" in tail or "aksimile" in tail:
        return True
    return ":" in tail and any(hint in tail for hint in _CREDIT_HINTS)


def _is_credit_text(credit: str, match: re.Match[str]) -> bool:
    if len(credit) > 130 or _SENTENCE_INSIDE.search(credit):
        return False
    if _INVITES.match(credit, match.end()):
        return False
    if match.group("weak"):
        return len(credit.split()) <= 8 and not re.search(r"\b[a-zæøå]{4,} [a-zæøå]{2,}\b", credit)
    return len(credit.split()) <= 16
