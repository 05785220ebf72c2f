"""Answer one scan: look the code up, decide, record, and return the answer.

All of it happens within one transaction. The answer is returned only when its event is on disk.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from checkin.core.codes import CodeStatus, EditionCodes, ParsedCode, normalise
from checkin.core.course import Course, Participant, Session
from checkin.core.door_sessions import (
    Opening,
    choose_session,
    door_opens,
    held_back,
    next_opening,
    open_sessions,
    own_session,
    sessions_to_leave,
)
from checkin.core.events import Event, EventSource, Kind, NewEvent, parse_time
from checkin.core.session_times import require_past
from checkin.core.verdicts import AbsentMark, CodeFacts, Entry, Verdict, closes_at, decide, opens_at
from checkin.door.person_session import session_now
from checkin.store.queries.door_status import PersonStatus, pending_entry, person_status
from checkin.store.record import Record, Transaction
from checkin.store.roster import codes, edition, participants
from checkin.store.roster import programme as roster_programme
from checkin.store.roster.session_lookup import require_session


class Act(StrEnum):
    """What was done at the door."""

    SCAN = "scan"
    EXIT = "exit"
    LET_IN = "let_in"
    MARK = "mark"
    WALK_IN = "walk_in"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanAnswer:
    """The answer of the door to one scan, or to another act there. Times are aware UTC.

    ``first`` is the entry that is in force for ``already``; ``nearest`` the people whom a wrong code may have meant;
    ``opens_next`` the session that opens next, where the answer depends on it; ``elsewhere`` the one in another room
    that is open or opens next, if this room has none; ``not_begun`` a session that nobody can leave yet;
    ``own_session`` the session of a person who was not expected here. ``names_session``: more than one session could
    be meant, so the answer names its own. ``has_programme`` is False where no programme was ever loaded.
    ``event_id`` is on disk. ``again``: the code was read a moment before, and the answer is the same. ``reason`` is
    what staff wrote when they let the person in. ``absent``: a mark by hand says that the person was not there, so that
    the scan is recorded and does not count.
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
    opens_next: Opening | None = None
    elsewhere: Opening | None = None
    not_begun: Session | None = None
    own_session: Session | None = None
    names_session: bool = False
    has_programme: bool = True
    again: bool = False
    act: Act = Act.SCAN
    reason: str = ""
    absent: AbsentMark | None = None

    @property
    def counted(self) -> bool:
        """Return True if the scan counts as attendance."""
        return self.verdict.counts and self.absent is None

    @property
    def note(self) -> str:
        """Return the staff note of the person."""
        return self.participant.note if self.participant else ""


@dataclass(frozen=True, slots=True)
class CodeLookup:
    """A scanned code, looked up. ``nearest`` are the people whom a wrong code may have meant."""

    code: str
    presented: CodeFacts
    reading: ParsedCode
    nearest: tuple[Participant, ...]
    shape: CodeStatus | None = None


