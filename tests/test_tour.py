"""The tour: every key that it names is the listener's own, and does what it says."""

import re

import pytest

from newsreader.listening import keymap
from newsreader.listening.actions import Action
from newsreader.listening.effects import (
    Earcon,
    JumpTo,
    Mispronounced,
    Pause,
    Play,
    Quit,
    Say,
    SetBookmark,
    SetSpeed,
    SetVolume,
)
from newsreader.listening.keyhelp import label
from newsreader.listening.session import Session
from newsreader.listening.tour import tour
from newsreader.pipeline import prepare, programme
from newsreader.types import Reading, Role

LANGUAGES = ("nb", "nn")
WORDS_A_MINUTE = (130, 170)
"""Of Norwegian news readers and of the voices at their own speed."""

DOES = {
    Action.PLAY_PAUSE: Pause,
    Action.SILENCE: Pause,
    Action.NEXT: JumpTo,
    Action.PREVIOUS: JumpTo,
    Action.REPEAT: JumpTo,
    Action.COARSER: Say,
    Action.FINER: Say,
    Action.NEXT_ARTICLE: Say,
    Action.FASTER: SetSpeed,
    Action.SLOWER: SetSpeed,
    Action.LOUDER: Earcon,
    Action.SOFTER: SetVolume,
    Action.WHERE_AM_I: Say,
    Action.CAPTIONS: Say,
    Action.BOOKMARK: SetBookmark,
    Action.SPELL: Say,
    Action.MARK_MISPRONOUNCED: Mispronounced,
    Action.DESCRIBE_KEYS: Say,
    Action.QUIT: Quit,
}
"""What each key that the tour tells of must bring about."""


def template(language: str) -> set[str]:
    """Return the actions that are told of."""
    marked = {action: f"<{action.value}>" for action in Action}
    text = tour(_Marked(marked), language).text
    return {action for action in Action if f"<{action.value}>" in text}


class _Marked(dict):
    """Keys whose names tell their actions."""

    def items(self):
        return [(mark, action) for action, mark in super().items()]


@pytest.fixture(autouse=True)
def _plain_labels(monkeypatch):
    """Let a key that is no key be called as it is."""
    monkeypatch.setattr(
        "newsreader.listening.tour.label",
        lambda key: dict.fromkeys(LANGUAGES, key) if key.startswith("<") else label(key),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_takes_about_two_minutes(language):
    words = len(tour(keymap.layout(), language).text.split())
    slow, quick = (words / pace for pace in WORDS_A_MINUTE)
    assert quick > 1.5
    assert slow < 2.6


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_teaches_what_is_needed_and_all_of_it_works(language):
    told = template(language)
    assert told == set(DOES)
    document = tour(keymap.layout(), language)
    article = prepare(document)
    script = list(programme([article], Reading()))
    for action in told:
        session = Session([article], script)
        session.begin(0.0)
        session.heard(12, 0.5, 10.0)
        effects = session.handle(action, 11.0)
        assert any(isinstance(effect, DOES[action]) for effect in effects), action


@pytest.mark.parametrize("language", LANGUAGES)
def test_pausing_goes_on_where_it_was_stopped(language):
    article = prepare(tour(keymap.layout(), language))
    session = Session([article], list(programme([article], Reading())))
    session.begin(0.0)
    session.heard(5, 0.0, 1.0)
    session.handle(Action.PLAY_PAUSE, 2.0)
    assert Play() in session.handle(Action.PLAY_PAUSE, 60.0)
    assert session.state.place.index == 5


def test_it_names_the_keys_of_the_listener(own_folders):
    path = own_folders / "config/keys.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('x = "quit"\nq = "none"\nescape = "none"\n"ctrl+c" = "none"\n')
    text = tour(keymap.load(), "nb").text
    assert re.search(r"Trykk x når du vil slutte", text)
    path.write_text('l = "none"\n')
    assert "en tast du selv velger" in tour(keymap.load(), "nb").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_an_article_with_headings(language):
    document = tour(keymap.layout(), language)
    roles = [segment.role for segment in prepare(document).segments]
    assert roles[0] is Role.HEADLINE
    assert roles.count(Role.SUBHEADING) >= 5
    assert set(roles) == {Role.HEADLINE, Role.SUBHEADING, Role.BODY}
    assert "{" not in document.text
    assert document.language == language
