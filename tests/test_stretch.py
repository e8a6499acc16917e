import importlib.util
import json
import subprocess
import sys
from itertools import cycle, pairwise
from pathlib import Path

import numpy as np
import pytest

from newsreader.engines.espeak import EspeakEngine
from newsreader.stretch import Stretcher, pause_at, stretch

BENCH = Path(__file__).parent.parent / "scripts" / "bench" / "stretch.py"
RATE = 22050
SPEEDS = (0.5, 0.6, 0.75, 0.9, 0.99, 1.01, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0)
CLICK = 0.005
"""What the next sample of a sine deviates by from its rule where there is a click."""

TEXT = """Kommunestyret vedtok torsdag kveld å kjøpe den gamle fergen. Den skal bli et flytende
bibliotek, med lenestoler, kaffe og arbeidsplasser for studenter. Vedtaket kom etter fire timer
med debatt, og ble til slutt avgjort med bare én stemmes overvekt."""


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_stretch", BENCH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def speech():
    samples = np.concatenate(list(EspeakEngine().synthesize(TEXT)))
    assert len(samples) > 10 * RATE
    return samples


def sine(frequency=200.0, seconds=2.0, rate=RATE):
    return (0.5 * np.sin(2 * np.pi * frequency / rate * np.arange(round(seconds * rate)))).astype(
        np.float32
    )


def residual(samples, frequency=200.0, rate=RATE):
    """Return by how much each sample misses what the two before it promise."""
    bend = 2 * np.cos(2 * np.pi * frequency / rate)
    samples = samples.astype(np.float64)
    return np.abs(samples[2:] - bend * samples[1:-1] + samples[:-2]).max()


def frequency_of(samples, rate=RATE):
    """Return the frequency of a sine by its rising zero crossings, in Hz."""
    crossings = np.flatnonzero((samples[:-1] < 0) & (samples[1:] >= 0))
    return (len(crossings) - 1) * rate / (crossings[-1] - crossings[0])


def cut(samples, size):
    return [samples[at : at + size] for at in range(0, len(samples), size)]


def joined(parts):
    return np.concatenate([np.zeros(0, np.float32), *parts])


def stretched(samples, speed, size=1024, rate=RATE):
    return joined(stretch(cut(samples, size), rate, speed))


# Length


@pytest.mark.parametrize("speed", SPEEDS)
def test_speech_is_as_long_as_asked(speech, speed):
    made = stretched(speech, speed)
    assert made.dtype == np.float32
    assert len(made) * speed / len(speech) == pytest.approx(1, abs=0.0005)


@pytest.mark.parametrize("speed", [1.0, *SPEEDS])
@pytest.mark.parametrize("size", [0, 1, 2, 100, 275, 276, 551, 552, 553, 800, 2000])
def test_short_inputs(size, speed):
    made = stretched(sine()[:size], speed)
    assert len(made) == pytest.approx(size / speed, abs=0.5001)
    assert np.isfinite(made).all()
    assert np.abs(made).max(initial=0) <= 0.5


@pytest.mark.parametrize("rate", [8000, 16000, 24000, 48000])
@pytest.mark.parametrize("speed", [0.5, 1.25, 3.0])
def test_other_sample_rates(rate, speed):
    made = stretched(sine(rate=rate), speed, rate=rate)
    assert len(made) == pytest.approx(2 * rate / speed, abs=1)
    assert frequency_of(made, rate) == pytest.approx(200, rel=0.02)


# Sound


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("frequency", [80.0, 200.0, 310.0])
def test_a_sine_keeps_its_pitch_and_loudness_without_clicks(frequency, speed):
    made = stretched(sine(frequency), speed)
    assert frequency_of(made) == pytest.approx(frequency, rel=0.02)
    assert residual(made, frequency) < CLICK
    inner = made[600:-600]
    assert np.sqrt(2 * np.mean(inner**2)) == pytest.approx(0.5, rel=0.05)


def test_the_click_measure_hears_a_click():
    made = sine()
    assert residual(made) < CLICK
    assert residual(np.concatenate((made[:10_000], made[10_020:]))) > CLICK


@pytest.mark.parametrize("speed", SPEEDS)
def test_speech_keeps_its_pitch_and_loudness(bench, speech, speed):
    made = stretched(speech, speed)
    assert bench.median_pitch(made) == pytest.approx(bench.median_pitch(speech), rel=0.04)
    assert np.sqrt(np.mean(made**2)) == pytest.approx(np.sqrt(np.mean(speech**2)), rel=0.15)
    assert np.abs(made).max() <= np.abs(speech).max() * 1.0001


def test_the_pitch_measure_hears_a_change(bench, speech):
    faster = np.interp(np.arange(0, len(speech), 1.1), np.arange(len(speech)), speech)
    assert bench.median_pitch(faster) == pytest.approx(1.1 * bench.median_pitch(speech), rel=0.02)


