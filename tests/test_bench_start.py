"""What the command line imports until it is heard: each module delays the first word."""

import importlib.util
import json

import pytest

from tests.tools import ROOT

BENCH = ROOT / "scripts" / "bench"

FORBIDDEN = {
    # Piper's package, where only its module espeakbridge is needed; what makes models and MP3.
    "piper", "onnx", "torch", "pydub",
    # The network, e-mail and web pages, for a text file.
    "asyncio", "email", "http", "socketserver", "ssl", "urllib.request", "selectolax",
    "newsreader.fetch", "newsreader.guard", "newsreader.kitchen", "newsreader.podcasting",
    "newsreader.sources.feed", "newsreader.sources.markdown", "newsreader.sources.page",
    "newsreader.sources.web",
    # Slow, and for other occasions.
    "difflib", "importlib.metadata", "multiprocessing", "numpy.random", "platformdirs", "sqlite3",
    "newsreader.engines.pool", "newsreader.engines.graph.derive", "newsreader.verify", "xml",
}  # fmt: skip

MORE = 3
"""How many modules of our own may come before the budget must be looked at again."""


@pytest.fixture(scope="module")
def start():
    spec = importlib.util.spec_from_file_location("bench_start", BENCH / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def imported(start, tmp_path_factory, joe_voice):
    return start.imports(tmp_path_factory.mktemp("start"), 1)


@pytest.mark.voice
@pytest.mark.parametrize("command", ["record", "read"])
def test_only_what_is_needed_is_imported(imported, command):
    found = {*imported[command]["own"], *imported[command]["others"]}
    assert "onnxruntime" in found
    assert "newsreader.engines.streaming" in found
    assert not found & (FORBIDDEN | ({"sounddevice"} if command == "record" else set()))


@pytest.mark.voice
@pytest.mark.parametrize("command", ["record", "read"])
def test_the_number_of_modules_does_not_grow_unseen(imported, command):
    budget = json.loads((BENCH / "results" / "imports.json").read_text(encoding="utf-8"))
    new = set(imported[command]["own"]) - set(budget[command])
    assert len(imported[command]["own"]) <= len(budget[command]) + MORE, (
        f"more to import, and a later first word: {sorted(new)}; if they are needed: "
        "python scripts/bench/start.py --imports --budget scripts/bench/results/imports.json"
    )


@pytest.mark.voice
def test_the_first_sound_is_measured(start, tmp_path, joe_voice):
    result = start.starts(tmp_path, 1)
    times = result["1 cores"]
    assert 0 < times["median"]["newsreader"] < 60
    expected = times["median"]["newsreader"] / times["median"]["piper"]
    assert times["ratio"] == pytest.approx(expected, abs=0.01)
