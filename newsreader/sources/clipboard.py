"""The clipboard of a Linux desktop, asked through the programs that desktops have for it.

The desktop is asked for HTML first: what is copied in a browser keeps its captions that way.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

from newsreader.errors import SourceError
from newsreader.types import Document

SOURCE = "clipboard"

_TIMEOUT = 5.0
"""The program that holds what was copied has to answer; one that hangs never does."""

_HTML = "text/html"
_TEXT = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT")
"""Names of plain text, best first (X11 ICCCM 2.6.2 and freedesktop.org; STRING is Latin-1)."""

_UNREACHABLE = re.compile(rb"display|failed to connect", re.IGNORECASE)
"""What the programs complain of where they do not reach the desktop ("Can't open display")."""

_KEPT = 0.8
"""Share of the letters and digits of the plain text that the HTML has to give back. Programs other
than browsers copy odd HTML, and nothing of what a person marked may be lost."""


@dataclass(frozen=True, slots=True)
class _Tool:
    """A program that prints the clipboard."""

    name: str
    session: str
    """The variable that says whether the desktop is one for this program."""
    kinds: tuple[str, ...]
    """What makes it list the kinds of content; empty where it knows only text."""
    get: tuple[str, ...]
    """What makes it print content; "{kind}" stands for the kind."""


_TOOLS = (
    _Tool(
        "wl-paste",
        "WAYLAND_DISPLAY",
        ("--list-types",),
        ("--no-newline", "--type", "{kind}"),
    ),
    _Tool(
        "xclip",
        "DISPLAY",
        ("-selection", "clipboard", "-o", "-t", "TARGETS"),
        ("-selection", "clipboard", "-o", "-t", "{kind}"),
    ),
    _Tool("xsel", "DISPLAY", (), ("--clipboard", "--output")),
)
"""In the order in which they are asked. On a Wayland desktop DISPLAY is set too, for X programs."""


def open_clipboard() -> Document:
    """Return what was copied, with the roles that its HTML gives away where it has some.

    Raises SourceError where there is no clipboard, no program to ask it with, or no text in it.
    """
    from newsreader.sources.plain import decode

    html, text = _contents()
    document = _page(html) if html.strip() else None
    if document and _weight(document.text) >= _KEPT * _weight(_decoded(text)):
        return document
    return Document(text=decode(text, _("the clipboard")), source=SOURCE)


def _contents() -> tuple[bytes, bytes]:
    """Return the clipboard as HTML and as text, each empty where it is not to be had."""
    has_other = False
    answered = False
    for tool in _tools():
        kinds = _kinds(tool)
        if kinds is None:
            continue
        html = _ask(tool, _HTML) if _HTML in kinds else b""
        kind = next((kind for kind in _TEXT if kind in kinds), None)
        text = _ask(tool, kind) if kind else b""
        if text is None and not html:
            continue
        answered = True
        html, text = html or b"", text or b""
        if kind == "STRING" and tool.kinds:
            text = text.decode("latin-1").encode()
        if html.strip() or text.strip():
            return html, text
        has_other = has_other or bool(kinds and not kind)
    if not answered:
        raise SourceError(
            _("The clipboard does not answer."),
            _("Copy the text again, or save it to a file and give the name of the file."),
        )
    raise SourceError(
        _("What is on the clipboard is not text.") if has_other else _("The clipboard is empty."),
        _("Mark the text of an article and copy it, then try again."),
    )


def _tools() -> Sequence[_Tool]:
    """Return the programs that fit the desktop and are installed."""
    fitting = [tool for tool in _TOOLS if os.environ.get(tool.session)]
    if not fitting:
        raise SourceError(
            _("There is no clipboard, because no desktop is running here."),
            _("Save the text to a file, or send it to standard input with the name -."),
        )
    installed = [tool for tool in fitting if shutil.which(tool.name)]
    if not installed:
        package = "wl-clipboard" if fitting[0].session == "WAYLAND_DISPLAY" else "xclip"
        raise SourceError(
            _("There is no program here that can read the clipboard."),
            _("Install the package {package} (sudo apt install {package}).").format(
                package=package
            ),
        )
    return installed


def _kinds(tool: _Tool) -> Sequence[str] | None:
    """Return the kinds of content on the clipboard, None where the program does not answer."""
    if not tool.kinds:
        return _TEXT[:1]
    said = _run(tool, tool.kinds)
    return None if said is None else said.decode("utf-8", "replace").splitlines()


def _ask(tool: _Tool, kind: str) -> bytes | None:
    return _run(tool, [part.format(kind=kind) for part in tool.get])


def _run(tool: _Tool, arguments: Sequence[str]) -> bytes | None:
    """Return what a program prints, nothing where it fails, None where it reaches no desktop."""
    from newsreader.sources.plain import within_limit

    try:
        done = subprocess.run(
            [tool.name, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode == 0:
        return within_limit(done.stdout, _("The clipboard"))
    return None if _UNREACHABLE.search(done.stderr) else b""


def _page(html: bytes) -> Document | None:
    from newsreader.sources.web import document_from_html

    try:
        return document_from_html(html, SOURCE)
    except SourceError:
        return None


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _weight(text: str) -> int:
    return sum(map(str.isalnum, text))
