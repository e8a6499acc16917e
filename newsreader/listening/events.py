"""What the player tells whoever steers it, in the thread that runs it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Began:
    """An utterance begins to be heard; not told again where it goes on after a pause."""

    index: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The last sound of an utterance has been heard; its pause follows."""

    index: int


@dataclass(frozen=True, slots=True)
class Reached:
    """The limit was reached, pause included; the player has paused at its beginning."""

    index: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole programme has been heard."""


@dataclass(frozen=True, slots=True)
class PromptEnded:
    """What was interjected has been heard to its end."""


@dataclass(frozen=True, slots=True)
class OutputLost:
    """The sound output went away. The player tries to open one again."""


@dataclass(frozen=True, slots=True)
class OutputBack:
    """There is an output again; reading goes on at the same word."""


@dataclass(frozen=True, slots=True)
class Slower:
    """Sound is made too slowly for the speed that was asked for."""

    speed: float
    """The one that is played at for now."""


@dataclass(frozen=True, slots=True)
class FellBack:
    """PortAudio is not installed; another program plays."""

    program: str


Event = (
    Began | Ended | Reached | Finished | PromptEnded | OutputLost | OutputBack | Slower | FellBack
)
