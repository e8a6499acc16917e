"""How far a file has come is said, but not so often that a screen reader never stops."""

from newsreader.cli.progress import PROGRESS_INTERVAL, Progress, teller
from newsreader.types import Article, Role, Segment, Utterance


def article(*lengths: int) -> Article:
    """Return an article whose parts are so many characters long."""
    ends = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    spans = zip([0, *ends], ends, strict=False)
    return Article("Sak", tuple(Segment(Role.BODY, "x", span) for span in spans), "-", "nb")


def test_the_percentage_counts_characters_over_all_articles():
    said: list[str] = []
    now = 0.0
    progress = Progress([article(20, 80), article(50, 50)], said.append, lambda: now)
    for number, segment in ((0, 0), (0, 1), (1, 0), (1, 1)):
        now += PROGRESS_INTERVAL
        progress(Utterance("x", "x", segment, 0.0, number))
    assert said == ["10 percent", "50 percent", "75 percent"]


def test_a_line_comes_at_most_once_in_the_interval_and_never_twice():
    said: list[str] = []
    now = 0.0
    progress = Progress([article(*[10] * 10)], said.append, lambda: now)
    for segment in range(10):
        now += PROGRESS_INTERVAL / 2
        progress(Utterance("x", "x", segment, 0.0))
        progress(Utterance("x", "x", segment, 0.0))
    assert said == ["10 percent", "30 percent", "50 percent", "70 percent", "90 percent"]


def test_quiet_is_quiet(capsys):
    teller(quiet=True)("hei")
    assert capsys.readouterr().out == ""
    teller(quiet=False)("hei")
    assert capsys.readouterr().out == "hei\n"
