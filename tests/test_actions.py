import pytest

from newsreader.listening.actions import (
    HEADINGS,
    Action,
    Command,
    Purpose,
    command_of,
    descriptions,
)


def test_every_action_is_explained_in_three_languages():
    assert set(descriptions()) == set(Action)
    for description in descriptions().values():
        for sentence in description.sentence.values():
            assert sentence.endswith(".")
            assert len(sentence) > 8
    assert set(HEADINGS) == set(Purpose) == {d.purpose for d in descriptions().values()}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("next", Command(Action.NEXT)),
        ("pause", Command(Action.PAUSE)),
        ("neste", Command(Action.NEXT)),
        ("Neste  Sak", Command(Action.NEXT_ARTICLE)),
        ("next_article", Command(Action.NEXT_ARTICLE)),
        ("next-article", Command(Action.NEXT_ARTICLE)),
        ("next article", Command(Action.NEXT_ARTICLE)),
        ("førre avsnitt", Command(Action.PREVIOUS_PARAGRAPH)),
        ("hvor er jeg", Command(Action.WHERE_AM_I)),
        ("slutt", Command(Action.QUIT)),
        ("gå til 3", Command(Action.GO_TO, "3")),
        ("go to Frokost i dag", Command(Action.GO_TO, "Frokost i dag")),
        ("bokmerke frokost", Command(Action.BOOKMARK, "frokost")),
        ("neste buss", None),
        ("", None),
        ("ukjent", None),
    ],
)
def test_lines_are_commands(line, expected):
    assert command_of(line) == expected


def test_no_word_stands_for_two_actions():
    words = [w for d in descriptions().values() for w in d.aliases] + list(Action)
    assert len(words) == len({word.replace("_", " ") for word in words})
