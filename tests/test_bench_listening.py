"""The benchmark of the live reader: how it judges a recording, and how it shows a result."""

import numpy as np
import pytest

from scripts.bench import listening as bench
from scripts.bench import report
from tests.sound_server import SINK_RATE


class Recording:
    """Stands in for the sound server: what was heard, from second 100 of the clock."""

    def __init__(self, *parts: tuple[float, float, float]) -> None:
        """Take begin, end (in s) and frequency of each sound."""
        self.samples = np.zeros(20 * SINK_RATE)
        for begin, end, frequency in parts:
            first, last = round(begin * SINK_RATE), round(end * SINK_RATE)
            at = np.arange(last - first) / SINK_RATE
            self.samples[first:last] = 0.5 * np.sin(2 * np.pi * frequency * at)

    def heard(self):
        return self.samples

    def when(self, sample):
        return 100 + sample / SINK_RATE


def test_a_pause_is_judged_by_the_last_sound_before_silence():
    server = Recording((1, 3.02, 400), (4, 6, 400))
    assert bench.pauses(server, [{"at": 103.0, "what": "pause"}]) == [pytest.approx(20, abs=3)]


def test_a_jump_is_judged_by_the_first_sound_after_a_silence():
    server = Recording((1, 3.005, 400), (3.08, 6, 500))
    assert bench.new_sounds(server, [{"at": 103.0, "what": "jump"}]) == [pytest.approx(80, abs=3)]


def test_a_change_of_speed_is_judged_by_the_distance_of_pulses():
    slow = [(1 + 0.1 * n, 1.03 + 0.1 * n, 400) for n in range(20)]
    fast = [(3 + 0.05 * n, 3.02 + 0.05 * n, 400) for n in range(20)]
    said = [{"at": 102.7, "what": "set_speed", "argument": 2.0}]
    assert bench.changes(Recording(*slow, *fast), said) == [pytest.approx(300, abs=5)]


@pytest.mark.parametrize(("begin", "end"), [(0.0, 0.0), (0.05, 0.0), (0.0, 0.2)])
def test_what_is_lost_of_a_sweep_is_found(begin, end):
    server = Recording()
    at = np.arange(6 * SINK_RATE) / SINK_RATE
    sweep = 0.5 * np.sin(2 * np.pi * (300 * at + 50 * at * at))
    part = sweep[round(begin * SINK_RATE) : len(sweep) - round(end * SINK_RATE)]
    server.samples[SINK_RATE : SINK_RATE + len(part)] = part
    found = bench.lost(server, [])
    assert found["start_ms"] == pytest.approx(1000 * begin, abs=5)
    assert found["end_ms"] == pytest.approx(1000 * end, abs=5)


RESULT = {
    "about": {
        "commit": "0123456789abcdef", "changed": False, "date": "2026-01-01", "cpu": "a processor",
        "cores": 2, "load": 4.0, "python": "3.11", "server": "pulseaudio 16.1", "rounds": 3,
        "minutes": 10.0,
    },
    "pause": [3.0, 40.0, 5.0],
    "jump_rendered": [70.0, 130.0, 71.0],
    "accuracy": {"0.5": 0.1, "1.0": 0.0, "5.0": -1.4},
    "ends": {"start_ms": 0.4, "end_ms": 12.0, "length_ms": 0.0},
    "underruns": {"underruns": 2, "cpu": 0.25, "sentences": 90},
    "idle": 0.01,
}  # fmt: skip


def test_the_table_shows_losses_too():
    shown = bench.table(RESULT)
    assert "| pause to silence | 5 ms | 40 ms | 50 ms |" in shown
    assert "| jump to new sound, rendered | 71 ms | 130 ms | 100 ms |" in shown
    assert "| -1.4 % | 2 % |" in shown
    assert "| 12 ms | 0 ms |" in shown
    assert "in 10 min, two processes loading all cores | | 2 | 0 |" in shown
    assert "The computer was busy" in shown
    assert "commit 0123456789." in shown


def test_the_table_goes_between_the_marks_of_a_readme(tmp_path, capsys):
    readme = tmp_path / "README.md"
    readme.write_text("a\n<!-- bench:listening -->\nold\n<!-- /bench:listening -->\nb\n")
    report.write_readme(readme, "new", bench.MARKERS)
    text = readme.read_text()
    assert text == "a\n<!-- bench:listening -->\nnew\n<!-- /bench:listening -->\nb\n"
    readme.write_text("nothing")
    report.write_readme(readme, "new", bench.MARKERS)
    assert readme.read_text() == "nothing"
    assert "no place" in capsys.readouterr().err
