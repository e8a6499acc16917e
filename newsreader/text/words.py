"""The small words that verbalizers put between numbers, in both written languages."""

from typing import NamedTuple


class Words(NamedTuple):
    """One language's fixed words."""

    clock: str
    one_and_a_half: str
    one_and_a_half_neuter: str
    half_of: str
    half_of_neuter: str
    sections: str
    """More than one paragraph of a law."""
    equals: str
    less: str
    more: str
    about: str
    at_most: str
    without: str
    number: str
    that: str


WORDS = {
    "nb": Words(
        clock="klokken",
        one_and_a_half="halvannen",
        one_and_a_half_neuter="halvannet",
        half_of="og en halv",
        half_of_neuter="og et halvt",
        sections="paragrafene",
        equals="er lik",
        less="mindre enn",
        more="mer enn",
        about="omtrent",
        at_most="høyst",
        without="uten",
        number="nummer",
        that="den",
    ),
    "nn": Words(
        clock="klokka",
        one_and_a_half="halvannan",
        one_and_a_half_neuter="halvtanna",
        half_of="og ein halv",
        half_of_neuter="og eit halvt",
        sections="paragrafane",
        equals="er lik",
        less="mindre enn",
        more="meir enn",
        about="omtrent",
        at_most="høgst",
        without="utan",
        number="nummer",
        that="den",
    ),
}
