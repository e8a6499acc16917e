"""``newsreader podcast`` from end to end: what is made, kept, made anew, and survives."""

import fcntl
import json
import os
import struct
import subprocess
import threading
import urllib.request
from email.utils import formatdate
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import feedparser
import pytest

from newsreader.outputs.cover import drawn
from newsreader.outputs.podcast import show_guid
from newsreader.podcasting.picture import size
from newsreader.podcasting.planning import feed_key, key_of
from newsreader.types import Article
from tests.podcasts import BASE, Podcaster
from tests.tools import decoded, need, probe, run_newsreader, small_disk
from tests.web_server import Page, serving


@pytest.fixture
def podcaster(tmp_path) -> Podcaster:
    return Podcaster(tmp_path)


def test_an_episode_of_each_article(podcaster):
    podcaster.article("A", "Nytt fra A", day="2026-03-02")
    podcaster.article("B", "Nytt fra B", day="2026-03-01")
    done = podcaster.run("--title", "Bygda i dag", "--author", "Per", "--email", "per@avis.test")
    said = done.stdout.decode().splitlines()
    assert len(said) == 3
    assert said[-1] == f"The feed has 2 episodes: {BASE}/feed.xml"
    podcaster.check()
    feed = podcaster.feed()
    assert feed.feed.title == "Bygda i dag"
    assert feed.feed.language == "nb-NO"
    assert [one.title for one in feed.entries] == ["Nytt fra A", "Nytt fra B"], "not newest first"
    first = feed.entries[0]
    assert first.published == "Mon, 02 Mar 2026 06:00:00 +0000"
    path = podcaster.file(first.enclosures[0].href)
    assert abs(int(first.itunes_duration) - len(decoded(path)) / 22_050) <= 0.5
    tags = probe(path)["format"]["tags"]
    assert (tags["title"], tags["album"], tags["artist"]) == (
        "Nytt fra A", "Bygda i dag", "Bygdebladet",
    )  # fmt: skip
    chapters = json.loads(path.with_suffix(".chapters.json").read_text(encoding="utf-8"))
    assert chapters["version"] == "1.2.0"
    assert [one["title"] for one in chapters["chapters"]] == ["Nytt fra A"]


def test_a_second_run_renders_nothing(podcaster):
    podcaster.article("A")
    podcaster.article("B", day="2026-03-01")
    podcaster.run()
    assert len(podcaster.encoded()) == 2
    before = {path: path.stat().st_mtime_ns for path in podcaster.out.rglob("*.*")}
    del before[podcaster.out / "podcast.json"]
    podcaster.run()
    assert podcaster.encoded() == []
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())


def test_only_what_changed_is_rendered_anew_under_its_old_guid(podcaster):
    podcaster.article("A")
    podcaster.article("B")
    podcaster.run()
    podcaster.encoded()
    old = podcaster.entries()
    podcaster.article("B", text="Det snør i dag, og det er noe ganske annet enn regn.")
    podcaster.run()
    new = podcaster.entries()
    [name] = podcaster.encoded()
    assert name == podcaster.file(old["Nytt fra B"].enclosures[0].href).stem
    assert [new[title].id for title in old] == [old[title].id for title in old]
    assert [new[title].published for title in old] == [old[title].published for title in old]
    hrefs = [[all_[title].enclosures[0].href for title in old] for all_ in (old, new)]
    assert hrefs[0] == hrefs[1]
    assert "snør" in podcaster.words(new["Nytt fra B"])
    podcaster.check()


def test_another_speed_renders_what_is_given_and_nothing_else(podcaster):
    podcaster.article("A")
    path = podcaster.article("B")
    podcaster.run()
    podcaster.encoded()
    podcaster.run(path, "--speed", "1.5")
    assert len(podcaster.encoded()) == 1
    podcaster.check()


def test_a_moved_file_is_the_same_episode(podcaster):
    path = podcaster.article("A")
    podcaster.run()
    old = podcaster.entries()
    path.rename(path.with_name("C.html"))
    podcaster.run()
    assert {title: one.id for title, one in podcaster.entries().items()} == {
        title: one.id for title, one in old.items()
    }
    podcaster.article("C", "Nytt fra A", text="Det snør likevel.")
    podcaster.run()
    assert [one.id for one in podcaster.feed().entries] == [old["Nytt fra A"].id]


