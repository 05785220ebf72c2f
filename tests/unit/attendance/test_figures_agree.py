"""What must hold for all figures, whatever people do at several stations."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import HandClock, often

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.attendance.summary import (
    PersonAttendance,
    attendance_by_person,
    country_of,
    day_of,
    grouped,
    institution_of,
    session_counts,
)
from checkin.core.course import Role
from checkin.core.errors import CheckinError
from checkin.core.events import Event
from checkin.core.session_status import Status
from checkin.door.scan import Door
from checkin.exports.tables import Tables
from checkin.intake.load import load
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.queries.open_questions import merges_without_effect
from checkin.store.queries.presence import PresenceCounter
from checkin.store.roster import participants
from checkin.store.sync.merge_events import merge

COURSE = """\
[course]
title = "Course"
timezone = "America/Argentina/Buenos_Aires"
[door]
exits = true
[certificate]
late = 0.5
excused_cap = 25
"""
PEOPLE = """\
id,name,country,institution,role,groups
1,Ana,Argentina,Migraciones,participant,A
2,Bea,Paraguay,Migraciones,participant,B
3,Cai,Paraguay,MIGRACIONES,participant,A
4,Dan,Peru,,participant,
5,Eva,Chile,UNHCR,speaker,
"""
PROGRAMME = """\
id,starts_at,ends_at,title,room,groups,counts,slot
s1,2026-03-09T09:00,2026-03-09T10:30,Opening,Hall,,,
wa,2026-03-09T14:30,2026-03-09T16:00,Workshop A,Mar,A,,
wb,2026-03-09T14:40,2026-03-09T16:00,Workshop B,Sierra,B,,
s2,2026-03-10T09:00,2026-03-10T10:30,Lecture,Hall,,,
s3,2026-03-10T09:10,2026-03-10T10:00,Other lecture,Garden,,,
s4,2026-03-10T20:00,2026-03-10T22:00,Dinner,Hall,,no,
"""
SESSIONS = {line.split(",")[0]: datetime.fromisoformat(line.split(",")[1] + "-03:00") for line in PROGRAMME.split()[1:]
            if line[:2] in ("s1", "wa", "wb", "s2", "s3", "s4")}  # fmt: skip
ACTS = ("scan", "scan", "scan", "late", "exit", "present", "arrived", "absent", "excuse", "days", "withdraw", "back")
ACTS += ("merge", "undo", "close", "reissue", "cancel")
step = st.tuples(
    st.integers(0, 2), st.integers(0, 4), st.sampled_from(ACTS), st.sampled_from(sorted(SESSIONS)), st.integers(0, 4)
)
stories = st.lists(step, max_size=14)


@pytest.fixture(scope="module")
def loaded() -> Iterator[bytes]:
    """The record of a course whose files were loaded."""
    with TemporaryDirectory() as name:
        folder = new_folder(Path(name) / "first")
        with opened_course(folder, clock=HandClock(datetime(2026, 3, 9, 11, tzinfo=UTC)).clock()) as course:
            load(course)
        yield folder.record_file.read_bytes()


def new_folder(root: Path) -> CourseFolder:
    root.mkdir()
    for name, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
        (root / name).write_text(text, encoding="utf-8")
    return CourseFolder(root)


@contextmanager
def stations(whole: bytes, count: int) -> Iterator[list[tuple[OpenCourse, HandClock]]]:
    """Stations of one course, each with its own record and clock."""
    with TemporaryDirectory() as name:
        made = []
        for number in range(count):
            folder = new_folder(Path(name) / f"station{number}")
            folder.record_file.write_bytes(whole)
            clock = HandClock(datetime(2026, 3, 9, 12, number, tzinfo=UTC), seed=number)
            context = opened_course(folder, clock=clock.clock())
            made.append((context, context.__enter__(), clock))
        try:
            yield [(course, clock) for _, course, clock in made]
        finally:
            for context, _, _ in made:
                context.__exit__(None, None, None)


def do(course: OpenCourse, clock: HandClock, who: int, act: str, session: str, other: int) -> None:  # noqa: C901 - one case an act
    """Do one act at a station. What a station refuses changes nothing."""
    clock.forward(1)
    people = participants.loaded_participants(course.record.conn)
    code, start = people[who % len(people)].code, SESSIONS[session]
    corrections, door = Corrections.of(course, actor="V. Paz", reason="test"), Door(course.record, course.course)
    try:
        match act:
            case "scan" | "late":
                door.pin(session, anytime=True)
                door.scan(code, at=start + timedelta(minutes=-5 if act == "scan" else 30 + other))
            case "exit":
                corrections.left(code, session, start + timedelta(minutes=30 + other))
            case "present" | "absent":
                corrections.mark(code, session, act)
            case "arrived":
                corrections.mark(code, session, "present", start + timedelta(minutes=10 * other))
            case "excuse":
                corrections.excuse(code, session)
            case "days":
                corrections.excuse(code, days=(start.date(), start.date()))
            case "withdraw":
                corrections.withdraw(code, start.date())
            case "back":
                corrections.reinstate(code, start.date() if other % 2 else None)
            case "merge":
                corrections.merge(code, people[other % len(people)].code)
            case "undo":
                corrections.undo()
            case "close":
                SessionChanges.of(course).close(session, "excused" if other == 4 else "absent")
            case "cancel" if other == 0:
                SessionChanges.of(course).cancel(session)
            case "reissue":
                corrections.reissue(code)
    except CheckinError:
        pass


def play(made: list[tuple[OpenCourse, HandClock]], story: list[tuple[int, int, str, str, int]]) -> None:
    for station, *act in story:
        do(*made[station % len(made)], *act)  # type: ignore[arg-type]


def exchange(made: list[tuple[OpenCourse, HandClock]]) -> None:
    """Give every station the events of all."""
    everything = [list(event_log.events(course.record.conn)) for course, _ in made]
    for course, _ in made:
        for batch in everything:
            take(course, batch)


def take(course: OpenCourse, events: list[Event]) -> None:
    with course.record.writing() as writing:
        merge(writing.conn, events, countries=str)


def figures(course: OpenCourse) -> list[PersonAttendance]:
    return attendance_by_person(course.record.conn, course.course)


def state(course: OpenCourse) -> object:
    """Everything that figures and tables say."""
    found = figures(course)
    return (
        [astuple(row) for row in attendance.attendance(course.record.conn)],
        [(one.person, one.figures) for one in found],
    )


@settings(max_examples=often(8))
@given(story=stories, dice=st.randoms(use_true_random=False))
def test_figures_do_not_depend_on_the_order_in_which_events_arrive(loaded: bytes, story: list, dice: object) -> None:  # type: ignore[type-arg]
    with stations(loaded, 3) as made:
        play(made, story)
        everything = [list(event_log.events(course.record.conn)) for course, _ in made]
        for course, _ in made:
            batches = [batch[:cut] for batch in everything for cut in (len(batch) // 2, len(batch))]
            dice.shuffle(batches)  # type: ignore[attr-defined]
            for batch in [*batches, *everything]:
                take(course, batch)
        first, second, third = (state(course) for course, _ in made)
        assert first == second == third


@settings(max_examples=often(8))
@given(story=stories)
def test_all_sums_add_up_to_each_other(loaded: bytes, story: list) -> None:  # type: ignore[type-arg]
    with stations(loaded, 1) as made:
        play(made, story)
        course = made[0][0]
        conn, found = course.record.conn, figures(course)
        rows = [(one.person, row) for one in found for row in one.rows if row.expected]
        tables = Tables(course)
        matrix = tables.matrix()
        places = {key: place for place, key in enumerate(matrix.columns)}
        for counts in session_counts(conn, found):
            statuses = [row.status for _, row in rows if row.session == counts.session]
            assert counts.expected == len(statuses)
            there = PresenceCounter().read(conn, [counts.session])
            assert there.present == counts.present + counts.late
            if counts.counts:
                assert [statuses.count(one) for one in Status] == [getattr(counts, one.value) for one in Status]
                assert len(there.expected) == counts.expected
            in_matrix = [line[places[counts.session]] for line in matrix.rows]
            assert sum(one is not None for one in in_matrix) == sum(
                row.session == counts.session for one in found for row in one.rows
            )
        counted = [row for _, row in rows if row.counts]
        persons = [one for one in found if one.person.role is Role.PARTICIPANT]
        for groups in grouped(found, (day_of, country_of, institution_of)):
            for status in Status:
                assert sum(getattr(group, status.value) for group in groups) == sum(
                    row.status is status for row in counted
                )
            assert sum(group.given for group in groups) == sum(c.given for one in persons for c in one.credits)
            assert sum(group.whole for group in groups) == sum(c.whole for one in persons for c in one.credits)
        for one in persons:
            (group, *none) = grouped([one], [country_of])[0] or [None]
            assert not none
            assert (group.percent if group else None) == one.figures.percent


def percents(course: OpenCourse) -> dict[str, Fraction | None]:
    return {one.person.id: one.figures.percent for one in figures(course)}


@settings(max_examples=often(8))
@given(
    story=st.lists(step.filter(lambda one: one[2] not in ("merge", "arrived", "exit", "late")), max_size=12),
    who=st.integers(0, 3),
    session=st.sampled_from(sorted(SESSIONS)),
)
def test_marking_somebody_present_never_lowers_a_percentage(
    loaded: bytes,
    story: list,  # type: ignore[type-arg]
    who: int,
    session: str,
) -> None:
    with stations(loaded, 1) as made:
        play(made, story)
        course, clock = made[0]
        before = percents(course)
        do(course, clock, who, "present", session, 0)
        after = percents(course)
        for person, percent in before.items():
            assert percent is None or (after[person] is not None and after[person] >= percent)  # type: ignore[operator]


@settings(max_examples=often(8))
@given(story=stories, last=step.filter(lambda one: one[2] != "undo"))
def test_an_undo_gives_the_figures_as_if_its_target_had_not_been(
    loaded: bytes,
    story: list,  # type: ignore[type-arg]
    last: tuple[int, int, str, str, int],
) -> None:
    with stations(loaded, 1) as made:
        play(made, story)
        course, clock = made[0]
        before, events = state(course), event_log.count(course.record.conn)
        do(course, clock, *last[1:])
        if event_log.count(course.record.conn) == events or last[2] == "reissue":
            return
        Corrections.of(course, actor="V. Paz", reason="test").undo()
        assert state(course) == before


def people_in_the_record(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM participants").fetchone()[0])


@settings(max_examples=often(8))
@given(story=stories)
def test_nobody_vanishes_and_people_and_effective_merges_are_constant(loaded: bytes, story: list) -> None:  # type: ignore[type-arg]
    merges = [(station, who, "merge", "s1", other) for station, who, _, _, other in story]
    with stations(loaded, 3) as made:
        play(made, [one for pair in zip(story, merges, strict=True) for one in pair])
        exchange(made)
        for course, _ in made:
            conn = course.record.conn
            merged = dict(conn.execute("SELECT participant, other FROM merged").fetchall())
            listed = {person.id for person in participants.roster(conn)}
            assert len(listed) + len(merged) == people_in_the_record(conn)
            assert set(merged.values()) <= listed
            assert {one.person.id for one in figures(course)} == listed
            standing = conn.execute("SELECT count(*) FROM standing WHERE kind = 'merge'").fetchone()[0]
            assert len(merged) + len(merges_without_effect(conn)) == standing
            seen = {merged.get(one[0], one[0]) for one in conn.execute("SELECT participant FROM entries")}
            assert seen <= listed


@pytest.mark.parametrize("later_first", [True, False])
def test_the_last_of_two_words_at_two_stations_decides(loaded: bytes, later_first: bool) -> None:
    with stations(loaded, 3) as made:
        (first, clock), (second, later), (third, _) = made
        later.forward(30)
        do(first, clock, 0, "present", "s1", 0)
        do(second, later, 0, "absent", "s1", 0)
        batches = [list(event_log.events(course.record.conn)) for course in (first, second)]
        for batch in reversed(batches) if later_first else batches:
            take(third, batch)
        row = next(row for row in figures(third)[0].rows if row.session == "s1")
        assert row.status is Status.ABSENT
