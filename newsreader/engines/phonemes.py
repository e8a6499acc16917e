"""Text to phoneme ids, as Piper does it, without importing Piper.

The package ``piper`` takes 0.13 s and 70 MB to import; its extension module ``espeakbridge`` alone
takes 4 ms. It is loaded from its file. Everything here holds the lock of espeak, whose library has
one state for the whole process.
"""

import importlib.util
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from newsreader.engines.brackets import parts, printed
from newsreader.engines.divide import divide
from newsreader.engines.espeak import LOCK, clean

MAX_PHONEMES = 198
"""Synthesized at once: 400 ids with a pad for each, beginning and end; 10 s of speech. What the
text stage needs grows with the square of it."""

MAX_CHARACTERS = 600
"""Turned into phonemes at once, so that a text of any length begins to sound at once."""

SILENT = frozenset(" _^$!'\"(),-.:;?ˈˌː")
"""Symbols of the phoneme alphabet that are no sounds: text of only these is not synthesized."""

_LANGUAGE_SWITCH = re.compile(r"\([^)]+\)")
"""espeak marks words that it takes for another language: (en)wɜːd(nb)."""

_INNER_MARKS = (",", ":", ";")
"""Ends of clauses after which the sentence goes on."""


class Phonemizer:
    """Turns text into the ids of one voice."""

    def __init__(self, espeak_voice: str, ids: Mapping[str, Sequence[int]]) -> None:
        """Take espeak's voice and the voice's own map of phonemes.

        Raises ImportError where Piper's extension module is not found.
        """
        self._voice = espeak_voice
        self._ids = ids
        self._bridge = _bridge()
        silent = {number for symbol in SILENT for number in ids.get(symbol, ())}
        self.between = frozenset(ids.get(" ", ())), frozenset(silent)
        """Ids of the space between words; of all symbols that are no sounds."""

    def ids(self, text: str) -> Iterator[list[int]]:
        """Yield the ids of each sentence or part of one; nothing for text without sounds."""
        for piece in divide(clean(text), MAX_CHARACTERS):
            for sentence in self._with_given(piece):
                for part in divide(sentence, MAX_PHONEMES):
                    if not SILENT.issuperset(part):
                        # A cut leaves spaces at the ends, and no voice was trained with them.
                        yield self._to_ids(part.strip(" "))

    def _with_given(self, text: str) -> list[str]:
        """Return the phonemes of each sentence; those that the text gives stand among the others.

        What stands on each side of them is turned into phonemes on its own.
        """
        found = [""]
        for part, is_phonemes in parts(text):
            if is_phonemes:
                found[-1] += unicodedata.normalize("NFD", part)
                continue
            first, *others = self.sentences(printed(part)) or [""]
            lead = " " if part[0].isspace() and found[-1] else ""
            found[-1] += lead + first
            found += others
            if part[-1].isspace():
                found[-1] += " "
        return [sentence for sentence in found if sentence]

    def sentences(self, text: str) -> list[str]:
        """Return the phonemes of each sentence, decomposed (NFD), marks and spaces included."""
        with LOCK:
            self._bridge.set_voice(self._voice)
            clauses = self._bridge.get_phonemes(text)
        found = [""]
        for phonemes, mark, ends in clauses:
            spoken = _LANGUAGE_SWITCH.sub("", phonemes) + mark
            found[-1] += spoken + " " if mark in _INNER_MARKS else spoken
            if ends:
                found.append("")
        return [unicodedata.normalize("NFD", sentence) for sentence in found if sentence]

    def _to_ids(self, phonemes: str) -> list[int]:
        """Return the ids with a pad after each; phonemes that the voice lacks are left out."""
        pad = self._ids["_"]
        found = [*self._ids["^"], *pad]
        for phoneme in phonemes:
            if phoneme in self._ids:
                found += [*self._ids[phoneme], *pad]
        return [*found, *self._ids["$"]]


@cache
def _bridge() -> Any:
    """Load Piper's extension module, once for the process."""
    loaded = sys.modules.get("piper.espeakbridge")
    spec = importlib.util.find_spec("piper")
    for folder in (spec and spec.submodule_search_locations) or ():
        data = Path(folder) / "espeak-ng-data"
        for path in sorted(Path(folder).glob("espeakbridge*.so")):
            bridge: Any = loaded
            if bridge is None:
                module = importlib.util.spec_from_file_location("espeakbridge", path)
                if module is None or module.loader is None:
                    continue
                bridge = importlib.util.module_from_spec(module)
                module.loader.exec_module(bridge)
            with LOCK:
                bridge.initialize(str(data))
            return bridge
    raise ImportError("piper-tts has no espeakbridge")
