"""The two commands of the README, from a clean copy, without root, in a path with a space."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import ROOT, need, probe

pytestmark = [pytest.mark.slow, pytest.mark.network]

NOWHERE = "http://127.0.0.1:9"
"""The discard port, where no server answers: fetching the natural voice fails at once."""


@pytest.fixture(scope="module")
def clean_copy(tmp_path_factory) -> Path:
    """Copy what git would give, to a folder that an ordinary user owns."""
    need("git")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is not a git checkout")
    place = tmp_path_factory.mktemp("clean") / "my news reader"
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    (place / "home").mkdir()
    if os.geteuid() == 0:
        for folder in (place.parent, *place.parent.parents[:3]):
            folder.chmod(0o755)
        subprocess.run(["chown", "-R", "65534:65534", str(place)], check=True)
    return place


def run(place: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command as an ordinary user with an empty home."""
    prefix, python = [], sys.executable
    if os.geteuid() == 0:
        prefix = [need("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups"]
        python = next(
            (
                found
                for found in ("/usr/bin/python3", "/usr/local/bin/python3", sys.executable)
                if subprocess.run(
                    [
                        *prefix,
                        found,
                        "-c",
                        "import venv, ensurepip, sys; assert sys.version_info >= (3, 11)",
                    ],
                    capture_output=True,
                    check=False,
                ).returncode
                == 0
            ),
            "",
        )
        if not python:
            pytest.skip("no Python with venv that an ordinary user may run")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("NEWSREADER_")}
    return subprocess.run(
        [*prefix, *command],
        cwd=place,
        env={
            **kept,
            "HOME": str(place / "home"),
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "",
            "NEWSREADER_PYTHON": python,
            "NEWSREADER_VOICES_URL": NOWHERE,
            "TMPDIR": str(place / "home"),
            **env,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_first_use_sets_up_and_makes_the_file(clean_copy):
    article = "tests/data/articles/bokmal_nyhet.txt"
    command = ["scripts/newsreader", "record", article, "-o", "nyheter.mp3"]
    first = run(clean_copy, *command)
    if "could not be fetched: check the network" in first.stderr:
        pytest.skip("the package registry cannot be reached")
    assert first.returncode == 0, first.stderr
    assert "Setting up newsreader." in first.stderr
    assert "The natural voice could not be fetched, so newsreader reads" in first.stderr
    assert first.stdout.startswith("Made nyheter.mp3, ")
    made = clean_copy / "nyheter.mp3"
    assert float(probe(made)["format"]["duration"]) > 30
    size = made.stat().st_size

    again = run(clean_copy, *command)
    assert again.returncode == 0
    assert "Setting up" not in again.stderr
    assert "Fetching" not in again.stderr
    assert abs(made.stat().st_size - size) < 0.05 * size


def test_scripts_test_runs_from_there_too(clean_copy):
    done = run(clean_copy, "scripts/test", "-q", "tests/test_errors.py", "-p", "no:cacheprovider")
    if "could not be fetched: check the network" in done.stderr:
        pytest.skip("the package registry cannot be reached")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_the_wheel_is_complete(tmp_path):
    """A wheel installed elsewhere gives the command, its catalogues and its language tables."""
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "-w", str(tmp_path), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("newsreader-*.whl")
    target = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target),
         str(wheel)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(target), "LC_ALL": "nb_NO.UTF-8", "LANGUAGE": ""}

    def said(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-P", "-m", "newsreader", *arguments],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    where = subprocess.run(
        [sys.executable, "-P", "-c", "import newsreader; print(newsreader.__file__)"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert str(target) in where
    assert "Valg:" in said("--help")
    assert "no_NO-talesyntese-medium" in said("voices", "list")
    shown = said("explain", str(ROOT / "tests/data/articles/bokmal_nyhet.txt"))
    assert "Bildetekst" in shown
    assert "I fjorten måneder" in shown
