"""The live player: a stream of chunks becomes sound, whole from the first word to the last.

    generator ── producer thread ── shelf ── play(), the waiting thread ── ring ── PortAudio

The producer runs at most ``_AHEAD`` seconds in front of the listener, so memory does not grow with
the programme. The shelf keeps the last ``_KEPT`` seconds that were heard as well: whatever makes a
jump in the sound (an output that went away and came back) empties the ring and cues the shelf anew
at the position that had been heard. The ring is short, so what stands between the shelf and the
ring acts soon.

The position is counted in samples handed over less those not heard yet, never by the clock.
Threads share nothing but counters and one deque with a single writer each: no lock that a signal
handler or PortAudio's callback could hang on.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from gettext import gettext as _
from typing import NamedTuple

from newsreader.audio import AudioChunk, Samples, silence
from newsreader.errors import OutputError
from newsreader.listening.resample import Resampler
from newsreader.listening.speaker import Speaker

_log = logging.getLogger(__name__)

_AHEAD = 20.0
"""In s: how far the producer may be in front of what is fed to the output."""
_KEPT = 5.0
"""In s: how much of what was heard stays at hand."""
_RING = 0.5
"""In s: how much lies ready for the callback, beyond what fills the output's buffer."""
_PIECE = 0.1
"""In s: the largest stretch that is fed at once."""
_TAIL = 0.3
"""In s: silence after the last word, beyond the latency. Without it the word is cut off."""
_POLL = 0.02
"""In s: how often the waiting thread looks. It bounds how soon ``stop`` acts."""
_SWITCH_INTERVAL = 0.0005
"""In s: how long a busy thread may keep PortAudio's callback waiting for the interpreter. With
Python's own 0.005 four busy threads tore up to two holes in 8 s of sound, with this none."""
_WARM_UP_LIMIT = 1.5
"""In s: how long a fresh stream may take to run without underflow."""
_LATENCY_STEP = 0.1
_LATENCY_LIMIT = 0.4
_UNDERFLOWS = 5
"""After this many in one stream it is opened again with more latency."""
_FIRST_DELAY, _LAST_DELAY = 0.5, 5.0
"""In s: between tries to open an output that went away."""


