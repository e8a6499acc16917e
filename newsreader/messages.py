"""The language of messages: Norwegian where the locale is Norwegian, else English.

Sentences stand in the code in English, inside ``gettext``; ``locale/nb/LC_MESSAGES/newsreader.po``
holds the Norwegian. Click's own words go through the same catalogue. What is *spoken* follows the
article's language instead: see ``text/prompts.py``.
"""

import gettext
import os
from pathlib import Path

DOMAIN = "newsreader"
LOCALE_DIR = Path(__file__).parent / "locale"
_NORWEGIAN = {"nb", "nn", "no"}


def language() -> str:
    """Return "nb" or "en", from the variables that gettext reads, in its order."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            first = value.split(":")[0].split(".")[0].split("_")[0].lower()
            return "nb" if first in _NORWEGIAN else "en"
    return "en"


def use_locale() -> str:
    """Make gettext speak the user's language, and return it.

    LANGUAGE is set for this process because the module-level gettext functions, which Click calls
    too, can be steered in no other way; it also lets ``nn_NO`` and ``no_NO`` find the catalogue.
    """
    found = language()
    os.environ["LANGUAGE"] = found
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    return found
