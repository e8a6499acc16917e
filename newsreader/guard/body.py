"""The body of an answer, unpacked as it comes and never larger than allowed."""

import http.client
import zlib
from collections.abc import Iterator
from gettext import gettext as _

from newsreader.guard.refusal import FetchError

_BLOCK = 1 << 16


def read_body(response: http.client.HTTPResponse, host: str, limit: int) -> bytes:
    """Return the whole body, at most ``limit`` bytes of it after decompression.

    Raises FetchError when there is more, when the end is missing, and for a compression that was
    not asked for; errors of the network pass through.
    """
    if response.length is not None and response.length > limit:
        raise _too_large(host, limit)
    blocks = _blocks(response, host, limit)
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return b"".join(blocks)
    if encoding in ("gzip", "x-gzip"):
        return _unpack(blocks, host, limit, gzip=True)
    if encoding == "deflate":
        return _unpack(blocks, host, limit, gzip=False)
    raise _damaged(host)


def _blocks(response: http.client.HTTPResponse, host: str, limit: int) -> Iterator[bytes]:
    """Yield what comes over the line."""
    total = 0
    try:
        while block := response.read1(_BLOCK):
            total += len(block)
            if total > limit:
                raise _too_large(host, limit)
            yield block
    except http.client.HTTPException as error:
        raise ConnectionAbortedError from error
    if response.length:
        raise ConnectionAbortedError


def _unpack(blocks: Iterator[bytes], host: str, limit: int, *, gzip: bool) -> bytes:
    """Decompress step by step, so that a bomb goes off no further than the limit."""
    whole = bytearray()
    unpacker = None
    for block in blocks:
        while block:
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(block, gzip))
            try:
                whole += unpacker.decompress(block, limit + 1 - len(whole))
            except zlib.error as error:
                raise _damaged(host) from error
            if len(whole) > limit:
                raise _too_large(host, limit)
            if unpacker.eof:
                # A gzip file may have several members (RFC 1952, section 2.2).
                block, unpacker = unpacker.unused_data if gzip else b"", None
            else:
                block = unpacker.unconsumed_tail
        if unpacker is None and not gzip:
            break
    if unpacker is not None:
        raise ConnectionAbortedError
    return bytes(whole)


def _window(first: bytes, gzip: bool) -> int:
    """Return zlib's window argument. What is called deflate comes with a zlib header or without.

    RFC 9110, section 8.4.1.2, names both.
    """
    if gzip:
        return 16 + zlib.MAX_WBITS
    has_header = first[0] & 0x0F == 8 and len(first) > 1 and (first[0] << 8 | first[1]) % 31 == 0
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS


def _too_large(host: str, limit: int) -> FetchError:
    return FetchError(
        _("{host} sent more than {limit} megabytes, which is too much for an article.").format(
            host=host, limit=limit // 1_000_000
        ),
        _("Open the page in a browser and save the text of the article instead."),
    )


def _damaged(host: str) -> FetchError:
    return FetchError(_("What {host} sent is damaged.").format(host=host), _("Try again later."))
