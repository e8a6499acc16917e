"""Feeds in all their formats, whole and broken. The formats: RSS 2.0 (rssboard.org), RSS 1.0
(purl.org/rss/1.0/spec), RFC 4287, JSON Feed 1.1, Media RSS 1.5.1, iTunes podcast tags."""

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsreader.errors import SourceError
from newsreader.sources.feed import Entry, Picture, is_feed, parse
from newsreader.sources.feed.dates import iso_date, seconds
from newsreader.sources.feed.discover import feed_links
from newsreader.sources.feed.story import entry_document, is_whole
from newsreader.sources.feed.strict import read_strictly
from newsreader.sources.feed.texts import plain
from newsreader.sources.feed.tolerant import read_tolerantly
from newsreader.types import Role

BASE = "https://avis.example/rss"

RSS2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Avisen &amp; venner</title><link>https://avis.example/</link>
<atom:link rel="self" href="https://avis.example/rss"/><language>nb-NO</language><ttl>30</ttl>
<item><title>Ny skole på Øya</title><link>/nyheter/skole?utm_source=rss</link>
<guid isPermaLink="false">sak-1</guid><pubDate>Mon, 15 Sep 2025 08:30:00 +0200</pubDate>
<dc:creator>Kari Nordmann</dc:creator><dc:creator>Ola Hansen</dc:creator>
<description>Kommunestyret sa ja &amp;ndash; til slutt.</description>
<content:encoded><![CDATA[<p>Det ble <b>ja</b>.</p><script>les()</script>]]></content:encoded>
<media:content url="a.jpg" medium="image"><media:description>Ordføreren foran rådhuset.
</media:description><media:credit>Per Bilde</media:credit><media:credit>NTB</media:credit>
</media:content>
<media:group><media:content url="b.jpg" type="image/jpeg">
<media:text>Skolen slik den blir.</media:text></media:content></media:group></item>
<item><title>Andre sak</title><guid>https://avis.example/andre</guid>
<author>red@avis.example (Redaksjonen)</author>
<enclosure url="https://avis.example/a.mp3" type="audio/mpeg" length="1"/>
<itunes:duration>1:02:03</itunes:duration></item></channel></rss>"""

RSS1 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="https://avis.example/rss"><title>Avisen</title>
<link>https://avis.example/</link><dc:language>nn</dc:language>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
<item rdf:about="https://avis.example/1"><title>Ny skule på Øya</title>
<link>https://avis.example/1</link><description>Kommunestyret sa ja.</description>
<dc:date>2025-09-15T08:30:00+02:00</dc:date><dc:creator>Kari Nordmann</dc:creator></item>
</rdf:RDF>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nb">
<title type="html">Avisen &amp;amp; venner</title><link href="https://avis.example/"/>
<link rel="self" href="https://avis.example/atom"/>
<entry><id>tag:avis.example,2025:1</id><title>Ny skole på Øya</title>
<link rel="enclosure" href="x.mp3" type="audio/mpeg"/><link href="/1"/>
<published>2025-09-15T06:30:00Z</published><updated>2025-09-15T07:00:00Z</updated>
<author><name>Kari Nordmann</name></author><summary>Ja &amp; nei.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Det ble <em>ja</em>.</p>
<figure><figcaption>Ordføreren.</figcaption></figure></div></content></entry></feed>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Avisen", "items": [
{"id": 7, "url": "/1", "title": "Ny skole på Øya", "content_html": "<p>Det ble ja.</p>",
"summary": "Kommunestyret sa ja.", "date_published": "2025-09-15T08:30:00+02:00",
"authors": [{"name": "Kari Nordmann"}]}, "tull", {"id": []}]}"""


def test_rss_2_with_all_that_papers_put_in():
    feed = parse(RSS2.encode(), BASE)
    assert (feed.title, feed.link, feed.language, feed.interval) == (
        "Avisen & venner",
        "https://avis.example/",
        "nb-NO",
        1800,
    )
    first, second = feed.entries
    assert first.guid == "sak-1"
    assert first.link == "https://avis.example/nyheter/skole?utm_source=rss"
    assert first.title == "Ny skole på Øya"
    assert plain(first.summary) == "Kommunestyret sa ja – til slutt."
    assert "<p>Det ble <b>ja</b>.</p>" in first.content
    assert first.published == "2025-09-15T08:30:00+02:00"
    assert first.authors == ("Kari Nordmann", "Ola Hansen")
    assert first.pictures == (
        Picture("Ordføreren foran rådhuset.", "Per Bilde / NTB"),
        Picture("Skolen slik den blir."),
    )
    assert second.link == second.guid == "https://avis.example/andre"
    assert second.authors == ("Redaksjonen",)
    assert (second.audio, second.duration) == ("https://avis.example/a.mp3", 3723)


