"""Bokmål or nynorsk."""

import csv
from pathlib import Path

import pytest

from newsreader.text.language import detect

DEV = Path(__file__).parent / "data" / "normalize" / "dev.tsv"


def sentences(nynorsk):
    with DEV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row["input"] for row in rows if (row["class"] == "nynorsk") == nynorsk]


def share(texts, language):
    return sum(detect(text) == language for text in texts) / len(texts)


def in_groups(texts, size):
    return [" ".join(texts[i : i + size]) for i in range(0, len(texts) - size + 1)]


@pytest.mark.parametrize(
    ("nynorsk", "size", "least"),
    # A single sentence often has no word that tells; five sentences always do.
    [
        (False, 1, 0.97),
        (True, 1, 0.72),
        (False, 3, 0.99),
        (True, 3, 0.97),
        (False, 5, 1),
        (True, 5, 1),
    ],
)
def test_sentences_of_known_language(nynorsk, size, least):
    language = "nn" if nynorsk else "nb"
    assert share(in_groups(sentences(nynorsk), size), language) >= least


@pytest.mark.parametrize("text", ["", "123", "Oslo", "Ole, Dole og Doffen", "..."])
def test_bokmål_where_nothing_tells(text):
    assert detect(text) == "nb"


def test_function_words_decide():
    assert detect("Eg veit ikkje kva ho seier.") == "nn"
    assert detect("Jeg vet ikke hva hun sier.") == "nb"


def test_a_web_address_has_no_vote():
    assert detect("Ikke ring, se eg.dei.no/ikkje") == "nb"
