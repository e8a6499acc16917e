"""The library: what is kept, what is the same, what is new for whom, and how feeds are asked."""

import multiprocessing
import os
import random
import signal
import sqlite3
import threading
import time
from dataclasses import replace

import pytest

from newsreader.errors import OutputError, SourceError
from newsreader.guard import FetchError, Reply, parse
from newsreader.kitchen import polling
from newsreader.kitchen.library import KEEP_DAYS, LISTENER, Library, default_feeds
from newsreader.kitchen.matching import alike, canonical, changed, same_story
from newsreader.kitchen.news import open_news
from newsreader.kitchen.packing import pack, unpack_document, unpack_entry
from newsreader.kitchen.polling import LONGEST, PATIENCE, SHORTEST, update
from newsreader.kitchen.records import Asked, State
from newsreader.kitchen.subscribing import subscribe
from newsreader.sources.feed import Entry, Picture
from newsreader.types import Document, Mark, Role
from tests.web_server import Page, serving

NOW = 1_757_900_000.0  # September 2025
DAY = 86_400


@pytest.fixture
def library(tmp_path):
    """Return a library with two feeds, of two papers."""
    with Library(tmp_path / "library.sqlite") as made:
        for feed in made.feeds():
            made.remove_feed(feed.name)
        made.add_feed("avisen", "https://avisen.example/rss", "Avisen")
        made.add_feed("posten", "https://posten.example/rss", "Posten")
        yield made


def entry(guid="1", title="Ny skole på Øya", summary="Kommunestyret sa ja mandag.", **rest):
    link = rest.pop("link", f"https://avisen.example/{guid}")
    return Entry(guid, link, title, summary, **{"published": "2025-09-15T01:00:00Z", **rest})


def bring(library, name, *entries, now=NOW):
    """Let a round bring these entries of a feed."""
    feed = library.feed(name)
    asked = Asked(feed, due=now + SHORTEST, url=feed.url, entries=tuple(entries))
    return library.apply([asked], now)[0]


def titles(library, listener=LISTENER, feed=None, now=NOW, states=(State.NEW, State.HEADLINE)):
    return [item.title for item in library.waiting(listener, feed, states, now=now)]


def test_a_new_library_has_the_default_feeds(tmp_path):
    with Library(tmp_path / "library.sqlite") as library:
        assert [feed.name for feed in library.feeds()] == [feed["name"] for feed in default_feeds()]
        library.remove_feed("nrk-siste")
    with Library(tmp_path / "library.sqlite") as library:
        assert "nrk-siste" not in [feed.name for feed in library.feeds()]


def test_the_default_feeds_are_addresses_that_the_guard_lets_through():
    feeds = default_feeds()
    assert len(feeds) >= 8
    assert (
        len({feed["url"] for feed in feeds}) == len({feed["name"] for feed in feeds}) == len(feeds)
    )
    for feed in feeds:
        assert parse(feed["url"]).scheme == "https"


def test_what_is_new_is_new_once_for_each_listener(library):
    assert bring(library, "avisen", entry("1"), entry("2", "Kald vinter")).new == 2
    assert titles(library) == ["Ny skole på Øya", "Kald vinter"], "in the order of the feed"
    library.mark(library.waiting(now=NOW)[0], State.READ)
    assert titles(library) == ["Kald vinter"]
    assert len(titles(library, "kari")) == 2
    assert bring(library, "avisen", entry("1"), entry("2", "Kald vinter")).new == 0
    assert titles(library) == ["Kald vinter"]


def test_states_of_a_story(library):
    bring(library, "avisen", entry())
    (item,) = library.waiting(now=NOW)
    assert item.state is State.NEW
    library.mark(item, State.HEADLINE)
    (item,) = library.waiting(now=NOW)
    assert item.state is State.HEADLINE
    assert titles(library, states=[State.NEW]) == []
    library.mark(item, State.SKIPPED)
    assert titles(library) == []
    library.mark(item, State.READ)
    library.mark(item, State.HEADLINE)
    assert titles(library, states=[State.READ]) == ["Ny skole på Øya"]
    library.mark(item, State.NEW)
    assert titles(library, states=[State.NEW]) == ["Ny skole på Øya"]


