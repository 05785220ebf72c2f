"""Sessions as they happened, and how the figures follow."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.attendance.effects import read_effects
from checkin.attendance.excuse_rules import ExcuseDocument
from checkin.attendance.session_changes import ScanChoice, SessionChanges
from checkin.attendance.session_list import list_sessions
from checkin.core.course import Participant
from checkin.core.errors import InputError, NotFoundError
from checkin.core.events import Kind, NewEvent
from checkin.core.session_status import Status
from checkin.door.paper_entry import enter_rows
from checkin.door.scan import Door
from checkin.intake.load import load
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.roster import programme
from checkin.store.roster.row_numbers import row_numbers

Find = Callable[[str], Participant]


@pytest.fixture
def changes(open_course: OpenCourse) -> SessionChanges:
    return SessionChanges.of(open_course, actor="V. Paz", reason="as it was")


@pytest.fixture
def scan(open_course: OpenCourse, hand_clock: HandClock, person: Find) -> Callable[..., str]:
    """Scans somebody at a time of the first day, at a session if one is named; returns the verdict."""

    def at(name: str, time: str, session: str | None = None, *, leaving: bool = False, door: str = "Hall") -> str:
        hand_clock.set(time)
        kiosk = Door(open_course.record, open_course.course, session=session, name=door, anytime=True)
        kiosk.is_exit = leaving
        return kiosk.scan(person(name).code).verdict.value

    return at


def status(course: OpenCourse, name: str, session: str) -> tuple[str, int] | None:
    """Somebody's status and minutes in a session; None when it is not held or they have no row."""
    rows = attendance.attendance(course.record.conn)
    found = [
        (row.status.value, row.seconds // 60) for row in rows if row.name.startswith(name) and row.session == session
    ]
    return found[0] if found else None


def test_who_came_in_time_to_a_session_that_began_late_is_not_late(
    open_course: OpenCourse, changes: SessionChanges, scan: Callable[..., str]
) -> None:
    assert scan("Ana", "09:30", "s1") == "late"
    changes.shift("s1", 25)
    assert status(open_course, "Ana", "s1") == ("present", 90)


def test_a_shift_counts_from_the_programme_and_the_last_one_holds(
    open_course: OpenCourse, changes: SessionChanges
) -> None:
    changes.shift("s1", 25)
    changes.shift("s1", 10)
    assert programme.read_programme(open_course.record.conn)[0].starts_at == datetime(2026, 3, 9, 12, 10, tzinfo=UTC)


def test_a_shift_that_is_undone_is_as_if_it_had_not_been(open_course: OpenCourse, changes: SessionChanges) -> None:
    before = programme.read_programme(open_course.record.conn)
    changes.undo(changes.shift("s1", 25).event_id)
    assert programme.read_programme(open_course.record.conn) == before


def test_the_door_opens_a_moved_session_at_its_new_time(
    open_course: OpenCourse, changes: SessionChanges, hand_clock: HandClock, person: Find
) -> None:
    door = Door(open_course.record, open_course.course)
    assert [session.id for session in door.open_sessions(open_course.record.clock.now())] == ["s1"]
    changes.move("s1", starts_at=datetime(2026, 3, 9, 20, 0, tzinfo=UTC), room="Sala B")
    assert door.scan(person("Ana").code).verdict == "no_session"
    hand_clock.set("16:55")
    assert door.scan(person("Ana").code).session.id == "s1"  # type: ignore[union-attr]
    moved = next(session for session in programme.read_programme(open_course.record.conn) if session.id == "s1")
    assert (moved.room, moved.minutes) == ("Sala B", 90)


def test_a_cancelled_session_expects_nobody(open_course: OpenCourse, changes: SessionChanges) -> None:
    changes.cancel("s2")
    assert status(open_course, "Ana", "s2") is None
    assert "s2" not in {row.session for row in attendance.sessions(open_course.record.conn)}


def test_who_came_to_a_merged_session_came_to_the_other_and_it_counts_once(
    open_course: OpenCourse, changes: SessionChanges, scan: Callable[..., str]
) -> None:
    scan("Ana", "09:05", "s1")
    scan("Ana", "11:05", "s2")
    scan("João", "09:05", "s1")
    changes.merge_sessions("s1", "s2")
    rows = [row for row in attendance.attendance(open_course.record.conn) if row.name.startswith(("Ana", "João"))]
    assert [(row.name[:3], row.session) for row in rows if row.status.attended] == [("Ana", "s2"), ("Joã", "s2")]
    assert {row.session for row in rows} == {"s2", "wa", "wb"}


def test_marks_and_excuses_go_with_a_merged_session(
    open_course: OpenCourse, changes: SessionChanges, person: Find
) -> None:
    changes.mark(person("Ana").code, "s1", "present")
    changes.excuse(person("João").code, "s1")
    changes.merge_sessions("s1", "s2")
    assert status(open_course, "Ana", "s2") == ("present", 90)
    assert status(open_course, "João", "s2") == ("excused", 0)


@pytest.mark.parametrize(("session", "into"), [("s1", "s1"), ("s1", "nothing"), ("nothing", "s1")])
def test_sessions_that_cannot_be_merged_are_refused(changes: SessionChanges, session: str, into: str) -> None:
    with pytest.raises(NotFoundError):
        changes.merge_sessions(session, into)


def test_a_session_that_holds_another_is_not_merged_on(changes: SessionChanges) -> None:
    changes.merge_sessions("s1", "s2")
    with pytest.raises(NotFoundError, match="was merged into s2 before"):
        changes.merge_sessions("s2", "wa")


@pytest.mark.parametrize("rest", ["absent", "excused"])
def test_closing_a_session_says_what_the_rest_are_and_leaves_those_who_came(
    open_course: OpenCourse, changes: SessionChanges, scan: Callable[..., str], rest: str
) -> None:
    scan("Ana", "09:05", "s1")
    assert [one.name[:3] for one in changes.unmarked_people("s1").missing] == ["Joã", "Jea"]
    changes.close("s1", rest, early=True)
    assert status(open_course, "Ana", "s1") == ("present", 90)
    assert status(open_course, "João", "s1") == (rest, 0)
    closing = changes.unmarked_people("s1")
    assert (closing.closed, closing.missing) == (True, ())


def test_a_closing_that_is_undone_leaves_people_unmarked(open_course: OpenCourse, changes: SessionChanges) -> None:
    changes.undo(changes.close("s1", "absent", early=True).event_id)
    assert status(open_course, "Ana", "s1") == ("unmarked", 0)


def test_scans_made_for_a_wrong_session_are_moved_with_their_times(
    open_course: OpenCourse, changes: SessionChanges, scan: Callable[..., str], hand_clock: HandClock
) -> None:
    scan("Ana", "11:05", "s1", door="Mar")
    scan("João", "11:06", "s1", door="Sierra")
    hand_clock.set("18:00")
    (moved,) = changes.move_scans("s1", "s2", ScanChoice(door="Mar"), anytime=True)
    assert moved.at == "2026-03-09T14:05:00.000Z"
    assert status(open_course, "Ana", "s2") == ("present", 90)
    assert status(open_course, "Ana", "s1") == ("unmarked", 0)
    assert status(open_course, "João", "s1") == ("late", 0)
    assert not list(event_log.broken_chains(open_course.record.conn))


def test_scans_are_moved_between_two_moments_only(changes: SessionChanges, scan: Callable[..., str]) -> None:
    scan("Ana", "11:05", "s1")
    scan("João", "11:40", "s1")
    eleven, half_past = datetime(2026, 3, 9, 14, 0, tzinfo=UTC), datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
    assert changes.move_scans("s1", "s2", ScanChoice(until=eleven), anytime=True) == []
    assert len(changes.move_scans("s1", "s2", ScanChoice(since=half_past), anytime=True)) == 1
    assert len(changes.move_scans("s1", "s2", ScanChoice(since=eleven, until=half_past), anytime=True)) == 1


def test_a_closing_takes_the_place_of_the_one_before_it_and_gives_it_back_when_undone(
    open_course: OpenCourse, changes: SessionChanges
) -> None:
    changes.close("s1", "absent", early=True)
    second = changes.close("s1", "excused", early=True)
    assert status(open_course, "Ana", "s1") == ("excused", 0)
    changes.undo(second.event_id)
    assert status(open_course, "Ana", "s1") == ("absent", 0)


# -- minutes, where exits are recorded


def test_who_leaves_is_counted_for_the_minutes_they_stayed(open_course: OpenCourse, scan: Callable[..., str]) -> None:
    scan("Ana", "09:05", "s1")
    assert scan("Ana", "09:40", "s1", leaving=True) == "left"
    assert status(open_course, "Ana", "s1") == ("present", 40)
    (row,) = [row for row in attendance.attendance(open_course.record.conn) if row.name[:3] == "Ana" and row.left_at]
    assert row.left_at == datetime(2026, 3, 9, 12, 40, tzinfo=UTC)


def test_who_comes_back_is_counted_for_both_stays(open_course: OpenCourse, scan: Callable[..., str]) -> None:
    scan("Ana", "09:05", "s1")
    scan("Ana", "09:40", "s1", leaving=True)
    scan("Ana", "10:00", "s1")
    assert status(open_course, "Ana", "s1") == ("present", 40 + 30)
    assert not [row for row in attendance.attendance(open_course.record.conn) if row.left_at]


def test_an_entry_without_an_exit_counts_to_the_sessions_end(open_course: OpenCourse, scan: Callable[..., str]) -> None:
    scan("Ana", "09:05", "s1")
    assert status(open_course, "Ana", "s1") == ("present", 90)


def test_an_exit_after_the_end_takes_nothing_away(open_course: OpenCourse, scan: Callable[..., str]) -> None:
    scan("Ana", "09:05", "s1")
    scan("Ana", "10:45", "s1", leaving=True)
    assert status(open_course, "Ana", "s1") == ("present", 90)


def test_a_late_entry_counts_from_its_own_time(open_course: OpenCourse, scan: Callable[..., str]) -> None:
    scan("Ana", "09:20", "s1")
    scan("Ana", "10:20", "s1", leaving=True)
    assert status(open_course, "Ana", "s1") == ("late", 60)


def test_leaving_early_can_be_said_by_hand_and_undone(
    open_course: OpenCourse,
    changes: SessionChanges,
    scan: Callable[..., str],
    person: Find,
    hand_clock: HandClock,
) -> None:
    scan("Ana", "09:05", "s1")
    hand_clock.set("10:00")
    event = changes.left(person("Ana").code, "s1", datetime(2026, 3, 9, 12, 30, tzinfo=UTC))
    assert status(open_course, "Ana", "s1") == ("present", 30)
    changes.undo(event.event_id)
    assert status(open_course, "Ana", "s1") == ("present", 90)


@pytest.mark.usefixtures("evening")
def test_who_was_marked_by_hand_and_left_early_counts_from_the_mark(
    open_course: OpenCourse, changes: SessionChanges, person: Find
) -> None:
    ana, joao = person("Ana").code, person("João").code
    changes.mark(ana, "s1", "present")
    changes.mark(joao, "s1", "present", at=datetime(2026, 3, 9, 12, 30, tzinfo=UTC))
    for code in (ana, joao):
        changes.left(code, "s1", datetime(2026, 3, 9, 12, 50, tzinfo=UTC))
    assert status(open_course, "Ana", "s1") == ("present", 50)
    assert status(open_course, "João", "s1") == ("late", 20)


def test_exits_go_with_a_merged_session(
    open_course: OpenCourse, changes: SessionChanges, scan: Callable[..., str]
) -> None:
    scan("Ana", "11:05", "s2")
    scan("Ana", "11:45", "s2", leaving=True)
    changes.merge_sessions("s2", "s1")
    changes.move("s1", starts_at=datetime(2026, 3, 9, 14, 0, tzinfo=UTC))
    assert status(open_course, "Ana", "s1") == ("present", 45)


# -- excuses


def test_an_excuse_keeps_who_granted_it_and_the_paper(open_course: OpenCourse, person: Find) -> None:
    paper = ExcuseDocument(granted_by="Dr. Sosa", due=date(2026, 3, 12))
    event = Corrections.of(open_course).excuse(person("Ana").code, "s1", document=paper)
    assert event.facts == '{"due":"2026-03-12","granted_by":"Dr. Sosa","paper":false}'
    assert status(open_course, "Ana", "s1") == (Status.EXCUSED.value, 0)


def test_an_excuse_of_days_covers_a_session_that_was_moved_to_them(
    open_course: OpenCourse, changes: SessionChanges, person: Find
) -> None:
    changes.move("s2", starts_at=datetime(2026, 3, 10, 15, 0, tzinfo=UTC))
    changes.excuse(person("Ana").code, days=(date(2026, 3, 10), date(2026, 3, 10)))
    assert status(open_course, "Ana", "s1") == ("unmarked", 0)
    changes.move("s1", starts_at=datetime(2026, 3, 10, 12, 0, tzinfo=UTC))
    assert status(open_course, "Ana", "s1") == ("excused", 0)


def test_what_was_taken_back_is_not_taken_back_again(open_course: OpenCourse, person: Find) -> None:
    made = Corrections.of(open_course)
    event = made.mark(person("Ana").code, "s1", "absent").event_id
    made.undo(event)
    with pytest.raises(NotFoundError, match="was undone before"):
        made.undo(event)


def test_nobody_withdraws_twice(open_course: OpenCourse, person: Find) -> None:
    made = Corrections.of(open_course)
    made.withdraw(person("Ana").code)
    with pytest.raises(NotFoundError, match="has withdrawn already"):
        made.withdraw(person("Ana").code)


@pytest.mark.usefixtures("evening")
def test_a_cancelled_session_is_said_to_be_so_and_is_restored(open_course: OpenCourse, person: Find) -> None:
    changes = SessionChanges.of(open_course)
    changes.cancel("s2")
    with pytest.raises(NotFoundError, match="session restore s2"):
        changes.mark(person("Ana").code, "s2", "present")
    with pytest.raises(NotFoundError, match="session restore s2"):
        changes.cancel("s2")
    changes.restore_session("s2")
    assert changes.mark(person("Ana").code, "s2", "present")


def test_a_cancelled_session_is_named_at_the_time_and_in_the_room_set_last(
    open_course: OpenCourse, changes: SessionChanges
) -> None:
    changes.move("s2", starts_at=datetime(2026, 3, 9, 20, tzinfo=UTC), room="Aula")
    event = changes.cancel("s2")
    (listed,) = (one.session for one in list_sessions(open_course) if one.state == "cancelled")
    named = read_effects(open_course, [event])[0].session
    assert [(one.starts_at.hour, one.room) for one in (listed, named)] == [(20, "Aula"), (20, "Aula")]


def test_a_session_that_ended_later_is_longer(open_course: OpenCourse, changes: SessionChanges) -> None:
    before = next(one for one in programme.read_programme(open_course.record.conn) if one.id == "s2")
    changes.move("s2", ends_at=before.ends_at + timedelta(minutes=30))
    after = next(one for one in programme.read_programme(open_course.record.conn) if one.id == "s2")
    assert (after.starts_at, after.ends_at - before.ends_at) == (before.starts_at, timedelta(minutes=30))


@pytest.mark.parametrize("minutes", [0, -10, 24 * 60])
def test_a_session_ends_after_it_begins_and_within_a_day(
    open_course: OpenCourse, changes: SessionChanges, minutes: int
) -> None:
    before = next(one for one in programme.read_programme(open_course.record.conn) if one.id == "s2")
    with pytest.raises(InputError, match="its end comes after its start, within a day"):
        changes.move("s2", ends_at=before.starts_at + timedelta(minutes=minutes))


def test_a_session_that_was_never_cancelled_is_not_restored(open_course: OpenCourse) -> None:
    with pytest.raises(NotFoundError, match="neither cancelled nor merged"):
        SessionChanges.of(open_course).restore_session("s1")


def test_a_shift_is_of_a_day_at_most(open_course: OpenCourse) -> None:
    with pytest.raises(InputError, match="by one day at most"):
        SessionChanges.of(open_course).shift("s1", 1441)


def test_all_sessions_that_are_over_are_closed_at_once(open_course: OpenCourse, hand_clock: HandClock) -> None:
    changes = SessionChanges.of(open_course)
    changes.close("s1", "excused", early=True)
    hand_clock.set("13:00")
    assert [event.session for event in changes.close_over("absent")] == ["s2"]
    assert changes.close_over("absent") == []


SAME = [
    lambda changes, code: changes.close("s1", "absent", early=True),
    lambda changes, code: changes.move("s1", room="Annex"),
    lambda changes, code: changes.shift("s1", 10),
    lambda changes, code: changes.mark(code, "s1", "present"),
    lambda changes, code: changes.mark(code, "s1", "present", datetime(2026, 3, 9, 12, 5, tzinfo=UTC)),
]


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize("change", SAME)
def test_the_same_change_given_twice_is_recorded_once(
    open_course: OpenCourse, changes: SessionChanges, person: Find, change: Callable[[SessionChanges, str], object]
) -> None:
    code = person("Ana").code
    change(changes, code)
    before = len(list(event_log.events(open_course.record.conn)))
    with pytest.raises(InputError, match="Nothing was recorded"):
        change(changes, code)
    assert len(list(event_log.events(open_course.record.conn))) == before


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize("change", SAME)
def test_a_change_that_was_undone_can_be_made_again(
    open_course: OpenCourse, changes: SessionChanges, person: Find, change: Callable[[SessionChanges, str], object]
) -> None:
    code = person("Ana").code
    change(changes, code)
    changes.undo()
    before = len(list(event_log.events(open_course.record.conn)))
    change(changes, code)
    assert len(list(event_log.events(open_course.record.conn))) == before + 1


def test_the_same_mark_with_another_reason_is_an_entry_of_its_own(
    open_course: OpenCourse, changes: SessionChanges, person: Find
) -> None:
    code = person("Ana").code
    first = changes.mark(code, "s1", "present")
    again = SessionChanges.of(open_course, actor="V. Paz", reason="seen on the photo").mark(code, "s1", "present")
    assert again.ref == first.event_id


TO_COME = datetime(2026, 3, 9, 12, 30, tzinfo=UTC)  # 09:30; it is 09:05


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda made, code: made.close("s2", "absent"), "Lecture begins on 2026-03-09 11:00: it cannot be closed yet"),
        (lambda made, code: made.close("s2", "absent", early=True), "it cannot be closed yet"),
        (lambda made, code: made.close("s1", "absent"), "Opening runs until 2026-03-09 10:30"),
        (lambda made, code: made.mark(code, "s2", "present"), "nobody was present or absent yet"),
        (lambda made, code: made.mark(code, "s2", "absent"), "An absence that is known before can be excused"),
        (lambda made, code: made.mark(code, "s1", "present", TO_COME), "09:30 is still to come"),
        (lambda made, code: made.left(code, "s1", TO_COME), "09:30 is still to come"),
        (lambda made, code: Door(made.record, made.course).scan(code, at=TO_COME), "09:30 is still to come"),
    ],
)
def test_what_is_still_to_come_is_not_recorded(
    open_course: OpenCourse,
    changes: SessionChanges,
    person: Find,
    act: Callable[[SessionChanges, str], object],
    says: str,
) -> None:
    before = len(list(event_log.events(open_course.record.conn)))
    with pytest.raises(InputError, match=says):
        act(changes, person("Ana").code)
    assert len(list(event_log.events(open_course.record.conn))) == before


