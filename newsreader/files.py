"""The user's folders, and files that appear only when they are complete.

Every file that newsreader makes is written beside its place and renamed when it is whole::

    with replacing(Path("avis.mp3")) as part:   # part is avis.part.mp3
        encode(part)                            # an error here leaves avis.mp3 as it was

An interrupted write leaves nothing behind; only a killed process (``kill -9``, power cut) can leave
the ``.part`` file, and the next write of the same file begins by emptying it. Two processes that
write the same file at the same time are not kept apart.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from newsreader.errors import OutputError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""No space, no quota, or larger than the file system can hold."""

DISK = _FULL | {errno.EIO, errno.EROFS}
"""Errors that can only come from the disk that is written to."""


def config_dir() -> Path:
    """Return the folder of settings: NEWSREADER_CONFIG_DIR or the system's usual place."""
    return _user_dir("NEWSREADER_CONFIG_DIR", "user_config_path")


def data_dir() -> Path:
    """Return the folder of installed voices: NEWSREADER_DATA_DIR or the system's usual place."""
    return _user_dir("NEWSREADER_DATA_DIR", "user_data_path")


def cache_dir() -> Path:
    """Return the folder of what can be made again: NEWSREADER_CACHE_DIR or the usual place."""
    return _user_dir("NEWSREADER_CACHE_DIR", "user_cache_path")


def _user_dir(variable: str, kind: str) -> Path:
    """Return the folder that ``variable`` names, else platformdirs' one. Nothing is created."""
    chosen = os.environ.get(variable, "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    found: Path = getattr(platformdirs, kind)("newsreader", appauthor=False)
    return found


def make_folder(path: Path) -> None:
    """Create ``path`` and the folders above it.

    Raises OutputError where that cannot be done.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain(error, path) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path to write to; rename it to ``path`` when the block ends well.

    The yielded file exists, is empty, lies in the same folder and has the same suffix, so that an
    encoder that goes by the name can be given it (``avis.mp3`` -> ``avis.part.mp3``). When the
    block ends well, the file is flushed to the disk and renamed; its mode is that of the file it
    replaces. When the block raises, the file is removed and ``path`` is untouched. A symbolic link
    is followed.

    Raises OutputError for a missing folder, a folder, a device, missing rights, and for a full or
    broken disk, also when that happens inside the block. Other errors of the block pass through.
    """
    path = path.absolute()
    try:
        target = path.resolve() if path.is_symlink() else path
        part = target.with_name(f"{target.stem}.part{target.suffix}")
        mode = _mode_of(target, path)
        part.open("wb").close()
    except OSError as error:
        raise explain(error, path) from error
    try:
        yield part
        if mode is not None:
            part.chmod(mode)
        _sync(part, os.O_RDWR)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno in DISK or error.filename == str(part):
            raise explain(error, path) from error
        raise
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def atomic_write(path: Path, content: bytes | str) -> None:
    """Write a whole small file at once; text as UTF-8. Raises OutputError as ``replacing`` does."""
    data = content.encode() if isinstance(content, str) else content
    with replacing(path) as part:
        part.write_bytes(data)


def _mode_of(target: Path, path: Path) -> int | None:
    """Return the mode of the file that will be replaced, None where there is none."""
    try:
        found = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found):
        raise OutputError(
            _("{path} is a folder.").format(path=path), _("Give the name of a file in it.")
        )
    if not stat.S_ISREG(found):
        # Renaming onto /dev/null or a pipe would destroy it.
        raise OutputError(
            _("{path} is not an ordinary file.").format(path=path),
            _("Give the name of a new file."),
        )
    if not os.access(target, os.W_OK):
        # The rename would succeed all the same; write protection is a wish to keep the file.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return stat.S_IMODE(found)


def _sync(path: Path, flags: int) -> None:
    """Flush what has been written to the disk itself; a full disk may show only here."""
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; some network file systems cannot, and lose nothing by it."""
    try:
        _sync(folder, os.O_RDONLY)
    except OSError:
        return


def explain(error: OSError, path: Path) -> OutputError:
    """Turn what the system said about ``path`` into two sentences."""
    if error.errno in _FULL:
        return OutputError(
            _("There was no room on the disk for {path}.").format(path=path),
            _("Free some space, or choose another folder."),
        )
    if error.errno == errno.ENOENT:
        return OutputError(
            _("There is no folder {path}.").format(path=path.parent),
            _("Create it first, or choose another folder."),
        )
    if error.errno == errno.ENOTDIR:
        return OutputError(
            _("{path} lies below something that is not a folder.").format(path=path),
            _("Choose another folder."),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(
            _("You have no right to write {path}.").format(path=path),
            _("Choose another folder, or ask for the right to write there."),
        )
    if error.errno == errno.ENAMETOOLONG:
        return OutputError(
            _("The file name {name} is too long.").format(name=path.name),
            _("Choose a shorter name."),
        )
    return OutputError(
        _("{path} could not be written: {reason}.").format(
            path=path, reason=error.strerror or str(error)
        ),
        _("Check the disk, or choose another folder."),
    )
