"""Order, announcements, skips and pauses of what is said."""

from dataclasses import replace

import pytest

from newsreader.text.utterances import PAUSES, plan, title_of, utterances
from newsreader.types import Article, Policy, Reading, Role, Segment


def article(*parts: tuple[Role, str], language: str = "nb") -> Article:
    segments, start = [], 0
    for role, text in parts:
        segments.append(Segment(role, text, (start, start + len(text))))
        start += len(text) + 2
    return Article(title_of(tuple(segments)), tuple(segments), "-", language)


NEWS = article(
    (Role.METADATA, "Publisert 3. mars"),
    (Role.CAPTION, "GRAVER: Wenche måtte måke."),
    (Role.CREDIT, "Foto: Privat"),
    (Role.HEADLINE, "Rekordmye snø"),
    (Role.LEAD, "Det snør. Det snør mye."),
    (Role.BYLINE, "Av Kari Dahl"),
    (Role.BODY, "Hyttene er borte."),
    (Role.CAPTION, "GRAVER: Wenche måtte måke."),
    (Role.QUOTE, "«Hyttene er borte.»"),
    (Role.FACTBOX, "Snø"),
    (Role.FACTBOX, "Faller om vinteren."),
    (Role.SUBHEADING, "Mer i vente"),
    (Role.BODY, "Det snør videre."),
    (Role.NOISE, "Les også: Skiføre"),
)


def spoken(given: Article, **policies: str) -> list[str]:
    reading = Reading(**{name: Policy(value) for name, value in policies.items()})
    return [utterance.spoken for utterance in utterances(given, reading)]


def test_the_default_reading_of_an_article():
    assert spoken(NEWS) == [
        "Bildetekst.",
        "GRAVER:",
        "Wenche måtte måke.",
        "Rekordmye snø",
        "Av Kari Dahl",
        "Det snør.",
        "Det snør mye.",
        "Hyttene er borte.",
        "Faktaboks.",
        "Snø",
        "Faller om vinteren.",
        "Slutt på faktaboksen.",
        "Mer i vente",
        "Det snør videre.",
    ]


def test_everything_left_out_is_accounted_for():
    decided = plan(NEWS, Reading())
    skipped = {skip.segment: skip.reason for skip in decided.skipped}
    assert sorted([*decided.order, *skipped]) == list(range(len(NEWS.segments)))
    assert "--credits read" in skipped[2]
    assert "--repeats read" in skipped[7]
    assert "--repeats read" in skipped[8]
    assert "not a part of the article" in skipped[13]


@pytest.mark.parametrize(
    ("policies", "words"),
    [
        ({"credits": "read"}, "Foto: Privat"),
        ({"metadata": "read"}, "Publisert tredje mars"),
        ({"noise": "read"}, "Les også: Skiføre"),
        ({"repeats": "read"}, "«Hyttene er borte.»"),
    ],
)
def test_each_skip_can_be_turned_off(policies, words):
    assert words not in spoken(NEWS)
    assert words in spoken(NEWS, **policies)


def test_skipped_captions_are_counted_aloud_after_the_headline():
    said = spoken(NEWS, captions="skip")
    assert said[:2] == ["Rekordmye snø", "To bildetekster hoppes over."]
    assert "Wenche måtte måke." not in said
    one = article((Role.HEADLINE, "Snø"), (Role.CAPTION, "Snø."), (Role.BODY, "Det snør."))
    assert "Én bildetekst hoppes over." in spoken(one, captions="skip")


def test_captions_last_come_after_the_story():
    said = spoken(NEWS, captions="last")
    assert said[0] == "Rekordmye snø"
    assert said[-3:] == ["Bildetekst.", "GRAVER:", "Wenche måtte måke."]


def test_a_paywall_is_told_after_the_lead():
    parts = ((Role.HEADLINE, "Snø"), (Role.LEAD, "Det snør."), (Role.BODY, "Mye."))
    said = spoken(replace(article(*parts), paywalled=True))
    assert said == ["Snø", "Det snør.", "Resten av saken er bare for abonnenter.", "Mye."]


def test_nynorsk_articles_are_announced_in_nynorsk():
    given = article((Role.CAPTION, "Snø i fjellet."), (Role.BODY, "Det snør."), language="nn")
    assert spoken(given)[0] == "Bilettekst."
    several = [u.spoken for u in utterances(given, Reading(), 2, 3)]
    assert several[0] == "Sak to av tre."


def test_pauses_follow_the_boundaries():
    said = {u.spoken: u.pause for u in utterances(NEWS)}
    assert said["Det snør."] == PAUSES["sentence"]
    assert said["Rekordmye snø"] == PAUSES["headline"]
    assert said["Faller om vinteren."] == PAUSES["list_item"]
    assert said["Slutt på faktaboksen."] == PAUSES["before_heading"]
    assert said["Mer i vente"] == PAUSES["heading"]
    assert said["Det snør videre."] == PAUSES["end"]
    assert PAUSES["clause"] < PAUSES["sentence"] < PAUSES["paragraph"] < PAUSES["headline"]


def test_between_articles_there_is_the_longest_pause():
    *_, last = utterances(NEWS, Reading(), 1, 2)
    assert last.pause == PAUSES["article"] == max(PAUSES.values())
    assert last.article == 0


def test_text_that_is_printed_stays_as_printed():
    given = article((Role.BODY, "Møtet er kl. 14.30."))
    (only,) = utterances(given)
    assert only.text == "Møtet er kl. 14.30."
    assert only.spoken == "Møtet er klokken fjorten tretti."


def test_a_line_of_nothing_but_marks_is_skipped():
    given = article((Role.BODY, "Snø."), (Role.BODY, "***"))
    assert spoken(given) == ["Snø."]
    assert [skip.segment for skip in plan(given, Reading()).skipped] == [1]


def test_utterances_come_one_at_a_time(monkeypatch):
    """The first is ready before the last has been looked at."""
    from newsreader.text import utterances as module

    seen: list[str] = []
    real = module.normalize
    monkeypatch.setattr(module, "normalize", lambda *given: seen.append(given[0]) or real(*given))
    next(iter(module.utterances(NEWS)))
    assert "Det snør videre." not in seen


def test_title_is_the_headline_or_the_first_words():
    assert NEWS.title == "Rekordmye snø"
    over = article((Role.HEADLINE, "strikkedronning for retten:"), (Role.HEADLINE, "Lånte garnet"))
    assert over.title == "strikkedronning for retten: Lånte garnet"
    long = article((Role.METADATA, "innenriks"), (Role.LEAD, "Det snør og snør. " * 20))
    assert long.title.startswith("Det snør og snør. Det")
    assert len(long.title) <= 72
    assert long.title.endswith(" …")


def test_a_paragraph_in_the_other_language_is_read_in_it():
    given = article(
        (Role.BODY, "Det er ikke første gang de gjør dette, sier hun. Han fikk 21 svar."),
        (Role.BODY, "Eg veit ikkje kva dei vil. Ho gjekk frå 21 hus og 1 000 000 kroner."),
        (Role.BODY, "De 21 husene."),
    )
    said = [u.spoken for u in utterances(given)]
    assert "Ho gjekk frå tjueeitt hus og ein million kroner." in said
    assert [u.language for u in utterances(given)] == ["nb", "nb", "nn", "nn", "nb"]
