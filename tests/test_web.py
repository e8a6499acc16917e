"""Web pages: labelled ones, small ones for each rule, and hostile ones."""

import json
from pathlib import Path

import pytest

from newsreader.errors import SourceError
from newsreader.pipeline import prepare
from newsreader.sources import open_document
from newsreader.sources.kinds import looks_like_html
from newsreader.sources.page.decoding import page_text
from newsreader.sources.page.taming import tame
from newsreader.sources.web import document_from_html
from newsreader.types import Document
from scripts.score_pages import load_pages, parts_of, score_pages, spoken_strings

DATA = Path(__file__).parent / "data" / "html"
SETS = {name: load_pages(DATA / name) for name in ("dev", "own", "unseen")}
PAGES = [page for pages in SETS.values() for page in pages]

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)


def parts(document: Document) -> list[tuple[str, str]]:
    """Return the text in its parts, each with its marked role or nothing."""
    found = []
    place = 0
    for mark in document.marks:
        begin, end = mark.span
        assert place <= begin < end <= len(document.text)
        found += [("", text) for text in document.text[place:begin].split("\n\n") if text.strip()]
        found.append((str(mark.role), document.text[begin:end]))
        place = end
    found += [("", text) for text in document.text[place:].split("\n\n") if text.strip()]
    return found


# ---- labelled pages


@pytest.mark.parametrize("name", SETS)
def test_labelled_pages(name):
    result = score_pages(SETS[name])
    assert result.accuracy >= 97
    assert result.macro_f1 >= 95
    assert result.content_lost <= 0.3
    assert result.captions_as_story <= 2


@each_page
def test_what_belongs_to_the_page_is_not_spoken(page):
    assert spoken_strings(page, parts_of(page)) == []


@each_page
def test_what_a_page_says_about_itself(page):
    document = page.document()
    assert document.title == page.facts["headline"]
    assert document.published == page.facts["published"]
    assert document.paywalled == page.facts["paywalled"]
    for name in page.facts["byline"] or ():
        assert name in (document.byline or "")


@each_page
def test_a_language_is_never_wrong(page):
    assert page.document().language in (page.facts["language"], None)


def test_publisher_and_language():
    document = next(page for page in PAGES if page.id == "o01_nrk_nn").document()
    assert (document.publisher, document.language) == ("NRK", "nn")


@each_page
def test_an_ordinary_page_is_parsed_as_it_is(page):
    html = page_text(page.data)
    assert tame(html) == (html, False)


@each_page
def test_a_page_whose_tags_are_in_capitals(page):
    html = page_text(page.data)
    upper = html.replace("<p>", "<P>").replace("</p>", "</P>").replace("<h2>", "<H2>")
    assert document_from_html(upper, "") == document_from_html(html, "")


# ---- one rule each

STORY = (
    "<p>Fergen gikk på grunn like før klokka sju fredag morgen, melder politiet.</p>"
    "<p>Alle om bord er evakuert, og ingen er alvorlig skadd etter ulykken.</p>"
    "<p>Rederiet vil granske hendelsen i samarbeid med Sjøfartsdirektoratet.</p>"
)
LEAD = '<p class="ingress">41 passasjerer måtte evakueres.</p>'

RULES = json.loads((DATA / "rules.json").read_text("utf-8"))


@pytest.mark.parametrize("row", RULES["story"], ids=lambda row: row["rule"])
def test_one_rule(row):
    page = f"<article><h1>Ferge på grunn</h1>{LEAD}<div>{STORY}{row['html']}{STORY}</div></article>"
    found = squeezed(parts(document_from_html(page, "")))
    assert [role for role, _ in found[:5]] == ["headline", "lead", "body", "body", "body"]
    assert found[5:-3] == row["parts"]


def squeezed(found):
    return [[role, " ".join(text.split())] for role, text in found]


@pytest.mark.parametrize("row", RULES["header"], ids=lambda row: row["rule"])
def test_what_stands_over_the_story(row):
    title = '<meta property="og:title" content="Ferge på grunn">'
    document = document_from_html(f"{title}<body>{row['html']}<div>{STORY}</div>", "")
    assert squeezed(parts(document))[: len(row["parts"])] == row["parts"]


