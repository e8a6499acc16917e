"""What the rules see while the text is read once from left to right."""

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from newsreader.text import abbreviations
from newsreader.text.numbers import Gender
from newsreader.text.patterns import lazy
from newsreader.text.tables import genders
from newsreader.text.words import WORDS, Words

_WEBBY = lazy(r"\w\.[^\W\d_]|@|://")
_CLAUSE_END = lazy(r"[.!?…]+(?=\s+[–«\"]?\s?[A-ZÆØÅ]|\s*$)|[:;](?=\s|$)|\n")
_SENTENCE_START = lazy(r"(?:^|[.!?…])[\s\"'«»“”(\[*•·_-]*(?:[–—-]\s*)?[\"«“(]*$")
_CAPITAL_WORDS = lazy(r"(?<![^\W\d_])(?:[A-ZÆØÅÄÖ]{2,}|[A-ZÆØÅÄÖ](?: [A-ZÆØÅÄÖ])+)(?![^\W\d_])")
_SMALL_WORD = lazy(r"(?<![^\W\d_])[a-zæøå]{2,}(?![^\W\d_])")
_INITIAL_BEFORE = lazy(r"(?<![^\W\d_])(?:[A-ZÆØÅÄÖ]|St)\.\s*$")
_DOTTED_WORD = lazy(r"(?<![\w./])([^\W\d_]+\.)\s+$")
_NEXT_WORDS = lazy(r"[ \n]([^\W\d_]+)(?:[- ]([^\W\d_]+))?(?:[- ]([^\W\d_]+))?")
_ENDINGS = ("ene", "ane", "er", "ar", "et", "r", "e", "a")
_SHORT_HEADS = frozenset(("år", "hus", "lag", "mål", "fly"))
# "31 går" is no year.
_VERB_IN_ÅR = lazy(r"[a-zæøå]{0,6}(?:st|g|f|sl|n|sp|r|tr|v|s|h)år")
# Endings of loan words that settle the gender (Språkrådet, "Grammatisk kjønn").
_NEUTER_ENDING = lazy(
    r"[a-zæøå]{2}(?:eri|iat|orat|ulat|otek|eum|ium|(?<!konsu)ment|gram)(?:et|er)?$"
)
_FEMININE_ENDING = lazy(r"[a-zæøå]{3}(?:ing|inga|heit)$")
# Adjectives whose -t can only be the neuter's; "kort" and "kjent" serve all genders, and "gutt",
# "turist" and "kontrakt" are nouns.
_NEUTER_ADJECTIVE = lazy(
    r"(?:(?:stor|god|lang|høy|høg|lav|låg|ung|sterk|svak|tung|hard|tom|full|rød|raud|grøn|gul|brun|død|vakker|"
    r"gammel|gammal|enkel|dyp|djup|bred|smal|ren|rein|pen|fin|sen|sein|åpen|ekstrem|hel|heil|halv|varm|kald|"
    r"rask|dyr|[a-zæøå]{3,}(?:al|el|iv|ær|bar|som|løs|laus|full))t|nytt|fritt|hvitt|kvitt|blått|grått|breitt|"
    r"tynt|tykt|tjukt|stygt)"
)


class Reading(NamedTuple):
    """How one stretch of the text is read."""

    kind: str
    start: int
    end: int
    spoken: str


