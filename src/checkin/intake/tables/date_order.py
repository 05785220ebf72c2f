"""Decide once for a file whether numeric dates have the day or the month first. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checkin.core.course import Course
from checkin.core.text import fold, lookup_key
from checkin.intake.tables.columns import MONTH_FIRST

_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_CLOCK = re.compile(r"\d\s*[ap]\.?\s?m\b")
_OTHER_LANGUAGE = re.compile(
    r"\b(?:fecha|dia|hora|inicio|fin|fim|titulo|sala|lugar|actividad|atividade|debut|titre|salle|data|horario|heure"
    r"|jour|termino|sesion|sessao|seance|intitule|lieu|tema|disertante|palestrante|tipo)\b"
)
_LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How the dates of a file are read. ``example`` is a date that could be read both ways."""

    month_first: bool = False
    example: str = ""
    certain: bool = True
    guessed: bool = False  # every date could be read the other way round too


def decide_order(texts: Iterable[str], headings: Sequence[str], course: Course, chosen: str = "") -> DateOrder:
    """Decide the order by the course's own word, else by what makes every text a date within the course's dates.

    If both orders still fit, headings in Spanish, Portuguese or French mean the day first, and AM or PM under
    English headings means the month first. Otherwise the order is not certain.
    """
    texts = [fold(text) for text in texts]
    found = [match for text in texts if (match := _NUMBERS.search(text))]
    example = next((match[0] for match in found if match[1].zfill(2) != match[3].zfill(2)), "")
    if chosen:
        return DateOrder(chosen == MONTH_FIRST, example)
    days = {order: [_date(match, month_first=order) for match in found] for order in (False, True)}
    whole = [order for order in (False, True) if all(days[order])]
    if len(whole) != 2 or not example:
        return DateOrder(whole == [True], example)
    inside = [order for order in (False, True) if any(_inside(day, course) for day in days[order])]
    if len(inside) == 2:
        inside = [order for order in (False, True) if all(_inside(day, course) for day in days[order])]
    if course.starts and len(inside) == 1:
        return DateOrder(inside[0], example, guessed=True)
    if any(_OTHER_LANGUAGE.search(lookup_key(heading)) for heading in headings):
        return DateOrder(False, example, guessed=True)
    if any(_CLOCK.search(text) for text in texts):
        return DateOrder(True, example, guessed=True)
    return DateOrder(False, example, certain=False)


def _date(match: re.Match[str], *, month_first: bool) -> date | None:
    day, month = int(match[1]), int(match[3])
    if month_first:
        day, month = month, day
    try:
        return date(int(match[4]) + (2000 if len(match[4]) == 2 else 0), month, day)
    except ValueError:
        return None


def _inside(day: date | None, course: Course) -> bool:
    if day is None or course.starts is None:
        return False
    return course.starts <= day <= (course.ends or course.starts + _LONGEST)
