"""XML as a tree that knows its lines, and where the links in it lead."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from gettext import gettext as _
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from newsreader.verify.fault import Fault, Unreadable
from newsreader.verify.files import BookFiles

_PREFIXES = {
    "http://www.w3.org/XML/1998/namespace": "xml:",
    "http://www.idpf.org/2007/ops": "epub:",
}


@dataclass(eq=False)
class Node:
    """An element. Names are without their namespace, but for xml: and epub:."""

    tag: str
    attributes: dict[str, str]
    line: int
    parent: "Node | None" = None
    content: "list[Node | str]" = field(default_factory=list)

    @property
    def children(self) -> "list[Node]":
        """The elements in it."""
        return [part for part in self.content if isinstance(part, Node)]

    @property
    def text(self) -> str:
        """All text in it, in one line."""
        return " ".join("".join(self.texts()).split())

    @property
    def id(self) -> str | None:
        """Its id."""
        return self.attributes.get("id")

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.get("class").split()

    def get(self, name: str) -> str:
        """Return an attribute, or nothing."""
        return self.attributes.get(name, "")

    def texts(self) -> Iterator[str]:
        """Yield all text in it."""
        for part in self.content:
            if isinstance(part, str):
                yield part
            else:
                yield from part.texts()

    def all(self, *tags: str) -> "Iterator[Node]":
        """Yield it and all elements in it, in order; only those of some tags, where given."""
        if not tags or self.tag in tags:
            yield self
        for child in self.children:
            yield from child.all(*tags)

    def first(self, *tags: str) -> "Node | None":
        """Return the first element of one of the tags."""
        return next(self.all(*tags), None)

    def up(self) -> "Iterator[Node]":
        """Yield it and all elements around it."""
        node: Node | None = self
        while node:
            yield node
            node = node.parent


@dataclass(frozen=True)
class Document:
    """An XML file of a book."""

    name: str
    root: Node
    ids: dict[str, Node]
    order: dict[int, int]
    """The place of each element in the file, by ``id()``."""

    def fault(self, rule: str, message: str, node: Node | None = None) -> Fault:
        """Return a fault of this file."""
        return Fault(self.name, node.line if node else 0, rule, message)

    def place(self, node: Node) -> int:
        """Return where an element stands in the order of the file."""
        return self.order[id(node)]


def parse(files: BookFiles, name: str) -> tuple[Document, list[Fault]]:
    """Return a file as a tree, and ids that stand in it twice. Raises Unreadable."""
    root = _tree(name, files.read(name))
    ids: dict[str, Node] = {}
    order: dict[int, int] = {}
    document = Document(name, root, ids, order)
    faults = []
    for place, node in enumerate(root.all()):
        order[id(node)] = place
        if node.id is None:
            continue
        if node.id in ids:
            message = _("The id {id} stands here a second time.").format(id=node.id)
            faults.append(document.fault("id-twice", message, node))
        ids.setdefault(node.id, node)
    return document, faults


def _tree(name: str, data: bytes) -> Node:
    parser = expat.ParserCreate(namespace_separator=" ")
    top = Node("", {}, 0)
    stack = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        values = {_short(key): value for key, value in attributes.items()}
        parent = stack[-1]
        node = Node(
            _local(tag), values, parser.CurrentLineNumber, None if parent is top else parent
        )
        parent.content.append(node)
        stack.append(node)

    def end(_tag: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        stack[-1].content.append(data)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        line = parser.CurrentLineNumber
        message = _("This is not well-formed XML: {reason}.").format(
            reason=expat.ErrorString(parser.ErrorCode) or str(error)
        )
        raise Unreadable(Fault(name, line, "not-xml", message)) from error
    return top.children[0]


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _short(key: str) -> str:
    space, _blank, name = key.rpartition(" ")
    return _PREFIXES.get(space, "") + name


def target(document: Document, link: str) -> tuple[str, str] | None:
    """Return file and fragment that a link in a document leads to; None out of the book."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    folder = posixpath.dirname(document.name)
    path = unquote(parts.path)
    name = posixpath.normpath(posixpath.join(folder, path)) if path else document.name
    return name, unquote(parts.fragment)


def metas(document: Document, name: str) -> list[Node]:
    """Return the meta elements of a name."""
    return [node for node in document.root.all("meta") if node.get("name") == name]


def check_language(document: Document, *names: str) -> Iterator[Fault]:
    """Yield the attributes in which a file does not say its language."""
    for name in names:
        if not document.root.get(name):
            message = _("The language is not said: {name} is missing.").format(name=name)
            yield document.fault("language-missing", message, document.root)


LINKS = ("href", "src", "epub:textref")


def links(document: Document) -> Iterator[tuple[Node, str]]:
    """Yield every link, with the element that has it."""
    for node in document.root.all():
        for name in LINKS:
            if node.get(name):
                yield node, node.get(name)
