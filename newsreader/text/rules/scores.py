"""Results of matches and votes: two numbers with a dash that is not *til*."""

import re

from newsreader.text.patterns import lazy
from newsreader.text.rules.parts import Number
from newsreader.text.scan import Scan

SCORE_NOUN = lazy(
    r"-(?:tap|seier|siger|ledelse|leiing|mål|scoring|uavgjort|kamp|nederlag|triumf|resultat|"
    r"siffer|sifre|utlikn|utlign|redus|smell|start|stilling|straffe|poeng|ripp|knusing|forsprang|avgjørelse|avgjerd|"
    r"sjokk)"
)
_CUE = lazy(
    r"\b(?:vant|vann|vinn\w*|slo|slår|slått|tap[te]\w*|tapt|taper|led(?:er|et|elsen?|d)?|"
    r"leia|leier|leiar|leiing\w*|stod?|står|(?:lå|låg|ligger|ligg|ligge) under|uavgjort|"
    r"seier\w*|siger\w*|scor\w*|skår\w*|reduser\w*|utlign\w*|utlikn\w*|pause\w*|kvil\w*|hvil\w*|"
    r"stilling\w*|\w*resultat\w*|endte|enda|endt|omgang\w*|settet|settene|sett|\w*finale\w*|straffe\w*|"
    r"ekstraomgang\w*|knust\w*|banket|knuse\w*|hjemmekamp\w*|bortekamp\w*|\w*kampen\w*|\w*oppgjøret|"
    r"remis|match\w*|playoff|sammenlagt|samanlagt|borteseier|nederlag\w*|valset|valsa|feide|spilte|spelte|"
    r"mål(?:ene|a)?:|mot|ble det|blei det|vart det|forsprang\w*|kvitter\w*|tok|målet|baklengs|"
    r"ordinær)(?:\b|(?<=:))",
    re.IGNORECASE,
)
_SENTENCE_STOP = lazy(r"[.!?](?=\s+[–«\"]?\s?[A-ZÆØÅ])")
_CLAUSE_STOP = lazy(r"[.!?](?=\s)|,")
_SMALL = lazy(
    r"\s?(?:$|[.,;:!?()\]»”\"–-]|(?:i|mot|over|til|for|på|etter|og|da|men|før|av|ved|"
    r"mellom|hjemme|heime|borte|seier|siger|tap|som|fra|frå|at|med|er|ble|var|vart|da|då|under|sammenlagt|samanlagt|etter|tidlig|"
    r"allerede|rett|foran|hos|uten|målet)\b|[A-ZÆØÅ])"
)
# "Aalesund–Start 1–3" is a result, "Åsveien 14–16" an address.
_TEAMS = lazy(r"[A-ZÆØÅ][\wé/]+(?: [\wé]+)?[–-][A-ZÆØÅ][\wé/]+(?: [A-ZÆØÅ\w]+)? $")
_STREET = lazy(
    r"(?:vei|veien|veg|vegen|gate|gata|gaten|gt\.|allé|plass|torg|stien|bakken|brygge|svingen) $"
)
_VOTE_AFTER = lazy(r"\s(?:\w+\s)?(?:stemmer|røyster|røster)\b|-vedtak|-fleirtal|-flertall")
_VOTE_BEFORE = lazy(
    r"\b(?:stemmetall\w*|stemte|avstemning\w*|avstemming\w*|røyst\w*|vedtatt med|vedtatt|"
    r"vedteke|flertall|fleirtal|senatet|høyesterett|dissens)\b[^.]{0,40}$",
    re.IGNORECASE,
)


def is_vote(scan: Scan, start: int, end: int) -> bool:
    """Tell whether two numbers are votes for and against, read *mot*."""
    return bool(
        _VOTE_AFTER.match(scan.after(end, 30))
        or (_VOTE_BEFORE.search(scan.before(start)) and _SMALL.match(scan.after(end, 12)))
    )


def is_score(scan: Scan, start: int, end: int, first: Number, last: Number, spaced: bool) -> bool:
    """Judge *3-1* by its numbers and by the words around it."""
    if first.grouped or last.grouped or first.value > 399 or last.value > 399:
        return False
    after = scan.after(end, 40)
    if spaced and not re.search(r"\d", scan.before(start, 4)) and not _cued(scan, start, end):
        return False
    if SCORE_NOUN.match(after):
        return True
    if re.match(r"-[a-zæøå]", after):
        return False
    if scan.follows(start, "score") and _SMALL.match(after):
        return True
    if scan.before(start, 1) == "(" and after.startswith(")") and scan.follows(start, "score"):
        return True
    if first.value >= last.value and not re.match(r"\s[a-zæøå]+(?:er|ar|år)\b", after):
        return True
    if _STREET.search(scan.before(start, 30)):
        return False
    if _TEAMS.search(scan.before(start)):
        return True
    return _cued(scan, start, end) and bool(_SMALL.match(after))


def _cued(scan: Scan, start: int, end: int) -> bool:
    """Tell whether a word of matches stands in this sentence before, or soon after."""
    low = max(0, start - 90)
    for stop in _SENTENCE_STOP.finditer(scan.text, low, start):
        low = stop.end()
    if scan.finds(_CUE, low, start):
        return True
    clause_stop = _CLAUSE_STOP.search(scan.text, end, end + 40)
    return scan.finds(_CUE, end, clause_stop.start() if clause_stop else end + 40)