def test_files_that_got_lost_are_made_anew(podcaster):
    podcaster.article("A")
    podcaster.run()
    podcaster.encoded()
    next(podcaster.out.rglob("*.srt")).unlink()
    podcaster.run()
    assert len(podcaster.encoded()) == 1
    podcaster.check()


def test_the_newest_are_kept_and_what_goes_stays_away(podcaster):
    for day in range(1, 5):
        podcaster.article(f"dag {day}", day=f"2026-03-0{day}")
    done = podcaster.run("--keep", "2")
    assert len(podcaster.encoded()) == 2, "rendered in order to be thrown away"
    assert list(podcaster.entries()) == ["Nytt fra dag 4", "Nytt fra dag 3"]
    assert done.stdout.decode().count("Left out") == 2
    podcaster.check()
    before = podcaster.entries()

    podcaster.article("dag 5", day="2026-03-05")
    done = podcaster.run()  # it remembers how many
    assert len(podcaster.encoded()) == 1
    assert "Removed: Nytt fra dag 3" in done.stdout.decode()
    assert list(podcaster.entries()) == ["Nytt fra dag 5", "Nytt fra dag 4"]
    assert podcaster.entries()["Nytt fra dag 4"] == before["Nytt fra dag 4"]
    podcaster.check()

    podcaster.run("--keep", "0")  # and who comes back is the one who left
    assert podcaster.entries()["Nytt fra dag 3"].id == before["Nytt fra dag 3"].id
    hrefs = [all_["Nytt fra dag 3"].enclosures[0].href for all_ in (before, podcaster.entries())]
    assert hrefs[0] == hrefs[1]
    assert len(podcaster.entries()) == 5
    podcaster.check()


def test_an_undated_article_that_was_removed_does_not_come_back_as_news(podcaster):
    podcaster.article("A")
    podcaster.run()
    podcaster.article("B")
    podcaster.run("--keep", "1")
    assert list(podcaster.entries()) == ["Nytt fra B"]
    podcaster.encoded()
    podcaster.run()
    assert podcaster.encoded() == []
    assert list(podcaster.entries()) == ["Nytt fra B"]


def test_what_is_too_old_is_not_kept(podcaster):
    podcaster.article("gammelt", day="2020-03-01")
    podcaster.article("nytt")
    done = podcaster.run("--keep-days", "30")
    assert list(podcaster.entries()) == ["Nytt fra nytt"]
    assert "older than what is kept: Nytt fra gammelt" in done.stdout.decode()


def test_kill_9_in_the_middle_loses_one_episode_at_most(podcaster):
    for name in "ABC":
        podcaster.article(name)
    podcaster.plan("kill", 2)
    podcaster.run(code=-9)
    done = podcaster.encoded()
    assert len(done) == 2, "the second one was begun"
    assert not (podcaster.out / "feed.xml").exists(), "the feed is there before what it names"
    podcaster.plan("none", 0)
    podcaster.run()
    again = podcaster.encoded()
    assert done[0] not in again
    assert len(again) == 2
    assert len(podcaster.entries()) == 3
    podcaster.check()


def test_kill_9_while_an_episode_is_made_anew_leaves_the_feed_true(podcaster):
    podcaster.article("A")
    podcaster.article("B")
    podcaster.run()
    for name in "AB":
        podcaster.article(name, text=f"Nå er alt annerledes hos {name}, og det tar lenger tid.")
    podcaster.plan("kill", 2)
    podcaster.run(code=-9)
    for entry in podcaster.feed().entries:
        [sound] = entry.enclosures
        assert podcaster.file(sound.href).stat().st_size == int(sound.length)
    podcaster.plan("none", 0)
    podcaster.run()
    assert len(podcaster.encoded()) == 1
    podcaster.check()


def snapshot(folder: Path) -> dict:
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}


