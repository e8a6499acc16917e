"""Where chapters lie."""

from itertools import pairwise

from newsreader.outputs.chapters import LEAD, chapters_of
from newsreader.pipeline import prepare, programme
from newsreader.types import Article, Chapter, Clip, Document, Reading, Role, Segment, Utterance


def article(title: str, *roles: Role) -> Article:
    segments = tuple(Segment(role, f"{title} {n}", (n, n)) for n, role in enumerate(roles))
    return Article(title, segments, "-", "nb")


def clips_of(count: int, seconds: float = 10.0) -> list[Clip]:
    return [Clip(n, n * seconds, (n + 1) * seconds) for n in range(count)]


H, B, S = Role.HEADLINE, Role.BODY, Role.SUBHEADING


def said(*places: tuple[int, int]) -> list[Utterance]:
    return [Utterance("ord", "ord", segment, 0.5, article) for article, segment in places]


def test_a_chapter_for_each_article_and_one_for_each_part():
    articles = [article("En", H, B, S, B), article("To", H, B)]
    script = said((0, 0), (0, 1), (0, 2), (0, 2), (0, 3), (1, 0), (1, 0), (1, 1))
    assert chapters_of(articles, script, clips_of(8)) == [
        Chapter("En", 0.0, 20 - LEAD, 1),
        Chapter("En 2", 20 - LEAD, 50 - LEAD, 2),
        Chapter("To", 50 - LEAD, 80, 1),
    ]


def test_they_tile_the_time():
    articles = [article(str(n), H, S, B, S, B) for n in range(4)]
    script = said(*((n, place) for n in range(4) for place in range(5)))
    chapters = chapters_of(articles, script, clips_of(20, 3.3))
    assert len(chapters) == 12
    assert chapters[0].begin == 0
    assert chapters[-1].end == clips_of(20, 3.3)[-1].end
    assert all(a.end == b.begin for a, b in pairwise(chapters))


def test_two_parts_in_a_row_are_two_chapters():
    chapters = chapters_of([article("A", H, S, S)], said((0, 0), (0, 1), (0, 2)), clips_of(3))
    assert [chapter.title for chapter in chapters] == ["A", "A 1", "A 2"]


def test_an_utterance_without_sound_has_no_clip_and_moves_no_chapter():
    articles = [article("A", H, B), article("B", H, B)]
    script = said((0, 0), (0, 1), (1, 0), (1, 1))
    chapters = chapters_of(articles, script, [Clip(0, 0, 5), Clip(1, 5, 9), Clip(3, 9, 12)])
    assert [(c.title, c.begin) for c in chapters] == [("A", 0.0), ("B", 9 - LEAD)]


def test_an_article_without_a_title_is_called_by_its_first_words():
    chapters = chapters_of([article("", B)], [Utterance("Først\n nå.", "Først", 0, 1)], clips_of(1))
    assert chapters == [Chapter("Først nå.", 0.0, 10.0)]


def test_without_sound_there_are_none():
    assert chapters_of([], [], []) == []


def test_the_parts_of_a_real_article():
    text = (
        "Regjeringen vil bygge ny jernbane\n\nArbeidet begynner til våren, sier ministeren.\n\n"
        "Dyrere enn ventet\n\nPrisen er 40 milliarder kroner. Det er mer enn i fjor.\n\n"
        "Motstand i Stortinget\n\nFlere partier er imot. De vil heller ha en vei.\n"
    )
    found = prepare(Document(text, "-"))
    script = list(programme([found], Reading()))
    chapters = chapters_of([found], script, clips_of(len(script)))
    assert [(chapter.title, chapter.level) for chapter in chapters] == [
        ("Regjeringen vil bygge ny jernbane", 1),
        ("Dyrere enn ventet", 2),
        ("Motstand i Stortinget", 2),
    ]
