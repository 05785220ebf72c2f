"""Corrections: events by hand that change what earlier ones mean. Nothing is overwritten."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from checkin.core.codes import extract_letters, normalise
from checkin.core.course import Course, Participant, Session
from checkin.core.errors import NotFoundError
from checkin.core.events import Event, EventSource, Kind, NewEvent, format_time, uuid7
from checkin.core.text import clean
from checkin.core.verdicts import Verdict
from checkin.i18n.countries import country_code, search_words
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.record import Record, Transaction
from checkin.store.roster import codes, edition, participants, programme


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseDocument:
    """What stands behind an excuse: who granted it, whether the paper was seen, and by when it is due."""

    granted_by: str = ""
    seen: bool = False
    due: date | None = None

    def facts(self) -> dict[str, object]:
        """The facts as the event keeps them; what is not known is left out."""
        known = {"granted_by": clean(self.granted_by), "due": self.due.isoformat() if self.due else ""}
        return {key: value for key, value in known.items() if value} | {"paper": self.seen}


class Corrections:
    """The corrections of one course, by one person. ``actor``, ``reason`` and ``door`` go into every event."""

    def __init__(
        self,
        record: Record,
        course: Course,
        *,
        actor: str | None = None,
        reason: str | None = None,
        door: str | None = None,
    ) -> None:
        self.record = record
        self.course = course
        self._actor = actor
        self._reason = reason
        self._door = door

    @classmethod
    def of(
        cls, opened: OpenCourse, *, actor: str | None = None, reason: str | None = None, door: str | None = None
    ) -> Self:
        """The corrections of an open course."""
        return cls(opened.record, opened.course, actor=actor, reason=reason, door=door)

    def mark(self, code: str, session: str, status: str, at: datetime | None = None) -> Event:
        """Say that somebody was ``present`` (since ``at``, where that is known) or ``absent``."""
        with self.record.writing() as writing:
            person = self._person(writing, code)
            facts = {"status": status} | ({"at": format_time(at)} if at else {})
            return self._decide(writing, Kind.MARK, person, self._session(writing, session), facts)

    def excuse(
        self,
        code: str,
        session: str | None = None,
        days: tuple[date, date] | None = None,
        paper: ExcuseDocument | None = None,
    ) -> Event:
        """Excuse somebody from one session, or from every session of the days from the first to the second."""
        with self.record.writing() as writing:
            person = self._person(writing, code)
            said = paper.facts() if paper else {}
            if session is not None:
                return self._decide(writing, Kind.EXCUSE, person, self._session(writing, session), said)
            if days is None or days[1] < days[0]:
                raise NotFoundError("An excuse needs a session, or a first and a last day that is not before it.")
            facts = {"from": days[0].isoformat(), "to": days[1].isoformat(), **said}
            return self._append(
                writing, NewEvent(kind=Kind.EXCUSE, participant=person.id, code=person.code, facts=facts)
            )

    def left(self, code: str, session: str, at: datetime) -> Event:
        """Say that somebody left a session early: what they stayed counts, where minutes do."""
        with self.record.writing() as writing:
            person = self._person(writing, code)
            held = self._session(writing, session)
            draft = NewEvent(
                kind=Kind.EXIT, session=held, participant=person.id, code=person.code, verdict=Verdict.LEFT, at=at
            )
            return self._append(writing, draft)

    def note(self, code: str, text: str) -> Event:
        """Write a note for the staff, which rides on every verdict of this person; the empty text takes it away."""
        with self.record.writing() as writing:
            person = self._person(writing, code)
            facts = {"text": clean(text)}
            return self._append(writing, NewEvent(kind=Kind.NOTE, participant=person.id, code=person.code, facts=facts))

    def proof(self, code: str, name: str = "") -> Event:
        """Say that somebody's name is right as the certificate will print it; ``name`` corrects it first."""
        with self.record.writing() as writing:
            person = self._person(writing, code)
            right = clean(name) or person.name
            if right != person.name:
                facts = {"name": right, "was": person.name}
                draft = NewEvent(kind=Kind.RENAME, participant=person.id, code=person.code, facts=facts)
                self._append(writing, draft)
                edition.raise_revision(writing.conn)
            facts = {"name": right}
            return self._append(
                writing, NewEvent(kind=Kind.PROOF, participant=person.id, code=person.code, facts=facts)
            )

    def decide(self, code: str, *, earned: bool) -> Event:
        """A director's word on a certificate, whatever the figures say; it needs a name and a reason."""
        if not (self._actor and self._reason):
            raise NotFoundError("A decision needs a name and a reason: --by and --reason.")
        with self.record.writing() as writing:
            person = self._person(writing, code)
            facts = {"earned": earned}
            return self._append(
                writing, NewEvent(kind=Kind.DECIDE, participant=person.id, code=person.code, facts=facts)
            )

    def undo(self, event_id: str | None = None) -> Event:
        """Take an event back, for good; both stay in the record. None is the last one that can be undone."""
        with self.record.writing() as writing:
            key = event_id or event_log.last_undoable(writing.conn)
            found = event_log.event(writing.conn, key) if key else None
            if found is None or found.kind in (Kind.UNDO, Kind.LOAD):
                raise NotFoundError(f"There is no event {event_id} that could be undone." if event_id else _NOTHING)
            if not event_log.is_in_force(writing.conn, found.event_id):
                raise NotFoundError("The event {event} was taken back before.", event=found.event_id)
            draft = NewEvent(kind=Kind.UNDO, session=found.session, participant=found.participant, ref=found.event_id)
            if found.kind.startswith("session_"):
                # The programme is another one again: the doors read it anew.
                edition.raise_revision(writing.conn)
            return self._append(writing, draft)

    def withdraw(self, code: str) -> Event:
        """Take somebody off the course; their badge answers ``withdrawn`` from now on."""
        with self.record.writing() as writing:
            person = self._person(writing, code)
            if person.withdrawn:
                raise NotFoundError("{name} has withdrawn already.", name=clean(person.name))
            return self._append(writing, NewEvent(kind=Kind.WITHDRAW, participant=person.id, code=person.code))

    def merge(self, code: str, into: str) -> Event:
        """Say that the holder of ``code`` is the person who holds ``into``: one person from now on, with both codes.

        For people added at a door whom the roster lists as well. Whatever happened to the first happened to the second.
        """
        with self.record.writing() as writing:
            person, other = self._person(writing, code), self._person(writing, into)
            if person.id == other.id:
                raise NotFoundError("{name} cannot be merged with themselves.", name=person.name)
            if event_log.merged_into(writing.conn, person.id):
                raise NotFoundError("Somebody was merged into {name} before; undo that first.", name=person.name)
            facts = {"into": other.id}
            return self._append(
                writing, NewEvent(kind=Kind.MERGE, participant=person.id, code=person.code, facts=facts)
            )

    def reissue(self, code: str) -> tuple[Event, str]:
        """Give somebody a new code; the old badge answers ``replaced``. Returns the event and the new code."""
        with self.record.writing() as writing:
            person = self._person(writing, code)
            new = codes.free_code(writing.conn, self.record.clock.random_below)
            draft = NewEvent(kind=Kind.REISSUE, participant=person.id, code=person.code, facts={"new": new})
            event = self._append(writing, draft)
            codes.write_code(writing.conn, new, person.id, event.event_id)
            return event, new

    def add(self, name: str, country: str, *, institution: str = "") -> tuple[Event, Participant]:
        """Add somebody who is on no list. Returns the event and the person with their code."""
        alpha2 = country_code(country) if country else ""
        if alpha2 is None:
            raise NotFoundError(
                "{country} is not a country that is known here; write its name or its ISO code.", country=country
            )
        with self.record.writing() as writing:
            clock = self.record.clock
            identity = uuid7(int(writing.now.timestamp() * 1000), clock.random_bits(74))
            code = codes.free_code(writing.conn, clock.random_below)
            person = Participant(
                id=identity, name=clean(name), country=alpha2, institution=clean(institution), code=code
            )
            facts = {"name": person.name, "country": alpha2, "institution": person.institution}
            event = self._append(writing, NewEvent(kind=Kind.ADD, participant=identity, code=code, facts=facts))
            participants.write_added(writing.conn, person, event.event_id, countries=search_words)
            return event, person

    def _decide(
        self, writing: Transaction, kind: Kind, person: Participant, session: str, facts: Mapping[str, object]
    ) -> Event:
        """A decision takes the place of the one before it, which it names."""
        before = attendance.decision(writing.conn, person.id, session)
        draft = NewEvent(kind=kind, session=session, participant=person.id, code=person.code, ref=before, facts=facts)
        return self._append(writing, draft)

    def _append(self, writing: Transaction, draft: NewEvent) -> Event:
        return writing.append(
            replace(draft, how=EventSource.CORRECTION, actor=self._actor, reason=self._reason, door=self._door)
        )

    def _person(self, writing: Transaction, code: str) -> Participant:
        for candidate in (normalise(code), extract_letters(code)):
            held = participants.find_code_holder(writing.conn, candidate) if candidate else None
            if held is not None:
                return held[0]
        raise NotFoundError("Nobody on the roster has the code {code}.", code=normalise(code))

    def _session(self, writing: Transaction, session: str) -> str:
        held = programme.read_programme(writing.conn)
        if all(found.id != session for found in held):
            raise no_session(writing.conn, session, held)
        return session


def no_session(conn: sqlite3.Connection, session: str, held: Sequence[Session]) -> NotFoundError:
    """Why a session is not among those that are held: it was cancelled or merged, or there never was one."""
    if event_log.last_change(conn, session, (Kind.SESSION_CANCEL, Kind.SESSION_MERGE)):
        return NotFoundError(
            "The session {session} was cancelled or merged; 'checkin session restore {session}' takes that back.",
            session=session,
        )
    shown = ", ".join(found.id for found in held[:12]) or "none"
    more = f" and {len(held) - 12} more" if len(held) > 12 else ""
    return NotFoundError(f"There is no session {session!r}; there are {shown}{more}.")


_NOTHING = "There is nothing to undo."
