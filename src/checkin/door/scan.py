"""The door: one scan in, one recorded verdict out.

The main path of the whole program. A scan is read, looked up, decided and recorded within one transaction, and
the answer is given only when the event is on disk.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checkin.core.codes import CodeStatus, EditionCodes, ParsedCode, normalise
from checkin.core.course import Course, Participant, Session
from checkin.core.errors import NotFoundError
from checkin.core.events import Event, EventSource, Kind, NewEvent, parse_time
from checkin.core.verdicts import (
    CodeFacts,
    Entry,
    Verdict,
    choose_session,
    decide,
    next_to_open,
    open_sessions,
    sessions_to_leave,
)
from checkin.store.queries import attendance
from checkin.store.record import Record, Transaction
from checkin.store.roster import edition, participants
from checkin.store.roster import programme as roster_programme


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanAnswer:
    """What the door says to one scan. Times are aware UTC.

    ``first`` is the standing entry for ``already``; ``nearest`` the people a mistyped code may have meant;
    ``opens_next`` the session named by ``no_session``. ``event_id`` is on disk; it is empty in a practice.
    ``again``: the same answer as a moment before, to the same code.
    """

    event_id: str
    code: str
    verdict: Verdict
    at: datetime
    participant: Participant | None = None
    session: Session | None = None
    first: Entry | None = None
    nearest: tuple[Participant, ...] = ()
    shape: CodeStatus | None = None
    opens_next: Session | None = None
    again: bool = False

    @property
    def note(self) -> str:
        """The staff note that rides on any verdict."""
        return self.participant.note if self.participant else ""


@dataclass(frozen=True, slots=True)
class CodeLookup:
    """A presented code, looked up: what was presented, and the people that a wrong one may have meant."""

    code: str
    presented: CodeFacts
    reading: ParsedCode
    nearest: tuple[Participant, ...]


class Door:
    """One door of a running kiosk. ``session`` pins one by its id; otherwise the clock chooses.

    ``leaving``: people go out here now, and a scan is an exit.
    """

    def __init__(self, record: Record, course: Course, *, name: str = "", session: str | None = None) -> None:
        self.record = record
        self.course = course
        self.name = name
        self._codes: EditionCodes = edition.edition_codes(record.conn)
        self._revision = -1
        self._programme: Sequence[Session] = ()
        self.pinned = session
        self.is_exit = False
        if session is not None:
            self._pinned_session(self.programme())

    def scan(
        self, text: str, *, how: EventSource = EventSource.SCANNED, at: datetime | None = None, actor: str | None = None
    ) -> ScanAnswer:
        """Answer one presented code, and record it. ``at`` None is now.

        Raises :class:`RecordError` when it could not be recorded; then there is no verdict.
        """
        with self.record.writing() as writing:
            look_up = self.look(writing.conn, text)
            person = look_up.presented.participant
            moment_of = at or writing.now
            session, standing = self._session_and_standing(writing, look_up, moment_of)
            presented = CodeFacts(
                genuine=look_up.presented.genuine,
                participant=person,
                replaced=look_up.presented.replaced,
                entry=standing.entry,
                away=standing.away,
            )
            verdict = decide(presented, session, moment_of, self.course.door, leaving=self.is_exit)
            event = writing.append(
                NewEvent(
                    kind=Kind.EXIT if verdict is Verdict.LEFT else Kind.SCAN,
                    session=session.id if session else None,
                    participant=person.id if person else None,
                    code=look_up.code,
                    verdict=verdict.value,
                    how=how,
                    at=at or writing.now,
                    # A counted scan takes the place of a mark that said absent.
                    ref=standing.superseded if verdict.counts else None,
                    actor=actor,
                    door=self.name or None,
                    facts={"shape": look_up.reading.shape.value} if verdict is Verdict.UNKNOWN else {},
                )
            )
        return self._answer(event, look_up, verdict, session, standing.entry)

    def programme(self) -> Sequence[Session]:
        """The sessions that are held; read anew when a load has raised the revision."""
        revision = edition.revision(self.record.conn)
        if revision != self._revision:
            self._programme = roster_programme.read_programme(self.record.conn)
            self._revision = revision
        return self._programme

    def open_sessions(self, at: datetime) -> Sequence[Session]:
        """The sessions open at this door, the likeliest first; a pinned one is the only one, and open."""
        return self._candidates(at)

    def _candidates(self, at: datetime) -> Sequence[Session]:
        sessions = self.programme()
        if self.pinned is not None:
            return [self._pinned_session(sessions)]
        find = sessions_to_leave if self.is_exit else open_sessions
        return find(sessions, at, self.course.door, self.name)

    def _pinned_session(self, sessions: Sequence[Session]) -> Session:
        for session in sessions:
            if session.id == self.pinned:
                return session
        known = ", ".join(session.id for session in sessions[:12]) or "none; load a programme with 'checkin load'"
        raise NotFoundError(f"There is no session {self.pinned!r} in the programme; there are: {known}.")

    def look(self, conn: sqlite3.Connection, text: str) -> CodeLookup:
        """Whose code it is. The roster's own codes come first, as they are."""
        own = normalise(text)
        reading = self._codes.read(text)
        for code in dict.fromkeys((own, reading.letters)):
            if code and (held := participants.find_code_holder(conn, code)) is not None:
                person, replaced = held
                return CodeLookup(code, CodeFacts(genuine=True, participant=person, replaced=replaced), reading, ())
        if reading.shape is CodeStatus.GENUINE:
            return CodeLookup(reading.letters, CodeFacts(genuine=True), reading, ())
        nearest = [
            held[0] for code in reading.nearest if (held := participants.find_code_holder(conn, code)) is not None
        ]
        return CodeLookup(own, CodeFacts(genuine=False), reading, tuple(nearest))

    def _session_and_standing(
        self, writing: Transaction, look: CodeLookup, at: datetime
    ) -> tuple[Session | None, attendance.PersonStatus]:
        candidates = self._candidates(at)
        if not self.is_exit:
            session = choose_session(candidates, look.presented.participant)
            return session, self._standing(writing, look, session)
        standings = [(session, self._standing(writing, look, session)) for session in candidates]
        inside = [found for found in standings if found[1].entry is not None and not found[1].away]
        return next(iter(inside + standings), (None, attendance.PersonStatus(None)))

    def _standing(self, writing: Transaction, look: CodeLookup, session: Session | None) -> attendance.PersonStatus:
        if session is None:
            return attendance.PersonStatus(None)
        person = look.presented.participant
        if person is not None:
            return attendance.person_status(writing.conn, person.id, session.id)
        if look.presented.genuine:
            return attendance.PersonStatus(attendance.pending_entry(writing.conn, look.code, session.id))
        return attendance.PersonStatus(None)

    def _answer(
        self, event: Event, look: CodeLookup, verdict: Verdict, session: Session | None, entry: Entry | None
    ) -> ScanAnswer:
        at = parse_time(event.at)
        return ScanAnswer(
            event_id=event.event_id,
            code=look.code,
            verdict=verdict,
            at=at,
            participant=look.presented.participant,
            session=session,
            first=entry,
            nearest=look.nearest,
            shape=look.reading.shape if verdict is Verdict.UNKNOWN else None,
            opens_next=(next_to_open(self._programme, at, self.course.door) if verdict is Verdict.NO_SESSION else None),
        )
