"""The live reader as a state machine: what each action does, and what it says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader import stretch
from newsreader.listening import controls
from newsreader.listening.actions import Action, Command
from newsreader.listening.effects import (
    Ask,
    Done,
    Earcon,
    Enqueue,
    Finished,
    Headline,
    JumpTo,
    Mispronounced,
    OpenBookmark,
    Pause,
    Play,
    Quit,
    ReplaceScript,
    Save,
    Say,
    SetBookmark,
    SetSpeed,
    SetVolume,
    Skipped,
    Until,
)
from newsreader.listening.levels import Level
from newsreader.listening.position import resume
from newsreader.listening.session import Session
from newsreader.listening.state import Bookmark, Preferences
from newsreader.types import Policy, Reading, Role
from tests.programmes import (
    ARTICLES,
    SCRIPT,
    captions_last,
    programmes,
    said,
    three,
    without_captions,
)


def replan(reading: Reading):
    scripts = {Policy.READ: SCRIPT, Policy.LAST: captions_last(), Policy.SKIP: without_captions()}
    return scripts[reading.captions]


class Listener:
    """Presses keys, hears what is said, and lets the sound run."""

    def __init__(self, at: int = 0, offset: float = 0.0, *, paused: bool = False, **options):
        options = {"durations": three, "replan": replan, **options}
        self.session = Session(ARTICLES, SCRIPT, **options)
        self.now = 100.0
        self.begun = self.session.begin(self.now)
        self.effects = []
        if at or offset:
            self.sounds(at, offset)
        if paused:
            self.press(Action.PAUSE)

    def sounds(self, index: int, offset: float = 0.0):
        """Let an utterance sound as if nothing had been before it."""
        self.session.state.place = type(self.session.state.place)(index, offset)
        return self.hears(index, offset)

    def press(self, action, argument: str = ""):
        self.effects = self.session.handle(Command(action, argument), self.now)
        return self.effects

    def hears(self, index: int, offset: float = 0.0):
        self.effects = self.session.heard(index, offset, self.now)
        return self.effects

    def reaches(self):
        self.effects = self.session.reached(self.now)
        return self.effects

    @property
    def jumps(self):
        return [(e.index, e.offset, e.play) for e in self.effects if isinstance(e, JumpTo)]

    @property
    def told(self) -> str:
        return " ".join(e.printed("nb") for e in self.effects if isinstance(e, Say))

    @property
    def until(self):
        return self.session.state.until

    @property
    def playing(self) -> bool:
        return self.session.state.playing

    def has(self, effect) -> bool:
        return any(e == effect or e is effect or type(e) is effect for e in self.effects)


def test_begins_to_play_and_says_nothing():
    begun = Listener().begun
    assert begun == [SetSpeed(1.0), SetVolume(1.0), Headline(0), JumpTo(0, 0.0, True)]


def test_every_action_has_an_answer():
    for action in Action:
        effects = Listener(at=3).press(action)
        assert effects, action


# Playing and pausing


def test_pause_and_play():
    listener = Listener(at=3)
    assert listener.press(Action.PLAY_PAUSE) == [Pause(), Save(force=True)]
    assert listener.press(Action.PLAY_PAUSE) == [Play()]
    assert listener.press(Action.PAUSE) == [Pause(), Save(force=True)]
    assert listener.press(Action.PLAY) == [Play()]


def test_silence_never_starts_speech():
    listener = Listener(at=3)
    for _ in range(3):
        assert listener.press(Action.SILENCE) == [Pause(), Save(force=True)]
        assert not listener.playing


def test_enter_plays_and_pauses_outside_of_headlines_mode():
    listener = Listener(at=3)
    assert listener.press(Action.MORE) == [Pause(), Save(force=True)]
    assert listener.press(Action.MORE) == [Play()]


def test_quit_saves():
    assert Listener(at=3).press(Action.QUIT) == [Pause(), Save(force=True), Quit()]


# Moving


@pytest.mark.parametrize(
    ("action", "level", "at", "expected"),
    [
        (Action.NEXT, Level.SENTENCE, 3, 4),
        (Action.NEXT, Level.PARAGRAPH, 3, 6),
        (Action.NEXT, Level.HEADING, 3, 8),
        (Action.NEXT, Level.CAPTION, 3, 6),
        (Action.NEXT, Level.ARTICLE, 3, 10),
        (Action.NEXT, Level.SOURCE, 3, 14),
        (Action.PREVIOUS, Level.SENTENCE, 8, 6),
        (Action.PREVIOUS, Level.ARTICLE, 10, 0),
        (Action.NEXT_SENTENCE, Level.ARTICLE, 3, 4),
        (Action.PREVIOUS_SENTENCE, Level.ARTICLE, 8, 6),
        (Action.NEXT_PARAGRAPH, Level.ARTICLE, 3, 6),
        (Action.PREVIOUS_PARAGRAPH, Level.ARTICLE, 6, 3),
        (Action.NEXT_ARTICLE, Level.SENTENCE, 3, 10),
        (Action.PREVIOUS_ARTICLE, Level.SENTENCE, 10, 0),
        (Action.ARTICLE_START, Level.SENTENCE, 8, 0),
        (Action.ARTICLE_END, Level.SENTENCE, 2, 9),
    ],
)
def test_moves(action, level, at, expected):
    listener = Listener(at=at, preferences=Preferences(level=level))
    listener.press(action)
    assert listener.jumps == [(expected, 0.0, True)]
    assert listener.session.state.level is level


def test_moves_are_saved():
    listener = Listener(at=3)
    assert Save() in listener.press(Action.NEXT)


def test_previous_restarts_the_sentence_first():
    listener = Listener(at=3, offset=2.5)
    listener.press(Action.PREVIOUS)
    assert listener.jumps == [(3, 0.0, True)]
    listener.press(Action.PREVIOUS)
    assert listener.jumps == [(2, 0.0, True)]


def test_two_seconds_are_the_listeners_own_at_any_speed():
    """At 3 times the speed, 5 s of sound are less than 2 s of listening."""
    listener = Listener(at=5, offset=1.8, preferences=Preferences(speed=3.0))
    listener.press(Action.PREVIOUS)
    assert listener.jumps == [(3, 0.0, True)]


def test_time_passes_between_keys():
    listener = Listener(at=3)
    listener.now += 2.5
    listener.press(Action.PREVIOUS)
    assert listener.jumps == [(3, 0.0, True)]


@pytest.mark.parametrize(
    ("action", "level", "at", "told"),
    [
        (Action.NEXT, Level.SENTENCE, 16, "Siste setning."),
        (Action.NEXT, Level.ARTICLE, 14, "Siste sak."),
        (Action.NEXT, Level.CAPTION, 8, "Siste bildetekst."),
        (Action.NEXT, Level.SECONDS, 16, "Slutten."),
        (Action.PREVIOUS, Level.SENTENCE, 0, "Første setning."),
        (Action.PREVIOUS, Level.ARTICLE, 0, "Første sak."),
        (Action.PREVIOUS, Level.SECONDS, 0, "Begynnelsen."),
        (Action.NEXT_ARTICLE, Level.SENTENCE, 15, "Siste sak."),
    ],
)
def test_ends_are_told_and_do_not_move(action, level, at, told):
    listener = Listener(at=at, preferences=Preferences(level=level))
    before = listener.session.state.place
    listener.press(action)
    assert listener.told == told
    assert not listener.jumps
    assert listener.session.state.place == before
    assert listener.playing


def test_moves_while_paused_say_the_first_words_and_stay_paused():
    listener = Listener(at=2, paused=True)
    listener.press(Action.NEXT)
    assert listener.jumps == [(3, 0.0, False)]
    assert listener.told == "Folk måker."
    assert not listener.playing
    listener.press(Action.NEXT_ARTICLE)
    assert listener.told == "Togene står"
    listener.session.state.level = Level.CAPTION
    listener.press(Action.PREVIOUS)
    assert listener.told == "Wenche måker."


def test_the_next_article_is_never_entered_in_silence():
    listener = Listener(at=9)
    listener.press(Action.NEXT)  # its own first words are "Sak to av tre", and its title
    assert listener.jumps == [(10, 0.0, True)]
    assert listener.has(Headline(1))
    listener.press(Action.PREVIOUS)
    assert listener.told == "Forrige sak: Snø i Bergen."
    assert listener.jumps == [(9, 0.0, True)]
    later = Listener(at=16, preferences=Preferences(level=Level.CAPTION))
    later.press(Action.PREVIOUS)
    assert later.told == "Forrige sak: Snø i Bergen."


def test_what_is_said_comes_before_the_jump():
    effects = Listener(at=10).press(Action.PREVIOUS_SENTENCE)
    kinds = [type(effect) for effect in effects]
    assert kinds.index(Say) < kinds.index(JumpTo)


def test_levels_are_told_and_do_not_wrap():
    listener = Listener(at=3)
    told = []
    for _ in range(3):
        listener.press(Action.FINER)
        told.append(listener.told)
    assert told == ["Nivå: bildetekst.", "Nivå: 15 sekunder.", "Fineste nivå: 15 sekunder."]
    for _ in range(6):
        listener.press(Action.COARSER)
    assert listener.told == "Nivå: kilde."
    listener.press(Action.COARSER)
    assert listener.told == "Groveste nivå: kilde."
    assert not listener.jumps


def test_fifteen_seconds_in_time_of_the_sound():
    listener = Listener(at=2, preferences=Preferences(speed=2.0, level=Level.SECONDS))
    listener.press(Action.NEXT)
    index, offset, _ = listener.jumps[0]
    # 3.9 + 3.4 + 3.15 + 3.65 s are 14.1: 0.9 s into the word "Bildetekst".
    assert index == 6
    assert offset == pytest.approx(0.9)
    back = Listener(at=6, offset=0.9)
    back.press(Action.BACK)
    assert back.jumps[0][:2] == (2, pytest.approx(0.0))


def test_repeat_reads_the_whole_sentence():
    listener = Listener(at=5, offset=1.0)
    listener.press(Action.REPEAT)
    assert listener.jumps == [(4, 0.0, True)]
    assert listener.until is None


def test_repeat_while_paused_reads_only_the_sentence():
    listener = Listener(at=5, offset=1.0, paused=True)
    listener.press(Action.REPEAT)
    assert listener.jumps == [(4, 0.0, True)]
    assert listener.until == 6
    listener.hears(5)
    listener.reaches()
    assert not listener.playing
    listener.press(Action.REPEAT)  # the same one, not the next
    assert listener.jumps == [(4, 0.0, True)]
    listener.reaches()
    listener.press(Action.PLAY_PAUSE)
    assert listener.jumps == [(6, 0.0, True)]


def test_slow_repeat_goes_back_to_the_usual_speed():
    listener = Listener(at=3, offset=1.0, preferences=Preferences(speed=2.5))
    effects = listener.press(Action.REPEAT_SLOW)
    assert [e for e in effects if not isinstance(e, Save)] == [
        SetSpeed(0.8),
        JumpTo(3, 0.0, True),
        Until(4),
    ]
    assert listener.session.preferences.speed == 2.5
    assert listener.reaches() == [SetSpeed(2.5), Play()]
    assert listener.until is None


def test_a_key_ends_a_slow_repeat():
    listener = Listener(at=3, preferences=Preferences(speed=2.5))
    listener.press(Action.REPEAT_SLOW)
    assert SetSpeed(2.5) in listener.press(Action.NEXT)
    listener.press(Action.REPEAT_SLOW)
    assert listener.press(Action.FASTER)[0] == SetSpeed(2.6)
    assert listener.session.state.speed == 2.6


# Speed and volume


def test_speed_is_heard_and_told_only_while_paused():
    listener = Listener(at=3)
    assert listener.press(Action.FASTER) == [SetSpeed(1.1)]
    assert listener.press(Action.NORMAL_SPEED) == [SetSpeed(1.0)]
    assert listener.press(Action.SLOWER) == [SetSpeed(0.9)]
    listener.press(Action.PAUSE)
    listener.press(Action.FASTER)
    # The article: 20 words in ten utterances of 3 s, with 7.85 s of pauses.
    words = sum(len(u.spoken.split()) for u in SCRIPT[:10])
    pauses = sum(u.pause for u in SCRIPT[:10])
    assert listener.told == (
        f"100 prosent fart, {round(60 * words / (30 + pauses))} ord i minuttet."
    )


def test_speed_and_volume_have_limits():
    listener = Listener(at=3, preferences=Preferences(speed=5.0, volume=0.1))
    listener.press(Action.FASTER)
    assert listener.told == "Raskere går det ikke."
    listener.press(Action.SOFTER)
    assert listener.told == "Svakere går det ikke."
    assert listener.has(SetVolume(0.1))
    for _ in range(60):
        listener.press(Action.SLOWER)
        listener.press(Action.LOUDER)
    assert listener.session.preferences == Preferences(0.5, 1.0, Level.SENTENCE)
    listener.press(Action.SLOWER)
    assert listener.told == "Saktere går det ikke."


def test_volume_clicks_at_the_new_level():
    assert Listener(at=3).press(Action.SOFTER) == [SetVolume(0.9), Earcon("click")]


# Asking


def test_where_am_i():
    listener = Listener(at=3)
    listener.press(Action.WHERE_AM_I)
    assert listener.told == "Sak 1 av 3, brødtekst, under ett minutt igjen."
    assert not listener.jumps
    assert listener.playing


def test_where_am_i_counts_minutes_at_this_speed():
    long = Listener(at=3, durations=lambda index: 60.0)
    long.press(Action.WHERE_AM_I)
    assert long.told == "Sak 1 av 3, brødtekst, 7 minutter igjen."
    fast = Listener(at=3, durations=lambda index: 60.0, preferences=Preferences(speed=3.5))
    fast.press(Action.WHERE_AM_I)
    assert fast.told == "Sak 1 av 3, brødtekst, 2 minutter igjen."


def test_where_am_i_twice_gives_details():
    listener = Listener(at=2, reading=Reading(captions=Policy.SKIP))
    listener.press(Action.WHERE_AM_I)
    listener.now += 3
    listener.press(Action.WHERE_AM_I)
    assert listener.told.startswith("Tittel: Snø i Bergen. Kilde: Byavisa. Publisert 14.3.2026. ")
    assert "100 prosent fart, " in listener.told
    assert "Én bildetekst hoppes over." in listener.told
    listener.press(Action.NEXT)
    listener.press(Action.WHERE_AM_I)
    assert listener.told.startswith("Sak 1 av 3")
    listener.now += 60
    listener.press(Action.WHERE_AM_I)
    assert listener.told.startswith("Sak 1 av 3")


def test_answers_are_spoken_in_words_and_in_the_articles_language():
    listener = Listener(at=12, durations=lambda index: 60.0)
    (say,) = listener.press(Action.WHERE_AM_I)
    assert say.spoken() == "Sak to av tre, ingress, to minutter igjen."
    assert say.printed("en") == "Article 2 of 3, lead, 2 minutes left."
    assert say.printed("nn") == "Sak 2 av 3, ingress, 2 minutt igjen."


def test_whats_next():
    listener = Listener(at=3, queue=["Kø", "Til"])
    listener.press(Action.WHATS_NEXT)
    assert listener.told == "Neste: Togene står. Sauer på tur. Kø."
    last = Listener(at=16)
    last.press(Action.WHATS_NEXT)
    assert last.told == "Dette er den siste saken."


def test_spelling_goes_back_word_by_word():
    listener = Listener(at=7, offset=2.9)
    effects = listener.press(Action.SPELL)
    assert effects[0].as_is
    assert listener.told == "m , å , k , e , r"
    listener.press(Action.SPELL)
    assert listener.told == "stor W , e , n , c , h , e"
    listener.press(Action.SPELL)
    assert listener.told == "b , o , r , t , e"  # "borte." before the caption
    listener.press(Action.NEXT)
    listener.hears(9, 0.1)
    listener.press(Action.SPELL)
    assert listener.told == "stor D , e , t"


def test_spelling_uses_the_voices_own_word_times():
    listener = Listener(at=5, word_at=lambda index, offset: 2)
    listener.press(Action.SPELL)
    assert listener.told == "s , t , o , r"


def test_spelling_at_the_beginning():
    listener = Listener()
    listener.press(Action.SPELL)
    assert listener.told == "Det er ikke noe ord her."


def test_marking_keeps_the_last_ten_seconds():
    assert Mispronounced(3, 5) in Listener(at=5, offset=3.6).press(Action.MARK_MISPRONOUNCED)
    assert Mispronounced(10, 10) in Listener(at=10, offset=1).press(Action.MARK_MISPRONOUNCED)


# Following the sound


def test_each_sentence_is_saved_once():
    listener = Listener(at=3)
    assert listener.hears(4) == [Save()]
    assert listener.hears(5) == []
    assert listener.hears(6) == [Save()]


def test_an_article_is_done_at_95_percent():
    listener = Listener(at=7)
    heard = [(index, listener.hears(index)) for index in (8, 9, 10)]
    assert [index for index, effects in heard if Done(0) in effects] == [10]
    assert Headline(1) in heard[-1][1]
    long_end = Listener(at=8, durations=lambda index: 0.1 if index == 9 else 30.0)
    assert Done(0) in long_end.hears(9)


def test_an_article_that_was_left_is_not_done():
    listener = Listener(at=3)
    listener.press(Action.NEXT_ARTICLE)
    assert not any(isinstance(e, Done) for e in listener.hears(10))


def test_the_end_tells_what_comes_next():
    listener = Listener(at=16, queue=["Kø"])
    listener.effects = listener.session.ended(listener.now)
    assert Done(2) in listener.effects
    assert listener.told == "Ferdig. Neste: Kø."
    assert listener.effects[-1] == Finished()
    assert not listener.playing
    listener.press(Action.PLAY_PAUSE)
    assert listener.told == "Ferdig."
    listener.press(Action.PREVIOUS_ARTICLE)
    assert listener.jumps == [(14, 0.0, False)]
    assert listener.press(Action.PLAY_PAUSE) == [Play()]


# Modes


def test_sentence_by_sentence():
    listener = Listener(at=3)
    listener.press(Action.SENTENCE_MODE)
    assert listener.told == "Stopper etter hver setning."
    assert listener.until == 4
    assert listener.reaches() == [Pause(), Save(force=True)]
    listener.press(Action.PLAY_PAUSE)
    assert listener.jumps == [(4, 0.0, True)]
    assert listener.until == 6
    listener.hears(5)
    listener.reaches()
    listener.press(Action.NEXT)  # plays the next one, as the play key does
    assert listener.jumps == [(6, 0.0, True)]
    listener.reaches()
    listener.press(Action.PREVIOUS)
    assert listener.jumps == [(6, 0.0, True)]
    listener.press(Action.SENTENCE_MODE)
    assert listener.told == "Leser uten stopp."
    assert listener.until is None


def test_sentence_by_sentence_at_the_end():
    listener = Listener(at=16)
    listener.press(Action.SENTENCE_MODE)
    assert listener.until is None  # the script's own end
    assert Finished() in listener.session.ended(listener.now)


def test_stop_after_article():
    listener = Listener(at=3)
    listener.press(Action.STOP_AFTER_ARTICLE)
    assert listener.told == "Stopper etter saken."
    assert listener.until == 10
    for index in (4, 5, 6, 7, 8, 9):
        listener.hears(index)
    assert listener.reaches() == [Done(0), Pause(), Save(force=True)]
    assert listener.press(Action.PLAY) == [Play()]
    assert listener.until is None
    listener.press(Action.STOP_AFTER_ARTICLE)
    listener.press(Action.STOP_AFTER_ARTICLE)
    assert listener.told == "Stopper ikke etter saken."
    assert listener.until is None


def test_sleep_timer_lets_the_sentence_end():
    listener = Listener(at=3)
    listener.press(Action.SLEEP_TIMER)
    assert listener.told == "Stopper om 15 minutter."
    assert listener.session.tick(listener.now + 899) == []
    assert listener.session.tick(listener.now + 901) == [Until(4)]
    assert listener.reaches() == [Pause(), Save(force=True)]
    assert listener.press(Action.PLAY) == [Play()]
    assert listener.until is None


def test_sleep_timer_goes_through_its_times():
    listener = Listener(at=3)
    told = []
    for _ in range(6):
        listener.press(Action.SLEEP_TIMER)
        told.append(listener.told)
    assert told == [
        "Stopper om 15 minutter.",
        "Stopper om 30 minutter.",
        "Stopper om 45 minutter.",
        "Stopper om 60 minutter.",
        "Ingen sovetimer.",
        "Stopper om 15 minutter.",
    ]


def test_headlines_one_after_another():
    listener = Listener(at=3)
    listener.press(Action.HEADLINES)
    assert listener.told == "Overskrifter."
    assert listener.jumps == [(0, 0.0, True)]
    assert listener.until == 2
    assert not any(isinstance(e, Done) for e in listener.reaches())
    assert listener.jumps == [(10, 0.0, True)]
    assert listener.until == 12
    listener.press(Action.NEXT)
    assert listener.jumps == [(14, 0.0, True)]
    listener.press(Action.NEXT)
    assert listener.told == "Siste sak."
    listener.press(Action.PREVIOUS)
    assert listener.jumps == [(10, 0.0, True)]
    listener.press(Action.NEXT)
    listener.reaches()
    assert listener.told == "Ferdig."
    assert not listener.playing


def test_more_opens_the_lead_and_then_the_story():
    listener = Listener()
    listener.press(Action.HEADLINES)
    listener.press(Action.MORE)
    assert listener.jumps == [(2, 0.0, True)]
    assert listener.until == 3
    listener.press(Action.MORE)
    assert not listener.jumps
    assert listener.until == 10
    listener.press(Action.NEXT)  # in the story, a sentence again
    assert listener.jumps == [(3, 0.0, True)]
    for index in (4, 5, 6, 7, 8, 9):
        listener.hears(index)
    assert Done(0) in listener.reaches()
    assert listener.jumps == [(10, 0.0, True)]
    assert listener.until == 12


def test_a_lead_is_followed_by_the_next_headline():
    listener = Listener()
    listener.press(Action.HEADLINES)
    listener.press(Action.MORE)
    listener.reaches()
    assert listener.jumps == [(10, 0.0, True)]


def test_more_where_there_is_no_lead_opens_the_story():
    listener = Listener(at=14)
    listener.press(Action.HEADLINES)
    listener.press(Action.MORE)
    assert listener.jumps == [(16, 0.0, True)]


def test_leaving_headlines_mode():
    listener = Listener()
    listener.press(Action.HEADLINES)
    listener.press(Action.HEADLINES)
    assert listener.told == "Hele saken."
    assert listener.until is None


@pytest.mark.parametrize(
    ("action", "kind", "told"),
    [(Action.LATER, Enqueue, "I køen."), (Action.SKIP_ARTICLE, Skipped, "Hoppet over.")],
)
def test_later_and_skip_go_on_with_the_next_article(action, kind, told):
    listener = Listener(at=3)
    assert kind(0) in listener.press(action)
    assert listener.told == told
    assert listener.jumps == [(10, 0.0, True)]
    titles = Listener()
    titles.press(Action.HEADLINES)
    titles.press(action)
    assert titles.jumps == [(10, 0.0, True)]
    assert titles.until == 12
    last = Listener(at=16)
    last.press(action)
    assert last.told.startswith(f"{told} Ferdig.")
    assert Finished() in last.effects


# Captions


def test_captions_in_place_last_or_not_at_all():
    listener = Listener(at=9, offset=1.0)
    listener.press(Action.CAPTIONS)
    assert listener.told == "Bildetekster: sist."
    assert listener.effects[0] == ReplaceScript(captions_last(), 7, 1.0, was=9)
    assert not listener.jumps
    listener.press(Action.CAPTIONS)
    assert listener.told == "Bildetekster: nei. Én bildetekst hoppes over."
    assert listener.effects[0] == ReplaceScript(without_captions(), 7, 1.0, was=7)
    listener.press(Action.CAPTIONS)
    assert listener.told == "Bildetekster: på plass."
    assert listener.effects[0] == ReplaceScript(SCRIPT, 9, 1.0, was=7)


def test_who_hears_a_caption_goes_on_with_the_story():
    listener = Listener(at=7, offset=1.0)
    listener.press(Action.CAPTIONS)
    new = captions_last()
    (jump,) = [e for e in listener.effects if isinstance(e, JumpTo)]
    assert new[jump.index].text == "Mer i vente"
    assert jump.play


def test_captions_that_are_skipped_while_the_last_one_is_heard():
    listener = Listener(at=3)
    listener.press(Action.CAPTIONS)
    listener.sounds(9, 0.0)  # the caption, now last in its article
    assert listener.session.state.outline.script[9].text == "Wenche måker."
    listener.press(Action.CAPTIONS)
    (jump,) = [e for e in listener.effects if isinstance(e, JumpTo)]
    assert without_captions()[jump.index].text == "Det snør videre."


# Bookmarks


def test_bookmarks_are_numbered_named_and_found():
    listener = Listener(at=4, offset=1.0)
    assert SetBookmark(1) in listener.press(Action.BOOKMARK)
    (mark,) = listener.session.state.bookmarks
    assert (mark.name, mark.position.words) == ("", "Hytta, som er stor, er borte.")
    assert listener.told == "Merke 1."
    listener.sounds(13)
    listener.press(Action.BOOKMARK, "frokost")
    assert listener.told == "Merke 2: frokost."
    listener.press(Action.BOOKMARKS)
    assert listener.told == "2: frokost. 1: Snø i Bergen."
    assert listener.press(Action.GO_TO)[-1] == Ask(Action.GO_TO)
    listener.press(Action.GO_TO, "1")
    assert listener.jumps == [(4, 0.0, True)]
    listener.press(Action.GO_TO, "Frokost")
    assert listener.jumps == [(13, 0.0, True)]
    listener.press(Action.GO_TO, "7")
    assert listener.told == "Det finnes ikke noe merke 7."


def test_a_bookmark_of_another_programme_is_opened():
    elsewhere = Session([ARTICLES[2]], [said(0, 0, "Sauer på tur")])
    mark = Bookmark(4, "", "Sauer på tur", elsewhere.position(0.0))
    session = Session(ARTICLES[:2], SCRIPT[:14], bookmarks=[mark])
    session.begin(0.0)
    assert session.handle(Command(Action.GO_TO, "4"), 0.0) == [OpenBookmark(4)]


def test_no_bookmarks():
    for action in (Action.BOOKMARKS, Action.GO_TO):
        listener = Listener()
        listener.press(action)
        assert listener.told == "Ingen merker."


# Resuming, growing, the desktop


def test_resuming_says_where():
    listener = Listener(at=13)
    position = listener.session.position(listener.now)
    found = resume(position, listener.session.state.outline)
    again = Listener(resumed=found)
    again.effects = again.begun
    assert again.told == "Fortsetter der du slapp: Togene står."
    assert again.jumps == [(13, 0.0, True)]


def test_a_script_can_grow_while_it_is_read():
    session = Session(ARTICLES, SCRIPT[:10], durations=three)
    session.begin(0.0)
    session.heard(9, 0.0, 1.0)
    session.state.stop_after = True
    assert session.grow(SCRIPT) == [Until(10)]


def test_clock_and_seeking_for_the_desktop():
    listener = Listener(at=3, offset=1.0)
    passed, length = listener.session.clock(listener.now)
    assert passed == pytest.approx(3.3 + 4.1 + 3.9 + 1.0)
    assert length == pytest.approx(30 + sum(u.pause for u in SCRIPT[:10]))
    listener.effects = listener.session.seek_to(passed - 0.5, listener.now)
    assert listener.jumps[0][:2] == (3, pytest.approx(0.5))
    listener.effects = listener.session.seek_to(0.0, listener.now)
    assert listener.jumps == [(0, 0.0, True)]
    assert listener.session.set_speed(1.53, listener.now) == [SetSpeed(1.53)]
    assert listener.session.set_volume(0.45, listener.now)[0] == SetVolume(0.45)


def test_speeds_are_those_that_sound_can_be_stretched_to():
    assert (controls.SLOWEST, controls.FASTEST) == (stretch.SLOWEST, stretch.FASTEST)


def test_keys_are_explained():
    listener = Listener()
    listener.effects = listener.session.explain({"nb": "n", "nn": "n", "en": "n"}, Action.HEADLINES)
    assert listener.told == "N. Hør én overskrift etter den andre."
    listener.effects = listener.session.explain({"nb": "ø", "nn": "ø", "en": "ø"}, None)
    assert listener.told == "Ø brukes ikke."


class Runtime:
    """The least that carries out effects: utterance by utterance, as the player does."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.index: int | None = None
        self.until: int | None = None
        self.script = SCRIPT
        self.heard: list[str] = []
        self.told: list[str] = []
        self.finished = False
        self.do(session.begin(0.0))

    def do(self, effects) -> None:
        for effect in effects:
            match effect:
                case JumpTo(index, _, play):
                    self.index, self.playing, self.until = index, play, None
                case Play():
                    self.playing = True
                case Pause():
                    self.playing = False
                case Until(index):
                    self.until = index
                case ReplaceScript(script, index, _, was):
                    # What is the same is over already, as utterances are whole here.
                    index += was is not None
                    self.script, self.index, self.until = script, index, None
                case Say():
                    self.told.append(effect.printed("nb"))
                case Finished():
                    self.finished = True

    def run(self, presses=()) -> list[str]:
        """Play until silence; ``presses`` are actions by the number of utterances heard before."""
        presses = dict(presses)
        while self.playing and not self.finished:
            for action in presses.pop(len(self.heard), ()):
                self.do(self.session.handle(action, 0.0))
                if not self.playing:
                    return self.heard
            index = self.index
            if index == len(self.script):
                self.playing = False
                self.do(self.session.ended(0.0))
            elif index == self.until:
                self.playing, self.until = False, None
                self.do(self.session.reached(0.0))
            else:
                self.do(self.session.heard(index, 0.0, 0.0))
                self.heard.append(self.script[index].spoken)
                self.index = index + 1
        return self.heard


