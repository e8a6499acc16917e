"""The error tree.

    NewsreaderError           exit code 1
    ├── SourceError           3  the article could not be had, or is not one
    ├── VoiceError            4  a voice is unknown, missing, damaged, or could not be fetched
    ├── EngineError           5  speech could not be synthesized
    ├── OutputError           6  a file could not be written, or no sound could be played
    └── SettingsError         7  a setting has a value that cannot be used

Exit code 2 is wrong usage (Click's), 130 an interruption by the user.

Each error has a message (what happened) and a hint (what to do next): plain sentences, fit to be
read aloud, because they will be. Raise with ``from`` to keep the cause. Only the command line
catches and prints them.
"""


class NewsreaderError(Exception):
    """Anything that newsreader can explain to its user."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the two sentences, both already in the user's language."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Join message and hint as they are spoken."""
        return f"{self.message} {self.hint}".strip()


class SourceError(NewsreaderError):
    """The article could not be had, or it holds nothing to read."""

    exit_code = 3


class VoiceError(NewsreaderError):
    """A voice is unknown, missing, damaged, or could not be fetched."""

    exit_code = 4


class EngineError(NewsreaderError):
    """Speech could not be synthesized."""

    exit_code = 5


class OutputError(NewsreaderError):
    """A file could not be written, or no sound could be played."""

    exit_code = 6


class SettingsError(NewsreaderError):
    """A setting has a value that cannot be used."""

    exit_code = 7
