"""The voice of prompts: the built-in one, so that the program never sounds like the article."""

from collections.abc import Callable

import numpy as np

from newsreader.audio import Samples, limit, trim
from newsreader.earcons import earcon
from newsreader.engines import Engine
from newsreader.resample import Resampler
from newsreader.stretch import stretch
from newsreader.text.respell import respell


class Announcer:
    """Turns prompts into sound at one sample rate."""

    def __init__(self, open_engine: Callable[[], Engine], sample_rate: int) -> None:
        """Prepare; the voice is opened when it first has something to say."""
        self._open = open_engine
        self._engine: Engine | None = None
        self._rate = sample_rate

    def sound(self, spoken: str, language: str, speed: float = 1.0) -> Samples:
        """Return the sound of words that the normalizer has been over.

        Fast listeners get fast prompts: ``speed`` is that of the article, as far as 2. Raises
        EngineError where there is no built-in voice.
        """
        if self._engine is None:
            self._engine = self._open()
        engine = self._engine
        raw = engine.synthesize(respell(spoken, language))
        words = limit(trim(raw, engine.sample_rate), engine.sample_rate)
        parts = list(stretch(words, engine.sample_rate, min(max(speed, 1.0), 2.0)))
        if engine.sample_rate != self._rate:
            resampler = Resampler(engine.sample_rate, self._rate)
            parts = [*map(resampler.push, parts), resampler.flush()]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def earcon(self, name: str) -> Samples:
        """Return a short sound by its name."""
        return earcon(name, self._rate)
