"""What is laid into the ring of the loudspeaker, and where the listener is on it.

A tape begins at a place of the programme, with a prompt in front of it or without. Speech is
stretched on its way to the ring, pauses are made behind the stretcher. Each piece leaves a mark, by
which samples heard become a place again, and a copy of the state before it: what lies in the ring
and was not taken yet can be taken back and laid anew, at another speed, without a seam.
"""

from __future__ import annotations

from collections import deque
from copy import copy
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from newsreader.audio import ONSET, RELEASE, Samples, silence
from newsreader.listening.events import Began, Ended, Event, Finished, PromptEnded, Reached
from newsreader.listening.rendering import Rendering
from newsreader.listening.speaker import Loudspeaker
from newsreader.resample import Resampler
from newsreader.stretch import Stretcher, pause_at

PIECE = 0.05
"""In s of what is heard: laid at once, and the grain of a change of speed."""
_TAIL = 0.3
"""In s: silence at the very end, beyond the latency. Without it the last word is cut off."""
_AFTER_PROMPT = 0.15
"""In s: silence between a prompt and the speech after it."""
_FADE = 0.005
"""In s: speech that begins inside a sound rises this long, so that it does not click."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the programme."""

    index: int
    offset: int
    """In samples of the unstretched sound."""
    begun: bool = False
    """Whether this utterance has been heard from its beginning already."""


class Laid(Enum):
    """What became of the wish to lay a piece."""

    MORE = 1
    STARVED = 2
    """There is no sound yet."""
    OVER = 3


