"""Kings, queens, emperors and popes: names that carry a number, read *den* + ordinal.

Names as Språkrådet and Store norske leksikon write them, with the forms that papers also use.
"""

import re
from functools import cache

from newsreader.text.patterns import lazy
from newsreader.text.tables import own_rows

_TITLE = lazy(
    r"\b(?:[Kk]ong(?:en)?|[Dd]ronning(?:a|en)?|[Pp]ave(?:n)?|[Kk]eiser(?:en)?|[Tt]sar(?:en)?|"
    r"[Ss]ultan(?:en)?|[Ff]yrst(?:en)?|[Hh]ertug(?:en)?|[Pp]atriark(?:en)?|[Ff]arao(?:en)?|"
    r"[Ss]torhertug(?:en)?) (?:[A-ZÆØÅÉ][\wé]+ ){1,3}$"
)


def is_regent(before: str) -> bool:
    """Tell whether the text before a number ends in the name of a regent or pope."""
    match = re.search(r"(?:^|[\s(«\"])([A-ZÆØÅÉ][\wé]+) $", before)
    if not match:
        return False
    if match[1] == "Malcolm" and not _TITLE.search(before):
        return False
    return match[1] in _names() or bool(_TITLE.search(before))


@cache
def _names() -> frozenset[str]:
    return frozenset(row["name"] for row in own_rows("regents", "nb"))
