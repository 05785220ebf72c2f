"""Events of other kiosks in every order: the people and codes that they bring are the same ones."""

import random
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.core.events import Event, validate_event
from checkin.store import event_log, schema, views
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.roster import codes, edition, participants, search
from checkin.store.sync.merge_events import MergeResult, check_events, merge_valid

Kiosk = Callable[[OpenCourse, HandClock], OpenCourse]


def take(course: OpenCourse, events: Sequence[Event]) -> MergeResult:
    with course.record.writing() as writing:
        return merge_valid(writing.conn, check_events(events), countries=str)


def tables(course: OpenCourse) -> list[list[tuple[object, ...]]]:
    """The people, their codes, and what they are searched by."""
    conn = course.record.conn
    return [
        [tuple(row) for row in conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
        for table in ("participants", "codes", "search", "participant_groups")
    ]


def runs_of(events: Sequence[Event]) -> list[list[Event]]:
    """The events cut by their segments."""
    segments = dict.fromkeys(event.segment for event in events)
    return [[event for event in events if event.segment == segment] for segment in segments]


@pytest.fixture
def added_here_and_reissued_there(
    open_course: OpenCourse, another_kiosk: Kiosk, hand_clock: HandClock
) -> tuple[OpenCourse, list[list[Event]]]:
    """An empty kiosk, and the runs of two others: one added somebody, the other gave that person a new code."""
    empty = another_kiosk(open_course, HandClock(hand_clock.time, seed=3))
    second = another_kiosk(open_course, HandClock(hand_clock.time, seed=4))
    known = {event.event_id for event in event_log.events(open_course.record.conn)}
    _, rosa = Corrections.of(open_course).add("Rosa Vidal", "Cuba")
    take(second, list(event_log.events(open_course.record.conn)))
    Corrections.of(second).reissue(rosa.code)
    fresh = [event for event in event_log.events(second.record.conn) if event.event_id not in known]
    return empty, runs_of(fresh)


def test_a_reissue_may_come_before_its_person(
    open_course: OpenCourse, added_here_and_reissued_there: tuple[OpenCourse, list[list[Event]]], another_kiosk: Kiosk
) -> None:
    empty, runs = added_here_and_reissued_there
    assert len(runs) == 2
    other = another_kiosk(empty, HandClock(empty.record.clock.now(), seed=5))
    for run in runs:
        take(empty, run)
    for run in reversed(runs):
        take(other, run)
    assert tables(empty) == tables(other)
    assert next(person.code for person in participants.roster(other.record.conn) if person.name == "Rosa Vidal")


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_batches_brings_the_same_people(
    open_course: OpenCourse, another_kiosk: Kiosk, hand_clock: HandClock, seed: int
) -> None:
    dice = random.Random(seed)
    kiosks = [open_course, *(another_kiosk(open_course, HandClock(hand_clock.time, seed=n)) for n in (1, 2))]
    start = {event.event_id for event in event_log.events(open_course.record.conn)}
    for number in range(12):
        course = dice.choice(kiosks)
        if number % 3 == 0:
            Corrections.of(course).add(f"Person {number}", "Cuba")
        else:
            Corrections.of(course).reissue(dice.choice(participants.roster(course.record.conn)).code)
        if dice.random() < 0.5:
            take(dice.choice(kiosks), list(event_log.events(course.record.conn)))
    everything = [
        event for course in kiosks for event in event_log.events(course.record.conn) if event.event_id not in start
    ]
    runs = runs_of(sorted(set(everything), key=lambda event: (event.segment, event.seq)))
    found = []
    for order in range(3):
        fresh = another_kiosk(kiosks[1], HandClock(hand_clock.time, seed=20 + order))
        # A copy of a kiosk has what that one had; the rest comes in this order.
        dice.shuffle(runs)
        for run in runs:
            take(fresh, run)
        found.append(tables(fresh))
    assert found[0] == found[1] == found[2]


def test_one_code_drawn_twice_is_the_older_events_in_any_order(
    open_course: OpenCourse, person: Callable[[str], Participant]
) -> None:
    ana, joao = person("Ana"), person("João")
    with open_course.record.writing(dry_run=True) as writing:
        codes.write_code(writing.conn, "BBBBBBBBBBBB", ana.id, "event-2")
        codes.write_code(writing.conn, "BBBBBBBBBBBB", joao.id, "event-1")
        codes.write_code(writing.conn, "BBBBBBBBBBBB", ana.id, "event-3")
        holder = writing.conn.execute("SELECT participant FROM codes WHERE code = 'BBBBBBBBBBBB'").fetchone()[0]
    assert holder == joao.id


def test_what_is_refused_of_one_segment_holds_up_no_other(
    open_course: OpenCourse, another_kiosk: Kiosk, hand_clock: HandClock
) -> None:
    empty = another_kiosk(open_course, HandClock(hand_clock.time, seed=3))
    other = another_kiosk(open_course, HandClock(hand_clock.time, seed=4))
    for course in (open_course, other):
        Corrections.of(course).add("Rosa Vidal", "Cuba")
    events = [*event_log.events(open_course.record.conn), *event_log.events(other.record.conn)]
    last = next(event for event in events if event.kind == "add")
    forged = [event._replace(reason="forged") if event == last else event for event in dict.fromkeys(events)]
    taken = take(empty, forged)
    assert [(one.segment, one.seq) for one in taken.refused] == [(last.segment, last.seq)]
    assert taken.added == 1


def test_an_event_with_the_id_of_another_is_set_aside(
    open_course: OpenCourse, another_kiosk: Kiosk, hand_clock: HandClock
) -> None:
    event = next(iter(event_log.events(open_course.record.conn)))
    forged = event._replace(segment="f" * 32, seq=1, hash="")
    forged = forged._replace(hash=forged.chained("f" * 32))
    taken = take(open_course, [forged])
    assert (taken.refused, taken.set_aside) == ((), 1)
    assert next(iter(event_log.events(open_course.record.conn))) == event


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seq", 0),
        ("seq", "1"),
        ("seq", True),
        ("mono", 2**63),
        ("at", 7),
        ("facts", {}),
        ("hash", "x"),
        ("door", "x" * 70_000),
        ("reason", "\ud800"),
        ("reason", "a\0b"),
        ("kind", None),
        ("segment", 7),
        ("segment", "F" * 32),
    ],
)
def test_an_event_from_outside_that_is_none_is_refused(open_course: OpenCourse, name: str, value: object) -> None:
    event = next(iter(event_log.events(open_course.record.conn)))
    values = {field: getattr(event, field) for field in event._fields}
    assert validate_event(values) == event
    with pytest.raises(ValueError, match="has"):
        validate_event(values | {name: value})
    del values[name]
    with pytest.raises(ValueError, match="lacks"):
        validate_event(values)


