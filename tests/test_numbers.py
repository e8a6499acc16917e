"""Number words: Språkrådet, "Tall, tid, dato"; Bokmålsordboka and Nynorskordboka for the forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.text import numbers


@pytest.mark.parametrize(
    ("number", "bokmål", "nynorsk"),
    [
        (0, "null", "null"),
        (1, "en", "ein"),
        (7, "sju", "sju"),
        (11, "elleve", "elleve"),
        (21, "tjueen", "tjueein"),
        (47, "førtisju", "førtisju"),
        (100, "hundre", "hundre"),
        (101, "hundre og en", "hundre og ein"),
        (118, "hundre og atten", "hundre og atten"),
        (200, "to hundre", "to hundre"),
        (347, "tre hundre og førtisju", "tre hundre og førtisju"),
        (1000, "tusen", "tusen"),
        (1001, "ett tusen og en", "eitt tusen og ein"),
        (1100, "ett tusen ett hundre", "eitt tusen eitt hundre"),
        (1250, "ett tusen to hundre og femti", "eitt tusen to hundre og femti"),
        (2024, "to tusen og tjuefire", "to tusen og tjuefire"),
        (21_000, "tjueett tusen", "tjueeitt tusen"),
        (101_000, "hundre og ett tusen", "hundre og eitt tusen"),
        (1_000_000, "en million", "ein million"),
        (2_000_000, "to millioner", "to millionar"),
        (8_000_000_000, "åtte milliarder", "åtte milliardar"),
        (
            5_550_203,
            "fem millioner fem hundre og femti tusen to hundre og tre",
            "fem millionar fem hundre og femti tusen to hundre og tre",
        ),
        (-12, "minus tolv", "minus tolv"),
    ],
)
def test_cardinal(number, bokmål, nynorsk):
    assert numbers.cardinal(number, "nb") == bokmål
    assert numbers.cardinal(number, "nn") == nynorsk


@pytest.mark.parametrize(
    ("number", "language", "gender", "words"),
    [
        (1, "nb", "n", "ett"),
        (1, "nn", "f", "ei"),
        (1, "nn", "n", "eitt"),
        (21, "nb", "n", "tjueett"),
        (31, "nn", "n", "trettieitt"),
        (101, "nb", "n", "hundre og ett"),
        (11, "nb", "n", "elleve"),
        (22, "nb", "n", "tjueto"),
    ],
)
def test_cardinal_agrees_with_its_noun(number, language, gender, words):
    assert numbers.cardinal(number, language, gender) == words


@pytest.mark.parametrize(
    ("number", "bokmål", "nynorsk"),
    [
        (1, "første", "første"),
        (2, "andre", "andre"),
        (7, "sjuende", "sjuande"),
        (12, "tolvte", "tolvte"),
        (20, "tjuende", "tjuande"),
        (21, "tjueførste", "tjueførste"),
        (29, "tjueniende", "tjueniande"),
        (30, "trettiende", "trettiande"),
        (100, "hundrede", "hundrede"),
        (117, "hundre og syttende", "hundre og syttande"),
        (1000, "tusende", "tusande"),
        (1001, "ett tusen og første", "eitt tusen og første"),
    ],
)
def test_ordinal(number, bokmål, nynorsk):
    assert numbers.ordinal(number, "nb") == bokmål
    assert numbers.ordinal(number, "nn") == nynorsk


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (793, "sju hundre og nittitre"),
        (1030, "tusen og tretti"),
        (1349, "tretten førtini"),
        (1814, "atten fjorten"),
        (1900, "nitten hundre"),
        (1905, "nitten hundre og fem"),
        (1949, "nitten førtini"),
        (2000, "to tusen"),
        (2005, "to tusen og fem"),
        (2010, "tjue ti"),
        (2024, "tjue tjuefire"),
    ],
)
def test_year(number, words):
    assert numbers.year(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1990, "nittennitti"),
        (70, "sytti"),
        (1800, "attenhundre"),
        (2000, "totusen"),
        (2010, "tjueti"),
        (1000, "tusen"),
        (900, "nihundre"),
        (1100, "ellevehundre"),
    ],
)
def test_decade(number, words):
    assert numbers.decade(number) == words


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("75", "syttifem"),
        ("03", "null tre"),
        ("8", "åtte"),
        ("195", "en ni fem"),
        ("00", "null null"),
        ("50", "femti"),
        ("0", "null"),
    ],
)
def test_decimals(printed, words):
    assert numbers.decimals(printed) == words


@pytest.mark.parametrize(
    ("printed", "words"),
    [("22", "tjueto"), ("05", "null fem"), ("00", "null null"), ("901", "ni hundre og en"),
     ("040", "null førti"), ("000", "null null null")],
)  # fmt: skip
def test_group_of_a_telephone_number(printed, words):
    assert numbers.group(printed) == words


@pytest.mark.parametrize(
    ("printed", "words"),
    [("4417", "førtifire sytten"), ("0155", "null en femtifem"), ("12345", "tolv tre førtifem"),
     ("1503", "femten null tre"), ("2000", "to tusen"), ("1500", "femten hundre")],
)  # fmt: skip
def test_pairs_of_an_identifier(printed, words):
    assert numbers.pairs(printed) == words


@pytest.mark.parametrize(
    ("above", "below", "words"),
    [(1, 2, "en halv"), (1, 3, "en tredel"), (3, 4, "tre firedeler"), (2, 10, "to tideler"),
     (1, 21, "en tjueførstedel")],
)  # fmt: skip
def test_fraction(above, below, words):
    assert numbers.fraction(above, below) == words


def value(words):
    """Add number words up again: a reader that knows nothing of how they were made."""
    names = str.split(
        "null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten "
        "sytten atten nitten"
    )
    units = {name: size for size, name in enumerate(names)} | {"ett": 1}
    tens = {"tjue": 20, "tretti": 30, "førti": 40, "femti": 50, "seksti": 60, "sytti": 70,
            "åtti": 80, "nitti": 90}  # fmt: skip
    scales = {"tusen": 10**3, "million": 10**6, "milliard": 10**9, "billion": 10**12,
              "billiard": 10**15, "trillion": 10**18}  # fmt: skip
    total = part = 0
    for word in words.split():
        word = word.removesuffix("er") if word.endswith(("ner", "der")) else word
        if word == "og":
            continue
        if word in scales:
            total, part = total + max(part, 1) * scales[word], 0
        elif word == "hundre":
            part = max(part, 1) * 100
        elif word in units:
            part += units[word]
        else:
            ten = next(ten for ten in tens if word.startswith(ten))
            part += tens[ten] + units[word.removeprefix(ten) or "null"]
    return total + part


@given(st.integers(0, 10**21 - 1))
def test_words_add_up_to_the_number(number):
    assert value(numbers.cardinal(number)) == number


@given(st.integers(10**21, 10**60))
def test_longer_numbers_are_read_figure_by_figure(number):
    assert len(numbers.cardinal(number).split()) == len(str(number))
