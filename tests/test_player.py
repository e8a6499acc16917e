"""The player on a stand-in for the sound card: every sample, in order, and every failure."""

import os
import subprocess
import sys
import threading
import time
from ctypes.util import find_library
from pathlib import Path

import numpy as np
import pytest

from newsreader.errors import EngineError, OutputError
from newsreader.listening import player as player_module
from newsreader.listening.events import (
    Began,
    Ended,
    Finished,
    OutputBack,
    OutputLost,
    PromptEnded,
    Reached,
    Slower,
)
from newsreader.listening.player import Player
from newsreader.resample import Resampler
from tests.playing import RATE, Made, Programme, cut, places, ramp
from tests.sound_card import SoundCard

ROOT = Path(__file__).parent.parent
ODD_SIZES = (1, 777, 64, 5_000, 1_024, 0, 3, 30_000)
FADE = round(0.005 * RATE)
"""Samples that are not what they were, where speech begins inside a sound."""


@pytest.fixture
def card(monkeypatch):
    card = SoundCard()
    monkeypatch.setitem(sys.modules, "sounddevice", card)
    yield card
    assert all(stream.closed for stream in card.streams)


def told_by(player: Player, on_event=None, **options) -> list:
    """Run to the end and return all events."""
    events = []

    def tell(event):
        events.append(event)
        if on_event:
            on_event(event)

    player.run(tell, **options)
    return events


def when(wanted, action):
    """Return a receiver of events that acts once, at one of them."""
    left = [wanted]

    def tell(event):
        if event in left:
            left.clear()
            action()

    return tell


def test_every_sample_is_played_once_and_in_order(card):
    card.patient = True
    samples = ramp(5)
    with Player(Programme(cut(samples, *ODD_SIZES))) as player:
        player.run()
        assert player.underruns == 0
    assert np.array_equal(card.sound, samples)
    assert card.streams[0].samplerate == RATE
    assert card.streams[0].channels == 1


def test_the_last_word_is_followed_by_more_silence_than_the_output_holds_back(card):
    with Player(Programme([ramp(1)]), latency=0.2) as player:
        player.run()
    last = np.flatnonzero(card.handed)[-1]
    assert len(card.handed) - last > (0.2 + 0.3) * RATE


def test_the_lead_in_comes_before_the_first_word(card):
    with Player(Programme([ramp(1)]), lead_in=1.5) as player:
        while not player._output.speaker.warm:
            time.sleep(0.01)
        player._output.ready()
        idle = len(card.handed)  # the silence that an output warms up with
        player.run()
    assert np.flatnonzero(card.handed)[0] - idle >= 1.5 * RATE


def test_a_latency_larger_than_the_usual_one_plays_as_well(card):
    with Player(Programme([ramp(3)]), latency=1.2) as player:
        player.run()
    assert np.array_equal(card.sound, ramp(3))


def test_pauses_follow_utterances_and_shrink_with_the_speed(card):
    for speed, expected in ((1.0, 0.4 - 0.12), (2.0, 0.4 / 2**1.1 - 0.06)):
        card.blocks.clear()
        with Player(Programme([ramp(1), ramp(1)], pause=0.4), speed=speed) as player:
            player.run()
        loud = np.flatnonzero(card.handed)
        assert np.diff(loud).max() == pytest.approx(expected * RATE, abs=3)


def test_utterances_are_told_when_they_are_heard_and_not_before(card):
    samples = ramp(6)
    told = []
    with Player(Programme(cut(samples, RATE)), latency=0.2) as player:

        def tell(event):
            unheard = round(0.2 * RATE)  # the least that PortAudio holds back
            told.append((event, places(card.sound)[-1] - unheard, threading.current_thread()))

        player.run(tell)
    events = [event for event, _, _ in told]
    assert events == [e for n in range(6) for e in (Began(n), Ended(n))] + [Finished()]
    assert all(heard >= e.index * RATE for e, heard, _ in told[:-2] if isinstance(e, Began))
    assert all(heard >= (e.index + 1) * RATE for e, heard, _ in told[:-2] if isinstance(e, Ended))
    assert {thread for _, _, thread in told} == {threading.current_thread()}


def test_busy_threads_give_way_only_while_something_plays(card):
    usual = 0.005  # Python's own
    sys.setswitchinterval(usual)
    during, resting = [], []
    with Player(Programme([ramp(1)])) as player:

        def look():
            resting.append(sys.getswitchinterval())
            player.stop()

        def tell(event):
            during.append(sys.getswitchinterval())
            if event == Finished():
                threading.Timer(0.1, look).start()

        player.run(tell, stay=True)
    assert during[0] == pytest.approx(0.0005)
    assert resting == [pytest.approx(usual)]
    assert sys.getswitchinterval() == pytest.approx(usual)


