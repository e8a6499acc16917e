"""Web addresses, e-mail, handles and tags."""

import re
from collections.abc import Iterator
from typing import Literal

from newsreader.text import initialisms, numbers
from newsreader.text.patterns import lazy
from newsreader.text.rules.parts import LETTER
from newsreader.text.scan import Reading, Scan

_TLD = (
    "no|com|org|net|se|dk|fi|eu|uk|de|fr|nl|is|io|ai|tv|info|edu|gov|int|biz|me|co|us|ru|ua|cn|jp|app|dev|"
    "news|blog|online|shop|live|oslo|museum|travel|xyz|pl|es|it|ch|at|be|ca|au|nu|fm|gl|fo|ly|be"
)
_LABEL = r"[^\W_](?:[\w-]{0,62}[^\W_])?"
ADDRESS = lazy(
    rf"(?P<scheme>(?:https?|ftp)://)?(?P<user>[\w.+%-]{{1,64}}@)?"
    rf"(?P<host>(?:{_LABEL}\.){{1,6}}(?:{_TLD}))(?![\w@]|\.[^\W\d_]{{2,}}\.)(?P<port>:[0-9]{{2,5}})?"
    rf"(?P<path>/[^\s<>«»\"“”]*)?",
    re.IGNORECASE,
)
_PLAIN_URL = lazy(r"(?:https?|ftp)://[^\s<>«»\"“”]+", re.IGNORECASE)
_MAIL = lazy(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+){1,5}")
_FILE = lazy(
    r"(?=[^\W_])[\w-]{1,80}\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|txt|csv|jpe?g|png|gif|svg|mp[34]|wav|avi|mov|zip|"
    r"rar|exe|dmg|apk|html?|xml|json|epub|iso)(?!\.{0,3}\w)",
    re.IGNORECASE,
)
_MARKS = {
    "/": "skråstrek",
    "-": "bindestrek",
    "_": "understrek",
    ".": "punktum",
    "@": "krøllalfa",
    "&": "og",
    "=": "er lik",
    "+": "pluss",
    "%": "prosent",
    "~": "tilde",
    ":": "kolon",
}
_PIECE = lazy(rf"{LETTER}+|[0-9]+|[/._@?=&#+%~:-]")


def address(scan: Scan, pos: int) -> Reading | None:
    """Read *nrk.no*, *post@nav.no*, *https://billett.no/oslo*; the scheme is dropped."""
    if not scan.webby:
        return None
    match = ADDRESS.match(scan.text, pos)
    if not match:
        match = (
            _FILE.match(scan.text, pos)
            or _PLAIN_URL.match(scan.text, pos)
            or _MAIL.match(scan.text, pos)
        )
        if not match:
            return None
        printed = re.sub(r"^\w+://", "", match.group())
        end = match.end()
    else:
        # A capital after the dot is a new sentence without its space.
        host = match["host"]
        if host.rpartition(".")[2][:1].isupper() and not host.isupper():
            return None
        printed = match.group()[len(match["scheme"] or "") :]
        end = match.end()
    trimmed = printed.rstrip(".,;:!?)'*/…")
    end -= len(printed) - len(trimmed)
    if not trimmed:
        return None
    return Reading("web", pos, end, speak(trimmed, scan.language))


def speak(printed: str, language: str) -> str:
    """Read an address piece by piece, without its query; the name inside is read like any name."""
    out: list[str] = []
    for piece in _PIECE.findall(re.split(r"[?#]", printed)[0].rstrip("/")):
        if piece in _MARKS:
            out.append(_MARKS[piece])
        elif piece[0] in "0123456789":
            out.append(numbers.group(piece, language))
        else:
            out.append(_label(piece))
    return " ".join(out)


def silent(printed: str) -> Iterator[tuple[int, Literal["scheme", "address", "tag"]]]:
    """Yield the places of the characters of an address or tag that are not said, and why."""
    head = re.match(r"\w+://", printed)
    start = head.end() if head else 0
    yield from ((place, "scheme") for place in range(start))
    if printed[:1] == "#":
        yield 0, "tag"
        start = 1
    query = re.search("[?#]", printed[start:])
    body = printed[: start + query.start() if query else len(printed)].rstrip("/")
    said = start
    for piece in _PIECE.finditer(body, start):
        yield from ((place, "address") for place in range(said, piece.start()))
        said = piece.end()
    yield from ((place, "address") for place in range(said, len(printed)))


def _label(piece: str) -> str:
    if piece.lower() == "www":
        return "w w w"
    upper = piece.upper()
    if (
        initialisms.is_word(upper)
        or len(piece) < 2
        or upper
        in ("NO", "COM", "ME", "SE", "CO", "HUS", "TIL", "FOT", "SAN", "VY", "GO", "OSLOMET")
    ):
        return piece
    if len(piece) < 7 and initialisms.is_letters(upper, True):
        return initialisms.spell(upper)
    if len(piece) <= 4 and not re.search("[aeiouyæøå]", piece.lower()):
        return initialisms.spell(upper)
    return piece


def at_sign(scan: Scan, pos: int) -> Reading | None:
    """Read *@navn*; a lone sign is *krøllalfa* too."""
    match = re.match(r"@[\w.]*\w", scan.text[pos : pos + 80])
    if not match:
        return Reading("web", pos, pos + 1, "krøllalfa")
    return Reading(
        "web", pos, pos + match.end(), f"krøllalfa {speak(match.group()[1:], scan.language)}"
    )


def tag(scan: Scan, pos: int) -> Reading | None:
    """Read *#metoo* as the word, *#1* as *nummer*."""
    match = re.match(r"#(\w*[^\W\d_]\w*)", scan.text[pos : pos + 80])
    if match:
        return Reading(
            "web",
            pos,
            pos + match.end(),
            speak(match[1], scan.language).replace(" understrek ", " "),
        )
    if scan.after(pos + 1, 1).isdigit():
        return Reading("symbol", pos, pos + 1, scan.words.number + " ")
    return None
