"""The player on a stand-in for the sound card: every sample, in order, and every failure."""

import os
import subprocess
import sys
import threading
import time
import weakref
from ctypes.util import find_library
from pathlib import Path

import numpy as np
import pytest

from newsreader.audio import AudioChunk
from newsreader.errors import EngineError, OutputError
from newsreader.listening.player import Player
from newsreader.listening.resample import Resampler
from tests.sound_card import SoundCard

ROOT = Path(__file__).parent.parent
RATE = 22_050
ODD_SIZES = (1, 777, 64, 5_000, 1_024, 0, 3, 30_000)


def ramp(seconds: float) -> np.ndarray:
    """Samples that are never zero and tell where they belong."""
    count = round(seconds * RATE)
    return ((np.arange(count) + 1) / 2**24).astype(np.float32)


def places(samples: np.ndarray) -> np.ndarray:
    return np.rint(samples * 2**24).astype(int) - 1


def cut(samples: np.ndarray, sizes=ODD_SIZES):
    """Chunks of these sizes, over and over; each is an utterance of its own."""
    start = number = 0
    while start < len(samples):
        size = sizes[number % len(sizes)]
        yield AudioChunk(samples[start : start + size], start, number)
        start += size
        number += 1


@pytest.fixture
def card(monkeypatch):
    card = SoundCard()
    monkeypatch.setitem(sys.modules, "sounddevice", card)
    yield card
    assert all(stream.closed for stream in card.streams)


def test_every_sample_is_played_once_and_in_order(card):
    samples = ramp(5)
    with Player(RATE) as player:
        player.play(cut(samples))
        assert player.underruns == 0
    assert np.array_equal(card.sound, samples)
    assert card.streams[0].samplerate == RATE
    assert card.streams[0].channels == 1


def test_the_last_word_is_followed_by_more_silence_than_the_output_holds_back(card):
    with Player(RATE, latency=0.2) as player:
        player.play(cut(ramp(1)))
    last = np.flatnonzero(card.handed)[-1]
    assert len(card.handed) - last > (0.2 + 0.3) * RATE


def test_the_lead_in_comes_before_the_first_word(card):
    with Player(RATE, lead_in=1.5) as player:
        player.play([])
        idle = len(card.handed)  # the silence that an output warms up with
        player.play(cut(ramp(1)))
    assert np.flatnonzero(card.handed)[0] - idle >= 1.5 * RATE


def test_a_latency_larger_than_the_usual_one_plays_as_well(card):
    with Player(RATE, latency=1.2) as player:
        player.play(cut(ramp(3)))
    assert np.array_equal(card.sound, ramp(3))


def test_utterances_are_told_when_they_are_heard_and_not_before(card):
    samples = ramp(6)
    told = []
    with Player(RATE, latency=0.2) as player:

        def tell(utterance):
            unheard = round(0.2 * RATE)  # the least that PortAudio holds back
            told.append((utterance, places(card.sound)[-1] - unheard, threading.current_thread()))

        player.play(cut(samples, (RATE,)), tell)
        assert player.utterance == 5
    assert [utterance for utterance, _, _ in told] == [0, 1, 2, 3, 4, 5]
    assert all(heard >= utterance * RATE for utterance, heard, _ in told[:-1])
    assert {thread for _, _, thread in told} == {threading.current_thread()}


def test_busy_threads_give_way_only_while_something_plays(card):
    usual = 0.005  # Python's own
    sys.setswitchinterval(usual)
    during = []
    with Player(RATE) as player:
        player.play(cut(ramp(1)), lambda utterance: during.append(sys.getswitchinterval()))
    assert max(during) == pytest.approx(0.0005)
    assert sys.getswitchinterval() == pytest.approx(usual)


