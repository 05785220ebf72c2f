"""Read from the record what an entry by hand changed: the person, the session and the figures."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from checkin.attendance.alternatives import AlternativesChanged, alternatives_changed
from checkin.attendance.corrected_name import CorrectedName, corrected_name
from checkin.attendance.day_cover import CoverChange, cover_change
from checkin.attendance.scan_times import contradicts, may_count, scan_texts
from checkin.attendance.summary import PersonAttendance, attendance_of_people
from checkin.core.course import Course, Participant, Session
from checkin.core.events import Event, Kind
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.queries.attendance import AttendanceRow, SessionRow
from checkin.store.queries.merged_entries import entries_since_merge
from checkin.store.queries.remaining_entries import remaining_entries
from checkin.store.roster import participants, programme

_OF_TIMES = frozenset({Kind.SESSION_SHIFT, Kind.SESSION_MOVE})
NEW_TIMES = (Kind.SESSION_SHIFT, Kind.SESSION_MOVE, Kind.SESSION_MERGE)
_OF_CERTIFICATE = frozenset({Kind.DUPLICATE, Kind.DELIVER, Kind.REVOKE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one entry changed, read after it was recorded.

    ``target`` is the entry that an undo took back or that was put back. ``other`` is the person or session that a merge
    names. ``covered`` are the person's counted sessions within the days of an excuse at which they were not.
    ``outside`` are scans whose times contradict those that a session has now. ``scanned`` is the person's first scan
    that a mark takes the place of. ``earlier`` is the decision that an undo put in force again, at ``earlier_session``.
    ``alternatives`` are those that a new time makes or ends. ``number`` is that of the certificate that the entry is
    about. ``corrected`` are the parts of a checked name that the list has otherwise. ``remaining`` are the entries in
    force that still say what an undone one said. ``cover`` are the people whom the new day of a session
    concerns.
    """

    event: Event
    target: Event | None = None
    person: Participant | None = None
    session: Session | None = None
    other: Participant | Session | None = None
    row: AttendanceRow | None = None
    counts: SessionRow | None = None
    attendance: PersonAttendance | None = None
    covered: int | None = None
    outside: Sequence[str] = ()
    scanned: Event | None = None
    earlier: Event | None = None
    earlier_session: Session | None = None
    alternatives: AlternativesChanged | None = None
    lost: Sequence[str] = ()
    kept: int = 0
    number: str = ""
    corrected: CorrectedName | None = None
    remaining: Sequence[Event] = ()
    cover: CoverChange | None = None

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts of the entry that is described."""
        return (self.target or self.event).read_facts()

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day of an excuse for days."""
        facts = self.facts
        if (self.target or self.event).kind != Kind.EXCUSE or "from" not in facts:
            return None
        return date.fromisoformat(facts["from"]), date.fromisoformat(facts["to"])


def read_effects(opened: OpenCourse, events: Sequence[Event]) -> list[Effect]:
    """Read from the record what each entry changed, and the figures of the people and sessions concerned only."""
    with opened.record.reading() as conn:
        sessions = {one.id: one for one in (*programme.known_sessions(conn), *programme.read_programme(conn))}
        about = [_about(conn, event) for event in events]
        known = {event.event_id: _person(conn, event) for event in about}
        # A person who was merged into another has no figures, and no code.
        listed = [person for person in known.values() if person is not None and person.listed and person.code]
        figures = attendance_of_people(conn, opened.course, listed)
        closed = [event.session for event in about if event.kind == Kind.SESSION_CLOSE and event.session in sessions]
        slots = {one for session in closed for one in attendance.slot_of(conn, session or "")}
        counts = {row.session: row for row in attendance.sessions(conn, slots)} if closed else {}
        found = [
            _with_scans(
                conn, _effect(conn, event, target, sessions, known[target.event_id], figures, counts), opened.course
            )
            for event, target in zip(events, about, strict=True)
        ]
        found = [_with_cover(conn, effect, opened.course) for effect in found]
    return [_with_covered(effect, opened.course) for effect in found]


def _about(conn: sqlite3.Connection, event: Event) -> Event:
    """Return the entry that an undo took back, else the entry itself."""
    target = event_log.event(conn, event.ref) if event.kind == Kind.UNDO and event.ref else None
    return target or event


