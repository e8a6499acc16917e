"""The labeller of article parts: labelled articles, and what must hold for any text."""

import re
import textwrap
import unicodedata
from html.entities import codepoint2name
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.text.segments import label
from newsreader.text.segments.cleaning import clean
from newsreader.types import Mark, Role, Segment
from scripts.score_segments import Labelled, load, read_labels, score

DATA = Path(__file__).parent / "data" / "segments"
SETS = {name: load(DATA / name) for name in ("dev", "own", "golden")}
ARTICLES = [article for articles in SETS.values() for article in articles]


def roles(text: str, marks: tuple[Mark, ...] = ()) -> list[tuple[str, str]]:
    return [(str(segment.role), segment.text) for segment in label(text, marks)]


def role_of(part: str, text: str) -> str:
    """Give the role of the one segment that is this part."""
    (role,) = [role for role, found in roles(text) if found == part]
    return role


# ---- labelled articles


@pytest.mark.parametrize("name", SETS)
def test_labelled_articles(name):
    result = score(SETS[name])
    assert result.accuracy >= 97
    assert result.macro_f1 >= 95
    assert result.noise_read_aloud <= 3
    assert result.content_lost <= 0.3
    assert result.captions_as_story <= 4


@pytest.mark.parametrize(
    ("name", "accuracy", "macro_f1", "noise", "lost"),
    [("golden2", 97.5, 95.5, 12, 0.1), ("golden3", 96.5, 95.5, 1, 0.4)],
)
def test_articles_kept_apart(name, accuracy, macro_f1, noise, lost):
    """Hold the floor of articles that were labelled before anybody saw what comes out.

    Golden2 was never tuned on. Golden3 was 92.2 and 89.7 at first, 18 % of the noise read
    aloud; general rules came of it, and its captions without a sign of their own are still story.
    """
    result = score(load(DATA / name))
    assert len(result.accuracies) == 30
    assert result.accuracy >= accuracy
    assert result.macro_f1 >= macro_f1
    assert result.noise_read_aloud <= noise
    assert result.content_lost <= lost


def _dense(text: str) -> str:
    return re.sub(r"\n\s*\n+", "\n", text)


def _spaced(text: str) -> str:
    return text.replace("\n", "\n\n")


def _carriage_returns(text: str) -> str:
    return text.replace("\n", "\r\n")


def _indented(text: str) -> str:
    return text.replace("\n", "\n   ")


def _hard_spaces(text: str) -> str:
    return re.sub(r"(?<=\d) ", "\xa0", text)


def _wrapped(text: str) -> str:
    return re.sub(
        r"[^\n]+",
        lambda line: textwrap.fill(
            line.group(), 72, break_long_words=False, break_on_hyphens=False
        ),
        text,
    )


@pytest.mark.parametrize(
    "change", [_dense, _spaced, _carriage_returns, _indented, _hard_spaces, _wrapped]
)
def test_white_space_of_other_sources(change):
    changed = []
    for article in ARTICLES:
        text = change(article.text)
        # The same parts, at the places where their characters now stand.
        places = [place for place, char in enumerate(text) if not char.isspace()]
        index = {
            place: number
            for number, place in enumerate(
                place for place, char in enumerate(article.text) if not char.isspace()
            )
        }
        parts = tuple(
            (role, places[index[begin]], places[index[end - 1]] + 1)
            for role, begin, end in article.parts
        )
        changed.append(Labelled(article.id, text, parts))
    result = score(changed)
    assert result.accuracy >= 94
    assert result.macro_f1 >= 92
    assert result.content_lost <= 0.5


