"""A web page as a document: its story, with the roles that the markup gives away.

What belongs to the page and not to the article (menus, offers, teasers, comments, players) is left
out. What stands in the article but is doubtful is marked as noise, so that it can be looked at.
"""

import re
from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

from newsreader.errors import SourceError
from newsreader.sources.page.decoding import page_text, repair
from newsreader.sources.page.facts import Facts, find_facts
from newsreader.sources.page.lines import Block
from newsreader.sources.page.root import find_body, find_root, prune
from newsreader.sources.page.settling import settle
from newsreader.sources.page.state import page_in_state
from newsreader.sources.page.taming import tame
from newsreader.sources.page.tree import Element, build
from newsreader.sources.page.walk import walk
from newsreader.types import Document, Mark, Role

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_SHORT = 120
"""Characters of story: a page with fewer is drawn by script, or a stub."""

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_BY = re.compile(r"(?:av|tekst):?\s+", re.IGNORECASE)
_BY_NAME = re.compile(r"\bAv:? ([A-ZÆØÅ][\w.’-]+(?: [A-ZÆØÅ][\w.’-]+){1,3})")
_LINES = (Role.FACTBOX, Role.LIST_ITEM)
"""Roles whose blocks are lines."""
_STORY = (None, Role.BODY, Role.LEAD, Role.LIST_ITEM)


def document_from_html(data: bytes | str, source: str, charset: str | None = None) -> Document:
    """Find the article on a web page.

    `source` is where the page came from; `charset` is what the server said. Raises SourceError
    when there is nothing to read on it.
    """
    from selectolax.lexbor import LexborHTMLParser

    html = repair(data) if isinstance(data, str) else page_text(data, charset)
    tamed, is_cut = tame(html)
    parser = LexborHTMLParser(tamed)
    facts = find_facts(parser)
    root, blocks = _blocks(parser, facts)
    if _is_short(blocks):
        drawn = page_in_state(parser, facts.title)
        blocks = _from_facts(facts) or blocks
        if drawn and _is_short(blocks):
            tamed, is_cut = tame(drawn)
            root, blocks = _blocks(LexborHTMLParser(tamed), facts)
    text, marks = _joined(blocks)
    if not any(character.isalpha() for character in text):
        raise SourceError(
            _("There is no article on the page {name}.").format(name=source),
            _("Open the page in a browser and save the text of the article instead."),
        )
    return Document(
        text=text,
        source=source,
        marks=tuple(marks),
        title=facts.title or _headline(blocks) or facts.page_title or None,
        language=facts.language or None,
        published=facts.published or _first_time(root) or None,
        publisher=facts.publisher or None,
        byline=", ".join(facts.authors) or _byline(blocks) or None,
        paywalled=facts.paywalled,
        is_cut=is_cut,
    )


def _blocks(parser: "LexborHTMLParser", facts: Facts) -> tuple[Element, list[Block]]:
    """Return the element that holds the article, and its blocks."""
    top = build(parser)
    prune(top)
    root, headline = find_root(top, facts.title)
    return root, settle(walk(root, headline, find_body(root)), facts)


def _is_short(blocks: Sequence[Block]) -> bool:
    return sum(len(block.text) for block in blocks if block.role in _STORY) < _SHORT


def _joined(blocks: Sequence[Block]) -> tuple[str, list[Mark]]:
    """Return the text, and the spans of the blocks whose role is known."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    before: Role | None = None
    for block in blocks:
        if parts:
            joint = "\n" if block.role is before and before in _LINES else "\n\n"
            parts.append(joint)
            length += len(joint)
        if block.role is not None:
            marks.append(Mark((length, length + len(block.text)), block.role))
        parts.append(block.text)
        length += len(block.text)
        before = block.role
    return "".join(parts), marks


def _from_facts(facts: Facts) -> list[Block]:
    """Return the blocks of an article that only JSON-LD holds."""
    roles: list[tuple[str, Role | None]] = []
    for entry in facts.entries:
        roles += [
            (entry.time, Role.TIMESTAMP),
            (entry.headline, Role.SUBHEADING),
            *((paragraph, None) for paragraph in entry.body.split("\n\n")),
        ]
    paragraphs = facts.body.split("\n\n")
    if facts.body and not facts.body.startswith(facts.description):
        roles.append((facts.description, Role.LEAD))
    roles += [(paragraph, Role.BODY if len(paragraphs) > 1 else None) for paragraph in paragraphs]
    blocks = [Block(text, role) for text, role in roles if text]
    if blocks and facts.title:
        blocks.insert(0, Block(facts.title, Role.HEADLINE))
    return blocks


def _headline(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.role is Role.HEADLINE), "").replace(
        "\xad", ""
    )


def _byline(blocks: Sequence[Block]) -> str:
    names = [_BY.sub("", block.text) for block in blocks if block.role is Role.BYLINE]
    if not names:
        metadata = (block.text for block in blocks if block.role is Role.METADATA)
        names = [match.group(1) for text in metadata if (match := _BY_NAME.search(text))]
    return ", ".join(dict.fromkeys(names))


def _first_time(root: Element) -> str:
    """Return the first time on the page that a machine can read."""
    times = (element.attribute("datetime") for element in root.below() if element.tag == "time")
    return next((time for time in times if _ISO_DATE.match(time)), "")
