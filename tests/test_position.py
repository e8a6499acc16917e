"""A place is found again: in the same text, another reading of it, and an edited one."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.listening.levels import Outline
from newsreader.listening.matching import find_again
from newsreader.listening.position import (
    How,
    Position,
    Resumed,
    article_id,
    paragraph_number,
    position_at,
    resume,
)
from newsreader.text.utterances import utterances
from newsreader.types import Article, Reading, Role, Segment
from tests.programmes import ARTICLES, SCRIPT, SNOW, captions_last, without_captions

OUTLINE = Outline.of(ARTICLES, SCRIPT)


def body(*texts: str, source: str = "avis.txt") -> Outline:
    segments = tuple(Segment(Role.BODY, text, (0, 0)) for text in texts)
    article = Article("Sak", segments, source, "nb")
    return Outline.of([article], list(utterances(article, Reading())))


def texts(outline: Outline, found: Resumed | None) -> str:
    assert found is not None
    return outline.script[found.index].text


@pytest.mark.parametrize("index", range(len(SCRIPT)))
def test_the_same_text_is_resumed_at_the_same_phrase(index):
    found = resume(position_at(OUTLINE, index), OUTLINE)
    assert found is not None
    assert found.how is How.EXACT
    assert found.word == 0
    # A word that the reader adds belongs to the phrase after it, which has to be introduced again.
    expected = {1: 0, 7: 6, 11: 10, 15: 14}.get(index, index)
    assert found.index == expected


def test_resuming_steps_back_to_the_phrase_but_not_further_than_five_seconds():
    long = body("Ord " * 40 + "slutt.")
    assert len(long.script) == 1
    for word, expected in ((0, 0), (5, 0), (12, 0), (13, 1), (40, 28)):
        assert resume(position_at(long, 0, word), long) == Resumed(0, expected, How.EXACT)


def test_a_clause_is_a_phrase():
    position = position_at(OUTLINE, 5, word=3)
    assert position.sentence == 1
    assert position.word == 4  # "Hytta," is the first
    assert resume(position, OUTLINE) == Resumed(5, 0, How.EXACT)


def test_positions_survive_json():
    position = position_at(OUTLINE, 5, 2)
    assert Position.from_json(json.loads(json.dumps(position.to_json()))) == position
    for broken in ({}, {**position.to_json(), "word": None}, {"article": 1}):
        with pytest.raises(ValueError, match="position"):
            Position.from_json(broken)


@pytest.mark.parametrize(
    ("after", "how", "text"),
    [
        (("Nytt først.", "Det snør. Folk måker.", "Hytta er borte."), How.SENTENCE, "Folk måker."),
        (("Folk måker!", "Det snør."), How.SENTENCE, "Folk måker!"),
        (("Noe annet.", "Det snør. Folk måker nå."), How.PARAGRAPH, "Det snør."),
        (("Alt er nytt her.", "Og dette.", "Til slutt."), How.PARAGRAPH, "Alt er nytt her."),
    ],
)
def test_an_edited_text(after, how, text):
    before = body("Det snør. Folk måker.", "Hytta er borte.")
    found = resume(position_at(before, 1), body(*after))
    assert found is not None
    assert found.how is how
    assert texts(body(*after), found) == text


def test_the_nearest_of_equal_sentences():
    before = body("Ja.", "Nei.", "Ja.", "Tja.")
    after = body("Ja.", "Nei.", "Ja.", "Tja tja.")
    assert resume(position_at(before, 2), after) == Resumed(2, 0, How.SENTENCE)


def test_an_article_that_is_not_in_the_programme():
    assert resume(position_at(OUTLINE, 3), body("Folk måker.")) is None


def test_a_place_that_this_reading_skips_goes_on_behind_it():
    skipped = Outline.of(ARTICLES, without_captions())
    found = resume(position_at(OUTLINE, 7), skipped)
    assert texts(skipped, found) == "Mer i vente"


def test_a_source_without_a_name_is_known_by_its_text():
    here, other = replace(SNOW, source="-"), replace(ARTICLES[1], source="-")
    assert article_id(here) != article_id(other)
    assert article_id(here) == article_id(replace(SNOW, source="clipboard"))
    assert article_id(SNOW) == SNOW.source


def test_paragraphs_are_counted_from_one():
    assert [paragraph_number(OUTLINE, index) for index in (0, 2, 5, 7, 10, 12)] == [
        1,
        2,
        3,
        4,
        1,
        2,
    ]


@given(st.integers(0, len(SCRIPT) - 1), st.integers(0, 9))
def test_resuming_never_goes_forward(index, word):
    word = min(word, max(0, len(SCRIPT[index].text.split()) - 1))
    found = resume(position_at(OUTLINE, index, word), OUTLINE)
    assert found is not None
    assert found.index <= index
    assert OUTLINE.sentence(found.index) == OUTLINE.sentence(index)


SCRIPTS = (SCRIPT, without_captions(), captions_last())


@given(st.sampled_from(SCRIPTS), st.sampled_from(SCRIPTS), st.data())
def test_another_script_is_entered_at_the_same_words(old, new, data):
    index = data.draw(st.integers(0, len(old) - 1))
    found, same = find_again(old, new, index)
    assert same == (old[index] in new)
    assert new[found].article == old[index].article
    if same:
        assert new[found] == old[index]