def test_a_dry_run_touches_nothing(podcaster):
    podcaster.article("A", day="2026-03-01")
    done = podcaster.run("--dry-run")
    assert done.stdout.decode() == "Would make: Nytt fra A\n"
    assert not podcaster.out.exists()
    podcaster.run()
    podcaster.encoded()
    before = snapshot(podcaster.out)
    assert podcaster.run("--dry-run").stdout.decode() == "There is nothing to make.\n"
    podcaster.article("A", text="Det snør.", day="2026-03-01")
    podcaster.article("B", day="2026-03-02")
    done = podcaster.run("--dry-run", "--keep", "1")
    assert done.stdout.decode().splitlines() == [
        "Would make: Nytt fra B",
        "Left out, for it is older than what is kept: Nytt fra A",
        "Would remove: Nytt fra A",
    ]
    assert podcaster.run("--dry-run").stdout.decode().splitlines()[0] == (
        "Would make anew, for it has changed: Nytt fra A"
    )
    assert snapshot(podcaster.out) == before
    assert podcaster.encoded() == []


def test_a_bad_article_is_one_line_and_the_others_are_delivered(podcaster):
    podcaster.article("A")
    podcaster.article("C")
    (podcaster.articles / "B.txt").write_bytes(bytes(range(256)) * 10)
    done = podcaster.run(podcaster.articles, podcaster.home / "borte.txt", code=3)
    said = done.stderr.decode().splitlines()
    assert len(said) == 2
    assert "B.txt" in said[0]
    assert "borte.txt" in said[1]
    assert list(podcaster.entries()) == ["Nytt fra C", "Nytt fra A"]
    podcaster.check()


def test_where_nothing_is_read_it_is_the_article_in_every_command(podcaster):
    """The README: exit code 3, for there is nothing in the article to read."""
    path = podcaster.articles / "foto.txt"
    path.write_text("Foto: Per Lie / NTB\n\nFoto: Kari Moe / NTB\n", encoding="utf-8")
    episode = podcaster.run(path, code=3)
    target = podcaster.home / "foto.wav"
    sound = run_newsreader("record", path, "-o", target, "--voice", "espeak-nb")
    assert sound.returncode == 3
    for done in (episode, sound):
        assert b"Nothing was read, for all of it is skipped." in done.stderr
    assert not target.exists()


def test_an_encoder_that_breaks_once_costs_one_episode(podcaster):
    for name in "ABC":
        podcaster.article(name)
    podcaster.plan("once", 2)
    done = podcaster.run(code=6)
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("Nytt fra B: The encoder stopped")
    assert list(podcaster.entries()) == ["Nytt fra C", "Nytt fra A"]
    podcaster.run()
    assert len(podcaster.entries()) == 3
    podcaster.check()


def test_an_encoder_that_is_broken_ends_the_run(podcaster):
    for name in "ABCD":
        podcaster.article(name)
    podcaster.plan("fail", 2)
    podcaster.run(code=6)
    assert len(podcaster.encoded()) < 4, "it goes on and on"
    assert list(podcaster.entries()) == ["Nytt fra A"], "what was finished is not in the feed"


def test_a_full_disk_leaves_what_was_there(podcaster):
    podcaster.article("A")
    with small_disk(podcaster.home / "disk", 700) as disk:
        podcaster.out = disk / "ut"
        podcaster.run()
        feed = (podcaster.out / "feed.xml").read_bytes()
        long = "Det regner i dag, og folk tar det med ro. " * 100
        podcaster.article("B", text=long)
        done = podcaster.run(code=6)
        assert "no room on the disk" in done.stderr.decode()
        assert (podcaster.out / "feed.xml").read_bytes() == feed
        podcaster.check()


ODD = {
    "a": "Elg/sau\\ku: ../../etc/passwd",
    "b": "Lang " + "og lengre " * 30,
    "c": "😀🎉 Fest! 😀",
    "d": "شمال النرويج בצפון",
    "e": '&lt;b&gt;Ost &amp; "kjeks"&lt;/b&gt;',
    "f": "CON",
    "g": "Elg/sau\\ku: ../../etc/passwd",
}


