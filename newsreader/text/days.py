"""Days as they are printed, for what the reader writes itself."""

from datetime import date

from newsreader.text.numbers import MONTHS

_WEEKDAYS = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"),
}


def written(day: date) -> str:
    """Return a date: 24. november 2026."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def with_weekday(day: date, language: str) -> str:
    """Return a date with its weekday: tirsdag 24. november 2026."""
    weekday = _WEEKDAYS["nn" if language == "nn" else "nb"][day.weekday()]
    return f"{weekday} {written(day)}"
