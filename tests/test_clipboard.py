"""The clipboard, through programs that stand in for those of a desktop."""

import sys
from pathlib import Path

import pytest

from newsreader.errors import SourceError
from newsreader.sources import open_clipboard

TEXT = "Statsministeren gikk av på lørdag.\n\nDet blir ny regjering til uka, sier partilederen."
PAGE = """<meta http-equiv="content-type" content="text/html; charset=utf-8">
<h1>Regjeringen går av</h1><p>Statsministeren gikk av på lørdag.</p>
<figure><img src="a.jpg"><figcaption>Møtet varte lenge.</figcaption></figure>
<p>Det blir ny regjering til uka, sier partilederen.</p>"""
PAGE_TEXT = f"Regjeringen går av\n\n{TEXT}\n\nMøtet varte lenge."

TOOL = """#!{python}
import sys, time
contents = {contents!r}
{first}
arguments = sys.argv[1:]
if "--list-types" in arguments or "TARGETS" in arguments:
    sys.exit(print("\\n".join(contents)) if contents else "Nothing is copied")
kind = next((word for word in arguments if word in contents), None)
if {name!r} == "xsel":
    kind = "UTF8_STRING"
if kind not in contents:
    sys.exit("Error: target not available")
sys.stdout.buffer.write(contents[kind])
"""


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """Return what installs a program with a clipboard, on a desktop that has none yet."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)

    def install(name: str, contents: dict[str, bytes], first: str = "") -> None:
        monkeypatch.setenv("WAYLAND_DISPLAY" if name == "wl-paste" else "DISPLAY", "x")
        path = Path(tmp_path / name)
        path.write_text(
            TOOL.format(python=sys.executable, contents=contents, name=name, first=first),
            encoding="utf-8",
        )
        path.chmod(0o755)

    return install


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("wl-paste", "text/plain;charset=utf-8"),
        ("wl-paste", "text/plain"),
        ("xclip", "UTF8_STRING"),
        ("xsel", "UTF8_STRING"),
    ],
)
def test_text_is_copied(name, kind, desktop):
    desktop(name, {kind: TEXT.encode()})
    document = open_clipboard()
    assert (document.text, document.source, document.marks) == (TEXT, "clipboard", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["wl-paste", "xclip"])
def test_a_copied_page_keeps_its_roles(name, encoding, desktop):
    desktop(name, {"text/html": PAGE.encode(encoding), "UTF8_STRING": PAGE_TEXT.encode()})
    document = open_clipboard()
    roles = {document.text[slice(*mark.span)]: str(mark.role) for mark in document.marks}
    assert roles["Regjeringen går av"] == "headline"
    assert roles["Møtet varte lenge."] == "caption"
    assert document.source == "clipboard"


def test_nothing_that_was_marked_is_lost(desktop):
    html = b"<meta charset=utf-8><nav><p>Statsministeren</p></nav><p>gikk av</p>"
    desktop("xclip", {"text/html": html, "UTF8_STRING": TEXT.encode()})
    assert open_clipboard().text == TEXT


def test_latin_1_of_old_programs(desktop):
    desktop("xclip", {"STRING": TEXT.encode("latin-1")})
    assert open_clipboard().text == TEXT


def test_the_desktop_is_asked_by_its_own_program(desktop):
    desktop("xclip", {"UTF8_STRING": b"Fra X"})
    desktop("wl-paste", {"text/plain": b"Fra Wayland"})
    assert open_clipboard().text == "Fra Wayland"


def test_the_next_program_is_asked_where_one_fails(desktop):
    desktop("wl-paste", {}, first="sys.exit('Failed to connect to a Wayland server')")
    desktop("xclip", {"UTF8_STRING": b"Fra X"})
    assert open_clipboard().text == "Fra X"


def refusal() -> SourceError:
    with pytest.raises(SourceError) as caught:
        open_clipboard()
    assert caught.value.hint
    return caught.value


def test_no_desktop(desktop):
    assert "no desktop is running" in refusal().message


@pytest.mark.parametrize(
    ("variable", "package"), [("WAYLAND_DISPLAY", "wl-clipboard"), ("DISPLAY", "xclip")]
)
def test_no_program(variable, package, desktop, monkeypatch):
    monkeypatch.setenv(variable, ":0")
    assert f"apt install {package}" in refusal().hint


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ({}, "clipboard is empty"),
        ({"UTF8_STRING": b" \n"}, "clipboard is empty"),
        ({"image/png": b"\x89PNG"}, "is not text"),
        ({"UTF8_STRING": b"123"}, "no words in the clipboard"),
        ({"UTF8_STRING": b"x" * 5_000_000}, "megabytes"),
    ],
)
def test_what_cannot_be_read(contents, said, desktop):
    desktop("xclip", contents)
    assert said in refusal().message


def test_a_program_that_hangs(desktop, monkeypatch):
    monkeypatch.setattr("newsreader.sources.clipboard._TIMEOUT", 0.2)
    desktop("xclip", {}, first="time.sleep(60)")
    assert "does not answer" in refusal().message


@pytest.mark.parametrize("name", ["xclip", "xsel"])
def test_a_desktop_that_is_gone(name, desktop):
    desktop(name, {}, first='sys.exit("Error: Can\'t open display: :7")')
    assert "does not answer" in refusal().message