def test_odd_titles(podcaster):
    for name, title in ODD.items():
        podcaster.article(name, title)
    podcaster.run()
    podcaster.check()
    titles = [entry.title for entry in podcaster.feed().entries]
    assert len(titles) == 7
    assert "😀🎉 Fest! 😀" in titles
    assert ODD["d"] in titles
    assert " ".join(ODD["b"].split()) in titles
    for path in (podcaster.out / "episodes").iterdir():
        assert path.name.isascii()
        assert len(path.name) < 120
    podcaster.run()
    assert len(podcaster.encoded()) == 7


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        """Say nothing."""


@pytest.mark.network
def test_any_static_server_can_hand_it_out(podcaster):
    podcaster.article("A", "Æ, ø og å", day="2026-03-01")
    handler = partial(Quiet, directory=str(podcaster.home))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/ut/"
        podcaster.run("--base-url", base)
        with urllib.request.urlopen(base + "feed.xml") as reply:
            assert reply.headers.get_content_type() in ("text/xml", "application/xml")
            feed = feedparser.parse(reply.read())
        [entry] = feed.entries
        [sound] = entry.enclosures
        with urllib.request.urlopen(sound.href) as reply:
            assert reply.headers.get_content_type() == "audio/mpeg"
            assert int(reply.headers["Content-Length"]) == int(sound.length) == len(reply.read())
        [link] = [link.href for link in feed.feed.links if link.rel == "self"]
        others = {link: "xml", feed.feed.image.href: "image/png"}
        others[sound.href.replace(".mp3", ".chapters.json")] = "application/json"
        for kind in ("vtt", "srt", "html"):
            others[sound.href.replace(".mp3", f".{kind}")] = ""
        for address, kind in others.items():
            with urllib.request.urlopen(address) as reply:
                assert kind in reply.headers["Content-Type"], address
                assert reply.read()
        server.shutdown()


def test_the_day_is_one_episode_with_chapters(podcaster):
    podcaster.article("A", day="2026-03-01")
    podcaster.article("B", day="2026-03-02")
    podcaster.run("--daily", "--title", "Bygda i dag")
    [entry] = podcaster.feed().entries
    assert entry.title.startswith("Bygda i dag, ")
    path = podcaster.file(entry.enclosures[0].href)
    chapters = json.loads(path.with_suffix(".chapters.json").read_text(encoding="utf-8"))
    assert [one["title"] for one in chapters["chapters"]] == ["Nytt fra A", "Nytt fra B"]
    starts = [one["startTime"] for one in chapters["chapters"]]
    assert starts[0] == 0
    minutes, seconds = divmod(int(starts[1]), 60)
    assert f"{minutes:02d}:{seconds:02d} Nytt fra B (Bygdebladet)" in entry.summary
    said = podcaster.words(entry)
    assert said.index("Lest av en datastemme") < said.index("Sak ")
    assert "Fra Bygdebladet." in said
    assert "To saker." in said
    podcaster.check()

    podcaster.encoded()
    podcaster.run("--daily")
    assert podcaster.encoded() == []
    podcaster.article("C", day="2026-03-02")
    podcaster.run("--daily")
    assert len(podcaster.encoded()) == 1
    later = podcaster.feed().entries
    assert len(later) == 2
    assert later[0].title == f"{entry.title}, 2. utgave"
    assert later[1].id == entry.id
    assert "Nytt fra C" in podcaster.words(later[0])
    assert "Nytt fra B" not in podcaster.words(later[0])

    podcaster.article("A", text="Det snør likevel.", day="2026-03-01")
    podcaster.run("--daily")
    assert podcaster.encoded() == [path.stem]
    assert [one.id for one in podcaster.feed().entries] == [one.id for one in later]
    podcaster.check()


def test_source_date_and_the_machine_are_said_first_and_shown(podcaster):
    podcaster.article("A", day="2026-03-02")
    podcaster.run("--intro", "Hei fra {show}, om {title}.", "--outro", "", "--title", "Bygda")
    [entry] = podcaster.feed().entries
    said = podcaster.words(entry)
    # Språkrådet: mandag andre mars; the year as news readers say it.
    opening = "Hei fra Bygda, om Nytt fra A. Bygdebladet, mandag andre mars tjue tjueseks. "
    assert said.startswith(opening + "Lest av en datastemme.")
    assert said.endswith("Folk tar det med ro.")
    assert "datastemme" in entry.summary
    assert "Kilde: Bygdebladet, mandag 2. mars 2026" in entry.summary
    assert "datastemme" in entry.content[0].value
    assert b"d\0a\0t\0a\0s\0t\0e\0m\0m\0e" in podcaster.file(entry.enclosures[0].href).read_bytes()
    podcaster.encoded()
    podcaster.run()
    assert podcaster.encoded() == [], "it forgot what is said"