def test_rss_1_has_its_items_beside_the_channel():
    feed = parse(RSS1.encode(), BASE)
    (entry,) = feed.entries
    assert (feed.title, feed.language, feed.interval) == ("Avisen", "nn", 1800)
    assert entry.guid == entry.link == "https://avis.example/1"
    assert (entry.title, entry.summary) == ("Ny skule på Øya", "Kommunestyret sa ja.")
    assert entry.published == "2025-09-15T08:30:00+02:00"
    assert entry.authors == ("Kari Nordmann",)


def test_atom_with_xhtml():
    feed = parse(ATOM.encode(), "https://avis.example/atom")
    (entry,) = feed.entries
    assert (feed.title, feed.language) == ("Avisen & venner", "nb")
    assert (entry.guid, entry.link) == ("tag:avis.example,2025:1", "https://avis.example/1")
    assert plain(entry.summary) == "Ja & nei."
    assert "<figcaption>Ordføreren.</figcaption>" in entry.content
    assert entry.published == "2025-09-15T06:30:00+00:00"
    assert entry.updated == "2025-09-15T07:00:00+00:00"


def test_json_feed():
    feed = parse(JSON.encode(), BASE)
    assert feed.title == "Avisen"
    entry = feed.entries[0]
    assert (entry.guid, entry.link) == ("7", "https://avis.example/1")
    assert entry.content == "<p>Det ble ja.</p>"
    assert entry.authors == ("Kari Nordmann",)


@pytest.mark.parametrize("text", [RSS2, RSS1, ATOM], ids=["RSS 2.0", "RSS 1.0", "Atom"])
def test_both_readers_of_xml_agree(text):
    """Except for what feedparser does not know: captions, and media text that it misplaces."""
    text = text.partition("?>")[2]
    strict, tolerant = read_strictly(text.strip(), BASE), read_tolerantly(text, BASE)
    assert strict is not None
    assert tolerant is not None
    assert strict.title == tolerant.title
    for one, other in zip(strict.entries, tolerant.entries, strict=True):
        assert (one.guid, one.link, one.title) == (other.guid, other.link, other.title)
        assert plain(one.summary) == plain(other.summary)
        assert plain(one.content) == plain(other.content)
        assert seconds(one.published) == seconds(other.published)


HEAD = "<rss><channel><title>a</title>"
ITEM = "<item><title>{}</title><link>https://avis.example/1</link><guid>1</guid></item>"

BROKEN = {
    "bare ampersand": (HEAD + ITEM.format("Mat & drikke"), "Mat & drikke"),
    "HTML entity": (HEAD + ITEM.format("Bl&aring;b&aelig;r"), "Blåbær"),
    "unknown entity": (HEAD + ITEM.format("R&D; er &"), "R&D; er &"),
    "control character": (HEAD + ITEM.format("Ny\x0b sak"), "Ny sak"),
    "unclosed tag": (
        HEAD + ITEM.format("Ny sak</title><description>a <br> b</description>"),
        "Ny sak",
    ),
    "leading space": (f" \n<?xml version='1.0'?>{HEAD}{ITEM.format('Ny sak')}", "Ny sak"),
    "unknown prefix": (
        HEAD + ITEM.format("Ny sak</title><foo:bar>x</foo:bar><title>"),
        "Ny sak",
    ),
}


@pytest.mark.parametrize("is_cut", [False, True], ids=["whole", "cut off"])
@pytest.mark.parametrize(("text", "title"), BROKEN.values(), ids=BROKEN)
def test_broken_xml_is_read_all_the_same(text, title, is_cut):
    feed = parse((text if is_cut else text + "</channel></rss>").encode(), BASE)
    assert [entry.title for entry in feed.entries] == [title]
    assert feed.entries[0].link == "https://avis.example/1"