def test_an_absence_that_is_known_before_is_excused(
    open_course: OpenCourse, changes: SessionChanges, person: Find
) -> None:
    changes.excuse(person("Ana").code, "s2")
    assert status(open_course, "Ana", "s2") == ("excused", 0)


def reload(course: OpenCourse, old: str, new: str, about: str = "stays so") -> list[str]:
    """Load the programme again with another text in it, and return what is said about sessions set by hand."""
    path = course.folder.root / "programme.csv"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return [text for notice in load(course).notices if about in (text := str(notice))]


def held(course: OpenCourse, session: str) -> tuple[str, str]:
    """Return when and where a session is held: ``09T12:00`` in UTC, and the room."""
    found = next(one for one in programme.read_programme(course.record.conn) if one.id == session)
    return f"{found.starts_at:%dT%H:%M}", found.room


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("2026-03-09T09:20,2026-03-09T10:50", []),
        (
            "2026-03-10T15:00,2026-03-10T16:30",
            [
                "'Opening' is on 2026-03-10 15:00 now, and has scans of other times, which stay with it (1): "
                "Ana Núñez, 2026-03-09 09:00. If they belong to another session: checkin session move-scans s1 OTHER"
            ],
        ),
    ],
)
def test_a_load_names_the_scans_that_do_not_fit_the_new_time(
    open_course: OpenCourse, scan: Callable[..., str], new: str, said: list[str]
) -> None:
    scan("Ana", "09:00", "s1")
    assert reload(open_course, "2026-03-09T09:00,2026-03-09T10:30", new, "scans of other times") == said