def test_nynorsk_is_introduced_in_nynorsk(podcaster):
    path = podcaster.articles / "a.txt"
    text = "Bokbussen som nekta å stoppe\n\nHan køyrer framleis. Ho seier at ingen veit kvifor.\n"
    path.write_text(text, encoding="utf-8")
    podcaster.run("--language", "nn")
    [entry] = podcaster.feed().entries
    assert podcaster.feed().feed.language == "nn-NO"
    assert podcaster.words(entry).startswith("Lesen av ei datastemme.")
    assert podcaster.words(entry).endswith("Slutt på saka.")
    assert "Lesen av ei datastemme" in entry.summary


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--intro", "Hei {navn}"), 7, "unknown field {navn}"),
        (("--base-url", "avis.test/podkast"), 2, "not an address"),
        (("--base-url", "https://avis.test/a b"), 2, "not an address"),
        (("--keep", "-1"), 2, "--keep"),
    ],
)
def test_wrong_options(podcaster, arguments, code, said):
    podcaster.article("A")
    done = podcaster.run("--dry-run", *arguments, code=code)
    assert said in done.stderr.decode()


def test_the_address_is_needed_once(podcaster):
    path = podcaster.article("A")
    done = run_newsreader("podcast", path, "--out", podcaster.out, "--voice", "espeak-nb")
    assert done.returncode == 2
    assert "--base-url" in done.stderr.decode()
    assert not podcaster.out.exists()


def test_what_is_said_of_it_changes_without_any_article(podcaster):
    podcaster.article("A", day="2026-03-01")
    podcaster.article("B", day="2026-03-02")
    podcaster.run("--title", "Bygda")
    podcaster.encoded()
    options = ("--title", "Bygda vår", "--keep", "1", "--category", "Society & Culture")
    done = run_newsreader("podcast", "--out", podcaster.out, *options)
    assert done.returncode == 0, done.stderr.decode()
    assert podcaster.encoded() == []
    feed = podcaster.feed()
    assert feed.feed.title == "Bygda vår"
    assert [tag.term for tag in feed.feed.tags] == ["Society & Culture"]
    assert [entry.title for entry in feed.entries] == ["Nytt fra B"]
    podcaster.check()


def test_several_processes_make_the_same(podcaster):
    path = podcaster.article("A")
    podcaster.run(path, "--jobs", "2")
    [entry] = podcaster.feed().entries
    assert "Det regner i dag" in podcaster.words(entry)
    podcaster.encoded()
    podcaster.run(path)
    assert podcaster.encoded() == [], "the number of processes is no change"
    podcaster.check()


def test_a_move_keeps_every_guid(podcaster):
    podcaster.article("A")
    podcaster.run()
    before = (podcaster.out / "feed.xml").read_text(encoding="utf-8")
    guid = show_guid(f"{BASE}/feed.xml")
    assert f"<podcast:guid>{guid}</podcast:guid>" in before
    podcaster.encoded()
    done = podcaster.run("--base-url", "https://ny.test/p/")
    after = (podcaster.out / "feed.xml").read_text(encoding="utf-8")
    assert podcaster.encoded() == []
    assert "Leave a redirect" in done.stdout.decode()
    assert after == before.replace(BASE, "https://ny.test/p")


def test_a_feed_whose_memory_is_gone_is_not_touched(podcaster):
    podcaster.article("A")
    podcaster.run()
    state = podcaster.out / "podcast.json"
    feed = (podcaster.out / "feed.xml").read_bytes()
    for content, said in (
        (b'{"version": 1, "epi', "damaged"),
        (b'{"version": 2}', "newer newsreader"),
        (None, "podcast.json"),
    ):
        state.unlink()
        if content is not None:
            state.write_bytes(content)
        done = podcaster.run(code=6)
        assert said in done.stderr.decode()
        assert (podcaster.out / "feed.xml").read_bytes() == feed
        if content is None:
            break


