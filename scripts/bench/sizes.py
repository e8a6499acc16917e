"""What labelling a text and reading a page cost in processor time, by size.

Four sizes: the text of the README's example (some 500 words), a feature of 6,000 words, a page of
1 MB as papers serve them (menus, teasers, scripts, comments and markup around a story of 60
paragraphs), and a page of 1 MB that is nothing but paragraphs. The stories are those of the
labelled articles, repeated as needed. The figure is the least of the runs, in ms: what is above it
is other programs'.
"""

import json
import time
from collections.abc import Callable, Iterator
from itertools import count, cycle
from pathlib import Path
from typing import Any

from newsreader.pipeline import prepare
from newsreader.sources.web import document_from_html
from newsreader.text.segments import label
from newsreader.types import Document

REPO = Path(__file__).parent.parent.parent
ARTICLE = REPO / "scripts" / "bench" / "article.txt"
STORIES = REPO / "tests" / "data" / "segments" / "golden"
FEATURE_WORDS = 6000
PAGE_BYTES = 1_000_000
_LONG = 120
"""Characters: a line as long is a paragraph of a story."""
_PAGE_PARAGRAPHS = 60


def measure(repeats: int) -> dict[str, Any]:
    """Return the least processor time of each step, in ms, with the sizes."""
    article, feature = ARTICLE.read_text("utf-8"), feature_text()
    pages = {"page": served_page(), "paragraphs": paragraph_page()}
    figures: dict[str, Any] = {
        "article_words": len(article.split()),
        "article_label_ms": least(lambda: label(article), repeats),
        "feature_words": len(feature.split()),
        "feature_label_ms": least(lambda: label(feature), repeats),
    }
    for name, html in pages.items():
        data = html.encode()
        document = document_from_html(data, name)
        figures[f"{name}_bytes"] = len(data)
        figures[f"{name}_read_ms"] = least(_reading(data), repeats)
        figures[f"{name}_label_ms"] = least(_labelling(document), repeats)
    return figures


def _reading(data: bytes) -> Callable[[], object]:
    return lambda: document_from_html(data, "page")


def _labelling(document: Document) -> Callable[[], object]:
    return lambda: prepare(document)


def least(work: Callable[[], object], repeats: int) -> float:
    """Return the least processor time of some runs, in ms, after one that is not counted."""
    times = []
    for number in range(repeats + 1):
        start = time.process_time()
        work()
        if number:
            times.append(time.process_time() - start)
    return 1000 * min(times)


def texts() -> list[str]:
    """Return the texts of the labelled articles, the longest first."""
    found = [json.loads(path.read_text("utf-8"))["text"] for path in sorted(STORIES.glob("*.json"))]
    return sorted(found, key=len, reverse=True)


def paragraphs() -> list[str]:
    """Return all the paragraphs of the labelled articles that need no escaping."""
    lines = (line.strip() for text in texts() for line in text.split("\n"))
    return [line for line in lines if len(line) >= _LONG and not set(line) & set("<>&")]


def feature_text() -> str:
    """Return stories one after the other, until they are as long as a feature."""
    parts: list[str] = []
    words = 0
    for text in cycle(texts()[:3]):
        lines = text.split("\n\n")
        while lines and words < FEATURE_WORDS:
            parts.append(lines.pop(0))
            words += len(parts[-1].split())
        if words >= FEATURE_WORDS:
            return "\n\n".join(parts)
    raise AssertionError("there are no texts")


def paragraph_page() -> str:
    """Return a page that is nothing but a headline and paragraphs."""
    story = cycle(paragraphs())
    body = "".join(_filled((f"<p>{next(story)}</p>\n" for _ in count()), PAGE_BYTES))
    return f"<!doctype html><title>Lang</title><article><h1>En lang tekst</h1>{body}</article>"


def served_page() -> str:
    """Return a page as a paper serves it: most of it is not the article."""
    story = cycle(paragraphs())
    menu = "".join(
        f'<li class="menu__item menu__item--{n}"><a class="link link--nav" href="/seksjon/{n}?utm='
        f'meny"><span>Seksjon {n}</span><svg viewBox="0 0 24 24"><path d="M12 {n}l10 5z"/></svg>'
        "</a></li>"
        for n in range(200)
    )
    body = "".join(
        f'<p class="article-body__paragraph" data-track="p{n}">{next(story)} <a href="/{n}">her</a>'
        f'</p><div class="ad-wrapper"><div id="ad-{n}"><script>ads.show({n});</script></div></div>'
        + (f"<h2>Mellomtittel {n}</h2>" if n % 6 == 0 else "")
        for n in range(_PAGE_PARAGRAPHS)
    )
    comments = "".join(
        f'<div class="comment" id="c{n}"><b>Leser {n}</b><p>{next(story)}</p></div>'
        for n in range(60)
    )
    script = "<script>window.queue.push({type: 'ad', html: '<b>1</b>'});</script>" * 2500
    head = f'<!doctype html><html lang="nb"><head><title>Saken</title>{script}</head>'
    top = f"<body><nav><ul>{menu}</ul></nav><main><article><h1>Saken</h1>{body}</article>"
    below = f'<section class="comments">{comments}</section><section class="related">'
    end = f"</section></main><footer><ul>{menu}</ul></footer></body></html>"
    room = PAGE_BYTES - sum(len(part.encode()) for part in (head, top, below, end))
    return head + top + below + "".join(_filled(_teasers(), room)) + end


def _teasers() -> Iterator[str]:
    for n in count():
        yield (
            f'<article class="teaser teaser--{n % 5}" data-id="{n}"><a href="/sak/{n}"><figure>'
            f'<picture><source srcset="/bilde/{n}.webp 1x"><img src="/bilde/{n}.jpg" alt="Bilde">'
            f'</picture></figure><h3 class="teaser__title">En annen sak, nummer {n} i en lang liste'
            '</h3><p class="teaser__text">En kort tekst om en annen sak.</p></a></article>'
        )


def _filled(parts: Iterator[str], room: int) -> Iterator[str]:
    """Yield parts until the room, in bytes, is used."""
    while room > 0:
        part = next(parts)
        room -= len(part.encode())
        yield part