def test_a_listener_chooses_a_feed(library):
    bring(library, "avisen", entry())
    bring(library, "posten", entry("9", "Kald vinter", link="https://posten.example/9"))
    assert titles(library, feed="POSTEN") == ["Kald vinter"]
    assert titles(library, feed="pos") == ["Kald vinter"]
    assert titles(library) == ["Ny skole på Øya", "Kald vinter"], "by the order of the feeds"
    with pytest.raises(SourceError, match="no feed vg"):
        titles(library, feed="vg")


def test_the_newest_of_a_feed_comes_first(library):
    bring(
        library,
        "avisen",
        entry("1", "Eldst", published="2025-09-14T01:00:00Z"),
        entry("2", "Yngst", published="2025-09-15T01:30:00Z"),
        entry("3", "Mellom", published="2025-09-15T01:00:00+02:00"),
    )
    assert titles(library) == ["Yngst", "Mellom", "Eldst"]


def test_most_of_what_a_feed_carries_when_it_is_added_is_no_news(library):
    times = [f"2025-09-{1 + number // 4:02d}T0{number % 4}:00:00Z" for number in range(50)]
    many = [entry(time, f"Sak {number}", published=time) for number, time in enumerate(times)]
    assert bring(library, "avisen", *many).new == 20
    assert titles(library)[0] == "Sak 49"
    assert len(titles(library)) == 20
    assert bring(library, "avisen", entry("new", "Helt ny"), *many, now=NOW + 3600).new == 1


def test_an_article_from_the_future_is_from_now(library):
    bring(library, "avisen", entry(published="2031-01-01T00:00:00Z"))
    assert library.waiting(now=NOW)[0].time == NOW


def test_what_is_a_week_old_is_no_news(library):
    bring(library, "avisen", entry())
    assert titles(library, now=NOW + 8 * DAY) == []


def test_what_no_feed_carries_any_more_is_forgotten(library):
    bring(library, "avisen", entry("1"), entry("2", "Kald vinter"))
    late = NOW + (KEEP_DAYS + 1) * DAY
    bring(library, "avisen", entry("2", "Kald vinter"), now=NOW + 2 * DAY)
    assert bring(library, "avisen", entry("2", "Kald vinter"), now=late).new == 0
    with sqlite3.connect(library.path) as base:
        assert base.execute("SELECT title FROM articles").fetchall() == [("Kald vinter",)]
    base.close()


def test_not_modified_keeps_what_the_feed_carries(library):
    bring(library, "avisen", entry())
    feed = library.feed("avisen")
    late = NOW + (KEEP_DAYS + 1) * DAY
    library.apply([Asked(feed, due=late, url=feed.url)], late)
    assert bring(library, "avisen", entry(), now=late).new == 0


@pytest.mark.parametrize(
    ("before", "after", "is_news"),
    [
        # Spelling, punctuation, time of publication, word forms: the same news.
        ("Ny skole på Øya.", "Ny skole på Øya", False),
        ("Kommunestyret sa ja mandag", "Kommunestyret sa «ja» mandag", False),
        ("Brann i Bodø. Oppdatert kl. 10.15", "Brann i Bodø. Oppdatert kl. 11.40", False),
        ("Brann i rekehus i Bodø i natt", "Brann i rekkehus i Bodø i natt", False),
        ("Siktet for tyveri av sykler", "Siktet for tyveriet av syklene", False),
        # Numbers and new facts: news again.
        ("3 skadd i brann i Bodø", "4 skadd i brann i Bodø", True),
        ("Tre skadd i brann i Bodø", "Fire skadd i brann i Bodø", True),
        ("Tre skadd i brann i Bodø", "3 skadd i brann i Bodø", False),
        ("Brann i rekkehus i Bodø", "Brann i rekkehus i Bodø: Beboer pågrepet og siktet", True),
        ("Leter etter savnet mann", "Savnet mann funnet i god behold", True),
    ],
)  # fmt: skip
def test_only_material_changes_are_news(before, after, is_news):
    assert changed(before, after, 0, 0) is is_news


def test_much_new_text_is_news():
    assert changed("Brann i Bodø", "Brann i Bodø", 1000, 2000)
    assert not changed("Brann i Bodø", "Brann i Bodø", 1000, 1100)
    assert not changed("Brann i Bodø", "Brann i Bodø", 100, 200)


