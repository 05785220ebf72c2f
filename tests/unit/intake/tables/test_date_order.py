"""Whether numeric dates have the day or the month first."""

from dataclasses import replace
from datetime import date

import pytest

from checkin.core.course import Course
from checkin.intake.tables.date_order import decide_order

ENGLISH = ("Title", "Date", "Start")


@pytest.fixture
def plain(course: Course) -> Course:
    return replace(course, starts=None)


@pytest.mark.parametrize(
    ("texts", "month_first"),
    [
        (["3/9/2026", "3/13/2026"], True),
        (["9/3/2026", "13/3/2026"], False),
        (["3/9/2026 9:00 AM", "3/10/2026 10:00 AM"], True),
        (["9.3.2026"], False),
        (["2026-03-09"], False),
        (["3/3/2026"], False),
    ],
)
def test_the_order_is_certain(plain: Course, texts: list[str], month_first: bool) -> None:
    order = decide_order(texts, ENGLISH, plain)
    assert (order.certain, order.month_first) == (True, month_first)


def test_the_dates_of_the_course_decide(course: Course) -> None:
    course = replace(course, ends=date(2026, 3, 20))
    assert decide_order(["3/9/2026", "3/12/2026"], ENGLISH, course).month_first
    assert not decide_order(["9/3/2026", "12/3/2026"], ENGLISH, course).month_first


def test_spanish_headings_mean_the_day_first(plain: Course) -> None:
    order = decide_order(["3/9/2026"], ("Fecha", "Inicio"), plain)
    assert (order.certain, order.month_first) == (True, False)


def test_what_fits_both_orders_is_not_certain(plain: Course) -> None:
    assert not decide_order(["3/9/2026", "3/10/2026"], ENGLISH, plain).certain


@pytest.mark.parametrize(("chosen", "month_first"), [("mdy", True), ("dmy", False)])
def test_the_course_can_say_the_order(plain: Course, chosen: str, month_first: bool) -> None:
    assert decide_order(["3/9/2026"], ENGLISH, plain, chosen).month_first is month_first
