"""Pages that are meant to crash, to hang or to have their scripts read aloud, or look like it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.errors import SourceError
from newsreader.pipeline import prepare
from newsreader.sources.page.taming import tame
from newsreader.sources.web import document_from_html
from newsreader.text.utterances import utterances

STORY = (
    "<p>Fergen gikk på grunn like før klokka sju fredag morgen, melder politiet.</p>"
    "<p>Alle om bord er evakuert, og ingen er alvorlig skadd etter ulykken.</p>"
    "<p>Rederiet vil granske hendelsen i samarbeid med Sjøfartsdirektoratet.</p>"
)

# Each took minutes, gigabytes or the stack before it was guarded against, or might have.
HOSTILE = {
    "deep": "<div>" * 50_000 + "hei",
    "too many tags": "<p>hei</p>" + "<div>" * 500_000,
    "deep and closed": "<div>" * 50_000 + "hei" + "</div>" * 50_000,
    "deep lists": "<ul><li>" * 30_000 + "hei",
    "deep quotations": "<blockquote><p>" * 20_000 + "hei",
    "deep bylines": "<div class=byline>" * 20_000 + "hei",
    "unclosed formatting": "<b><p>" * 20_000 + "hei",
    "many fonts": "".join(f"<font size={i}>" for i in range(2000)) + "<p>hei" * 20_000,
    "one line": "<p>" + "ord og mer. " * 420_000,
    "many attributes": "<div " + " ".join(f"a{i}" for i in range(300_000)) + ">hei",
    "many classes": "<p class='" + "a-b " * 500_000 + "'>hei",
    "entities": "<p>" + "&amp;&#x41;&hellip" * 200_000,
    "zeros": "<p>a\0b</p>" * 1000,
    "open comment": "<p>hei" + "<!--" * 100_000,
    "open quote": "<p>hei" + '<a "' * 300_000,
    "only opening brackets": "<p>hei " + "<" * 1_000_000,
    "only breaks": "<p>hei" + "<br>" * 50_000,
    "bold and plain": "<p>" + "<b>a</b> b " * 15_000,
    "captions": "".join(f"<figure><figcaption>Tekst {i} til bildet" for i in range(5000)),
    "headings": "<h1>a</h1>" * 20_000,
    "lone surrogate": "<p>hei \ud800",
    "json": '<script type="application/ld+json">' + '{"@graph":[' * 20_000 + "</script><p>hei",
    "wrong letters": "<p>hei" + "Ã" * 500_000,
    "ends of nothing": "<div></x>" * 50_000 + "hei",
    "ends between": ("<x>" * 5 + "<div>" + "</x>" * 5) * 5000 + "hei",
    "ends of other formatting": "".join(f"<b id={i}></i>" for i in range(10_000)) + "<p>hei" * 999,
    "ends outside tables": "<div><table></div>" * 20_000 + "hei",
    "everything unclosed": "<table><tr><td><ul><li><b><i><p><select><option>" * 3000 + "hei",
    "foreign elements": "<svg>" * 9000 + "<foreignObject><p>" * 9000 + "hei",
    "ten megabytes": f"<article><h1>Saken</h1>{STORY}" + "<p>Et avsnitt om snø.</p>" * 400_000,
    "a million zeros": "<p>hei" + "\0" * 1_000_000,
    "a million breaks": "<p>hei" + "<br>" * 1_000_000,
    "long attribute": '<p data-x="' + "y" * 1_000_000 + '">hei',
    "long style": '<p style="' + "display" * 150_000 + '">hei',
    "right to left": "<p>" + "\u202e\u200f\u2066" * 300_000 + "hei",
    "accents": "<p>hei" + "\u0301" * 500_000,
    "entities in entities": "<p>" + "&amp;" * 200_000 + "lt;hei",
    "billion laughs": '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "'
    + "&a;" * 1000
    + '">]><p>hei '
    + "&b;" * 1000,
    "many scripts of data": '<script type="application/json">{"title":"a","body":[1]}</script>'
    * 9999
    + "<p>hei",
    "deep data": '<script type="application/json">' + '{"body":[' * 20_000 + "</script><p>hei",
    "deep blocks": '<script type="application/json">{"title":"a","body":'
    + '[{"children":' * 300
    + '"hei"'
    + "}]" * 300
    + "}</script><p>hei",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages(html):
    with suppress(SourceError):
        read(html)


def read(page: str | bytes) -> None:
    """Read a page all the way, and look at its marks."""
    document = document_from_html(page, "side.html")
    place = 0
    for mark in document.marks:
        begin, end = mark.span
        assert place <= begin < end <= len(document.text)
        place = end
    prepare(document)


@pytest.mark.parametrize(
    "data",
    [
        "<!doctype html><meta charset=utf-8><p>Blåbær på".encode() + " fjellet".encode("utf-16-le"),
        "<!doctype html><p>Blåbær".encode("cp1252") + " på fjellet".encode(),
        b"\xff\xfe<\x00p\x00>\x00hei og h\xe5",
        b"<!doctype html><p>hei \xed\xa0\x80\xf5\xff\xc0\x80",
    ],
)
def test_mixed_encodings_give_text(data):
    text = document_from_html(data, "side.html").text
    text.encode("utf-8")
    assert "\0" not in text


ALARM = "alert('ulest')"
SCRIPTS = [
    f"<script>{ALARM}</script>",
    f"<SCRIPT type=module>{ALARM}</SCRIPT >",
    f"<script>/* </scrip> <p> */ {ALARM}</script>",
    f"<script><!-- <script> {ALARM} </script> --></script>",
    f'<style>p::after {{content: "{ALARM}"}}</style>',
    f"<noscript>{ALARM}</noscript>",
    f"<template><p>{ALARM}</p></template>",
    f"<svg><script>{ALARM}</script><title>{ALARM}</title></svg>",
    f"<svg><style>{ALARM}</style></svg>",
    f"<iframe srcdoc='<p>x'>{ALARM}</iframe>",
    f"<textarea>{ALARM}</textarea>",
    f'<img alt="{ALARM}" onerror="{ALARM}">',
    f"<!-- {ALARM} -->",
    f"<!--> <!-- {ALARM} -->",
    f'<script type="application/json">{{"x": "{ALARM}"}}</script>',
    f"<div hidden>{ALARM}</div>",
    f'<div style="display:none">{ALARM}</div>',
]
PLACES = {
    "caption": "<figure><img src=x><figcaption>Bilde av en bru {} i Bodø</figcaption></figure>",
    "headline": "<h1>Saken {} i dag</h1>",
    "paragraph": "<p>Brua over sundet ble {} åpnet i går, to år for sent, sier fylket.</p>",
    "byline": "<p class=byline>Av Kari {} Nordmann</p>",
    "fact box": "<aside class=fakta><h3>Fakta</h3><ul><li>Lengde: {} 400 meter</li></ul></aside>",
    "list": "<ul><li>Første {} punkt</li><li>Andre punkt</li></ul>",
    "table": "<table><tr><td>Lag {}</td><td>3</td></tr><tr><td>Lag</td><td>4</td></tr></table>",
    "quote": "<blockquote>Det er {} på tide</blockquote>",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_no_script_is_read_wherever_it_stands(place, script):
    page = f"<!doctype html><article><h1>Saken</h1>{STORY}{place.format(script)}{STORY}</article>"
    assert "ulest" not in document_from_html(page, "side.html").text


@given(st.lists(st.sampled_from([*SCRIPTS, "<p>", "</p>", "<b>", "<table>", "<td>", STORY, "</div>",
    "<figure>", "<figcaption>", "<div>"]), max_size=15))  # fmt: skip
def test_no_script_is_read_in_any_soup(pieces):
    with suppress(SourceError):
        assert "ulest" not in document_from_html(f"<h1>Hei</h1>{''.join(pieces)}", "side.html").text


def test_icons_do_not_count_as_deep():
    icon = '<svg viewBox="0 0 1 1"><path d="M1 1z"/><circle r="2"/></svg>'
    page = icon * 500 + STORY
    assert tame(page) == (page, False)


def test_a_script_full_of_tags_does_not_count_as_deep():
    script = "<script>" + "if (a<b && c<d) x('<div>');" * 2000 + "</script>"
    assert tame(script + STORY) == (script + STORY, False)


def test_a_page_that_is_too_long_is_told_to_be_cut():
    page = (
        f"<article><h1>Saken</h1>{'<p>Dette er en setning i en lang sak.</p>' * 40_000}</article>"
    )
    article = prepare(document_from_html(page, "side.html"))
    *_, last = utterances(article)
    assert last.spoken == "Siden er for lang, og resten er ikke lest."
    short = prepare(document_from_html(f"<article><h1>Saken</h1>{STORY}</article>", "side.html"))
    assert not any("resten er ikke" in u.spoken for u in utterances(short))


TAGS = [
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<h1>",
        "</h1>",
        "<h2>",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
    ),
    *("<br>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<figure>"),
    *("<figcaption>", "</figure>", "<aside>", "</aside>", "<blockquote>", "<time>", "<footer>"),
    *("<span class=byline>", "<p class=ingress>", "<div class=caption>", "<div class=fakta>"),
    *("<article>", "<!--", "-->", "<script>", "</script>", "<form>", "<details>", "&amp;", "&#0;"),
]


@given(st.lists(st.sampled_from([*TAGS, STORY, "Kari", "12:30", "Foto: Ola"]), max_size=40))
def test_any_soup_gives_a_document_or_a_sentence(pieces):
    with suppress(SourceError):
        read("".join(pieces))


@given(st.binary(max_size=200))
def test_any_bytes_give_a_document_or_a_sentence(data):
    with suppress(SourceError):
        read(b"<!doctype html><p>" + data)
