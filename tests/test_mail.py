"""E-mails and web archives, built with the standard library; broken ones by hand."""

import io
import sys
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.errors import SourceError
from newsreader.sources import open_document
from newsreader.sources.mail import document_from_mail, looks_like_mail
from newsreader.sources.plain import MAX_BYTES

LEAD = "Statsministeren gikk av fredag etter et langt møte på Stortinget, melder Ærfugl Avis."
BODY = "Det blir ny regjering til uka, sier partilederen, som ikke vil si mer før den er på plass."
PAGE = f"""<html><body><h1>Regjeringen går av</h1><p>{LEAD}</p>
<figure><img src="cid:a"><figcaption>Møtet varte lenge. Foto: Kari Nordmann</figcaption></figure>
<p>{BODY}</p></body></html>"""


def mail(text: str | None = None, html: str | None = None, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ærfugl Avis <nyhetsbrev@example.no>"
    message["Subject"] = "Fwd: SV: Dagens nyheter på øya"
    message["Date"] = "Tue, 24 Nov 2026 07:30:00 +0100"
    for name, value in headers.items():
        message[name] = value
    if text is not None:
        message.set_content(text, cte="quoted-printable")
    if html is not None and text is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html", charset="iso-8859-1")
    return message


def test_the_page_of_a_newsletter_comes_before_its_text():
    document = document_from_mail(mail(text="Se nettleseren.", html=PAGE).as_bytes(), "brev.eml")
    roles = {document.text[slice(*mark.span)]: str(mark.role) for mark in document.marks}
    assert roles["Regjeringen går av"] == "headline"
    assert roles["Møtet varte lenge. Foto: Kari Nordmann"] == "caption"
    assert LEAD in document.text
    assert BODY in document.text
    assert "nettleseren" not in document.text
    assert document.title == "Regjeringen går av"
    assert document.publisher == "Ærfugl Avis"
    assert document.published == "2026-11-24T07:30:00+01:00"
    assert document.source == "brev.eml"


def test_the_subject_is_the_title_of_a_text():
    document = document_from_mail(mail(text=f"{LEAD}\n\n{BODY}\n").as_bytes(), "brev.eml")
    assert document.text.split() == f"{LEAD} {BODY}".split()
    assert document.title == "Dagens nyheter på øya"


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_character_sets_and_encodings(charset, encoding):
    for subtype, content in (("plain", LEAD), ("html", PAGE)):
        message = mail()
        message.set_content(content, subtype=subtype, charset=charset, cte=encoding)
        assert LEAD in document_from_mail(message.as_bytes(), "brev.eml").text


def test_flowed_lines_belong_together():
    message = mail(text="En linje som \ngår videre \nher.\n\nNeste.\n")
    message.set_param("format", "flowed")
    assert document_from_mail(message.as_bytes(), "a.eml").text.splitlines()[0] == (
        "En linje som går videre her."
    )


def test_a_page_without_words_leaves_the_text():
    html = "<html><body><img src='cid:a'></body></html>"
    assert LEAD in document_from_mail(mail(text=LEAD, html=html).as_bytes(), "a.eml").text


def test_attachments_are_passed_over():
    message = mail(text=LEAD)
    message.add_attachment("<p>Vedlegg som ikke er brevet.</p>", subtype="html", filename="a.html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    document = document_from_mail(message.as_bytes(), "a.eml")
    assert "Vedlegg" not in document.text


def test_a_forwarded_mail_is_read():
    outer = mail()
    outer.set_content("")
    outer.add_attachment(mail(html=PAGE))
    outer.get_payload()[1].replace_header("Content-Disposition", "inline")
    assert LEAD in document_from_mail(outer.as_bytes(), "a.eml").text


def saved_page(root_first: bool = True) -> bytes:
    """Return a page as Chromium saves it; Internet Explorer could put the root last."""
    frame = "Content-Type: text/html\r\nContent-ID: <frame>\r\n\r\n<p>Reklame i en ramme.</p>\r\n"
    root = (
        "Content-Type: text/html; charset=utf-8\r\nContent-ID: <root>\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{PAGE}\r\n"
    )
    parts = [root, frame] if root_first else [frame, root]
    start = "" if root_first else 'start="<root>";\r\n\t'
    return (
        "From: <Saved by Blink>\r\n"
        "Snapshot-Content-Location: https://example.no/sak/1\r\n"
        "Subject: =?utf-8?Q?Regjeringen=20g=C3=A5r=20av?=\r\n"
        "Date: Wed, 25 Nov 2026 10:00:00 +0100\r\n"
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\t{start}type="text/html";\r\n\tboundary="----b"\r\n'
        "\r\n" + "".join(f"------b\r\n{part}\r\n" for part in parts) + "------b--\r\n"
    ).encode()


@pytest.mark.parametrize("root_first", [True, False])
def test_a_saved_page(root_first, tmp_path):
    path = tmp_path / "side.mhtml"
    path.write_bytes(saved_page(root_first))
    document = open_document(str(path))
    assert LEAD in document.text
    assert "Reklame" not in document.text
    assert document.title == "Regjeringen går av"
    # Whoever saved it did not publish it.
    assert document.publisher is None
    assert document.published is None


@pytest.mark.parametrize("opening", [b"", b"From kari Tue Nov 24 07:30:00 2026\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("name", ["brev.eml", "brev.txt", "-"])
def test_mails_are_known_by_name_and_by_content(name, opening, tmp_path, monkeypatch):
    data = opening + mail(text=LEAD).as_bytes()
    path = tmp_path / name
    path.write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    document = open_document(name if name == "-" else str(path))
    assert document.text.strip() == LEAD
    assert document.title == "Dagens nyheter på øya"


@pytest.mark.parametrize(
    "text",
    [
        b"Fra: NTB\nTil: alle\n\nStatsministeren gikk av.",
        b"Subject: en sak om e-post\n\nBrevet hadde MIME-Version: 1.0 som overskrift.",
        b"Oslo (NTB):\nContent-Type: er et ord.\n\nMer.",
        b"",
    ],
)
def test_texts_are_no_mails(text):
    assert not looks_like_mail(text)


def test_pictures_may_be_larger_than_an_article(tmp_path):
    message = mail(text=LEAD)
    message.add_attachment(bytes(MAX_BYTES), maintype="image", subtype="png", filename="a.png")
    path = tmp_path / "brev.eml"
    path.write_bytes(message.as_bytes())
    assert open_document(str(path)).text.strip() == LEAD


def only_attachment() -> bytes:
    message = mail()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (only_attachment(), "no text in the e-mail"),
        (b"Subject: tom\nMIME-Version: 1.0\n\n", "no text in the e-mail"),
        (b"Bare noen ord uten hode.", "no e-mail"),
        (b"", "no e-mail"),
        (
            b"Subject: a\nContent-Type: multipart/mixed; boundary=x\n\nborte",
            "no text in the e-mail",
        ),
        (b"Subject: a\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\n--x--", "encrypted"),
        (b"Subject: a\nContent-Type: application/pkcs7-mime\n\nMIIB", "encrypted"),
        (b"Subject: a\nContent-Type: text/html\n\n<p>123</p>", "no article"),
        (b"Subject: a\n\n\x00\x01\x02\x03", "not a text file"),
        (
            b"From a Tue Nov 24 07:30:00 2026\nSubject: a\n\nEn.\n\n"
            b"From b Tue Nov 24 07:31:00 2026\nSubject: b\n\nTo.\n",
            "several e-mails",
        ),
        (b"Subject: a\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 3000, "no text"),
    ],
)
def test_what_cannot_be_read_is_said(data, said, tmp_path):
    path = Path(tmp_path / "brev.eml")
    path.write_bytes(data)
    with pytest.raises(SourceError, match=said) as caught:
        open_document(str(path))
    assert caught.value.hint


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: " + b"=?utf-8?b?aGVp?= " * 20_000,
        b"From: " + b"a<b@c>,(" * 20_000,
        b"Content-Type: text/plain" + b"; a*0=b\n " * 20_000,
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhei\n" * 100_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(99)
        )
        + b"Content-Type: text/plain\n\n"
        + b"hei\n" * 200_000,
    ],
    ids=["subject", "sender", "parameters", "parts", "levels"],
)
def test_what_would_take_minutes_is_refused(header):
    with pytest.raises(SourceError, match="can be read"):
        document_from_mail(b"MIME-Version: 1.0\nX: y\n" + header + b"\n\nhei der", "brev.eml")


HEADERS = st.sampled_from(
    [b"From: ", b"Subject: ", b"Date: ", b"Content-Type: ", b"Content-Disposition: ",
     b"Content-Transfer-Encoding: ", b"MIME-Version: 1.0\n", b"text/html", b"text/plain",
     b"multipart/mixed; boundary=x\n", b"multipart/related", b"; charset=", b"utf-16", b"unicode",
     b"base64", b"uuencode", b"quoted-printable", b"=?utf-8?b?", b"?=", b"=?x?q?=FF", b"\n",
     b"--x\n", b"--x--", b"<p>ord", b"ord ", b"@", b"<", b">", b"[", b'"', b"(", b":", b",", b";",
     b"attachment", b"\xe5", b"\x00", b"=", b"*0*=", b"message/rfc822", b"start="]
)  # fmt: skip


@given(st.lists(HEADERS | st.binary(max_size=20), max_size=60).map(b"".join))
def test_any_mail_gives_text_or_a_sentence(data):
    with suppress(SourceError):
        assert document_from_mail(b"Subject: a\n" + data, "brev.eml").text.strip()
    looks_like_mail(data)
