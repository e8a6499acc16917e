"""Take away what is not the article, and find the element that holds it."""

import re

from newsreader.sources.page import tags
from newsreader.sources.page.tree import Element, uncount
from newsreader.sources.page.words import Kind

_SHARE = 0.5
"""Of the prose: what holds as much is the article, whatever it is called."""

_BODY_SHARE = 0.6
"""Of the prose of the article: the rest is its lead, and offers after it."""

_CONTROL_LENGTH = 40

_MAY_BE_FURNITURE = tags.CONTAINERS | {"button"}
"""Tags that are looked at though nothing is known of them."""

_HEADING_LENGTH = 60

_TEASER_LINKED = 0.75
"""Of the text of a block that is links from here on: a list of teasers."""


_TITLE_LENGTH = range(12, 200)
_PROSE_TAGS = frozenset({"p", "div"})
_LARGE = re.compile(r"[4-7]|\+[1-4]")
"""Sizes of `font` above the common 3 (HTML 4.01, 15.2.2)."""

_FURNITURE_HEADING = re.compile(
    "(?:"
    r"(?:les|sjå|se|hør|høyr) (?:også|òg|og|mer|meir)\b.{0,30}|(?:andre har )?også lest"
    r"|mest (?:lest|lese|sett)\b.{0,20}|(?:anbefalt|relaterte?|relatert)\b.{0,20}"
    r"|(?:flere|fleire|mer|meir|siste|andre|nyeste|nyaste) (?:saker|fra|frå|nytt|om dette|artikler"
    r"|artiklar|kommentar\w*|innlegg|nyheter|nyhende)\b.{0,40}|(?:liknande|lignende) saker"
    r"|kommentarer|kommentarar|personvern\w*|spørsmål om personvern|nyhetsbrev|nyhendebrev"
    r"|del (?:dette|artikkelen|saken|saka)|emner?|stikkord|nøkkelord|dokumenter|til forsiden"
    r"|kontakter|kontakt oss|følg oss\b.{0,20}|tips oss\b.{0,20}|logg inn"
    r"|(?:vil du )?les[ea]? (?:hele|heile|resten|videre|vidare)\b.{0,40}"
    r"|(?:bli|for|allerede|allereie|er du|som) abonnent\w*\b.{0,30}"
    r")\s*:?",
    re.IGNORECASE,
)
"""Headings of what is not the article. Other words in them would be the story's."""


def prune(top: Element) -> None:
    """Take away menus, offers, teasers and comments. What holds the story is never taken away."""
    total = top.prose
    waiting = [top]
    while waiting:
        parent = waiting.pop()
        for index, child in enumerate(parent.children):
            if isinstance(child, str):
                continue
            if _is_furniture(child, total):
                parent.children[index] = " "
                uncount(parent, child)
            elif child.children:
                waiting.append(child)


def _is_furniture(element: Element, total: int) -> bool:
    kinds = element.kinds
    if not kinds and element.tag not in _MAY_BE_FURNITURE and "-" not in element.tag:
        return element.attribute("role") == "complementary" and not holds_story(element, total)
    if Kind.CONTROL in kinds or element.tag == "button":
        return element.size < _CONTROL_LENGTH and not element.holds_title
    if Kind.FURNITURE in kinds or element.attribute("role") == "complementary":
        return not holds_story(element, total)
    return _has_furniture_heading(element) and not holds_story(element, total)


def holds_story(element: Element, total: int) -> bool:
    """Tell whether an element holds the headline, or at least half of the prose."""
    return element.holds_title or (total > 0 and element.prose >= _SHARE * total)


def _has_furniture_heading(element: Element) -> bool:
    """Tell whether the first thing in a block is a heading such as "Mest lest"."""
    if element.tag not in tags.CONTAINERS and "-" not in element.tag:
        return False
    heading = first_heading(element)
    return heading is not None and _FURNITURE_HEADING.fullmatch(heading.text()) is not None


def first_heading(element: Element) -> Element | None:
    """Return the heading that a block opens with."""
    for _ in range(4):
        first = next((c for c in element.children if isinstance(c, Element) or c.strip()), None)
        if not isinstance(first, Element) or first.size == 0:
            return None
        if first.tag in tags.HEADINGS or first.tag in ("strong", "b"):
            return first if first.size < _HEADING_LENGTH else None
        element = first
    return None


def find_root(top: Element, title: str) -> tuple[Element, Element | None]:
    """Return the element that holds the article, and its headline where there is one."""
    headline = _headline(top, title)
    if headline is None:
        return _densest(top), None
    element = headline
    while element.parent is not None and not _holds_most(element, top):
        element = element.parent
    return element, headline


def _holds_most(element: Element, top: Element) -> bool:
    """Tell whether an element holds at least half of the prose, or of a page without any."""
    if top.prose:
        return element.prose >= _SHARE * top.prose
    return element.size >= _SHARE * top.size


def _headline(top: Element, title: str) -> Element | None:
    """Choose among the headings: the one that says the title, or the first h1 before prose."""
    wanted = _letters(title)
    first = None
    for element in top.below():
        if element.tag not in ("h1", "h2") or not element.size:
            continue
        if element.tag == "h1" and first is None:
            first = element
        if wanted and _letters(element.text()) == wanted:
            return element
    return first or _large_print(top)


def _large_print(top: Element) -> Element | None:
    """Return the title of a page without headings: what is called one, or set large, over prose."""
    found = None
    for element in top.below():
        if found is not None and element.tag in _PROSE_TAGS and element.prose:
            return found
        large = element.tag == "font" and _LARGE.fullmatch(element.attribute("size"))
        if (large or Kind.HEADLINE in element.kinds) and element.size in _TITLE_LENGTH:
            found = element
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _densest(top: Element) -> Element:
    """Return the smallest element that holds most of the prose."""
    element = top
    while True:
        child = max(element.elements(), key=lambda e: e.prose, default=None)
        if child is None or child.prose <= _BODY_SHARE * top.prose or child.tag == "p":
            return element
        element = child


def find_body(root: Element) -> Element:
    """Return the smallest element that holds most of the prose below the root."""
    return _densest(root)


def is_teaser(element: Element) -> bool:
    """Tell whether a block is all links: a list of teasers."""
    return element.size > 0 and element.linked >= _TEASER_LINKED * element.size
