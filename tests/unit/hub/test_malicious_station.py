"""A station that sends anything in any order and size to a real PostgreSQL: it stops and changes nothing of others.

``CHECKIN_LONG=20 python -m pytest tests/unit/hub/test_malicious_station.py`` tries so many times as many stories.
"""

import json
import os
from collections import Counter
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.unit.core.test_event_rules import GOOD, made
from tests.unit.hub.conftest import events, scan, state
from tests.unit.hub.test_stations import Hub, hub, note

from checkin.core.errors import HubError
from checkin.core.events import FIELDS
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

__all__ = ["hub"]
COUNTS: Counter[str] = Counter()
LONG = int(os.environ.get("CHECKIN_LONG", "1"))

values = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30)),
        *(st.sampled_from(["\0", "\ud800", "x" * 70_000, "9999-99-99", "a" * 32, "0" * 64]), st.just(2**70)),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
# What is wrong with an event; and whether its chain is right, where it can be.
mistakes = st.tuples(st.dictionaries(st.sampled_from(FIELDS[1:]), values, max_size=3), st.booleans())
runs = st.tuples(
    st.sampled_from(["new", "of another", "of another", "no segment"]),
    st.lists(st.tuples(st.sampled_from(sorted(GOOD)), mistakes), max_size=4),
    st.booleans(),
    st.randoms(use_true_random=False),
)
acts = st.one_of(
    st.tuples(st.just("push"), st.lists(runs, min_size=1, max_size=3)),
    st.tuples(st.just("open"), st.lists(runs, min_size=1, max_size=2)),
    st.tuples(
        st.just("report"), st.dictionaries(st.sampled_from(["kiosk", "name", "door", "waiting", "events"]), values)
    ),
    st.tuples(st.just("raw"), values),
    st.tuples(st.just("pull"), values),
)


class Attacker:
    """A station of the course that keeps to no rule."""

    def __init__(self, hub: Hub, token: str) -> None:
        self.hub, self.token = hub, token
        self.open: list[psycopg.Connection[Any]] = []
        self.refused = 0

    def act(self, what: str, values: Any) -> None:
        conn = psycopg.connect(self.hub.url("door"), autocommit=what != "open")
        if what == "open":
            self.open.append(conn)
        try:
            if what in ("push", "open"):
                self.call(conn, "push(%s, %s::json, '{}', %s)", json.dumps([self.run(*one) for one in values]))
            elif what == "pull":
                self.call(conn, "pull(%s, %s::json, NULL, %s)", json.dumps(values))
            else:
                self.call(
                    conn,
                    f"{'report' if what == 'report' else 'push'}(%s, %s::json, "
                    f"{'' if what == 'report' else 'NULL, '}%s)",
                    json.dumps(values),
                )
        finally:
            if what != "open":
                conn.close()

    def call(self, conn: "psycopg.Connection[Any]", function: str, said: str) -> None:
        try:
            row = conn.execute(f"SELECT checkin.{function}".encode(), (self.hub.id, said, self.token)).fetchone()
        except (psycopg.Error, UnicodeError):
            self.refused += 1
            return
        if row and isinstance(row[0], dict):
            self.refused += len(row[0]["refused"])

    def run(self, where: str, wanted: list[Any], own: bool, dice: Any) -> dict[str, Any]:
        """Events in a segment of its own, behind the end of another station's, or in none."""
        segment, held, previous = f"{dice.getrandbits(128):032x}", 0, ""
        with psycopg.connect(self.hub.url("owner"), autocommit=True) as conn:
            rows = conn.execute("SELECT segment, count, hash FROM checkin.segments ORDER BY 1").fetchall()
        if where == "of another":
            segment, held, previous = dice.choice(rows)
        elif where == "no segment":
            segment = dice.choice(["x", "", "f" * 5_000, "F" * 32])
        previous = first = previous or segment
        found = []
        for number, (kind, (changes, chained)) in enumerate(wanted):
            event = made(kind)._replace(
                segment=segment,
                seq=held + number + 1,
                event_id=f"01a21077-3006-7ba6-b945-{dice.getrandbits(48):012x}",
            )
            event = event._replace(**changes)
            if chained:
                try:
                    event = event._replace(hash=event.chained(previous))
                except (ValueError, TypeError):
                    event = event._replace(hash="0" * 64)
            previous = str(event.hash)
            found.append(event._asdict())
        return {"segment": segment, "previous": first, "own": own, "events": found}

    def leave(self) -> None:
        for conn in self.open:
            conn.close()
        self.open.clear()


def honest(course: OpenCourse, segments: set[str]) -> list[object]:
    return [event for event in events(course) if event.segment in segments]  # type: ignore[attr-defined]


@settings(
    max_examples=5 * LONG,
    deadline=None,
    phases=[Phase.generate],
    derandomize=LONG == 1,
    suppress_health_check=list(HealthCheck),
)
@given(stories=st.lists(acts, min_size=1, max_size=5))
def test_whatever_a_station_sends_the_others_go_on(hub: Hub, stories: list[Any]) -> None:
    one, two, token = world_of(hub)
    attacker = Attacker(hub, token)
    scan(one, "Ana")
    hub.synced(one)
    for what, said in stories:
        attacker.act(what, said)
    segments = set(event_log.segments(hub.office.record.conn))
    for course, name in ((one, "Jean"), (two, "João")):
        assert scan(course, name).value in ("present", "late", "already", "withdrawn", "not_expected", "no_session")
        segments.add(note(course)["segment"])
    for course in (one, two, one):
        for error in hub.synced(course).trouble:
            assert isinstance(error, HubError), error
            assert "rejected" in str(error), error
    attacker.leave()
    COUNTS["stories"] += 1
    COUNTS["calls"] += len(stories)
    COUNTS["refused"] += attacker.refused
    print(dict(COUNTS))
    assert honest(one, segments) == honest(two, segments)
    assert state(one) == state(two)
    for course in (one, two):
        assert list(event_log.broken_chains(course.record.conn)) == []


_WORLDS: dict[int, tuple[OpenCourse, OpenCourse, str]] = {}


def world_of(hub: Hub) -> tuple[OpenCourse, OpenCourse, str]:
    """The two honest stations of a hub and the token of the other one, the same in all stories."""
    if id(hub) not in _WORLDS:
        _WORLDS.clear()
        _WORLDS[id(hub)] = (hub.kiosk(3), hub.kiosk(4), hub.enrolled())
    return _WORLDS[id(hub)]
