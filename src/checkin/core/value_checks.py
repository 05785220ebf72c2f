"""Check single values of events: texts, numbers, times, days. Each check returns what is wrong, or an empty text.

Pure. The texts are translated where they are shown.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from checkin.core.events import format_time

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A time zone moves a moment by a day at most: both ends stay within what a calendar can show.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
FIRST_TIME, LAST_TIME = map(format_time, (_EARLIEST, _LATEST))  # the order of these texts is that of time

Check = Callable[[object], str]


def text_fault(longest: int, value: object) -> str:
    """Return what is wrong with a text of at most ``longest`` characters."""
    if not isinstance(value, str):
        return "is not a text"
    return f"is longer than {longest:,} characters" if len(value) > longest else ""


def filled_text_fault(longest: int, value: object) -> str:
    """Return what is wrong with a text that must not be empty."""
    return text_fault(longest, value) or ("" if value else "is empty")


def number_fault(least: int, most: int, value: object) -> str:
    """Return what is wrong with a whole number between two others, both included."""
    if type(value) is not int:
        return "is not a whole number"
    return "" if least <= value <= most else f"is not between {least:,} and {most:,}"


def amount_fault(value: object) -> str:
    """Return what is wrong with a number."""
    return "" if isinstance(value, int | float) and not isinstance(value, bool) else "is not a number"


def flag_fault(value: object) -> str:
    """Return what is wrong with a value that is true or false."""
    return "" if isinstance(value, bool) else "is not true or false"


def choice_fault(words: tuple[str, ...], value: object) -> str:
    """Return what is wrong with one of some words."""
    return "" if value in words and isinstance(value, str) else f"is none of {', '.join(words)}"


def uuid_fault(value: object) -> str:
    """Return what is wrong with a UUID in lower case."""
    return "" if isinstance(value, str) and UUID.fullmatch(value) else "is not a UUID"


def time_fault(value: object) -> str:
    """Return what is wrong with a time in UTC (ISO 8601 with milliseconds); an empty text if nothing is."""
    if not isinstance(value, str) or not TIME.fullmatch(value):
        return "is not a time in UTC"
    try:
        return "" if _EARLIEST <= datetime.fromisoformat(value) <= _LATEST else "is outside 1970 to 9999"
    except ValueError:
        return "is not a real time"


def day_fault(value: object) -> str:
    """Return what is wrong with a day (ISO 8601); an empty text if nothing is."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return "is not a day"
    try:
        return "" if _EARLIEST.date() <= date.fromisoformat(value) <= _LATEST.date() else "is outside 1970 to 9999"
    except ValueError:
        return "is not a real day"


def hex_fault(longest: int, value: object) -> str:
    """Return what is wrong with bytes in hexadecimal digits."""
    wrong = text_fault(longest, value)
    if wrong or not isinstance(value, str):
        return wrong
    return "" if len(value) % 2 == 0 and re.fullmatch("[0-9a-f]*", value) else "is not hexadecimal"


def optional(check: Check) -> Check:
    """Return a check that lets None pass."""
    return lambda value: "" if value is None else check(value)


def texts_fault(most: int, longest: int, value: object) -> str:
    """Return what is wrong with a list of at most ``most`` texts."""
    if not isinstance(value, list) or len(value) > most:
        return f"is not a list of at most {most:,} texts"
    return next((wrong for one in value if (wrong := text_fault(longest, one))), "")


def members_fault(checks: Mapping[str, Check], required: frozenset[str], value: object) -> str:
    """Return what is wrong with an object: the members that it must have, and the check of each."""
    if not isinstance(value, dict):
        return "is not an object"
    for name in required:
        if name not in value:
            return f"lacks {name}"
    for name, check in checks.items():
        if name in value and (wrong := check(value[name])):
            return f"has a {name} that {wrong}"
    return ""
