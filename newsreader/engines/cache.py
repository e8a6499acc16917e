"""Sound that was synthesized once is kept on the disk, for live listening and for files.

A file is found by what was said, by which voice, at which rate, and by nothing else: whatever
changes the sound changes the name, so nothing stale can be used. What the files hold is checked
when they are read, so that one that was torn (``kill -9``, a power cut, a full disk) is simply not
there; therefore nothing waits for the disk. Writing goes beside the place, and a rename ends it, so
any number of processes may share the folder. A disk that is full or cannot be written to only means
that no more is kept.

What is fresh is rounded to 16 bits as well: where a sound comes from is never heard.
"""

import os
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import blake2b, sha256
from itertools import chain
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from newsreader.audio import Samples, from_int16, to_int16
from newsreader.engines import Engine, Sound
from newsreader.engines.words import Word

if TYPE_CHECKING:
    from logging import Logger

_HEADER = Struct("<8sII")
"""What it is and in which version, the number of words, and of samples."""
_MAGIC = b"nrsound1"
_DIGEST = 16
_SUFFIX, _PART = ".sound", ".part"

_FORGOTTEN = 3600.0
"""In s: a part that is older was left behind by a process that was killed."""
_RESOLUTION = 3600.0
"""In s: a sound is marked as used at most so often, to spare memory cards."""
_FULL, _ROOMY = 0.95, 0.85
"""Of the limit: where room is made, and how much is left. The rest is for other processes."""
_STEP = 0.05
"""Of the limit: so much may be written before the folder is looked through again."""
_AHEAD = 8
"""Sounds that are here already, which are looked past to find work for the engine."""
_PIECE = 1 << 14
"""Samples of a kept sound that are given at once."""


