"""What the benchmarks have in common: what their figures depend on, and where results go."""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

REPO = Path(__file__).parents[2]
README = REPO / "README.md"

Markers = tuple[str, str]


def markers(name: str) -> Markers:
    """Return between what the table of a benchmark stands in the README."""
    return f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"


def parser(doc: str | None, result: Path, rounds: int) -> argparse.ArgumentParser:
    """Return a parser of the options of all; ``result`` is the file shown where none is named."""
    made = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    made.add_argument("--rounds", type=int, default=rounds)
    made.add_argument("--quick", action="store_true", help="a little of it: does it work at all?")
    made.add_argument("--out", type=Path)
    made.add_argument("--table", type=Path, nargs="?", const=result, help="show a result")
    made.add_argument("--readme", type=Path, nargs="?", const=result, help="put it there")
    return made


def show(
    options: argparse.Namespace, table: Callable[[dict[str, Any]], str], where: Markers
) -> bool:
    """Show the table of an earlier result, if that is asked for; return whether it was."""
    source = options.table or options.readme
    if source is None:
        return False
    found = table(json.loads(source.read_text("utf-8")))
    print(found)
    if options.readme:
        write_readme(README, found, where)
    return True


def save(path: Path | None, result: object) -> None:
    """Write a result, if there is a place for it."""
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
        path.write_text(text, encoding="utf-8")


def about(rounds: int, load: float, *measured: str) -> dict[str, Any]:
    """Return what the figures depend on; ``measured`` are the paths whose changes matter."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", REPO, *arguments], capture_output=True, text=True)
        return done.stdout.strip()

    return {
        "commit": git("rev-parse", "HEAD"),
        "changed": bool(git("status", "--porcelain", "--", *measured)),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "load": load,
        "python": platform.python_version(),
        "system": platform.platform(),
        "rounds": rounds,
    }


def commit(about: dict[str, Any]) -> str:
    """Return in words from which code figures come."""
    return f"commit {about['commit'][:10]}{' with changes' if about['changed'] else ''}"


def warning(load: float, limit: float) -> list[str]:
    """Return a line for a computer that had other things to do."""
    return ["The computer was busy: do not trust the times."] if load > limit else []


def cpu() -> str:
    """Return the name of the processor, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = (
        line.partition(":")[2].strip() for line in lines if line.startswith(("model name", "Model"))
    )
    return next(named, platform.processor())


def versions(python: Path | str) -> dict[str, str]:
    """Return the version of everything that is installed beside an interpreter."""
    program = (
        "import importlib.metadata as m, json\n"
        "print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))"
    )
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def write_readme(path: Path, block: str, where: Markers) -> bool:
    """Put a table between the markers of a README; return whether there is a place for it."""
    text = path.read_text("utf-8")
    begin, end = where
    before, first, rest = text.partition(begin)
    _old, second, after = rest.partition(end)
    if not (first and second):
        print(f"{path.name} has no place for the table: {begin} and {end}", file=sys.stderr)
        return False
    path.write_text(f"{before}{begin}\n{block}\n{end}{after}", encoding="utf-8")
    return True


def row(title: str, cells: Iterable[str]) -> str:
    """Return a row of a table in Markdown."""
    return f"| {title} | {' | '.join(cells)} |"
