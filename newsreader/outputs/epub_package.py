"""The package document and the table of contents of an EPUB 3 newspaper.

The accessibility metadata follows EPUB Accessibility 1.1 and the discoverability vocabulary of the
W3C (schema.org). It claims what is true of this very book, and nothing else: no conformance to
WCAG, which only a person can certify.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from newsreader.outputs.book import SILENT, Newspaper, Page
from newsreader.outputs.book_files import xml_text, xml_value
from newsreader.outputs.epub_page import audio_name, clock, group_id, overlay_name, text_name
from newsreader.types import Role

ACTIVE = "-epub-media-overlay-active"
PLAYING = "-epub-media-overlay-playing"
"""Classes that a reading system sets on the sentence that sounds, and on the page while it does."""

STYLE = f"""\
body {{ margin: 5%; line-height: 1.5; }}
h1, h2 {{ line-height: 1.2; }}
figure, aside, blockquote {{ margin: 1em 0 1em 1em; padding-left: 1em; border-left: 0.2em solid; }}
.unread, .byline, .timestamp {{ font-size: 0.9em; }}
/* Black on yellow: a contrast of 19 to 1, by day and by night. */
.{ACTIVE} {{ color: #000; background-color: #ff0; }}
.{PLAYING} {{ color: inherit; }}
"""

_CONTENTS = {"nb": "Innhold", "nn": "Innhald"}

_SUMMARY = {
    "nb": "Avisa er lest inn av en datastemme, og hver setning følger lyden. Overskrifter, avsnitt "
    "og innholdsfortegnelse er merket, og bildetekster kan hoppes over. Bilder er ikke med.",
    "nn": "Avisa er lesen inn av ei datastemme, og kvar setning følgjer lyden. Overskrifter, "
    "avsnitt og innhaldsliste er merkte, og bilettekstar kan hoppast over. Bilete er ikkje med.",
}
_TEXT_ONLY = {
    "nb": "Noe av teksten er ikke lest inn.",
    "nn": "Noko av teksten er ikkje lesen inn.",
}

FEATURES = (
    "tableOfContents",
    "structuralNavigation",
    "readingOrder",
    "displayTransformability",
    "synchronizedAudioText",
)


def _in(words: dict[str, str], paper: Newspaper) -> str:
    return words["nn" if paper.language == "nn" else "nb"]


def package(paper: Newspaper, modified: datetime) -> bytes:
    """Return the package document."""
    pages = list(paper.pages)
    metadata = "\n".join([*_about(paper, modified), *_access(paper), *_durations(paper, pages)])
    manifest = "\n".join(_manifest(pages))
    spine = "\n".join(f'<itemref idref="t{page.number:04d}"/>' for page in pages)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f"xml:lang={xml_value(paper.language)}>\n"
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{metadata}\n</metadata>\n'
        f"<manifest>\n{manifest}\n</manifest>\n<spine>\n{spine}\n</spine>\n</package>\n"
    ).encode()


def _about(paper: Newspaper, modified: datetime) -> Iterator[str]:
    moment = modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield f'<dc:identifier id="id">{xml_text(paper.identifier)}</dc:identifier>'
    yield f"<dc:title>{xml_text(paper.title)}</dc:title>"
    yield f"<dc:language>{xml_text(paper.language)}</dc:language>"
    yield f"<dc:creator>{xml_text(paper.publisher)}</dc:creator>"
    yield f"<dc:publisher>{xml_text(paper.publisher)}</dc:publisher>"
    yield f"<dc:date>{xml_text(paper.date)}</dc:date>"
    for section in paper.sections:
        for recording in section.recordings:
            yield f"<dc:source>{xml_text(recording.article.source)}</dc:source>"
    yield f'<meta property="dcterms:modified">{moment}</meta>'


def _access(paper: Newspaper) -> Iterator[str]:
    whole = is_all_read(paper)
    summary = _in(_SUMMARY, paper) + ("" if whole else f" {_in(_TEXT_ONLY, paper)}")
    values = [("accessMode", "textual"), ("accessMode", "auditory")]
    values += [("accessModeSufficient", "textual"), ("accessModeSufficient", "textual,auditory")]
    if whole:
        values.append(("accessModeSufficient", "auditory"))
    values += [("accessibilityFeature", feature) for feature in FEATURES]
    values += [("accessibilityHazard", "none"), ("accessibilitySummary", summary)]
    for name, value in values:
        yield f'<meta property="schema:{name}">{xml_text(value)}</meta>'


def is_all_read(paper: Newspaper) -> bool:
    """Tell whether a listener misses nothing of the stories that a reader of the text has."""
    groups = (group for page in paper.pages for group in page.recording.groups)
    return all(
        block.sentences for group in groups if group.role not in SILENT for block in group.blocks
    )


def _durations(paper: Newspaper, pages: Sequence[Page]) -> Iterator[str]:
    for page in pages:
        length = clock(page.recording.duration)
        yield f'<meta property="media:duration" refines="#o{page.number:04d}">{length}</meta>'
    total = clock(sum(page.recording.duration for page in pages))
    yield f'<meta property="media:duration">{total}</meta>'
    yield f'<meta property="media:narrator">{xml_text(paper.narrator)}</meta>'
    yield f'<meta property="media:active-class">{ACTIVE}</meta>'
    yield f'<meta property="media:playback-active-class">{PLAYING}</meta>'


def _manifest(pages: Sequence[Page]) -> Iterator[str]:
    nav = 'href="nav.xhtml" media-type="application/xhtml+xml"'
    yield f'<item id="nav" {nav} properties="nav"/>'
    yield '<item id="css" href="style.css" media-type="text/css"/>'
    for page in pages:
        number = f"{page.number:04d}"
        yield (
            f'<item id="t{number}" href="{text_name(page)}" media-type="application/xhtml+xml" '
            f'media-overlay="o{number}"/>'
        )
        name = overlay_name(page)
        yield f'<item id="o{number}" href="{name}" media-type="application/smil+xml"/>'
        yield f'<item id="a{number}" href="{audio_name(page)}" media-type="audio/mpeg"/>'


def navigation(paper: Newspaper) -> bytes:
    """Return the table of contents: sections, their articles, and the parts of these."""
    language, heading = xml_value(paper.language), _in(_CONTENTS, paper)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<!DOCTYPE html>\n"
        '<html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops" '
        f"lang={language} xml:lang={language}>\n"
        f"<head>\n<title>{heading}</title>\n"
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n<body>\n'
        '<nav epub:type="toc" role="doc-toc" aria-labelledby="contents">\n'
        f'<h1 id="contents">{heading}</h1>{_list(_entries(paper))}\n'
        "</nav>\n</body>\n</html>\n"
    ).encode()


def _entries(paper: Newspaper) -> Iterator[str]:
    """Yield the title's page and the sections, with what lies below each of these."""
    pages = iter(paper.pages)
    yield _item(next(pages))
    for section in paper.sections:
        opening = next(pages)
        articles = [_item(page, _parts(page)) for page in islice(pages, len(section.recordings))]
        yield _item(opening, _list(articles))


def _list(items: Iterable[str]) -> str:
    lines = "\n".join(items)
    return f"\n<ol>\n{lines}\n</ol>" if lines else ""


def _item(page: Page, nested: str = "") -> str:
    link = f'<a href="{text_name(page)}">{xml_text(page.title)}</a>'
    return f"<li>{link}{nested}</li>"


def _parts(page: Page) -> str:
    """Return links to the subheadings of an article."""
    return _list(
        f'<li><a href="{text_name(page)}#{group_id(group)}">{xml_text(group.text)}</a></li>'
        for group in page.recording.groups
        if group.role is Role.SUBHEADING
    )
