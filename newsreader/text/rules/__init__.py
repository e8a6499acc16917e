"""The rules, one module per family, and the order in which they are tried.

The first rule that answers wins; the most specific stand first. Most look for a sign that must
follow soon after the first character: without it a rule is passed over, and its patterns are not
even compiled.
"""

from typing import NamedTuple

from newsreader.text.numbers import MONTHS
from newsreader.text.rules import (
    compounds,
    dates,
    fractions,
    identifiers,
    letters,
    quantities,
    references,
    romans,
    symbols,
    times,
    web,
)
from newsreader.text.scan import Reading, Rule, Scan


class When(NamedTuple):
    """A rule, and what must follow the first character for it to be tried."""

    rule: Rule
    signs: frozenset[str] = frozenset()
    """One of these, or nothing in particular."""
    reach: int = 0
    """Within so many characters."""


def _when(rule: Rule, signs: str, reach: int) -> When:
    return When(rule, frozenset(signs), reach)


_DIGITS = "0123456789"
_DASHES = "-–—−"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_MONTHS = "".join({form for name in MONTHS for form in (name[0], name[0].upper())})

FIGURES: tuple[When, ...] = (
    When(web.address),
    _when(letters.aircraft, "7", 2),
    _when(references.bible, "MSKTPJ", 4),
    _when(references.case, "-", 3),
    _when(references.verse, ",:", 3),
    _when(references.grouped, "-", 7),
    _when(references.position, "°º", 12),
    _when(references.power, "^" + _RAISED, 3),
    _when(identifiers.identifier, _DIGITS, 1),
    _when(times.sport, ".:", 2),
    _when(dates.figures, ".-/", 4),
    _when(compounds.decade, "tå", 6),
    _when(compounds.suspended, "-", 4),
    _when(dates.named, _MONTHS, 12),
    _when(times.around, "t", 18),
    _when(times.colon, ":", 2),
    _when(times.dotted, ".", 2),
    _when(times.minutes, ".", 3),
    _when(dates.ordinal, ".", 4),
    _when(fractions.mixed, "/" + "".join(fractions.VULGAR), 16),
    _when(compounds.season, "/", 4),
    _when(fractions.slash, "/", 4),
    _when(fractions.times, "xX×*", 40),
    _when(fractions.ratio, ":", 3),
    _when(fractions.extra, "+", 4),
    _when(compounds.percent_word, "%°‰", 40),
    _when(quantities.two, _DASHES, 40),
    _when(compounds.joined, "-–", 40),
    _when(quantities.versions, ".", 4),
    When(quantities.with_unit),
    When(compounds.letters),
    When(quantities.amount),
)
"""For what begins with a figure."""

LETTERS: tuple[When, ...] = (
    When(web.address),
    _when(times.clock, _DIGITS, 9),
    _when(quantities.money_first, _DIGITS, 8),
    _when(letters.slashed, "/", 4),
    _when(letters.days, _DASHES, 12),
    _when(letters.letter_range, "–-", 1),
    _when(letters.initials, ".", 1),
    _when(references.bible, _DIGITS, 10),
    _when(references.ruling, "-", 5),
    _when(references.ion, "⁺⁻", 26),
    When(letters.abbreviation),
    When(letters.unit_word),
    _when(letters.times_sign, _DIGITS, 2),
    When(romans.romans),
    _when(letters.alnum, _DIGITS, 101),
    When(letters.initialism),
)
"""For what begins with a letter."""

REACH = 101
"""The longest of them."""

MARKS: dict[str, tuple[When, ...]] = {
    char: tuple(map(When, rules)) for char, rules in symbols.MARKS.items()
}
"""For single marks; `symbols.symbol` takes all others."""


def first(rules: tuple[When, ...], scan: Scan, start: int) -> Reading | None:
    """Return what the first rule that wants the text at `start` makes of it."""
    follow = scan.text[start + 1 : start + 1 + REACH]
    for rule, signs, reach in rules:
        if signs and signs.isdisjoint(follow[:reach]):
            continue
        reading = rule(scan, start)
        if reading is not None:
            return reading
    return None
