"""A podcast feed: RSS 2.0 with the elements of Apple (itunes) and of Podcasting 2.0 (podcast).

The same show and episodes give the same bytes; the newest change to an episode dates the feed.
"""

import json
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from newsreader import __version__
from newsreader.outputs.plain import legal, web_link
from newsreader.types import Article, Chapter

FEED = "feed.xml"
EPISODES = "episodes"
"""The folder of what belongs to episodes, beside the feed."""

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}

_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast:guid (Podcasting 2.0, guid)."""

TRANSCRIPTS = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "json": "application/json",
    "html": "text/html",
}
"""By the end of the name; the first is the one that Apple takes."""

SUFFIXES = (".mp3", ".chapters.json", *(f".{kind}" for kind in TRANSCRIPTS))
"""The files of an episode, after its name. The sound is the first to be there."""

LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO"}


@dataclass(frozen=True, slots=True)
class Show:
    """A podcast."""

    title: str
    base_url: str
    """Where the folder can be fetched, without the final slash."""
    guid: str
    """Given once, from the first address of the feed; it stays when the podcast moves."""
    description: str = ""
    author: str = ""
    email: str = ""
    category: str = "News > Daily News"
    """One of Apple's, with its parents before it."""
    language: str = "nb"
    """BCP 47."""
    image: str = ""
    """The name of the cover in the folder."""
    intro: str | None = None
    """What is said first; None is the usual, "" is nothing."""
    outro: str | None = None
    keep: int | None = None
    """How many episodes stay; None is all."""
    keep_days: int | None = None

    def url(self, name: str) -> str:
        """Return the address of a file in the folder."""
        return f"{self.base_url}/{quote(name)}"


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode that has been made."""

    guid: str
    """Never changes, and never comes back for something else."""
    name: str
    """Of its files, without suffix; ASCII."""
    title: str
    published: str
    """ISO 8601, with a zone."""
    updated: str
    """When its sound was made, likewise."""
    seconds: float
    size: int
    """Of the sound, in bytes."""
    language: str
    description: str
    """Plain text."""
    notes: str
    """The same as HTML, with links."""
    link: str = ""
    """Of the article, if it has one."""
    fingerprint: str = ""
    """Of all that its sound depends on."""
    keys: tuple[str, ...] = ()
    """Which articles it holds."""
    digest: str = ""
    """Of the text of its article, to know it again where its file was moved."""
    day: str = ""
    """ISO 8601, of an episode that gathers the articles of a day."""

    def file(self, suffix: str) -> str:
        """Return the name of one of its files in the folder of the podcast."""
        return f"{EPISODES}/{self.name}{suffix}"


def show_guid(feed_url: str) -> str:
    """Return the podcast:guid for an address: without scheme and trailing slashes, as agreed."""
    place = re.sub(r"^[a-z][a-z0-9+.-]*://", "", feed_url, flags=re.IGNORECASE).rstrip("/")
    return str(uuid.uuid5(_GUIDS, place))


def episode_guid(show: str, key: str) -> str:
    """Return the guid for an article in a podcast: always the same."""
    return str(uuid.uuid5(uuid.UUID(show), key))


def feed(show: Show, episodes: Sequence[Episode]) -> bytes:
    """Return the feed; ``episodes`` may come in any order."""
    for prefix, namespace in NAMESPACES.items():
        ET.register_namespace(prefix, namespace)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    newest_first = sorted(
        episodes, key=lambda one: (datetime.fromisoformat(one.published), one.guid), reverse=True
    )
    _describe(channel, show, newest_first)
    for episode in newest_first:
        _item(ET.SubElement(channel, "item"), show, episode)
    ET.indent(rss)
    body: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _describe(channel: ET.Element, show: Show, episodes: Sequence[Episode]) -> None:
    _text(channel, "title", show.title)
    _text(channel, "link", show.base_url + "/")
    _text(channel, "description", show.description)
    _text(channel, "language", LANGUAGES.get(show.language, show.language))
    _text(channel, "generator", f"newsreader {__version__}")
    if episodes:
        newest = max(datetime.fromisoformat(one.updated) for one in episodes)
        _text(channel, "lastBuildDate", format_datetime(newest))
    _element(
        channel, "atom:link", href=show.url(FEED), rel="self", type="application/rss+xml"
    )  # fmt: skip
    _element(channel, "itunes:image", href=show.url(show.image))
    _category(channel, show.category)
    _text(channel, "itunes:explicit", "false")
    _text(channel, "itunes:author", show.author or show.title)
    _text(channel, "itunes:type", "episodic")
    if show.email:
        owner = _element(channel, "itunes:owner")
        _text(owner, "itunes:name", show.author or show.title)
        _text(owner, "itunes:email", show.email)
    image = _element(channel, "image")
    _text(image, "url", show.url(show.image))
    _text(image, "title", show.title)
    _text(image, "link", show.base_url + "/")
    _text(channel, "podcast:guid", show.guid)
    _text(channel, "podcast:locked", "yes", **({"owner": show.email} if show.email else {}))
    _text(channel, "podcast:medium", "podcast")


def _category(channel: ET.Element, category: str) -> None:
    parent = channel
    for name in filter(None, map(str.strip, category.split(">"))):
        parent = _element(parent, "itunes:category", text=name)


def _item(item: ET.Element, show: Show, episode: Episode) -> None:
    _text(item, "title", episode.title)
    _text(item, "guid", episode.guid, isPermaLink="false")
    if episode.link:
        _text(item, "link", episode.link)
    _text(item, "pubDate", format_datetime(datetime.fromisoformat(episode.published)))
    _text(item, "description", episode.description)
    _text(item, "content:encoded", episode.notes)
    _element(
        item,
        "enclosure",
        url=show.url(episode.file(".mp3")),
        length=str(episode.size),
        type="audio/mpeg",
    )
    _text(item, "itunes:duration", str(max(1, round(episode.seconds))))
    _text(item, "itunes:explicit", "false")
    _text(item, "itunes:episodeType", "full")
    language = LANGUAGES.get(episode.language, episode.language)
    for kind, media_type in TRANSCRIPTS.items():
        url = show.url(episode.file(f".{kind}"))
        _element(item, "podcast:transcript", url=url, type=media_type, language=language)
    _element(
        item,
        "podcast:chapters",
        url=show.url(episode.file(".chapters.json")),
        type="application/json+chapters",
    )


def _element(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    """Add an element; ``prefix:name`` for one of the namespaces."""
    prefix, colon, local = name.rpartition(":")
    tag = f"{{{NAMESPACES[prefix]}}}{local}" if colon else name
    return ET.SubElement(parent, tag, {key: legal(text) for key, text in attributes.items()})


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    _element(parent, name, **attributes).text = legal(text)


def chapters_json(
    title: str, show: str, chapters: Sequence[Chapter], articles: Sequence[Article]
) -> str:
    """Return the chapters for podcast:chapters (JSON chapters 1.2); articles link to their page."""
    links = iter(articles)
    listed = []
    for chapter in chapters:
        # Names must not be empty: apps would show a bare time.
        made: dict[str, object] = {"startTime": round(chapter.begin, 3), "title": chapter.title}
        made["endTime"] = round(chapter.end, 3)
        article = next(links, None) if chapter.level == 1 else None
        if article and (link := web_link(article)):
            made["url"] = link
        listed.append(made)
    content = {"version": "1.2.0", "title": title, "podcastName": show, "chapters": listed}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
