"""Well-formed feeds: RSS 2.0 (and 0.9x), RSS 1.0, Atom 1.0 and 0.3, by the standard library."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from copy import deepcopy
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from newsreader.sources.feed.dates import iso_date
from newsreader.sources.feed.entries import Entry, Feed, Picture
from newsreader.sources.feed.texts import html_of_text, plain, split_author

MAX_ENTRIES = 500
"""A news feed has 20 to 200; the newest stand first."""

_PREFIXES = {
    "http://www.w3.org/2005/atom": "atom_",
    "http://purl.org/atom/ns#": "atom_",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf_",
    "http://purl.org/rss/1.0/modules/content/": "content_",
    "http://purl.org/rss/1.0/modules/syndication/": "sy_",
    "http://purl.org/dc/elements/1.1/": "dc_",
    "http://purl.org/dc/terms/": "dcterms_",
    "http://search.yahoo.com/mrss/": "media_",
    "http://search.yahoo.com/mrss": "media_",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes_",
    "http://www.w3.org/xml/1998/namespace": "xml_",
}
"""Case does not count: iTunes' own examples have it both ways."""

_ROOTS = ("rss", "rdf_RDF", "atom_feed")

_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}


def read_strictly(text: str, base: str) -> Feed | None:
    """Read a feed whose XML is well-formed; None where it is not, or is no feed.

    ``text`` comes from ``prolog.without_prolog``; ``base`` is the address of the feed.
    """
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        return None
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = _short(element.tag)
    if root.tag not in _ROOTS:
        return None
    channel = root if root.tag == "atom_feed" else root.find("channel")
    if channel is None:
        return None
    # RSS 1.0 has its items beside the channel.
    items = [*channel.findall("item"), *root.findall("item"), *channel.findall("atom_entry")]
    return Feed(
        title=plain(_text(channel, "title") or _atom_html(channel, "atom_title")),
        link=_link(channel, base),
        language=_text(channel, "language", "dc_language") or channel.get(_XML_LANG) or None,
        interval=_interval(channel),
        entries=tuple(_entry(item, base) for item in items[:MAX_ENTRIES]),
    )


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def _short(tag: str) -> str:
    """Turn {namespace}name into prefix_name; unknown namespaces keep theirs."""
    if not tag.startswith("{"):
        return tag
    space, _brace, name = tag[1:].partition("}")
    prefix = _PREFIXES.get(space.lower())
    return tag if prefix is None else prefix + name


def _entry(item: Element, base: str) -> Entry:
    title = plain(
        _text(item, "title") or _atom_html(item, "atom_title") or _text(item, "media_title")
    )
    link = _link(item, base)
    published = _text(
        item, "pubDate", "dc_date", "atom_published", "dcterms_created", "atom_issued"
    )
    updated = _text(item, "atom_updated", "dcterms_modified", "atom_modified")
    guid = _text(item, "guid", "atom_id") or item.get(_RDF_ABOUT) or link or f"{title} {published}"
    group = item.find("media_group")
    described = item if group is None else group
    return Entry(
        guid=guid,
        link=link,
        title=title,
        summary=_text(item, "description")
        or _atom_html(item, "atom_summary")
        or _html_text(_text(item, "itunes_summary") or _text(described, "media_description")),
        content=_text(item, "content_encoded") or _atom_html(item, "atom_content"),
        published=iso_date(published or updated),
        updated=iso_date(updated),
        authors=_authors(item),
        pictures=_pictures(item),
        audio=next((found for found in _enclosures(item) if found), ""),
        duration=_duration(_text(item, "itunes_duration")),
    )


def _text(element: Element, *names: str) -> str:
    """Return the text of the first child of these names that has one."""
    for name in names:
        for child in element.findall(name):
            if text := "".join(child.itertext()).strip():
                return text
    return ""


def _html_text(text: str) -> str:
    return html_of_text(text) if text else ""


