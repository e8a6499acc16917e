"""Compare our reading of web pages with extractors of article text, on the labelled pages.

    python -m scripts.bench.pages [--rounds N] [--quick] [--out FILE]
    python -m scripts.bench.pages --table [FILE]     (a table from a result)
    python -m scripts.bench.pages --readme [FILE]    (the same, into the README)

The pages are those of tests/data/html. The others are installed at fixed versions into one
environment below the cache folder, and run in turn with ours, in fresh processes.

* found: labelled parts whose letters and digits stand, in a row, in what came out; marks and white
  space do not count. For ours, what is labelled noise or metadata has not come out.
* let through: strings of the page that are not the article's and must not be spoken.
* lost: share of the letters of spoken parts that did not come out; words of parts that were not
  found whole are looked for in order.
* sizes: what `scripts.bench.sizes` says of texts and pages of set sizes.
* time: a page costs the median of its warm runs; the figure is the mean of the pages. The import,
  and the import with the first page, are medians of fresh processes, without Python's own start.

The pages were written for this project and ours was made with them in view, so the others meet
them as strangers. ``--quick`` reads two pages with ours only: does it work at all?
"""

import hashlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from newsreader.files import cache_dir
from newsreader.types import Role
from scripts.bench import report, sizes
from scripts.bench.report import REPO, versions
from scripts.score_pages import Page, Parts, load_pages, spoken_strings
from scripts.score_segments import SILENT, SPOKEN

HERE = Path(__file__).parent
PAGES = REPO / "tests" / "data" / "html"
RESULT = HERE / "results" / "pages.json"
MARKERS = report.markers("pages")

PEERS = {
    "trafilatura": "trafilatura==2.3.1",
    "trafilatura-recall": "trafilatura==2.3.1",
    "readability": "readability-lxml==0.9",
    "newspaper4k": "newspaper4k==0.9.6",
    "resiliparse": "Resiliparse==2.0.1",
    "boilerpy3": "boilerpy3==1.0.7",
    "justext": "jusText==3.0.2",
    "justext-short": "jusText==3.0.2",
}
"""What to install. trafilatura-recall favors recall and keeps images, where captions hang;
justext-short has limits for short paragraphs. Everything else runs as it comes."""

OURS = "ours"
QUICK_PAGES = 2
REPEATS = 5
"""Warm runs of each page in each round."""

BUSY = 2.0
"""Load above which a table says so."""

ROLES = tuple(role for role in Role if role not in SILENT)

_WORD = re.compile(r"\w+")


def main(arguments: Sequence[str]) -> None:
    options = report.parser(__doc__, RESULT, rounds=5).parse_args(arguments)
    if report.show(options, table, MARKERS):
        return
    pages = [page for folder in sorted(PAGES.iterdir()) for page in load(folder)]
    if options.quick:
        pages = pages[:QUICK_PAGES]
    python = None if options.quick else environment(cache_dir() / "bench" / "pages")
    result = compare(pages, python, options.rounds)
    report.save(options.out, result)
    print(table(result))


def load(folder: Path) -> list[Page]:
    return load_pages(folder) if folder.is_dir() else []


# Preparation


def environment(folder: Path, requirements: Iterable[str] = PEERS.values()) -> Path:
    """Return the Python of an environment in which the peers are, those that can be installed."""
    python = folder / "bin" / "python"
    uv = shutil.which("uv")
    if not python.exists():
        # Not the pip that Python brings: that of 3.11 cannot resolve lxml[html-clean].
        make = [uv, "venv"] if uv else [sys.executable, "-m", "venv", "--upgrade-deps"]
        more = ["--python", sys.executable] if uv else []
        subprocess.run([*make, *more, folder], check=True, stdout=sys.stderr)
    install: list[str | Path]
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    present = versions(python)
    for requirement in dict.fromkeys(requirements):
        name, _, version = requirement.partition("==")
        if present.get(name) != version:
            done = subprocess.run([*install, "--quiet", requirement], stdout=sys.stderr)
            if done.returncode:
                print(f"{requirement} could not be installed and is left out", file=sys.stderr)
    return python


# Measuring


