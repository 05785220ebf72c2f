"""Who is due a certificate, who has one, and what a director should know before the run."""

from collections.abc import Sequence
from dataclasses import dataclass

from checkin.attendance.summary import PersonAttendance, attendance_by_person
from checkin.core.course import Course, Participant, Session, unused_rules
from checkin.core.text import clean, fold
from checkin.i18n.cldr import country_name
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.queries import certificates as store
from checkin.store.queries.certificates import Decision, Issued
from checkin.store.roster import programme as roster_programme


@dataclass(frozen=True, slots=True)
class Plan:
    """What a certificate run would do, and what a director should know before.

    ``due`` get one now, in ceremony order; ``held`` have one that stands; ``changed`` have one that says something
    else than the record does now. ``revoked`` are those whose certificate was revoked: they get no other until a
    director decides so. ``open`` are sessions that are over and not closed, ``to_come`` those that are not over,
    ``unproofed`` people who are due and whose name nobody has proofed, ``without_effect`` rules that name nothing.
    """

    due: tuple[PersonAttendance, ...]
    held: tuple[Issued, ...]
    changed: tuple[tuple[Issued, PersonAttendance], ...]
    revoked: tuple[Issued, ...]
    open: tuple[Session, ...]
    to_come: tuple[Session, ...]
    unproofed: tuple[Participant, ...]
    without_effect: tuple[str, ...]


def plan(opened: OpenCourse) -> Plan:
    """Who is due a certificate now."""
    now = opened.record.clock.now()
    with opened.record.reading() as conn:
        found = attendance_by_person(conn, opened.course)
        issued = store.issued(conn)
        decided = store.decisions(conn)
        proofed = store.proofed(conn)
        programme = roster_programme.read_programme(conn)
        still_open = set(attendance.open_sessions(conn, now))
    earned = in_ceremony_order([tally for tally in found if is_entitled(tally, opened.course)], opened.course)
    standing = {one.participant: one for one in issued if one.valid}
    newest = {one.participant: one for one in issued}
    barred = {who: one for who, one in newest.items() if who not in standing and _barred(one, decided.get(who))}
    due = tuple(tally for tally in earned if tally.person.id not in standing and tally.person.id not in barred)
    changed = [
        (standing[tally.person.id], tally)
        for tally in found
        if tally.person.id in standing and _differs(standing[tally.person.id], tally)
    ]
    return Plan(
        due=due,
        held=tuple(standing.values()),
        changed=tuple(changed),
        revoked=tuple(barred[tally.person.id] for tally in earned if tally.person.id in barred),
        to_come=tuple(s for s in programme if s.counts and s.ends_at > now),
        open=tuple(s for s in programme if s.counts and s.id in still_open),
        without_effect=tuple(unused_rules(opened.course.policy, programme)),
        unproofed=tuple(t.person for t in due if proofed.get(t.person.id) != t.person.name),
    )


def _barred(certificate: Issued, decision: Decision | None) -> bool:
    """Whether somebody's last certificate was revoked, and no director has said since that they earned one."""
    again = decision is not None and decision.earned and decision.at > certificate.revoked_at
    return certificate.revoked is not None and not again


def in_ceremony_order(found: Sequence[PersonAttendance], course: Course) -> list[PersonAttendance]:
    """The people as they are called; pass them in the order of the roster."""
    return sorted(found, key=lambda tally: ceremony_key(tally.person, course))


def ceremony_key(person: Participant, course: Course) -> tuple[str, ...]:
    """What people are called by: country in the course's language and name, name, or nothing but the roster."""
    called = fold(f"{person.family_names} {person.name}")
    match course.certificate.order:
        case "country":
            return fold(country_name(person.country, course.language)), called
        case "name":
            return (called,)
    return ()


def is_entitled(tally: PersonAttendance, course: Course) -> bool:
    """Whether somebody is to have a certificate: it is earned, or goes with their role."""
    if tally.person.withdrawn:
        return False
    return tally.figures.earned or tally.person.role.value in course.certificate.roles


def _differs(certificate: Issued, tally: PersonAttendance) -> bool:
    """Whether the record says something else by now than the paper does."""
    said, person = certificate.facts["said"], tally.person
    now = (clean(person.name), person.country, person.role.value)
    earned_then, earned_now = certificate.facts["figures"]["earned"], tally.figures.earned
    return (said["name"], said["country"], said["role"]) != now or earned_then != earned_now or person.withdrawn
