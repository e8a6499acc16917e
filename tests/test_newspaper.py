"""``newsreader newspaper`` from end to end, and how an edition is arranged."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import numpy as np
import pytest

from newsreader.cli import progress
from newsreader.cli.newspaper import _recorded as make
from newsreader.errors import SourceError
from newsreader.pipeline import programme
from newsreader.text.edition import edition, headlined
from newsreader.types import Policy, Reading, Role
from newsreader.verify import verify
from newsreader.voices import find
from tests.newspapers import DAY, OTHER, ace, article, epubcheck, recorded, thorium
from tests.tools import ARTICLES, ROOT, decoded, need, run_newsreader, small_disk
from tests.web_server import Page, serving

BUILT_IN = {"NEWSREADER_VOICE": "espeak-nb"}
STORY = ARTICLES / "bokmal_nyhet.txt"

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{paper}</title>
<link>{url}/</link><item><title>{title}</title><link>{url}{path}</link><guid>{path}</guid>
<description>{text}</description></item></channel></rss>"""


# How an edition is arranged


def words(page) -> list[str]:
    return [segment.text for segment in page.segments]


def test_a_section_for_each_publisher_in_the_order_of_appearance():
    one, two, three = article(), OTHER, article(source="https://avisa.example/3")
    found = edition([one, two, three], DAY)
    assert [words(section.opening) for section in found.sections] == [
        ["Avisa", "2 saker."],
        ["Bygdebladet", "Én sak."],
    ]
    assert [len(section.articles) for section in found.sections] == [2, 1]
    assert found.publisher == "Avisa, Bygdebladet"


def test_one_publisher_or_none_is_one_section():
    for publisher in ("Avisa", None):
        found = edition([article(publisher=publisher)] * 2, DAY)
        assert [words(s.opening) for s in found.sections] == [["Nyheter", "2 saker."]]
    assert edition([OTHER], DAY).sections[0].opening.title == "Nyhende"


def test_the_first_page_tells_date_size_and_that_a_machine_reads():
    found = edition([article(), OTHER, article()], DAY)
    assert words(found.opening) == [
        "Lydavis 1. mars 2026",
        "Søndag 1. mars 2026.",
        "3 saker.",
        "Lest av en datastemme.",
    ]
    nynorsk = edition([OTHER], date(2026, 5, 12), "Morgonen")
    assert words(nynorsk.opening) == [
        "Morgonen",
        "Tysdag 12. mai 2026.",
        "Éi sak.",
        "Lesen av ei datastemme.",
    ]
    assert nynorsk.language == "nn"


def test_identifier_depends_on_what_is_in_it():
    one = edition([article()], DAY).identifier
    assert one == edition([article()], DAY).identifier
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one)
    others = {
        edition([OTHER], DAY).identifier,
        edition([article()], date(2026, 3, 2)).identifier,
        edition([article()], DAY, "Annen tittel").identifier,
    }
    assert len(others | {one}) == 4


def test_an_article_begins_with_its_headline():
    texts = [s.text for s in headlined(article()).segments]
    assert texts[0] == "Fisk & ferge"
    assert sorted(texts) == sorted(s.text for s in article().segments)
    overline = article([(Role.CAPTION, "Et bilde"), (Role.HEADLINE, "Ferie:"),
                        (Role.HEADLINE, "Sol i vente"), (Role.BODY, "Det blir fint.")])  # fmt: skip
    roles = [s.role for s in headlined(overline).segments]
    assert roles == [Role.HEADLINE, Role.HEADLINE, Role.CAPTION, Role.BODY]


def test_an_article_without_headline_gets_its_title():
    bare = article([(Role.BODY, "Det regner. Det blåser.")])
    assert headlined(replace(bare, title="Været")).segments[0].text == "Været"
    assert headlined(replace(bare, title="  ")).title == "Sak uten overskrift"


# The command


