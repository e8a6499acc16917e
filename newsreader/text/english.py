"""English words inside Norwegian text: titles, names of bodies, quotations.

espeak-ng's `nb` rules read *the* as t-h-e, and switching its language would yield phonemes that a
Norwegian voice has never heard. So an English span is written in Norwegian letters, which sound
like English with Norwegian sounds, as newsreaders on air say it: *The United Nations* becomes
*De Junaited Neisjens*.

A span is English only on strong evidence: a quotation made up of English words, or a run with three
of them that are no Norwegian words as well. nb/english.tsv holds the frequent words, each marked
whether it is English beyond doubt ("strong") or looks like a Norwegian word too ("weak"); the
letters of all others follow the rules below.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import NamedTuple

from newsreader.text.patterns import lazy
from newsreader.text.tables import own_rows

_TOKEN = lazy(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Letters that are named one by one stay as they are: "Born in the U S A".
_WORD = lazy(rf"\b[A-Z](?: [A-Z]\b)+|{_TOKEN.pattern}")
_QUOTED = lazy(r"[«“\"](?P<words>[^«»“”\"\n]{3,160})[»”\"]")
_THE = lazy(r"\bThe(?= [A-Z])")
_NORWEGIAN = frozenset(
    str.split("""
    og på av til med det som er en et ei ein eit har ikke ikkje jeg eg de dem dei seg ble vart
    blir vert var skal skulle kan kunne må også nå då da så når hvis dersom om etter ved mot
    mellom uten utan bare berre eller fra frå den der her hun ho han vi du dere min din sin vår
    men i å for hva kva hvem kven hvor kvar dette denne disse sier seier sa om enn selv sjølv
    noe noko alle være vere vært ut inn opp ned nok mye mykje mer meir hos over under år
    """)
)
# Norwegian words that an English title may hold, but only between others that are English.
_INNER_ONLY = frozenset(("for", "over", "under", "i", "men", "her", "so", "to", "at", "in", "a"))


class _Word(NamedTuple):
    respelling: str
    strong: bool


@cache
def _table() -> dict[str, _Word]:
    return {
        row["word"]: _Word(row["respelling"], row["weight"] == "strong")
        for row in own_rows("english", "nb")
    }


def respell_english(text: str, known: Callable[[str], str | None]) -> list[tuple[bool, str]]:
    """Divide a spoken form into what is English, respelled, and what is not, as it stands.

    `known` gives the respelling of a name, or None; names go before the rules for letters.
    """
    parts: list[tuple[bool, str]] = []
    done = 0
    for start, end in spans(text):
        parts.append((False, text[done:start]))
        parts.append((True, _WORD.sub(lambda m: _word(m.group(), known), text[start:end])))
        done = end
    parts.append((False, text[done:]))
    return [part for part in parts if part[1]]


def spans(text: str) -> list[tuple[int, int]]:
    """Find the English spans of a text, in order and without overlap."""
    quotes = (
        match.span("words")
        for match in _QUOTED.finditer(text)
        if _is_english_quote(_TOKEN.findall(match["words"]))
    )
    found: list[tuple[int, int]] = []
    taken = bytearray(len(text))
    for start, end in chain(quotes, _runs(text), (match.span() for match in _THE.finditer(text))):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end))
    return sorted(found)


def _is_english_quote(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    known = [
        None if len(word) == 2 and word.isupper() else _table().get(word.lower().replace("’", "'"))
        for word in words
    ]
    strong = sum(1 for entry in known if entry and entry.strong)
    norwegian = sum(_is_norwegian(word) for word, entry in zip(words, known, strict=True))
    if norwegian or not strong:
        return False
    share = sum(entry is not None for entry in known) / len(words)
    return share >= 0.7 or (strong >= 2 and share >= 0.5) or (words[0] == "The" and len(words) <= 5)


def _is_norwegian(word: str) -> bool:
    lower = word.lower()
    if re.search("[æøå]", lower):
        return True
    return word != "I" and lower in _NORWEGIAN and lower not in _table()


def _runs(text: str) -> list[tuple[int, int]]:
    """Find runs of words that are English, or capitals between such."""
    runs: list[tuple[int, int]] = []
    run: list[tuple[re.Match[str], _Word | None]] = []
    last = 0
    for match in _TOKEN.finditer(text):
        entry = _table().get(match.group().lower().replace("’", "'"))
        joined = text[last : match.start()] in (" ", "-", ", ")
        if run and not joined:
            runs += _checked(run)
            run = []
        if _fits(match.group(), entry):
            run.append((match, entry))
        elif run:
            runs += _checked(run)
            run = []
        last = match.end()
    return runs + _checked(run)


def _fits(word: str, entry: _Word | None) -> bool:
    if len(word) == 1 and word not in "IAa":
        return False
    if entry:
        return word.islower() or word[1:].islower() or len(word) > 3 or word == "I"
    return word[0].isupper() and word[1:].islower() and not _is_norwegian(word)


def _checked(run: list[tuple[re.Match[str], _Word | None]]) -> list[tuple[int, int]]:
    """Cut off what is not surely English at both ends, and see what is left."""
    sure = [place for place, word in enumerate(run) if _may_end(*word)]
    if not sure:
        return []
    whole, run = run, run[sure[0] : sure[-1] + 1]
    strong = sum(1 for _, entry in run if entry and entry.strong)
    known = sum(1 for _, entry in run if entry)
    if strong >= 3 or (strong >= 2 and len(run) >= 3 and known == len(run)):
        # The name of a body goes on over capitals that no table knows.
        last = whole[-1] if run[0][0].group() == "The" else run[-1]
        return [(run[0][0].start(), last[0].end())]
    return []


def _may_end(match: re.Match[str], entry: _Word | None) -> bool:
    word = match.group()
    if entry is None or word.lower() in _INNER_ONLY:
        return False
    return entry.strong or (word[0].isupper() and len(word) > 1)


def _word(printed: str, known: Callable[[str], str | None]) -> str:
    if " " in printed:
        return printed
    lower = printed.lower().replace("’", "'")
    entry = _table().get(lower)
    if entry:
        said = entry.respelling
    elif len(printed) == 1 or (name := known(printed)) is None:
        said = _genitive(lower)
    else:
        return name
    return said[0].upper() + said[1:] if printed[0].isupper() else said


def _genitive(word: str) -> str:
    if word.endswith("'s"):
        entry = _table().get(word[:-2])
        return (entry.respelling if entry else letters(word[:-2])) + "s"
    return letters(word.replace("'", ""))


_VOWELS = "aeiouy"
_CONSONANTS = "bcdfghjklmnpqrstvwxz"


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Load what is tried in this order at each place of a word, and what is written for it.

    In the file C and V in brackets stand for any consonant or vowel. After a single consonant a
    short vowel needs two, so "+" doubles the next one.
    """
    return tuple(
        (
            lazy(row["written"].replace("C]", f"{_CONSONANTS}]").replace("V]", f"{_VOWELS}]")),
            row["respelling"],
        )
        for row in own_rows("english_letters", "nb")
    )


@cache
def letters(word: str) -> str:
    """Write one English word, in small letters, in Norwegian letters.

    English spelling is no guide to its sounds: this is right for the regular half of the words,
    and never farther off than reading them as Norwegian.
    """
    out = ""
    place = 0
    while place < len(word):
        for pattern, said in _rules():
            match = pattern.match(word, place)
            if match:
                out, place = _add(out, said), match.end()
                break
        else:
            out, place = _add(out, word[place]), place + 1
    out = re.sub(r"(.)\1\1+", r"\1\1", out.rstrip("+"))
    return out if re.search("[aeiouyæøå]", out) else f"{out}e"


def _add(out: str, said: str) -> str:
    """Append letters; a consonant after a short vowel is doubled unless another follows it."""
    if not out.endswith("+") or not said:
        return out + said
    out = out[:-1]
    single = (
        said[0] in _CONSONANTS
        and said[:2] not in ("sj", "ts", "ds", "ks", "kv")
        and said[:1] != said[1:2]
    )
    return f"{out}{said[0] if single else ''}{said}"
