"""Find the excuses whose supporting documents are missing, and the result without them."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checkin.attendance.excuse_rules import missing_document_text
from checkin.attendance.summary import PersonAttendance
from checkin.core.attendance_rules import AttendanceResult, evaluate
from checkin.core.course import Course
from checkin.core.session_status import Status
from checkin.core.sum_in_words import format_number, format_percent
from checkin.i18n.translator import Translator
from checkin.store.queries.attendance import AttendanceRow
from checkin.store.queries.excuses import Excuse, excuses_in_force


@dataclass(frozen=True, slots=True)
class OpenExcuse:
    """A person's excuses that wait for a document, and the person's result if none of them counted."""

    attendance: PersonAttendance
    excuses: tuple[Excuse, ...]
    without: AttendanceResult


def find_open_excuses(
    conn: sqlite3.Connection, course: Course, people: Iterable[PersonAttendance]
) -> tuple[OpenExcuse, ...]:
    """Return the excuses that wait for a document and on which a result depends."""
    by_person: dict[str, list[Excuse]] = {}
    for excuse in excuses_in_force(conn):
        by_person.setdefault(excuse.participant, []).append(excuse)
    found = []
    for person in people:
        excuses = by_person.get(person.person.id, [])
        waiting = tuple(one for one in excuses if one.waiting)
        rows = _depending(person.rows, excuses, course) if waiting else set()
        if rows:
            found.append(OpenExcuse(person, waiting, _without(person, rows, course)))
    return tuple(found)


def _depending(rows: Sequence[AttendanceRow], excuses: Sequence[Excuse], course: Course) -> set[str]:
    """Return the sessions that are excused by nothing but an excuse that waits for its document."""
    return {
        row.session
        for row in rows
        if row.status is Status.EXCUSED
        and (covering := [one for one in excuses if _covers(one, row, course)])
        and all(one.waiting for one in covering)
    }


def _covers(excuse: Excuse, row: AttendanceRow, course: Course) -> bool:
    if excuse.session is not None:
        return excuse.session == row.session
    day = course.local(row.starts_at).date()
    return excuse.first is not None and excuse.last is not None and excuse.first <= day <= excuse.last


def _without(found: PersonAttendance, sessions: set[str], course: Course) -> AttendanceResult:
    """Return the result with these sessions as absences."""
    sat = [replace(one, status=Status.ABSENT) if one.session in sessions else one for one in found.sittings]
    return evaluate(sat, course.policy, found.person.role)


def open_excuse_text(found: OpenExcuse, course: Course, tr: Translator) -> str:
    """Return who waits for which document, and the percentage without the excuse."""
    missing = missing_document_text(found.attendance.person.name, found.excuses, tr)
    if found.without.percent is None:
        return missing
    threshold = course.policy.threshold
    without = tr(
        "Without the excuse: {percent}%, needs {threshold}%.",
        percent=format_percent(found.without.percent, threshold),
        threshold=format_number(threshold),
    )
    return f"{missing} {without}"
