"""Sounds are made ahead of the listener, what is wanted first, once each, and not too many."""

import sys
import threading
import time

import numpy as np
import pytest

from newsreader.audio import AudioChunk
from newsreader.earcons import GAP, earcon
from newsreader.engines import Sound, open_engine
from newsreader.engines.staging import Staged
from newsreader.engines.words import Word
from newsreader.errors import EngineError
from newsreader.listening.events import Began
from newsreader.listening.player import Player
from newsreader.listening.rendered import Rendered
from newsreader.listening.rendering import Rendering
from newsreader.pipeline import speak
from newsreader.types import Role, Utterance
from tests.sound_card import SoundCard

RATE = 22_050
CHUNK = RATE // 5
LATE = 20.0


def wait_for(condition, what: str) -> None:
    limit = time.monotonic() + LATE
    while not condition():
        assert time.monotonic() < limit, f"not in time: {what}"
        time.sleep(0.005)


class Voice:
    """An engine that makes a sound of five chunks, each when the test lets it."""

    sample_rate = RATE
    identity = "test"

    def __init__(self, open_gates: bool = True, lead: int = 0, look_ahead: int = 0) -> None:
        self.gate = threading.Semaphore(0)
        self.open_gates, self.lead, self.look_ahead = open_gates, lead, look_ahead
        self.chunks: list[str] = []
        self.given: list[str] = []
        self.fails: dict[str, Exception] = {}
        self.closed = 0

    def synthesize(self, spoken, rate=1.0):
        raise AssertionError("texts are given as a row")

    def synthesize_each(self, texts, rate=1.0):
        source, waiting = iter(texts), []
        try:
            while True:
                while len(waiting) <= self.look_ahead:
                    text = next(source, None)
                    if text is None:
                        break
                    self.given.append(text)
                    waiting.append(text)
                if not waiting:
                    return
                yield Sound(self._parts(waiting.pop(0)))
        finally:
            self.closed += 1

    def _parts(self, text):
        level = 0.1 + 0.01 * (len(text) % 50)
        words = [Word(self.lead + n * CHUNK, self.lead + (n + 1) * CHUNK) for n in range(5)]
        for number in range(5):
            if not self.open_gates:
                self.gate.acquire(timeout=LATE)
            if text in self.fails:
                raise self.fails[text]
            self.chunks.append(text)
            samples = np.full(CHUNK, level, np.float32)
            if number == 0:
                samples = np.concatenate([np.zeros(self.lead, np.float32), samples])
            yield samples, [] if number else words


def script(*texts: str) -> list[Utterance]:
    return [Utterance(text, text, 0, 0.4) for text in texts]


def numbered(count: int) -> list[Utterance]:
    return script(*(f"n{number}" for number in range(count)))


def test_sounds_are_made_one_after_the_other(tmp_path):
    voice = Voice()
    with Rendering(numbered(4), voice) as rendering:
        wait_for(lambda: rendering.done(3), "the last sound")
        assert [rendering.duration(n) for n in range(4)] == [pytest.approx(1.0)] * 4
        assert rendering.exists(3)
        wait_for(lambda: rendering.exists(4) is False, "the end")
        assert rendering.sound(4) is None
        assert rendering.utterance(2).text == "n2"
        assert rendering.ready(1) == pytest.approx(3.0)
        assert rendering.pace is not None
        assert rendering.pace > 1
    assert voice.given == ["n0", "n1", "n2", "n3"]


def test_a_sound_grows_and_can_be_heard_before_it_is_whole():
    voice = Voice(open_gates=False)
    with Rendering(numbered(2), voice) as rendering:
        for _ in range(2):
            voice.gate.release()
        wait_for(lambda: (s := rendering.sound(0)) and s.length > CHUNK, "the beginning")
        sound = rendering.sound(0)
        assert not sound.done
        assert rendering.duration(0) is None
        assert sound.take(10, 100) == pytest.approx(np.full(100, 0.12), abs=1e-4)
        assert not len(sound.take(2 * CHUNK, 100))
        voice.open_gates = True
        voice.gate.release()
        wait_for(lambda: rendering.done(0), "the rest")
        assert sound.length == 5 * CHUNK


def test_the_first_sound_does_not_wait_for_the_rest_of_the_script():
    go_on = threading.Event()

    def slow():
        yield from numbered(1)
        go_on.wait(LATE)
        yield from script("late")

    with Rendering(slow(), Voice()) as rendering:
        wait_for(lambda: rendering.done(0), "the first")
        assert rendering.exists(1) is None
        go_on.set()
        wait_for(lambda: rendering.done(1), "the second")


def test_what_is_wanted_comes_first_within_a_chunk():
    voice = Voice(open_gates=False)
    with Rendering(numbered(20), voice) as rendering:
        voice.gate.release()
        wait_for(lambda: rendering.sound(0), "the first")
        rendering.want(12)
        for _ in range(2):
            voice.gate.release()
        wait_for(lambda: (s := rendering.sound(12)) and s.length, "what is wanted")
        assert voice.chunks.count("n0") <= 2
        assert voice.closed == 1
        assert rendering.sound(0) is None, "half a sound is none"
        voice.open_gates = True
        voice.gate.release(5)
        wait_for(lambda: rendering.done(19), "the rest")
        rendering.want(0)
        wait_for(lambda: rendering.done(11), "what was passed over")
        assert voice.chunks.count("n13") == 5, "nothing is made twice"


