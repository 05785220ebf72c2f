"""Kiosks and the server killed in the middle of what they do: nothing that was acknowledged is lost.

Four times each; ``CHECKIN_LONG=250`` makes it a thousand.
"""

import itertools
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.conftest import often
from tests.unit.hub.conftest import ClockOf, Place, Server, events, new_server, quiet, state
from tests.unit.hub.sync.test_background_sync import BOUND

from checkin.core.errors import HubError
from checkin.core.events import Event, Kind, NewEvent
from checkin.hub.connection import HubConnection
from checkin.hub.peer import EventRun, PushResult
from checkin.hub.sync import exchange
from checkin.hub.sync.sync_once import sync
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

KILLS = often(4)

# Records and exchanges without end, and says each event when it is on disk.
KIOSK = """
import sys
from pathlib import Path
from checkin.core.events import Kind, NewEvent
from checkin.hub.sync import exchange
from checkin.hub.sync.sync_once import sync
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
exchange.BATCH = 5
with open_course(CourseFolder(Path(sys.argv[1]))) as course:
    while True:
        for _ in range(20):
            with course.record.writing() as writing:
                event = writing.append(NewEvent(kind=Kind.NOTE))
            print(event.event_id, flush=True)
        sync(course, sys.argv[2])
        print("synced", flush=True)
"""


def in_hub(url: str) -> set[str]:
    """The ids of all events that the hub holds."""
    with psycopg.connect(url) as conn:
        return {row[0] for row in conn.execute("SELECT event_id FROM checkin.events").fetchall()}


def test_a_kiosk_that_is_killed_loses_nothing_that_it_acknowledged(
    server: Server, database: str, place: Place, clock_of: ClockOf
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    for course in (one, other):
        quiet(sync(course, url))
    dice = random.Random(11)
    acknowledged: list[str] = []
    for _ in range(KILLS):
        command = [sys.executable, "-c", KIOSK, str(one.folder.root), url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as kiosk:
            assert kiosk.stdout is not None
            # From the third to the hundredth thing that it says, so that kills fall into records and exchanges alike.
            said = [kiosk.stdout.readline().strip() for _ in range(dice.randint(3, 100))]
            kiosk.send_signal(signal.SIGKILL)
            said += kiosk.stdout.read().split()
        acknowledged += [word for word in said if "-" in word and len(word) == 36]
    for course in (one, other):
        quiet(sync(course, url))
    held = {event.event_id for event in event_log.events(one.record.conn)}
    assert set(acknowledged) <= held
    assert in_hub(url) == held
    assert events(one) == events(other)
    assert not list(event_log.broken_chains(one.record.conn))


@pytest.fixture
def mortal() -> Iterator[Server]:
    """A server of one's own, to be killed."""
    with tempfile.TemporaryDirectory(prefix="checkin-hub-") as name:
        made = new_server(Path(name))
        try:
            yield made
        finally:
            if made.cluster.running:
                made.cluster.stop(mode="immediate")


def kill(server: Server) -> None:
    """As when the power goes, but for the disk: every process of it ends where it is."""
    first = psutil.Process(int((server.cluster.folder / "postmaster.pid").read_text("utf-8").split()[0]))
    for process in (first, *first.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def note(course: OpenCourse, count: int) -> list[Event]:
    with course.record.writing() as writing:
        return [writing.append(NewEvent(kind=Kind.NOTE)) for _ in range(count)]


def test_a_server_that_is_killed_in_the_middle_of_batches_is_whole_again(
    mortal: Server, place: Place, clock_of: ClockOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "BATCH", 10)
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = mortal.url(mortal.new_database())
    for course in (one, other):
        quiet(sync(course, url))
    whole_push = HubConnection.push
    dice = random.Random(13)
    for _ in range(KILLS):
        note(one, 300)
        # The kill falls into the transfer of this batch, or right after it: no later batch is sent before it.
        reached, killed, sent = threading.Event(), threading.Event(), itertools.count(1)
        last = dice.randint(1, 3)

        def push(hub: HubConnection, runs: Sequence[EventRun]) -> PushResult:
            batch = next(sent)  # noqa: B023 - the thread is joined below
            if batch == last:  # noqa: B023
                reached.set()  # noqa: B023
            elif batch > last:  # noqa: B023
                assert killed.wait(BOUND)  # noqa: B023
            return whole_push(hub, runs)

        def exchanging() -> None:
            with suppress(HubError):
                sync(one, url)

        with monkeypatch.context() as patched:
            patched.setattr(HubConnection, "push", push)
            kiosk = threading.Thread(target=exchanging)
            kiosk.start()
            assert reached.wait(BOUND)
            kill(mortal)
            killed.set()
            kiosk.join(BOUND)
        assert not kiosk.is_alive()
        deadline = time.monotonic() + BOUND
        while True:
            try:
                mortal.cluster.start()
                break
            except HubError:
                assert time.monotonic() < deadline
        assert len(in_hub(url)) < len(events(one))
        quiet(sync(one, url))
    quiet(sync(other, url))
    assert in_hub(url) == {event.event_id for event in event_log.events(one.record.conn)}
    assert events(one) == events(other)
    assert state(one) == state(other)