def runtime(**options) -> Runtime:
    return Runtime(Session(ARTICLES, SCRIPT, durations=three, replan=replan, **options))


def test_a_programme_is_heard_from_end_to_end():
    reader = runtime()
    assert reader.run() == [u.spoken for u in SCRIPT]
    assert reader.told == ["Ferdig."]
    assert reader.finished


def test_headlines_are_heard_and_nothing_else():
    reader = runtime()
    assert reader.run({0: [Action.HEADLINES]}) == [SCRIPT[i].spoken for i in (0, 1, 10, 11, 14, 15)]
    assert reader.told == ["Overskrifter.", "Ferdig."]


def test_a_story_is_opened_among_headlines():
    reader = runtime()
    heard = reader.run({0: [Action.HEADLINES], 4: [Action.MORE], 5: [Action.MORE]})
    assert heard == [SCRIPT[i].spoken for i in (0, 1, 10, 11, 12, 13, 14, 15)]


def test_sentences_are_heard_one_by_one():
    reader = runtime()
    reader.do(reader.session.handle(Action.SENTENCE_MODE, 0.0))
    stops = []
    while not reader.finished:
        reader.run()
        stops.append(len(reader.heard))
        if not reader.finished:
            reader.do(reader.session.handle(Action.NEXT, 0.0))
    assert reader.heard == [u.spoken for u in SCRIPT]
    assert stops == [2, 3, 4, 6, 8, 9, 10, 12, 13, 14, 16, 17]


