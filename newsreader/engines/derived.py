"""Cut voices in the cache: made once, found again, made again when broken.

A voice lies under a name that changes with everything it depends on: the model, onnxruntime, the
kind of CPU (the optimized stages hold its width of vectors), the way in which stages are built, the
profile and the speaker. It is made in a folder beside it and renamed, so two processes that make
the same voice at once only do the work twice. A voice that cannot be cut is remembered, too.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from newsreader.engines.graph.__main__ import REFUSED
from newsreader.engines.graph.cpu import features
from newsreader.engines.graph.manifest import BUILDER, Manifest, read_manifest
from newsreader.engines.packages import installed
from newsreader.files import cache_dir

if TYPE_CHECKING:
    from logging import Logger

_REASON = "refused.txt"
"""In the folder of a voice that cannot be cut: why."""

_BLOCK = 1 << 20
"""Bytes that are read at once."""


Preparing = Callable[[], object]
"""Told that a voice is about to be cut."""


def log() -> "Logger":
    """Return the logger; a start without anything to tell does without the module."""
    import logging

    return logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Derived:
    """A cut voice on the disk."""

    folder: Path
    manifest: Manifest
    checksum: str
    """Of the model it was made from."""

    def discard(self) -> None:
        """Delete it, as it turned out to be broken."""
        import shutil

        shutil.rmtree(self.folder, ignore_errors=True)


def find_or_derive(
    model: Path, profile: str, speaker: int | None, preparing: Preparing | None = None
) -> Derived | None:
    """Return the cut voice; make it if needed, in some seconds, before which ``preparing`` is told.

    None where the model cannot be cut or the cache cannot be written; the reason is logged once.
    """
    try:
        checksum = checksum_of(model)
        folder = cache_dir() / "voices" / _name(checksum, profile, speaker)
        found = _find(folder, checksum)
        if found is None and not (folder / _REASON).exists():
            _make(model, folder, profile, speaker, preparing)
            found = _find(folder, checksum)
    except OSError as error:
        log().warning("the voice %s speaks whole: %s", model.stem, error)
        return None
    return found


def _find(folder: Path, checksum: str) -> Derived | None:
    """Return the voice in a folder; clear away one that is not whole."""
    try:
        return Derived(folder, read_manifest(folder), checksum)
    except (OSError, ValueError, KeyError, TypeError):
        if folder.exists() and not (folder / _REASON).exists():
            import shutil

            shutil.rmtree(folder, ignore_errors=True)
        return None


def _make(
    model: Path, folder: Path, profile: str, speaker: int | None, preparing: Preparing | None
) -> None:
    """Cut a voice into ``folder``, or leave there why it cannot be. Raises OSError."""
    # Only here: a start with a voice that is cut already should not wait for them.
    import shutil
    import subprocess
    import tempfile

    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix="part-", dir=folder.parent))
    try:
        refusal = _refusal(model, speaker)
        if refusal is None:
            log().info("preparing the voice %s, once", model.stem)
            if preparing:
                preparing()
            command = [sys.executable, "-m", "newsreader.engines.graph"]
            command += [str(model), str(part), profile]
            command += [str(speaker)] if speaker is not None else []
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == REFUSED:
                refusal = done.stdout.strip()
            elif done.returncode:
                # Not remembered: memory or disk may have been short.
                reason = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
                log().warning("the voice %s speaks whole: %s", model.stem, reason)
                return
        if refusal is not None:
            log().warning("the voice %s speaks whole: %s", model.stem, refusal)
            shutil.rmtree(part)
            part.mkdir()
            (part / _REASON).write_text(f"{refusal}\n", encoding="utf-8")
        # Fails where another process was first, which is as good.
        with suppress(OSError):
            part.rename(folder)
        for old in folder.parent.glob(f"{folder.name.partition('-')[0]}-*"):
            if old != folder:
                # Of another onnxruntime or builder; a process that still uses it keeps its files.
                shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _refusal(model: Path, speaker: int | None) -> str | None:
    """Return why a model cannot be cut, where a glance tells; that saves starting a process."""
    from newsreader.engines.graph.source import LayoutError, Source

    try:
        Source(model, speaker)
    except (LayoutError, ValueError) as error:
        return str(error)
    return None


def _name(checksum: str, profile: str, speaker: int | None) -> str:
    """Return the name of a cut voice's folder: what it is, a hyphen, what it was made by."""
    made_by = crc32(f"{_runtime()} {BUILDER} {features()}".encode())
    return f"{checksum}_{profile}_{speaker or 0}-{made_by:08x}"


def _runtime() -> str:
    """Return the version of onnxruntime. Raises FileNotFoundError where it is not installed."""
    found = installed("onnxruntime", "onnxruntime")
    if not found:
        raise FileNotFoundError("onnxruntime is not installed")
    return found


def checksum_of(model: Path) -> str:
    """Return the checksum of a model, computed once for its path, size and time of change.

    Raises OSError where it cannot be read, or not noted.
    """
    place = model.resolve()
    status = place.stat()
    stamp = [str(place), str(status.st_size), str(status.st_mtime_ns)]
    note = cache_dir() / "voices" / f"{crc32(str(place).encode()):08x}.checksum"
    with suppress(OSError, ValueError):
        *known, checksum = note.read_text(encoding="utf-8").splitlines()
        if known == stamp:
            return checksum
    # Only here, as above.
    import hashlib

    digest = hashlib.blake2b(digest_size=16)
    with place.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    checksum = digest.hexdigest()
    note.parent.mkdir(parents=True, exist_ok=True)
    part = note.with_name(f"{note.name}.{id(note)}")
    part.write_text("\n".join([*stamp, checksum, ""]), encoding="utf-8")
    part.replace(note)
    return checksum
