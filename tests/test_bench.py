import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parent.parent / "scripts" / "bench"


@pytest.fixture(scope="module")
def engine():
    spec = importlib.util.spec_from_file_location("bench_engine", BENCH / "engine.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.voice
@pytest.mark.slow
def test_the_benchmark_runs(joe_voice, tmp_path):
    out = tmp_path / "result.json"
    command = [sys.executable, str(BENCH / "engine.py"), "--rounds", "1", "--quick"]
    command += ["--out", str(out), "--folder", str(tmp_path / "bench")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["about"]["versions"]["piper"]["piper-tts"] == "1.8.0"
    assert len(result["about"]["commit"]) == 40
    rows = {(row["peer"], row["test"]): row for row in result["rows"]}
    assert set(rows) == {(p, t) for p in ("piper", "exact", "fast") for t in ("headline", "warm")}
    for (_peer, test), row in rows.items():
        assert row["first"] > 0
        if test == "headline":
            assert 1.5 < row["seconds"] < 5
            assert 30 < row["memory"] < 500
    # The same sound, so as long, up to the noise of the durations.
    lengths = [rows[peer, "headline"]["seconds"] for peer in ("piper", "exact", "fast")]
    assert max(lengths) < 1.25 * min(lengths)
    assert "| piper | exact | fast |" in done.stdout
    shown = subprocess.run(
        [*command[:2], "--table", str(out)], capture_output=True, text=True, check=True
    )
    assert shown.stdout == done.stdout


def rows(**figures):
    """Return rows of three rounds for Piper and the exact profile."""
    found = []
    for test, cores in (("article", 1), ("article", 2), ("cold", 1), ("warm", 1), ("long", 1)):
        for peer, factor in (("piper", 1.0), ("exact", figures.get(test, 0.1))):
            for wobble in (0.9, 1.0, 5.0):
                row = {"peer": peer, "test": test, "cores": cores, "load": 0.5}
                row |= {"first": factor * wobble, "memory": 400 * factor, "seconds": 100}
                row |= {"wall": 10 * factor * wobble, "cpu": 10 * factor * wobble}
                found.append(row)
    return found


def about():
    return {
        "versions": {"piper": {}, "exact": {}}, "rounds": 3, "date": "2026-01-01", "cpu": "test",
        "commit": "0" * 40, "changed": False,
    }  # fmt: skip


def result(engine, rows):
    medians = engine.medians(rows)
    return {"about": about(), "rows": rows, "medians": medians, "goals": engine.goals(medians)}


def test_the_table_holds_ratios_of_medians(engine):
    table = engine.table(result(engine, rows(article=0.7)))
    assert "| CPU time, whole text | 0.100 s | 0.70 |" in table
    assert "| first sound, program just started | 1.000 s | 0.10 |" in table
    assert "| memory, whole text | 400 MB | 0.70 (goal missed: 0.40) |" in table


def test_missed_goals_are_told(engine):
    reached = result(engine, rows(article=0.81))
    missed = {goal["goal"] for goal in reached["goals"] if not goal["met"]}
    assert missed == {
        "CPU time, whole text (exact)",
        "time, whole text, two cores (exact)",
        "memory, whole text (exact)",
    }
    table = engine.table(reached)
    assert "| CPU time, whole text | 0.100 s | 0.81 (goal missed: 0.80) |" in table
    assert table.count("goal missed") == 3
    assert "goal missed" not in engine.table(result(engine, rows()))


def test_the_table_goes_between_the_markers_of_the_readme(engine, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("a\n<!-- bench:engine -->\nold\n<!-- /bench:engine -->\nb\n")
    for table in ("| one |", "| two |"):
        engine.fill(readme, table)
    expected = "a\n<!-- bench:engine -->\n| two |\n<!-- /bench:engine -->\nb\n"
    assert readme.read_text() == expected
    readme.write_text("no markers")
    with pytest.raises(SystemExit):
        engine.fill(readme, "| one |")


def test_a_busy_computer_is_told(engine):
    busy = [row | {"load": 3.0} for row in rows()]
    assert "do not trust" in engine.table(result(engine, busy))
    assert "do not trust" not in engine.table(result(engine, rows()))
