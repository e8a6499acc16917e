"""The tour: an article about the keys, read by the reader that it explains."""

import os.path
from collections.abc import Mapping

from newsreader.listening.actions import Action
from newsreader.listening.keyhelp import label
from newsreader.types import Document, Mark, Role

_UNKEYED = {"nb": "en tast du selv velger", "nn": "ein tast du vel sjølv"}
"""For an action that the listener's own keys leave out."""


def tour(keys: Mapping[str, Action], language: str) -> Document:
    """Return the tour in "nb" or "nn", with the listener's own keys in it."""
    path = os.path.join(os.path.dirname(__file__), f"tour.{language}.txt")
    with open(path, encoding="utf-8") as file:
        template = file.read()
    names = {action.value: _UNKEYED[language] for action in Action}
    for key, action in reversed(
        list(keys.items())
    ):  # the first key of an action is the one to learn
        names[action.value] = label(key)[language]
    parts: list[str] = []
    marks: list[Mark] = []
    place = 0
    for block in template.format(**names).strip().split("\n\n"):
        text = block.lstrip("# ")
        role = {"# ": Role.HEADLINE, "##": Role.SUBHEADING}.get(block[:2], Role.BODY)
        marks.append(Mark((place, place + len(text)), role))
        parts.append(text)
        place += len(text) + 2
    return Document(
        "\n\n".join(parts), "newsreader tour", tuple(marks), title=parts[0], language=language
    )
