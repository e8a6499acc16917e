"""The text of a page of a talking newspaper as XHTML: what EPUB 3 and DAISY 2.02 have in common.

Sentences are spans with an id, headings, lists, quotations and paragraphs are the elements of that
name. Where the formats differ, a subclass says how.
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from newsreader.outputs.book import Block, Group, Page, Sentence
from newsreader.outputs.book_files import xml_text, xml_value
from newsreader.types import Role

UNREAD = "unread"
"""The class of text without sound, for stylesheets and for ``newsreader verify``."""

_HEADINGS = frozenset({Role.HEADLINE, Role.SUBHEADING})


def sentence_id(sentence: Sentence) -> str:
    """Return the id of a sentence's element."""
    return f"s{sentence.number}"


class PageText:
    """Writes the text of a page."""

    around: ClassVar[Mapping[Role, tuple[str, str]]] = {
        Role.LIST_ITEM: ("ul", "li"),
        Role.QUOTE: ("blockquote", "p"),
    }
    """By role: the element around a group, and that of each block in it."""

    def __init__(self, page: Page) -> None:
        """Prepare the text of a page."""
        self.page = page
        self._language = page.recording.article.language

    def body(self) -> str:
        """Return all of it."""
        return "\n".join(map(self._group, self.page.recording.groups))

    def level(self, group: Group) -> int:
        """Return the level of a heading."""
        raise NotImplementedError

    def attributes(self, group: Group) -> dict[str, str]:
        """Return what the element of a group says of itself, besides its class and language."""
        raise NotImplementedError

    def sentence(self, sentence: Sentence) -> str:
        """Return what stands in the element of a sentence."""
        raise NotImplementedError

    def heading(self, group: Group, attributes: dict[str, str]) -> str:
        """Return a heading; several lines, such as overline and headline, are one."""
        content = " ".join(map(self._content, group.blocks))
        return element(f"h{self.level(group)}", content, attributes)

    def _group(self, group: Group) -> str:
        attributes = self.attributes(group)
        if group.role in _HEADINGS:
            classes = [attributes.get("class", ""), "" if group.sentences else UNREAD]
            return self.heading(group, {**attributes, **self._said(classes, group.blocks)})
        if group.role not in self.around:
            kind = "" if group.role is Role.BODY else str(group.role)
            return self._block("p", group.blocks[0], attributes, kind)
        outer, inner = self.around[group.role]
        lines = "\n".join(self._block(inner, block) for block in group.blocks)
        return element(outer, f"\n{lines}\n", attributes)

    def _block(
        self, name: str, block: Block, attributes: Mapping[str, str] | None = None, kind: str = ""
    ) -> str:
        classes = [kind, "" if block.sentences else UNREAD]
        said = {**(attributes or {}), **self._said(classes, [block])}
        return element(name, self._content(block), said)

    def _said(self, classes: Iterable[str], blocks: Iterable[Block]) -> dict[str, str]:
        """Return class and language, where they say something."""
        said = {"class": " ".join(filter(None, classes))}
        languages = {block.language for block in blocks}
        if len(languages) == 1 and languages != {self._language}:
            said["lang"] = said["xml:lang"] = languages.pop()
        return said

    def _content(self, block: Block) -> str:
        return "".join(
            xml_text(part)
            if isinstance(part, str)
            else f'<span id="{sentence_id(part)}">{self.sentence(part)}</span>'
            for part in block.parts
        ).strip()


def element(name: str, content: str, attributes: Mapping[str, str]) -> str:
    """Return an element; attributes that are empty are left out."""
    given = "".join(f" {key}={xml_value(text)}" for key, text in attributes.items() if text)
    return f"<{name}{given}>{content}</{name}>"
