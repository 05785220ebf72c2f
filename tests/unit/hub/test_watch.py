"""The exchange that goes on by itself, against a real hub."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.unit.hub.conftest import ClockOf, Place, Server, events, scan, state

from checkin.hub.syncing import sync
from checkin.hub.watching import Watch
from checkin.store.opening import OpenCourse
from checkin.verdicts import Verdict

BOUND = 60.0


def wait_until(holds: Callable[[], bool], bound: float = BOUND) -> None:
    """Wait for a condition, with a generous bound."""
    deadline = time.monotonic() + bound
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)


@contextmanager
def watching(course: OpenCourse, url: str, **wishes: object) -> Iterator[Watch]:
    """A watch on a thread of its own."""
    watch = Watch(course, url, **wishes)  # type: ignore[arg-type]
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
