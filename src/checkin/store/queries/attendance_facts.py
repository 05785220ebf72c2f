"""Read the facts behind attendance in one pass over the events, and give each person their sessions.

The rules are in :mod:`checkin.core.session_status` and :mod:`checkin.core.slots`; this module only feeds them with the
facts of :mod:`checkin.store.queries.pair_facts`.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from checkin.core.attendance_rules import SessionAttendance
from checkin.core.course import Participant, Role, Unit
from checkin.core.session_status import Status
from checkin.core.slots import Slots, SlotSession, find_slots
from checkin.store.queries.held_session import HeldSession
from checkin.store.queries.pair_facts import NO_FACTS, ExcusedDays, Known, PairFacts, PairReader, pair_facts, sitting_of
from checkin.store.roster.rows import row_to_withdrawals


class Cell(NamedTuple):
    """One person in one session: the place of the session, whether they were expected, and what was."""

    place: int
    expected: bool
    sitting: SessionAttendance
    known: Known | None

    @property
    def facts(self) -> PairFacts | None:
        """Return what is known of the person in the session; None if nothing."""
        return None if self.known is None else pair_facts(self.known)


_PLACE = itemgetter(0)
# The sessions of one slot that are meant for a person, and all its alternatives; by place.
_Choice = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class AttendanceFacts:
    """The facts of all people, or of some sessions, at one moment. ``people``: by person and place of the session."""

    held: Sequence[HeldSession]
    slots: Slots
    people: Mapping[str, Mapping[int, Known]]
    excused_days: Mapping[str, Sequence[ExcusedDays]]
    _groups: Sequence[tuple[int, ...]]
    _plans: dict[tuple[Role, tuple[str, ...]], list[_Choice]]
    _unseen: Sequence[Cell]

    def cells(self, person: Participant, unit: Unit = Unit.SESSIONS) -> list[Cell]:
        """Return a person's sessions in the order of time: where they were expected, and where they were seen.

        Of a slot they are expected at one session: where they came, else where they are excused, else at their own, the
        first that is not closed.
        """
        known = self._with_days(person)
        held = self.held
        cells: list[Cell] = []
        periods = person.withdrawals
        for own, choices in self._plan(person):
            if periods and person.has_withdrawn(held[choices[0]].day):
                own = ()
            if len(choices) == 1:
                place = choices[0]
                facts = known.get(place)
                if facts is None:
                    if own:
                        cells.append(self._unseen[place])
                    continue
                sitting = sitting_of(facts, held[place])
                if own or sitting.status.attended:
                    cells.append(Cell(place, bool(own), sitting, facts))
                continue
            cells += self._of_slot(own, choices, known, unit)
        return sorted(cells, key=_PLACE)

    def sessions_away(self, person: Participant) -> int:
        """Count the sessions left out because the person had withdrawn then and takes part again."""
        gaps = [(first, after) for first, after in person.withdrawals if after != date.max]
        days = [self.held[own[0]].day for own, _ in self._plan(person) if own and self.held[own[0]].session.counts]
        return sum(first <= day < after for day in days for first, after in gaps) if gaps else 0

    def _of_slot(
        self, own: tuple[int, ...], choices: tuple[int, ...], known: Mapping[int, Known], unit: Unit
    ) -> list[Cell]:
        sittings = {place: sitting_of(known[place], self.held[place]) for place in choices if place in known}
        came = [place for place in choices if place in sittings and sittings[place].status.attended]
        cells = {place: Cell(place, False, sittings[place], known[place]) for place in came}
        if own:
            place = self._expected_at(own, came, sittings, unit)
            sitting = sittings.get(place, self.held[place].unseen)
            if came and (missed := self._own_missed(own, came)):
                sitting = replace(sitting, instead_of=missed)
            cells[place] = Cell(place, True, sitting, known.get(place))
        return [cells[place] for place in sorted(cells)]

    def _own_missed(self, own: tuple[int, ...], came: Sequence[int]) -> tuple[tuple[str, str, bool], ...]:
        """Return the person's own sessions of a slot at which they were not: id, title, and whether it is required."""
        missed = (self.held[place].session for place in own if place not in came)
        return tuple((one.id, one.title, one.required) for one in missed)

    def _expected_at(
        self,
        own: tuple[int, ...],
        came: Sequence[int],
        sittings: Mapping[int, SessionAttendance],
        unit: Unit,
    ) -> int:
        """Return the session of the slot that counts: the one that gives the most to somebody who came to several."""

        def worth(place: int) -> tuple[object, ...]:
            sitting = sittings[place]
            in_time = sitting.status is Status.PRESENT
            best = (sitting.attended, in_time) if unit is Unit.MINUTES else (in_time, sitting.attended)
            return (*best, -sitting.length, -place)

        if came:
            return max(came, key=worth)
        found = {place: sittings.get(place, self.held[place].unseen).status for place in own}
        excused = [place for place in own if place in sittings and found[place] is Status.EXCUSED]
        # Nobody missed a slot while one of its sessions is not closed: they may have been there.
        waiting = [place for place in own if found[place] is Status.UNMARKED]
        return (excused or waiting or own)[0]

    def _plan(self, person: Participant) -> list[_Choice]:
        listed = person.role is Role.PARTICIPANT
        key = (person.role, person.groups)
        plan = self._plans.get(key)
        if plan is None:
            plan = [
                (
                    tuple(p for p in places if listed and person.expected_at(self.held[p].session)),
                    places,
                )
                for places in self._groups
            ]
            self._plans[key] = plan
        return plan

    def _with_days(self, person: Participant) -> Mapping[int, Known]:
        """Add excuses for days to the facts of a person."""
        known = self.people.get(person.id, {})
        days = self.excused_days.get(person.id)
        if not days:
            return known
        found = dict(known)
        for place, held in enumerate(self.held):
            said = max((one[2:] for one in days if one.first <= held.day.isoformat() <= one.last), default=None)
            if said is not None:
                found[place] = pair_facts(known.get(place, NO_FACTS)).excused_since(said)
        return found


