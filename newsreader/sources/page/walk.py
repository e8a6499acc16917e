"""Walk the article in reading order and cut it into blocks with the roles that markup gives."""

import re
from functools import lru_cache
from typing import NamedTuple

from newsreader.sources.page import tags
from newsreader.sources.page.bylines import byline_items, byline_text, is_date
from newsreader.sources.page.lines import (
    BOLD,
    LINK,
    UNBOLD,
    UNLINK,
    Block,
    block_of,
    paragraphs,
    spaced_text,
)
from newsreader.sources.page.root import first_heading, holds_story, is_teaser
from newsreader.sources.page.tree import Element
from newsreader.sources.page.words import Kind
from newsreader.types import Role

_TEASER_PARTS = frozenset({"div", "p", *tags.HEADINGS})

_LEAD_LENGTH = range(15, 900)
_BYLINE_LENGTH = 300
_CAPTION_LENGTH = 1500
_QUOTE_LENGTH = 700
_BOX_LENGTH = 6000
_METADATA_LENGTH = 500
_CREDIT_LENGTH = 160
_CELL_LENGTH = 80

_COUNTER = re.compile(r"\W*\d+\W*(?:(?:av|/|of|\|)\s*\d+\W*)?")
"""The number of a picture in a gallery, which is no caption."""
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_BOX_HEADING = re.compile(
    r"fakta\b|faktaboks|kortversjonen|sak[ea]n (?:kort|oppsummert)|(?:kort )?oppsummert"
    r"|oppsummering|sammendrag|samandrag",
    re.IGNORECASE,
)


class _Context(NamedTuple):
    role: Role | None = None
    tag: str = "div"
    in_body: bool = False
    picture: bool = False
    marked_only: bool = False
    """Whether only captions, credits and bylines are wanted, as of a player or a footer."""


@lru_cache(maxsize=1024)
def _inside(context: _Context, tag: str) -> _Context:
    """Return the context inside a block with a tag."""
    return context._replace(tag=tag)


def walk(root: Element, headline: Element | None, body: Element) -> list[Block]:
    """Return the blocks of the article."""
    walker = _Walker(root, headline, body)
    walker.enter(root, _Context())
    walker.flush(_Context())
    return walker.blocks