def test_captions_survive_what_can_be_mended():
    feed = parse(RSS2.replace("Ny skole på Øya", "Skole & øy").encode(), BASE)
    assert feed.entries[0].title == "Skole & øy"
    assert feed.entries[0].pictures[0].caption == "Ordføreren foran rådhuset."


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1252", "ISO-8859-1"), ("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("utf-8-sig", "utf-8")],
)
def test_character_sets(encoding, declared):
    text = RSS2.replace("UTF-8", declared).replace("Ny skole på Øya", "– «Ny» skole på Øya")
    assert parse(text.encode(encoding), BASE).entries[0].title == "– «Ny» skole på Øya"


LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(ord(name) + 1)} "{f"&{name};" * 10}">' for name in "abcdefghij")
    + "]><rss><channel><title>&k;</title></channel></rss>"
)
FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><title>&f;</title></channel></rss>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("text", [LAUGHS, FILE], ids=["billion laughs", "file"])
def test_entities_are_refused(text, encoding):
    tracemalloc.start()
    try:
        with pytest.raises(SourceError):
            parse(('<?xml version="1.0"?>' + text).encode(encoding), BASE)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_plain_document_type_does_no_harm():
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://avis.example/rss.dtd">'
    text = f"{doctype}<rss version='0.91'><channel><title>Gammel</title></channel></rss>"
    assert parse(f"<?xml version='1.0'?>{text}".encode(), BASE).title == "Gammel"


def test_a_document_type_inside_an_article_does_no_harm():
    text = RSS2.replace("<p>Det ble", "<!DOCTYPE html><p>Det ble")
    assert "Det ble" in parse(text.encode(), BASE).entries[0].content


def test_entities_behind_a_comment_are_refused():
    with pytest.raises(SourceError, match="entities"):
        parse(b"<?xml version='1.0'?><!-- <rss> --><?x <a?>" + LAUGHS.encode(), BASE)


NASTY = {
    "comments": "<!-- -->" * 100_000,
    "half comments": "<!--" * 200_000,
    "open CDATA": "<rss><channel><item>" + "<![CDATA[" * 100_000,
    "open media": "<rss><channel><item>" + "<media:description>" * 20_000,
    "ampersands": "<rss><channel><title>" + "&" * 500_000,
    "deep": "<rss><channel><item>" + "<a>" * 200_000 + "</a>" * 200_000 + "</item></channel></rss>",
    "deep XHTML": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>"
    + "<b>" * 50_000 + "</b>" * 50_000 + "</content></entry></feed>",
}  # fmt: skip


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_feeds_neither_hang_nor_crash(text):
    is_feed(text.encode())
    with suppress(SourceError):
        parse(text.encode(), BASE)


@pytest.mark.parametrize(
    "data",
    [b"", b"hei", b"<html><body>hei</body></html>", b"/etc/passwd", b"https://avis.example/", b"{}",
     b'{"version": 1}', b"<opml/>", b"\x00\x01" * 50, b"%PDF-1.7", b"<rss"],
)  # fmt: skip
def test_what_is_no_feed_is_refused(data):
    with pytest.raises(SourceError, match="is not a feed"):
        parse(data, BASE)


@given(st.binary(max_size=300) | st.text(alphabet='<>&;/ ="rsitemclnkRDF[]!-x', max_size=200))
@example("<rss>" + "<a>" * 5000)
@example("<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>" + "<b>" * 3000)
@example("{" * 100_000)
@example('{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 5000)
def test_nothing_crashes_the_reader(data):
    with suppress(SourceError):
        parse(data if isinstance(data, bytes) else data.encode(), BASE)


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (RSS2.encode(), True),
        (RSS1.encode(), True),
        (ATOM.encode(), True),
        (JSON.encode(), True),
        (RSS2.encode("utf-16"), True),
        (b"<!-- x --><rss>", True),
        (b"<?xml version='1.0'?><?xml-stylesheet href='a'?><rss>", True),
        (b"<!doctype html><html><body>&lt;rss>", False),
        (b"<html><head><link rel='alternate' type='application/rss+xml'>", False),
        (b'{"a": 1}', False),
    ],
)
def test_feeds_are_told_from_pages(data, is_one):
    assert is_feed(data) is is_one


