"""What is said in each language: prepositions before times, one and several."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import HandClock
from textual.content import Content

from checkin.attendance.session_changes import SessionChanges
from checkin.core.course import Course, Participant, Session
from checkin.core.verdicts import Verdict
from checkin.door.answer_signs import short_title
from checkin.door.answer_text import (
    LOAD_AT_STATION,
    LOAD_BY_COMMAND,
    LOAD_BY_KEYS,
    detail,
    guest_detail,
    verdict_title,
)
from checkin.door.scan import Door, ScanAnswer
from checkin.door.snapshot import Snapshot
from checkin.exports.report.course_report import report
from checkin.i18n.translator import get_translator
from checkin.intake.load import load
from checkin.kiosk.widgets.session_bar import SessionBar
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import programme

Find = Callable[[str], Participant]
NOON = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "today", "another_day"),
    [
        ("en", "in since 09:05, Hall", "in since 9 Mar, 09:05, Hall"),
        ("es", "presente desde las 09:05, Hall", "presente desde el 9 mar a las 09:05, Hall"),
        ("pt", "presente desde as 09:05, Hall", "presente desde 9/3 às 09:05, Hall"),
        ("fr", "présent(e) depuis 09:05, Hall", "présent(e) depuis le 9 mars à 09:05, Hall"),
    ],
)
def test_since_when_somebody_is_in_has_its_prepositions(
    open_course: OpenCourse, person: Find, hand_clock: HandClock, language: str, today: str, another_day: str
) -> None:
    door = Door(open_course.record, open_course.course, name="Hall", session="s1", anytime=True)
    door.scan(person("Ana").code)
    hand_clock.forward(1)
    again = door.scan(person("Ana").code)
    tr = get_translator(language)
    assert detail(tr, open_course.course, again) == today
    assert detail(tr, open_course.course, replace(again, at=again.at + timedelta(days=1))) == another_day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("HJPFAXRFHXNJ", "misread: no code has A; read it again"),
        ("HJPF LXRF", "incomplete: 8 of 12 letters"),
        ("ZZZZ", "no badge of this course"),
    ],
)
def test_a_letter_that_no_code_has_is_named(open_course: OpenCourse, text: str, says: str) -> None:
    answer = Door(open_course.record, open_course.course, name="Hall").scan(text)
    assert detail(get_translator("en"), open_course.course, answer) == says


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Next: Opening, opens 9 Mar at 08:30"),
        ("es", "Sigue: Opening, abre el 9 mar a las 08:30"),
        ("pt", "A seguir: Opening, abre em 9/3 às 08:30"),
        ("fr", "Ensuite\u00a0: Opening, ouvre le 9 mars à 08:30"),
    ],
)
def test_what_opens_on_another_day_has_its_prepositions(open_course: OpenCourse, language: str, says: str) -> None:
    opening = programme.read_programme(open_course.record.conn)[0]
    shown = _third_line(open_course.course, Snapshot(upcoming=opening), language)
    assert shown == says


def test_a_title_is_shortened_before_the_time_is_cut(open_course: OpenCourse) -> None:
    opening = replace(programme.read_programme(open_course.record.conn)[0], title="Le droit migratoire dans la Caraïbe")
    shown = _third_line(open_course.course, Snapshot(upcoming=opening), "es", 56)
    assert shown.endswith("08:30")
    assert len(shown) <= 56


def _third_line(course: Course, snapshot: Snapshot, language: str, room: int = 80) -> str:
    assert snapshot.upcoming is not None
    bar = SessionBar(course)
    now = snapshot.upcoming.starts_at - timedelta(days=3)
    next_line: Content = bar._next(get_translator(language), snapshot, now, room)
    return next_line.plain


def test_one_institution_is_one_and_no_earlier_record_is_counted(open_course: OpenCourse) -> None:
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET institution = 'Migraciones' WHERE name LIKE 'Ana%'")
    document = report(open_course)
    lines = " ".join(document.sections[0].lines)
    assert "y 1 institución." in lines
    assert "quienes tienen un certificado en este registro, contando" in lines


def test_an_exit_before_the_start_names_the_session_that_has_not_begun(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("08:45")
    door = Door(open_course.record, open_course.course, name="Hall")
    door.is_exit = True
    answer = door.scan(person("Ana").code)
    assert detail(get_translator("en"), open_course.course, answer) == "no exit yet: Opening begins at 09:00"


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("10:32", "no more in this room; open now: Lecture, Sala"),
        ("13:00", "no more in this room; next: Workshop A, Sala, door opens 14:00"),
    ],
)
def test_a_room_without_more_sessions_names_the_next_one_elsewhere(
    open_course: OpenCourse, person: Find, hand_clock: HandClock, time: str, says: str
) -> None:
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE sessions SET room = iif(id = 's1', 'Aula', 'Sala')")
    hand_clock.set(time)
    answer = Door(open_course.record, open_course.course, name="Aula").scan(person("Ana").code)
    assert detail(get_translator("en"), open_course.course, answer) == says


@pytest.mark.parametrize(
    ("load_by", "says"),
    [
        (LOAD_BY_KEYS, "no programme is loaded, so nobody is counted: F7, then F5, loads it"),
        (LOAD_AT_STATION, "no programme is loaded, so nobody is counted: load it at the station with F7, then F5"),
        (LOAD_BY_COMMAND, "no programme is loaded, so nobody is counted: checkin load programme.csv"),
    ],
)
def test_a_door_without_a_programme_says_how_to_load_it(
    open_course: OpenCourse, person: Find, load_by: str, says: str
) -> None:
    answer = replace(_without_session(open_course, person), has_programme=False)
    assert detail(get_translator("en"), open_course.course, answer, load_by=load_by) == says
    assert guest_detail(get_translator("en"), open_course.course, answer) == "Please ask at the registration desk."


def test_a_door_after_the_last_session_does_not_ask_for_a_programme(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.forward(60 * 24 * 60)
    answer = Door(open_course.record, open_course.course, name="Hall").scan(person("Ana").code)
    says = detail(get_translator("en"), open_course.course, answer)
    assert says == "nothing is open now, and no session is to come"


def test_a_course_whose_sessions_are_all_cancelled_has_a_programme(open_course: OpenCourse, person: Find) -> None:
    for session in programme.read_programme(open_course.record.conn):
        SessionChanges.of(open_course, reason="strike").cancel(session.id)
    assert _without_session(open_course, person).has_programme


def test_a_course_without_a_programme_has_none(course_folder: CourseFolder, hand_clock: HandClock) -> None:
    (course_folder.root / "programme.csv").unlink()
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        assert not Door(course.record, course.course).scan("HJPF").has_programme


def _without_session(open_course: OpenCourse, person: Find) -> ScanAnswer:
    answer = Door(open_course.record, open_course.course, name="Hall").scan(person("Ana").code)
    return replace(answer, verdict=Verdict.NO_SESSION, session=None, opens_next=None)


@pytest.mark.parametrize(("language", "says"), [("en", "Not listed"), ("es", "Fuera de lista"), ("fr", "Hors liste")])
def test_a_person_who_is_not_on_the_latest_list_has_an_answer_of_their_own(language: str, says: str) -> None:
    tr = get_translator(language)
    gone = Participant(name="João", listed=False)
    answer = ScanAnswer(event_id="1", code="HJPFLXRFHXNJ", verdict=Verdict.WITHDRAWN, at=NOON, participant=gone)
    withdrawn = replace(answer, participant=replace(gone, withdrawn=True))
    assert (short_title(tr, answer), verdict_title(tr, answer)) == (says, says)
    assert short_title(tr, withdrawn) != says


def test_a_guest_is_told_their_own_group_and_staff_whose_it_is(open_course: OpenCourse) -> None:
    tr, course = get_translator("en"), open_course.course
    here, own = (
        Session(id=group, title=f"Workshop {group}", starts_at=NOON, ends_at=NOON, room="Mar", groups=(group,))
        for group in "AB"
    )
    person = Participant(name="João", groups=("B",))
    answer = ScanAnswer(
        event_id="1",
        code="X",
        verdict=Verdict.NOT_EXPECTED,
        at=NOON,
        participant=person,
        session=here,
        own_session=own,
    )
    assert detail(tr, course, answer) == "for group A; this person is in group B: Workshop B, Mar, 09:00"
    assert guest_detail(tr, course, answer) == "for group A; your group B: Workshop B, Mar, 09:00"
    answer = replace(answer, own_session=None)
    assert detail(tr, course, answer) == "for group A · their group: B"
    assert guest_detail(tr, course, answer) == "for group A · your group: B"
