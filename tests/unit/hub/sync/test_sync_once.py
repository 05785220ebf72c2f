"""Kiosks and a real hub: what one has, all have."""

from tests.unit.hub.conftest import ClockOf, Place, Server, code, events, quiet, scan, state

from checkin.attendance.corrections import Corrections
from checkin.core.verdicts import Verdict
from checkin.door.scan import Door
from checkin.hub.sync.roster_decision import RosterAction
from checkin.hub.sync.sync_once import sync


def test_what_one_kiosk_recorded_the_other_has(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    scan(one, "Ana")
    scan(other, "João")
    assert quiet(sync(one, url)).done.sent == 2  # the load and the scan
    assert quiet(sync(other, url)).done.taken == 1
    assert quiet(sync(one, url)).done.taken == 1
    assert events(one) == events(other)
    assert state(one) == state(other)
    assert scan(other, "Ana") is Verdict.ALREADY


def test_a_sync_with_nothing_new_moves_nothing(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    one = place.loaded(clock_of(1))
    url = server.url(database)
    quiet(sync(one, url))
    again = quiet(sync(one, url))
    assert (again.done.sent, again.done.taken, again.roster and again.roster.step) == (0, 0, RosterAction.NOTHING)


def test_the_first_sync_publishes_the_roster(server: Server, database: str, place: Place, clock_of: ClockOf) -> None:
    synced = quiet(sync(place.loaded(clock_of(1)), server.url(database)))
    assert synced.roster is not None
    assert synced.roster.step is RosterAction.PUBLISH


def test_a_reissued_badge_is_refused_at_the_other_door(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    old = code(one, "Ana")
    Corrections.of(one).reissue(old)
    for course in (one, other):
        quiet(sync(course, server.url(database)))
    assert Door(other.record, other.course).scan(old).verdict is Verdict.REPLACED
    assert scan(other, "Ana") is Verdict.PRESENT
