"""The texts of a DAISY 2.02 newspaper: the pages, and the navigation control centre (NCC).

Old players are easily upset, so: file names of eight letters and three, lines that end as on DOS,
headings that never skip a level, and every heading of the NCC leads to a real one.
"""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from newsreader import __version__
from newsreader.outputs.book import TITLE, Group, Newspaper, Page, Sentence
from newsreader.outputs.book_files import xml_text, xml_value
from newsreader.outputs.book_text import PageText, element, sentence_id
from newsreader.outputs.plain import shorten
from newsreader.types import Role

FORMAT = "Daisy 2.02"
GENERATOR = f"newsreader {__version__}"

PRODNOTE, SIDEBAR = "prodnote", "sidebar"

SKIPPABLE = {
    Role.CAPTION: PRODNOTE,
    Role.CREDIT: PRODNOTE,
    Role.BYLINE: PRODNOTE,
    Role.FACTBOX: SIDEBAR,
}
"""What a player can be told to leave out, by the DAISY 2.02 name of the switch."""

_CLASS = {PRODNOTE: "optional-prodnote", SIDEBAR: "sidebar"}

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)


def smil_name(page: Page) -> str:
    """Return the file name of a page's SMIL."""
    return f"s{page.number:04d}.smil"


def text_name(page: Page) -> str:
    """Return the file name of a page's text."""
    return f"c{page.number:04d}.html"


def audio_name(page: Page) -> str:
    """Return the file name of a page's sound."""
    return f"a{page.number:04d}.mp3"


def par_id(sentence: Sentence) -> str:
    """Return the id of a sentence's par in the SMIL."""
    return f"p{sentence.number}"


def dos(text: str) -> bytes:
    """Return text as a file of DOS."""
    return text.replace("\n", "\r\n").encode()


def _document(language: str, title: str, head: str, body: str) -> bytes:
    lang = xml_value(language)
    return dos(
        f'{_HEAD}<html xmlns="http://www.w3.org/1999/xhtml" lang={lang} xml:lang={lang}>\n'
        '<head>\n<meta http-equiv="Content-type" content="text/html; charset=utf-8" />\n'
        f"<title>{xml_text(title)}</title>\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


# The pages


def heading_level(page: Page) -> int:
    """Return the level of a page's heading: 1 for the title and the sections, 2 for articles."""
    return max(1, page.level)


def text_document(page: Page) -> bytes:
    """Return the text of a page; each sentence is a link back to its par."""
    return _document(page.recording.article.language, page.title, "", _Text(page).body())


class _Text(PageText):
    """Links each sentence back to its par, for players that begin where one touches."""

    around: ClassVar = {**PageText.around, Role.FACTBOX: ("div", "p")}

    def level(self, group: Group) -> int:
        return heading_level(self.page) + (group.role is Role.SUBHEADING)

    def attributes(self, group: Group) -> dict[str, str]:
        if group.role is Role.FACTBOX:
            return {"class": SIDEBAR}
        is_title = self.page.level == TITLE and group.role is Role.HEADLINE
        return {"class": "title"} if is_title else {}

    def sentence(self, sentence: Sentence) -> str:
        link = f"{smil_name(self.page)}#{par_id(sentence)}"
        return f'<a href="{link}">{xml_text(sentence.text)}</a>'

    def heading(self, group: Group, attributes: dict[str, str]) -> str:
        """Let the SMIL lead to the heading itself where that is one sentence."""
        parts = [part for block in group.blocks for part in block.parts]
        if len(parts) == 1 and isinstance(parts[0], Sentence):
            name, number = f"h{self.level(group)}", sentence_id(parts[0])
            return element(name, self.sentence(parts[0]), {"id": number, **attributes})
        return super().heading(group, attributes)


# The navigation control centre


class _Entry(NamedTuple):
    """A child of the body of the NCC."""

    element: str
    kind: str
    """Its class."""
    link: str
    text: str


def _entries(paper: Newspaper) -> Iterator[_Entry]:
    """Yield what the NCC leads to, in the order of reading."""
    for page in paper.pages:
        level = heading_level(page)
        kind = "title" if page.level == TITLE else ""
        first = next(iter(page.recording.sentences))
        yield _Entry(f"h{level}", kind, f"{smil_name(page)}#{par_id(first)}", page.title)
        for group in page.recording.groups:
            if not group.sentences:
                continue
            link = f"{smil_name(page)}#{par_id(group.sentences[0])}"
            if group.role is Role.SUBHEADING:
                yield _Entry(f"h{level + 1}", "", link, group.text)
            elif group.role in SKIPPABLE:
                yield _Entry("span", _CLASS[SKIPPABLE[group.role]], link, shorten(group.text))


def ncc(paper: Newspaper, files: int) -> bytes:
    """Return the NCC of a book of so many files."""
    entries = list(_entries(paper))
    counts = {kind: sum(entry.kind == kind for entry in entries) for kind in _CLASS.values()}
    levels = [int(entry.element[1]) for entry in entries if entry.element != "span"]
    seconds = sum(page.recording.seconds for page in paper.pages)
    values = [
        ("dc:title", paper.title),
        ("dc:creator", paper.publisher),
        ("dc:date", paper.date),
        ("dc:format", FORMAT),
        ("dc:identifier", paper.identifier),
        ("dc:language", paper.language),
        ("dc:publisher", paper.publisher),
        ("ncc:charset", "utf-8"),
        ("ncc:depth", str(max(levels))),
        ("ncc:files", str(files)),
        ("ncc:footnotes", "0"),
        ("ncc:generator", GENERATOR),
        ("ncc:multimediaType", "audioFullText"),
        ("ncc:narrator", paper.narrator),
        ("ncc:pageFront", "0"),
        ("ncc:pageNormal", "0"),
        ("ncc:pageSpecial", "0"),
        ("ncc:prodNotes", str(counts["optional-prodnote"])),
        ("ncc:producedDate", paper.date),
        ("ncc:producer", paper.publisher),
        ("ncc:setInfo", "1 of 1"),
        ("ncc:sidebars", str(counts["sidebar"])),
        ("ncc:tocItems", str(len(entries))),
        ("ncc:totalTime", clock(seconds)),
    ]
    head = "".join(_meta(name, value) for name, value in values)
    body = "\n".join(_line(number, entry) for number, entry in enumerate(entries, 1))
    return _document(paper.language, paper.title, head, body)


def clock(seconds: float) -> str:
    """Return a time as the NCC has it, rounded once: "01:02:03"."""
    whole = round(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _meta(name: str, value: str) -> str:
    scheme = ' scheme="yyyy-mm-dd"' if name in ("dc:date", "ncc:producedDate") else ""
    return f"<meta name={xml_value(name)} content={xml_value(value)}{scheme} />\n"


def _line(number: int, entry: _Entry) -> str:
    kind = f' class="{entry.kind}"' if entry.kind else ""
    link = f'<a href="{entry.link}">{xml_text(entry.text)}</a>'
    return f'<{entry.element} id="n{number}"{kind}>{link}</{entry.element}>'