def _effect(
    conn: sqlite3.Connection,
    event: Event,
    about: Event,
    sessions: Mapping[str, Session],
    person: Participant | None,
    figures: Mapping[str, PersonAttendance],
    counts: Mapping[str, SessionRow],
) -> Effect:
    found = figures.get(person.id) if person else None
    into = about.read_facts().get("into", "")
    undone = about if about is not event else None
    return Effect(
        event=event,
        target=undone,
        person=person,
        session=sessions.get(about.session or ""),
        other=sessions.get(into) or (participants.by_id(conn, into) if into else None),
        row=next((row for row in found.rows if row.session == about.session), None) if found else None,
        counts=counts.get(about.session or ""),
        attendance=found,
        number=_certificate_number(conn, about),
        earlier=(earlier := _decision_before(conn, undone) if undone else None),
        earlier_session=sessions.get(earlier.session or "") if earlier else None,
        corrected=corrected_name(conn, person) if event.kind == Kind.PROOF else None,
        remaining=remaining_entries(conn, undone) if undone else (),
        kept=len(entries_since_merge(conn, undone).by_hand) if undone and undone.kind == Kind.MERGE else 0,
    )


def _certificate_number(conn: sqlite3.Connection, entry: Event) -> str:
    issue = event_log.event(conn, entry.ref) if entry.kind in _OF_CERTIFICATE and entry.ref else entry
    return str(issue.read_facts()["said"]["number"]) if issue and issue.kind == Kind.ISSUE else ""


def _decision_before(conn: sqlite3.Connection, undone: Event) -> Event | None:
    """Return the mark or excuse that an undone one had replaced, or the scan that was put back where it was."""
    moved = undone.read_facts().get("moved_from")
    if moved and (back := event_log.restored_by(conn, moved)):
        return event_log.event(conn, back)
    if undone.kind not in (Kind.MARK, Kind.EXCUSE) or not undone.ref:
        return None
    return event_log.event(conn, undone.ref) if event_log.is_in_force(conn, undone.ref) else None


def _with_scans(conn: sqlite3.Connection, effect: Effect, course: Course) -> Effect:
    if effect.event.kind == Kind.MARK and effect.session is not None:
        scans = event_log.counted_scans(conn, effect.session.id)
        own = (one for one in scans if effect.person is not None and one.participant == effect.person.id)
        return replace(effect, scanned=next(own, None))
    held = effect.other if effect.event.kind == Kind.SESSION_MERGE else effect.session
    if effect.event.kind not in NEW_TIMES or not isinstance(held, Session):
        return effect
    scans = event_log.counted_scans(conn, effect.event.session or "")
    effect = replace(effect, alternatives=alternatives_changed(conn, held.id))
    lost = [one for one in scans if not may_count(conn, one, held, course)]
    outside = [one for one in scans if one not in lost and contradicts(one, held, course)]
    return replace(effect, outside=scan_texts(conn, outside, course), lost=scan_texts(conn, lost, course))


def _with_cover(conn: sqlite3.Connection, effect: Effect, course: Course) -> Effect:
    """Add whom a change of a session's time, or its undo, concerns because the day is another one."""
    about = effect.target or effect.event
    if about.kind not in _OF_TIMES or effect.session is None or effect.facts.get("only") == "room":
        return effect
    before = effect.facts.get("day") if effect.target is not None else _day_replaced(conn, about)
    if not before or date.fromisoformat(before) == course.local(effect.session.starts_at).date():
        return effect
    return replace(effect, cover=cover_change(conn, course, effect.session.id, date.fromisoformat(before)))


def _day_replaced(conn: sqlite3.Connection, change: Event) -> str | None:
    """Return the day on which a session was before a change: that of the change before it, else of the programme."""
    before = event_log.event(conn, change.ref) if change.ref else None
    if before is not None and "day" in (facts := before.read_facts()):
        return str(facts["day"])
    return programme.loaded_day(conn, change.session)


def _with_covered(effect: Effect, course: Course) -> Effect:
    if effect.days is None or effect.attendance is None:
        return effect
    first, last = effect.days
    # An excuse changes nothing where the person was.
    counting = {sitting.session for sitting in effect.attendance.sittings if not sitting.status.attended}
    days = [course.local(row.starts_at).date() for row in effect.attendance.rows if row.session in counting]
    return replace(effect, covered=sum(first <= day <= last for day in days))


def _person(conn: sqlite3.Connection, event: Event) -> Participant | None:
    if event.participant is not None:
        return participants.by_id(conn, event.participant) or participants.loaded_by_id(conn, event.participant)
    held = participants.find_code_holder(conn, event.code) if event.code else None
    return held[0] if held else None
