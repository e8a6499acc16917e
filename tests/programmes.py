"""Small programmes for the tests of the live reader: what is said, written out by hand."""

from hypothesis import strategies as st

from newsreader.listening.levels import Outline
from newsreader.listening.navigation import Place
from newsreader.listening.timing import whole_lengths
from newsreader.types import Article, Role, Segment, Utterance

CLAUSE, SENTENCE, PARAGRAPH, END = 0.15, 0.4, 0.65, 1.8


def article(title: str, *parts: tuple[Role, str], **facts) -> Article:
    segments = [Segment(Role.HEADLINE, title, (0, len(title)))]
    start = len(title) + 2
    for role, text in parts:
        segments.append(Segment(role, text, (start, start + len(text))))
        start += len(text) + 2
    facts = {"source": f"https://avis.test/{title.lower()}", "language": "nb", **facts}
    return Article(title, tuple(segments), **facts)


SNOW = article(
    "Snø i Bergen",
    (Role.LEAD, "Det snør mye."),
    (Role.BODY, "Folk måker. Hytta, som er stor, er borte."),
    (Role.CAPTION, "Wenche måker."),
    (Role.SUBHEADING, "Mer i vente"),
    (Role.BODY, "Det snør videre."),
    publisher="Byavisa",
    published="2026-03-14T08:30:00+01:00",
)
TRAINS = article(
    "Togene står", (Role.LEAD, "Ingen tog går."), (Role.BODY, "Folk venter."), publisher="Byavisa"
)
SHEEP = article("Sauer på tur", (Role.BODY, "Sauene går."), publisher="Bygdebladet")
ARTICLES = (SNOW, TRAINS, SHEEP)


def said(article: int, segment: int, text: str, pause: float = PARAGRAPH, spoken: str = ""):
    return Utterance(text, spoken or text, segment, pause, article)


SCRIPT = (
    said(0, 0, "", 0.3, "Sak én av tre."),  # 0
    said(0, 0, "Snø i Bergen", 1.1),  # 1
    said(0, 1, "Det snør mye.", 0.9),  # 2
    said(0, 2, "Folk måker.", SENTENCE),  # 3
    said(0, 2, "Hytta,", CLAUSE),  # 4
    said(0, 2, "som er stor, er borte.", PARAGRAPH),  # 5
    said(0, 3, "", 0.3, "Bildetekst."),  # 6
    said(0, 3, "Wenche måker.", 0.8),  # 7
    said(0, 4, "Mer i vente", 0.7),  # 8
    said(0, 5, "Det snør videre.", END),  # 9
    said(1, 0, "", 0.3, "Sak to av tre."),  # 10
    said(1, 0, "Togene står", 1.1),  # 11
    said(1, 1, "Ingen tog går.", 0.9),  # 12
    said(1, 2, "Folk venter.", END),  # 13
    said(2, 0, "", 0.3, "Sak tre av tre."),  # 14
    said(2, 0, "Sauer på tur", 1.1),  # 15
    said(2, 1, "Sauene går.", 0.3),  # 16
)
"""Three articles; each utterance sounds for 3 s, pauses not counted, where ``three`` says so."""


def three(index: int) -> float:
    return 3.0


def without_captions() -> tuple[Utterance, ...]:
    return tuple(u for u in SCRIPT if (u.article, u.segment) != (0, 3))


def captions_last() -> tuple[Utterance, ...]:
    inside = [u for u in SCRIPT if u.article == 0]
    captions = [u for u in inside if u.segment == 3]
    rest = [u for u in inside if u.segment != 3]
    return (*rest, *captions, *(u for u in SCRIPT if u.article))


@st.composite
def programmes(draw):
    """Any programme: articles of segments of sentences, some of them in clauses."""
    articles, script = [], []
    for number in range(draw(st.integers(1, 4))):
        roles = draw(st.lists(st.sampled_from(list(Role)), min_size=1, max_size=6))
        segments = tuple(Segment(role, f"{number} {i}", (i, i + 1)) for i, role in enumerate(roles))
        articles.append(Article(f"Sak {number}", segments, f"kilde{number % 2}", "nb"))
        for segment in range(len(roles)):
            pauses = draw(st.lists(st.sampled_from([0.15, 0.3, 0.4, 0.8]), min_size=1, max_size=4))
            for place, pause in enumerate(pauses):
                text = f"{number} {segment} {place}"
                script.append(Utterance(text, text, segment, pause, number))
    lengths = draw(st.lists(st.floats(0.3, 20), min_size=len(script), max_size=len(script)))
    whole = whole_lengths(script, lengths)
    index = draw(st.integers(0, len(script) - 1))
    offset = draw(st.floats(0, 1)) * lengths[index]
    return Outline.of(articles, script), Place(index, offset), whole
