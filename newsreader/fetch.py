"""Fetch a file by HTTP so that only the right and whole one appears.

What has come so far lies in ``NAME.part``. A transfer that is cut off is taken up where it stopped,
at once while the server keeps sending, else the next time that the file is asked for. The file gets
its own name when length and checksum are right; until then whatever stood there is untouched.

Limits: HTTPS only, unless the caller allows HTTP for an address that the user gave; at most five
redirects, never from HTTPS to HTTP; connecting may take 5 s, a silent server 30 s; never more bytes
than expected. Proxies are those of the environment (``https_proxy``).
"""

import errno
import fcntl
import hashlib
import http.client
import os
import re
import shutil
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import IO, NoReturn, Protocol
from urllib.parse import urlsplit

from newsreader import __version__
from newsreader.errors import NewsreaderError, VoiceError

Progress = Callable[[int, int], None]
"""Called now and then with the bytes that are here and the bytes there will be (0: not known)."""

CONNECT_TIMEOUT = 5.0
"""In s. A host that does not answer at all should not keep a listener waiting."""

READ_TIMEOUT = 30.0
"""In s without a single byte."""

MAX_BYTES = 500_000_000
"""Cap for a file whose size is not known beforehand; the largest Piper voices have 115 MB."""

_BLOCK = 1 << 16
_MAX_REDIRECTS = 5


