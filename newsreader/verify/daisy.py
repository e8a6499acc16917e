"""Checks of a DAISY 2.02 newspaper with full text and full audio."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import PurePosixPath

from newsreader.verify.clips import Par, check_clips, check_sentences, pars_of, seconds_of
from newsreader.verify.clock import hours, play_time
from newsreader.verify.daisy_ncc import NCC, SKIPPABLE, check_ncc
from newsreader.verify.fault import Fault, Unreadable
from newsreader.verify.files import BookFiles
from newsreader.verify.links import check_links, check_use
from newsreader.verify.markup import Document, check_language, metas, parse, target
from newsreader.verify.sound import check_sounds

MASTER = "master.smil"

_SHORT = re.compile(r"[A-Za-z0-9_]{1,8}(\.[A-Za-z0-9]{1,3})?|[A-Za-z0-9_]{1,8}\.(smil|html)")
"""8.3, and the two endings that the format itself asks for."""

_ROUNDED = 0.51
"""In s: half a second that rounding may take, and a little for the last clip."""

_DURATION = re.compile(r"\d+\.\d{1,3}s|\d+s")


def check_daisy(files: BookFiles, ffmpeg: str | None) -> list[Fault]:
    """Return what is wrong with a DAISY book. Raises Unreadable where it has no NCC."""
    if NCC not in files.names:
        message = _("This is not an EPUB file or a DAISY book: it has no {name}.").format(name=NCC)
        raise Unreadable(Fault("", 0, "ncc-missing", message))
    faults = list(_check_names(files))
    documents: dict[str, Document] = {}
    for name in sorted(files.names):
        if PurePosixPath(name).suffix.lower() in (".html", ".smil"):
            try:
                documents[name], twice = parse(files, name)
                faults += twice
            except Unreadable as error:
                faults.append(error.fault)
    if NCC not in documents:
        return faults
    sounds = {name for name in files.names if name.lower().endswith(".mp3")}
    lengths, found = check_sounds(files, sounds, ffmpeg, tags_allowed=False)
    faults += found
    faults += check_links(files, documents)
    # The NCC and the master are where one begins; neither is a use of the other's files.
    others = {name: doc for name, doc in documents.items() if name != MASTER}
    faults += check_use(files.names - {NCC, MASTER}, others)
    for name, document in documents.items():
        if name.endswith(".html"):
            faults += check_language(document, "lang", "xml:lang")
    parts = _parts(documents)
    for part in parts:
        faults += _check_structure(part)
        faults += check_clips(part.smil, part.pars, lengths)
        faults += _check_texts(part, documents)
    faults += _check_all_texts(files, parts)
    faults += _check_times(documents, parts, lengths)
    faults += _check_master(documents, parts)
    faults += check_ncc(documents, [(part.smil, part.pars) for part in parts], len(files.names))
    return faults


def _check_names(files: BookFiles) -> Iterator[Fault]:
    for name in sorted(files.names):
        if not _SHORT.fullmatch(name):
            message = _("Old players take names of eight characters and no folders.")
            yield Fault(name, 0, "name-long", message)


@dataclass(frozen=True)
class _Part:
    """A SMIL and its pars."""

    smil: Document
    pars: tuple[Par, ...]

    @property
    def seconds(self) -> float:
        return seconds_of(self.pars)

    @property
    def audio(self) -> str | None:
        return next((par.audio for par in self.pars if par.audio), None)

    def meta(self, name: str) -> str:
        """Return what a meta element of the SMIL says."""
        return meta(self.smil, name)


def meta(document: Document, name: str) -> str:
    """Return what a meta element says, or nothing."""
    return next((node.get("content") for node in metas(document, name)), "")


def _parts(documents: Mapping[str, Document]) -> list[_Part]:
    """Return the SMIL files in the order in which the NCC first leads to them."""
    ncc = documents[NCC]
    linked = [target(ncc, node.get("href")) for node in ncc.root.all("a")]
    names = dict.fromkeys(found[0] for found in linked if found)
    rest = sorted(name for name in documents if name.endswith(".smil") and name != MASTER)
    return [
        _Part(documents[name], pars_of(documents[name], "clip-begin", "clip-end", play_time))
        for name in dict.fromkeys([*names, *rest])
        if name in documents and name.endswith(".smil") and name != MASTER
    ]


def _check_structure(part: _Part) -> Iterator[Fault]:
    smil = part.smil
    if smil.root.first("region") is None:
        yield smil.fault("smil-layout", _("The layout has no region."), smil.root)
    body = smil.root.first("body")
    sequences = body.children if body else []
    if [node.tag for node in sequences] != ["seq"]:
        yield smil.fault("smil-sequence", _("The body must be one sequence."), body)
    for par in part.pars:
        if par.node.get("endsync") != "last":
            message = _('The par lacks endsync="last".')
            yield smil.fault("par-endsync", message, par.node)
        if par.text is None or not par.text[1] or par.audio is None:
            message = _("A par needs one text and one sound.")
            yield smil.fault("par-incomplete", message, par.node)
        for node in par.node.all("par", "text", "audio"):
            if not node.id:
                message = _("{element} needs an id.").format(element=node.tag)
                yield smil.fault("id-missing", message, node)
        for node in par.node.all("audio"):
            for name in ("clip-begin", "clip-end"):
                if play_time(node.get(name)) is None:
                    message = _("{name} must be seconds with three decimals at most, not {value}.")
                    message = message.format(name=name, value=node.get(name) or "-")
                    yield smil.fault("clock", message, node)


def _check_texts(part: _Part, documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Check the sentences of the one text of a SMIL, and the links back from them."""
    names = dict.fromkeys(par.text[0] for par in part.pars if par.text)
    if len(names) > 1:
        message = _("The texts lie in several files: {names}.").format(names=", ".join(names))
        yield part.smil.fault("par-other-page", message, part.smil.root)
    for name in names:
        if name in documents:
            yield from check_sentences(documents[name], part.pars, part.smil)
    for par in part.pars:
        text = documents.get(par.text[0]) if par.text else None
        node = text.ids.get(par.text[1]) if text and par.text else None
        if text is None or node is None:
            continue
        back = [target(text, link.get("href")) for link in node.all("a")]
        if back != [(part.smil.name, par.node.id)]:
            message = _("The sentence does not lead back to its par.")
            yield text.fault("link-back", message, node)
        switches = {SKIPPABLE[one] for up in node.up() for one in up.classes if one in SKIPPABLE}
        if switches - {par.node.get("system-required")}:
            message = _("A listener cannot leave this out: system-required is missing.")
            yield part.smil.fault("not-skippable", message, par.node)