@pytest.mark.parametrize("speed", SPEEDS)
def test_silence_stays_silence(speech, speed):
    assert not stretched(np.zeros(RATE, np.float32), speed).any()
    gap = RATE // 2
    made = stretched(joined([speech[: 2 * RATE], np.zeros(gap, np.float32), speech]), speed)
    silent = np.split(made, np.flatnonzero(made))
    assert max(map(len, silent)) >= gap / speed - 2 * (0.01 / speed + 0.0125) * RATE


@pytest.mark.parametrize("speed", SPEEDS)
def test_sounds_are_heard_when_they_should_be(speed):
    noise = np.random.default_rng(1).normal(0, 0.1, RATE // 5).astype(np.float32)
    begins = [RATE * at // 10 for at in (3, 11, 19, 27)]
    samples = np.zeros(4 * RATE, np.float32)
    for begin in begins:
        samples[begin : begin + len(noise)] = noise
    loud = np.flatnonzero(np.abs(stretched(samples, speed)) > 0.02)
    heard = loud[np.diff(loud, prepend=-RATE) > 0.05 * RATE]
    assert len(heard) == len(begins)
    for begin, at in zip(begins, heard, strict=True):
        # In the input up to 10 ms off, and what is gained in half a window; faded in over another.
        off = 0.01 + 0.0125 * max(0.0, 1 - speed)
        assert at == pytest.approx(begin / speed, abs=(off / speed + 0.0125) * RATE)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_place_in_the_input_is_what_the_map_says(speed):
    # A sweep, whose frequency tells the place: 300 Hz, and 200 Hz more each second.
    time = np.arange(4 * RATE) / RATE
    sweep = (0.5 * np.sin(2 * np.pi * (300 * time + 100 * time**2))).astype(np.float32)
    stretcher = Stretcher(RATE)
    made = joined([stretcher.push(sweep, speed), stretcher.flush()])
    spectrum = np.fft.fft(made)
    spectrum[len(made) // 2 :] = 0
    turns = np.unwrap(np.angle(np.fft.ifft(spectrum))) / (2 * np.pi)
    half = RATE // 40
    middles = range(1000, len(made) - 1000, 100)
    heard = [(turns[at + half] - turns[at - half]) * RATE / (2 * half) for at in middles]
    off = [
        (f - 300) / 200 - stretcher.source_of(at) / RATE
        for f, at in zip(heard, middles, strict=True)
    ]
    assert abs(np.mean(off)) < 0.007
    assert np.abs(off).max() < 0.015


def test_normal_speed_changes_nothing(speech):
    parts = cut(speech, 1000)
    assert all(a is b for a, b in zip(stretch(parts, RATE, 1.0), parts, strict=True))
    stretcher = Stretcher(RATE)
    made = joined([*(stretcher.push(part, 1.0) for part in parts), stretcher.flush()])
    assert np.array_equal(made, speech)


# Streaming


@pytest.mark.parametrize("speed", [0.5, 0.9, 1.5, 3.0, 5.0])
def test_how_the_input_is_cut_never_matters(speech, speed):
    samples = speech[: 4 * RATE]
    whole = stretched(samples, speed, len(samples))
    for size in (1, 37, 256, 1024, 5000):
        assert np.array_equal(stretched(samples, speed, size), whole), size
    with_empty = joined(stretch([samples[:0], samples, samples[:0]], RATE, speed))
    assert np.array_equal(with_empty, whole)


@pytest.mark.parametrize("speed", SPEEDS)
def test_output_comes_while_input_goes_in(speech, speed):
    stretcher, given, made = Stretcher(RATE), 0, 0
    for part in cut(speech, 256):
        given += len(part)
        made += len(stretcher.push(part, speed))
        assert given - made * speed <= (0.0225 + 0.0125 * speed) * RATE + 5


def test_the_stretcher_forgets_what_it_has_used(speech):
    stretcher = Stretcher(RATE)
    for part in cut(speech, 1024):
        stretcher.push(part, 2.0)
        assert len(stretcher._held) < 0.2 * RATE


# Changing the speed


CHANGES = ((0.41, 1.0), (0.27, 2.0), (0.3, 0.5), (0.013, 5.0), (0.002, 1.3), (0.5, 1.0), (0.5, 3.0))
"""Seconds of input, and their speed."""


def changing(samples, size):
    """Return a stretcher that has been fed by CHANGES, in blocks of some size, and its output."""
    stretcher, parts, at = Stretcher(RATE), [], 0
    for seconds, speed in CHANGES:
        end = at + round(seconds * RATE)
        parts += [stretcher.push(part, speed) for part in cut(samples[at:end], size)]
        at = end
    return stretcher, joined([*parts, stretcher.flush()])


def test_a_change_of_speed_has_no_click():
    for frequency in (110.0, 200.0, 313.0):
        made = changing(sine(frequency, 3.0), 100)[1]
        assert residual(made, frequency) < CLICK
        assert frequency_of(made) == pytest.approx(frequency, rel=0.02)


def test_a_change_at_every_block_has_no_click():
    stretcher = Stretcher(RATE)
    speeds = cycle((1.0, 3.0, 0.5, 1.1, 5.0, 0.9))
    parts = [stretcher.push(part, next(speeds)) for part in cut(sine(seconds=5.0), 500)]
    assert residual(joined([*parts, stretcher.flush()])) < CLICK


def test_changes_belong_to_the_input(speech):
    whole = changing(speech, 10**6)[1]
    assert len(whole) == pytest.approx(sum(RATE * s / speed for s, speed in CHANGES), abs=2)
    for size in (1, 100, 1024):
        assert np.array_equal(changing(speech, size)[1], whole), size


def test_back_at_normal_speed_nothing_is_changed(speech):
    stretcher = Stretcher(RATE)
    first = stretcher.push(speech[:RATE], 2.0)
    rest = joined([stretcher.push(speech[RATE : 4 * RATE], 1.0), stretcher.flush()])
    made = joined([first, rest])[-2 * RATE :]
    # The same samples, up to 10 ms from where they should be.
    shifts = range(2 * RATE - 250, 2 * RATE + 250)
    assert any(np.array_equal(made[:RATE], speech[at : at + RATE]) for at in shifts)


def test_the_map_never_falls_and_has_the_slope_of_the_speed(speech):
    stretcher, made = changing(speech, 333)
    places = [stretcher.source_of(at) for at in range(len(made) + 2000)]
    assert places[0] == 0
    steps = np.array([after - before for before, after in pairwise(places)])
    assert steps.min() >= 0
    assert steps.max() <= 5.0 + 1e-6
    length = sum(round(seconds * RATE) for seconds, _ in CHANGES)
    assert places[len(made)] == pytest.approx(length, abs=3)
    assert places[-1] == length
    at, output = 0, 0.0
    for seconds, speed in CHANGES:
        assert stretcher.source_of(round(output)) == pytest.approx(at, abs=3)
        at += round(seconds * RATE)
        output += round(seconds * RATE) / speed


def test_the_map_of_nothing():
    stretcher = Stretcher(RATE)
    assert stretcher.source_of(0) == 0
    assert stretcher.source_of(1000) == 0


# Wrong use


@pytest.mark.parametrize("speed", [0.0, -1.0, 0.49, 5.01, float("nan"), float("inf")])
def test_impossible_speeds(speed):
    with pytest.raises(ValueError, match="speed"):
        stretch([], RATE, speed)
    with pytest.raises(ValueError, match="speed"):
        Stretcher(RATE).push(sine(), speed)
    with pytest.raises(ValueError, match="speed"):
        pause_at(0.4, speed)


def test_after_the_end():
    stretcher = Stretcher(RATE)
    made = joined([stretcher.push(sine(), 2.0), stretcher.flush()])
    assert len(made) == RATE
    assert not stretcher.flush().size
    with pytest.raises(ValueError, match="flushed"):
        stretcher.push(sine(), 2.0)


# Pauses


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0])
def test_slow_pauses_grow_as_speech_does(speed):
    for pause in (0.0, 0.02, 0.3, 1.1):
        assert pause_at(pause, speed) == pytest.approx(pause / speed)


@pytest.mark.parametrize("speed", [1.1, 1.5, 2.0, 3.0, 4.0, 5.0])
def test_fast_pauses_shrink_more_than_speech_down_to_a_floor(speed):
    for pause in (0.3, 0.4, 0.65, 0.9, 1.1):
        short = pause_at(pause, speed)
        assert 0.05 <= short <= max(0.05, pause / speed)
        assert short < pause / speed or short == 0.05
    assert pause_at(0.1, 5.0) == 0.05
    assert pause_at(0.03, speed) == 0.03
    assert pause_at(0.0, speed) == 0.0


@pytest.mark.parametrize("speed", [1.25, 1.5, 2.0, 3.0, 4.0, 5.0])
def test_pauses_do_not_make_the_speed_a_lie(speed):
    # 174 s of speech with these pauses: scripts/bench/article.txt.
    pauses = [0.65] * 16 + [0.4] * 11 + [1.1, 0.9, 0.3]
    fast = 174 / speed + sum(pause_at(pause, speed) for pause in pauses)
    assert (174 + sum(pauses)) / fast == pytest.approx(speed, rel=0.02)


# The comparison with others


def test_the_benchmark_runs(tmp_path):
    out = tmp_path / "result.json"
    command = [sys.executable, str(BENCH), "--seconds", "5", "--rounds", "1"]
    command += ["--peers", "ours", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert [row["speed"] for row in rows] == [0.5, 0.75, 1.25, 1.5, 2, 2.5, 3, 4, 5]
    assert all(abs(row["length_error_percent"]) < 0.2 for row in rows)
    assert "| speed | length error, ms: ours |" in done.stdout
