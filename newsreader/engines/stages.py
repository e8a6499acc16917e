"""Run the stages of a cut voice over windows of a sentence, so that sound comes before the end.

Each stage keeps what it still needs of its own input, computes that much again with the new part,
and passes on only what has its whole context. So the joined windows are what one run over the whole
sentence would give, and nothing has to be faded over at their edges.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsreader.audio import Samples
from newsreader.engines.graph import FAST, Manifest

Array = NDArray[np.float32]

_FLOW_FRAMES = (60, 128, 512)
"""Frames of a flow window, first, second, and all others. The first must hold the first chunk and
the flow's reach (36), or the first sound waits for a second window; later ones are longer, as each
computes twice the reach again."""

_CHUNK_FRAMES = (16, 32, 64, 128)
"""Frames of a window of the first generator stage. The first sound needs little work; while a chunk
sounds, the next is computed. Later ones are longer, as this stage looks around most (6 frames)."""

_PIECE_FRAMES = (66, 33)
"""Frames at once of the stages after it, but for the last, and of the last. They look around little
and their values are long: in pieces they need less memory, for 1 % more work."""

_INT8_PIECE_FRAMES = 33
"""Instead of the first of these in the fast profile: as rows they are longer still, and shorter
ones stay in the cache (a third less time)."""

_SHORT = 24
"""Frames: a rest shorter than this is done with the window before it."""


Run = Callable[[Array], Array]
"""Computes a stage on one window."""


def open_session(path: Path, arrange: bool = True) -> Any:
    """Load a stage that was optimized when it was made; its weights are mapped, not read.

    With ``arrange``, weights of products are copied into the order in which they are used.
    """
    import onnxruntime  # type: ignore[import-untyped]  # it ships no types

    options = onnxruntime.SessionOptions()
    # With one thread there is none that waits; the parallelism is over sentences.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.use_env_allocators", "1")
    if not arrange:
        options.add_session_config_entry("session.disable_prepacking", "1")
    # Fatal only: it writes to file descriptor 2, past Python, and raises the same anyway.
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def share_memory() -> None:
    """Let all sessions of the process draw on one arena; 40 MB less than one for each."""
    import onnxruntime

    place = onnxruntime.OrtMemoryInfo(
        "Cpu",
        onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR,
        0,
        onnxruntime.OrtMemType.DEFAULT,
    )
    try:
        onnxruntime.create_and_register_allocator(place, None)
    except Exception as error:  # onnxruntime's errors have no common base
        if "already" not in str(error):
            raise


@dataclass(slots=True)
class Window:
    """One stage over one sentence."""

    run: Run
    axis: int
    """Of time, in its input."""
    reach: int
    rate: int
    """Outputs for each input."""
    limit: int = 1 << 30
    """Inputs at once."""
    _kept: Array | None = None
    _start: int = 0
    """Place of the first kept input in the sentence."""
    _done: int = 0
    """Inputs whose outputs have been passed on."""

    def push(self, x: Array, final: bool) -> Array | None:
        """Take more input; return the outputs that are certain now, time on the last axis."""
        kept = x if self._kept is None else np.concatenate((self._kept, x), axis=self.axis)
        end = self._start + kept.shape[self.axis]
        ready = end if final else end - self.reach
        if ready <= self._done:
            self._kept = kept
            return None
        y = self.run(kept)
        first = (self._done - self._start) * self.rate
        last = (ready - self._start) * self.rate
        keep = max(self._start, ready - self.reach)
        self._kept = _after(kept, keep - self._start, self.axis)
        self._start, self._done = keep, ready
        return y[:, :, first:last]


def _after(x: Array, start: int, axis: int) -> Array:
    return x[start:] if axis == 0 else x[:, :, start:]


@dataclass(slots=True)
class _Loading:
    """A session that another thread loads. (A Future brings logging, 3 ms at the start.)"""

    _done: Event = field(default_factory=Event)
    _session: Any = None
    _error: Exception | None = None

    def finish(self, session: Any, error: Exception | None = None) -> None:
        """Hand it over, or what went wrong."""
        self._session, self._error = session, error
        self._done.set()

    def result(self) -> Any:
        """Wait for it. Raises what went wrong."""
        self._done.wait()
        if self._error:
            raise self._error
        return self._session


class Stages:
    """A cut voice. It loads in a thread of its own, in the order in which it is needed."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Begin to load; what is used first waits for what it needs, and raises what went wrong."""
        self.folder = folder
        self.manifest = manifest
        count = len(manifest.generator_rate)
        self._names = ["text", "flow", *(f"generator{n}" for n in range(count))]
        self._sessions = [_Loading() for _name in self._names]
        Thread(target=self._load, args=(folder,), name="load a voice").start()

    def _load(self, folder: Path) -> None:
        for number, name in enumerate(self._names):
            loading = self._sessions[number]
            try:
                if not number:
                    share_memory()
                # For the two with the largest weights, arranging costs 50 ms at each start (11 of
                # integers), saves 1 % of the work later, and takes memory that no other process
                # can have.
                loading.finish(open_session(folder / f"{name}.onnx", arrange=number > 1))
            except Exception as error:  # told to whoever waits
                loading.finish(None, error)

    def wait(self) -> None:
        """Return when all is loaded. Raises what onnxruntime raises for a broken file."""
        for session in self._sessions:
            session.result()

    def encode(self, ids: Sequence[int], noise: Array) -> tuple[Array, Array, Array]:
        """Return mean and spread, (ids, channels), and length in frames, (ids,); noise (ids, 2)."""
        feed = {"ids": np.array(ids, np.int64), "noise": noise}
        mean, spread, length = self._sessions[0].result().run(None, feed)
        return mean, spread, length

    def decode(self, frames: Array) -> Iterator[Samples]:
        """Yield the samples of frames of the prior, (T, channels), as soon as they are certain."""
        chunks = _Chunks(self._windows())
        manifest = self.manifest
        flow = Window(self._runner(1), 0, manifest.flow_reach, manifest.flow_rate)
        total = len(frames)
        begin = number = 0
        while begin < total:
            size = _at(_FLOW_FRAMES, number)
            end = total if total - begin - size < _SHORT else begin + size
            found = flow.push(frames[begin:end], end == total)
            begin, number = end, number + 1
            if found is not None:
                yield from chunks.push(found, begin == total, manifest.flow_rate)

    def _windows(self) -> list[Window]:
        """Return the generator's stages."""
        manifest = self.manifest
        middle, last = _PIECE_FRAMES
        if manifest.profile == FAST:
            middle = _INT8_PIECE_FRAMES
        count = len(manifest.generator_rate)
        windows = []
        columns = manifest.flow_rate  # of a frame
        for number, (reach, rate) in enumerate(
            zip(manifest.generator_reach, manifest.generator_rate, strict=True)
        ):
            limit = (last if number == count - 1 else middle) * columns if number else 1 << 30
            windows.append(Window(self._runner(2 + number), 2, reach, rate, limit))
            columns *= rate
        return windows

    def _runner(self, number: int) -> Run:
        def run(x: Array) -> Array:
            result: Array = self._sessions[number].result().run(None, {"x": x})[0]
            return result

        return run