def _log() -> "Logger":
    import logging

    return logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sound that has been read from its file."""

    samples: NDArray[np.int16]
    words: tuple[Word, ...]

    def sound(self) -> Sound:
        return Sound(self._parts())

    def _parts(self) -> Iterator[tuple[Samples, tuple[Word, ...]]]:
        words = self.words
        for start in range(0, len(self.samples), _PIECE):
            yield from_int16(self.samples[start : start + _PIECE]), words
            words = ()


class Remembering:
    """An engine that says again what it has said, without the work."""

    def __init__(self, engine: Engine, folder: Path, limit_bytes: int) -> None:
        """Keep sounds in a folder, which is made when there is one to keep.

        At most ``limit_bytes`` are kept, those used last; with 0 none are.
        """
        self._engine = engine
        self._store = _Store(folder, limit_bytes)

    @property
    def identity(self) -> str:
        """What its sound depends on, besides the text."""
        return self._engine.identity

    @property
    def sample_rate(self) -> int:
        """In Hz."""
        return self._engine.sample_rate

    def synthesize(self, spoken: str, rate: float = 1.0) -> Iterator[Samples]:
        """Yield the sound of ``spoken``, kept or fresh."""
        with closing(self.synthesize_each((spoken,), rate)) as sounds:
            for sound in sounds:
                yield from sound

    def synthesize_each(self, texts: Iterable[str], rate: float = 1.0) -> Generator[Sound]:
        """Yield the sound of each text in order; the engine works ahead at those not kept.

        Only a sound that is fetched to its end is kept.
        """
        source = iter(texts)
        for text in source:
            kept = self._find(text, rate)
            if kept:
                yield kept.sound()
            else:
                yield from self._batch(text, source, rate)

    def _batch(self, first: str, source: Iterator[str], rate: float) -> Iterator[Sound]:
        """Yield sounds from ``first`` on, as long as the engine has work in sight."""
        line: deque[_Kept | str] = deque((first,))

        def missing() -> Iterator[str]:
            passed = 0
            for text in source:
                kept = self._find(text, rate)
                line.append(kept or text)
                if not kept:
                    passed = 0
                    yield text
                    continue
                passed += 1
                if passed == _AHEAD:
                    return

        with closing(self._engine.synthesize_each(chain((first,), missing()), rate)) as sounds:
            for sound in sounds:
                # An engine that does not work ahead comes across kept ones only now.
                yield from _kept_ones(line)
                text = line.popleft()
                assert isinstance(text, str)
                yield Sound(self._remembered(sound, self._key(text, rate)))
                yield from _kept_ones(line)
            yield from _kept_ones(line)

    def _remembered(self, sound: Sound, key: str) -> Iterator[tuple[Samples, list[Word]]]:
        """Pass a sound on as it comes, rounded, and keep it when all of it came."""
        parts: list[NDArray[np.int16]] = []
        words: list[Word] = []
        try:
            for samples in sound:
                parts.append(to_int16(samples))
                found = sound.words[len(words) :]
                words += found
                yield from_int16(parts[-1]), found
        finally:
            sound.close()
        self._store.put(key, parts, words)

    def _find(self, text: str, rate: float) -> _Kept | None:
        return self._store.get(self._key(text, rate))

    def _key(self, text: str, rate: float) -> str:
        return sha256(repr((self.identity, float(rate), text)).encode()).hexdigest()


def _kept_ones(line: deque[_Kept | str]) -> Iterator[Sound]:
    """Take the kept sounds off the head of a line."""
    while line and isinstance(kept := line[0], _Kept):
        line.popleft()
        yield kept.sound()


class _Store:
    """The files, one for each sound."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._writable = limit > 0
        self._left = 0  # bytes that may be written before the folder must be looked through

    def get(self, key: str) -> _Kept | None:
        """Return a sound, or None where there is none that is whole."""
        if not self._limit:
            return None
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _log().info("a kept sound cannot be used: %s", error)
            return None
        kept = _unpack(key, data)
        with suppress(OSError):  # gone meanwhile, or not ours to write
            if kept is None:
                _log().info("the kept sound %s is damaged and dropped", path.name)
                path.unlink()
            elif time.time() - path.stat().st_mtime > _RESOLUTION:
                os.utime(path)
        return kept

    def put(self, key: str, parts: list[NDArray[np.int16]], words: list[Word]) -> None:
        """Keep a sound, if the disk allows."""
        if not self._writable:
            return
        data = _pack(key, parts, words)
        part = self._path(key).with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}{_PART}")
        try:
            if len(data) > self._left and not self._make_room(len(data)):
                return
            try:
                part.write_bytes(data)
                part.replace(self._path(key))
            except BaseException:
                with suppress(OSError):
                    part.unlink()
                raise
        except OSError as error:
            self._writable = False
            _log().info("sound is no longer kept: %s", error)
        self._left -= len(data)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"

    def _make_room(self, size: int) -> bool:
        """Look through the folder and remove what was not used for longest, where it is full.

        Return whether ``size`` more bytes may be kept.
        """
        if size > self._limit * _FULL:
            return False
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files, total = self._files()
        if total + size > self._limit * _FULL:
            for _used, bytes_, path in sorted(files):
                if total + size <= self._limit * _ROOMY:
                    break
                Path(path).unlink(missing_ok=True)
                total -= bytes_
        free = self._limit - total
        # Several processes share what is free, so none takes all of it without looking again.
        self._left = max(size, min(free, max(free // 2, round(self._limit * _STEP))))
        return True

    def _files(self) -> tuple[list[tuple[float, int, str]], int]:
        """Return when each file was last used, its size and path; and the size of all."""
        files: list[tuple[float, int, str]] = []
        now = time.time()
        with os.scandir(self._folder) as entries:
            for entry in entries:
                try:
                    found = entry.stat(follow_symlinks=False)
                    if entry.name.endswith(_SUFFIX):
                        files.append((found.st_mtime, found.st_size, entry.path))
                    elif entry.name.endswith(_PART) and now - found.st_mtime > _FORGOTTEN:
                        os.unlink(entry.path)
                except FileNotFoundError:  # another process was faster
                    continue
        return files, sum(size for _used, size, _path in files)


def _pack(key: str, parts: list[NDArray[np.int16]], words: list[Word]) -> bytes:
    """Return the content of a file."""
    samples = np.concatenate(parts) if parts else np.zeros(0, np.int16)
    places = np.array([(word.begin, word.end) for word in words], "<u4")
    body = b"".join(
        (
            _HEADER.pack(_MAGIC, len(words), len(samples)),
            places.tobytes(),
            samples.astype("<i2", copy=False).tobytes(),
        )
    )
    return body + _digest(key, body)


def _unpack(key: str, data: bytes) -> _Kept | None:
    """Return the sound in a file's content, or None where it is not what was written."""
    body = data[:-_DIGEST]
    if len(body) < _HEADER.size or data[-_DIGEST:] != _digest(key, body):
        return None
    magic, words, samples = _HEADER.unpack_from(body)
    if magic != _MAGIC or len(body) != _HEADER.size + 8 * words + 2 * samples:
        return None
    places = np.frombuffer(body, "<u4", 2 * words, _HEADER.size).reshape(-1, 2).tolist()
    sound = np.frombuffer(body, "<i2", samples, _HEADER.size + 8 * words)
    return _Kept(sound.astype(np.int16, copy=False), tuple(Word(*place) for place in places))


def _digest(key: str, body: bytes) -> bytes:
    """Return what tells whether a file is whole, and the one that belongs to the key."""
    return blake2b(body, digest_size=_DIGEST, key=bytes.fromhex(key)).digest()
