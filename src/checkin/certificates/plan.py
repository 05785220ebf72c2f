"""Plan a certificate run: who is due one, who has one, and what a director should know before."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from checkin.attendance.duplicate_acts import issued_twice
from checkin.attendance.effect_text import person_text
from checkin.attendance.entitlement import Entitlements, State, find_entitlements, given_sessions
from checkin.attendance.summary import PersonAttendance, attendance_by_person
from checkin.certificates.differences import ChangedCertificate, changed_text, find_differences
from checkin.certificates.open_excuses import OpenExcuse, find_open_excuses
from checkin.core.course import Course, Participant, Role, Session, unused_rules, unused_titles
from checkin.core.shown_columns import unknown_columns
from checkin.core.speaker_names import SpeakerNames
from checkin.core.text import TranslatableText, clean, joined, sentence, sort_key, translatable
from checkin.i18n.cldr import printed_country
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.queries import certificates as store
from checkin.store.queries.certificates import Issued
from checkin.store.roster import programme as roster_programme


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person and their state; ``number`` is that of the valid or the revoked certificate."""

    attendance: PersonAttendance
    state: State
    number: str = ""
    gave_no_session: bool = False

    def as_object(self) -> dict[str, object]:
        """Return the person's state for ``--json``, with stable English keys."""
        person, figures = self.attendance.person, self.attendance.figures
        return {
            "code": person.code,
            "name": clean(person.name),
            "country": person.country,
            "institution": clean(person.institution),
            "role": person.role.value,
            "expected": figures.expected,
            "attended": figures.attended,
            "late": figures.late,
            "excused": figures.excused,
            "missed": figures.missed,
            "percent": None if figures.percent is None else float(figures.percent),
            "earned": figures.earned,
            "reason": candidate_text(self, get_translator("en")).partition("; ")[2],
            "number": self.number or None,
            "state": self.state.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a certificate run would do, and what a director should know before.

    ``people`` is everybody in the order of the list. ``due`` get a certificate now, in ceremony order. ``changed``
    are valid certificates that differ from the record. ``revoked`` are the certificates of people who
    get no other until a director decides so. ``open`` are sessions that are over and not closed, ``to_come`` those
    that are not over. ``unproofed`` are people who are due and whose name nobody has checked. ``excuses`` wait for a
    document. ``without_effect`` are rules, and speakers in the programme, that name nothing. ``gave_none`` are speakers
    whom no session names, and who get no certificate for that reason. ``unseen`` are due one by their role and were
    seen at no session.
    ``doubled`` says which valid certificates share a person or a number.
    """

    people: tuple[Candidate, ...]
    due: tuple[PersonAttendance, ...]
    changed: tuple[ChangedCertificate, ...]
    revoked: tuple[Issued, ...]
    open: tuple[Session, ...]
    to_come: tuple[Session, ...]
    unproofed: tuple[Participant, ...]
    excuses: tuple[OpenExcuse, ...]
    without_effect: tuple[TranslatableText, ...]
    gave_none: tuple[Participant, ...]
    unseen: tuple[Participant, ...]
    doubled: tuple[TranslatableText, ...]


def plan(opened: OpenCourse) -> Plan:
    """Return who is due a certificate now, and everything on which the run depends."""
    now, course = opened.record.clock.now(), opened.course
    with opened.record.reading() as conn:
        found = attendance_by_person(conn, course)
        issued = store.issued(conn)
        decided = store.decisions(conn)
        proofed = store.proofed(conn)
        programme = roster_programme.read_programme(conn)
        still_open = set(attendance.open_sessions(conn, now))
        closed = attendance.closed_sessions(conn)
        excuses = find_open_excuses(conn, course, found)
        doubled = tuple(issued_twice(conn))
    stand = find_entitlements(found, course, programme, issued, decided)
    people = tuple(_candidate(one, stand, course, programme) for one in found)
    due = in_ceremony_order([one.attendance for one in people if one.state is State.DUE], course)
    return Plan(
        people=people,
        due=tuple(due),
        changed=_changed(found, stand, course, programme),
        revoked=tuple(stand.barred[one.attendance.person.id] for one in people if one.state is State.REVOKED),
        to_come=tuple(s for s in programme if s.counts and s.ends_at > now and s.id not in closed),
        open=tuple(s for s in programme if s.counts and s.id in still_open),
        excuses=excuses,
        without_effect=(
            *unused_rules(course.policy, programme),
            *unused_titles(course.session_titles, programme),
            *unknown_columns(course.certificate, [one.attendance.person for one in people]),
            *_doubtful_speakers(people, course, programme),
        ),
        unproofed=tuple(t.person for t in due if proofed.get(t.person.id) != t.person.name),
        gave_none=tuple(one.attendance.person for one in people if one.gave_no_session),
        unseen=tuple(t.person for t in due if _is_unseen(t) and t.person.id not in decided),
        doubled=doubled,
    )


def changed_certificates(
    conn: sqlite3.Connection, course: Course, found: Sequence[PersonAttendance]
) -> tuple[ChangedCertificate, ...]:
    """Return the valid certificates that differ from the record, given everybody's figures of the same moment."""
    issued = store.issued(conn)
    if not issued:
        return ()
    programme = roster_programme.read_programme(conn)
    stand = find_entitlements(found, course, programme, issued, store.decisions(conn))
    return _changed(found, stand, course, programme)


def changed_certificate_texts(conn: sqlite3.Connection, course: Course, found: Sequence[PersonAttendance]) -> list[str]:
    """Say which issued certificates differ from the record, one line each, in the course's language."""
    tr = get_translator(course.language)
    said = translatable("Certificate that differs from the record: {what}")
    return [tr(said, what=changed_text(one, course, tr)) for one in changed_certificates(conn, course, found)]


def _doubtful_speakers(
    people: Sequence[Candidate], course: Course, programme: Sequence[Session]
) -> list[TranslatableText]:
    """Name the speakers of the programme whose sessions no certificate counts."""
    if Role.SPEAKER.value not in course.certificate.roles:
        return []
    return SpeakerNames(one.attendance.person for one in people).doubts(programme)


def _candidate(found: PersonAttendance, stand: Entitlements, course: Course, programme: Sequence[Session]) -> Candidate:
    state, certificate = stand.of(found.person.id)
    may_have_one = found.person.role is Role.SPEAKER and found.person.role.value in course.certificate.roles
    gave_none = state is State.NOT_DUE and may_have_one and not given_sessions(found, programme)
    return Candidate(found, state, certificate.number if certificate else "", gave_no_session=gave_none)


def _is_unseen(found: PersonAttendance) -> bool:
    return found.person.role not in (Role.PARTICIPANT, Role.SPEAKER) and not found.figures.attended


def _changed(
    found: Sequence[PersonAttendance], stand: Entitlements, course: Course, programme: Sequence[Session]
) -> tuple[ChangedCertificate, ...]:
    changed = []
    for one in found:
        certificate = stand.standing.get(one.person.id)
        if certificate is None:
            continue
        entitled = one.person.id in stand.entitled
        if differences := find_differences(certificate, one, course, programme, entitled=entitled):
            changed.append(ChangedCertificate(certificate, one, differences, entitled))
    return tuple(changed)


def in_ceremony_order(found: Sequence[PersonAttendance], course: Course) -> list[PersonAttendance]:
    """Return the people in calling order; pass them in the order of the roster."""
    return sorted(found, key=lambda tally: ceremony_key(tally.person, course))


def ceremony_key(person: Participant, course: Course) -> tuple[tuple[str, str], ...]:
    """Return the sort key of the calling order: country and name, name, or the roster's order."""
    called = sort_key(f"{person.family_names} {person.name}", course.language)
    match course.certificate.order:
        case "country":
            return sort_key(printed_country(course, person.country), course.language), called
        case "name":
            return (called,)
    return ()


def missing_facts(opened: OpenCourse) -> TranslatableText | None:
    """Say which facts of ``course.toml`` the first certificates would lack; None once any is issued."""
    with opened.record.reading() as conn:
        if store.last_number(conn):
            return None
    course = opened.course
    held = (
        (sentence("organizer ([course] organizer)"), course.organizer),
        (sentence("place ([course] place)"), course.place),
        (sentence("dates ([course] starts, ends)"), course.starts and course.ends),
        (sentence("signer ([certificate] signed_by)"), any(one.name for one in course.certificate.all_signers)),
    )
    lacking = [what for what, value in held if not value]
    if not lacking:
        return None
    return sentence(
        "The certificates would be issued without: {facts}. Write it in course.toml before you issue the first one: "
        "an issued certificate stays as it is.",
        facts=joined(lacking),
    )


def gave_none_text(people: Sequence[Participant], tr: Translator) -> str:
    """Say which speakers get no certificate because no session names them."""
    text = translatable("No certificate for a speaker whom no session of the programme names: {names}.")
    return tr(text, names=tr.some([clean(person.name) for person in people]))


def unseen_text(people: Sequence[Participant], tr: Translator) -> str:
    """Say who is due a certificate by their role alone."""
    text = translatable(
        "Seen at no session, and due a certificate by their role: {names}. To leave somebody out: "
        "checkin decide CODE --as not-earned."
    )
    return tr(text, names=tr.some([clean(person.name) for person in people]))


def candidate_text(candidate: Candidate, tr: Translator) -> str:
    """Return a person's state in one line, with the sum that decided it."""
    found = candidate.attendance
    person, reason = person_text(found.person, tr), tr.reason(found.figures)
    if candidate.gave_no_session:
        reason = tr("no session of the programme names this speaker")
    match candidate.state:
        case State.DUE:
            return tr("{person}: due; {reason}", person=person, reason=reason)
        case State.ISSUED:
            return tr("{person}: has number {number}; {reason}", person=person, number=candidate.number, reason=reason)
        case State.REVOKED:
            text = translatable("{person}: number {number} was revoked, not due without a new decision; {reason}")
            return tr(text, person=person, number=candidate.number, reason=reason)
    return tr("{person}: not due; {reason}", person=person, reason=reason)
