"""Record corrections by hand. Each is a new entry; nothing is overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from checkin.attendance.entry_reversal import says_the_same
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
from checkin.attendance.reversals import Reversals
from checkin.core.codes import format_code
from checkin.core.course import Participant
from checkin.core.errors import InputError, NotFoundError
from checkin.core.events import Event, Kind, NewEvent, format_time, uuid7
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
from checkin.store.queries.door_status import decision
from checkin.store.queries.excuses import Excuse, excuses_in_force
from checkin.store.record import Transaction
from checkin.store.roster import codes, edition, participants, programme
from checkin.store.roster.session_lookup import require_session


class Corrections(Reversals):
    """Corrections of one course, by one person.

    A method raises :class:`NotFoundError` for a code, session or entry that the record does not hold, or that is
    already as it would become, and :class:`RecordError` if the record cannot be written.
    """

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
                facts = _excuse_facts(writing, person, before, document)
                return self._decide(writing, Kind.EXCUSE, person, held.id, facts)
            if days is None or days[1] < days[0]:
                raise InputError(
                    "An excuse needs a session, or a first day and a last day: {last} is before {first}.",
                    first=days[0] if days else "-",
                    last=days[1] if days else "-",
                )
            require_days(self.course, person, days, programme.read_programme(writing.conn))
            before = self._excuse_before(writing, person, None, days)
            facts = _excuse_facts(writing, person, before, document)
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
        if not (self.actor and self.reason):
            raise InputError("A decision needs a name and a reason.")
        with self.record.writing() as writing:
            person = require_person(writing.conn, code)
            return self._about(writing, Kind.DECIDE, person, {"earned": earned})

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


def _excuse_facts(
    writing: Transaction, person: Participant, before: Excuse | None, document: ExcuseDocument | None
) -> Mapping[str, object]:
    """Return what an excuse says. Raises :class:`InputError` if the same one is in force and no mark is later."""
    is_same = before is not None and is_same_excuse(before, document)
    if before is not None and is_same and not event_log.is_marked_since(writing.conn, person.id, before.event):
        raise recorded_before(person, before)
    return document.after(before).facts() if document else {}
