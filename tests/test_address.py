"""Articles at web addresses, from a server that does not always behave."""

import gzip

import pytest

from newsreader.errors import SourceError
from newsreader.sources.address import is_address, open_address
from newsreader.types import Role
from tests.web_server import Page, serving

STORY = " ".join(
    f"Setning nummer {number} handler om skolen som kommunen vil bygge på øya."
    for number in range(9)
)

ARTICLE = f"""<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Ny skole</title>
<meta property="og:title" content="Ny skole på Øya"></head><body><nav>Meny</nav><main><article>
<h1>Ny skole på Øya</h1><p class="lead">Kommunestyret sa ja mandag kveld.</p>
<figure><img src="a.jpg"><figcaption>Ordføreren foran rådhuset.
<span class="credit">Foto: Kari Bilde</span></figcaption></figure>
<p>{STORY}</p><p>{STORY}</p></article></main></body></html>"""

PAYWALLED = ARTICLE.replace(
    "</head>",
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ny skole på Øya", '
    '"isAccessibleForFree": false}</script></head>',
)

LOGIN = """<!doctype html><html><body><main><h1>Logg inn</h1><form><input type="email">
<input type="password"></form></main></body></html>"""


@pytest.fixture
def server():
    with serving() as running:
        yield running


def test_a_page_becomes_a_document_with_its_roles(server):
    server.pages["/sak"] = Page(ARTICLE.encode())
    document = open_address(f"{server.url}/sak")
    roles = {mark.role: document.text[slice(*mark.span)] for mark in document.marks}
    assert roles[Role.HEADLINE] == "Ny skole på Øya"
    assert roles[Role.CAPTION] == "Ordføreren foran rådhuset."
    assert roles[Role.CREDIT] == "Foto: Kari Bilde"
    assert "Meny" not in document.text
    assert document.source == f"{server.url}/sak"
    assert document.language == "nb"


@pytest.mark.parametrize(
    ("encoding", "kind"),
    [("utf-8", "text/html; charset=utf-8"), ("cp1252", "text/html; charset=iso-8859-1")],
)
def test_the_servers_word_on_the_character_set(encoding, kind, server):
    page = ARTICLE.replace('<meta charset="utf-8">', "").encode(encoding)
    server.pages["/sak"] = Page(gzip.compress(page), kind, headers={"Content-Encoding": "gzip"})
    assert "Ny skole på Øya" in open_address(f"{server.url}/sak").text


def test_a_page_of_unknown_kind_is_looked_at(server):
    server.pages["/sak"] = Page(ARTICLE.encode(), kind="")
    assert "Kommunestyret" in open_address(f"{server.url}/sak").text


def test_plain_text_is_read_as_it_is(server):
    server.pages["/sak.txt"] = Page("Blåbær på øya.\n".encode("cp1252"), kind="text/plain")
    assert open_address(f"{server.url}/sak.txt").text == "Blåbær på øya.\n"


def test_what_is_open_of_a_paywalled_article_is_read(server):
    server.pages["/sak"] = Page(PAYWALLED.encode())
    document = open_address(f"{server.url}/sak")
    assert document.paywalled
    assert "Kommunestyret" in document.text


PAGES = {
    "not found": (Page(status=404), "has no page"),
    "gone": (Page(status=410), "for good"),
    "log in": (Page(status=401), "log in"),
    "paid": (Page(status=402), "subscribers"),
    "forbidden": (Page(status=403), "does not let"),
    "too often": (Page(status=429, headers={"Retry-After": "60"}), "Try again in 1 minute."),
    "fault": (Page(status=502), "has a fault, number 502"),
    "PDF": (Page(b"%PDF-1.7", kind="application/pdf"), "a PDF file"),
    "PDF in disguise": (Page(b"%PDF-1.7", kind="application/octet-stream"), "a PDF file"),
    "picture": (Page(b"\xff\xd8\xff\xe0", kind="image/jpeg"), "a picture"),
    "sound": (Page(b"ID3", kind="audio/mpeg"), "a sound file"),
    "JSON": (Page(b'{"a": 1}', kind="application/json"), "data for programs"),
    "archive": (Page(b"PK\x03\x04", kind="application/zip"), "a file"),
    "feed": (Page(b"<rss><channel/></rss>", kind="application/rss+xml"), "feeds add"),
    "feed as XML": (Page(b"<?xml version='1.0'?><rss/>", kind="application/xml"), "feeds add"),
    "empty": (Page(b""), "is empty"),
    "white": (Page(b" \n\t"), "is empty"),
    "no words": (Page(b"<!doctype html><html><body><p>...</p></body></html>"), "no article"),
    "login form": (Page(LOGIN.encode()), "log in"),
    "bomb": (Page(gzip.compress(bytes(9_000_000)), headers={"Content-Encoding": "gzip"}), "megab"),
}


@pytest.mark.parametrize(("page", "said"), PAGES.values(), ids=PAGES)
def test_what_is_not_an_article_is_a_clear_sentence(page, said, server):
    server.pages["/sak"] = page
    with pytest.raises(SourceError) as caught:
        open_address(f"{server.url}/sak")
    assert said in str(caught.value)
    assert caught.value.hint.endswith((".", "/sak"))


def test_a_redirect_to_log_in_is_no_article(server):
    server.pages["/sak"] = Page(status=302, headers={"Location": "/konto/login?til=sak"})
    server.pages["/konto/login?til=sak"] = Page(ARTICLE.encode())
    with pytest.raises(SourceError, match="log in"):
        open_address(f"{server.url}/sak")


def test_a_redirect_to_another_article_is_one(server):
    server.pages["/sak"] = Page(status=302, headers={"Location": "/nyheter/innlogget-og-glad"})
    server.pages["/nyheter/innlogget-og-glad"] = Page(ARTICLE.encode())
    assert open_address(f"{server.url}/sak").source.endswith("glad")


def test_a_front_page_is_no_article(server):
    server.pages["/"] = Page(ARTICLE.encode())
    with pytest.raises(SourceError, match="front page"):
        open_address(server.url)


@pytest.mark.parametrize(
    ("reference", "is_one"),
    [
        ("https://www.nrk.no/sak", True),
        ("HTTP://NRK.NO", True),
        ("  https://nrk.no/x ", True),
        ("www.nrk.no/sak", True),
        ("ftp://nrk.no/x", True),
        ("https:/nrk.no", True),
        ("sak.txt", False),
        ("-", False),
        ("./www/sak.txt", False),
        ("nrk.no", False),
        ("C:\\sak.txt", False),
        ("~/sak: en historie.txt", False),
    ],
)
def test_addresses_are_told_from_files(reference, is_one):
    assert is_address(reference) is is_one


@pytest.mark.parametrize(
    "reference", ["ftp://nrk.no/x", "https:/nrk.no", "https://", "http://a b/"]
)
def test_bad_addresses_are_named(reference):
    with pytest.raises(SourceError) as caught:
        open_address(reference)
    assert caught.value.hint