def test_first_paragraph_is_the_lead_where_none_is_set_apart():
    document = document_from_html(f"<article><h1>Ferge</h1><div>{STORY}</div></article>", "")
    assert [role for role, _ in parts(document)] == ["headline", "lead", "body", "body"]


def test_the_article_is_kept_whatever_its_container_is_called():
    inside = f'<div aria-hidden="true" class="share"><h1>Ferge</h1>{STORY}</div>'
    page = f'<body class="paywall ads"><form id="aspnetForm">{inside}</form>'
    assert len(parts(document_from_html(page, ""))) == 4


def test_live_entries_open_with_their_time():
    entry = "<li><span class='tid'>{}</span><h3>Slutt!</h3><p>Dommeren blåser av kampen.</p></li>"
    page = (
        "<h1>Direkte</h1><ul>" + "".join(map(entry.format, ("21:52", "21:31", "21:04"))) + "</ul>"
    )
    roles = [role for role, _ in parts(document_from_html(page, ""))]
    assert roles == ["headline", *["timestamp", "subheading", "body"] * 3]


def test_a_page_drawn_by_script_is_read_from_its_json():
    page = """<script type="application/ld+json">[{"@type": "BreadcrumbList"}, {"@graph": [
        {"@type": ["Thing", "NewsArticle"], "headline": "B&aring;ten", "description": "Kort.",
         "articleBody": "<p>En setning.</p><p>To setninger.</p>",
         "author": [{"name": "Kari"}, "Ola"]}]}]
        </script><div id="root">Laster ...</div>"""
    document = document_from_html(page, "")
    assert document.title == "Båten"
    assert document.byline == "Kari, Ola"
    assert parts(document) == [
        ("headline", "Båten"),
        ("lead", "Kort."),
        ("body", "En setning."),
        ("body", "To setninger."),
    ]


@pytest.mark.parametrize(
    ("value", "paywalled"),
    [
        ("false", True),
        ('"False"', True),
        ('"http://schema.org/False"', True),
        ("true", False),
        ("null", False),
    ],
)
def test_paywall(value, paywalled):
    data = f'{{"@type": "NewsArticle", "headline": "Ferge", "isAccessibleForFree": {value}}}'
    page = f'<script type="application/ld+json">{data}</script><h1>Ferge</h1>{STORY}'
    assert document_from_html(page, "").paywalled is paywalled


@pytest.mark.parametrize(
    "data", ["", "{", "[" * 100_000, '"x"', "null", '{"@type": 7}', '{"@graph": 1}']
)
def test_broken_json_is_passed_over(data):
    page = f'<script type="application/ld+json">{data}</script><h1>Ferge</h1>{STORY}'
    assert len(parts(document_from_html(page, ""))) == 4


def test_a_fragment_such_as_a_feed_holds():
    assert [role for role, _ in parts(document_from_html(STORY, ""))] == ["lead", "body", "body"]


# ---- bytes


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("blåbær – «ja»".encode(), None),
        ("\ufeffblåbær – «ja»".encode(), None),
        ("\ufeffblåbær – «ja»".encode("utf-16-le"), None),
        ("<p>blåbær – «ja»".encode("utf-16-be"), None),
        ("blåbær – «ja»".encode("cp1252"), None),
        ("blåbær – «ja»".encode("cp1252"), "ISO-8859-1"),
        (b'<meta charset="iso-8859-1">' + "blåbær – «ja»".encode("cp1252"), None),
        (b'<meta charset="iso-8859-1">' + "blåbær – «ja»".encode(), None),
        ("blåbær – «ja»".encode("mac-roman"), "macroman"),
        ("blåbær – «ja»".encode().decode("cp1252").encode(), None),
        ("blåbær – «".encode() + "ja»".encode("cp1252"), None),
        ("blåbær – «ja»".encode("cp1252"), "no such thing"),
        ("blåbær – «ja»".encode("cp1252"), "punycode"),
    ],
)
def test_character_sets(data, charset):
    assert page_text(data, charset).rpartition(">")[2] == "blåbær – «ja»"