def test_what_is_already_being_made_is_not_begun_anew():
    voice = Voice(open_gates=False, look_ahead=3)
    with Rendering(numbered(6), voice) as rendering:
        voice.gate.release()
        wait_for(lambda: rendering.sound(0), "the first")
        assert voice.given == ["n0", "n1", "n2", "n3"]
        rendering.want(2)
        voice.open_gates = True
        voice.gate.release(5)
        wait_for(lambda: rendering.done(5), "the rest")
    assert voice.given == ["n0", "n1", "n2", "n3", "n4", "n5"]
    assert voice.closed == 1


def test_moving_on_to_what_is_there_disturbs_nothing():
    voice = Voice(open_gates=False)
    with Rendering(numbered(4), voice) as rendering:
        voice.gate.release(6)
        wait_for(lambda: rendering.done(0) and rendering.sound(1), "the first")
        rendering.want(1)
        voice.open_gates = True
        voice.gate.release(5)
        wait_for(lambda: rendering.done(3), "the rest")
        rendering.want(0)
        time.sleep(0.05)
    assert len(voice.chunks) == 20
    assert voice.closed == 1


def test_it_works_as_far_ahead_as_it_may_and_then_rests():
    voice = Voice()
    with Rendering(numbered(100), voice, ahead=10.0) as rendering:
        wait_for(lambda: rendering.ready(0) >= 10, "ten seconds")
        time.sleep(0.1)
        made = len(voice.chunks)
        assert made <= 5 * 11
        time.sleep(0.1)
        assert len(voice.chunks) == made
        rendering.want(8)
        wait_for(lambda: rendering.ready(8) >= 10, "ten seconds more")
        assert rendering.done(17)
        assert not rendering.done(25)


def test_memory_is_bounded_and_holds_what_is_near():
    bound = 2 * 20 * RATE
    with Rendering(numbered(200), Voice(), ahead=1_000.0, limit_bytes=bound) as rendering:
        for index in range(0, 100, 5):
            rendering.want(index)
            wait_for(lambda index=index: rendering.done(index + 3), f"{index}")
            held = sum(2 * sound.length for sound in list(rendering._sounds.values()))
            assert held <= bound + 2 * RATE
        assert rendering.done(95)
        assert rendering.done(93), "a little of the past too"
        assert not rendering.done(10)


def test_another_script_keeps_the_sounds_that_it_has_too():
    voice = Voice()
    with Rendering(script("a", "b", "c"), voice) as rendering:
        wait_for(lambda: rendering.done(2), "the first script")
        rendering.replace(script("a", "new", "c"), 0)
        wait_for(lambda: rendering.done(1), "what is new")
        assert rendering.done(2)
        assert rendering.utterance(1).text == "new"
    assert voice.given == ["a", "b", "c", "new"]


def test_what_is_said_twice_is_made_once():
    voice = Voice(look_ahead=3)
    with Rendering(script("a", "b", "a", "b"), voice) as rendering:
        wait_for(lambda: rendering.done(3), "all")
    assert voice.given == ["a", "b"]


def test_an_error_of_the_voice_is_kept_with_its_sound():
    voice = Voice()
    voice.fails["n1"] = EngineError("The voice broke.", "")
    with Rendering(numbered(3), voice) as rendering:
        wait_for(lambda: rendering.done(2), "the one after it")
        assert rendering.sound(1).error is voice.fails["n1"]
        assert not rendering.done(1)


def test_an_error_of_the_script_is_its_end():
    def broken():
        yield from numbered(1)
        raise EngineError("The text broke.", "")

    with Rendering(broken(), Voice()) as rendering:
        wait_for(lambda: rendering.exists(1) is False, "the end")
        assert isinstance(rendering.error, EngineError)


def test_closing_ends_the_work_within_a_chunk():
    voice = Voice(open_gates=False)
    rendering = Rendering(numbered(9), voice)
    voice.gate.release()
    wait_for(lambda: rendering.sound(0), "the first")
    threading.Timer(0.1, voice.gate.release).start()
    rendering.close()
    assert len(voice.chunks) <= 2
    assert voice.closed == 1


def test_who_waits_is_woken():
    woken = []
    with Rendering(script(), Voice()) as rendering:
        rendering.notify = lambda: woken.append(1)
        rendering.replace(numbered(2), 0)
        wait_for(lambda: rendering.done(1), "all")
    assert len(woken) >= 3


