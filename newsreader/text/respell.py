"""Respell what the Norwegian rules of espeak-ng garble, just below the spoken form.

The spoken form is for people: *tjuefem*. espeak-ng reads joined number words by its spelling rules
(*tjueeefəm*), but separate ones right, so it gets *tjue fem*. The same rules serve nynorsk.

Names and foreign words come from names.py, English spans from english.py; both write them in
Norwegian letters. Phonemes that the user's lexicon gave (*[[...]]*) pass untouched.

Only rare things are corrected. The voices were trained on espeak-ng's own phonemes, so its habits
in frequent words (*deg*, *og*, the ordinals in *-ende*) are what they know as the right sound.
"""

import re
from functools import cache

from newsreader.text.english import respell_english
from newsreader.text.names import respell_name
from newsreader.text.patterns import lazy
from newsreader.text.tables import own_rows

_UNIT = "en|ein|ett|eitt|to|tre|fire|fem|seks|sju|syv|åtte|ni"
_TEEN = "ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten"
_TENS = "tjue|tretti|førti|femti|seksti|sytti|åtti|nitti"
_SMALL = rf"(?:(?:{_TENS})(?:{_UNIT})?|{_TEEN}|{_UNIT})"
_HUNDREDS = rf"(?:{_TEEN}|{_UNIT})?hundre(?:(?:og)?{_SMALL})?"
_THOUSANDS = rf"(?:{_HUNDREDS}|{_SMALL})?tusen(?:(?:og)?(?:{_HUNDREDS}|{_SMALL}))?"
_YEARS = rf"(?:{_TEEN}|tjue)(?:{_TENS}|ti)(?:{_UNIT})?"
_NUMBER = rf"(?:{_THOUSANDS}|{_HUNDREDS}|{_YEARS}|(?:{_TENS})(?:{_UNIT})|{_SMALL})"
_ORDINAL = (
    "første|fyrste|andre|annen|tredje|fjerde|femte|sjette|sjuende|sjuande|åttende|åttande|niende|"
    "niande"
)
# What a number joins with. After a number of one word only these, for "toget" is no "to" + "get".
_TAIL = (
    r"års|årig|åring|åra|åri|årene|tall(?:et|s)|tal(?:et|s)|timer|timar|tiden|tida|meter|prosent|lapp|"
    r"hulls|hols|manns|dagers|dagars|dags|sone|roms|vekers|ukers|ukes|mils|liter|kroning|ganger|etasjes|"
    r"poengs|seters|stjerner|kamper|tommer|siders|deler|delar|del(?!\w)|graders|kilos|minutt|sekunde|"
    r"måneder|månads|tonns|hundre"
)
_JOINED = lazy(
    rf"(?<![\w'-])(?P<number>{_NUMBER})(?P<rest>(?:{_ORDINAL})(?!\w)|(?:{_TAIL})\w*|(?!\w))",
    re.IGNORECASE,
)
_PIECE = lazy(rf"tusen|hundre|og|{_TEEN.replace('|ti|', '|')}|{_TENS}|{_UNIT}|ti", re.IGNORECASE)
_SPELLED = lazy(r"(?<![\w-])(?P<head>(?:[A-ZÆØÅÄÖ] ){1,12}+)(?P<last>[A-ZÆØÅÄÖ])s(?![\w'])")
_WORD = lazy(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")
_PHONEMES = lazy(r"(\[\[[^\[\]]*\]\])")


@cache
def _table() -> dict[str, str]:
    return {row["written"]: row["respelled"] for row in own_rows("respell", "nb")}


def respell(spoken: str, language: str) -> str:
    """Rewrite a spoken form for espeak-ng's voice "nb".

    `language` is that of the text; both written languages are read by the same rules.
    """
    del language
    if "[[" not in spoken:
        return _respell(spoken)
    return "".join(
        part if part.startswith("[[") else _respell(part) for part in _PHONEMES.split(spoken)
    )


def _respell(spoken: str) -> str:
    return "".join(
        text if english else _norwegian(text)
        for english, text in respell_english(spoken, respell_name)
    )


def _norwegian(spoken: str) -> str:
    spoken = _SPELLED.sub(r"\g<head>\g<last>'s", spoken)
    spoken = _JOINED.sub(_split, spoken)
    return _WORD.sub(_word, spoken)


def _split(match: re.Match[str]) -> str:
    """Write a joined number in separate words: *tjuefireåring* becomes *tjue fire-åring*."""
    number, rest = match["number"], match["rest"]
    pieces = _PIECE.findall(number)
    joined = " ".join(pieces)
    if not rest:
        return joined if len(pieces) > 1 else match.group()
    between = " " if re.fullmatch(_ORDINAL, rest, re.IGNORECASE) else "-"
    return f"{joined}{between}{rest}"


def _word(match: re.Match[str]) -> str:
    printed = match.group()
    name = respell_name(printed)
    if name:
        return name
    new = _table().get(printed.lower())
    if new is None:
        return printed
    return new.capitalize() if printed[0].isupper() else new
