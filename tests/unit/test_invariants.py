"""What must hold whatever happens, in whatever order (design: invariants 2 to 6)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.casebook.recompute import recompute
from tests.conftest import COURSE, PEOPLE, PROGRAMME, HandClock, load_record, often

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.core.errors import CheckinError, InputError
from checkin.core.events import Event, Kind
from checkin.door.scan import Door, ScanAnswer
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.queries.presence import PresenceCounter
from checkin.store.roster import participants
from checkin.store.sync.merge_events import merge

DOORS = ("Hall", "Garden")
STARTS = {
    line.split(",")[0]: datetime.fromisoformat(line.split(",")[1] + "-03:00") for line in PROGRAMME.splitlines()[1:]
}
# What one kiosk does: who (0 to 4), what, at which session, minutes later.
action = st.tuples(
    st.integers(0, 4),
    st.sampled_from(["scan", "scan", "scan", "undo", "absent", "present", "excuse", "reissue"]),
    st.sampled_from(["s1", "s2", "wa"]),
    st.integers(0, 12),
)
story = st.lists(st.tuples(st.integers(0, 2), action), max_size=25)


@contextmanager
def kiosks(count: int) -> Iterator[list[tuple[OpenCourse, HandClock]]]:
    """Kiosks of one course: the same roster and key, each with its own record and clock."""
    with TemporaryDirectory() as name:
        first = _folder(Path(name) / "first")
        load_record(first, HandClock(datetime(2026, 3, 9, 14, tzinfo=UTC)))
        whole = first.record_file.read_bytes()
        made: list[tuple[OpenCourse, HandClock]] = []
        contexts = []
        for number in range(count):
            folder = _folder(Path(name) / f"kiosk{number}")
            folder.record_file.write_bytes(whole)
            clock = HandClock(datetime(2026, 3, 9, 14, number, tzinfo=UTC), seed=number)
            context = opened_course(folder, clock=clock.clock())
            contexts.append(context)
            made.append((context.__enter__(), clock))
        try:
            yield made
        finally:
            for context in contexts:
                context.__exit__(None, None, None)


def _folder(root: Path) -> CourseFolder:
    root.mkdir()
    for name, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
        (root / name).write_text(text, encoding="utf-8")
    return CourseFolder(root)


def act(course: OpenCourse, clock: HandClock, step: tuple[int, str, str, int]) -> ScanAnswer | None:
    """Do one action at a kiosk; a scan gives its answer."""
    who, what, session, minutes = step
    clock.forward(minutes)
    code = participants.roster(course.record.conn)[who].code
    corrections = Corrections.of(course)
    match what:
        case "scan":
            return Door(course.record, course.course, name=DOORS[who % 2], session=session, anytime=True).scan(code)
        case "undo":
            if last := event_log.last_undoable(course.record.conn):
                corrections.undo(last)
        case "absent" | "present":
            with suppress(InputError):  # the session is still to come, or the mark says nothing new
                corrections.mark(code, session, what)
        case "excuse":
            with suppress(InputError):  # nobody is excused where they are not expected
                corrections.excuse(code, session)
        case "reissue":
            corrections.reissue(code)
    return None


def take(course: OpenCourse, events: list[Event]) -> None:
    """Merge events into a kiosk's record."""
    with course.record.writing() as writing:
        merge(writing.conn, events, countries=str)


def state(course: OpenCourse) -> object:
    """Everything that the figures say."""
    return sorted(map(astuple, attendance.attendance(course.record.conn)), key=str)


