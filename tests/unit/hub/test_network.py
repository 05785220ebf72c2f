"""Bad networks, through a proxy: whatever they do, nothing is lost, and the door does not notice."""

import random

import psycopg
import pytest
from tests.unit.hub.conftest import ClockOf, Place, Server, code, events, quiet, scan, state
from tests.unit.hub.proxy import Network, network
from tests.unit.hub.sync.test_background_sync import wait_until, watching

from checkin.attendance.corrections import Corrections
from checkin.core.errors import HubError, HubUnreachableError, RecordError
from checkin.core.events import Kind, NewEvent
from checkin.door.scan import Door
from checkin.hub.connect import connect
from checkin.hub.sync import exchange
from checkin.hub.sync.sync_once import sync
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance


def note(course: OpenCourse, count: int) -> None:
    """So many events at once."""
    with course.record.writing() as writing:
        for number in range(count):
            writing.append(NewEvent(kind=Kind.NOTE, reason=f"note {number}"))


def through(bad: Network, server: Server, database: str) -> str:
    return server.url(database).replace(f":{server.port}/", f":{bad.port}/")


@pytest.mark.parametrize("deaf", [False, True])
def test_a_line_that_is_cut_at_any_byte_loses_nothing(
    server: Server, database: str, place: Place, clock_of: ClockOf, deaf: bool
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    straight = server.url(database)
    quiet(sync(one, straight))
    dice = random.Random(7)
    with network(server.port) as bad:
        url = through(bad, server, database)
        note(one, 40)
        quiet(sync(one, url))
        whole = bad.passed
        for _ in range(12):
            for course in (one, other):
                note(course, 20)
                bad.better()
                bad.cut_after = dice.randrange(whole)
                bad.deaf = deaf and dice.random() < 0.5
                try:
                    trouble = sync(course, url).trouble
                except HubError as error:
                    trouble = [error]
                assert all("\n" not in str(error) and "secret" not in str(error) for error in trouble)
        bad.better()
        for course in (one, other, one):
            quiet(sync(course, url))
    assert events(one) == events(other)
    assert state(one) == state(other)
    assert not list(event_log.broken_chains(other.record.conn))


def test_a_frozen_hub_is_given_up_by_the_watchdog(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    quiet(sync(one, server.url(database)))
    with network(server.port) as bad:
        url = through(bad, server, database)
        link = connect(one.record.conn, one.course, url, patience=0.3)
        bad.frozen = True
        with link, pytest.raises(HubUnreachableError, match="did not answer"):
            link.vector()


def test_the_door_goes_on_while_the_hub_is_frozen(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    quiet(sync(one, server.url(database)))
    with network(server.port) as bad, watching(one, through(bad, server, database), patience=1.0) as watch:
        wait_until(lambda: watch.view.reached)
        bad.frozen = True
        for name in ("Ana", "João", "Jean"):
            scan(one, name)
        wait_until(lambda: not watch.view.reached and watch.view.waiting == 3)
        bad.better()
        wait_until(lambda: watch.view.reached and watch.view.waiting == 0)
    quiet(sync(other, server.url(database)))
    assert events(one) == events(other)


def test_a_captive_portal_is_no_hub(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    one = place.loaded(clock_of(1))
    with network(server.port) as bad:
        bad.portal = True
        with pytest.raises(HubError):
            sync(one, through(bad, server, database))
        bad.better()
        quiet(sync(one, through(bad, server, database)))


def test_a_slow_network_only_takes_longer(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    one = place.loaded(clock_of(1))
    quiet(sync(one, server.url(database)))
    note(one, 10)
    with network(server.port) as bad:
        bad.delay = 0.02
        assert quiet(sync(one, through(bad, server, database))).done.sent == 10


def test_a_network_that_comes_and_goes_is_followed(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    quiet(sync(one, server.url(database)))
    dice = random.Random(3)
    with network(server.port) as bad:
        url = through(bad, server, database)
        with (
            watching(one, url, patience=1.0, dice=lambda: 0.0) as first,
            watching(other, url, patience=1.0, dice=lambda: 0.0) as second,
        ):
            for number in range(12):
                wait_until(lambda: first.view.reached and second.view.reached)
                Corrections.of(one if number % 2 else other).add(f"Person {number}", "Cuba")
                bad.cut_after = bad.passed + dice.randrange(4000)
                wait_until(lambda: not (first.view.reached and second.view.reached) or bad.passed < bad.cut_after)
                bad.better()
            wait_until(lambda: events(one) == events(other))
            assert first.view.trouble is None or not first.view.reached
    assert state(one) == state(other)


def test_while_nothing_can_be_sent_everything_is_still_received(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    scan(one, "Ana")
    quiet(sync(one, url))
    scan(other, "João")
    with psycopg.connect(server.url("postgres", "super"), autocommit=True) as conn:
        conn.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on".encode())
    synced = sync(other, url)
    assert ["read-only" in str(error) for error in synced.trouble] == [True]
    assert (synced.done.sent, synced.done.taken, synced.waiting) == (0, 1, 1)


def test_while_nothing_can_be_received_everything_is_still_sent(
    server: Server, database: str, place: Place, clock_of: ClockOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    scan(one, "Ana")
    quiet(sync(one, url))
    scan(other, "João")

    def full(*_: object, **__: object) -> None:
        raise RecordError("checkin.db cannot grow: the disk is full.")

    monkeypatch.setattr(exchange, "merge_valid", full)
    synced = sync(other, url)
    assert (synced.done.sent, synced.done.taken) == (1, 0)
    assert ["disk is full" in str(error) for error in synced.trouble] == [True]


def test_a_hub_whose_disk_is_full_takes_nothing_and_loses_nothing(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    url = server.url(database)
    quiet(sync(one, url))
    scan(one, "Ana")
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            b"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            b"RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        conn.execute(b"CREATE TRIGGER full_disk BEFORE INSERT ON checkin.events EXECUTE FUNCTION full_disk()")
        synced = sync(one, url)
        assert "is full" in str(synced.trouble[0])
        conn.execute(b"DROP TRIGGER full_disk ON checkin.events")
    assert quiet(sync(one, url)).done.sent == 1


def test_a_hub_set_back_to_an_old_dump_is_whole_after_one_sync(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    scan(one, "Ana")
    quiet(sync(one, url))
    with psycopg.connect(server.url("postgres", "super"), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {database}_old TEMPLATE {database}".encode())
    old = server.url(f"{database}_old")
    scan(one, "João")
    for course in (one, other):
        quiet(sync(course, url))
    scan(other, "Jean")
    assert quiet(sync(other, old)).done.sent == 2  # what it forgot of another's segment, and its own
    assert quiet(sync(one, old)).done.taken == 1
    assert events(one) == events(other)


def test_a_cloned_kiosk_and_its_original_both_go_on(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    url = server.url(database)
    scan(one, "Ana")
    clone = place.copy_of(one, clock_of(2))
    scan(one, "João")
    scan(clone, "Jean")
    for course in (one, clone, one):
        quiet(sync(course, url))
    assert events(one) == events(clone)
    assert state(one) == state(clone)


def test_clocks_that_are_hours_apart_change_no_presence(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2, 300))
    url = server.url(database)
    scan(one, "Ana")
    Door(other.record, other.course, session="s1", anytime=True).scan(code(other, "Ana"))
    for course in (one, other, one):
        quiet(sync(course, url))
    assert state(one) == state(other)
    rows = attendance.attendance(one.record.conn)
    assert next(row.status for row in rows if (row.name, row.session) == ("Ana Núñez", "s1")) == "present"


def test_what_happened_offline_is_exchanged_in_batches(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    quiet(sync(one, url))
    note(one, 2_000)
    assert quiet(sync(one, url)).done.sent == 2_000
    assert quiet(sync(other, url)).done.taken == 2_000
    assert events(one) == events(other)