def test_a_room_by_hand_leaves_the_time_to_the_programme(open_course: OpenCourse, changes: SessionChanges) -> None:
    changes.move("s1", room="Aula")
    assert reload(open_course, "s1,2026-03-09T09:00,2026-03-09T10:30", "s1,2026-03-09T10:00,2026-03-09T11:30") == []
    assert held(open_course, "s1") == ("09T13:00", "Aula")


def test_a_time_by_hand_leaves_the_room_to_the_programme(open_course: OpenCourse, changes: SessionChanges) -> None:
    changes.shift("s1", 20)
    assert reload(open_course, "Opening,Hall", "Opening,Aula") == []
    assert held(open_course, "s1") == ("09T12:20", "Aula")


def test_a_shift_keeps_a_room_that_was_set_before(open_course: OpenCourse, changes: SessionChanges) -> None:
    changes.move("s1", room="Aula")
    changes.shift("s1", 20)
    reload(open_course, "Opening,Hall", "Opening,Sala")
    assert held(open_course, "s1") == ("09T12:20", "Aula")


def test_a_load_says_that_a_time_by_hand_stands(open_course: OpenCourse, changes: SessionChanges) -> None:
    changes.shift("s1", 20)
    assert reload(open_course, "s1,2026-03-09T09:00,2026-03-09T10:30", "s1,2026-03-09T15:00,2026-03-09T16:30") == [
        "'Opening' is in the file on 2026-03-09 15:00 (room: Hall), but was set by hand to 2026-03-09 09:20 (room: "
        "Hall), and stays so; to change it: checkin session move s1 --to 2026-03-09T15:00"
    ]
    assert held(open_course, "s1") == ("09T12:20", "Hall")