@dataclass(slots=True)
class _Cursor:
    """Where laying goes on."""

    index: int
    offset: int
    begun: bool
    stretcher: Stretcher
    base: int  # the offset at which the stretcher began
    resampler: Resampler | None
    rest: int  # samples of silence that come first
    prompt: int = 0
    fresh: bool = True  # nothing of this tape's speech was laid yet
    over: bool = False

    def copy(self) -> _Cursor:
        """Return one that moves by itself."""
        return replace(self, stretcher=self.stretcher.copy(), resampler=copy(self.resampler))


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a place in the ring stands in the programme."""

    ring: int
    index: int
    source: float
    step: float
    """Source samples for each of the ring."""
    event: Event | None = None


@dataclass(slots=True)
class _Snapshot:
    """The state before a piece was laid."""

    ring: int
    marks: int
    cursor: _Cursor = field(repr=False)


class Tape:
    """One stretch of listening, from a start or a jump to the next."""

    def __init__(
        self,
        programme: Rendering,
        speaker: Loudspeaker,
        place: Place,
        *,
        lead_in: float,
        prompt: Samples | None = None,
        speech: bool = True,
        until: int | None = None,
    ) -> None:
        """Begin with ``lead_in`` s of silence; without ``speech`` there is only the prompt."""
        self._programme = programme
        self._speaker = speaker
        self._rate = programme.sample_rate
        self._prompt = np.zeros(0, np.float32) if prompt is None else prompt
        self._speech = speech
        self.until = until
        """The utterance before which it ends."""
        self.error: Exception | None = None
        """What ended the programme before its time."""
        rates = self._rate, speaker.rate
        self._cursor = _Cursor(
            place.index,
            place.offset,
            place.begun,
            Stretcher(self._rate),
            place.offset,
            Resampler(*rates) if rates[0] != rates[1] else None,
            round(lead_in * self._rate),
        )
        self._snapshots: deque[_Snapshot] = deque()
        self._marks: deque[_Mark] = deque()
        self._gone = 0  # marks that were passed
        self._now = _Mark(0, place.index, place.offset, 0.0)
        self._begun = place.begun
        self._ended = False
        self.prompting = prompt is not None
        """Whether the prompt is still being heard."""
        self.index = place.index
        self.offset = place.offset
        """Where the listener is, in samples of the unstretched sound."""
        programme.want(place.index)

    # Laying

    def lay(self, speed: float) -> Laid:
        """Put the next piece into the ring."""
        before = _Snapshot(
            self._speaker.written, self._gone + len(self._marks), self._cursor.copy()
        )
        laid = self._lay(self._cursor, speed)
        if laid is Laid.MORE:
            self._snapshots.append(before)
        return laid

    def _lay(self, cursor: _Cursor, speed: float) -> Laid:
        piece = round(PIECE * self._rate)
        if cursor.over:
            return Laid.OVER
        if cursor.rest:
            size = min(cursor.rest, piece)
            cursor.rest -= size
            self._write(cursor, np.zeros(size, np.float32))
        elif cursor.prompt < len(self._prompt):
            samples = self._prompt[cursor.prompt : cursor.prompt + piece]
            cursor.prompt += len(samples)
            self._write(cursor, samples)
            if cursor.prompt == len(self._prompt):
                self._mark(cursor.index, cursor.offset, 0.0, PromptEnded())
                cursor.rest = round(_AFTER_PROMPT * self._rate)
        elif not self._speech:
            return self._end(cursor)
        elif cursor.index == self.until:
            return self._end(cursor, Reached(cursor.index))
        else:
            return self._lay_speech(cursor, piece, speed)
        return Laid.MORE

    def _lay_speech(self, cursor: _Cursor, piece: int, speed: float) -> Laid:
        sound = self._programme.sound(cursor.index)
        if sound is None:
            if self._programme.exists(cursor.index) is not False:
                return Laid.STARVED
            self.error = self._programme.error
            return self._end(cursor, None if self.error else Finished())
        samples = sound.take(cursor.offset, round(piece * speed))
        if not len(samples) and sound.error:
            self.error = sound.error
            return self._end(cursor)
        if not len(samples) and not sound.done:
            return Laid.STARVED
        ratio = speed * self._rate / self._speaker.rate
        begins = None if cursor.begun else Began(cursor.index)
        self._mark(cursor.index, cursor.base + cursor.stretcher.place, ratio, begins)
        cursor.begun = True
        if len(samples):
            ready = cursor.stretcher.push(samples, speed)
            if cursor.fresh and cursor.offset and len(ready):
                rise = min(round(_FADE * self._rate), len(ready))
                ready[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
            cursor.fresh = cursor.fresh and not len(ready)
            cursor.offset += len(samples)
            self._write(cursor, ready)
        else:
            self._write(cursor, cursor.stretcher.flush())
            self._mark(cursor.index, cursor.offset, 0.0, Ended(cursor.index))
            # Silence that is left around an utterance counts towards the pause.
            pause = pause_at(self._programme.utterance(cursor.index).pause, speed)
            cursor.rest = round(max(0.0, pause - (ONSET + RELEASE) / speed) * self._rate)
            cursor.index, cursor.offset, cursor.base = cursor.index + 1, 0, 0
            cursor.stretcher, cursor.begun, cursor.fresh = Stretcher(self._rate), False, False
            self._programme.want(cursor.index)
        return Laid.MORE

    def _end(self, cursor: _Cursor, event: Event | None = None) -> Laid:
        """Lay the silence behind the last word, and say that no more will come."""
        self._mark(cursor.index, cursor.offset, 0.0, event)
        if cursor.resampler:
            self._speaker.write(cursor.resampler.flush())
        unheard, rate = self._speaker.unheard, self._speaker.rate
        self._speaker.write(silence(unheard / rate + _TAIL, rate))
        self._speaker.ended = cursor.over = True
        return Laid.OVER

    def _write(self, cursor: _Cursor, samples: Samples) -> None:
        self._speaker.write(cursor.resampler.push(samples) if cursor.resampler else samples)

    def _mark(self, index: int, source: float, step: float, event: Event | None) -> None:
        self._marks.append(_Mark(self._speaker.written, index, source, step, event))

    def revise(self) -> bool:
        """Take back as much of what was laid as has not been taken; what follows is laid anew."""
        for number, snapshot in enumerate(self._snapshots):
            if self._speaker.rewind(snapshot.ring):
                while self._gone + len(self._marks) > snapshot.marks:
                    self._marks.pop()
                self._cursor = snapshot.cursor
                while len(self._snapshots) > number:
                    self._snapshots.pop()
                self.error = None
                return True
        return False

    def renumber(self, by: int) -> None:
        """Follow a change of the programme that moved the utterance being laid."""
        self._cursor.index += by
        self._marks = deque(
            replace(mark, index=mark.index + by, event=_moved(mark.event, by))
            for mark in self._marks
        )
        self._now = replace(self._now, index=self._now.index + by)
        self.index += by
        self._snapshots.clear()
        self._programme.want(self._cursor.index)

    # Following

    def follow(self) -> list[Event]:
        """Move to what has been heard; return what happened on the way."""
        heard = self._speaker.heard
        events: list[Event] = []
        while self._marks and self._marks[0].ring <= heard:
            self._now = self._marks.popleft()
            self._gone += 1
            if self._now.event is not None:
                events.append(self._now.event)
                self._begun = self._begun or isinstance(self._now.event, Began)
                self._ended = isinstance(self._now.event, Ended)
                self._begun = self._begun and not self._ended
                self.prompting = self.prompting and not isinstance(self._now.event, PromptEnded)
        while self._snapshots and self._snapshots[0].ring < heard:
            self._snapshots.popleft()
        now = self._now
        source = now.source + max(0, heard - now.ring) * now.step
        if self._marks and self._marks[0].index == now.index:
            source = min(source, self._marks[0].source)
        self.index, self.offset = now.index, int(source)
        return events

    @property
    def again(self) -> Place:
        """Where to go on after an interruption: at the beginning of the word."""
        if self._ended:
            return Place(self.index + 1, 0)
        sound = self._programme.sound(self.index)
        if sound is None or not self._begun:
            return Place(self.index, self.offset, self._begun)
        return Place(self.index, sound.restart(self.offset), True)

    @property
    def laid_index(self) -> int:
        """The utterance that is being laid."""
        return self._cursor.index

    @property
    def laid_last(self) -> int:
        """The last utterance of which anything has been laid."""
        return (
            self._cursor.index if self._cursor.offset else max(self.index, self._cursor.index - 1)
        )

    @property
    def laid_offset(self) -> int:
        """How much of it has been laid, in samples of the unstretched sound."""
        return self._cursor.offset


def _moved(event: Event | None, by: int) -> Event | None:
    return replace(event, index=event.index + by) if isinstance(event, Began | Ended) else event
