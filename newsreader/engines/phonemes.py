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
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zlib import crc32

from newsreader.engines.brackets import parts, printed
from newsreader.engines.divide import divide
from newsreader.engines.espeak import LOCK, choose, clean, renew
from newsreader.engines.packages import folders, installed
from newsreader.engines.words import NOBODY, tokens

MAX_PHONEMES = 198
"""Synthesized at once: 400 ids with a pad for each, beginning and end; 10 s of speech. What the
text stage needs grows with the square of it."""

MAX_CHARACTERS = 600
"""Turned into phonemes at once, so that a text of any length begins to sound at once."""

SILENT = frozenset(" _^$!'\"(),-.:;?ˈˌː")
"""Symbols of the phoneme alphabet that are no sounds: text of only these is not synthesized."""

MARKS = SILENT - frozenset("ˈˌː")
"""Of these, what is no part of a word: under a mark of stress, a voice already begins the vowel."""

_LANGUAGE_SWITCH = re.compile(r"\([^)]+\)")
"""espeak marks words that it takes for another language: (en)wɜːd(nb)."""

_INNER_MARKS = (",", ":", ";")
"""Ends of clauses after which the sentence goes on."""


@dataclass(slots=True)
class _Sentence:
    """Phonemes, and for each the number of the word that it belongs to."""

    phonemes: str = ""
    owners: list[int] = field(default_factory=list)

    def add(self, phonemes: str, owners: list[int]) -> None:
        self.phonemes += phonemes
        self.owners += owners


class Phonemizer:
    """Turns text into the ids of one voice."""

    def __init__(self, espeak_voice: str, ids: Mapping[str, Sequence[int]]) -> None:
        """Take espeak's voice and the voice's own map of phonemes.

        Raises ImportError where Piper's extension module is not found.
        """
        self._voice = espeak_voice
        self._ids = ids
        self._bridge = bridge()

    @property
    def identity(self) -> str:
        """What decides over the ids, besides the text."""
        ids = crc32(repr(sorted(self._ids.items())).encode())
        return f"{installed('piper', 'piper_tts')} {self._voice} {ids:08x}"

    def ids(self, text: str) -> Iterator[list[int]]:
        """Yield the ids of each sentence or part of one; nothing for text without sounds."""
        for ids, _owners in self.owned(text):
            yield ids

    def owned(self, text: str) -> Iterator[tuple[list[int], list[int]]]:
        """Yield the same ids, and for each the number of its word among the text's ``tokens``.

        Marks, spaces, and words of which espeak makes something else belong to no word.
        """
        first = 0
        for piece in divide(clean(text), MAX_CHARACTERS):
            for sentence in self._with_given(piece, first):
                start = 0
                for part in divide(sentence.phonemes, MAX_PHONEMES):
                    if not SILENT.issuperset(part):
                        yield self._to_ids(part, sentence.owners[start:])
                    start += len(part)
            first += len(tokens(piece))

    def _with_given(self, text: str, first: int) -> list[_Sentence]:
        """Return the phonemes of each sentence; those that the text gives stand among the others.

        What stands on each side of them is turned into phonemes on its own. ``first`` is the number
        of the first word.
        """
        found = [_Sentence()]
        for part, is_phonemes in parts(text):
            if is_phonemes:
                given = unicodedata.normalize("NFD", part)
                found[-1].add(given, [first] * len(given))
                first += 1
                continue
            spoken = printed(part)
            each = self.sentences(spoken)
            words = tokens(spoken)
            owners = self._owners(each, [spoken[slice(*word)] for word in words], first)
            first += len(words)
            if part[0].isspace() and found[-1].phonemes:
                found[-1].add(" ", [NOBODY])
            for number, (phonemes, numbers) in enumerate(zip(each, owners, strict=True)):
                if number:
                    found.append(_Sentence())
                found[-1].add(phonemes, numbers)
            if part[-1].isspace():
                found[-1].add(" ", [NOBODY])
        return [sentence for sentence in found if sentence.phonemes]

    def _owners(self, sentences: list[str], words: list[str], first: int) -> list[list[int]]:
        """Return for each phoneme the number of its word.

        espeak parts phonemes by spaces as the text does, but for a few words that it reads as two
        ("BankID"). Then each word is asked for alone.
        """
        groups = sum(_count(sentence) for sentence in sentences)
        numbers = list(range(first, first + len(words)))
        if groups != len(words):
            counts = [sum(map(_count, self.sentences(word))) for word in words]
            if groups != sum(counts):
                return [[NOBODY] * len(sentence) for sentence in sentences]
            numbers = [n for n, count in zip(numbers, counts, strict=True) for _ in range(count)]
        remaining = iter(numbers)
        return [_owned(sentence, remaining) for sentence in sentences]

    def sentences(self, text: str) -> list[str]:
        """Return the phonemes of each sentence, decomposed (NFD), marks and spaces included."""
        with LOCK:
            choose(self._bridge.set_voice, self._voice)
            clauses = self._bridge.get_phonemes(text)
        found = [""]
        for phonemes, mark, ends in clauses:
            spoken = _LANGUAGE_SWITCH.sub("", phonemes) + mark
            found[-1] += spoken + " " if mark in _INNER_MARKS else spoken
            if ends:
                found.append("")
        return [unicodedata.normalize("NFD", sentence) for sentence in found if sentence]

    def _to_ids(self, phonemes: str, owners: list[int]) -> tuple[list[int], list[int]]:
        """Return the ids with a pad after each, and whose they are.

        A pad is a part of the sound before it. Phonemes that the voice lacks are left out, and so
        are spaces at the ends: a cut leaves them, and no voice was trained with them.
        """
        pad = self._ids["_"]
        inner = phonemes.strip(" ")
        start = len(phonemes) - len(phonemes.lstrip(" "))
        found = [*self._ids["^"], *pad]
        whose = [NOBODY] * len(found)
        for phoneme, owner in zip(inner, owners[start:], strict=False):
            if phoneme in self._ids:
                these = [*self._ids[phoneme], *pad]
                found += these
                whose += [NOBODY if phoneme in MARKS else owner] * len(these)
        end = self._ids["$"]
        return [*found, *end], [*whose, *[NOBODY] * len(end)]


def _count(phonemes: str) -> int:
    """Return how many words are parted by spaces, those that sound."""
    return sum(not SILENT.issuperset(word) for word in phonemes.split(" "))


def _owned(phonemes: str, numbers: Iterator[int]) -> list[int]:
    """Return for each phoneme its word's number, the next one for each word that sounds."""
    owners: list[int] = []
    for word in phonemes.split(" "):
        number = NOBODY if SILENT.issuperset(word) else next(numbers)
        owners += [*[number] * len(word), NOBODY]
    return owners[:-1]


@cache
def bridge() -> Any:
    """Load Piper's extension module, once for the process."""
    loaded = sys.modules.get("piper.espeakbridge")
    for folder in folders("piper"):
        data = folder / "espeak-ng-data"
        for path in sorted(folder.glob("espeakbridge*.so")):
            found: Any = loaded
            if found is None:
                module = importlib.util.spec_from_file_location("espeakbridge", path)
                if module is None or module.loader is None:
                    continue
                found = importlib.util.module_from_spec(module)
                module.loader.exec_module(found)
            with LOCK:
                found.initialize(str(data))
                renew(found.set_voice)
            return found
    raise ImportError("piper-tts has no espeakbridge")
