"""Actions that change how is read, and that ask: speed, volume, captions, timers, spelling."""

from dataclasses import replace

from newsreader.listening import answers
from newsreader.listening.actions import Action
from newsreader.listening.effects import (
    Earcon,
    Effect,
    JumpTo,
    Mispronounced,
    ReplaceScript,
    Say,
    SetSpeed,
    SetVolume,
    Words,
    counted,
    words,
)
from newsreader.listening.levels import Outline
from newsreader.listening.matching import find_again, never
from newsreader.listening.navigation import Place
from newsreader.listening.state import State
from newsreader.types import Policy, Role, Utterance

SLOWEST, FASTEST, SPEED_STEP = 0.5, 5.0, 0.1
"""The same as ``stretch`` has, which is not loaded where nothing sounds."""
SOFTEST, LOUDEST, VOLUME_STEP = 0.1, 1.0, 0.1
"""The softest is still heard: nobody can turn the reader to nothing by accident."""

SLEEP = (15, 30, 45, 60, 0)
"""Minutes, in the order in which the key goes through them; 0 is none."""

TWICE = 10.0
"""In s: "where am I" again so soon asks for details."""

JUST_NOW = 10.0
"""In s of listening: what is marked as mispronounced."""

_CYCLE = {Policy.READ: Policy.LAST, Policy.LAST: Policy.SKIP, Policy.SKIP: Policy.READ}


def set_speed(state: State, speed: float) -> list[Effect]:
    """Read at another speed: heard at once, told only where nothing is playing."""
    if state.once:
        state.once = replace(state.once, speed=None)
    wanted = round(min(FASTEST, max(SLOWEST, speed)), 2)
    limit = "fastest" if speed > FASTEST else "slowest" if speed < SLOWEST else None
    effects: list[Effect] = [SetSpeed(wanted)] if wanted != state.speed else [Earcon("click")]
    state.speed = wanted
    said = [words(limit)] if limit else []
    if not state.playing:
        said.append(answers.pace(state.situation()))
    return [*effects, state.say(*said)] if said else effects


def step_speed(state: State, step: int) -> list[Effect]:
    """Read a tenth of the voice's own speed faster or slower."""
    usual = state.once.speed if state.once and state.once.speed else state.speed
    return set_speed(state, round(usual / SPEED_STEP + step) * SPEED_STEP)


def set_volume(state: State, volume: float) -> list[Effect]:
    """Play at another volume, and click at it."""
    state.volume = round(min(LOUDEST, max(SOFTEST, volume)), 2)
    effects: list[Effect] = [SetVolume(state.volume), Earcon("click")]
    if not SOFTEST - 0.001 <= volume <= LOUDEST + 0.001:
        effects.append(state.say(words("loudest" if volume > LOUDEST else "softest")))
    return effects


def step_volume(state: State, step: int) -> list[Effect]:
    """Play a step louder or softer."""
    return set_volume(state, round(state.volume / VOLUME_STEP + step) * VOLUME_STEP)


def where_am_i(state: State, now: float) -> list[Effect]:
    """Tell where the listener is; asked twice, everything about it."""
    twice = state.last and state.last[0] is Action.WHERE_AM_I and now - state.last[1] <= TWICE
    told = answers.details if twice else answers.where_am_i
    return [state.say(*told(state.situation()))]


def whats_next(state: State) -> list[Effect]:
    """Tell the titles of what comes next."""
    return [state.say(*answers.whats_next(state.outline, state.place.index, state.queue))]


def spell(state: State) -> list[Effect]:
    """Spell the last word that was heard; asked again, the one before it."""
    at = state.spelled if state.last and state.last[0] is Action.SPELL else None
    index, word = (at[0], at[1] - 1) if at else (state.place.index, state.word())
    script, begin = state.outline.script, state.article.begin
    while word < 0 or not script[index].text.split():
        index -= 1
        if index < begin:
            return [state.say(words("nothing_to_spell"))]
        word = len(script[index].text.split()) - 1
    state.spelled = index, word
    letters = answers.spelled(script[index].text.split()[word])
    return [Say(letters, state.language, as_is=True)]


def mark_mispronounced(state: State) -> list[Effect]:
    """Keep what was heard just now for the lexicon."""
    lengths = state.lengths()
    first = last = state.place.index
    heard = state.place.offset
    while heard < JUST_NOW * state.speed and first > state.article.begin:
        first -= 1
        heard += lengths[first]
    return [Mispronounced(first, last), state.say(words("marked"))]


def by_sentence(state: State) -> list[Effect]:
    """Stop after each sentence, or do so no longer."""
    state.by_sentence = not state.by_sentence
    return [state.say(words("sentences_on" if state.by_sentence else "sentences_off"))]


def stop_after(state: State) -> list[Effect]:
    """Stop when the article is over, or do not."""
    state.stop_after = not state.stop_after
    return [state.say(words("stop_after" if state.stop_after else "stop_after_off"))]


def sleep_timer(state: State, now: float) -> list[Effect]:
    """Stop after a while, or do not."""
    state.sleepy = False
    place = SLEEP.index(state.sleep_minutes) if state.sleep_minutes else -1
    state.sleep_minutes = SLEEP[(place + 1) % len(SLEEP)]
    state.sleep_at = now + 60 * state.sleep_minutes if state.sleep_minutes else None
    if not state.sleep_minutes:
        return [state.say(words("sleep_off"))]
    return [state.say(words("sleep_in", count=state.sleep_minutes))]


def captions(state: State) -> list[Effect]:
    """Read captions in place, last, or not at all; say which, and how many are left out."""
    if state.replan is None:
        return [state.say(words(f"captions_{state.reading.captions.value}"))]
    reading = replace(state.reading, captions=_CYCLE[state.reading.captions])
    old = state.outline
    script = tuple(state.replan(reading))
    said: list[Words] = [words(f"captions_{reading.captions.value}")]
    count = sum(s.role is Role.CAPTION for s in old.article_of(state.place.index).segments)
    if reading.captions is Policy.SKIP and count:
        said.append(counted("left_out", count))
    if not script:
        # Nothing but captions: they stay.
        return [state.say(words(f"captions_{state.reading.captions.value}"))]

    def is_caption(said: Utterance) -> bool:
        return old.articles[said.article].segments[said.segment].role is Role.CAPTION

    index = state.place.index
    moved = is_caption if is_caption(old.script[index]) else never
    found, same = find_again(old.script, script, index, moved)
    effects = state.end_once()
    state.reading = reading
    state.outline = Outline.of(old.articles, script)
    state.place = Place(found, state.place.offset if same else 0.0)
    state.until, state.spelled = None, None
    effects += [ReplaceScript(script, found, state.place.offset, index if same else None)]
    effects.append(state.say(*said))
    if not same:
        effects.append(JumpTo(found, 0.0, state.playing))
    return effects