def test_a_load_says_that_a_cancelled_session_stays_cancelled(open_course: OpenCourse, changes: SessionChanges) -> None:
    changes.cancel("s1")
    assert reload(open_course, "s1,2026-03-09T09:00,2026-03-09T10:30", "s1,2026-03-09T15:00,2026-03-09T16:30") == [
        "'Opening' has another time or room in the file, but was cancelled or merged by hand, and stays so; to hold "
        "it: checkin session restore s1"
    ]


def test_undoing_a_shift_leaves_a_room_that_was_set_after_it(open_course: OpenCourse, changes: SessionChanges) -> None:
    shift = changes.shift("s1", 25)
    changes.move("s1", room="Aula")
    changes.undo(shift.event_id)
    assert held(open_course, "s1") == ("09T12:00", "Aula")


def test_a_room_that_another_station_sets_leaves_a_shift(open_course: OpenCourse, changes: SessionChanges) -> None:
    with open_course.record.writing() as writing:  # as it comes from a station that has no shift yet
        times = {"starts_at": "2026-03-09T12:00:00.000Z", "ends_at": "2026-03-09T13:30:00.000Z", "day": "2026-03-09"}
        facts = {**times, "room": "Aula", "only": "room"}
        room = NewEvent(kind=Kind.SESSION_MOVE, session="s1", facts=facts)
        writing.append(room)
    changes.shift("s1", 25)
    assert held(open_course, "s1") == ("09T12:25", "Aula")


