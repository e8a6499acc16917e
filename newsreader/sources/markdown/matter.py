"""The front matter of a Markdown file: what it says about itself, in YAML or TOML.

Only plain keys and values are read, which is all that such headers hold in practice; no YAML
library is worth its size for that.
"""

import re
from dataclasses import dataclass

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
"""What opens a header and what closes it (Jekyll, Pandoc, Hugo)."""

_MAX_LINES = 200

_PAIR = re.compile(r"([\w.-]{1,60})\s?[:=](?:\s(.*)|$)")
_ITEM = re.compile(r"\s*-\s+(.+)")

_KEYS = {
    "title": ("title", "tittel"),
    "byline": ("author", "authors", "byline", "forfatter", "forfattar", "creator"),
    "published": ("date", "published", "pubdate", "dato", "publisert"),
    "language": ("lang", "language", "språk"),
    "publisher": ("publisher", "site", "utgiver", "utgjevar"),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a header says. Empty where it does not."""

    title: str = ""
    byline: str = ""
    published: str | None = None
    """ISO 8601."""
    language: str = ""
    """nb or nn; "no" does not say which, and other languages are not ours to read."""
    publisher: str = ""


def split_matter(text: str) -> tuple[Matter, list[str]]:
    """Return what the header says, and the lines below it: all of them where there is none."""
    from newsreader.sources.feed.dates import iso_date

    lines = text.removeprefix("\ufeff").splitlines()
    closing = _FENCES.get(lines[0].rstrip()) if lines else None
    ends = (n for n, line in enumerate(lines[1:_MAX_LINES], 1) if line.rstrip() in (closing or ()))
    end = next(ends, 0)
    values = _values(lines[1:end]) if end else None
    if not values:
        return Matter(), lines
    said = {
        field: next((values[key] for key in keys if values.get(key)), "")
        for field, keys in _KEYS.items()
    }
    language = said["language"][:2].lower()
    return Matter(
        title=said["title"],
        byline=said["byline"],
        published=iso_date(said["published"]),
        language=language if language in ("nb", "nn") else "",
        publisher=said["publisher"],
    ), lines[end + 1 :]


def _values(lines: list[str]) -> dict[str, str] | None:
    """Return the values by their keys, None for what is no header but text between two rules."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        if pair := _PAIR.match(line):
            key = pair.group(1).lower()
            value = (pair.group(2) or "").strip()
            found[key] = [] if value in ("", "|", ">", "|-", ">-") else _listed(value)
        elif (item := _ITEM.match(line)) and key:
            found[key].append(_bare(item.group(1)))
        elif line[:1] in (" ", "\t") and key:
            found[key].append(_bare(line))
        elif line.strip() and not line.startswith("#"):
            return None
    return {
        key: " ".join(values) if key in _KEYS["title"] else ", ".join(filter(None, values))
        for key, values in found.items()
    }


def _listed(value: str) -> list[str]:
    if value.startswith("[") and value.endswith("]"):
        return [_bare(part) for part in value[1:-1].split(",")]
    return [_bare(value)]


def _bare(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'").strip()
    name = re.match(r"name:\s+(.+)", value)
    return _bare(name.group(1)) if name else value
