"""What outputs to a file have in common: the file appears when it is finished, or not at all."""

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from newsreader.files import replacing
from newsreader.types import Chapter, Clip


class _Unfinished(Exception):
    """Makes ``replacing`` throw the file away."""


class FileOutput:
    """Base of the outputs that write one file.

    What the disk says goes through ``replacing``, which puts it into words.
    """

    def __init__(self, path: Path) -> None:
        """Prepare to write ``path``; nothing is touched before the context is entered."""
        self._path = path
        self._stack = ExitStack()
        self._finished = False

    def __enter__(self) -> Self:
        """Open a file beside ``path``."""
        with ExitStack() as stack:
            self._open(stack.enter_context(replacing(self._path)), stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Rename the file if it is finished, else remove it."""
        if error is not None or self._finished:
            self._stack.__exit__(kind, error, trace)
            return
        with suppress(_Unfinished):
            self._stack.__exit__(_Unfinished, _Unfinished(), None)

    def _open(self, part: Path, stack: ExitStack) -> None:
        """Open ``part``; what must be closed goes on the stack."""
        raise NotImplementedError

    def _complete(self, clips: Sequence[Clip], chapters: Sequence[Chapter]) -> None:
        """Write what comes after the last sample."""
        raise NotImplementedError

    def finish(self, clips: Sequence[Clip], chapters: Sequence[Chapter] = ()) -> None:
        """Complete the file; it gets its name when the context ends."""
        self._complete(clips, chapters)
        self._finished = True
