"""What the reader says of itself exists in bokmål, nynorsk and English, and is said somewhere."""

import re
from string import Formatter

import pytest

from newsreader.text.prompts import prompt, table
from tests.tools import ROOT

CODE = {
    folder: "".join(path.read_text() for path in (ROOT / "newsreader" / folder).rglob("*.py"))
    for folder in ("", "listening")
}


@pytest.mark.parametrize("name", table())
def test_every_prompt_is_there_in_every_language(name):
    texts = table()[name]
    assert set(texts) == {"nb", "nn", "en"}
    assert texts["nb"]
    assert texts["nn"]
    filled = [text for text in texts.values() if text]
    wanted = {frozenset(f for _, f, _, _ in Formatter().parse(t) if f) for t in filled}
    assert len(wanted) == 1


def test_what_the_reader_says_of_itself_is_there_in_english():
    """It is printed: prompts that stand in the code of the live reader, and their families."""
    for name in re.findall(r'words\("(\w+)"', CODE["listening"]):
        assert table()[name]["en"], name


def test_every_prompt_is_said_somewhere():
    code = CODE[""]
    families = re.findall(r'f"(\w+_)\{', code)
    for name in table():
        said = f'"{name}"' in code or f'"{name.removesuffix("_one")}"' in code
        assert said or any(name.startswith(family) for family in families), name


@pytest.mark.parametrize(
    ("language", "text"),
    [("nb", "Forrige sak: Snø."), ("nn", "Førre sak: Snø."), ("en", "Previous article: Snø.")],
)
def test_prompts_follow_the_language(language, text):
    assert prompt("previous_story", language, title="Snø") == text


def test_prompts_of_articles_are_norwegian():
    assert prompt("caption", "nn") == "Bilettekst."
    assert prompt("story", "nb", number=2, count=3) == "Sak 2 av 3."