@pytest.mark.parametrize("text", ["SÃO PAULO", "Âge d'or", "â la carte"])
def test_what_only_looks_wrongly_decoded_is_kept(text):
    assert page_text(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\xef\xbb\xbf \n<!doctype HTML>", True),
        (b"<?xml version='1.0'?>\n<!-- a --><html lang='nb'>", True),
        ("<html><p>å".encode("utf-16"), True),
        (b"<head><title>x", True),
        (b"<?xml version='1.0'?><rss version='2.0'>", False),
        (b"<hei> sa han", False),
        (b"Bruk <html> i teksten", False),
        (b"", False),
    ],
)
def test_looks_like_html(data, expected):
    assert looks_like_html(data) is expected


@pytest.mark.parametrize("name", ["sak", "sak.html"])
def test_a_page_in_a_file(name, tmp_path):
    path = tmp_path / name
    path.write_text(("<!doctype html>" if name == "sak" else "") + f"<h1>Ferge</h1>{STORY}")
    document = open_document(str(path))
    assert document.title == "Ferge"
    assert document.source == str(path)
    assert len(document.marks) == 4


@pytest.mark.parametrize(
    "page", ["", "<html></html>", "<script>let a = 'tekst';</script>", "<p>12 345</p>"]
)
def test_a_page_without_words_is_refused_in_words(page):
    with pytest.raises(SourceError, match="no article on the page") as caught:
        document_from_html(page, "side.html")
    assert caught.value.hint


MORE = (
    "Trafikken gikk som normalt fra klokka åtte, og køene løste seg opp i løpet av dagen, ifølge"
    " politiet på stedet."
)
AD = {"type": "ad", "text": "Kjøp dekk"}
STATES = {
    "runs": [{"type": "paragraph", "children": [{"text": "Brua er "}, {"text": "åpnet."}]}, MORE],
    "strings": ["Brua er åpnet.", MORE, AD],
    "markup": f"<p>Brua er <b>åpnet</b>.</p><p>{MORE}</p>",
    "lines": f"Brua er åpnet.\n{MORE}",
    "blocks in blocks": [{"kind": "section", "content": [{"kind": "text", "content": [
        {"value": "Brua er åpnet."}]}, {"kind": "text", "content": [{"value": MORE}]}, AD]}],
}  # fmt: skip


@pytest.mark.parametrize("body", STATES.values(), ids=STATES)
def test_a_page_drawn_from_the_data_of_its_script(body):
    story = {"title": "Brua er åpen", "ingress": "Kjør forsiktig.", "body": body}
    state = json.dumps({"props": {"teasers": [{"title": "Rådhuset"}], "page": {"story": story}}})
    page = f'<title>x</title><div id=app></div><script type="application/json">{state}</script>'
    assert parts_of_html(page) == [
        ("headline", "Brua er åpen"),
        ("lead", "Kjør forsiktig."),
        ("body", "Brua er åpnet."),
        ("body", MORE),
    ]


def parts_of_html(html: str) -> list[tuple[str, str]]:
    segments = prepare(document_from_html(html, "side.html")).segments
    return [(str(segment.role), segment.text) for segment in segments]


def test_a_page_without_headings_has_its_large_print_for_a_title():
    page = f"<html><font size=6>AVISA</font><font size=+2>Brua er åpen igjen</font>{STORY}"
    assert ("headline", "Brua er åpen igjen") in parts_of_html(page)
    page = f"<html><div class=tittel>Brua er åpen igjen</div>{STORY}"
    assert parts_of_html(page)[0] == ("headline", "Brua er åpen igjen")


def test_comments_that_are_longer_than_the_article_are_not_read():
    comment = f'<li class="comment even"><div class="comment-body">{STORY}Enig!</div></li>'
    page = f"<article><h1>Saken</h1>{STORY}</article><ol class=commentlist>{comment * 9}</ol>"
    text = document_from_html(page, "side.html").text
    assert text.count("Fergen gikk") == 1
    assert "Enig" not in text


def test_a_name_alone_under_a_caption_is_who_took_the_picture():
    page = (
        f"<h1>Saken</h1>{STORY}<ul class=gallery><li><figure><img src=a><div>1 / 2</div>"
        "<figcaption><p>Brua er 400 meter.</p><p>Kari Nordmann</p></figcaption></figure></li></ul>"
        f"{STORY}"
    )
    found = parts_of_html(page)
    assert ("caption", "Brua er 400 meter.") in found
    assert ("credit", "Kari Nordmann") in found
    assert not any("1 / 2" in text for _, text in found)
