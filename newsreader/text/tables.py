"""Read the tables of words in nb/ and nn/.

A table is a TSV file with a header and a source column. Nynorsk files hold only what differs:
their rows are laid over the bokmål ones.
"""

import os.path
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from newsreader.text.numbers import Gender

Row = dict[str, str]
_HERE = os.path.dirname(__file__)


class Noun(NamedTuple):
    """A counted word: unit, currency."""

    one: str
    many: str
    gender: Gender

    def form(self, single: bool) -> str:
        """Choose singular or plural."""
        return self.one if single else self.many


def rows(name: str, language: str) -> Iterator[Row]:
    """Yield the rows of a table, bokmål first, then what nynorsk changes."""
    for folder in ("nb",) if language == "nb" else ("nb", language):
        yield from own_rows(name, folder)


def own_rows(name: str, folder: str) -> Iterator[Row]:
    """Yield the rows of one file."""
    with open(os.path.join(_HERE, folder, f"{name}.tsv"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    head = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(head, line.split("\t"), strict=True))


@cache
def units(language: str) -> dict[str, Noun]:
    """Map each written unit to its words."""
    return _nouns("units", language)


@cache
def currencies(language: str) -> dict[str, Noun]:
    """Map each symbol and code of a currency to its words."""
    return _nouns("currencies", language)


@cache
def genders(language: str) -> dict[str, Gender]:
    """Map frequent count nouns to their gender. Nynorsk has a table of its own."""
    return {row["noun"]: _gender(row["gender"]) for row in own_rows("nouns", language)}


def _nouns(name: str, language: str) -> dict[str, Noun]:
    return {
        written: Noun(row["one"], row["many"], _gender(row["gender"]))
        for row in rows(name, language)
        for written in row["written"].split("|")
    }


def _gender(letter: str) -> Gender:
    return "n" if letter == "n" else "f" if letter == "f" else "m"
