"""The player at the loudspeaker: what a real sound server was made to play, recorded."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.sound_server import SINK_RATE, SoundServer, missing

ROOT = Path(__file__).parent.parent
RATE = 22_050

pytestmark = [
    pytest.mark.device,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]

PRELUDE = """
import sys, threading, time
from pathlib import Path
from newsreader.stderr import divert
divert(None)
import numpy as np
from newsreader.listening.events import Began
from newsreader.listening.player import Player
from tests.playing import RATE, Made, Programme, cut

def sweep(seconds):
    at = np.arange(round(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * (300 * at + 50 * at * at))).astype(np.float32)

def pieces(seconds):
    return Programme(cut(sweep(seconds), 1, 777, 64, 5000, 1024, 3, 30000))

def told(event):
    if isinstance(event, Began):
        say(event.index)

def after(wait, function):
    def act():
        time.sleep(wait)
        say(time.monotonic())
        function()
    threading.Thread(target=act, daemon=True).start()

def say(*words):
    print(*words, flush=True)
"""


@pytest.fixture
def server(tmp_path):
    with SoundServer(tmp_path) as server:
        yield server


def start(server: SoundServer, code: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, *arguments],
        env=server.env | {"PYTHONPATH": str(ROOT), "LANGUAGE": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(child: "subprocess.Popen[str]") -> str:
    try:
        out, err = child.communicate(timeout=60)
    finally:
        child.kill()
    assert err == ""
    assert child.returncode == 0
    return out


def play(server: SoundServer, code: str, *arguments: str) -> str:
    return finish(start(server, code, *arguments))


def faults(heard: np.ndarray, seconds: float) -> np.ndarray:
    """Compare with the sweep where it fits best; return the worst error in each 10 ms.

    A lost start or end, a hole, a click or a skipped stretch is an error of its whole height.
    """
    count = round(seconds * SINK_RATE)
    size = 1 << (len(heard) + count).bit_length()
    spectrum = np.fft.rfft(heard, size)
    best = None
    for fraction in np.arange(8) / 8:  # the server resamples, so it fits between two samples
        at = (np.arange(count) + fraction) / SINK_RATE
        sweep = 0.5 * np.sin(2 * np.pi * (300 * at + 50 * at * at))
        fit = np.fft.irfft(spectrum * np.conj(np.fft.rfft(sweep, size)), size)
        if best is None or fit.max() > best[0]:
            best = fit.max(), int(fit.argmax()), sweep
    assert best is not None
    _, place, sweep = best
    found = np.zeros(count)
    stretch = heard[place : place + count]
    found[: len(stretch)] = stretch
    window = SINK_RATE // 100
    return np.abs(found - sweep)[: count // window * window].reshape(-1, window).max(axis=1)


def last_sound(heard: np.ndarray) -> int:
    return int(np.flatnonzero(np.abs(heard) > 0.001)[-1])


def test_the_measure_sees_a_lost_end_a_hole_and_a_click():
    at = np.arange(2 * SINK_RATE) / SINK_RATE
    whole = np.pad(0.5 * np.sin(2 * np.pi * (300 * at + 50 * at * at)), 4_800)
    assert faults(whole, 2).max() < 0.01
    for damage in (slice(99_800, None), slice(30_000, 30_200), slice(50_000, 50_002)):
        damaged = whole.copy()
        damaged[damage] = 0
        assert faults(damaged, 2).max() > 0.1


def test_a_just_started_server_plays_all_of_it_without_a_fault(server):
    out = play(
        server,
        """
with Player(pieces(6)) as player:
    player.run()
    say(player.underruns)
""",
    )
    assert out == "0\n"
    assert faults(server.heard(), 6).max() < 0.05


def test_a_busy_thread_tears_no_holes(server):
    out = play(
        server,
        """
over = False

def spin():
    number = 0
    while not over:
        number += 1

threading.Thread(target=spin, daemon=True).start()
with Player(pieces(6)) as player:
    player.run()
    say(player.underruns)
over = True
""",
    )
    assert out == "0\n"
    assert faults(server.heard(), 6).max() < 0.05


def test_the_sound_before_an_error_is_heard_to_its_end(server):
    out = play(
        server,
        """
programme = Programme([sweep(3)])
programme.error = ValueError("the voice broke")
with Player(programme) as player:
    try:
        player.run()
    except ValueError as error:
        say(error)
""",
    )
    assert out == "the voice broke\n"
    assert faults(server.heard(), 3).max() < 0.05


def test_a_server_that_must_be_given_another_rate_plays_all_of_it(server):
    out = play(
        server,
        """
import sounddevice
check = sounddevice.check_output_settings

