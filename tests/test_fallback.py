"""Playing through another program: what it is given, when it is ended, and what the clock says."""

import os
import sys
import time

import numpy as np
import pytest

from newsreader.errors import OutputError
from newsreader.listening import fallback
from newsreader.listening.events import Began, Ended, FellBack, Finished, OutputBack, OutputLost
from newsreader.listening.fallback import PipeSpeaker, programs
from newsreader.listening.player import Player
from tests.playing import RATE, Programme

PROGRAM = f"""#!{sys.executable}
import sys
with open(__file__ + ".told", "a") as file:
    print(*sys.argv[1:], file=file)
starts = len(open(__file__ + ".told").read().splitlines())
if "--once" in open(__file__ + ".mode").read() and starts == 2:  # after the trial
    sys.exit(1)
with open(__file__ + ".raw", "ab", 0) as file:
    while data := sys.stdin.buffer.raw.read(4096):
        file.write(data)
"""


@pytest.fixture
def paplay(tmp_path, monkeypatch):
    """Put a program that writes down what it is given in place of paplay, and nothing else."""
    program = tmp_path / "paplay"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    (tmp_path / "paplay.mode").write_text("")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "sounddevice", None)  # an ImportError, were it tried
    return program


@pytest.fixture
def no_portaudio(monkeypatch):
    import ctypes.util

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)


def given(program) -> np.ndarray:
    return np.frombuffer((program.parent / "paplay.raw").read_bytes(), "<i2")


def sound(seconds: float) -> np.ndarray:
    return np.full(round(seconds * RATE), 0.25, np.float32)


def test_the_first_program_that_is_there_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert programs() == []
    for name in ("aplay", "paplay"):  # the server's own is better
        program = tmp_path / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        assert programs()[0] == name


def test_a_program_that_cannot_play_is_passed_over_for_one_that_can(
    tmp_path, monkeypatch, no_portaudio
):
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name, code in (("paplay", 1), ("aplay", 0)):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\ncat >/dev/null\nexit {code}\n")
        program.chmod(0o755)
    events = []
    with Player(Programme([sound(0.2)]), lead_in=0) as player:
        player.run(events.append)
    assert events[0] == FellBack("aplay")


def test_where_none_can_play_the_missing_library_is_told(tmp_path, monkeypatch, no_portaudio):
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in ("paplay", "aplay"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(0o755)
    with (
        pytest.raises(OutputError, match="PortAudio is not installed"),
        Player(Programme([sound(0.2)]), lead_in=0),
    ):
        pass


def test_it_is_given_all_in_16_bits_and_told_the_format(paplay, no_portaudio):
    events = []
    with Player(Programme([sound(0.5), sound(0.5)]), lead_in=0, volume=0.5) as player:
        player.run(events.append)
    assert events == [FellBack("paplay"), Began(0), Ended(0), Began(1), Ended(1), Finished()]
    samples = given(paplay)
    assert np.count_nonzero(samples) == RATE
    assert samples.max() == round(0.125 * 32_767)
    told = (paplay.parent / "paplay.told").read_text()
    assert f"--rate={RATE}" in told
    assert "--format=s16le" in told
    assert "--channels=1" in told


def test_what_was_heard_is_told_by_the_clock(paplay):
    speaker = PipeSpeaker("paplay")
    speaker.open(RATE, 0.2, 1.0)
    speaker.write(sound(5))
    assert speaker.read == 0
    began = time.monotonic()
    speaker.flow()
    time.sleep(0.3)
    read, passed = speaker.read, time.monotonic() - began
    assert 0 < read <= passed * RATE + 1
    assert speaker.heard == pytest.approx(speaker.read - speaker.unheard, abs=RATE // 20)
    assert speaker.unheard >= 0.2 * RATE
    speaker.close()


def test_silence_is_the_end_of_the_program(paplay):
    speaker = PipeSpeaker("paplay")
    speaker.open(RATE, 0.2, 1.0)
    speaker.write(sound(5))
    speaker.flow()
    child = speaker._child
    speaker.hush()
    assert child.poll() is not None
    assert speaker.written == speaker.read == speaker.fill == 0
    assert not speaker.flowing
    assert not speaker.lost, "it was us"


def test_a_hole_stops_the_clock_and_is_counted(paplay):
    speaker = PipeSpeaker("paplay")
    speaker.open(RATE, 0.2, 1.0)
    speaker.write(sound(0.1))
    speaker.flow()
    time.sleep(0.3)
    assert not speaker.flowing
    assert speaker.underruns == 1
    speaker.write(sound(10))
    time.sleep(0.2)
    assert speaker.read == round(0.1 * RATE)
    speaker.flow()
    assert speaker.flowing
    speaker.close()


def test_a_program_that_ends_by_itself_is_started_again_and_nothing_is_lost(paplay, no_portaudio):
    (paplay.parent / "paplay.mode").write_text("--once")
    events = []
    with Player(Programme([sound(1)]), lead_in=0) as player:
        player.run(events.append)
    assert events[:3] == [FellBack("paplay"), OutputLost(), OutputBack()]
    assert events[-1] == Finished()
    assert np.count_nonzero(given(paplay)) >= RATE


def test_a_program_that_cannot_be_started_is_a_sentence(paplay):
    speaker = PipeSpeaker("paplay")
    speaker.open(RATE, 0.2, 1.0)
    paplay.unlink()
    with pytest.raises(OutputError, match="paplay could not be started") as caught:
        speaker.flow()
    assert "libportaudio2" in caught.value.hint


def test_each_program_gets_arguments_without_a_gap():
    for name, parts in fallback._PROGRAMS.items():
        filled = [part.format(rate=RATE, latency=200) for part in parts]
        assert not any("{" in part for part in filled), name
    assert os.path.basename(name) in ("paplay", "aplay")