def test_an_epub_of_two_articles(tmp_path):
    need("ffmpeg")
    book = tmp_path / "avis.epub"
    done = run_newsreader(
        "newspaper", STORY, ARTICLES / "nynorsk_nyhet.txt", "-o", book, env=BUILT_IN
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().startswith(f"Made {book}, ")
    assert done.stderr == b""
    assert [path.name for path in tmp_path.iterdir()] == ["avis.epub"]
    assert verify(book) == []
    with ZipFile(book) as archive:
        package = archive.read("EPUB/package.opf").decode()
    today = date.today()
    assert f"<dc:date>{today.isoformat()}</dc:date>" in package
    assert f"{today.day}. " in package.partition("<dc:title>")[2].partition("<")[0]


def test_a_daisy_book_as_folder_and_as_archive(tmp_path):
    need("ffmpeg")
    for name in ("avis", "avis.zip"):
        done = run_newsreader(
            "newspaper", STORY, "--format", "daisy", "--title", "Dagen", "-o", tmp_path / name,
            env=BUILT_IN,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        assert verify(tmp_path / name) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["avis", "avis.zip"]
    assert "<title>Dagen</title>" in (tmp_path / "avis" / "ncc.html").read_text(encoding="utf-8")


@pytest.mark.network
def test_feeds_become_sections_and_are_read(tmp_path):
    need("ffmpeg")
    with serving() as server:
        stories = [
            ("Avisa", "Elg stanset toget", "En elg sto på skinnene ved Oppdal."),
            ("Bygdebladet", "Ny bru over fjorden", "Etter ti år er brua åpnet for trafikk."),
        ]
        for number, (paper, title, text) in enumerate(stories):
            page = f"<html><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
            server.pages[f"/{number}"] = Page(page.encode())
            feed = FEED.format(
                url=server.url, paper=paper, title=title, path=f"/{number}", text=text
            )
            server.pages[f"/rss{number}"] = Page(feed.encode(), "application/rss+xml")
        for feed in run_newsreader("feeds", "list").stdout.decode().splitlines():
            run_newsreader("feeds", "remove", feed.partition(":")[0])
        for number in range(2):
            run_newsreader("feeds", "add", f"{server.url}/rss{number}", "--name", f"f{number}")
        book = tmp_path / "avis.zip"
        done = run_newsreader("newspaper", "--new", "-o", book, env=BUILT_IN)
        assert done.returncode == 0, done.stderr.decode()
        assert verify(book) == []
        with ZipFile(book) as archive:
            ncc = archive.read("ncc.html").decode()
        headings = re.findall(r"<(h\d)[^>]*><a[^>]*>([^<]*)", ncc)[1:]
        assert headings == [
            ("h1", "Avisa"), ("h2", "Elg stanset toget"),
            ("h1", "Bygdebladet"), ("h2", "Ny bru over fjorden"),
        ]  # fmt: skip
        again = run_newsreader("newspaper", "--new", "-o", tmp_path / "b.zip", env=BUILT_IN)
        assert again.returncode == 0
        assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("avis", 2, "--format epub or --format daisy"),
        ("borte/avis.epub", 6, "There is no folder"),
        ("borte/avis.zip", 6, "There is no folder"),
    ],
)
def test_what_cannot_be_made_is_said_before_anything_is_read(target, code, said, tmp_path):
    done = run_newsreader("newspaper", STORY, "-o", tmp_path / target, env=BUILT_IN)
    assert done.returncode == code
    assert said in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_without_ffmpeg_nothing_is_left(tmp_path):
    for target in ("avis.epub", "avis"):
        done = run_newsreader(
            "newspaper", STORY, "--format", "epub" if "." in target else "daisy",
            "--ffmpeg", "/borte/ffmpeg", "-o", tmp_path / target, env=BUILT_IN,
        )  # fmt: skip
        assert done.returncode == 6
        assert b"There is no ffmpeg program at /borte/ffmpeg" in done.stderr
        assert list(tmp_path.iterdir()) == []


class Mute:
    """A recorder that has no sound for some articles."""

    narrator = "Ingen"

    def __init__(self, *mute: str) -> None:
        self._mute = mute

    def record(self, one):
        return None if one.title in self._mute else f"recording of {one.title}"


def test_an_article_without_a_sound_is_named_and_left_out():
    said: list[str] = []
    plan = edition([article(), OTHER], DAY)
    paper = make(plan, Mute("Fisk & ferge"), said.append)
    assert said == ["Left out, for nothing of it is read: Fisk & ferge"]
    assert [section.recordings for section in paper.sections] == [("recording of Nytt frå bygda",)]
    with pytest.raises(SourceError, match="Nothing was read"):
        make(plan, Mute("Fisk & ferge", "Nytt frå bygda"), said.append)


