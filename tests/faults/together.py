"""Everything at once on one file: scans, loads, exports and backups, each at full speed."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from checkin.store import event_log
from checkin.store.record import Record
from tests.faults.course import codes_of, loaded_course, recorded, write_course

# The door's own path, timed: the longest of its scans is what somebody at the entrance waited.
_SCANNER = """
import json, sys, time
from pathlib import Path
from checkin.door.scan import Door
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
root, session, codes = Path(sys.argv[1]), sys.argv[2], sys.argv[3].split(",")
end = time.monotonic() + float(sys.argv[4])
with open_course(CourseFolder(root)) as course:
    door = Door(course.record, course.course, session=session, anytime=True)
    waits, number = [], 0
    while time.monotonic() < end:
        began = time.perf_counter()
        door.scan(codes[number % len(codes)])
        waits.append((time.perf_counter() - began) * 1000)
        number += 1
        if number % 200 == 0:
            course.record.checkpoint()
print(json.dumps(sorted(waits)))
"""
_AGAIN = """
import subprocess, sys, time
end = time.monotonic() + float(sys.argv[1])
done = 0
while time.monotonic() < end:
    ran = subprocess.run([sys.executable, "-m", "checkin", *sys.argv[2:]], capture_output=True)
    done += 1
    if ran.returncode:
        sys.stderr.buffer.write(ran.stderr)
print(done)
"""


@dataclass(slots=True)
class Counts:
    """What was done at once, what anybody was told, and how long scans took (milliseconds)."""

    scans: int = 0
    others: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    median: float = 0
    p99: float = 0
    longest: float = 0
    wrong: list[str] = field(default_factory=list)


EVERYTHING = ("load", "export", "backup")


def at_once(seconds: float, *, people: int = 300, scanners: int = 2, beside: tuple[str, ...] = EVERYTHING) -> Counts:
    """So many scanners beside others of :data:`EVERYTHING` that begin again and again, for so many seconds."""
    counts = Counts()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve() / "course"
        folder = loaded_course(root, people)
        codes = ",".join(codes_of(folder))
        write_course(root, people + 1)
        env = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
        start = {"env": env, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        doors = [
            subprocess.Popen([sys.executable, "-c", _SCANNER, str(root), f"s{n + 1}", codes, str(seconds)], **start)  # type: ignore[call-overload]
            for n in range(scanners)
        ]
        others = {
            "load": ("load",),
            "export": ("export", str(root / "exports" / "all.xlsx")),
            "backup": ("backup", str(root / "copies" / "checkin.db")),
        }
        running = {
            what: subprocess.Popen([sys.executable, "-c", _AGAIN, str(seconds), "-C", str(root), *words], **start)  # type: ignore[call-overload]
            for what, words in others.items()
            if what in beside
        }
        waits: list[float] = []
        for door in doors:
            said, errors = door.communicate()
            counts.said += errors.splitlines()[-1:]
            waits += json.loads(said or "[]")
        for what, process in running.items():
            said, errors = process.communicate()
            counts.said += errors.splitlines()
            counts.others[what] = int(said or 0)
        waits.sort()
        counts.scans, counts.longest = len(waits), waits[-1]
        counts.median, counts.p99 = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
        with Record.open(folder.record_file) as record:
            if len(recorded(record)) != len(waits):
                counts.wrong.append(f"{len(waits)} scans were made, {len(recorded(record))} are there")
            counts.wrong += [f"broken: {event.segment}/{event.seq}" for event in event_log.broken_chains(record.conn)]
    return counts


def main(*, long: bool) -> int:
    """Print the counts; how much was wrong or said."""
    bad = _print("together", at_once(60 if long else 4))
    for beside in ((), ("export",)) if long else ():
        bad += _print("one door", at_once(30, scanners=1, beside=beside))
    return bad


def _print(what: str, counts: Counts) -> int:
    print(
        f"{what}: {counts.scans:,} scans beside {counts.others or 'nothing'}; a scan took {counts.median:.1f} ms in "
        f"the median, p99 {counts.p99:.1f} ms, the longest {counts.longest:.0f} ms; "
        f"{len(counts.said)} complaints {counts.said[:3]}, {len(counts.wrong)} wrong {counts.wrong[:3]}",
        flush=True,
    )
    return len(counts.said) + len(counts.wrong)
