"""Speech by several processes, or by other computers: one seam, ``concurrent.futures.Executor``.

Sentences are handed out in small batches and come back in order; at most a few for each worker are
under way, so memory does not grow with the programme. Processes of this computer share the model's
file, which is mapped into memory, not copied. A worker that is killed loses nothing: what it was at
is given out again.

The processes of ``concurrent.futures.ProcessPoolExecutor`` share pipes and their locks, and all end
with one; a future that was cancelled before ends its watching thread (Python 3.11), and then nobody
is told anything. Here each process has a pipe to itself, whose end is seen by whoever is left.

A cluster is one of Dask's (package distributed, extra ``cluster``): its executor is like that of
this computer. Its workers must have newsreader and the voice, under the same name and exactly the
same, which is checked.
"""

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import closing, suppress
from dataclasses import dataclass
from gettext import gettext as _
from itertools import islice
from multiprocessing import get_context
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

import numpy as np

from newsreader.audio import Samples, from_int16, to_int16
from newsreader.engines import Engine, Sound, open_engine
from newsreader.engines.words import Word
from newsreader.errors import EngineError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_BATCH = 4
"""Sentences that are handed out at once: about 20 s of speech, a second or two of work."""

_AHEAD = 2
"""Batches for each worker that are under way: none waits for the next."""

_TRIES = 3
"""How many workers may die at a batch before it is given up; it may be the text that kills them."""

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
    return _Processes(jobs)


_Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class _Worker:
    """A process, and the pipe to it."""

    def __init__(self) -> None:
        # Not forked: a copy of a process with threads may hang.
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_answer, args=(theirs,), daemon=True)
        self.process.start()
        # Only the process itself keeps this end, so that the pipe ends with it.
        theirs.close()

    def ask(self, call: _Call) -> tuple[Any, Exception | None]:
        """Have a call done; return its result or error. Raises EOFError or OSError at its death."""
        self._pipe.send(call)
        answer: tuple[Any, Exception | None] = self._pipe.recv()
        return answer

    def end(self) -> None:
        """Kill the process, wherever it is."""
        self.process.kill()
        self.process.join()
        self._pipe.close()


def _answer(pipe: "Connection[Any, Any]") -> None:
    """Do calls, until nobody is left who asks; runs in the process."""
    # Ctrl-C reaches all processes of a terminal; the one that is asked to stop tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            function, given, named = pipe.recv()
            answer: tuple[Any, Exception | None]
            try:
                answer = function(*given, **named), None
            except Exception as error:  # raised again by whoever asks
                answer = None, error
            pipe.send(answer)


class _Processes(Executor):
    """Processes that are started when there is work, each with a thread that waits for it."""

    def __init__(self, count: int) -> None:
        self._calls: SimpleQueue[tuple[Future[Any], _Call] | None] = SimpleQueue()
        self._threads = [Thread(target=self._serve, daemon=True) for _number in range(count)]
        self._lock = Lock()
        self._is_open = True
        self.workers: list[_Worker] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._calls.put((future, (fn, args, kwargs)))
        for thread in self._threads:
            if thread.ident is None:
                thread.start()
                break
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End at once: nobody wants to know any more. What is under way counts as broken."""
        with self._lock:
            self._is_open = False
            for worker in self.workers:
                worker.process.kill()
        for _thread in self._threads:
            self._calls.put(None)

    def _serve(self) -> None:
        """Have calls done by a process; by another one when that is dead."""
        worker: _Worker | None = None
        while item := self._calls.get():
            future, call = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                worker = worker or self._start()
                result, error = worker.ask(call)
            except (EOFError, OSError) as gone:
                self._end(worker)
                worker = None
                future.set_exception(BrokenExecutor(str(gone)))
            except Exception as unfit:  # what cannot be sent
                future.set_exception(unfit)
            else:
                if error:
                    future.set_exception(error)
                else:
                    future.set_result(result)
        self._end(worker)

    def _start(self) -> _Worker:
        with self._lock:
            if not self._is_open:
                raise OSError("closed")
            worker = _Worker()
            self.workers.append(worker)
        return worker

    def _end(self, worker: _Worker | None) -> None:
        if worker:
            with self._lock:
                self.workers.remove(worker)
            worker.end()


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

    def synthesize(self, spoken: str, rate: float = 1.0) -> Iterator[Samples]:
        """Yield the sound of ``spoken``, in one piece."""
        with closing(self.synthesize_each((spoken,), rate)) as sounds:
            for sound in sounds:
                yield from sound

    def synthesize_each(self, texts: Iterable[str], rate: float = 1.0) -> Generator[Sound]:
        """Yield the sound of each text in order. Raises EngineError where workers keep dying."""
        source = iter(texts)
        line: deque[tuple[tuple[str, ...], Future[list[Piece]]]] = deque()
        deaths = 0
        try:
            while True:
                while len(line) < _AHEAD * self._workers:
                    batch = tuple(islice(source, _BATCH))
                    if not batch:
                        break
                    line.append((batch, self._submit(batch, rate)))
                if not line:
                    return
                batch, future = line[0]
                try:
                    pieces = future.result()
                except BrokenExecutor as error:
                    deaths += 1
                    if deaths >= _TRIES:
                        raise _dying() from error
                    line[0] = batch, self._submit(batch, rate)
                    continue
                deaths = 0
                line.popleft()
                for data, words in pieces:
                    yield _sound(data, words)
        finally:
            for _texts, future in line:
                future.cancel()

    def _submit(self, texts: tuple[str, ...], rate: float) -> "Future[list[Piece]]":
        if self._executor is None:
            self._executor = self._open()
        return self._executor.submit(work, self._order, texts, rate)


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


def work(order: Order, texts: tuple[str, ...], rate: float) -> list[Piece]:
    """Speak some texts; runs in the worker. Raises EngineError where its voice is another one."""
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
    return pieces
