"""Words that the reader adds, in the article's own language.

Bokmål and nynorsk after the usage of the Norwegian library of talking books, which introduces a
caption with "Bildetekst".
"""

PROMPTS: dict[str, dict[str, str]] = {
    "caption": {"nb": "Bildetekst.", "nn": "Bilettekst."},
    "factbox": {"nb": "Faktaboks.", "nn": "Faktaboks."},
    "captions_skipped_one": {
        "nb": "Én bildetekst hoppes over.",
        "nn": "Éin bilettekst blir hoppa over.",
    },
    "captions_skipped": {
        "nb": "{count} bildetekster hoppes over.",
        "nn": "{count} bilettekstar blir hoppa over.",
    },
    "paywall": {
        "nb": "Resten av saken er bare for abonnenter.",
        "nn": "Resten av saka er berre for abonnentar.",
    },
    "story": {"nb": "Sak {number} av {count}.", "nn": "Sak {number} av {count}."},
}


def prompt(name: str, language: str, **values: object) -> str:
    """Return the words for ``name``; numbers are still digits, for the normalizer to read."""
    return PROMPTS[name]["nn" if language == "nn" else "nb"].format(**values)
