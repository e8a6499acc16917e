"""Know short lines by their shape: a telephone number, a price, a verdict, a page, a button."""

import re
from collections.abc import Iterator

from newsreader.text.segments.openers import DATE
from newsreader.text.segments.phrases import given_names, is_genre, is_section

# A hand, a face or a sign for media, as on buttons; an emoji of another kind may close a heading.
_LONGEST_SHAPE = 12
_DATED = re.compile(DATE, re.IGNORECASE)
_BUTTON = re.compile(
    "^[\u23e9-\u23fa\u25b6\u2630\u2709\u2b07\U0001f300-\U0001faff]\ufe0f?\\s?\\w|[\U0001f44d\U0001f44e\u2764\U0001f600-\U0001f64f]"
)
_RATING = re.compile(
    r"(?:terningkast|karakter|stjerner|poeng|dom|vurdering)\s?:? (?:\d|[⚀-⚅★☆]|en|to|tre|fire"
    r"|fem|seks)\b.{0,10}",
    re.IGNORECASE,
)
_COPYRIGHT_SIGNS = ("copyright", "©", "(c)", "(vilkår)")
_COPYRIGHT = re.compile(r"(?:\(vilkår\)\s?)?(?:copyright|©|\(c\))\s?(?=\S)", re.IGNORECASE)
_CONTACT = re.compile(
    r"^(?:(?:Tel(?:efon)?|Tlf|Mob(?:il)?|Mobiltelefon|Sentralbord|Vakttelefon|Pressevakt"
    r"|Pressetelefon|Kontakt|E-?post|Epost|Mail|Web|Nettside|Faks|Org\.? ?nr)\.?\s?[:.]?\s"
    r"(?=.*(?:\d{2,3} \d\d|\d{8}|@|www\.))|(?:https?://|www\.)\S+$|\+47[\d ]+$"
    r"|(?:\d{2} ){3}\d{2}$|\d{3} \d{2} \d{3}$|(?:www\.)?[\w-]+(?:\.[a-z]{2,})+(?:/\S*)?$)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:tlf|telefon|mob|mobil)\.?\s?:?\s(?:\+47 ?)?\d{2,3} ?\d\d[ \d]*(?:,? \S+@\S+)?$"
)
_KIND_AND_DATE = re.compile(
    rf"(?P<kind>[A-ZÆØÅ][\w -]{{2,30}}?)\s?(?:[-–|,•·:]"
    rf"|\s)\s?(?:\w+dag,? )?{DATE}(?:,?\s(?:kl\.?\s?)?\d{{1,2}}[.:]\d\d)?",
    re.IGNORECASE,
)
_KINDS = frozenset(
    [
        "pressemelding",
        "pressemeldinger",
        "nyhet",
        "nyheter",
        "nyheit",
        "artikkel",
        "melding",
        "børsmelding",
        "publikasjon",
        "blogg",
        "blogginnlegg",
        "innlegg",
        "podkast",
        "episode",
        "video",
        "arrangement",
        "kronikk",
        "nyhetsbrev",
        "ytring",
        "notat",
        "rapport",
        "aktuelt",
        "publisert",
        "oppdatert",
    ]
)
_ABOUT = re.compile(
    r"(?:Om|OM|Kort om|Fakta om) (?:[A-ZÆØÅ]|forfatter|skribent|selskap|stiftelse|undersøkelse"
    r"|prosjekt|artikkelforfatter)"
)
_PRICE = re.compile(r".{0,40}(?:kr\.? ?\d[\d .]*(?:,-|,\d\d|,–)?|\d[\d .]*,(?:-|–)|\d[\d .]* kr)$")
_PAGE = re.compile(r"(?:side|s\.) \d+(?:(?:,| og|-|–) ?\d+)*|del \d av \d", re.IGNORECASE)
_BY_ALONE = re.compile(
    r"(?:av|tekst|journalist|skrevet av|skrive av|forfatter|tekst og foto)\s?:", re.IGNORECASE
)
_PAPER = re.compile(
    r"(?:blad|bladet|blade|avis|avisa|avisen|tidende|tidend|posten|nytt|nyheter|tidning|nrk|ntb"
    r"|vg|npk|e24|dagen|klassekampen|nationen|nettavisen)$"
)


def shape_features(text: str, lower: str, count: int, *, has_figures: bool) -> Iterator[str]:
    """Give what the shape of a line of no more than some twenty words shows."""
    if ((has_figures or "@" in text or (count <= 2 and "." in text)) and _CONTACT.match(text)) or (
        has_figures
        and ("tlf" in lower or "telefon" in lower or "mob" in lower)
        and _CALL.search(lower)
    ):
        yield "contact"
    if lower.startswith(_COPYRIGHT_SIGNS) and _COPYRIGHT.match(text):
        yield "copyright"
    if count > _LONGEST_SHAPE:
        return
    if has_figures:
        if text[-1].isdigit() and (kind := _KIND_AND_DATE.fullmatch(text)):
            if _is_kind(kind.group("kind").casefold().strip()):
                yield "dated_kind"
        elif _PAGE.fullmatch(text):
            yield "dated_kind"
        if _RATING.fullmatch(text):
            yield "rating"
        if ("kr" in text or text[-2:-1] == ",") and _PRICE.fullmatch(text):
            yield "price_line"
    if has_figures and (text.count("|") >= 2 or text.count("•") >= 2) and _DATED.search(text):
        yield "dated_kind"
    if count == 1 and lower.rstrip(".") in given_names():
        yield "given_name"
    if text[-1] not in ".?!:" and _ABOUT.match(text):
        yield "about"
    if text[-1] == ":" and _BY_ALONE.fullmatch(text):
        yield "by"
    if not text.isascii() and _BUTTON.search(text):
        yield "button"


def _is_kind(lower: str) -> bool:
    return is_genre(lower) or is_section(lower) or lower in _KINDS or bool(_PAPER.search(lower))