class Door:
    """One door of a running kiosk. ``session`` pins a session by its id; otherwise the clock chooses.

    A pinned session is open from its opening to its closing, unless ``anytime`` is True. ``strict``: when the pinned
    session is over or no longer held, scans are not counted. Otherwise the pin ends, and ``ended_pin`` holds its id.
    ``is_exit``: people leave here now, and a scan is an exit.
    """

    def __init__(
        self,
        record: Record,
        course: Course,
        *,
        name: str = "",
        session: str | None = None,
        anytime: bool = False,
        strict: bool = False,
    ) -> None:
        self.record = record
        self.course = course
        self.name = name
        self._codes: EditionCodes = edition.edition_codes(record.conn)
        self._revision = -1
        self._programme: Sequence[Session] = ()
        self.has_programme = True
        self.pinned = session
        self.anytime = anytime
        self.strict = strict
        self.ended_pin: str | None = None
        self.is_exit = False
        if session is not None:
            self.require_pinned()

    def pin(self, session: str | None, *, anytime: bool = False) -> None:
        """Keep the door at a session, or let the clock choose."""
        self.pinned, self.anytime, self.ended_pin = session, anytime and session is not None, None

    def entrance(self, session: str | None = None) -> "Door":
        """Return this door as an entrance, whatever its direction is now. ``session`` keeps it at that session."""
        door = Door(self.record, self.course, name=self.name)
        door.pinned, door.anytime = session or self.pinned, session is not None or self.anytime
        return door

    def scan(
        self,
        text: str,
        *,
        how: EventSource = EventSource.SCANNED,
        at: datetime | None = None,
        actor: str | None = None,
        signed: bool = False,
        entered: bool = False,
        also: Callable[[sqlite3.Connection, str], None] | None = None,
    ) -> ScanAnswer:
        """Answer one scanned code and record it. ``at`` None is now, ``signed``: the person is on a signed paper list.

        ``entered``: a person gives ``at``, and the earliest time of arrival counts. Without it, ``at`` of a signed list
        is the start of the session, and a scan before the list was entered decides.
        ``also`` gets the id of the event, and stores what belongs to it in the same transaction.

        Raises :class:`RecordError` if the scan could not be recorded; then there is no verdict. Raises
        :class:`InputError` if ``at`` is still to come.
        """
        with self.record.writing() as writing:
            if at is not None:
                require_past(at, writing.now, self.course)
            look_up = self.look(writing.conn, text)
            person = look_up.presented.participant
            moment = at or writing.now
            session, standing = self._session_and_standing(writing, look_up, moment)
            # A signature on a paper list says that a person was there, at another group's session too.
            meant = replace(session, groups=()) if session and signed else session
            verdict = self._verdict(look_up, standing, meant, moment, entered=entered)
            event = writing.append(
                NewEvent(
                    kind=Kind.EXIT if verdict is Verdict.LEFT else Kind.SCAN,
                    session=session.id if session else None,
                    participant=person.id if person else None,
                    code=look_up.code,
                    verdict=verdict.value,
                    how=how,
                    at=moment,
                    actor=actor,
                    door=self.name or None,
                    facts=_facts(look_up, verdict, untimed=signed and not entered),
                )
            )
            if also is not None:
                also(writing.conn, event.event_id)
        return self._answer(event, look_up, verdict, session, standing)

    def programme(self) -> Sequence[Session]:
        """Return the sessions that are held. They are read again when a load has raised the revision."""
        revision = edition.revision(self.record.conn)
        if revision != self._revision:
            self._programme = roster_programme.read_programme(self.record.conn)
            # Every session of a programme may have been cancelled.
            self.has_programme = bool(self._programme or roster_programme.loaded_sessions(self.record.conn))
            self._revision = revision
        return self._programme

    def open_sessions(self, at: datetime) -> Sequence[Session]:
        """Return the sessions that are open at this door, the likeliest first."""
        return self.sessions_at(self.programme(), at)

    def sessions_at(self, sessions: Sequence[Session], at: datetime) -> Sequence[Session]:
        """Return those of some sessions that are open at this door. A pinned session is the only one."""
        pinned = self._pin_at(sessions, at)
        if pinned is not None:
            return [pinned] if self.anytime or self.is_in_hours(pinned, at) else []
        if self.pinned is not None and self.strict:
            return []
        find = sessions_to_leave if self.is_exit else open_sessions
        return find(sessions, at, self.course.door, self.name)

    def pin_is_over(self, sessions: Sequence[Session], at: datetime) -> bool:
        """Return True if the pinned session is over or no longer held, so that the pin has ended."""
        return self.pinned is not None and self._pin_at(sessions, at) is None

    def is_in_hours(self, session: Session, at: datetime) -> bool:
        """Return True if a session that a person has chosen is within its opening times.

        An earlier session does not hold its opening back.
        """
        return opens_at(session, self.course.door) <= at <= self._last_moment(session)

    def _pin_at(self, sessions: Sequence[Session], at: datetime) -> Session | None:
        """Return the pinned session unless the pin has ended."""
        pinned = next((found for found in sessions if found.id == self.pinned), None)
        if pinned is None or (not self.anytime and at > self._last_moment(pinned)):
            return None
        return pinned

    def _last_moment(self, session: Session) -> datetime:
        rules = self.course.door
        return closes_at(session, replace(rules, closes=max(rules.closes, 60)) if self.is_exit else rules)

    def require_pinned(self) -> Session:
        """Return the pinned session. Raises :class:`NotFoundError` if the programme has none."""
        with self.record.reading() as conn:
            return require_session(conn, self.pinned or "")

    def look(self, conn: sqlite3.Connection, text: str) -> CodeLookup:
        """Return whose code a text is. The list's own codes are matched first, exactly."""
        own = normalise(text)
        reading = self._codes.read(text)
        for code in dict.fromkeys((own, reading.letters)):
            if code and (held := participants.find_code_holder(conn, code)) is not None:
                return _held_by(code, held, reading)
        if reading.shape is CodeStatus.GENUINE:
            return CodeLookup(reading.letters, CodeFacts(genuine=True), reading, ())
        alike = codes.own_codes_alike(conn, own)
        found = [(code, held) for code in alike if (held := participants.find_code_holder(conn, code)) is not None]
        if len(found) == 1:
            return _held_by(*found[0], reading)
        near = [held for code in reading.nearest if (held := participants.find_code_holder(conn, code)) is not None]
        nearest = tuple(person for person, _ in [*(held for _, held in found), *near])
        # How many of twelve letters were read says nothing where badges carry the list's own codes.
        own_list = bool(found) or (reading.shape is CodeStatus.INCOMPLETE and codes.has_own_codes(conn))
        return CodeLookup(own, CodeFacts(genuine=False), reading, nearest, None if own_list else reading.shape)

    def _session_and_standing(
        self, writing: Transaction, look: CodeLookup, at: datetime
    ) -> tuple[Session | None, PersonStatus]:
        sessions = self.programme()
        if not self.strict and self.pin_is_over(sessions, at):
            self.ended_pin, self.pinned = self.pinned, None
        candidates = self.sessions_at(sessions, at)
        person = look.presented.participant
        if not self.is_exit and person is not None:
            return session_now(writing.conn, candidates, person)
        if not self.is_exit:
            session = choose_session(candidates, None)
            return session, self._standing(writing, look, session)
        standings = [(session, self._standing(writing, look, session)) for session in candidates]
        inside = [found for found in standings if found[1].entry is not None and not found[1].away]
        return next(iter(inside + standings), (None, PersonStatus()))

    def _standing(self, writing: Transaction, look: CodeLookup, session: Session | None) -> PersonStatus:
        if session is None:
            return PersonStatus()
        person = look.presented.participant
        if person is not None:
            return person_status(writing.conn, person.id, session.id)
        if look.presented.genuine:
            return PersonStatus(pending_entry(writing.conn, look.code, session.id))
        return PersonStatus()

    def _verdict(
        self, look: CodeLookup, standing: PersonStatus, session: Session | None, moment: datetime, *, entered: bool
    ) -> Verdict:
        presented = replace(look.presented, entry=standing.entry, away=standing.away)
        at = self.course.local(moment)
        return decide(presented, session, at, self.course.door, leaving=self.is_exit, entered=entered)

    def _answer(
        self, event: Event, look: CodeLookup, verdict: Verdict, session: Session | None, standing: PersonStatus
    ) -> ScanAnswer:
        at = parse_time(event.at)
        person = look.presented.participant
        own = verdict is Verdict.NOT_EXPECTED and person is not None and session is not None
        opens_next = self._opens_next(verdict, at)
        nothing = verdict is Verdict.NO_SESSION and opens_next is None
        return ScanAnswer(
            event_id=event.event_id,
            code=look.code,
            verdict=verdict,
            at=at,
            participant=person,
            session=session,
            first=standing.entry,
            absent=standing.absent if verdict.counts or verdict is Verdict.LEFT else None,
            nearest=look.nearest,
            shape=look.shape if verdict is Verdict.UNKNOWN else None,
            opens_next=opens_next,
            elsewhere=self._elsewhere(at) if nothing else None,
            not_begun=self._not_begun(at) if verdict is Verdict.NO_SESSION and self.is_exit else None,
            has_programme=self.has_programme,
            names_session=session is not None and self._is_ambiguous(session, at),
            own_session=own_session(self._programme, session, person) if own and session and person else None,
            act=_act_of(event),
        )

    def _is_ambiguous(self, session: Session, at: datetime) -> bool:
        """Return True if another session could be meant: one beside this one, a pin out of hours, a doubtful clock."""
        if self.pinned is not None:
            return not self.is_in_hours(session, at)
        candidates = self.sessions_at(self._programme, at)
        upcoming = held_back(self._programme, at, self.course.door, self.name)
        return len(candidates) > 1 or upcoming is not None or bool(self.record.clock_watch.doubt())

    def _elsewhere(self, at: datetime) -> Opening | None:
        """Return the session that is open in another room, or that opens there next."""
        sessions, rules = self._programme, self.course.door
        if found := open_sessions(sessions, at, rules):
            return Opening(found[0], door_opens(found[0], sessions, rules))
        return next_opening(sessions, at, rules)

    def _not_begun(self, at: datetime) -> Session | None:
        """Return the session that people are entering, and that nobody can leave before its start."""
        found = open_sessions(self._programme, at, self.course.door, self.name)
        return next((session for session in found if session.starts_at > at), None)

    def _opens_next(self, verdict: Verdict, at: datetime) -> Opening | None:
        """Return the session that opens next, if nothing is open or if the running session holds it back."""
        sessions, rules = self._programme, self.course.door
        if verdict is Verdict.NO_SESSION:
            pinned = next((found for found in sessions if found.id == self.pinned), None)
            if pinned is not None:
                return Opening(pinned, opens_at(pinned, rules))
            return next_opening(sessions, at, rules, self.name)
        if self.pinned is not None or verdict not in (Verdict.LATE, Verdict.ALREADY, Verdict.PRESENT):
            return None
        return held_back(sessions, at, rules, self.name)


def _held_by(code: str, held: tuple[Participant, bool], reading: ParsedCode) -> CodeLookup:
    person, replaced = held
    return CodeLookup(code, CodeFacts(genuine=True, participant=person, replaced=replaced), reading, ())


def _act_of(event: Event) -> Act:
    if event.kind == Kind.EXIT:
        return Act.EXIT
    return Act.PAPER if event.how == EventSource.PAPER else Act.SCAN


def _facts(look_up: CodeLookup, verdict: Verdict, *, untimed: bool) -> dict[str, object]:
    if verdict is Verdict.UNKNOWN:
        return {"shape": look_up.reading.shape.value}
    return {"untimed": True} if untimed and verdict.counts else {}