@settings(max_examples=often(10))
@given(story, st.randoms(use_true_random=False))
def test_merging_is_a_set_union_in_any_order_and_any_repetition(steps: list, dice: object) -> None:  # type: ignore[type-arg]
    with kiosks(3) as made:
        for kiosk, step in steps:
            act(*made[kiosk], step)
        everything = [list(event_log.events(course.record.conn)) for course, _ in made]
        for course, _ in made:
            batches = [batch[:cut] for batch in everything for cut in (len(batch) // 2, len(batch))]
            batches += batches[:2]
            dice.shuffle(batches)  # type: ignore[attr-defined]
            for batch in batches:
                take(course, batch)
        ids = [{event.event_id for event in event_log.events(course.record.conn)} for course, _ in made]
        assert ids[0] == ids[1] == ids[2] == {event.event_id for batch in everything for event in batch}
        states = [state(course) for course, _ in made]
        assert states[0] == states[1] == states[2]


@settings(max_examples=often(10))
@given(story)
def test_every_segment_is_a_prefix_with_an_unbroken_chain(steps: list) -> None:  # type: ignore[type-arg]
    with kiosks(2) as made:
        for kiosk, step in steps:
            act(*made[kiosk % 2], step)
            take(made[0][0], list(event_log.events(made[1][0].record.conn)))
            for course, _ in made:
                assert not list(event_log.broken_chains(course.record.conn))


@settings(max_examples=often(10))
@given(story)
def test_one_person_in_one_session_counts_once_and_from_the_earliest_scan(steps: list) -> None:  # type: ignore[type-arg]
    with kiosks(2) as made:
        for kiosk, step in steps:
            act(*made[kiosk % 2], step)
        course = made[0][0]
        take(course, list(event_log.events(made[1][0].record.conn)))
        rows = list(attendance.attendance(course.record.conn))
        assert max(Counter((row.participant, row.session) for row in rows).values()) == 1
        undone = {event.ref for event in event_log.events(course.record.conn) if event.kind == Kind.UNDO}
        counted = [
            event
            for event in event_log.events(course.record.conn)
            if event.kind == Kind.SCAN and event.verdict in ("present", "late") and event.event_id not in undone
        ]
        for row in rows:
            times = [e.at for e in counted if (e.participant, e.session) == (row.participant, row.session)]
            if row.source == "scanned":
                assert row.at is not None
                assert row.at.isoformat(timespec="milliseconds").replace("+00:00", "Z") == min(times)
        for session in attendance.sessions(course.record.conn):
            mine = [row for row in rows if row.session == session.session and row.expected]
            assert session.present + session.late == sum(row.status.attended for row in mine)
            there = PresenceCounter().read(course.record.conn, [session.session])
            assert (there.present, len(there.expected)) == (session.present + session.late, len(mine))


@settings(max_examples=often(10))
@given(story, action)
def test_an_undo_gives_the_state_as_if_its_target_had_not_been(steps: list, last: tuple[int, str, str, int]) -> None:  # type: ignore[type-arg]
    with kiosks(1) as made:
        course, clock = made[0]
        for _, step in steps:
            act(course, clock, step)
        before, events = state(course), event_log.count(course.record.conn)
        if last[1] == "undo":
            return
        act(course, clock, last)
        if event_log.count(course.record.conn) == events:
            return  # refused
        target = event_log.last_undoable(course.record.conn)
        assert target is not None
        Corrections.of(course).undo(target)
        assert state(course) == before
        assert event_log.count(course.record.conn) == events + 2


@pytest.mark.parametrize("undo_first", [True, False])
def test_an_undo_works_whichever_of_the_two_arrives_first(undo_first: bool) -> None:
    with kiosks(3) as made:
        (a, clock), (b, _), (c, _) = made
        act(a, clock, (0, "scan", "s1", 0))
        take(b, list(event_log.events(a.record.conn)))
        scan = event_log.last_undoable(a.record.conn)
        assert scan is not None
        Corrections.of(b).undo(scan)
        order: list[Callable[[Event], bool]] = [lambda e: e.kind == Kind.UNDO, lambda e: e.kind != Kind.UNDO]
        for part in order if undo_first else reversed(order):
            take(c, [event for event in event_log.events(b.record.conn) if part(event)])
        assert state(c) == state(b)


@settings(max_examples=often(10))
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["s1", "s2", "wa"]), st.integers(0, 12)), max_size=20))
def test_what_the_door_said_the_export_says(steps: list[tuple[int, str, int]]) -> None:
    with kiosks(1) as made:
        course, clock = made[0]
        said: dict[tuple[str, str], str] = {}
        for who, session, minutes in steps:
            answer = act(course, clock, (who, "scan", session, minutes))
            assert answer is not None
            if answer.verdict.counts:
                assert answer.participant is not None
                said[answer.participant.id, session] = answer.verdict.value
        shown = {
            (row.participant, row.session): row.status.value
            for row in attendance.attendance(course.record.conn)
            if row.status.attended
        }
        assert shown == said


