"""Compare our reading of sentences in words with other normalizers, on the project's golden sets.

    python -m scripts.bench.normalizers [--rounds N] [--quick] [--out FILE]
    python -m scripts.bench.normalizers --table [FILE]     (a table from a result)
    python -m scripts.bench.normalizers --readme [FILE]    (the same, into the README)

The sentences are those of tests/data/normalize/golden.tsv and golden2.tsv, with all their accepted
readings; what counts as right is in scripts/score_spoken_form.py. The others are installed at fixed
versions into one environment below the cache folder, and run in turn with ours, in fresh processes.

* right: sentences whose spoken form is one of the accepted readings, by class.
* eSpeak NG is what Piper voices read with: it takes the printed text, and what is compared is
  whether it makes the same phonemes of it as of an accepted reading.
* a sentence, import, memory: processor time of the best warm run, median of the import with the
  first sentence, and median of the peak memory of a process, Python's own included.

golden2.tsv was written before its sentences were first read by the program, golden.tsv was in view
while the rules were written; the others meet both as strangers. ``--quick`` reads every tenth
sentence with ours only: does it work at all?
"""

import hashlib
import json
import os
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from newsreader.files import cache_dir
from newsreader.text.respell import respell
from scripts.bench import report
from scripts.bench.pages import BUSY, environment
from scripts.bench.report import REPO, versions
from scripts.score_spoken_form import Row, right, rows

HERE = Path(__file__).parent
DATA = REPO / "tests" / "data" / "normalize"
SETS = ("golden", "golden2")
RESULT = HERE / "results" / "normalizers.json"
MARKERS = report.markers("normalizers")

PEERS = {
    "num2words": "num2words==0.5.14",
    "num2words-plus": "num2words==0.5.14",
    "unicode-rbnf": "unicode-rbnf==2.4.1",
    "icu-rbnf": "icu_rbnf==0.2.0",
    "spokenform": "spokenform==0.4.5",
}
"""What to install. num2words reads each run of digits; num2words-plus, unicode-rbnf and icu-rbnf
are called by the same page of code, which knows separators, ordinals, years and percent."""

NOT_INSTALLED = (
    "PyICU needs a compiler and the headers of ICU",
    "Text-Normalizer-norwegian by lemoi18 is in no package registry",
    "NeMo text processing 1.2.0 has no Norwegian",
)
OURS, ESPEAK, PRINTED = "ours", "espeak-ng", "printed"
REPEATS = 3


def main(arguments: Sequence[str]) -> None:
    options = report.parser(__doc__, RESULT, rounds=5).parse_args(arguments)
    if report.show(options, table, MARKERS):
        return
    found = {name: list(rows(DATA / f"{name}.tsv")) for name in SETS}
    if options.quick:
        found = {name: every[::10] for name, every in found.items()}
    python = None
    if not options.quick:
        python = environment(cache_dir() / "bench" / "normalizers", PEERS.values())
    result = compare(found, python, options.rounds)
    report.save(options.out, result)
    print(table(result))


# Measuring


def compare(sets: dict[str, list[Row]], python: Path | None, rounds: int) -> dict[str, Any]:
    """Run ours, and the peers of an environment, in turn; return all figures."""
    present = versions(python) if python else {}
    wanted = {peer: item.split("==") for peer, item in PEERS.items()}
    there = [peer for peer, (name, known) in wanted.items() if present.get(name) == known]
    names = [OURS, *([PRINTED, *there, ESPEAK] if python else [])]
    every = [row for found in sets.values() for row in found]
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    load = os.getloadavg()[0]
    for number in range(-1, rounds):
        for name in names:
            beside_ours = name in (OURS, PRINTED, ESPEAK)
            found = run(name, Path(sys.executable) if beside_ours or not python else python, every)
            if number >= 0:  # The first one compiles and fills caches.
                runs[name].append(found)
            load = max(load, os.getloadavg()[0])
    systems = {}
    for name, measured in runs.items():
        judge = by_phonemes(every) if name == ESPEAK else by_words
        systems[name] = figures(sets, measured, judge)
    about_it = about(every, rounds, load) | {
        "versions": present | {"piper-tts": versions(sys.executable).get("piper-tts")},
        "left_out": sorted(set(PEERS) - set(there)) if python else [],
    }
    return {"about": about_it, "systems": systems}


def run(name: str, python: Path, every: Sequence[Row]) -> dict[str, Any]:
    """Read all sentences with one system in a fresh process."""
    return worker(name, python, [(row.printed, row.language) for row in every], REPEATS)


