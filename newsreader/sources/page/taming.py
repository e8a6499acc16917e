"""Take out of a page what no browser could bear, before it is parsed.

A parser that follows the HTML Standard needs time that grows with the square of the depth of the
tags and of the attributes of one tag, and copies unclosed formatting tags into every paragraph.
Browsers set limits too: Chrome nests no deeper than 512 elements.
"""

import re

from newsreader.sources.page import tags

_DEEPEST = 256
_DEEPEST_FORMATTING = 24
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


def tame(html: str) -> str:
    """Return the page without tags that are nested too deep, too many or too full of attributes."""
    pieces: list[str] = []
    copied = position = depth = formatting = count = 0
    while match := _TAG.search(html, position):
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
            return "".join(pieces)
        replacement = None
        if name in tags.FORMATTING:
            formatting, replacement = _level(formatting, closing, _DEEPEST_FORMATTING, "wbr")
        elif name not in tags.VOID and name not in tags.CLOSED_BY_THE_NEXT:
            depth, replacement = _level(depth, closing, _DEEPEST, "hr")
        if replacement is None and len(attributes) > _LONG_TAG and _is_flood(attributes):
            replacement = f"<{closing}{name}>"
        if replacement is not None:
            pieces += (html[copied : match.start()], replacement)
            copied = position
        if name in _RAW_END and not closing and replacement is None:
            position = _end_of_raw(html, name, position)
    pieces.append(html[copied:])
    return "".join(pieces)


def _level(level: int, closing: str, deepest: int, void: str) -> tuple[int, str | None]:
    """Return the new level, and what to put in place of the tag where it is too deep."""
    if closing:
        return max(0, level - 1), "" if level > deepest else None
    return level + 1, f"<{void}>" if level >= deepest else None


def _end_of_raw(html: str, name: str, start: int) -> int:
    """Return where the text of a script or its like ends."""
    match = _RAW_END[name].search(html, start)
    return match.start() if match else len(html)


def _is_flood(attributes: str) -> bool:
    bare = _QUOTED.sub(" ", attributes)
    return len(_NAMES.findall(bare)) > _MOST_ATTRIBUTES
