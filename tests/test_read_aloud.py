"""What ``newsreader read`` is heard to say, at a real sound server.

The first utterance of a fresh process is the same each time with the built-in voice, so what is
heard can be laid over the samples of ``newsreader record``, from the first word to the last.
"""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.sound_server import SINK_RATE, SoundServer, missing
from tests.tools import ROOT

pytestmark = [
    pytest.mark.device,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]

RATE = 22_050
TEXT = "Tog står fast ved Dombås, men ni av ti rakk likevel middagen hjemme, sier vakta."


@pytest.fixture
def server(tmp_path):
    (tmp_path / "sound").mkdir()
    with SoundServer(tmp_path / "sound") as server:
        yield server


def read(server: SoundServer, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "newsreader", "read", *arguments],
        cwd=ROOT,
        env=server.env
        | {"NEWSREADER_LEAD_IN": "0.1", "NEWSREADER_PROMPTS": "none", "LANGUAGE": "en"}
        | own_folders(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def own_folders() -> dict[str, str]:
    """Return the folders that the fixture of all tests set for this one."""
    return {name: value for name, value in os.environ.items() if name.startswith("NEWSREADER_")}


def envelope(sound: np.ndarray, rate: int, step: float = 0.005) -> np.ndarray:
    """Return the loudness of each 5 ms."""
    size = round(rate * step)
    whole = sound[: len(sound) // size * size].reshape(-1, size)
    return np.sqrt(np.mean(whole.astype(np.float64) ** 2, axis=1))


def voiced(levels: np.ndarray) -> tuple[int, int]:
    """Return where the sound begins and ends, in steps of the envelope."""
    loud = np.flatnonzero(levels > 0.01)
    return int(loud[0]), int(loud[-1])


def recorded(source: str, voice: str) -> np.ndarray:
    done = subprocess.run(
        [sys.executable, "-m", "newsreader", "record", source, "-o", "-", "--format", "raw",
         "--voice", voice],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )  # fmt: skip
    return np.frombuffer(done.stdout, "<i2").astype(np.float32) / 32768


def test_first_and_last_word_are_heard_and_all_between(server, tmp_path):
    source = tmp_path / "sak.txt"
    source.write_text(TEXT, encoding="utf-8")
    process = read(server, str(source), "--voice", "espeak-nb")
    out, err = process.communicate(timeout=90)
    assert process.returncode == 0, err
    assert err == ""
    assert len(out.splitlines()) == 1
    heard = envelope(server.heard(), SINK_RATE)
    expected = envelope(recorded(str(source), "espeak-nb"), RATE)
    begin, end = voiced(heard)
    first, last = voiced(expected)
    assert abs((end - begin) - (last - first)) <= 6, "30 ms more or less than was synthesized"
    count = last - first
    for part in (slice(0, count), slice(0, 100), slice(count - 100, count)):
        assert likeness(heard[begin:], expected[first:], part) > 0.9


def likeness(heard: np.ndarray, expected: np.ndarray, part: slice) -> float:
    """Return how alike two envelopes are in a part, at the best of a few small shifts."""
    smooth = np.ones(5) / 5  # over two periods of the voice
    one, two = np.convolve(heard, smooth, "same"), np.convolve(expected, smooth, "same")
    start, stop = part.start or 0, part.stop
    return max(
        np.corrcoef(one[start + shift : stop + shift], two[start:stop])[0, 1]
        for shift in range(max(-4, -start), 5)
    )


@pytest.mark.voice
def test_the_real_voice_is_heard_from_the_first_word_to_the_last(
    server, tmp_path, joe_voice, monkeypatch
):
    source = tmp_path / "sak.txt"
    source.write_text(TEXT, encoding="utf-8")
    # Before, for the voice is prepared the first time; the sound is to be made once more.
    monkeypatch.setenv("NEWSREADER_CACHE", "0")
    expected = recorded(str(source), str(joe_voice.path))
    process = read(server, str(source), "--voice", str(joe_voice.path))
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert err == ""
    begin, end = voiced(envelope(server.heard(), SINK_RATE))
    # Piper draws its noise anew each time, so only the length can be compared.
    first, last = voiced(envelope(expected, RATE))
    assert end - begin == pytest.approx(last - first, rel=0.1)


def test_ctrl_c_is_silent_at_once_and_leaves_a_clean_exit(server, tmp_path):
    source = tmp_path / "sak.txt"
    source.write_text((TEXT + " ") * 20, encoding="utf-8")
    process = read(server, str(source), "--voice", "espeak-nb")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and np.abs(server.heard()[-SINK_RATE:]).max(initial=0) < 0.05:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    asked = time.monotonic()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "Stopped.\n"
    time.sleep(0.5)
    loud = np.flatnonzero(np.abs(server.heard()) > 0.01)
    assert server.when(int(loud[-1])) - asked < 0.2
