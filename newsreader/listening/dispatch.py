"""From keys and lines to commands: one at a time, or explained, or typed as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass

from newsreader.listening.actions import Action, Command, command_of
from newsreader.listening.keymap import action_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """A key that is to be explained, not obeyed."""

    key: str
    action: Action | None
    """None where the key asks for nothing."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Keys are obeyed again."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line that asks for nothing known."""

    line: str


class Dispatcher:
    """What the next key or line means."""

    def __init__(self, keys: Mapping[str, Action]) -> None:
        """Begin to obey the keys of a layout."""
        self._keys = keys
        self._describing = False
        self._asked: Action | None = None
        self._typed = ""

    def ask(self, action: Action) -> None:
        """Take what is typed next, up to Enter, as the argument of an action."""
        self._asked, self._typed = action, ""

    def key(self, name: str) -> Command | Explanation | Explained | None:
        """Return what a key asks for; None for one that only is a letter of an argument."""
        if self._asked is not None:
            return self._type(name)
        action = action_of(self._keys, name)
        if self._describing:
            if name == "escape":
                self._describing = False
                return Explained()
            return Explanation(name, action)
        if action is None:
            return None
        self._describing = action is Action.DESCRIBE_KEYS
        return Command(action)

    def _type(self, name: str) -> Command | None:
        """Take a letter of an argument. Enter ends it, Esc gives it up."""
        action = self._asked
        if name == "enter":
            self._asked = None
            return Command(action, self._typed) if action and self._typed.strip() else None
        if name == "escape":
            self._asked = None
        elif name == "backspace":
            self._typed = self._typed[:-1]
        elif name == "space":
            self._typed += " "
        elif len(name) == 1:
            self._typed += name
        return None

    def line(self, text: str) -> Command | Explanation | Explained | Unknown:
        """Return what a line asks for: the name of an action, or a Norwegian word for it."""
        if self._asked is not None:
            action, self._asked = self._asked, None
            return Command(action, text.strip())
        command = command_of(text)
        if self._describing:
            action_named = command.action if command else action_of(self._keys, text.strip())
            if action_named is not None and action_named is not Action.QUIT:
                return Explanation(text.strip(), action_named)
            self._describing = False
            return Explained()
        if command is None:
            return Unknown(text.strip())
        self._describing = command.action is Action.DESCRIBE_KEYS
        return command
