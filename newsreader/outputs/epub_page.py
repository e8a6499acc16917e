"""A page of an EPUB 3 newspaper: the text, and the overlay that says which sound goes with it."""

from collections.abc import Iterator

from newsreader.outputs.book import Block, Group, Page, Sentence
from newsreader.outputs.book_files import xml_text, xml_value
from newsreader.types import Role

UNREAD = "unread"
"""The class of text without sound, for the stylesheet and for ``newsreader verify``."""

_ELEMENT = {Role.HEADLINE: "h1", Role.SUBHEADING: "h2"}

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


def sentence_id(sentence: Sentence) -> str:
    """Return the id of a sentence's element."""
    return f"s{sentence.number}"


def clock(ms: int) -> str:
    """Return a full clock value of SMIL 3: "0:01:02.345"."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def text_document(page: Page) -> bytes:
    """Return the text of a page as XHTML, with an id for each sentence."""
    recording = page.recording
    language = xml_value(recording.article.language)
    body = "\n".join(_group(group, recording.article.language) for group in recording.groups)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<!DOCTYPE html>\n"
        f'<html xmlns="http://www.w3.org/1999/xhtml" lang={language} xml:lang={language}>\n'
        f"<head>\n<title>{xml_text(page.title)}</title>\n"
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    ).encode()


def _group(group: Group, language: str) -> str:
    """Return the element of a group."""
    number = f'id="{group_id(group)}"'
    blocks = group.blocks
    if group.role is Role.HEADLINE:
        # Overline and headline are one heading.
        content = " ".join(_content(block) for block in blocks)
        return f"<h1 {number}>{content}</h1>"
    if group.role is Role.LIST_ITEM:
        items = "\n".join(_element("li", block, language) for block in blocks)
        return f"<ul {number}>\n{items}\n</ul>"
    if group.role is Role.FACTBOX:
        lines = "\n".join(_element("p", block, language) for block in blocks)
        return f"<aside {number}>\n{lines}\n</aside>"
    if group.role is Role.CAPTION:
        return f"<figure {number}>\n{_element('figcaption', blocks[0], language)}\n</figure>"
    if group.role is Role.QUOTE:
        return f"<blockquote {number}>\n{_element('p', blocks[0], language)}\n</blockquote>"
    name = _ELEMENT.get(group.role, "p")
    return _element(name, blocks[0], language, number, str(group.role))


def _element(name: str, block: Block, language: str, number: str = "", kind: str = "") -> str:
    """Return the element of a block; class and language only where they say something."""
    classes = [kind] if kind and name == "p" and kind != Role.BODY else []
    if not block.sentences:
        classes.append(UNREAD)
    attributes = [number] if number else []
    if classes:
        attributes.append(f'class="{" ".join(classes)}"')
    if block.language != language:
        attributes.append(f'lang="{block.language}" xml:lang="{block.language}"')
    return f"<{' '.join([name, *attributes])}>{_content(block)}</{name}>"


def _content(block: Block) -> str:
    return "".join(
        xml_text(part)
        if isinstance(part, str)
        else f'<span id="{sentence_id(part)}">{xml_text(part.text)}</span>'
        for part in block.parts
    ).strip()


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
