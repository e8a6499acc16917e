"""``newsreader feeds``: what is printed, and what it exits with."""

import json

import pytest

from tests.tools import run_newsreader
from tests.web_server import Page, serving

FEED = """<rss xmlns:x="x"><channel><title>Avisen på Øya</title>{}</channel></rss>"""
ITEM = "<item><guid isPermaLink='false'>{0}</guid><title>Sak {0}</title></item>"


def rss(*guids):
    return Page(FEED.format("".join(map(ITEM.format, guids))).encode(), "application/rss+xml")


@pytest.fixture
def server():
    with serving() as running:
        running.pages["/rss"] = rss("1", "2")
        yield running


def feeds(*arguments, code=0, **options):
    """Run a feeds command; return its lines."""
    done = run_newsreader("feeds", *arguments, **options)
    assert done.returncode == code, done.stderr.decode()
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"\t" not in done.stdout
    return done.stdout.decode().splitlines(), done.stderr.decode()


def test_the_default_feeds_are_listed_without_asking_them():
    lines, _errors = feeds("list")
    assert lines[0] == "nrk: NRK toppsaker; not asked yet. https://www.nrk.no/toppsaker.rss"
    assert len(lines) >= 8


def test_add_update_list_remove(server):
    lines, _errors = feeds("add", f"{server.url}/rss", "--name", "øya")
    assert lines == [
        "The feed Avisen på Øya has been added. Read it with: newsreader read --feed øya --new"
    ]
    lines, _errors = feeds("update", "øya")
    assert lines == ["øya: 2 new articles."]
    lines, _errors = feeds("update", "øya")
    assert lines[0].startswith("øya: not asked again before ")
    assert len(server.asked("/rss")) == 2
    lines, _errors = feeds("list")
    assert lines[-1].startswith("øya: Avisen på Øya; 2 articles waiting; last answered ")
    assert lines[-1].endswith(f"{server.url}/rss")
    lines, _errors = feeds("remove", "øya")
    assert lines == ["The feed øya has been removed."]
    assert not any(line.startswith("øya") for line in feeds("list")[0])


def test_json_is_for_programs(server):
    feeds("add", f"{server.url}/rss", "--name", "øya")
    found = json.loads("\n".join(feeds("list", "--json")[0]))
    assert found[-1]["name"] == "øya"
    assert found[-1]["url"] == f"{server.url}/rss"
    assert found[-1]["fetched"] is None
    assert found[-1]["waiting"] == 0


def test_a_page_with_two_feeds(server):
    server.pages["/"] = Page(
        b"<html><head><link rel=alternate type='application/rss+xml' href=/rss>"
        b"<link rel=alternate type='application/atom+xml' href=/atom></head></html>"
    )
    lines, _errors = feeds("add", server.url, "--name", "a")
    assert lines[1] == f"The page also has this feed: {server.url}/atom"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "{url}/finnes-ikke"), "has no page"),
        (("add", "ftp://avis.example/"), "is not a web address"),
        (("add", "nrk.no"), "is not a web address"),
        (("remove", "finnes-ikke"), "There is no feed finnes-ikke."),
        (("update", "finnes-ikke"), "There is no feed finnes-ikke."),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_a_hint(arguments, said, server):
    lines, errors = feeds(*(part.format(url=server.url) for part in arguments), code=3)
    assert lines == []
    assert said in errors
    assert len(errors.splitlines()) == 1


def test_one_feed_that_fails_does_not_hide_another(server):
    feeds("add", f"{server.url}/rss", "--name", "a")
    server.pages["/to"] = rss("9")
    feeds("add", f"{server.url}/to", "--name", "b")
    server.pages["/to"] = Page(status=500)
    lines, errors = feeds("update", "a", "b")
    assert lines == ["a: 2 new articles."]
    assert errors.startswith("b: 127.0.0.1 has a fault, number 500.")
    assert "has a fault" in feeds("list")[0][-1]


def test_nothing_but_failures_is_a_failure(server):
    feeds("add", f"{server.url}/rss", "--name", "a")
    server.pages["/rss"] = Page(status=500)
    lines, errors = feeds("update", "a", code=3)
    assert lines == []
    assert len(errors.splitlines()) == 1


def test_in_an_ascii_terminal(server):
    feeds("add", f"{server.url}/rss", "--name", "a", env={"LC_ALL": "C", "PYTHONUTF8": "0"})