def test_a_changed_article_comes_back_and_a_corrected_one_does_not(library):
    bring(library, "avisen", entry(title="Tre skadd i brann"))
    (item,) = library.waiting(now=NOW)
    library.keep_document(item, Document("gammel", "x"))
    library.mark(item, State.READ)
    assert bring(library, "avisen", entry(title="Tre skadd i brann!")).changed == 0
    assert titles(library) == []
    assert library.document(item) == Document("gammel", "x")
    assert bring(library, "avisen", entry(title="Fire skadd i brann")).changed == 1
    (item,) = library.waiting(now=NOW)
    assert (item.title, item.is_changed, item.version) == ("Fire skadd i brann", True, 2)
    assert library.document(item) is None, "the page is fetched anew"
    library.mark(item, State.READ)
    assert titles(library) == []


def test_small_changes_add_up_to_news(library):
    steps = ["Brann i rekkehus i Bodø", "Brann i rekkehus i Bodø sentrum",
             "Brann i rekkehus i Bodø sentrum slokket"]  # fmt: skip
    brought = [bring(library, "avisen", entry(title=title, summary="")) for title in steps]
    assert [arrival.changed for arrival in brought] == [0, 0, 1]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://www.avisen.example/sak/1", "http://avisen.example/sak/1/", True),
        ("https://avisen.example/a?utm_source=rss&utm_id=x#b", "https://avisen.example/a", True),
        ("https://AVISEN.example/sak?id=1&fbclid=x", "https://avisen.example/sak?id=1", True),
        ("https://avisen.example/sak?b=1&a=2", "https://avisen.example/sak?a=2&b=1", True),
        ("https://avisen.example/sak?id=1", "https://avisen.example/sak?id=2", False),
        ("https://avisen.example/Sak", "https://avisen.example/sak", False),
        ("https://avisen.example/1", "https://posten.example/1", False),
    ],
)  # fmt: skip
def test_addresses_of_one_article(one, other, is_same):
    assert (canonical(one) == canonical(other)) is is_same


TELEGRAM = (
    "Mann omkom i skred i Lyngen\nEn mann i 40-årene omkom da han ble tatt av et snøskred i Lyngen "
    "i Troms lørdag, opplyser politiet."
)

PAIRS = [
    # The same telegram, as papers shorten and touch it up.
    (TELEGRAM, TELEGRAM.replace("Mann omkom", "En mann omkom"), True),
    (TELEGRAM, TELEGRAM.replace(", opplyser politiet", ", melder NTB"), True),
    (TELEGRAM, TELEGRAM.replace("Mann omkom i skred i Lyngen", "Omkom i snøskred"), True),
    (TELEGRAM, TELEGRAM.replace("En mann i 40-årene", "En mann"), True),
    # Other stories of the same kind, or the same event a day later.
    (TELEGRAM, TELEGRAM.replace("40", "60"), False),
    (
        TELEGRAM,
        "Kvinne reddet ut av skred i Lyngen\nEn kvinne ble gravd fram i live etter et snøskred i "
        "Lyngsalpene søndag formiddag, ifølge Hovedredningssentralen.",
        False,
    ),
    (
        "Rosenborg slo Brann 2–1\nRosenborg vant hjemme mot Brann i Eliteserien søndag kveld.",
        "Rosenborg slo Brann 3–0\nRosenborg vant hjemme mot Brann i Eliteserien søndag kveld.",
        False,
    ),
    ("Været\nSol.", "Været\nSol.", False),
]


@pytest.mark.parametrize(("one", "other", "is_same"), PAIRS)
def test_stories_of_two_papers(one, other, is_same):
    assert same_story(one, other) is is_same
    assert same_story(other, one) is is_same


def test_likeness_is_a_share_of_words():
    assert alike("ny skole bygges", "ny skole rives") == pytest.approx(2 / 4)
    assert alike("", "ny") == 0


def telegram(guid, paper, **rest):
    title, lead = TELEGRAM.split("\n")
    return entry(guid, title, lead, link=f"https://{paper}.example/{guid}", **rest)


