"""What the class names, ids and test marks of Norwegian news sites say about an element.

The words stand in `words.tsv`. They are matched as whole words: `article-lead_root__x1` has the
words article, lead, root and x1.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from newsreader.sources.page import tags


class Kind(StrEnum):
    """What the markup says that an element is."""

    FURNITURE = "furniture"
    """Not the article: menus, offers, teasers, comments."""
    MEDIA = "media"
    """A player or an embed: only its captions belong to the article."""
    CONTROL = "control"
    """A button by another name, where its text is short."""
    HEADLINE = "headline"
    LEAD = "lead"
    DATELINE = "dateline"
    CAPTION = "caption"
    CREDIT = "credit"
    BYLINE = "byline"
    METADATA = "metadata"
    QUOTE = "quote"
    BOX = "box"
    AUTHOR_BOX = "author box"
    PICTURE = "picture"


_ITEMPROPS = {
    "caption": Kind.CAPTION,
    "author": Kind.BYLINE,
    "description": Kind.LEAD,
    "datepublished": Kind.METADATA,
    "datemodified": Kind.METADATA,
    "copyrightholder": Kind.CREDIT,
}


_CUSTOM = {"debate": Kind.FURNITURE, "accordion": Kind.FURNITURE}
"""Words in the names of custom elements only (Amedia's `brick-debate`, AMP's `amp-accordion`)."""

_LONGEST = 2000
"""Characters of class names that are looked at."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z0-9]+")
_BOX_LABEL = re.compile(
    r"fakta|oppsummering|oppsummert|kortversjon|sammendrag|samandrag", re.IGNORECASE
)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def kinds_of(tag: str, attributes: Mapping[str, str | None]) -> frozenset[Kind]:
    """Return what an element's markup says about it."""
    if not attributes and "-" not in tag:
        return _named(tag, "")
    names = " ".join(
        filter(
            None,
            (
                attributes.get("class"),
                attributes.get("id"),
                attributes.get("data-test-tag"),
                attributes.get("data-testid"),
                attributes.get("data-test-id"),
            ),
        )
    )
    kinds = _named(tag, names)
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in tags.HIDDEN_ROLES
        or "data-ad" in attributes
        or ("style" in attributes and _NOT_SHOWN.search(attributes["style"] or ""))
    ):
        kinds |= {Kind.FURNITURE}
    if (label := attributes.get("aria-label")) and _BOX_LABEL.match(label):
        kinds |= {Kind.BOX}
    itemprop = attributes.get("itemprop")
    if itemprop and (kind := _ITEMPROPS.get(itemprop.lower())):
        kinds |= {kind}
    return kinds


@lru_cache(maxsize=4096)
def _named(tag: str, names: str) -> frozenset[Kind]:
    kind_of = _kind_of()
    kinds = {Kind.FURNITURE} if tag in tags.FURNITURE else set()
    if "-" in tag:
        names = f"{tag} {names}"
        kinds |= {_CUSTOM[word] for word in tag.split("-") if word in _CUSTOM}
    for name in names[:_LONGEST].split():
        words = [word for word in _SPLIT.split(_CAMEL.sub("-", name).lower()) if word]
        pairs = (f"{first}+{second}" for first, second in pairwise(words))
        for word in (*words, "".join(words), *pairs):
            if kind := kind_of.get(word):
                kinds.add(kind)
    return frozenset(kinds)


@cache
def _kind_of() -> dict[str, Kind]:
    """Return each word, and each pair of words, with what it says."""
    kinds: dict[str, Kind] = {}
    rows = Path(__file__).with_name("words.tsv").read_text(encoding="utf-8").splitlines()
    for row in rows[1:]:
        kind, words, _where = row.split("\t")
        kinds |= dict.fromkeys(words.split(), Kind(kind))
    return kinds
