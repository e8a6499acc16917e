"""One guarded GET, redirects included."""

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from gettext import gettext as _
from urllib.parse import urljoin

from newsreader import __version__
from newsreader.guard.address import Target, is_public, parse, shown
from newsreader.guard.body import read_body
from newsreader.guard.refusal import FetchError, of_failure, of_status

USER_AGENT = f"newsreader/{__version__} (text-to-speech news reader)"
"""Who asks, honestly. The project has no address of its own yet that could stand here."""

MAX_BYTES = 5_000_000
"""Far above any article or feed; the largest Norwegian front pages have 2 to 3 MB."""

CONNECT_TIMEOUT = 5.0
"""In s, for each address of a host."""

READ_TIMEOUT = 15.0
"""In s without a single byte."""

TOTAL_TIMEOUT = 30.0
"""In s for everything: a server that sends one byte now and then is never silent."""

MAX_REDIRECTS = 5

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}

_Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sent."""

    url: str
    """Where it came from, after redirects."""
    status: int
    """200, or 304 where it has not changed since ``etag`` or ``modified``."""
    body: bytes = b""
    content_type: str = ""
    """Without parameters, in lower case; empty where the server did not say."""
    charset: str | None = None
    etag: str = ""
    """Byte for byte (as Latin-1), for the next time."""
    modified: str = ""
    """Last-Modified, byte for byte."""
    max_age: float = 0.0
    """In s: how long the server says that the answer stays good."""
    moved: str = ""
    """The new address, where the first one has moved for good."""


class _Deadline:
    """The end of the time that a transfer may take."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def within(self, seconds: float) -> float:
        """Return ``seconds``, or what is left if that is less; raise TimeoutError at the end."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(seconds, left)


class _Stream(io.RawIOBase):
    """A socket whose every read counts against the deadline."""

    def __init__(self, sock: socket.socket, deadline: _Deadline, silence: float) -> None:
        self._sock = sock
        self._deadline = deadline
        self._silence = silence

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        self._sock.settimeout(self._deadline.within(self._silence))
        return self._sock.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Be what http.client takes for a socket."""
        return io.BufferedReader(self)