def test_a_telegram_in_two_papers_is_one_story(library):
    assert bring(library, "avisen", telegram("1", "avisen")).new == 1
    assert bring(library, "posten", telegram("9", "posten")).new == 0
    (item,) = library.waiting(now=NOW)
    assert (item.feed, item.also_in) == ("avisen", ("Posten",))
    (item,) = library.waiting(feed="posten", now=NOW)
    assert (item.feed, item.also_in) == ("posten", ("Avisen",))
    library.mark(item, State.READ)
    assert titles(library) == []


def test_a_telegram_of_another_day_is_another_story(library):
    bring(library, "avisen", telegram("1", "avisen", published="2025-09-13T01:00:00Z"))
    assert bring(library, "posten", telegram("9", "posten")).new == 1


def test_two_articles_of_one_paper_are_never_one_for_being_alike(library):
    bring(library, "avisen", telegram("1", "avisen"), telegram("2", "avisen"))
    library.add_feed("avisen-lokalt", "https://lokalt.avisen.example/rss")
    bring(library, "avisen-lokalt", telegram("3", "avisen"))
    assert len(titles(library)) == 3


def test_one_article_in_two_feeds_of_a_paper_is_one_story(library):
    library.add_feed("siste", "https://avisen.example/siste")
    bring(library, "avisen", entry("1"))
    bring(library, "siste", entry("1", link="https://avisen.example/annet"))
    bring(library, "siste", entry("x", link="https://www.avisen.example/1?utm_source=rss#a"))
    assert len(titles(library)) == 1


def test_papers_may_number_their_articles_alike(library):
    bring(library, "avisen", entry("1"))
    bring(library, "posten", entry("1", "Kald vinter", link="https://posten.example/1"))
    assert len(titles(library)) == 2


def test_a_new_guid_for_an_old_address_is_no_new_article(library):
    bring(library, "avisen", entry("1", link="https://avisen.example/sak"))
    assert bring(library, "avisen", entry("1b", link="https://avisen.example/sak")).new == 0
    assert bring(library, "avisen", entry("1b", link="https://avisen.example/sak")).new == 0
    assert len(titles(library)) == 1


def test_entries_of_a_live_blog_share_an_address(library):
    bring(
        library,
        "avisen",
        entry("a", "Første melding", link="https://avisen.example/live#a"),
        entry("b", "Andre melding", link="https://avisen.example/live#b"),
    )
    assert len(titles(library)) == 2


def test_articles_without_address_or_title(library):
    bring(library, "avisen", entry("1", title="", link=""), Entry("2", "", ""))
    assert titles(library) == ["Kommunestyret sa ja mandag."]


def test_entries_and_documents_survive_packing():
    whole = entry(authors=("Kari", "Ola"), pictures=(Picture("a", "b"), Picture("c")), duration=3.5)
    assert unpack_entry(pack(whole)) == whole
    document = Document("Hei på deg", "x", (Mark((0, 3), Role.LEAD),), "T", paywalled=True)
    assert unpack_document(pack(document)) == document


def test_names_and_addresses_are_taken_once(library):
    with pytest.raises(SourceError, match="already, as avisen"):
        library.add_feed("annet", "https://avisen.example/rss")
    with pytest.raises(SourceError, match="called avisen"):
        library.add_feed("AVISEN", "https://annet.example/rss")
    library.remove_feed("avisen")
    library.add_feed("AVISEN", "https://avisen.example/rss")
    with pytest.raises(SourceError, match="no feed tull"):
        library.remove_feed("tull")


def test_a_removed_feed_takes_its_articles_along(library):
    bring(library, "avisen", entry())
    (item,) = library.waiting(now=NOW)
    library.mark(item, State.HEADLINE)
    library.remove_feed("avisen")
    assert titles(library) == []
    library.mark(item, State.READ)  # a player may still hold it
    with pytest.raises(SourceError, match="not in the library"):
        library.entry(item)


# How feeds are asked


class Server:
    """Answers for ``guard.get``, and remembers what it was asked."""

    def __init__(self):
        self.answers = {}
        self.asked = []

    def __call__(self, url, **options):
        self.asked.append((url, options))
        answer = self.answers.get(url, FetchError("It is gone.", "Look.", status=404))
        answer = answer.pop(0) if isinstance(answer, list) else answer
        if isinstance(answer, SourceError):
            raise answer
        return replace(answer, url=url)


