"""Media keys, headset buttons and desktop panels: MPRIS over D-Bus (MPRIS 2.2, freedesktop.org).

On Wayland a program in the background gets the keys of a headset this way only. What is asked for
comes out as requests, which are handed to the reader's own thread; what is heard is shown by
``show``. The bus has a thread and an event loop of its own. Where there is no session bus, or the
package dbus-fast (extra ``desktop``) is missing, there are no media keys, and one line in the log.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsreader.listening.actions import Action

if TYPE_CHECKING:
    import asyncio  # at run time in the bus's own thread: it takes longer than all else here

_log = logging.getLogger(__name__)

NAME = "org.mpris.MediaPlayer2.newsreader"
_PATH = "/org/mpris/MediaPlayer2"
_ROOT = "org.mpris.MediaPlayer2"
_PLAYER = "org.mpris.MediaPlayer2.Player"
_TRACKS = "/org/newsreader/article/"
_MICROSECONDS = 1_000_000
_PATIENCE = 2.0
"""In s: how long the bus may take to answer before it is done without."""


@dataclass(frozen=True, slots=True)
class Seek:
    """Move in the article."""

    seconds: float
    """Forward; backward where it is negative. In s of sound at speed 1."""


@dataclass(frozen=True, slots=True)
class SeekTo:
    """Go to a place in the article."""

    seconds: float
    """From its beginning, in s of sound at speed 1."""
    article: int
    """That the place is meant for."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Read at another speed."""

    speed: float


@dataclass(frozen=True, slots=True)
class Volume:
    """Read at another volume, 0 to 1."""

    volume: float


Request = Action | Seek | SeekTo | Speed | Volume


@dataclass(frozen=True, slots=True)
class Shown:
    """What a panel shows of the reader."""

    state: str = "Stopped"
    """"Playing", "Paused" or "Stopped"."""
    article: int = -1
    """Its number in the programme; -1 where nothing is read."""
    title: str = ""
    source: str = ""
    """Who published it."""
    length: float = 0.0
    """In s at speed 1, as far as it is known."""
    address: str = ""
    """Of the article, where it is a page."""
    speed: float = 1.0
    volume: float = 1.0


class MediaKeys:
    """The reader's face on the session bus. Use it as a context manager."""

    def __init__(
        self,
        ask: Callable[[Request], None],
        position: Callable[[], float],
        limits: tuple[float, float] = (0.5, 5.0),
    ) -> None:
        """Prepare. ``ask`` and ``position`` are called in the bus's thread, and must not wait.

        ``position`` gives s from the article's beginning, at speed 1. ``limits`` are those of the
        speed.
        """
        self._ask = ask
        self._position = position
        self._limits = limits
        self._shown = Shown()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._end: asyncio.Event | None = None
        self._player: Any = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> MediaKeys:
        """Appear on the bus, if there is one."""
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            return self
        try:
            from importlib import import_module

            import_module("dbus_fast.aio")  # here: to import in two threads at once is fragile
        except ImportError:
            _log.info("no media keys: the package dbus-fast is not installed")
            return self
        self._thread = threading.Thread(target=self._serve, name="mpris", daemon=True)
        self._thread.start()
        self._ready.wait(_PATIENCE)
        return self

    def __exit__(self, *exc: object) -> None:
        """Leave the bus."""
        loop, end = self._loop, self._end
        if loop is not None and end is not None:
            self._soon(end.set)
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    @property
    def is_there(self) -> bool:
        """Whether the reader is on the bus."""
        return self._player is not None

    def show(self, shown: Shown, *, jumped: bool = False) -> None:
        """Show what is read now; ``jumped`` where the place is not what follows from the time."""
        before, self._shown = self._shown, shown
        if self._player is not None and (shown != before or jumped):
            self._soon(lambda: self._tell(before, shown, jumped))

    def _soon(self, call: Callable[[], object]) -> None:
        """Call something in the bus's thread."""
        if self._loop is not None:
            try:
                self._loop.call_soon_threadsafe(call)
            except RuntimeError:  # the loop has ended
                _log.info("the session bus is gone")

    def _tell(self, before: Shown, shown: Shown, jumped: bool) -> None:
        """Send what has changed to who listens on the bus."""
        changed: dict[str, Any] = {}
        if shown.state != before.state:
            changed["PlaybackStatus"] = shown.state
        if _track(shown) != _track(before):
            changed["Metadata"] = metadata(shown)
        if shown.speed != before.speed:
            changed["Rate"] = shown.speed
        if shown.volume != before.volume:
            changed["Volume"] = shown.volume
        try:
            if changed:
                self._player.emit_properties_changed(changed)
            if jumped:
                self._player.Seeked()
        except Exception as error:  # a bus that goes away must not end the reading
            _log.info("the session bus failed: %s", error)

    def _serve(self) -> None:
        """Run the bus's event loop in its thread."""
        import asyncio

        try:
            asyncio.run(self._run())
        except Exception as error:  # whatever is wrong with the bus: there are other keys
            _log.info("no media keys: %s", error)
        finally:
            self._player = self._loop = None
            self._ready.set()

    async def _run(self) -> None:
        import asyncio

        from dbus_fast import BusType, NameFlag, RequestNameReply
        from dbus_fast.aio import MessageBus

        from newsreader.listening.mpris_bus import Player, Root

        self._end = asyncio.Event()
        bus = await MessageBus(bus_type=BusType.SESSION).connect()
        try:
            face = Player(_PLAYER, self._ask, lambda: self._shown, self._where, self._limits)
            bus.export(_PATH, Root(_ROOT, self._ask))
            bus.export(_PATH, face)
            reply = await bus.request_name(NAME, NameFlag.DO_NOT_QUEUE)
            if reply is not RequestNameReply.PRIMARY_OWNER:
                # MPRIS's own rule for a second instance of a program.
                await bus.request_name(f"{NAME}.instance{os.getpid()}")
            self._loop = asyncio.get_running_loop()
            self._player = face
            self._ready.set()
            ended = asyncio.ensure_future(self._end.wait())
            gone = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]
            await asyncio.wait((ended, gone), return_when=asyncio.FIRST_COMPLETED)
            for task in (ended, gone):
                task.cancel()
        finally:
            bus.disconnect()

    def _where(self) -> int:
        """Return the place in the article, in microseconds."""
        return max(0, round(self._position() * _MICROSECONDS))


def track_id(article: int) -> str:
    """Return the object path that stands for an article."""
    return f"{_TRACKS}{article}" if article >= 0 else f"{_PATH}/TrackList/NoTrack"


def article_of(track: str) -> int | None:
    """Return the article of an object path, None where it stands for none."""
    number = track.removeprefix(_TRACKS)
    return int(number) if number != track and number.isdecimal() else None


def _track(shown: Shown) -> tuple[object, ...]:
    return shown.article, shown.title, shown.source, shown.length, shown.address


def metadata(shown: Shown) -> dict[str, Any]:
    """Return what MPRIS tells of an article."""
    from dbus_fast import Variant

    found = {"mpris:trackid": Variant("o", track_id(shown.article))}
    if shown.article >= 0:
        found["xesam:title"] = Variant("s", shown.title)
        found["mpris:length"] = Variant("x", round(shown.length * _MICROSECONDS))
        if shown.source:
            found["xesam:artist"] = Variant("as", [shown.source])
        if shown.address:
            found["xesam:url"] = Variant("s", shown.address)
    return found
