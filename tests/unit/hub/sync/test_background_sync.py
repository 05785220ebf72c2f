"""The exchange that goes on by itself, against a real hub."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.unit.hub.conftest import ClockOf, Place, Server, code, events, scan, state
from tests.unit.hub.proxy import network

from checkin.attendance.corrections import Corrections
from checkin.core.verdicts import Verdict
from checkin.door.scan import Door
from checkin.hub.sync.background_sync import BackgroundSync, Backoff, SyncStatus
from checkin.hub.sync.roster_sync import RosterConflictError
from checkin.hub.sync.sync_once import sync
from checkin.intake.load import load
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants
from checkin.system.clock import SYSTEM_CLOCK

BOUND = 60.0


def wait_until(holds: Callable[[], bool], bound: float = BOUND) -> None:
    """Wait for a condition, with a generous bound."""
    deadline = time.monotonic() + bound
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)


@contextmanager
def watching(course: OpenCourse, url: str, **wishes: object) -> Iterator[BackgroundSync]:
    """A watch on a thread of its own."""
    watch = BackgroundSync(course, url, **wishes)  # type: ignore[arg-type]
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        yield watch
    finally:
        watch.stop()
        thread.join(BOUND)
        assert not thread.is_alive()


def test_a_scan_at_one_door_is_known_at_the_other(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    sync(one, url)
    with watching(one, url), watching(other, url):
        scan(one, "Ana")
        wait_until(lambda: events(one) == events(other))
    assert state(one) == state(other)
    assert scan(other, "Ana") is Verdict.ALREADY


def test_the_waits_grow_and_begin_anew_when_the_hub_was_met() -> None:
    patience = Backoff(dice=lambda: 1.0)
    assert [patience.seconds() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    patience.reset()
    assert patience.seconds() == 0.5


def test_chance_makes_a_wait_shorter_by_a_half_at_most() -> None:
    assert [Backoff(dice=lambda: 0.0).seconds(), Backoff(dice=lambda: 0.5).seconds()] == [0.25, 0.375]


def test_a_wrong_clock_is_one_that_a_person_would_see() -> None:
    assert [SyncStatus(offset_ms=offset).wrong_clock for offset in (None, 3_000, -3_000, 3_001, -3_001)] == [
        *(False, False, False),
        *(True, True),
    ]


def test_a_reissued_badge_is_refused_at_the_other_door_soon(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    sync(one, url)
    old = code(one, "Ana")
    door = Door(other.record, other.course, name="Garden")
    with watching(one, url), watching(other, url):
        Corrections.of(one).reissue(old)
        wait_until(lambda: door.scan(old).verdict is Verdict.REPLACED)


def test_a_roster_is_taken_over_by_itself(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    for course in (one, other):
        sync(course, url)
    file = one.folder.root / "participants.csv"
    file.write_text(file.read_text("utf-8") + "6,Inés Peña,Uruguay,participant,A,,,\n", encoding="utf-8")
    changes: list[bool] = []
    with watching(one, url), watching(other, url, changed=lambda: changes.append(True)):
        load(one)
        wait_until(lambda: any(person.name == "Inés Peña" for person in participants.roster(other.record.conn)))
    assert changes


def test_two_rosters_are_said_and_events_go_on(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    for course in (one, other):
        sync(course, url)
    for course, name in ((one, "Inés Peña"), (other, "Luis Gil")):
        file = course.folder.root / "participants.csv"
        file.write_text(file.read_text("utf-8") + f"6,{name},Uruguay,participant,A,,,\n", encoding="utf-8")
        load(course)
    sync(one, url)
    with watching(other, url) as watch:
        wait_until(lambda: isinstance(watch.view.trouble, RosterConflictError))
        scan(other, "Ana")
        wait_until(lambda: sync(one, url) is not None and events(one) == events(other))


def test_a_hub_that_is_away_at_the_start_is_found_later(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    views: list[SyncStatus] = []
    with network(server.port) as bad:
        bad.portal = True
        url = server.url(database).replace(f":{server.port}/", f":{bad.port}/")
        with watching(one, url, viewed=views.append, dice=lambda: 0.0) as watch:
            wait_until(lambda: watch.view.trouble is not None)
            bad.better()
            wait_until(lambda: watch.view.reached and watch.view.waiting == 0)
    assert views[0].reached is False
    assert views[-1].trouble is None


def test_the_difference_of_the_clocks_is_measured_and_kept(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    late = replace(SYSTEM_CLOCK, now=lambda: datetime.now(UTC) - timedelta(hours=2))
    with watching(one, server.url(database), clock=late) as watch:
        wait_until(lambda: watch.view.offset_ms is not None)
        assert watch.view.wrong_clock
    assert one.record.hub_clock is not None
    assert round(one.record.hub_clock.offset_ms / 60_000) == 120


def test_what_nobody_foresaw_ends_the_exchange_and_is_said(place: Place, clock_of: ClockOf) -> None:
    one = place.loaded(clock_of(1))

    def broken() -> float:
        raise ZeroDivisionError("no dice")

    watch = BackgroundSync(one, "postgresql://owner@127.0.0.1:1/none", dice=broken)
    watch.run_to_the_end()
    assert "no dice" in str(watch.view.trouble)
