"""Slots, words by hand, withdrawals and merges, from the record to the figures."""

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.attendance.summary import PersonAttendance, attendance_by_person, grouped, institution_of, institutions
from checkin.core.course import Participant
from checkin.core.errors import NotFoundError
from checkin.core.events import Kind, NewEvent
from checkin.door.scan import Door
from checkin.intake.load import load
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance, certificates
from checkin.store.queries.open_questions import merges_without_effect
from checkin.store.roster import participants

Find = Callable[[str], Participant]


pytestmark = pytest.mark.usefixtures("evening")


def at(time: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-09T{time}-03:00")


def of(course: OpenCourse, name: str) -> PersonAttendance:
    return next(one for one in attendance_by_person(course.record.conn, course.course) if one.person.name == name)


def statuses(course: OpenCourse, name: str) -> dict[str, tuple[str, bool, int]]:
    """The status, whether it was expected, and the minutes of each session."""
    return {row.session: (row.status.value, row.expected, row.seconds // 60) for row in of(course, name).rows}


def scan(course: OpenCourse, person: Participant, session: str, time: str) -> None:
    door = Door(course.record, course.course)
    door.pin(session, anytime=True)
    door.scan(person.code, at=at(time))


def by(course: OpenCourse) -> Corrections:
    return Corrections.of(course, actor="V. Paz", reason="seen")


def let_in(course: OpenCourse, person: Participant, when: datetime | None) -> None:
    by(course).mark(person.code, "wb", "present", when)


@pytest.mark.parametrize(("when", "cell"), [(None, ("present", True, 90)), (at("15:00"), ("late", True, 60))])
def test_a_person_at_the_session_of_another_group_is_credited_there(
    open_course: OpenCourse, person: Find, when: datetime | None, cell: tuple[str, bool, int]
) -> None:
    let_in(open_course, person("Ana"), when)
    changes = SessionChanges.of(open_course)
    changes.close("wa", "absent")
    changes.close("wb", "absent")
    found = statuses(open_course, "Ana Núñez")
    assert found["wb"] == cell
    assert "wa" not in found
    counts = {row.session: row for row in attendance.sessions(open_course.record.conn)}
    assert (counts["wa"].expected, counts["wb"].expected) == (1, 2)


def test_of_two_sessions_of_a_slot_the_better_one_counts(open_course: OpenCourse, person: Find) -> None:
    scan(open_course, person("Ana"), "wa", "15:30")
    let_in(open_course, person("Ana"), None)
    found = statuses(open_course, "Ana Núñez")
    assert (found["wa"][:2], found["wb"][:2]) == (("late", False), ("present", True))


def test_an_excuse_at_the_own_session_gives_way_to_an_attendance_at_the_other(
    open_course: OpenCourse, person: Find
) -> None:
    by(open_course).excuse(person("Ana").code, "wa")
    assert statuses(open_course, "Ana Núñez")["wa"] == ("excused", True, 0)
    let_in(open_course, person("Ana"), None)
    assert statuses(open_course, "Ana Núñez")["wb"] == ("present", True, 90)


@pytest.mark.parametrize("first", ["scan", "mark"])
def test_a_mark_with_a_time_decides_over_a_scan_in_both_orders(
    open_course: OpenCourse, person: Find, first: str
) -> None:
    ana = person("Ana")
    steps = [
        lambda: scan(open_course, ana, "s2", "11:30"),
        lambda: by(open_course).mark(ana.code, "s2", "present", at("11:20")),
    ]
    for step in steps if first == "scan" else reversed(steps):
        step()
    assert statuses(open_course, "Ana Núñez")["s2"] == ("late", True, 70)


def test_a_later_excuse_for_the_day_takes_the_place_of_a_mark_that_said_absent(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    ana, day = person("Ana"), date(2026, 3, 9)
    by(open_course).mark(ana.code, "s2", "absent")
    hand_clock.forward(1)
    by(open_course).excuse(ana.code, days=(day, day))
    assert statuses(open_course, "Ana Núñez")["s2"][0] == "excused"
    hand_clock.forward(1)
    by(open_course).mark(ana.code, "s2", "absent")
    assert statuses(open_course, "Ana Núñez")["s2"][0] == "absent"


def reload(course: OpenCourse, change: Callable[[str], str]) -> OpenCourse:
    """Load the programme again after a change of its file."""
    file: Path = course.folder.root / "programme.csv"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    load(course)
    return course


@pytest.fixture
def two_days(open_course: OpenCourse) -> OpenCourse:
    """A course with one more session, on 10 March."""
    line = "s9,2026-03-10T09:00,2026-03-10T10:30,Closing,Hall,,\n"
    return reload(open_course, lambda text: text + line)


def test_sessions_before_a_withdrawal_stand(two_days: OpenCourse, person: Find) -> None:
    scan(two_days, person("Jean"), "s1", "08:55")
    before = statuses(two_days, "Jean Saint-Fleur")
    by(two_days).withdraw(person("Jean").code, date(2026, 3, 10))
    del before["s9"]
    assert statuses(two_days, "Jean Saint-Fleur") == before
    figures = of(two_days, "Jean Saint-Fleur").figures
    assert (figures.attended, figures.expected, figures.earned) == (1, 3, False)


def test_an_earlier_day_of_a_withdrawal_takes_effect_and_a_later_one_is_refused(
    two_days: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    made, jean = by(two_days), person("Jean").code
    made.withdraw(jean, date(2026, 3, 10))
    hand_clock.forward(1)
    with pytest.raises(NotFoundError, match="for a later one first checkin reinstate"):
        made.withdraw(jean, date(2026, 3, 10))
    made.withdraw(jean, date(2026, 3, 9))
    assert statuses(two_days, "Jean Saint-Fleur") == {}


def test_a_return_without_a_day_is_as_if_the_person_had_never_withdrawn(
    two_days: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    before = statuses(two_days, "Jean Saint-Fleur")
    by(two_days).withdraw(person("Jean").code, date(2026, 3, 9))
    assert statuses(two_days, "Jean Saint-Fleur") == {}
    hand_clock.forward(1)
    by(two_days).reinstate(person("Jean").code)
    assert statuses(two_days, "Jean Saint-Fleur") == before


def test_nothing_is_expected_between_a_withdrawal_and_the_return(
    two_days: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    by(two_days).withdraw(person("Jean").code, date(2026, 3, 9))
    hand_clock.forward(1)
    by(two_days).reinstate(person("Jean").code, date(2026, 3, 10))
    assert list(statuses(two_days, "Jean Saint-Fleur")) == ["s9"]


@pytest.fixture
def required_workshop(open_course: OpenCourse) -> OpenCourse:
    """The programme requires workshop A, and not workshop B."""
    return reload(open_course, lambda text: text.replace("Mar,A,", "Mar,A,yes"))


def test_a_required_session_is_not_attended_at_an_alternative(required_workshop: OpenCourse, person: Find) -> None:
    let_in(required_workshop, person("Ana"), None)
    assert of(required_workshop, "Ana Núñez").figures.reason.endswith(
        "required and not recorded: Opening; required, but a parallel session was attended: Workshop A"
    )


def test_decisions_and_certificates_follow_a_merge(open_course: OpenCourse, person: Find) -> None:
    ana, joao = person("Ana"), person("João")
    by(open_course).decide(joao.code, earned=True)
    by(open_course).merge(joao.code, ana.code)
    assert set(certificates.decisions(open_course.record.conn)) == {ana.id}
    assert of(open_course, "Ana Núñez").figures.earned


def merge_by_id(course: OpenCourse, one: Participant, into: Participant) -> None:
    """Record a merge as another station would, without its check."""
    with course.record.writing() as writing:
        writing.append(NewEvent(kind=Kind.MERGE, participant=one.id, code=one.code, facts={"into": into.id}))


def test_everything_follows_a_chain_of_merges_to_the_end(open_course: OpenCourse, person: Find) -> None:
    ana, joao, jean = person("Ana"), person("João"), person("Jean")
    scan(open_course, ana, "s1", "08:55")
    merge_by_id(open_course, ana, joao)
    merge_by_id(open_course, joao, jean)
    assert statuses(open_course, "Jean Saint-Fleur")["s1"] == ("present", True, 90)


def test_the_latest_merge_of_a_circle_has_no_effect(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    ana, joao = person("Ana"), person("João")
    scan(open_course, ana, "s1", "08:55")
    merge_by_id(open_course, ana, joao)
    hand_clock.forward(1)
    merge_by_id(open_course, joao, ana)
    assert statuses(open_course, "João d’Ávila")["s1"] == ("present", True, 90)
    assert merges_without_effect(open_course.record.conn) == [(joao.id, ana.id)]


def test_institutions_count_by_name_and_country(open_course: OpenCourse) -> None:
    conn = open_course.record.conn
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET institution = 'Migración' WHERE country = 'AR'")
        writing.conn.execute("UPDATE participants SET institution = ' MIGRACION' WHERE country = 'BR'")
    found = attendance_by_person(conn, open_course.course)
    (groups,) = grouped(found, [institution_of])
    named = [(group.name.strip(), group.country, group.people) for group in groups if group.name]
    assert sorted(named) == [("MIGRACION", "BR", 1), ("Migración", "AR", 1)]
    assert institutions(participants.roster(conn)) == 2


def test_the_percentage_of_minutes_is_exact_to_the_second(open_course: OpenCourse, person: Find) -> None:
    scan(open_course, person("Ana"), "s1", "09:20:40")
    assert of(open_course, "Ana Núñez").rows[0].seconds == 4160
    assert Fraction(of(open_course, "Ana Núñez").figures.seconds, 60) == Fraction(4160, 60)


def test_an_old_withdrawal_without_a_day_holds_from_the_day_of_the_course_not_of_the_laptop(
    open_course: OpenCourse, person: Find
) -> None:
    # 22:30 on 9 March at the course; the laptop is set to another zone, where it is 10 March.
    draft = NewEvent(kind=Kind.WITHDRAW, participant=person("Ana").id, at=at("22:30"))
    with open_course.record.writing() as writing:
        writing.append(draft)
    assert person("Ana").withdrawn_from == date(2026, 3, 9)


def test_a_withdrawal_is_carried_over_to_the_person_who_stays_after_a_merge(
    open_course: OpenCourse, person: Find
) -> None:
    by(open_course).withdraw(person("Ana").code, date(2026, 3, 9))
    by(open_course).merge(person("Ana").code, person("Jean").code)
    assert person("Jean").withdrawn_from == date(2026, 3, 9)
