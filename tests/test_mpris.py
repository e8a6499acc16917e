"""Media keys on a real session bus, pressed with playerctl, as desktops press them."""

import os
import shutil
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from newsreader.listening.actions import Action
from newsreader.listening.mpris import (
    NAME,
    MediaKeys,
    Seek,
    SeekTo,
    Shown,
    Speed,
    Volume,
    article_of,
    track_id,
)

pytest.importorskip("dbus_fast", reason="package dbus-fast is missing (extra desktop)")

SHOWN = Shown("Playing", 2, "Snø i vente", "Avisa", 90.5, "https://example.no/sak", 1.5, 0.8)


@pytest.fixture
def bus(monkeypatch):
    """Run a session bus of our own."""
    for program in ("dbus-daemon", "playerctl"):
        if not shutil.which(program):
            pytest.skip(f"{program} is missing")
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as daemon:  # fmt: skip
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
        yield daemon
        daemon.kill()


def playerctl(*words):
    """Press a key, or ask for something."""
    done = subprocess.run(
        ["playerctl", "--player=newsreader", *words], capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def eventually(condition):
    limit = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < limit, "it did not come"
        time.sleep(0.02)


def test_a_desktop_sees_what_is_read(bus):
    asked = []
    with MediaKeys(asked.append, lambda: 12.25) as keys:
        assert keys.is_there
        keys.show(SHOWN)
        assert playerctl("--list-all") == "newsreader"
        assert playerctl("status") == "Playing"
        assert playerctl("metadata", "xesam:title") == "Snø i vente"
        assert playerctl("metadata", "xesam:artist") == "Avisa"
        assert playerctl("metadata", "xesam:url") == "https://example.no/sak"
        assert playerctl("metadata", "mpris:length") == "90500000"
        assert playerctl("metadata", "mpris:trackid").strip("'") == track_id(2)
        assert float(playerctl("position")) == pytest.approx(12.25)
        assert float(playerctl("volume")) == pytest.approx(0.8)
        keys.show(Shown("Paused", 2, "Snø i vente"))
        eventually(lambda: playerctl("status") == "Paused")
    assert asked == []


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        (("play-pause",), Action.PLAY_PAUSE),
        (("play",), Action.PLAY),
        (("pause",), Action.PAUSE),
        (("stop",), Action.SILENCE),
        (("next",), Action.NEXT),
        (("previous",), Action.PREVIOUS),
        (("position", "10+"), Seek(10.0)),
        (("position", "5-"), Seek(-5.0)),
        (("position", "30"), SeekTo(30.0, 2)),
        (("volume", "0.5"), Volume(0.5)),
        (("volume", "7"), Volume(1.0)),
    ],
)
def test_keys_become_requests(bus, words, request_):
    asked = []
    with MediaKeys(asked.append, lambda: 12.0) as keys:
        keys.show(SHOWN)
        playerctl(*words)
        eventually(lambda: asked)
    if isinstance(request_, Action):
        assert asked == [request_]
    else:
        (only,) = asked
        assert type(only) is type(request_)
        for name in request_.__slots__:
            assert getattr(only, name) == pytest.approx(getattr(request_, name), abs=0.01)


def test_the_rate_is_the_speed_within_its_limits(bus):
    asked = []
    with MediaKeys(asked.append, lambda: 0.0) as keys:
        keys.show(SHOWN)
        for rate in ("2.5", "9.0", "0.1", "0.0"):
            subprocess.run(
                ["dbus-send", "--session", "--print-reply", f"--dest={NAME}",
                 "/org/mpris/MediaPlayer2", "org.freedesktop.DBus.Properties.Set",
                 "string:org.mpris.MediaPlayer2.Player", "string:Rate", f"variant:double:{rate}"],
                check=True, capture_output=True,
            )  # fmt: skip
        eventually(lambda: len(asked) == 4)
    assert asked == [Speed(2.5), Speed(5.0), Speed(0.5), Action.PAUSE]


def test_listeners_are_told_of_changes_and_jumps(bus, tmp_path):
    log = tmp_path / "log"
    with (
        log.open("w") as out,
        subprocess.Popen(
            ["dbus-monitor", "--session", "path=/org/mpris/MediaPlayer2"], stdout=out
        ) as monitor,
        MediaKeys(lambda _request: None, lambda: 61.5) as keys,
    ):
        lengths = count(1)

        def shown():
            # The monitor may not listen yet: what it missed is told again, in other words.
            keys.show(replace(SHOWN, length=next(lengths)), jumped=True)
            return "Seeked" in log.read_text() and "Snø i vente" in log.read_text()

        try:
            eventually(shown)
        finally:
            monitor.kill()
    assert "int64 61500000" in log.read_text()


def test_a_second_reader_takes_another_name(bus):
    with MediaKeys(print, float) as first, MediaKeys(print, float) as second:
        assert first.is_there
        assert second.is_there
        names = set(playerctl("--list-all").split())
    assert names == {"newsreader", f"newsreader.instance{os.getpid()}"}


def test_a_place_in_another_article_is_not_heeded(bus):
    asked = []
    with MediaKeys(asked.append, lambda: 0.0) as keys:
        keys.show(SHOWN)
        for track, place in ((track_id(1), 5_000_000), (track_id(2), 999_000_000)):
            subprocess.run(
                ["dbus-send", "--session", "--print-reply", f"--dest={NAME}",
                 "/org/mpris/MediaPlayer2", "org.mpris.MediaPlayer2.Player.SetPosition",
                 f"objpath:{track}", f"int64:{place}"],
                check=True, capture_output=True,
            )  # fmt: skip
        playerctl("next")
        eventually(lambda: asked)
    assert asked == [Action.NEXT]


def test_the_bus_may_go_away_while_reading(bus):
    with MediaKeys(print, float) as keys:
        keys.show(SHOWN)
        bus.kill()
        eventually(lambda: not keys.is_there)
        keys.show(Shown("Paused"))


def test_without_a_bus_there_are_no_keys(monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with MediaKeys(print, float) as keys:
        assert not keys.is_there
        keys.show(SHOWN)


def test_an_address_where_nobody_answers_is_no_fault(monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with MediaKeys(print, float) as keys:
        assert not keys.is_there


def test_without_the_package_there_are_no_keys(monkeypatch):
    code = """
        import sys
        sys.modules["dbus_fast"] = None
        from newsreader.listening.mpris import MediaKeys, Shown
        with MediaKeys(print, float) as keys:
            keys.show(Shown("Playing"))
            print(keys.is_there)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/none"},
        cwd=Path(__file__).parents[1], capture_output=True, text=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("False\n", "")


@pytest.mark.parametrize("track", ["/org/newsreader/article/x", "/org/other/3", ""])
def test_object_paths_of_others_are_no_article(track):
    assert article_of(track) is None
    assert article_of(track_id(3)) == 3
    assert article_of(track_id(-1)) is None
