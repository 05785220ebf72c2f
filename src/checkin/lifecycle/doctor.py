"""What ``checkin doctor`` looks at: the record, the course, the terminal, the clock, the disk, the second places.

Each look gives findings in plain sentences. Nothing is changed.
"""

import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from checkin.core.course import Course, Session, unused_rules
from checkin.core.door_sessions import similar_room
from checkin.core.errors import CheckinError, CourseError, DesignError, RecordError
from checkin.core.text import TranslatableText, clean, names_of, sentence
from checkin.intake.programme_checks import course_dates, within_course
from checkin.lifecycle.attendance_questions import attendance_questions
from checkin.store import event_log, integrity
from checkin.store.course_folder import CourseFolder
from checkin.store.invalid_events import invalid_events
from checkin.store.mirror import TABLES_FILE, Mirror
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.record import Record
from checkin.store.recovery.backups import Backups
from checkin.store.roster import participants
from checkin.store.roster import programme as roster_programme
from checkin.store.roster.codes import people_without_code
from checkin.store.sync import vectors
from checkin.system.storage_location import require_local_disk

_LITTLE_ROOM, _SOME_ROOM = 200_000_000, 1_000_000_000
_COLUMNS, _ROWS = 80, 24
_MOST_NAMED, _MIRROR_SECONDS = 20, 5.0
# SQLite's bug with two connections that write and checkpoint at once (sqlite.org, "The WAL-Reset Bug").
_WAL_RESET_MENDED = (3, 51, 3)


class State(StrEnum):
    """How a finding is meant."""

    OK = "ok"
    NOTICE = "notice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one part. ``values`` are figures of it, for programs."""

    part: str
    state: State
    said: TranslatableText | CheckinError
    values: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the sentence in English."""
        return str(self.said)


def run_checks(folder: CourseFolder) -> Iterator[Finding]:
    """Look at everything, whatever is found on the way."""
    course = None
    try:
        course = folder.course()
        yield Finding(
            "course",
            State.OK,
            sentence("course.toml is in order: {title}, {key}.", title=clean(course.title), key=course.timezone.key),
        )
        yield from _pictures(course, folder)
        yield from _designs(course, folder)
    except CourseError as error:
        yield Finding("course", State.WRONG, error)
    yield from _disk(folder.record_file)
    if course is not None and (folder.record_file.exists() or folder.lock_file.exists()):
        yield from _record(folder)
    elif course is not None:
        yield Finding("record", State.NOTICE, sentence("There is no record yet; 'checkin load' makes it."))
    yield from _sqlite()
    yield from _terminal()


def _record(folder: CourseFolder) -> Iterator[Finding]:
    try:
        with open_course(folder) as opening:
            yield from _held(opening)
            yield from _doors(opening)
            yield from _clock(opening)
            yield from _second_places(opening)
    except CheckinError as error:
        yield Finding("record", State.WRONG, error)
        if folder.record_file.exists() and folder.record_file.stat().st_size:
            yield from _refused(folder.record_file)
        yield Finding(
            "record", State.NOTICE, sentence("'checkin rebuild FILE' saves what can be read into a new file.")
        )


def _doors(opening: OpenCourse) -> Iterator[Finding]:
    """Report doors whose name is close to a room's name."""
    with opening.record.reading() as conn:
        sessions = roster_programme.read_programme(conn)
        doors = event_log.doors(conn)
    for door in doors:
        if room := similar_room(door, sessions):
            text = sentence(
                "No room is called '{door}', a door's name. Did you mean {room}?", door=clean(door), room=clean(room)
            )
            yield Finding("doors", State.NOTICE, text)