class _Hash(Protocol):
    """What hashlib's objects can do."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class _CutOffError(Exception):
    """The transfer ended early; what came lies in the part file."""


class _StaleError(Exception):
    """The part file cannot be continued: start from nothing."""


def fetch(
    url: str,
    path: Path,
    *,
    size: int = 0,
    checksum: str = "",
    progress: Progress | None = None,
    allow_http: bool = False,
    error: type[NewsreaderError] = VoiceError,
) -> None:
    """Fetch ``url`` to ``path``, whose folder exists.

    ``size`` in bytes and ``checksum`` (``md5:...`` or ``sha256:...``) are checked where given.
    Raises ``error`` with sentences for everything that can go wrong. A part file is kept where
    continuing makes sense, and removed when the disk is full or the content is wrong.
    """
    part = path.with_name(path.name + ".part")
    job = _Job(url, part, size, checksum, progress or _ignore, allow_http, error)
    try:
        # "a" creates the file and spares what a former transfer left.
        with part.open("a+b") as file:
            _lock(file, job)
            job.run(file)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
    except BrokenPipeError:
        raise  # from printing the progress; a file never breaks like that
    except OSError as cause:
        if cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            part.unlink(missing_ok=True)
            raise _no_room(error, path, size) from cause
        raise error(
            _("{path} could not be written: {reason}.").format(
                path=path, reason=cause.strerror or cause
            ),
            _("Check that you may write there."),
        ) from cause


def file_checksum(path: Path, checksum: str) -> str:
    """Return the checksum of a file, of the same kind and in the same form as ``checksum``."""
    digest = _new_hash(checksum)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return f"{checksum.partition(':')[0]}:{digest.hexdigest()}"


class _Job:
    """One file to fetch, with what is known about it."""

    def __init__(
        self,
        url: str,
        part: Path,
        size: int,
        checksum: str,
        progress: Progress,
        allow_http: bool,
        error: type[NewsreaderError],
    ) -> None:
        self.url = url
        self.host = _parts(url)[1] or url
        self.part = part
        self.size = size
        self.checksum = checksum
        self.progress = progress
        self.allow_http = allow_http
        self.error = error

    def run(self, file: IO[bytes]) -> None:
        """Bring the whole file, in as many requests as it takes, and check it."""
        self.check_scheme(self.url)
        fresh = _length(file) == 0
        while True:
            have = _length(file)
            try:
                self.receive(file, have)
                self.check_sum()
                return
            except _StaleError:
                # What a former run left was of another file, or cannot be continued.
                if fresh:
                    self.give_up_wrong()
                fresh = True
                file.truncate(0)
            except _CutOffError as cut:
                if self.size and _length(file) > have:
                    continue
                raise self.cut_off(cut.__cause__) from cut

    def receive(self, file: IO[bytes], have: int) -> None:
        """Append what is missing after the first ``have`` bytes."""
        if self.size and have == self.size:
            return
        if have and (not self.size or have > self.size):
            # Without a size nothing tells whether the beginning is of the same file.
            raise _StaleError
        with self.open(have) as response:
            if have and not self.continues(response, have):
                file.truncate(0)
                have = 0
            self.copy(response, file, have)

    def open(self, have: int) -> http.client.HTTPResponse:
        """Ask for the bytes from ``have`` on, and translate every refusal."""
        try:
            return self.request(have)
        except urllib.error.HTTPError as cause:
            with cause:
                if cause.code == 416 and have:
                    raise _StaleError from cause
                raise self.http_error(cause) from cause
        except urllib.error.URLError as cause:
            raise self.no_contact(cause.reason) from cause
        except (OSError, http.client.HTTPException) as cause:
            raise _CutOffError from cause

    def request(self, have: int) -> http.client.HTTPResponse:
        """Send the request and wait for the head of the answer."""
        request = urllib.request.Request(
            self.url,
            headers={"User-Agent": f"newsreader/{__version__}", "Accept-Encoding": "identity"},
        )
        if have:
            request.add_header("Range", f"bytes={have}-")
        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            _HTTPHandler(),
            _HTTPSHandler(),
            urllib.request.UnknownHandler(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            _Redirects(self),
        ):
            opener.add_handler(handler)
        response: http.client.HTTPResponse = opener.open(request)
        return response

    def continues(self, response: http.client.HTTPResponse, have: int) -> bool:
        """Return whether the answer begins at byte ``have``; False where it is the whole file."""
        if response.status != 206:
            return False
        found = re.match(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
        if not found or int(found[1]) != have or found[2] not in ("*", str(self.size)):
            raise _StaleError
        return True

    def copy(self, response: http.client.HTTPResponse, file: IO[bytes], have: int) -> None:
        """Append the body to the file, which holds ``have`` bytes."""
        announced = response.length
        if self.size and announced is not None and have + announced != self.size:
            self.give_up_wrong()
        total = self.size or (announced or 0)
        limit = self.size or MAX_BYTES
        self.check_room(total - have)
        while block := _read(response):
            have += len(block)
            if have > limit:
                self.give_up_wrong()
            file.write(block)
            self.progress(have, total)
        file.flush()
        if have < total:
            raise _CutOffError

    def check_sum(self) -> None:
        """Read the whole file back, as it lies on the disk, and compare it with the checksum."""
        if self.checksum and file_checksum(self.part, self.checksum) != self.checksum:
            raise _StaleError

    def check_room(self, wanted: int) -> None:
        """Refuse before the first byte where the disk cannot hold the file."""
        if shutil.disk_usage(self.part.parent).free < wanted:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def check_scheme(self, url: str) -> None:
        """Refuse what is not HTTPS, or not HTTP where that was allowed."""
        scheme = _parts(url)[0]
        if scheme == "https" or (scheme == "http" and self.allow_http):
            return
        raise self.error(
            _("{url} was not fetched, because it is not a secure (https) address.").format(url=url),
            _("Use an address that begins with https."),
        )

    def give_up_wrong(self) -> NoReturn:
        """Remove what came and say that it is not the file that was asked for."""
        self.part.unlink(missing_ok=True)
        raise self.error(
            _("{host} sent something else than the file that was expected.").format(host=self.host),
            _("Try again later. If it happens again, the file has been changed on the server."),
        )

    def cut_off(self, cause: BaseException | None) -> NewsreaderError:
        """Say that the transfer ended early, and whether the server fell silent."""
        if isinstance(cause, TimeoutError):
            message = _("{host} stopped answering.").format(host=self.host)
        else:
            message = _("The transfer from {host} was cut off.").format(host=self.host)
        return self.error(message, _("Run the same command again; it continues where it stopped."))

    def http_error(self, cause: urllib.error.HTTPError) -> NewsreaderError:
        """Say what the server answered."""
        if cause.code in (404, 410):
            return self.error(
                _("{host} does not have {url}.").format(host=self.host, url=self.url),
                _("Check the address."),
            )
        if cause.code < 400:
            return self.error(
                _("{host} sent the request on, but to no address that can be used.").format(
                    host=self.host
                ),
                _("Try again later, or use another address."),
            )
        return self.error(
            _("{host} answered with error {code}.").format(host=self.host, code=cause.code),
            _("Try again later."),
        )

    def no_contact(self, reason: object) -> NewsreaderError:
        """Say why the server could not be reached."""
        if isinstance(reason, ssl.SSLCertVerificationError):
            return self.error(
                _("{host} could not prove who it is.").format(host=self.host),
                _("Check the date and time of this computer."),
            )
        if isinstance(reason, TimeoutError):
            return self.error(
                _("{host} did not answer in time.").format(host=self.host), _("Try again later.")
            )
        if isinstance(reason, socket.gaierror):
            return self.error(
                _("{host} could not be found.").format(host=self.host),
                _("Check the connection to the internet."),
            )
        return self.error(
            _("There was no contact with {host}.").format(host=self.host),
            _("Check the connection to the internet, or try again later."),
        )


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow few redirects, and only to addresses as safe as the first."""

    max_redirections = _MAX_REDIRECTS
    max_repeats = 2

    def __init__(self, job: _Job) -> None:
        self.job = job

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Check the new address as the first one was; from HTTPS only to HTTPS."""
        try:
            if req.type == "https" and _parts(newurl)[0] != "https":
                raise self.job.error(
                    _("{host} led from a secure address to one that is not.").format(host=req.host),
                    _("Use another address."),
                )
            self.job.check_scheme(newurl)
        except NewsreaderError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _HTTPConnection(http.client.HTTPConnection):
    """A connection that is quick to give up connecting, and patient afterwards."""

    def connect(self) -> None:
        self.timeout = CONNECT_TIMEOUT
        super().connect()
        self.sock.settimeout(READ_TIMEOUT)


class _HTTPSConnection(http.client.HTTPSConnection):
    """The same with TLS, whose handshake counts as connecting."""

    def connect(self) -> None:
        self.timeout = CONNECT_TIMEOUT
        super().connect()
        self.sock.settimeout(READ_TIMEOUT)


class _HTTPHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_HTTPConnection, req)


class _HTTPSHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_HTTPSConnection, req)


def _lock(file: IO[bytes], job: _Job) -> None:
    """Keep a second newsreader from writing to the same part file."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as cause:
        raise job.error(
            _("Another newsreader is fetching {name} right now.").format(name=job.part.stem),
            _("Wait until it has finished."),
        ) from cause
    except OSError:
        # A file system without locks (some network ones): then without.
        return


