"""Describe each atom of an article by features: plain statements that are true of it or not.

A feature never decides alone. What it speaks for is in `weights`; `path` weighs all of them, of
all atoms, together.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsreader.text.segments.blocks import Atom
from newsreader.text.segments.cleaning import fold
from newsreader.text.segments.closers import is_credit
from newsreader.text.segments.notices import is_notice
from newsreader.text.segments.openers import DATE
from newsreader.text.segments.phrases import (
    given_names,
    is_genre,
    is_label,
    is_section,
    phrase_features,
)
from newsreader.text.segments.shapes import shape_features
from newsreader.text.segments.wording import wording_features

_DASH = re.compile(r"[–—―‒-]\s?(?=[^\W_]|[«\"“(])")
_BULLET = re.compile(r"[•·▪▫◦●○■□◆◾‣▸►✓✔✗✘☑→✅⭐★☆]\s*|\*\s")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+(?=[«\"A-ZÆØÅ])|\d{1,2}\)\s*")
_CAPS_KICKER = re.compile(
    r"(?:[•*]\s*)?((?=[^:]{0,40}[A-ZÆØÅ]{2})[A-ZÆØÅÉÜÖ0-9 ,.!?«»–-]{2,40}):\s+(?=\S)"
)
_KICKER = re.compile(r"(?:[•*]\s*)?([A-ZÆØÅ][\wæøå-]*(?: [\wæøå-]+){0,3})[:!] (?=[A-ZÆØÅ])")
_LABEL = re.compile(r"(?:[•*–-]\s*)?([A-ZÆØÅ][\w() ,/-]{0,40}?):\s*\S")
_VERBS = re.compile(
    r"\b(?:er|var|har|hadde|ble|blei|vart|blir|vert|vil|ville|skal|skulle|kan|kunne|må|måtte|bør"
    r"|får|fikk|fekk|går|gikk|gjekk|kommer|kom"
    r"|kjem|tar|tok|tek|gir|gav|ga|gjør|gjorde|gjer|sier|seier|sa|står|sto|stod|ligger|låg|lå"
    r"|ser|så|finnes|finst|mener|meiner|tror|trur"
    r"|bor|bur|heter|heiter|synes|synest|sitter|sit|løper|spiller|holder|held|viser|syner|lever"
    r"|jobber|\w{3,}(?:et|te|de|er))\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"[,!?»”\"–-]\s?(?:\w+ )?(?:sier|seier|sa|forteller|fortel|fortalte|skriver|skriv"
    r"|skrev|mener|meiner|svarer|svarar|svarte|svara|spør|spurte"
    r"|forklarer|forklarar|legger|legg|la|opplyser|opplyser|melder|understreker|påpeker|fastslår"
    r"|slår|lover|lovar|lyder|roper|ropar|ler|smiler)\b",
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_ONLY_EMAIL = re.compile(r"(?:E-?post:?\s*)?[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
_ONLY_DATE = re.compile(
    rf"(?:(?:kl(?:\.|okk[ae]n?)?|klokka|i dag|i går|den|av|GMT[+-]?\d*|CET|,|\||-|–|/"
    rf"|\.|:)\s*|{DATE},?\s*|\d{{1,2}}[.:]\d\d(?::\d\d)?\s*"
    r"|(?:man|tirs|ons|tors|fre|lør|søn|tys|laur|sun|mån)dag,?\s*"
    r"|(?:for )?\d+ (?:min|minutt(?:er)?|t|time|timar|timer|dag(?:er|ar)?|dager) sid[ea]n"
    r"|(?:www\.)?[\w-]+\.[a-z]{2,7}(?=\s+\d)\s*"
    r"|lesetid:? \d+ min\w*\s*)+",
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"[A-ZÆØÅ][\w./ ]{1,28} ?[–-] ?[A-ZÆØÅ][\w./ ]{1,28}:?"
    r" \d{1,2} ?[–-] ?\d{1,2}(?: \(.{1,30}\))?:?"
)
_NAME_WORD = re.compile(r"[A-ZÆØÅÁÉÖÜ][\w'’-]*\.?$")
_PARTICLES = frozenset({"von", "van", "de", "der", "af", "av", "den", "bin", "al", "la", "og", "&"})
_BY = re.compile(
    r"(?:Av|AV|av|Tekst|TEKST|Tekst og foto|TEKST OG FOTO|Tekst & foto|Foto og tekst"
    r"|Skrevet av|Skrive av|Anmeldt av|Meldt av|Anmelder|Meldar"
    r"|Journalist|Spaltist|Publisert av|Laget av|Intervju|Oppskrift|Oppskrift av|Av:|AV:|Skriver"
    r"|Forfatter"
    r"|Tekst, foto|Tekst/foto|Tekst og video|Foto, tekst|Oversatt av|Omsett av|Redigert av"
    r"|Innsendt av|Testet av"
    r"|By|Reporter|Tekst og illustrasjon|Tekst og bilder)\s*:?\s+(?=[A-ZÆØÅ])"
)
_BY_INITIALS = frozenset("AaTFSMJPLIORB")
_PERSON_PARENTHESIS = re.compile(
    r"\((?:tekst|foto|tekst og foto|illustrasjon|grafikk|video|\d{2})\)$", re.IGNORECASE
)
_QUESTION_WORD = re.compile(
    r"(?:hv[aeio]\w*|hvorfor|hvordan|korleis|kva|kven|kvifor|kor|kvar|når|er|har|kan|vil|skal|må"
    r"|blir|vert|finnes|finst|tror|trur|leser|les"
    r"|liker|likar|bør|får|var|hadde|kunne|ville|noe|noko|og|men|så|husker|hugsar|savner|saknar"
    r"|føler|mener|\w{2,}r (?:du|dere|de|dykk|dokker))\b",
    re.IGNORECASE,
)
_MENU_BREAK = re.compile(r"[.!?:…,;–»«\"\d]")
_NO_LETTERS = re.compile(r"[\W_]+")
NAME_WITH_YEARS = re.compile(r"\((?:f\. )?\d{4} ?[–-] ?\d{0,4}\)|\(\d{2}\)")
_RECIPE = re.compile(
    r"(?:ca\.? )?(?:\d+(?:[.,/–-]\d+)?|½|¼|¾|en|ein|et|eit|én|to|litt) ?(?:½ )?(?:g"
    r"|gram|kg|dl|l|liter|ss|ts|stk|bt|boks|bokser|pk|pakke|fedd|klype|neve|kopp|kopper)\b"
)
_EMOJI_END = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+$")
_COLUMNS = re.compile(r"\S {3,}[+–-]?\s?\d")
_SEVERAL = re.compile(
    r"[.!?](?<!\bkl\.)(?<!\bnr\.)(?<!\bca\.)(?:(?<!\d\.)[»”\")]*\s+\S|(?<=\d\.)\s+[–«]?[A-ZÆØÅ])"
)
_FINITE = re.compile(
    r"\b(?:er|var|har|hadde|ble|blei|vart|blir|vert|vil|ville|skal|skulle|kan|kunne|må|måtte|bør"
    r"|får|fikk|fekk|går|gikk|kommer"
    r"|kom|kjem|tar|tok|gir|ga|gav|gjør|gjorde|gjer|sier|seier|sa|står|sto|stod|ligger|ser|så"
    r"|mener|meiner|tror|trur|viser|holder|held)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r", | og (?=[A-ZÆØÅ])")
_FIGURE = re.compile(r"\d")
_TITLE_ENDING = re.compile(
    r"(?:økonom|leder|leiar|sjef|redaktør|direktør|professor|forsker|forskar|lærer|lærar"
    r"|rådgiver|rådgjevar|representant|sekretær"
    r"|journalist|fotograf|prest|lege|psykolog|kandidat|medlem|student|lektor|pedagog|arkitekt"
    r"|advokat)\b"
)
_AGE = re.compile(r"(?:\(?\d{1,2}\)?(?: år)?)(?:, .*)?")
_NOT_KICKERS = frozenset({"PS", "NB", "OBS", "P.S"})


# A stock phrase deep in a long paragraph is part of the story.
_LONGEST_STOCK_PHRASE = 40


@dataclass(slots=True)
class Item:
    """An atom with its text and the features that hold for it."""

    atom: Atom
    text: str
    lower: str
    words: list[str]
    names: set[str] = field(default_factory=set)
    is_sentence: bool = False
    """Ends like a sentence and is more than a heading."""
    is_heading_like: bool = False
    is_story: bool = False
    """A paragraph long enough to be nothing but story."""
    is_open_end: bool = False
    """Short, and without a stop."""

    @property
    def gap(self) -> int:
        """Empty lines before it."""
        return self.atom.gap


def make_item(raw: str, atom: Atom) -> Item:
    """Make an item of an atom and its text as it stands, without features."""
    words = raw.replace("\xad", "").split()
    text = " ".join(words)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = fold(raw)
        words = text.split()
    columns = {"tabs"} if "\t" in raw else set()
    if not columns and "   " in raw and _COLUMNS.search(raw):
        columns = {"columns"}
    return Item(atom, text, text.casefold(), words, columns)


def own_features(item: Item) -> None:
    """Add what can be seen from the text of the atom alone."""
    text, words, names = item.text, item.words, item.names
    count = len(words)
    if item.atom.reason:
        names.add(item.atom.reason)
    if item.atom.role is not None and item.atom.reason != "marked":
        return
    names.add(_length(count))
    names.add(_ending(text))
    names.update(_openings(item))
    if count >= 14 or (count >= 8 and "stop" in names):
        item.is_sentence = "stop" in names or "question" in names or "exclamation" in names
    item.is_story = count >= 16 and item.is_sentence
    item.is_open_end = count <= 12 and ("open_end" in names or "quote_end" in names)
    if (". " in text or "! " in text or "? " in text) and _SEVERAL.search(text):
        names.add("several_sentences")
    item.is_heading_like = 2 <= count <= 16 and not ({"stop", "colon", "several_sentences"} & names)
    if count <= _LONGEST_STOCK_PHRASE:
        names.update(phrase_features(item.lower))
        if "dash" not in names:
            names.update(wording_features(item.lower))
    if count >= 3 and "dash" not in names and is_notice(item.lower):
        names.add("notice")
    if "•" in text and text.count("• ") >= 3:
        names.add("glued_bullets")
    if count <= 24:
        names.update(_line_features(item))
    if "dash" not in names and count > 3 and "«" in text and _whole_quote(text):
        names.add("whole_quote")
    if "@" in text and _EMAIL.search(text):
        names.add("only_email" if _ONLY_EMAIL.fullmatch(text) else "email")
    if _NO_LETTERS.fullmatch(text):
        names.add("no_letters")
    if text[-1] >= "\u200d" and _EMOJI_END.search(text):
        names.add("emoji")


def _length(count: int) -> str:
    for name, most in (
        ("one_word", 1),
        ("few_words", 3),
        ("short", 7),
        ("line", 12),
        ("long_line", 18),
        ("paragraph", 39),
    ):
        if count <= most:
            return name
    return "long_paragraph"


def _ending(text: str) -> str:
    if text[-1] >= "\u200d":
        text = _EMOJI_END.sub("", text).rstrip() or text
    bare = text.rstrip('»”")]')
    last = bare[-1:] or text[-1]
    if last == "." and not bare.endswith(".."):
        return "stop"
    if last in "…" or bare.endswith(".."):
        return "dots"
    if last == "?":
        return "question"
    if last == "!":
        return "exclamation"
    if last == ":":
        return "colon"
    return "quote_end" if len(bare) < len(text) and text[-1] in '»”"' else "open_end"


def _openings(item: Item) -> Iterator[str]:
    text = item.text
    if text[0].isalpha():
        if text[0].islower():
            yield "lower_case"
    elif _DASH.match(text):
        yield "dash"
    elif _BULLET.match(text):
        yield "bullet"
    elif text.startswith("+ "):
        yield "plus"
    elif _NUMBER.match(text):
        yield "number"
    caps = _CAPS_KICKER.match(text) if ":" in text[:50] else None
    if caps and (caps.group(1) in _NOT_KICKERS or text[caps.end()] in "–—-"):
        yield "aside"
    elif caps:
        yield "genre_kicker" if is_genre(caps.group(1).casefold()) else "caps_kicker"
    else:
        if len(item.words) > 4 and (":" in text or "!" in text) and _KICKER.match(text):
            yield "kicker"
    if text.isupper() and len(item.words) > 1:
        yield "all_caps"


def _line_features(item: Item) -> Iterator[str]:
    """Give the features that only short blocks can have."""
    text, words, count = item.text, item.words, len(item.words)
    if is_credit(text):
        yield "credit_line"
    elif _is_agency_line(text):
        yield "agency_line"
    if count <= 14 and text[0] in _BY_INITIALS and _BY.match(text):
        yield "by"
    bare = text.lstrip("•*· ").rstrip(",")
    if (
        count <= 9
        and words[0][:1].isupper() | (words[0][:1] in "•*·")
        and all(is_name(part) for part in _NAMES.split(bare))
    ):
        yield "name"
        if any(part in given_names() for part in re.split(r"[ -]", bare.casefold())):
            yield "known_name"
    elif (
        text[-1] == ")"
        and _PERSON_PARENTHESIS.search(bare)
        and is_name(bare[: bare.rindex("(")].strip())
    ):
        yield from ("name", "name_part")
    elif 3 <= count <= 12 and _starts_with_name(words) and text[-1] != ".":
        name, comma, rest = text.partition(", ")
        if (
            "title_word" in item.names
            or _TITLE_ENDING.search(text)
            or (comma and is_name(name) and (rest[0].islower() or _AGE.fullmatch(rest)))
        ):
            yield "name_and_title"
            if comma and is_name(name):
                yield "name_comma_title"
    figures = sum(_FIGURE.search(word) is not None for word in words) if _FIGURE.search(text) else 0
    if figures and count <= 12:
        if _ONLY_DATE.fullmatch(bare):
            yield "only_date"
        if _SCORE.fullmatch(text):
            yield "score"
    label = _LABEL.match(text) if ":" in text[:45] else None
    if label and not item.names & {"dash"}:
        yield "label"
        if is_label(label.group(1).casefold()):
            yield "known_label"
        elif is_section(label.group(1).casefold()):
            value = item.lower.partition(":")[2].strip()
            yield "section_whole" if is_section(value) else "section_label"
    if text[0] in "-–—*•" and label:
        yield "dash_label"
    if figures and count <= 14:
        yield "digits"
    yield from shape_features(text, item.lower, count, has_figures=figures > 0)
    if "1) " in text and "2) " in text:
        yield "ranking"
    if (
        figures >= 3
        and figures * 3.5 >= count
        and not ("stop" in item.names and _FINITE.search(text))
    ):
        yield "many_figures"
    if (figures or text[0].islower() or text[0] in "•*-–½¼¾ELF") and _RECIPE.match(
        item.lower.lstrip("•*- –")
    ):
        yield "recipe_row"
    if _VERBS.search(text):
        yield "verb"
    if count <= 3 and not _MENU_BREAK.search(text):
        yield "menu_like"
    if "question" in item.names and _asks(text):
        yield "question_word"
    if count <= 6 and NAME_WITH_YEARS.search(text):
        yield "life_years"


def _asks(text: str) -> bool:
    """Tell whether the last sentence opens as questions do."""
    return bool(_QUESTION_WORD.match(text)) or any(
        _QUESTION_WORD.match(part) for part in re.split(r"(?<=[.!?])\s+", text)[1:]
    )


def _whole_quote(text: str) -> bool:
    bare = text.rstrip(".!? ")
    return (
        text[0] == "«"
        and bare.endswith("»")
        and text.count("«") == 1
        and not _REPORTING.search(text)
    )


def has_finite_verb(text: str) -> bool:
    """Tell whether one of the commonest verbs stands in a text in a finite form."""
    return _FINITE.search(text) is not None


def is_name(text: str) -> bool:
    """Tell whether a text reads like one name: two words or more, all capitalized."""
    words = text.split()
    if (
        not 2 <= len(words) <= 5
        or not text.replace(" ", "")
        .replace("-", "")
        .replace(".", "")
        .replace("'", "")
        .replace("&", "")
        .isalpha()
    ):
        return False
    proper = sum(_NAME_WORD.match(word) is not None for word in words)
    return (
        proper >= 2
        and all(_NAME_WORD.match(word) or word in _PARTICLES for word in words)
        and not text.endswith(".")
    )


def _starts_with_name(words: Sequence[str]) -> bool:
    head = [word.rstrip(",") for word in words[:2]]
    return (
        all(_NAME_WORD.match(word) for word in head)
        and head[0].casefold().split("-")[0] in given_names()
    )


def _is_agency_line(text: str) -> bool:
    """Tell whether a block reads like a credit without the word: names and a slash."""
    if "/" not in text or len(text) > 60 or re.search(r"[.!?:]|\d{2}", text.rstrip(".")):
        return False
    parts = [part.strip() for part in text.rstrip(".").split("/")]
    return (
        all(parts)
        and all(
            (part[0].isupper() and len(part.split()) <= 4)
            or (part.islower() and len(part.split()) == 1)
            for part in parts
        )
        and parts[0][0].isupper()
    )
