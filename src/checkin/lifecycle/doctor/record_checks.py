"""Check the record: every event, the codes, rejected entries, and doubts about its figures."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from checkin.attendance.duplicate_acts import codes_of_others
from checkin.certificates.plan import missing_facts
from checkin.core.course import unused_rules, unused_titles
from checkin.core.door_sessions import similar_room
from checkin.core.errors import CheckinError, RecordError
from checkin.core.shown_columns import unknown_columns
from checkin.core.text import EnglishText, clean, names_of, sentence
from checkin.lifecycle.attendance_questions import attendance_questions
from checkin.lifecycle.doctor.computer_checks import check_clock
from checkin.lifecycle.doctor.copies_checks import check_copies
from checkin.lifecycle.doctor.course_checks import check_dates, check_groups, check_names, check_speakers
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.store import event_log, integrity
from checkin.store.course_folder import CourseFolder
from checkin.store.invalid_events import invalid_events
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.record import Record
from checkin.store.record_file import may_hold_a_record
from checkin.store.roster import participants
from checkin.store.roster import programme as roster_programme
from checkin.store.roster.codes import people_without_code
from checkin.store.sync import vectors

_MOST_NAMED = 20


def check_record(folder: CourseFolder) -> Iterator[Finding]:
    try:
        with open_course(folder) as opening:
            yield from _check_course(opening)
            yield from _check_events(opening)
            yield from _check_doors(opening)
            yield from check_names(opening)
            yield from check_clock(opening)
            yield from check_copies(opening)
    except CheckinError as error:
        yield Finding("record", State.WRONG, error)
        file = folder.record_file
        if file.exists() and file.stat().st_size and not may_hold_a_record(file):
            return  # another program's file: there is nothing of a course in it
        if file.exists() and file.stat().st_size:
            yield from _refused(file)
        yield Finding(
            "record", State.NOTICE, sentence("'checkin rebuild FILE' saves what can be read into a new file.")
        )


def _check_doors(opening: OpenCourse) -> Iterator[Finding]:
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


def _check_course(opening: OpenCourse) -> Iterator[Finding]:
    """Hold ``course.toml``, the programme and the list against each other."""
    with opening.record.reading() as conn:
        programme = roster_programme.read_programme(conn)
        people = participants.loaded_participants(conn)
    course = opening.course
    for rule in unknown_columns(course.certificate, people):
        yield Finding("course", State.WRONG, rule)
    for rule in (*unused_rules(course.policy, programme), *unused_titles(course.session_titles, programme)):
        if programme:
            yield Finding("course", State.WRONG, rule)
    yield from _check_codes(opening)
    yield from check_dates(opening.course, programme)
    yield from check_groups(opening, programme)
    yield from check_speakers(opening, programme)
    if lacking := missing_facts(opening):
        yield Finding("course", State.NOTICE, lacking)


def _check_events(opening: OpenCourse) -> Iterator[Finding]:
    record = opening.record
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
        yield Finding("record", State.WRONG, fault)
    yield from _set_aside(record)
    if sound:
        text = sentence(
            "Every entry is as it was recorded. Entries: {held}, parts: {segments}, seal: {seal}.",
            held=held,
            segments=segments,
            seal=seal,
        )
        yield Finding("record", State.OK, text, {"events": held, "segments": segments, "seal": seal})
        for part, text in attendance_questions(opening):
            yield Finding(part, State.NOTICE, text)


def _check_codes(opening: OpenCourse) -> Iterator[Finding]:
    """Name the people on the list who have no code, and badges whose code is another person's."""
    with opening.record.reading() as conn:
        missing = set(people_without_code(conn))
        names = [clean(person.name) for person in participants.loaded_participants(conn) if person.id in missing]
        foreign = list(codes_of_others(conn))
    yield from (Finding("record", State.WRONG, text) for text in foreign)
    if names:
        text = sentence(
            "People on the list who have no code ({n}): {names}. 'checkin load' gives a code to each.",
            n=len(names),
            names=names_of(names, most=5),
        )
        yield Finding("record", State.WRONG, text)


def _set_aside(record: Record) -> Iterator[Finding]:
    """Report rejected events and segments of other stations."""
    with record.reading() as conn:
        events, segments = invalid_events(conn), vectors.rejected_segments(conn)
    for event in events[:_MOST_NAMED]:
        text = sentence(
            "{event}. It came from another station, was rejected and does not count.", event=event.sentence()
        )
        yield Finding("events", State.NOTICE, text, {"event_id": event.event_id, "reason": event.reason})
    if len(events) > _MOST_NAMED:
        yield Finding(
            "events", State.NOTICE, sentence("More entries that were rejected: {n}.", n=len(events) - _MOST_NAMED)
        )
    for one in segments[:_MOST_NAMED]:
        values = {"seq": one.seq, "segment": clean(one.segment[:8]), "reason": EnglishText(one.reason)}
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
    for fault in integrity.check_file(path)[:20]:
        yield Finding("record", State.WRONG, fault)
