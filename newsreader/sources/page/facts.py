"""What a page says about itself: JSON-LD, then OpenGraph and other meta tags, then the markup."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from newsreader.sources.page.tree import squeeze

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_LIVE = "LiveBlogPosting"
_ARTICLE = re.compile(r"\w*Article|BlogPosting|LiveBlogPosting|Report|Review")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*<!\[CDATA\[\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)?(.*?)(?://\s*)?(?:-->|\]\]>)?\s*;?\s*$",
    re.DOTALL,
)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?")
_TITLE_TAIL = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")
_MOST_NODES = 1000


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """One entry of a live blog, as JSON-LD gives it."""

    time: str
    headline: str
    body: str


@dataclass(slots=True)
class Facts:
    """What a page says about its article. Empty where it says nothing."""

    title: str = ""
    """As JSON-LD or OpenGraph gives it."""
    page_title: str = ""
    """As the window shows it, without the name of the site."""
    description: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    publisher: str = ""
    language: str = ""
    """nb or nn."""
    paywalled: bool = False
    live: bool = False
    body: str = ""
    """The text of the article, for pages that are drawn by script."""
    entries: tuple[LiveEntry, ...] = ()


def find_facts(parser: "LexborHTMLParser") -> Facts:
    """Collect what a page says about itself."""
    metas = _metas(parser)
    article = _article(parser)
    kinds = _types(article)
    page_title = _one_line(_text_of(parser, "title"))
    publisher = _name(article.get("publisher")) or metas.get("og:site_name", "")
    return Facts(
        title=_without_site(
            _string(article.get("headline")) or metas.get("og:title", ""), publisher
        ),
        page_title=_TITLE_TAIL.sub("", page_title),
        description=_string(article.get("description"))
        or metas.get("og:description", "")
        or metas.get("description", ""),
        authors=_authors(article, metas),
        published=_date(article.get("datePublished"))
        or _date(metas.get("article:published_time"))
        or _date(metas.get("datepublished")),
        publisher=publisher,
        language=_language(parser, article, metas),
        paywalled=_is_paywalled(article, metas),
        live=_LIVE in kinds,
        body=_paragraphs(article.get("articleBody")),
        entries=tuple(_entries(article)),
    )


def _text_of(parser: "LexborHTMLParser", tag: str) -> str:
    node = parser.css_first(tag)
    return node.text() if node is not None else ""


def _metas(parser: "LexborHTMLParser") -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in parser.css("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content:
            metas.setdefault(name.strip().lower(), _one_line(content))
    return metas


def _article(parser: "LexborHTMLParser") -> dict[str, Any]:
    """Return the JSON-LD object of the article, or an empty one."""
    best: dict[str, Any] = {}
    for script in parser.css('script[type="application/ld+json" i]'):
        match = _WRAPPING.match(script.text())
        try:
            data = json.loads(match.group(1) if match else "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if any(_ARTICLE.fullmatch(kind) for kind in _types(node)) and _worth(node) > _worth(
                best
            ):
                best = node
    return best


def _worth(node: dict[str, Any]) -> int:
    return sum(
        bool(node.get(key)) for key in ("headline", "articleBody", "datePublished", "author")
    )


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    waiting = [data]
    seen = 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting[:0] = node[:_MOST_NODES]
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity") if key in node]


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {
        kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    }


def _string(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return _one_line(unescape(value)) if isinstance(value, str) else ""


def _one_line(text: str) -> str:
    return squeeze(text.replace("\xad", ""))


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return _string(value.get("name")) if isinstance(value, dict) else _string(value)


def _authors(article: dict[str, Any], metas: dict[str, str]) -> tuple[str, ...]:
    value = article.get("author")
    names = [_name(author) for author in (value if isinstance(value, list) else [value])]
    if not any(names):
        said = metas.get("article:author", "")
        if not said or said.startswith("http"):
            said = metas.get("author", "")
        names = said.split(", ")
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith("http")))


def _date(value: Any) -> str:
    match = _ISO_DATE.match(_string(value))
    return match.group() if match else ""


def _without_site(title: str, publisher: str) -> str:
    """Take the name of the site off the end of a title."""
    for separator in (" - ", " – ", " | ", " — "):
        head, found, tail = title.rpartition(separator)
        if found and publisher and tail.casefold() == publisher.casefold():
            return head
    return title


def _language(parser: "LexborHTMLParser", article: dict[str, Any], metas: dict[str, str]) -> str:
    """Return nb or nn. "no" does not say which, and other languages are not ours to read."""
    root = parser.root
    said = root.attributes.get("lang") if root is not None else None
    for value in (said, _string(article.get("inLanguage")), metas.get("og:locale")):
        code = (value or "")[:2].lower()
        if code in ("nb", "nn"):
            return code
    return ""


def _is_paywalled(article: dict[str, Any], metas: dict[str, str]) -> bool:
    free = article.get("isAccessibleForFree")
    return (
        free is False
        or (isinstance(free, str) and free.rpartition("/")[2].lower() in ("false", "no"))
        or metas.get("article:content_tier", "") == "locked"
        or metas.get("lp:paywall", "") == "hard"
    )


def _paragraphs(value: Any) -> str:
    """Return the paragraphs of a text that may hold markup, an empty line between them."""
    if not isinstance(value, str):
        return ""
    text = re.sub(r"<(?:br|/p|/h\d|/li|/div)\b[^>]{0,200}>", "\n", value, flags=re.IGNORECASE)
    text = unescape(re.sub(r"<[a-zA-Z/][^>]{0,500}>", "", text))
    return "\n\n".join(filter(None, (_one_line(line) for line in text.splitlines())))


def _entries(article: dict[str, Any]) -> Iterator[LiveEntry]:
    updates = article.get("liveBlogUpdate")
    for update in updates[:_MOST_NODES] if isinstance(updates, list) else []:
        if isinstance(update, dict):
            clock = re.search(r"T(\d\d:\d\d)", _date(update.get("datePublished")))
            yield LiveEntry(
                clock.group(1) if clock else "",
                _string(update.get("headline")),
                _paragraphs(update.get("articleBody")),
            )