def _held(opening: OpenCourse) -> Iterator[Finding]:
    record = opening.record
    with record.reading() as conn:
        programme = roster_programme.read_programme(conn)
    for rule in unused_rules(opening.course.policy, programme) if programme else ():
        yield Finding("course", State.WRONG, TranslatableText(rule))
    yield from _codes(opening)
    yield from _outside(opening.course, programme)
    with record.reading() as conn:
        found = integrity.full_check(conn)
        sound = not found
        # Reading goes on where it can: what is left has a seal too.
        held, seal, segments = _sealed(conn) if sound else (0, "", 0)
    if sound:
        try:
            with record.writing(dry_run=True) as writing:
                found = list(integrity.search_faults(writing.conn))
        except RecordError:
            text = sentence(
                "The search index was not checked: another program is recording. Run 'checkin doctor' again."
            )
            yield Finding("record", State.NOTICE, text)
    for fault in found:
        yield Finding("record", State.WRONG, TranslatableText(fault))
    yield from _set_aside(record)
    if sound:
        text = sentence(
            "{held} events in {segments} segments, every one as it was recorded; their seal is {seal}.",
            held=f"{held:,}",
            segments=f"{segments:,}",
            seal=seal,
        )
        yield Finding("record", State.OK, text, {"events": held, "segments": segments, "seal": seal})
        for part, text in attendance_questions(opening):
            yield Finding(part, State.NOTICE, text)


def _outside(course: Course, programme: Sequence[Session]) -> Iterator[Finding]:
    """Name the sessions outside the dates of the course."""
    found = [session for session in programme if not within_course(course.local(session.starts_at).date(), course)]
    if found:
        shown = [f"{clean(session.title)} ({course.local(session.starts_at).date()})" for session in found]
        text = sentence(
            "Sessions outside the dates of the course ({dates}): {sessions}. Correct starts and ends in course.toml, "
            "or the programme.",
            dates=course_dates(course),
            sessions=names_of(shown, most=5),
        )
        yield Finding("programme", State.NOTICE, text)


def _codes(opening: OpenCourse) -> Iterator[Finding]:
    """Name the people on the list who have no code."""
    with opening.record.reading() as conn:
        missing = set(people_without_code(conn))
        names = [clean(person.name) for person in participants.loaded_participants(conn) if person.id in missing]
    if names:
        text = sentence(
            "{n} people on the list have no code: {names}. 'checkin load' gives them one.",
            n=len(names),
            names=names_of(names, most=5),
        )
        yield Finding("record", State.WRONG, text)


def _set_aside(record: Record) -> Iterator[Finding]:
    """Report rejected events and segments of other stations."""
    with record.reading() as conn:
        events, segments = invalid_events(conn), vectors.set_aside(conn)
    for event in events[:_MOST_NAMED]:
        text = sentence(
            "{event}. It came from another station, was rejected and does not count.", event=clean(str(event))
        )
        yield Finding("events", State.NOTICE, text, {"event_id": event.event_id, "reason": event.reason})
    if len(events) > _MOST_NAMED:
        yield Finding("events", State.NOTICE, sentence("{n} more entries were rejected.", n=len(events) - _MOST_NAMED))
    for one in segments[:_MOST_NAMED]:
        values = {"seq": one.seq, "segment": clean(one.segment[:8]), "reason": clean(one.reason)}
        text = (
            sentence("Entry {seq} of {segment} was rejected here: it {reason}.", **values)
            if one.direction == "in"
            else sentence("Entry {seq} of {segment} was rejected by the server: it {reason}.", **values)
        )
        yield Finding("exchange", State.NOTICE, text, {"segment": one.segment, "seq": one.seq, "reason": one.reason})


def _sealed(conn: sqlite3.Connection) -> tuple[int, str, int]:
    return event_log.count(conn), event_log.record_fingerprint(conn), len(event_log.heads(conn))


