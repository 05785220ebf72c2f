"""Create the sample course with plausible attendance on the days before today.

The edition key and the random source are fixed, so that a person has the same code in every demo.
"""

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path

from checkin.core.course import Course
from checkin.core.course_toml import parse
from checkin.core.door_sessions import open_sessions
from checkin.core.errors import CourseError
from checkin.core.events import EventSource, Kind, NewEvent
from checkin.core.verdicts import Verdict, is_late
from checkin.lifecycle.new_course import unwritable
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants
from checkin.store.roster import programme as roster_programme
from checkin.system.clock import SYSTEM_CLOCK, Clock

# The session that is on when the demo starts, and for how long it has been.
_ON_NOW = "d03-0900"
_ON_SINCE = timedelta(minutes=5)
_SEED = 38
_MARK = "# The sample course:"


def sample_clock(clock: Clock = SYSTEM_CLOCK) -> Clock:
    """Return the clock for the sample course: real time, but a fixed edition key and fixed codes."""
    dice = random.Random(_SEED)
    return replace(clock, random_below=dice.randrange, new_key=lambda: bytes(32))


def sample_folder(root: Path) -> CourseFolder:
    """Return the folder for the demo. Raises :class:`CourseError` if it holds anything else."""
    folder = CourseFolder(root)
    if folder.course_file.exists():
        if _MARK not in folder.course_file.read_text("utf-8", errors="replace"):
            raise CourseError("{path} holds another course. Name another folder for the demo.", path=root)
    elif root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise CourseError("{path} is not empty. Name a new folder.", path=root)
    return folder


def write_sample(folder: CourseFolder, now: datetime) -> None:
    """Write the files of the sample course. An existing record is renamed, not deleted.

    Raises :class:`CourseError` if the folder cannot be written.
    """
    try:
        _write_files(folder, now)
    except OSError as error:
        raise unwritable(folder.root, error) from None


def _write_files(folder: CourseFolder, now: datetime) -> None:
    if folder.record_file.exists():
        folder.record_file.rename(folder.root / f"checkin-until-{now:%Y%m%d-%H%M%S}.db")
        folder.lock_file.unlink(missing_ok=True)
    folder.root.mkdir(parents=True, exist_ok=True)
    programme, days = _shifted(now)
    text = _text("course.toml").replace("{starts}", days[0].isoformat()).replace("{ends}", days[1].isoformat())
    folder.course_file.write_text(text, encoding="utf-8")
    (folder.root / "participants.csv").write_text(_text("participants.csv"), encoding="utf-8-sig")
    (folder.root / "programme.csv").write_text(programme, encoding="utf-8-sig")


def is_running(opened: OpenCourse, now: datetime) -> bool:
    """Return True if a session of an existing demo is open now."""
    return bool(open_sessions(roster_programme.read_programme(opened.record.conn), now, opened.course.door))


def give_past(opened: OpenCourse, now: datetime) -> None:
    """Record attendance for the sessions that are over: most in time, some late, some absent."""
    dice = random.Random(_SEED)
    rules = opened.course.door
    conn = opened.record.conn
    over = [session for session in roster_programme.read_programme(conn) if session.ends_at < now]
    with opened.record.writing() as writing:
        for session in over:
            for person in participants.roster(writing.conn):
                if not person.expected_at(session) or dice.random() < 0.07:
                    continue
                at = session.starts_at + timedelta(seconds=dice.triangular(-1500, 1500, -240))
                verdict = Verdict.LATE if is_late(session, at, rules) else Verdict.PRESENT
                writing.append(
                    NewEvent(
                        kind=Kind.SCAN,
                        session=session.id,
                        participant=person.id,
                        code=person.code,
                        verdict=verdict.value,
                        how=EventSource.IMPORT,
                        at=at,
                        door=session.room,
                    )
                )


def _text(name: str) -> str:
    return resources.files("checkin.lifecycle").joinpath("demo_course", name).read_text(encoding="utf-8")


def _shifted(now: datetime) -> tuple[str, tuple[date, date]]:
    """Return the programme with real dates, and the first and last day of the course."""
    zone = _course().timezone
    rows = list(csv.DictReader(io.StringIO(_text("programme.csv"))))
    target = next(row for row in rows if row["id"] == _ON_NOW)
    start = now - _ON_SINCE
    start = start.replace(minute=start.minute - start.minute % 5, second=0, microsecond=0).astimezone(zone)
    shift = start.replace(tzinfo=None) - _on_day(target, "start")
    out = io.StringIO()
    columns = ["id", "starts_at", "ends_at", *(name for name in rows[0] if name not in ("id", "date", "start", "end"))]
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    days = []
    for row in rows:
        starts, ends = (_on_day(row, name) + shift for name in ("start", "end"))
        days.append(starts.date())
        times = {"starts_at": starts.isoformat(timespec="minutes"), "ends_at": ends.isoformat(timespec="minutes")}
        writer.writerow({name: times.get(name, row.get(name)) for name in columns})
    return out.getvalue(), (days[0], days[-1])


def _course() -> Course:
    return parse(_text("course.toml").replace("{starts}", '""').replace("{ends}", '""'))


def _on_day(row: Mapping[str, str], name: str) -> datetime:
    # A Monday far from any change of clocks; only the differences between days matter.
    first = datetime(2026, 3, 2)  # noqa: DTZ001
    return datetime.combine(
        (first + timedelta(days=int(row["date"]) - 1)).date(),
        datetime.strptime(row[name], "%H:%M").time(),  # noqa: DTZ007
    )
