"""Score what comes out of labelled web pages.

    python -m scripts.score_pages tests/data/html/dev tests/data/html/own [--show]

A labelled page is an HTML file and a JSON file beside it, with the segments that a reader should
find on it, in order, and strings that must not be spoken. What belongs to the page and not to the
article need not come out at all, so noise and metadata are not counted as text; everything else
that comes out and is not labelled counts as an error.

The two texts are aligned without white space and without the marks that a page may write in
several ways. The figures are those of `score_segments`.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from newsreader.pipeline import prepare
from newsreader.sources.web import document_from_html
from newsreader.types import Document, Role
from scripts.score_segments import SILENT, SPOKEN, Score

Parts = Sequence[tuple[Role, str]]

_TOKEN = re.compile(r"\w+|\W")
_SAME = str.maketrans("\u2013\u2014\u2212\u2022", "---*", "\xad\u200b")


@dataclass(frozen=True)
class Page:
    """A web page with the parts that it should come out with."""

    id: str
    data: bytes
    parts: Parts
    unspoken: tuple[str, ...]
    facts: dict
    """The label file: headline, byline, published, paywalled, language."""

    def document(self) -> Document:
        return document_from_html(self.data, self.id)


def load_pages(folder: Path) -> list[Page]:
    """Read the labelled pages of a folder."""
    pages = []
    for path in sorted(folder.glob("*.json")):
        facts = json.loads(path.read_text("utf-8"))
        parts = [(Role(part["role"]), part["text"]) for part in facts["segments"]]
        data = (folder / facts["html"]).read_bytes()
        pages.append(Page(facts["id"], data, parts, tuple(facts["must_not_speak"]), facts))
    return pages


def parts_of(page: Page) -> Parts:
    """Return what comes out of a page, all the way through the labeller."""
    return [(segment.role, segment.text) for segment in prepare(page.document()).segments]


def score_pages(pages: Iterable[Page]) -> Score:
    """Read pages and count."""
    result = Score()
    for page in pages:
        add_page(result, page, parts_of(page))
    return result


def add_page(result: Score, page: Page, parts: Parts) -> None:
    """Count what one page came out with."""
    pairs = Counter(_pairs(_flat(page.parts), _flat(parts)))
    extra = pairs.pop(None, 0)
    result.pairs += pairs
    right = sum(count for (have, get), count in pairs.items() if have is get)
    result.accuracies[page.id] = right / max(1, pairs.total() + extra)
    wanted, given = (
        Counter((r, _squeeze(t)) for r, t in p if r not in SILENT) for p in (page.parts, parts)
    )
    result.wanted += wanted.total()
    result.given += given.total()
    result.exact += (wanted & given).total()
    for name, more in (("want", wanted - given), ("got", given - wanted)):
        result.wrong += [(page.id, name, role, text) for role, text in more]


def spoken_strings(page: Page, parts: Parts) -> list[str]:
    """Return the strings of a page that must not be spoken and are."""
    spoken = " ".join(" ".join(text.split()) for role, text in parts if role in SPOKEN).casefold()
    return [string for string in page.unspoken if string.casefold() in spoken]


def _squeeze(text: str) -> str:
    return "".join(text.translate(_SAME).casefold().split())


def _flat(parts: Parts) -> list[tuple[Role, str]]:
    """Return the tokens of all parts, each with its role."""
    return [(role, token) for role, text in parts for token in _TOKEN.findall(_squeeze(text))]


def _pairs(
    want: list[tuple[Role, str]], got: list[tuple[Role, str]]
) -> Iterable[tuple[Role, Role] | None]:
    """Yield the two roles of each character; a lost one counts as noise, an extra one as None."""
    matcher = SequenceMatcher(None, [t for _, t in want], [t for _, t in got], autojunk=False)
    place = extra = 0
    for start, other, length in matcher.get_matching_blocks():
        for role, token in want[place:start]:
            yield from [(role, Role.NOISE)] * (len(token) if role not in SILENT else 0)
        for role, token in got[extra:other]:
            yield from [None] * (len(token) if role not in SILENT else 0)
        for (have, token), (get, _) in zip(want[start : start + length], got[other:], strict=False):
            yield from [(have, get)] * (len(token) if have not in SILENT else 0)
        place, extra = start + length, other + length


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Score what comes out of labelled web pages.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="print the segments that are wrong")
    options = parser.parse_args(arguments)
    pages = [page for folder in options.folders for page in load_pages(folder)]
    result = score_pages(pages)
    if options.show:
        for page_id, name, role, text in result.wrong:
            print(f"{page_id:32} {name:4} {role:10} {text[:100]}")
    for name, accuracy in sorted(result.accuracies.items(), key=lambda pair: pair[1])[:10]:
        print(f"{name:40} {100 * accuracy:6.1f}")
    leaks = {page.id: spoken_strings(page, parts_of(page)) for page in pages}
    strings = sum(len(page.unspoken) for page in pages)
    print(
        f"{len(pages)} pages: accuracy {result.accuracy:.2f}, macro-F1 {result.macro_f1:.2f}, exact"
        f" segments {result.exact_f1:.2f}; content lost {result.content_lost:.2f} %, spoken strings"
        f" {sum(map(len, leaks.values()))} of {strings}"
    )
    for name, found in leaks.items():
        if found:
            print(f"{name:40} {found}")


if __name__ == "__main__":
    main(sys.argv[1:])
