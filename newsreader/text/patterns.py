"""Patterns that are compiled when they are first used.

The rules hold about two hundred patterns. Compiling all of them takes longer than everything else
that a short command does, and most articles need only some.
"""

import re
from typing import cast

_METHODS = ("match", "search", "fullmatch", "finditer", "findall", "split", "sub", "pattern")


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what acts as re.compile(pattern, flags) would."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        # Reached once: from then on the methods are found on the object itself, at full speed.
        compiled = re.compile(self._source, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
