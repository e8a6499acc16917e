#!/usr/bin/env python3
"""Score the spoken form against rows of labelled sentences.

    scripts/score_spoken_form.py [FILE.tsv ...] [--misses N] [--json FILE]

A file has a header and either the columns printed, spoken, class, source (the whole spoken form
counts) or id, class, input, expected, alternatives (accepted readings separated by |, compared by
their sound: case, punctuation, spaces and hyphens do not count, nor do equal forms like sju and
syv). Prints, per class, how many rows are read right, and in how many the sentences end where they
should; symbols that are left in count as wrong.
"""

import argparse
import csv
import json
import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DATA = ROOT / "tests" / "data" / "normalize"

EQUAL = (
    ("syv", "sju"), ("tyve", "tjue"), ("tredve", "tretti"), ("klokka", "klokken"),
    ("eitt", "eit"), ("ett", "et"), ("é", "e"), ("ò", "o"),
)  # fmt: skip
_SPELLED = re.compile(r"(?<!\w)[^\W\d_](?:[ .-]+[^\W\d_](?!\w))+")
_STOP = re.compile(r"[.!?…]+[\"»”)\]]*(?=\s)")
_INITIAL = re.compile(r"(?<!\w)(?:[^\W\d_]\.)+(?=\s)")


@dataclass(frozen=True)
class Row:
    """A sentence, and how it may be read."""

    printed: str
    accepted: tuple[str, ...]
    kind: str
    language: str


def rows(path: Path) -> Iterator[Row]:
    """Read either kind of file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            kind = row["class"]
            language = "nn" if kind.startswith("nynorsk") else "nb"
            if "printed" in row:
                yield Row(row["printed"], (row["spoken"],), kind, language)
            else:
                more = tuple(a for a in (row["alternatives"] or "").split("|") if a)
                yield Row(row["input"], (row["expected"], *more), kind, language)


def sound(text: str) -> str:
    """Reduce a reading to what can be heard: letters apart keep a mark, the rest runs together."""
    text = _SPELLED.sub(lambda run: re.sub(r"[ .-]+", "", run[0]).replace("", "·"), text)
    text = unicodedata.normalize("NFC", text).lower()
    for form, same in EQUAL:
        text = text.replace(form, same)
    return "".join(c for c in text if c.isalnum() or c in "·%§°/@#&+=*" or ord(c) > 0x2100)


def ends(text: str) -> int:
    """Count the sentences that end inside a text."""
    inner = re.sub(r"[\s.!?…\"»”)\]]+$", "", text.strip())
    return len(_STOP.findall(_INITIAL.sub(lambda m: m[0].replace(".", ""), inner)))


def right(spoken: str, row: Row) -> bool:
    """Tell whether a reading is one of the accepted ones."""
    return sound(spoken) in {sound(reading) for reading in row.accepted}


def main() -> int:
    """Score and print; exit with 1 where a row is wrong."""
    from newsreader.text import spoken_form

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, default=[DATA / "dev.tsv"])
    parser.add_argument("--misses", type=int, default=20, help="list at most so many (20)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    spoken_form("En varm start.")
    figures: dict[str, list[int]] = {}
    misses: list[str] = []
    seconds = 0.0
    for row in (row for path in options.files for row in rows(path)):
        begun = time.perf_counter()
        spoken = spoken_form(row.printed, row.language)
        seconds += time.perf_counter() - begun
        good, stops = right(spoken, row), ends(spoken) == ends(row.accepted[0])
        count = figures.setdefault(row.kind, [0, 0, 0])
        count[0] += good
        count[1] += stops
        count[2] += 1
        if not (good and stops):
            misses.append(f"{row.kind}: {row.printed}\n  is   {spoken}\n  want {row.accepted[0]}")
    print("\n".join(misses[: options.misses]))
    total = [sum(count[i] for count in figures.values()) for i in range(3)]
    for kind, (good, stops, count_) in [*figures.items(), ("total", total)]:
        print(
            f"{kind:22} {good:4} of {count_:<4} {100 * good / count_:6.1f} %   "
            f"stops {100 * stops / count_:6.1f} %"
        )
    print(f"{1000 * seconds / max(1, total[2]):.2f} ms a sentence")
    if options.json:
        options.json.write_text(json.dumps({"classes": figures, "total": total}, indent=1) + "\n")
    return 0 if total[0] == total[2] else 1


if __name__ == "__main__":
    sys.exit(main())
