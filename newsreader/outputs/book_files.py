"""Text for XML, archives whose bytes depend on nothing but their content, and whole folders."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from newsreader.errors import OutputError
from newsreader.files import DISK, explain

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0 (fifth edition), production 2."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that an archive knows: with the real one no two archives would be equal."""

_STORED = frozenset({"", ".mp3"})
"""What is not compressed: the file ``mimetype``, and sound, which is compressed already."""

Content = bytes | Path


def xml_text(text: str) -> str:
    """Return text as it stands between tags, without characters that XML cannot hold."""
    return escape(_NOT_XML.sub("", text))


def xml_value(text: str) -> str:
    """Return text in quotes, as the value of an attribute, in one line."""
    return quoteattr(" ".join(_NOT_XML.sub("", text).split()))


def write_archive(part: Path, files: Iterable[tuple[str, Content]]) -> None:
    """Write a zip archive: texts compressed, sound as it is, in the given order."""
    with ZipFile(part, "w") as archive:
        for name, content in files:
            info = ZipInfo(name, _EPOCH)
            info.create_system = 3  # as on Unix, wherever it is made
            info.external_attr = 0o644 << 16
            info.compress_type = ZIP_STORED if Path(name).suffix in _STORED else ZIP_DEFLATED
            if isinstance(content, bytes):
                archive.writestr(info, content)
                continue
            info.file_size = content.stat().st_size
            with content.open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target)


def write_folder(part: Path, files: Iterable[tuple[str, Content]]) -> None:
    """Write files into a folder that exists, and flush them to the disk."""
    for name, content in files:
        with (part / name).open("wb") as target:
            if isinstance(content, bytes):
                target.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())


@contextmanager
def replacing_folder(path: Path, ours: re.Pattern[str]) -> Iterator[Path]:
    """Yield an empty folder beside ``path``; it gets that name when the block ends well.

    A folder that is there already is replaced if all names in it match ``ours``, that is, if it
    holds an earlier book. When the block raises, nothing has changed. Between two renames there
    is a moment without the folder; a process that is killed right then leaves the old one under the
    name ``NAME.old`` and the new one, whole, as ``NAME.part``.

    Raises OutputError as ``files.replacing`` does, and for a folder with other things in it.
    """
    path = path.absolute()
    part, old = (path.with_name(f"{path.name}.{end}") for end in ("part", "old"))
    _check_place(path, ours)
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
    except OSError as error:
        raise explain(error, path) from error
    try:
        yield part
        if path.exists():
            shutil.rmtree(old, ignore_errors=True)
            path.rename(old)
        part.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        if error.errno in DISK or (error.filename and str(error.filename).startswith(str(part))):
            raise explain(error, path) from error
        raise
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _check_place(path: Path, ours: re.Pattern[str]) -> None:
    """Make sure that ``path`` is free, empty, or an earlier book."""
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(
            _("{path} is a file, and the book is a folder.").format(path=path),
            _("Give the name of a new folder, or one that ends in .zip."),
        )
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise explain(error, path) from error
    for name in names:
        if not ours.fullmatch(name):
            raise OutputError(
                _("The folder {path} holds other things, such as {name}.").format(
                    path=path, name=name
                ),
                _("Give the name of a new folder: the book needs one of its own."),
            )