def worker(
    name: str, python: Path, sentences: Sequence[tuple[str, str]], repeats: int
) -> dict[str, Any]:
    done = subprocess.run(
        [python, HERE / "normalizer_peers.py", name, str(repeats)],
        input=json.dumps(sentences), capture_output=True, text=True,
        env={**os.environ, **({"PYTHONPATH": str(REPO)} if name == OURS else {})},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def by_words(row: Row, said: str) -> bool:
    """Judge a spoken form."""
    return right(said, row)


def by_phonemes(every: Sequence[Row]) -> Callable[[Row, str], bool]:
    """Return a judge that compares what eSpeak NG makes of the printed and of the spoken text."""
    readings = [
        (form, row.language)
        for row in every
        for reading in row.accepted
        for form in (reading, respell(reading, row.language))
    ]
    said = worker(ESPEAK, Path(sys.executable), readings, 1)["out"]
    wanted: dict[str, set[str]] = {}
    places = iter(said)
    for row in every:
        wanted[row.printed] = {plain(next(places)) for _ in range(2 * len(row.accepted))}
    return lambda row, phonemes: plain(phonemes) in wanted[row.printed]


SAME_SOUND = (
    ("hʉnnr", "hʉndr"), ("ɛlleva", "ɛlva"), ("œ", "ø"), ("fiːrɛ", "fiːra"), ("ett", "et"),
    ("ɛnna", "ənda"), ("əmda", "ənda"), ("ʃt", "st"), ("fjarda", "fjara"), ("ɑnnra", "ɑndra"),
)  # fmt: skip
"""What eSpeak NG makes of the same word in its table of numbers and by its rules for letters: a
difference that is no fault of a reading (measured)."""


def plain(phonemes: str) -> str:
    """Reduce phonemes to the sounds: no stress, length or pauses."""
    sounds = "".join(c for c in phonemes if c.isalpha() and c not in "ˈˌːʲ")
    for form, same in SAME_SOUND:
        sounds = sounds.replace(form.replace("ː", ""), same.replace("ː", ""))
    return sounds


def figures(
    sets: dict[str, list[Row]], runs: Sequence[dict[str, Any]], judge: Callable[[Row, str], bool]
) -> dict[str, Any]:
    """Return the figures of one system."""
    out = iter(runs[0]["out"])
    classes: Counter[str] = Counter()
    totals: dict[str, int] = {}
    for name, found in sets.items():
        good = [row.kind for row in found if judge(row, next(out))]
        totals[name] = len(good)
        classes.update(good)
    return {
        "right": dict(classes),
        "totals": totals,
        "errors": runs[0]["errors"],
        "sentence_us": min(run["sentence_us"] for run in runs),
        "import_ms": statistics.median(run["import_ms"] for run in runs),
        "first_ms": statistics.median(run["first_ms"] for run in runs),
        "memory_mb": statistics.median(run["memory_mb"] for run in runs),
    }


def about(every: Sequence[Row], rounds: int, load: float) -> dict[str, Any]:
    """Return what the figures depend on."""

    digest = hashlib.sha256("".join(row.printed + row.accepted[0] for row in every).encode())
    counts = Counter(row.kind for row in every)
    return report.about(rounds, load, "newsreader/text") | {
        "classes": dict(sorted(counts.items())),
        "sentences": len(every),
        "corpus_sha256": digest.hexdigest(),
        "repeats": REPEATS,
        "not_installed": list(NOT_INSTALLED),
    }


# Showing


def table(result: dict[str, Any]) -> str:
    """Return the result as Markdown, losses included."""
    row = report.row
    about, systems = result["about"], result["systems"]

    def share(good: int, count: int) -> str:
        return f"{100 * good / count:.0f} %"

    every = systems.values()
    total = sum(about["classes"].values())
    lines = [
        row("read right", (title_of(name, about) for name in systems)),
        row("---", ["---:"] * len(systems)),
        *(
            row(
                f"{kind}, {count}", (share(system["right"].get(kind, 0), count) for system in every)
            )
            for kind, count in about["classes"].items()
        ),
        row(
            f"**all, {total}**",
            (f"**{100 * sum(s['totals'].values()) / total:.1f} %**" for s in every),
        ),
        row("a sentence, warm", (f"{system['sentence_us']:.0f} µs" for system in every)),
        row("import", (f"{system['import_ms']:.0f} ms" for system in every)),
        row("import and first sentence", (f"{system['first_ms']:.0f} ms" for system in every)),
        row("memory", (f"{system['memory_mb']:.0f} MB" for system in every)),
        "",
        f"{total} sentences, best of {about['rounds']} rounds of {about['repeats']} warm runs, "
        f"{about['date']}, {about['cpu']}, Python {about['python']}, load {about['load']:.1f}, "
        f"{report.commit(about)}. The "
        "sentences were written for this project; the others meet them as strangers. eSpeak NG "
        "alone is compared by its phonemes.",
    ]
    lines += report.warning(about["load"], BUSY)
    if len(systems) > 1:
        left = [f"{name} could not be installed here" for name in about["left_out"]]
        lines.append(f"Not compared: {'; '.join([*left, *about['not_installed']])}.")
    return "\n".join(lines)


def title_of(name: str, about: dict[str, Any]) -> str:
    """Return the name of a system with its version."""
    if name == ESPEAK:
        return f"{name} of piper-tts {about['versions'].get('piper-tts')}"
    return f"{name} {PEERS[name].partition('==')[2]}" if name in PEERS else name


if __name__ == "__main__":
    main(sys.argv[1:])
