"""Small JSON files of one listener: locked, written whole, and never lost when damaged."""

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import Any, TypeVar

from newsreader.errors import OutputError
from newsreader.files import atomic_write, make_folder

Thing = TypeVar("Thing")

VERSION = 1
"""Of all files; a file of another version is set aside like a damaged one."""


class Shelf:
    """A folder of files that two processes may use at once."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which need not exist. Nothing is created before something is written."""
        self.folder = folder
        self.told: list[str] = []
        """Sentences about files that were damaged, for the user."""
        self._depth = 0

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes out. What is read and then written belongs in one block."""
        if self._depth:
            yield
            return
        make_folder(self.folder)
        with self._lock():
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1

    @contextmanager
    def _lock(self) -> Iterator[None]:
        path = self.folder / "lock"
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise OutputError(
                _("{path} could not be written: {reason}.").format(
                    path=path, reason=error.strerror or str(error)
                ),
                _("Check the disk, or choose another folder."),
            ) from error
        try:
            with contextlib.suppress(OSError):  # some network file systems know no locks
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def read(self, name: str, understand: Callable[[Any], Thing], empty: Thing) -> Thing:
        """Return what a file holds, ``empty`` where there is none.

        A file that cannot be understood is renamed, so that a fresh one can be written, and told of
        in one sentence. ``understand`` raises ValueError, KeyError or TypeError.
        """
        path = self.folder / name
        data = b""
        try:
            data = path.read_bytes()
            written = json.loads(data)
            if written["version"] != VERSION:
                raise ValueError("another version")
            return understand(written["content"])
        except (FileNotFoundError, NotADirectoryError):
            return empty
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            self.set_aside(path, data)
            return empty
        except OSError as error:
            raise OutputError(
                _("{path} cannot be read.").format(path=path),
                _("Correct its permissions, or move it away."),
            ) from error

    def write(self, name: str, content: object) -> None:
        """Write a file whole. Raises OutputError for a full disk and the like."""
        packed = json.dumps({"version": VERSION, "content": content}, ensure_ascii=False)
        with self.locked():
            atomic_write(self.folder / name, packed)

    def set_aside(self, path: Path, damaged: bytes) -> None:
        """Rename a damaged file to a name that is free, unless another process has done it."""
        with self.locked():
            if not path.exists() or path.read_bytes() != damaged:
                return
            number = 1
            while (
                kept := path.with_name(f"{path.name}.bad{number if number > 1 else ''}")
            ).exists():
                number += 1
            try:
                path.rename(kept)
            except OSError:
                return
        self.told.append(
            _("The file {name} was damaged; it is kept as {kept}, and a new one begins.").format(
                name=path.name, kept=kept.name
            )
        )
