"""Where sentences end, and where long ones are divided."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.sentences import split


def texts(text, language="nb", limit=200):
    return [text[slice(*piece.span)] for piece in split(text, language, limit)]


# The stroke marks where a sentence ends (Språkrådet, "Kort om forkortingar" and "Punktum").
@pytest.mark.parametrize(
    "marked",
    [
        "Dette er en setning.|Dette er en til.",
        "Møtet starter kl. 14.30 på torsdag.|Alle er velkomne.",
        "Han bor i nr. 5 i gata.|Hun bor der også.",
        "Det kom ca. 50 personer.|Ingen ble skadd.",
        "Donald J. Trump vant.|Han takket.",
        "J.K. Rowling kom.|C. J. Hambro ledet.",
        "George W. Bush og J. R. R. Tolkien møttes.",
        "Det var 17. mai i går.|Toget gikk.",
        "Vedtaket kom 01.07.2024.|Det gjelder nå.",
        "Antallet steg til 14.|Tre av dem er skadd.",
        "Versjon 2.5 er ute.|Last ned på nrk.no.|Den er gratis.",
        "... og så ble det stille.|Ingen sa noe.",
        "Hei … er du der?|Ja!|Kom.",
        "Mat, kurs osv.|Billettene er utsolgt.",
        "Mat osv. på torget.|Kom!",
        "Til stede var rektor m.fl.|Møtet varte.",
        "Han bor i St. Olavs gate.|Der er det fint.",
        "Prisen er kr. 80 for voksne.",
        "Prisen er 100 kr.|Det er mye.",
        "Rektor dr. Eva Lie kom.|Adm.dir. Per Dahl sa nei.",
        "Ifølge f.eks. Per er det greit.",
        "Galdhøpiggen rager 2 469 moh.|Toppen er lett å nå.",
        "Funnet er fra 300 f.Kr.|Det er gammelt.",
        "«Dette er galskap.»|Han gikk.",
        "«Dette er galskap!» ropte han.|Hun lo.",
        "«Hva?» spurte hun.|«Nei.»",
        '"Kom."|Så gikk han.',
        "– Vi er lettet, sier hun.|– Nå kan vi gå videre.",
        "– Har dere plass? spurte faren.|Ingen svarte.",
        "Hva nå?!|Vi vet ikke...|Kanskje.",
        "Kong Charles 3. besøkte byen.|Han var blid.",
        "Kong Carl 16. Gustaf kom.",
        "Det er 2. Juledag i dag.",
        "Se § 5.|Der står det.",
        "Hun tar vitamin C.|Det er sunt.",
        "Han skrev det på X.|Statsråden svarte.",
        "Avisa VG.|Førde.",
        "Gå til vg.no.|Der står det.",
        "Linjen\nbrytes her.|Ny setning\nher.",
        "Den er ferdig (tror vi).|Vent.",
        "5.550.203 personer bor her.|Det er mange.",
        "Kl. 8.|Da var det sent.",
    ],
)
def test_sentences(marked):
    assert texts(marked.replace("|", " ")) == marked.split("|")


GOLDEN = Path(__file__).parent / "data" / "normalize" / "sentences_golden.tsv"


def golden():
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", golden(), ids=lambda row: row["id"])
def test_running_text(row):
    assert texts(row["input"], row["language"], limit=10_000) == row["sentences"].split(" ¦ ")


@pytest.mark.parametrize(
    "text",
    [
        "Slik gikk det: 1. Lie, 2. Moe, 3. Dahl.",
        "Vinnerne er 1. Kari Lie og 2. Eva Moe.",
    ],
)
def test_places_in_a_list_end_no_sentence(text):
    assert texts(text) == [text]


def test_an_empty_line_ends_a_sentence():
    assert texts("Første avsnitt\n\nAndre avsnitt") == ["Første avsnitt", "Andre avsnitt"]


def test_nynorsk_abbreviations():
    assert texts("Saft osb. Alle fekk t.d. Solo.", "nn") == ["Saft osb.", "Alle fekk t.d. Solo."]


def test_a_sentence_ends_with_sentence_and_its_clauses_with_clause():
    text = "Først kom de som hadde gått hele veien hjem, men de andre kom mye senere. Slutt."
    assert [piece.end for piece in split(text, limit=60)] == ["clause", "sentence", "sentence"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "Regjeringen vil bygge ut jernbanen i hele landet; opposisjonen er uenig og vil vente "
            "til neste år, sier de.",
            "Regjeringen vil bygge ut jernbanen i hele landet;",
        ),
        (
            "Politiet rykket ut til stedet sent i går kveld, og ambulansen kom like etter "
            "at de var "
            "på plass der",
            "Politiet rykket ut til stedet sent i går kveld,",
        ),
        (
            "Kommunen har bestemt at alle skolene i distriktet skal stenge tidlig fordi været er "
            "blitt svært dårlig",
            "Kommunen har bestemt at alle skolene i distriktet skal stenge tidlig",
        ),
    ],
)
def test_a_long_sentence_is_divided_where_one_breathes(text, first):
    assert texts(text, limit=75)[0] == first


def test_numbers_are_not_divided():
    text = "ord " * 17 + "på 1 250 000 kroner og " + "ord " * 20
    assert any("1 250 000 kroner" in piece for piece in texts(text, limit=80))


def test_a_word_is_cut_only_when_it_alone_is_too_long():
    assert [len(piece) for piece in texts("a" * 10_000)] == [200] * 50
    assert texts("kort " + "b" * 199 + " slutt", limit=200) == ["kort", "b" * 199, "slutt"]


def check_cover(text, limit):
    done = 0
    for piece in split(text, "nb", limit):
        start, end = piece.span
        assert done <= start < end
        assert end - start <= limit
        assert not text[done:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        done = end
    assert not text[done:].strip()


@settings(max_examples=300, deadline=None)
@given(st.text(), st.integers(10, 300))
def test_pieces_cover_any_text(text, limit):
    check_cover(text, limit)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "kl.",
                "Dr.",
                "A.",
                "14.",
                "Ja.",
                "og",
                "–",
                "«Hei.»",
                "...",
                "!",
                "\n",
                "\n\n",
                "ord,",
                "x" * 40,
            ]
        )
    ).map(" ".join),
    st.integers(10, 60),
)
def test_pieces_cover_text_full_of_stops(text, limit):
    check_cover(text, limit)


def test_a_paragraph_without_a_stop_is_divided_all_the_same():
    pieces = split("ord " * 20_000)
    assert len(pieces) >= 400
    assert pieces[-1].end == "sentence"
