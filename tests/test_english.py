"""English spans: where they are found, and that a Norwegian voice can say them.

What is expected was decided by hand: a title or quotation is English or it is not. The sounds are
compared with those that espeak-ng's `nb` gives ordinary Norwegian words.
"""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.text import english, spoken_form
from newsreader.text.names import respell_name
from newsreader.text.respell import respell
from newsreader.text.tables import own_rows
from tests.tools import sentences

DATA = Path(__file__).parent / "data"


def read(text):
    return " ".join(sentences(text))


def table(name):
    with (DATA / "normalize" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


SPANS = table("english")


def known_sounds():
    text = " ".join(path.read_text("utf-8") for path in sorted((DATA / "articles").glob("*.txt")))
    return set(read(" ".join(sorted(set(re.findall("[a-zæøå]+", text)))))) | set(",.?!")


KNOWN = known_sounds()


def found(text):
    return [text[start:end] for start, end in english.spans(text)]


@pytest.mark.parametrize("row", SPANS, ids=lambda row: row["printed"])
def test_a_span_is_found_and_sounds_like_norwegian(row):
    spoken = spoken_form(row["printed"])
    assert found(spoken) == ([row["span"]] if row["span"] else [])
    reading = read(respell(spoken, "nb"))
    assert "(" not in reading
    assert set(reading) <= KNOWN
    if row["span"]:
        assert read(spoken) != reading


NORWEGIAN = [row["input"] for row in table("golden") if row["class"] in ("keep", "nynorsk")] + [
    "Hun sa at man kan ta med hund over land og by.",
    "Den store hatten var for liten, og han la den under senga.",
    "Det var en fin dag for alle som var her.",
    "«Vi er her for alle», sa hun.",
    "Han leste «Brand» og «Peer Gynt» på hytta.",
    "«Alt for Norge» er kongens valgspråk.",
    "New York og Los Angeles er store byer.",
    "Manchester United slo Real Madrid.",
    "Team Norge vant, og showet på Black Friday ble en hit.",
    "Dei fire bad om hjelp og fekk land under føtene.",
    "Her is og snø ligg, fann dei ein and og ei and til.",
    "Donald Trump og Joe Biden møttes.",
]


@pytest.mark.parametrize("text", NORWEGIAN)
def test_norwegian_is_no_english(text):
    spoken = spoken_form(text)
    assert english.spans(spoken) == []
    assert english.respell_english(spoken, respell_name) == [(False, spoken)]


def test_there_is_enough_norwegian():
    assert len(NORWEGIAN) >= 100


@pytest.mark.parametrize(
    ("word", "spelled"),
    # The sounds are those of a dictionary of English, in Norwegian letters.
    [
        ("shark", "sjark"),
        ("knight", "nait"),
        ("bridge", "bridsj"),
        ("whale", "veil"),
        ("phone", "fån"),
        ("cold", "kåld"),
        ("mission", "misjen"),
    ],
)
def test_letters(word, spelled):
    assert english.letters(word) == spelled


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("«I love you»", "«Ai løv jo»"),
        ("The White House Press", "De Vait Haus Press"),
        ("Avisen The Guardian skriver", "Avisen De Gardian skriver"),
        ("«It’s not over»", "«Itts nått åver»"),
        ("«Born in the U S A»", "«Bårn inn de U S A»"),
    ],
)
def test_spans_are_respelled(text, given):
    assert respell(text, "nb") == given


def test_every_word_of_the_table_has_sounds_of_norwegian():
    strange = [
        row["word"]
        for row in own_rows("english", "nb")
        if "(" in read(row["respelling"]) or not set(read(row["respelling"])) <= KNOWN
    ]
    assert strange == []


def test_the_tables_are_complete():
    rows = list(own_rows("english", "nb"))
    assert len({row["word"] for row in rows}) == len(rows) >= 400
    assert all(all(row.values()) for row in rows)
    assert {row["weight"] for row in rows} == {"strong", "weak"}


@pytest.mark.parametrize(
    "row", list(own_rows("english_letters", "nb")), ids=lambda row: row["written"]
)
def test_every_rule_of_letters_has_a_word_that_shows_it(row):
    pattern = row["written"].replace("C]", "bcdfghjklmnpqrstvwxz]").replace("V]", "aeiouy]")
    assert re.search(pattern, row["example"])
    assert row["source"]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", min_size=1))
def test_any_word_can_be_written_in_norwegian_letters(word):
    assert re.fullmatch("[a-zæøå]*", english.letters(word.replace("'", "")))


@given(st.text())
def test_the_parts_are_the_text(text):
    assert "".join(part for _, part in english.respell_english(text, lambda _: None)) or not text
