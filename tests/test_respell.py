"""What espeak-ng is given, checked on the phonemes that it makes of it.

The phonemes wanted are those that espeak-ng itself gives the same word in its own number table or
when it stands alone, or the sound of the word in Norwegian (Bokmålsordboka).
"""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.text import numbers, respell, spoken_form
from newsreader.text.tables import own_rows
from tests.tools import sentences

TABLE = Path(respell.__file__).parent / "nb" / "respell.tsv"


def sounds(text):
    """Phonemes without stress and pauses."""
    phonemes = "".join(sentences(text))
    return "".join(c for c in phonemes if c not in "ˈˌʲ .,-")


WANTED = {
    "elleve": "ɛlva",
    "fjerde": "fjaːra",
    "fjerdedel": "fjaːradeːl",
    "fjerdedeler": "fjaːradeːlər",
    "fjerdedelar": "fjaːradeːlar",
    "unicef": "ʉːniːsəf",
    "youtube": "jʉːtʉːb",
    "iphone": "ɑɪfoːn",
    "com": "kɔm",
}


def entries():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", entries(), ids=lambda row: row["written"])
def test_each_entry_sounds_right_and_would_not_without_it(row):
    assert row["reason"]
    assert sounds(respell.respell(row["written"], "nb")) == WANTED[row["written"]]
    assert sounds(row["written"]) != WANTED[row["written"]]


@pytest.mark.parametrize(
    ("spoken", "given"),
    [
        ("tjuefem", "tjue fem"),
        ("Tjuefem kroner", "Tjue fem kroner"),
        ("tre hundre og førtisju", "tre hundre og førti sju"),
        ("nitten førtini", "nitten førti ni"),
        ("totusenogfem", "to tusen og fem"),
        ("tjueførste", "tjue første"),
        ("tjuefjerde", "tjue fjære"),
        ("nittennittitallet", "nitten nitti-tallet"),
        ("syttitallet", "sytti-tallet"),
        ("femhundrelapp", "fem hundre-lapp"),
        ("nittenåring", "nitten-åring"),
        ("tjuefiretimersstreik", "tjue fire-timersstreik"),
        ("hundreogfemtiårsjubileum", "hundre og femti-årsjubileum"),
        ("seksti- og syttitallet", "seksti- og sytti-tallet"),
        ("trettieitt", "tretti eitt"),
        ("U S As hjelp", "U S A's hjelp"),
        ("F Ns sjef", "F N's sjef"),
    ],
)
def test_joined_numbers_and_genitives(spoken, given):
    assert respell.respell(spoken, "nb") == given


@pytest.mark.parametrize(
    "words",
    str.split("""
    toget entre enhet tiltak endelig totalt seksuell ender tren eneste treffer tosk sjuke ettertanke
    fireogtyve hundrevis tusenvis niese tolvte og fem nitti tusen Toril Trening
    """),
)
def test_other_words_stay(words):
    assert respell.respell(words, "nb") == words


@given(st.integers(21, 99).filter(lambda n: n % 10))
def test_tens_and_units_sound_like_their_words(number):
    tens, unit = number - number % 10, number % 10
    spoken = respell.respell(numbers.cardinal(number), "nb")
    apart = [sounds(numbers.cardinal(part)) for part in (tens, unit)]
    assert sounds(spoken) == "".join(apart)


def test_joined_tens_and_units_do_not():
    """Else the layer would not be needed."""
    assert sounds("tjuefem") != sounds("tjue") + sounds("fem")


def test_a_genitive_keeps_the_names_of_the_letters():
    assert sounds(respell.respell("U S As", "nb")) == sounds("U S A") + "s"
    assert sounds("U S As") != sounds("U S A") + "s"


NAMES = list(own_rows("names", "nb"))


def heard(text):
    """Fold what the ending changes in every word: schwa against open vowels, rs to one sound."""
    return sounds(text).translate(str.maketrans("əɛœɑɪʊɔe", "aaøaiuoa", "ː")).replace("rs", "ʃ")


def test_every_name_is_given_as_its_row_says():
    wrong = [
        (row["word"], respell.respell(row["word"], "nb"))
        for row in NAMES
        if respell.respell(row["word"], "nb") != row["respelling"]
    ]
    assert wrong == []


def test_a_genitive_sounds_like_the_name_and_an_s():
    # "Jeans", "Georges" and "crêpes" have rows of their own; the d of -rd falls silent alone.
    wrong = [
        row["word"]
        for row in NAMES
        if row["word"][-1] not in "sxz"
        and row["respelling"][-1] not in "sxz"
        and heard(respell.respell(row["word"] + "s", "nb")) != heard(row["respelling"]) + "s"
        and not heard(row["respelling"]).endswith("r")
    ]
    assert set(wrong) <= {"George", "Jean", "crêpe", "Vindafjord", "skateboard", "seedet"}


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("Zelenskyjs", "Selensqyj's"),
        ("Zelenskyj-regjeringen", "Selensqyj-regjeringen"),
        ("Zelenskyjs-regjeringen", "Selensqyj's-regjeringen"),
        ("ZELENSKYJ", "Selensqyj"),
        ("ZELENSKYJS", "Selensqyj's"),
        ("Zelenskyj’s", "Selensqyj's"),
        ("Computer", "Kåmmpjuter"),
        ("computer", "kåmmpjuter"),
        ("Saint-Exupéry", "Sanng-Eksyperi"),
        ("Agathes", "Agates"),
        ("Blairs", "Bler's"),
        ("Claires", "Kler's"),
        ("Chens", "Tsjen's"),
        ("Port-au-Prince", "Pårtåprens"),
        ("moe", "moe"),
    ],
)
def test_names_in_all_their_forms(written, given):
    row = next((row for row in NAMES if row["word"] == written), None)
    assert respell.respell(written, "nb") == (row["respelling"] if row else given)


def test_a_row_in_exact_case_wins():
    table = {row["word"]: row["respelling"] for row in NAMES}
    pairs = [word for word in table if word.islower() and word.capitalize() in table]
    for word in pairs:
        assert respell.respell(word, "nb") == table[word]
        assert respell.respell(word.capitalize(), "nb") == table[word.capitalize()]


def test_people_see_the_name_as_printed():
    assert spoken_form("Zelenskyjs 2 besøk") == "Zelenskyjs to besøk"


def test_phonemes_of_the_lexicon_pass_untouched():
    assert respell.respell("Hei [[zelˈɛnski]] com", "nb") == "Hei [[zelˈɛnski]] kom"
    assert respell.respell("[[Zelenskyj]]", "nb") == "[[Zelenskyj]]"


@pytest.mark.parametrize(
    "text", ["A " * 50_000, "the " * 25_000, "a-" * 50_000, "«" * 50_000], ids=lambda text: text[:4]
)
def test_long_odd_text_comes_to_an_end(text):
    # What tries every start anew would need minutes here, and the suite has its own limit.
    assert respell.respell(text, "nb")


@given(st.text())
def test_any_text_can_be_respelled(text):
    once = respell.respell(text, "nb")
    assert respell.respell(once, "nb") == once
