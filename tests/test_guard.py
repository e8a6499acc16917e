"""The guarded GET: what it refuses, and what it makes of servers that misbehave."""

import gzip
import socket
import ssl
import subprocess
import zlib

import pytest

from newsreader import guard
from newsreader.guard import FetchError, Robots, exchange, get, is_public, parse
from newsreader.guard.robots import allowed, rules_for
from tests.tools import need
from tests.web_server import Page, serving

PUBLIC = "93.184.216.34"

HOSTILE = """
http://127.0.0.1/
http://127.1/
http://0/
http://0.0.0.0/
http://localhost/
http://LOCALHOST./
http://[::1]/
http://[::]/
http://2130706433/
http://0x7f.1/
http://0x7f000001/
http://0177.0.0.1/
http://127.0.0.1./
http://１２７.0.0.1/
http://①②⑦.⓪.⓪.①/
http://127。0。0。1/
http://10.0.0.1/
http://10.255.255.255/
http://172.16.0.1/
http://172.31.255.255/
http://192.168.1.1/
http://169.254.169.254/latest/meta-data/
http://100.64.0.1/
http://100.127.255.255/
http://[fc00::1]/
http://[fdff::1]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[fec0::1]/
http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/
http://[::127.0.0.1]/
http://[64:ff9b::7f00:1]/
http://[64:ff9b:1::7f00:1]/
http://[2002:7f00:1::]/
http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/
http://0.1.2.3/
http://192.0.0.1/
http://192.0.2.1/
http://192.88.99.1/
http://198.18.0.1/
http://198.19.255.255/
http://198.51.100.1/
http://203.0.113.1/
http://240.0.0.1/
http://255.255.255.255/
http://224.0.0.1/
http://239.255.255.250/
http://[ff02::1]/
http://[2001:db8::1]/
http://[3fff::1]/
http://[5f00::1]/
file:///etc/passwd
ftp://avis.example/
gopher://127.0.0.1:25/
data:text/html,hei
javascript:alert(1)
http://good@127.0.0.1/
http://avis.example@127.0.0.1/
http://good:secret@avis.example/
http://good\\@127.0.0.1/
http:/\\127.0.0.1/
http://avis.example:0/
http://avis.example:99999/
http://avis.example:-1/
http://avis.example:x/
http://avis.example:8080/
http://avis.example:22/
http:///sak
http:avis.example
https://
http://avis..example/
http://-/
http://avis.example%2f@127.0.0.1/
http://%31%32%37.0.0.1/
http://[v1.x]/
http://[::1/
http://avis example/
"""
"""The table of server-side request forgery, spelled out; one address a line."""

HOSTILE_LINES = [line for line in HOSTILE.splitlines() if line] + [
    "http://avis.\texample/",
    "http://avis.example/\nHost: x",
    "http://avis.example/\r\nX: y",
    "http://127.0.0.1\x00.example/",
    "http://avis.example/\u2028",
    "http://" + "a" * 64 + ".example/",
    "http://avis.example/" + "a" * 5000,
    "",
    "sak.txt",
]


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def names(monkeypatch):
    """Answer for the name server; what is not in the table leads to this computer."""
    table = {}

    def resolve(host, port, *args, **kwargs):
        found = table.get(host, ["127.0.0.1"])
        if isinstance(found, OSError):
            raise found
        if callable(found):
            found = found()
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (one, port, 0, 0))
            if ":" in one
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return table


@pytest.fixture
def unreachable(monkeypatch):
    """Let no connection be made; return where it was attempted."""
    attempts = []

    def connect(target, addresses, deadline):
        attempts.append(addresses)
        raise ConnectionRefusedError

    monkeypatch.setattr(exchange, "_connect", connect)
    return attempts


@pytest.mark.parametrize("url", HOSTILE_LINES)
def test_a_foreign_address_never_leads_inside(url, unreachable):
    with pytest.raises(FetchError) as caught:
        get(url)
    assert not unreachable
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    "found",
    [["10.0.0.1"], [PUBLIC, "127.0.0.1"], ["2606:2800:220:1::1", "fe80::1"], ["::ffff:127.0.0.1"]],
    ids=["private", "mixed", "link-local", "mapped"],
)
def test_a_public_name_with_any_private_address_is_refused(found, names, unreachable):
    names["avis.example"] = found
    with pytest.raises(FetchError, match="its own network"):
        get("http://avis.example/")
    assert not unreachable


def test_a_name_without_addresses_is_refused(names, unreachable):
    names["avis.example"] = []
    with pytest.raises(FetchError, match="could not be found"):
        get("http://avis.example/")
    assert not unreachable


