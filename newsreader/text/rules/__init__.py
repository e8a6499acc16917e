"""The rules, one module per family, and the order in which they are tried.

The first rule that answers wins; the most specific stand first.
"""

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
from newsreader.text.scan import Rule

FIGURES: tuple[Rule, ...] = (
    web.address,
    letters.aircraft,
    references.bible,
    references.case,
    references.verse,
    references.grouped,
    references.position,
    references.power,
    identifiers.identifier,
    times.sport,
    dates.figures,
    compounds.decade,
    compounds.suspended,
    dates.named,
    times.around,
    times.colon,
    times.dotted,
    times.minutes,
    dates.ordinal,
    fractions.mixed,
    compounds.season,
    fractions.slash,
    fractions.times,
    fractions.ratio,
    fractions.extra,
    compounds.percent_word,
    quantities.two,
    compounds.joined,
    quantities.versions,
    quantities.with_unit,
    compounds.letters,
    quantities.amount,
)
"""For what begins with a figure."""

LETTERS: tuple[Rule, ...] = (
    web.address,
    times.clock,
    quantities.money_first,
    letters.slashed,
    letters.days,
    letters.letter_range,
    letters.initials,
    references.bible,
    references.ruling,
    references.ion,
    letters.abbreviation,
    letters.unit_word,
    letters.times_sign,
    romans.romans,
    letters.alnum,
    letters.initialism,
)
"""For what begins with a letter."""

MARKS = symbols.MARKS
"""For single marks; `symbols.symbol` takes all others."""
