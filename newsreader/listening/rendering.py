"""The sounds of a script: made ahead of the listener by a thread of its own, kept in memory.

A sound belongs to its text, not to its place: a script may be replaced by another (captions left
out, say), and what both have in common is not made again. The thread works from the place that is
wanted towards the end, as far ahead as is sensible. When something else is wanted, and is not there
yet, it gives up what it is doing within a chunk.

Sounds are neither stretched nor followed by their pause: the player does both, when it knows how
fast the listener wants them. Whoever asks sees what there is so far, without a lock: one thread
adds, the others look.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from queue import SimpleQueue

import numpy as np

from newsreader.audio import (
    ONSET,
    QUIET,
    Samples,
    from_decibel,
    limit,
    trim,
)
from newsreader.engines import Engine, Sound
from newsreader.engines.staging import directed
from newsreader.engines.words import Word, printed_words
from newsreader.listening.rendered import Rendered
from newsreader.text.respell import respell
from newsreader.types import Utterance

_AHEAD = 300.0
"""In s of unstretched sound: how far the thread works ahead. At speed 5 that is one minute."""
_AGAIN = 0.9
"""Of that: when less is ready, it goes on."""
_LIMIT = 64_000_000
"""In bytes: what is kept in memory, 24 minutes at 22,050 Hz."""
_PACE_MEMORY = 0.5
"""How much what was before a sound counts for the pace beside it."""


class _Script:
    """Utterances and what the engine is given for each; pulled by the thread that renders."""

    def __init__(self, utterances: Iterable[Utterance], engine: Engine, respelling: bool) -> None:
        self._source = iter(utterances)
        self._engine = engine
        self._respelling = respelling
        self.items: list[tuple[Utterance, str]] = []
        self.complete = False
        self.error: Exception | None = None

    def text(self, index: int) -> str | None:
        """Return the text for an index, or None beyond the end."""
        while len(self.items) <= index and not self.complete:
            try:
                utterance = next(self._source)
                text = utterance.spoken
                if self._respelling:
                    text = respell(text, utterance.language)
                self.items.append((utterance, directed(text, utterance, self._engine)))
            except StopIteration:
                self.complete = True
            except Exception as error:  # raised again by whoever plays
                self.error, self.complete = error, True
        return self.items[index][1] if index < len(self.items) else None


class _Line:
    """What the engine has been given, and where the script goes on."""

    def __init__(self, first: int) -> None:
        self.waiting: deque[tuple[int, str]] = deque()
        self.end = first


class Rendering:
    """The sounds of a script by index. Close it, or use it as a context manager."""

    def __init__(
        self,
        script: Iterable[Utterance],
        engine: Engine,
        *,
        gain: float = 0.0,
        respelling: bool = True,
        ahead: float = _AHEAD,
        limit_bytes: int = _LIMIT,
        start: int = 0,
    ) -> None:
        """Begin to work, at the utterance ``start``.

        ``script`` is iterated in the working thread, no further than needed. ``gain`` is the
        voice's constant, in dB. ``ahead`` is in s of unstretched sound.
        """
        self._engine = engine
        self.sample_rate = engine.sample_rate
        self._factor = np.float32(from_decibel(gain))
        self._respelling = respelling
        self._limit = limit_bytes // 2  # in samples
        self._ahead = min(round(ahead * engine.sample_rate), self._limit // 2)
        self._script = _Script(script, engine, respelling)
        self._sounds: dict[str, Rendered] = {}
        self._wanted = start
        self._made = self._spent = self._clock = 0.0
        self._closing = False
        # Not an Event: a signal handler may want something while its thread is setting it.
        self._wake: SimpleQueue[None] = SimpleQueue()
        self.notify: Callable[[], None] = lambda: None
        """Called by the working thread when there is more of what is wanted."""
        self._thread = threading.Thread(target=self._work, name="renderer", daemon=True)
        self._thread.start()

    def __enter__(self) -> Rendering:
        """Return itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """End the work."""
        self.close()

    def close(self) -> None:
        """End the work within a chunk, and wait for it: the engine must be free again."""
        self._closing = True
        self._wake.put(None)
        self._thread.join()

    def want(self, index: int) -> None:
        """Go on from an index. For any thread, and signal handlers."""
        if index != self._wanted and index >= 0:
            self._wanted = index
            self._wake.put(None)

    def replace(self, script: Iterable[Utterance], start: int) -> None:
        """Take another script and want an index of it; sounds that it has too are kept."""
        self._wanted = start
        self._script = _Script(script, self._engine, self._respelling)
        self._wake.put(None)

    def exists(self, index: int) -> bool | None:
        """Tell whether there is such an utterance; None as long as nobody knows."""
        script = self._script
        if 0 <= index < len(script.items):
            return True
        return False if script.complete or index < 0 else None

    @property
    def error(self) -> Exception | None:
        """What ended the script before its time."""
        return self._script.error

    def utterance(self, index: int) -> Utterance:
        """Return one that ``exists``."""
        return self._script.items[index][0]

    def text(self, index: int) -> str | None:
        """Return what the engine is given for an utterance; None before anybody knows."""
        items = self._script.items
        return items[index][1] if 0 <= index < len(items) else None

    def sound(self, index: int) -> Rendered | None:
        """Return what there is of a sound; None before its work has begun."""
        items = self._script.items
        return self._sounds.get(items[index][1]) if 0 <= index < len(items) else None

    def words(self, index: int) -> list[Word]:
        """Return the words of a sound as far as they are known, in samples from its beginning."""
        sound = self.sound(index)
        return sound.words if sound else []

    def word_at(self, index: int, offset: float) -> int | None:
        """Return which printed word sounds at an offset in s into an utterance, if that is known.

        It is counted from 0, in the words as printed between spaces.
        """
        given = self.text(index)
        if given is None:
            return None
        utterance = self.utterance(index)
        place = round(offset * self.sample_rate)
        found = None
        for (start, _end), begin, _over in printed_words(utterance, given, self.words(index)):
            if found is not None and begin > place:
                break
            found = len(utterance.text[:start].split())
        return found

    def done(self, index: int) -> bool:
        """Tell whether all of a sound is there."""
        sound = self.sound(index)
        return sound is not None and sound.done

    def duration(self, index: int) -> float | None:
        """Return how long an utterance is without its pause, unstretched, in s, once known."""
        sound = self.sound(index)
        return sound.length / self.sample_rate if sound and sound.done else None

    def ready(self, index: int) -> float:
        """Return how much sound there is from an index on without a gap, in s."""
        items = self._script.items
        total = 0
        for _utterance, text in items[index:]:
            sound = self._sounds.get(text)
            total += sound.length if sound else 0
            if sound is None or not sound.done:
                break
        return total / self.sample_rate

    @property
    def pace(self) -> float | None:
        """How many seconds of sound one second of work gives; None before there is any."""
        return self._made / self._spent if self._spent > 0 else None

    # The working thread

    def _work(self) -> None:
        while not self._closing:
            script = self._script
            first = self._missing(script)
            if first is not None:
                try:
                    self._batch(script, first)
                except Exception as error:  # raised again by whoever plays
                    self._sounds[script.items[first][1]] = failed = Rendered(self.sample_rate)
                    failed.error = error
                    self.notify()
            elif script is self._script and not self._closing:
                self._wake.get()

    def _missing(self, script: _Script) -> int | None:
        """Return the first utterance from the wanted one on that should be made now."""
        index = self._wanted
        ready = 0
        while (text := script.text(index)) is not None:
            if self._pending(text):
                return index if ready < _AGAIN * self._ahead else None
            ready += self._sounds[text].length
            index += 1
        self.notify()  # of the end
        return None

    def _pending(self, text: str) -> bool:
        """Tell whether a sound is still to be made."""
        sound = self._sounds.get(text)
        return sound is None or not (sound.done or sound.error)

    def _urgent(self) -> str | None:
        """Return the text that is wanted and not there; "" where it is not even known."""
        script, wanted = self._script, self._wanted
        if wanted >= len(script.items):
            return None if script.complete else ""
        text = script.items[wanted][1]
        return text if self._pending(text) else None

    def _batch(self, script: _Script, first: int) -> None:
        """Make sounds one after the other from an index on, until something else is wanted."""
        line = _Line(first)
        self._clock = time.monotonic()
        with closing(self._engine.synthesize_each(self._texts(script, line))) as sounds:
            for sound in sounds:
                _index, text = line.waiting.popleft()
                if self._urgent() in (None, text):
                    self._sounds[text] = rendered = Rendered(self.sample_rate)
                    if not self._make(sound, rendered, text):
                        del self._sounds[text]
                if self._closing or script is not self._script:
                    return
                self._forget(script)
                following = self._missing(script)
                if following is not None and not self._leads_to(following, script, line):
                    return

    def _texts(self, script: _Script, line: _Line) -> Iterator[str]:
        """Yield what is to be made, and put it into the line."""
        while not self._enough(script, line.end):
            text = script.text(line.end)
            if text is None:
                return
            if self._pending(text) and text not in (text for _index, text in line.waiting):
                line.waiting.append((line.end, text))
                line.end += 1
                yield text
            else:
                line.end += 1

    def _leads_to(self, following: int, script: _Script, line: _Line) -> bool:
        """Tell whether a line comes to an index soon: sooner than one that is begun anew."""
        if line.waiting:
            # What is far down the line is being made already.
            return following in (index for index, _text in line.waiting)
        items = script.items[line.end : following]
        return line.end <= following and not any(self._pending(text) for _, text in items)

    def _enough(self, script: _Script, index: int) -> bool:
        """Tell whether what is ready between the wanted place and another is as much as can be."""
        sounds = (self._sounds.get(text) for _, text in script.items[self._wanted : index])
        return sum(sound.length for sound in sounds if sound) >= self._ahead

    def _make(self, sound: Sound, rendered: Rendered, text: str) -> bool:
        """Make one sound; return False where it was given up for something more urgent."""
        self._made *= _PACE_MEMORY
        self._spent *= _PACE_MEMORY
        try:
            loud = self._louder(sound, rendered)
            for samples in limit(trim(loud, self.sample_rate), self.sample_rate):
                rendered.add(samples)
                self._made += len(samples) / self.sample_rate
                now = time.monotonic()
                self._spent += now - self._clock
                self._clock = now
                urgent = self._urgent()
                if self._closing or urgent not in (None, text):
                    return False
                if urgent:
                    self.notify()
            rendered.done = True
        except Exception as error:  # raised again by whoever plays
            rendered.error = error
        finally:
            sound.close()
        self.notify()
        return True

    def _louder(self, sound: Sound, rendered: Rendered) -> Iterator[Samples]:
        """Apply the gain, and find out how much ``trim`` cuts away in front."""
        before = round(ONSET * self.sample_rate)
        passed = 0
        begun = False
        for samples in sound:
            loud = samples * self._factor
            if not begun and len(found := np.flatnonzero(np.abs(loud) > QUIET)):
                begun = True
                cut = max(0, passed + int(found[0]) - before)
                rendered.tell(sound.words, cut)
            passed += len(samples)
            yield loud

    def _forget(self, script: _Script) -> None:
        """Drop what is farthest from the listener where there is too much, the past first."""
        total = sum(sound.length for sound in self._sounds.values())
        if total <= self._limit:
            return
        distance: dict[str, int] = {}
        for index, (_utterance, text) in enumerate(script.items):
            far = index - self._wanted
            far = far if far >= 0 else -2 * far
            distance[text] = min(far, distance.get(text, far))
        beyond = len(script.items) * 2 + 1
        for text in sorted(self._sounds, key=lambda text: -distance.get(text, beyond)):
            if total <= self._limit or not distance.get(text, beyond):
                return
            total -= self._sounds.pop(text).length