def test_the_connection_goes_to_the_address_that_was_checked(names, unreachable):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    names["avis.example"] = lambda: next(answers)
    with pytest.raises(FetchError, match="no web server"):
        get("http://avis.example/")
    assert unreachable == [[(socket.AF_INET, (PUBLIC, 80))]]
    assert list(answers) == [["127.0.0.1"]], "the name was resolved twice"


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", PUBLIC, "2606:4700:4700::1111", "2a02:c0:2:1::1", "64:ff9b::5db8:d822"],
)
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://www.nrk.no", "https://www.nrk.no/"),
        ("HTTPS://WWW.NRK.NO./sak?a=1#b", "https://www.nrk.no/sak?a=1"),
        ("http://nrk.no:80/", "http://nrk.no/"),
        ("https://nrk.no:443/", "https://nrk.no/"),
        ("https://blåbær.no/øl på bøtte?q=å", "https://xn--blbr-roah.no/%C3%B8l%20p%C3%A5%20b%C3%B8tte?q=%C3%A5"),
        ("https://avis.no/%C3%B8l?x=%26", "https://avis.no/%C3%B8l?x=%26"),
        ("http://[2A02::1]/", "http://[2a02::1]/"),
    ],
)  # fmt: skip
def test_addresses_have_one_spelling(url, sent):
    assert parse(url).url == sent


def test_the_person_at_the_keyboard_may_go_anywhere(server):
    server.pages["/sak"] = Page(b"hei", headers={"ETag": '"1"'})
    reply = get(f"{server.url}/sak", trusted=True)
    assert (reply.body, reply.content_type, reply.charset) == (b"hei", "text/html", "utf-8")
    with pytest.raises(FetchError, match="unusual port") as caught:
        get(f"{server.url}/sak")
    assert caught.value.is_forbidden


def test_the_request_says_honestly_who_asks(server):
    server.pages["/"] = Page(b"hei")
    get(server.url, trusted=True)
    (headers,) = server.asked("/")
    assert headers["User-Agent"] == guard.USER_AGENT
    assert headers["User-Agent"].startswith("newsreader/")
    assert "reader" in headers["User-Agent"]
    assert headers["Host"] == server.url.removeprefix("http://")
    assert "Cookie" not in headers


def test_the_environments_proxy_is_not_used(server, monkeypatch):
    server.pages["/"] = Page(b"hei")
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert get(server.url, trusted=True).body == b"hei"


@pytest.mark.parametrize("plan", ["", "unknown length"])
@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("gzip", lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:])),
        ("identity", bytes),
    ],
    ids=["gzip", "x-gzip", "zlib", "raw deflate", "two members", "identity"],
)
def test_compressed_pages_are_unpacked(encoding, pack, plan, server):
    text = "Blåbær på øya. ".encode() * 5000
    server.pages["/"] = Page(pack(text), headers={"Content-Encoding": encoding}, plan=plan)
    assert get(server.url, trusted=True).body == text


def test_chunks_are_put_together(server):
    body = b"5\r\nhei p\r\n4\r\n\xc3\xa5 d\r\n2\r\neg\r\n0\r\n\r\n"
    server.pages["/"] = Page(body, headers={"Transfer-Encoding": "chunked"})
    assert get(server.url, trusted=True).body == "hei på deg".encode()
    server.pages["/"] = Page(body[:-5], headers={"Transfer-Encoding": "chunked"})
    with pytest.raises(FetchError, match="cut off"):
        get(server.url, trusted=True)


BOMB = gzip.compress(bytes(60_000_000))

MISBEHAVING = {
    "404": (Page(status=404), "has no page", 404),
    "410": (Page(status=410), "for good", 410),
    "401": (Page(status=401), "log in", 401),
    "402": (Page(status=402), "subscribers only", 402),
    "403": (Page(status=403), "does not let", 403),
    "418": (Page(status=418), "error 418", 418),
    "451": (Page(status=451), "legal reasons", 451),
    "429": (Page(status=429, headers={"Retry-After": "120"}), "Try again in 2 minutes", 429),
    "500": (Page(status=500), "has a fault", 500),
    "503": (Page(status=503, headers={"Retry-After": "x"}), "Try again later", 503),
    "cut off": (Page(b"x" * 1000, plan="cut 100"), "cut off", 0),
    "cut off gzip": (
        Page(gzip.compress(b"x" * 1000)[:-9], headers={"Content-Encoding": "gzip"}),
        "cut off",
        0,
    ),
    "silence": (Page(plan="silence"), "in time", 0),
    "stall": (Page(b"x" * 1000, plan="stall 100"), "in time", 0),
    "drip": (Page(b"x" * 1000, plan="drip"), "in time", 0),
    "drip in the head": (Page(plan="drip head"), "in time", 0),
    "hang up": (Page(plan="hang up"), "cut off", 0),
    "no HTTP": (Page(plan="noise"), "cut off", 0),
    "endless": (Page(plan="endless"), "megabytes", 0),
    "announced large": (Page(headers={"Content-Length": "99999999"}), "megabytes", 0),
    "bomb": (Page(BOMB, headers={"Content-Encoding": "gzip"}), "megabytes", 0),
    "not gzip": (Page(b"hei", headers={"Content-Encoding": "gzip"}), "damaged", 0),
    "brotli": (Page(b"hei", headers={"Content-Encoding": "br"}), "damaged", 0),
    "twice packed": (Page(b"hei", headers={"Content-Encoding": "gzip, gzip"}), "damaged", 0),
    "no location": (Page(status=302), "where to", 0),
    "loop": (Page(status=302, headers={"Location": "/"}), "from page to page", 0),
    "to a file": (Page(status=302, headers={"Location": "file:///etc/passwd"}), "web address", 0),
    "to nowhere": (Page(status=302, headers={"Location": "http://[::1"}), "can be used", 0),
}