def _check_all_texts(files: BookFiles, parts: list[_Part]) -> Iterator[Fault]:
    """Yield the texts that belong to no SMIL, or to several."""
    users: dict[str, list[str]] = {}
    for part in parts:
        for name in {par.text[0] for par in part.pars if par.text}:
            users.setdefault(name, []).append(part.smil.name)
    for name, smils in users.items():
        if len(smils) > 1:
            message = _("The text belongs to several SMIL files: {names}.")
            message = message.format(names=", ".join(sorted(smils)))
            yield Fault(name, 0, "par-other-page", message)
    for name in sorted(files.names):
        if name.endswith(".html") and name != NCC and name not in users:
            yield Fault(name, 0, "text-unread", _("No SMIL reads this text."))


def _check_times(
    documents: Mapping[str, Document], parts: list[_Part], lengths: Mapping[str, float]
) -> Iterator[Fault]:
    """Check lengths: of each SMIL, of all before it, and of the book, from exact samples."""
    elapsed = 0.0
    for part in parts:
        seconds = lengths.get(part.audio or "", part.seconds)
        sequence = part.smil.root.first("seq")
        duration = sequence.get("dur") if sequence else ""
        if not _DURATION.fullmatch(duration) or abs(float(duration[:-1]) - part.seconds) > 0.0015:
            message = _("The sequence must last as long as its clips, {seconds:.3f} s.")
            message = message.format(seconds=part.seconds)
            yield part.smil.fault("duration-wrong", message, sequence)
        yield from _check_time(part.smil, "ncc:timeInThisSmil", seconds)
        yield from _check_time(part.smil, "ncc:totalElapsedTime", elapsed)
        elapsed += seconds
    yield from _check_time(documents[NCC], "ncc:totalTime", elapsed)
    if MASTER in documents:
        yield from _check_time(documents[MASTER], "ncc:timeInThisSmil", elapsed)


def _check_time(document: Document, name: str, seconds: float) -> Iterator[Fault]:
    node = next(iter(metas(document, name)), None)
    written = hours(node.get("content")) if node else None
    if written is None or abs(written - seconds) > _ROUNDED:
        message = _("{name} must be {seconds:.0f} s, as hours:minutes:seconds.")
        message = message.format(name=name, seconds=seconds)
        yield document.fault("duration-total", message, node)


_METAS = ("dc:format", "dc:identifier", "dc:title", "title", "ncc:generator")


def _check_master(documents: Mapping[str, Document], parts: list[_Part]) -> Iterator[Fault]:
    """Check the master SMIL, and what all SMIL files say of the book."""
    for part in parts:
        for name in _METAS:
            if not part.meta(name):
                message = _("{name} is missing.").format(name=name)
                yield part.smil.fault("metadata-missing", message, part.smil.root)
        for name in ("dc:format", "dc:identifier"):
            if part.meta(name) != meta(documents[NCC], name):
                message = _("{name} is another one than in {file}.").format(name=name, file=NCC)
                yield part.smil.fault("metadata-differs", message, part.smil.root)
    master = documents.get(MASTER)
    if master is None:
        yield Fault(MASTER, 0, "file-missing", _("The file is missing."))
        return
    found = [target(master, node.get("src")) for node in master.root.all("ref")]
    if [one[0] for one in found if one] != [part.smil.name for part in parts]:
        message = _("It must lead to every SMIL file, in the order of {file}.").format(file=NCC)
        yield master.fault("master-order", message, master.root)
