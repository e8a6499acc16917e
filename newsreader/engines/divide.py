"""Cut what is too long for an engine where a speaker would breathe."""

from collections.abc import Sequence
from typing import TypeVar

Symbols = TypeVar("Symbols", bound=Sequence[str])
"""Text, or a list of phonemes; each element is one character."""

_SENTENCE = ".!?…"
_CLAUSE = ",;:–—"


def divide(symbols: Symbols, limit: int) -> list[Symbols]:
    """Return pieces of at most ``limit`` symbols that joined are ``symbols``.

    What is too long is halved, and halved again, near its middle: after the end of a sentence, else
    after a clause mark, else between words, and inside a word only where there is no other place.
    Halves of like length read better than a full piece and a short rest.
    """
    if len(symbols) <= limit:
        return [symbols]
    pieces: list[Symbols] = []
    waiting = [symbols]
    while waiting:
        part = waiting.pop()
        if len(part) <= limit:
            pieces.append(part)
            continue
        place = _best_place(part, limit)
        waiting += [_slice(part, place, len(part)), _slice(part, 0, place)]
    return pieces


def _best_place(symbols: Sequence[str], limit: int) -> int:
    """Return where to cut: the nearest to the middle of the best kind within reach of it."""
    middle = len(symbols) // 2
    reach = min(len(symbols) // 4, limit // 2)
    return min(
        range(middle - reach, middle + reach + 1),
        key=lambda place: (_rank(symbols, place), abs(place - middle)),
    )


def _rank(symbols: Sequence[str], place: int) -> int:
    """Rate a cut before ``place``, where a space stands before it; lower is better."""
    if place < 2 or symbols[place - 1] != " ":
        return 3
    before = symbols[place - 2]
    if before in _SENTENCE:
        return 0
    return 1 if before in _CLAUSE else 2


def _slice(symbols: Symbols, start: int, end: int) -> Symbols:
    return symbols[start:end]  # type: ignore[return-value]  # str and list slice to themselves
