"""Dots that end no sentence: those of initials and of numbers inside a name."""

import re

from newsreader.text.patterns import lazy

INITIALS = lazy(r"(?:[A-ZÆØÅÉÖÄ]\. ?){1,3}(?=[A-ZÆØÅÉÖÄ][\wéöä])")
CAPITAL_NOUNS = lazy(
    r"\s(?:Mosebok|Korinterbrev|Kongebok|Krønikebok|Samuelsbok|Juledag|Påskedag|Pinsedag|Divisjon|"
    r"Verdenskrig|Klasse|Plass|Omgang|Etasje|Januar|Februar|Mars|April|Mai|Juni|Juli|August|"
    r"September|Oktober|November|Desember)\b"
)
SURNAMES = lazy(r"\s(?:Gusta[fv]|Adolf|Haakonsson|Håkonsson|Eiriksson|Johan)\b")
"""Names that go on after the number of a regent: *Carl 16. Gustaf*."""
_PLACING = lazy(r"(?:^|[:,;(\n]|\b(?:og|eller|er|ble|vart|var)) ?(?P<number>[0-9]{1,3})\. ?$")


def is_placing(text: str, dot: int) -> bool:
    """Tell whether the dot at `dot` is that of a place in a list: *1. Lie, 2. Moe, 3. Dahl*."""
    match = _PLACING.search(text[max(0, dot - 12) : dot + 1])
    if not match or not re.match(r"\. [A-ZÆØÅ]", text[dot : dot + 3]):
        return False
    number = int(match["number"])
    around = text[max(0, dot - 90) : dot - 3] + "|" + text[dot + 1 : dot + 90]
    return bool(re.search(rf"(?<![0-9])(?:{number - 1}|{number + 1})\. [A-ZÆØÅ]", around))


_SENTENCE_WORDS = frozenset(
    str.split("""
    Det Den De Dei Han Hun Ho Vi Jeg Eg Du Dere Dette Denne Disse Der Her Da Då Nå No Men Og Så
    Etter På I Ved For Fra Frå Til Med Mot Om Når Hvis Dersom Som En Et Ein Eit Ei Alle Flere
    Mange Noen Nokre Ingen Både Også Samtidig Ifølge Siden Sidan Under Over Av Politiet
    Regjeringen Hva Hvem Hvor Kva Kven Kvar Derfor Likevel Tidligere Deretter Hennes Hans Vår Min
    Sin Ikke Ikkje Før Slik Bare
    """)
)
_SPELLED = lazy(r"(?<![^\W\d_])(?:[A-ZÆØÅÄÖ]|[Tt]o|[Tt]re|[Ff]ire|[Ff]em|[Ss]eks) $")
_LETTER_NAMES = lazy(
    r"\b(?:[Vv]itamin|[Pp]lan|[Gg]ruppe|[Kk]lasse|[Bb]okstav|[Pp]unkt|[Dd]el|[Tt]ype|[Hh]epatitt|"
    r"[Aa]vdeling|[Bb]lokk|[Oo]ppgang|[Ss]erie|[Ss]one|[Ff]elt|[Nn]ivå|[Aa]lternativ|[Ll]inje|[Pp]ulje)\s$"
)


def is_initial(text: str, pos: int) -> bool:
    """Tell whether the single capital at `pos`, with its dot, is an initial and ends nothing."""
    match = INITIALS.match(text, pos)
    if not match:
        return False
    if match.group().count(".") > 1:
        return True
    word = re.match(r"[^\W\d_]+", text[match.end() : match.end() + 30])
    if word and word.group() in _SENTENCE_WORDS and match.group().endswith(" "):
        return False
    before = text[max(0, pos - 14) : pos]
    if _SPELLED.search(before):
        return False
    return not (
        _LETTER_NAMES.search(before) or (text[pos] == "X" and re.search(r"\b[a-zæøå]+ $", before))
    )
