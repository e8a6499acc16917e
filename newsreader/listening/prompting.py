"""What the reader says between the sentences of an article."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from newsreader.errors import NewsreaderError
from newsreader.listening.announcer import Announcer
from newsreader.listening.effects import Say
from newsreader.listening.manner import Prompts
from newsreader.listening.player import Player
from newsreader.listening.state import State

_log = logging.getLogger(__name__)


class Prompter:
    """Has prompts and short sounds played, as somebody wants them."""

    def __init__(self, announcer: Announcer, player: Player, prompts: Prompts) -> None:
        """Say with ``announcer``, through ``player``."""
        self._announcer = announcer
        self._player = player
        self._prompts = prompts

    def will_speak(self, said: Sequence[Say]) -> bool:
        """Tell whether something is to be said by a voice."""
        return bool(said) and self._prompts.spoken

    def say(self, said: Sequence[Say], state: State, plays: bool | None = None) -> bool:
        """Say something between, and then do as ``Player.interject``; return whether it is said."""
        if not self.will_speak(said):
            return False
        spoken = " ".join(each.spoken() for each in said)
        try:
            samples = self._announcer.sound(spoken, said[0].language, state.speed)
        except NewsreaderError as error:
            _log.info("a prompt was not spoken: %s", error)
            if plays:
                self._player.resume()
            return False
        self._player.interject(samples, plays)
        return True

    def earcon(self, name: str, state: State) -> None:
        """Give a short sound. A change of volume is heard by itself while something is read."""
        if name != "click" or not state.playing:
            self._player.interject(self._announcer.earcon(name))