class Player:
    """Plays programmes, one after the other, on one output. Use it as a context manager."""

    def __init__(
        self,
        sample_rate: int,
        *,
        device: str | None = None,
        lead_in: float = 0.1,
        latency: float = 0.2,
        patience: float = 30.0,
    ) -> None:
        """Set up for sound of one rate; nothing is opened yet.

        ``device`` is a part of an output's name. ``lead_in`` is silence in front, for outputs that
        swallow the first sound after a rest (HDMI and Bluetooth: 1.5). An output that went away is
        tried again for ``patience`` seconds.
        """
        self._sample_rate = sample_rate
        self._lead_in = lead_in
        self._latency = latency
        self._patience = patience
        self._speaker = Speaker(device)
        self._stopping = False
        self.utterance: int | None = None
        """The last one that began to be heard; it stays when playing ends or fails."""

    def __enter__(self) -> Player:
        """Open the output, so that it warms up while the first words are synthesized."""
        self._open()
        return self

    def __exit__(self, *exc: object) -> None:
        """Be silent and give the output back."""
        self._speaker.close()

    @property
    def underruns(self) -> int:
        """Holes in the sound so far, because samples came too late."""
        return self._speaker.underruns

    def play(
        self, chunks: Iterable[AudioChunk], on_utterance: Callable[[int], None] | None = None
    ) -> None:
        """Play to the end, or until ``stop``; return when the last word has been heard.

        ``chunks`` is iterated, and closed, in a thread of its own. What it raises is raised here,
        after the sound before it. ``on_utterance`` is called in the calling thread when an
        utterance begins to be heard. Raises OutputError when the output goes away for good.
        """
        self._stopping = False
        self.utterance = None
        shelf = _Shelf(chunks, self._sample_rate)
        switch_interval = sys.getswitchinterval()
        try:
            sys.setswitchinterval(min(switch_interval, _SWITCH_INTERVAL))
            self._run(shelf, on_utterance)
        finally:
            self._speaker.hush()
            sys.setswitchinterval(switch_interval)
            shelf.close()
        if shelf.error is not None and not self._stopping:
            raise shelf.error

    def stop(self) -> None:
        """Make ``play`` fall silent at once and return. For other threads and signal handlers."""
        self._stopping = True

    def _run(self, shelf: _Shelf, on_utterance: Callable[[int], None] | None) -> None:
        if not self._speaker.is_open:
            self._open()
        self._warm_up()
        self._cue(shelf, 0)
        while not self._stopping:
            self._feed(shelf)
            over = self._speaker.ended and not self._speaker.fill
            self._announce(shelf, on_utterance)
            if over or shelf.empty:
                return
            if self._speaker.lost:
                self._recover(shelf)
            elif self._speaker.underflows >= _UNDERFLOWS and self._latency < _LATENCY_LIMIT:
                position = self._position()
                self._open_slower()
                self._cue(shelf, position)
            time.sleep(_POLL)

    def _cue(self, shelf: _Shelf, position: int) -> None:
        """Begin anew at a position of the programme, with an empty ring and the lead-in."""
        self._speaker.hush()
        shelf.seek(position)
        self._now = _Mark(0, position, None)
        self._marks: deque[_Mark] = deque()
        rates = self._sample_rate, self._speaker.rate
        self._resampler = Resampler(*rates) if rates[0] != rates[1] else None
        self._speaker.write(silence(self._lead_in, self._speaker.rate))

    def _feed(self, shelf: _Shelf) -> None:
        """Fill the ring from the shelf, and let it flow once it can fill the output's buffer."""
        speaker = self._speaker
        limit = round(_PIECE * self._sample_rate)
        enough = speaker.unheard + round(_RING * speaker.rate)
        while speaker.fill < enough and (piece := shelf.take(limit)):
            self._marks.append(_Mark(speaker.written, piece.position, piece.utterance))
            resampler = self._resampler
            speaker.write(resampler.push(piece.samples) if resampler else piece.samples)
        if shelf.exhausted and not speaker.ended:
            if self._resampler:
                speaker.write(self._resampler.flush())
            speaker.write(silence(speaker.unheard / speaker.rate + _TAIL, speaker.rate))
            speaker.ended = True
        if not speaker.flowing and (speaker.fill >= speaker.unheard or speaker.ended):
            speaker.flow()

    def _announce(self, shelf: _Shelf, on_utterance: Callable[[int], None] | None) -> None:
        """Follow what has been heard."""
        while self._marks and self._marks[0].ring <= self._speaker.heard:
            self._now = self._marks.popleft()
            if self._now.utterance != self.utterance:
                self.utterance = self._now.utterance
                if on_utterance is not None and self.utterance is not None:
                    on_utterance(self.utterance)
        shelf.release(self._position())

    def _position(self) -> int:
        """Return how much of the programme has been heard, in its samples."""
        since = max(0, self._speaker.heard - self._now.ring)
        return self._now.position + since * self._sample_rate // self._speaker.rate

    def _open(self) -> None:
        self._speaker.open(
            self._sample_rate, self._latency, _RING + 2 * _PIECE + max(self._lead_in, _TAIL)
        )

    def _open_slower(self) -> None:
        """Give the output a longer buffer, because it keeps running dry."""
        self._latency = min(self._latency + _LATENCY_STEP, _LATENCY_LIMIT)
        _log.info("the sound output runs dry; its latency becomes %.1f s", self._latency)
        self._open()

    def _warm_up(self) -> None:
        """Give silence until the output runs without fault: a fresh sound server loses seconds."""
        tries = 0
        while not (self._stopping or self._speaker.warm):
            if self._speaker.lost:
                raise _gone()
            tries += 1
            if tries * _POLL > _WARM_UP_LIMIT:
                if self._latency >= _LATENCY_LIMIT:
                    return
                self._open_slower()
                tries = 0
            time.sleep(_POLL)

    def _recover(self, shelf: _Shelf) -> None:
        """Wait for an output that went away, and go on where it was last heard."""
        position = self._position()
        _log.info("the sound output went away")
        delay = _FIRST_DELAY
        limit = time.monotonic() + self._patience
        self._speaker.forget()
        while not self._stopping:
            try:
                self._open()
                self._warm_up()
                break
            except OutputError as error:
                if time.monotonic() + delay > limit:
                    raise _gone() from error
            self._rest(delay)
            delay = min(2 * delay, _LAST_DELAY)
        self._cue(shelf, position)
        _log.info("the sound output is back")

    def _rest(self, seconds: float) -> None:
        """Sleep, but not through a ``stop``."""
        limit = time.monotonic() + seconds
        while not self._stopping and time.monotonic() < limit:
            time.sleep(_POLL)


