"""Clocks that are set back, set forward, in a wrong zone, at a change of the hour: the order holds, the door warns."""

import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checkin.core.events import parse_time
from checkin.door.scan import Door
from checkin.store import event_log
from checkin.store.clock_check import TOLERANCE
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.roster import participants
from checkin.system.clock import Clock
from tests.faults.course import loaded_course


class TornClock:
    """A wall clock and a monotonic one that part: time passes for both, and only the wall clock is set."""

    def __init__(self, now: datetime) -> None:
        self.wall, self.passed = now, timedelta(0)

    def clock(self) -> Clock:
        return Clock(now=lambda: self.wall, monotonic_ms=lambda: round(self.passed.total_seconds() * 1000))

    def forward(self, time: timedelta) -> None:
        """Time passes."""
        self.wall += time
        self.passed += time

    def set(self, by: timedelta) -> None:
        """Somebody, or the network, sets the wall clock."""
        self.wall += by


def one_story(root: Path, dice: random.Random) -> str:
    """Scans while the clock is set about by chance; what is wrong afterwards, or empty."""
    clock = TornClock(datetime(2026, 3, 9, 12, tzinfo=UTC))
    folder = loaded_course(root, 20, clock=clock.clock())
    off, jumps = timedelta(0), 0
    with opened_course(folder, clock=clock.clock()) as course:
        door = Door(course.record, course.course, session="s1", anytime=True)
        said = []
        for person in participants.roster(course.record.conn):
            clock.forward(timedelta(seconds=dice.randrange(1, 90)))
            if dice.random() < 0.3:
                by = timedelta(minutes=dice.choice((-180, -60, -3, 3, 60, 60 * 24 * 40)))
                clock.set(by)
                off += by
                jumps += 1
            if (abs(off) > TOLERANCE) != (course.record.clock_watch.doubt() is not None):
                return f"off by {off} and the door says {course.record.clock_watch.doubt()}"
            said.append(door.scan(person.code))
        events = list(event_log.events(course.record.conn))
        told = [event for event in events if event.kind == "clock"]
        if len(told) != jumps:
            return f"{jumps} jumps, {len(told)} events of them"
        scans = [event for event in events if event.kind == "scan"]
        if [event.event_id for event in scans] != [answer.event_id for answer in said]:
            return "the order of the events is not that of the scans"
        if list(event_log.broken_chains(course.record.conn)):
            return "a chain is broken"
        rows = {row.participant: row for row in attendance.attendance(course.record.conn) if row.session == "s1"}
        for event, answer in zip(scans, said, strict=True):
            row = rows[event.participant or ""]
            if row.status.value != answer.verdict.value or row.at != parse_time(event.at):
                return f"the door said {answer.verdict}, the figures {row.status} at {row.at}"
    return ""


def main(*, long: bool) -> int:
    """Print the counts; how many stories went wrong."""
    wrong = []
    count = 200 if long else 20
    for seed in range(count):
        with tempfile.TemporaryDirectory() as name:
            if found := one_story(Path(name) / "course", random.Random(seed)):
                wrong.append(found)
    print(f"clocks: {count} stories with clocks set about, {len(wrong)} wrong {wrong[:3]}")
    return len(wrong)
