"""Finds the report of another paper that an article is a copy of, among some thousand."""

import sqlite3
from collections import Counter
from typing import NamedTuple

from newsreader.kitchen.matching import DAY, SAME, same_story, words


class _Report(NamedTuple):
    story: int
    paper: str
    time: float
    told: str


class Likeness:
    """The recent articles of a library by their words; read from it when first asked."""

    def __init__(self, base: sqlite3.Connection, since: float) -> None:
        """Look at articles that are not older than ``since``, in s since 1970."""
        self._base = base
        self._since = since
        self._reports: list[_Report] = []
        self._places: dict[str, list[int]] | None = None

    def find(self, told: str, paper: str, time: float) -> int | None:
        """Return the story of the likest report of another paper within a day, if it is the same.

        Reports of one paper on one event are alike and not the same.
        """
        places = self._index()
        shared: Counter[int] = Counter()
        for word in words(told):
            shared.update(places.get(word, ()))
        for number, count in shared.most_common():
            # The share of common words cannot be larger than this.
            if count < SAME * len(words(told)):
                break
            report = self._reports[number]
            is_near = report.paper != paper and abs(report.time - time) <= DAY
            if is_near and same_story(told, report.told):
                return report.story
        return None

    def add(self, story: int, paper: str, time: float, told: str) -> None:
        """Take in an article that has just come."""
        if self._places is not None and time >= self._since:
            self._add(_Report(story, paper, time, told), self._places)

    def _index(self) -> dict[str, list[int]]:
        if self._places is None:
            self._places = {}
            for row in self._base.execute(
                "SELECT story, paper, time, told FROM articles WHERE time >= ?", (self._since,)
            ):
                self._add(_Report._make(row), self._places)
        return self._places

    def _add(self, report: _Report, places: dict[str, list[int]]) -> None:
        for word in words(report.told):
            places.setdefault(word, []).append(len(self._reports))
        self._reports.append(report)