class _Mark(NamedTuple):
    """Where a place in the ring stands in the programme."""

    ring: int
    position: int
    utterance: int | None


class _Piece(NamedTuple):
    """A stretch of the programme."""

    position: int
    utterance: int
    samples: Samples

    @property
    def end(self) -> int:
        return self.position + len(self.samples)


class _Shelf:
    """The chunks round the listening position, and the thread that brings them."""

    def __init__(self, chunks: Iterable[AudioChunk], sample_rate: int) -> None:
        """Start to pull ``chunks``."""
        self._chunks = chunks
        self._ahead = round(_AHEAD * sample_rate)
        self._kept = round(_KEPT * sample_rate)
        self._arrived: deque[AudioChunk] = deque()
        self._shelf: deque[_Piece] = deque()
        self._end = 0
        self._next = 0
        self._cursor = 0
        self._heard = 0
        self._produced = 0
        self._closing = False
        self._done = False
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._produce, name="producer", daemon=True)
        self._thread.start()

    def _produce(self) -> None:
        try:
            iterator = iter(self._chunks)
            try:
                while self._has_room() and (chunk := next(iterator, None)) is not None:
                    self._produced += len(chunk.samples)
                    self._arrived.append(chunk)
            finally:
                close = getattr(iterator, "close", None)
                if close is not None:
                    close()
        except BaseException as error:  # whatever it is, the caller of play() must see it
            self.error = error
        finally:
            self._done = True

    def _has_room(self) -> bool:
        """Wait until more is wanted; return False when nothing is."""
        while not self._closing and self._produced - self._heard >= self._ahead:
            time.sleep(_POLL)
        return not self._closing

    def take(self, limit: int) -> _Piece | None:
        """Return the next stretch, at most ``limit`` samples, or None if it is not there yet."""
        while self._arrived:
            chunk = self._arrived.popleft()
            if len(chunk.samples):
                self._shelf.append(_Piece(self._end, chunk.utterance, chunk.samples))
                self._end = self._shelf[-1].end
        if self._next == len(self._shelf):
            return None
        whole = self._shelf[self._next]
        offset = self._cursor - whole.position
        piece = _Piece(self._cursor, whole.utterance, whole.samples[offset : offset + limit])
        self._cursor = piece.end
        if piece.end == whole.end:
            self._next += 1
        return piece

    @property
    def exhausted(self) -> bool:
        """Whether all has been taken, and no more will come."""
        return self._done and not self._arrived and self._next == len(self._shelf)

    @property
    def empty(self) -> bool:
        """Whether the programme has ended without a single sample."""
        return self.exhausted and not self._end

    def seek(self, position: int) -> None:
        """Continue at a position, or as near to it as is still kept."""
        self._cursor = min(position, self._end)
        self._next = len(self._shelf)
        while self._next and self._shelf[self._next - 1].end > self._cursor:
            self._next -= 1
        if self._next < len(self._shelf):
            self._cursor = max(self._cursor, self._shelf[self._next].position)

    def release(self, heard: int) -> None:
        """Let the producer go on, and let go of what was heard long ago."""
        self._heard = heard
        while self._next and self._shelf[0].end < heard - self._kept:
            self._shelf.popleft()
            self._next -= 1

    def close(self) -> None:
        """End the generator, and wait for it: the engine must be free for the next one."""
        self._closing = True
        self._thread.join()


def _gone() -> OutputError:
    return OutputError(
        _("The sound output went away during the reading."),
        _("See whether the loudspeaker is connected, and start again."),
    )