def _refused(path: Path) -> Iterator[Finding]:
    """Report what SQLite finds in a file that cannot be opened as a record."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            conn.row_factory = sqlite3.Row
            found = integrity.full_check(conn)
    except sqlite3.DatabaseError as error:
        found = [f"SQLite: {error}."]
    for fault in found[:20]:
        yield Finding("record", State.WRONG, TranslatableText(fault))


def _clock(opening: OpenCourse) -> Iterator[Finding]:
    course, record = opening.course, opening.record
    now = record.clock.now()
    if doubt := record.clock_watch.doubt():
        yield Finding("clock", State.WRONG, doubt)
    there, here = course.local(now), now.astimezone()
    values = {"time": f"{there:%Y-%m-%d %H:%M}", "zone": course.timezone.key, "here": f"{here:%H:%M}"}
    if there.utcoffset() != here.utcoffset():
        text = sentence(
            "It is {time} at the course ({zone}); this computer is set to another zone and shows {here}.", **values
        )
        yield Finding("clock", State.NOTICE, text)
    else:
        text = sentence("It is {time} at the course ({zone}), as on this computer.", **values)
        yield Finding("clock", State.OK, text)
    with record.reading() as conn:
        moves = conn.execute("SELECT count(*) FROM events WHERE kind = 'clock'").fetchone()[0]
    if moves:
        yield Finding(
            "clock",
            State.NOTICE,
            sentence("The record says {moves} times that a clock was moved or was behind.", moves=moves),
        )


def _second_places(opening: OpenCourse) -> Iterator[Finding]:
    mirror, backups = opening.record.mirror, opening.backups
    if mirror is not None:
        yield from _mirrored(opening, mirror)
    if backups is not None:
        yield _backed_up(backups, opening.record.clock.now())
    if mirror is None and backups is None:
        text = sentence("There is no second place: set mirror or backup under [record] in course.toml.")
        yield Finding("copies", State.NOTICE, text)


def _mirrored(opening: OpenCourse, mirror: Mirror) -> Iterator[Finding]:
    """Look at the mirror in a thread of its own, since a drive may not answer."""
    found: list[Finding] = []

    def look() -> None:
        try:
            found.extend(_compared(opening, mirror))
        except (OSError, CheckinError) as error:
            found.append(
                Finding(
                    "mirror",
                    State.WRONG,
                    sentence("The mirror {folder} cannot be read: {reason}", folder=mirror.folder, reason=error),
                )
            )

    worker = threading.Thread(target=look, daemon=True)
    worker.start()
    worker.join(_MIRROR_SECONDS)
    if worker.is_alive():
        text = sentence(
            "The mirror {folder} has not answered for {mirror_seconds} s. Check the drive.",
            folder=mirror.folder,
            mirror_seconds=f"{_MIRROR_SECONDS:.0f}",
        )
        yield Finding("mirror", State.WRONG, text)
    else:
        yield from found


def _compared(opening: OpenCourse, mirror: Mirror) -> Iterator[Finding]:
    if not mirror.folder.is_dir():
        yield Finding("mirror", State.WRONG, sentence("The mirror {folder} is not there.", folder=mirror.folder))
        return
    with opening.record.reading() as conn:
        heads = {head.segment: head.seq for head in event_log.heads(conn)}
    named = {
        path.name.removeprefix("checkin-").removesuffix(".jsonl") for path in mirror.folder.glob("checkin-*.jsonl")
    }
    more = sum(max(0, mirror.last(segment) - heads.get(segment, 0)) for segment in named)
    less = sum(max(0, seq - mirror.last(segment)) for segment, seq in heads.items())
    if more:
        yield Finding(
            "mirror",
            State.WRONG,
            sentence("The mirror holds {more} events that the record lacks; see 'rebuild'.", more=more),
        )
    if less or not (mirror.folder / TABLES_FILE).exists():
        text = sentence(
            "The mirror lacks {less} events or the roster; the next command that records brings them.", less=less
        )
        yield Finding("mirror", State.NOTICE, text)
    if not more and not less:
        yield Finding("mirror", State.OK, sentence("The mirror {folder} has every event.", folder=mirror.folder))


def _backed_up(backups: Backups, now: datetime) -> Finding:
    held = backups.held()
    if not held:
        return Finding(
            "backup",
            State.NOTICE,
            sentence("There is no backup in {folder} yet; an open door makes them.", folder=backups.folder),
        )
    age = now - datetime.fromtimestamp(held[-1].stat().st_mtime, UTC)
    text = sentence(
        "{held} backups in {folder}; the newest is {total_seconds} minutes old.",
        held=len(held),
        folder=backups.folder,
        total_seconds=f"{age.total_seconds() / 60:.0f}",
    )
    return Finding("backup", State.OK, text)


def _pictures(course: Course, folder: CourseFolder) -> Iterator[Finding]:
    from checkin.typesetting.images import logo

    signatures = [("[certificate] signature", one.picture) for one in course.certificate.all_signers]
    crests = [("[certificate] logos", name) for name in course.certificate.logos]
    for key, name in (("[badges] logo", course.logo), *crests, *signatures):
        if not name:
            continue
        try:
            logo(name, folder.root)
            yield Finding("course", State.OK, sentence("{key} {name} is a picture.", key=key, name=clean(name)))
        except DesignError as error:
            yield Finding("course", State.WRONG, TranslatableText("{key}: {reason}", {"key": key, "reason": error}))


def _designs(course: Course, folder: CourseFolder) -> Iterator[Finding]:
    from checkin.badges.design import design_named
    from checkin.certificates.draw import designs

    for name in sorted({course.badge_design, *course.badge_roles.values()} - {""}):
        try:
            design_named(name, folder.designs)
        except DesignError as error:
            yield Finding("course", State.WRONG, TranslatableText("[badges]: {reason}", {"reason": error}))
    if course.certificate.design not in designs(folder.designs):
        text = sentence(
            "[certificate] design '{design}' is none that is here.", design=clean(course.certificate.design)
        )
        yield Finding("course", State.WRONG, text)


def _disk(path: Path) -> Iterator[Finding]:
    try:
        require_local_disk(path)
        free = shutil.disk_usage(path.parent).free
    except CheckinError as error:
        yield Finding("disk", State.WRONG, error)
        return
    except OSError as error:
        yield Finding(
            "disk",
            State.WRONG,
            sentence("{path} cannot be read: {reason}.", path=path.parent, reason=error.strerror),
        )
        return
    text = sentence("{free} GB are free where the record is.", free=f"{free / 1000000000.0:.1f}")
    state = State.WRONG if free < _LITTLE_ROOM else State.NOTICE if free < _SOME_ROOM else State.OK
    yield Finding("disk", state, text, {"free_bytes": free})
    if not os.access(path.parent, os.W_OK):
        yield Finding("disk", State.WRONG, sentence("{path} cannot be written.", path=path.parent))


def _sqlite() -> Iterator[Finding]:
    text = sentence("SQLite {version}.", version=sqlite3.sqlite_version)
    if sqlite3.sqlite_version_info < _WAL_RESET_MENDED:
        text = sentence(
            "SQLite {version}: older than 3.51.3, whose fault with several writers the record's one lock avoids.",
            version=sqlite3.sqlite_version,
        )
    yield Finding("sqlite", State.OK, text)


def _terminal() -> Iterator[Finding]:
    if not sys.stdout.isatty():
        yield Finding("terminal", State.NOTICE, sentence("This is no terminal; the interface needs one."))
        return
    columns, rows = shutil.get_terminal_size()
    small = columns < _COLUMNS or rows < _ROWS
    text = (
        sentence("The terminal has {columns} x {rows} characters; 80 x 24 is the least.", columns=columns, rows=rows)
        if small
        else sentence("The terminal has {columns} x {rows} characters.", columns=columns, rows=rows)
    )
    yield Finding("terminal", State.NOTICE if small else State.OK, text)
    if (sys.stdout.encoding or "").casefold().replace("-", "") != "utf8":
        yield Finding(
            "terminal",
            State.WRONG,
            sentence("The terminal is set to {encoding}; names need UTF-8.", encoding=sys.stdout.encoding),
        )
    colours = os.environ.get("COLORTERM", "") in ("truecolor", "24bit") or "256" in os.environ.get("TERM", "")
    if not colours:
        text = sentence("The terminal says nothing of 256 colours; the high contrast is made for that.")
        yield Finding("terminal", State.NOTICE, text)
