"""A corrected course.toml between two loads: sessions without an id of their own stay the same sessions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import Course, Participant
from checkin.core.errors import IntakeError, Topic
from checkin.intake.load import Loaded, load
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.roster import programme

# In Buenos Aires, three hours behind UTC, each title stands where another one stood before.
HEADINGS = "title,date,start,end\n"
REPEATED = """Panel,{0},09:00,10:00
Panel,{0},12:00,13:00
Lunch,{0},13:00,14:00
Night,{0},22:00,23:00
Night,{1},22:00,23:00
"""


def load_programme(opened: OpenCourse, text: str, **corrected: object) -> Loaded:
    path = opened.folder.root / "programme.csv"
    path.write_text(HEADINGS + text, encoding="utf-8")
    course: Course = replace(opened.course, **corrected)  # type: ignore[arg-type]
    return load(replace(opened, course=course), [path])


def local_starts(opened: OpenCourse) -> dict[str, str]:
    return {session.id: f"{session.starts_at:%m-%d %H:%M}" for session in programme.read_programme(opened.record.conn)}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Pacific/Auckland", "America/Lima"])
def test_a_corrected_time_zone_moves_the_sessions_and_keeps_their_ids(open_course: OpenCourse, zone: str) -> None:
    text = REPEATED.format("2026-03-09", "2026-03-10")
    load_programme(open_course, text, timezone=ZoneInfo("America/Argentina/Buenos_Aires"))
    before = local_starts(open_course)
    loaded = load_programme(open_course, text, timezone=ZoneInfo(zone))
    assert loaded.programme is not None
    assert (len(loaded.programme.changed), loaded.programme.added, loaded.programme.unlisted) == (5, (), ())
    load_programme(open_course, text, timezone=ZoneInfo("America/Argentina/Buenos_Aires"))
    assert local_starts(open_course) == before


def test_the_attendance_stays_with_its_session(open_course: OpenCourse, person: Callable[[str], Participant]) -> None:
    text = REPEATED.format("2026-03-09", "2026-03-10")
    load_programme(open_course, text, timezone=ZoneInfo("UTC"))
    morning = next(s for s in programme.read_programme(open_course.record.conn) if s.starts_at.hour == 12)
    Corrections(open_course.record, open_course.course, actor="v").mark(person("Ana").code, morning.id, "present")
    load_programme(open_course, text, timezone=ZoneInfo("America/Argentina/Buenos_Aires"))
    rows = attendance.sessions(open_course.record.conn)
    assert [(row.title, row.starts_at.hour) for row in rows if row.present] == [("Panel", 15)]


def test_the_load_says_that_the_time_zone_was_corrected(open_course: OpenCourse) -> None:
    text = REPEATED.format("2026-03-09", "2026-03-10")
    load_programme(open_course, text, timezone=ZoneInfo("UTC"))
    loaded = load_programme(open_course, text, timezone=ZoneInfo("Asia/Tokyo"))
    assert any("UTC" in str(n) and "Asia/Tokyo" in str(n) for n in loaded.notices if n.topic is Topic.DOUBT)


def test_a_load_of_people_says_that_the_programme_has_another_time_zone(open_course: OpenCourse) -> None:
    people = open_course.folder.root / "participants.csv"
    loaded = load(replace(open_course, course=replace(open_course.course, timezone=ZoneInfo("Asia/Tokyo"))), [people])
    assert any("load the programme again" in str(notice) for notice in loaded.notices)


def test_corrected_order_of_day_and_month_keeps_the_ids(open_course: OpenCourse) -> None:
    text = REPEATED.format("04/03/2026", "05/03/2026")
    months = {"starts": None, "ends": None}
    load_programme(open_course, text, columns={"dates": "mdy"}, **months)
    before = local_starts(open_course)
    loaded = load_programme(open_course, text, columns={"dates": "dmy"}, **months)
    assert loaded.programme is not None
    assert (len(loaded.programme.changed), loaded.programme.added) == (5, ())
    assert local_starts(open_course).keys() == before.keys()


def test_a_corrected_year_keeps_the_ids(open_course: OpenCourse) -> None:
    text = REPEATED.format("9 March", "10 March")
    load_programme(open_course, text, starts=date(2025, 3, 9), ends=None)
    loaded = load_programme(open_course, text, starts=date(2026, 3, 9), ends=None)
    assert loaded.programme is not None
    assert (len(loaded.programme.changed), loaded.programme.added) == (5, ())


def test_a_course_that_is_put_off_by_a_day_keeps_the_ids(open_course: OpenCourse) -> None:
    load_programme(open_course, REPEATED.format("2026-03-09", "2026-03-10"))
    loaded = load_programme(open_course, REPEATED.format("2026-03-10", "2026-03-11"))
    assert loaded.programme is not None
    assert (len(loaded.programme.changed), loaded.programme.added) == (5, ())


def test_a_shift_that_would_take_attendance_from_a_session_of_the_file_is_asked(
    open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock
) -> None:
    load_programme(open_course, REPEATED.format("2026-03-09", "2026-03-10"))
    hand_clock.forward(2 * 24 * 60)
    night = next(s for s in programme.read_programme(open_course.record.conn) if s.id == "0310-2200")
    Corrections(open_course.record, open_course.course, actor="v").mark(person("Ana").code, night.id, "present")
    with pytest.raises(IntakeError, match="0310-2200"):
        load_programme(open_course, REPEATED.format("2026-03-10", "2026-03-11"))
