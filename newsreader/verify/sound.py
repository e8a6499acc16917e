"""The sound of a book: decoded, measured, and compared with what is said of it."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from newsreader.loudness import LoudnessMeter, PeakMeter, decibel
from newsreader.outputs import LOUDNESS
from newsreader.outputs.encoder import Undecodable, decode, find_ffmpeg, reason_in
from newsreader.verify.fault import Fault, Unreadable
from newsreader.verify.files import BookFiles
from newsreader.verify.mp3 import Frames, frames

_LOUDNESS_ERROR = 0.5
"""In LU."""

_HIGHEST_PEAK = -1.0
"""In dBTP: what Apple Podcasts asks for."""


@dataclass(frozen=True)
class Sound:
    """What was measured."""

    samples: int
    rate: int
    """In Hz."""
    loudness: float
    """In LUFS; -inf for silence."""
    peak: float
    """In dBTP."""

    @property
    def seconds(self) -> float:
        """Its length in s."""
        return self.samples / self.rate


def check_sounds(
    files: BookFiles, names: Iterable[str], ffmpeg: str | None, *, tags_allowed: bool = True
) -> tuple[dict[str, float], list[Fault]]:
    """Return the length in s of each sound that can be decoded, and what is wrong with them.

    Raises OutputError without ffmpeg.
    """
    program = find_ffmpeg(ffmpeg)
    lengths: dict[str, float] = {}
    rates: dict[int, str] = {}
    faults: list[Fault] = []
    for name in sorted(names):
        try:
            with files.on_disk(name) as path:
                found = frames(path.read_bytes())
                faults += _frame_faults(name, found, tags_allowed=tags_allowed)
                if not found.count:
                    continue
                sound = _decoded(path, name, min(found.rates), program)
        except Unreadable as error:
            faults.append(error.fault)
            continue
        lengths[name] = sound.seconds
        rates.setdefault(sound.rate, name)
        faults += _sound_faults(name, sound)
    if len(rates) > 1:
        several = ", ".join(str(rate) for rate in sorted(rates))
        message = _("The sounds have several sample rates: {rates} Hz.").format(rates=several)
        faults.append(Fault("", 0, "sound-rates", message))
    return lengths, faults


def _frame_faults(name: str, found: Frames, *, tags_allowed: bool) -> Iterator[Fault]:
    if not found.count:
        yield Fault(name, 0, "sound-not-mp3", _("This is not an MP3 file."))
        return
    if found.rest:
        message = _("{n} bytes of the file are no MP3.").format(n=found.rest)
        yield Fault(name, 0, "sound-not-mp3", message)
    if not found.is_mono:
        yield Fault(name, 0, "sound-not-mono", _("The sound is not mono."))
    if len(found.rates) > 1:
        yield Fault(name, 0, "sound-rates", _("The sample rate changes within the file."))
    if len(found.bit_rates) > 1:
        message = _("The bit rate varies, and older players seek badly in that.")
        yield Fault(name, 0, "sound-vbr", message)
    if found.is_tagged and not tags_allowed:
        message = _("A tag stands before the sound, and DAISY players stumble over it.")
        yield Fault(name, 0, "sound-tagged", message)


def _decoded(path: Path, name: str, rate: int, program: str) -> Sound:
    """Measure a sound while it is decoded. Raises Unreadable where that fails."""
    loudness, peak, count = LoudnessMeter(rate), PeakMeter(), 0
    try:
        for samples in decode(program, path, rate, strict=True):
            loudness.add(samples)
            peak.add(samples)
            count += len(samples)
    except Undecodable as error:
        message = _("The sound cannot be decoded: {reason}.").format(reason=reason_in(str(error)))
        raise Unreadable(Fault(name, 0, "sound-undecodable", message)) from error
    return Sound(count, rate, loudness.integrated(), 2 * decibel(peak.peak))


def _sound_faults(name: str, sound: Sound) -> Iterator[Fault]:
    if sound.loudness == -math.inf:
        yield Fault(name, 0, "sound-silent", _("The sound is silent."))
        return
    if abs(sound.loudness - LOUDNESS) > _LOUDNESS_ERROR:
        message = _("The loudness is {found:.1f} LUFS instead of {wanted:.0f}.")
        message = message.format(found=sound.loudness, wanted=LOUDNESS)
        yield Fault(name, 0, "sound-loudness", message)
    if sound.peak > _HIGHEST_PEAK:
        message = _("The highest peak is {found:.1f} dBTP, and must not exceed {limit:.0f}.")
        message = message.format(found=sound.peak, limit=_HIGHEST_PEAK)
        yield Fault(name, 0, "sound-peak", message)
