"""Who may write what at the hub: tokens, the owners of segments, revocation, locks, and the form of events."""

import json
import os
from contextlib import closing
from typing import Any

import psycopg
import pytest
from tests.unit.hub.conftest import ClockOf, Place, Server, events, quiet, scan, state

from checkin.core.errors import CheckinError, ForbiddenError, HubError, RevokedError
from checkin.core.events import FIELDS, Kind, NewEvent
from checkin.hub.connect import connect, course_id, restore_access
from checkin.hub.connection import HubConnection
from checkin.hub.station_token import read_token
from checkin.hub.sync.sync_once import Synced, sync
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition


class Hub:
    """A hub with the kiosks of one course."""

    def __init__(self, server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
        self.server, self.database, self.place, self.clock_of = server, database, place, clock_of
        self.office = place.loaded(clock_of(1))
        self.id = course_id(edition.edition_key(self.office.record.conn))
        self.synced(self.office, "owner")
        with psycopg.connect(self.url("owner"), autocommit=True) as conn:
            for login, rank in (("door", "kiosk"), ("paz", "organizer")):
                conn.execute("SELECT checkin.grant_course(%s, %s, %s)", (self.id, login, rank))

    def url(self, login: str) -> str:
        return self.server.url(self.database, login)

    def kiosk(self, seed: int) -> OpenCourse:
        return self.place.copy_of(self.office, self.clock_of(seed))

    def synced(self, course: OpenCourse, login: str = "door") -> Synced:
        return sync(course, self.url(login))

    def enrolled(self) -> str:
        """The token of a new station."""
        with psycopg.connect(self.url("door"), autocommit=True) as conn:
            row = conn.execute("SELECT checkin.enrol(%s, 'x')", (self.id,)).fetchone()
        assert row is not None
        return str(row[0]["token"])

    def push(self, events_of: list[dict[str, Any]], previous: str, token: str, *, own: bool = True) -> dict[str, Any]:
        run = {"segment": events_of[0]["segment"], "previous": previous, "own": own, "events": events_of}
        with psycopg.connect(self.url("door"), autocommit=True) as conn:
            query = "SELECT checkin.push(%s, %s, '{}', %s)"
            row = conn.execute(query, (self.id, json.dumps([run]), token)).fetchone()
        assert row is not None
        return dict(row[0])


@pytest.fixture
def hub(server: Server, database: str, place: Place, clock_of: ClockOf) -> Hub:
    return Hub(server, database, place, clock_of)


def note(course: OpenCourse, text: str = "x") -> dict[str, Any]:
    with course.record.writing() as writing:
        event = writing.append(NewEvent(kind=Kind.NOTE, reason=text))
    return {name: getattr(event, name) for name in FIELDS}


def test_another_station_cannot_go_on_in_a_segment(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    first = note(kiosk)
    quiet(hub.synced(kiosk))
    forged = first | {"seq": 2, "event_id": "x", "hash": "0" * 64}
    answer = hub.push([forged], first["hash"], hub.enrolled())
    assert [one["reason"] for one in answer["refused"]] == ["belongs to another station, which has not sent it yet"]
    note(kiosk), note(kiosk)
    assert quiet(hub.synced(kiosk)).done.sent == 2
    quiet(hub.synced(hub.office, "owner"))
    assert events(hub.office) == events(kiosk)


def test_what_is_carried_for_nobodys_segment_goes_in_and_its_writer_goes_on(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    first = note(kiosk)
    hub.push([first], first["segment"], hub.enrolled(), own=False)
    note(kiosk)
    assert quiet(hub.synced(kiosk)).done.sent == 1


def test_a_call_without_a_token_is_refused(hub: Hub) -> None:
    quiet(hub.synced(hub.kiosk(3)))
    with HubConnection.open(hub.url("door")) as link:
        link.choose(hub.id)
        for call in (link.vector, link.state, link.revision, link.edition_key, link.kiosks, link.refusals):
            with pytest.raises(ForbiddenError, match="no token"):
                call()
        with pytest.raises(ForbiddenError):
            link.pull({}, 10)


def test_a_station_that_was_revoked_neither_sends_nor_fetches(hub: Hub) -> None:
    kiosk, other = hub.kiosk(3), hub.kiosk(4)
    scan(kiosk, "Ana")
    quiet(hub.synced(kiosk))
    quiet(hub.synced(other))
    with connect(hub.office.record.conn, hub.office.course, hub.url("owner"), folder=hub.office.folder.root) as link:
        (station,) = [one for one, name, _ in link.stations() if name.endswith(str(kiosk.folder.root))]
        assert link.revoke(station) == [name for one, name, _ in link.stations() if one == station]
        assert [revoked for one, _, revoked in link.stations() if one == station] == [True]
    scan(kiosk, "João")
    scan(other, "Jean")
    quiet(hub.synced(other))
    with pytest.raises(ForbiddenError, match="revoked"):
        hub.synced(kiosk)
    quiet(hub.synced(hub.office, "owner"))
    assert state(hub.office) == state(other)


def test_a_kiosk_may_not_revoke(hub: Hub) -> None:
    with psycopg.connect(hub.url("door"), autocommit=True) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("SELECT checkin.revoke(%s, 'x')", (hub.id,))


def test_an_open_transaction_of_one_station_holds_up_no_other(hub: Hub) -> None:
    kiosk, other = hub.kiosk(3), hub.kiosk(4)
    first = note(kiosk)
    quiet(hub.synced(kiosk))
    token = hub.enrolled()
    run = {"segment": first["segment"], "previous": first["hash"], "own": True, "events": []}
    with psycopg.connect(hub.url("door")) as conn:
        conn.execute("SELECT checkin.push(%s, %s, '{}', %s)", (hub.id, json.dumps([run]), token))
        said = {"kiosk": "k", "name": "x", "door": "", "version": "9", "waiting": 0, "events": 0, "vector": ""}
        conn.execute("SELECT checkin.report(%s, %s, %s)", (hub.id, json.dumps(said), token))
        note(kiosk)
        assert quiet(hub.synced(kiosk)).done.sent == 1
        assert quiet(hub.synced(other)).done.taken == 2
        conn.rollback()


def test_a_station_reports_for_itself_alone(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        rows = conn.execute("SELECT kiosk FROM checkin.kiosks ORDER BY seen_at DESC").fetchall()
        said = {
            "kiosk": rows[0][0],
            "name": "forged",
            "door": "",
            "version": "9",
            "waiting": 0,
            "events": 0,
            "vector": "",
        }
        with psycopg.connect(hub.url("door"), autocommit=True) as door:
            door.execute("SELECT checkin.report(%s, %s, %s)", (hub.id, json.dumps(said), hub.enrolled()))
        kept = conn.execute("SELECT name FROM checkin.kiosks WHERE kiosk = %s", rows[0]).fetchone()
    assert kept is not None
    assert kept[0] != "forged"


@pytest.mark.parametrize(
    "changes",
    [
        {"facts": "x" * 70_000},
        {"hash": "h"},
        {"seq": None},
        {"event_id": None},
        {"mono": 2**70},
        {"mono": "much"},
    ],
)
def test_what_has_not_the_form_of_an_event_is_refused_and_the_rest_goes_in(hub: Hub, changes: dict[str, Any]) -> None:
    kiosk = hub.kiosk(3)
    good = note(kiosk)
    bad = good | {"segment": "f" * 32} | changes
    token = hub.enrolled()
    runs = [
        {"segment": one["segment"], "previous": one["segment"], "own": True, "events": [one]} for one in (bad, good)
    ]
    with psycopg.connect(hub.url("door"), autocommit=True) as conn:
        row = conn.execute("SELECT checkin.push(%s, %s, '{}', %s)", (hub.id, json.dumps(runs), token)).fetchone()
    assert row is not None
    assert row[0]["counts"] == {"f" * 32: 0, good["segment"]: 1}
    assert [one["segment"] for one in row[0]["refused"]] == ["f" * 32]


def test_the_hub_takes_no_call_of_any_size(hub: Hub) -> None:
    token = hub.enrolled()
    huge = [{"segment": "f" * 32, "previous": "f" * 32, "events": [{"facts": "x" * 17_000_000}]}]
    with psycopg.connect(hub.url("door"), autocommit=True) as conn, pytest.raises(psycopg.Error, match="16 MB"):
        conn.execute("SELECT checkin.push(%s, %s, '{}', %s)", (hub.id, json.dumps(huge), token))


def test_the_hub_takes_no_call_of_any_number_of_segments_or_events(hub: Hub) -> None:
    """Each costs the server more time than it costs to send."""
    token = hub.enrolled()
    query = "SELECT checkin.push(%s, %s, '{}', %s)"
    empty = [{"segment": "f" * 32, "previous": "f" * 32, "events": []}] * 3_001
    crowd = [{"segment": "f" * 32, "previous": "f" * 32, "events": [{"door": "x" * 700}] * 3_001}]
    with psycopg.connect(hub.url("door"), autocommit=True) as conn:
        with pytest.raises(psycopg.Error, match="3,000 segments"):
            conn.execute(query, (hub.id, json.dumps(empty), token))
        row = conn.execute(query, (hub.id, json.dumps(crowd), token)).fetchone()
    assert row is not None
    assert [one["reason"] for one in row[0]["refused"]] == ["are more than 3,000 at once"]


def test_an_event_under_the_number_that_an_open_program_gives_next_costs_no_scan(hub: Hub) -> None:

    from checkin.store.sync.merge_events import check_events, merge_valid

    kiosk = hub.kiosk(3)
    note(kiosk)
    last = event_log.newest(kiosk.record.conn, 1)[0]
    forged = last._replace(seq=last.seq + 1, event_id=last.event_id[:-4] + "ffff", hash="")
    forged = forged._replace(hash=forged.chained(last.hash))
    kiosk.record.conn.execute("BEGIN IMMEDIATE")
    assert merge_valid(kiosk.record.conn, check_events([forged]), countries=str).added == 1
    kiosk.record.conn.execute("COMMIT")
    again = note(kiosk)
    assert (again["segment"] != last.segment, again["seq"]) == (True, 1)
    assert list(event_log.broken_chains(kiosk.record.conn)) == []


def test_a_hub_that_has_forgotten_the_tokens_gives_new_ones(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        conn.execute("DELETE FROM checkin.stations")
    scan(kiosk, "Ana")
    quiet(hub.synced(hub.office, "owner"))
    assert quiet(hub.synced(kiosk)).done.sent == 1


def owners(hub: Hub, segment: str) -> str | None:
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        row = conn.execute("SELECT owner FROM checkin.segments WHERE segment = %s", (segment,)).fetchone()
    assert row is not None
    return str(row[0]) if row[0] else None


@pytest.mark.parametrize("offered", [[], "what the hub has"])
def test_nobody_becomes_the_owner_of_a_segment_by_sending_nothing_new(hub: Hub, offered: Any) -> None:
    first = note(hub.kiosk(3))
    hub.push([first], first["segment"], hub.enrolled(), own=False)
    run = {"segment": first["segment"], "previous": first["segment"], "own": True, "events": offered and [first]}
    with psycopg.connect(hub.url("door"), autocommit=True) as conn:
        conn.execute("SELECT checkin.push(%s, %s, '{}', %s)", (hub.id, json.dumps([run]), hub.enrolled()))
    assert owners(hub, first["segment"]) is None


def revoke(hub: Hub, course: OpenCourse) -> None:
    with connect(hub.office.record.conn, hub.office.course, hub.url("owner"), folder=hub.office.folder.root) as link:
        (station,) = [one for one, name, _ in link.stations() if name.endswith(str(course.folder.root))]
        link.revoke(station)


def test_a_revoked_station_that_shares_its_login_cannot_enrol_again(hub: Hub) -> None:
    kiosk, other = hub.kiosk(3), hub.kiosk(4)
    quiet(hub.synced(kiosk)), quiet(hub.synced(other))
    revoke(hub, kiosk)
    (kiosk.folder.root / "hub.token").unlink()
    with pytest.raises(ForbiddenError, match="makes no new station"):
        hub.synced(kiosk)
    quiet(hub.synced(other))


def test_an_organizer_lets_new_stations_in_again(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    revoke(hub, kiosk)
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        conn.execute("SELECT checkin.grant_course(%s, 'door', 'kiosk')", (hub.id,))
    quiet(hub.synced(hub.kiosk(4)))


def joining(hub: Hub) -> str:
    """The URL of the line for joining: it has a password."""
    return hub.url("door").replace("door@", "door:secret@")


def restore(hub: Hub, course: OpenCourse) -> None:
    restore_access(course.record.conn, course.course, joining(hub), course.folder.root)


def test_a_revoked_station_comes_back_with_the_line_for_joining_when_an_organizer_allows_it(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    revoke(hub, kiosk)
    scan(kiosk, "Ana")
    with pytest.raises(ForbiddenError, match="makes no new station"):
        restore(hub, kiosk)
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        conn.execute("SELECT checkin.grant_course(%s, 'door', 'kiosk')", (hub.id,))
    restore(hub, kiosk)
    assert quiet(hub.synced(kiosk)).done.sent == 1


def test_at_a_hub_that_was_emptied_nothing_is_restored(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        conn.execute("DROP SCHEMA checkin CASCADE")
    restore(hub, kiosk)
    with pytest.raises(HubError, match="no checkin tables yet"):
        hub.synced(kiosk)


def test_a_station_that_the_hub_accepts_keeps_its_token(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    before = read_token(kiosk.folder.root, hub.url("door"))
    restore(hub, kiosk)
    assert read_token(kiosk.folder.root, hub.url("door")) == before


def test_a_station_whose_login_is_refused_gets_a_new_password_and_stays_the_same_station(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    office = place.loaded(clock_of(1))
    quiet(sync(office, server.url(database, "super")))  # whose functions may make logins
    url = server.url(database, "door")
    with psycopg.connect(server.url(database, "super"), autocommit=True) as conn:
        conn.execute("SELECT checkin.grant_course(id, 'door', 'kiosk') FROM checkin.course")
        kiosk = place.copy_of(office, clock_of(3))
        quiet(sync(kiosk, url))
        before = read_token(kiosk.folder.root, url)
        assert before is not None
        conn.execute(f"ALTER ROLE {before.login} NOLOGIN".encode())  # stands for a password that it changed
    note(kiosk)
    with pytest.raises(RevokedError):
        sync(kiosk, url)
    restore_access(kiosk.record.conn, kiosk.course, url.replace("door@", "door:secret@"), kiosk.folder.root)
    after = read_token(kiosk.folder.root, url)
    assert after is not None
    assert (after.station, after.token, after.login) == (before.station, before.token, before.login)
    assert after.password != before.password
    assert quiet(sync(kiosk, url)).done.sent == 1


def test_the_token_of_a_revoked_station_renews_nothing(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    held = read_token(kiosk.folder.root, hub.url("door"))
    assert held is not None
    revoke(hub, kiosk)
    for token, wrong in ((held.token, "revoked"), ("x", "not known"), (None, "not known")):
        with psycopg.connect(hub.url("door"), autocommit=True) as conn, pytest.raises(psycopg.Error, match=wrong):
            conn.execute("SELECT checkin.renew(%s, %s)", (hub.id, token))


def test_a_revoked_station_is_marked_among_the_stations(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    revoke(hub, kiosk)
    with connect(hub.office.record.conn, hub.office.course, hub.url("owner"), folder=hub.office.folder.root) as link:
        found = {one.name.endswith(str(kiosk.folder.root)): one.revoked for one in link.kiosks()}
    assert found == {True: True, False: False}


def test_what_a_revoked_station_has_not_sent_may_be_carried_for_it(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    first = note(kiosk)
    quiet(hub.synced(kiosk))
    second = note(kiosk)
    revoke(hub, kiosk)
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        conn.execute("SELECT checkin.grant_course(%s, 'door', 'kiosk')", (hub.id,))
    assert hub.push([second], first["hash"], hub.enrolled(), own=False)["refused"] == []


def test_a_name_that_several_stations_have_revokes_none(hub: Hub) -> None:
    hub.enrolled(), hub.enrolled()
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn, pytest.raises(psycopg.Error, match="by its id"):
        conn.execute("SELECT checkin.revoke(%s, 'x')", (hub.id,))


def test_a_station_with_the_id_of_another_as_its_name_is_not_taken_for_it(hub: Hub) -> None:
    hub.enrolled()
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        ((victim,),) = conn.execute("SELECT station FROM checkin.stations WHERE name = 'x'").fetchall()
        conn.execute("SELECT checkin.enrol(%s, %s)", (hub.id, victim))
        conn.execute("SELECT checkin.revoke(%s, %s)", (hub.id, victim))
        query = "SELECT station FROM checkin.stations WHERE revoked_at IS NOT NULL"
        assert conn.execute(query).fetchall() == [(victim,)]


def test_a_new_segment_costs_a_station_more_than_its_bytes(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    token, event = hub.enrolled(), note(kiosk)
    spent = []
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        for _ in range(2):
            conn.execute("UPDATE checkin.stations SET budget = 1000000000")
            assert hub.push([event], event["segment"], token)["refused"] == []
            row = conn.execute("SELECT 1000000000 - min(budget) FROM checkin.stations").fetchone()
            spent.append(row[0] if row else 0)
    assert 100_000 < spent[0] < 110_000
    assert spent[1] < 10_000


def test_a_station_that_sends_too_much_waits_and_the_others_go_on(hub: Hub) -> None:
    kiosk, other = hub.kiosk(3), hub.kiosk(4)
    quiet(hub.synced(kiosk)), quiet(hub.synced(other))
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        conn.execute("UPDATE checkin.stations SET budget = -1000000000 WHERE name LIKE %s", (f"%{kiosk.folder.root}",))
    note(kiosk), note(other)
    (trouble,) = hub.synced(kiosk).trouble
    assert "accepts no more at the moment" in str(trouble)
    assert quiet(hub.synced(other)).done.sent == 1


def test_a_station_gets_its_budget_back_with_time(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        conn.execute("UPDATE checkin.stations SET budget = 0, budget_at = clock_timestamp() - interval '1 minute'")
    note(kiosk)
    assert quiet(hub.synced(kiosk)).done.sent == 1


def test_two_hundred_stations_an_hour_join_and_no_more(hub: Hub) -> None:
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        conn.execute(
            "INSERT INTO checkin.stations (course, station, name, token_hash) "
            "SELECT %s, n::text, 'x', sha256(n::text::bytea) FROM generate_series(1, 200) n",
            (hub.id,),
        )
    with pytest.raises(psycopg.Error, match="within an hour"):
        hub.enrolled()


def test_a_station_that_is_sending_holds_up_no_new_participant_list(hub: Hub) -> None:
    first = note(hub.kiosk(3))
    run = {"segment": first["segment"], "previous": first["segment"], "own": True, "events": [first]}
    token = hub.enrolled()
    with psycopg.connect(hub.url("door")) as conn, psycopg.connect(hub.url("owner"), autocommit=True) as owner:
        conn.execute("SELECT checkin.push(%s, %s, '{}', %s)", (hub.id, json.dumps([run]), token))
        row = owner.execute("SELECT checkin.publish(%s, 1, 'd', '{}', 'paz')", (hub.id,)).fetchone()
        assert row == (2,)
        conn.rollback()


def test_a_pull_without_a_limit_is_bounded(hub: Hub) -> None:
    kiosk = hub.kiosk(3)
    with kiosk.record.writing() as writing:
        for _ in range(301):
            writing.append(NewEvent(kind=Kind.NOTE, reason="x"))
    quiet(hub.synced(kiosk))
    with psycopg.connect(hub.url("door"), autocommit=True) as conn:
        rows = conn.execute("SELECT 1 FROM checkin.pull(%s, '{}', NULL, %s)", (hub.id, hub.enrolled())).fetchall()
    assert len(rows) == 300


_ASKED = "p_course uuid, p_token text DEFAULT NULL"
NONSENSE = [
    (f"vector({_ASKED})", "null"),
    (f"vector({_ASKED})", '{"a": "x"}'),
    (f"state({_ASKED})", '{"now": "NaN", "digest": "x", "revision": 1, "revision_digest": null}'),
    ("push(p_course uuid, p_runs json, p_kiosk json, p_token text DEFAULT NULL)", '{"counts": {}, "refused": [1]}'),
]


@pytest.mark.parametrize(("function", "answer"), NONSENSE)
def test_a_hub_that_answers_nonsense_is_said_in_a_sentence(hub: Hub, function: str, answer: str) -> None:
    kiosk = hub.kiosk(3)
    quiet(hub.synced(kiosk))
    note(kiosk)
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        body = f"LANGUAGE sql SECURITY DEFINER AS $$ SELECT '{answer}'::json $$"
        conn.execute(f"CREATE OR REPLACE FUNCTION checkin.{function} RETURNS json {body}".encode())
    try:
        trouble: list[CheckinError] = hub.synced(kiosk).trouble
    except HubError as error:
        trouble = [error]
    assert any("sent an unexpected answer" in str(one) for one in trouble)


def test_one_station_cannot_fill_the_list_of_refusals(hub: Hub) -> None:
    with psycopg.connect(hub.url("door"), autocommit=True) as conn:
        runs = [{"segment": f"{n:032x}", "previous": "", "events": [{"seq": 0}]} for n in range(510)]
        conn.execute("SELECT checkin.push(%s, %s, '{}', %s)", (hub.id, json.dumps(runs), hub.enrolled()))
    with psycopg.connect(hub.url("owner"), autocommit=True) as conn:
        assert conn.execute("SELECT count(*) FROM checkin.refused").fetchone() == (500,)


@pytest.mark.skipif("CHECKIN_LONG" not in os.environ, reason="it waits for a lock: the long form")
def test_an_open_transaction_that_holds_a_segment_of_nobody_is_ended(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    office = place.loaded(clock_of(1))
    identity = course_id(edition.edition_key(office.record.conn))
    quiet(sync(office, server.url(database, "super")))  # whose functions may end what others have open
    kiosk = place.copy_of(office, clock_of(3))
    first = note(kiosk)
    with psycopg.connect(server.url(database, "super"), autocommit=True) as conn:
        conn.execute("SELECT checkin.grant_course(%s, 'door', 'kiosk')", (identity,))
    with psycopg.connect(server.url(database, "door")) as conn:
        row = conn.execute("SELECT checkin.enrol(%s, 'x')", (identity,)).fetchone()
        conn.commit()
        assert row is not None
        run = {"segment": first["segment"], "previous": first["segment"], "events": [first]}
        login = row[0]["login"]
        url = server.url(database, login or "door")
    with closing(psycopg.connect(url)) as held:
        held.execute("SELECT checkin.push(%s, %s, '{}', %s)", (identity, json.dumps([run]), row[0]["token"]))
        note(kiosk)
        (trouble,) = sync(kiosk, server.url(database, "door")).trouble
        assert "busy" in str(trouble)
        assert quiet(sync(kiosk, server.url(database, "door"))).done.sent == 2