def test_short_utterances_are_all_told(card):
    with Player(Programme(cut(ramp(0.5), 60))) as player:
        events = told_by(player)
    count = -(-round(0.5 * RATE) // 60)
    assert [e.index for e in events if isinstance(e, Began)] == list(range(count))


def test_an_utterance_without_sound_is_told_too(card):
    with Player(Programme([ramp(1), ramp(0), ramp(1, RATE)])) as player:
        events = told_by(player)
    assert [e.index for e in events if isinstance(e, Began)] == [0, 1, 2]
    assert np.array_equal(card.sound, ramp(2))


@pytest.mark.parametrize("where", ["sound", "script"])
def test_an_error_comes_after_the_sound_before_it(card, where):
    samples = ramp(2)
    error = EngineError("The voice broke.", "Install it again.")
    programme = Programme([samples])
    if where == "sound":
        programme.sounds.append(Made(ramp(0), done=False, error=error))
    else:
        programme.error = error
    events = []
    with Player(programme) as player, pytest.raises(EngineError, match="The voice broke"):
        player.run(events.append)
    assert events == [Began(0), Ended(0)]
    assert np.array_equal(card.sound, samples)


def test_an_error_before_the_first_sound_is_told_too(card):
    error = EngineError("The voice broke.", "Install it again.")
    programme = Programme([Made(ramp(0), done=False, error=error)])
    with Player(programme) as player, pytest.raises(EngineError):
        player.run()
    assert not card.sound.size


def test_nothing_to_play_is_no_error(card):
    with Player(Programme([])) as player:
        assert told_by(player) == [Finished()]
    assert not card.sound.size


def test_reading_begins_where_it_is_told_to(card):
    with Player(Programme(cut(ramp(4), RATE)), index=2, offset=0.5) as player:
        events = told_by(player)
    rest = ramp(4)[5 * RATE // 2 :]
    assert np.array_equal(card.sound[FADE - 1 :], rest[FADE:]), "but for the rise"
    assert events[0] == Began(2)


# Interruptions


def long(seconds: float = 60) -> Programme:
    return Programme(cut(ramp(seconds), RATE))


def test_stop_from_another_thread_ends_the_sound(card):
    with Player(long()) as player:
        stopper = threading.Timer(0.5, player.stop)
        stopper.start()
        player.run()
        stopper.join()
        assert not card.streams[-1].active
        handed = len(card.blocks)
        time.sleep(0.05)
        assert len(card.blocks) == handed


def test_a_stop_that_comes_before_the_run_counts(card):
    with Player(long()) as player:
        player.stop()
        player.run()
    assert not card.sound.size


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interruption_is_silent_at_once_and_raised(card, error):
    def interrupt(event):
        raise error

    with Player(long()) as player:
        with pytest.raises(error):
            player.run(interrupt)
        assert not card.streams[-1].active
    assert len(card.sound) < 4 * RATE


def jumps(card) -> list[tuple[int, int]]:
    """Return from which sample of the ramp to which the sound jumped."""
    found = places(card.sound)
    last = -len(found)
    merged = []
    for place in np.flatnonzero(np.diff(found) != 1):
        if place > last + FADE:  # speech that rises is many steps
            after = found[min(place + FADE + 1, len(found) - 1)] - FADE
            merged.append((int(found[place]), int(after)))
            last = place
    return merged


def test_pause_is_silent_and_what_was_not_heard_is_heard_later(card):
    samples = ramp(8)
    quiet = []
    with Player(Programme([samples])) as player:

        def watch():
            time.sleep(0.1)
            assert not card.streams[-1].active
            quiet.append(player.position())
            player.resume()

        def tell(event):
            player.pause()
            threading.Thread(target=watch).start()

        events = told_by(player, when(Began(0), lambda: tell(None)))
    assert events == [Began(0), Ended(0), Finished()], "not begun again"
    ((before, after),) = jumps(card)
    assert after <= before, "nothing is skipped"
    assert before - after < 0.5 * RATE
    assert after == pytest.approx(quiet[0][1] * RATE, abs=2)
    assert places(card.sound)[-1] == len(samples) - 1


def test_it_goes_on_at_the_beginning_of_the_word(card):
    words = [(n * RATE // 2, (n + 1) * RATE // 2) for n in range(16)]
    with Player(Programme([Made(ramp(8), words)])) as player:
        timer = threading.Timer(0.4, lambda: (player.pause(), player.resume()))
        timer.start()
        player.run()
    ((before, after),) = jumps(card)
    assert (after - 1) % (RATE // 2) in (0, 1, RATE // 2 - 1)
    assert before - RATE - RATE // 2 < after < before


def test_a_pause_between_two_utterances_goes_on_with_the_second(card):
    with Player(Programme([ramp(2), ramp(2, 2 * RATE)], pause=20)) as player:
        events = told_by(player, when(Ended(0), lambda: (player.pause(), player.resume())))
    assert events == [Began(0), Ended(0), Began(1), Ended(1), Finished()]
    assert np.array_equal(card.sound, ramp(4))


def test_a_jump_goes_there_and_on(card):
    with Player(long(12)) as player:
        events = told_by(player, when(Began(2), lambda: player.jump(9)))
    assert [e.index for e in events if isinstance(e, Began)] == [0, 1, 2, 9, 10, 11]
    ((before, after),) = jumps(card)
    assert 2 * RATE < before < 4 * RATE
    assert after == 9 * RATE


def test_a_jump_into_an_utterance_and_back(card):
    with Player(long(12)) as player:
        told_by(player, when(Began(5), lambda: player.jump(2, 0.5)))
    ((before, after),) = jumps(card)
    assert before > 5 * RATE
    assert after == pytest.approx(2.5 * RATE, abs=1)


def test_a_jump_while_paused_moves_in_silence(card):
    with Player(long(12), paused=True) as player:
        threading.Timer(0.2, lambda: player.jump(7, 0.25)).start()
        seen = []

        def look():
            seen.append((player.position(), player.paused, card.sound.size))
            player.resume()

        threading.Timer(0.4, look).start()
        player.run()
    assert seen == [((7, 0.25), True, 0)]
    assert places(card.sound)[FADE] == pytest.approx(7.25 * RATE + FADE, abs=1)


def test_what_is_wanted_follows_every_move(card):
    programme = long(6)
    with Player(programme) as player:
        told_by(player, when(Began(1), lambda: player.jump(4)))
    assert programme.wanted[0] == 0
    assert 4 in programme.wanted
    assert programme.wanted[-1] == 6


def test_the_limit_is_reached_and_then_lifted(card):
    reached = []
    with Player(long(6)) as player:

        def tell(event):
            if event == Began(0):
                player.until(2)
            if isinstance(event, Reached):
                reached.append((places(card.sound)[-1], player.paused, player.position()))
                player.until(None)
                player.resume()

        events = told_by(player, tell)
    assert Reached(2) in events
    assert reached == [(2 * RATE - 1, True, (2, 0.0))]
    assert np.array_equal(card.sound, ramp(6))


def test_a_jump_lifts_the_limit(card):
    with Player(long(6)) as player:

        def tell(event):
            if event == Began(0):
                player.until(5)
            if event == Began(3):
                player.jump(4)

        events = told_by(player, tell)
    assert events[-1] == Finished()
    assert not any(isinstance(event, Reached) for event in events)


def test_with_stay_the_end_is_a_pause(card):
    ends = []
    with Player(long(3)) as player:

        def tell(event):
            if event == Finished():
                ends.append(player.paused)
                if len(ends) == 1:
                    player.jump(2, play=True)
                else:
                    player.stop()

        player.run(tell, stay=True)
    assert ends == [True, True]
    assert np.array_equal(card.sound, np.concatenate([ramp(3), ramp(1, 2 * RATE)]))


def test_a_paused_player_does_nothing_at_all(card, monkeypatch):
    ticks = []
    tick = Player._tick
    monkeypatch.setattr(Player, "_tick", lambda self: ticks.append(1) or tick(self))
    with Player(long(6)) as player:
        threading.Timer(0.3, player.pause).start()
        before = []
        threading.Timer(0.5, lambda: before.append(len(ticks))).start()
        threading.Timer(0.9, lambda: (before.append(len(ticks)), player.stop())).start()
        player.run()
    assert before[0] == before[1] > 0


# Prompts


def prompt(seconds: float) -> np.ndarray:
    return np.full(round(seconds * RATE), -0.25, np.float32)


def split(card) -> tuple[np.ndarray, np.ndarray]:
    """Return what was heard of prompts and of the programme."""
    sound = card.sound
    return sound[sound < 0], sound[sound > 0]


def test_a_prompt_cuts_in_and_reading_goes_on(card):
    with Player(Programme([ramp(6)])) as player:
        events = told_by(player, when(Began(0), lambda: player.interject(prompt(1))))
    assert events == [Began(0), PromptEnded(), Ended(0), Finished()]
    said, read = split(card)
    assert len(said) == RATE
    first = np.flatnonzero(card.sound < 0)[0]
    assert 0 < first < 3 * RATE
    card.blocks[:] = [block for block in card.blocks if not (block < 0).any()]
    found = places(read)
    steps = np.diff(found)
    assert steps[steps < 0].size
    assert found[-1] == 6 * RATE - 1
    assert set(range(6 * RATE)) - set(found.tolist()) == set()


def test_a_prompt_with_which_reading_stops(card):
    quiet = []
    with Player(Programme([ramp(6)])) as player:

        def look():
            quiet.append(card.streams[-1].active)
            player.stop()

        def tell(event):
            if event == Began(0):
                player.interject(prompt(0.5), resume=False)
            if event == PromptEnded():
                quiet.append(player.paused)
                threading.Timer(0.1, look).start()

        told_by(player, tell)
    assert quiet == [True, False]
    assert len(split(card)[0]) == RATE // 2


def test_a_prompt_while_paused_leaves_it_paused(card):
    with Player(long(6), paused=True) as player:
        threading.Timer(0.2, lambda: player.interject(prompt(0.5))).start()
        events = told_by(player, lambda e: player.stop() if e == PromptEnded() else None)
    assert events == [PromptEnded()]
    said, read = split(card)
    assert len(said) == RATE // 2
    assert not read.size
    assert player.paused


def test_a_move_and_then_a_prompt_is_said_before_it_goes_on(card):
    with Player(long(6)) as player:

        def act():
            player.jump(4, play=False)
            player.interject(prompt(0.5), resume=True)

        told_by(player, when(Began(1), act))
    sound = card.sound
    at = np.flatnonzero(sound < 0)
    assert len(at) == RATE // 2
    assert places(sound[at[-1] + 1 :])[0] == 4 * RATE


@pytest.mark.parametrize("by", ["prompt", "jump", "pause"])
def test_a_prompt_is_cut_short_by_whatever_comes(card, by):
    cuts = []

    def cut_short(stream):
        if cuts or np.count_nonzero(card.sound < 0) < 2 * RATE:
            return
        cuts.append(np.count_nonzero(card.sound < 0))
        if by == "prompt":
            player.interject(-2 * prompt(0.5))  # positive, and not of the ramp
        elif by == "jump":
            player.jump(5)
        else:
            player.pause()
            stream.wait_for_abort()
            player.resume()
        stream.wait_for_abort()

    card.played = cut_short
    with Player(long(6)) as player:
        told_by(player, when(Began(1), lambda: player.interject(prompt(20))))
    said, read = split(card)
    assert [len(said)] == cuts, "nothing more of it is heard"
    assert places(read)[-1] == 6 * RATE - 1


def test_an_empty_prompt_is_no_trouble(card):
    with Player(long(3)) as player:
        events = told_by(player, when(Began(0), lambda: player.interject(prompt(0))))
    assert PromptEnded() in events
    assert events[-1] == Finished()


# Speed and volume


def test_the_speed_changes_within_the_word_without_a_seam(card):
    at = np.arange(30 * RATE) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 200 * at)).astype(np.float32)
    with Player(Programme([tone])) as player:
        changed = []

        def faster():
            changed.append(len(card.handed))
            player.set_speed(2.0)

        threading.Timer(0.4, faster).start()
        told_by(player)
    loud = np.flatnonzero(card.handed)
    heard = card.handed[loud[0] : loud[-1] + 1]
    bend = heard[2:] - 2 * np.cos(2 * np.pi * 200 / RATE) * heard[1:-1] + heard[:-2]
    assert np.abs(bend[100:-100]).max() < 0.01, "no click"
    # What had been handed over was heard at 1, what came later at 2, but for the card's hurry.
    before = changed[0] - loud[0]
    expected = before + (len(tone) - before) / 2
    assert expected - RATE // 20 < len(heard) < expected + 20 * 0.1 * RATE


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.5, 3.0, 5.0])
def test_the_whole_lasts_as_long_as_the_speed_says(card, speed):
    rng = np.random.default_rng(3)
    noise = (0.3 * rng.uniform(0.2, 1, 20 * RATE)).astype(np.float32)
    with Player(Programme(cut(noise, 3 * RATE)), speed=speed) as player:
        player.run()
    loud = np.flatnonzero(card.handed)
    assert loud[-1] - loud[0] == pytest.approx(20 * RATE / speed, rel=0.005)


def test_the_place_is_told_in_time_of_the_unstretched_sound(card):
    told = []
    with Player(Programme([ramp(10), ramp(10)]), speed=2.5) as player:
        threading.Timer(0.35, lambda: told.append((player.position(), len(card.sound)))).start()
        player.run()
    ((index, offset), handed) = told[0]
    assert offset + 10 * index == pytest.approx(2.5 * handed / RATE, abs=2.5 * (0.5 + 20 * 0.1))


def test_a_speed_that_cannot_be_is_refused_at_once(card):
    with pytest.raises(ValueError, match="the speed is 6"):
        Player(long(1), speed=6)
    with pytest.raises(ValueError, match=r"the speed is 0\.1"):
        Player(long(1)).set_speed(0.1)


def test_the_volume_changes_without_a_step(card):
    level = np.full(20 * RATE, 0.5, np.float32)
    with Player(Programme([level])) as player:
        threading.Timer(0.4, lambda: player.set_volume(0.2)).start()
        player.run()
    loud = card.handed[card.handed != 0]
    assert loud[1_000] == pytest.approx(0.5)
    assert loud[-1_000] == pytest.approx(0.1)
    assert np.abs(np.diff(loud[FADE:])).max() < 0.001


# Another script


def test_another_script_with_the_same_utterance_is_not_heard_as_a_break(card):
    programme = Programme(cut(ramp(8), 2 * RATE))
    rest = [ramp(1, 20 * RATE), *cut(ramp(8), 2 * RATE)[1:2], ramp(2, 30 * RATE)]
    with Player(programme) as player:
        events = told_by(
            player, when(Began(1), lambda: player.replace(rest, 1, player.position()[1], was=1))
        )
    found = places(card.sound)
    assert np.array_equal(found[: 4 * RATE], np.arange(4 * RATE))
    assert np.array_equal(found[4 * RATE :], places(ramp(2, 30 * RATE)))
    assert [e.index for e in events if isinstance(e, Began)] == [0, 1, 2]
    assert events[-2:] == [Ended(2), Finished()]


def test_a_script_that_grows_is_not_heard_as_a_break(card):
    programme = Programme(cut(ramp(8), RATE // 2))
    whole = cut(ramp(12), RATE // 2)
    texts = [programme.utterance(n) for n in range(len(whole))]
    grown = []

    def replace(script, start):
        grown.append(len(programme.sounds))
        Programme.replace(programme, whole, start)

    programme.replace = replace
    with Player(programme) as player:

        def grow(event):
            if isinstance(event, Began | Ended) and 3 <= event.index <= 9:
                index, offset = player.position()
                player.replace(texts, index, offset, was=index)

        events = told_by(player, grow)
    assert grown
    assert np.array_equal(card.sound, ramp(12))
    assert [e.index for e in events if isinstance(e, Began)] == list(range(24))


@pytest.mark.parametrize("moment", [Began(2), Ended(2)], ids=["begins", "ends"])
def test_another_script_comes_when_more_has_been_heard_than_its_maker_knew(card, moment):
    """Both scripts share what is heard now, but not what was before the place."""
    parts = cut(ramp(8), RATE)
    programme = Programme(parts)
    texts = [programme.utterance(number) for number in range(8)]
    programme.replace = lambda script, start: Programme.replace(programme, parts[1:], start)
    known = moment.index - 1
    with Player(programme) as player:
        events = told_by(
            player, when(moment, lambda: player.replace(texts[1:], known - 1, 0.9, was=known))
        )
        assert player.position()[0] == 7, "behind the last one"
    assert np.array_equal(card.sound, ramp(8)), "nothing is heard twice, and nothing is broken off"
    began = [e.index for e in events if isinstance(e, Began)]
    assert len(began) == 8
    assert began[:3] == [0, 1, 2]
    assert began[4:] == [3, 4, 5, 6], "numbered as in the other script"


def test_what_began_when_another_script_without_it_came_is_left_for_what_follows(card):
    parts = cut(ramp(8), RATE)
    programme = Programme(parts)
    texts = [programme.utterance(number) for number in range(8)]
    programme.replace = lambda script, start: Programme.replace(
        programme, [*parts[:2], *parts[3:]], start
    )
    with Player(programme) as player:
        rest = [*texts[:2], *texts[3:]]
        events = told_by(player, when(Began(2), lambda: player.replace(rest, 1, 0.9, was=1)))
    ((before, after),) = jumps(card)
    assert 2 * RATE < before < 3 * RATE + RATE // 2
    assert after == 3 * RATE
    assert places(card.sound)[-1] == 8 * RATE - 1
    assert [e.index for e in events if isinstance(e, Began)] == [0, 1, 2, *range(2, 7)]


def test_a_script_that_grows_at_its_very_end_goes_on(card):
    programme = long(3)
    with Player(programme) as player:

        def grow(event):
            if event == Ended(2):
                programme.sounds += [Made(ramp(1, 3 * RATE))]

        events = told_by(player, grow)
    assert np.array_equal(card.sound, ramp(4))
    assert events[-1] == Finished()
    assert events.count(Finished()) == 1


def test_another_script_with_another_place(card):
    with Player(long(6)) as player:
        told_by(player, when(Began(2), lambda: player.replace([ramp(1, 40 * RATE)], 0)))
    assert places(card.sound)[-1] == 41 * RATE - 1


# Sound that is made too slowly


def test_sound_that_comes_late_is_counted_and_loses_nothing(card):
    samples = ramp(6)
    programme = Programme([Made(samples[:RATE], done=False)])

    def grow():
        for end in range(2 * RATE, 7 * RATE, RATE):
            time.sleep(0.2)  # four seconds of this card
            programme.sounds[0].samples = samples[:end]
            programme.notify()
        programme.sounds[0].done = True

    with Player(programme) as player:
        threading.Thread(target=grow).start()
        player.run()
        assert player.underruns >= 3
    assert np.array_equal(card.sound, samples)


def test_a_hole_that_is_noticed_when_the_ring_is_full_again_does_not_end_the_sound(card):
    with Player(long(6)) as player:
        rescue = threading.Timer(20, player.stop)
        rescue.start()

        def dry():
            player._output.speaker.flowing = False  # as the callback does, late

        player.run(when(Began(1), dry))
        rescue.cancel()
    assert np.array_equal(card.sound, ramp(6))


def test_the_end_that_is_not_known_yet_is_waited_for(card):
    programme = Programme([ramp(1)], complete=False)

    def grow():
        time.sleep(0.3)
        programme.sounds.append(Made(ramp(1, RATE)))
        time.sleep(0.3)
        programme.complete = True

    with Player(programme) as player:
        threading.Thread(target=grow).start()
        player.run()
    assert np.array_equal(card.sound, ramp(2))


def test_a_voice_that_cannot_follow_is_read_more_slowly_and_that_is_told(card):
    programme = Programme([Made(ramp(1), done=False)])
    programme.pace = 1.5

    def finish():
        programme.sounds[0].samples = ramp(30)
        programme.sounds[0].done = True

    with Player(programme, speed=3.0) as player:
        threading.Timer(0.5, finish).start()
        events = told_by(player)
    assert [event for event in events if isinstance(event, Slower)] == [Slower(1.5 * 0.9)]
    assert len(card.sound) == pytest.approx(10 * RATE, rel=0.1), "at 3 again, once it was there"


def test_a_voice_that_can_follow_is_never_slowed_down(card):
    programme = Programme([Made(ramp(1), done=False)])
    programme.pace = 8.0
    with Player(programme, speed=3.0) as player:
        threading.Timer(0.3, lambda: setattr(programme.sounds[0], "done", True)).start()
        events = told_by(player)
    assert not any(isinstance(event, Slower) for event in events)


# An output that goes away


def unplug_and_plug(card):
    card.unplug()
    threading.Timer(0.1, card.plug).start()


def test_sound_goes_on_where_it_was_heard_when_the_output_comes_back(card):
    with Player(long(12)) as player:
        events = told_by(player, when(Began(4), lambda: unplug_and_plug(card)))
    assert len(card.streams) == 2
    ((before, after),) = jumps(card)
    # What PortAudio and the output held is heard again, and not much more.
    assert 0.2 * RATE < before - after < 0.6 * RATE
    assert places(card.sound)[-1] == 12 * RATE - 1
    assert events.index(OutputLost()) < events.index(OutputBack())


def test_an_output_that_stays_away_is_an_error_that_knows_the_place(card):
    with Player(long(), patience=0.1) as player:
        with pytest.raises(OutputError, match="went away") as caught:
            player.run(when(Began(3), card.unplug))
        assert caught.value.hint
        assert player.position()[0] == 3


def test_stop_is_heard_while_the_output_is_away(card):
    with Player(long(), patience=60) as player:

        def unplug():
            card.unplug()
            threading.Timer(0.1, player.stop).start()

        player.run(when(Began(1), unplug))
    assert len(card.sound) < 10 * RATE


def test_one_can_move_and_pause_while_the_output_is_away(card):
    with Player(long(20), patience=60) as player:

        def unplug():
            card.unplug()
            threading.Timer(0.1, lambda: (player.pause(), player.jump(15))).start()
            threading.Timer(0.2, card.plug).start()
            threading.Timer(0.4, player.resume).start()

        events = told_by(player, when(Began(1), unplug))
    assert [e.index for e in events if isinstance(e, Began)] == [0, 1, *range(15, 20)]


def test_after_the_computer_was_suspended_it_begins_anew_at_the_word(card, monkeypatch):
    slept = [0.0]
    monkeypatch.setattr(player_module, "_drift", lambda: slept[0])
    with Player(long(8), lead_in=0.7) as player:
        told_by(player, when(Began(3), lambda: slept.__setitem__(0, 3_600.0)))
    ((before, after),) = jumps(card)
    assert 0 < before - after < RATE
    gaps = np.diff(np.flatnonzero(card.handed))
    assert gaps.max() > 0.7 * RATE, "the output has to wake again"


# Outputs that run dry


def test_an_output_that_runs_dry_at_first_gets_more_latency_before_it_speaks(card):
    card.patient = True
    card.runs_dry = lambda stream: stream.latency < 0.35
    with Player(long(3)) as player:
        player.run()
        assert player.underruns == 0
    assert [round(stream.latency, 2) for stream in card.streams] == [0.2, 0.3, 0.4]
    assert np.array_equal(card.sound, ramp(3))


def test_an_output_that_is_always_dry_is_played_to_all_the_same(card):
    card.runs_dry = lambda stream: True
    with Player(long(1), latency=0.4) as player:
        player.run()
        assert player.underruns > 0
    assert np.array_equal(card.sound, ramp(1))


def test_an_output_that_runs_dry_while_speaking_gets_more_latency(card):
    card.runs_dry = lambda stream: stream.latency < 0.25 and card.sound.size > RATE
    with Player(long(6)) as player:
        player.run()
    assert [round(stream.latency, 2) for stream in card.streams] == [0.2, 0.3]
    ((before, after),) = jumps(card)
    assert 0 < before - after < 0.6 * RATE
    assert places(card.sound)[-1] == 6 * RATE - 1


# Choosing and opening an output


def test_the_default_output_is_used_unless_one_is_named(card):
    with Player(long(1)):
        pass
    with Player(long(1), device="usb"):
        pass
    assert [stream.device for stream in card.streams] == [2, 1]


def test_an_output_is_found_by_its_name_wherever_it_has_moved(card):
    with Player(long(6), device="højttaler") as player:
        card.names.insert(0, "HDMI")
        player.run(when(Began(1), lambda: (card.unplug(), card.plug())))
    assert [stream.device for stream in card.streams] == [1, 2]


def test_an_unknown_name_lists_those_there_are(card):
    with pytest.raises(OutputError) as caught, Player(long(1), device="Bluetooth"):
        pass
    assert "Bluetooth" in caught.value.message
    assert "HDA Intel: analog, USB Højttaler, default" in caught.value.hint
    assert "microphone" not in caught.value.hint


def test_no_output_at_all_is_a_sentence(card):
    card.unplug()
    with pytest.raises(OutputError, match="No sound output was found"), Player(long(1)):
        pass


def test_an_output_that_cannot_be_opened_is_a_sentence(card):
    card.refuses = lambda rate, channels: True
    with pytest.raises(OutputError, match="could not be opened") as caught, Player(long(1)):
        pass
    assert isinstance(caught.value.__cause__, card.PortAudioError)


@pytest.mark.parametrize("own_rate", [44_100, 48_000])
def test_an_output_that_refuses_the_rate_gets_its_own(card, own_rate):
    card.own_rate = own_rate
    card.refuses = lambda rate, channels: rate != own_rate
    tone = np.sin(2 * np.pi * 440 * np.arange(3 * RATE) / RATE + 0.1).astype(np.float32)
    with Player(Programme(cut(tone, RATE))) as player:
        events = told_by(player)
    assert [e.index for e in events if isinstance(e, Began)] == [0, 1, 2]
    handed = card.handed
    first = np.flatnonzero(np.abs(handed) > 0.05)[0]
    assert np.count_nonzero(np.abs(handed) > 1e-4) == pytest.approx(3 * own_rate, rel=0.002)
    middle = np.arange(own_rate // 10, 29 * own_rate // 10)
    fitted = _fit(handed[first + middle], middle, 440 / own_rate)
    assert np.abs(handed[first + middle] - fitted).max() < 0.001


def _fit(samples, at, frequency):
    """Return the sine of that frequency which comes nearest."""
    basis = np.stack([np.cos(2 * np.pi * frequency * at), np.sin(2 * np.pi * frequency * at)], 1)
    return basis @ np.linalg.lstsq(basis, samples, rcond=None)[0]


def test_an_output_without_mono_gets_the_same_on_both_sides(card):
    card.refuses = lambda rate, channels: channels == 1
    with Player(long(1)) as player:
        player.run()
    assert all(np.array_equal(block[:, 0], block[:, 1]) for block in card.blocks)
    assert np.array_equal(card.sound, ramp(1))
    assert card.streams[0].samplerate == RATE


# The resampler

RATES = [(22_050, 48_000), (22_050, 44_100), (16_000, 48_000), (44_100, 22_050)]


@pytest.mark.parametrize(("rate_in", "rate_out"), RATES)
@pytest.mark.parametrize("frequency", [100, 1_000, 6_000])
def test_a_tone_comes_through_the_resampler_as_it_was(rate_in, rate_out, frequency):
    tone = np.sin(2 * np.pi * frequency * np.arange(rate_in) / rate_in).astype(np.float32)
    resampler = Resampler(rate_in, rate_out)
    out = np.concatenate([resampler.push(tone), resampler.flush()])
    assert len(out) == rate_out
    wanted = np.sin(2 * np.pi * frequency * np.arange(rate_out) / rate_out)
    assert np.abs(out - wanted)[100:-100].max() < 0.002  # -54 dB


@pytest.mark.parametrize(("rate_in", "rate_out"), RATES)
def test_the_resampler_does_not_depend_on_how_its_input_was_cut(rate_in, rate_out):
    noise = np.random.default_rng(1).uniform(-1, 1, 20_000).astype(np.float32)
    whole, parts = Resampler(rate_in, rate_out), Resampler(rate_in, rate_out)
    expected = np.concatenate([whole.push(noise), whole.flush()])
    pieces = [parts.push(samples) for samples in cut(noise, 1, 7, 0, 2, 100, 3, 1_024)]
    assert np.array_equal(np.concatenate([*pieces, parts.flush()]), expected)


# The real PortAudio, without a sound server

SILENT_START = """
import sys
from pathlib import Path
from newsreader.stderr import divert
divert(None)
import numpy as np
from newsreader.errors import OutputError
from newsreader.listening.player import Player
from tests.playing import Programme, cut
"""

ONE_SENTENCE = """
try:
    with Player(Programme([])):
        pass
except OutputError as error:
    print(error.message)
    print(error.hint)
"""

needs_portaudio = pytest.mark.skipif(
    find_library("portaudio") is None, reason="needs libportaudio2"
)


def run(code: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SILENT_START + code],
        env=env | {"PYTHONPATH": str(ROOT), "LANGUAGE": "en"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_the_library_the_sentence_says_what_to_install():
    hide = "import ctypes.util; ctypes.util.find_library = lambda name: None\n"
    result = run(hide + ONE_SENTENCE, os.environ | {"PATH": ""})  # no other program either
    message, hint = result.stdout.splitlines()
    assert message == "The sound library PortAudio is not installed."
    assert "sudo apt install libportaudio2" in hint
    assert result.stderr == ""


@needs_portaudio
@pytest.mark.skipif(
    any(Path("/dev/snd").glob("pcm*p")), reason="this computer has a sound card, which ALSA finds"
)
def test_without_an_output_there_is_one_sentence_and_no_noise(tmp_path):
    nobody = {"PULSE_SERVER": f"unix:{tmp_path / 'nobody'}", "HOME": str(tmp_path)}
    result = run(ONE_SENTENCE, os.environ | nobody)
    message, hint = result.stdout.splitlines()
    assert message == "No sound output was found."
    assert hint
    assert result.stderr == ""


@needs_portaudio
def test_portaudio_gets_the_samples_bit_for_bit(tmp_path):
    played = tmp_path / "played.raw"
    (tmp_path / "alsa.conf").write_text(
        "</usr/share/alsa/alsa.conf>\n"
        'pcm.!default { type plug slave.pcm "tofile" }\n'
        f'pcm.tofile {{ type file file "{played}" format "raw" slave {{ pcm "null" }} }}\n'
    )
    # Without a clock the callback is called as fast as it can be, so holes of zeros are no fault.
    code = f"""
samples = np.random.default_rng(2).uniform(0.1, 1, 3 * 22050).astype(np.float32)
np.save("{tmp_path}/sent.npy", samples)
with Player(Programme(cut(samples, 1, 777, 64, 5000, 1024, 3, 30000))) as player:
    player.run()
"""
    result = run(code, os.environ | {"ALSA_CONFIG_PATH": str(tmp_path / "alsa.conf")})
    assert result.returncode == 0, result.stderr
    sent = np.load(tmp_path / "sent.npy")
    got = np.fromfile(played, np.float32)
    assert np.array_equal(got[got != 0], sent)
