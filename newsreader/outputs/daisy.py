"""A DAISY 2.02 talking newspaper (full text, full audio), as a folder or as one zip archive.

For each page a SMIL, a text and an MP3, and for all of them the NCC and the master SMIL. Clip times
have three decimals at most, for old players crash on more; the elapsed time of a page comes from
the exact samples before it, for rounded seconds that are added drift over a newspaper.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsreader.files import replacing
from newsreader.outputs.book import Group, Newspaper, Page, Sentence
from newsreader.outputs.book_files import (
    Content,
    replacing_folder,
    write_archive,
    write_folder,
    xml_value,
)
from newsreader.outputs.book_text import sentence_id
from newsreader.outputs.daisy_text import (
    FORMAT,
    GENERATOR,
    SKIPPABLE,
    audio_name,
    clock,
    dos,
    ncc,
    par_id,
    smil_name,
    text_document,
    text_name,
)

OURS = re.compile(r"ncc\.html|master\.smil|[acs]\d{4}\.(mp3|html|smil)")
"""The names of files in such a book."""

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<!DOCTYPE smil PUBLIC "-//W3C//DTD SMIL 1.0//EN" "http://www.w3.org/TR/REC-smil/SMIL10.dtd">\n'
)
_LAYOUT = '<layout>\n<region id="txtView" />\n</layout>\n'


@contextmanager
def replacing_daisy(path: Path) -> Iterator[Path]:
    """Yield what to give to ``write_daisy``: a file where the name ends in .zip, else a folder.

    It gets the name ``path`` when the block ends well. Raises OutputError as ``files.replacing``
    does, and for a folder that holds other things than an earlier book.
    """
    is_archive = path.suffix.lower() == ".zip"
    with replacing(path) if is_archive else replacing_folder(path, OURS) as part:
        yield part


def write_daisy(part: Path, paper: Newspaper) -> None:
    """Write the book into a folder that exists, or else as an archive."""
    write = write_folder if part.is_dir() else write_archive
    write(part, _files(paper))


def _files(paper: Newspaper) -> Iterator[tuple[str, Content]]:
    pages = list(paper.pages)
    yield "ncc.html", ncc(paper, 2 + 3 * len(pages))
    yield "master.smil", _master(paper, pages)
    elapsed = 0.0
    for page in pages:
        yield smil_name(page), _smil(page, paper, elapsed)
        yield text_name(page), text_document(page)
        elapsed += page.recording.seconds
    for page in pages:
        yield audio_name(page), page.recording.audio


def _head(paper: Newspaper, title: str, times: list[tuple[str, str]]) -> str:
    values = [
        ("dc:format", FORMAT),
        ("dc:identifier", paper.identifier),
        ("dc:title", paper.title),
        ("title", title),
        ("ncc:generator", GENERATOR),
        *times,
    ]
    metas = "".join(f'<meta name="{name}" content={xml_value(text)} />\n' for name, text in values)
    return f"<head>\n{metas}{_LAYOUT}</head>\n"


def _master(paper: Newspaper, pages: list[Page]) -> bytes:
    total = sum(page.recording.seconds for page in pages)
    references = "\n".join(
        f'<ref title={xml_value(page.title)} src="{smil_name(page)}" id="r{page.number}" />'
        for page in pages
    )
    head = _head(paper, paper.title, [("ncc:timeInThisSmil", clock(total))])
    return dos(f"{_HEAD}<smil>\n{head}<body>\n{references}\n</body>\n</smil>\n")


def _smil(page: Page, paper: Newspaper, elapsed: float) -> bytes:
    recording = page.recording
    times = [
        ("ncc:totalElapsedTime", clock(elapsed)),
        ("ncc:timeInThisSmil", clock(recording.seconds)),
    ]
    pars = "\n".join(
        _par(sentence, group, page) for group in recording.groups for sentence in group.sentences
    )
    return dos(
        f"{_HEAD}<smil>\n{_head(paper, page.title, times)}<body>\n"
        f'<seq dur="{_seconds(recording.duration)}">\n{pars}\n</seq>\n</body>\n</smil>\n'
    )


def _par(sentence: Sentence, group: Group, page: Page) -> str:
    number = sentence.number
    switch = f' system-required="{SKIPPABLE[group.role]}-on"' if group.role in SKIPPABLE else ""
    return (
        f'<par endsync="last" id="{par_id(sentence)}"{switch}>\n'
        f'<text src="{text_name(page)}#{sentence_id(sentence)}" id="t{number}" />\n'
        f'<seq>\n<audio src="{audio_name(page)}" clip-begin="npt={_seconds(sentence.begin)}" '
        f'clip-end="npt={_seconds(sentence.end)}" id="a{number}" />\n</seq>\n</par>'
    )


def _seconds(ms: int) -> str:
    """Return a time of SMIL 1.0: "12.345s"."""
    return f"{ms // 1000}.{ms % 1000:03d}s"
