"""The feeds of a web page."""

from urllib.parse import urljoin

_KINDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")


def feed_links(page: bytes, base: str, charset: str | None = None) -> list[str]:
    """Return the addresses of the feeds that a page names, in its order.

    RSS Autodiscovery: ``link`` elements with rel=alternate and the type of a feed.
    """
    from selectolax.lexbor import LexborHTMLParser

    from newsreader.sources.page.decoding import page_text

    found: list[str] = []
    for link in LexborHTMLParser(page_text(page, charset)).css("link[rel][type][href]"):
        relations = (link.attributes.get("rel") or "").lower().split()
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" not in relations or kind not in _KINDS:
            continue
        try:
            found.append(urljoin(base, (link.attributes.get("href") or "").strip()))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
