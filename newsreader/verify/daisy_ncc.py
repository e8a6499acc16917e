"""Checks of the navigation control centre of a DAISY 2.02 book."""

import re
from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _

from newsreader.verify.clips import Par
from newsreader.verify.fault import Fault
from newsreader.verify.markup import Document, Node, metas, target

NCC = "ncc.html"

SKIPPABLE = {
    "caption": "prodnote-on",
    "credit": "prodnote-on",
    "byline": "prodnote-on",
    "sidebar": "sidebar-on",
}
"""Classes of text that a listener may want to leave out, and the switch of their pars."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_PATTERNS = {
    "dc:title": r".+",
    "dc:creator": r".+",
    "dc:date": r"\d{4}-\d\d-\d\d",
    "dc:format": r"Daisy 2\.02",
    "dc:identifier": r"\S+",
    "dc:language": r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    "dc:publisher": r".+",
    "ncc:charset": r"utf-8",
    "ncc:depth": r"[1-6]",
    "ncc:files": r"\d+",
    "ncc:footnotes": r"\d+",
    "ncc:generator": r".+",
    "ncc:multimediaType": r"audioFullText",
    "ncc:narrator": r".+",
    "ncc:pageFront": r"\d+",
    "ncc:pageNormal": r"\d+",
    "ncc:pageSpecial": r"\d+",
    "ncc:prodNotes": r"\d+",
    "ncc:setInfo": r"\d+ of \d+",
    "ncc:sidebars": r"\d+",
    "ncc:tocItems": r"\d+",
    "ncc:totalTime": r"\d+:[0-5]\d:[0-5]\d",
}
"""What must be said exactly once, and how (DAISY 2.02, 2.1.1)."""

_COUNTED = {
    "ncc:pageFront": "page-front",
    "ncc:pageNormal": "page-normal",
    "ncc:pageSpecial": "page-special",
    "ncc:footnotes": "noteref",
    "ncc:sidebars": "sidebar",
    "ncc:prodNotes": "optional-prodnote",
}

_SWITCH = {"optional-prodnote": "prodnote-on", "sidebar": "sidebar-on"}

Parts = Sequence[tuple[Document, tuple[Par, ...]]]


def check_ncc(documents: Mapping[str, Document], parts: Parts, files: int) -> Iterator[Fault]:
    """Yield what is wrong with the NCC of a book of so many files."""
    ncc = documents[NCC]
    body = ncc.root.first("body")
    entries = body.children if body else []
    yield from _check_metadata(ncc)
    yield from _check_counts(ncc, entries, files)
    yield from _check_entries(ncc, entries)
    yield from _check_targets(ncc, entries, documents, parts)


def _check_metadata(ncc: Document) -> Iterator[Fault]:
    for name, pattern in _PATTERNS.items():
        found = metas(ncc, name)
        if len(found) != 1:
            message = _("{name} must be there once.").format(name=name)
            yield ncc.fault("metadata-missing", message, ncc.root.first("head"))
        for node in found:
            if not re.fullmatch(pattern, node.get("content")):
                message = _("{name} cannot be {value}.")
                message = message.format(name=name, value=node.get("content") or "-")
                yield ncc.fault("metadata-vocabulary", message, node)
    for node in metas(ncc, "dc:date"):
        if node.get("scheme") != "yyyy-mm-dd":
            message = _("The scheme of the date must be yyyy-mm-dd.")
            yield ncc.fault("metadata-vocabulary", message, node)


def _check_counts(ncc: Document, entries: Sequence[Node], files: int) -> Iterator[Fault]:
    levels = [int(node.tag[1]) for node in entries if node.tag in _HEADINGS]
    counts = {"ncc:tocItems": len(entries), "ncc:files": files, "ncc:depth": max(levels, default=0)}
    for name, kind in _COUNTED.items():
        counts[name] = sum(kind in node.classes for node in entries)
    for name, count in counts.items():
        for node in metas(ncc, name):
            if node.get("content") != str(count):
                message = _("{name} must be {count}.").format(name=name, count=count)
                yield ncc.fault("count-wrong", message, node)


def _check_entries(ncc: Document, entries: Sequence[Node]) -> Iterator[Fault]:
    """Check the elements: the title first, one link in each, no level left out."""
    if not entries or entries[0].tag != "h1" or entries[0].classes != ["title"]:
        message = _("The first element must be a heading h1 of the class title.")
        yield ncc.fault("ncc-title", message, entries[0] if entries else None)
    level = 0
    for node in entries:
        links = node.children
        if node.tag not in (*_HEADINGS, "span", "div"):
            message = _("{element} does not belong here.").format(element=node.tag)
            yield ncc.fault("ncc-element", message, node)
        if not node.id:
            message = _("{element} needs an id.").format(element=node.tag)
            yield ncc.fault("id-missing", message, node)
        if [link.tag for link in links] != ["a"] or "#" not in links[0].get("href"):
            message = _("It must hold one link to a place in a SMIL file.")
            yield ncc.fault("ncc-link", message, node)
        if node.tag in _HEADINGS:
            if int(node.tag[1]) > level + 1:
                message = _("The heading leaves a level out: {heading} after h{level}.")
                message = message.format(heading=node.tag, level=level)
                yield ncc.fault("heading-jump", message, node)
            level = int(node.tag[1])


def _check_targets(
    ncc: Document, entries: Sequence[Node], documents: Mapping[str, Document], parts: Parts
) -> Iterator[Fault]:
    """Check where the links lead: forward only, headings to headings, notes to their beginning."""
    pars = [(smil.name, par) for smil, found in parts for par in found]
    places = {(name, par.node.id): place for place, (name, par) in enumerate(pars)}
    before = -1
    reached: set[int] = set()
    for entry in entries:
        link = entry.first("a")
        found = target(ncc, link.get("href")) if link else None
        place = places.get(found) if found else None
        if place is None:
            message = _("The link leads to no par.")
            yield ncc.fault("ncc-no-par", message, entry)
            continue
        if place <= before:
            message = _("The link leads back, to what comes before the last entry.")
            yield ncc.fault("ncc-order", message, entry)
        before = place
        block = _block(documents, pars[place][1])
        if block is None:
            continue
        reached.add(id(block))
        yield from _check_target(ncc, entry, pars, place, documents)
    for _name, par in pars:
        block = _block(documents, par)
        if block is not None and id(block) not in reached and _is_listed(block):
            reached.add(id(block))
            file = par.text[0] if par.text else ""
            message = _("No entry leads to this: {text}").format(text=block.text[:60])
            yield documents[file].fault("ncc-incomplete", message, block)


def _check_target(
    ncc: Document,
    entry: Node,
    pars: Sequence[tuple[str, Par]],
    place: int,
    documents: Mapping[str, Document],
) -> Iterator[Fault]:
    par = pars[place][1]
    block = _block(documents, par)
    is_heading = block is not None and block.tag in _HEADINGS
    if entry.tag in _HEADINGS and not (is_heading and block is not None and block.tag == entry.tag):
        message = _("The heading does not lead to a heading {heading} of the text.")
        yield ncc.fault("ncc-no-heading", message.format(heading=entry.tag), entry)
    wanted = next((_SWITCH[kind] for kind in entry.classes if kind in _SWITCH), None)
    if wanted and par.node.get("system-required") != wanted:
        message = _("The link leads to a par that cannot be left out.")
        yield ncc.fault("ncc-wrong-par", message, entry)
    if place and _block(documents, pars[place - 1][1]) is block:
        message = _("The link does not lead to the beginning.")
        yield ncc.fault("ncc-wrong-par", message, entry)


def _block(documents: Mapping[str, Document], par: Par) -> Node | None:
    """Return the heading, caption or paragraph that a par's sentence stands in."""
    text = documents.get(par.text[0]) if par.text else None
    node = text.ids.get(par.text[1]) if text and par.text else None
    if node is None:
        return None
    around = [one for one in node.up() if one.tag != "body" and one.tag != "html"]
    listed = [one for one in around if _is_listed(one)]
    return listed[-1] if listed else around[-1]


def _is_listed(node: Node) -> bool:
    """Tell whether an element must have an entry: a heading, or what can be left out."""
    return node.tag in _HEADINGS or any(kind in SKIPPABLE for kind in node.classes)
