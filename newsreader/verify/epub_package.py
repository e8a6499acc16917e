"""The package document of an EPUB: what it lists, and what it says of the book."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import gettext as _

from newsreader.verify.clock import clock
from newsreader.verify.fault import Fault, Unreadable
from newsreader.verify.files import BookFiles
from newsreader.verify.markup import Document, Node, parse, target

_NEEDED = ("identifier", "title", "language", "creator", "publisher", "date")

_MODES = {
    "auditory", "chartOnVisual", "chemOnVisual", "colorDependent", "diagramOnVisual",
    "mathOnVisual", "musicOnVisual", "tactile", "textOnVisual", "textual", "visual",
}  # fmt: skip
_SUFFICIENT = {"auditory", "tactile", "textual", "visual"}
_HAZARDS = {
    "none", "unknown", "flashing", "noFlashingHazard", "unknownFlashingHazard", "motionSimulation",
    "noMotionSimulationHazard", "unknownMotionSimulationHazard", "sound", "noSoundHazard",
    "unknownSoundHazard",
}  # fmt: skip
_FEATURES = {
    "alternativeText", "annotations", "ARIA", "audioDescription", "bookmarks", "braille",
    "captions", "ChemML", "closedCaptions", "describedMath", "displayTransformability",
    "fullRubyAnnotations", "highContrastAudio", "highContrastDisplay", "horizontalWriting", "index",
    "largePrint", "latex", "latex-chemistry", "longDescription", "MathML", "MathML-chemistry",
    "none", "openCaptions", "pageBreakMarkers", "pageNavigation", "physicalObject",
    "printPageNumbers", "readingOrder", "rubyAnnotations", "signLanguage", "structuralNavigation",
    "synchronizedAudioText", "tableOfContents", "tactileGraphic", "tactileObject", "timingControl",
    "transcript", "ttsMarkup", "unknown", "unlocked", "verticalWriting",
    "withAdditionalWordSegmentation", "withoutAdditionalWordSegmentation",
}  # fmt: skip
_VOCABULARY: dict[str, set[str]] = {
    "schema:accessMode": _MODES,
    "schema:accessModeSufficient": _SUFFICIENT,
    "schema:accessibilityFeature": _FEATURES,
    "schema:accessibilityHazard": _HAZARDS,
}
"""Schema.org Accessibility Properties for Discoverability Vocabulary, of the W3C."""

_ACCESS = (*_VOCABULARY, "schema:accessibilitySummary")
_CLASSES = ("media:active-class", "media:playback-active-class")
_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Item:
    """A file of the manifest."""

    name: str
    media_type: str
    properties: tuple[str, ...]
    overlay: str
    """The id of its overlay."""
    node: Node


@dataclass(frozen=True)
class Package:
    """A package document."""

    document: Document
    items: dict[str, Item]
    """By id."""
    spine: tuple[Item, ...]
    metadata: Node
    durations: dict[str, float]
    """By the id of the overlay, and of the whole under no id."""


def read_package(files: BookFiles) -> tuple[Package, list[Fault]]:
    """Return the package document. Raises Unreadable where there is none."""
    container, faults = parse(files, "META-INF/container.xml")
    root = container.root.first("rootfile")
    if root is None or not root.get("full-path"):
        message = _("It does not say where the package document is.")
        raise Unreadable(container.fault("package-missing", message))
    document, found = parse(files, root.get("full-path"))
    faults += found
    metadata = document.root.first("metadata")
    if metadata is None:
        message = _("It says nothing about the book.")
        raise Unreadable(document.fault("metadata-missing", message))
    items = dict(_items(document))
    references = [node.get("idref") for node in document.root.all("itemref")]
    faults += [
        document.fault("spine", _("The spine names {id}, which is no item.").format(id=reference))
        for reference in references
        if reference not in items
    ]
    spine = tuple(items[reference] for reference in references if reference in items)
    return Package(document, items, spine, metadata, dict(_durations(metadata))), faults


def _items(document: Document) -> Iterator[tuple[str, Item]]:
    for node in document.root.all("item"):
        found = target(document, node.get("href"))
        if found and node.id:
            yield (
                node.id,
                Item(
                    name=found[0],
                    media_type=node.get("media-type"),
                    properties=tuple(node.get("properties").split()),
                    overlay=node.get("media-overlay"),
                    node=node,
                ),
            )


def _durations(metadata: Node) -> Iterator[tuple[str, float]]:
    for node in metadata.all("meta"):
        if node.get("property") == "media:duration":
            seconds = clock(node.text)
            if seconds is not None:
                yield node.get("refines").removeprefix("#"), seconds


def check_package(package: Package, files: BookFiles) -> Iterator[Fault]:
    """Yield what is wrong with the metadata."""
    document = package.document
    for name in _NEEDED:
        node = next((n for n in package.metadata.all(name) if n.text), None)
        if node is None:
            message = _("{name} is missing.").format(name=f"dc:{name}")
            yield document.fault("metadata-missing", message, package.metadata)
    values: dict[str, list[Node]] = {}
    for node in package.metadata.all("meta"):
        values.setdefault(node.get("property"), []).append(node)
    for name in (*_ACCESS, *_CLASSES, "media:narrator", "dcterms:modified"):
        if name not in values:
            message = _("{name} is missing.").format(name=name)
            yield document.fault("metadata-missing", message, package.metadata)
    for node in values.get("dcterms:modified", []):
        if not _MODIFIED.fullmatch(node.text):
            message = _("This is not a time such as {example}.")
            message = message.format(example="2026-03-01T06:00:00Z")
            yield document.fault("metadata-modified", message, node)
    yield from _check_vocabulary(document, values)
    yield from _check_classes(package, files, values)


def _check_vocabulary(document: Document, values: dict[str, list[Node]]) -> Iterator[Fault]:
    for name, allowed in _VOCABULARY.items():
        for node in values.get(name, []):
            words = node.text.split(",") if name.endswith("Sufficient") else [node.text]
            for word in words:
                if word.strip() not in allowed:
                    message = _("{word} is not a value of {name}.")
                    message = message.format(word=word.strip() or "-", name=name)
                    yield document.fault("metadata-vocabulary", message, node)


def _check_classes(
    package: Package, files: BookFiles, values: dict[str, list[Node]]
) -> Iterator[Fault]:
    """Yield the classes of the sentence that sounds for which there is no style."""
    sheets = [
        files.read(item.name).decode("utf-8", "replace")
        for item in package.items.values()
        if item.media_type == "text/css" and item.name in files.names
    ]
    for name in _CLASSES:
        for node in values.get(name, []):
            selector = re.compile(rf"\.{re.escape(node.text)}(?![\w-])")
            if not any(selector.search(sheet) for sheet in sheets):
                message = _("No stylesheet has a rule for the class {name}.")
                yield package.document.fault("class-unstyled", message.format(name=node.text), node)
