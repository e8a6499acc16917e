"""Every character of a text is spoken, heard as a pause, or dropped with a reason."""

import csv
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsreader.cli.explain import DROP_REASONS
from newsreader.text.account import account
from newsreader.text.lexicon import Entry, Lexicon
from newsreader.text.normalize import normalize
from tests.tools import ARTICLES, ROOT

DATA = ROOT / "tests" / "data" / "normalize"


def sentences():
    for name in ("dev", "golden", "golden2", "mixed"):
        with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["input"]


def fates(text, lexicon=None):
    parts = account(text, normalize(text, "nb", lexicon).steps)
    return [(part.fate, part.reason, text[slice(*part.span)]) for part in parts]


def check(text):
    """Check what must hold for any text, and return what is dropped."""
    spoken = normalize(text, "nb")
    done = 0
    dropped = []
    for part in account(text, spoken.steps):
        start, end = part.span
        assert start == done < end
        assert (part.fate == "dropped") == bool(part.reason)
        done = end
        printed = text[start:end]
        if part.fate == "dropped":
            assert part.reason in DROP_REASONS
            dropped.append(printed)
            if part.reason not in ("address", "scheme"):
                assert not any(map(str.isalpha, printed)), printed
            if part.reason not in ("address", "note"):
                assert not any(map(str.isdigit, printed)), printed
        elif part.fate == "pause":
            assert not any(map(str.isalnum, printed)), printed
        else:
            assert any(unicodedata.category(c)[0] in "LMNSP" for c in printed), printed
    assert done == len(text)
    return dropped


def test_all_of_the_golden_sentences_is_accounted_for():
    dropped = [mark for text in sentences() for mark in check(text)]
    # Marks of layout, notes, pictures, tags, and the technical parts of addresses.
    assert not any(map(str.isalpha, "".join(mark for mark in dropped if "://" not in mark)))


def test_all_of_the_articles_is_accounted_for():
    for path in sorted(ARTICLES.glob("*.txt")):
        check(path.read_text(encoding="utf-8"))


@settings(max_examples=400, deadline=None)
@given(st.text())
@example("\u200b5\u00ad0 kr")
@example("a\u030a \u0301")
@example("\x00 \ud7ff \ue000")
@example("http:///// www.a.no/// a@b.c/")
def test_all_of_any_text_is_accounted_for(text):
    check(text)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="a1 .,:;/#@?&=%*_[]()¹½-–\u00ad\u200b🎉https://nrk.no", max_size=40))
def test_all_of_odd_text_is_accounted_for(text):
    check(text)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("**Nå**", [("layout", "**"), ("layout", "**")]),
        ("Slutt.¹", [("note", "¹")]),
        ("Slutt [2].", [("note", "[2]")]),
        ("Hurra 🎉", [("emoji", "🎉")]),
        ("tek\u00adno\u200blogi", [("invisible", "\u00ad"), ("invisible", "\u200b")]),
        ("Se https://nrk.no/a?id=3.", [("scheme", "https://"), ("address", "?id=3")]),
        ("#metoo", [("tag", "#")]),
        ("a → b", [("sign", "→")]),
    ],
)
def test_what_is_dropped_has_its_reason(text, want):
    found = [
        (reason, printed.strip()) for fate, reason, printed in fates(text) if fate == "dropped"
    ]
    assert found == want


def test_what_the_lexicon_skips_is_its_doing():
    lexicon = Lexicon([Entry("ifølge NTB", "(skip)")])
    assert ("dropped", "lexicon") in [fate[:2] for fate in fates("Det skjer, ifølge NTB.", lexicon)]


@pytest.mark.parametrize(
    "text", ["Dette er sagt.", "25 mann", "a\u030apent", "Bodø/Glimt", "kl. 14"]
)
def test_what_is_heard_is_not_dropped(text):
    assert "dropped" not in [fate for fate, *_ in fates(text)]


def test_all_figures_of_a_very_long_number_are_said():
    assert len(normalize("1" * 5000, "nb").text.split()) == 2500  # in pairs
    assert len(normalize("1" * 5000 + ",5", "nb").text.split()) == 5002
