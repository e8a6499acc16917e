"""The error of a fetch, and its sentences."""

import math
import socket
import ssl
from gettext import gettext as _
from gettext import ngettext

from newsreader.errors import SourceError


class FetchError(SourceError):
    """A page or a feed could not be fetched."""

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        status: int = 0,
        retry_after: float | None = None,
        offline: bool = False,
        is_forbidden: bool = False,
    ) -> None:
        """Keep what a caller may act on besides the two sentences."""
        super().__init__(message, hint)
        self.status = status
        """What the server answered; 0 where it did not."""
        self.retry_after = retry_after
        """In s from now: the server asks not to be asked before."""
        self.offline = offline
        """Whether this computer seems to have no contact with the internet at all."""
        self.is_forbidden = is_forbidden
        """Whether only the guard says no: a person may say yes, by typing the address."""


def of_status(status: int, host: str, url: str, retry_after: float | None) -> FetchError:
    """Say what an answer other than "here it is" means."""
    message, hint = _status_sentences(status, host, url, retry_after)
    return FetchError(message, hint, status=status, retry_after=retry_after)


def _status_sentences(
    status: int, host: str, url: str, retry_after: float | None
) -> tuple[str, str]:
    later = _("Try again later.")
    if retry_after:
        minutes = max(1, math.ceil(retry_after / 60))
        later = ngettext("Try again in {n} minute.", "Try again in {n} minutes.", minutes).format(
            n=minutes
        )
    if status == 404:
        return (
            _("{host} has no page {url}.").format(host=host, url=url),
            _("Check the address; the page may also have been removed."),
        )
    if status == 410:
        return (
            _("{host} has removed {url} for good.").format(host=host, url=url),
            _("Look for the article elsewhere."),
        )
    if status == 401:
        return (
            _("{host} wants you to log in first.").format(host=host),
            _("Open the page in a browser and save it, then read the saved page."),
        )
    if status == 402:
        return (
            _("{host} shows this page to subscribers only.").format(host=host),
            _("If you subscribe, open it in a browser and save it, then read the saved page."),
        )
    if status == 403:
        return (
            _("{host} does not let newsreader see this page.").format(host=host),
            _("Open the page in a browser and save it, then read the saved page."),
        )
    if status == 429:
        return _("{host} has been asked too often.").format(host=host), later
    if status == 451:
        return (
            _("{host} may not show this page, for legal reasons.").format(host=host),
            _("Look for the article elsewhere."),
        )
    if status >= 500:
        return (
            _("{host} has a fault, number {code}.").format(host=host, code=status),
            later,
        )
    return (
        _("{host} answered with error {code}.").format(host=host, code=status),
        _("Check the address."),
    )


def of_failure(cause: BaseException, host: str) -> FetchError:
    """Say why the server could not be reached, or fell silent."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError(
            _("{host} could not prove who it is.").format(host=host),
            _("Check the date and time of this computer."),
        )
    if isinstance(cause, ssl.SSLError):
        return FetchError(
            _("No secure connection to {host} could be made.").format(host=host),
            _("Try again later."),
        )
    if isinstance(cause, TimeoutError):
        return FetchError(
            _("{host} did not answer in time.").format(host=host), _("Try again later.")
        )
    if isinstance(cause, socket.gaierror):
        return FetchError(
            _("{host} could not be found.").format(host=host),
            _("Check the address, and the connection to the internet."),
            offline=cause.errno == socket.EAI_AGAIN,
        )
    if isinstance(cause, ConnectionRefusedError):
        return FetchError(
            _("There is no web server at {host}.").format(host=host), _("Check the address.")
        )
    if isinstance(cause, ConnectionError):
        return FetchError(
            _("The transfer from {host} was cut off.").format(host=host), _("Try again later.")
        )
    return FetchError(
        _("There was no contact with {host}.").format(host=host),
        _("Check the connection to the internet, or try again later."),
        offline=True,
    )