def test_captions_last_are_heard_after_the_story():
    reader = runtime()
    heard = reader.run({4: [Action.CAPTIONS]})
    assert heard == [u.spoken for u in captions_last()]


EVENTS = st.one_of(
    st.sampled_from(list(Action)).map(lambda action: ("press", action)),
    st.sampled_from([("hear", 0.0), ("reach", 0.0), ("wait", 0.7), ("wait", 4000.0), ("end", 0.0)]),
)


def without(script, role: Role, articles):
    return [u for u in script if articles[u.article].segments[u.segment].role is not role]


@given(programmes(), st.lists(EVENTS, max_size=60))
@settings(deadline=None)
def test_no_sequence_of_keys_leads_astray(programme, events):
    """The place stays in the script, and never stands at or behind the limit of the sound."""
    outline = programme[0]

    def replanned(reading: Reading):
        if reading.captions is Policy.SKIP:
            return without(outline.script, Role.CAPTION, outline.articles)
        return outline.script

    now = 0.0
    session = Session(outline.articles, outline.script, durations=three, replan=replanned)
    session.begin(now)
    for kind, what in events:
        state = session.state
        if kind == "press":
            effects = session.handle(what, now)
            assert effects, what
        elif kind == "wait":
            now += what
            effects = session.tick(now)
        elif kind == "hear" and state.playing and state.place.index + 1 < len(state.outline.script):
            effects = session.heard(state.place.index + 1, 0.0, now)
        elif kind == "reach" and state.playing and state.until is not None:
            effects = session.reached(now)
        elif kind == "end" and state.playing and state.until is None:
            effects = session.ended(now)
        else:
            continue
        state = session.state
        script = state.outline.script
        assert 0 <= state.place.index < len(script)
        assert 0.0 <= state.place.offset <= 3.0 + script[state.place.index].pause
        assert state.until is None or state.place.index < state.until < len(script)
        assert 0.5 <= state.speed <= 5.0
        assert 0.1 <= state.volume <= 1.0
        assert sum(isinstance(effect, JumpTo) for effect in effects) <= 1
        for say in (effect for effect in effects if isinstance(effect, Say)):
            assert say.spoken()
            assert all(say.printed(language) for language in ("nb", "nn", "en"))
        session.position(now)
