"""What the rules of real courses give, done by hand, and what the code gives for the same.

A course is written as one letter for each session: P present, L late, E excused, A absent, U unmarked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import HandClock, often

from checkin.attendance.session_changes import SessionChanges
from checkin.attendance.summary import attendance_by_person, country_of, day_of, grouped, session_counts
from checkin.core.attendance_rules import SessionAttendance, evaluate
from checkin.core.course import Excused, Policy, Unit
from checkin.core.session_status import Status
from checkin.door.scan import Door
from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.roster import participants

LETTERS = {
    "P": Status.PRESENT,
    "L": Status.LATE,
    "E": Status.EXCUSED,
    "A": Status.ABSENT,
    "U": Status.UNMARKED,
}
HOURS = Policy(unit=Unit.MINUTES)


def sat(letters: str, *, length: int = 60, kind: str = "", late_by: int = 20) -> list[SessionAttendance]:
    """Sessions of an hour; a late one is twenty minutes short."""
    minutes = {"P": length, "L": length - late_by}
    return [
        SessionAttendance(
            session=f"s{number}",
            status=LETTERS[letter],
            length=length * 60,
            attended=minutes.get(letter, 0) * 60,
            late_by=late_by * 60 if letter == "L" else 0,
            kind=kind,
        )
        for number, letter in enumerate(letters)
    ]


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    rule: str
    policy: Policy
    sessions: str
    percent: str
    earned: bool


CASES = [
    # 80 % of the sessions
    Case("80 %: 8 of 10", Policy(), "PPPPPPPPAA", "80", True),
    Case("80 %: 7 of 10", Policy(), "PPPPPPPAAA", "70", False),
    Case("80 %: 4 of 5", Policy(), "PPPPA", "80", True),
    Case("80 %: 23 of 29 is 79.3", Policy(), "P" * 23 + "A" * 6, "2300/29", False),
    Case("80 %: 24 of 30", Policy(), "P" * 24 + "A" * 6, "80", True),
    Case("unmarked is not there", Policy(), "P" * 6 + "U" * 24, "20", False),
    Case("unmarked and absent evaluate alike", Policy(), "PPPPPPPPUA", "80", True),
    Case("nobody came", Policy(), "AAAA", "0", False),
    # late
    Case("late is full credit where the policy says 1", Policy(), "PPPPPLLLAA", "80", True),
    Case("late is half", Policy(late=Fraction(1, 2)), "PPPPPPPPLL", "90", True),
    Case("late is half, once too often", Policy(late=Fraction(1, 2)), "PPPPPLLLLL", "75", False),
    Case("late is nothing", Policy(late=Fraction(0)), "PPPPPPPPLL", "80", True),
    Case("late is a third, exactly", Policy(late=Fraction(1, 3)), "PPPPPPPLLL", "80", True),
    Case("three lates make an absence", Policy(lates_per_absence=3), "PPPPPPPLLL", "90", True),
    Case("five lates are one absence", Policy(lates_per_absence=3), "PPPPPLLLLL", "90", True),
    Case("six lates are two", Policy(lates_per_absence=3), "PPPPLLLLLL", "80", True),
    Case("nine lates are three", Policy(lates_per_absence=3), "PLLLLLLLLL", "70", False),
    Case("two lates make an absence", Policy(lates_per_absence=2), "PPPPPPLLLL", "80", True),
    Case("20 minutes late is absent beyond 15", Policy(late_absent_after=15), "PPPPPPPPLL", "80", True),
    Case("20 minutes late is late up to 20", Policy(late_absent_after=20), "PPPPPPPPLL", "100", True),
    Case("too late, and below", Policy(late_absent_after=15), "PPPPPPPLLL", "70", False),
    # excused
    Case("excused leaves the sum", Policy(), "PPPPPPPEEA", "175/2", True),
    Case("excused counts as there", Policy(excused=Excused.COUNTED), "PPPPPPEEAA", "80", True),
    Case("excused is an absence", Policy(excused=Excused.ABSENT), "PPPPPPPPEE", "80", True),
    Case("excused is an absence, and below", Policy(excused=Excused.ABSENT), "PPPPPPPEEE", "70", False),
    Case("everything excused", Policy(), "EEEE", "none", False),
    Case("one of ten excused under a cap of 10 %", Policy(excused_cap=Fraction(10)), "PPPPPPPAAE", "700/9", False),
    Case(
        "two of ten under a cap of 10 %: one is absent", Policy(excused_cap=Fraction(10)), "PPPPPPPPEE", "800/9", True
    ),
    Case(
        "a cap of 10 % of what counts as there",
        Policy(excused=Excused.COUNTED, excused_cap=Fraction(10)),
        "PPPPPPPEEA",
        "80",
        True,
    ),
    # 85 % of the ordinary sessions and at least three lectures
    Case("85 %: 17 of 20", Policy(threshold=Fraction(85)), "P" * 17 + "AAA", "85", True),
    Case("85 %: 16 of 19 is 84.2", Policy(threshold=Fraction(85)), "P" * 16 + "AAA", "1600/19", False),
    # contact hours
    Case("80 % of the hours", HOURS, "PPPPPPPPAA", "80", True),
    Case("twenty minutes lost of ten hours", HOURS, "PPPPPPPPPL", "290/3", True),
    Case("six times twenty minutes lost", HOURS, "PPPPLLLLLL", "80", True),
    Case("seven times", HOURS, "PPPLLLLLLL", "230/3", False),
    Case(
        "90 % of the hours, up to 10 % excused and left out",
        Policy(unit=Unit.MINUTES, threshold=Fraction(90), excused_cap=Fraction(10)),
        "PPPPPPPPPE",
        "100",
        True,
    ),
    Case(
        "90 % of the hours, 20 % excused: half of it is absent",
        Policy(unit=Unit.MINUTES, threshold=Fraction(90), excused_cap=Fraction(10)),
        "PPPPPPPPEE",
        "800/9",
        False,
    ),
    Case(
        "lates do not make absences of hours", Policy(unit=Unit.MINUTES, lates_per_absence=2), "PPPPLLLLLL", "80", True
    ),
    # who came to the course late
    Case("counted from arrival", Policy(from_arrival=True), "AAAAAPPPPA", "80", True),
    Case("counted from day one", Policy(), "AAAAAPPPPP", "50", False),
    Case("who never came is counted from day one", Policy(from_arrival=True), "AAAA", "0", False),
    # required, and the edges
    Case("the required one was missed", Policy(required=("s9",)), "PPPPPPPPPA", "90", False),
    Case("the required one was excused: not attended", Policy(required=("s9",)), "PPPPPPPPPE", "100", False),
    Case("the required one was late: attended", Policy(required=("s9",)), "PPPPPPPPPL", "100", True),
    Case("a threshold of nothing", Policy(threshold=Fraction(0)), "AAAA", "0", True),
    Case("a threshold of everything", Policy(threshold=Fraction(100)), "PPPPPPPPPP", "100", True),
    Case("a threshold with a fraction", Policy(threshold=Fraction("66.6")), "PPA", "200/3", True),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_gives_what_it_gives_by_hand(case: Case) -> None:
    found = evaluate(sat(case.sessions), case.policy)
    percent = None if case.percent == "none" else Fraction(case.percent)
    assert (found.percent, found.earned) == (percent, case.earned)


@pytest.mark.parametrize(("lectures", "earned"), [("PPPA", True), ("PPLA", True), ("PPAA", False), ("PPEE", False)])
def test_85_percent_of_the_ordinary_sessions_and_three_lectures(lectures: str, earned: bool) -> None:
    ordinary = [
        SessionAttendance(session=f"o{n}", status=Status.PRESENT, length=3600, attended=3600) for n in range(30)
    ]
    found = evaluate(
        [*ordinary, *sat(lectures, kind="lecture")], Policy(threshold=Fraction(85), minimum={"lecture": 3})
    )
    assert found.earned is earned


# -- the same from the record: groups, parallel sessions, clocks


@contextmanager
def course(root: Path, zone: str, programme: str, clock: HandClock) -> Iterator[OpenCourse]:
    """A course of three people with a programme of its own."""
    root.mkdir()
    (root / "course.toml").write_text(f'[course]\ntitle = "C"\ntimezone = "{zone}"\n')
    (root / "participants.csv").write_text("name,country,groups\nAna,AR,A\nBea,BR,B\nCai,CL,A;B\n")
    (root / "programme.csv").write_text(f"id,starts_at,ends_at,title,groups\n{programme}")
    with opened_course(CourseFolder(root), clock=clock.clock()) as made:
        load(made)
        yield made


def sums(made: OpenCourse) -> dict[str, tuple[int, int, int]]:
    """Expected, attended and minutes of each person."""
    return {
        t.person.name: (t.figures.expected, t.figures.attended, t.figures.seconds // 60)
        for t in attendance_by_person(made.record.conn, made.course)
    }


def code(made: OpenCourse, name: str) -> str:
    return next(person.code for person in participants.roster(made.record.conn) if person.name == name)


def test_of_two_parallel_sessions_one_counts(tmp_path: Path, hand_clock: HandClock) -> None:
    programme = (
        "x,2026-03-09T09:00,2026-03-09T10:00,X,\n"
        "y,2026-03-09T09:00,2026-03-09T10:00,Y,\n"
        "z,2026-03-09T11:00,2026-03-09T12:00,Z,\n"
    )
    with course(tmp_path / "c", "UTC", programme, hand_clock) as made:
        changes = SessionChanges.of(made)
        changes.mark(code(made, "Ana"), "y", "present")
        changes.mark(code(made, "Bea"), "x", "present")
        changes.mark(code(made, "Bea"), "y", "present")
        assert sums(made) == {"Ana": (2, 1, 60), "Bea": (2, 1, 60), "Cai": (2, 0, 0)}


def test_who_is_of_two_groups_is_expected_at_one_of_their_parallel_workshops(
    tmp_path: Path, hand_clock: HandClock
) -> None:
    programme = "x,2026-03-09T09:00,2026-03-09T10:00,X,A\ny,2026-03-09T09:00,2026-03-09T10:00,Y,B\n"
    with course(tmp_path / "c", "UTC", programme, hand_clock) as made:
        SessionChanges.of(made).mark(code(made, "Cai"), "y", "present")
        assert sums(made) == {"Ana": (1, 0, 0), "Bea": (1, 0, 0), "Cai": (1, 1, 60)}


@pytest.mark.parametrize(
    ("zone", "start", "end", "minutes"),
    [
        ("America/New_York", "2026-03-08T01:30", "2026-03-08T03:30", 60),
        ("America/New_York", "2026-11-01T00:30", "2026-11-01T02:30", 180),
        ("America/Argentina/Buenos_Aires", "2026-03-08T01:30", "2026-03-08T03:30", 120),
        ("America/New_York", "2026-03-09T22:30", "2026-03-10T00:30", 120),
    ],
)
def test_a_session_is_as_long_as_it_lasted_whatever_the_clocks_did(
    tmp_path: Path, hand_clock: HandClock, zone: str, start: str, end: str, minutes: int
) -> None:
    with course(tmp_path / "c", zone, f"x,{start},{end},X,\n", hand_clock) as made:
        hand_clock.time = datetime(2026, 12, 1, tzinfo=UTC)
        SessionChanges.of(made).mark(code(made, "Ana"), "x", "present")
        assert sums(made)["Ana"] == (1, 1, minutes)


def test_who_comes_after_midnight_is_late_to_the_session_of_the_evening(tmp_path: Path, hand_clock: HandClock) -> None:
    programme = "x,2026-03-09T23:30,2026-03-10T01:00,X,\n"
    with course(tmp_path / "c", "UTC", programme, hand_clock) as made:
        hand_clock.time = datetime(2026, 3, 10, 0, 10, tzinfo=UTC)
        assert Door(made.record, made.course).scan(code(made, "Ana")).verdict == "late"
        assert sums(made)["Ana"] == (1, 1, 50)
        assert [day.name for day in grouped(attendance_by_person(made.record.conn, made.course), [day_of])[0]] == [
            "2026-03-09"
        ]


def test_corrections_of_corrections_end_with_the_last_that_stands(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    made = SessionChanges.of(open_course)
    ana = next(person.code for person in participants.roster(open_course.record.conn) if person.name.startswith("Ana"))

    def status() -> str:
        rows = attendance.attendance(open_course.record.conn)
        return next(row.status.value for row in rows if row.code == ana and row.session == "s1")

    seen: list[str] = []
    events: list[str] = []
    for act in (
        lambda: made.mark(ana, "s1", "present"),
        lambda: made.mark(ana, "s1", "absent"),
        lambda: made.excuse(ana, "s1"),
        lambda: made.mark(ana, "s1", "present"),
        lambda: made.undo(events[3]),
        lambda: made.undo(events[2]),
        lambda: made.undo(events[1]),
        lambda: made.undo(events[0]),
    ):
        hand_clock.forward(1)
        events.append(act().event_id)
        seen.append(status())
    assert seen == ["present", "absent", "excused", "present", "excused", "absent", "present", "unmarked"]


# -- what must add up, whatever happened

marks = st.lists(
    st.tuples(
        st.sampled_from(["Ana", "João", "Jean"]),
        st.sampled_from(["s1", "s2", "wa", "wb"]),
        st.sampled_from(["present", "absent", "excuse", "close", "cancel", "undo"]),
    ),
    max_size=12,
)


@settings(max_examples=often(12))
@given(marks)
def test_matrix_sessions_days_and_people_add_up_to_each_other(
    tmp_path_factory: pytest.TempPathFactory, happened: list[tuple[str, str, str]]
) -> None:
    root = tmp_path_factory.mktemp("sums")
    clock = HandClock(datetime(2026, 3, 9, 12, tzinfo=UTC))
    programme = (
        "s1,2026-03-09T09:00,2026-03-09T10:00,1,\n"
        "s2,2026-03-10T09:00,2026-03-10T10:00,2,\n"
        "wa,2026-03-10T11:00,2026-03-10T12:00,A,A\n"
        "wb,2026-03-10T11:00,2026-03-10T12:00,B,B\n"
    )
    with course(root / "c", "UTC", programme, clock) as made:
        changes = SessionChanges.of(made)
        names = {"Ana": "Ana", "João": "Bea", "Jean": "Cai"}
        for name, session, what in happened:
            clock.forward(1)
            do(changes, code(made, names[name]), session, what)
        found = attendance_by_person(made.record.conn, made.course)
        rows = [row for tally in found for row in tally.rows if row.expected]
        sessions = attendance.sessions(made.record.conn)
        assert session_counts(made.record.conn, found) == sessions
        for status in Status:
            whole = sum(row.status is status for row in rows)
            assert whole == sum(getattr(row, status.value) for row in sessions)
            assert whole == sum(getattr(day, status.value) for day in grouped(found, [day_of])[0])
            assert whole == sum(getattr(country, status.value) for country in grouped(found, [country_of])[0])
        assert sum(t.figures.expected for t in found) == len(rows)
        assert sum(t.figures.attended for t in found) == sum(row.status.attended for row in rows)


def do(changes: SessionChanges, person: str, session: str, what: str) -> None:
    acts: dict[str, Callable[[], object]] = {
        "present": lambda: changes.mark(person, session, "present"),
        "absent": lambda: changes.mark(person, session, "absent"),
        "excuse": lambda: changes.excuse(person, session),
        "close": lambda: changes.close(session, "absent"),
        "cancel": lambda: changes.cancel(session),
        "undo": changes.undo,
    }
    from checkin.core.errors import InputError, NotFoundError

    try:
        acts[what]()
    except (NotFoundError, InputError):
        return  # a cancelled session, nothing to undo, or an excuse from the session of another group
