import os
import subprocess
import sys

import pytest

from newsreader.messages import language
from tests.tools import ROOT, run_newsreader

NORWEGIAN = {"LC_ALL": "nb_NO.UTF-8"}


def test_catalogue_is_complete_and_compiled():
    check = subprocess.run(
        [sys.executable, ROOT / "scripts/messages.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "nb_NO.UTF-8"}, "nb"),
        ({"LANG": "nn_NO.UTF-8"}, "nb"),
        ({"LANG": "no_NO"}, "nb"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "nb_NO.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANGUAGE": "nb:en", "LC_ALL": "en_US.UTF-8"}, "nb"),
        ({}, "en"),
    ],
)
def test_language_follows_the_locale(variables, expected, monkeypatch):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == expected


def test_errors_and_help_are_norwegian_in_norway():
    error = run_newsreader("explain", "borte.txt", env=NORWEGIAN).stderr.decode()
    assert error == "Det finnes ingen fil som heter borte.txt. Sjekk navnet og mappa.\n"
    shown = run_newsreader("record", "--help", env=NORWEGIAN).stdout.decode()
    assert "Valg:" in shown
    assert "Vis denne hjelpen" in shown
    wrong = run_newsreader("record", "--nei", env=NORWEGIAN).stderr.decode()
    assert "--nei" in wrong
    assert "Error" not in wrong
    assert "option" not in wrong


def test_errors_are_english_elsewhere():
    error = run_newsreader("explain", "borte.txt", env={"LC_ALL": "C.UTF-8"}).stderr.decode()
    assert error == "There is no file borte.txt. Check the name and the folder.\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "nb_NO.ISO-8859-1", "xx_YY"])
def test_strange_locales_do_no_harm(locale):
    env = {**os.environ, "LC_ALL": locale, "LANGUAGE": "", "PYTHONUTF8": "0"}
    shown = subprocess.run(
        [sys.executable, "-m", "newsreader", "--help"], cwd=ROOT, env=env, capture_output=True,
        check=False,
    )  # fmt: skip
    assert shown.returncode == 0
    assert not shown.stderr
