"""eSpeak NG: the built-in voice, and the lock round everything that espeak does in this process.

The library comes inside the wheel of piper-tts, data and Norwegian voice included, and is called
through ctypes: no model to load, no onnxruntime, first samples after some milliseconds. Without it,
the package espeakng_loader and the system's libespeak-ng are tried.

Piper turns text into phonemes with this same library, and it has one state for the whole process:
without ``LOCK`` round both, threads crash the interpreter. Either side changes
the voice of the other, so what it is must be known (``choose``, ``renew``).
"""

import ctypes
import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from gettext import gettext as _
from typing import Any

import numpy as np

from newsreader.audio import Samples
from newsreader.engines import OneByOne, Sound
from newsreader.engines.brackets import printed
from newsreader.engines.divide import divide
from newsreader.engines.packages import folders
from newsreader.engines.words import Word, tokens
from newsreader.errors import EngineError

LOCK = threading.RLock()
"""Held round every call into espeak, our own and those of Piper's phonemizer."""

_OTHER_VOICE = "ja"
"""Whose phonemes no voice of ours has."""


class _Voice:
    """What is known of the voice that espeak has."""

    name: str | None = None
    """As it was chosen, if nobody else can have set another one since."""


def choose(set_voice: Callable[[str], object], name: str) -> None:
    """Give espeak a voice, with the lock held, if it has not got it.

    Each setting of a voice waits in espeak, and in memory (1.3 kB), until espeak next makes sound,
    which may be never.
    """
    if _Voice.name != name:
        renew(set_voice)
        set_voice(name)
        _Voice.name = name


def renew(set_voice: Callable[[str], object]) -> None:
    """Give espeak another voice, with the lock held, before somebody else sets one.

    Whoever initializes espeak frees its phonemes, but it goes on using those of its voice until it
    is given one with others: words are garbled, or it crashes. We initialize it, and so does Piper,
    and so may others who use Piper in this process.
    """
    _Voice.name = None
    set_voice(_OTHER_VOICE)


SAMPLE_RATE = 22050
"""In Hz. The library's only rate; any other answer means that it found no data."""

_RATES = (
    (0.497, 80), (0.585, 100), (0.695, 120), (0.864, 150), (1.0, 175), (1.132, 200), (1.239, 220),
    (1.426, 260), (1.607, 300), (1.737, 330), (1.863, 360), (2.084, 400), (2.357, 450),
)  # fmt: skip
"""Speed as heard, and espeak's words per minute for it: time needed for ten Norwegian sentences,
against 175. Below and above, espeak changes nothing: what is beyond is for the time stretcher."""

_MAX_CHARACTERS = 300
"""Synthesized at once: about 20 s of speech, some 70 ms of work. Utterances are mostly shorter."""

VERSION = 2
"""Raised when the same text is made into other sound, or given other words."""

_RETRIEVAL, _DONT_EXIT = 1, 0x8000
_UTF8, _CHARACTER, _RATE = 1, 1, 1
_VOICE = "nb"

Begin = tuple[int, int]
"""Of a word: in characters, from 1, and in samples. With 0, of the silence after a clause."""

_WORD, _CLAUSE_END = 1, 5


