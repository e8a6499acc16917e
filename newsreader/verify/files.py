"""The files of a book: a folder, or a zip archive."""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from tempfile import TemporaryDirectory

from newsreader.errors import SourceError
from newsreader.verify.fault import Fault, Unreadable

LARGEST_TEXT = 20_000_000
"""Bytes: fifty times the text of a newspaper. A damaged or wicked archive may claim more."""


class BookFiles:
    """A folder. Names are relative, with slashes."""

    def __init__(self, folder: Path) -> None:
        """List the files of a folder."""
        self._folder = folder
        self.names = frozenset(
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        )

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""
        return (self._folder / name).stat().st_size

    def read(self, name: str) -> bytes:
        """Return a text file. Raises Unreadable."""
        self._check(name)
        return (self._folder / name).read_bytes()

    def _check(self, name: str) -> None:
        if name not in self.names:
            raise Unreadable(Fault(name, 0, "file-missing", _("The file is missing.")))
        if self.size(name) > LARGEST_TEXT:
            raise Unreadable(Fault(name, 0, "file-too-large", _("The file is far too large.")))

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """Yield a path where other programs can read a file. Raises Unreadable."""
        yield self._folder / name


class ArchiveFiles(BookFiles):
    """A zip archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """List the files of an archive."""
        self.archive = archive
        self.names = frozenset(info.filename for info in archive.infolist() if not info.is_dir())

    def size(self, name: str) -> int:
        """Return the size of a file in bytes, as the archive has it."""
        return self.archive.getinfo(name).file_size

    def read(self, name: str) -> bytes:
        """Return a text file. Raises Unreadable."""
        self._check(name)
        try:
            return self.archive.read(name)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            raise _damaged(name) from error

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """Yield a path where other programs can read a file. Raises Unreadable."""
        with TemporaryDirectory(prefix="newsreader-") as folder:
            path = Path(folder) / "file"
            try:
                with self.archive.open(name) as source, path.open("wb") as target:
                    shutil.copyfileobj(source, target)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
                raise _damaged(name) from error
            yield path


def _damaged(name: str) -> Unreadable:
    message = _("The file is damaged within the archive.")
    return Unreadable(Fault(name, 0, "archive-damaged", message))


@contextmanager
def open_book(path: Path) -> Iterator[BookFiles]:
    """Yield the files of a book. Raises SourceError where there is none, Unreadable."""
    if not path.exists():
        raise SourceError(_("There is no file {path}.").format(path=path), _("Check the name."))
    try:
        if path.is_dir():
            yield BookFiles(path)
            return
        with zipfile.ZipFile(path) as archive:
            yield ArchiveFiles(archive)
    except zipfile.BadZipFile as error:
        message = _("This is not an EPUB file or a DAISY book: it is no zip archive.")
        raise Unreadable(Fault("", 0, "not-an-archive", message)) from error
    except PermissionError as error:
        raise SourceError(
            _("You have no right to read {path}.").format(path=path),
            _("Ask for the right to read it."),
        ) from error