def get(
    url: str,
    *,
    trusted: bool = False,
    accept: str = "*/*",
    etag: str = "",
    modified: str = "",
    limit: int = MAX_BYTES,
    silence: float = READ_TIMEOUT,
    total: float = TOTAL_TIMEOUT,
) -> Reply:
    """Fetch ``url`` whole and return the answer, whose status is 200 or 304.

    ``etag`` and ``modified`` are those of an earlier reply. Raises FetchError for everything else.
    """
    headers = {"Accept": accept, "User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    deadline = _Deadline(total)
    target = parse(url, trusted=trusted)
    resolved: dict[str, list[_Address]] = {}
    seen = {target.url}
    moved, only_permanent = "", True
    while True:
        try:
            if target.host not in resolved:
                resolved[target.host] = _resolve(target, deadline)
            addresses = resolved[target.host]
            if not trusted:
                _refuse_private(target, addresses)
            with (
                closing(_connect(target, addresses, deadline)) as sock,
                closing(_ask(sock, target, headers, deadline, silence)) as answer,
            ):
                if answer.status not in _REDIRECTS:
                    return _reply(answer, target, limit, moved)
                following = _next(answer, target, trusted=trusted)
        except (OSError, http.client.HTTPException) as error:
            cause = error if isinstance(error, OSError) else ConnectionError()
            raise of_failure(cause, target.host) from error
        trusted = trusted and following.origin == target.origin
        if following.url in seen or len(seen) > MAX_REDIRECTS:
            raise FetchError(
                _("{host} sends newsreader from page to page, and never to an article.").format(
                    host=target.host
                ),
                _("Open the page in a browser and copy the address that it has there."),
            )
        only_permanent = only_permanent and answer.status in _PERMANENT
        moved = following.url if only_permanent else moved
        seen.add(following.url)
        target = following


def _resolve(target: Target, deadline: _Deadline) -> list[_Address]:
    """Ask the name server once, unless the host is an address already.

    In a thread: the name server's patience is longer than a listener's.
    """
    with suppress(ValueError):
        if ipaddress.ip_address(target.host).version == 4:
            return [(socket.AF_INET, (target.host, target.port))]
        return [(socket.AF_INET6, (target.host, target.port, 0, 0))]
    found: list[_Address] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            # The types allow for a Python without IPv6.
            found.extend((answer[0], answer[4]) for answer in answers)  # type: ignore[misc]
        except OSError as error:
            failed.append(error)
        except UnicodeError:
            failed.append(socket.gaierror(socket.EAI_NONAME, "not a name"))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(deadline.within(2 * CONNECT_TIMEOUT))
    if asking.is_alive():
        raise socket.gaierror(socket.EAI_AGAIN, "the name server did not answer in time")
    if failed:
        raise failed[0]
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    return list(dict.fromkeys(found))


def _refuse_private(target: Target, addresses: list[_Address]) -> None:
    """Refuse a name unless all that it stands for is public."""
    if not all(is_public(address[0]) for _family, address in addresses):
        raise FetchError(
            _("{url} was not fetched: it leads to this computer or its own network.").format(
                url=shown(target.url)
            ),
            _("Only an address that you type yourself may lead there."),
            is_forbidden=True,
        )


def _connect(target: Target, addresses: list[_Address], deadline: _Deadline) -> socket.socket:
    """Connect to the first address that answers, and shake hands where it is https."""
    failed: OSError = ConnectionRefusedError()
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(deadline.within(CONNECT_TIMEOUT))
            sock.connect(address)
            if target.scheme == "http":
                return sock
            sock.settimeout(deadline.within(CONNECT_TIMEOUT))
            return _tls().wrap_socket(sock, server_hostname=target.host)
        except OSError as error:
            sock.close()
            failed = error
        except BaseException:
            sock.close()
            raise
    raise failed


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _ask(
    sock: socket.socket,
    target: Target,
    headers: dict[str, str],
    deadline: _Deadline,
    silence: float,
) -> http.client.HTTPResponse:
    """Send the request and read the head of the answer."""
    lines = [f"GET {target.path} HTTP/1.1", f"Host: {target.netloc}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header holds a line break")
    sock.settimeout(deadline.within(silence))
    sock.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
    answer = http.client.HTTPResponse(_Stream(sock, deadline, silence), method="GET")  # type: ignore[arg-type]
    try:
        answer.begin()
    except BaseException:
        answer.close()
        raise
    return answer


def _next(answer: http.client.HTTPResponse, target: Target, *, trusted: bool) -> Target:
    """Return where a redirect leads, checked like the first address."""
    location = _header(answer, "Location").strip()
    if not location:
        raise FetchError(
            _("{host} sent the request on, but did not say where to.").format(host=target.host),
            _("Try again later, or use another address."),
        )
    # Headers arrive as Latin-1; addresses with letters in them are UTF-8.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    with suppress(ValueError):
        location = urljoin(target.url, location)
    following = parse(location, trusted=trusted)
    if following.origin != target.origin:
        following = parse(location)
    if target.scheme == "https" and following.scheme == "http":
        raise FetchError(
            _("{host} led from a secure address to one that is not.").format(host=target.host),
            _("Use another address."),
        )
    return following


def _reply(answer: http.client.HTTPResponse, target: Target, limit: int, moved: str) -> Reply:
    """Return the answer with its body, or raise what its status means."""
    status = answer.status
    if status not in (200, 203, 304):
        raise of_status(status, target.host, shown(target.url), _retry_after(answer))
    body = b"" if status == 304 else read_body(answer, target.host, limit)
    return Reply(
        url=target.url,
        status=304 if status == 304 else 200,
        body=body,
        content_type=answer.headers.get_content_type() if "Content-Type" in answer.headers else "",
        charset=answer.headers.get_content_charset(),
        etag=_header(answer, "ETag"),
        modified=_header(answer, "Last-Modified"),
        max_age=_max_age(_header(answer, "Cache-Control")),
        moved=moved,
    )


def _header(answer: http.client.HTTPResponse, name: str) -> str:
    """Return a header as it came; nothing where it is folded over lines and could not be sent."""
    value = str(answer.headers.get(name, ""))
    return "" if "\r" in value or "\n" in value else value


def _retry_after(answer: http.client.HTTPResponse) -> float | None:
    """Return the seconds or the date of Retry-After (RFC 9110, section 10.2.3) in s from now."""
    value = _header(answer, "Retry-After").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, when.timestamp() - time.time())


def _max_age(cache_control: str) -> float:
    """Return max-age of Cache-Control, in s."""
    for part in cache_control.lower().split(","):
        name, _equals, value = part.strip().partition("=")
        if name == "max-age" and value.strip('"').isascii() and value.strip('"').isdigit():
            return float(value.strip('"')[:9])
    return 0.0