def rss(*guids, extra=""):
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>Sak {guid}</title></item>"
        for guid in guids
    )
    return f"<rss><channel><title>Avisen</title>{extra}{items}</channel></rss>".encode()


def ok(*guids, extra="", **rest):
    return Reply("", 200, rss(*guids, extra=extra), **rest)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def ask(library, server):
    """Return a function that asks the feed ``avisen`` after so many seconds."""
    clock = [NOW]

    def ask(after=0.0, names=("avisen",), jitter=0.0):
        clock[0] += after
        return update(library, names, fetch=server, now=lambda: clock[0], jitter=lambda: jitter)

    return ask


AVISEN = "https://avisen.example/rss"
POSTEN = "https://posten.example/rss"


def test_a_round_brings_articles_and_remembers_the_answer(ask, library, server):
    server.answers[AVISEN] = [
        ok("1", etag='"a"', modified="Mon"),
        ok("1", "2", etag='"b"'),
        Reply("", 304, etag='"c"'),
        Reply("", 304),
        ok("1", "2"),
        ok("1", "2"),
    ]
    assert ask()[0].arrival.new == 1
    assert ask(DAY)[0].arrival.new == 1
    assert [ask(DAY)[0].arrival.new for _ in range(4)] == [0, 0, 0, 0]
    sent = [(options["etag"], options["modified"]) for _url, options in server.asked]
    # Stored anew with every answer, also where the body is the same, and dropped with it.
    assert sent == [("", ""), ('"a"', "Mon"), ('"b"', ""), ('"c"', ""), ('"c"', ""), ("", "")]
    assert all(options["trusted"] is False for _url, options in server.asked)


def test_no_feed_is_asked_more_often_than_decent(ask, library, server):
    server.answers[AVISEN] = ok("1")
    ask()
    assert ask(SHORTEST - 1)[0].is_early
    assert len(server.asked) == 1
    assert not ask(1)[0].is_early


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (ok(), SHORTEST),
        (ok(extra="<ttl>5</ttl>"), SHORTEST),
        (ok(extra="<ttl>60</ttl>"), 3600),
        (ok(extra="<ttl>99999</ttl>"), LONGEST),
        (ok(max_age=7200.0), 7200),
        (ok(extra="<ttl>60</ttl>", max_age=60.0), 3600),
        (FetchError("x", status=404), SHORTEST),
        (FetchError("x", status=429, retry_after=5.0), SHORTEST),
        (FetchError("x", status=429, retry_after=9000.0), 9000),
        (FetchError("x", status=503, retry_after=1e9), PATIENCE),
        (FetchError("x", status=410), PATIENCE),
        (Reply("", 200, b"<html><body>hei</body></html>"), SHORTEST),
    ],
)
def test_the_publisher_and_the_server_say_how_often(answer, wait, ask, library, server):
    server.answers[AVISEN] = answer
    ask()
    assert library.feed("avisen").due == NOW + wait


def test_questions_are_not_in_step(ask, library, server):
    server.answers[AVISEN] = ok()
    ask(jitter=1.0)
    assert library.feed("avisen").due == NOW + 1.2 * SHORTEST


def test_the_interval_outlasts_an_unchanged_feed(ask, library, server):
    server.answers[AVISEN] = [ok(extra="<ttl>60</ttl>"), Reply("", 304)]
    ask()
    ask(3600)
    assert library.feed("avisen").due == NOW + 7200


def test_a_failing_feed_is_asked_less_and_less(ask, library, server):
    server.answers[AVISEN] = FetchError("It is ill.", "Wait.", status=500)
    waits = []
    for _number in range(9):
        (outcome,) = ask(PATIENCE)
        assert outcome.error.message == "It is ill."
        feed = library.feed("avisen")
        waits.append(feed.due - feed.asked)
    assert waits[:4] == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST, 8 * SHORTEST]
    assert waits[-1] == LONGEST
    assert library.feed("avisen").problem == "It is ill. Wait."
    server.answers[AVISEN] = ok("1")
    ask(PATIENCE)
    feed = library.feed("avisen")
    assert (feed.failures, feed.problem, feed.due - feed.asked) == (0, "", SHORTEST)