def compare(pages: Sequence[Page], python: Path | None, rounds: int) -> dict[str, Any]:
    """Run ours, and the peers of an environment, in turn; return all figures."""
    present = versions(python) if python else {}
    wanted = {peer: item.split("==") for peer, item in PEERS.items()}
    names = [OURS, *(peer for peer, (name, known) in wanted.items() if present.get(name) == known)]
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    load = os.getloadavg()[0]
    for number in range(-1, rounds):
        for name in names:
            found = run(name, python if python and name != OURS else Path(sys.executable), pages)
            if number >= 0:  # The first one compiles and fills caches.
                runs[name].append(found)
            load = max(load, os.getloadavg()[0])
    return {
        "about": about(pages, rounds, load) | {"versions": present, "left_out": left_out(names)},
        "labelled": dict(Counter(role for page in pages for role, _ in page.parts)),
        "unspoken": sum(len(page.unspoken) for page in pages),
        "extractors": {name: figures(pages, found) for name, found in runs.items()},
        "sizes": sizes.measure(rounds),
    }


def left_out(names: Iterable[str]) -> list[str]:
    return sorted(set(PEERS) - set(names))


def run(name: str, python: Path, pages: Sequence[Page]) -> dict[str, Any]:
    """Read all pages with one extractor in a fresh process."""
    files = {page.id: file_of(page) for page in pages}
    done = subprocess.run(
        [python, HERE / "extractors.py", name, str(REPEATS), *files.values()],
        env={**os.environ, **({"PYTHONPATH": str(REPO)} if name == OURS else {})},
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    result["pages"] = {page: result["pages"][str(file)] for page, file in files.items()}
    return result


def file_of(page: Page) -> Path:
    return next(PAGES.glob(f"*/{page.facts['html']}"))


def figures(pages: Sequence[Page], runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of one extractor."""
    found, placed = Counter[str](), Counter[str]()
    through: dict[str, list[str]] = {}
    errors: dict[str, str] = {}
    lost = spoken = 0
    for page in pages:
        outcome = runs[0]["pages"][page.id]
        parts = [(role and Role(role), text) for role, text in outcome["parts"]]
        said = [text for role, text in parts if role not in SILENT]
        found += found_parts(page.parts, said)
        wanted = Counter((role, letters(text)) for role, text in page.parts)
        placed += Counter(
            role
            for role, _ in (wanted & Counter((r, letters(text)) for r, text in parts)).elements()
        )
        # Whoever knows no roles cannot leave out what a reader would, so all that came out counts.
        if leaks := spoken_strings(page, [(Role.BODY, text) for text in said]):
            through[page.id] = leaks
        if outcome["error"]:
            errors[page.id] = outcome["error"]
        missing, total = lost_letters(page.parts, said)
        lost, spoken = lost + missing, spoken + total
    times = [
        statistics.median(time for run in runs for time in run["pages"][page.id]["times"])
        for page in pages
    ]
    return {
        "found": {role: found[role] for role in ROLES},
        "with_their_role": {role: placed[role] for role in ROLES},
        "let_through": through,
        "lost_percent": 100 * lost / spoken,
        "errors": errors,
        "page_ms": statistics.fmean(times),
        "import_ms": statistics.median(run["import"] for run in runs),
        "first_page_ms": statistics.median(run["first"] for run in runs),
    }


def letters(text: str) -> str:
    """Return what counts of a text."""
    return "".join(filter(str.isalnum, text.casefold()))


def found_parts(parts: Parts, said: Sequence[str]) -> Counter[str]:
    """Count the labelled parts that stand whole in what came out, by role."""
    text = letters("".join(said))
    return Counter(role for role, part in parts if letters(part) in text)


def lost_letters(parts: Parts, said: Sequence[str]) -> tuple[int, int]:
    """Return how many letters of the spoken parts did not come out, and how many there are."""
    text = letters("".join(said))
    want = [
        (role in SPOKEN, letters(part) in text, word)
        for role, part in parts
        for word in _WORD.findall(part.casefold())
    ]
    got = _WORD.findall("\n".join(said).casefold())
    matcher = SequenceMatcher(None, [word for *_, word in want], got, autojunk=False)
    there = {
        place for start, _, n in matcher.get_matching_blocks() for place in range(start, start + n)
    }
    lost = sum(
        len(word)
        for place, (spoken, whole, word) in enumerate(want)
        if spoken and not whole and place not in there
    )
    return lost, sum(len(word) for spoken, _, word in want if spoken)


def about(pages: Sequence[Page], rounds: int, load: float) -> dict[str, Any]:
    """Return what the figures depend on."""

    digest = hashlib.sha256()
    for page in pages:
        digest.update(page.data + json.dumps(page.facts, sort_keys=True).encode())
    reading = ("newsreader/sources", "newsreader/text", "newsreader/pipeline.py")
    return report.about(rounds, load, *reading) | {
        "ours": {name: versions(sys.executable).get(name) for name in ("selectolax",)},
        "pages": len(pages),
        "corpus_sha256": digest.hexdigest(),
        "repeats": REPEATS,
    }


# Showing


def table(result: dict[str, Any]) -> str:
    """Return the result as Markdown, losses included."""
    row = report.row
    about, extractors = result["about"], result["extractors"]
    labelled = result["labelled"]

    def with_roles(name: str) -> str:
        count = sum(extractors[name]["with_their_role"].values())
        return str(count) if name == OURS else "no roles"

    every = extractors.values()
    total = sum(labelled.get(role, 0) for role in ROLES)
    lines = [
        row("found, of what is labelled", (title_of(name) for name in extractors)),
        row("---", ["---:"] * len(extractors)),
        *(
            row(
                f"{role.replace('_', ' ')}, of {labelled[role]}",
                (str(e["found"][role]) for e in every),
            )
            for role in ROLES
            if labelled.get(role)
        ),
        row(f"all, of {total}", (str(sum(e["found"].values())) for e in every)),
        row("all, and with their role", map(with_roles, extractors)),
        row(
            f"let through, of {result['unspoken']} strings not to be spoken",
            (str(sum(map(len, e["let_through"].values()))) for e in every),
        ),
        row("story lost", (f"{e['lost_percent']:.1f} %" for e in every)),
        row("a page, warm", (f"{e['page_ms']:.1f} ms" for e in every)),
        row("import", (f"{e['import_ms']:.0f} ms" for e in every)),
        row("import and first page", (f"{e['first_page_ms']:.0f} ms" for e in every)),
        "",
        f"{about['pages']} pages, {about['rounds']} rounds of {about['repeats']} warm runs, "
        f"{about['date']}, {about['cpu']}, Python {about['python']}, load {about['load']:.1f}, "
        f"{report.commit(about)}. The pages "
        "were written for this project; the others meet them as strangers.",
    ]
    lines.append("")
    lines += sizes_table(result["sizes"])
    lines += report.warning(about["load"], BUSY)
    if about["left_out"] and len(extractors) > 1:
        lines.append(f"Could not be installed: {', '.join(about['left_out'])}.")
    return "\n".join(lines)


def sizes_table(cost: dict[str, Any]) -> list[str]:
    """Return what reading and labelling cost by size, as Markdown."""

    def row(title: str, read: float | None, label: float) -> str:
        return f"| {title} | {'' if read is None else f'{read:.0f} ms'} | {label:.1f} ms |"

    def page(name: str, title: str) -> str:
        size = f"{cost[f'{name}_bytes'] / 1_000_000:.1f} MB"
        return row(f"{title}, {size}", cost[f"{name}_read_ms"], cost[f"{name}_label_ms"])

    return [
        "| processor time, the least of the rounds | read | label |",
        "| --- | ---: | ---: |",
        row(f"an article, {cost['article_words']:,} words", None, cost["article_label_ms"]),
        row(f"a feature, {cost['feature_words']:,} words", None, cost["feature_label_ms"]),
        page("page", "a page as papers serve it"),
        page("paragraphs", "a page of paragraphs alone"),
    ]


def title_of(name: str) -> str:
    """Return the name of an extractor with its version."""
    return f"{name} {PEERS[name].partition('==')[2]}" if name in PEERS else name


if __name__ == "__main__":
    main(sys.argv[1:])
