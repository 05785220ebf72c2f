"""Who is due a certificate, who has one, and what a director should know before the run."""

from collections.abc import Sequence
from dataclasses import dataclass

from checkin.course import Course, Participant, Session
from checkin.locales.territories import country_name
from checkin.store import certificates as store
from checkin.store import figures, people
from checkin.store.certificates import Issued
from checkin.store.opening import OpenCourse
from checkin.tally import Tally, tallies
from checkin.text import clean, fold


@dataclass(frozen=True, slots=True)
class Plan:
    """What a certificate run would do, and what a director should know before.

    ``due`` get one now, in ceremony order; ``held`` have one that stands; ``changed`` have one that says something
    else than the record does now. ``open`` are sessions that are over and not closed, ``unproofed`` people who are due
    and whose name nobody has proofed.
    """

    due: tuple[Tally, ...]
    held: tuple[Issued, ...]
    changed: tuple[tuple[Issued, Tally], ...]
    open: tuple[Session, ...]
    unproofed: tuple[Participant, ...]


def plan(opened: OpenCourse) -> Plan:
    """Who is due a certificate now."""
    now = opened.record.clock.now()
    with opened.record.reading() as conn:
        found = tallies(conn, opened.course)
        standing = {one.participant: one for one in store.issued(conn) if one.valid}
        proofed = store.proofed(conn)
        programme = people.programme(conn)
        still_open = set(figures.open_sessions(conn, now))
    earned = in_ceremony_order([tally for tally in found if gets_one(tally, opened.course)], opened.course)
    due = tuple(tally for tally in earned if tally.person.id not in standing)
    changed = [
        (standing[tally.person.id], tally)
        for tally in found
        if tally.person.id in standing and _differs(standing[tally.person.id], tally)
    ]
    return Plan(
        due=due,
        held=tuple(standing.values()),
        changed=tuple(changed),
        open=tuple(s for s in programme if s.counts and s.id in still_open),
        unproofed=tuple(t.person for t in due if proofed.get(t.person.id) != t.person.name),
    )


def in_ceremony_order(found: Sequence[Tally], course: Course) -> list[Tally]:
    """The people as they are called: by country in the course's language and name, by name, or as in the roster."""
    match course.certificate.order:
        case "country":
            return sorted(found, key=lambda t: (fold(country_name(t.person.country, course.language)), _called(t)))
        case "name":
            return sorted(found, key=_called)
    return list(found)


def _called(tally: Tally) -> str:
    return fold(f"{tally.person.family_names} {tally.person.name}")


def gets_one(tally: Tally, course: Course) -> bool:
    """Whether somebody is to have a certificate: it is earned, or goes with their role."""
    if tally.person.withdrawn:
        return False
    return tally.figures.earned or tally.person.role.value in course.certificate.roles


def _differs(certificate: Issued, tally: Tally) -> bool:
    """Whether the record says something else by now than the paper does."""
    said, person = certificate.facts["said"], tally.person
    now = (clean(person.name), person.country, person.role.value)
    earned_then, earned_now = certificate.facts["figures"]["earned"], tally.figures.earned
    return (said["name"], said["country"], said["role"]) != now or earned_then != earned_now or person.withdrawn
