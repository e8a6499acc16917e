"""What is cheap stays cheap: commands load only what they need."""

import json
import subprocess
import sys

import pytest

from tests.tools import ARTICLES, ROOT

HEAVY = ("numpy", "onnxruntime", "piper", "sounddevice", "pydub")

PROGRAM = """
import json, sys
from newsreader.cli import _run
code = _run(sys.argv[1:])
print("\\n" + json.dumps([code, sorted(sys.modules)]))
"""


def loaded_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stderr
    return set(modules)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("record", "--help"),
        ("read", "--help"),
        ("voices", "--help"),
        ("doctor", "--help"),
        ("--version",),
        ("explain", str(ARTICLES / "bokmal_nyhet.txt")),
        ("explain", "--json", str(ARTICLES / "nynorsk_nyhet.txt")),
        ("voices", "list"),
    ],
)
def test_cheap_commands_load_nothing_heavy(arguments):
    assert not loaded_by(*arguments).intersection(HEAVY)


def test_help_does_not_load_the_text_stages():
    assert not any(name.startswith("newsreader.text") for name in loaded_by("--help"))
