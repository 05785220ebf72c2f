"""Times that staff type: a time of day belongs to the night of the session; a time outside the session is refused."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from checkin.core.course import Course, DoorRules, Session
from checkin.core.errors import InputError
from checkin.core.session_times import require_arrival, require_departure
from checkin.intake.words.entered_times import read_days, read_moment, read_session_time

BUENOS_AIRES = ZoneInfo("America/Argentina/Buenos_Aires")
COURSE = Course(title="Course", timezone=BUENOS_AIRES, starts=date(2026, 3, 9), door=DoorRules(closes=10))


def session(start: str, end: str, zone: ZoneInfo = BUENOS_AIRES) -> Session:
    """A session between two wall-clock times."""
    begins, ends = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (start, end))
    return Session(id="s", title="Talk", starts_at=begins, ends_at=ends)


MORNING = session("2026-03-09T09:00", "2026-03-09T10:30")
EVENING = session("2026-03-09T19:00", "2026-03-09T21:00")
NIGHT = session("2026-03-09T22:30", "2026-03-10T02:00")
AT_MIDNIGHT = session("2026-03-10T00:15", "2026-03-10T01:00")


@pytest.mark.parametrize("text", ["9:05", "09:05", "9.05", "9h05", "0905", " 09:05 ", "2026-03-09T09:05"])
def test_each_way_of_writing_a_time_is_read(text: str) -> None:
    assert read_session_time(text, MORNING, COURSE) == datetime(2026, 3, 9, 9, 5, tzinfo=BUENOS_AIRES)


@pytest.mark.parametrize(
    ("held", "text", "expected"),
    [
        (NIGHT, "22:00", "2026-03-09T22:00"),
        (NIGHT, "23:59", "2026-03-09T23:59"),
        (NIGHT, "00:00", "2026-03-10T00:00"),
        (NIGHT, "00:10", "2026-03-10T00:10"),
        (NIGHT, "21:59", "2026-03-09T21:59"),
        (NIGHT, "02:30", "2026-03-10T02:30"),
        (AT_MIDNIGHT, "23:50", "2026-03-09T23:50"),
        (AT_MIDNIGHT, "00:20", "2026-03-10T00:20"),
        (MORNING, "08:30", "2026-03-09T08:30"),
        (MORNING, "08:29", "2026-03-09T08:29"),
        (MORNING, "07:00", "2026-03-09T07:00"),
        (MORNING, "20:00", "2026-03-09T20:00"),
        (EVENING, "07:00", "2026-03-09T07:00"),
    ],
)
def test_a_time_of_day_is_on_the_day_of_the_session_or_nearest_to_its_night(
    held: Session, text: str, expected: str
) -> None:
    assert read_session_time(text, held, COURSE) == datetime.fromisoformat(expected).replace(tzinfo=BUENOS_AIRES)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "9:75", "2026-03-09", "09/03/2026"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_session_time(text, MORNING, COURSE)


def test_an_empty_time_is_missing() -> None:
    with pytest.raises(InputError, match="The time is missing"):
        read_session_time(" ", MORNING, COURSE)


@pytest.mark.parametrize("text", ["2026-03-09", "9/3/2026", "09:05", "", "x"])
def test_a_moment_needs_a_date_and_a_time(text: str) -> None:
    with pytest.raises(InputError):
        read_moment(text, COURSE)


def test_a_moment_that_was_left_blank_is_called_missing() -> None:
    with pytest.raises(InputError, match="The date and the time are missing"):
        read_moment(" ", COURSE)


def test_an_offset_is_taken_as_written() -> None:
    assert read_moment("2026-03-09T12:05+00:00", COURSE) == datetime(2026, 3, 9, 9, 5, tzinfo=BUENOS_AIRES)


@pytest.mark.parametrize("text", ["2026-03-08T02:15", "02:15"])
def test_a_time_that_daylight_saving_skips_does_not_exist(text: str) -> None:
    zone = ZoneInfo("America/New_York")
    course = Course(title="Course", timezone=zone)
    held = session("2026-03-08T01:30", "2026-03-08T04:00", zone)
    with pytest.raises(InputError, match="does not exist"):
        read_session_time(text, held, course)


@pytest.mark.parametrize("text", ["2026-10-25T02:30", "02:30", "25/10/2026 2:30"])
def test_a_time_that_comes_twice_is_asked_about(text: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    course = Course(title="Course", timezone=zone)
    held = session("2026-10-24T22:00", "2026-10-25T04:00", zone)
    with pytest.raises(InputError, match=r"Write 2026-10-25T02:30\+02:00 or 2026-10-25T02:30\+01:00"):
        read_session_time(text, held, course)


@pytest.mark.parametrize(("text", "hour"), [("2026-10-25T02:30+02:00", 0), ("2026-10-25T02:30+01:00", 1)])
def test_a_time_with_its_offset_comes_once(text: str, hour: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    held = session("2026-10-24T22:00", "2026-10-25T04:00", zone)
    read = read_session_time(text, held, Course(title="Course", timezone=zone))
    assert read == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("at", ["08:30", "09:00", "10:30"])
def test_an_arrival_lies_between_the_opening_of_the_door_and_the_end(at: str) -> None:
    require_arrival(MORNING, read_session_time(at, MORNING, COURSE), COURSE)


@pytest.mark.parametrize("at", ["08:29", "10:31", "2026-03-08T09:05"])
def test_another_arrival_is_refused_with_the_times_that_are_accepted(at: str) -> None:
    with pytest.raises(InputError, match="08:30 to 10:30"):
        require_arrival(MORNING, read_session_time(at, MORNING, COURSE), COURSE)


@pytest.mark.parametrize("at", ["09:00", "10:40"])
def test_a_departure_lies_between_the_start_and_the_closing_of_the_door(at: str) -> None:
    require_departure(MORNING, read_session_time(at, MORNING, COURSE), COURSE)


@pytest.mark.parametrize("at", ["08:59", "10:41"])
def test_another_departure_is_refused(at: str) -> None:
    with pytest.raises(InputError, match="09:00 to 10:40"):
        require_departure(MORNING, read_session_time(at, MORNING, COURSE), COURSE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-10", (date(2026, 3, 10), date(2026, 3, 10))),
        ("10/3", (date(2026, 3, 10), date(2026, 3, 10))),
        ("10/03/2026 11/03/2026", (date(2026, 3, 10), date(2026, 3, 11))),
        ("2026-03-11 2026-03-10", None),
        ("soon", None),
        ("", None),
        ("9/3 10/3 11/3", None),
    ],
)
def test_one_or_two_days_are_read_in_order(text: str, expected: tuple[date, date] | None) -> None:
    assert read_days(text, COURSE) == expected
