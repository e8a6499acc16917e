"""Run a text through the stages of labelling."""

from collections.abc import Sequence
from functools import cache
from gettext import gettext as _

from newsreader.text.segments.blocks import Atom, split_blocks
from newsreader.text.segments.cleaning import Cleaned, clean, row
from newsreader.text.segments.context import describe
from newsreader.text.segments.features import Item
from newsreader.text.segments.openers import count_openers
from newsreader.text.segments.path import best_path
from newsreader.text.segments.peeling import peel
from newsreader.text.segments.weights import COMBINED, FEATURES
from newsreader.types import Mark, Role, Segment

_MOST_EVIDENCE = 3


_COMBINED_FOR = {
    role: [(names, feature) for names, feature in COMBINED if feature.weights.get(role, 0.0) > 0]
    for role in Role
}


_SPEAKING = {
    role: {
        name: (-weight, feature.phrase)
        for name, feature in FEATURES.items()
        if (weight := feature.weights.get(role, 0.0)) > 0
    }
    for role in Role
}
"""For each role the features that speak for it, the weightiest first when sorted."""


@cache
def _translated(phrase: str) -> str:
    """Translate a phrase, once: gettext looks for its catalogue at every call."""
    return _(phrase)


def label_text(text: str, marks: Sequence[Mark] = ()) -> list[Segment]:
    """Label a text as it came.

    The segments stand in document order and together cover every character that is not space. A
    marked span has the role of its mark.
    """
    cleaned = clean(text)
    items = describe(*_atoms(cleaned, marks))
    roles = best_path(items)
    return _segments(text, cleaned, items, roles)


def _atoms(cleaned: Cleaned, marks: Sequence[Mark]) -> tuple[str, list[Atom]]:
    joined, blocks = split_blocks(cleaned.text, _place_marks(cleaned, marks))
    openers = count_openers(joined, blocks)
    atoms: list[Atom] = []
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        following = joined[after.start : min(after.end, after.start + 150)] if after else ""
        atoms += peel(joined, block, following, openers, is_row=index in openers.rows)
    return joined, atoms


def _place_marks(cleaned: Cleaned, marks: Sequence[Mark]) -> list[Mark]:
    """Move marks to the cleaned text, in order; of two that overlap the first one wins."""
    placed: list[Mark] = []
    end = 0
    for mark in sorted(marks, key=lambda mark: mark.span):
        start, stop = (cleaned.position(place) for place in mark.span)
        start = max(start, end)
        if start < stop:
            placed.append(Mark((start, stop), mark.role))
            end = stop
    return placed


def _segments(
    text: str, cleaned: Cleaned, items: Sequence[Item], roles: Sequence[Role]
) -> list[Segment]:
    spans = [cleaned.source(item.atom.start, item.atom.end) for item in items]
    segments: list[Segment] = []
    end = 0
    for index, (item, role) in enumerate(zip(items, roles, strict=True)):
        stop = spans[index][1]
        following = spans[index + 1][0] if index + 1 < len(spans) else len(text)
        # What was cleaned away between two segments belongs to the one before.
        if not (gap := text[stop:following]).isspace():
            stop += len(gap.rstrip())
        while end < stop and text[end].isspace():
            end += 1
        shown = item.text
        if role is Role.LIST_ITEM and "\t" in text[end:stop]:
            shown = row(cleaned.text[item.atom.start : item.atom.end])
        segments.append(Segment(role, shown, (end, stop), _evidence(item, role)))
        end = stop
    return segments


def _evidence(item: Item, role: Role) -> tuple[str, ...]:
    """Give the weightiest features that speak for the role."""
    if item.atom.role is not None:
        return (_translated(FEATURES[item.atom.reason].phrase),)
    known = _SPEAKING[role]
    speaking = [known[name] for name in item.names if name in known]
    speaking += [
        (-feature.weights[role], feature.phrase)
        for names, feature in _COMBINED_FOR[role]
        if names <= item.names
    ]
    speaking.sort()
    return tuple(_translated(phrase) for _weight, phrase in speaking[:_MOST_EVIDENCE])