@pytest.mark.parametrize(("page", "said", "status"), MISBEHAVING.values(), ids=MISBEHAVING)
def test_every_misbehavior_is_a_clear_sentence(page, said, status, server):
    server.pages["/"] = page
    with pytest.raises(FetchError) as caught:
        get(server.url, trusted=True, silence=0.2, total=1.0)
    assert said in str(caught.value)
    assert caught.value.status == status
    assert caught.value.hint
    assert caught.value.exit_code == 3
    assert not caught.value.offline


def test_what_a_server_says_about_waiting_is_kept(server):
    server.pages["/"] = Page(status=429, headers={"Retry-After": "120"})
    with pytest.raises(FetchError) as caught:
        get(server.url, trusted=True)
    assert caught.value.retry_after == 120
    server.pages["/"] = Page(status=503, headers={"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"})
    with pytest.raises(FetchError) as caught:
        get(server.url, trusted=True)
    assert caught.value.retry_after == 0


def test_a_bomb_goes_off_no_further_than_the_limit(server):
    import tracemalloc

    server.pages["/"] = Page(BOMB, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="megabytes"):
            get(server.url, trusted=True)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("error", "said", "offline"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "could not be found", False),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "could not be found", True),
    ],
)
def test_a_name_that_is_not_found(error, said, offline, names):
    names["avis.example"] = error
    with pytest.raises(FetchError, match=said) as caught:
        get("https://avis.example/")
    assert caught.value.offline is offline


def test_no_network_is_told_apart(names, monkeypatch):
    names["avis.example"] = [PUBLIC]

    def connect(self, address):
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchError, match="no contact") as caught:
        get("https://avis.example/")
    assert caught.value.offline


def test_nobody_listens():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="no web server"):
            get(f"http://127.0.0.1:{held.getsockname()[1]}/", trusted=True)


def test_a_slow_name_server_is_given_up(names, monkeypatch):
    import threading

    monkeypatch.setattr(exchange, "CONNECT_TIMEOUT", 0.05)
    held = threading.Event()
    names["avis.example"] = lambda: held.wait(20) and []
    with pytest.raises(FetchError, match="could not be found") as caught:
        get("https://avis.example/")
    held.set()
    assert caught.value.offline


def test_redirects_are_followed_with_the_trust_of_the_same_server(server):
    server.pages["/"] = Page(status=301, headers={"Location": "/a"})
    server.pages["/a"] = Page(status=308, headers={"Location": f"{server.url}/b"})
    server.pages["/b"] = Page(b"fram")
    reply = get(server.url, trusted=True)
    assert reply.body == b"fram"
    assert reply.url == reply.moved == f"{server.url}/b"


def test_only_what_moved_for_good_has_moved(server):
    server.pages["/"] = Page(status=301, headers={"Location": "/a"})
    server.pages["/a"] = Page(status=302, headers={"Location": "/b"})
    server.pages["/b"] = Page(b"fram")
    assert get(server.url, trusted=True).moved == f"{server.url}/a"


def test_no_more_than_five_redirects(server):
    for number in range(9):
        server.pages[f"/{number}"] = Page(status=302, headers={"Location": f"/{number + 1}"})
    server.pages["/9"] = Page(b"fram")
    assert get(f"{server.url}/4", trusted=True).body == b"fram"
    with pytest.raises(FetchError, match="from page to page"):
        get(f"{server.url}/3", trusted=True)


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://localhost:{port}/",
        "//[::1]/",
        "http://10.0.0.1/",
        "http:\\\\127.1/",
    ],
)
def test_a_redirect_never_leads_to_another_place_inside(location, server):
    to = location.format(port=server.server_port)
    server.pages["/"] = Page(status=302, headers={"Location": to})
    with pytest.raises(FetchError) as caught:
        get(server.url, trusted=True)
    assert any(word in caught.value.message for word in ("own network", "unusual port", "be used"))
    assert len(server.seen) == 1


