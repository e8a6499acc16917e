"""Cut a byline into its authors and its dates."""

from newsreader.sources.page import tags
from newsreader.sources.page.tree import Element
from newsreader.sources.page.words import Kind


def byline_items(element: Element) -> list[Element]:
    """Return the parts of a byline that name one author each, and the dates beside them."""
    items = [e for e in element.below() if e.tag == "li" and e.size]
    if items:
        within = {id(inside) for item in items for inside in item.below()}
        return items + [e for e in element.below() if is_date(e) and id(e) not in within]
    while True:
        children = [child for child in element.elements() if child.size]
        blocks = [child for child in children if child.tag not in tags.INLINE]
        if len(blocks) > 1 and len(blocks) == len(children):
            shapes = {(child.tag, child.attribute("class")) for child in blocks}
            if len(shapes) == 1 or all(is_date(child) or _names(child) for child in blocks):
                return blocks
        if len(children) != 1 or children[0].size != element.size:
            return [element]
        element = children[0]


def byline_text(item: Element) -> tuple[str, list[Element]]:
    """Return the words of a byline with spaces between its parts, and the dates left out."""
    parts: list[str] = []
    dates: list[Element] = []
    waiting: list[Element | str] = [item]
    while waiting:
        child = waiting.pop()
        if isinstance(child, str):
            parts.append(child)
        elif child is not item and is_date(child):
            dates.append(child)
        else:
            parts.append(" ")
            waiting.append(" ")
            waiting.extend(reversed(child.children))
    return "".join(parts), dates


def is_date(element: Element) -> bool:
    """Tell whether an element holds a time or a date, and no author."""
    dated = element.tag == "time" or Kind.METADATA in element.kinds
    return dated and element.size > 0 and Kind.BYLINE not in element.kinds


def _names(element: Element) -> bool:
    return Kind.BYLINE in element.kinds or any(Kind.BYLINE in e.kinds for e in element.below())