def refuse(**settings):
    if settings["samplerate"] == RATE:
        raise sounddevice.PortAudioError("Invalid sample rate", -9997)
    check(**settings)

sounddevice.check_output_settings = refuse
with Player(pieces(4)) as player:
    player.run()
    say(player.underruns)
""",
    )
    assert out == "0\n"
    assert faults(server.heard(), 4).max() < 0.05


# Measured (scripts/bench/listening.py): 5 ms, a jump 70 ms, a change of speed 350 ms. The bounds
# leave room for a busy computer; silence handed to the running stream would be heard after 200 ms.
SILENT_WITHIN = 0.1
NEW_WITHIN = 0.2
CHANGED_WITHIN = 0.7


def silences(heard: np.ndarray, seconds: float) -> list[tuple[int, int]]:
    """Return the last sample before, and the first after each silence that is this long."""
    loud = np.flatnonzero(np.abs(heard) > 0.001)
    gaps = np.flatnonzero(np.diff(loud) > seconds * SINK_RATE)
    return [(int(loud[gap]), int(loud[gap + 1])) for gap in gaps]


def test_stop_is_silent_at_once_and_the_next_run_is_whole(server):
    out = play(
        server,
        """
with Player(Programme([sweep(30)])) as player:
    after(1.5, player.stop)
    player.run()
    time.sleep(0.3)
    player._programme.sounds = [Made(sweep(2))]
    player.jump(0, play=True)
    player.run()
""",
    )
    heard = server.heard()
    ((last, first),) = silences(heard, 0.2)
    assert 0 < server.when(last) - float(out) + 0.01 < SILENT_WITHIN
    assert faults(heard[first:], 2).max() < 0.05


def test_pause_is_silent_at_once_and_nothing_is_skipped(server):
    out = play(
        server,
        """
with Player(Programme([sweep(8)])) as player:
    after(2, player.pause)
    after(2.5, player.resume)
    player.run()
""",
    )
    paused, resumed = map(float, out.split())
    heard = server.heard()
    ((last, first),) = silences(heard, 0.2)
    assert 0 < server.when(last) - paused + 0.01 < SILENT_WITHIN
    assert 0 < server.when(first) - resumed + 0.01 < NEW_WITHIN
    # The sweep tells the time by its frequency: 300 Hz and 100 Hz more each second.
    before = (_frequency(heard[last - 2_400 : last]) - 300) / 100 + 0.025
    after = (_frequency(heard[first + 240 : first + 2_640]) - 300) / 100 - 0.03
    assert -0.05 < before - after < 0.5, "all is heard, and little of it twice"
    assert (last_sound(heard) - first) / SINK_RATE == pytest.approx(8 - after, abs=0.06)


def test_a_jump_is_heard_at_once(server):
    out = play(
        server,
        """
with Player(Programme([sweep(20), sweep(2)])) as player:
    after(2, lambda: player.jump(1))
    player.run()
""",
    )
    heard = server.heard()
    (last, first), *_ = silences(heard, 0.015)
    assert 0 < server.when(first) - float(out) < NEW_WITHIN
    assert server.when(last) - float(out) < SILENT_WITHIN
    assert faults(heard[first - 100 :], 2).max() < 0.05, "the new one is whole"


def test_a_prompt_is_heard_at_once_and_whole_and_reading_goes_on(server):
    out = play(
        server,
        """
with Player(Programme([np.full(6 * RATE, 0.2, np.float32)])) as player:
    after(2, lambda: player.interject(sweep(1)))
    player.run()
""",
    )
    heard = server.heard()
    (last, first), (_, again) = silences(heard, 0.015)[:2]
    assert server.when(last) - float(out) < SILENT_WITHIN
    assert 0 < server.when(first) - float(out) < NEW_WITHIN
    assert faults(heard[first - 100 : again - 100], 1).max() < 0.05
    assert (last_sound(heard) - again) / SINK_RATE > 3.9


def test_the_speed_changes_within_the_word(server):
    out = play(
        server,
        """
at = np.arange(10 * RATE) / RATE
pulse = np.clip(np.sin(2 * np.pi * 10 * at) - 0.3, 0, None)
sound = (0.5 * pulse * np.sin(2 * np.pi * 300 * at)).astype(np.float32)
with Player(Programme([sound])) as player:
    after(2, lambda: player.set_speed(2.0))
    player.run()
    say(player.underruns)
