"""Keep everybody's figures up to date: after a scan only the people concerned are computed again."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from checkin.attendance.summary import PersonAttendance, attendance_by_person, attendance_of, sessions_to_come
from checkin.core.course import Course
from checkin.store.queries import certificates
from checkin.store.queries.attendance import SessionCounter, SessionRow
from checkin.store.queries.attendance_facts import AttendanceFacts, read_facts, refresh_facts
from checkin.store.queries.changes import Changes, changes_since


class LiveFigures:
    """The figures of one course, read again and again by one desk. Not for several threads at once."""

    def __init__(self) -> None:
        self._read: Changes | None = None
        self._course: Course | None = None
        self._facts: AttendanceFacts | None = None
        self._to_come: set[str] = set()
        self._found: list[PersonAttendance] = []
        self._places: dict[str, int] = {}
        self._counter = SessionCounter(())

    def read(
        self, conn: sqlite3.Connection, course: Course, now: datetime
    ) -> tuple[Sequence[PersonAttendance], Sequence[SessionRow]]:
        """Return everybody's figures and the counts of the sessions, at the moment of a reading connection."""
        changes = changes_since(conn, self._read if course is self._course else None)
        known = changes.people is not None and changes.people <= self._places.keys()
        if self._facts is None or not known or sessions_to_come(self._facts, now) != self._to_come:
            self._read_everybody(conn, course, now)
        elif changes.people:
            self._refresh(conn, course, self._facts, changes.people)
        self._read = changes
        return list(self._found), self._counter.rows(conn)

    def _read_everybody(self, conn: sqlite3.Connection, course: Course, now: datetime) -> None:
        self._course, self._found = course, attendance_by_person(conn, course, now)
        self._places = {one.person.id: place for place, one in enumerate(self._found)}
        self._facts = self._found[0].facts if self._found else None
        self._to_come = sessions_to_come(self._facts, now) if self._facts else set()
        self._counter = SessionCounter(self._facts.held if self._facts else read_facts(conn).held)
        for one in self._found:
            self._counter.add(one.cells)

    def _refresh(
        self, conn: sqlite3.Connection, course: Course, before_: AttendanceFacts, people: frozenset[str]
    ) -> None:
        self._facts = facts = refresh_facts(conn, before_, people)
        decided = certificates.decisions(conn)
        for person in people:
            place = self._places[person]
            before = self._found[place]
            after = attendance_of(before.person, facts, course, decided.get(person), self._to_come)
            self._counter.add(before.cells, -1)
            self._counter.add(after.cells)
            self._found[place] = after
