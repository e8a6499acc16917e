"""Phonemes in the middle of words: ``[[makrˈɔŋ|Macron]]``, from the user's lexicon.

The first part is IPA for the voices that take it, the second what was printed, for those that do
not. Printed text never has this form: the normalizer turns a bar into a comma.
"""

import re
from collections.abc import Iterator

_BRACKETS = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]*)\]\]")


def printed(text: str) -> str:
    """Return the text with the printed words in the place of phonemes."""
    # espeak and Piper have a meaning of their own for double brackets.
    return _BRACKETS.sub(r"\2", text).replace("[[", "[ ")


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield stretches of words and of phonemes; True for phonemes."""
    for number, part in enumerate(re.split(r"\[\[([^\[\]|]+)\|[^\[\]|]*\]\]", text)):
        if part:
            yield part, number % 2 == 1
