"""Times as the formats write them."""

import re

_FULL = re.compile(r"(?:(\d+):)?([0-5]\d):([0-5]\d(?:\.\d+)?)")
_COUNT = re.compile(r"(\d+(?:\.\d+)?)(h|min|s|ms)?")
_UNITS = {"h": 3600.0, "min": 60.0, "s": 1.0, "ms": 0.001, None: 1.0}
_PLAY_TIME = re.compile(r"npt=(\d+(?:\.\d{1,3})?)s")
_HOURS = re.compile(r"(\d+):([0-5]\d):([0-5]\d)")


def clock(value: str) -> float | None:
    """Return a clock value of SMIL 3 in s ("0:01:02.345", "12.5s"), None where it is none."""
    if match := _FULL.fullmatch(value):
        return 3600 * int(match[1] or 0) + 60 * int(match[2]) + float(match[3])
    if match := _COUNT.fullmatch(value):
        return float(match[1]) * _UNITS[match[2]]
    return None


def play_time(value: str) -> float | None:
    """Return a clip time of DAISY 2.02 in s ("npt=12.345s"); more decimals crash old players."""
    match = _PLAY_TIME.fullmatch(value)
    return float(match[1]) if match else None


def hours(value: str) -> int | None:
    """Return a length of DAISY 2.02 in s ("01:02:03"), None where it is none."""
    match = _HOURS.fullmatch(value)
    return 3600 * int(match[1]) + 60 * int(match[2]) + int(match[3]) if match else None
