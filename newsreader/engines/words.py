"""Where each word of a text lies in its sound.

Engines find out in their own ways, and give one ``Word`` for each of ``tokens``, in order. Where
they cannot tell, they give fewer: whoever wants to know compares the numbers.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from newsreader.types import Span, Utterance

NOBODY = -1
"""Instead of the number of a word, for what belongs to none."""

_TOKEN = re.compile(r"\[\[[^\[\]|]+\|[^\[\]|]*\]\]|[^\s:–—\[]+|\[+")
"""Given phonemes (``engines.brackets``) are one word. espeak makes words of their own of what
stands on both sides of a colon or dash."""


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word."""

    begin: int
    """In samples from the beginning of the utterance."""
    end: int


def tokens(text: str) -> list[Span]:
    """Return where the words stand in a text that an engine is given, those that sound."""
    return [
        match.span() for match in _TOKEN.finditer(text) if any(c.isalnum() for c in match.group())
    ]


def words(owners: Sequence[int], ends: Sequence[int]) -> list[Word]:
    """Return the words among phonemes; ``owners`` tells the number of the word of each.

    ``ends`` tells where the sound of each phoneme ends, in samples. What has no owner belongs to a
    word only inside it.
    """
    found: list[Word] = []
    owner = NOBODY
    before = 0
    for number, end in zip(owners, ends, strict=True):
        if number != NOBODY:
            begin = found.pop().begin if number == owner else before
            found.append(Word(begin, end))
            owner = number
        before = end
    return found


def printed_words(
    utterance: Utterance, given: str, words: Sequence[Word]
) -> list[tuple[Span, int, int]]:
    """Return where printed words stand in an utterance's text, and begin and end in its sound.

    ``given`` is what the engine was given to say, respelled or not. Nothing where it cannot be
    told: for words that the reader adds, and where the engine knows fewer words than it was given.
    """
    asked = tokens(given)
    if len(asked) != len(words) or not utterance.tokens:
        return []
    places = tokens(utterance.spoken)
    if len(places) == len(asked):
        numbers: Sequence[int] = range(len(places))
    else:
        numbers = _alike(
            [utterance.spoken[slice(*span)] for span in places],
            [given[slice(*span)] for span in asked],
        )
    begins = [spoken[0] for _printed, spoken in utterance.tokens]
    found: list[tuple[Span, int, int]] = []
    for number, word in zip(numbers, words, strict=True):
        at = bisect_right(begins, places[number][0]) - 1
        printed = utterance.tokens[max(at, 0)][0]
        begin = word.begin
        if found and found[-1][0] == printed:
            begin = found.pop()[1]
        found.append((printed, begin, word.end))
    return found


def _alike(spoken: Sequence[str], given: Sequence[str]) -> list[int]:
    """Return for each given word the number of the spoken one that it was made of.

    The two rows are laid side by side with as few changes as can be (Levenshtein 1966): a word is
    kept, respelled, or written as several.
    """
    costs = [[float(n) for n in range(len(given) + 1)]]
    for row, word in enumerate(spoken, 1):
        above = costs[-1]
        line = [float(row)]
        for column, other in enumerate(given, 1):
            change = 0.0 if word == other else 0.9 if word[0] == other[0] else 1.1
            line.append(min(above[column - 1] + change, above[column] + 1, line[-1] + 1))
        costs.append(line)
    numbers: list[int] = []
    row, column = len(spoken), len(given)
    while column:
        here = costs[row][column]
        if row and here == costs[row - 1][column] + 1:
            row -= 1
        elif here == costs[row][column - 1] + 1:
            column -= 1
            numbers.append(max(row - 1, 0))  # one more word for the spoken one before it
        else:
            row, column = row - 1, column - 1
            numbers.append(row)
    return numbers[::-1]
