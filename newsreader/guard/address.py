"""Which addresses may be asked for: spelling, and where the name leads. No network here."""

import ipaddress
import re
from dataclasses import dataclass
from gettext import gettext as _
from urllib.parse import quote, urlsplit

from newsreader.guard.refusal import FetchError

PORTS = {"http": 80, "https": 443}

MAX_LENGTH = 4000
"""Characters; servers refuse much shorter ones (8 kB of headers are common)."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\]")
"""Python's urlsplit drops some of these, and browsers read a backslash as a slash: others would see
another address than the one that was checked."""

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_])?\.?")

_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\.?")
"""A name whose last label is a number is an IPv4 address (WHATWG URL Standard, "ends in a number"),
and resolvers accept many spellings of it."""

_PATH_SAFE = "/%:@!$&'()*+,;=~-._"

_PRIVATE4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
"""IANA IPv4 Special-Purpose Address Registry, multicast and reserved space."""

_GLOBAL6 = ipaddress.IPv6Network("2000::/3")
"""All that IANA has given out for unicast (IPv6 Global Unicast Address Assignments)."""

_PRIVATE6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
"""IANA IPv6 Special-Purpose Address Registry, as far as it lies within 2000::/3."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""How a network without IPv4 reaches IPv4 servers (RFC 6052): what it holds is judged."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart, in the one spelling that is sent."""

    scheme: str
    host: str
    """A name in ASCII, an IPv4 address, or an IPv6 address without brackets."""
    port: int
    path: str
    """Path and query, quoted."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what pages of the same server share."""
        return self.scheme, self.host, self.port

    @property
    def netloc(self) -> str:
        """Return the host as it is written in addresses and in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the whole address."""
        return f"{self.scheme}://{self.netloc}{self.path}"


def parse(url: str, *, trusted: bool = False) -> Target:
    """Take an address apart; raise FetchError for one that newsreader does not ask for."""
    url = url.strip(" ")
    if len(url) > MAX_LENGTH or _CONTROL.search(url):
        raise _malformed(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _malformed(url) from error
    if parts.scheme not in PORTS:
        raise FetchError(
            _("{url} is not a web address.").format(url=shown(url)),
            _("Web addresses begin with https:// or http://."),
        )
    if "@" in parts.netloc:
        raise FetchError(
            _("{url} was not fetched, because it holds a user name.").format(url=shown(url)),
            _("Leave out what stands before the sign @."),
        )
    if "[" in parts.netloc and ":" not in (parts.hostname or ""):
        raise _malformed(url)
    host = _host(parts.hostname or "", url)
    port = PORTS[parts.scheme] if port is None else port
    if port == 0:
        raise _malformed(url)
    if not trusted and port not in PORTS.values():
        raise FetchError(
            _("{url} was not fetched, because of its unusual port.").format(url=shown(url)),
            _("Only an address that you type yourself may have one."),
            is_forbidden=True,
        )
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    if parts.query:
        path += "?" + quote(parts.query, safe=_PATH_SAFE + "?")
    return Target(parts.scheme, host, port, path)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one that everybody on the internet reaches alike."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None:
            return False
        if found not in _NAT64:
            return found in _GLOBAL6 and not any(found in network for network in _PRIVATE6)
        found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return not any(found in network for network in _PRIVATE4)


def is_same_server(url: str, other: str) -> bool:
    """Tell whether scheme, host and port of two addresses agree."""
    return parse(url, trusted=True).origin == parse(other, trusted=True).origin


def shown(url: str) -> str:
    """Return an address as it is printed: nothing that a terminal obeys, and not endless."""
    clean = "".join(character if character.isprintable() else "?" for character in url)
    return clean if len(clean) <= 120 else clean[:117] + "..."


def _host(host: str, url: str) -> str:
    """Return a host in the spelling that the resolver gets."""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError as error:
            raise _malformed(url) from error
    try:
        # IDNA 2003 maps full-width and circled digits to ordinary ones, as resolvers do: what is
        # judged below is the result.
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise _malformed(url) from error
    name = name.lower()
    if not _HOST.fullmatch(name) or ".." in name or max(map(len, name.split("."))) > 63:
        raise _malformed(url)
    if _NUMERIC.fullmatch(name):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise _malformed(url) from error
    return name.removesuffix(".")


def _malformed(url: str) -> FetchError:
    return FetchError(
        _("{url} is not an address that can be used.").format(url=shown(url)),
        _("Copy the address again, from the page itself."),
    )