def test_short_utterances_are_all_told(card):
    told = []
    with Player(RATE) as player:
        player.play(cut(ramp(0.5), (60,)), told.append)
    assert told == list(range(len(told)))
    assert len(told) == -(-round(0.5 * RATE) // 60)


def test_an_error_comes_after_the_sound_before_it(card):
    samples = ramp(2)

    def chunks():
        yield from cut(samples)
        raise EngineError("The voice broke.", "Install it again.")

    with Player(RATE) as player, pytest.raises(EngineError, match="The voice broke"):
        player.play(chunks())
    assert np.array_equal(card.sound, samples)


def test_an_error_before_the_first_sound_is_told_too(card):
    def chunks():
        raise EngineError("The voice broke.", "Install it again.")
        yield

    with Player(RATE) as player, pytest.raises(EngineError):
        player.play(chunks())
    assert not card.sound.size


def test_nothing_to_play_is_no_error(card):
    with Player(RATE) as player:
        player.play([])
        assert player.utterance is None
    assert not card.sound.size


class Endless:
    """A generator of sound without end, which remembers what became of it."""

    def __init__(self) -> None:
        self.pulled = 0
        self.closed_in: str | None = None

    def __iter__(self):
        try:
            while True:
                start = self.pulled
                self.pulled += 2_205
                yield AudioChunk(np.full(2_205, 0.1, np.float32), start, start // RATE)
        finally:
            self.closed_in = threading.current_thread().name


def test_stop_from_another_thread_ends_the_sound_and_the_generator(card):
    endless = Endless()
    with Player(RATE) as player:
        stopper = threading.Timer(0.5, player.stop)
        stopper.start()
        generator = iter(endless)  # held here, so that only close() can end it
        player.play(generator)
        stopper.join()
        assert not card.streams[-1].active
        assert endless.closed_in == "producer"
        handed = len(card.blocks)
        time.sleep(0.05)
        assert len(card.blocks) == handed


def test_what_comes_after_a_stop_is_whole_again(card):
    with Player(RATE) as player:
        player.play(Endless(), lambda utterance: player.stop())
        before = len(card.sound)
        player.play(cut(ramp(2)))
        assert len(card.streams) == 1
    assert np.array_equal(card.sound[before:], ramp(2))


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interruption_is_silent_at_once_and_raised(card, error):
    endless = Endless()

    def interrupt(utterance):
        raise error

    with Player(RATE) as player, pytest.raises(error):
        player.play(endless, interrupt)
    assert endless.closed_in == "producer"
    assert len(card.sound) < 3 * RATE


def test_the_producer_waits_and_memory_stays_flat(card):
    alive: list[weakref.ref] = []
    most_alive = most_ahead = 0

    def chunks():
        nonlocal most_alive, most_ahead
        for number in range(900):
            samples = np.full(2_205, 0.1, np.float32)
            alive.append(weakref.ref(samples))
            most_alive = max(most_alive, sum(ref() is not None for ref in alive))
            yield AudioChunk(samples, number * 2_205, number)
            del samples
            most_ahead = max(most_ahead, (number + 1) * 2_205 - len(card.sound))

    with Player(RATE) as player:
        player.play(chunks())
    assert len(card.sound) == 900 * 2_205  # 90 s
    assert 15 * RATE < most_ahead < 21 * RATE
    assert most_alive * 2_205 < 27 * RATE  # 20 s ahead, 5 s kept, and what is on its way


def test_a_pause_of_the_generator_is_counted_and_loses_nothing(card):
    samples = ramp(4)

    def chunks():
        for chunk in cut(samples, (RATE,)):
            yield chunk
            time.sleep(0.3)  # six seconds of this card

    with Player(RATE) as player:
        player.play(chunks())
        assert player.underruns >= 3
    assert np.array_equal(card.sound, samples)


# An output that goes away


def test_sound_goes_on_where_it_was_heard_when_the_output_comes_back(card):
    samples = ramp(12)

    def unplug_and_plug(utterance):
        if utterance == 4 and len(card.streams) == 1:
            card.unplug()
            threading.Timer(0.1, card.plug).start()

    with Player(RATE) as player:
        player.play(cut(samples, (RATE,)), unplug_and_plug)
    assert len(card.streams) == 2
    heard = places(card.sound)
    steps = np.diff(heard)
    assert heard[0] == 0
    assert heard[-1] == len(samples) - 1
    assert set(steps[steps != 1]) == {min(steps)}, "one jump"
    # What PortAudio and the output held is heard again, and not much more.
    assert -0.5 * RATE < min(steps) < -0.2 * RATE


def test_an_output_that_stays_away_is_an_error_that_knows_the_place(card):
    endless = Endless()

    def unplug(utterance):
        if utterance == 3:
            card.unplug()

    with Player(RATE, patience=0.1) as player:
        with pytest.raises(OutputError, match="went away") as caught:
            player.play(endless, unplug)
        assert caught.value.hint
        assert player.utterance == 3
        assert endless.closed_in == "producer"
        card.plug()
        before = len(card.sound)
        player.play(cut(ramp(1)))
    assert np.array_equal(card.sound[before:], ramp(1))


def test_stop_is_heard_while_the_output_is_away(card):
    with Player(RATE, patience=60) as player:

        def unplug(utterance):
            card.unplug()
            threading.Timer(0.1, player.stop).start()

        player.play(Endless(), unplug)
        card.plug()
        before = len(card.sound)
        player.play(cut(ramp(1)))
    assert np.array_equal(card.sound[before:], ramp(1))


# Outputs that run dry


def test_an_output_that_runs_dry_at_first_gets_more_latency_before_it_speaks(card):
    card.runs_dry = lambda stream: stream.latency < 0.35
    with Player(RATE) as player:
        player.play(cut(ramp(3)))
        assert player.underruns == 0
    assert [round(stream.latency, 2) for stream in card.streams] == [0.2, 0.3, 0.4]
    assert np.array_equal(card.sound, ramp(3))


def test_an_output_that_is_always_dry_is_played_to_all_the_same(card):
    card.runs_dry = lambda stream: True
    with Player(RATE, latency=0.4) as player:
        player.play(cut(ramp(1)))
        assert player.underruns > 0
    assert np.array_equal(card.sound, ramp(1))


def test_an_output_that_runs_dry_while_speaking_gets_more_latency(card):
    card.runs_dry = lambda stream: stream.latency < 0.25 and card.sound.size > RATE
    samples = ramp(6)
    with Player(RATE) as player:
        player.play(cut(samples))
    assert [round(stream.latency, 2) for stream in card.streams] == [0.2, 0.3]
    steps = np.diff(places(card.sound))
    assert np.count_nonzero(steps != 1) == 1
    assert -0.5 * RATE < min(steps) < 0
    assert places(card.sound)[-1] == len(samples) - 1


# Choosing and opening an output


def test_the_default_output_is_used_unless_one_is_named(card):
    with Player(RATE):
        pass
    with Player(RATE, device="usb"):
        pass
    assert [stream.device for stream in card.streams] == [2, 1]


def test_an_output_is_found_by_its_name_wherever_it_has_moved(card):
    with Player(RATE, device="højttaler") as player:
        card.names.insert(0, "HDMI")

        def unplug_and_plug(utterance):
            if len(card.streams) == 1:
                card.unplug()
                card.plug()

        player.play(cut(ramp(6), (RATE,)), unplug_and_plug)
    assert [stream.device for stream in card.streams] == [1, 2]


def test_an_unknown_name_lists_those_there_are(card):
    with pytest.raises(OutputError) as caught, Player(RATE, device="Bluetooth"):
        pass
    assert "Bluetooth" in caught.value.message
    assert "HDA Intel: analog, USB Højttaler, default" in caught.value.hint
    assert "microphone" not in caught.value.hint


def test_no_output_at_all_is_a_sentence(card):
    card.unplug()
    with pytest.raises(OutputError, match="No sound output was found"), Player(RATE):
        pass


def test_an_output_that_cannot_be_opened_is_a_sentence(card):
    card.refuses = lambda rate, channels: True
    with pytest.raises(OutputError, match="could not be opened") as caught, Player(RATE):
        pass
    assert isinstance(caught.value.__cause__, card.PortAudioError)


@pytest.mark.parametrize("own_rate", [44_100, 48_000])
def test_an_output_that_refuses_the_rate_gets_its_own(card, own_rate):
    card.own_rate = own_rate
    card.refuses = lambda rate, channels: rate != own_rate
    told = []
    tone = np.sin(2 * np.pi * 440 * np.arange(3 * RATE) / RATE + 0.1).astype(np.float32)
    with Player(RATE) as player:
        player.play(cut(tone, (RATE,)), told.append)
    assert told == [0, 1, 2]
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
    with Player(RATE) as player:
        player.play(cut(ramp(1)))
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
    pieces = [parts.push(chunk.samples) for chunk in cut(noise, (1, 7, 0, 2, 100, 3, 1_024))]
    assert np.array_equal(np.concatenate([*pieces, parts.flush()]), expected)


# The real PortAudio, without a sound server

SILENT_START = """
import sys
from pathlib import Path
from newsreader.stderr import divert
divert(None)
import numpy as np
from newsreader.audio import AudioChunk
from newsreader.errors import OutputError
from newsreader.listening.player import Player
"""

ONE_SENTENCE = """
try:
    with Player(22050, device=None):
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
    result = run(hide + ONE_SENTENCE, dict(os.environ))
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
def cut():
    start = 0
    for size in [1, 777, 64, 5000, 1024, 3, 30000, 100000]:
        yield AudioChunk(samples[start:start + size], start, 0)
        start += size
with Player(22050) as player:
    player.play(cut())
"""
    result = run(code, os.environ | {"ALSA_CONFIG_PATH": str(tmp_path / "alsa.conf")})
    assert result.returncode == 0, result.stderr
    sent = np.load(tmp_path / "sent.npy")
    got = np.fromfile(played, np.float32)
    assert np.array_equal(got[got != 0], sent)
