"""Account for every character of a text: spoken, heard as a pause, or dropped, and why.

A listener cannot see what a reader leaves out, so nothing is left out in silence: `explain` lists
what was dropped.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsreader.text.cleanup import clean
from newsreader.text.rules.web import silent

if TYPE_CHECKING:
    from newsreader.text.normalize import Step
    from newsreader.types import Span

Fate = Literal["spoken", "pause", "dropped"]
Reason = Literal[
    "", "address", "emoji", "invisible", "layout", "lexicon", "note", "scheme", "sign", "tag"
]


class Part(NamedTuple):
    """A stretch of a text with one fate."""

    span: "Span"
    fate: Fate
    reason: Reason = ""
    """Why it was dropped."""


_LAYOUT = frozenset("*_#•·†‡¶`^|\\@&%§/~=<>-–—")
_NOTE = frozenset("[]0123456789¹²³⁴⁵⁶⁷⁸⁹⁰ ")


def account(text: str, steps: "Sequence[Step]") -> tuple[Part, ...]:
    """Divide a text into parts that cover it, from the steps that normalize took in it."""
    fates: list[tuple[Fate, Reason]] = []
    kept = clean(text)
    seen = None if kept.places is None else {kept.places[i]: c for i, c in enumerate(kept.text)}
    done = 0
    for step in steps:
        start, end = step.span
        fates += (_as_printed(c, i, seen) for i, c in enumerate(text[done:start], done))
        fates += _of_step(step, seen)
        done = end
    fates += (_as_printed(c, i, seen) for i, c in enumerate(text[done:], done))
    return tuple(_parts(fates))


def _parts(fates: list[tuple[Fate, Reason]]) -> Iterator[Part]:
    for (fate, reason), run in groupby(range(len(fates)), lambda place: fates[place]):
        places = list(run)
        yield Part((places[0], places[-1] + 1), fate, reason)


def _as_printed(char: str, place: int, seen: dict[int, str] | None) -> tuple[Fate, Reason]:
    """Tell the fate of a character that no rule took."""
    if seen is not None and place not in seen:
        # A mark that joins the letter before it sounds with it; the rest is invisible.
        return ("spoken", "") if unicodedata.combining(char) else ("dropped", "invisible")
    if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") and not char.isspace():
        return "dropped", "invisible"
    return ("spoken" if unicodedata.category(char)[0] in "LMN" else "pause"), ""


def _of_step(step: "Step", seen: dict[int, str] | None) -> Iterator[tuple[Fate, Reason]]:
    """Tell the fates of the characters that a rule took."""
    start = step.span[0]
    if any(map(str.isalnum, step.spoken)):
        unsaid: dict[int, Reason] = dict(silent(step.printed)) if step.rule == "web" else {}
        for place, char in enumerate(step.printed):
            if place in unsaid:
                yield "dropped", unsaid[place]
            elif seen is not None and start + place not in seen:
                yield _as_printed(char, start + place, seen)
            else:
                yield "spoken", ""
        return
    note = _NOTE.issuperset(step.printed) and any(map(str.isdigit, step.printed))
    for place, char in enumerate(step.printed):
        if seen is not None and start + place not in seen:
            yield _as_printed(char, start + place, seen)
        elif step.rule == "lexicon":
            yield "dropped", "lexicon"
        elif char.isspace() or step.spoken or step.rule == "slash":
            yield "pause", ""
        else:
            yield "dropped", "note" if note else why(char)


def why(char: str) -> Reason:
    """Tell why a mark without a word is not said."""
    if char in _LAYOUT:
        return "layout"
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return "invisible"
    if char.isdigit():
        return "note"
    return "emoji" if category in ("So", "Sk") else "sign"