class _Walker:
    """Keeps the blocks so far and the line that is being read. Recurses as deep as the tree is."""

    def __init__(self, root: Element, headline: Element | None, body: Element) -> None:
        self.blocks: list[Block] = []
        self._total = root.prose
        self._headline = headline
        self._body = body
        self._line: list[str] = []
        self._bold = 0
        self._contact = False
        self._seen_prose = False

    def enter(self, element: Element, context: _Context) -> None:
        """Read one element and all below it."""
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag == "hr":
            self.flush(context)
        elif element.size == 0:
            self._line.append(" ")
        elif tag in tags.INLINE:
            self._inline(element, context)
        else:
            self.flush(context)
            self._block(element, context)

    def _children(self, element: Element, context: _Context) -> None:
        for child in element.children:
            if isinstance(child, str):
                self._line.append(child.replace("\n", " ").replace("\xad", ""))
            else:
                self.enter(child, context)

    def _break(self) -> None:
        if self._bold:
            self._line += (UNBOLD, "\n", BOLD)
        else:
            self._line.append("\n")

    # Inline

    def _inline(self, element: Element, context: _Context) -> None:
        if element.size < 5 and (
            (element.tag == "sup" and element.linked == element.size)
            or (element.tag == "a" and element.attribute("href").startswith("#"))
        ):
            return  # a footnote mark
        if element.tag == "a" and self._is_skipped(element, context):
            return
        if element is self._headline:
            self.flush(context)
            self._whole(element, context._replace(role=Role.HEADLINE))
            return
        role = self._inline_role(element, context)
        if role is not None and role is not context.role:
            self.flush(context)
            inner = context._replace(role=role)
            self._prefixed(element, inner)
            self.flush(inner)
            return
        # Style sheets set parts apart that have no space between them.
        spaced = (
            context.role in (Role.BYLINE, Role.METADATA)
            or (context.role is None and context.tag == "div")
            or (
                context.role is Role.CAPTION
                and "".join(self._line[-1:]).rstrip()[-1:] in tuple(".:!?»")
            )
        )
        if spaced:
            self._line.append(" ")
        if element.tag in ("b", "strong"):
            self._bold += 1
            self._line.append(BOLD)
            self._children(element, context)
            self._line.append(UNBOLD)
            self._bold -= 1
        elif element.tag == "a":
            self._contact |= element.attribute("href").startswith("mailto:")
            self._line.append(LINK)
            self._children(element, context)
            self._line.append(UNLINK)
        else:
            self._children(element, context)
        if spaced:
            self._line.append(" ")

    def _inline_role(self, element: Element, context: _Context) -> Role | None:
        kinds = element.kinds
        if context.role is Role.CAPTION or context.picture:
            if Kind.CREDIT in kinds or Kind.BYLINE in kinds:
                return Role.CREDIT if element.size <= _CREDIT_LENGTH else None
            if element.tag == "small" and self.blocks and context.role is Role.CAPTION:
                return Role.CREDIT if element.size <= _CREDIT_LENGTH else None
            if Kind.CAPTION in kinds:
                return Role.CAPTION
            return None
        if context.role in (Role.BYLINE, Role.METADATA):
            if Kind.BYLINE in kinds:
                return Role.BYLINE
            return Role.METADATA if element.tag == "time" or Kind.METADATA in kinds else None
        if context.role is None and len(self._line) < 3 and not any(map(str.strip, self._line)):
            place = Kind.DATELINE in kinds or "dateline" in element.attribute("class")
            if place and not re.search(r"\d", element.text()):
                return Role.DATELINE
        if context.role is not None or context.tag == "p" or context.tag in tags.HEADINGS:
            return None
        if element.tag == "time":
            return Role.METADATA
        for kind, role, longest in (
            (Kind.CAPTION, Role.CAPTION, _CAPTION_LENGTH),
            (Kind.BYLINE, Role.BYLINE, _BYLINE_LENGTH),
            (Kind.CREDIT, Role.CREDIT, _CREDIT_LENGTH),
            (Kind.METADATA, Role.METADATA, _METADATA_LENGTH),
            (Kind.LEAD, Role.LEAD, _LEAD_LENGTH.stop),
        ):
            if kind in kinds and element.size <= longest:
                return role
        return None

    # Blocks

    def _block(self, element: Element, context: _Context) -> None:
        tag, kinds = element.tag, element.kinds
        if element is self._body:
            context = context._replace(in_body=True)
        if element is self._headline:
            self._whole(element, context._replace(role=Role.HEADLINE, tag=tag))
            return
        if holds_story(element, self._total):
            self._children(element, _inside(context, tag))
            self.flush(context)
            return
        if self._is_skipped(element, context):
            return
        if Kind.MEDIA in kinds or tag == "footer":
            context = context._replace(marked_only=True)
        inner = self._with_role(element, _inside(context, tag))
        if inner.role is Role.BYLINE and context.role is not Role.BYLINE:
            self._byline(element, inner)
        elif inner.role is Role.QUOTE and context.role is not Role.QUOTE:
            self._quote(element, inner)
        elif tag == "table" and self._is_data(element):
            self._table(element, inner)
        elif tag in tags.HEADINGS:
            self._whole(element, self._heading_context(inner))
        else:
            self._prefixed(element, inner)
            self.flush(inner)

    def _heading_context(self, context: _Context) -> _Context:
        return context._replace(role=Role.SUBHEADING) if context.role is None else context

    def _is_skipped(self, element: Element, context: _Context) -> bool:
        """Tell whether a block is a list of teasers, or a sidebar."""
        if element.tag not in ("a", *tags.CONTAINERS) or context.role is not None:
            return False
        if element.tag == "a" and not any(e.tag in _TEASER_PARTS for e in element.below()):
            return False
        if element.tag == "aside" and not context.in_body and Kind.BOX not in element.kinds:
            return Kind.QUOTE not in element.kinds and Kind.LEAD not in element.kinds
        if not is_teaser(element) or Kind.BYLINE in element.kinds:
            return False
        inside = list(element.below())
        if any(e.tag in ("figcaption", "time") for e in inside):
            return False
        has_heading = any(e.tag in tags.HEADINGS for e in inside)
        if element.tag in ("ul", "ol") and context.in_body and not has_heading:
            return False
        return self._seen_prose or (has_heading and context.in_body)

    def _with_role(self, element: Element, context: _Context) -> _Context:
        """Return the context inside a block."""
        if context.role in (Role.QUOTE, Role.HEADLINE):
            return context
        if element.tag == "figure":
            return self._figure(element, context._replace(picture=True))
        if Kind.PICTURE in element.kinds and element.size < _CAPTION_LENGTH:
            context = self._picture(element, context._replace(picture=True))
        role = self._caption_role(element, context)
        if role is not None:
            return context._replace(role=role, picture=context.picture or role is Role.CAPTION)
        if context.role is Role.FACTBOX or (context.picture and context.role is not None):
            return context
        role = self._text_role(element, context)
        return context if role is None else context._replace(role=role)

    def _caption_role(self, element: Element, context: _Context) -> Role | None:
        tag, kinds, size = element.tag, element.kinds, element.size
        credited = Kind.CREDIT in kinds or Kind.BYLINE in kinds
        if (tag == "figcaption" or Kind.CAPTION in kinds) and size < _CAPTION_LENGTH:
            if tag == "caption":
                return None
            return Role.CREDIT if credited and size <= _CREDIT_LENGTH else Role.CAPTION
        in_picture = context.picture or context.role is Role.CAPTION
        if in_picture and (credited or tag == "small") and size <= _CREDIT_LENGTH:
            return Role.CREDIT
        return None

    def _text_role(self, element: Element, context: _Context) -> Role | None:
        """Return the role of a block outside pictures and boxes."""
        tag, kinds, size = element.tag, element.kinds, element.size
        if (Kind.QUOTE in kinds and size < _QUOTE_LENGTH) or tag == "blockquote":
            return Role.QUOTE
        if self._is_box(element, context):
            return Role.FACTBOX
        if context.role is Role.LEAD:
            return None
        if Kind.AUTHOR_BOX in kinds and self._seen_prose:
            return Role.METADATA
        signed = Kind.BYLINE in kinds or tag == "address"
        if signed and context.role in (None, Role.METADATA) and size < _BYLINE_LENGTH:
            return Role.BYLINE
        if Kind.LEAD in kinds and size in _LEAD_LENGTH and element.linked <= size / 2:
            return Role.LEAD
        if context.role is not None:
            return None
        if Kind.METADATA in kinds and size < _METADATA_LENGTH:
            return Role.METADATA
        if tag in ("dt", "dd") or (tag == "li" and not self._is_part(element)):
            return Role.LIST_ITEM
        return None

    def _picture(self, element: Element, context: _Context) -> _Context:
        """Return the context inside a block that is called a picture."""
        if context.role is not None or not element.pictured or element.linked >= element.size / 2:
            return context
        if any(inside.tag in tags.HEADINGS for inside in element.below()):
            return context
        return context._replace(role=Role.CAPTION)

    def _figure(self, element: Element, context: _Context) -> _Context:
        """Return the context inside a figure: what stands there alone is its caption."""
        captioned = False
        if element.size >= _CAPTION_LENGTH:
            return context._replace(picture=False)
        for inside in element.below():
            if inside.tag == "blockquote" and not element.pictured and context.role is None:
                is_short = element.size < _QUOTE_LENGTH
                return context._replace(picture=False, role=Role.QUOTE if is_short else None)
            if inside.tag in ("table", "blockquote"):
                return context._replace(picture=False)
            captioned |= inside.tag == "figcaption" or Kind.CAPTION in inside.kinds
        if Kind.QUOTE in element.kinds:
            return context._replace(picture=False, role=Role.QUOTE)
        role = context.role if captioned else Role.CAPTION
        return context._replace(role=role, marked_only=context.marked_only or captioned)

    def _is_box(self, element: Element, context: _Context) -> bool:
        tag, kinds = element.tag, element.kinds
        if element.size > _BOX_LENGTH or tag in tags.HEADINGS:
            return False
        if tag == "details":
            return True
        if tag == "aside":
            return not any(Kind.QUOTE in e.kinds for e in element.below())
        if Kind.BOX not in kinds:
            heading = first_heading(element) if tag in tags.CONTAINERS and context.in_body else None
            return heading is not None and _BOX_HEADING.match(heading.text()) is not None
        parts = sum(e.tag in ("p", "li", "dt", *tags.HEADINGS) for e in element.below())
        # Some systems call the lead a summary.
        is_block = Kind.LEAD not in kinds and tag not in ("p", "span")
        return parts > 1 or self._seen_prose or is_block

    def _is_part(self, item: Element) -> bool:
        """Tell whether a list item is a part of the page, such as an entry of a live blog."""
        inside = list(item.below())
        parts = sum(e.tag in ("p", "article") for e in inside)
        timed = any(is_date(e) for e in inside)
        return parts > 1 or (parts > 0 and timed) or any(e.tag in tags.HEADINGS for e in inside)

    def _prefixed(self, element: Element, context: _Context) -> None:
        """Read an element; Labrador keeps the word "Foto:" in an attribute."""
        prefix = element.attribute("data-byline-prefix")
        if prefix and not element.text().startswith(prefix.strip()):
            self._line.append(prefix if prefix.endswith(" ") else prefix + " ")
        self._children(element, context)

    def _whole(self, element: Element, context: _Context) -> None:
        """Read an element as one block, whatever is inside."""
        self._line = [spaced_text(element)]
        if element.linked > element.size / 2:
            self._line = [LINK, *self._line, UNLINK]
        self.flush(context)

    def _quote(self, element: Element, context: _Context) -> None:
        paragraphs = [e for e in element.below() if e.tag == "p"]
        if element.size < _QUOTE_LENGTH or len(paragraphs) < 2:
            self._whole(element, context)
        else:
            self._children(element, context)
            self.flush(context)

    # Bylines: one line each

    def _byline(self, element: Element, context: _Context) -> None:
        for item in byline_items(element):
            if is_date(item):
                self._whole(item, context._replace(role=Role.METADATA))
                continue
            text, dates = byline_text(item)
            self._line = [_EMAIL.sub("", text)]
            self.flush(context)
            for date in dates:
                self._whole(date, context._replace(role=Role.METADATA))

    # Tables: one line a row, a tab between its cells

    def _is_data(self, table: Element) -> bool:
        rows = cells = 0
        for element in table.below():
            if element.tag in ("table", "h1", "h2", "article"):
                return False
            rows += element.tag == "tr"
            cells += element.tag in ("td", "th")
        return rows > 1 and table.size <= _CELL_LENGTH * max(cells, 1)

    def _table(self, table: Element, context: _Context) -> None:
        role = context.role or Role.LIST_ITEM
        for element in table.below():
            if element.tag == "caption":
                self._whole(element, self._heading_context(context._replace(tag="caption")))
            elif element.tag == "tr":
                cells = [spaced_text(cell) for cell in element.elements()]
                self._line = ["\t".join(cells)]
                if element.linked > element.size / 2:
                    self._line = [LINK, *self._line, UNLINK]
                self.flush(context._replace(role=role, tag="tr"))

    # The line that is being read

    def flush(self, context: _Context) -> None:
        """End the line that is being read, and keep it where it says something."""
        raw = "".join(self._line)
        contact, self._contact = self._contact, False
        self._line = [BOLD] * (self._bold > 0)
        if not raw.strip() or (
            context.marked_only
            and context.role
            not in (
                Role.CAPTION,
                Role.CREDIT,
                Role.BYLINE,
                Role.HEADLINE,
            )
        ):
            return
        splits = context.role is None and context.tag not in tags.HEADINGS
        parts = paragraphs(raw) if splits else [(raw.replace("\n", " "), context.role)]
        for part, role in parts:
            block = block_of(part, role, context.tag, contact, context.in_body)
            if block is None or (role is Role.CAPTION and _COUNTER.fullmatch(block.text)):
                continue
            self.blocks.append(block)
            if role is None and context.in_body and len(block.text) > 40 and block.linked < 0.5:
                self._seen_prose = True
