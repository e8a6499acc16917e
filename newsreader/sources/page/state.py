"""Find the article in the data that a page's own script would draw it from.

Pages of Next.js and its like hold their article as JSON in a script and nothing else. Each system
names its fields in its own way, but all have a title beside a body, and a body of blocks that say
what they are. It is written out as plain markup, so that the same rules read it as any page.
"""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from newsreader.sources.page.tags import words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_TITLES = ("title", "headline", "heading", "tittel")
_LEADS = ("lead", "ingress", "standfirst", "preamble", "lede", "deck", "subtitle", "excerpt")
_BODIES = (
    "body", "articleBody", "bodyText", "blocks", "components", "paragraphs", "elements", "content",
    "html", "text",
)  # fmt: skip
_INSIDE = ("children", "content", "spans", "items", "blocks", "paragraphs", "components")
_TEXTS = ("text", "value", "html", "body")
_KINDS = ("_type", "type", "__typename", "kind", "component", "style")
_CREDITS = ("credit", "photographer", "byline", "fotograf", "copyright")
_HEADING = words("heading header headline subheading subtitle h2 h3 h4 mellomtittel")
_PICTURE = words("image picture photo figure bilde")
_QUOTE = words("quote blockquote pullquote sitat")
_BOX = words("fact facts factbox fakta faktaboks infobox")
_LIST = words("list ul ol bulletlist orderedlist")
_LEFT_OUT = words(
    "ad ads advert annonse embed related teaser teasers newsletter promo poll video audio player"
    " link links script iframe cta paywall"
)
_WORDS = re.compile(r"[a-z]+\d?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKUP = re.compile(r"<(?:p|div|h2|h3|br|figure|section|ul)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_MOST_NODES = 20_000
_LARGEST = 5_000_000
"""Characters of JSON; what is larger is no article."""
_DEEPEST = 8
_LEAST_PROSE = 120


def page_in_state(parser: "LexborHTMLParser", title: str) -> str:
    """Return the article that the scripts of a page hold as a page of its own, or nothing."""
    best, most = "", _LEAST_PROSE
    for script in parser.css('script[type="application/json" i]'):
        text = script.text()
        if len(text) > _LARGEST:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _objects(data):
            name, body = _first(node, _TITLES), next((node[k] for k in _BODIES if node.get(k)), "")
            if not name or (not isinstance(body, list) and len(str(body)) <= most):
                continue
            html = _body(body, 0)
            size = len(_TAG.sub("", html)) * (2 if name == title else 1)
            if size > most:
                best, most = _page(node, name, html), size
    return best


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        seen += 1
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _first(node: dict[str, Any], keys: tuple[str, ...]) -> str:
    values = (node.get(key) for key in keys)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def _page(node: dict[str, Any], title: str, body: str) -> str:
    lead = _first(node, _LEADS)
    lead = f'<p class="lead">{escape(_TAG.sub("", lead))}</p>' if lead else ""
    return f"<article><h1>{escape(title)}</h1>{lead}<div>{body}</div></article>"


def _body(value: Any, depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    if isinstance(value, str):
        if _MARKUP.search(value):
            return value
        return "".join(f"<p>{escape(line)}</p>" for line in value.split("\n") if line.strip())
    if isinstance(value, list):
        return "".join(_block(item, depth) for item in value)
    return _block(value, depth) if isinstance(value, dict) else ""


def _block(item: Any, depth: int) -> str:
    if not isinstance(item, dict):
        return _body(item, depth + 1)
    kinds = _kinds(item)
    if kinds & _LEFT_OUT:
        return ""
    if kinds & _PICTURE:
        caption, credit = _first(item, ("caption", "description", "text")), _first(item, _CREDITS)
        return (
            f"<figure><img><figcaption>{escape(caption)}</figcaption>"
            f'<small class="credit">{escape(credit)}</small></figure>'
        )
    inside = next((item[key] for key in _INSIDE if isinstance(item.get(key), list)), None)
    if kinds & _BOX:
        title = escape(_first(item, _TITLES))
        lines = _body(inside or _text(item), depth + 1)
        return f'<aside class="factbox"><h3>{title}</h3>{lines}</aside>'
    if kinds & _LIST and inside is not None:
        return "<ul>" + "".join(f"<li>{_inline(entry, depth)}</li>" for entry in inside) + "</ul>"
    if inside is not None and any(_holds_blocks(entry) for entry in inside):
        return _body(inside, depth + 1)
    text = _inline(item, depth)
    tag = "h2" if kinds & _HEADING else "blockquote" if kinds & _QUOTE else "p"
    return text if _MARKUP.search(text) else f"<{tag}>{text}</{tag}>"


def _kinds(item: dict[str, Any]) -> set[str]:
    names = [str(item[key]) for key in _KINDS if isinstance(item.get(key), str)]
    return {word for name in names for word in _WORDS.findall(_CAMEL.sub("-", name).lower())} | {
        name.lower() for name in names
    }


def _holds_blocks(item: Any) -> bool:
    """Tell whether a part of a block is a block itself, and no run of text."""
    return isinstance(item, dict) and any(isinstance(item.get(key), list) for key in _INSIDE)


def _text(item: dict[str, Any]) -> str:
    return _first(item, _TEXTS)


def _inline(item: Any, depth: int) -> str:
    """Return the text of a block, its runs one after the other; markup in it is kept."""
    if depth > _DEEPEST:
        return ""
    if isinstance(item, list):
        return "".join(_inline(part, depth + 1) for part in item)
    if not isinstance(item, dict):
        return escape(item) if isinstance(item, str) else ""
    for key in _TEXTS:
        if isinstance(item.get(key), str):
            text: str = item[key]
            return text if _TAG.search(text) else escape(text)
    return "".join(
        _inline(item[key], depth + 1) for key in _INSIDE if isinstance(item.get(key), list)
    )
