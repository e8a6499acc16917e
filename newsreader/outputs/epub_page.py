"""A page of an EPUB 3 newspaper: the text, and the overlay that says which sound goes with it."""

from collections.abc import Iterator
from typing import ClassVar

from newsreader.outputs.book import Group, Page, Sentence
from newsreader.outputs.book_files import xml_text, xml_value
from newsreader.outputs.book_text import PageText, sentence_id
from newsreader.types import Role

SKIPPABLE = {Role.CAPTION: "figure", Role.FACTBOX: "aside", Role.CREDIT: "credit"}
"""What a reader can leave out, and its name in the EPUB 3 Structural Semantics Vocabulary."""


def text_name(page: Page) -> str:
    """Return the file name of a page's text."""
    return f"p{page.number:04d}.xhtml"


def overlay_name(page: Page) -> str:
    """Return the file name of a page's overlay."""
    return f"p{page.number:04d}.smil"


def audio_name(page: Page) -> str:
    """Return the file name of a page's sound."""
    return f"p{page.number:04d}.mp3"


def group_id(group: Group) -> str:
    """Return the id of a group's element."""
    return f"g{group.number}"


def clock(ms: int) -> str:
    """Return a full clock value of SMIL 3: "0:01:02.345"."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def text_document(page: Page) -> bytes:
    """Return the text of a page as XHTML, with an id for each sentence."""
    language = xml_value(page.recording.article.language)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<!DOCTYPE html>\n"
        f'<html xmlns="http://www.w3.org/1999/xhtml" lang={language} xml:lang={language}>\n'
        f"<head>\n<title>{xml_text(page.title)}</title>\n"
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body>\n{_Text(page).body()}\n</body>\n</html>\n"
    ).encode()


class _Text(PageText):
    """Gives each group an id, for the overlay and the table of contents."""

    around: ClassVar = {
        **PageText.around,
        Role.FACTBOX: ("aside", "p"),
        Role.CAPTION: ("figure", "figcaption"),
    }

    def level(self, group: Group) -> int:
        return 1 if group.role is Role.HEADLINE else 2

    def attributes(self, group: Group) -> dict[str, str]:
        return {"id": group_id(group)}

    def sentence(self, sentence: Sentence) -> str:
        return xml_text(sentence.text)


def overlay(page: Page) -> bytes:
    """Return the media overlay of a page: a par for each sentence, in the order of reading."""
    text = text_name(page)
    lines = "\n".join(_sequence(group, page) for group in page.recording.groups if group.sentences)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" '
        'xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">\n'
        f'<body>\n<seq id="page" epub:textref="{text}">\n{lines}\n</seq>\n</body>\n</smil>\n'
    ).encode()


def _sequence(group: Group, page: Page) -> str:
    pars = "\n".join(_pars(group, page))
    if group.role not in SKIPPABLE:
        return pars
    number = group_id(group)
    return (
        f'<seq id="{number}" epub:type="{SKIPPABLE[group.role]}" '
        f'epub:textref="{text_name(page)}#{number}">\n{pars}\n</seq>'
    )


def _pars(group: Group, page: Page) -> Iterator[str]:
    for sentence in group.sentences:
        yield (
            f'<par id="par{sentence.number}">'
            f'<text src="{text_name(page)}#{sentence_id(sentence)}"/>'
            f'<audio src="{audio_name(page)}" clipBegin="{clock(sentence.begin)}" '
            f'clipEnd="{clock(sentence.end)}"/></par>'
        )