CORRECTED = ("scan", "late", "present", "arrived", "absent", "excuse", "days", "undo", "undo", "restore", "restore")
CORRECTED += ("shift", "move", "close", "cancel", "hold")
correction = st.tuples(
    st.integers(0, 1), st.sampled_from(CORRECTED), st.sampled_from(["s1", "s2", "wa"]), st.integers(0, 9)
)


def correct(course: OpenCourse, clock: HandClock, step: tuple[int, str, str, int]) -> None:
    """Do one act about one of two people and three sessions. What is refused changes nothing."""
    who, what, session, n = step
    clock.forward(1)
    conn, made = course.record.conn, SessionChanges.of(course, actor="V. Paz", reason="as it was")
    code, start = participants.roster(conn)[who].code, STARTS[session]
    monday = start.astimezone(course.course.timezone).date()
    acts: dict[str, Callable[[], object]] = {
        "scan": lambda: Door(course.record, course.course, session=session, anytime=True).scan(code, at=start),
        "late": lambda: Door(course.record, course.course, session=session, anytime=True).scan(
            code, at=start + timedelta(minutes=20 + n)
        ),
        "present": lambda: made.mark(code, session, "present"),
        "arrived": lambda: made.mark(code, session, "present", start + timedelta(minutes=5 * n)),
        "absent": lambda: made.mark(code, session, "absent"),
        "excuse": lambda: made.excuse(code, session),
        "days": lambda: made.excuse(code, days=(monday, monday + timedelta(days=n % 2))),
        "undo": lambda: made.undo(chosen(event_log.undoable(conn), n)),
        "restore": lambda: made.restore(chosen(restorable(course), n)),
        # The workshops of two groups stay at one time.
        "shift": lambda: made.shift("s1" if session == "wa" else session, 5 * n - 20),
        "move": lambda: made.move("s2", starts_at=STARTS["s2"] + timedelta(days=n % 2, minutes=n)),
        "close": lambda: made.close(session, "excused" if n % 2 else "absent"),
        "cancel": lambda: made.cancel(session),
        "hold": lambda: made.restore_session(session),
    }
    with suppress(CheckinError):
        acts[what]()


def chosen(found: Iterable[Event], n: int) -> str:
    """The id of one of some events, or of none."""
    ids = [event.event_id for event in found]
    return ids[n % len(ids)] if ids else "none"


def restorable(course: OpenCourse) -> list[Event]:
    """The undone events, the last first."""
    conn = course.record.conn
    return [one for one in event_log.newest(conn, 99) if not event_log.is_in_force(conn, one.event_id)]


@settings(max_examples=often(25))
@given(st.lists(correction, min_size=10, max_size=18))
def test_corrections_undone_and_restored_in_any_order_give_what_the_raw_events_say(steps: list) -> None:  # type: ignore[type-arg]
    with kiosks(1) as made:
        course, clock = made[0]
        clock.set("20:00")
        for step in steps:
            correct(course, clock, step)
        said = {
            (row.name, row.session): (row.status.value, row.seconds)
            for row in attendance.attendance(course.record.conn)
            if row.expected
        }
        model = {
            (person.name, one.session): (one.status, one.minutes * 60)
            for person in recompute(course.folder.root)
            for one in person.sittings
        }
        two = {person.name for person in participants.roster(course.record.conn)[:2]}
        assert {key: value for key, value in said.items() if key[0] in two} == {
            key: value for key, value in model.items() if key[0] in two
        }


@settings(max_examples=often(15))
@given(st.lists(correction, min_size=6, max_size=12), st.integers(0, 9))
def test_what_is_undone_and_put_back_is_as_it_was(steps: list, n: int) -> None:  # type: ignore[type-arg]
    with kiosks(1) as made:
        course, clock = made[0]
        clock.set("20:00")
        for step in steps:
            correct(course, clock, step)
        before, events = state(course), event_log.count(course.record.conn)
        changes = SessionChanges.of(course, actor="V. Paz", reason="as it was")
        target = chosen(event_log.undoable(course.record.conn), n)
        if target != "none":
            changes.undo(target)
            clock.forward(1)
            changes.restore(target)
            assert event_log.count(course.record.conn) == events + 2
            assert state(course) == before
