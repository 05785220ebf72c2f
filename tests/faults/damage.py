"""Bits are flipped one at a time, files are cut short: each is recognised, or harmless. Then the record is rebuilt."""

import os
import random
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from checkin.attendance.corrections import Corrections
from checkin.core.errors import CheckinError
from checkin.door.scan import Door
from checkin.store import event_log, integrity
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.record import Record
from checkin.store.recovery.rebuild import rebuild
from checkin.store.roster import edition, participants, programme, search
from tests.faults.course import loaded_course


@dataclass(slots=True)
class Counts:
    """What came of each flipped bit."""

    at_opening: int = 0
    by_the_doctor: int = 0
    harmless: int = 0
    unseen: list[str] = field(default_factory=list)
    rebuilt_whole: int = 0
    rebuilt_in_part: int = 0
    rebuilt_wrong: list[str] = field(default_factory=list)


def worn_course(root: Path) -> CourseFolder:
    """A course with a past: scans, corrections, several segments."""
    folder = loaded_course(root, 30)
    for session in ("s1", "s2", "s3"):
        with opened_course(folder) as course:
            door = Door(course.record, course.course, session=session, name="Hall", anytime=True)
            everybody = participants.roster(course.record.conn)
            events = [door.scan(person.code).event_id for person in everybody[:25]]
            corrections = Corrections.of(course, reason="seen in the room")
            corrections.undo(events[0])
            corrections.mark(everybody[27].code, session, "present")
            corrections.reissue(everybody[int(session[1])].code)
            corrections.add(f"Someone {session}", "BR")
    return folder


def all_of(conn: sqlite3.Connection) -> str:
    """Everything that is read from a record, as one text."""
    return repr(
        [
            [tuple(row) for row in conn.execute("SELECT * FROM events ORDER BY arrival")],
            participants.roster(conn, everybody=True),
            programme.read_programme(conn),
            list(attendance.attendance(conn)),
            attendance.sessions(conn),
            edition.edition_key(conn),
            [tuple(row) for row in conn.execute("SELECT * FROM settings ORDER BY name")],
            [person.id for word in ("persona", "30", "nune") for person in search.search(conn, word)],
            event_log.record_fingerprint(conn),
        ]
    )


def flip_bits(count: int, *, seed: int = 1, rebuilds: int = 0) -> Counts:
    """Flip so many bits of one record, each in a fresh copy; rebuild after some of them."""
    dice, counts = random.Random(seed), Counts()
    room = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=room) as name:
        place = Path(name).resolve()
        folder = worn_course(place / "course")
        whole = folder.record_file.read_bytes()
        with Record.open(folder.record_file) as record:
            before = all_of(record.conn)
            events = {event.event_id: event for event in event_log.events(record.conn)}
        every = max(1, count // rebuilds) if rebuilds else 0
        for number in range(count):
            bit = dice.randrange(len(whole) * 8)
            damaged = bytearray(whole)
            damaged[bit // 8] ^= 1 << bit % 8
            path = place / "one" / "checkin.db"
            path.parent.mkdir()
            path.write_bytes(damaged)
            _count(path, before, counts, f"bit {bit % 8} of byte {bit // 8} ({bit // 8 // 4096 + 1}. page)")
            if every and number % every == 0:
                path.write_bytes(damaged)
                for ending in ("-wal", "-shm"):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
                _rebuild(path, events, counts)
            shutil.rmtree(path.parent)
    return counts


def _count(path: Path, before: str, counts: Counts, where: str) -> None:
    try:
        with Record.open(path) as record:
            if record.warning is not None:
                counts.at_opening += 1
                return
            with record.reading() as conn:
                found = integrity.full_check(conn)
            if not found:
                with record.writing(dry_run=True) as writing:
                    found = list(integrity.search_faults(writing.conn))
            if found:
                counts.by_the_doctor += 1
            elif all_of(record.conn) == before:
                counts.harmless += 1
            else:
                counts.unseen.append(where)
    except CheckinError:
        counts.at_opening += 1
    except (sqlite3.DatabaseError, ValueError) as error:
        counts.unseen.append(f"{where}: {type(error).__name__}: {error}")


def _rebuild(path: Path, events: dict[str, object], counts: Counts) -> None:
    """Rebuild from the damaged file alone: every event that is given is one that was recorded."""
    target = path.with_name("saved.db")
    try:
        rebuilt = rebuild(target, [path], countries=str)
    except CheckinError as error:
        counts.rebuilt_wrong.append(str(error))
        return
    with Record.open(target) as record:
        saved = {event.event_id: event for event in event_log.events(record.conn) if event.reason != "rebuilt"}
        broken = list(event_log.broken_chains(record.conn))
    foreign = [key for key in saved if key not in events]
    missing = len(events) - len(saved)
    if broken or foreign or (rebuilt.whole and missing):
        counts.rebuilt_wrong.append(f"{len(broken)} broken, {len(foreign)} foreign, {missing} missing: {rebuilt}")
    elif missing or not rebuilt.whole:
        counts.rebuilt_in_part += 1
    else:
        counts.rebuilt_whole += 1


def main(*, long: bool) -> int:
    """Print the counts; how many flipped bits went unseen, or rebuilt wrongly."""
    counts = flip_bits(5_000 if long else 1_000, rebuilds=500 if long else 100)
    print(
        f"damage: {counts.at_opening:,} flipped bits recognised at opening, {counts.by_the_doctor:,} by the doctor, "
        f"{counts.harmless:,} harmless, {len(counts.unseen)} unseen {counts.unseen[:5]}"
    )
    print(
        f"damage: rebuilt from the damaged file alone: {counts.rebuilt_whole} whole, {counts.rebuilt_in_part} in part "
        f"and said so, {len(counts.rebuilt_wrong)} wrong {counts.rebuilt_wrong[:5]}"
    )
    return len(counts.unseen) + len(counts.rebuilt_wrong)
