"""Words that the reader adds, in the article's own language (``prompts.tsv``).

Bokmål and nynorsk after the usage of the Norwegian library of talking books, which introduces a
caption with "Bildetekst". What the live reader says of itself is there in English too, for it is
printed as well, in the user's language; what is said within an article is not.
"""

import os.path
from functools import cache


def prompt(name: str, language: str, /, **values: object) -> str:
    """Return the words for ``name``; numbers are still digits, for the normalizer to read.

    ``language`` is that of an article, where all but "nn" counts as "nb", or "en" for what is
    printed.
    """
    texts = table()[name]
    found = texts["en"] if language == "en" else ""
    return (found or texts["nn" if language == "nn" else "nb"]).format(**values)


@cache
def table() -> dict[str, dict[str, str]]:
    """Return all prompts: by name, then by language; "en" is empty within articles."""
    with open(os.path.join(os.path.dirname(__file__), "prompts.tsv"), encoding="utf-8") as file:
        head, *lines = file.read().splitlines()
    languages = head.split("\t")[1:]
    rows = (line.split("\t") for line in lines)
    return {name: dict(zip(languages, texts, strict=True)) for name, *texts in rows}