class Scan:
    """The text, its language, and the readings found so far."""

    __slots__ = ("_clause", "_found", "_webby", "language", "readings", "text", "words")

    def __init__(self, text: str, language: str) -> None:
        """Start before the first character."""
        self.text = text
        self.language = language
        self.words: Words = WORDS[language]
        self.readings: list[Reading] = []
        self._clause: tuple[int, int, bool] = (0, 0, False)
        self._webby: bool | None = None
        self._found: dict[re.Pattern[str], tuple[list[int], list[int]]] = {}

    def before(self, pos: int, reach: int = 60) -> str:
        """Return the printed text that leads up to `pos`."""
        return self.text[max(0, pos - reach) : pos]

    def after(self, pos: int, reach: int = 60) -> str:
        """Return the printed text that follows `pos`."""
        return self.text[pos : pos + reach]

    @property
    def covered(self) -> int:
        """Where the last reading ended."""
        return self.readings[-1].end if self.readings else 0

    @property
    def webby(self) -> bool:
        """Tell whether anything in the text can be part of an address."""
        if self._webby is None:
            self._webby = bool(_WEBBY.search(self.text))
        return self._webby

    def finds(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Tell whether a word of the pattern stands in this part of the text.

        The text is searched once and not for every number in it: a page of results has hundreds.
        """
        if pattern not in self._found:
            spans = [match.span() for match in pattern.finditer(self.text)]
            self._found[pattern] = [a for a, _ in spans], [b for _, b in spans]
        starts, ends = self._found[pattern]
        place = bisect_left(starts, start)
        return place < len(ends) and ends[place] <= end

    def follows(self, pos: int, *kinds: str) -> bool:
        """Tell whether the last reading is of these kinds, with at most a few words between."""
        if not self.readings or self.readings[-1].kind not in kinds:
            return False
        return bool(
            re.fullmatch(
                r"[\s,;()–-]*(?:og|til|eller|mot|el\.)?[\s,;()–-]*", self.text[self.covered : pos]
            )
        )

    def starts_sentence(self, pos: int) -> bool:
        """Tell whether a sentence begins here, so that its first word gets a capital."""
        head = self.before(pos, 12)
        if not _SENTENCE_START.search(head if pos <= 12 else "x" + head):
            return False
        if _INITIAL_BEFORE.search(head) or self._after_abbreviation(head):
            return False
        last = self.readings[-1] if self.readings else None
        gap = self.text[last.end : pos] if last else "."
        return last is None or bool(re.search(r"[.!?…]", gap)) or last.spoken[-1:] in (".", "")

    def _after_abbreviation(self, head: str) -> bool:
        """Tell whether the dot before is one that ends no sentence."""
        match = _DOTTED_WORD.search(head)
        known = abbreviations.table(self.language).get(match[1]) if match else None
        return bool(known) and not any(entry.ends for entry in known or ())

    def shouting(self, pos: int) -> bool:
        """Tell whether the clause around `pos` is printed in capitals (60 % or more)."""
        known_start, known_end, shouted = self._clause
        if known_start <= pos < known_end:
            return shouted
        start = 0
        end = len(self.text)
        low = max(0, pos - 200)
        for stop in _CLAUSE_END.finditer(self.text, low, min(len(self.text), pos + 200)):
            if stop.start() < pos:
                start = stop.end()
            else:
                end = stop.start()
                break
        start, end = max(start, low), min(end, pos + 200)
        shouted = False
        if len(_CAPITAL_WORDS.findall(self.text, start, end)) > 1:
            # A figure becomes a word of about four small letters.
            part = self.text[start:end]
            letters = sum(1 if c.isalpha() else 4 for c in part if c.isalnum())
            upper = sum(map(str.isupper, part)) / letters
            calm = _SMALL_WORD.search(self.text, start, end)
            shouted = upper >= (0.85 if calm else 0.6)
        self._clause = (start, min(end, pos + 100), shouted)
        return shouted

    def gender(self, pos: int, number: int) -> Gender:
        """Guess the gender of the noun that is counted by the number that ends at `pos`."""
        if number % 10 != 1 or number % 100 == 11:
            return "m"
        match = _NEXT_WORDS.match(self.text, pos)
        if not match:
            return "m"
        for word in match.groups():
            if word is None:
                break
            found = noun_gender(word.lower(), self.language)
            if found:
                return found
            if number == 1 and _NEUTER_ADJECTIVE.fullmatch(word):
                return "n"
            if word[-1] not in "egtd":
                break
        return "m"


Rule = Callable[[Scan, int], Reading | None]


def cued(pattern: re.Pattern[str], before: str, reach: int = 60) -> re.Match[str] | None:
    """Search the end of `before` for a cue: a word, so there is none right after a figure."""
    if before[-1:].isdigit() or (before[-1:].isspace() and before[-2:-1].isdigit()):
        return None
    return pattern.search(before, max(0, len(before) - reach))


def last_words(before: str, count: int) -> str:
    """Return the last words of what leads up to a place, with the space after them."""
    cut = len(before) - 1
    for _ in range(count):
        cut = before.rfind(" ", 0, max(0, cut))
    return before[cut + 1 :]


def noun_gender(word: str, language: str) -> Gender | None:
    """Look a noun up as it stands, without its ending, then by the last part of a compound."""
    table = genders(language)
    if word in table:
        return table[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and word[: -len(ending)] in table:
            return table[word[: -len(ending)]]
    if _VERB_IN_ÅR.fullmatch(word):
        return None
    for start in range(1, len(word) - 1):
        tail = word[start:]
        if len(tail) < 4 and tail not in _SHORT_HEADS:
            break
        if tail in table:
            return table[tail]
        for ending in ("er", "r", "e", "ar"):
            if tail.endswith(ending) and len(tail) - len(ending) >= 4:
                stem = tail[: -len(ending)]
                if stem in table:
                    return table[stem]
    if _NEUTER_ENDING.search(word):
        return "n"
    return "f" if language == "nn" and _FEMININE_ENDING.search(word) else None
