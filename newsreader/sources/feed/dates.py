"""Dates of feeds, in the standard forms and as Norwegian systems write them."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache

_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "januar jan",
            "februar feb",
            "mars mar",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sep sept",
            "oktober okt",
            "november nov",
            "desember des",
        ),
        1,
    )
    for month in names.split()
}
"""Bokmål and nynorsk alike; the short forms are those of CLDR without their full stop."""

_WORDS = re.compile(
    r"(?:[a-zæøå]+\.?,?\s+)?(?P<day>\d{1,2})\.?\s+(?P<month>[a-z]{3,9})\.?\s+(?P<year>\d{4})"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
"""fr., 19 jan. 2024 14:05 +0100; laurdag 20. januar 2024 kl. 14.05"""

_NUMBERS = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?P<rest>.*)")
"""19.01.2024 14:05"""

_TIME = re.compile(
    r"[\s,]*(?:(?:kl\.?|klokk[ea]n?|-|–)\s*)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)"
    r"(?:[:.](?P<second>\d\d))?\s*(?P<zone>\S*)",
    re.IGNORECASE,
)

_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d\d?):?(\d\d)?", re.IGNORECASE)


def iso_date(text: str) -> str | None:
    """Return a date of a feed in ISO 8601, None for one that cannot be read.

    A time of day without a zone is Norwegian time.
    """
    text = " ".join(text.split())[:100]
    if not text:
        return None
    found = _standard(text) or _norwegian(text)
    if isinstance(found, datetime) and found.tzinfo is None:
        found = found.replace(tzinfo=_oslo())
    return found.isoformat() if found else None


def seconds(iso: str | None) -> float | None:
    """Return the seconds since 1970 of an ISO date; noon, Norwegian time, for a mere day."""
    if not iso:
        return None
    try:
        if len(iso) == 10:
            return datetime.combine(date.fromisoformat(iso), time(12), _oslo()).timestamp()
        return datetime.fromisoformat(iso).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _standard(text: str) -> date | datetime | None:
    """Read RFC 822 (RSS) and ISO 8601 (Atom, Dublin Core)."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError):
        return None


def _norwegian(text: str) -> date | datetime | None:
    match = _WORDS.match(text)
    if match:
        month = _MONTHS.get(match["month"].lower(), 0)
    else:
        match = _NUMBERS.match(text)
        month = int(match["month"]) if match else 0
    if not match or not month:
        return None
    try:
        day = date(int(match["year"]), month, int(match["day"]))
        clock = _TIME.match(match["rest"])
        if not clock:
            return day
        of_day = time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0))
        return datetime.combine(day, of_day, _zone(clock["zone"]))
    except ValueError:
        return None


def _zone(name: str) -> tzinfo:
    """Return the zone that stands after a time of day."""
    if name.upper() in ("Z", "GMT", "UTC"):
        return UTC
    offset = _OFFSET.fullmatch(name)
    if not offset:
        return _oslo()
    distance = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(distance if offset[1] == "+" else -distance)


@cache
def _oslo() -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError:  # a system without time zone data
        return timezone(timedelta(hours=1))
