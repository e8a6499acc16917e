"""Keep what C libraries print away from the user's standard error.

PortAudio, ALSA, PulseAudio and espeak-ng write straight to file descriptor 2 ("ALSA lib ...
underrun occurred"), and a screen reader reads it all aloud. Once ``divert`` has run, their words go
to a log, and only what Python writes to ``sys.stderr`` still reaches the user. It must run before
these libraries are loaded. A child process inherits the log as its standard error: give it
``stderr=sys.stderr`` where the user should read it.
"""

import io
import os
import sys
from pathlib import Path

_LOG_LIMIT = 1_000_000
"""Bytes; a log larger than this is begun anew."""

_diverted = False


def divert(log_path: Path | None) -> None:
    """Send file descriptor 2 to a log and keep ``sys.stderr`` for Python.

    Without a path, or where the log cannot be written, C messages are thrown away. A second call
    changes nothing.
    """
    global _diverted
    if _diverted:
        return
    _diverted = True
    stream = sys.stderr
    ours = _writes_to_fd_2(stream)
    if ours:
        stream.flush()
        sys.stderr = io.TextIOWrapper(
            io.FileIO(os.dup(2), "w"),
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=True,
            write_through=True,
        )
    log = _open_log(log_path)
    if log != 2:  # with standard error closed, the log may have been given its number
        os.dup2(log, 2)
        os.close(log)


def _writes_to_fd_2(stream: object) -> bool:
    """Tell whether a stream is the process's standard error, not one that replaced it."""
    try:
        return isinstance(stream, io.TextIOWrapper) and stream.fileno() == 2
    except (OSError, ValueError):
        return False


def _open_log(path: Path | None) -> int:
    """Return a descriptor that only the user may read, or one for nowhere."""
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.fchmod(log, 0o600)
            if os.fstat(log).st_size > _LOG_LIMIT:
                os.ftruncate(log, 0)
            return log
        except OSError:
            pass  # a full or read-only disk is no reason not to read the news
    return os.open(os.devnull, os.O_WRONLY)
