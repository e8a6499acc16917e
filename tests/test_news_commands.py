"""Addresses and feeds through the commands, against a server on this computer."""

import json

import pytest

from tests.tools import decoded, run_newsreader
from tests.web_server import Page, serving

pytestmark = pytest.mark.network

STORY = """<!doctype html><html lang="nb"><head><title>Elg på E18 - Avisa</title></head><body>
<article><h1>Elg på E18</h1><p class="lead">En elg stanset trafikken kl. 7.30 tirsdag.</p>
<figure><img src="a.jpg"><figcaption>Elgen ved Sandvika.
<span class="credit">Foto: Per Dahl / NTB</span></figcaption></figure>
<p>Dyret var rolig, og etter 20 minutter gikk det til skogs igjen, opplyser politiet.</p>
<p>– Den så fornøyd ut, sier operasjonsleder Kari Moe til Avisa.</p></article></body></html>"""

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Avisa</title>
<link>{url}/</link><item><title>{title}</title><link>{url}{path}</link><guid>{path}</guid>
<description>En elg stanset trafikken.</description></item></channel></rss>"""

BUILT_IN = {"NEWSREADER_VOICE": "espeak-nb"}


@pytest.fixture
def site():
    with serving() as server:
        server.pages["/1"] = Page(STORY.encode())
        feed = FEED.format(url=server.url, title="Elg på E18", path="/1")
        server.pages["/rss"] = Page(feed.encode(), "application/rss+xml")
        yield server


def test_explain_an_address(site):
    done = run_newsreader("explain", "--json", f"{site.url}/1")
    assert done.returncode == 0, done.stderr.decode()
    data = json.loads(done.stdout)
    assert data["title"] == "Elg på E18"
    assert [part["role"] for part in data["segments"]][:4] == [
        "headline",
        "lead",
        "caption",
        "credit",
    ]


def test_a_page_that_is_not_there_is_one_sentence(site):
    done = run_newsreader("explain", f"{site.url}/borte")
    assert done.returncode == 3
    assert len(done.stderr.decode().splitlines()) == 1


def test_what_is_new_is_recorded_once(site, tmp_path):
    added = run_newsreader("feeds", "add", f"{site.url}/rss", "--name", "avisa")
    assert added.returncode == 0, added.stderr.decode()
    target = tmp_path / "nytt.wav"
    arguments = ("record", "--feed", "avisa", "--new", "-o")
    done = run_newsreader(*arguments, target, env=BUILT_IN)
    assert done.returncode == 0, done.stderr.decode()
    assert len(decoded(target)) > 22_050 * 8

    again = tmp_path / "igjen.wav"
    done = run_newsreader(*arguments, again, env=BUILT_IN)
    assert done.returncode == 0
    assert len(done.stderr.decode().splitlines()) == 1
    assert not again.exists()


def test_what_could_not_be_made_stays_new(site, tmp_path):
    run_newsreader("feeds", "add", f"{site.url}/rss", "--name", "avisa")
    arguments = ("record", "--feed", "avisa", "--new", "-o")
    failed = run_newsreader(*arguments, tmp_path / "borte" / "a.wav", env=BUILT_IN)
    assert failed.returncode == 6
    done = run_newsreader(*arguments, tmp_path / "a.wav", env=BUILT_IN)
    assert done.returncode == 0
    assert (tmp_path / "a.wav").exists()


@pytest.mark.parametrize("arguments", [["record", "-o", "a.wav"], ["read", "a.txt", "--new"]])
def test_articles_or_feeds_must_be_given(arguments):
    assert run_newsreader(*arguments).returncode == 2


def test_a_folder_is_a_programme_in_the_order_of_its_names(tmp_path):
    folder = tmp_path / "avisa"
    folder.mkdir()
    for number in (10, 2, 1):
        text = f"Sak {number} om snø i fjellet i dag\n\nDet snør {number} cm i fjellet."
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "bilde.jpg").write_bytes(b"x")
    done = run_newsreader("record", folder, "--split", "--format", "wav", "-o", tmp_path,
                          env=BUILT_IN)  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    made = sorted(path.name[:9] for path in tmp_path.glob("*.wav"))
    assert made == ["01-sak-1-", "02-sak-2-", "03-sak-10"]
