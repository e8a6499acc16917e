"""Checks of an EPUB 3 newspaper with media overlays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import gettext as _

from newsreader.verify.clips import Par, check_clips, check_sentences, pars_of, seconds_of
from newsreader.verify.clock import clock
from newsreader.verify.epub_package import Item, Package, check_package, read_package
from newsreader.verify.fault import Fault, Unreadable
from newsreader.verify.files import ArchiveFiles, BookFiles
from newsreader.verify.links import check_links, check_use
from newsreader.verify.markup import Document, check_language, parse, target
from newsreader.verify.sound import check_sounds

_STORED = 0
_MIMETYPE = b"application/epub+zip"
XHTML, SMIL, MP3 = "application/xhtml+xml", "application/smil+xml", "audio/mpeg"

SKIPPABLE = {"figcaption": "figure", "aside": "aside"}
"""Elements that a reader may want to leave out, and the epub:type of their sequence."""


def check_epub(files: BookFiles, ffmpeg: str | None) -> list[Fault]:
    """Return what is wrong with an EPUB."""
    faults = list(_check_archive(files))
    package, found = read_package(files)
    faults += found
    documents: dict[str, Document] = {package.document.name: package.document}
    for item in package.items.values():
        if item.media_type not in (XHTML, SMIL) or item.name not in files.names:
            continue
        try:
            documents[item.name], twice = parse(files, item.name)
            faults += twice
        except Unreadable as error:
            faults.append(error.fault)
    sounds = {i.name for i in package.items.values() if i.media_type == MP3} & files.names
    lengths, found = check_sounds(files, sounds, ffmpeg)
    faults += found
    faults += check_package(package, files)
    faults += check_links(files, documents)
    faults += _check_use(files, package, documents)
    faults += _check_languages(package, documents)
    faults += _check_navigation(package, documents)
    faults += _check_overlays(package, documents, lengths)
    return faults


def _check_archive(files: BookFiles) -> Iterator[Fault]:
    """Check what makes a zip archive an EPUB (OCF 3.3, 4.3)."""
    if not isinstance(files, ArchiveFiles):
        yield Fault("", 0, "epub-folder", _("An EPUB is one file, not a folder."))
        return
    first = files.archive.infolist()[0]
    if first.filename != "mimetype":
        yield Fault("mimetype", 0, "mimetype-first", _("It must be the first file in the archive."))
    if "mimetype" not in files.names:
        return
    info = files.archive.getinfo("mimetype")
    if info.compress_type != _STORED:
        yield Fault("mimetype", 0, "mimetype-stored", _("It must not be compressed."))
    if files.read("mimetype") != _MIMETYPE:
        message = _("It must hold {text} and nothing else.").format(text=_MIMETYPE.decode())
        yield Fault("mimetype", 0, "mimetype-content", message)


def _check_use(
    files: BookFiles, package: Package, documents: Mapping[str, Document]
) -> Iterator[Fault]:
    """Yield the files that are not in the manifest, and items that nothing leads to."""
    listed = {item.name for item in package.items.values()}
    own = {"mimetype", package.document.name}
    for name in sorted(files.names - listed - own):
        if not name.startswith("META-INF/"):
            yield Fault(name, 0, "file-unlisted", _("The file is not in the manifest."))
    spine = {item.name for item in package.spine}
    others = {name: doc for name, doc in documents.items() if name != package.document.name}
    overlays = {package.items[i.overlay].name for i in package.spine if i.overlay in package.items}
    navigation = {item.name for item in package.items.values() if "nav" in item.properties}
    yield from check_use((listed & files.names) - spine - overlays - navigation, others)


def _check_languages(package: Package, documents: Mapping[str, Document]) -> Iterator[Fault]:
    names = {item.name for item in package.items.values() if item.media_type == XHTML}
    yield from check_language(package.document, "xml:lang")
    for name, document in documents.items():
        if name in names:
            yield from check_language(document, "lang", "xml:lang")


def _check_navigation(package: Package, documents: Mapping[str, Document]) -> Iterator[Fault]:
    items = [item for item in package.items.values() if "nav" in item.properties]
    lists = [
        (documents[item.name], node)
        for item in items
        if item.name in documents
        for node in documents[item.name].root.all("nav")
        if node.get("epub:type") == "toc"
    ]
    if len(lists) != 1:
        message = _("There must be one table of contents.")
        yield package.document.fault("contents-missing", message)
        return
    document, contents = lists[0]
    linked = {target(document, link.get("href")) for link in contents.all("a")}
    names = {found[0] for found in linked if found}
    for item in package.spine:
        if item.name not in names:
            message = _("The table of contents does not lead to {file}.").format(file=item.name)
            yield document.fault("contents-incomplete", message, contents)


@dataclass(frozen=True)
class _Overlay:
    """A text and its overlay."""

    item: Item
    text: Document
    smil: Document
    pars: tuple[Par, ...]


def _check_overlays(
    package: Package, documents: Mapping[str, Document], lengths: Mapping[str, float]
) -> Iterator[Fault]:
    overlays = list(_overlays(package, documents))
    used = {overlay.smil.name for overlay in overlays}
    for item in package.spine:
        if not item.overlay:
            message = _("The page {file} has no overlay.").format(file=item.name)
            yield package.document.fault("overlay-missing", message, item.node)
        elif item.overlay not in package.items:
            message = _("There is no overlay {id}.").format(id=item.overlay)
            yield package.document.fault("overlay-missing", message, item.node)
    for item in package.items.values():
        if item.media_type == SMIL and item.name not in used:
            message = _("The overlay {file} belongs to no page.").format(file=item.name)
            yield package.document.fault("overlay-unused", message, item.node)
    total = 0.0
    for overlay in overlays:
        yield from _check_pars(overlay, documents)
        yield from check_clips(overlay.smil, overlay.pars, lengths)
        yield from check_sentences(overlay.text, overlay.pars, overlay.smil)
        yield from _check_skippable(overlay)
        length = seconds_of(overlay.pars)
        total += length
        yield from _check_duration(package, overlay, length)
    written = package.durations.get("")
    if written is None or abs(written - total) > 0.0015:
        message = _("The whole duration must be the sum of the clips, {seconds:.3f} s.")
        message = message.format(seconds=total)
        yield package.document.fault("duration-total", message)


def _overlays(package: Package, documents: Mapping[str, Document]) -> Iterator[_Overlay]:
    for item in package.spine:
        overlay = package.items.get(item.overlay)
        if overlay and item.name in documents and overlay.name in documents:
            smil = documents[overlay.name]
            pars = pars_of(smil, "clipBegin", "clipEnd", clock)
            yield _Overlay(item, documents[item.name], smil, pars)


def _check_pars(overlay: _Overlay, documents: Mapping[str, Document]) -> Iterator[Fault]:
    for par in overlay.pars:
        if par.text is None or par.audio is None:
            message = _("A par needs one text and one sound.")
            yield overlay.smil.fault("par-incomplete", message, par.node)
            continue
        if par.text[0] != overlay.text.name:
            message = _("The text lies in another page than that of this overlay.")
            yield overlay.smil.fault("par-other-page", message, par.node)
        elif not par.text[1]:
            message = _("The par leads to no sentence.")
            yield overlay.smil.fault("par-no-sentence", message, par.node)
        if par.begin is None or par.end is None:
            message = _("This is no clock value of SMIL: {value}.")
            audio = par.node.first("audio") or par.node
            values = f"{audio.get('clipBegin')} {audio.get('clipEnd')}".strip()
            yield overlay.smil.fault("clock", message.format(value=values or "-"), par.node)


def _check_skippable(overlay: _Overlay) -> Iterator[Fault]:
    """Yield the pars of captions and fact boxes that a reader cannot leave out."""
    for par in overlay.pars:
        node = overlay.text.ids.get(par.text[1]) if par.text else None
        for around in node.up() if node else ():
            wanted = SKIPPABLE.get(around.tag)
            kinds = [one.get("epub:type") for one in par.node.up() if one.tag == "seq"]
            if wanted and wanted not in kinds:
                message = _("A reader cannot leave this out: a sequence of type {type} is missing.")
                message = message.format(type=wanted)
                yield overlay.smil.fault("not-skippable", message, par.node)


def _check_duration(package: Package, overlay: _Overlay, length: float) -> Iterator[Fault]:
    written = package.durations.get(overlay.item.overlay)
    if written is None:
        message = _("The duration of {file} is missing.").format(file=overlay.smil.name)
        yield package.document.fault("duration-missing", message, overlay.item.node)
    elif abs(written - length) > 0.0015:
        message = _("The duration of {file} must be the sum of its clips, {seconds:.3f} s.")
        message = message.format(file=overlay.smil.name, seconds=length)
        yield package.document.fault("duration-wrong", message, overlay.item.node)
