"""Keys from a plain terminal, or lines from anything else: the standard library, nothing drawn.

Nothing is ever written to the terminal, and it is always given back as it was: at the end, after an
error, at SIGTERM, SIGINT and SIGHUP, while the program is stopped by Ctrl-Z (and taken again after
that). Only ``kill -9`` can leave it behind.
"""

import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Protocol, Self

from newsreader.listening.decoder import Decoder

TERMINAL = "/dev/tty"
_STEP = 0.2
"""In s: how often a reader in the background looks whether it is in front again."""

StopBy = Callable[[Callable[[], None]], None]

_LONGEST_LINE = 10_000
"""In bytes; what is longer is no command."""


class Input(Protocol):
    """What a listener asks with."""

    is_keys: bool
    """Whether ``read`` gives names of keys; else lines."""
    closed: bool
    """Whether nothing more will come."""

    def read(self, timeout: float) -> list[str]:
        """Wait at most ``timeout`` s for something, and return all that came."""

    def wake(self) -> None:
        """Make ``read`` return at once. For other threads and signal handlers."""

    def __enter__(self) -> Self:
        """Take the terminal."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give it back."""


def open_input(*, stdin_is_taken: bool = False, stop_by: StopBy | None = None) -> Input:
    """Return the keys of the terminal, or the lines of standard input.

    Where standard input holds the article, keys come from the controlling terminal, if there is
    one. ``stop_by`` is called at Ctrl-Z, with what stops the program: it need not be called at
    once, but in the main thread.
    """
    if stdin_is_taken:
        try:
            descriptor = os.open(TERMINAL, os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            return Lines(-1)
        return Keyboard(descriptor, stop_by, owned=True)
    descriptor = _stdin()
    if descriptor >= 0 and os.isatty(descriptor):
        with contextlib.suppress(termios.error):
            termios.tcgetattr(descriptor)
            return Keyboard(descriptor, stop_by)
    return Lines(descriptor)


def _stdin() -> int:
    """Return the descriptor of standard input, -1 where it is closed."""
    try:
        return sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return -1


class _Waiting:
    """Waits for a descriptor, or for ``wake``."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.closed = descriptor < 0
        self._woken, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._waker, b"\0")

    def _ready(self, timeout: float, listening: bool = True) -> bool:
        """Wait; return whether there is something to read."""
        watched = [self._woken]
        if listening and not self.closed:
            watched.append(self._descriptor)
        try:
            found, _, _ = select.select(watched, [], [], max(0.0, timeout))
        except (OSError, ValueError):
            self.closed = True
            return False
        if self._woken in found:
            with contextlib.suppress(OSError):
                os.read(self._woken, 4096)
        return self._descriptor in found

    def _bytes(self) -> bytes:
        """Return what is there; nothing more will come where that is nothing."""
        try:
            data = os.read(self._descriptor, 4096)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError:
            # A terminal that was hung up.
            data = b""
        self.closed = not data
        return data

    def _close_pipe(self) -> None:
        os.close(self._woken)
        os.close(self._waker)


class Lines(_Waiting):
    """Lines of a pipe or a file, without what ends them."""

    is_keys = False

    def __init__(self, descriptor: int) -> None:
        """Read from a descriptor; -1 gives nothing."""
        super().__init__(descriptor)
        self._rest = b""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self._close_pipe()

    def read(self, timeout: float) -> list[str]:
        """Wait for lines, and return those that are complete; at the end also the last one."""
        if not self._ready(timeout):
            return []
        data = self._bytes()
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data:
            lines, self._rest = [self._rest], b""
        self._rest = self._rest[-_LONGEST_LINE:]
        texts = (line.decode("utf-8", "replace").strip() for line in lines)
        return [text for text in texts if text]


class Keyboard(_Waiting):
    """Keys of a terminal, one by one and without an echo."""

    is_keys = True

    def __init__(
        self,
        descriptor: int,
        stop_by: StopBy | None = None,
        *,
        owned: bool = False,
    ) -> None:
        """Prepare for a terminal; an ``owned`` descriptor is closed at the end."""
        super().__init__(descriptor)
        self._stop_by = stop_by
        self._owned = owned
        self._decoder = Decoder()
        self._usual: list[Any] | None = None
        self._armed = False
        self._handlers: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Take the terminal."""
        self._usual = termios.tcgetattr(self._descriptor)
        if threading.current_thread() is threading.main_thread():
            for number, handler in (
                (signal.SIGTSTP, self._on_stop),
                (signal.SIGCONT, self._on_continue),
                (signal.SIGHUP, self._on_end),
                (signal.SIGQUIT, self._on_end),
                (signal.SIGTERM, self._on_end),
            ):
                before = signal.getsignal(number)
                if number is signal.SIGTERM and before is not signal.SIG_DFL:
                    continue  # it leaves through ``__exit__`` already
                if before is signal.SIG_IGN and number is not signal.SIGCONT:
                    continue  # nohup, or a shell without job control
                self._handlers[number] = before
                signal.signal(number, handler)
        try:
            self._arm()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the terminal back."""
        self._disarm()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()
        self._close_pipe()
        if self._owned:
            os.close(self._descriptor)

    def read(self, timeout: float) -> list[str]:
        """Wait for keys, and return their names."""
        listening = self._is_in_front()
        if listening and not self._armed:
            self._arm()
        if not listening:
            timeout = min(timeout, _STEP)
        pending = self._decoder.wait
        wait = timeout if pending is None else min(timeout, pending)
        if self._ready(wait, listening):
            return self._decoder.feed(self._bytes(), time.monotonic())
        return self._decoder.idle(time.monotonic())

    def _is_in_front(self) -> bool:
        """Tell whether the terminal is ours; reading it in the background would stop us."""
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            return True  # not our controlling terminal: nobody takes it from us

    def _arm(self) -> None:
        if self._usual is None or not self._is_in_front():
            return
        mode = [*self._usual[:6], list(self._usual[6])]
        # Ctrl-S would freeze the reader at its next line, Ctrl-V and Ctrl-O are nobody's here.
        mode[0] &= ~termios.IXON
        mode[3] &= ~(termios.ICANON | termios.ECHO | termios.ECHONL | termios.IEXTEN)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        self._armed = True
        self._set(mode)

    def _disarm(self) -> None:
        if self._usual is not None and self._armed:
            self._set(self._usual)
        self._armed = False

    def _set(self, mode: list[Any]) -> None:
        """Change the terminal, even from the background, where that would stop the program."""
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        try:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._descriptor, termios.TCSANOW, mode)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        """Stop, or have it done by whoever must fall silent first."""
        if self._stop_by is None:
            self._stop()
        else:
            self._stop_by(self._stop)

    def _stop(self) -> None:
        """Give the terminal back and stop; go on after SIGCONT."""
        self._disarm()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._on_stop)
        self._arm()

    def _on_continue(self, number: int, frame: FrameType | None) -> None:
        """Take the terminal again: a shell has put its own mode meanwhile."""
        self._armed = False
        self._arm()

    def _on_end(self, number: int, frame: FrameType | None) -> None:
        """Leave through ``__exit__``."""
        raise SystemExit(128 + number)
