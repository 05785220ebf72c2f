"""Compute attendance by the course's policy: of each person, country, institution and day."""

import sqlite3
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from checkin.core.attendance_rules import AttendanceResult, Credit, SessionAttendance, evaluate, session_credits
from checkin.core.course import Course, Participant, Policy, Role, Unit
from checkin.core.session_status import Status
from checkin.core.text import EnglishText, TranslatableText, fold, translatable
from checkin.store.queries import certificates
from checkin.store.queries.attendance import AttendanceRow, SessionCounter, SessionRow, cells_of_tables, rows_of
from checkin.store.queries.attendance_facts import AttendanceFacts, Cell, read_facts
from checkin.store.queries.held_session import HeldSession
from checkin.store.roster import participants

# The name and the country of a group, from a person and a session.
GroupKey = Callable[[Participant, HeldSession], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PersonAttendance:
    """One person, their sessions, and the result of the policy."""

    person: Participant
    cells: tuple[Cell, ...]
    figures: AttendanceResult
    facts: AttendanceFacts = field(repr=False)
    policy: Policy = field(default_factory=Policy, repr=False)

    @property
    def credits(self) -> list[Credit]:
        """What each session adds to the sum. Made at each call, to keep memory flat."""
        return session_credits(self.sittings, self.policy)

    @property
    def rows(self) -> tuple[AttendanceRow, ...]:
        """The sessions with times and doors. Made at each call, to keep memory flat."""
        return tuple(rows_of(self.facts, self.person, self.cells))

    @property
    def statuses(self) -> dict[str, Status]:
        """The status in each session that tables show, by its id."""
        return {cell.sitting.session: cell.sitting.status for cell in cells_of_tables(self.facts, self.cells)}

    @property
    def sittings(self) -> list[SessionAttendance]:
        """The sessions that count for this person, in the order of time."""
        return counted_sittings(self.person, self.cells, self.facts)


@dataclass(frozen=True, slots=True)
class GroupAttendance:
    """Places in sessions, added up over a country, an institution or a day.

    The percentage is the sum of the persons' credits over the sum of their wholes, so that a group of one person has
    that person's percentage. ``country`` is set for institutions. ``pardoned`` of ``excused`` are left out or counted.
    """

    name: str
    people: int
    expected: int
    present: int
    late: int
    excused: int
    absent: int
    unmarked: int
    given: int
    whole: int
    country: str = ""
    pardoned: int = 0

    @property
    def percent(self) -> Fraction | None:
        """The exact percentage; None if nothing counted."""
        return Fraction(100 * self.given, self.whole) if self.whole else None


def attendance_by_person(
    conn: sqlite3.Connection, course: Course, now: datetime | None = None
) -> list[PersonAttendance]:
    """Return everybody on the list, in its order. Pass one reading connection, so that all figures are of one moment.

    ``now`` divides the sessions into those held so far and those to come, for the sum in words.
    """
    facts = read_facts(conn)
    decided = certificates.decisions(conn)
    to_come = sessions_to_come(facts, now)
    people = participants.roster(conn)
    return [attendance_of(person, facts, course, decided.get(person.id), to_come) for person in people]


def attendance_of_people(
    conn: sqlite3.Connection, course: Course, people: Iterable[Participant]
) -> dict[str, PersonAttendance]:
    """Return the figures of some people by their ids, and read the events of nobody else."""
    wanted = {person.id: person for person in people}
    facts = read_facts(conn, people=wanted)
    decided = certificates.decisions(conn)
    return {key: attendance_of(one, facts, course, decided.get(key), ()) for key, one in wanted.items()}


def sessions_to_come(facts: AttendanceFacts, now: datetime | None) -> set[str]:
    """Return the ids of the sessions that are not over by ``now``; none without it."""
    return {held.session.id for held in facts.held if now is not None and held.session.ends_at > now}


def session_counts(conn: sqlite3.Connection, found: Sequence[PersonAttendance]) -> list[SessionRow]:
    """Count the people of each session, from figures of everybody at the same moment."""
    counter = SessionCounter(found[0].facts.held if found else read_facts(conn).held)
    for item in found:
        counter.add(item.cells)
    return counter.rows(conn)


def attendance_of(
    person: Participant,
    facts: AttendanceFacts,
    course: Course,
    decision: certificates.Decision | None,
    to_come: Container[str],
) -> PersonAttendance:
    """Return one person's figures. ``to_come`` are the ids of sessions that are not over."""
    cells = tuple(facts.cells(person, course.policy.unit))
    found = evaluate(
        counted_sittings(person, cells, facts),
        course.policy,
        person.role,
        to_come=to_come,
        away=facts.sessions_away(person),
    )
    if person.withdrawn:
        found = replace(found, earned=False, clauses=((_withdrawal(person),), *found.clauses))
    if decision is not None:
        text = translatable("earned as decided by {who}: {why}")
        if not decision.earned:
            text = translatable("not earned as decided by {who}: {why}")
        said = TranslatableText(text, {"who": decision.actor or "-", "why": EnglishText(decision.reason or "-")})
        found = replace(found, earned=decision.earned, clauses=(*found.clauses, (said,)))
    return PersonAttendance(person, cells, found, facts, course.policy)


def counted_sittings(person: Participant, cells: Iterable[Cell], facts: AttendanceFacts) -> list[SessionAttendance]:
    """Return the sessions that count for a person.

    Speakers and staff are expected nowhere: what they attended is their whole.
    """
    everything = person.role is not Role.PARTICIPANT
    return [c.sitting for c in cells if (c.expected or everything) and facts.held[c.place].session.counts]


def _withdrawal(person: Participant) -> TranslatableText:
    if person.withdrawn_from is None:
        return TranslatableText(translatable("withdrawn"))
    return TranslatableText(translatable("withdrew on {day}, counted until then"), {"day": person.withdrawn_from})


def credit_of(group: GroupAttendance, policy: Policy) -> tuple[Fraction, Fraction]:
    """Return the credit of a group and of how much, in sessions or in minutes. Their ratio is the percentage."""
    scale = 60 if policy.unit is Unit.MINUTES else policy.late.denominator
    return Fraction(group.given, scale), Fraction(group.whole, scale)


def day_of(_: Participant, held: HeldSession) -> tuple[str, str]:
    """Return the key of a session's day in the course's time zone."""
    return held.day.isoformat(), ""


def country_of(person: Participant, _: HeldSession) -> tuple[str, str]:
    """Return the key of a person's country."""
    return person.country, ""


def institution_of(person: Participant, _: HeldSession) -> tuple[str, str]:
    """Return the key of a person's institution, which has a country."""
    return person.institution, person.country if person.institution else ""


def institutions(people: Iterable[Participant]) -> int:
    """Count institutions by name and country; people without one are not counted."""
    return len({(fold(person.institution), person.country) for person in people if person.institution.strip()})


class _Counts:
    """The sums of one group while they are added up."""

    def __init__(self, name: str, country: str) -> None:
        self.name, self.country = name, country
        self.people: set[str] = set()
        self.statuses = dict.fromkeys(Status, 0)
        self.given = self.whole = self.pardoned = 0

    def group(self) -> GroupAttendance:
        return GroupAttendance(
            name=self.name,
            country=self.country,
            people=len(self.people),
            expected=sum(self.statuses.values()),
            given=self.given,
            whole=self.whole,
            pardoned=self.pardoned,
            **{status.value: count for status, count in self.statuses.items()},
        )


def grouped(
    found: Sequence[PersonAttendance], keys: Sequence[GroupKey], only: Container[str] | None = None
) -> list[list[GroupAttendance]]:
    """Return the figures of groups by each of several keys, in one pass. ``only``: of some sessions (their ids).

    Names compare without case, accents and extra spaces.
    """
    sums = [_Sums(key) for key in keys]
    programme: Sequence[HeldSession] = ()
    held: dict[str, HeldSession] = {}
    for item in found:
        if item.person.role is not Role.PARTICIPANT:
            continue
        if item.facts.held is not programme:
            programme = item.facts.held
            held = {one.session.id: one for one in programme}
        for credit in item.credits:
            if only is None or credit.session in only:
                for one in sums:
                    one.add(item.person, held[credit.session], credit)
    return [one.groups() for one in sums]


class _Sums:
    """The groups by one key."""

    def __init__(self, key_of: GroupKey) -> None:
        self._key_of = key_of
        self._counts: dict[tuple[str, str], _Counts] = {}
        self._as_written: dict[tuple[str, str], _Counts] = {}

    def add(self, person: Participant, held: HeldSession, credit: Credit) -> None:
        key = self._key_of(person, held)
        count = self._as_written.get(key)
        if count is None:
            name, country = key
            count = self._counts.setdefault((fold(name), country), _Counts(name, country))
            self._as_written[key] = count
        count.people.add(person.id)
        count.statuses[credit.status] += 1
        count.given += credit.given
        count.whole += credit.whole
        count.pardoned += credit.status is Status.EXCUSED and (credit.whole == 0 or credit.given > 0)

    def groups(self) -> list[GroupAttendance]:
        return [self._counts[key].group() for key in sorted(self._counts)]
