"""Bytes of a page to text, as browsers do it, and a little more forgiving."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_HEAD_BYTES = 4096
"""Browsers look for the declaration in the first 1024 bytes (HTML Standard); some are later."""

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?\b(?:charset|encoding)\s*=\s*["']?\s*([\w-]{3,20})""",
    re.IGNORECASE,
)

_KNOWN = re.compile(r"(?:iso-?8859-?\d{1,2}|windows-125\d|cp125\d|utf-16(?:le|be)?|mac-?roman)")
"""Character sets of the West and their neighbours. Others are guessed: Python knows some that
are slow or no character sets at all."""

_CALLED_LATIN1 = {
    "iso-8859-1",
    "iso8859-1",
    "latin1",
    "latin-1",
    "ascii",
    "us-ascii",
    "windows-1252",
}
"""All of them mean Windows-1252 (WHATWG Encoding Standard, section 4.2)."""

_STRAY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
"""Bytes that are not UTF-8, as `surrogateescape` keeps them, read as Windows-1252."""

_MOJIBAKE = re.compile("[ÃÂâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")
"""UTF-8 that was read as Windows-1252: å has become Ã¥, a dash â€“."""

_CP1252_GAPS = {byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def page_text(data: bytes, charset: str | None = None) -> str:
    """Decode a page. `charset` is what the server said."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    if b"\0" in data[:200:2] or b"\0" in data[1:200:2]:
        wide = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        if data[:400].count(0) * 3 > len(data[:400]):
            return data.decode(wide, "replace")
    text = data.decode("utf-8", "surrogateescape")
    stray = sum(text.count(chr(code)) for code in _STRAY) if not _is_clean(text) else 0
    if not stray:
        return repair(text)
    whole = sum(character > "\x7f" for character in text) - stray
    if whole >= stray:
        return repair(text.translate(_STRAY))
    return data.decode(_declared(data, charset), "replace")


def repair(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252 and saved again."""
    return _MOJIBAKE.sub(_repaired, text) if "Ã" in text or "â" in text or "Â" in text else text


def _repaired(match: re.Match[str]) -> str:
    raw = match.group()
    try:
        data = b"".join(
            bytes([ord(c)]) if ord(c) in _CP1252_GAPS else c.encode("cp1252") for c in raw
        )
        return data.decode("utf-8")
    except UnicodeError:
        return raw


def _is_clean(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _declared(data: bytes, charset: str | None) -> str:
    match = _DECLARED.search(data, 0, _HEAD_BYTES)
    names = [charset or "", match.group(1).decode("ascii", "replace") if match else ""]
    for name in (name.strip().lower() for name in names):
        if name in _CALLED_LATIN1:
            return "cp1252"
        if _KNOWN.fullmatch(name):
            try:
                return codecs.lookup(name).name
            except LookupError:
                continue
    return "cp1252"
