"""The one list of what a listener can ask for.

Keys, lines on standard input, media keys and buttons all name these actions; ``actions.tsv`` has
the sentence that explains each of them, and the words that stand for it on a line.
"""

import os.path
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Action(StrEnum):
    """What can be asked for. A closed set; the values are the public names."""

    PLAY_PAUSE = "play_pause"
    PLAY = "play"
    PAUSE = "pause"
    SILENCE = "silence"
    REPEAT = "repeat"
    REPEAT_SLOW = "repeat_slow"
    PREVIOUS = "previous"
    NEXT = "next"
    COARSER = "coarser"
    FINER = "finer"
    PREVIOUS_SENTENCE = "previous_sentence"
    NEXT_SENTENCE = "next_sentence"
    PREVIOUS_PARAGRAPH = "previous_paragraph"
    NEXT_PARAGRAPH = "next_paragraph"
    PREVIOUS_ARTICLE = "previous_article"
    NEXT_ARTICLE = "next_article"
    ARTICLE_START = "article_start"
    ARTICLE_END = "article_end"
    BACK = "back"
    FORWARD = "forward"
    FASTER = "faster"
    SLOWER = "slower"
    NORMAL_SPEED = "normal_speed"
    LOUDER = "louder"
    SOFTER = "softer"
    WHERE_AM_I = "where_am_i"
    WHATS_NEXT = "whats_next"
    SPELL = "spell"
    MARK_MISPRONOUNCED = "mark_mispronounced"
    HEADLINES = "headlines"
    MORE = "more"
    LATER = "later"
    SKIP_ARTICLE = "skip_article"
    CAPTIONS = "captions"
    SENTENCE_MODE = "sentence_mode"
    BOOKMARK = "bookmark"
    BOOKMARKS = "bookmarks"
    GO_TO = "go_to"
    SLEEP_TIMER = "sleep_timer"
    STOP_AFTER_ARTICLE = "stop_after_article"
    DESCRIBE_KEYS = "describe_keys"
    QUIT = "quit"


class Purpose(StrEnum):
    """What an action is for: the headings of the list of keys, in their order."""

    LISTEN = "listen"
    MOVE = "move"
    SPEED = "speed"
    ASK = "ask"
    CHOOSE = "choose"
    MARKS = "marks"
    REST = "rest"


HEADINGS: dict[Purpose, dict[str, str]] = {
    Purpose.LISTEN: {"nb": "Lytte", "nn": "Lytte", "en": "Listening"},
    Purpose.MOVE: {"nb": "Flytte seg", "nn": "Flytte seg", "en": "Moving"},
    Purpose.SPEED: {"nb": "Fart og lydstyrke", "nn": "Fart og lydstyrke", "en": "Speed and volume"},
    Purpose.ASK: {"nb": "Spørre", "nn": "Spørje", "en": "Asking"},
    Purpose.CHOOSE: {"nb": "Velge saker", "nn": "Velje saker", "en": "Choosing articles"},
    Purpose.MARKS: {"nb": "Merker", "nn": "Merke", "en": "Bookmarks"},
    Purpose.REST: {"nb": "Annet", "nn": "Anna", "en": "Other"},
}


@dataclass(frozen=True, slots=True)
class Command:
    """An action as it was asked for."""

    action: Action
    argument: str = ""
    """What came with it: the number or name of a bookmark."""


@dataclass(frozen=True, slots=True)
class Description:
    """What an action is for, in words."""

    purpose: Purpose
    aliases: tuple[str, ...]
    """Norwegian words for it on a line of standard input."""
    sentence: Mapping[str, str]
    """One sentence, by language: "nb", "nn" and "en"."""


@cache
def descriptions() -> dict[Action, Description]:
    """Return what stands in the table, one entry for each action, in the order of the table."""
    with open(os.path.join(os.path.dirname(__file__), "actions.tsv"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    head = lines[0].split("\t")
    found = {}
    for line in lines[1:]:
        row = dict(zip(head, line.split("\t"), strict=True))
        found[Action(row["action"])] = Description(
            Purpose(row["purpose"]),
            tuple(row["aliases"].split("|")),
            {language: row[language] for language in ("nb", "nn", "en")},
        )
    return found


def explain(action: Action, language: str) -> str:
    """Return the sentence that explains an action, in "nb", "nn" or "en"."""
    return descriptions()[action].sentence[language]


@cache
def _by_word() -> dict[str, Action]:
    words: dict[str, Action] = {}
    for action, description in descriptions().items():
        for word in (action.value, *description.aliases):
            words[_plain(word)] = action
    return words


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("_", " ").replace("-", " ").split())


def command_of(line: str) -> Command | None:
    """Return what a line asks for: "next", "neste sak", "go to 3"; None where it asks for nothing.

    Capitals do not matter, nor whether words are joined by a space, a hyphen or an underscore.
    Words after the action are its argument, as they are written.
    """
    words = line.split()
    for count in range(len(words), 0, -1):
        action = _by_word().get(_plain(" ".join(words[:count])))
        if action is not None:
            rest = " ".join(words[count:])
            return Command(action, rest) if not rest or action in WITH_ARGUMENT else None
    return None


WITH_ARGUMENT = frozenset({Action.GO_TO, Action.BOOKMARK})
"""Actions that can be told more: which bookmark, or its name."""
