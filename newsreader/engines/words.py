"""Where each spoken word lies in the sound, from the durations that the model gives its phonemes.

Spoken words are espeak's: what stands between two spaces of the phonemes. They are not always those
of the text: numbers are several, and small words may be joined ("i en" is one).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word."""

    begin: int
    """In samples from the beginning of the utterance."""
    end: int


def words(
    ids: Sequence[int], ends: Sequence[int], spaces: Collection[int], silent: Collection[int]
) -> list[Word]:
    """Return the words among phoneme ids; ``ends`` tells where the sound of each ends, in samples.

    Phonemes that are no sounds (``silent``) belong to a word only inside it. A pad after a phoneme
    is a part of its sound; spaces and what is silent beside them are the pause between words.
    """
    found: list[Word] = []
    begin = end = -1
    before = sounding = 0
    for number, after in zip(ids, ends, strict=True):
        if number in spaces:
            if begin >= 0:
                found.append(Word(begin, end))
            begin = -1
            sounding = 0
        elif number not in silent:
            begin = before if begin < 0 else begin
            end, sounding = after, 1
        elif sounding:
            end, sounding = after, 0  # the pad
        before = after
    return [*found, Word(begin, end)] if begin >= 0 else found
