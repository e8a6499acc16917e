"""Which spoken words stand for which printed ones."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsreader.text.patterns import lazy

if TYPE_CHECKING:
    from newsreader.text.cleanup import Clean
    from newsreader.text.scan import Reading
    from newsreader.types import Token

_WORD = lazy(r"\S+")


def align(
    cleaned: "Clean", readings: "Sequence[Reading]", spoken: Sequence[str]
) -> "Iterator[Token]":
    """Yield each printed word with what is spoken for it, marks included.

    What is read in one go is one token ("3,5 mrd."). ``spoken`` is what was put in the place of
    each reading.
    """
    shift = 0  # from a place in the clean text to that in the spoken one
    number = 0
    done = 0
    for match in _WORD.finditer(cleaned.text):
        start, end = match.span()
        if start < done:
            continue
        begin = start + shift
        while number < len(readings) and readings[number].start < end:
            reading = readings[number]
            shift += len(spoken[number]) - (reading.end - reading.start)
            number += 1
            if reading.end > end:  # it ends in another word
                last = _WORD.search(cleaned.text, reading.end - 1)
                end = max(reading.end, last.end() if last and last.start() < reading.end else 0)
        done = end
        yield cleaned.source(start, end), (begin, end + shift)
