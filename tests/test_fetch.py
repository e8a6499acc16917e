"""Downloads against a server that misbehaves."""

import hashlib
import os
import signal
import ssl
import subprocess
import sys

import pytest

from newsreader import __version__, fetch
from newsreader.errors import SourceError, VoiceError
from tests.tools import ROOT, need, small_disk
from tests.voice_server import serving, wait_for

pytestmark = pytest.mark.network

CONTENT = bytes(range(256)) * 1200
MD5 = "md5:" + hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
SHA256 = "sha256:" + hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server():
    with serving() as server:
        server.files["/voice"] = CONTENT
        yield server


@pytest.fixture
def get(server, tmp_path):
    """Return a function that fetches /voice, and gives the path it goes to."""

    def call(path="/voice", **options):
        expected = {"size": len(CONTENT), "checksum": MD5, "allow_http": True}
        fetch.fetch(server.url + path, tmp_path / "voice", **{**expected, **options})
        return tmp_path / "voice"

    return call


def part(tmp_path):
    return tmp_path / "voice.part"


@pytest.mark.parametrize("checksum", [MD5, SHA256, ""])
def test_a_file_arrives_whole_and_alone(get, server, tmp_path, checksum):
    assert get(checksum=checksum).read_bytes() == CONTENT
    assert [p.name for p in tmp_path.iterdir()] == ["voice"]
    assert server.seen[0][1]["User-Agent"] == f"newsreader/{__version__}"


def test_progress_ends_with_everything(get):
    calls = []
    get(progress=lambda done, total: calls.append((done, total)))
    assert calls == sorted(calls)
    assert len(calls) > 2
    assert calls[-1] == (len(CONTENT), len(CONTENT))


def test_a_cut_off_transfer_continues_at_once_where_it_stopped(get, server):
    server.plans["/voice"] = ["cut 100000", "cut 50000", "ok"]
    assert get().read_bytes() == CONTENT
    assert server.ranges("/voice") == [None, "bytes=100000-", "bytes=150000-"]


def test_a_transfer_that_stays_cut_off_is_kept_for_the_next_run(get, server, tmp_path):
    server.plans["/voice"] = ["cut 100000", "cut 0"]
    with pytest.raises(VoiceError, match="cut off") as caught:
        get()
    assert "continues" in caught.value.hint
    assert part(tmp_path).read_bytes() == CONTENT[:100000]
    assert not (tmp_path / "voice").exists()
    server.plans["/voice"] = ["ok"]
    assert get().read_bytes() == CONTENT
    assert server.ranges("/voice")[-1] == "bytes=100000-"


def test_a_server_without_ranges_starts_over(get, server, tmp_path):
    part(tmp_path).write_bytes(CONTENT[:1000])
    server.plans["/voice"] = ["no range"]
    assert get().read_bytes() == CONTENT
    assert server.ranges("/voice") == ["bytes=1000-"]


@pytest.mark.parametrize(
    ("left", "plans"),
    [
        pytest.param(CONTENT[:1000], ["status 416", "ok"], id="the server refuses the range"),
        pytest.param(CONTENT[:1000], ["wrong range", "ok"], id="the server sends another range"),
        pytest.param(b"x" * 1000, ["ok"], id="the rest is of another file"),
        pytest.param(b"x" * len(CONTENT), ["ok"], id="another file of the same size"),
        pytest.param(CONTENT + b"x", ["ok"], id="too long"),
    ],
)
def test_a_part_that_cannot_be_continued_is_thrown_away(get, server, tmp_path, left, plans):
    part(tmp_path).write_bytes(left)
    server.plans["/voice"] = plans
    assert get().read_bytes() == CONTENT
    assert server.ranges("/voice")[-1] is None


def test_a_complete_part_needs_no_request(get, server, tmp_path):
    part(tmp_path).write_bytes(CONTENT)
    assert get().read_bytes() == CONTENT
    assert server.seen == []


@pytest.mark.parametrize(
    ("plans", "options", "message"),
    [
        (["ok"], {"checksum": "md5:" + "0" * 32}, "something else"),
        (["ok"], {"checksum": "sha256:" + "0" * 64}, "something else"),
        (["ok"], {"size": 1000}, "something else"),
        (["ok"], {"size": len(CONTENT) + 1}, "something else"),
        (["unknown length"], {"size": 1000}, "something else"),
        (["length 1000"], {}, "something else"),
        (["status 404"], {}, "does not have"),
        (["status 500"], {}, "error 500"),
        (["status 416"], {}, "error 416"),
        (["redirect /voice"], {}, "sent the request on"),
        (["redirect file:///etc/hostname"], {}, "sent the request on"),
        (["redirect ftp://127.0.0.1/voice"], {}, "https"),
    ],
)
def test_a_wrong_answer_is_a_sentence_and_leaves_what_was_there(
    get, server, tmp_path, plans, options, message
):
    (tmp_path / "voice").write_bytes(b"the good old one")
    server.plans["/voice"] = plans
    with pytest.raises(VoiceError, match=message) as caught:
        get(**options)
    assert caught.value.hint
    assert (tmp_path / "voice").read_bytes() == b"the good old one"
    # The same file again would be wrong again.
    assert not part(tmp_path).exists() or part(tmp_path).stat().st_size == 0
    assert len(server.seen) < 15


def test_a_wrong_file_is_not_fetched_twice(get, server):
    with pytest.raises(VoiceError):
        get(checksum="md5:" + "0" * 32)
    assert len(server.seen) == 1