def test_the_versions_count_is_that_of_the_migrations() -> None:
    made = Database(memory=True)
    schema.migrations.apply(made)
    assert made.table("_sqlite_migrations").count == views.VERSION


OLDER = [migration.name for migration in schema.migrations.pending(Database(memory=True))][1:-1]


@pytest.mark.parametrize("last", OLDER)
def test_a_record_of_an_older_checkin_opens_and_works(tmp_path: Path, last: str) -> None:
    path = tmp_path / "checkin.db"
    conn = sqlite3.connect(path, isolation_level=None)
    older = Migrations("checkin")
    for migration in schema.migrations.pending(Database(memory=True)):
        older()(migration.fn)
        if migration.name == last:
            break
    older.apply(Database(conn))
    conn.execute("INSERT INTO secret (name, value) VALUES ('edition', ?)", (bytes(32),))
    conn.execute("INSERT INTO course (key, value) VALUES ('revision', '0'), ('late_after', '15')")
    conn.execute(f"PRAGMA user_version = {last[1:4]}")
    conn.close()
    with Record.open(path) as record:
        record.test_write()
        assert edition.edition_key(record.conn) == bytes(32)
        assert record.conn.execute("SELECT count(*) FROM refused").fetchone()[0] == 0
        assert search.search(record.conn, "ana") == []


def test_a_chain_worked_out_before_finds_a_changed_event_all_the_same(
    open_course: OpenCourse, another_kiosk: Kiosk, hand_clock: HandClock
) -> None:
    empty = another_kiosk(open_course, HandClock(hand_clock.time, seed=3))
    for name in ("Rosa", "Luz", "Sol"):
        Corrections.of(open_course).add(name, "Cuba")
    events = list(event_log.events(open_course.record.conn))
    changed = [event._replace(reason="forged") if event == events[-2] else event for event in events]
    with empty.record.writing() as writing:
        taken = merge_valid(writing.conn, check_events(changed), countries=str)
    assert [(one.seq, one.reason) for one in taken.refused] == [
        (events[-2].seq, "does not continue its chain; it was changed on the way")
    ]


def test_a_changed_hash_cannot_vouch_for_the_next_event(
    open_course: OpenCourse, another_kiosk: Kiosk, hand_clock: HandClock
) -> None:
    empty = another_kiosk(open_course, HandClock(hand_clock.time, seed=3))
    for name in ("Rosa", "Luz"):
        Corrections.of(open_course).add(name, "Cuba")
    events = list(event_log.events(open_course.record.conn))
    forged = events[-2]._replace(reason="forged", hash="0" * 64)
    after = events[-1]._replace(hash="")
    changed = [*events[:-2], forged, after._replace(hash=after.chained(forged.hash))]
    with empty.record.writing() as writing:
        taken = merge_valid(writing.conn, check_events(changed), countries=str)
    assert (taken.added, [one.seq for one in taken.refused]) == (0, [events[-2].seq])
