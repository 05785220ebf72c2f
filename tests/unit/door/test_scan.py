"""The main path: a code in, a recorded verdict out."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.codes import EditionCodes
from checkin.core.course import Participant
from checkin.core.errors import NotFoundError
from checkin.core.events import Kind, NewEvent
from checkin.core.verdicts import AbsentMark, Verdict
from checkin.door.acts import recent_acts
from checkin.door.answer_signs import short_title
from checkin.door.answer_text import verdict_title
from checkin.door.scan import Door, ScanAnswer
from checkin.i18n.translator import get_translator
from checkin.intake.words.entered_times import read_moment
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance

Find = Callable[[str], Participant]


@pytest.fixture
def door(open_course: OpenCourse) -> Door:
    return Door(open_course.record, open_course.course, name="Hall")


def status(course: OpenCourse, person: Participant, session: str) -> str:
    rows = attendance.attendance(course.record.conn)
    return next(row.status.value for row in rows if row.participant == person.id and row.session == session)


def test_a_scan_in_time_is_present(door: Door, person: Find) -> None:
    assert door.scan(person("Ana").code).verdict is Verdict.PRESENT


def test_the_verdict_is_on_disk_before_it_is_said(door: Door, person: Find, open_course: OpenCourse) -> None:
    answer = door.scan(person("Ana").code)
    with open_course.record.reading() as conn:
        event = event_log.event(conn, answer.event_id)
    assert event is not None
    assert (event.verdict, event.session, event.participant) == ("present", "s1", person("Ana").id)


def test_a_scan_after_the_limit_is_late(door: Door, person: Find, hand_clock: HandClock) -> None:
    hand_clock.set("09:15:01")
    assert door.scan(person("Ana").code).verdict is Verdict.LATE


def test_a_second_scan_says_since_when_and_through_which_door(door: Door, person: Find, hand_clock: HandClock) -> None:
    door.scan(person("Ana").code)
    hand_clock.forward(10)
    answer = door.scan(person("Ana").code)
    assert answer.verdict is Verdict.ALREADY
    assert answer.first is not None
    assert (answer.first.at, answer.first.door) == (datetime(2026, 3, 9, 12, 5, tzinfo=UTC), "Hall")


def test_another_door_of_the_same_record_knows_it_too(door: Door, person: Find, open_course: OpenCourse) -> None:
    door.scan(person("Ana").code)
    other = Door(open_course.record, open_course.course, name="Garden")
    assert other.scan(person("Ana").code).verdict is Verdict.ALREADY


def test_a_mistyped_code_names_who_it_may_be(door: Door, person: Find) -> None:
    code = person("Ana").code
    wrong = ("B" if code[0] != "B" else "C") + code[1:]
    answer = door.scan(wrong)
    assert answer.verdict is Verdict.UNKNOWN
    assert [near.name for near in answer.nearest] == ["Ana Núñez"]


def test_a_genuine_code_of_nobody_yet_is_pending_and_counts(door: Door, open_course: OpenCourse) -> None:
    stranger = EditionCodes(bytes(range(32))).generate(lambda n: n - 1)
    assert [door.scan(stranger).verdict for _ in range(2)] == [Verdict.PENDING, Verdict.ALREADY]


def test_a_withdrawn_person_is_refused(door: Door, person: Find) -> None:
    assert door.scan(person("Gone").code).verdict is Verdict.WITHDRAWN


def test_before_the_door_opens_the_next_session_is_named(door: Door, person: Find, hand_clock: HandClock) -> None:
    hand_clock.set("08:00")
    answer = door.scan(person("Ana").code)
    assert answer.verdict is Verdict.NO_SESSION
    assert answer.opens_next is not None
    assert answer.opens_next.session.id == "s1"


def test_a_pinned_session_is_open_outside_its_hours_if_staff_say_so(open_course: OpenCourse, person: Find) -> None:
    pinned = Door(open_course.record, open_course.course, session="s2", anytime=True)
    answer = pinned.scan(person("Ana").code)
    assert answer.session is not None
    assert (answer.verdict, answer.session.id) == (Verdict.PRESENT, "s2")


def test_a_session_that_there_is_not_cannot_be_pinned(open_course: OpenCourse) -> None:
    with pytest.raises(NotFoundError, match=r"There is no session x\. The nearest are: "):
        Door(open_course.record, open_course.course, session="x", anytime=True)


def test_at_the_workshop_of_another_group_one_is_not_expected(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("14:30")
    sierra = Door(open_course.record, open_course.course, name="Sierra")
    assert sierra.scan(person("Ana").code).verdict is Verdict.NOT_EXPECTED


def test_at_a_common_door_everybody_is_sent_to_their_own_workshop(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("14:30")
    common = Door(open_course.record, open_course.course, name="Entrance")
    answers = [common.scan(person(name).code) for name in ("Ana", "João")]
    assert [answer.session.id for answer in answers if answer.session] == ["wa", "wb"]


def test_the_note_for_the_staff_rides_on_the_verdict(door: Door, person: Find) -> None:
    assert door.scan(person("João").code).note == "Ask for the visa"


def test_a_replaced_badge_is_refused_and_the_new_one_is_good(door: Door, person: Find, open_course: OpenCourse) -> None:
    old = person("Ana").code
    _, new = Corrections.of(open_course).reissue(old)
    assert door.scan(old).verdict is Verdict.REPLACED
    assert door.scan(new).verdict is Verdict.PRESENT


def test_an_undone_scan_is_as_if_it_had_not_been(door: Door, person: Find, open_course: OpenCourse) -> None:
    answer = door.scan(person("Ana").code)
    Corrections.of(open_course).undo(answer.event_id)
    assert status(open_course, person("Ana"), "s1") == "unmarked"
    assert door.scan(person("Ana").code).verdict is Verdict.PRESENT


def test_an_undo_is_final(door: Door, person: Find, open_course: OpenCourse) -> None:
    answer = door.scan(person("Ana").code)
    undo = Corrections.of(open_course).undo(answer.event_id)
    with pytest.raises(NotFoundError):
        Corrections.of(open_course).undo(undo.event_id)


def test_a_mark_decides_over_a_scan(door: Door, person: Find, open_course: OpenCourse) -> None:
    door.scan(person("Ana").code)
    Corrections.of(open_course, reason="left at once").mark(person("Ana").code, "s1", "absent")
    assert status(open_course, person("Ana"), "s1") == "absent"


def test_a_scan_after_a_mark_absent_does_not_count_and_says_so(
    door: Door, person: Find, open_course: OpenCourse
) -> None:
    Corrections.of(open_course, actor="V. Paz", reason="called home").mark(person("Ana").code, "s1", "absent")
    answer = door.scan(person("Ana").code)
    assert (answer.counted, answer.absent) == (False, AbsentMark("V. Paz", "called home"))
    assert status(open_course, person("Ana"), "s1") == "absent"


def test_a_scan_of_an_older_version_that_replaced_a_mark_absent_still_counts(
    door: Door, person: Find, open_course: OpenCourse
) -> None:
    ana = person("Ana")
    mark = Corrections.of(open_course).mark(ana.code, "s1", "absent")
    with open_course.record.writing() as writing:
        writing.append(
            NewEvent(
                kind=Kind.SCAN, session="s1", participant=ana.id, code=ana.code, verdict="present", ref=mark.event_id
            )
        )
    assert status(open_course, ana, "s1") == "present"
    assert door.scan(ana.code).verdict is Verdict.ALREADY


def test_an_undone_mark_gives_the_one_before_it_back(person: Find, open_course: OpenCourse) -> None:
    corrections = Corrections.of(open_course)
    corrections.mark(person("Ana").code, "s1", "present")
    second = corrections.mark(person("Ana").code, "s1", "absent")
    corrections.undo(second.event_id)
    assert status(open_course, person("Ana"), "s1") == "present"


def test_an_excuse_for_a_day_covers_its_sessions(person: Find, open_course: OpenCourse) -> None:
    day = datetime(2026, 3, 9, tzinfo=UTC).date()
    Corrections.of(open_course).excuse(person("Ana").code, days=(day, day))
    assert [status(open_course, person("Ana"), session) for session in ("s1", "s2", "wa")] == ["excused"] * 3


def test_who_was_there_is_not_excused(door: Door, person: Find, open_course: OpenCourse) -> None:
    door.scan(person("Ana").code)
    Corrections.of(open_course).excuse(person("Ana").code, "s1")
    assert status(open_course, person("Ana"), "s1") == "present"


def test_somebody_added_at_the_door_gets_in_and_goes_again_when_undone(door: Door, open_course: OpenCourse) -> None:
    event, added = Corrections.of(open_course).add("Late Comer", "Uruguay")
    assert door.scan(added.code).verdict is Verdict.PRESENT
    Corrections.of(open_course).undo(event.event_id)
    assert door.scan(added.code).verdict is not Verdict.PRESENT


@pytest.mark.parametrize("text", ["\x00\x1b[31m", "💥" * 500, "]Q1", "' OR 1=1 --", "\ud800", ""])
def test_any_text_is_answered(door: Door, text: str) -> None:
    answer: ScanAnswer = door.scan(text)
    assert answer.verdict is Verdict.UNKNOWN


@pytest.mark.usefixtures("evening")
def test_a_mark_by_hand_at_a_time_after_the_limit_is_late(person: Find, open_course: OpenCourse) -> None:
    at = read_moment("2026-03-09T09:40", open_course.course)
    Corrections.of(open_course).mark(person("Ana").code, "s1", "present", at)
    assert status(open_course, person("Ana"), "s1") == "late"


@pytest.mark.parametrize(
    ("scanned", "at", "since"),
    [(None, None, "09:00"), ("08:50", None, "08:50"), ("09:40", None, "09:00"), (None, "09:20", "09:20")],
)
def test_a_person_marked_present_is_in_since_the_time_that_the_mark_says(
    door: Door,
    person: Find,
    open_course: OpenCourse,
    hand_clock: HandClock,
    scanned: str | None,
    at: str | None,
    since: str,
) -> None:
    code, course = person("Ana").code, open_course.course
    if scanned:
        hand_clock.set(scanned)
        door.scan(code)
    hand_clock.set("10:05")
    arrived = read_moment(f"2026-03-09T{at}", course) if at else None
    Corrections.of(open_course).mark(code, "s1", "present", arrived)
    answer = door.scan(code)
    assert answer.first is not None
    assert (answer.verdict, f"{course.local(answer.first.at):%H:%M}") == (Verdict.ALREADY, since)


def test_a_person_marked_present_in_time_who_comes_back_is_not_late(
    person: Find, open_course: OpenCourse, hand_clock: HandClock
) -> None:
    code, door = person("Ana").code, Door(open_course.record, open_course.course, session="s1")
    hand_clock.set("10:05")
    Corrections.of(open_course).mark(code, "s1", "present")
    door.is_exit = True
    door.scan(code)
    door.is_exit = False
    hand_clock.forward(5)
    assert door.scan(code).verdict is Verdict.PRESENT


def test_the_list_of_last_scans_has_the_time_that_a_mark_says(
    person: Find, open_course: OpenCourse, hand_clock: HandClock
) -> None:
    hand_clock.set("18:00")
    Corrections.of(open_course).mark(person("Ana").code, "s1", "present")
    with open_course.record.reading() as conn:
        (act,) = recent_acts(conn, "", open_course.record.clock.now())
    assert f"{open_course.course.local(act.answer.at):%H:%M}" == "09:00"


def test_the_list_of_last_scans_still_says_that_a_scan_did_not_count(
    door: Door, person: Find, open_course: OpenCourse, hand_clock: HandClock
) -> None:
    Corrections.of(open_course, actor="V. Paz", reason="called home").mark(person("Ana").code, "s1", "absent")
    hand_clock.forward(1)
    door.scan(person("Ana").code)
    with open_course.record.reading() as conn:
        (act,) = recent_acts(conn, "Hall", open_course.record.clock.now())
    assert act.answer.absent == AbsentMark("V. Paz", "called home")


def test_a_person_let_into_the_parallel_session_of_another_group_is_in_there(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("14:35")
    foyer = Door(open_course.record, open_course.course, name="Foyer")
    Corrections.of(open_course).mark(person("Ana").code, "wb", "present", open_course.record.clock.now())
    answer = foyer.scan(person("Ana").code)
    assert (answer.verdict, answer.session and answer.session.id) == (Verdict.ALREADY, "wb")


def test_the_table_of_scans_says_that_a_scan_after_a_mark_absent_does_not_count(
    door: Door, person: Find, open_course: OpenCourse
) -> None:
    door.scan(person("João").code)
    Corrections.of(open_course).mark(person("Ana").code, "s1", "absent")
    door.scan(person("Ana").code)
    counted = {row.name: row.counted for row in attendance.scans(open_course.record.conn)}
    assert counted == {"João d’Ávila": True, "Ana Núñez": False}


@pytest.mark.parametrize(("door", "title"), [("", "Marked present"), ("Hall", "Let in")])
def test_a_mark_without_a_door_is_nobody_let_in(open_course: OpenCourse, person: Find, door: str, title: str) -> None:
    Corrections.of(open_course, actor="V. Paz", reason="seen", door=door or None).mark(
        person("Ana").code, "s1", "present"
    )
    with open_course.record.reading() as conn:
        (act,) = recent_acts(conn, door, open_course.record.clock.now())
    tr = get_translator("en")
    assert (verdict_title(tr, act.answer), short_title(tr, act.answer)) == (title, title)


def test_a_scan_of_a_person_who_was_merged_since_is_named_by_the_other_card(
    open_course: OpenCourse, person: Find
) -> None:
    Door(open_course.record, open_course.course, name="Hall").scan(person("Ana").code)
    Corrections.of(open_course).merge(person("Ana").code, person("João").code, anyway=True)
    with open_course.record.reading() as conn:
        (act,) = recent_acts(conn, "Hall", open_course.record.clock.now())
    assert act.answer.participant is not None
    assert act.answer.participant.name.startswith("João")