def test_two_at_once_do_not_mix(podcaster):
    podcaster.article("A")
    podcaster.out.mkdir()
    handle = os.open(podcaster.out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        done = podcaster.run(code=6)
        assert "Another newsreader" in done.stderr.decode()
    finally:
        os.close(handle)
    podcaster.run()


def png(side: int) -> bytes:
    return drawn("x").replace(struct.pack(">II", 1400, 1400), struct.pack(">II", side, side), 1)


def test_the_cover_is_the_one_that_is_given_in_a_size_that_apps_take(podcaster, tmp_path):
    podcaster.article("A")
    small, large = tmp_path / "liten.png", tmp_path / "stor.png"
    small.write_bytes(png(1399))
    large.write_bytes(png(3000))
    done = podcaster.run("--image", str(small), code=6)
    assert "1399 times 1399 pixels" in done.stderr.decode()
    podcaster.run()
    drawn_one = podcaster.file(podcaster.feed().feed.image.href)
    assert size(drawn_one.read_bytes()) == (1400, 1400)
    podcaster.run("--image", str(large))
    podcaster.run()
    given = podcaster.file(podcaster.feed().feed.image.href)
    assert given.read_bytes() == large.read_bytes()
    assert given.name != drawn_one.name, "apps would go on showing the old one"
    podcaster.check()


def test_the_size_of_a_jpeg(tmp_path):
    path = tmp_path / "bilde.jpg"
    subprocess.run(
        [need("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "color=red:s=1500x1400",
         "-frames:v", "1", path],
        check=True,
    )  # fmt: skip
    assert size(path.read_bytes()) == (1500, 1400)
    assert size(b"\xff\xd8\xff\xe0") == (0, 0)


@pytest.mark.parametrize(
    ("address", "guid"),
    [
        # The examples of Podcasting 2.0, podcast:guid.
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("http://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
    ],
)
def test_the_guid_of_the_show(address, guid):
    assert show_guid(address) == guid


def test_an_article_is_the_same_however_its_address_is_written():
    def key(source: str) -> str:
        return key_of(Article("Elg", (), source, "nb"))

    assert key("https://www.avis.test/elg?utm_source=rss#topp") == key("http://avis.test/elg/")
    assert key("https://avis.test/elg") != key("https://avis.test/sau")
    assert feed_key("avisa", "https://avis.test/elg/", "Elg") == key("https://avis.test/elg")
    assert feed_key("avisa", "", "Elg") != feed_key("avisa", "", "Sau")


FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Avisa</title>
<link>{url}/</link><item><title>Elg på E18</title><link>{url}/1</link><guid>1</guid>
<pubDate>{now}</pubDate>
<description>En elg stanset trafikken.</description></item></channel></rss>"""

STORY = """<!doctype html><html lang="nb"><head><title>Elg på E18</title></head><body><article>
<h1>Elg på E18</h1><p>En elg stanset trafikken tirsdag. Dyret var rolig.</p></article></body>"""


@pytest.mark.network
def test_what_is_new_in_a_feed_is_published_once(podcaster):
    with serving() as site:
        site.pages["/1"] = Page(STORY.encode())
        site.pages["/rss"] = Page(
            FEED.format(url=site.url, now=formatdate()).encode(), "application/rss+xml"
        )
        run_newsreader("feeds", "add", f"{site.url}/rss", "--name", "avisa")
        podcaster.plan("once", 1)
        podcaster.run("--feed", "avisa", "--new", code=6)
        done = podcaster.run("--feed", "avisa", "--new")
        assert done.stderr == b""
        [entry] = podcaster.feed().entries
        assert entry.title == "Elg på E18"
        assert entry.link == f"{site.url}/1"
        assert f'<a href="{site.url}/1">' in entry.content[0].value
        podcaster.encoded()
        done = podcaster.run("--feed", "avisa", "--new")
        assert "Nothing new" in done.stderr.decode()
        podcaster.run("--feed", "avisa")
        assert podcaster.encoded() == []
        assert len(podcaster.feed().entries) == 1