def _read(response: http.client.HTTPResponse) -> bytes:
    """Return the next bytes; keep errors of the network apart from those of the disk."""
    try:
        # read1 gives what has come; read would lose it when the rest does not come in time.
        return response.read1(_BLOCK)
    except (OSError, http.client.HTTPException) as cause:
        raise _CutOffError from cause


def _parts(url: str) -> tuple[str, str]:
    """Return scheme and host, empty where there are none."""
    try:
        found = urlsplit(url)
    except ValueError:
        return "", ""
    return found.scheme, found.hostname or ""


def _length(file: IO[bytes]) -> int:
    return file.seek(0, os.SEEK_END)


def _new_hash(checksum: str) -> _Hash:
    """Return the hash object for ``md5:...`` or ``sha256:...``.

    MD5 guards against damage and against a file that somebody puts in its place later, as long as
    the catalogue's entry is honest: nobody can make a second file for a given MD5.
    """
    if checksum.startswith("md5:"):
        return hashlib.md5(usedforsecurity=False)
    return hashlib.sha256()


def _no_room(error: type[NewsreaderError], path: Path, size: int) -> NewsreaderError:
    needed = _("It needs {megabytes} MB.").format(megabytes=-(-size // 1_000_000)) if size else ""
    return error(
        _("There was no room on the disk for {path}.").format(path=path),
        f"{needed} {_('Free some space, then try again.')}".strip(),
    )


def _ignore(done: int, total: int) -> None:
    """Report to nobody."""
