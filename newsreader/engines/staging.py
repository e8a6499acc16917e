"""Captions, headings and quotations made audible: a short sound before them, another voice.

The directions for a text are control characters in front of it, so that a text with them is another
one for whoever keeps sounds by their text. The engine itself never sees them. A caption may have
the same voice, a lower one (the same, resampled and brought back to its length), or that of another
engine.
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from newsreader.audio import Samples, from_decibel
from newsreader.earcons import GAP, earcon
from newsreader.engines import Engine, Sound
from newsreader.engines.words import Word
from newsreader.resample import Resampler
from newsreader.stretch import stretch
from newsreader.types import Role, Utterance

LOWER = 0.92
"""Of the pitch: a tone and a half lower. Less is not noticed between two sentences, more sounds
like somebody else with a cold (editorial judgement, not tested with listeners)."""

_CUES = {Role.CAPTION: "\x11", Role.SUBHEADING: "\x12", Role.QUOTE: "\x13"}
_CAPTION = "\x14"
_NAMES = {sign: role.value for role, sign in _CUES.items()}
_SIGNS = "".join(_CUES.values()) + _CAPTION


def directed(given: str, utterance: Utterance, engine: Engine) -> str:
    """Return what an engine is given, with directions where the engine takes them."""
    if not isinstance(engine, Staged):
        return given
    signs = _CUES.get(utterance.role, "") if utterance.cue else ""
    # What the reader adds stays with the voice of the story: it says what is coming.
    if utterance.role is Role.CAPTION and utterance.text:
        signs += _CAPTION
    return signs + given


@dataclass(frozen=True, slots=True)
class Second:
    """The voice of captions."""

    engine: Engine
    gain: float = 0.0
    """In dB, of its samples against those of the first voice, so that both are as loud."""


class Staged:
    """An engine that follows directions."""

    def __init__(self, engine: Engine, captions: Second | None = None, *, lower: bool) -> None:
        """Speak with ``engine``, and captions with another one, lower, or as the rest."""
        self._engine = engine
        self._captions = captions
        self._lower = lower and captions is None

    @property
    def identity(self) -> str:
        """What its sound depends on, besides the text."""
        second = self._captions.engine.identity if self._captions else ""
        return f"{self._engine.identity} {self._lower} {second}"

    @property
    def sample_rate(self) -> int:
        """In Hz."""
        return self._engine.sample_rate

    def synthesize(self, spoken: str, rate: float = 1.0) -> Iterator[Samples]:
        """Yield the sound of ``spoken``."""
        with closing(self.synthesize_each((spoken,), rate)) as sounds:
            for sound in sounds:
                yield from sound

    def synthesize_each(self, texts: Iterable[str], rate: float = 1.0) -> Generator[Sound]:
        """Yield the sound of each text in order; the first engine works ahead."""
        line: deque[tuple[str, str]] = deque()

        def first() -> Iterator[str]:
            for text in texts:
                plain = text.lstrip(_SIGNS)
                signs = text[: len(text) - len(plain)]
                line.append((signs, plain))
                if not self._is_second(signs):
                    yield plain

        with closing(self._engine.synthesize_each(first(), rate)) as sounds:
            for sound in sounds:
                while self._is_second(line[0][0]):
                    yield self._second(*line.popleft(), rate)
                yield self._staged(sound, line.popleft()[0])
            while line:
                yield self._second(*line.popleft(), rate)

    def _is_second(self, signs: str) -> bool:
        return self._captions is not None and _CAPTION in signs

    def _second(self, signs: str, plain: str, rate: float) -> Sound:
        """Return the sound of a caption in its own voice."""
        assert self._captions is not None
        with closing(self._captions.engine.synthesize_each((plain,), rate)) as sounds:
            sound = next(iter(sounds))
            parts = list(sound)
            words = list(sound.words)
        factor = np.float32(from_decibel(self._captions.gain))
        theirs, ours = self._captions.engine.sample_rate, self.sample_rate
        if theirs != ours:
            resampler = Resampler(theirs, ours)
            parts = [*map(resampler.push, parts), resampler.flush()]
            words = [Word(w.begin * ours // theirs, w.end * ours // theirs) for w in words]
        made = Sound(iter([(part * factor, [] if n else words) for n, part in enumerate(parts)]))
        return self._staged(made, signs)

    def _staged(self, sound: Sound, signs: str) -> Sound:
        """Put the short sound before another one, and lower it, as directed."""
        names = [_NAMES[sign] for sign in signs if sign in _NAMES]
        if self._lower and _CAPTION in signs:
            sound = Sound(self._lowered(sound))
        if names:
            sound = Sound(self._after(names[0], sound))
        return sound

    def _after(self, name: str, sound: Sound) -> Iterator[tuple[Samples, list[Word]]]:
        gap = np.zeros(round(GAP * self.sample_rate), np.float32)
        before = np.concatenate((earcon(name, self.sample_rate), gap))
        try:
            yield before, []
            for samples, words in _parts(sound):
                shift = len(before)
                yield samples, [Word(word.begin + shift, word.end + shift) for word in words]
        finally:
            sound.close()

    def _lowered(self, sound: Sound) -> Iterator[tuple[Samples, list[Word]]]:
        resampler = Resampler(round(LOWER * self.sample_rate), self.sample_rate)
        told = 0

        def slower() -> Iterator[Samples]:
            for samples in sound:
                yield resampler.push(samples)
            yield resampler.flush()

        try:
            for samples in stretch(slower(), self.sample_rate, 1 / LOWER):
                words, told = sound.words[told:], len(sound.words)
                yield samples, words
        finally:
            sound.close()


def _parts(sound: Sound) -> Iterator[tuple[Samples, list[Word]]]:
    """Yield the arrays of a sound, each with the words that became known with it."""
    told = 0
    for samples in sound:
        words, told = sound.words[told:], len(sound.words)
        yield samples, words
