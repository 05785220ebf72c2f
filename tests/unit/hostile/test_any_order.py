"""Events that contradict one another: whatever the order in which stations meet them, they agree.

``CHECKIN_LONG=20 python -m pytest tests/unit/hostile/test_any_order.py`` tries so many times as many stories.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import often
from tests.unit.hostile.test_foreign_events import forged
from tests.unit.hostile.test_take_in import person, take
from tests.unit.test_invariants import kiosks

from checkin.core.events import Event, canonical
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.roster import participants

_SEGMENTS = ("0" * 32, "5" * 32, "f" * 32)
_IDS = [f"01a21077-3006-7ba6-b945-{number:012x}" for number in range(6)]
_CODES = ["BBBBBBBBBBBB", "CCCCCCCCCCCC"]
_drafts = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            ["add", "add", "reissue", "reissue", "scan", "mark", "undo", "merge", "rename", "note"]
        ),
        "event_id": st.sampled_from(_IDS),
        "who": st.integers(0, 4),
        "code": st.sampled_from(_CODES),
        "new": st.sampled_from(_CODES),
        "ref": st.sampled_from(_IDS),
        "into": st.integers(0, 4),
        "name": st.sampled_from(["Ada", "Bo", "", 5]),
        "at": st.sampled_from(["2026-03-09T12:00:00.000Z", "2026-03-09T12:05:00.000Z"]),
    }
)
_stories = st.tuples(
    st.tuples(*(st.lists(_drafts, max_size=4) for _ in _SEGMENTS)),
    st.permutations(range(12)),
    st.permutations(range(12)),
)


def _segment(course: OpenCourse, segment: str, drafts: Sequence[dict[str, Any]]) -> list[Event]:
    listed = [one.id for one in participants.roster(course.record.conn)[:2]]
    people = [*listed, *(person(number) for number in range(3))]
    (session,) = course.record.conn.execute("SELECT id FROM sessions ORDER BY id LIMIT 1").fetchone()
    made: list[Event] = []
    for number, draft in enumerate(drafts, 1):
        said = {
            "add": {"name": draft["name"]},
            "rename": {"name": draft["name"]},
            "reissue": {"new": draft["new"]},
            "merge": {"into": people[draft["into"]]},
            "mark": {"status": "present"},
            "note": {"text": "x"},
        }
        event = forged(
            segment=segment,
            seq=number,
            event_id=draft["event_id"],
            kind=draft["kind"],
            participant=people[draft["who"]],
            code=draft["code"],
            session=session,
            verdict="present" if draft["kind"] == "scan" else None,
            ref=draft["ref"] if draft["kind"] == "undo" else None,
            at=draft["at"],
            facts=canonical(said.get(draft["kind"], {})),
        )
        made.append(event._replace(hash=event.chained(made[-1].hash if made else segment)))
    return made


def _met(course: OpenCourse, segments: Sequence[list[Event]], order: Sequence[int]) -> None:
    """Take the events in, each segment in its own order, one event at a time or several at once."""
    left = [list(events) for events in segments]
    for number in order:
        waiting = left[number % len(left)]
        taken, waiting[:] = waiting[: 1 + number % 2], waiting[1 + number % 2 :]
        assert not take(course, taken).refused
    for waiting in left:
        assert not take(course, waiting).refused


def _says(conn: sqlite3.Connection) -> dict[str, object]:
    found: dict[str, object] = {"attendance": sorted(map(astuple, attendance.attendance(conn)), key=str)}
    for table, columns in (
        ("events", "segment, seq, event_id, kind, hash"),
        ("invalid_events", "segment, seq, reason"),
        ("participants", "id, name, added_by"),
        ("codes", "code, participant, event"),
        ("search", "participant, words"),
        ("roster", "id, code, name, listed"),
    ):
        rows = conn.execute(f"SELECT {columns} FROM {table} WHERE 1 ORDER BY 1, 2").fetchall()
        found[table] = [tuple(row) for row in rows]
    return found


@settings(max_examples=often(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(story=_stories)
def test_contradicting_events_mean_the_same_in_any_order(story: Any) -> None:
    drafts, *orders = story
    with kiosks(2) as made:
        courses = [course for course, _ in made]
        for course, order in zip(courses, orders, strict=True):
            _met(course, [_segment(course, *pair) for pair in zip(_SEGMENTS, drafts, strict=True)], order)
            assert list(event_log.broken_chains(course.record.conn)) == []
        one, other = (_says(course.record.conn) for course in courses)
        assert one == other