def test_redirects_are_followed_with_the_range(get, server, tmp_path):
    part(tmp_path).write_bytes(CONTENT[:5000])
    server.plans["/voice"] = ["redirect /elsewhere"]
    server.files["/elsewhere"] = CONTENT
    assert get().read_bytes() == CONTENT
    assert server.ranges("/elsewhere") == ["bytes=5000-"]


def test_a_server_that_falls_silent(get, server, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "READ_TIMEOUT", 1.0)
    server.plans["/voice"] = ["stall 1000", "stall 0"]
    with pytest.raises(VoiceError, match="stopped answering"):
        get()
    assert part(tmp_path).stat().st_size == 1000


def test_nobody_there(get, server, tmp_path):
    with serving() as other:
        gone = other.url
    with pytest.raises(VoiceError, match="no contact"):
        fetch.fetch(f"{gone}/voice", tmp_path / "voice", allow_http=True)


def test_a_name_that_does_not_exist(tmp_path, monkeypatch):
    def unknown(*args, **kwargs):
        raise fetch.socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(fetch.socket, "getaddrinfo", unknown)
    with pytest.raises(VoiceError, match=r"voices\.example could not be found"):
        fetch.fetch("https://voices.example/voice", tmp_path / "voice")


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "x", "http://[::1"])
def test_other_addresses_are_refused(tmp_path, url):
    with pytest.raises(VoiceError, match="https"):
        fetch.fetch(url, tmp_path / "voice", allow_http=True)


def test_http_is_refused_unless_allowed(get, server):
    with pytest.raises(VoiceError, match="https"):
        get(allow_http=False)
    assert server.seen == []


def test_the_caller_chooses_the_error(get):
    with pytest.raises(SourceError):
        get("/nothing", error=SourceError)


def test_a_file_of_unknown_size_is_capped(get, server, monkeypatch):
    server.plans["/voice"] = ["unknown length"]
    assert get(size=0).read_bytes() == CONTENT
    monkeypatch.setattr(fetch, "MAX_BYTES", 1000)
    with pytest.raises(VoiceError, match="something else"):
        get(size=0, checksum="")


@pytest.mark.parametrize("options", [{}, {"size": 0}])
def test_a_disk_that_is_full(get, server, tmp_path, options):
    server.plans["/voice"] = ["unknown length" if options else "ok"]
    with small_disk(tmp_path / "disk", 128) as disk:
        (disk / "voice").write_bytes(b"the good old one")
        with pytest.raises(VoiceError, match="no room"):
            fetch.fetch(
                f"{server.url}/voice",
                disk / "voice",
                allow_http=True,
                **{"size": len(CONTENT), **options},
            )
        assert [p.name for p in disk.iterdir()] == ["voice"]
        assert (disk / "voice").read_bytes() == b"the good old one"


def test_a_folder_that_is_missing(tmp_path, server):
    with pytest.raises(VoiceError, match="could not be written"):
        fetch.fetch(f"{server.url}/voice", tmp_path / "no" / "voice", allow_http=True)


def test_two_at_a_time_do_not_mix(get, server, tmp_path):
    server.plans["/voice"] = ["stall 1000"]
    with fetching_elsewhere(server, tmp_path), pytest.raises(VoiceError, match="Another"):
        get()


def test_a_killed_download_leaves_no_file_and_is_continued(get, server, tmp_path):
    server.plans["/voice"] = ["stall 70000"]
    with fetching_elsewhere(server, tmp_path, 65536):
        pass
    assert not (tmp_path / "voice").exists()
    have = part(tmp_path).stat().st_size
    assert 0 < have < len(CONTENT)
    server.plans["/voice"] = ["ok"]
    assert get().read_bytes() == CONTENT
    assert server.ranges("/voice")[-1] == f"bytes={have}-"


class fetching_elsewhere:
    """Another process that fetches /voice, killed at the end of the block."""

    def __init__(self, server, tmp_path, bytes_before=0):
        self.part = part(tmp_path)
        self.before = bytes_before
        program = (
            "import sys, pathlib; from newsreader.fetch import fetch;"
            "fetch(sys.argv[1], pathlib.Path(sys.argv[2]), size=int(sys.argv[3]), allow_http=True)"
        )
        arguments = [f"{server.url}/voice", str(tmp_path / "voice"), str(len(CONTENT))]
        self.command = [sys.executable, "-c", program, *arguments]
        self.server = server

    def __enter__(self):
        self.process = subprocess.Popen(self.command, cwd=ROOT, stderr=subprocess.DEVNULL)
        wait_for(lambda: self.server.seen and self.part.exists())
        wait_for(lambda: self.part.stat().st_size >= self.before)

    def __exit__(self, *exception):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def certificate(tmp_path):
    """Return key and certificate of localhost, which nobody has signed."""
    path = tmp_path / "localhost.pem"
    subprocess.run(
        [need("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(path), "-out", str(tmp_path / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + (tmp_path / "cert.pem").read_text())
    return path


def test_https_wants_proof_and_stays_https(certificate, tmp_path, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving() as plain, serving(context) as secure:
        secure.files["/voice"] = plain.files["/voice"] = CONTENT
        secure.plans["/down"] = [f"redirect {plain.url}/voice"]
        secure.plans["/on"] = ["redirect /voice"]
        base = f"https://localhost:{secure.server_port}"
        with pytest.raises(VoiceError, match="who it is"):
            fetch.fetch(f"{base}/voice", tmp_path / "voice")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        fetch.fetch(f"{base}/on", tmp_path / "voice", size=len(CONTENT), checksum=SHA256)
        with pytest.raises(VoiceError, match="one that is not"):
            fetch.fetch(f"{base}/down", tmp_path / "other", allow_http=True)
        assert plain.seen == []
    assert (tmp_path / "voice").read_bytes() == CONTENT
