"""Markdown: cases by CommonMark 0.31 and by what newsrooms write, and hostile input."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.errors import SourceError
from newsreader.pipeline import prepare
from newsreader.sources import open_document
from newsreader.sources.markdown import document_from_markdown
from newsreader.types import Document

STORY = """\
---
title: "Brua: åpnet igjen"
author:
  - Kari Nordmann
  - name: Ola Hansen
date: 2026-11-24 14:05
lang: nn-NO
tags: [bru, fjord]
---

# Brua er *åpen* igjen

Det tok **tre år** og [to utsettelser](https://example.org/a_(b) "se her").

![Ordføreren klipper snora](snor.jpg)
*Ordføreren klipper snora fredag. Foto: Kari Nordmann*

## Kø fra morgenen

<!-- husk tallene -->
> Dette har vi ventet på,
sa ordføreren.

* Lengde: 300 meter
* Pris: 40 millioner

> [!NOTE] Fakta om brua
> Bygd i 1962.

```python
x = "ikke les *dette*"
```
"""


def parts(text: str) -> list[tuple[str, str]]:
    """Return the text in its parts, each with its role or nothing."""
    return parts_of(document_from_markdown(text, "sak.md"))


def parts_of(document: Document) -> list[tuple[str, str]]:
    found = []
    place = 0
    for mark in document.marks:
        begin, end = mark.span
        assert place <= begin < end <= len(document.text)
        found += [("", text) for text in document.text[place:begin].split("\n\n") if text.strip()]
        found.append((str(mark.role), document.text[begin:end]))
        place = end
    return found + [("", text) for text in document.text[place:].split("\n\n") if text.strip()]


def test_a_story():
    document = document_from_markdown(STORY, "sak.md")
    assert parts_of(document) == [
        ("headline", "Brua er åpen igjen"),
        ("", "Det tok tre år og to utsettelser."),
        ("caption", "Ordføreren klipper snora"),
        ("caption", "Ordføreren klipper snora fredag. Foto: Kari Nordmann"),
        ("subheading", "Kø fra morgenen"),
        ("quote", "Dette har vi ventet på, sa ordføreren."),
        ("list_item", "Lengde: 300 meter"),
        ("list_item", "Pris: 40 millioner"),
        ("factbox", "Fakta om brua"),
        ("factbox", "Bygd i 1962."),
        ("noise", 'x = "ikke les *dette*"'),
    ]
    assert document.title == "Brua: åpnet igjen"
    assert document.byline == "Kari Nordmann, Ola Hansen"
    assert document.published == "2026-11-24T14:05:00+01:00"
    assert document.language == "nn"
    assert document.source == "sak.md"


def test_the_parts_arrive_as_segments(tmp_path):
    path = tmp_path / "SAK.MD"
    path.write_text(STORY, encoding="utf-8")
    roles = {str(segment.role) for segment in prepare(open_document(str(path))).segments}
    assert roles >= {"headline", "caption", "credit", "subheading", "quote", "list_item", "noise"}


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (
            "Det er *viktig* og **svært** og ***meget*** og _nytt_.",
            "Det er viktig og svært og meget og nytt.",
        ),
        ("fil_navn_her og 2 * 3 * 4", "fil_navn_her og 2 * 3 * 4"),
        ("*ikke lukket og **heller ikke", "*ikke lukket og **heller ikke"),
        (r"\*stjerne\* og \[klamme\]", "*stjerne* og [klamme]"),
        ("kjør `rm *.txt` og ``a`", "kjør rm *.txt og ``a`"),
        ("[![alt](b.png)](https://example.org) etter", "etter"),
        ("[en [indre] lenke](<a b>)", "en [indre] lenke"),
        (
            "[sak][1] og [sak] og [ukjent][2]\n\n[1]: http://x.no\n[SAK]: <http://y.no> 'T'",
            "sak og sak og [ukjent][2]",
        ),
        ("Hun sa det.[^1]\n\n[^1]: Til NRK.", "Hun sa det.\n\nTil NRK."),
        (
            "<https://example.org/a_b_c> og a&nbsp;b &amp; c &#229;",
            "https://example.org/a_b_c og a b & c å",
        ),
        ("<b>fet</b> og H<sub>2</sub>O<br>ny linje", "fet og H2O\nny linje"),
        (
            "en linje\nsom går videre  \nmen brytes her\\\nog her",
            "en linje som går videre\nmen brytes her\nog her",
        ),
        ("[[Oslo|hovedstaden]] og [[Bergen]]", "hovedstaden og Bergen"),
        ("~~gammelt~~ nytt", "gammelt nytt"),
        ("a < b og c > d [ ikke lenke ] (her)", "a < b og c > d [ ikke lenke ] (her)"),
        ("før <!-- en\n\nkommentar --> etter", "før etter"),
        ("før\n\n<script>\nles('dette')\n</script>\n\netter", "før\n\netter"),
        ("    Innrykket avsnitt er tekst.", "Innrykket avsnitt er tekst."),
        ("```\nikke lukket kode", "ikke lukket kode"),
        ("- Dette er bra, sier hun.", "- Dette er bra, sier hun."),
        (
            "1814. Det var året da Norge fikk sin grunnlov.",
            "1814. Det var året da Norge fikk sin grunnlov.",
        ),
        (
            "Et helt avsnitt som slutter her.\n---\nNeste.",
            "Et helt avsnitt som slutter her.\n\nNeste.",
        ),
        ("---\n\nTekst mellom streker.\n\n---\n\nMer.", "Tekst mellom streker.\n\nMer."),
    ],
)
def test_what_is_said_without_a_role(printed, said):
    document = document_from_markdown(printed, "sak.md")
    assert [mark for mark in document.marks if mark.role != "caption"] == []
    texts = [text for role, text in parts_of(document) if not role]
    assert "\n\n".join(texts) == said.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("# En\n\n# To\n\n### Tre ###", "headline:En|subheading:To|subheading:Tre"),
        ("En tittel\n===\n\nMellom\n---\n\nTekst", "headline:En tittel|subheading:Mellom|:Tekst"),
        ("## Først\n\nTekst\n\n## Så", "headline:Først|:Tekst|subheading:Så"),
        ("---\ntitle: Fra hodet\n---\n## Mellom", "headline:Fra hodet|subheading:Mellom"),
        ("+++\ntitle = 'Fra Hugo'\n+++\nTekst", "headline:Fra Hugo|:Tekst"),
        ("#hashtag er ikke overskrift", ":#hashtag er ikke overskrift"),
        ("# Tittel {#tittel}", "headline:Tittel"),
        ("- en\n- to\n  videre\n    - tre", "list_item:en|list_item:to videre|list_item:tre"),
        ("1. Norge\n2. Sverige", "list_item:1. Norge|list_item:2. Sverige"),
        ("- [x] gjort\n- [ ] ugjort", "list_item:gjort|list_item:ugjort"),
        ("* en\n\n  andre avsnitt\n\nEtter", "list_item:en|list_item:andre avsnitt|:Etter"),
        ("> > dypt\n> sitat\n\nEtter", "quote:dypt sitat|:Etter"),
        ("> # Tittel\n> - punkt", "quote:Tittel|quote:punkt"),
        ("| Lag | P |\n|---|:-:|\n| Brann | 3 |", "list_item:Lag P|list_item:Brann 3"),
        ('![Kongen](k.jpg "På balkongen")', "caption:Kongen|caption:På balkongen"),
        ("![](k.jpg)\n\n_Kongen. Foto: NTB_\n\nTekst", "caption:Kongen. Foto: NTB|:Tekst"),
        ("![k.jpg](k.jpg)\n\nTekst", "noise:k.jpg|:Tekst"),
        ("![Kongen](k.jpg)\n---\nTekst", "caption:Kongen|:Tekst"),
        ("# ![Kongen](k.jpg) Tittel", "headline:Tittel|caption:Kongen"),
        ("*Kursiv uten bilde*", ":Kursiv uten bilde"),
        ("![A b](a)\n\nVanlig.\n\n*Kursiv*", "caption:A b|:Vanlig.|:Kursiv"),
        (
            "<figure>\n<img src=a alt='Alt'>\n<figcaption>Under</figcaption>\n</figure>",
            "caption:Alt|caption:Under",
        ),
        ("Tekst\n~~~\nkode\n~~~\nmer", ":Tekst|noise:kode|:mer"),
    ],
)
def test_roles(printed, expected):
    assert parts(printed) == [tuple(part.split(":", 1)) for part in expected.split("|")]


@pytest.mark.parametrize("text", ["", "# \n\n---\n\n***", "<!-- bare kommentar -->", "![](a.png)"])
def test_without_words(text):
    with pytest.raises(SourceError, match="no words"):
        document_from_markdown(text, "sak.md")


PIECES = st.sampled_from(
    [*"#>-*_`~[]()!<>|\\&;:= \t\n\n1.ax'\"^", "---\n", "```\n", "<!--", "-->", "](", "![", "[[",
     "> ", "- ", "  \n", "<script>", "title: ", "&amp;", "\r\n", "\u2028", "\0", "å"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=120).map("".join) | st.text(max_size=200))
def test_any_text_gives_ordered_parts(text):
    with suppress(SourceError):
        document = document_from_markdown(text, "sak.md")
        parts_of(document)
        assert document.text.strip() == document.text


@given(st.lists(st.sampled_from("abcæøåABC123.,?–«» "), min_size=1, max_size=60).map("".join))
def test_plain_words_are_kept(words):
    text = f"x{words}x"
    assert document_from_markdown(text, "sak.md").text == " ".join(text.split())


@pytest.mark.parametrize(
    "unit",
    [
        "*a _b ", "[", "![a", "](", "](a](b)", "[a](<b", "[a](b \"", "> ", "`", "``a`", "<!--",
        "<a ", "&", "- ", "- a\n", "[a]: x\n", "~~~\n", "````\n", "|-", "a|b\n-|-\n", "[[a|",
        "[!x] > ", "> [!x] > ", "#", "# a #", "    ", "\t", "**", "_a", "[^1]", "a  \n", "<script>",
    ],
)  # fmt: skip
def test_repetition_is_no_trap(unit):
    """In quadratic time each of these would take minutes."""
    with suppress(SourceError):
        document_from_markdown("a " + unit * (300_000 // len(unit)), "sak.md")