def _atom_html(element: Element, name: str) -> str:
    """Return an Atom text construct as HTML (RFC 4287, section 3.1)."""
    child = element.find(name)
    if child is None:
        return ""
    kind = child.get("type", "text").lower()
    if kind in ("xhtml", "application/xhtml+xml"):
        try:
            inner = deepcopy(child)
            for part in inner.iter():
                if isinstance(part.tag, str):
                    part.tag = part.tag.rpartition("}")[2]
            inner.tag, inner.attrib = "div", {}
            return ElementTree.tostring(inner, encoding="unicode", method="html")
        except RecursionError:
            return html_of_text("".join(child.itertext()))
    text = "".join(child.itertext()).strip()
    return text if kind in ("html", "text/html") else html_of_text(text)


def _link(element: Element, base: str) -> str:
    """Return the address of the page, absolute."""
    found = _text(element, "link")
    if not found:
        for child in element.findall("atom_link"):
            if child.get("rel", "alternate") == "alternate" and child.get("href"):
                found = child.get("href", "").strip()
                break
    guid = element.find("guid")
    if not found and guid is not None and guid.get("isPermaLink", "true").lower() != "false":
        found = (guid.text or "").strip()
        found = found if found.startswith(("http://", "https://")) else ""
    if not found:
        return ""
    try:
        return urljoin(base, found)
    except ValueError:
        return ""


def _authors(item: Element) -> tuple[str, ...]:
    names = [_text(author, "atom_name") for author in item.findall("atom_author")]
    for tag in ("dc_creator", "author", "itunes_author"):
        if any(names):
            break
        names = [split_author("".join(child.itertext())) for child in item.findall(tag)]
    return tuple(dict.fromkeys(name for name in names if name))


def _pictures(item: Element) -> tuple[Picture, ...]:
    """Return what Media RSS says about pictures, each once.

    What stands outside a media:content belongs to all of them (Media RSS 1.5.1, "optional
    elements"), so it is taken where they have nothing of their own.
    """
    found = [_picture(content) for content in _media(item)]
    if not any(picture != Picture() for picture in found):
        places = [item, *item.findall("media_group")]
        found = [_picture(place) for place in places]
    return tuple(dict.fromkeys(picture for picture in found if picture != Picture()))


def _media(item: Element) -> Iterator[Element]:
    for content in (*item.findall("media_content"), *item.findall("media_group/media_content")):
        kind = content.get("medium") or content.get("type", "image").partition("/")[0]
        if kind == "image":
            yield content


def _picture(content: Element) -> Picture:
    caption = plain(_text(content, "media_description") or _text(content, "media_text"))
    credits = [plain("".join(child.itertext())) for child in content.findall("media_credit")]
    return Picture(caption, " / ".join(dict.fromkeys(filter(None, credits))))


def _enclosures(item: Element) -> Iterator[str]:
    for enclosure in item.findall("enclosure"):
        if enclosure.get("type", "").startswith("audio/"):
            yield enclosure.get("url", "")
    for link in item.findall("atom_link"):
        if link.get("rel") == "enclosure" and link.get("type", "").startswith("audio/"):
            yield link.get("href", "")


def _duration(text: str) -> float:
    """Read itunes:duration: seconds, MM:SS or HH:MM:SS."""
    parts = text.split(":")
    if len(parts) > 3 or not all(part.strip().isdecimal() for part in parts):
        return 0.0
    total = 0.0
    for part in parts:
        total = total * 60 + float(part[:9])
    return total


def _interval(channel: Element) -> float:
    """Return ttl, or the syndication module's period divided by its frequency."""
    ttl = _text(channel, "ttl")
    if ttl.isdecimal():
        return float(ttl[:6]) * 60
    period = _PERIODS.get(_text(channel, "sy_updatePeriod").lower(), 0)
    frequency = _text(channel, "sy_updateFrequency")
    return period / max(1, int(frequency[:6]) if frequency.isdecimal() else 1)
