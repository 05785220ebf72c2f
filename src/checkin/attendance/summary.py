"""Everybody's figures by the course's policy, and the same by session, country, institution and day."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from checkin.core.attendance_rules import AttendanceResult, Status, TranslatableText, evaluate
from checkin.core.course import Course, Participant, Role
from checkin.core.text import translatable
from checkin.store.queries import attendance, certificates
from checkin.store.queries.attendance import AttendanceRow
from checkin.store.roster import participants, programme


@dataclass(frozen=True, slots=True)
class PersonAttendance:
    """One person, what they attended, and what the policy says of it."""

    person: Participant
    rows: tuple[AttendanceRow, ...]
    figures: AttendanceResult


@dataclass(frozen=True, slots=True)
class GroupAttendance:
    """Places in sessions, added up over a country, an institution or a day."""

    name: str
    people: int
    expected: int
    present: int
    late: int
    excused: int
    absent: int
    unmarked: int


def attendance_by_person(
    conn: sqlite3.Connection, course: Course, now: datetime | None = None
) -> list[PersonAttendance]:
    """Everybody on the roster, in its order. Pass one reading connection, so that all figures are of one moment.

    ``now``, where it is given, divides the sessions into those held so far and those to come, for the sum in words.
    """
    rows: dict[str, list[AttendanceRow]] = defaultdict(list)
    for row in attendance.attendance(conn):
        rows[row.participant].append(row)
    decided = certificates.decisions(conn)
    to_come = {session.id for session in programme.read_programme(conn) if now is not None and session.ends_at > now}
    return [
        _tally(person, rows.get(person.id, []), course, decided.get(person.id), to_come)
        for person in participants.roster(conn)
    ]


def _tally(
    person: Participant,
    rows: Sequence[AttendanceRow],
    course: Course,
    decision: certificates.Decision | None,
    to_come: Container[str],
) -> PersonAttendance:
    # Speakers and staff are expected nowhere: what they attended is their whole.
    everything = person.role is not Role.PARTICIPANT or person.withdrawn
    weighed = [row.sitting() for row in rows if row.counts and (row.expected or everything)]
    found = evaluate(weighed, course.policy, person.role, to_come=to_come)
    if decision is not None:
        text = translatable("earned as decided by {who}: {why}")
        if not decision.earned:
            text = translatable("not earned as decided by {who}: {why}")
        said = TranslatableText(text, {"who": decision.actor or "-", "why": decision.reason or "-"})
        found = replace(found, earned=decision.earned, clauses=(*found.clauses, (said,)))
    if person.withdrawn:
        found = replace(found, earned=False, clauses=((TranslatableText(translatable("withdrawn")),), *found.clauses))
    return PersonAttendance(person, tuple(rows), found)


def by_day(found: Sequence[PersonAttendance], course: Course) -> list[GroupAttendance]:
    """The figures of each day on the course's clock, by date."""
    return _grouped(found, lambda _, row: course.local(row.starts_at).date().isoformat())


def by_country(found: Sequence[PersonAttendance]) -> list[GroupAttendance]:
    """The figures of each country, by its ISO code."""
    return _grouped(found, lambda person, _: person.country)


def by_institution(found: Sequence[PersonAttendance]) -> list[GroupAttendance]:
    """The figures of each institution, by name."""
    return _grouped(found, lambda person, _: person.institution)


def _grouped(
    found: Sequence[PersonAttendance], name: Callable[[Participant, AttendanceRow], str]
) -> list[GroupAttendance]:
    counts: dict[str, Mapping[Status, list[str]]] = defaultdict(lambda: {status: [] for status in Status})
    for item in found:
        for row in item.rows:
            if row.expected:
                counts[name(item.person, row)][row.status].append(item.person.id)
    return [
        GroupAttendance(
            name=key,
            people=len({person for listed in by_status.values() for person in listed}),
            expected=sum(len(listed) for listed in by_status.values()),
            **{status.value: len(listed) for status, listed in by_status.items()},
        )
        for key, by_status in sorted(counts.items())
    ]
