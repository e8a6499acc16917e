"""Words that the reader adds, in the article's own language.

Bokmål and nynorsk after the usage of the Norwegian library of talking books, which introduces a
caption with "Bildetekst".
"""

import os.path
from functools import cache

PROMPTS: dict[str, dict[str, str]] = {
    "caption": {"nb": "Bildetekst.", "nn": "Bilettekst."},
    "factbox": {"nb": "Faktaboks.", "nn": "Faktaboks."},
    "factbox_end": {"nb": "Slutt på faktaboksen.", "nn": "Slutt på faktaboksen."},
    "list_begin": {"nb": "Liste med {count} punkter.", "nn": "Liste med {count} punkt."},
    "list_item": {"nb": "Punkt {number}.", "nn": "Punkt {number}."},
    "list_end": {"nb": "Slutt på listen.", "nn": "Slutt på lista."},
    "table_begin": {
        "nb": "Tabell med {columns} kolonner og {rows} rader.",
        "nn": "Tabell med {columns} kolonnar og {rows} rader.",
    },
    "table_begin_one": {
        "nb": "Tabell med {columns} kolonner og én rad.",
        "nn": "Tabell med {columns} kolonnar og éi rad.",
    },
    "table_headings": {"nb": "Overskrifter.", "nn": "Overskrifter."},
    "table_row": {"nb": "Rad {number}.", "nn": "Rad {number}."},
    "table_end": {"nb": "Slutt på tabellen.", "nn": "Slutt på tabellen."},
    "table_empty": {"nb": "tom", "nn": "tom"},
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
    "changed": {
        "nb": "Saken er endret siden du hørte den.",
        "nn": "Saka er endra sidan du høyrde henne.",
    },
    "also_in": {"nb": "Også i {papers}.", "nn": "Også i {papers}."},
    "also_in_more": {
        "nb": "Også i {papers} og {count} til.",
        "nn": "Også i {papers} og {count} til.",
    },
    "newspaper": {"nb": "Lydavis {date}", "nn": "Lydavis {date}"},
    "news": {"nb": "Nyheter", "nn": "Nyhende"},
    "articles_one": {"nb": "Én sak.", "nn": "Éi sak."},
    "articles": {"nb": "{count} saker.", "nn": "{count} saker."},
    "computer_voice": {"nb": "Lest av en datastemme.", "nn": "Lesen av ei datastemme."},
    "computer_voice_shown": {
        "nb": "Lest av en datastemme: lyden er laget av et dataprogram.",
        "nn": "Lesen av ei datastemme: lyden er laga av eit dataprogram.",
    },
    "podcast_title": {
        "nb": "{source}, lest av en datastemme",
        "nn": "{source}, lesen av ei datastemme",
    },
    "podcast_about": {
        "nb": "Nyhetsartikler, lest av en datastemme: lyden er laget av et dataprogram.",
        "nn": "Nyhendeartiklar, lesne av ei datastemme: lyden er laga av eit dataprogram.",
    },
    "podcast_day": {"nb": "Dette er {show}, {date}.", "nn": "Dette er {show}, {date}."},
    "podcast_day_end": {"nb": "Det var {show}.", "nn": "Det var {show}."},
    "podcast_edition": {"nb": "{number}. utgave", "nn": "{number}. utgåve"},
    "podcast_from": {"nb": "Fra {source}.", "nn": "Frå {source}."},
    "podcast_end": {"nb": "Slutt på saken.", "nn": "Slutt på saka."},
    "podcast_end_from": {
        "nb": "Det var saken fra {source}.",
        "nn": "Det var saka frå {source}.",
    },
    "podcast_source": {"nb": "Kilde: {source}", "nn": "Kjelde: {source}"},
    "untitled": {"nb": "Sak uten overskrift", "nn": "Sak utan overskrift"},
    "story": {"nb": "Sak {number} av {count}.", "nn": "Sak {number} av {count}."},
}


def prompt(name: str, language: str, /, **values: object) -> str:
    """Return the words for ``name``; numbers are still digits, for the normalizer to read.

    ``language`` is "nb" or "nn", and for prompts of the live reader also "en", because they are
    printed too, in the user's language.
    """
    if name in PROMPTS:
        return PROMPTS[name]["nn" if language == "nn" else "nb"].format(**values)
    return _of_the_reader()[name][language].format(**values)


@cache
def _of_the_reader() -> dict[str, dict[str, str]]:
    """Return what the live reader says of itself (``prompts.tsv``)."""
    with open(os.path.join(os.path.dirname(__file__), "prompts.tsv"), encoding="utf-8") as file:
        head, *lines = file.read().splitlines()
    languages = head.split("\t")[1:]
    rows = (line.split("\t") for line in lines)
    return {name: dict(zip(languages, texts, strict=True)) for name, *texts in rows}
