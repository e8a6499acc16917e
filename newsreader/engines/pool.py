"""Speech by several processes, or by other computers: one seam, ``concurrent.futures.Executor``.

Sentences are handed out in small batches and come back in order; at most a few for each worker are
under way, so memory does not grow with the programme. Processes of this computer share the model's
file, which is mapped into memory, not copied. A worker that is killed loses nothing: what it was at
is given out again.

A cluster is one of Dask's (package distributed, extra ``cluster``): its executor is like that of
this computer. Its workers must have newsreader and the voice, under the same name and exactly the
same, which is checked.
"""

import os
import pickle
import signal
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from gettext import gettext as _
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from newsreader.audio import Samples, from_int16, to_int16
from newsreader.engines import Engine, Sound, open_engine
from newsreader.engines.words import Word
from newsreader.errors import EngineError

_BATCH = 4
"""Sentences that are handed out at once: about 20 s of speech, a second or two of work."""

_AHEAD = 2
"""Batches for each worker that are under way: none waits for the next."""

_TRIES = 3
"""How often workers may die before it is given up; the sentence itself may be what kills them."""

_WATCH = 1.0
"""In s: how often a worker looks whether the one that it works for is still there."""

Piece = tuple[bytes, tuple[tuple[int, int], ...]]
"""A sound on its way: 16-bit samples, and where its words begin and end."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which voice a worker shall speak with."""

    voice: str
    """Name, or path where it is none of the catalogue."""
    speaker: str | int | None
    profile: str
    identity: str
    """That its engine must have."""


def local_executor(jobs: int) -> Executor:
    """Return an executor with so many processes on this computer."""
    # Not forked: a copy of a process with threads may hang.
    return ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (os.getpid(),))


def cluster_executor(address: str) -> Executor:
    """Return the executor of a Dask cluster. Raises EngineError where it cannot be reached."""
    try:
        from distributed import Client  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise EngineError(
            _("A cluster needs the package distributed, which is not installed."),
            _('Install it with: pip install "newsreader[cluster]"'),
        ) from error
    try:
        client: Any = Client(address, timeout="5s", set_as_default=False)  # type: ignore[no-untyped-call, unused-ignore]
    except (OSError, ValueError, TimeoutError) as error:
        raise EngineError(
            _("There is no cluster at {address}.").format(address=address),
            _("Give the address of its scheduler, like tcp://192.168.1.10:8786, or use --jobs."),
        ) from error
    return _ClusterExecutor(client)


class _ClusterExecutor(Executor):
    """Dask's executor, which takes its connection along when it ends."""

    def __init__(self, client: Any) -> None:
        self._client = client
        # Not pure: what is said twice need not be remembered over there; it is here.
        self._inner: Executor = client.get_executor(pure=False, retries=_TRIES)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._inner.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with suppress(Exception):  # a cluster that is gone already
            self._inner.shutdown(wait=False)
            self._client.close(timeout=2)


class Pooled:
    """An engine that has its work done by an executor. Close it, or use it as a context manager."""

    def __init__(
        self, engine: Engine, order: Order, open_executor: Callable[[], Executor], workers: int
    ) -> None:
        """Stand for ``engine``, which is asked for no sound itself."""
        self.identity = engine.identity
        self.sample_rate = engine.sample_rate
        self._order = order
        self._open = open_executor
        self._workers = workers
        self._executor: Executor | None = None
        self._folder: TemporaryDirectory[str] | None = None

    def __enter__(self) -> "Pooled":
        """Return itself; workers start when there is work."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Send the workers home."""
        self.close()

    def close(self) -> None:
        """Send the workers home."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

    def synthesize(self, spoken: str, rate: float = 1.0) -> Iterator[Samples]:
        """Yield the sound of ``spoken``, in one piece."""
        with closing(self.synthesize_each((spoken,), rate)) as sounds:
            for sound in sounds:
                yield from sound

    def synthesize_each(self, texts: Iterable[str], rate: float = 1.0) -> Generator[Sound]:
        """Yield the sound of each text in order. Raises EngineError where workers keep dying."""
        source = iter(texts)
        line: deque[tuple[tuple[str, ...], Future[list[Piece] | str]]] = deque()
        deaths = 0
        try:
            while True:
                try:
                    while len(line) < _AHEAD * self._workers:
                        batch = tuple(islice(source, _BATCH))
                        if not batch:
                            break
                        line.append((batch, self._submit(batch, rate)))
                    if not line:
                        return
                    pieces = _fetched(line[0][1].result())
                except BrokenExecutor as error:
                    deaths += 1
                    if deaths >= _TRIES:
                        raise _dying() from error
                    self.close()
                    line = deque((texts, self._submit(texts, rate)) for texts, _gone in line)
                    continue
                line.popleft()
                for data, words in pieces:
                    yield _sound(data, words)
        finally:
            for _texts, future in line:
                future.cancel()

    def _submit(self, texts: tuple[str, ...], rate: float) -> "Future[list[Piece] | str]":
        if self._executor is None:
            self._executor = self._open()
        folder = None
        if isinstance(self._executor, ProcessPoolExecutor):
            self._folder = self._folder or TemporaryDirectory(
                prefix="newsreader-", ignore_cleanup_errors=True
            )
            folder = self._folder.name
        return self._executor.submit(work, self._order, texts, rate, folder)


def _fetched(result: list[Piece] | str) -> list[Piece]:
    """Return what a worker has made: it comes itself, or is in a file."""
    if not isinstance(result, str):
        return result
    path = Path(result)
    pieces: list[Piece] = pickle.loads(path.read_bytes())
    path.unlink()
    return pieces


def _sound(data: bytes, words: tuple[tuple[int, int], ...]) -> Sound:
    samples = from_int16(np.frombuffer(data, "<i2").astype(np.int16, copy=False))
    return Sound(iter([(samples, [Word(*word) for word in words])]))


def _dying() -> EngineError:
    return EngineError(
        _("The processes that speak end again and again."),
        _("There may be too little memory: try a smaller number with --jobs."),
    )


_engines: dict[Order, Engine] = {}
"""Of this worker: a voice is opened once."""


def work(
    order: Order, texts: tuple[str, ...], rate: float, folder: str | None = None
) -> list[Piece] | str:
    """Speak some texts; runs in the worker. With a folder, return the file that holds the sounds.

    Raises EngineError where the worker's voice is another one.
    """
    engine = _engines.get(order)
    if engine is None:
        from newsreader.voices import find

        # One thread: the other cores have workers of their own.
        engine = open_engine(find(order.voice), order.speaker, order.profile, threads=1)
        if engine.identity != order.identity:
            raise EngineError(
                _("A worker has another version of the voice {name}.").format(name=order.voice),
                _("Install the same newsreader and the same voice on all computers."),
            )
        _engines[order] = engine
    pieces: list[Piece] = []
    with closing(engine.synthesize_each(texts, rate)) as sounds:
        for sound in sounds:
            data = b"".join(
                to_int16(samples).astype("<i2", copy=False).tobytes() for samples in sound
            )
            pieces.append((data, tuple((word.begin, word.end) for word in sound.words)))
    if folder is None:
        return pieces
    path = Path(folder) / uuid.uuid4().hex
    path.write_bytes(pickle.dumps(pieces))
    return str(path)


def _begin(parent: int) -> None:
    """Set up a worker on this computer, for a process that may be gone already."""
    # Ctrl-C reaches all processes of a terminal; the one that is asked to stop tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    """End with the process that is worked for, even if that was killed."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)