@pytest.mark.parametrize(
    ("interval", "lines"),
    [(0, ["1 of 3 recorded: Fisk & ferge", "2 of 3 recorded: Uten"]), (9, [])],
)
def test_how_far_it_has_come_is_said_now_and_then(interval, lines, monkeypatch):
    """For each article but the last, which the last line follows at once."""
    monkeypatch.setattr(progress, "PROGRESS_INTERVAL", interval)
    said: list[str] = []
    bare = article([(Role.BODY, "Det regner.")])
    make(edition([article(), bare, OTHER], DAY), Mute(), said.append)
    assert said == lines


def test_full_disk(tmp_path):
    need("ffmpeg")
    with small_disk(tmp_path / "disk", 700) as disk:
        for name in ("avis.epub", "avis.zip"):
            done = run_newsreader("newspaper", STORY, "-o", disk / name, env=BUILT_IN)
            assert done.returncode == 6
            assert b"no room on the disk" in done.stderr
            assert list(disk.iterdir()) == []


def test_interrupted_it_leaves_nothing(tmp_path):
    need("ffmpeg")
    command = [sys.executable, "-m", "newsreader", "newspaper", "-o", str(tmp_path / "avis.epub")]
    process = subprocess.Popen(
        [*command, *[str(STORY)] * 30], cwd=ROOT, env={**os.environ, **BUILT_IN},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        if list(tmp_path.glob(".newsreader-*/*.mp3")):
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _said, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in complaint
    assert list(tmp_path.iterdir()) == []


# What is heard


def test_borders_of_clips_lie_in_silence(tmp_path):
    """Players start some 50 ms late or early; a border in the sound would cut a word."""
    need("ffmpeg")
    parts = [(Role.HEADLINE, "Ferga kom."), (Role.BODY, "Fisken kom ikke. Alle ventet lenge.")]
    paper = recorded(find("espeak-nb"), tmp_path, [article(parts)])
    for page in paper.pages:
        recording = page.recording
        sound = decoded(recording.audio, recording.rate)
        assert abs(len(sound) - recording.samples) <= 576
        for sentence in list(recording.sentences)[1:]:
            border = sentence.begin * recording.rate // 1000
            around = sound[border - recording.rate // 20 : border + recording.rate // 12]
            assert np.abs(around).max() < 0.02
            assert np.abs(sound[border : border + recording.rate // 4]).max() > 0.05


@pytest.mark.slow
@pytest.mark.parametrize("reading", [[], ["--captions", "last", "--credits", "read"]])
def test_all_our_articles_in_both_formats(reading, tmp_path):
    """Whatever an article looks like, the book is right in the eyes of all who look."""
    need("ffmpeg")
    sources = sorted(ARTICLES.glob("*.txt"))
    for name in ("avis.epub", "avis.zip"):
        book = tmp_path / name
        done = run_newsreader("newspaper", *sources, "-o", book, *reading, env=BUILT_IN)
        assert done.returncode == 0, done.stderr.decode()
        assert verify(book) == []
    assert epubcheck(tmp_path / "avis.epub")["messages"] == []
    both = [thorium(tmp_path / name)["pairs"] for name in ("avis.epub", "avis.zip")]
    assert len(both[0]) == len(both[1]) > 150
    report = ace(tmp_path / "avis.epub", tmp_path / "ace")
    assert report["earl:result"]["earl:outcome"] == "pass"


def test_every_spoken_sentence_of_the_script_is_in_the_text(tmp_path, tiny_voice):
    """None is lost between the script and the text, and none is told twice."""
    need("ffmpeg")
    reading = Reading(captions=Policy.LAST, credits=Policy.READ, noise=Policy.READ)
    one = headlined(article())
    paper = recorded(tiny_voice, tmp_path, [one], reading)
    recording = paper.sections[0].recordings[0]
    script = [utterance.text or utterance.spoken for utterance in programme([one], reading)]
    shown = [sentence.text.casefold() for sentence in recording.sentences]
    assert shown == [text.casefold() for text in script]
