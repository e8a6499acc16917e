"""What is said round lists, tables and boxes, and which parts have a sound.

Expectations after the usage of the Norwegian library of talking books.
"""

from dataclasses import replace

import pytest

from newsreader.pipeline import prepare
from newsreader.sources import open_document
from newsreader.text.utterances import PAUSES, plan, utterances
from newsreader.types import Article, Cues, Document, Lists, Reading, Role, Segment


def article(*parts: tuple[Role, str], language: str = "nb") -> Article:
    segments, start = [], 0
    for role, text in parts:
        segments.append(Segment(role, text, (start, start + len(text))))
        start += len(text) + 2
    return Article("Tittel", tuple(segments), "-", language)


def said(given: Article, reading: Reading | None = None) -> list[str]:
    return [u.spoken for u in utterances(given, reading or Reading())]


ITEMS = ("epler", "pærer", "plommer", "bananer")


def items(*texts: str, before: str = "Dette er på lager:", after: str = "Det er alt.") -> Article:
    listed = [(Role.LIST_ITEM, text) for text in texts]
    return article((Role.BODY, before), *listed, (Role.BODY, after))


def test_a_list_tells_its_size_the_number_of_each_item_and_its_end():
    assert said(items(*ITEMS)) == [
        "Dette er på lager:",
        "Liste med fire punkter.",
        "Punkt en.", "epler",
        "Punkt to.", "pærer",
        "Punkt tre.", "plommer",
        "Punkt fire.", "bananer",
        "Slutt på listen.",
        "Det er alt.",
    ]  # fmt: skip


def test_a_short_list_needs_no_words():
    assert said(items(*ITEMS[:3])) == ["Dette er på lager:", *ITEMS[:3], "Det er alt."]


def test_items_that_are_numbered_in_print_keep_those_numbers():
    assert said(items("1. epler", "2. pærer", "3. plommer", "4. bananer"))[1:-1] == [
        "Liste med fire punkter.", "En", "epler", "To", "pærer", "Tre", "plommer",
        "Fire", "bananer", "Slutt på listen.",
    ]  # fmt: skip


@pytest.mark.parametrize("style", Lists)
def test_the_number_of_an_item_is_no_ordinal_and_no_date_is_a_number(style):
    reading = Reading(lists=style)
    assert said(items("1) epler", "2) pærer"), reading)[1:-1] == ["En", "epler", "To", "pærer"]
    dates = items("1. mai: tog", "17. mai: tog")
    assert said(dates, reading)[1:-1] == ["Første mai: tog", "Syttende mai: tog"]


def test_the_lines_of_a_box_that_are_numbered_keep_their_numbers():
    given = article(
        (Role.FACTBOX, "Slik gjør du"), (Role.FACTBOX, "1. Åpne"), (Role.FACTBOX, "2. Lukk")
    )
    assert said(given) == ["Faktaboks.", "Slik gjør du", "En", "Åpne", "To", "Lukk"]


def test_brief_gives_the_size_and_the_end_only():
    brief = said(items(*ITEMS), Reading(lists=Lists.BRIEF))
    assert brief[1:-1] == ["Liste med fire punkter.", *ITEMS, "Slutt på listen."]


def test_plain_says_nothing_of_its_own():
    given = article((Role.FACTBOX, "Snø"), (Role.BODY, "Det snør."))
    assert said(items(*ITEMS), Reading(lists=Lists.PLAIN))[1:-1] == list(ITEMS)
    assert "Slutt på faktaboksen." not in said(given, Reading(lists=Lists.PLAIN))


def test_added_words_follow_the_language_of_the_text():
    spoken = said(replace(items(*ITEMS), language="nn"))
    assert spoken[1] == "Liste med fire punkt."
    assert spoken[-2] == "Slutt på lista."


TABLE = items("Lag\tKamper\tPoeng", "Brann\t5\t13", "Viking\t\t10")


def test_a_table_tells_columns_and_rows_and_repeats_its_headings():
    assert said(TABLE)[1:-1] == [
        "Tabell med tre kolonner og to rader.",
        "Overskrifter.", "Lag, Kamper, Poeng.",
        "Rad en.", "Brann, Kamper: fem, Poeng: tretten.",
        "Rad to.", "Viking, Kamper: tom, Poeng: ti.",
        "Slutt på tabellen.",
    ]  # fmt: skip


def test_a_heading_of_several_words_is_not_repeated():
    given = items("Lag\tKamper så langt", "Brann\t5", "Viking\t4")
    assert "Brann, fem." in said(given)


def test_a_table_whose_first_row_has_figures_has_no_headings():
    spoken = said(items("Brann\t5", "Viking\t4", "Molde\t3"))
    assert spoken[1] == "Tabell med to kolonner og tre rader."
    assert "Overskrifter." not in spoken
    assert spoken[2:4] == ["Rad en.", "Brann, fem."]


