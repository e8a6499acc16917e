"""Paragraphs of laws: the hyphen between chapter and paragraph is silent."""

import re

from newsreader.text import numbers
from newsreader.text.patterns import lazy
from newsreader.text.scan import Reading, Scan

_ONE = r"[0-9]{1,4}(?:[-–][0-9]{1,3})?(?:\s?[a-zA-Z](?![\w.]))?"
_LAW = lazy(rf"(?P<sign>§{{1,2}})\s?(?P<first>{_ONE})")
_PART = lazy(
    rf"(?P<join>,? jf\.? ?|, ?| og | eller | til |\s?[–-]\s?)(?P<sign>§\s?)?(?P<one>{_ONE})"
)


def law(scan: Scan, pos: int) -> Reading | None:
    """Read *§ 12-3*, *§§ 4 og 5*, *§§ 12-3 til 12-5*, *§ 5 a*."""
    match = _LAW.match(scan.text, pos)
    if not match:
        hyphen = re.match(r"-(?=[a-zæøå])", scan.after(pos + 1, 2))
        end = pos + (2 if hyphen else 1)
        return Reading("compound" if hyphen else "law", pos, end, "paragraf")
    if match["sign"] == "§":
        spoken = f"paragraf {_one(match['first'], scan)}"
        return Reading("law", pos, match.end("first"), spoken)
    first = match["first"]
    whole = re.fullmatch(r"([0-9]+)[-–]([0-9]+)", first)
    # Two signs and one pair of numbers: a range, unless the rest shows chapters too.
    more = _PART.match(scan.text, match.end())
    if whole and not more and int(whole[1]) < int(whole[2]):
        spoken = f"{_one(whole[1], scan)} til {_one(whole[2], scan)}"
    else:
        spoken = _one(first, scan)
    end = match.end("first")
    while part := _PART.match(scan.text, end):
        join = part["join"].strip()
        word = {"–": " til", "-": " til", ",": ","}.get(join, f" {join}")
        if "jf" in join:
            break
        spoken += f"{word} {'paragraf ' if part['sign'] else ''}{_one(part['one'], scan)}"
        end = part.end()
    return Reading("law", pos, end, f"{scan.words.sections} {spoken}")


def _one(printed: str, scan: Scan) -> str:
    parts = re.findall(r"[0-9]+|[A-Za-z]", printed)
    return " ".join(
        part if part.isalpha() else numbers.cardinal(int(part), scan.language) for part in parts
    )
