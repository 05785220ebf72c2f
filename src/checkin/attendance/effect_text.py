"""Say what an entry by hand changed: the person, the session, the effect and the resulting sum."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from checkin.attendance.effects import NEW_TIMES, Effect
from checkin.attendance.remaining_text import remaining_text
from checkin.attendance.summary import PersonAttendance
from checkin.core.codes import format_code
from checkin.core.course import Course, Participant, Role, Session
from checkin.core.events import Event, Kind, parse_time
from checkin.core.session_status import Status
from checkin.core.text import clean, translatable
from checkin.core.verdicts import is_late
from checkin.i18n.cldr import dates
from checkin.i18n.translator import Translator

_AT_SESSION: Mapping[Status, str] = {
    Status.PRESENT: translatable("{person}: present at {session}"),
    Status.LATE: translatable("{person}: late at {session}"),
    Status.EXCUSED: translatable("{person}: excused from {session}"),
    Status.ABSENT: translatable("{person}: absent from {session}"),
    Status.UNMARKED: translatable("{person}: not recorded at {session}"),
}
_OF_PERSON: Mapping[str, str] = {
    Kind.WITHDRAW: translatable("{person}: withdrawn"),
    Kind.REINSTATE: translatable("{person}: takes part again"),
    Kind.NOTE: translatable("{person}: note saved"),
    Kind.PROOF: translatable("{person}: name checked"),
    Kind.RENAME: translatable("{person}: name corrected"),
    Kind.ADD: translatable("{person}: added"),
    Kind.ISSUE: translatable("{person}: certificate {number} issued"),
    Kind.DUPLICATE: translatable("{person}: certificate {number} printed as a duplicate"),
    Kind.DELIVER: translatable("{person}: certificate {number} handed over"),
    Kind.REVOKE: translatable("{person}: certificate {number} revoked"),
    Kind.PRINT: translatable("{person}: badge printed"),
}
_FROM_A_DAY: Mapping[str, str] = {
    Kind.WITHDRAW: translatable("{person}: withdrawn from {day} on"),
    Kind.REINSTATE: translatable("{person}: takes part again from {day} on"),
}


def person_text(person: Participant, tr: Translator) -> str:
    """Return name, country and institution, which tell namesakes apart."""
    parts = (clean(person.name), tr.country(person.country), clean(person.institution))
    return ", ".join(part for part in parts if part)


def session_text(session: Session, course: Course, tr: Translator) -> str:
    """Return a session's title, day and times on the clock of the course."""
    start, end = course.local(session.starts_at), course.local(session.ends_at)
    return f"{clean(session.title)}, {tr.long_day(start.date())} {start:%H:%M}-{end:%H:%M}"


def effect_text(effect: Effect, course: Course, tr: Translator) -> str:
    """Return one sentence on what an entry changed, with the person's sum where it may have changed."""
    kind, found = (effect.target or effect.event).kind, effect.attendance
    what, last = _what(effect, course, tr), effect.earlier or effect.target or effect.event
    if effect.event.kind == Kind.UNDO:
        what = _undone(effect, what, course, tr)
    elif "restores" in effect.facts:
        what = tr("Put back: {what}", what=what)
    parts = [what, *(_document(last, tr) if last.kind == Kind.EXCUSE else _uncounted(effect, course, tr))]
    if effect.target is not None and effect.earlier is None:  # else the entry that is in force again is named
        parts += filter(None, [remaining_text(effect.target, effect.remaining, course, tr)])
    if effect.scanned is not None:
        parts.append(tr("counts instead of the scan at {time}", time=_clock_time(effect.scanned.at, course)))
    if effect.outside:
        scans = tr.some(effect.outside)
        text = translatable("scans outside its times, which count all the same ({n}): {scans}")
        parts.append(tr(text, n=len(effect.outside), scans=scans))
    if effect.lost:
        parts.append(tr("scans that no longer count ({n}): {scans}", n=len(effect.lost), scans=tr.some(effect.lost)))
    if effect.kept and isinstance(effect.other, Participant):
        parts.append(
            tr.plural(
                "{n} entry by hand since the merge stays with {name}",
                "{n} entries by hand since the merge stay with {name}",
                effect.kept,
                name=clean(effect.other.name),
            )
        )
    if effect.corrected is not None:
        parts.append(effect.corrected.text(tr))
    if effect.alternatives is not None:
        parts += effect.alternatives.texts(tr)
    if effect.cover is not None:
        parts += effect.cover.texts(tr)
    if found is not None and kind not in _WITHOUT_SUM:
        parts += _sum_of(found, tr)
    return tr.semicolon.join(parts)


