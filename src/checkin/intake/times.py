"""Dates and times as people write them, in the course's time zone. Pure."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_TIME = re.compile(
    r"(\d{1,2})(?:\s*[:.hH]\s*(\d{2})?)?(?::\d{2})?(?:\.0+)?\s*(?:h|hs|hrs|horas)?\.?\s*([ap]\.?\s*m\.?)?",
    re.IGNORECASE,
)


def read_date(text: str) -> date | None:
    """A date: year first, else day first as in Latin America and Europe. None if it is none."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """A time of day: ``9:30``, ``09.30``, ``9h30``, ``9 h``, ``2:30 pm``. None if it is none."""
    found = _TIME.fullmatch(text.strip())
    if not found or not text.strip():
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def read_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A date with a time in one cell; ISO 8601 with an offset is taken at its word. None if it is none."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day, _, hour = text.replace(",", " ").partition(" ")
        on, at = read_date(day), read_time(hour)
        return None if on is None or at is None else datetime.combine(on, at, zone)
    if len(text) <= len("2026-03-09"):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def exists(moment: datetime) -> bool:
    """False for a wall time that daylight saving skips in its zone. Of a time that comes twice the first is meant."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)
