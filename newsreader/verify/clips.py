"""Clips: whether they tile the sound, and whether each has its sentence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from itertools import pairwise

from newsreader.verify.fault import Fault
from newsreader.verify.markup import Document, Node, target

_SAME = 0.0005
"""In s: half of the last decimal that is written."""

_AFTER = 0.1
"""In s: how much sound may follow after the last clip."""


@dataclass(frozen=True)
class Par:
    """A sentence and its sound."""

    node: Node
    text: tuple[str, str] | None
    """File and id."""
    audio: str | None
    """Name of the file."""
    begin: float | None
    """In s; None where it cannot be read."""
    end: float | None


def pars_of(
    smil: Document, begin: str, end: str, time: Callable[[str], float | None]
) -> tuple[Par, ...]:
    """Return the pars of a SMIL; ``begin`` and ``end`` are attributes of the sound, as ``time``."""
    return tuple(_par(smil, node, begin, end, time) for node in smil.root.all("par"))


def _par(
    smil: Document, node: Node, begin: str, end: str, time: Callable[[str], float | None]
) -> Par:
    text, audio = node.first("text"), node.first("audio")
    sound = target(smil, audio.get("src")) if audio else None
    return Par(
        node,
        target(smil, text.get("src")) if text else None,
        sound[0] if sound else None,
        time(audio.get(begin)) if audio else None,
        time(audio.get(end)) if audio else None,
    )


def seconds_of(pars: Iterable[Par]) -> float:
    """Return how long all clips are together, in s."""
    return sum((par.end or 0) - (par.begin or 0) for par in pars)


def check_clips(
    document: Document, pars: Sequence[Par], lengths: Mapping[str, float]
) -> Iterator[Fault]:
    """Yield what is wrong with the clips of a document; ``lengths`` of the sounds in s."""
    by_audio: dict[str, list[Par]] = {}
    for par in pars:
        if par.audio is not None:
            by_audio.setdefault(par.audio, []).append(par)
    for audio, found in by_audio.items():
        clips = [par for par in found if par.begin is not None and par.end is not None]
        yield from _tiling(document, clips)
        if clips and audio in lengths:
            yield from _ending(document, clips[-1], lengths[audio])


def _tiling(document: Document, clips: Sequence[Par]) -> Iterator[Fault]:
    for par in clips:
        assert par.begin is not None
        assert par.end is not None
        if par.end <= par.begin:
            message = _("The clip ends where it begins, or before.")
            yield document.fault("clip-empty", message, par.node)
    if clips and (clips[0].begin or 0) > _SAME:
        message = _("The first clip does not begin at 0.")
        yield document.fault("clip-first", message, clips[0].node)
    for one, after in pairwise(clips):
        distance = (after.begin or 0) - (one.end or 0)
        if distance > _SAME:
            message = _("There is a gap of {seconds:.3f} s before this clip.")
            message = message.format(seconds=distance)
            yield document.fault("clip-gap", message, after.node)
        elif distance < -_SAME:
            message = _("This clip begins {seconds:.3f} s before the one before it ends.")
            message = message.format(seconds=-distance)
            yield document.fault("clip-overlap", message, after.node)


def _ending(document: Document, last: Par, length: float) -> Iterator[Fault]:
    end = last.end or 0.0
    if end > length + _SAME:
        message = _("The clip ends {seconds:.3f} s after the sound.").format(seconds=end - length)
        yield document.fault("clip-past-end", message, last.node)
    elif end < length - _AFTER:
        message = _("{seconds:.3f} s of sound after the last clip are never heard.")
        yield document.fault("clip-short", message.format(seconds=length - end), last.node)


def check_sentences(text: Document, pars: Sequence[Par], overlay: Document) -> Iterator[Fault]:
    """Yield what is wrong between a text and the pars that lead into it, in their order."""
    seen: dict[str, Node] = {}
    before = -1
    for par in pars:
        if par.text is None or par.text[0] != text.name or par.text[1] not in text.ids:
            continue
        fragment = par.text[1]
        node = text.ids[fragment]
        if fragment in seen:
            message = _("The sentence {id} of {file} is read a second time.")
            message = message.format(id=fragment, file=text.name)
            yield overlay.fault("sentence-twice", message, par.node)
            continue
        seen[fragment] = node
        place = text.place(node)
        if place < before:
            message = _("The sentence {id} of {file} is read out of order.")
            message = message.format(id=fragment, file=text.name)
            yield overlay.fault("sentence-order", message, par.node)
        before = max(before, place)
    yield from _unread(text, {id(node) for node in seen.values()})


def _unread(text: Document, targets: set[int]) -> Iterator[Fault]:
    """Yield the text that has no sound and is not meant to, and sentences within sentences."""
    body = text.root.first("body")
    for node in body.all() if body else ():
        around = list(node.up())
        inside = any(id(one) in targets for one in around)
        if id(node) in targets and any(id(one) in targets for one in around[1:]):
            message = _("The sentence {id} lies within another one.").format(id=node.id)
            yield text.fault("sentence-nested", message, node)
        if inside or any("unread" in one.classes for one in around):
            continue
        own = " ".join(part.strip() for part in node.content if isinstance(part, str))
        if any(c.isalnum() for c in own):
            message = _("This is not read: {text}").format(text=_short(own))
            yield text.fault("sentence-unread", message, node)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
