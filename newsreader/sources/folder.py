"""The articles of a folder, in the order in which a person would number them."""

import os
import re
from gettext import gettext as _
from pathlib import Path

from newsreader.errors import SourceError
from newsreader.sources.address import is_address

SUFFIXES = (
    ".txt",
    ".text",
    ".md",
    ".markdown",
    ".html",
    ".htm",
    ".xhtml",
    ".eml",
    ".mhtml",
    ".mht",
    ".docx",
    ".odt",
    ".epub",
)
"""Names of files that hold articles. Others (pictures, lists, sound) are passed over."""

_DIGITS = re.compile(r"([0-9]+)")


def expand(reference: str) -> list[str]:
    """Return the files of a folder, natural order ("2.txt" before "10.txt"), or the reference.

    Hidden files, other kinds of files and folders in the folder are passed over. Raises SourceError
    for a folder that has no articles or cannot be opened.
    """
    if is_address(reference) or not os.path.isdir(reference):
        return [reference]
    folder = Path(reference)
    try:
        files = [path for path in folder.iterdir() if _is_article(path)]
    except OSError as error:
        raise SourceError(
            _("You are not allowed to look into the folder {path}.").format(path=reference),
            _("Ask its owner for the right to read it."),
        ) from error
    if not files:
        raise SourceError(
            _("There are no articles in the folder {path}.").format(path=reference),
            _("Put text files, documents, saved web pages or e-mails in it: {suffixes}.").format(
                suffixes=", ".join(SUFFIXES)
            ),
        )
    return [str(path) for path in sorted(files, key=_natural)]


def _is_article(path: Path) -> bool:
    return (
        path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and os.path.isfile(path)
    )


def _natural(path: Path) -> tuple[list[str | int], str]:
    """Return what files are sorted by: words and numbers by turns, then the bare name."""
    parts = _DIGITS.split(path.name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], path.name
