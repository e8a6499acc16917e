"""Units and steps: where each key leads, and that no step ever leaves the programme."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.listening.levels import Level, Outline
from newsreader.listening.navigation import Place, next_place, previous_place, shift
from newsreader.listening.timing import (
    listening_time,
    speech_lengths,
    whole_lengths,
    words_a_minute,
)
from newsreader.text.utterances import utterances
from newsreader.types import Article, Reading, Role, Segment
from tests.programmes import (
    ARTICLES,
    SCRIPT,
    SNOW,
    programmes,
    said,
    three,
    without_captions,
)

OUTLINE = Outline.of(ARTICLES, SCRIPT)
LENGTHS = whole_lengths(SCRIPT, speech_lengths(SCRIPT, three))


def starts(level: Level, outline: Outline = OUTLINE) -> list[int]:
    return [unit.begin for unit in outline.units[level]]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.SOURCE, [0, 14]),
        (Level.ARTICLE, [0, 10, 14]),
        (Level.HEADING, [0, 8, 10, 14]),
        (Level.PARAGRAPH, [0, 2, 3, 6, 8, 9, 10, 12, 13, 14, 16]),
        (Level.SENTENCE, [0, 2, 3, 4, 6, 8, 9, 10, 12, 13, 14, 16]),
        (Level.CAPTION, [6]),
    ],
)
def test_units_of_each_level(level, expected):
    assert starts(level) == expected


def test_a_long_sentence_in_clauses_is_one_unit_in_real_text():
    long = " og ".join(f"hytte nummer {n} ligger under den tunge snøen" for n in range(9))
    text = f"Det snør. {long.capitalize()}. Folk måker."
    real = Article("Snø", (Segment(Role.BODY, text, (0, len(text))),), "-", "nb")
    script = list(utterances(real, Reading()))
    assert len(script) > 4
    sentences = Outline.of([real], script).units[Level.SENTENCE]
    assert [" ".join(u.text for u in script[s.begin : s.end]) for s in sentences] == [
        "Det snør.",
        f"{long.capitalize()}.",
        "Folk måker.",
    ]


def test_the_word_that_announces_a_caption_belongs_to_its_first_sentence():
    given = Article(
        "Snø", (Segment(Role.CAPTION, "UTE: Hun måker. Han ser på.", (0, 27)),), "-", "nb"
    )
    script = list(utterances(given, Reading()))
    sentences = Outline.of([given], script).units[Level.SENTENCE]
    assert [script[s.begin].spoken for s in sentences] == ["Bildetekst.", "Han ser på."]


def test_only_the_levels_that_there_is_something_at():
    assert OUTLINE.levels == tuple(Level)
    bare = Outline.of([SNOW], [said(0, 0, "Snø"), said(0, 1, "Det snør.")])
    assert bare.levels == (Level.ARTICLE, Level.PARAGRAPH, Level.SENTENCE, Level.SECONDS)
    assert Level.CAPTION not in Outline.of(ARTICLES, without_captions()).levels


def test_the_headline_is_what_headlines_mode_reads():
    article = OUTLINE.article(5)
    assert (OUTLINE.headline(article).begin, OUTLINE.headline(article).end) == (0, 2)


@pytest.mark.parametrize(
    ("level", "index", "expected"),
    [
        (Level.SENTENCE, 3, 4),
        (Level.SENTENCE, 4, 6),
        (Level.SENTENCE, 5, 6),
        (Level.SENTENCE, 9, 10),
        (Level.SENTENCE, 16, None),
        (Level.PARAGRAPH, 4, 6),
        (Level.PARAGRAPH, 16, None),
        (Level.HEADING, 2, 8),
        (Level.HEADING, 8, 10),
        (Level.CAPTION, 2, 6),
        (Level.CAPTION, 7, None),
        (Level.ARTICLE, 7, 10),
        (Level.ARTICLE, 14, None),
        (Level.SOURCE, 3, 14),
    ],
)
def test_next(level, index, expected):
    found = next_place(OUTLINE, level, Place(index, 1.0), LENGTHS)
    assert (found.index if found else None) == expected
    assert found is None or found.offset == 0.0


@pytest.mark.parametrize(
    ("level", "index", "offset", "expected"),
    [
        (Level.SENTENCE, 3, 1.9, 2),
        (Level.SENTENCE, 3, 2.1, 3),
        (Level.SENTENCE, 5, 0.0, 4),
        (Level.SENTENCE, 4, 0.0, 3),
        (Level.SENTENCE, 10, 0.5, 9),
        (Level.SENTENCE, 0, 1.0, None),
        (Level.SENTENCE, 0, 2.5, 0),
        (Level.PARAGRAPH, 5, 0.0, 3),
        (Level.PARAGRAPH, 3, 0.0, 2),
        (Level.HEADING, 9, 0.0, 8),
        (Level.HEADING, 8, 1.0, 0),
        (Level.CAPTION, 9, 0.0, 6),
        (Level.CAPTION, 7, 0.0, 6),
        (Level.CAPTION, 6, 0.0, None),
        (Level.CAPTION, 16, 0.0, 6),
        (Level.ARTICLE, 9, 0.0, 0),
        (Level.ARTICLE, 10, 0.0, 0),
        (Level.ARTICLE, 11, 0.0, 10),
        (Level.SOURCE, 14, 0.0, 0),
    ],
)
def test_previous(level, index, offset, expected):
    found = previous_place(OUTLINE, level, Place(index, offset), LENGTHS)
    assert (found.index if found else None) == expected


@pytest.mark.parametrize(
    ("index", "offset", "seconds", "expected"),
    [
        (2, 0.0, 2.0, Place(2, 2.0)),
        (2, 0.0, 3.5, Place(3, 0.0)),  # the pause after it: what follows
        (2, 0.0, 4.9, Place(3, 1.0)),
        (9, 0.0, 15.0, Place(10, 0.0)),  # the article's end: the beginning of the next
        (16, 0.0, 15.0, None),
        (3, 0.5, -2.4, Place(2, 2.0)),
        (3, 0.5, -30.0, Place(0, 0.0)),
        (10, 1.0, -4.0, Place(9, 1.8)),
        (11, 0.0, -15.0, Place(10, 0.0)),  # not into the article before
        (0, 1.0, -15.0, None),
    ],
)
def test_seconds(index, offset, seconds, expected):
    found = shift(OUTLINE, Place(index, offset), seconds, LENGTHS)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert found.index == expected.index
        assert found.offset == pytest.approx(expected.offset)


def test_lengths_are_known_or_follow_the_pace_of_those_that_are():
    script = [said(0, 0, "a" * 28), said(0, 1, "b" * 14)]
    assert speech_lengths(script) == pytest.approx([2.0, 1.0])
    assert speech_lengths(script, {0: 4.0}.get) == pytest.approx([4.0, 2.0])


def test_words_a_minute_count_pauses_and_speed():
    script = [said(0, 0, "to ord", pause=1.0)]
    assert words_a_minute(script, [3.0], 1.0) == 30
    assert 60 < words_a_minute(script, [3.0], 2.0) <= 63  # pauses shrink more than speech
    assert listening_time(script, [3.0], 0.5) == 8.0
    assert words_a_minute([], [], 1.0) == 0


LEVELS = st.sampled_from(list(Level))


@given(programmes(), LEVELS)
def test_every_step_stays_in_the_programme_and_goes_its_way(programme, level):
    outline, place, lengths = programme
    forward = next_place(outline, level, place, lengths)
    back = previous_place(outline, level, place, lengths)
    for found in (forward, back):
        if found is not None:
            assert 0 <= found.index < len(outline.script)
            assert 0.0 <= found.offset <= lengths[found.index]
    if forward is not None:
        assert (forward.index, forward.offset) > (place.index, place.offset)
    if back is not None:
        assert (back.index, back.offset) <= (place.index, place.offset)


@given(programmes(), st.sampled_from([level for level in Level if level is not Level.SECONDS]))
def test_back_after_forward_is_where_one_was(programme, level):
    outline, place, lengths = programme
    unit = outline.unit(level, place.index)
    if unit is None:
        return
    here = Place(unit.begin)
    forward = next_place(outline, level, here, lengths)
    if forward is not None:
        assert previous_place(outline, level, forward, lengths) == here
    back = previous_place(outline, level, here, lengths)
    if back is not None:
        assert next_place(outline, level, back, lengths) == here


@given(programmes(), LEVELS)
def test_walking_forward_ends_at_the_end(programme, level):
    outline, place, lengths = programme
    for _ in range(100_000):
        found = next_place(outline, level, place, lengths)
        if found is None:
            return
        place = found
    raise AssertionError("a step led round the end")


@given(
    programmes(), st.sampled_from([Level.SOURCE, Level.ARTICLE, Level.PARAGRAPH, Level.SENTENCE])
)
def test_units_tile_the_script(programme, level):
    outline, _, _ = programme
    units = outline.units[level]
    assert units[0].begin == 0
    assert units[-1].end == len(outline.script)
    assert all(a.end == b.begin for a, b in itertools.pairwise(units))
