"""Engines turn words into samples.

The promise of ``synthesize``: the first array comes soon, the arrays joined are the utterance, and
closing the iterator stops the work.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from gettext import gettext as _
from typing import Protocol

from newsreader.audio import Samples
from newsreader.engines.words import Word
from newsreader.errors import VoiceError
from newsreader.voices import Voice


class Sound(Iterator[Samples]):
    """The sound of one text, made while it is fetched; closing it stops the work."""

    def __init__(self, parts: Iterator[tuple[Samples, Sequence[Word]]]) -> None:
        """Take arrays, each with the words that became known with it."""
        self._parts = parts
        self.words: list[Word] = []
        """Spoken words whose place is known so far, in order; none where the voice cannot tell."""

    def __next__(self) -> Samples:
        """Return the next array."""
        samples, words = next(self._parts)
        self.words += words
        return samples

    def close(self) -> None:
        """Stop the work."""
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()


def untimed(arrays: Iterator[Samples]) -> Sound:
    """Return a sound of which nobody knows where its words are."""
    return Sound((samples, ()) for samples in arrays)


class Engine(Protocol):
    """A voice that is loaded and ready to speak."""

    @property
    def identity(self) -> str:
        """What its sound depends on, besides the text: another one may sound another way."""

    @property
    def sample_rate(self) -> int:
        """In Hz."""

    def synthesize(self, spoken: str, rate: float = 1.0) -> Iterator[Samples]:
        """Yield the sound of ``spoken``; ``rate`` 2 is twice as fast."""

    def synthesize_each(self, texts: Iterable[str], rate: float = 1.0) -> Generator[Sound]:
        """Yield the sound of each text; an engine may work ahead on other cores."""


class OneByOne(ABC):
    """For engines that do one thing after the other."""

    @abstractmethod
    def synthesize(self, spoken: str, rate: float = 1.0) -> Iterator[Samples]:
        """Yield the sound of ``spoken``."""

    def synthesize_each(self, texts: Iterable[str], rate: float = 1.0) -> Generator[Sound]:
        """Yield the sound of each text, when it is asked for."""
        for text in texts:
            sound = self.synthesize(text, rate)
            yield sound if isinstance(sound, Sound) else untimed(sound)


def open_engine(
    voice: Voice,
    speaker: str | int | None = None,
    profile: str = "exact",
    threads: int | None = None,
    preparing: Callable[[], object] | None = None,
) -> Engine:
    """Load a voice; ``speaker`` is the name or number of one in a voice of several.

    ``profile`` is "exact", or "fast" for Piper's sound in whole numbers where that was measured not
    to be heard. ``threads`` bounds how many work at once; None takes as many as there are cores, at
    most 4. ``preparing`` is told when a voice is used for the first time, which takes some seconds
    more.

    Raises VoiceError for a damaged voice or an unknown speaker, EngineError where the built-in
    voice has no library.
    """
    if voice.engine == "piper":
        from newsreader.engines.piper import open_piper

        return open_piper(voice, speaker, profile, threads, preparing)
    if speaker not in (None, ""):
        raise VoiceError(
            _("The voice {name} has only one speaker.").format(name=voice.name),
            _("Leave the speaker out."),
        )
    from newsreader.engines.espeak import EspeakEngine

    return EspeakEngine()


def prepare(
    voice: Voice, profile: str = "exact", preparing: Callable[[], object] | None = None
) -> None:
    """Do beforehand what the first use of a voice would wait for."""
    if voice.engine == "piper":
        from newsreader.engines.piper import prepare_piper

        prepare_piper(voice, profile, preparing)
