"""Read what was done at one door, newest first: for its list of last scans, and for the undo."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from checkin.core.course import Participant, Session
from checkin.core.events import Event, EventSource, Kind, parse_time
from checkin.core.verdicts import Verdict
from checkin.door.scan import Act, ScanAnswer
from checkin.store import event_log
from checkin.store.queries.door_status import absent_mark_before
from checkin.store.roster import participants, programme

_MOST = 40
_LOOKED_BACK = timedelta(hours=18)


@dataclass(frozen=True, slots=True)
class DoorAct:
    """One act at a door: the answer that was given, and whether it was taken back since.

    ``added_by`` is the event that added the person, for a person who was added at this door.
    """

    answer: ScanAnswer
    is_undone: bool = False
    added_by: str = ""

    @property
    def can_be_undone(self) -> bool:
        """Return True if the act changed somebody's attendance, or added a person, and is in force."""
        return not self.is_undone and (bool(self.added_by) or changes_attendance(self.answer))


def changes_attendance(answer: ScanAnswer) -> bool:
    """Return True for a counted scan, an exit, or a person whom staff let in."""
    return bool(answer.event_id) and (answer.verdict.counts or answer.act is Act.EXIT)


def recent_acts(conn: sqlite3.Connection, door: str, now: datetime) -> list[DoorAct]:
    """Return what was done at a door of this record, newest first."""
    found = event_log.door_events(conn, door, now - _LOOKED_BACK, _MOST)
    sessions = {session.id: session for session in programme.read_programme(conn)}
    people: dict[str, Participant | None] = {}
    added = {event.participant: event for event, _ in found if event.kind == Kind.ADD}
    walked: set[str | None] = set()
    gone = {event.event_id for event, is_undone in found if event.kind == Kind.ADD and is_undone}
    acts = []
    # The scan with which a person was added here belongs to the adding, whether it counts or not.
    for event, is_undone in reversed(found):
        if event.kind == Kind.ADD:
            continue
        adding = added.get(event.participant)
        answer = _answer(conn, event, sessions, people, adding)
        # If the check-in alone was undone, the person is still on the list, and the adding is no part of the act.
        is_first = adding is not None and answer.act is Act.SCAN and event.participant not in walked
        walked_in = is_first and adding is not None and (not is_undone or adding.event_id in gone)
        if is_first:
            walked.add(event.participant)
        if walked_in:
            answer = replace(answer, act=Act.WALK_IN)
        acts.append(DoorAct(answer, is_undone, adding.event_id if walked_in and adding else ""))
    return acts[::-1]


def attended_besides(acts: Sequence[DoorAct], adding: DoorAct) -> list[DoorAct]:
    """Return what else checked in a person who was added here, oldest first: further scans, and letting in."""
    return [
        act
        for act in reversed(acts)
        if _is_of(act, adding) and act.can_be_undone and not act.added_by and act.answer.act in _ARRIVALS
    ]


_ARRIVALS = frozenset({Act.SCAN, Act.PAPER, Act.LET_IN})


def adding_of(acts: Sequence[DoorAct], act: DoorAct) -> DoorAct | None:
    """Return the undone adding of the person of an act: the person is on the list no longer."""
    return next((one for one in acts if one.added_by and one.is_undone and _is_of(one, act)), None)


def _is_of(one: DoorAct, other: DoorAct) -> bool:
    person, another = one.answer.participant, other.answer.participant
    return person is not None and another is not None and person.id == another.id


def act_of(conn: sqlite3.Connection, event: Event) -> DoorAct:
    """Return one event as an act."""
    sessions = {session.id: session for session in programme.read_programme(conn)}
    return DoorAct(_answer(conn, event, sessions, {}, None), not event_log.is_in_force(conn, event.event_id))


def last_act(acts: Sequence[DoorAct]) -> DoorAct | None:
    """Return the newest act that can be taken back."""
    return next((act for act in acts if act.can_be_undone), None)


@dataclass(frozen=True, slots=True)
class OtherReading:
    """The last time that another door has read the badge for the same session."""

    door: str
    at: datetime


def read_elsewhere(conn: sqlite3.Connection, answer: ScanAnswer) -> OtherReading | None:
    """Return the reading of the person at another door in the same session, if there is one."""
    if answer.participant is None or answer.session is None:
        return None
    found = event_log.reading_elsewhere(conn, answer.event_id)
    return OtherReading(found.door or "", parse_time(found.at)) if found is not None else None


def _answer(
    conn: sqlite3.Connection,
    event: Event,
    sessions: dict[str, Session],
    people: dict[str, Participant | None],
    adding: Event | None,
) -> ScanAnswer:
    key = event.participant or ""
    if key and key not in people:
        people[key] = participants.by_id(conn, key) or participants.by_id(
            conn, participants.merged_into(conn).get(key, "")
        )
    person = people.get(key)
    if person is None and adding is not None:
        # The adding was taken back, and the person is no longer on the list.
        facts = adding.read_facts()
        person = Participant(id=key, name=facts["name"], country=facts["country"], code=event.code or "")
    facts = event.read_facts()
    is_mark, session = event.kind == Kind.MARK, sessions.get(event.session or "")
    at = parse_time(facts["at"]) if is_mark and facts.get("at") else None
    if is_mark and at is None and session is not None:
        at = session.starts_at  # a mark without a time says: in time
    verdict = Verdict.PRESENT if is_mark else Verdict(event.verdict or Verdict.UNKNOWN.value)
    return ScanAnswer(
        event_id=event.event_id,
        code=event.code or "",
        verdict=verdict,
        at=at or parse_time(event.at),
        participant=person,
        session=session,
        act=_act(event, facts),
        reason=event.reason or "",
        absent=absent_mark_before(conn, event) if event.kind == Kind.SCAN and verdict.counts else None,
    )


def _act(event: Event, facts: Mapping[str, object]) -> Act:
    if event.kind == Kind.EXIT:
        return Act.EXIT
    if event.kind == Kind.MARK:
        # A mark from a desk or a command names no door.
        return Act.LET_IN if event.door or facts.get("let_in") is True else Act.MARK
    return Act.PAPER if event.how == EventSource.PAPER else Act.SCAN