PAGE = """<html lang="nb"><body><article><h1>Slik er tabellen</h1>
<p>Egersund leder 2. divisjon med tre poeng før helgens kamper i serien.</p>
<table><tr><th>Lag</th><th>Kamper</th><th>Poeng</th></tr>
<tr><td>Egersund</td><td>12</td><td>29</td></tr>
<tr><td>Kvik <b>Halden</b></td><td></td><td>24</td></tr></table>
<p>Kampen spilles på lørdag, og det er ventet fullt hus på Idrettsparken.</p>
</article></body></html>"""

COPIED = """Slik er tabellen

Egersund leder 2. divisjon med tre poeng før helgens kamper i serien.

Lag\tKamper\tPoeng
Egersund\t12\t29
Kvik Halden\t\t24

Kampen spilles på lørdag, og det er ventet fullt hus på Idrettsparken.
"""


@pytest.mark.parametrize(("name", "text"), [("side.html", PAGE), ("kopi.txt", COPIED)])
def test_a_table_of_a_page_or_a_copied_one_is_read_as_a_table(name, text, tmp_path):
    (tmp_path / name).write_text(text, encoding="utf-8")
    spoken = said(prepare(open_document(str(tmp_path / name))))
    assert spoken[2:-1] == [
        "Tabell med tre kolonner og to rader.",
        "Overskrifter.", "Lag, Kamper, Poeng.",
        "Rad en.", "Egersund, Kamper: tolv, Poeng: tjueni.",
        "Rad to.", "Kvik Halden, Kamper: tom, Poeng: tjuefire.",
        "Slutt på tabellen.",
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["•", "-", "{n}.", "{n})"])
def test_a_tab_after_a_bullet_or_a_number_makes_no_table(mark):
    lines = [f"{mark.format(n=n)}\t{item}" for n, item in enumerate(ITEMS, 1)]
    text = "Handleliste\n\nDette må kjøpes inn til helga:\n\n" + "\n".join(lines) + "\n"
    spoken = said(prepare(Document(text, "-")))
    assert not any("abell" in words for words in spoken)
    assert spoken[-2:] == ["bananer", "Slutt på listen."]


def test_one_row_is_no_table():
    assert said(items("Brann\t5"))[1:-1] == ["Brann fem"]


def test_a_list_after_a_table_is_announced_for_itself():
    given = items("Lag\tKamper", "Brann\t5", *ITEMS)
    spoken = said(given)
    assert spoken.index("Slutt på tabellen.") < spoken.index("Liste med fire punkter.")


def test_what_was_printed_is_kept_with_the_words_of_a_row():
    rows = [u.text for u in utterances(TABLE) if u.text]
    assert rows[1:4] == ["Lag Kamper Poeng", "Brann 5 13", "Viking 10"]


def test_the_end_of_the_list_takes_over_the_pause_that_follows_it():
    given = article(*((Role.LIST_ITEM, text) for text in ITEMS), (Role.SUBHEADING, "Mer"))
    pauses = {u.spoken: u.pause for u in utterances(given)}
    assert pauses["Slutt på listen."] == PAUSES["before_heading"]
    *_, last = utterances(article(*((Role.LIST_ITEM, text) for text in ITEMS)))
    assert (last.spoken, last.pause) == ("Slutt på listen.", PAUSES["end"])


CUED = article(
    (Role.HEADLINE, "Snø"),
    (Role.CAPTION, "Snø i fjellet."),
    (Role.SUBHEADING, "Mer"),
    (Role.QUOTE, "– Vi trenger snø. Mye snø."),
)


@pytest.mark.parametrize(
    ("cues", "words", "sounds"),
    [
        (Cues.WORDS, True, []),
        (Cues.SOUNDS, False, ["Snø i fjellet.", "Mer", "Vi trenger snø."]),
        (Cues.BOTH, True, ["Bildetekst.", "Mer", "Vi trenger snø."]),
        (Cues.NONE, False, []),
        (Cues.AUTO, True, []),
    ],
)
def test_captions_headings_and_quotes_are_told_by_words_or_sounds(cues, words, sounds):
    found = list(utterances(CUED, Reading(cues=cues)))
    assert ("Bildetekst." in [u.spoken for u in found]) is words
    assert [u.spoken.lstrip("–, ") for u in found if u.cue] == sounds
    assert [u.role for u in found if u.cue or u.text][-1] is Role.QUOTE


def test_the_order_is_the_plan_s():
    spoken = [u.segment for u in utterances(TABLE)]
    assert sorted(set(spoken)) == list(plan(TABLE, Reading()).order)
