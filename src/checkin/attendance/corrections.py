"""Record corrections by hand. Each is a new entry; nothing is overwritten."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Self

from checkin.attendance.entry_reversal import renamed_with, restoring, says_the_same, undoing
from checkin.attendance.excuse_rules import (
    ExcuseDocument,
    is_same_excuse,
    no_single_excuse,
    recorded_before,
    require_days,
    require_expected,
)
from checkin.attendance.lookup import require_person
from checkin.attendance.merging import require_one_person
from checkin.core.codes import format_code
from checkin.core.course import Course, Participant
from checkin.core.errors import InputError, NotFoundError
from checkin.core.events import Event, EventSource, Kind, NewEvent, format_time, uuid7
from checkin.core.session_times import (
    require_arrival,
    require_day_of_course,
    require_departure,
    require_open,
    require_past,
)
from checkin.core.text import clean
from checkin.core.verdicts import Verdict
from checkin.i18n.countries import country_code, search_words
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries.door_status import decision
from checkin.store.queries.excuses import Excuse, excuses_in_force
from checkin.store.queries.merged_entries import entries_since_merge
from checkin.store.record import Record, Transaction
from checkin.store.roster import codes, edition, participants, programme
from checkin.store.roster.session_lookup import require_session

# What cannot be undone: an undo is final, letters and paper are out, a certificate is revoked instead.
LASTING = frozenset({Kind.UNDO, Kind.LOAD, Kind.MAIL, Kind.PRINT, Kind.ISSUE, Kind.DUPLICATE, Kind.CLOCK})
# What can be put back after an undo. Badges, certificates and printed paper cannot.
RESTORABLE = frozenset(Kind) - LASTING - {Kind.ADD, Kind.REISSUE, Kind.REVOKE, Kind.DELIVER}


class Corrections:
    """Corrections of one course, by one person. ``actor``, ``reason`` and ``door`` go into every entry.

    A method raises :class:`NotFoundError` for a code, session or entry that the record does not hold, or that is
    already as it would become, and :class:`RecordError` if the record cannot be written.
    """

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

    @property
    def _by(self) -> tuple[str | None, str | None]:
        """Return who makes the change, and why."""
        return self._actor, self._reason

    @classmethod
    def of(
        cls, opened: OpenCourse, *, actor: str | None = None, reason: str | None = None, door: str | None = None
    ) -> Self:
        """Return the corrections of an open course."""
        return cls(opened.record, opened.course, actor=actor, reason=reason, door=door)

    def mark(self, code: str, session: str, status: str, at: datetime | None = None, *, let_in: bool = False) -> Event:
        """Mark a person ``present`` or ``absent`` at a session. ``at`` is the time of arrival, where it is known.

        ``let_in``: staff at a door let the person in. A door may have no name that would tell it from a desk.

        Raises :class:`InputError` if the session or ``at`` is still to come, if ``at`` lies outside the session, or
        if the same mark is in force.
        """
        with self.record.writing() as writing:
            person, held = require_person(writing.conn, code), require_session(writing.conn, session)
            require_open(held, writing.now, self.course)
            if at is not None:
                require_arrival(held, at, self.course)
                require_past(at, writing.now, self.course)
            facts = {"status": status} | ({"at": format_time(at)} if at else {})
            before = decision(writing.conn, person.id, held.id)
            if says_the_same(writing.conn, before, facts, self._by):
                raise InputError(
                    "This mark of {name} at {title} is in the record. Nothing was recorded.",
                    name=clean(person.name),
                    title=clean(held.title),
                )
            return self._decide(writing, Kind.MARK, person, held.id, {**facts, "let_in": True} if let_in else facts)

    def excuse(
        self,
        code: str,
        session: str | None = None,
        days: tuple[date, date] | None = None,
        document: ExcuseDocument | None = None,
    ) -> Event:
        """Excuse a person from one session, or from every session of the days from the first to the last.

        The same excuse a second time, with its supporting document seen, completes the first one. Raises
        :class:`InputError` if the person is expected at none of the sessions, or if the excuse says nothing new.
        """
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            if session is not None:
                held = require_session(writing.conn, session)
                require_expected(
                    person, held, programme.read_programme(writing.conn), self.course.local(held.starts_at).date()
                )
                before = self._excuse_before(writing, person, held.id, None)
                self._require_new(writing, person, before, document)
                facts = document.after(before).facts() if document else {}
                return self._decide(writing, Kind.EXCUSE, person, held.id, facts)
            if days is None or days[1] < days[0]:
                raise InputError(
                    "An excuse needs a session, or a first day and a last day: {last} is before {first}.",
                    first=days[0] if days else "-",
                    last=days[1] if days else "-",
                )
            require_days(self.course, person, days, programme.read_programme(writing.conn))
            before = self._excuse_before(writing, person, None, days)
            self._require_new(writing, person, before, document)
            facts = document.after(before).facts() if document else {}
            return self._excuse_days(writing, person, days, facts, before)

    def add_document(self, code: str, excuse: str | None = None) -> Event:
        """Record that the supporting document of an excuse has arrived.

        ``excuse`` is the id of its entry; without it the person must have exactly one excuse that waits for one.
        """
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            waiting = [found for found in excuses_in_force(writing.conn, person.id) if found.waiting]
            chosen = [found for found in waiting if excuse in (None, found.event)]
            if len(chosen) != 1:
                raise no_single_excuse(person, chosen)
            before = chosen[0]
            facts = ExcuseDocument(seen=True).after(before).facts()
            if before.session is not None:
                return self._decide(writing, Kind.EXCUSE, person, before.session, facts)
            if before.first is None or before.last is None:
                raise no_single_excuse(person, [])
            return self._excuse_days(writing, person, (before.first, before.last), facts, before)

    def left(self, code: str, session: str, at: datetime) -> Event:
        """Record that a person left a session early, at a time within it."""
        with self.record.writing() as writing:
            person, held = require_person(writing.conn, code), require_session(writing.conn, session)
            require_departure(held, at, self.course)
            require_past(at, writing.now, self.course)
            draft = NewEvent(
                kind=Kind.EXIT, session=held.id, participant=person.id, code=person.code, verdict=Verdict.LEFT, at=at
            )
            return self._append(writing, draft)

    def note(self, code: str, text: str) -> Event:
        """Write a note for staff, shown with every answer for this person. An empty text removes it."""
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            return self._about(writing, Kind.NOTE, person, {"text": clean(text)})

    def proof(self, code: str, name: str = "") -> Event:
        """Record that a person's name is right as the certificate will print it. ``name`` corrects it first."""
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            right = clean(name) or person.name
            again = person.id in participants.renamed_by_list(writing.conn, person.id)
            if right != person.name or again:
                was = participants.loaded_names(writing.conn)[person.id] if again else person.name
                self._about(writing, Kind.RENAME, person, {"name": right, "was": was})
                edition.raise_revision(writing.conn)
            return self._about(writing, Kind.PROOF, person, {"name": right})

    def proof_all(self, codes: Sequence[str], name: str = "") -> list[Event]:
        """Record that the names of several people are right. ``name`` corrects the name of a single person."""
        with self.record.reading() as conn:
            for code in codes:
                require_person(conn, code)
        return [self.proof(code, name) for code in codes]

    def decide(self, code: str, *, earned: bool) -> Event:
        """Override a person's certificate decision. Raises :class:`InputError` without a name and a reason."""
        if not (self._actor and self._reason):
            raise InputError("A decision needs a name and a reason.")
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            return self._about(writing, Kind.DECIDE, person, {"earned": earned})

    def undo(self, event_id: str | None = None) -> Event:
        """Undo an entry; both stay in the record. None is the last entry that can be undone.

        With a scan that was moved, the scan as it was before the move is put back. With a merge of people, scans of the
        other person's badges since then are given back to that person.
        """
        with self.record.writing() as writing:
            key = event_id or event_log.last_undoable(writing.conn)
            found = event_log.event(writing.conn, key) if key else None
            if key is None:
                raise NotFoundError("There is nothing to undo.")
            if found is not None and found.kind == Kind.ISSUE:
                raise InputError(
                    "An issued certificate cannot be undone. Revoke it: "
                    "checkin certificates --revoke {number} --reason TEXT",
                    number=json.loads(found.facts or "{}")["said"]["number"],
                )
            if found is None or found.kind in LASTING:
                raise NotFoundError("There is no entry {event} that can be undone.", event=clean(key))
            if not event_log.is_in_force(writing.conn, found.event_id):
                if back := event_log.restored_by(writing.conn, found.event_id):
                    raise NotFoundError(
                        "The entry {event} was undone and put back. To undo it again: checkin undo {back}",
                        event=found.event_id,
                        back=back,
                    )
                raise NotFoundError(
                    "The entry {event} was undone before. 'checkin restore' puts it back.", event=found.event_id
                )
            _raise_revision(writing, found.kind)
            undone = self._append(writing, undoing(found))
            moved = json.loads(found.facts or "{}").get("moved_from")
            before = event_log.event(writing.conn, moved) if moved else None
            if before is not None and not event_log.is_in_force(writing.conn, before.event_id):
                self._put_back(writing, before)
            if found.kind == Kind.MERGE:
                self._give_back(writing, found)
            renamed = renamed_with(writing.conn, found)
            if renamed is not None and event_log.is_in_force(writing.conn, renamed.event_id):
                _raise_revision(writing, renamed.kind)
                self._append(writing, undoing(renamed))
            return undone

    def restore(self, event_id: str) -> Event:
        """Put back an entry that was undone, as a new entry with the time of the old one."""
        with self.record.writing() as writing:
            found = event_log.event(writing.conn, event_id)
            if found is None or found.kind not in RESTORABLE:
                raise NotFoundError("There is no entry {event} that can be put back.", event=clean(event_id))
            if event_log.is_in_force(writing.conn, found.event_id):
                raise NotFoundError("The entry {event} was not undone: there is nothing to put back.", event=event_id)
            if event_log.restored_by(writing.conn, found.event_id):
                raise NotFoundError("The entry {event} was put back before.", event=event_id)
            moved = json.loads(found.facts or "{}").get("moved_from", "")
            if back := event_log.standing_as(writing.conn, moved):
                self._append(writing, undoing(back))
            if (renamed := renamed_with(writing.conn, found)) is not None:
                self._put_back(writing, renamed)
            return self._put_back(writing, found)

    def _give_back(self, writing: Transaction, merge: Event) -> None:
        """Give the person whose merge was undone the scans of their badges since then."""
        for scan in entries_since_merge(writing.conn, merge).of_badges:
            self._append(writing, undoing(scan))
            again = restoring(scan, *self._by)
            writing.append(replace(again, participant=merge.participant, facts={"moved_from": scan.event_id}))

    def _put_back(self, writing: Transaction, found: Event) -> Event:
        _raise_revision(writing, found.kind)
        return writing.append(restoring(found, *self._by))

    def withdraw(self, code: str, since: date | None = None) -> Event:
        """Record that a person takes part no longer, from a day on. None is today.

        Of somebody who has withdrawn, an earlier day is recorded.
        """
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            if person.withdrawn and not (since and since < person.withdrawals[-1][0]):
                raise NotFoundError(
                    "{name} has withdrawn already. Another day of it: an earlier one with --from; for a later one "
                    'first checkin reinstate "{code}".',
                    name=clean(person.name),
                    code=format_code(person.code),
                )
            if since is not None:
                require_day_of_course(since, programme.read_programme(writing.conn), self.course)
            day = since or self.course.local(writing.now).date()
            return self._about(writing, Kind.WITHDRAW, person, {"from": day.isoformat()})

    def reinstate(self, code: str, since: date | None = None) -> Event:
        """Record that a person who had withdrawn takes part again.

        From ``since`` on; without it, as if the last withdrawal had not been. Earlier ones that ended stand.
        """
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            if not person.withdrawn:
                raise NotFoundError("{name} has not withdrawn.", name=clean(person.name))
            if since is not None:
                require_day_of_course(since, programme.read_programme(writing.conn), self.course)
            return self._about(writing, Kind.REINSTATE, person, {"from": since.isoformat()} if since else {})

    def merge(self, code: str, into: str, *, anyway: bool = False) -> Event:
        """Merge the holder of ``code`` into the holder of ``into``, who has both codes and both histories from now on.

        For people added at a door who are on the participant list as well, and for people who are listed twice. Raises
        :class:`InputError` if both are listed and came to the same session, unless ``anyway`` is set.
        """
        with self.record.writing() as writing:
            person, other = require_person(writing.conn, code), require_person(writing.conn, into)
            if person.id == other.id:
                raise NotFoundError("{name} cannot be merged with the same person.", name=clean(person.name))
            if not anyway:
                require_one_person(writing.conn, person, other)
            if event_log.merged_into(writing.conn, person.id):
                raise NotFoundError("A person was merged into {name} before. Undo that first.", name=clean(person.name))
            return self._about(writing, Kind.MERGE, person, {"into": other.id})

    def reissue(self, code: str) -> tuple[Event, str]:
        """Give a person a new code; the old badge answers ``replaced``. Return the entry and the new code."""
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            new = codes.free_code(writing.conn, self.record.clock.random_below)
            # Who has no code is named by their id, which is nobody's badge: the code of another stays valid.
            event = self._about(writing, Kind.REISSUE, replace(person, code=person.code or person.id), {"new": new})
            codes.write_code(writing.conn, new, person.id, event.event_id)
            return event, new

    def add(
        self, name: str, country: str, *, institution: str = "", origin: Mapping[str, object] = MappingProxyType({})
    ) -> tuple[Event, Participant]:
        """Add a person who is on no list. Return the entry and the person with their code.

        ``country`` is its name in one of the four languages or its ISO code; an unknown one raises
        :class:`NotFoundError`. ``origin`` names the undone adding that this one ``restores`` or stands ``instead_of``.
        """
        alpha2 = country_code(country) if country else ""
        if alpha2 is None:
            raise NotFoundError(
                "{country} is not a known country. Write its name or its ISO code.", country=clean(country)
            )
        with self.record.writing() as writing:
            clock = self.record.clock
            person = Participant(
                id=uuid7(int(writing.now.timestamp() * 1000), clock.random_bits(74)),
                name=clean(name),
                country=alpha2,
                institution=clean(institution),
                code=codes.free_code(writing.conn, clock.random_below),
            )
            facts = {"name": person.name, "country": alpha2, "institution": person.institution} | dict(origin)
            event = self._about(writing, Kind.ADD, person, facts)
            participants.write_added(writing.conn, person, event.event_id, countries=search_words)
            return event, person

    def _decide(
        self, writing: Transaction, kind: Kind, person: Participant, session: str, facts: Mapping[str, object]
    ) -> Event:
        """Append a decision. It names the decision that it replaces."""
        before = decision(writing.conn, person.id, session)
        draft = NewEvent(kind=kind, session=session, participant=person.id, code=person.code, ref=before, facts=facts)
        return self._append(writing, draft)

    def _about(self, writing: Transaction, kind: Kind, person: Participant, facts: Mapping[str, object]) -> Event:
        return self._append(writing, NewEvent(kind=kind, participant=person.id, code=person.code, facts=facts))

    def _append(self, writing: Transaction, draft: NewEvent) -> Event:
        return writing.append(
            replace(draft, how=EventSource.CORRECTION, actor=self._actor, reason=self._reason, door=self._door)
        )

    def _excuse_days(
        self,
        writing: Transaction,
        person: Participant,
        days: tuple[date, date],
        facts: Mapping[str, object],
        before: Excuse | None,
    ) -> Event:
        """Append an excuse for days. It replaces the excuse for the same days, which it names."""
        span = {"from": days[0].isoformat(), "to": days[1].isoformat()}
        draft = NewEvent(
            kind=Kind.EXCUSE,
            participant=person.id,
            code=person.code,
            ref=before.event if before else None,
            facts=span | dict(facts),
        )
        return self._append(writing, draft)

    def _excuse_before(
        self, writing: Transaction, person: Participant, session: str | None, days: tuple[date, date] | None
    ) -> Excuse | None:
        """Return the excuse in force for the same session or the same days."""
        wanted = (session, *(days or (None, None)))
        found = excuses_in_force(writing.conn, person.id)
        return next((one for one in reversed(found) if (one.session, one.first, one.last) == wanted), None)

    def _require_new(
        self, writing: Transaction, person: Participant, before: Excuse | None, document: ExcuseDocument | None
    ) -> None:
        """Raise :class:`InputError` if the same excuse is in force and no mark is later than it."""
        if before is None or not is_same_excuse(before, document):
            return
        if not event_log.is_marked_since(writing.conn, person.id, before.event):
            raise recorded_before(person, before)


def _raise_revision(writing: Transaction, kind: str) -> None:
    """Let the doors read the programme again after a change of a session."""
    if kind.startswith("session_"):
        edition.raise_revision(writing.conn)