# When the list is entered, with which time, and when Ana is scanned at another door; both in the order of arrival.
SIGNED = {
    ("10:40", None, "09:20"): "late",
    ("09:05", None, "09:20"): "present",
    ("10:40", "09:00", "09:20"): "present",
    ("10:40", None, "09:01"): "present",
}


@pytest.mark.parametrize("scan_first", [True, False])
@pytest.mark.parametrize("case", SIGNED, ids=str)
def test_a_signed_list_and_a_scan_of_another_door_give_the_same_whichever_arrives_first(
    open_course: OpenCourse, person: Find, hand_clock: HandClock, case: tuple[str, str | None, str], scan_first: bool
) -> None:
    entered, time, scanned = case

    def enter() -> None:
        hand_clock.set(entered)
        number = row_numbers(open_course.record.conn)[person("Ana").id]
        enter_rows(open_course, "s1", str(number), at=moment(time) if time else None)

    def arrive() -> None:
        hand_clock.set("10:50")
        ana = person("Ana")
        draft = NewEvent(
            kind=Kind.SCAN, session="s1", participant=ana.id, code=ana.code, verdict="late", at=moment(scanned)
        )
        with open_course.record.writing() as writing:
            writing.append(draft)

    # A list that was entered before the scan was made cannot be entered after it.
    for act in (arrive, enter) if scan_first and entered > scanned else (enter, arrive):
        act()
    found = status(open_course, "Ana", "s1")
    assert found is not None
    assert found[0] == SIGNED[case]


def moment(time: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-09T{time}-03:00")
