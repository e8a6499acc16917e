"""Take out of a page what no browser could bear, before it is parsed.

A parser that follows the HTML Standard needs time that grows with the square of the depth of the
tags and of the attributes of one tag, and copies unclosed formatting tags into every paragraph.
Browsers set limits too: Chrome nests no deeper than 512 elements.
"""

import re

from newsreader.sources.page import tags

_DEEPEST = 256
_DEEPEST_FORMATTING = 16
_MOST_TAGS = 60_000
"""A live blog of 500 entries has about 20,000."""
_MOST_ATTRIBUTES = 200
_LONG_TAG = 1000
"""In characters: only longer tags are looked at for too many attributes."""

_TAG = re.compile(
    r"""<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9-]{0,40})(?=[\s/>])((?:[^"'>]|"[^"]*"|'[^']*')*+)>?)"""
)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_NAMES = re.compile(r"[^\s/=]+")

_RAW_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in tags.RAW_TEXT}
_FLAT = tags.VOID | tags.CLOSED_BY_THE_NEXT
"""Tags that cannot nest without others between them."""


class _Open:
    """The tags that are open. An end closes what was opened since, or nothing, as in the parser."""

    def __init__(self, deepest: int, instead: str) -> None:
        self._deepest = deepest
        self._instead = instead
        self._names: list[str] = []
        self._beyond = 0

    def tag(self, name: str, closing: str) -> str | None:
        """Count a tag; return what to put in its place where it lies too deep."""
        names = self._names
        if not closing:
            if len(names) < self._deepest:
                names.append(name)
                return None
            self._beyond += 1
            return self._instead
        if self._beyond:
            self._beyond -= 1
            return ""
        if names and names[-1] == name:
            names.pop()
        elif name in names:
            place = len(names) - 1 - names[::-1].index(name)
            if (tags.HOLDS_OPEN if name in tags.SPECIAL else tags.SPECIAL).isdisjoint(
                names[place + 1 :]
            ):
                del names[place:]
        return None


def tame(html: str) -> tuple[str, bool]:
    """Return the page without tags that are nested too deep or too full of attributes.

    And whether it was cut, because there are too many of them.
    """
    pieces: list[str] = []
    copied = position = count = 0
    others, formatting = _Open(_DEEPEST, "<hr>"), _Open(_DEEPEST_FORMATTING, "<wbr>")
    search = _TAG.search
    while match := search(html, position):
        position = match.end()
        closing, name, attributes = match.groups()
        if name is None:
            found = html.find("-->", position)
            position = len(html) if found < 0 else found + 3
            continue
        name = name.lower()
        count += 1
        if count > _MOST_TAGS:
            pieces.append(html[copied : match.start()])
            return "".join(pieces), True
        replacement = None
        if name in tags.FORMATTING:
            replacement = formatting.tag(name, closing)
        elif name not in _FLAT:
            replacement = others.tag(name, closing)
        if replacement is None and len(attributes) > _LONG_TAG and _is_flood(attributes):
            replacement = f"<{closing}{name}>"
        if replacement is not None:
            pieces += (html[copied : match.start()], replacement)
            copied = position
        elif name in _RAW_END and not closing:
            position = _end_of_raw(html, name, position)
    pieces.append(html[copied:])
    return "".join(pieces), False


def _end_of_raw(html: str, name: str, start: int) -> int:
    """Return where the text of a script or its like ends."""
    match = _RAW_END[name].search(html, start)
    return match.start() if match else len(html)


def _is_flood(attributes: str) -> bool:
    bare = _QUOTED.sub(" ", attributes)
    return len(_NAMES.findall(bare)) > _MOST_ATTRIBUTES
