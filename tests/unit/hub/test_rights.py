"""What a login may do at the hub, tried with a plain PostgreSQL client."""

from dataclasses import dataclass

import psycopg
import pytest
from tests.unit.hub.conftest import ClockOf, Place, Server, code, events, quiet, scan

from checkin.attendance.corrections import Corrections
from checkin.core.errors import HubError
from checkin.hub.connect import course_id
from checkin.hub.install_schema import VERSION
from checkin.hub.sync.sync_once import sync
from checkin.intake.load import load
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition


@dataclass
class Laid:
    """A hub that the owner laid, with a course of paz and the kiosk login ``door``."""

    server: Server
    database: str
    course: OpenCourse
    id: str

    def url(self, login: str) -> str:
        return self.server.url(self.database, login)

    def tried(self, login: str, statement: str, *values: object) -> str:
        """The error's SQLSTATE, or nothing."""
        with psycopg.connect(self.url(login), autocommit=True) as conn:
            try:
                conn.execute(statement.encode(), values)
            except psycopg.Error as error:
                return error.sqlstate or "?"
        return ""


@pytest.fixture
def laid(server: Server, database: str, place: Place, clock_of: ClockOf) -> Laid:
    course = place.loaded(clock_of(1))
    found = Laid(server, database, course, course_id(edition.edition_key(course.record.conn)))
    quiet(sync(course, found.url("owner")))
    for login, rank in (("door", "kiosk"), ("paz", "organizer")):
        assert found.tried("owner", "SELECT checkin.grant_course(%s, %s, %s)", found.id, login, rank) == ""
    return found


FORBIDDEN = "42501"
TABLES = ["course", "edition_keys", "members", "segments", "events", "revisions", "kiosks", "refused", "version"]


def test_a_kiosk_reaches_no_table(laid: Laid) -> None:
    statements = ("SELECT * FROM {}", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}", "INSERT INTO {} DEFAULT VALUES")
    tried = {
        (statement, table): laid.tried("door", statement.format(f"checkin.{table}"))
        for statement in statements
        for table in TABLES
    }
    assert tried == dict.fromkeys(tried, FORBIDDEN)


def test_a_kiosk_calls_no_function_of_organizers(laid: Laid) -> None:
    calls = (
        f"publish('{laid.id}', 1, 'x', 'x', 'x')",
        f"grant_course('{laid.id}', 'stranger', 'kiosk')",
        f"found_course('{laid.id}', 'x', 'x')",
        f"admit('{laid.id}', 'kiosk')",
    )
    tried = {call: laid.tried("door", f"SELECT checkin.{call}") for call in calls}
    assert tried == dict.fromkeys(calls, FORBIDDEN)


@pytest.mark.parametrize("login", ["owner", "super"])
def test_nobody_changes_what_is_recorded(laid: Laid, login: str) -> None:
    statements = (
        "UPDATE checkin.events SET door = 'x'",
        "DELETE FROM checkin.events",
        "TRUNCATE checkin.events",
        "UPDATE checkin.revisions SET content = ''",
        "DELETE FROM checkin.revisions",
    )
    tried = {statement: laid.tried(login, statement) for statement in statements}
    assert tried == dict.fromkeys(statements, "CK003")


def test_a_login_of_another_course_is_let_into_nothing(laid: Laid) -> None:
    calls = (
        f"vector('{laid.id}')",
        f"edition_key('{laid.id}')",
        f"pull('{laid.id}', '{{}}', 10)",
        f"push('{laid.id}', '[]', '{{}}')",
        f"revision('{laid.id}')",
        f"kiosks('{laid.id}')",
        f"ring('{laid.id}')",
    )
    tried = {call: laid.tried("stranger", f"SELECT checkin.{call}") for call in calls}
    assert tried == dict.fromkeys(calls, "CK001")


def test_a_kiosk_that_was_not_granted_the_course_is_told(laid: Laid, place: Place, clock_of: ClockOf) -> None:
    other = place.copy_of(laid.course, clock_of(2))
    with pytest.raises(HubError, match="does not have this course"):
        sync(other, laid.url("stranger"))


def test_a_kiosk_exchanges_events_and_takes_the_roster(laid: Laid, place: Place, clock_of: ClockOf) -> None:
    other = place.copy_of(laid.course, clock_of(2))
    scan(other, "Ana")
    assert quiet(sync(other, laid.url("door"))).done.sent == 1
    assert quiet(sync(laid.course, laid.url("paz"))).done.taken == 1
    assert events(other) == events(laid.course)


