"""Calendars into sessions: time zones, recurring events and their exceptions, what is left out and what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import often
from tests.unit.intake.conftest import said

from checkin.core.course import Course, Session
from checkin.core.errors import IntakeError
from checkin.intake.programme.programme_file import ProgrammeFile, read_programme

Write = Callable[..., Path]
Problems = Callable[..., list[str]]
Read = Callable[..., ProgrammeFile]
Wrong = Callable[..., list[str]]


def calendar(*events: str, head: str = "") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//a//b//EN", *filter(None, [head])]
    for event in events:
        lines += ["BEGIN:VEVENT", "DTSTAMP:20260101T000000Z", *event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*(line.strip() for line in lines), "END:VCALENDAR", ""])


@pytest.fixture
def read(write: Write, course: Course) -> Read:
    return lambda *events, head="": read_programme([write(calendar(*events, head=head), "agenda.ics")], course)


@pytest.fixture
def wrong(write: Write, course: Course, problems: Problems) -> Wrong:
    return lambda *events: problems(read_programme, [write(calendar(*events), "agenda.ics")], course)


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def starts(file: ProgrammeFile) -> list[datetime]:
    return [session.starts_at for session in file.sessions]


ONCE = "UID:one@example.org\nSUMMARY:Apertura\n"


def test_an_event_becomes_a_session_with_its_fields(read: Read) -> None:
    event = """UID:apertura-1@example.org
        DTSTART;TZID=America/Argentina/Buenos_Aires:20260309T093000
        DTEND;TZID=America/Argentina/Buenos_Aires:20260309T103000
        SUMMARY:Acto de apertura\\, con m\u00fasica
        LOCATION:Sal\u00f3n Atl\u00e1ntico
        CATEGORIES:Opening Ceremony,Other"""
    assert read(event).sessions == (
        Session(
            id="apertura-1",
            title="Acto de apertura, con música",
            starts_at=utc(9, 12, 30),
            ends_at=utc(9, 13, 30),
            room="Salón Atlántico",
            kind="opening-ceremony",
        ),
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("DTSTART:20260309T123000Z", "DTEND:20260309T133000Z"),
        ("DTSTART:20260309T093000", "DTEND:20260309T103000"),
        ("DTSTART:20260309T093000", "DURATION:PT60M"),
        ("DTSTART;TZID=Argentina Standard Time:20260309T093000", "DTEND;TZID=Argentina Standard Time:20260309T103000"),
        ("DTSTART;TZID=SA Pacific Standard Time:20260309T073000", "DTEND:20260309T133000Z"),
        ('DTSTART;TZID="Europe/Madrid":20260309T133000', "DURATION:PT1H"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/America/Bogota:20260309T073000", "DURATION:PT1H"),
    ],
)
def test_every_way_to_give_a_time(read: Read, start: str, end: str) -> None:
    (session,) = read(f"{ONCE}{start}\n{end}").sessions
    assert (session.starts_at, session.ends_at) == (utc(9, 12, 30), utc(9, 13, 30))


def test_a_time_zone_that_the_calendar_defines_itself_is_used(read: Read) -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Course Time\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:-0300\r\n"
        "TZOFFSETTO:-0300\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    event = f"{ONCE}DTSTART;TZID=Course Time:20260309T093000\nDTEND;TZID=Course Time:20260309T103000"
    assert starts(read(event, head=zone)) == [utc(9, 12, 30)]


def test_an_unknown_time_zone_is_a_problem_and_not_a_guess(wrong: Wrong) -> None:
    event = f"{ONCE}DTSTART;TZID=Foo/Bar:20260309T093000\nDTEND;TZID=Foo/Bar:20260309T103000"
    assert wrong(event) == ["agenda.ics: 'Apertura' is in the time zone 'Foo/Bar', which is not known here"]


TIMES = "DTSTART;TZID=America/Argentina/Buenos_Aires:20260309T093000\nDURATION:PT1H\n"


def test_a_recurring_event_is_a_session_each_time(read: Read) -> None:
    file = read(f"{ONCE}{TIMES}RRULE:FREQ=DAILY;COUNT=3")
    assert [(session.id, session.starts_at, session.minutes) for session in file.sessions] == [
        ("one-0309-0930", utc(9, 12, 30), 60),
        ("one-0310-0930", utc(10, 12, 30), 60),
        ("one-0311-0930", utc(11, 12, 30), 60),
    ]


def test_rules_by_weekday_with_an_end_date(read: Read) -> None:
    file = read(f"{ONCE}{TIMES}RRULE:FREQ=WEEKLY;UNTIL=20260318T235959Z;BYDAY=MO,WE")
    assert [moment.day for moment in starts(file)] == [9, 11, 16, 18]


def test_excluded_and_added_dates_count(read: Read) -> None:
    zone = ";TZID=America/Argentina/Buenos_Aires"
    file = read(f"{ONCE}{TIMES}RRULE:FREQ=DAILY;COUNT=3\nEXDATE{zone}:20260310T093000\nRDATE{zone}:20260320T150000")
    assert starts(file) == [utc(9, 12, 30), utc(11, 12, 30), utc(20, 18)]


def test_an_occurrence_that_was_moved_keeps_its_id(read: Read) -> None:
    zone = ";TZID=America/Argentina/Buenos_Aires"
    moved = f"{ONCE}RECURRENCE-ID{zone}:20260310T093000\nDTSTART{zone}:20260310T150000\nDURATION:PT2H"
    file = read(f"{ONCE}{TIMES}RRULE:FREQ=DAILY;COUNT=3", moved.replace("Apertura", "Movida"))
    assert [(session.id, session.title, session.starts_at) for session in file.sessions] == [
        ("one-0309-0930", "Apertura", utc(9, 12, 30)),
        ("one-0310-0930", "Movida", utc(10, 18)),
        ("one-0311-0930", "Apertura", utc(11, 12, 30)),
    ]


def test_the_last_occurrence_that_is_left_keeps_its_id(read: Read) -> None:
    file = read(f"{ONCE}{TIMES}RRULE:FREQ=DAILY;COUNT=2\nEXDATE;TZID=America/Argentina/Buenos_Aires:20260309T093000")
    assert [session.id for session in file.sessions] == ["one-0310-0930"]


def test_an_occurrence_that_was_cancelled_is_left_out_and_said(read: Read) -> None:
    zone = ";TZID=America/Argentina/Buenos_Aires"
    off = f"{ONCE}STATUS:CANCELLED\nRECURRENCE-ID{zone}:20260310T093000\nDTSTART{zone}:20260310T093000\nDURATION:PT1H"
    file = read(f"{ONCE}{TIMES}RRULE:FREQ=DAILY;COUNT=3", off)
    assert [moment.day for moment in starts(file)] == [9, 11]
    assert said(file) == ("agenda.ics: 'Apertura' is cancelled and left out",)


def test_a_recurring_event_keeps_its_wall_time_when_the_clocks_change(write: Write, course: Course) -> None:
    northern = replace(course, timezone=ZoneInfo("America/New_York"))
    event = f"{ONCE}DTSTART;TZID=America/New_York:20260307T093000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2"
    file = read_programme([write(calendar(event), "agenda.ics")], northern)
    assert starts(file) == [utc(7, 14, 30), utc(8, 13, 30)]


def test_a_floating_time_that_the_clocks_skip_is_a_problem(write: Write, course: Course, problems: Problems) -> None:
    northern = replace(course, timezone=ZoneInfo("America/New_York"))
    path = write(calendar(f"{ONCE}DTSTART:20260308T023000\nDURATION:PT1H"), "agenda.ics")
    assert problems(read_programme, [path], northern) == [
        "agenda.ics: 'Apertura' at 2026-03-08 02:30: that time does not exist on that day, "
        "the clocks are put forward over it"
    ]


def test_all_day_events_are_left_out_and_said(read: Read) -> None:
    week = "UID:w\nSUMMARY:Semana 1\nDTSTART;VALUE=DATE:20260309\nDTEND;VALUE=DATE:20260314\nRRULE:FREQ=YEARLY"
    file = read(week, ONCE + TIMES)
    assert [session.title for session in file.sessions] == ["Apertura"]
    assert said(file) == (
        "agenda.ics: 'Semana 1' lasts the whole day and is left out; give it times to make it a session",
    )


def test_cancelled_events_are_left_out_and_said(read: Read) -> None:
    file = read(f"UID:x\nSUMMARY:Cena\nSTATUS:CANCELLED\n{TIMES}", ONCE + TIMES)
    assert [session.title for session in file.sessions] == ["Apertura"]
    assert said(file) == ("agenda.ics: 'Cena' is cancelled and left out",)


def test_a_cancelled_event_may_lack_what_others_need(read: Read) -> None:
    off = "UID:x\nSUMMARY:Cena\nSTATUS:CANCELLED\nDTSTART:20260309T120000Z\nRRULE:FREQ=DAILY"
    assert len(read(off, ONCE + TIMES).sessions) == 1


def test_sessions_come_in_the_order_of_their_times(read: Read) -> None:
    events = [f"UID:{day}\nSUMMARY:{day}\nDTSTART:202603{day}T120000Z\nDURATION:PT1H" for day in (12, 10, 11)]
    assert [session.title for session in read(*events).sessions] == ["10", "11", "12"]


def test_a_long_uid_becomes_a_short_id_that_stays_when_the_event_moves(read: Read) -> None:
    uid = "UID:040000008200E00074C5B7101A82E00800000000B0C4@outlook.example.org\nSUMMARY:A\n"
    one, other = (read(f"{uid}DTSTART:202603{day}T120000Z\nDURATION:PT1H").sessions[0] for day in (10, 11))
    assert one.id == other.id
    assert one.id.startswith("ev-")
    assert len(one.id) == 11


def test_without_a_uid_the_id_is_made_from_the_start(read: Read) -> None:
    assert read(f"SUMMARY:A\n{TIMES}").sessions[0].id == "0309-0930"


def test_two_calendars_in_one_file_are_both_read(write: Write, course: Course) -> None:
    text = calendar(ONCE + TIMES) + calendar("UID:two\nSUMMARY:B\nDTSTART:20260310T120000Z\nDURATION:PT1H")
    assert len(read_programme([write(text, "agenda.ics")], course).sessions) == 2


def test_line_ends_that_a_program_on_windows_doubled_are_read(read: Read, write: Write, course: Course) -> None:
    doubled = write(calendar(ONCE + TIMES).replace("\r\n", "\r\r\n").encode(), "doubled.ics")
    assert read_programme([doubled], course).sessions == read(ONCE + TIMES).sessions


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_calendar_is_read_in_other_encodings_too(write: Write, course: Course, encoding: str) -> None:
    path = write(calendar((ONCE + TIMES).replace("Apertura", "Sesión ñ")), "agenda.ics", encoding=encoding)
    assert read_programme([path], course).sessions[0].title == "Sesión ñ"


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (f"UID:x\n{TIMES}", "the event at 2026-03-09 09:30 has no title (SUMMARY)"),
        (f"{ONCE}DURATION:PT1H", "'Apertura' has no start (DTSTART)"),
        (f"{ONCE}DTSTART:20260309T120000Z", "'Apertura' has no end (DTEND)"),
        (f"{ONCE}DTSTART:soon\nDURATION:PT1H", "'Apertura' has a DTSTART that cannot be read"),
        (f"{ONCE}DTSTART:20260309T120000Z\nDTEND:20260309T110000Z", "'Apertura' ends before it starts"),
        (f"{ONCE}DTSTART:20260309T120000Z\nDURATION:-PT1H", "'Apertura' ends before it starts"),
        (
            f"{ONCE}DTSTART:20260309T120000Z\nDTEND:20260309T110000",
            "'Apertura' has a start and an end that cannot be compared",
        ),
        (
            f"{ONCE}DTSTART:20260309T120000Z\nDTEND;VALUE=DATE:20260310",
            "'Apertura' has a start and an end that cannot be compared",
        ),
        (
            f"{ONCE}DTSTART:20260309T120000Z\nDURATION:P2D",
            "'Apertura' lasts more than 24 hours and is left out",
        ),
        (f"{ONCE}{TIMES}RRULE:FREQ=DAILY", "'Apertura' recurs without an end; give it one"),
        (
            f"{ONCE}{TIMES}RRULE:FREQ=SECONDLY;COUNT=2",
            "'Apertura' recurs secondly; daily is the most often that is read",
        ),
        (f"{ONCE}{TIMES}RRULE:FREQ=HOURLY;UNTIL=20260310T000000Z", "'Apertura' recurs hourly; daily is the most often"),
        (f"{ONCE}{TIMES}RRULE:FREQ=WEEKLY;UNTIL=20290101T000000Z", "'Apertura' recurs for more than two years"),
        (f"{ONCE}{TIMES}RRULE:FREQ=YEARLY;COUNT=5", "'Apertura' recurs for more than two years"),
        (f"{ONCE}{TIMES}RRULE:FREQ=DAILY;COUNT=1001", "'Apertura' recurs more than 1,000 times"),
        (
            f"{ONCE}{TIMES}RRULE:FREQ=DAILY;UNTIL=20280301T000000Z;BYHOUR=9,14",
            "'Apertura' recurs more than 1,000 times",
        ),
        (f"{ONCE}{TIMES}RRULE:FREQ=NEVER;COUNT=2", "'Apertura' "),
    ],
)
def test_a_bad_event_is_named_with_its_reason(wrong: Wrong, event: str, problem: str) -> None:
    found = wrong(event)
    assert len(found) == 1
    assert found[0].startswith(f"agenda.ics: {problem}")


def test_every_bad_event_is_reported_at_once(wrong: Wrong) -> None:
    assert (
        len(wrong(f"UID:a\nSUMMARY:A\n{TIMES}RRULE:FREQ=DAILY", "UID:b\nSUMMARY:B", f"UID:c\n{TIMES}", ONCE + TIMES))
        == 3
    )


def test_two_events_of_one_uid_are_both_named(wrong: Wrong) -> None:
    again = "UID:one@example.org\nSUMMARY:Cierre\nDTSTART:20260320T120000Z\nDURATION:PT1H"
    assert wrong(ONCE + TIMES, again) == [
        "agenda.ics: 'Cierre' has the same UID as 'Apertura'; export the calendar again"
    ]


def test_overlaps_in_a_room_are_said_of_calendars_too(read: Read) -> None:
    one, other = (f"UID:{name}\nSUMMARY:{name}\nLOCATION:Sala Mar\n{TIMES}" for name in ("A", "B"))
    (notice,) = said(read(one, other))
    assert notice.startswith("agenda.ics: 'B' begins in Sala Mar before 'A' has ended there; correct the room or")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("hello", "this cannot be read as a calendar"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "the calendar holds no event"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:xx\nEND:VEVENT\n", "the events of the calendar cannot be read"),
        ("BEGIN:VCALENDAR\nfoo\nEND:VCALENDAR\n", "this cannot be read as a calendar"),
        ("PK\x03\x04", "this is a "),
    ],
)
def test_what_is_no_calendar_is_refused(
    write: Write, course: Course, problems: Problems, text: str, reason: str
) -> None:
    (only,) = problems(read_programme, [write(text, "agenda.ics")], course)
    assert only.startswith(f"agenda.ics: {reason}")


def test_a_calendar_of_whole_days_only_has_no_session(wrong: Wrong) -> None:
    assert wrong("UID:w\nSUMMARY:Semana 1\nDTSTART;VALUE=DATE:20260309") == [
        "agenda.ics: 'Semana 1' lasts the whole day and is left out; give it times to make it a session"
    ]


LINES = [
    "DTSTART:20260309T120000Z",
    "DTSTART:20260309T120000",
    "DTSTART;VALUE=DATE:20260309",
    "DTEND:20260309T130000Z",
    "DTSTART;TZID=Europe/Madrid:20260329T023000",
    "DURATION:PT1H",
    "DURATION:-P3D",
    "SUMMARY:A",
    "UID:1",
    "UID:2",
    "RRULE:FREQ=DAILY;COUNT=3",
    "RRULE:FREQ=WEEKLY;UNTIL=20260401",
    "RRULE:FREQ=MONTHLY;BYDAY=5MO;COUNT=2",
    "RRULE:X",
    "EXDATE:20260310T120000Z",
    "EXDATE;VALUE=DATE:20260310",
    "RDATE:20260311T120000Z",
    "RDATE;VALUE=PERIOD:X",
    "RECURRENCE-ID:20260310T120000Z",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T120000Z",
    "STATUS:CANCELLED",
    "SEQUENCE:1",
    "SEQUENCE:x",
    "DTSTART:00010101T000000",
    "DTEND:99991231T235959Z",
    "CATEGORIES:a,b",
    "LOCATION:M",
    "X:\\",
]


@settings(max_examples=often(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(events=st.lists(st.lists(st.sampled_from(LINES), max_size=8), min_size=1, max_size=4))
def test_whatever_the_lines_a_calendar_is_read_or_refused(
    tmp_path: Path, course: Course, events: list[list[str]]
) -> None:
    path = tmp_path / "agenda.ics"
    path.write_text(calendar(*map("\n".join, events)), "utf-8")
    try:
        sessions = read_programme([path], course).sessions
    except IntakeError:
        return
    assert sessions
    assert len({session.id for session in sessions}) == len(sessions)
    assert all(session.title and session.minutes > 0 and session.starts_at.tzinfo is UTC for session in sessions)
