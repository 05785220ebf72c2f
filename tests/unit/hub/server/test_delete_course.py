"""A course removed from a hub by its owner, and by nobody else."""

import psycopg
import pytest
from tests.unit.hub.conftest import ClockOf, Place, Server, quiet, scan

from checkin.core.errors import HubError
from checkin.hub.connect import course_id
from checkin.hub.server.delete_course import forget_course
from checkin.hub.sync.sync_once import sync
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition


def a_course(server: Server, database: str, place: Place, clock_of: ClockOf, seed: int) -> OpenCourse:
    course = place.loaded(clock_of(seed))
    scan(course, "Ana")
    quiet(sync(course, server.url(database), new=True))
    return course


def rows(server: Server, database: str) -> dict[str, int]:
    """How many rows each table of the hub has."""
    with psycopg.connect(server.url(database)) as conn:
        tables = ["course", "edition_keys", "members", "segments", "events", "revisions", "kiosks"]
        return {table: conn.execute(f"SELECT count(*) FROM checkin.{table}".encode()).fetchone()[0] for table in tables}  # type: ignore[index]


def identity(course: OpenCourse) -> str:
    return course_id(edition.edition_key(course.record.conn))


def test_nothing_of_a_course_is_left_at_the_hub(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    course = a_course(server, database, place, clock_of, 1)
    assert forget_course(server.url(database), identity(course)) == 2  # the load and the scan
    assert set(rows(server, database).values()) == {0}


def test_after_that_events_are_append_only_as_before(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    course = a_course(server, database, place, clock_of, 1)
    forget_course(server.url(database), identity(course))
    quiet(sync(course, server.url(database)))
    with psycopg.connect(server.url(database)) as conn, pytest.raises(psycopg.Error, match="append-only"):
        conn.execute("DELETE FROM checkin.events")


def test_an_organizer_may_not(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    course = a_course(server, database, place, clock_of, 1)
    with psycopg.connect(server.url(database), autocommit=True) as conn:
        conn.execute("SELECT checkin.grant_course(%s, 'paz', 'organizer')", (identity(course),))
    with pytest.raises(HubError):
        forget_course(server.url(database, "paz"), identity(course))
    assert rows(server, database)["events"] == 2