def read_facts(
    conn: sqlite3.Connection, only: Collection[str] | None = None, people: Collection[str] | None = None
) -> AttendanceFacts:
    """Read the facts of all sessions, or of ``only`` some (their ids), in one pass over the events.

    ``people``: read the facts of these people only (their ids).
    """
    rests = _rests(conn)
    rows = conn.execute("SELECT * FROM programme ORDER BY starts_at, room, id")
    held = [HeldSession(row, rests.get(row["id"])) for row in rows]
    slots = _slots(held)
    if only is not None:
        held = [h for h in held if h.session.id in only]
    places = {h.session.id: place for place, h in enumerate(held)}
    groups = _places_of_slots(places, slots)
    found, days = PairReader(conn, places, sessions_only=only is not None or people is not None, people=people).read()
    unseen = [Cell(place, True, one.unseen, None) for place, one in enumerate(held)]
    return AttendanceFacts(held, slots, found, days, groups, {}, unseen)


def refresh_facts(conn: sqlite3.Connection, facts: AttendanceFacts, changed: Collection[str]) -> AttendanceFacts:
    """Read the facts of some people again, after events that concern nobody else."""
    places = {held.session.id: place for place, held in enumerate(facts.held)}
    found, days = PairReader(conn, places, sessions_only=True, people=changed).read()
    people = {person: known for person, known in facts.people.items() if person not in changed} | found
    kept = {person: excused for person, excused in facts.excused_days.items() if person not in changed}
    return replace(facts, people=people, excused_days=kept | days)


def programme_slots(conn: sqlite3.Connection) -> Slots:
    """Read the slots of the programme as it was held."""
    rows = conn.execute("SELECT * FROM programme ORDER BY starts_at, room, id")
    return _slots([HeldSession(row, None) for row in rows])


def _slots(held: Sequence[HeldSession]) -> Slots:
    sessions = [SlotSession(h.session.id, h.times.starts, h.times.ends, h.session.counts, h.session.slot) for h in held]
    return find_slots(sessions)


def _places_of_slots(places: Mapping[str, int], slots: Slots) -> list[tuple[int, ...]]:
    """Group the sessions: the alternatives of a slot together, at the place of the first."""
    found: dict[str, tuple[int, ...]] = {}
    for slot in slots.slots:
        members = tuple(sorted(places[session] for session in slot if session in places))
        found |= dict.fromkeys(slot, members)
    return sorted({found.get(session, (place,)) for session, place in places.items()})


def _rests(conn: sqlite3.Connection) -> dict[str, str]:
    """Return what each session was closed with: the last closing in force that no later one replaced."""
    rows = conn.execute(
        "SELECT c.session, json_extract(c.facts, '$.rest') AS rest FROM standing c WHERE c.kind = 'session_close' "
        "AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = c.event_id AND n.kind = 'session_close') "
        "ORDER BY c.at, c.event_id"
    )
    return {row["session"]: row["rest"] for row in rows}


def people_of(conn: sqlite3.Connection) -> Iterator[Participant]:
    """Read of everybody on the list only what decides where they are expected."""
    rows = conn.execute(
        "SELECT id, role, groups, withdrawn_by_roster, withdrawn_on, withdrawals, timezone FROM roster WHERE listed"
    )
    for row in rows:
        periods = row_to_withdrawals(row)
        yield Participant(
            name="",
            id=row["id"],
            role=Role(row["role"]),
            groups=tuple(row["groups"].split("\x1f")) if row["groups"] else (),
            withdrawals=periods,
        )