def test_a_failure_keeps_the_articles_and_the_etag(ask, library, server):
    server.answers[AVISEN] = [ok("1", etag='"a"'), FetchError("x", status=500), ok("1")]
    for _number in range(3):
        ask(DAY)
    assert server.asked[2][1]["etag"] == '"a"'
    assert len(titles(library, now=NOW + DAY)) == 1


def test_without_contact_nothing_is_held_against_the_feeds(ask, library, server):
    library.add_feed("tredje", "https://tredje.example/rss")
    offline = FetchError("No contact.", "Check.", offline=True)
    server.answers |= {AVISEN: offline, POSTEN: offline, "https://tredje.example/rss": ok()}
    outcomes = ask(names=())
    assert [outcome.error for outcome in outcomes] == [offline, offline]
    assert len(server.asked) == 2, "two are enough to know"
    assert [(feed.failures, feed.due, feed.problem) for feed in library.feeds()] == [(0, 0, "")] * 3


def test_each_feed_is_asked_once_in_a_round(ask, server):
    server.answers |= {AVISEN: ok("1"), POSTEN: ok("2")}
    assert [outcome.feed.name for outcome in ask(names=("posten", "avisen", "avi"))] == [
        "posten", "avisen"
    ]  # fmt: skip
    assert [url for url, _options in server.asked] == [POSTEN, AVISEN]


def test_a_feed_that_moved_for_good_is_asked_there(ask, library, server):
    new = "https://ny.avisen.example/rss"
    server.answers |= {AVISEN: ok("1", moved=new), new: ok("1")}
    ask()
    assert library.feed("avisen").url == new
    ask(DAY)
    assert server.asked[-1][0] == new


def test_a_feed_that_moved_to_where_another_is_stays(ask, library, server):
    server.answers[AVISEN] = ok("1", moved=POSTEN)
    ask()
    assert library.feed("avisen").url == AVISEN


def test_a_clock_that_was_set_back_does_not_silence_a_feed(ask, library, server):
    server.answers[AVISEN] = ok("1")
    ask()
    assert not ask(-365 * DAY)[0].is_early


def test_a_round_is_one_commit(ask, library, server):
    server.answers |= {AVISEN: ok("1", "2"), POSTEN: ok("3")}
    seen = []
    library._base.set_trace_callback(seen.append)
    ask(names=())
    assert seen.count("COMMIT") == 1


def test_two_newsreaders_do_not_ask_at_once(library, server, tmp_path):
    asking, go_on = threading.Event(), threading.Event()

    def slowly(url, **options):
        asking.set()
        go_on.wait(20)
        return ok("1")

    def other():
        with Library(library.path) as mine:
            update(mine, ["avisen"], fetch=slowly)

    thread = threading.Thread(target=other)
    thread.start()
    asking.wait(20)
    try:
        with pytest.raises(SourceError, match="Another newsreader"):
            update(library, ["avisen"], fetch=server)
    finally:
        go_on.set()
        thread.join()
    assert server.asked == []
    assert update(library, ["avisen"], fetch=server)[0].is_early


# What can happen to the file


def _write_for_ever(path, started):
    with Library(path) as library:
        for number in range(10_000):
            bring(library, "avisen", *[entry(f"{number}-{i}", f"Sak {number}") for i in range(20)])
            started.set()


