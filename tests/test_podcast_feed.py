"""The feed, read by the parsers of others and checked against our own profile of RSS 2.0."""

import io
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from newsreader.outputs.podcast import Episode, Show, chapters_json, feed, show_guid
from newsreader.podcasting.notes import describe
from newsreader.types import Article, Chapter, Role, Segment
from tests.newspapers import need_module, node_modules
from tests.tools import need

PROFILE = Path(__file__).parent / "data" / "podcast" / "feed.rng"
BASE = "https://avis.test/pod kast"
NOW = datetime(2026, 3, 2, 6, 0, 7, tzinfo=UTC)

SHOW = Show(
    title='Bygda & byen <"i dag">',
    base_url=BASE.replace(" ", "%20"),
    guid=show_guid("https://avis.test/podkast/feed.xml"),
    description="Nyheter, lest av en datastemme.",
    author="Per & Kari",
    email="per@avis.test",
    image="cover-01234567.png",
)
PLAIN = Show("Bygda", "http://avis.test", SHOW.guid, "Nyheter.", category="News", image="c.png")

TITLES = (
    "Elg på E18",
    "Elg/sau\\ku & <b>hest</b>",
    "Lang " + "og lengre " * 30,
    "😀🎉 Fest!",
    "شمال النرويج ‏",
    "Styretegn \x00\x0b\x1b[31m\ufffe her",
    "]]> &amp; <![CDATA[",
)


def episode(number: int, **more) -> Episode:
    facts = {
        "guid": f"00000000-0000-5000-8000-00000000000{number}",
        "name": f"2026-03-02-sak-{number}",
        "title": TITLES[number],
        "published": (NOW - timedelta(hours=number)).isoformat(),
        "updated": (NOW + timedelta(minutes=number)).isoformat(),
        "seconds": 59.6 + number,
        "size": 480_000 + number,
        "language": "nn" if number == 4 else "nb",
        "description": f"{TITLES[number]}\nLest av en datastemme.",
        "notes": "<p>Se <a href='https://avis.test/?a=1&amp;b=2'>saken</a></p>",
        "link": "" if number == 3 else f"https://avis.test/{number}?a=1&b=2",
        **more,
    }
    return Episode(**facts)


EPISODES = [episode(number) for number in range(len(TITLES))]


