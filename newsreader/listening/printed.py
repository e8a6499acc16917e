"""Where in the text that was given something printed stands."""

import re
from collections.abc import Sequence

from newsreader.types import Span


def span_of(printed: Sequence[str], text: str, part: Span) -> Span:
    """Return where the last of some texts stands that follow each other in a part of an input.

    White space may differ, as it does in the rows of a table. Where it cannot be told exactly,
    because characters have been composed or repaired, it is the whole part.
    """
    begin, end = part
    found: Span = part
    for each in printed:
        words = r"\s+".join(map(re.escape, each.split()))
        if not words:
            continue
        match = re.compile(words).search(text, begin, end)
        if match is None:
            return part
        found, begin = match.span(), match.end()
    return found