def test_what_a_kiosk_loaded_is_not_published(laid: Laid, place: Place, clock_of: ClockOf) -> None:
    other = place.copy_of(laid.course, clock_of(2))
    file = other.folder.root / "participants.csv"
    file.write_text(file.read_text("utf-8") + "6,New Person,Peru,participant,,,,\n", encoding="utf-8")
    load(other)
    synced = quiet(sync(other, laid.url("door")))
    assert synced.roster is not None
    assert "not published" in synced.roster.notice


def test_an_organizer_reads_the_events_of_the_own_course_alone(laid: Laid, place: Place, clock_of: ClockOf) -> None:
    folder = place.folder()
    folder.course_file.write_text(folder.course_file.read_text("utf-8").replace('"Course"', '"Another"'), "utf-8")
    clock = clock_of(9)
    foreign = place.open(folder, clock)
    foreign.record.conn.execute("UPDATE secret SET value = x'01'")
    load(foreign)
    quiet(sync(foreign, laid.url("owner")))
    counted = "SELECT count(*), count(DISTINCT course) FROM checkin.events"
    for login, wanted in (("paz", (1, 1)), ("owner", (2, 2))):
        with psycopg.connect(laid.url(login)) as conn:
            assert conn.execute(counted.encode()).fetchone() == wanted


def test_two_courses_in_one_hub_do_not_mix(laid: Laid, place: Place, clock_of: ClockOf) -> None:
    folder = place.folder()
    folder.course_file.write_text(folder.course_file.read_text("utf-8").replace('"Course"', '"Another"'), "utf-8")
    foreign = place.open(folder, clock_of(9))
    foreign.record.conn.execute("UPDATE secret SET value = x'01'")
    load(foreign)
    scan(foreign, "Ana")
    quiet(sync(foreign, laid.url("owner")))
    scan(laid.course, "Ana")
    quiet(sync(laid.course, laid.url("owner")))
    assert quiet(sync(foreign, laid.url("owner"))).done.taken == 0
    assert {event.segment for event in events(foreign)}.isdisjoint(event.segment for event in events(laid.course))


def test_a_second_course_of_the_same_title_is_asked_about(laid: Laid, place: Place, clock_of: ClockOf) -> None:
    foreign = place.open(place.folder(), clock_of(9))
    foreign.record.conn.execute("UPDATE secret SET value = x'01'")
    load(foreign)
    with pytest.raises(HubError, match="To use that course"):
        sync(foreign, laid.url("owner"))
    quiet(sync(foreign, laid.url("owner"), new=True))


def test_a_database_that_this_login_may_not_lay_says_who_may(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    with pytest.raises(HubError, match="checkin hub sql"):
        sync(place.loaded(clock_of(1)), server.url(database, "door"))


def test_what_the_hub_refuses_is_kept_with_its_reason(laid: Laid) -> None:
    Corrections.of(laid.course).note(code(laid.course, "Ana"), "x")
    forged = (
        'SELECT checkin.push(%s, \'[{"segment": "a", "previous": "a", "events": [{"seq": 2, "hash": "h"}]}]\', \'{}\')'
    )
    assert laid.tried("paz", forged, laid.id) == ""
    with psycopg.connect(laid.url("owner")) as conn:
        row = conn.execute("SELECT segment, seq, reason FROM checkin.refused").fetchone()
    assert row == ("a", 2, "comes after a gap: the hub ends at 0 there")


def test_a_hub_of_a_newer_checkin_is_not_touched(laid: Laid) -> None:
    assert laid.tried("owner", "COMMENT ON SCHEMA checkin IS 'checkin hub 99'") == ""
    with pytest.raises(HubError, match="newer version of checkin"):
        sync(laid.course, laid.url("owner"))


def test_the_functions_of_an_older_hub_are_brought_up_to_date_by_its_owner(laid: Laid) -> None:
    assert laid.tried("owner", "COMMENT ON SCHEMA checkin IS 'checkin hub 0'") == ""
    quiet(sync(laid.course, laid.url("paz")))  # who is not the owner goes on with what is there
    quiet(sync(laid.course, laid.url("owner")))
    with psycopg.connect(laid.url("owner")) as conn:
        stamp = conn.execute("SELECT obj_description('checkin'::regnamespace, 'pg_namespace')").fetchone()
    assert stamp == (f"checkin hub {VERSION}",)
