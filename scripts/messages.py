"""Bring the Norwegian catalogue up to date: collect the sentences in the code, then compile.

    python scripts/messages.py          update newsreader.po and newsreader.mo
    python scripts/messages.py --check  change nothing; exit 1 if something is missing

New sentences come into the .po file with an empty translation, to be filled in by hand.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "newsreader/locale/nb/LC_MESSAGES/newsreader.po"
MO = PO.with_suffix(".mo")


def collected() -> Catalog:
    """Return all sentences inside gettext calls, Click's own included."""
    import click

    template = Catalog(domain="newsreader", charset="utf-8")
    places = [(ROOT / "newsreader", "newsreader"), (Path(click.__file__).parent, "click")]
    for folder, name in places:
        for file, _, message, _, context in extract_from_dir(
            folder,
            method_map=[("**.py", "python")],
            keywords={"_": None, "N_": None, "ngettext": (1, 2)},
        ):
            # No line numbers: they would change with every edit.
            template.add(message, locations=[(f"{name}/{file}", 0)], context=context)
    return template


def current() -> Catalog:
    """Return the catalogue as it stands in the tree."""
    if not PO.exists():
        return Catalog(locale="nb", domain="newsreader", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="nb", domain="newsreader")


def problems(template: Catalog, catalogue: Catalog) -> list[str]:
    """Return what is missing or left over, and translations that lost a {placeholder}."""
    found = []
    for message in template:
        if not message.id:
            continue
        known = catalogue.get(message.id)
        text = known.string if known else ""
        translations = text if isinstance(text, tuple) else (text,)
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        if not all(translations):
            if _ours(template, message.id):
                found.append(f"not translated: {sources[0]}")
            continue
        for source, translation in zip(sources, translations, strict=True):
            wanted = set(re.findall(r"{[^}]*}", source))
            if set(re.findall(r"{[^}]*}", translation)) != wanted:
                found.append(f"other placeholders than the English: {translation}")
    for message in catalogue:
        of_click = any(place.startswith("click/") for place, _ in message.locations)
        if message.id and template.get(message.id) is None and not of_click:
            found.append(f"no longer in the code: {message.id}")
    return found


def _ours(template: Catalog, message_id: str | tuple[str, ...]) -> bool:
    """Tell a sentence of this project from one of Click's, of which few are ever shown."""
    message = template.get(message_id)
    places = message.locations if message else []
    return any(place.startswith("newsreader/") for place, _ in places)


def compiled(catalogue: Catalog) -> bytes:
    """Return the .mo file."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> int:
    """Update, or check."""
    template, catalogue = collected(), current()
    if "--check" not in sys.argv:
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        for message in list(catalogue):
            if message.id and not message.string and not _ours(template, message.id):
                catalogue.delete(message.id)
        catalogue.header_comment = "# The Norwegian (bokmål) words of newsreader's messages."
        catalogue.project, catalogue.fuzzy = "newsreader", False
        with PO.open("wb") as file:
            write_po(file, catalogue, width=98, include_lineno=False, sort_output=True)
        MO.write_bytes(compiled(catalogue))
    found = problems(template, catalogue)
    if "--check" in sys.argv and compiled(catalogue) != MO.read_bytes():
        found.append("newsreader.mo is not newsreader.po: run scripts/messages.py")
    print("\n".join(found) or "The catalogue is complete.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
