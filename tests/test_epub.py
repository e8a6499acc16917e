"""EPUB 3 newspapers: what strangers say of them, and what is in them."""

import re
from dataclasses import replace
from datetime import timedelta
from zipfile import ZIP_STORED, ZipFile

import pytest

from newsreader.outputs.book import Sentence
from newsreader.types import Policy, Reading, Role
from newsreader.verify import verify
from tests.newspapers import (
    NOW,
    OTHER,
    PARTS,
    QUOTED,
    ace,
    article,
    epub_of,
    epubcheck,
    recorded,
    thorium,
)
from tests.tools import need


@pytest.fixture(scope="module")
def paper(tiny_voice, tmp_path_factory):
    need("ffmpeg")
    return recorded(tiny_voice, tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def book(paper, tmp_path_factory):
    return epub_of(paper, tmp_path_factory.mktemp("epub") / "avis.epub")


def text_of(book, name: str) -> str:
    with ZipFile(book) as archive:
        return archive.read(f"EPUB/{name}").decode()


def test_epubcheck_finds_nothing(book):
    assert epubcheck(book)["messages"] == []


@pytest.mark.slow
def test_ace_passes(book, tmp_path):
    report = ace(book, tmp_path)
    assert report["earl:result"]["earl:outcome"] == "pass"
    assert [a for a in report["assertions"] if a["assertions"]] == []


def test_thorium_finds_every_sentence_with_its_sound(book, paper):
    found = thorium(book)
    sentences = [(page, one) for page in paper.pages for one in page.recording.sentences]
    assert len(found["pairs"]) == len(sentences) > 15
    for (text, audio), (page, sentence) in zip(found["pairs"], sentences, strict=True):
        assert text == f"EPUB/p{page.number:04d}.xhtml#s{sentence.number}"
        name, times = audio.split("#t=")
        begin, end = map(float, times.split(","))
        assert name == f"EPUB/p{page.number:04d}.mp3"
        assert (begin, end) == pytest.approx((sentence.begin / 1000, sentence.end / 1000))


def test_our_own_checks_find_nothing(book):
    assert verify(book) == []


def test_contents_are_sections_with_articles_and_their_parts(book):
    contents = text_of(book, "nav.xhtml").partition("<ol>")[2]
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', contents)
    assert [title for _link, title in links] == [
        "Lydavis 1. mars 2026",
        "Avisa",
        "Fisk &amp; ferge",
        "Lang ventetid",
        "Bygdebladet",
        "Nytt frå bygda",
    ]
    # The depth of each: the parts below their article, articles below their section.
    depths = [contents[: contents.index(title)].count("<ol>") for _link, title in links]
    closed = [contents[: contents.index(title)].count("</ol>") for _link, title in links]
    assert [a - b for a, b in zip(depths, closed, strict=True)] == [0, 0, 1, 2, 0, 1]
    fragment = links[3][0].removeprefix("p0003.xhtml#")
    assert f'<h2 id="{fragment}"' in text_of(book, "p0003.xhtml")


def test_parts_become_the_elements_that_they_are(book):
    text = re.sub(r"</?span[^>]*>| id=\"[^\"]*\"", "", text_of(book, "p0003.xhtml"))
    for element in (
        "<h1>Fisk &amp; ferge</h1>",
        '<p class="metadata unread">Publisert 1. mars kl. 6</p>',
        '<p class="byline">Av Kari Moe</p>',
        '<p class="lead">Ferga kom. Fisken kom ikke.</p>',
        "<figcaption>Bildetekst. PÅ KAIA: Ferga i går.</figcaption>",
        '<p class="credit unread">Foto: Per Lie</p>',
        "<h2>Lang ventetid</h2>",
        "<p>Alle &lt;ventet&gt; lenge.</p>",
        "<blockquote>\n<p>«Vi venter.»</p>\n</blockquote>",
    ):
        assert element in text
    assert text.index("<h1>") < text.index("Publisert"), "the headline comes first"
    assert re.search(r"<ul>\n<li>[^•]*Torsk</li>\n<li>[^•]*Sei", text)
    assert re.search(r"<aside>\n<p>Fakta: Ferga</p>\n<p>Den er rød.", text)
    assert "såpe" not in text


def test_captions_and_fact_boxes_can_be_left_out(book):
    overlay = text_of(book, "p0003.smil")
    figure = re.search(r'<seq id="\w+" epub:type="figure"(.*?)</seq>', overlay, re.DOTALL)
    assert figure
    assert figure[1].count("<par ") == 3  # Bildetekst. PÅ KAIA: Ferga i går.
    assert overlay.count('epub:type="aside"') == 1


def test_languages_are_said_where_they_change(book):
    assert '<html xmlns="http://www.w3.org/1999/xhtml" lang="nn" xml:lang="nn">' in text_of(
        book, "p0005.xhtml"
    )
    assert 'xml:lang="nb"' in text_of(book, "package.opf")


def test_parts_in_another_language_say_so(tiny_voice, tmp_path):
    book = epub_of(recorded(tiny_voice, tmp_path, [QUOTED]), tmp_path / "a.epub")
    found = re.findall(
        r'<(\w+)(?: id="g\d+")?( lang="nn" xml:lang="nn")?>', text_of(book, "p0003.xhtml")
    )
    said = [name for name, language in found if language]
    assert said == ["h1", "h2", "p"]
    assert ("p", "") in found, "the paragraph in the language of the page"
    assert epubcheck(book)["messages"] == []


def test_same_newspaper_same_bytes(paper, tmp_path, tiny_voice):
    (tmp_path / "again").mkdir()
    again = recorded(tiny_voice, tmp_path / "again")
    one = epub_of(paper, tmp_path / "one.epub").read_bytes()
    assert epub_of(again, tmp_path / "two.epub").read_bytes() == one
    later = epub_of(paper, tmp_path / "three.epub", NOW + timedelta(hours=1))
    with ZipFile(tmp_path / "one.epub") as before, ZipFile(later) as after:
        for name in before.namelist():
            if not name.endswith("package.opf"):
                assert before.read(name) == after.read(name)


def test_sound_is_not_compressed_again(book):
    with ZipFile(book) as archive:
        stored = {i.filename for i in archive.infolist() if i.compress_type == ZIP_STORED}
    assert stored == {"mimetype"} | {f"EPUB/p{number:04d}.mp3" for number in range(1, 6)}


def test_only_a_book_that_is_read_whole_claims_to_suffice_for_the_ear(tiny_voice, tmp_path, book):
    claim = '<meta property="schema:accessModeSufficient">auditory</meta>'
    assert claim in text_of(book, "package.opf")
    paper = recorded(tiny_voice, tmp_path, reading=Reading(captions=Policy.SKIP))
    silent = epub_of(paper, tmp_path / "uten.epub")
    assert claim not in text_of(silent, "package.opf")
    assert "Noe av teksten er ikke lest inn." in text_of(silent, "package.opf")
    assert re.search(
        r'<figcaption class="unread">PÅ KAIA: Ferga i går.', text_of(silent, "p0003.xhtml")
    )
    assert verify(silent) == []


def test_odd_headlines(tiny_voice, tmp_path):
    headlines = [
        "Bølge / kyst \\ «sjø»: <b>&amp;</b>",
        "Lang " * 80,
        "Feber \U0001f912 og 😀",
        "שלום מאוסלו",
        "Styretegn \x00\x0b her",
        "\U0001f912",
    ]
    odd = [article([(Role.HEADLINE, headline), *PARTS[2:4]]) for headline in headlines]
    book = epub_of(recorded(tiny_voice, tmp_path, odd, title="\x00<&>"), tmp_path / "a.epub")
    assert verify(book) == []
    assert epubcheck(book)["messages"] == []
    assert "Bølge / kyst \\ «sjø»: &lt;b&gt;&amp;amp;&lt;/b&gt;" in text_of(book, "nav.xhtml")
    assert "Styretegn  her" in text_of(book, "nav.xhtml").replace("\x0b", "")


def test_read_credits_can_be_left_out_too(tiny_voice, tmp_path):
    paper = recorded(tiny_voice, tmp_path, reading=Reading(credits=Policy.READ))
    book = epub_of(paper, tmp_path / "foto.epub")
    assert 'epub:type="credit"' in text_of(book, "p0003.smil")
    assert verify(book) == []
    assert epubcheck(book)["messages"] == []


def test_clips_of_a_recording_tile_it_in_whole_milliseconds(paper):
    for page in paper.pages:
        sentences = list(page.recording.sentences)
        assert all(isinstance(sentence, Sentence) for sentence in sentences)
        borders = [sentence.begin for sentence in sentences] + [sentences[-1].end]
        assert borders == sorted(set(borders))
        assert borders[0] == 0
        assert [sentence.end for sentence in sentences] == borders[1:]
        assert 0 <= page.recording.seconds * 1000 - borders[-1] < 1


def test_an_article_that_is_read_twice_has_its_text_twice(tiny_voice, tmp_path):
    paper = recorded(tiny_voice, tmp_path, [OTHER, replace(OTHER, source="https://b.example/3")])
    assert verify(epub_of(paper, tmp_path / "to.epub")) == []
