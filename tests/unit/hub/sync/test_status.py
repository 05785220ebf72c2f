"""How the kiosks are, and what does not fit between them."""

from collections.abc import Callable
from dataclasses import replace

from tests.conftest import HandClock

from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.exports.report.open_questions import open_questions
from checkin.hub.connection import HubKiosk
from checkin.hub.sync.status import differing
from checkin.store.open_course import OpenCourse
from checkin.store.queries import open_questions as queries_open_questions
from checkin.store.roster import participants

KIOSK = HubKiosk(
    kiosk="1",
    name="laptop:/course",
    door="Hall",
    version="1",
    waiting=0,
    offset_ms=0,
    events=5,
    vector="v",
    figures="f",
    seen_at="2026-03-09T12:00:00.000Z",
    seconds=1.0,
)


def test_kiosks_with_the_same_events_and_other_figures_are_found() -> None:
    other = replace(KIOSK, name="office", door="", figures="g")
    behind = replace(KIOSK, name="behind", vector="w", figures="h")
    assert differing([KIOSK, other, behind]) == [("laptop:/course Hall", "office")]


def test_kiosks_that_count_alike_or_have_not_counted_are_not() -> None:
    assert differing([KIOSK, replace(KIOSK, name="office"), replace(KIOSK, name="new", figures=None)]) == []


def test_they_stand_among_the_open_questions(open_course: OpenCourse) -> None:
    with open_course.record.writing() as writing:
        queries_open_questions.remember_differing(writing.conn, [("Hall", "Garden")])
    assert queries_open_questions.differing(open_course.record.conn) == [("Hall", "Garden")]
    section = open_questions(open_course.record.conn, open_course.course, [], "2026-03-09T12:00:00.000Z")
    assert any("Hall; Garden" in str(line) for line in section.lines)
    with open_course.record.writing() as writing:
        queries_open_questions.remember_differing(writing.conn, [])
    assert queries_open_questions.differing(open_course.record.conn) == []


def test_somebody_in_two_rooms_at_once_is_a_question(
    open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock
) -> None:
    soledad = person("Soledad")
    for minute, session in (("14:40", "wa"), ("14:50", "wb")):
        hand_clock.set(minute)
        Door(open_course.record, open_course.course, session=session, anytime=True).scan(soledad.code)
    (found,) = queries_open_questions.two_rooms(open_course.record.conn)
    assert (found.participant, found.sessions) == (soledad.id, ("wa", "wb"))
    everybody = participants.roster(open_course.record.conn)
    section = open_questions(open_course.record.conn, open_course.course, everybody, "2026-03-09T20:00:00.000Z")
    assert any("Soledad Ríos" in str(line) and "Workshop B" in str(line) for line in section.lines)


def test_one_session_after_the_other_is_none(
    open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock
) -> None:
    for minute, session in (("09:05", "s1"), ("11:00", "s2")):
        hand_clock.set(minute)
        Door(open_course.record, open_course.course, session=session, anytime=True).scan(person("Soledad").code)
    assert queries_open_questions.two_rooms(open_course.record.conn) == []


def test_who_left_the_one_room_before_is_none(
    open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock
) -> None:
    soledad = person("Soledad")
    hand_clock.set("14:40")
    door = Door(open_course.record, open_course.course, session="wa", anytime=True)
    door.scan(soledad.code)
    hand_clock.set("14:45")
    door.is_exit = True
    door.scan(soledad.code)
    hand_clock.set("14:50")
    Door(open_course.record, open_course.course, session="wb", anytime=True).scan(soledad.code)
    assert queries_open_questions.two_rooms(open_course.record.conn) == []