def _undone(effect: Effect, what: str, course: Course, tr: Translator) -> str:
    """Say what an undo took back, and what is in force again."""
    kind = (effect.target or effect.event).kind
    if kind in (Kind.SESSION_CANCEL, Kind.SESSION_MERGE):
        return tr("{session}: in the programme again", session=_session_of(effect, course, tr))
    if kind == Kind.SESSION_CLOSE:
        return tr("{session}: not closed any more", session=_session_of(effect, course, tr))
    if kind in NEW_TIMES:
        return tr("Change of the session undone: {session}", session=_session_of(effect, course, tr))
    if effect.earlier is None:
        return tr("Undone: {what}", what=what)
    held = effect.earlier_session or effect.session
    earlier = _what(replace(effect, event=effect.earlier, target=None, earlier=None, session=held), course, tr)
    if kind == Kind.EXCUSE == effect.earlier.kind:
        return tr("Last change of the excuse undone. In force: {what}", what=earlier)
    return tr("Undone: {what}. In force again: {earlier}", what=what, earlier=earlier)


def _document(event: Event, tr: Translator) -> list[str]:
    """Say whether the supporting document of an excuse was seen."""
    facts = event.read_facts()
    if facts.get("paper") is None:
        return []
    if facts["paper"]:
        return [tr("document seen")]
    if facts.get("due"):
        return [tr("document due on {day}", day=tr.long_day(date.fromisoformat(facts["due"])))]
    return [tr("document not seen yet")]


def _uncounted(effect: Effect, course: Course, tr: Translator) -> list[str]:
    """Say why a participant's presence at a session counts nowhere, or that another session of the slot counts."""
    row, found = effect.row, effect.attendance
    if found is None or found.person.role is not Role.PARTICIPANT:
        return []
    if row is None and effect.session is not None and effect.event.kind == Kind.MARK:
        return [tr("the person is not expected there, and the mark is in no sum")]
    if row is None or not row.status.attended:
        return []
    if not row.counts:
        return [tr("the session is in no sum (counts = no)")]
    if row.expected:
        return []
    slot = found.facts.slots.of(row.session)
    if other := next((one for one in found.rows if one.expected and one.session in slot), None):
        return [tr("of the parallel sessions, {title} counts", title=clean(other.title))]
    if found.person.has_withdrawn(course.local(row.starts_at).date()):
        return [tr("does not count: the person has withdrawn")]
    return [tr("does not count: the session is for other groups")]


def _sum_of(found: PersonAttendance, tr: Translator) -> list[str]:
    """Return a person's sum as every table shows it: what was attended, of what counts for them."""
    texts = (clause[0] for clause in found.figures.clauses if clause)
    return [tr.clause([text]) for text in texts if {"given", "whole"} <= text.values.keys()][:1]


_WITHOUT_SUM = frozenset({Kind.NOTE, Kind.PROOF, Kind.RENAME, Kind.REISSUE, Kind.ADD, Kind.PRINT})


def _what(effect: Effect, course: Course, tr: Translator) -> str:
    event = effect.target or effect.event
    if event.kind.startswith("session_"):
        return _session_change(effect, event, course, tr)
    person = person_text(effect.person, tr) if effect.person else clean(event.code or "-")
    session = session_text(effect.session, course, tr) if effect.session else clean(event.session or "")
    at = _clock_time(event.at, course)
    match event.kind:
        case Kind.SCAN:
            text = translatable("{person}: scan at {time} for {session}")
            if "moved_from" in effect.facts:
                text = translatable("{person}: scan moved to {time}, {session}")
            return tr(text, person=person, time=at, session=session)
        case Kind.EXIT:
            return tr("{person}: left {session} at {time}", person=person, time=at, session=session)
        case Kind.MARK | Kind.EXCUSE if effect.days is None:
            known = effect.row is not None and effect.target is None
            status = effect.row.status if known and effect.row else _status_said(effect, event, course)
            if event.kind == Kind.EXCUSE and status.attended:
                return tr("{person}: attended {session}; the excuse changes nothing", person=person, session=session)
            text = tr(_AT_SESSION[status], person=person, session=session)
            arrival = effect.facts.get("at") if event.kind == Kind.MARK else None
            return tr("{what}, arrived at {time}", what=text, time=_clock_time(arrival, course)) if arrival else text
        case Kind.EXCUSE:
            return _excused_days(effect, person, tr)
    return _person_change(effect, event, person, tr)