def test_a_killed_process_leaves_whole_rounds(library):
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    process = context.Process(target=_write_for_ever, args=(library.path, started))
    process.start()
    assert started.wait(20)
    time.sleep(random.random() * 0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with Library(library.path) as again, sqlite3.connect(library.path) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count = base.execute("SELECT count(*) FROM articles").fetchone()[0]
        assert count > 0
        assert count % 20 == 0
        assert bring(again, "posten", entry("p", link="https://posten.example/p")).new == 1
    base.close()


def _read_and_mark(path, name):
    with Library(path) as library:
        bring(library, name, *[entry(f"{name}{i}", f"Sak {name} {i}", link="") for i in range(15)])
        for item in library.waiting(feed=name, now=NOW):
            library.mark(item, State.READ, name)


def test_two_processes_write_at_the_same_time(library):
    context = multiprocessing.get_context("spawn")
    both = [
        context.Process(target=_read_and_mark, args=(library.path, name))
        for name in ("avisen", "posten")
    ]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    assert len(titles(library)) == 30
    for name in ("avisen", "posten"):
        assert titles(library, name, feed=name) == []


def test_a_reader_does_not_wait_for_a_writer(library):
    bring(library, "avisen", entry())
    with Library(library.path) as writer, writer._transaction():
        writer._base.execute("DELETE FROM articles")
        assert titles(library) == ["Ny skole på Øya"]


def test_a_library_that_is_none(tmp_path):
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises(OutputError, match="is damaged"):
        Library(path)
    assert path.read_bytes().startswith(b"this"), "nothing is thrown away"


def test_a_library_of_a_newer_newsreader(tmp_path):
    base = sqlite3.connect(tmp_path / "library.sqlite")
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(OutputError, match="newer newsreader"):
        Library(tmp_path / "library.sqlite")


def test_a_library_where_a_folder_is(tmp_path):
    (tmp_path / "library.sqlite").mkdir()
    with pytest.raises(OutputError, match="cannot be used"):
        Library(tmp_path / "library.sqlite")


# With a real server


FEED = """<rss><channel><title>Avisen</title>
<item><guid>{url}/1</guid><title>Ny skole på Øya</title><description>Kort.</description></item>
<item><guid>{url}/privat/2</guid><title>Kald vinter</title><description>Svært kort.</description>
</item><item><guid>{url}/3</guid><title>Borte</title><description>Bare kort.</description></item>
</channel></rss>"""

ARTICLE = (
    "<!doctype html><html><body><main><article><h1>Ny skole på Øya</h1>"
    + "<p>Kommunestyret sa ja til skolen etter en lang debatt mandag kveld.</p>" * 9
    + "</article></main></body></html>"
)


@pytest.fixture
def paper(library):
    """Serve a feed with three articles, two of which newsreader may or can fetch."""
    with serving() as running:
        running.pages["/rss"] = Page(FEED.format(url=running.url).encode(), "application/rss+xml")
        running.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /privat/", "text/plain")
        running.pages["/1"] = Page(ARTICLE.encode())
        running.pages["/privat/2"] = Page(ARTICLE.encode())
        subscribe(library, f"{running.url}/rss", "hjemme")
        yield running


def test_subscribing_trusts_a_person_only_where_it_must(library, paper):
    assert library.feed("hjemme").trusted
    foreign = Server()
    foreign.answers["https://tredje.example/rss"] = ok("1")
    feed, others = subscribe(library, "https://tredje.example/rss", fetch=foreign)
    assert (feed.name, feed.title, feed.trusted, others) == ("tredje", "Avisen", False, [])
    assert [options.get("trusted", False) for _url, options in foreign.asked] == [False]


def test_a_page_leads_to_its_feed(library, paper):
    paper.pages["/side"] = Page(
        b"<html><head><link rel=alternate type='application/rss+xml' href='/andre'>"
        b"<link rel=alternate type='application/rss+xml' href='http://127.0.0.1:1/x'></head></html>"
    )
    paper.pages["/andre"] = Page(rss("1"), "application/rss+xml")
    feed, others = subscribe(library, f"{paper.url}/side", "andre")
    assert (feed.url, feed.trusted) == (f"{paper.url}/andre", True)
    assert others == ["http://127.0.0.1:1/x"]


def test_a_page_cannot_send_newsreader_elsewhere_in_the_home(library, paper):
    paper.pages["/side"] = Page(
        b"<html><head><link rel=alternate type='application/rss+xml' href='http://localhost/x'>"
    )
    with pytest.raises(SourceError, match="own network"):
        subscribe(library, f"{paper.url}/side")


def test_a_page_without_feed_is_said_to_have_none(library, paper):
    with pytest.raises(SourceError, match="no feed at"):
        subscribe(library, f"{paper.url}/1")


def test_a_default_feed_comes_back_by_its_name(library):
    server = Server()
    server.answers["https://www.nrk.no/toppsaker.rss"] = ok("1")
    assert subscribe(library, "NRK", fetch=server)[0].name == "nrk"


@pytest.mark.parametrize("name", ["to ord", "a,b", "x" * 41])
def test_names_can_be_typed(name, library):
    with pytest.raises(SourceError, match="cannot be the name"):
        subscribe(library, AVISEN, name, fetch=Server())


def test_news_are_fetched_once_and_read_once(library, paper):
    news = open_news("hjemme", library=library)
    assert [item.title for item in news.items] == ["Ny skole på Øya", "Kald vinter", "Borte"]
    whole, forbidden, gone = news.documents
    assert "etter en lang debatt" in whole.text
    assert "Svært kort." in forbidden.text
    assert paper.asked("/privat/2") == [], "robots.txt forbids it"
    assert "Bare kort." in gone.text
    assert len(news.said) == 2
    assert "does not want programs" in news.said[0]
    assert "has no page" in news.said[1]
    news.mark_read(0)
    again = open_news("hjemme", library=library)
    assert [item.title for item in again.items] == ["Kald vinter", "Borte"]
    everything = open_news("hjemme", only_new=False, library=library)
    assert everything.documents[0] == whole
    assert len(paper.asked("/1")) == 1
    assert len(paper.asked("/rss")) == 2, "once to subscribe, once for the round"


def test_documents_tell_what_the_feeds_know_of_the_story(library, paper, monkeypatch):
    plain = open_news("hjemme", library=library)
    assert [(one.is_changed, one.also_in) for one in plain.documents] == [(False, ())] * 3
    known = [replace(item, is_changed=True, also_in=("Posten",)) for item in plain.items]
    monkeypatch.setattr(Library, "waiting", lambda *_: known)
    news = open_news("hjemme", library=library)
    assert [(one.is_changed, one.also_in) for one in news.documents] == [(True, ("Posten",))] * 3
    assert library.document(plain.items[0]) == plain.documents[0], "it is not kept"


def test_nothing_new_is_said(library, paper):
    news = open_news("hjemme", library=library)
    for number in range(3):
        news.mark_read(number)
    news = open_news("hjemme", library=library)
    assert news.documents == []
    assert news.said[0].startswith("Nothing new.")


def test_what_came_earlier_can_be_read_while_the_feed_is_down(library, paper, monkeypatch):
    open_news("hjemme", library=library)
    paper.pages["/rss"] = Page(status=503)
    monkeypatch.setattr(polling, "is_due", lambda feed, now: True)
    news = open_news("hjemme", library=library)
    assert len(news.documents) == 3
    assert "has a fault" in news.said[0]


def test_a_limit(library, paper):
    assert len(open_news("hjemme", limit=1, library=library).documents) == 1
    assert paper.asked("/3") == []


def test_without_contact_the_feeds_text_is_read_and_no_page_waited_for(library, paper):
    open_news("hjemme", limit=0, library=library)
    asked = []

    def offline(url, **options):
        asked.append(url)
        raise FetchError("No contact.", "Check.", offline=True)

    news = open_news("hjemme", library=library, fetch=offline)
    assert len(news.documents) == 3
    assert news.said == ["No contact. Check."]
    assert len(asked) == 1


def test_a_feed_cannot_fill_the_disk(library):
    bring(library, "avisen", *[entry(f"{n}", f"Sak {n}") for n in range(1500)])
    bring(library, "avisen", entry("lang", "Lang sak", content="<p>Ord. </p>" * 50_000))
    with sqlite3.connect(library.path) as base:
        assert base.execute("SELECT count(*) FROM articles").fetchone() == (1000,)
        assert base.execute("SELECT max(length(entry)) FROM articles").fetchone()[0] < 10_000
    base.close()


def test_a_link_in_a_foreign_feed_does_not_lead_home(library, paper):
    bring(library, "avisen", entry("1", link=f"{paper.url}/1", published=None), now=time.time())
    before = len(paper.asked("/1"))
    news = open_news("avisen", library=library, fetch=_only_pages)
    assert "Kommunestyret sa ja mandag." in news.documents[0].text
    assert len(paper.asked("/1")) == before


def _only_pages(url, **options):
    from newsreader.guard import get

    if url == AVISEN:
        return Reply(url, 304)
    return get(url, **options)
