"""Score the labeller of article parts on labelled articles.

    python -m scripts.score_segments tests/data/segments/dev tests/data/segments/own [--show]

A labelled article is a JSON file with the text as it came and its segments in order; together they
cover every character that is not space. Each such character has the role of its segment, and the
labeller gives it another: all figures but the exact segments count characters.

* accuracy: characters with the right role; the mean counts every article alike.
* macro-F1: the mean of the F1 of the roles that occur.
* exact segments: role, first and last character all right.
* noise read aloud: share of noise and metadata that got a role that is spoken.
* content lost: share of what is spoken that got noise or metadata.
* captions as story, story as captions: the two mistakes that a listener hears most.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsreader.text.segments import label
from newsreader.types import Role, Segment

SILENT = frozenset({Role.NOISE, Role.METADATA})
SPOKEN = frozenset(Role) - SILENT - {Role.CREDIT, Role.BYLINE}
STORY = frozenset({Role.BODY, Role.LEAD, Role.HEADLINE, Role.SUBHEADING})

Part = tuple[Role, int, int]
"""A role, and where its first character stands and its last one ends."""


@dataclass(frozen=True)
class Labelled:
    """An article with the parts that it should come out with."""

    id: str
    text: str
    parts: tuple[Part, ...]


@dataclass
class Score:
    """What was counted over some articles."""

    accuracies: dict[str, float] = field(default_factory=dict)
    pairs: Counter[tuple[Role, Role]] = field(default_factory=Counter)
    """Characters by the role they have and the role they got."""
    wanted: int = 0
    given: int = 0
    exact: int = 0
    wrong: list[tuple[str, str, Role, str]] = field(default_factory=list)
    """Article, "want" or "got", role, text."""

    def _share(self, of: Iterable[Role], got: Iterable[Role]) -> float:
        of, got = set(of), set(got)
        total = sum(count for (role, _), count in self.pairs.items() if role in of)
        hit = sum(count for (role, to), count in self.pairs.items() if role in of and to in got)
        return 100 * hit / total if total else 0.0

    @property
    def accuracy(self) -> float:
        return 100 * sum(self.accuracies.values()) / len(self.accuracies)

    def f1(self, role: Role) -> float:
        right = self.pairs[role, role]
        has = sum(count for (have, _), count in self.pairs.items() if have is role)
        got = sum(count for (_, get), count in self.pairs.items() if get is role)
        return 100 * 2 * right / (has + got) if has + got else 0.0

    @property
    def macro_f1(self) -> float:
        roles = {role for role, _ in self.pairs}
        return sum(map(self.f1, roles)) / len(roles)

    @property
    def exact_f1(self) -> float:
        return 100 * 2 * self.exact / (self.wanted + self.given)

    @property
    def noise_read_aloud(self) -> float:
        return self._share(SILENT, SPOKEN)

    @property
    def content_lost(self) -> float:
        return self._share(SPOKEN, SILENT)

    @property
    def captions_as_story(self) -> float:
        return self._share({Role.CAPTION}, STORY)

    @property
    def story_as_captions(self) -> float:
        return self._share({Role.BODY, Role.LEAD}, {Role.CAPTION, Role.CREDIT})


def load(folder: Path) -> list[Labelled]:
    """Read the labelled articles of a folder; raise ValueError where labels do not cover a text."""
    return [
        read_labels(json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))
    ]


def read_labels(item: dict) -> Labelled:
    """Find the labelled parts in the text of one article."""
    text: str = item["text"]
    parts: list[Part] = []
    place = 0
    for segment in item["segments"]:
        begin = -1
        for char in segment["text"]:
            if char.isspace():
                continue
            while place < len(text) and text[place].isspace():
                place += 1
            if place == len(text) or text[place] != char:
                raise ValueError(f"{item['id']}: the labels leave the text at character {place}")
            begin = place if begin < 0 else begin
            place += 1
        parts.append((Role(segment["role"]), begin, place))
    if text[place:].strip():
        raise ValueError(f"{item['id']}: the labels end at character {place}")
    return Labelled(item["id"], text, tuple(parts))


def score(articles: Iterable[Labelled]) -> Score:
    """Label articles and count."""
    result = Score()
    for article in articles:
        add(result, article, label(article.text))
    return result


def add(result: Score, article: Labelled, segments: Sequence[Segment]) -> None:
    """Count what one article came out with."""
    want = _roles(article.text, article.parts)
    parts = [(segment.role, *_trim(article.text, segment.source)) for segment in segments]
    got = _roles(article.text, parts)
    pairs = Counter(
        (have, get)
        for have, get, char in zip(want, got, article.text, strict=True)
        if have is not None and get is not None and not char.isspace()
    )
    result.pairs += pairs
    result.accuracies[article.id] = sum(
        count for (have, get), count in pairs.items() if have is get
    ) / max(1, pairs.total())
    wanted, given = Counter(article.parts), Counter(parts)
    result.wanted += wanted.total()
    result.given += given.total()
    result.exact += (wanted & given).total()
    for name, more in (("want", wanted - given), ("got", given - wanted)):
        result.wrong += [
            (article.id, name, role, " ".join(article.text[begin:end].split()))
            for role, begin, end in more
        ]


def _roles(text: str, parts: Iterable[Part]) -> list[Role | None]:
    roles: list[Role | None] = [None] * len(text)
    for role, begin, end in parts:
        roles[begin:end] = [role] * (end - begin)
    return roles


def _trim(text: str, span: tuple[int, int]) -> tuple[int, int]:
    part = text[slice(*span)]
    begin = span[0] + len(part) - len(part.lstrip())
    return begin, begin + len(part.strip())


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Score the labeller of article parts.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="print the segments that are wrong")
    options = parser.parse_args(arguments)
    result = score(article for folder in options.folders for article in load(folder))
    if options.show:
        for article, name, role, text in result.wrong:
            print(f"{article:32} {name:4} {role:10} {text[:100]}")
    for name, accuracy in sorted(result.accuracies.items(), key=lambda pair: pair[1])[:10]:
        print(f"{name:40} {100 * accuracy:6.1f}")
    for role in Role:
        print(f"{role:12} F1 {result.f1(role):6.1f}")
    print(
        f"{len(result.accuracies)} articles: accuracy {result.accuracy:.2f}, macro-F1"
        f" {result.macro_f1:.2f}, exact segments {result.exact_f1:.2f}; noise read aloud"
        f" {result.noise_read_aloud:.2f} %, content lost {result.content_lost:.2f} %, captions as"
        f" story {result.captions_as_story:.2f} %, story as captions"
        f" {result.story_as_captions:.2f} %"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
