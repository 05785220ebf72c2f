"""Dates and times as people write them. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from checkin.core.text import fold
from checkin.intake.words.cell_words import MONTHS, WEEKDAYS

YEARS = range(1970, 2200)
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})")
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_TIME = re.compile(
    r"(\d{1,2})(?:\s?[:.h]\s?(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s?(?:hs|hrs|hr|h|horas?|heures?|min)?\.?(?:\s?([ap])\.?\s?m\.?)?"
)
_DIGITS = re.compile(r"(\d{2})(\d{2})")
_NOON = re.compile(r"12(?:[:.]00)?\s?m\.?|mediodia|meio[ -]dia|midi|noon")
_BETWEEN = re.compile(
    r"\s*[-–—]\s*|(?<=[:.h]\d\d)\s*/\s*(?=\d)"
    r"|\s+(?:(?:a|hasta|e|y) las|ate as|a|al|to|ate|as|until|hasta|and|et|e|y)\s+"
)
_FROM = re.compile(r"^(?:desde las|de las|entre las|desde|from|between|entre|das|de|les?)\s+(?=\d)")
_WEEKDAY_FIRST = re.compile(r"([a-z]+)(?:[ -]feira)?[.,]{0,2}\s*(?=\d)")
_HALF = timedelta(hours=12)
_MERIDIEM = re.compile(r"[ap]\.?\s?m\b")
_LENGTH = re.compile(
    r"(?:pt)?(?:(?P<hours>\d{1,2})\s?(?::|h|hs|hrs?|hours?|horas?|heures?)\s?)?"
    r"(?:(?P<minutes>\d{1,3})\s?(?:m|mins?|minutes?|minutos?|')?)?(?::00)?"
)
_SERIAL = re.compile(r"\d{1,5}(?:[.,]\d{1,17})?")
_SERIAL_DAYS = range(32_874, 73_051)  # 1990 to 2099
_FIRST_DAY = date(1899, 12, 30)
_LONGEST = 80  # no date and time is longer, in whatever words
ANY_YEAR = 2024
_MOST_WORDS_OF_A_DAY = 7
_DAY_NUMBER = re.compile(r"(?:day|dia|jour|jornada|journee) ?#?\d{1,2}(?:st|nd|rd|th|o|er)?")
_FILLERS = ("feira", "st", "nd", "rd", "th", "er", "o", "a", "de", "del", "of", "the", "le", "el", "do", "da")


@dataclass(frozen=True, slots=True)
class Written:
    """What stood in a cell: a day, a time of day (since midnight, up to 24 hours), a time zone, or some of them."""

    day: date | None = None
    at: timedelta | None = None
    zone: tzinfo | None = None


def read_date(text: str, year: int | None = None, *, month_first: bool = False) -> date | None:
    """Parse a date: year first, else day first (or ``month_first``), or with a month name in one of the four languages.

    ``year`` is taken where none is written. None when it is no date between 1970 and 2199.
    """
    text = fold(text).strip(" .,") if len(text) <= _LONGEST else ""
    if (found := _WEEKDAY_FIRST.match(text)) and found[1] in WEEKDAYS:
        text = text[found.end() :]
    if found := _YEAR_FIRST.fullmatch(text):
        parts = (found[1] or found[5], found[3] or found[6], found[4] or found[7])
        return _date(*map(int, parts))
    if found := _NUMBERS.fullmatch(text):
        month, day = int(found[3]), int(found[1])
        if month_first and found[2] != ".":
            month, day = day, month
        return _date(int(found[4]) + (2000 if len(found[4]) == 2 else 0), month, day)
    if (found := _DAY_AND_MONTH.fullmatch(text)) and year:
        return _date(year, *map(int, (found[1], found[2]) if month_first else (found[2], found[1])))
    return _named_date(_WORD.findall(text), year)


def is_date(text: str, year: int | None) -> bool:
    """Return True if a text is a date without a time of day, whichever of day and month is first."""
    found = (read_written(text, year, month_first=first) for first in (False, True))
    return any(written and written.day and written.at is None for written in found)


def is_day_heading(text: str) -> bool:
    """Return True if a text seems to stand above a day: a date, a weekday, ``Lunes 9``, ``Day 1``."""
    words = fold(text).replace("-", " ").replace(".", " ").replace(",", " ").split()
    if not words or len(words) > _MOST_WORDS_OF_A_DAY:
        return False
    weekday = words[0] in WEEKDAYS and (len(words) == 1 or len(words[0]) > 2)
    return weekday or is_date(text, ANY_YEAR) or bool(_DAY_NUMBER.fullmatch(" ".join(words)))


def read_time(text: str) -> timedelta | None:
    """Parse a time of day: ``9:30``, ``09.30``, ``9h30``, ``9 hs``, ``0930``, ``2:30 p. m.``. None if invalid."""
    text = fold(text) if len(text) <= _LONGEST else ""
    if _NOON.fullmatch(text):
        return _HALF
    found = _TIME.fullmatch(text)
    if not found:
        if not (found := _DIGITS.fullmatch(text)):
            return None
        return _clock(int(found[1]), int(found[2]), 0)
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    return _clock(hour, minute, second)


def read_written(text: str, year: int | None = None, *, month_first: bool = False) -> Written | None:
    """Parse a date, a time or both in one cell, in either order. ISO 8601 with an offset keeps its offset."""
    text = " ".join(text.split()) if len(text) <= _LONGEST else ""
    if len(text) > 10 and text[:4].isdigit():
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            since = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
            # A spreadsheet's time without a date counts from 1899 or 1904.
            return Written(moment.date() if moment.year in YEARS else None, since, moment.tzinfo)
    if (at := read_time(text)) is not None:
        return Written(at=at)
    if day := read_date(text, year, month_first=month_first):
        return Written(day=day)
    for gap in re.finditer(r"[ ,T]+", text):
        for one, other in ((text[: gap.start()], text[gap.end() :]), (text[gap.end() :], text[: gap.start()])):
            if (at := read_time(other)) is not None and (day := read_date(one, year, month_first=month_first)):
                return Written(day, at)
    return None


def read_range(text: str, year: int | None = None, *, month_first: bool = False) -> tuple[Written, Written] | None:
    """Parse a start and an end in one cell: ``09:00 - 10:30``, ``de 9h a 10h30``, ``2:30pm - 4``. None if invalid."""
    plain = _FROM.sub("", " ".join(fold(text).split())) if len(text) <= _LONGEST else ""
    for gap in _BETWEEN.finditer(plain):
        first, last = plain[: gap.start()], plain[gap.end() :]
        starts, ends = read_written(first, year, month_first=month_first), read_time(last)
        if starts and starts.at is not None and ends is not None:
            return same_half(starts, Written(at=ends), first, last)
    return None


def same_half(starts: Written, ends: Written, first: str, last: str) -> tuple[Written, Written]:
    """Return a start and an end. If one text has a.m. or p.m., the other is in the half of the day that fits.

    ``2 - 3:30 pm`` is 14:00 to 15:30, ``2:30pm - 4`` is 14:30 to 16:00, ``11 - 12:30 pm`` is 11:00 to 12:30.
    """
    marked = bool(_MERIDIEM.search(fold(first))), bool(_MERIDIEM.search(fold(last)))
    if marked[0] == marked[1] or starts.at is None or ends.at is None:
        return starts, ends
    if marked[0]:
        later = ends.at + _HALF
        if ends.at <= starts.at < later < 2 * _HALF:
            return starts, replace(ends, at=later)
    elif starts.at < _HALF and starts.at + _HALF < ends.at:
        return replace(starts, at=starts.at + _HALF), ends
    return starts, ends


def read_length(text: str) -> timedelta | None:
    """Parse a length: ``90``, ``90 min``, ``1:30``, ``1h30``, ``1 h``, ``PT1H30M``. None if it is none of them."""
    found = _LENGTH.fullmatch(fold(text)) if len(text) <= _LONGEST else None
    if not found or not (found["hours"] or found["minutes"]):
        return None
    return timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))


def read_serial(text: str) -> Written | None:
    """Parse a spreadsheet's number for a time (0.375 is 09:00), a date (46090 is 2026-03-09) or both.

    None if it is neither.
    """
    if not _SERIAL.fullmatch(text.strip()):
        return None
    number = float(text.strip().replace(",", "."))
    whole = int(number)
    at = timedelta(minutes=round((number - whole) * 24 * 60))
    if whole == 0:
        return Written(at=at)
    if whole not in _SERIAL_DAYS:
        return None
    return Written(_FIRST_DAY + timedelta(days=whole), at if at else None)


def in_zone(day: date, at: timedelta, zone: ZoneInfo) -> datetime | None:
    """Convert a local time to UTC. Of an ambiguous time the first is meant; None for a skipped one."""
    wall = datetime.combine(day, time()) + at
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == wall else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _named_date(words: list[str], year: int | None) -> date | None:
    """``lunes 9 de marzo de 2026``, ``March 9th, 2026``, ``1er mars``: one month, a day, perhaps a year."""
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [word for word in words if word.isdigit()]
    others = [word for word in words if word not in MONTHS and not word.isdigit() and word not in _FILLERS]
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) < 3]
    if len(days) == 2 and not years:  # 9-mar-26
        years = [2000 + days.pop()]
    # What is left over is the day of the week.
    if len(months) != 1 or len(days) != 1 or len(years) > 1 or len(others) > 1 or not (years or year):
        return None
    return _date(years[0] if years else year or 0, months[0], days[0])


def _clock(hour: int, minute: int, second: int) -> timedelta | None:
    length = timedelta(hours=hour, minutes=minute, seconds=second)
    return length if minute < 60 and second < 60 and length <= timedelta(hours=24) else None
