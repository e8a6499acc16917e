"""Turn Norwegian text into the words to speak.

One scan from left to right: at each word, number or mark the rules of its kind are tried in order.
A rule classifies (what is it?) and verbalizes (how is it said, in this language, next to these
words?) in one answer, the reading. What no rule wants stays as printed, byte for byte.
"""

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from newsreader.text.alignment import align
from newsreader.text.cleanup import clean
from newsreader.text.patterns import lazy
from newsreader.text.rules import FIGURES, LETTERS, MARKS, first
from newsreader.text.rules.symbols import PUNCTUATION, symbol
from newsreader.text.scan import Reading, Scan

if TYPE_CHECKING:
    from newsreader.text.lexicon import Lexicon
    from newsreader.types import Span, Token

_RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_TOKEN = lazy(rf"[^\W_{_RAISED}½¼¾⅐-⅞]{{1,100}}|[^\s]")
# Lower-case words with a meaning for some rule, whatever follows them.
_KEYS = frozenset(
    str.split("""
    kl klokka klokken kr ca nr tlf mill mrd pst mnd stk jf jfr dvs osv osb pga bla feks evt ev iht
    mht vha ift ifm inkl ekskl hhv mfl moh etc rv fv pr gnr bnr orgnr kontonr saksnr mva vs jr sr
    vgs vedr iflg gj eks kwh md prs pct org konto tlfnr startnr regnr postnr ifb fks td cand ph
    phd kg km mg ha daa dl cl ml www http https
    mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag sundag
    januar februar mars april mai juni juli august september oktober november desember
    """)
)
_OPENERS = frozenset("./@-–_")


class Step(NamedTuple):
    """One reading, as `explain` shows it."""

    rule: str
    """The class of what was printed: date, money, abbreviation ..."""
    span: "Span"
    """Where it stands in the text that was given."""
    printed: str
    spoken: str


class Spoken(NamedTuple):
    """A text in words, and how it got there."""

    text: str
    steps: tuple[Step, ...]
    tokens: "tuple[Token, ...]" = ()
    """Printed words, and what is spoken for them."""


def normalize(text: str, language: str = "nb", lexicon: "Lexicon | None" = None) -> Spoken:
    """Read a text in "nb" (also "no") or "nn"; ValueError for any other language.

    What the user's lexicon says goes before all rules.
    """
    if language == "no":
        language = "nb"
    if language not in ("nb", "nn"):
        raise ValueError(f"no number words for language {language!r}")
    cleaned = clean(text)
    scan = Scan(cleaned.text, language)
    fixed = [
        Reading("lexicon", match.start, match.end, _worded(match.say, language))
        for match in (lexicon.find(cleaned.text) if lexicon else ())
    ]
    _read(scan, fixed)
    if not scan.readings:
        return Spoken(cleaned.text, (), tuple(align(cleaned, (), ())))
    out: list[str] = []
    said: list[str] = []
    steps: list[Step] = []
    done = 0
    for reading in scan.readings:
        out.append(cleaned.text[done : reading.start])
        spoken = _spaced(reading, scan)
        if spoken[:1] == " " and out and (out[-1] or out[-2])[-1:] == " ":
            spoken = spoken[1:]
        out.append(spoken)
        said.append(spoken)
        done = reading.end
        span = cleaned.source(reading.start, reading.end)
        steps.append(Step(reading.kind, span, text[slice(*span)], reading.spoken.strip()))
    out.append(cleaned.text[done:])
    tokens = tuple(align(cleaned, scan.readings, said))
    return Spoken("".join(out), tuple(steps), tokens)


def _worded(say: str, language: str) -> str:
    """Put figures in a lexicon's words into words too; phonemes stay as they are."""
    return say if say.startswith("[[") else normalize(say, language).text


def _read(scan: Scan, fixed: list[Reading]) -> None:
    """Fill `scan.readings`; those that are fixed beforehand stand, whatever the rules would say."""
    text = scan.text
    waiting = deque(fixed)
    pos = 0
    while True:
        match = _TOKEN.search(text, pos)
        if waiting and (match is None or match.end() > waiting[0].start):
            scan.readings.append(waiting.popleft())
            pos = scan.readings[-1].end
            continue
        if match is None:
            return
        start, pos = match.span()
        char = text[start]
        if char.isalpha():
            word = match.group()
            if word.isalpha() and word.islower():
                follow = text[pos : pos + 1]
                if follow not in _OPENERS and word not in _KEYS and len(word) > 1:
                    continue
            rules = LETTERS
        elif char in "0123456789":
            rules = FIGURES
        else:
            if char in PUNCTUATION and char not in MARKS:
                continue
            rules = MARKS.get(char, ())
        reading = first(rules, scan, start)
        if reading is None and not char.isalpha():
            reading = symbol(scan, start)
        if reading is not None and not (waiting and reading.end > waiting[0].start):
            scan.readings.append(_capital(reading, scan))
            pos = max(reading.end, start + 1)


def _capital(reading: Reading, scan: Scan) -> Reading:
    spoken = reading.spoken
    if spoken[:1].islower() and scan.starts_sentence(reading.start):
        printed = scan.text[reading.start]
        if not printed.islower() and reading.kind != "web":
            return reading._replace(spoken=spoken[0].upper() + spoken[1:])
    return reading


def _spaced(reading: Reading, scan: Scan) -> str:
    """Keep words apart that were printed without a space."""
    spoken = reading.spoken
    if not spoken or reading.kind == "lexicon":
        return spoken
    before = scan.text[reading.start - 1 : reading.start] if reading.start else ""
    after = scan.text[reading.end : reading.end + 1]
    if before.isalnum() and spoken[0].isalnum():
        spoken = " " + spoken
    if after.isalnum() and spoken[-1].isalnum() and not _joins(reading):
        spoken += " "
    return spoken


def _joins(reading: Reading) -> bool:
    return reading.kind in ("compound", "ordinal", "range", "percent", "decade")
