"""The two interfaces of MPRIS 2.2 as dbus-fast wants them. Only ``mpris`` imports this.

Names, types and what may be done when are the standard's.
"""

from collections.abc import Callable
from typing import Annotated

from dbus_fast import PropertyAccess
from dbus_fast.annotations import (
    DBusBool,
    DBusDict,
    DBusDouble,
    DBusInt64,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
)
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from newsreader.listening import mpris
from newsreader.listening.actions import Action

Ask = Callable[[mpris.Request], None]

_READ = PropertyAccess.READ
Strings = Annotated[list[str], DBusSignature("as")]


class Root(ServiceInterface):
    """What the program is."""

    def __init__(self, name: str, ask: Ask) -> None:
        """Hand requests to ``ask``."""
        super().__init__(name)
        self._ask = ask

    @dbus_method()
    def Raise(self) -> None:
        """There is no window to raise."""

    @dbus_method()
    def Quit(self) -> None:
        """End the program."""
        self._ask(Action.QUIT)

    @dbus_property(access=_READ)
    def CanQuit(self) -> DBusBool:
        """Return whether Quit works."""
        return True

    @dbus_property(access=_READ)
    def CanRaise(self) -> DBusBool:
        """Return whether there is a window."""
        return False

    @dbus_property(access=_READ)
    def HasTrackList(self) -> DBusBool:
        """Return whether the list of articles can be seen."""
        return False

    @dbus_property(access=_READ)
    def Identity(self) -> DBusStr:
        """Return the name for people."""
        return "newsreader"

    @dbus_property(access=_READ)
    def SupportedUriSchemes(self) -> Strings:
        """Return none: an address from the bus is not fetched."""
        return []

    @dbus_property(access=_READ)
    def SupportedMimeTypes(self) -> Strings:
        """Return none."""
        return []


class Player(ServiceInterface):
    """What is read, and what can be asked for."""

    def __init__(
        self,
        name: str,
        ask: Ask,
        shown: Callable[[], mpris.Shown],
        place: Callable[[], int],
        limits: tuple[float, float],
    ) -> None:
        """Hand requests to ``ask``; ``place`` is in microseconds."""
        super().__init__(name)
        self._ask, self._shown, self._place, self._limits = ask, shown, place, limits

    @dbus_method()
    def Next(self) -> None:
        """Go forward at the chosen level."""
        self._ask(Action.NEXT)

    @dbus_method()
    def Previous(self) -> None:
        """Go back at the chosen level."""
        self._ask(Action.PREVIOUS)

    @dbus_method()
    def Pause(self) -> None:
        """Pause; a paused reader stays so."""
        self._ask(Action.PAUSE)

    @dbus_method()
    def PlayPause(self) -> None:
        """Pause or go on."""
        self._ask(Action.PLAY_PAUSE)

    @dbus_method()
    def Stop(self) -> None:
        """Be silent, and keep the place."""
        self._ask(Action.SILENCE)

    @dbus_method()
    def Play(self) -> None:
        """Go on."""
        self._ask(Action.PLAY)

    @dbus_method()
    def Seek(self, offset: DBusInt64) -> None:
        """Move by microseconds."""
        self._ask(mpris.Seek(offset / 1e6))

    @dbus_method()
    def SetPosition(self, track: DBusObjectPath, position: DBusInt64) -> None:
        """Go to a place; one outside of the article, or for another one, is not heeded."""
        article = mpris.article_of(track)
        shown = self._shown()
        if article == shown.article and 0 <= position <= shown.length * 1e6:
            self._ask(mpris.SeekTo(position / 1e6, shown.article))

    @dbus_method()
    def OpenUri(self, uri: DBusStr) -> None:
        """Do nothing: an address from the bus is not fetched."""

    @dbus_signal()
    def Seeked(self) -> DBusInt64:
        """Tell that the place is not what follows from the time."""
        return self._place()

    @dbus_property(access=_READ)
    def PlaybackStatus(self) -> DBusStr:
        """Return "Playing", "Paused" or "Stopped"."""
        return self._shown().state

    @dbus_property(access=_READ)
    def Metadata(self) -> DBusDict:
        """Return what is known of the article."""
        return mpris.metadata(self._shown())

    @dbus_property(access=_READ)
    def Position(self) -> DBusInt64:
        """Return the place in the article, in microseconds."""
        return self._place()

    @dbus_property()
    def Rate(self) -> DBusDouble:
        """Return the speed."""
        return self._shown().speed

    @Rate.setter  # type: ignore[no-redef]  # dbus-fast wants the same name
    def Rate(self, speed: DBusDouble) -> None:
        # A rate of 0 is a pause (MPRIS 2.2).
        low, high = self._limits
        self._ask(mpris.Speed(min(high, max(low, speed))) if speed > 0 else Action.PAUSE)

    @dbus_property()
    def Volume(self) -> DBusDouble:
        """Return the volume."""
        return self._shown().volume

    @Volume.setter  # type: ignore[no-redef]  # the same
    def Volume(self, volume: DBusDouble) -> None:
        self._ask(mpris.Volume(min(1.0, max(0.0, volume))))

    @dbus_property(access=_READ)
    def MinimumRate(self) -> DBusDouble:
        """Return the lowest speed."""
        return self._limits[0]

    @dbus_property(access=_READ)
    def MaximumRate(self) -> DBusDouble:
        """Return the highest speed."""
        return self._limits[1]

    @dbus_property(access=_READ)
    def CanGoNext(self) -> DBusBool:
        """Return whether Next works."""
        return True

    @dbus_property(access=_READ)
    def CanGoPrevious(self) -> DBusBool:
        """Return whether Previous works."""
        return True

    @dbus_property(access=_READ)
    def CanPlay(self) -> DBusBool:
        """Return whether Play works."""
        return True

    @dbus_property(access=_READ)
    def CanPause(self) -> DBusBool:
        """Return whether Pause works."""
        return True

    @dbus_property(access=_READ)
    def CanSeek(self) -> DBusBool:
        """Return whether Seek works."""
        return True

    @dbus_property(access=_READ)
    def CanControl(self) -> DBusBool:
        """Return whether anything works."""
        return True
