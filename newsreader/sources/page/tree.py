"""A light tree of what can be seen on a page, parsed as the HTML Standard says.

The parser is Lexbor, by way of selectolax: HTML5-correct, and 15 ms to import.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsreader.sources.page import tags
from newsreader.sources.page.words import Kind, kinds_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_DEEPEST = 100
"""Real pages nest some 40 deep. What lies deeper is lifted up, so that walking can recurse."""


_PROSE = 60
"""Characters: a run of text this long is prose, wherever it stands."""


@dataclass(slots=True, eq=False)
class Element:
    """An element with its children: elements, and text."""

    tag: str
    attributes: dict[str, str | None]
    parent: "Element | None"
    kinds: frozenset[Kind]
    children: list["Element | str"] = field(default_factory=list)
    size: int = 0
    """Characters of text below."""
    linked: int = 0
    """Those of them that are inside links."""
    prose: int = 0
    """Those of them that are prose: paragraphs and long runs, links aside."""
    holds_title: bool = False
    """Whether a first-level heading is below."""
    pictured: bool = False
    """Whether a picture is below."""

    def attribute(self, name: str) -> str:
        """Return an attribute, or nothing."""
        return self.attributes.get(name) or ""

    def elements(self) -> Iterator["Element"]:
        """Yield the child elements."""
        return (child for child in self.children if isinstance(child, Element))

    def below(self) -> Iterator["Element"]:
        """Yield all elements below, in document order."""
        waiting = list(reversed(self.children))
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                yield child
                waiting.extend(reversed(child.children))

    def text(self) -> str:
        """Return all text below, with single spaces."""
        parts: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            child = waiting.pop()
            if isinstance(child, str):
                parts.append(child)
            elif child.tag == "br":
                parts.append(" ")
            else:
                waiting.extend(reversed(child.children))
        return squeeze("".join(parts))


def squeeze(text: str) -> str:
    """Put single spaces for all white space but no-break spaces, which are kept."""
    if "\xa0" not in text:
        return " ".join(text.split())
    return " ".join(text.replace("\xa0", "\ue000").split()).replace("\ue000", "\xa0")


def build(parser: "LexborHTMLParser") -> Element:
    """Return the tree of the visible body."""
    body = parser.body
    top = Element("body", {}, None, frozenset())
    if body is None:
        return top
    top = _element(body, body.tag or "body", None)
    order = [top]
    stack = [top]
    node = body.first_child
    depth = 1
    while node is not None:
        owner = stack[-1]
        inner = None
        tag = node.tag
        if tag == "-text":
            owner.children.append(node.text_content or "")
        elif tag in tags.PICTURES:
            owner.pictured = True
        elif tag and tag[0] != "-" and tag not in tags.UNSEEN:
            element = _element(node, tag, owner)
            owner.children.append(element)
            order.append(element)
            inner = node.first_child
            if inner is not None:
                stack.append(element if len(stack) < _DEEPEST else owner)
                depth += 1
                node = inner
                continue
        while node is not None:
            following = node.next
            if following is not None:
                node = following
                break
            depth -= 1
            if depth <= 0:
                node = None
                break
            stack.pop()
            node = node.parent
    measure(order)
    return top


def _element(node: "LexborNode", tag: str, parent: Element | None) -> Element:
    attributes = node.attributes
    return Element(tag, attributes, parent, kinds_of(tag, attributes))


def measure(order: list[Element]) -> None:
    """Add up sizes from the leaves to the top. `order` is document order."""
    for element in reversed(order):
        tag = element.tag
        size = linked = prose = 0
        for child in element.children:
            if isinstance(child, str):
                length = len(child.strip())
                size += length
                if length >= _PROSE and tag in tags.PROSE_PARENTS:
                    prose += length
            elif child.size:
                size += child.size
                linked += child.linked
                prose += child.prose
                element.holds_title |= child.holds_title
                element.pictured |= child.pictured
            elif child.pictured:
                element.pictured = True
        if tag == "p":
            prose = size - linked
        elif tag == "a":
            linked, prose = size, 0
        elif tag == "h1":
            element.holds_title = size > 0
        element.size, element.linked, element.prose = size, linked, prose


def uncount(parent: Element, child: Element) -> None:
    """Take a child that was taken away out of the sizes of all that held it."""
    size, linked, prose = child.size, child.linked, child.prose
    untitled = False
    element: Element | None = parent
    while element is not None and size:
        before = element.linked, element.prose
        element.size -= size
        element.linked = element.size if element.tag == "a" else element.linked - linked
        if element.tag == "a":
            element.prose = 0
        elif element.tag == "p":
            element.prose = element.size - element.linked
        else:
            element.prose -= prose
        linked, prose = before[0] - element.linked, before[1] - element.prose
        untitled |= element.tag == "h1" and not element.size
        if untitled:
            element.holds_title = any(inside.holds_title for inside in element.elements())
        element = element.parent
