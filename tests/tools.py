"""Programs that tests check with, and small helpers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from newsreader.engines.phonemes import Phonemizer

ROOT = Path(__file__).parent.parent
ARTICLES = Path(__file__).parent / "data" / "articles"


@cache
def sentences(text: str) -> list[str]:
    """Return the Norwegian phonemes of each sentence, as both kinds of voices are given them.

    Piper's own phonemizer gives the same, but starts espeak anew under whoever else uses it.
    """
    return Phonemizer("nb", {}).sentences(text)


def need(program: str) -> str:
    """Return the path of a program, or skip the test with its name."""
    found = shutil.which(program)
    if not found:
        pytest.skip(f"the program {program} is not installed")
    return found


def run_newsreader(
    *arguments: str | Path,
    env: dict[str, str] | None = None,
    stdin: bytes | None = None,
    timeout: float = 120,
    prefix: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own, in English unless ``env`` says otherwise."""
    return subprocess.run(
        [*prefix, sys.executable, "-m", "newsreader", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "LANGUAGE": "", "LC_ALL": "C.UTF-8", **(env or {})},
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=timeout,
        check=False,
    )


def probe(path: Path) -> dict:
    """Return what ffprobe says about a sound file."""
    said = subprocess.run(
        [need("ffprobe"), "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)],
        capture_output=True,
        check=True,
    ).stdout
    return json.loads(said)


def decoded(path: Path, rate: int = 22_050):
    """Return the samples that a decoder gives for a sound file, float32 mono."""
    import numpy as np

    said = subprocess.run(
        [need("ffmpeg"), "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1",
         "-ar", str(rate), "-"],
        capture_output=True,
        check=True,
    ).stdout  # fmt: skip
    return np.frombuffer(said, "<i2").astype(np.float32) / 32768


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a real file system of a given size on ``folder``, or skip the test."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system to fill")
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
