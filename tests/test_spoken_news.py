"""What a listener is told of a story that the feeds know more about."""

from dataclasses import replace

import pytest

from newsreader.kitchen.packing import pack, unpack_document
from newsreader.pipeline import prepare
from newsreader.text.utterances import utterances
from newsreader.types import Document, Mark, Policy, Reading, Role

TITLE = "Elg på E18"
TEXT = f"{TITLE}\n\nEn elg stanset trafikken tirsdag morgen, opplyser politiet på stedet."
DOCUMENT = Document(TEXT, "x", (Mark((0, len(TITLE)), Role.HEADLINE),), language="nb")


def said(document: Document, reading: Reading | None = None) -> list[str]:
    found = utterances(prepare(document), reading or Reading())
    return [utterance.spoken for utterance in found]


@pytest.mark.parametrize(
    ("language", "changed", "also"),
    [
        ("nb", "Saken er endret siden du hørte den.", "Også i Avisen og Posten."),
        ("nn", "Saka er endra sidan du høyrde henne.", "Også i Avisen og Posten."),
    ],
)
def test_news_of_a_story_is_told_right_after_its_headline(language, changed, also):
    document = replace(DOCUMENT, language=language, is_changed=True, also_in=("Avisen", "Posten"))
    lines = said(document)
    assert lines[0].startswith("Elg på")
    assert lines[1:3] == [changed, also]
    assert lines[3].startswith("En elg")


@pytest.mark.parametrize(
    ("papers", "words"),
    [
        (("Avisen",), "Også i Avisen."),
        (("Avisen", "Posten", "Bladet"), "Også i Avisen, Posten og Bladet."),
        (("Avisen", "Posten", "Ny", "Ni", "Nu"), "Også i Avisen, Posten, Ny og to til."),
    ],
)
def test_a_long_list_of_papers_is_counted(papers, words):
    assert said(replace(DOCUMENT, also_in=papers))[1] == words


def test_nothing_is_told_where_nothing_is_known():
    assert len(said(DOCUMENT)) == 2


def test_it_is_told_before_the_captions_that_are_left_out():
    text = f"{TEXT}\n\nElgen."
    marks = (*DOCUMENT.marks, Mark((len(text) - 6, len(text)), Role.CAPTION))
    document = replace(DOCUMENT, text=text, marks=marks, also_in=("Posten",))
    lines = said(document, Reading(captions=Policy.SKIP))
    assert lines[1:3] == ["Også i Posten.", "Én bildetekst hoppes over."]


def test_a_story_without_a_headline_is_told_of_first():
    body = replace(DOCUMENT, text="Bare en setning om elgen.", marks=(), also_in=("Posten",))
    assert said(body)[0] == "Også i Posten."


def test_it_survives_being_kept():
    document = replace(DOCUMENT, is_changed=True, also_in=("Avisen", "Posten"))
    assert unpack_document(pack(document)) == document
