"""A small course for the faults, and what must be true of its record after any of them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course
from checkin.store.record import Record
from checkin.store.roster import edition, participants
from checkin.system.clock import SYSTEM_CLOCK, Clock

TOML = '[course]\ntitle = "Faults"\ntimezone = "America/Argentina/Buenos_Aires"\nlanguage = "es"\n'
SESSIONS = ("s1", "s2", "s3", "s4", "s5", "s6")
SOURCE = Path(__file__).parents[2]


def write_course(root: Path, count: int, *, more: str = "") -> CourseFolder:
    """The files of a course of so many people; ``more`` is appended to its ``course.toml``."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "course.toml").write_text(TOML + more, encoding="utf-8")
    lines = [f"{number},Persona Núñez {number},AR" for number in range(1, count + 1)]
    (root / "participants.csv").write_text("\n".join(["id,name,country", *lines, ""]), encoding="utf-8")
    times = [f"{name},2026-03-{9 + day:02d}T09:00,2026-03-{9 + day:02d}T10:30" for day, name in enumerate(SESSIONS)]
    titled = [f"{line},Session" for line in times]
    (root / "programme.csv").write_text("\n".join(["id,starts_at,ends_at,title", *titled, ""]), encoding="utf-8")
    return CourseFolder(root)


def loaded_course(root: Path, count: int, *, more: str = "", clock: Clock = SYSTEM_CLOCK) -> CourseFolder:
    """The same, loaded."""
    from checkin.intake.load import load

    folder = write_course(root, count, more=more)
    with opened_course(folder, clock=clock) as course:
        load(course)
    return folder


def codes_of(folder: CourseFolder) -> list[str]:
    """The codes of everybody, in the roster's order."""
    with opened_course(folder) as course:
        return [person.code for person in participants.roster(course.record.conn)]


def command(*words: str) -> list[str]:
    """A command of checkin, as a process."""
    return [sys.executable, "-m", "checkin", *words]


def run(root: Path, *words: str, lines: Iterable[str] = (), env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Run a command on a course: exit status, what it said, and what it said to people."""
    done = subprocess.run(
        command("-C", str(root), *words),
        input="".join(f"{line}\n" for line in lines).encode(),
        capture_output=True,
        env=env or dict(os.environ),
        cwd=root,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def verdicts(said: str) -> list[tuple[str, str]]:
    """The codes and verdicts of ``scan --json``, of the lines that are whole."""
    whole = said[: said.rfind("\n") + 1]
    found = [json.loads(line) for line in whole.splitlines() if line.startswith('{"code"')]
    return [(answer["code"], answer["verdict"]) for answer in found]


def recorded(record: Record) -> list[tuple[str | None, str | None]]:
    """The codes and verdicts of every scan in a record, in the order in which they came in."""
    rows = record.conn.execute("SELECT code, verdict FROM events WHERE kind = 'scan' ORDER BY arrival")
    return [(row["code"], row["verdict"]) for row in rows]


def wrong(path: Path, acknowledged: Sequence[tuple[str, str]]) -> str:
    """What is wrong with a record after a fault; empty when it opens, its chains hold and nothing is lost.

    ``acknowledged`` in order, where one program wrote. A sentence of checkin's own is raised as it is.
    """
    with Record.open(path) as record:
        if broken := list(event_log.broken_chains(record.conn)):
            return f"the chain is broken at {broken[0].segment[:8]}/{broken[0].seq}"
        held = recorded(record)
        if held[: len(acknowledged)] != list(acknowledged):
            return f"{len(acknowledged)} scans were acknowledged, {len(held)} are there"
        revision, everybody = edition.revision(record.conn), len(participants.roster(record.conn))
        if (revision == 0) != (everybody == 0):
            return f"half a load: revision {revision}, {everybody} people"
    return ""
