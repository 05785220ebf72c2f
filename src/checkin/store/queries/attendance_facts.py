"""Read the facts behind attendance in one pass over the events, and give each person their sessions.

The rules are in :mod:`checkin.core.session_status` and :mod:`checkin.core.slots`; this module only feeds them.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from checkin.core.attendance_rules import SessionAttendance
from checkin.core.course import Participant, Role, Unit
from checkin.core.session_status import Mark, Status, Stay, settle
from checkin.core.slots import Slots, SlotSession, find_slots
from checkin.store.queries.held_session import HeldSession, milliseconds
from checkin.store.roster.rows import row_to_withdrawals

# The time, the event, the door and the source of a scan. Times are ISO 8601 text.
Entry = tuple[str, str, str | None, str | None]


class PairFacts:
    """What is known of one person in one session. Entries are (at, event id, door, how), moments ISO 8601 text."""

    __slots__ = ("entries", "excused", "exits", "mark", "marked")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.exits: list[str] = []
        self.mark: Mark | None = None
        self.marked = ("", "")
        self.excused = False

    def excused_since(self, said: tuple[str, str]) -> "PairFacts":
        """Return these facts with an excuse. It takes the place of an earlier mark that said absent."""
        found = PairFacts()
        found.entries, found.exits, found.excused = self.entries, self.exits, True
        if self.mark is not None and (self.mark.present or self.marked > said):
            found.mark, found.marked = self.mark, self.marked
        return found

    def stay(self, held: HeldSession) -> Stay:
        """Apply the rules to these facts."""
        return settle(
            held.times,
            entries=[milliseconds(entry[0]) for entry in self.entries],
            exits=[milliseconds(at) for at in self.exits],
            mark=self.mark,
            excused=self.excused,
            rest=held.rest,
        )

    def sitting(self, held: HeldSession) -> SessionAttendance:
        """Return the sitting. The usual cases share one object for each session."""
        if self.mark is None and not self.exits:
            if not self.entries:
                return held.excused if self.excused else held.unseen
            first = min(self.entries)[0]
            if first <= held.late_at:
                return held.present
            return held.sitting(settle(held.times, entries=(milliseconds(first),)))
        return held.sitting(self.stay(held))


_NO_FACTS = PairFacts()
# What is known of one person in one session. Most have one scan and nothing else: a tuple takes less time and memory.
Known = PairFacts | Entry


def pair_facts(known: Known) -> PairFacts:
    """Return what is known as facts."""
    if isinstance(known, PairFacts):
        return known
    facts = PairFacts()
    facts.entries.append(known)
    return facts


def _sitting(known: Known, held: HeldSession) -> SessionAttendance:
    if isinstance(known, PairFacts):
        return known.sitting(held)
    if known[0] <= held.late_at:
        return held.present
    return held.sitting(settle(held.times, entries=(milliseconds(known[0]),)))


class ExcusedDays(NamedTuple):
    """An excuse for the days from the first to the last (ISO 8601), with its time and its event."""

    first: str
    last: str
    at: str
    event: str


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

        Of a slot they are expected at one session: where they came, else where they are excused, else at their own.
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
                sitting = _sitting(facts, held[place])
                if own or sitting.status.attended:
                    cells.append(Cell(place, bool(own), sitting, facts))
                continue
            cells += self._of_slot(own, choices, known, unit)
        return sorted(cells, key=_PLACE)

    def _of_slot(
        self, own: tuple[int, ...], choices: tuple[int, ...], known: Mapping[int, Known], unit: Unit
    ) -> list[Cell]:
        sittings = {place: _sitting(known[place], self.held[place]) for place in choices if place in known}
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
        excused = [place for place in own if place in sittings and sittings[place].status is Status.EXCUSED]
        return (excused or own)[0]

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
                found[place] = pair_facts(known.get(place, _NO_FACTS)).excused_since(said)
        return found


def read_facts(conn: sqlite3.Connection, only: Collection[str] | None = None) -> AttendanceFacts:
    """Read the facts of all sessions, or of ``only`` some (their ids), in one pass over the events."""
    rests = _rests(conn)
    rows = conn.execute("SELECT * FROM programme ORDER BY starts_at, room, id")
    held = [HeldSession(row, rests.get(row["id"])) for row in rows]
    slots = _slots(held)
    if only is not None:
        held = [h for h in held if h.session.id in only]
    places = {h.session.id: place for place, h in enumerate(held)}
    groups = _places_of_slots(places, slots)
    people, days = _Reader(conn, places, partial=only is not None).read()
    unseen = [Cell(place, True, one.unseen, None) for place, one in enumerate(held)]
    return AttendanceFacts(held, slots, people, days, groups, {}, unseen)


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


class _Reader:
    """Collect the facts of each person and session from the events."""

    def __init__(self, conn: sqlite3.Connection, places: Mapping[str, int], *, partial: bool) -> None:
        self._conn = conn
        self._sessions = dict(places)
        merged = conn.execute("SELECT session, other FROM merged_sessions").fetchall()
        self._sessions |= {row[0]: places[row[1]] for row in merged if row[1] in places}
        self._merged = dict(conn.execute("SELECT participant, other FROM merged").fetchall())
        self._undone = {row[0] for row in conn.execute("SELECT ref FROM events WHERE kind = 'undo'")}
        self._replaced = {
            row[0]
            for row in conn.execute(
                "SELECT ref FROM standing WHERE ref IS NOT NULL AND kind IN ('mark', 'excuse', 'scan')"
            )
        }
        self._partial = partial
        self._people: dict[str, dict[int, Known]] = {}
        self._days: dict[str, list[ExcusedDays]] = {}

    def read(self) -> tuple[dict[str, dict[int, Known]], dict[str, list[ExcusedDays]]]:
        """Read the scans first, then the words by hand."""
        condition, values = "", []
        if self._partial:
            condition = f"AND session IN ({', '.join('?' * len(self._sessions))})"
            values = list(self._sessions)
        self._scans(condition, values)
        self._decisions(condition, values)
        return self._people, self._days

    def _scans(self, condition: str, values: Sequence[str]) -> None:
        cursor = self._conn.cursor()
        cursor.row_factory = None  # plain tuples: this is the longest loop of all figures
        rows = cursor.execute(
            "SELECT session, participant, at, event_id, door, how, kind, code FROM events "
            "WHERE (kind = 'exit' OR (kind = 'scan' AND verdict IN ('present', 'late', 'pending'))) "
            f"AND session IS NOT NULL {condition}",
            values,
        )
        holders = _Holders(self._conn)
        undone, merged, sessions, people = self._undone, self._merged, self._sessions, self._people
        for session, participant, at, event_id, door, how, kind, code in rows:
            place = sessions.get(session)
            if place is None or event_id in undone:
                continue
            person = merged.get(participant, participant) if participant is not None else holders.of(code)
            if person is None:
                continue
            known = people.get(person)
            if known is None:
                known = people[person] = {}
            if kind == "scan" and place not in known:
                known[place] = (at, event_id, door, how)
                continue
            facts = known[place] = pair_facts(known.get(place) or PairFacts())
            if kind == "scan":
                facts.entries.append((at, event_id, door, how))
            else:
                facts.exits.append(at)

    def _decisions(self, condition: str, values: Sequence[str]) -> None:
        rows = self._conn.execute(
            "SELECT kind, session, participant, at, event_id, facts FROM standing WHERE kind IN ('mark', 'excuse') "
            f"AND participant IS NOT NULL AND (session IS NULL OR 1 {condition}) ORDER BY at, event_id",
            values,
        )
        for row in rows:
            if row["event_id"] in self._replaced:
                continue
            person = self._merged.get(row["participant"], row["participant"])
            said = json.loads(row["facts"] or "{}")
            if row["session"] is None:
                if row["kind"] == "excuse":
                    days = ExcusedDays(str(said.get("from", "")), str(said.get("to", "")), row["at"], row["event_id"])
                    self._days.setdefault(person, []).append(days)
                continue
            place = self._sessions.get(row["session"])
            if place is None:
                continue
            known = self._people.setdefault(person, {})
            facts = known[place] = pair_facts(known.get(place) or PairFacts())
            # In the order of time, then of the ids: the last word stays.
            if row["kind"] == "excuse":
                facts.excused, facts.mark = True, None
            else:
                facts.mark = Mark(said.get("status") == "present", _arrived(said.get("at")))
                facts.marked = (row["at"], row["event_id"])


def _arrived(said: object) -> int | None:
    """Return the arrival that a mark gives; None if it gives none, or no moment."""
    try:
        return milliseconds(said) if isinstance(said, str) else None
    except ValueError:
        return None


class _Holders:
    """Find who holds a code that was scanned before its holder was on the list. Read only if there is such a scan."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._found: dict[str, str] | None = None

    def of(self, code: str | None) -> str | None:
        """Return the holder's id, or None."""
        if self._found is None:
            self._found = dict(self._conn.execute("SELECT code, participant FROM code_holders").fetchall())
        return self._found.get(code or "")


def people_of(conn: sqlite3.Connection) -> Iterator[Participant]:
    """Read of everybody on the list only what decides where they are expected."""
    rows = conn.execute(
        "SELECT id, role, groups, withdrawn_by_roster, withdrawn_on, withdrawals FROM roster WHERE listed"
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
