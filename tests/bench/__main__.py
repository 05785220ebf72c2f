"""Measure what the design promises, and print it as ratios of one run: ``python -m tests.bench``."""

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from checkin.badges.draw import design_named, draw
from checkin.badges.sheets import SHEETS
from checkin.core.codes import EditionCodes
from checkin.core.course import Participant, Session
from checkin.core.course_toml import parse
from checkin.core.events import Kind, NewEvent
from checkin.door.scan import Door
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import edition, participants, programme
from tests.bench import first_paint

COURSE = '[course]\ntitle = "Bench"\ntimezone = "America/Argentina/Buenos_Aires"\nlanguage = "es"\n'
START = datetime(2026, 3, 9, 12, tzinfo=UTC)
SCANS = 1_000


def timed(act: Callable[[], object]) -> float:
    """Milliseconds that something took."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def spread(times: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def bare_record(folder: Path) -> sqlite3.Connection:
    """An empty table with the same settings as the record's."""
    conn = sqlite3.connect(folder / "bare.db", isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("CREATE TABLE t (a TEXT)")
    return conn


def course_folder(root: Path) -> CourseFolder:
    (root / "course.toml").write_text(COURSE)
    return CourseFolder(root)


def set_up(course: OpenCourse, count: int, sessions: int = 60) -> None:
    """So many people and sessions, with nothing recorded."""
    roster = [Participant(name=f"Person {number}", country="AR") for number in range(count)]
    ids = iter(range(count))
    held = [
        Session(
            id=f"s{number:02d}",
            title="Session",
            starts_at=START + timedelta(hours=3 * number),
            ends_at=START + timedelta(hours=3 * number + 2),
        )
        for number in range(sessions)
    ]
    with course.record.writing() as writing:
        participants.write_people(
            writing.conn, roster, countries=str, new_id=lambda: str(UUID(int=next(ids))), choose=random.randrange
        )
        programme.write_sessions(writing.conn, course.course, held)
        edition.raise_revision(writing.conn)


def fill(course: OpenCourse, events: int) -> None:
    """Bring the record to so many events: scans of everybody at every session but the last."""
    roster = participants.roster(course.record.conn)
    left = events - event_log.count(course.record.conn)
    while left > 0:
        with course.record.writing() as writing:
            for number in range(min(left, 50_000)):
                person, session = roster[number % len(roster)], f"s{number % 59:02d}"
                draft = NewEvent(
                    kind=Kind.SCAN, session=session, participant=person.id, code=person.code, verdict="present"
                )
                writing.append(draft)
        left = events - event_log.count(course.record.conn)


def scans(course: OpenCourse, session: str, bare: sqlite3.Connection) -> float:
    """Code in, row on disk, in turn with one bare commit; prints both and returns the median of the scans."""
    door = Door(course.record, course.course, session=session, anytime=True)

    def commit() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO t VALUES ('x')")
        bare.execute("COMMIT")

    pairs = [
        (timed(commit), timed(lambda code=person.code: door.scan(code)))  # type: ignore[misc]
        for person in participants.roster(course.record.conn)[:SCANS]
    ]
    plain, scan = spread([one for one, _ in pairs[100:]]), spread([other for _, other in pairs[100:]])
    print(
        f"scan at {event_log.count(course.record.conn):9,} events   p50 {scan[0]:.2f} ms, {scan[0] / plain[0]:.2f} x "
        f"a bare commit   p99 {scan[1]:.2f} ms, {scan[1] / plain[1]:.2f} x"
    )
    return scan[0]


def badges(count: int, folder: Path) -> str:
    """Badges a second and bytes a badge, as vector PDF."""
    course = parse(COURSE)
    codes = EditionCodes(bytes(32))
    everybody = [
        Participant(
            name=f"María Fernández {number}",
            country="AR",
            institution="Ministerio",
            code=codes.generate(random.randrange),
        )
        for number in range(count)
    ]
    path = folder / "badges.pdf"
    took = timed(lambda: draw(course, everybody, path, design=design_named("lanyard", folder), sheet=SHEETS["a6"]))
    return f"{count / took * 1000:,.0f} a second, {path.stat().st_size / count:,.0f} bytes each"


def process(*words: str) -> float:
    """The median time of a process, in milliseconds."""
    run = [sys.executable, *words]
    with tempfile.TemporaryDirectory() as name:
        # With byte code, as an installed package has it; the first run writes it.
        env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = name
        times = [timed(lambda: subprocess.run(run, check=True, capture_output=True, env=env)) for _ in range(10)]
    return statistics.median(times[1:])


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name, opened_course(course_folder(Path(name))) as course:
        folder = Path(name)
        set_up(course, 1_000)
        bare = bare_record(folder)
        fill(course, 1_000)
        first = scans(course, "s59", bare)
        fill(course, largest)
        second = scans(course, "s58", bare)
        print(f"scan at {largest:,} events against 1,000: {second / first:.2f} x")
        print(f"1,000 badges as PDF: {badges(1_000, folder)}")
        course.record.checkpoint()
        print(f"the door's first paint: {first_paint.report(course.folder.root)}")
        click, helped = process("-c", "import click"), process("-m", "checkin", "--help")
        print(f"checkin --help: {helped:.0f} ms, {helped / click:.2f} x of python with click ({click:.0f} ms)")
    from tests.bench import hub

    hub.main(largest)


if __name__ == "__main__":
    main()