""",
    )
    asked, underruns = out.split()
    assert underruns == "0"
    heard = server.heard()
    size = SINK_RATE // 500
    levels = np.abs(heard[: len(heard) // size * size]).reshape(-1, size).max(axis=1) > 0.1
    rises = (np.flatnonzero(~levels[:-1] & levels[1:]) + 1) * size
    steps = np.diff(rises) / SINK_RATE
    (turn,) = np.flatnonzero(np.diff((steps < 0.075).astype(int)))
    assert np.median(steps[:turn]) == pytest.approx(0.1, rel=0.03)
    assert np.median(steps[turn + 1 :]) == pytest.approx(0.05, rel=0.05)
    assert 0 < server.when(int(rises[turn + 1])) - float(asked) < CHANGED_WITHIN


def test_without_portaudio_another_program_plays_all_of_it(server):
    """By length only: what it plays appears late at this sink."""
    out = play(
        server,
        """
import ctypes.util
ctypes.util.find_library = lambda name: None
programme = Programme([np.full(RATE, 0.2, np.float32)] * 3)
with Player(programme, lead_in=0) as player:
    player.run(lambda event: say(type(event).__name__))
""",
    )
    assert out.split() == ["FellBack", *["Began", "Ended"] * 3, "Finished"]
    heard = server.heard()
    assert np.count_nonzero(np.abs(heard) > 0.1) / SINK_RATE == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, "try:\n    play()\nexcept KeyboardInterrupt:\n    say('interrupted')"),
        (
            signal.SIGTERM,
            "import signal\n"
            "signal.signal(signal.SIGTERM, lambda *_: player.stop())\n"
            "play()\n"
            "say('interrupted')",
        ),
    ],
    ids=["ctrl-c", "stop in a signal handler"],
)
def test_a_signal_is_silent_at_once(server, number, code):
    child = start(
        server,
        """
player = Player(Programme([sweep(30)]))

def play():
    with player:
        player.run(told)
"""
        + code,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "0\n"
    time.sleep(1)
    sent = time.monotonic()
    child.send_signal(number)
    assert finish(child).endswith("interrupted\n")
    heard = server.heard()
    assert server.when(last_sound(heard)) - sent < SILENT_WITHIN


def test_a_server_that_is_killed_is_one_sentence_and_no_noise(server):
    child = start(
        server,
        """
from newsreader.errors import OutputError
with Player(Programme([sweep(30)]), patience=1) as player:
    try:
        player.run(told)
    except OutputError as error:
        say(error.message)
        say("utterance", player.position()[0])
""",
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "0\n"
    server.kill()
    assert finish(child).splitlines() == [
        "The sound output went away during the reading.",
        "utterance 0",
    ]


def test_a_server_that_comes_back_plays_the_rest(server):
    child = start(
        server,
        """
with Player(Programme(cut(sweep(6), RATE))) as player:
    player.run(lambda event: told(event) if isinstance(event, Began) else say(event))
""",
    )
    assert child.stdout is not None
    while child.stdout.readline() != "2\n":
        pass
    server.kill()
    server.start()
    server.record()
    told = [line for line in finish(child).splitlines() if not line.startswith("Ended")]
    assert told == ["OutputLost()", "OutputBack()", "3", "4", "5", "Finished()"]
    heard = server.heard()
    first = int(np.flatnonzero(np.abs(heard) > 0.001)[0])
    rest = heard[first : last_sound(heard)]
    # The sweep tells the time by its frequency: 300 Hz and 100 Hz more each second.
    begins_at = (_frequency(rest[100:2_500]) - 300) / 100
    ends_at = (_frequency(rest[-2_500:-100]) - 300) / 100
    assert 1.5 < begins_at < 2.5
    assert ends_at == pytest.approx(6, abs=0.1)
    assert len(rest) / SINK_RATE == pytest.approx(6 - begins_at, abs=0.1), "nothing is missing"


def _frequency(samples: np.ndarray) -> float:
    """Return the frequency of a steady sound, from its rising edges."""
    rising = np.flatnonzero((samples[:-1] < 0) & (samples[1:] >= 0))
    return (len(rising) - 1) * SINK_RATE / (rising[-1] - rising[0])


def test_the_sound_follows_when_another_output_takes_over(server):
    server.pactl("load-module", "module-rescue-streams")
    child = start(
        server,
        """
with Player(Programme(cut(sweep(5), RATE))) as player:
    player.run(told)
    say("end", player.position()[0])
""",
    )
    assert child.stdout is not None
    while child.stdout.readline() != "1\n":
        pass
    server.pactl("load-module", "module-null-sink", "sink_name=second")
    modules = server.pactl("list", "short", "modules").splitlines()
    (first,) = [line.split()[0] for line in modules if "sink_name=nulltest" in line]
    server.pactl("unload-module", first)
    assert finish(child).endswith("end 5\n")
