"""What the reader says of itself exists in bokmål, nynorsk and English, and is said somewhere."""

import re
from string import Formatter

import pytest

from newsreader.text.prompts import PROMPTS, _of_the_reader, prompt
from tests.tools import ROOT

READER = _of_the_reader()


@pytest.mark.parametrize("name", READER)
def test_every_prompt_is_there_in_every_language(name):
    texts = READER[name]
    assert set(texts) == {"nb", "nn", "en"}
    assert all(texts.values())
    wanted = {frozenset(f for _, f, _, _ in Formatter().parse(t) if f) for t in texts.values()}
    assert len(wanted) == 1
    assert name not in PROMPTS


def test_every_prompt_is_said_somewhere():
    code = "".join(p.read_text() for p in (ROOT / "newsreader/listening").glob("*.py"))
    families = re.findall(r'f"(\w+_)\{', code)
    for name in READER:
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