@dataclass(slots=True)
class _Chunks:
    """The generator's stages, one behind the other, fed in growing chunks."""

    windows: list[Window]
    _waiting: Array | None = None
    _number: int = 0

    def push(self, x: Array, final: bool, rate: int) -> Iterator[Samples]:
        """Take what the flow gave, ``rate`` columns a frame; yield samples."""
        waiting = x if self._waiting is None else np.concatenate((self._waiting, x), axis=2)
        while waiting.shape[2]:
            size = _at(_CHUNK_FRAMES, self._number) * rate
            if not self._number:
                # What the first stage holds back until it has seen more.
                size += -(-self.windows[0].reach // rate) * rate
            if final and waiting.shape[2] < size + _SHORT // 3 * rate:
                size = waiting.shape[2]
            if waiting.shape[2] < size:
                break
            part, waiting = waiting[:, :, :size], waiting[:, :, size:]
            self._number += 1
            for sound in self._through(part, final and not waiting.shape[2]):
                yield sound.reshape(-1)
        self._waiting = waiting

    def _through(self, x: Array, final: bool, number: int = 0) -> Iterator[Array]:
        """Yield what the stages from ``number`` on make of x."""
        window = self.windows[number]
        pieces = np.array_split(x, -(-x.shape[2] // window.limit), axis=2)
        for place, piece in enumerate(pieces, 1):
            last = final and place == len(pieces)
            found = window.push(piece, last)
            if found is None:
                continue
            if number + 1 == len(self.windows):
                yield found
            else:
                yield from self._through(found, last, number + 1)


def _at(sizes: Sequence[int], number: int) -> int:
    """Return the size of window ``number``; the last repeats."""
    return sizes[min(number, len(sizes) - 1)]