DATES = [
    ("Mon, 15 Sep 2025 08:30:00 +0200", "2025-09-15T08:30:00+02:00"),
    ("Mon, 15 Sep 2025 06:30:00 GMT", "2025-09-15T06:30:00+00:00"),
    ("15 Sep 25 08:30 +0200", "2025-09-15T08:30:00+02:00"),
    ("2025-09-15T06:30:00Z", "2025-09-15T06:30:00+00:00"),
    ("2025-09-15T08:30:00.123+02:00", "2025-09-15T08:30:00.123000+02:00"),
    ("2025-09-15", "2025-09-15"),
    ("2025-09-15 08:30:00", "2025-09-15T08:30:00+02:00"),
    ("fr., 19 jan. 2024", "2024-01-19"),
    ("fr., 19 jan. 2024 14:05:00 +0100", "2024-01-19T14:05:00+01:00"),
    ("fredag 19. januar 2024 kl. 14.05", "2024-01-19T14:05:00+01:00"),
    ("laurdag 20. juli 2024 klokka 09:05", "2024-07-20T09:05:00+02:00"),
    ("17. mai 2024", "2024-05-17"),
    ("1. des. 2024, 07:00", "2024-12-01T07:00:00+01:00"),
    ("ti., 15 okt. 2024 06:30:00 GMT", "2024-10-15T06:30:00+00:00"),
    ("19.01.2024 14:05", "2024-01-19T14:05:00+01:00"),
    ("19.1.2024", "2024-01-19"),
    ("31. februar 2024", None),
    ("i går", None),
    ("", None),
    ("99.99.9999", None),
    ("Mon, 99 Sep 2025 08:30:00 +0200", None),
]


@pytest.mark.parametrize(("text", "iso"), DATES, ids=[text for text, _iso in DATES])
def test_dates_as_papers_write_them(text, iso):
    assert iso_date(text) == iso


def test_moments_are_seconds():
    assert seconds("1970-01-02T01:00:00+01:00") == 86_400
    assert seconds("1970-01-02") == 86_400 + 11 * 3600
    assert seconds(None) is None
    assert seconds("tull") is None


def marked(document):
    return [(mark.role, document.text[slice(*mark.span)]) for mark in document.marks]


def test_an_entry_becomes_a_document_with_its_roles():
    feed = parse(RSS2.encode(), BASE)
    document = entry_document(feed.entries[0], feed.title, BASE, feed.language)
    roles = marked(document)
    assert (Role.HEADLINE, "Ny skole på Øya") in roles
    assert (Role.LEAD, "Kommunestyret sa ja – til slutt.") in roles
    assert (Role.CAPTION, "Ordføreren foran rådhuset.") in roles
    assert (Role.CREDIT, "Foto: Per Bilde / NTB") in roles
    assert "Det ble ja." in document.text
    assert "les()" not in document.text
    assert (document.language, document.publisher) == ("nb", "Avisen & venner")
    assert document.byline == "Kari Nordmann, Ola Hansen"
    assert document.published == "2025-09-15T08:30:00+02:00"


def test_an_entry_with_only_a_title_is_read_too():
    document = entry_document(Entry("1", "", "Ny skole <på> Øya"), "Avisen", BASE, None)
    assert document.text.strip() == "Ny skole <på> Øya"


def test_a_caption_that_the_content_has_is_not_doubled():
    content = "<figure><figcaption>Ordføreren.</figcaption></figure><p>Ja.</p>"
    pictures = (Picture("Ordføreren."),)
    entry = Entry("1", "", "Ny skole", content=content, pictures=pictures)
    assert entry_document(entry, "Avisen", BASE, "nb").text.count("Ordføreren.") == 1


@pytest.mark.parametrize(
    ("content", "is_all"),
    [
        ("<p>" + "Ord i en lang sak. " * 60 + "</p>", True),
        ("<p>" + "Ord i en lang sak. " * 60 + "Les mer</p>", False),
        ("<p>" + "Ord i en lang sak. " * 60 + "og så …</p>", False),
        ("<p>Kort.</p>", False),
        ("", False),
    ],
)
def test_whole_articles_are_told_from_teasers(content, is_all):
    assert is_whole(Entry("1", "", "Sak", content=content)) is is_all


def test_a_page_names_its_feeds():
    page = b"""<html><head><link rel="stylesheet" type="text/css" href="a.css">
    <link rel="alternate" type="application/rss+xml" title="Alt" href="/rss">
    <link rel="ALTERNATE nofollow" type="application/atom+xml; charset=utf-8" href="https://a.example/atom">
    <link rel="alternate" type="text/html" hreflang="nn" href="/nn">
    <link rel="alternate" type="application/rss+xml" href="/rss"></head></html>"""
    assert feed_links(page, "https://avis.example/side") == [
        "https://avis.example/rss",
        "https://a.example/atom",
    ]
