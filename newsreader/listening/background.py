"""Work that must not hold up the sound: a slow memory card takes seconds for what is small."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from newsreader.errors import NewsreaderError

Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Latest:
    """A job that makes the one before it, of its kind, needless."""

    job: Callable[[bool], object]
    force: bool


class Writer:
    """Does one thing after the other in a thread of its own. Use it as a context manager."""

    def __init__(self, tell: Callable[[NewsreaderError], None]) -> None:
        """Begin. ``tell`` is called in that thread with the first thing that fails, only."""
        self._tell = tell
        self._failed = False
        self._fault: Exception | None = None
        self._jobs: deque[Job | _Latest] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._busy = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def __enter__(self) -> Writer:
        """Return itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Do what is left, and end. Raises what no listener can help: a fault in a job."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if self._fault is not None:
            raise self._fault

    def put(self, job: Job) -> None:
        """Do something after all that was given before."""
        self._add(job)

    def latest(self, job: Callable[[bool], object], *, force: bool = False) -> None:
        """Do something unless the same is given again before its turn comes.

        It is called with ``force``, or that of one that it replaced.
        """
        self._add(_Latest(job, force))

    def flush(self) -> None:
        """Wait until nothing is left."""
        with self._changed:
            self._changed.wait_for(lambda: not self._jobs and not self._busy)

    def _add(self, job: Job | _Latest) -> None:
        with self._changed:
            if isinstance(job, _Latest) and self._jobs and isinstance(self._jobs[-1], _Latest):
                job = _Latest(job.job, job.force or self._jobs.pop().force)  # type: ignore[union-attr]
            self._jobs.append(job)
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._jobs or self._closing)
                if not self._jobs:
                    return
                job = self._jobs.popleft()
                self._busy = True
            try:
                if isinstance(job, _Latest):
                    job.job(job.force)
                else:
                    job()
            except NewsreaderError as error:
                if not self._failed:
                    self._failed = True
                    self._tell(error)
            except Exception as error:  # raised again where the reader ends
                self._fault = self._fault or error
