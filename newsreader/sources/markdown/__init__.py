"""Markdown as a document: what it says, without its signs, with the roles that they give away.

Our own small parser, though markdown-it-py is well kept: the blocks of a news article are few, a
dependency more would stay for ever, and its time is not bound to the length of hostile input
(90 kB of "![a" took it 1.2 s, and we read 4 MB); this one passes over the text a fixed number of
times. Where CommonMark and the ways of newsrooms differ, newsrooms win:

- a lone "- " opens a line of dialogue, not a list;
- an indented paragraph is a paragraph, not program code; only closed fences (```) make code;
- a rule (---) right below a sentence ends it and makes no heading of it;
- the numbers of a numbered list are kept, because they are said ("1. Norge").
"""

from collections.abc import Sequence
from gettext import gettext as _

from newsreader.errors import SourceError
from newsreader.sources.markdown.blocks import Part, parts_of
from newsreader.sources.markdown.matter import split_matter
from newsreader.types import Document, Mark, Role

_LINES = (Role.FACTBOX, Role.LIST_ITEM)
"""Roles whose parts are lines."""


def document_from_markdown(text: str, source: str) -> Document:
    """Find the article in a Markdown text. Raises SourceError where it has no words."""
    matter, lines = split_matter(text)
    parts = _with_headline(parts_of(lines), matter.title)
    joined, marks = _joined(parts)
    if not any(map(str.isalpha, joined)):
        raise SourceError(
            _("There are no words in {name}.").format(name=source),
            _("Put the text of an article in it."),
        )
    headline = next((part.text for part in parts if part.role is Role.HEADLINE), "")
    return Document(
        text=joined,
        source=source,
        marks=marks,
        title=matter.title or headline or None,
        language=matter.language or None,
        published=matter.published,
        publisher=matter.publisher or None,
        byline=matter.byline or None,
    )


def _with_headline(parts: Sequence[Part], title: str) -> list[Part]:
    """Make one heading the headline: the first of level 1, or the title, or the very first part."""
    found = list(parts)
    first = next((place for place, part in enumerate(found) if part.level == 1), None)
    if first is None and title:
        return [Part(title, Role.HEADLINE), *found]
    if first is None and found and found[0].level:
        first = 0
    if first is not None:
        found[first] = Part(found[first].text, Role.HEADLINE)
    return found


def _joined(parts: Sequence[Part]) -> tuple[str, tuple[Mark, ...]]:
    pieces: list[str] = []
    marks: list[Mark] = []
    length = 0
    before: Role | None = None
    for part in parts:
        if pieces:
            pieces.append("\n" if part.role is before and before in _LINES else "\n\n")
            length += len(pieces[-1])
        if part.role is not None:
            marks.append(Mark((length, length + len(part.text)), part.role))
        pieces.append(part.text)
        length += len(part.text)
        before = part.role
    return "".join(pieces), tuple(marks)
