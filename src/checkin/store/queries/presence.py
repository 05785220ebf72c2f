"""Count who is expected and who came at one or several sessions, as a door shows them."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from checkin.core.course import Participant
from checkin.core.presence import Presence
from checkin.store.queries.attendance import seen
from checkin.store.queries.attendance_facts import (
    AttendanceFacts,
    people_of,
    programme_slots,
    read_facts,
    refresh_facts,
)
from checkin.store.queries.changes import Changes, changes_since


class PresenceCounter:
    """Count who is in at some sessions. After a scan only the people concerned are looked at again.

    Threads may share it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._sessions: tuple[str, ...] = ()
        self._read: Changes | None = None
        self._facts: AttendanceFacts | None = None
        self._listed: dict[str, Participant] = {}
        self._expected: set[str] = set()
        self._came: set[str] = set()
        self._away: set[str] = set()
        self._arrivals: dict[str, list[datetime]] = {}

    def read(self, conn: sqlite3.Connection, sessions: Sequence[str]) -> Presence:
        """Return who is expected and who came at the moment of a reading connection."""
        with self._lock:
            same = self._facts is not None and self._sessions == tuple(sessions)
            changes = changes_since(conn, self._read if same else None)
            if self._facts is None or changes.people is None or not changes.people <= self._listed.keys():
                self._read_everybody(conn, tuple(sessions))
            elif changes.people:
                self._facts = refresh_facts(conn, self._facts, changes.people)
                for person in changes.people:
                    self._count(self._facts, self._listed[person])
            self._read = changes
            arrivals = sorted(at for each in self._arrivals.values() for at in each)
            return Presence(frozenset(self._expected), frozenset(self._came), tuple(arrivals), frozenset(self._away))

    def _read_everybody(self, conn: sqlite3.Connection, sessions: tuple[str, ...]) -> None:
        slots = programme_slots(conn)
        self._sessions = sessions
        self._facts = read_facts(conn, only={one for session in sessions for one in slots.of(session)})
        self._listed = {person.id: person for person in people_of(conn)}
        self._expected, self._came, self._away, self._arrivals = set(), set(), set(), {}
        for person in self._listed.values():
            self._count(self._facts, person)

    def _count(self, facts: AttendanceFacts, person: Participant) -> None:
        """Count one person again, at all the sessions."""
        expected = came = inside = False
        arrivals = []
        for cell in facts.cells(person):
            if facts.held[cell.place].session.id not in self._sessions:
                continue
            expected |= cell.expected
            if cell.sitting.status.attended:
                came = True
                inside |= cell.facts is None or not cell.facts.away
                if at := seen(facts, cell)[0]:
                    arrivals.append(at)
        for people, belongs in (
            (self._expected, expected),
            (self._came, came),
            (self._away, came and not inside),
        ):
            if belongs:
                people.add(person.id)
            else:
                people.discard(person.id)
        if arrivals:
            self._arrivals[person.id] = arrivals
        else:
            self._arrivals.pop(person.id, None)