@pytest.mark.parametrize("show", [SHOW, PLAIN], ids=["full", "plain"])
@pytest.mark.parametrize("count", [0, 1, len(EPISODES)])
def test_it_follows_the_profile(show, count, tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(show, EPISODES[:count]))
    done = subprocess.run([need("jing"), PROFILE, path], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


BREAKS = {
    "length": (b'length="480000"', b'length="many"'),
    "type": (b"audio/mpeg", b"audio/ogg"),
    "guid": (b"00000000-0000-5000-8000-000000000000", b"1"),
    "date": (b"Mon, 02 Mar 2026 06:00:07", b"2026-03-02T06:00:07"),
    "duration": (b">60<", b">1:00<"),
    "explicit": (b"explicit>false", b"explicit>no"),
    "language": (b"<language>nb-NO", b"<language>norsk"),
    "address": (b'url="https://avis.test/pod%20kast', b'url="/podkast'),
    "no guid": (b"<podcast:guid>", b"<podcast:id>"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_profile_notices(name, tmp_path):
    whole = feed(SHOW, EPISODES[:1])
    before, after = BREAKS[name]
    assert before in whole
    path = tmp_path / "feed.xml"
    path.write_bytes(whole.replace(before, after))
    done = subprocess.run([need("jing"), PROFILE, path], capture_output=True, check=False)
    assert done.returncode == 1


def test_feedparser_reads_it():
    found = feedparser.parse(feed(SHOW, list(reversed(EPISODES))))
    assert found.bozo is False
    assert found.version == "rss20"
    assert found.feed.title == SHOW.title
    assert found.feed.image.href == f"{SHOW.base_url}/cover-01234567.png"
    assert found.feed.author_detail.email == SHOW.email
    # News > Daily News, as Apple nests them
    assert [tag.term for tag in found.feed.tags] == ["News", "Daily News"]
    assert [entry.title for entry in found.entries[:3]] == [" ".join(t.split()) for t in TITLES[:3]]
    assert [entry.id for entry in found.entries] == [one.guid for one in EPISODES], "the order"
    assert [entry.enclosures[0].length for entry in found.entries] == [
        str(one.size) for one in EPISODES
    ]
    assert found.entries[0].itunes_duration == "60"
    assert found.entries[0].published_parsed[:6] == (2026, 3, 2, 6, 0, 7)
    assert found.entries[1].link == "https://avis.test/1?a=1&b=2"
    assert "https://avis.test/?a=1&b=2" in found.entries[0].content[0].value.replace("&amp;", "&")


def test_podcastparser_reads_it():
    podcastparser = pytest.importorskip("podcastparser")
    found = podcastparser.parse(f"{SHOW.base_url}/feed.xml", io.BytesIO(feed(SHOW, EPISODES)))
    assert found["title"] == SHOW.title
    assert found["cover_url"] == f"{SHOW.base_url}/cover-01234567.png"
    assert found["language"] == "nb-NO"
    assert found["explicit"] is False
    assert found["itunes_owner"] == {"name": SHOW.author, "email": SHOW.email}
    assert len(found["episodes"]) == len(EPISODES)
    for told, one in zip(found["episodes"], EPISODES, strict=True):
        assert told["guid"] == one.guid
        assert told["total_time"] == round(one.seconds)
        [sound] = told["enclosures"]
        assert sound["file_size"] == one.size
        assert sound["mime_type"] == "audio/mpeg"
        assert sound["url"] == f"{SHOW.base_url}/episodes/{one.name}.mp3"


PARSE = """
import { readFileSync } from "fs";
import partytime from "podcast-partytime";
import { parseRssFeed } from "feedsmith";
const xml = readFileSync(0, "utf-8");
process.stdout.write(JSON.stringify(
  { partytime: partytime.parseFeed(xml), feedsmith: parseRssFeed(xml) }));
"""


def read_by_node() -> dict:
    need_module("podcast-partytime")
    need_module("feedsmith")
    done = subprocess.run(
        [need("node"), "--input-type=module", "-e", PARSE],
        input=feed(SHOW, EPISODES),
        cwd=node_modules().parent,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_partytime_finds_what_podcasting_2_0_has():
    found = read_by_node()["partytime"]
    assert found["pc20support"] == {
        "1": ["locked", "transcript", "chapters"], "3": ["guid"], "4": ["medium"],
    }  # fmt: skip
    assert found["guid"] == SHOW.guid
    assert found["locked"] is True
    assert found["podcastOwner"] == SHOW.email
    assert found["medium"] == "podcast"
    assert found["itunesCategory"] == ["News > Daily News"]
    assert found["pubsub"]["self"] == f"{SHOW.base_url}/feed.xml"
    assert len(found["items"]) == len(EPISODES)
    for told, one in zip(found["items"], EPISODES, strict=True):
        assert told["guid"] == one.guid
        assert told["enclosure"]["length"] == one.size
        assert told["duration"] == round(one.seconds)
        assert [t["type"].split("/")[1] for t in told["podcastTranscripts"]] == [
            "vtt", "srt", "json", "html",
        ]  # fmt: skip
        assert told["podcastTranscripts"][0]["language"] == f"{one.language}-NO"
        assert told["podcastChapters"]["type"] == "application/json+chapters"


def test_feedsmith_finds_it_too():
    found = read_by_node()["feedsmith"]
    assert found["podcast"] == {
        "locked": {"value": True, "owner": SHOW.email}, "guid": SHOW.guid, "medium": "podcast",
    }  # fmt: skip
    assert found["itunes"]["categories"] == [
        {"text": "News", "categories": [{"text": "Daily News"}]}
    ]
    assert found["itunes"]["explicit"] is False
    assert found["atom"]["links"][0]["rel"] == "self"
    for told, one in zip(found["items"], EPISODES, strict=True):
        assert told["guid"] == {"value": one.guid, "isPermaLink": False}
        assert told["content"]["encoded"] == one.notes
        assert len(told["podcast"]["transcripts"]) == 4


def test_what_xml_cannot_hold_is_left_out():
    found = feedparser.parse(feed(SHOW, [episode(5), episode(6)]))
    assert found.entries[0].title.split() == ["Styretegn", "[31m", "her"]
    assert b"]]&gt; &amp;amp; &lt;![CDATA[" in feed(SHOW, [episode(6)])


def test_the_same_episodes_give_the_same_bytes():
    assert feed(SHOW, EPISODES) == feed(SHOW, list(reversed(EPISODES)))


def article(title: str, **facts) -> Article:
    segments = (Segment(Role.HEADLINE, title, (0, 0)), Segment(Role.BODY, "Ord " * 200, (0, 0)))
    return Article(title, segments, **{"source": "-", "language": "nb", **facts})


LINKED = article(
    "Elg & sau", source="https://avis.test/?a=1&b=<2>", publisher="Avisa", published="2026-03-02"
)


def test_chapters_link_to_their_articles():
    chapters = [
        Chapter("Elg & sau", 0, 61.25),
        Chapter("Mer i vente", 61.25, 80, 2),
        Chapter("Snø", 80, 100.0004),
    ]
    told = json.loads(chapters_json("Dagen", "Bygda", chapters, [LINKED, article("Snø")]))
    assert told["version"] == "1.2.0"
    assert told["chapters"] == [
        {"startTime": 0, "title": "Elg & sau", "endTime": 61.25, "url": LINKED.source},
        {"startTime": 61.25, "title": "Mer i vente", "endTime": 80},
        {"startTime": 80, "title": "Snø", "endTime": 100},
    ]


def test_notes_of_an_article():
    plain, rich = describe([LINKED], [])
    taste, origin, link, notice = plain.splitlines()
    assert taste.endswith(" …")
    assert len(taste) <= 302
    assert origin == "Kilde: Avisa, mandag 2. mars 2026"
    assert link == LINKED.source
    assert "datastemme" in notice
    assert '<a href="https://avis.test/?a=1&amp;b=&lt;2&gt;">Kilde: Avisa,' in rich


def test_notes_of_many_articles_are_no_longer_than_apple_takes():
    articles = [LINKED] * 200
    chapters = [Chapter("x", 40.0 * number, 0) for number in range(200)]
    plain, rich = describe(articles, chapters)
    assert len(plain) <= 4000
    assert "datastemme" in plain.splitlines()[-1]
    assert plain.splitlines()[0] == "00:00 Elg & sau (Avisa)"
    assert "2:12:00 " in rich
    assert rich.count("<li>") == 200