def test_words_are_told_where_they_are_heard():
    lead = RATE  # a second of silence, of which 40 ms are kept
    with Rendering(numbered(1), Voice(lead=lead)) as rendering:
        wait_for(lambda: rendering.done(0), "the sound")
        assert rendering.duration(0) == pytest.approx(1.04, abs=0.001)
        begins = [word.begin for word in rendering.words(0)]
    assert begins == [round(0.04 * RATE) + n * CHUNK for n in range(5)]


# Going on after an interruption


def rendered(samples, words=()) -> Rendered:
    sound = Rendered(RATE)
    sound.add(samples.astype(np.float32))
    sound.tell([Word(*word) for word in words], 0)
    sound.done = True
    return sound


WORDS = ((900, 5_000), (5_000, 9_000), (12_000, 20_000))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (0, 459),  # the pause in front is as long as the word's own beginning wants it
        (3_000, 459),
        (4_999, 459),
        (5_000, 5_000),  # not a bit of the word before
        (8_000, 5_000),
        (10_000, 11_559),  # between two words: the next one
        (13_000, 11_559),
        (21_000, 21_000),  # after the last word: the end
    ],
)
def test_it_goes_on_at_the_word(place, expected):
    assert rendered(np.full(21_000, 0.3), WORDS).restart(place) == expected


def test_without_words_it_goes_on_after_the_last_small_pause():
    samples = np.full(8 * RATE, 0.3)
    samples[2 * RATE : 2 * RATE + RATE // 10] = 0
    sound = rendered(samples)
    found = sound.restart(5 * RATE)
    assert found == pytest.approx(2.1 * RATE, abs=0.04 * RATE)
    assert found <= 2.1 * RATE
    assert sound.restart(8 * RATE) == pytest.approx(3 * RATE, abs=1), "no more than 5 s back"
    assert sound.restart(RATE) == 0


# With the pipeline and the player


def test_it_sounds_as_in_a_file(tiny_voice):
    engine = open_engine(tiny_voice)
    texts = script("Tog står fast.", "Ni av ti rakk middagen hjemme, sier vakta.")
    expected: dict[int, list[np.ndarray]] = {}
    for chunk in speak(texts, engine, gain=3.0):
        assert isinstance(chunk, AudioChunk)
        expected.setdefault(chunk.utterance, []).append(chunk.samples)
    with Rendering(texts, engine, gain=3.0) as rendering:
        wait_for(lambda: rendering.done(1), "both")
        for index in (0, 1):
            sound = rendering.sound(index)
            whole = np.concatenate(expected[index])
            made = sound.take(0, sound.length)
            assert np.abs(made - whole[: len(made)]).max() <= 1 / 32_767
            pause = (0.4 - 0.12) * engine.sample_rate
            assert len(whole) - len(made) == pytest.approx(pause, abs=2)


@pytest.fixture
def card(monkeypatch):
    card = SoundCard()
    monkeypatch.setitem(sys.modules, "sounddevice", card)
    return card


def test_the_player_plays_what_is_rendered(card, tiny_voice):
    engine = open_engine(tiny_voice)
    texts = script("Tog står fast.", "Ni av ti rakk middagen.", "Resten kom senere.")
    whole = np.concatenate([chunk.samples for chunk in speak(texts, engine)])
    events = []
    with Rendering(iter(texts), engine) as rendering, Player(rendering) as player:
        player.run(events.append)
    assert [event.index for event in events if isinstance(event, Began)] == [0, 1, 2]
    heard = card.handed
    first, start = np.flatnonzero(np.abs(heard) > 0.01)[0], np.flatnonzero(np.abs(whole) > 0.01)[0]
    heard, whole = heard[first:], whole[start:]
    loud = np.flatnonzero(np.abs(whole) > 0.01)[-1]
    assert np.abs(heard[:loud] - whole[:loud]).max() < 0.001


def places_of(part: np.ndarray, heard: np.ndarray) -> list[int]:
    """Return where a sound is heard, sample for sample."""
    loudest = int(np.abs(part).argmax())
    found = np.flatnonzero(np.abs(heard - part[loudest]) < 1e-3) - loudest
    return [
        int(at)
        for at in found
        if 0 <= at <= len(heard) - len(part)
        and np.abs(heard[at : at + len(part)] - part).max() < 1e-3
    ]


@pytest.mark.parametrize("role", [Role.CAPTION, Role.SUBHEADING, Role.QUOTE])
def test_the_sound_before_a_part_is_heard_once(card, role):
    texts = [Utterance("a", "a", 0, 0.4), Utterance("b", "b", 1, 0.4, role=role, cue=True)]
    engine = Staged(Voice(), lower=False)
    with Rendering(texts, engine) as rendering, Player(rendering) as player:
        player.run()
    handed = card.handed
    tones = earcon(role.value, RATE)
    (begin,) = places_of(tones, handed)
    assert np.count_nonzero(handed[:begin] > 0.1) >= RATE * 0.9
    behind = handed[begin + len(tones) :]
    assert np.flatnonzero(behind)[0] == pytest.approx(GAP * RATE, abs=1)
    assert np.count_nonzero(behind > 0.1) >= RATE * 0.9
    assert not (behind < 0).any(), "tones have both signs, the test's voice has not"
