"""The comparison of normalizers: that it runs, and that its figures mean what they say."""

import json
import subprocess
import sys

import pytest

from scripts.bench import normalizers as bench
from scripts.bench import report
from scripts.score_spoken_form import Row, rows
from tests.tools import ROOT

PERCENT = Row("5 % av 21", ("Fem prosent av tjueen", "Fem prosent av enogtjue"), "percent", "nb")
KEEP = Row("Det regner.", ("Det regner.",), "keep", "nb")
RUN = {"errors": 0, "sentence_us": 9.0, "import_ms": 5.0, "first_ms": 7.0, "memory_mb": 20.0}


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench") / "new" / "normalizers.json"
    command = [sys.executable, "-m", "scripts.bench.normalizers", "--quick", "--rounds", "1"]
    done = subprocess.run(
        [*command, "--out", str(out)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(out.read_text(encoding="utf-8")), done.stdout


def test_the_benchmark_reads_every_tenth_sentence_with_ours_only(quick):
    result, shown = quick
    assert list(result["systems"]) == ["ours"]
    count = sum(len(list(rows(bench.DATA / f"{name}.tsv"))[::10]) for name in bench.SETS)
    ours = result["systems"]["ours"]
    assert result["about"]["sentences"] == count
    assert sum(ours["totals"].values()) == count
    assert ours["errors"] == 0
    assert 0 < ours["import_ms"] < ours["first_ms"]
    assert ours["sentence_us"] > 0
    assert ours["memory_mb"] > 5
    assert f"| **all, {count}** | **100.0 %** |" in shown
    assert len(result["about"]["corpus_sha256"]) == 64


def test_right_is_counted_by_class_and_by_set():
    run = {"out": ["enogtjue fem prosent av", "det regner"], **RUN}
    found = bench.figures({"a": [PERCENT], "b": [KEEP]}, [run], bench.by_words)
    assert found["right"] == {"keep": 1}
    assert found["totals"] == {"a": 0, "b": 1}
    run = {"out": ["fem prosent av enogtjue", "det regner"], **RUN}
    found = bench.figures(
        {"a": [PERCENT], "b": [KEEP]}, [run, RUN | {"sentence_us": 3}], bench.by_words
    )
    assert found["totals"] == {"a": 1, "b": 1}
    assert found["sentence_us"] == 3


def test_phonemes_are_compared_with_those_of_an_accepted_reading():
    judge = bench.by_phonemes([PERCENT, KEEP])
    heard = bench.worker("espeak-ng", bench.Path(sys.executable), [("Det regner.", "nb")], 1)["out"]
    assert judge(KEEP, heard[0])
    assert not judge(PERCENT, heard[0])


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("12 %", "tolv prosent"),
        ("3. plass", "tredje plass"),
        ("1 250", "1250"),
        ("i 1949", "i 1949"),
    ],
)
def test_the_page_of_code_round_number_words(text, want):
    from scripts.bench.normalizer_peers import plus

    words = {12: "tolv", 3: "tredje"}
    read = plus(lambda n: words.get(n, str(n)), lambda n: words[n], str)
    assert read(text, "nb") == want


def result(load=0.5, left_out=()):
    system = RUN | {"right": {"age": 3, "keep": 2}, "totals": {"a": 4, "b": 1}}
    about = {
        "classes": {"age": 4, "keep": 2}, "rounds": 5, "repeats": 3, "date": "2026-01-01",
        "cpu": "test", "python": "3.11", "load": load, "commit": "0" * 40, "changed": False,
        "versions": {"piper-tts": "1.8.0"}, "left_out": list(left_out),
        "not_installed": ["X has no Norwegian"],
    }  # fmt: skip
    return {"about": about, "systems": {"ours": system, "num2words": system, "espeak-ng": system}}


def test_the_table_holds_every_figure_with_the_version():
    lines = bench.table(result()).splitlines()
    version = bench.PEERS["num2words"].partition("==")[2]
    assert lines[0] == f"| read right | ours | num2words {version} | espeak-ng of piper-tts 1.8.0 |"
    assert "| age, 4 | 75 % | 75 % | 75 % |" in lines
    assert "| **all, 6** | **83.3 %** | **83.3 %** | **83.3 %** |" in lines
    assert "| a sentence, warm | 9 µs | 9 µs | 9 µs |" in lines
    assert "| import and first sentence | 7 ms | 7 ms | 7 ms |" in lines
    assert "| memory | 20 MB | 20 MB | 20 MB |" in lines
    assert lines[-1] == "Not compared: X has no Norwegian."


def test_the_table_says_what_is_not_to_be_trusted_and_what_is_missing():
    shown = bench.table(result(load=3.0, left_out=["spokenform"]))
    assert "do not trust the times" in shown
    assert "spokenform could not be installed here" in shown


def test_the_table_goes_between_its_marks(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("a\n{}\nold\n{}\nb\n".format(*bench.MARKERS), encoding="utf-8")
    report.write_readme(readme, "new", bench.MARKERS)
    assert readme.read_text("utf-8") == "a\n{}\nnew\n{}\nb\n".format(*bench.MARKERS)
