"""Piper voices, cut into stages: the sound begins after a few frames, and memory stays flat.

The same sound as from the whole model (``engines.piper``), to a few steps of 16 bits, in three
quarters of its work. The noise is ours and drawn from the content: the same words with the same
voice and settings give the same samples, whatever was spoken before.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, partial
from gettext import gettext as _
from queue import Full, Queue
from threading import Event, Lock
from typing import Any

import numpy as np  # before the thread that loads: two that import it at once see half of it
from numpy.typing import NDArray

from newsreader.audio import Samples
from newsreader.engines import Sound
from newsreader.engines.derived import Derived, Preparing, find_or_derive, log
from newsreader.engines.graph import EXACT
from newsreader.engines.noise import Noise, seed_of
from newsreader.engines.phonemes import Phonemizer
from newsreader.engines.stages import Stages
from newsreader.engines.words import NOBODY, Word, words
from newsreader.errors import EngineError
from newsreader.voices import Voice

VERSION = 2
"""Raised when the same ids are made into other samples, or given other words; what the stages do
has a version of its own."""

_MAX_THREADS = 4
"""Sentences that are synthesized at once; each takes 40 MB."""

_AHEAD_CHUNKS = 64
"""Of one sentence that wait to be fetched, about 45 s of sound."""

_PATIENCE = 0.05
"""In s: how long a full queue is waited for before looking whether the sound is still wanted."""


def open_streaming(
    voice: Voice,
    description: Mapping[str, Any],
    speaker: int | None = None,
    *,
    profile: str = EXACT,
    threads: int | None = None,
    preparing: Preparing | None = None,
) -> "StreamingEngine | None":
    """Open a voice in stages, cutting it first if that was not done yet.

    ``description`` is the voice's JSON file. None where the voice must be spoken whole: it is built
    in another way, or turns text into phonemes in another way than with espeak alone.
    """
    derive = _derivation(voice, description, speaker, profile)
    if derive is None:
        return None
    try:
        phonemizer = Phonemizer(str(description["espeak"]["voice"]), description["phoneme_id_map"])
    except ImportError as error:
        log().warning("the voice %s speaks whole: %s", voice.name, error)
        return None
    derived = derive(preparing)
    if derived is None:
        return None
    return StreamingEngine(voice, description, derived, derive, phonemizer, threads)


def prepare(
    voice: Voice,
    description: Mapping[str, Any],
    profile: str = EXACT,
    preparing: Preparing | None = None,
) -> None:
    """Cut a voice, with its usual speaker, so that the first reading need not wait for that."""
    derive = _derivation(voice, description, None, profile)
    if derive:
        derive(preparing)


def _derivation(
    voice: Voice, description: Mapping[str, Any], speaker: int | None, profile: str
) -> Callable[..., Derived | None] | None:
    """Return what finds or makes the stages of a voice; None where there can be none."""
    if (
        voice.path is None
        or description.get("phoneme_type", "espeak") != "espeak"
        or description.get("vowel_clusters")
        or description["espeak"]["voice"] == "ar"  # Piper adds vowels to it by another model
    ):
        return None
    if int(description["num_speakers"]) <= 1:
        speaker = None
    elif speaker is None:
        speaker = int(description.get("default_speaker_id", 0))
    return partial(find_or_derive, voice.path, profile, speaker)


class StreamingEngine:
    """A cut voice that is loaded, or being loaded."""

    def __init__(
        self,
        voice: Voice,
        description: Mapping[str, Any],
        derived: Derived,
        derive: Callable[[], Derived | None],
        phonemizer: Phonemizer,
        threads: int | None = None,
    ) -> None:
        """Begin to load. ``threads`` bounds how many sentences ``synthesize_each`` does at once.

        ``derive`` makes the stages again, should they be broken.
        """
        self.sample_rate = int(description["audio"]["sample_rate"])
        inference = description.get("inference", {})
        self._noise = np.float32(inference.get("noise_scale", 0.667))
        self._length = float(inference.get("length_scale", 1.0))
        self._length_noise = np.float32(inference.get("noise_w", 0.8))
        self._name = voice.name
        self._phonemizer = phonemizer
        self._derived = derived
        self._derive = derive
        self._lock = Lock()
        self._threads = threads or min(_cores(), _MAX_THREADS)
        self._stages = Stages(derived.folder, derived.manifest)

    @cached_property
    def identity(self) -> str:
        """What its sound depends on, besides the text: another one may sound another way."""
        # The folder's name holds checksum, profile, speaker, onnxruntime and what it was cut by.
        cut = f"{self._derived.folder.name} {VERSION} numpy {np.__version__}"
        scales = f"{self._noise} {self._length} {self._length_noise}"
        return f"piper {cut} {scales} {self._phonemizer.identity}"

    def synthesize(self, spoken: str, rate: float = 1.0) -> Sound:
        """Return the sound of ``spoken`` in chunks, the first of 0.2 s.

        ``rate`` shortens the sounds; each keeps at least 12 ms, so that 2 becomes about 1.6 and
        nothing beyond 2.2 is reached. Text without sounds gives nothing. Words are known with the
        first chunk of their sentence.
        Raises EngineError where the stages fail.
        """
        return Sound(self._parts(spoken, rate))

    def _parts(self, spoken: str, rate: float) -> Iterator[tuple[Samples, list[Word]]]:
        """Yield the chunks of a text, and the words that became known with each."""
        place = 0
        for ids, owners in self._phonemizer.owned(spoken):
            for samples, found in self._timed(ids, owners, rate, True, place):
                yield samples, found
                place += len(samples)

    def sound(self, ids: list[int], rate: float = 1.0, noisy: bool = True) -> Iterator[Samples]:
        """Yield the sound of phoneme ids, of one sentence or a part of it."""
        for samples, _words in self._timed(ids, [NOBODY] * len(ids), rate, noisy):
            yield samples

    def _timed(
        self, ids: list[int], owners: list[int], rate: float, noisy: bool, place: int = 0
    ) -> Iterator[tuple[Samples, list[Word]]]:
        """Yield the sound of ids, with its words, whose times begin at ``place``."""
        stages = self._stages
        begun = False
        try:
            frames, counts = self._frames(stages, ids, rate, noisy)
            ends = place + np.cumsum(counts) * stages.manifest.hop
            found = words(owners, ends.tolist())
            for samples in stages.decode(frames):
                yield samples, [] if begun else found
                begun = True
        except Exception as error:  # onnxruntime's errors have no common base
            if begun or not self._replace(stages):
                raise EngineError(
                    _("The voice {name} failed to speak.").format(name=self._name),
                    _("Install the voice again, or use another one."),
                ) from error
            yield from self._timed(ids, owners, rate, noisy, place)

    def _replace(self, broken: Stages) -> bool:
        """Cut the voice again where its files cannot be loaded; return whether it was done."""
        with self._lock:
            if self._stages is not broken:
                return True  # by another thread
            try:
                broken.wait()
            except Exception as error:  # onnxruntime's errors have no common base
                log().info("the voice %s is made again: %s", self._name, error)
                self._derived.discard()
                again = self._derive()
                if again is None or again.checksum != self._derived.checksum:
                    return False
                self._stages = Stages(again.folder, again.manifest)
                # Only once: a second failure has another reason.
                self._stages.wait()
                return True
            return False

    def _frames(
        self, stages: Stages, ids: list[int], rate: float, noisy: bool
    ) -> tuple[Samples, NDArray[np.int64]]:
        """Return the frames of the prior, (T, channels), and how many each id has."""
        # All noise is drawn here, in one order, so that how the work is cut up cannot change it.
        random = Noise(seed_of(f"{self._derived.checksum} {ids}"))
        noise = random.normal(len(ids), 2) * self._length_noise
        mean, spread, length = stages.encode(ids, noise if noisy else noise * 0)
        counts = np.ceil(length * np.float32(self._length / rate)).astype(np.int64)
        frames: Samples = np.repeat(mean, counts, axis=0)
        if noisy:
            noise = random.normal(*frames.shape)
            noise *= np.repeat(spread * self._noise, counts, axis=0)
            frames += noise
        return frames, counts

    def synthesize_each(self, texts: Iterable[str], rate: float = 1.0) -> Generator[Sound]:
        """Yield the sound of each text, while other threads already work at the next ones.

        The sound is the same as from ``synthesize``. A sound that is not fetched to its end is
        given up when the next one is asked for. Closing the iterator stops all work within a chunk.
        """
        if self._threads == 1:
            for text in texts:
                yield self.synthesize(text, rate)
            return
        # Only here: it brings logging, and one sentence needs neither.
        from concurrent.futures import ThreadPoolExecutor

        waiting: deque[_Job] = deque()
        pool = ThreadPoolExecutor(self._threads, "speak")
        source = iter(texts)
        try:
            while True:
                # One more than there are threads: none waits for the one that fetches.
                while len(waiting) <= self._threads:
                    try:
                        job = _Job(partial(self._parts, next(source), rate))
                    except StopIteration:
                        break
                    waiting.append(job)
                    pool.submit(job.work)
                if not waiting:
                    return
                yield Sound(waiting[0].parts())
                waiting.popleft().unwanted.set()
        finally:
            for job in waiting:
                job.unwanted.set()
            pool.shutdown(cancel_futures=True)


_Part = tuple[Samples, list[Word]]
"""A chunk, and the words that became known with it."""


class _Job:
    """One text that is synthesized by another thread."""

    def __init__(self, synthesize: Callable[[], Iterator[_Part]]) -> None:
        self._synthesize = synthesize
        self._chunks: Queue[_Part | Exception | None] = Queue(_AHEAD_CHUNKS)
        self.unwanted = Event()

    def work(self) -> None:
        """Synthesize into the queue; end with None or the error."""
        last: Exception | None = None
        try:
            for part in self._synthesize():
                if not self._put(part):
                    return
        except Exception as error:  # raised again by whoever fetches
            last = error
        self._put(last)

    def _put(self, item: _Part | Exception | None) -> bool:
        """Put an item into the queue; return whether it is still wanted."""
        while not self.unwanted.is_set():
            with suppress(Full):
                self._chunks.put(item, timeout=_PATIENCE)
                return True
        return False

    def parts(self) -> Iterator[_Part]:
        """Yield what the other thread makes. Raises its error."""
        while not self.unwanted.is_set():
            item = self._chunks.get()
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