class _Event(ctypes.Structure):
    """What espeak tells while it speaks (espeak_EVENT in its speak_lib.h); kind 0 ends the list."""

    _fields_ = (
        ("kind", ctypes.c_int),
        ("number", ctypes.c_uint),
        ("place", ctypes.c_int),
        ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class EspeakEngine(OneByOne):
    """The voice ``nb`` of espeak-ng."""

    sample_rate = SAMPLE_RATE

    def __init__(self) -> None:
        """Load the library. Raises EngineError where there is none that works."""
        self._library = _open_library()

    @property
    def identity(self) -> str:
        """What its sound depends on, besides the text: another one may sound another way."""
        return f"espeak-ng {self._library.version()} {_VOICE} {VERSION}"

    def synthesize(self, spoken: str, rate: float = 1.0) -> Sound:
        """Return the sound of ``spoken``, one array for each 300 characters, without end pause.

        ``rate`` works from 0.5 to 2.36; espeak cannot go slower or faster.
        """
        return Sound(self._parts(spoken, rate))

    def _parts(self, spoken: str, rate: float) -> Iterator[tuple[Samples, list[Word]]]:
        """Yield each array with its words."""
        text = clean(printed(spoken))
        timed = len(tokens(text)) == len(tokens(spoken))  # what is printed may be several words
        place = 0
        for piece in divide(text, _MAX_CHARACTERS):
            samples, begins = self._library.say(piece, words_per_minute(rate))
            if samples.size:
                yield samples, _words(piece, samples, begins, place) if timed else []
                place += len(samples)


_SILENT = 1 / 256
"""Level below which espeak is silent; between words it is so exactly."""


def _words(piece: str, samples: Samples, begins: list[Begin], place: int) -> list[Word]:
    """Return when the words of a piece sound, from what espeak tells of their beginnings.

    It tells where it is in the text and in the sound: several times for a number, and for a word
    after a mark that stands alone ("- Hei") at the place of the mark. A word ends with its last
    sound before something else begins.
    """
    stops = [stop for _start, stop in tokens(piece)]
    ends = [begin for _place, begin in begins[1:]] + [len(samples)]
    found: dict[int, Word] = {}
    for (at, begin), end in zip(begins, ends, strict=True):
        number = bisect_right(stops, at - 1)
        loud = np.flatnonzero(np.abs(samples[begin:end]) > _SILENT)
        if not at or number == len(stops) or not len(loud):
            continue
        first = found.get(number, Word(place + begin, 0)).begin
        found[number] = Word(first, place + begin + int(loud[-1]) + 1)
    return [found[number] for number in sorted(found)]


def words_per_minute(rate: float) -> int:
    """Return espeak's speed for ``rate``, on the straight line between measured points."""
    at = bisect_left(_RATES, (rate, 0))
    if at == 0:
        return _RATES[0][1]
    if at == len(_RATES):
        return _RATES[-1][1]
    (low, slow), (high, fast) = _RATES[at - 1], _RATES[at]
    return round(slow + (fast - slow) * (rate - low) / (high - low))


_MAX_WORD = 70
"""In characters. espeak forgets what goes beyond 160 bytes of one word; the longest Norwegian words
in use have some 60 letters."""


def clean(text: str) -> str:
    """Return text that espeak takes whole.

    NUL would end it early, half a surrogate pair has no UTF-8, and of an endless word only the
    beginning would be read.
    """
    valid = text.replace("\0", " ").encode(errors="replace").decode()
    return re.sub(rf"\S{{{_MAX_WORD}}}(?=\S)", r"\g<0> ", valid)


def source() -> str:
    """Return in words which espeak-ng speaks, for diagnosis. Raises EngineError as opening does."""
    library = _open_library()
    return f"espeak-ng {library.version()}, {library.origin}"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A library that may be there."""

    origin: str
    path: str
    data: bytes | None
    """Folder of the voices; None: the library knows."""


def _candidates() -> Iterator[_Candidate]:
    """Yield the libraries in the order of preference."""
    for folder in folders("piper"):
        for path in sorted(folder.glob("espeakbridge*.so")):
            data = folder / "espeak-ng-data"
            yield _Candidate("inside piper-tts", str(path), bytes(data))
    for folder in folders("espeakng_loader"):
        for path in sorted(folder.glob("libespeak-ng*.so*")):
            yield _Candidate("from espeakng_loader", str(path), bytes(folder / "espeak-ng-data"))
    yield _Candidate("of the system", "libespeak-ng.so.1", None)


@cache
def _open_library() -> "_Library":
    """Load the first library that works, once for the process."""
    tried: list[str] = []
    with LOCK:
        for candidate in _candidates():
            try:
                return _Library(candidate)
            except (OSError, AttributeError) as error:
                tried.append(f"{candidate.origin}: {error}")
    raise EngineError(
        _("The built-in voice found no espeak-ng that works."),
        _("Install newsreader again, or install the system's package espeak-ng."),
    ) from OSError("; ".join(tried))


class _Library:
    """The C functions that are needed, with their state: what the callback has collected."""

    def __init__(self, candidate: _Candidate) -> None:
        """Load and initialize. Raises OSError or AttributeError where it does not work."""
        # Only here: it brings logging, and who wants only the lock should not wait for that.
        from concurrent.futures import ThreadPoolExecutor

        self.origin = candidate.origin
        self._library = ctypes.CDLL(candidate.path)
        self._collected: list[bytes] = []
        self._begins: list[Begin] = []
        self._thread = ThreadPoolExecutor(1, "espeak")
        # The library keeps a bare pointer: this object must live as long as the process.
        self._callback = _Callback(self._collect)
        rate = self._function(
            "espeak_Initialize", ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int
        )(_RETRIEVAL, 0, candidate.data, _DONT_EXIT)
        if rate != SAMPLE_RATE:
            raise OSError(f"espeak_Initialize returned {rate}")
        self._set_callback = self._function("espeak_SetSynthCallback", _Callback)
        self._set_voice_by_name = self._function("espeak_SetVoiceByName", ctypes.c_char_p)
        self._set_parameter = self._function("espeak_SetParameter", *[ctypes.c_int] * 3)
        self._synth = self._function(
            "espeak_Synth", ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int,
            ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p,
        )  # fmt: skip
        self._synchronize = self._function("espeak_Synchronize")
        if self._choose_voice():
            raise OSError("it has no voice nb")

    def say(self, text: str, words_per_minute: int) -> tuple[Samples, list[Begin]]:
        """Return the sound of ``text``, and where its words and what follows them begin.

        In a thread of its own: in the main thread, Ctrl-C would be raised inside the callback, and
        ctypes would swallow it.
        """
        return self._thread.submit(self._say, text, words_per_minute).result()

    def _say(self, text: str, words_per_minute: int) -> tuple[Samples, list[Begin]]:
        with LOCK:
            self._set_callback(self._callback)
            status = (
                self._choose_voice()
                or self._set_parameter(_RATE, words_per_minute, 0)
                # Each voice that was set since the last sound is told as an event. There is room
                # for 30 events at once: the first words would be left out.
                or self._speak("")
            )
            self._collected.clear()
            self._begins.clear()
            status = status or self._speak(text)
            sound = b"".join(self._collected)
            begins = self._begins.copy()
            self._collected.clear()
        if status:
            raise EngineError(
                _("The built-in voice could not speak: espeak-ng reported error {number}.").format(
                    number=status
                ),
                _("Run the command again. If it happens again, please report it."),
            )
        return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32768), begins

    def _speak(self, text: str) -> int:
        """Have the callback told the sound of a text; return an error number, or 0."""
        encoded = text.encode() + b"\0"
        status = self._synth(encoded, len(encoded), 0, _CHARACTER, 0, _UTF8, None, None)
        return int(status or self._synchronize())

    def _choose_voice(self) -> int:
        """Make the voice ours; return an error number, or 0."""
        renew(self._set_voice)
        return self._set_voice(_VOICE)

    def _set_voice(self, name: str) -> int:
        return int(self._set_voice_by_name(name.encode()))

    def version(self) -> str:
        """Return the version of espeak-ng."""
        info = self._function("espeak_Info", ctypes.c_void_p)
        info.restype = ctypes.c_char_p
        return str(info(None).decode())

    def _collect(self, samples: int | None, count: int, events: int | None) -> int:
        """Copy what espeak made, as it uses the place again; 0 bids it go on."""
        if samples and count > 0:
            self._collected.append(ctypes.string_at(samples, 2 * count))
        while events and (event := _Event.from_address(events)).kind:
            if event.kind in (_WORD, _CLAUSE_END):
                place = event.place if event.kind == _WORD else 0
                self._begins.append((place, event.sample))
            events += ctypes.sizeof(_Event)
        return 0

    def _function(self, name: str, *argtypes: Any) -> Any:
        """Return a C function that gives an int."""
        function = getattr(self._library, name)
        function.argtypes = argtypes
        function.restype = ctypes.c_int
        return function
