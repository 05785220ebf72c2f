"""A station that keeps a transaction open for as long as it likes holds up neither an organizer nor the owner."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from tests.unit.core.test_event_rules import made
from tests.unit.hub.conftest import ClockOf, Place, Server, quiet

from checkin.hub.connection import HubConnection
from checkin.hub.install_schema import install_schema
from checkin.hub.server.delete_course import forget_course
from checkin.hub.sync.sync_once import sync
from checkin.store.open_course import OpenCourse

SEGMENT = "f" * 32


@dataclass
class Held:
    """A hub whose owner may end sessions, and a station that holds locks there."""

    office: OpenCourse
    owner: str  # URLs
    station: str
    id: str
    said: dict[str, Any]
    conn: "psycopg.Connection[Any]"


@pytest.fixture(params=["its own login", "a shared login"])
def held(
    request: pytest.FixtureRequest, server: Server, database: str, place: Place, clock_of: ClockOf
) -> Iterator[Held]:
    office = place.loaded(clock_of(1))
    owner = server.url(database, "super")
    quiet(sync(office, owner))
    with psycopg.connect(owner, autocommit=True) as conn:
        row = conn.execute("SELECT id::text FROM checkin.course").fetchone()
        assert row is not None
        conn.execute("SELECT checkin.grant_course(%s, 'door', 'kiosk')", row)
        with psycopg.connect(server.url(database, "door"), autocommit=True) as door:
            said = door.execute("SELECT checkin.enrol(%s, 'x')", row).fetchone()
        assert said is not None
        if request.param == "a shared login":
            conn.execute("UPDATE checkin.stations SET login = NULL WHERE station = %s", (said[0]["station"],))
            said[0]["login"] = "door"
    station = server.url(database, said[0]["login"])
    with closing(psycopg.connect(station)) as conn:
        conn.execute("SET idle_in_transaction_session_timeout = 0")
        event = made("note")._replace(segment=SEGMENT, hash="0" * 64)._asdict()
        run = {"segment": SEGMENT, "previous": SEGMENT, "own": True, "events": [event]}
        conn.execute("SELECT checkin.push(%s, %s, '{}', %s)", (row[0], json.dumps([run]), said[0]["token"]))
        yield Held(office, owner, station, row[0], said[0], conn)


def test_its_access_can_be_ended(held: Held) -> None:
    with HubConnection.open(held.owner) as link:
        link.choose(held.id)
        assert link.revoke(held.said["station"]) == ["x"]
    with pytest.raises(psycopg.OperationalError):
        held.conn.execute("SELECT 1")
    with pytest.raises(psycopg.Error), psycopg.connect(held.station, autocommit=True) as again:
        again.execute("SELECT checkin.state(%s, %s)", (held.id, held.said["token"]))


def test_the_server_can_be_updated(held: Held) -> None:
    with psycopg.connect(held.owner, autocommit=True) as conn:
        conn.execute("COMMENT ON SCHEMA checkin IS 'checkin hub 1'")
    with HubConnection.open(held.owner, patience=15) as link:
        assert install_schema(link)


def test_the_course_can_be_deleted(held: Held) -> None:
    with closing(psycopg.connect(held.station)) as other:  # it reads what a deletion rewrites
        other.execute("SELECT * FROM checkin.courses()")
        assert forget_course(held.owner, held.id) == 1


def test_it_is_ended_when_another_station_reports(held: Held) -> None:
    said = {"kiosk": "k", "name": "x", "door": "", "version": "9", "waiting": 0, "events": 0, "vector": ""}
    with psycopg.connect(held.owner, autocommit=True) as conn:
        for _ in range(10_000):  # it is left alone for a second
            conn.execute("SELECT checkin.report(%s, %s)", (held.id, json.dumps(said)))
            gone = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)"
            if conn.execute(gone, (held.conn.info.backend_pid,)).fetchone() == (True,):
                return
    pytest.fail("it holds its locks for ever")