def test_letters_in_a_redirect(server):
    server.pages["/"] = Page(status=302, headers={"Location": "/øl".encode().decode("latin-1")})
    server.pages["/%C3%B8l"] = Page(b"fram")
    assert get(server.url, trusted=True).body == b"fram"


@pytest.fixture
def certificate(tmp_path):
    """Return key and certificate of localhost and 127.0.0.1, which nobody has signed."""
    path = tmp_path / "key.pem"
    subprocess.run(
        [need("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(path), "-out", str(tmp_path / "cert.pem")],
        capture_output=True,
        check=True,
    )  # fmt: skip
    path.write_text(path.read_text() + (tmp_path / "cert.pem").read_text())
    return path


def test_tls_keeps_the_name_and_wants_proof(certificate, monkeypatch):
    asked = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda sock, name, context: asked.append(name)
    exchange._tls.cache_clear()
    with serving(context) as server:
        url = f"https://localhost:{server.server_port}/"
        server.pages["/"] = Page(b"hei")
        server.pages["/ned"] = Page(status=302, headers={"Location": "http://localhost/"})
        with pytest.raises(FetchError, match="prove who it is"):
            get(url, trusted=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        exchange._tls.cache_clear()
        assert get(url, trusted=True).body == b"hei"
        assert asked[-1] == "localhost"
        with pytest.raises(FetchError, match="one that is not"):
            get(f"{url}ned", trusted=True)
    exchange._tls.cache_clear()


def test_no_tls_at_the_other_end(server):
    with pytest.raises(FetchError, match="secure connection"):
        get(server.url.replace("http:", "https:"), trusted=True)


def test_conditional_get_returns_what_was_sent_byte_for_byte(server):
    etag = 'W/"bl\xe5b\xe6r-1,2"'
    modified = "Mon, 15 Sep 2025 06:00:00 GMT"
    headers = {"ETag": etag, "Last-Modified": modified, "Cache-Control": "public, max-age=600"}
    server.pages["/"] = [Page(b"hei", headers=headers), Page(status=304, headers={"ETag": etag})]
    first = get(server.url, trusted=True)
    assert (first.etag, first.modified, first.max_age) == (etag, modified, 600)
    second = get(server.url, trusted=True, etag=first.etag, modified=first.modified)
    assert (second.status, second.body) == (304, b"")
    headers = server.asked("/")[1]
    assert headers["If-None-Match"] == etag
    assert headers["If-Modified-Since"] == modified
    assert "If-None-Match" not in server.asked("/")[0]


ROBOTS = """
# Everybody
User-agent: *
Disallow: /intern/
Allow: /intern/apent/
Disallow: /*?utskrift
Disallow: /*.pdf$

User-agent: otherbot
User-agent: NewsReader
Disallow: /arkiv
Disallow:
Crawl-delay: 5

User-agent: third
Disallow: /
"""


@pytest.mark.parametrize(
    ("name", "path", "is_allowed"),
    [
        ("other", "/sak", True),
        ("other", "/intern/x", False),
        ("other", "/intern/apent/x", True),
        ("other", "/sak?utskrift=1", False),
        ("other", "/sak?side=1&utskrift", True),
        ("other", "/a.pdf", False),
        ("other", "/a.pdf?x", True),
        ("newsreader", "/arkiv/2020", False),
        ("newsreader", "/intern/x", True),
        ("otherbot", "/arkiv", False),
        ("third", "/sak", False),
    ],
)
def test_robots_txt_is_read_as_rfc_9309_has_it(name, path, is_allowed):
    assert allowed(rules_for(name, ROBOTS), path) is is_allowed


@pytest.mark.parametrize(
    ("answer", "is_allowed"),
    [
        (Page(b"User-agent: *\nDisallow: /sak", kind="text/plain"), False),
        (Page(b"User-agent: *\nDisallow: /annet", kind="text/plain"), True),
        (Page(b"", kind="text/plain"), True),
        (Page(status=404), True),
        (Page(status=403), True),
        (Page(status=503), False),
        (Page(status=429), False),
    ],
)
def test_robots_are_asked_once_for_each_server(answer, is_allowed, server):
    server.pages["/robots.txt"] = answer
    robots = Robots()
    assert robots.allow(f"{server.url}/sak/1", trusted=True) is is_allowed
    assert robots.allow(f"{server.url}/sak/2", trusted=True) is is_allowed
    assert len(server.asked("/robots.txt")) == 1


def test_nasty_patterns_cost_no_time():
    pattern = "/" + "*a" * 500 + "$"
    assert allowed([(False, pattern)], "/" + "a" * 4000 + "b")
    assert not allowed([(False, pattern)], "/" + "a" * 4000)