def _misread(char: str) -> str:
    """Read the UTF-8 of a character as Windows-1252, as careless programs do."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in char.encode())


def _entity(char: str) -> str:
    return f"&{codepoint2name[ord(char)]};" if ord(char) in codepoint2name else char


@pytest.mark.parametrize("spoil", [_misread, _entity])
def test_spoilt_characters_change_nothing(spoil):
    for article in ARTICLES:
        if "Ã" in article.text or "&" in article.text:
            continue
        spoilt = "".join(char if char.isascii() else spoil(char) for char in article.text)
        assert roles(spoilt) == roles(article.text)


# ---- what holds for any text

SNIPPETS = """Foto: | / | NTB | (NTB) | BODØ (NTB): | – | « | » | • | 1. | 12:30 | Les også | Fakta
| Kilde: X | mai | ? | Av Kari Nordmann | Publisert 3. mai 2021 | &aring; | &amp; | Ã¥ | â€“ | HUND:
| Tromsø: | @ | date 2020-01 | 😀 | Regi: | To ord | Så, | ... | Det var en gang en liten by med
mange hus og enda flere mennesker."""
SIGNS = [
    "\n",
    "\n\n",
    " ",
    "\t",
    ". ",
    ": ",
    "\xad",
    "\u200b",
    "\ufeff",
    "a\u0301",
    "\r\n",
    "\u2028",
    "\ud800",
]
PIECES = st.sampled_from([*re.split(r"\s\|\s", SNIPPETS), *SIGNS])
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join),
)


def check(text: str, segments: list[Segment]) -> None:
    place = 0
    for segment in segments:
        begin, end = segment.source
        assert place <= begin <= end <= len(text)
        assert not text[place:begin].strip()
        # The cells of a row, which may be empty, have a tab between them.
        cells = segment.text.split("\t") if segment.role is Role.LIST_ITEM else [segment.text]
        assert all(cell == " ".join(cell.split()) for cell in cells)
        assert segment.text.strip()
        assert unicodedata.is_normalized("NFC", segment.text)
        assert all(isinstance(reason, str) and reason for reason in segment.evidence)
        place = end
    assert not text[place:].strip() or not segments
    if not segments:
        assert not clean(text).text.strip()


@given(TEXTS)
def test_any_text_is_covered_in_order(text):
    segments = label(text)
    check(text, segments)
    assert label(text) == segments


@given(
    TEXTS,
    st.lists(
        st.tuples(st.integers(-5, 250), st.integers(-5, 250), st.sampled_from(Role)), max_size=5
    ),
)
def test_any_marks_are_borne(text, marks):
    check(text, label(text, [Mark((begin, end), role) for begin, end, role in marks]))


@pytest.mark.parametrize("text", ["", " ", "\n\n \t", "\r\n", "\u3000"])
def test_nothing_gives_nothing(text):
    assert label(text) == []


def test_a_paragraph_without_a_stop():
    segments = label("ord " * 20_000)
    assert len(segments) == 1
    assert sum(len(segment.text.split()) for segment in segments) == 20_000
    assert not {segment.role for segment in segments} & {Role.NOISE, Role.METADATA}


def test_text_without_letters():
    check("* * *\n\n12 345\n\n???", label("* * *\n\n12 345\n\n???"))


def test_each_segment_says_why():
    for article in ARTICLES:
        assert all(
            segment.evidence for segment in label(article.text) if segment.role is Role.NOISE
        )


def test_labels_must_cover_the_text():
    item = {"id": "x", "text": "en to", "segments": [{"role": "body", "text": "en"}]}
    with pytest.raises(ValueError, match="x: the labels end at character 2"):
        read_labels(item)


def test_a_mistake_lowers_the_score():
    article = SETS["dev"][0]
    wrong = tuple((Role.NOISE, begin, end) for _, begin, end in article.parts)
    result = score([Labelled("wrong", article.text, wrong)])
    assert result.accuracy < 10
    assert result.noise_read_aloud > 80


@pytest.mark.parametrize("line", ["DET REGNER I DAG OGSÅ.", "Det regner i dag også", "Nei."])
def test_a_text_that_only_repeats_itself_is_body(line):
    found = {segment.role for segment in label(f"{line}\n" * 2000)[1:]}
    assert found == {Role.BODY}


# ---- one rule each; the forms are those of Norwegian pages

STORY = (
    "Snøen kom tidlig i år, og mange ble tatt på senga da den la seg på veiene mandag.\n\n"
    "Ordføreren sier at brøytebilene var klare, men at ingen hadde satt på kjettinger ennå.\n\n"
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # Words of notices and advertisements in running text are story.
        ("Annonsen ble trukket tilbake etter at naboene klaget på den til kommunen.", "body"),
        ("Foto er hobbyen hans, og han har tatt bilder av alle fyrene langs kysten.", "body"),
        ("– Les også det som står med liten skrift, sier advokaten hennes.", "body"),
        ("Informasjonskapsler på nettsidene må nå godkjennes av brukeren, mener tilsynet.", "body"),
        ("Ingen kommentar.", "body"),
        ("– Nei.", "body"),
        ("– Hvorfor det?", "body"),
        ("17. mai ble feiret på vanlig vis, med tog, is og korpsmusikk i gatene.", "body"),
        ("PST: – Vi følger saken og har ikke noe å si om den nå.", "body"),
        ("Kari Nordmann (81) har bodd på Nes hele livet og vil ikke flytte.", "body"),
        # The same words as a line of their own are not.
        ("Annonse", "noise"),
        ("Artikkelen fortsetter under annonsen", "noise"),
        ("Saka held fram under biletet.", "noise"),
        ("Les også: Slik blir vinteren", "noise"),
        ("Les òg: Slik blir vinteren", "noise"),
        ("Del på Facebook", "noise"),
        ("Oppdatert 3. mars 2021 kl. 12.14", "metadata"),
        ("Rettelse: I en tidligere versjon sto det feil navn på skolen.", "metadata"),
        ("– Ikke kjør nå", "subheading"),
        ("Venter mer snø", "subheading"),
        ("• Bruk vinterdekk", "list_item"),
        ("«Vi hadde ikke ventet dette før i november.»", "quote"),
        ("BRØYTER: Bilene var ute hele natta, men rakk ikke rundt.", "caption"),
    ],
)
def test_a_line_in_a_story(line, expected):
    text = f"Snøen kom tidlig\n\n{STORY}{line}\n\n{STORY.replace('Snøen', 'Kulda')}"
    assert role_of(line, text) == expected


def _silent(line: str) -> bool:
    text = f"Snøen kom tidlig\n\n{STORY}{line}\n\n{STORY.replace('Snøen', 'Kulda')}"
    return bool({role for role, part in roles(text) if part in line} & {"noise", "metadata"})


@pytest.mark.parametrize("line", (DATA / "story_lines.txt").read_text("utf-8").splitlines())
def test_story_about_pages_and_advice_is_read(line):
    assert not _silent(line)


@pytest.mark.parametrize("line", (DATA / "page_lines.txt").read_text("utf-8").splitlines())
def test_what_a_page_says_to_its_visitor_is_not_read(line):
    assert _silent(line)


@pytest.mark.parametrize(
    ("paragraph", "parts"),
    [
        (
            "TATT: Bilen sto på fortauet. Foto: Ola Nordmann / NTB",
            [("caption", "TATT: Bilen sto på fortauet."), ("credit", "Foto: Ola Nordmann / NTB")],
        ),
        (
            "Bilen sto på fortauet. (Foto: Shutterstock)",
            [("caption", "Bilen sto på fortauet."), ("credit", "(Foto: Shutterstock)")],
        ),
        (
            "Bilen sto på fortauet. Ola Nordmann/AP/NTB",
            [("caption", "Bilen sto på fortauet."), ("credit", "Ola Nordmann/AP/NTB")],
        ),
        (
            "HAMAR, STANGE/OSLO (Avisen): Bilen sto på fortauet da politiet kom kjørende.",
            [
                ("dateline", "HAMAR, STANGE/OSLO (Avisen):"),
                ("body", "Bilen sto på fortauet da politiet kom kjørende."),
            ],
        ),
        (
            "ALTA: Bilen sto på fortauet da politiet kom kjørende.",
            [
                ("dateline", "ALTA:"),
                ("body", "Bilen sto på fortauet da politiet kom kjørende."),
            ],
        ),
        (
            "Bilen sto på fortauet da politiet kom kjørende. (©NTB)",
            [("body", "Bilen sto på fortauet da politiet kom kjørende."), ("byline", "(©NTB)")],
        ),
        (
            "Bilen er ny. Bilen er ny. Foto: Privat",
            [("caption", "Bilen er ny. Bilen er ny."), ("credit", "Foto: Privat")],
        ),
        (
            "Bilen sto på fortauet. Bilen sto på fortauet. Foto: Privat",
            [
                ("caption", "Bilen sto på fortauet."),
                ("caption", "Bilen sto på fortauet."),
                ("credit", "Foto: Privat"),
            ],
        ),
    ],
)
def test_a_paragraph_is_peeled(paragraph, parts):
    found = roles(f"Snøen kom tidlig\n\n{STORY}{paragraph}\n\n{STORY.replace('Snøen', 'Kulda')}")
    assert found[3 : 3 + len(parts)] == parts


LINKS = ("Slik sparer de rike", "Finanshuset", "Nå er den her")


@pytest.mark.parametrize(
    "head", ["Annonse", "Annonsørinnhold", "Les også", "Se også", "Mest lest siste døgn"]
)
def test_lines_close_under_the_title_of_links_are_links(head):
    lines = "\n".join((head, *LINKS))
    text = f"Snøen kom tidlig\n\n{STORY}{lines}\n\n{STORY.replace('Snøen', 'Kulda')}"
    found = dict((part, role) for role, part in roles(text))
    assert {found[line] for line in (head, *LINKS)} == {"noise"}


def test_a_heading_close_under_an_advertisement_is_kept():
    text = f"Snøen kom tidlig\n\n{STORY}Annonse\nVenter mer snø\n{STORY}"
    assert role_of("Venter mer snø", text) == "subheading"


def test_a_line_at_the_foot_of_the_page_heads_nothing():
    foot = "Del på Facebook\n\nOrdføreren går av\n\nNy bru neste år"
    text = f"Snøen kom tidlig\n\n{STORY}{STORY.replace('Snøen', 'Kulda')}{foot}"
    assert role_of("Ordføreren går av", text) == role_of("Ny bru neste år", text) == "noise"


def test_speech_with_a_name_under_it_is_a_pull_quote():
    pull = "– Eg ville gjort det same om att.\nKari Nordmann, bonde"
    text = f"Snøen kom tidlig\n\n{STORY}{pull}\n\n{STORY.replace('Snøen', 'Kulda')}"
    assert [role for role, part in roles(text) if part in pull] == ["quote", "quote"]


def test_marks_win_and_the_rest_is_labelled():
    text = "Fakta\n\nEn tittel på saken\n\nBilen sto på fortauet. Foto: Privat\n\n" + STORY
    title, caption = text.index("En tittel"), text.index("Bilen")
    marks = (
        Mark((0, 5), Role.NOISE),
        Mark((title, title + 18), Role.HEADLINE),
        Mark((caption, text.index("\n", caption)), Role.CAPTION),
    )
    found = label(text, marks)
    assert [(segment.role, segment.text) for segment in found[:4]] == [
        (Role.NOISE, "Fakta"),
        (Role.HEADLINE, "En tittel på saken"),
        (Role.CAPTION, "Bilen sto på fortauet."),
        (Role.CREDIT, "Foto: Privat"),
    ]
    assert {segment.role for segment in found[4:]} == {Role.LEAD, Role.BODY}


def test_a_mark_cuts_a_line():
    text = "Publisert i går Snøen kom tidlig i år, og mange ble tatt på senga da den la seg."
    assert roles(text, (Mark((0, 15), Role.METADATA),))[0] == ("metadata", "Publisert i går")


def test_segments_point_into_the_text_as_it_came():
    text = (
        "B&aring;ten\xad sank\r\n\r\n"
        "Det skjedde klokka åtte i går kveld utenfor Bodø, sier politiet."
    )
    first, second = label(text)
    assert first.text == "Båten sank"
    assert text[slice(*first.source)] == "B&aring;ten\xad sank"
    assert text[slice(*second.source)].startswith("Det skjedde")


@pytest.mark.parametrize(
    "text",
    [
        "De spilte «FRØ» – og det var fint.",  # Ø and » are also the bytes of one letter
        "PÅ… nei, det går ikke.",
        "Skriv &lt; i HTML når du mener mindre enn.",
        "Café–bar og Ærø–Als.",
    ],
)
def test_what_is_right_is_not_repaired(text):
    assert " ".join(segment.text for segment in label(text)) == text


def test_a_divided_word_is_joined():
    text = (
        "Regjeringen vil ikke si noe om hvor lenge forhandlingene skal vare, men parti-\n"
        "lederen er sikker på at de blir ferdige før påske, og at alle får være med på\n"
        "det som skjer etterpå, enten de bor i nord- eller sørfylkene eller et helt annet\n"
        "sted i landet, slik det har vært sagt hele tiden av dem som vet noe om saken."
    )
    whole = " ".join(segment.text for segment in label(text))
    assert "partilederen er" in whole
    assert "nord- eller sør" in whole


@pytest.mark.parametrize("name", ["phrases.tsv", "places.txt", "given_names.txt"])
def test_tables_hold_each_row_once(name):
    import newsreader.text.segments as package

    path = Path(package.__file__).with_name(name)
    rows = [row for row in path.read_text("utf-8").splitlines() if not row.startswith("#")]
    assert len(rows) == len(set(rows))
    assert all(row.strip() for row in rows)
    if name == "phrases.tsv":
        assert all(len(row.split("\t")) == 5 for row in rows)
        assert {row.split("\t")[3] for row in rows} == {"nb", "nn"}
