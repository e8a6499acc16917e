"""Where a step leads. Pure: an outline, a place and lengths in, a place out; never round the end.

Places are in unstretched sound, so that they stay true at any speed.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from newsreader.listening.levels import Level, Outline
from newsreader.types import Utterance

STEP = 15.0
"""Of the level of seconds, in s."""

GRACE = 2.0
"""In s of listening: so soon after a unit's beginning, "previous" goes to the one before it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a script."""

    index: int
    """Of the utterance."""
    offset: float = 0.0
    """Into it, in s of unstretched sound."""


def next_place(
    outline: Outline, level: Level, place: Place, lengths: Sequence[float]
) -> Place | None:
    """Return where the next unit begins, None behind the last one.

    ``lengths`` are those of the utterances, pauses included, at speed 1.
    """
    if level is Level.SECONDS:
        return shift(outline, place, STEP, lengths)
    unit = outline.following(level, place.index)
    return Place(unit.begin) if unit else None


def previous_place(
    outline: Outline, level: Level, place: Place, lengths: Sequence[float], grace: float = GRACE
) -> Place | None:
    """Return where this unit begins, or, within ``grace`` s of that, the one before it.

    ``grace`` is in unstretched sound. None at the first unit.
    """
    if level is Level.SECONDS:
        return shift(outline, place, -STEP, lengths, grace)
    unit = outline.unit(level, place.index)
    if unit and sum(lengths[unit.begin : place.index]) + place.offset > grace:
        return Place(unit.begin)
    before = outline.preceding(level, place.index)
    return Place(before.begin) if before else None


def shift(
    outline: Outline,
    place: Place,
    seconds: float,
    lengths: Sequence[float],
    grace: float = GRACE,
) -> Place | None:
    """Return the place so many s away, at most the edge of the neighboring article.

    A step that would leave the article forwards ends at the beginning of the next one; one that
    would leave it backwards ends at the beginning of this one, unless that is within ``grace``.
    None where there is nothing further.
    """
    starts = [0.0, *accumulate(lengths)]
    now = starts[place.index] + place.offset
    article = outline.article(place.index)
    if seconds > 0:
        if now + seconds < starts[article.end]:
            return _at(outline.script, now + seconds, starts)
        return Place(article.end) if article.end < len(outline.script) else None
    begin = article.begin
    if now - starts[begin] <= grace:
        before = outline.preceding(Level.ARTICLE, begin)
        if before is None:
            return None
        begin = before.begin
    return _at(outline.script, max(now + seconds, starts[begin]), starts)


def _at(script: Sequence[Utterance], time: float, starts: Sequence[float]) -> Place:
    """Return the place at a time; a time inside a pause is the beginning of what follows."""
    index = min(bisect_right(starts, time), len(script)) - 1
    offset = time - starts[index]
    speech = starts[index + 1] - starts[index] - script[index].pause
    if offset >= speech and index + 1 < len(script):
        return Place(index + 1)
    return Place(index, max(0.0, min(offset, speech)))