def _clock_time(at: str, course: Course) -> str:
    return f"{course.local(parse_time(at)):%H:%M}"


def _status_said(effect: Effect, event: Event, course: Course) -> Status:
    """Return the status that an entry gives by itself, ignoring all other entries."""
    return Status.EXCUSED if event.kind == Kind.EXCUSE else marked_status(effect.facts, effect.session, course)


def marked_status(facts: Mapping[str, Any], session: Session | None, course: Course) -> Status:
    """Return the status that the facts of a mark give: a person who came after the late limit is late."""
    status, at = Status(facts["status"]), facts.get("at")
    late = status is Status.PRESENT and at and session and is_late(session, parse_time(at), course.door)
    return Status.LATE if late else status


def _excused_days(effect: Effect, person: str, tr: Translator) -> str:
    first, last = effect.days or (date.min, date.min)
    if effect.covered is None:
        first_day, last_day = tr.long_day(first), tr.long_day(last)
        return tr("{person}: excused from {first} to {last}", person=person, first=first_day, last=last_day)
    days = tr.long_day(first) if first == last else dates(first, last, tr.language)
    return tr.plural(
        "{person}: excused from {n} session, {days}",
        "{person}: excused from {n} sessions, {days}",
        effect.covered,
        person=person,
        days=days,
    )


def _person_change(effect: Effect, event: Event, person: str, tr: Translator) -> str:
    facts = effect.facts
    match event.kind:
        case Kind.WITHDRAW | Kind.REINSTATE if facts.get("from"):
            day = tr.long_day(date.fromisoformat(facts["from"]))
            return tr(_FROM_A_DAY[event.kind], person=person, day=day)
        case Kind.MERGE if isinstance(effect.other, Participant) and effect.other.withdrawn_from is not None:
            other, day = person_text(effect.other, tr), tr.long_day(effect.other.withdrawn_from)
            text = translatable("{person} and {other}: one card now, withdrawn from {day} on")
            return tr(text, person=person, other=other, day=day)
        case Kind.MERGE if isinstance(effect.other, Participant):
            return tr("{person} and {other}: one card now", person=person, other=person_text(effect.other, tr))
        case Kind.REISSUE:
            code = format_code(str(facts.get("new", "")))
            return tr("{person}: new badge {code}; the old badge is void", person=person, code=code)
        case Kind.DECIDE if facts.get("earned"):
            return tr("{person}: decided that the requirements are met", person=person)
        case Kind.DECIDE:
            return tr("{person}: decided that the requirements are not met", person=person)
    if event.kind not in _OF_PERSON:
        return f"{person}{tr.colon}{clean(event.kind)}"
    return tr(_OF_PERSON[event.kind], person=person, number=effect.number)


def _session_of(effect: Effect, course: Course, tr: Translator) -> str:
    """Return the session that an entry changed."""
    event = effect.target or effect.event
    return session_text(effect.session, course, tr) if effect.session else clean(event.session or "-")


def _session_change(effect: Effect, event: Event, course: Course, tr: Translator) -> str:
    session = _session_of(effect, course, tr)
    match event.kind:
        case Kind.SESSION_CANCEL:
            return tr("{session}: not held, nobody is expected", session=session)
        case Kind.SESSION_MERGE if isinstance(effect.other, Session):
            other = session_text(effect.other, course, tr)
            return tr("{session}: held as part of {other}", session=session, other=other)
        case Kind.SESSION_CLOSE if effect.counts is not None:
            counts = effect.counts
            text = translatable("{session}: closed; present {present}, late {late}, excused {excused}, absent {absent}")
            named = ("present", "late", "excused", "absent")
            return tr(text, session=session, **{name: getattr(counts, name) for name in named})
        case Kind.SESSION_SHIFT | Kind.SESSION_MOVE if effect.target is None:
            room = clean(effect.session.room) if effect.session else ""
            return tr("Now {session}, {room}", session=session, room=room or tr("no room"))
        case Kind.SESSION_CLOSE if effect.target is None:
            return tr("{session}: closed", session=session)
    return session
