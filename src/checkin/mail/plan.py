"""Plan a run of letters: who is written to now, who was before, and who cannot be."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from checkin.attendance.at_risk import Margin, people_at_risk
from checkin.attendance.participant_filter import filter_participants
from checkin.attendance.summary import PersonAttendance, attendance_by_person
from checkin.certificates.differences import ChangedCertificate
from checkin.certificates.plan import changed_certificates
from checkin.core.course import Course, Participant
from checkin.core.errors import MailError, NotFoundError
from checkin.core.text import LANGUAGES
from checkin.mail.addresses import address_fault, ascii_address
from checkin.mail.letter_texts import What
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.store.queries.certificates import Issued
from checkin.store.queries.letters import Letter, LetterState, by_subject, letters, state_of
from checkin.store.roster import participants


class Doubtful(StrEnum):
    """What to do with letters in doubt: leave them, send them again, or record that they arrived."""

    LEAVE = "leave"
    SEND = "send"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRequest:
    """What to send, and to whom. ``who`` is an expression of :func:`filter_participants`.

    ``file`` holds the text of an own letter. ``again`` also sends letters that were sent or refused before.
    """

    what: What
    who: str = ""
    file: Path | None = None
    again: bool = False
    doubtful: Doubtful = Doubtful.LEAVE
    badge: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One person of a run. ``about`` tells letters of one kind apart; ``last`` is the last attempt.

    ``fault`` is why the person cannot be written to, as a translatable text. ``margin`` is how many sessions a person
    at risk can still miss.
    """

    person: Participant
    language: str
    about: str
    state: LetterState
    last: Letter | None = None
    fault: str = ""
    margin: Margin | None = None
    certificate: Issued | None = None
    attendance: PersonAttendance | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """Return the address as servers take it; the person has no fault."""
        return ascii_address(self.person.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPlan:
    """What a run would do. ``due`` are written to now; the others are not, each for its reason.

    ``unusable`` have no usable address, ``without`` have nothing to be sent (no certificate). ``shared`` are addresses
    of several people who are due. ``differing`` are certificates to be sent that the record contradicts.
    """

    request: MailRequest
    due: tuple[Recipient, ...]
    sent: tuple[Recipient, ...] = ()
    doubtful: tuple[Recipient, ...] = ()
    refused: tuple[Recipient, ...] = ()
    unusable: tuple[Recipient, ...] = ()
    without: tuple[Participant, ...] = ()
    differing: tuple[ChangedCertificate, ...] = ()
    shared: Mapping[str, Sequence[Participant]] = field(default_factory=dict)


def plan_mail(opened: OpenCourse, request: MailRequest) -> MailPlan:
    """Return who is to be written to. Raises :class:`NotFoundError` when the filter fits nobody."""
    with opened.record.reading() as conn:
        roster = participants.roster(conn)
        attempts = by_subject(letters(conn))
        held = certificates.standing(certificates.issued(conn)) if request.what is What.CERTIFICATE else {}
        found: Sequence[PersonAttendance] = ()
        if request.what is What.REMINDER:
            found = attendance_by_person(conn, opened.course, opened.record.clock.now())
        differing = _differing(conn, opened.course) if held else ()
    chosen = filter_participants(roster, request.who)
    if not chosen:
        raise NotFoundError("Nobody on the participant list fits {who}.", who=request.who or "-")
    if request.what is not What.CERTIFICATE:
        chosen = [person for person in chosen if not person.withdrawn]
    risk = {one.person.id: (margin, one) for margin, one in people_at_risk(found, opened.record.clock.now())}
    about = _about(request)
    made, without = [], []
    for person in chosen:
        if request.what is What.CERTIFICATE and person.id not in held:
            without.append(person)
        elif request.what is not What.REMINDER or person.id in risk:
            certificate, (margin, attendance) = held.get(person.id), risk.get(person.id, (None, None))
            subject = about(person, certificate)
            state, last = state_of(attempts.get((person.id, request.what.value, subject), ()))
            one = Recipient(
                person=person,
                language=opened.course.language_of(person),
                about=subject,
                state=state,
                last=last,
                fault=address_fault(person.email),
                margin=margin,
                certificate=certificate,
                attendance=attendance,
            )
            made.append(one)
    plan = _sorted_out(request, made, without)
    due = {one.certificate.event_id for one in plan.due if one.certificate}
    return replace(plan, differing=tuple(one for one in differing if one.certificate.event_id in due))


def _differing(conn: sqlite3.Connection, course: Course) -> tuple[ChangedCertificate, ...]:
    return changed_certificates(conn, course, attendance_by_person(conn, course))


def _about(request: MailRequest) -> Callable[[Participant, Issued | None], str]:
    """Return what tells letters apart: a new code, certificate or own text is another letter."""
    match request.what:
        case What.CODE:
            return lambda person, _: person.code
        case What.CERTIFICATE:
            return lambda _, certificate: certificate.number if certificate else ""
        case What.TEXT:
            digest = _digest(request.file)
            return lambda *_: digest
    return lambda *_: ""


def _digest(file: Path | None) -> str:
    """Return a digest of a course's own text: the same text is the same letter under any file name."""
    if file is None:
        raise MailError("Name the file with the text of the letter.")
    paths = [file, *(file.with_name(f"{file.stem}.{language}{file.suffix}") for language in LANGUAGES)]
    try:
        contents = [path.read_bytes() for path in paths if path.exists()]
    except OSError as error:
        raise MailError("{file} cannot be read: {reason}.", file=file, reason=error.strerror or error) from None
    return blake2b(b"\0".join(contents), digest_size=8).hexdigest()


def _sorted_out(request: MailRequest, made: Sequence[Recipient], without: Sequence[Participant]) -> MailPlan:
    groups: dict[str, list[Recipient]] = defaultdict(list)
    for one in made:
        groups[_group(request, one)].append(one)
    addresses: dict[str, list[Participant]] = defaultdict(list)
    for one in groups["due"]:
        addresses[one.address.casefold()].append(one.person)
    return MailPlan(
        request=request,
        due=tuple(groups["due"]),
        sent=tuple(groups["sent"]),
        doubtful=tuple(groups["doubtful"]),
        refused=tuple(groups["refused"]),
        unusable=tuple(groups["unusable"]),
        without=tuple(without),
        shared={address: people for address, people in addresses.items() if len(people) > 1},
    )


def _group(request: MailRequest, one: Recipient) -> str:
    if one.state is LetterState.DOUBT and request.doubtful is not Doubtful.SEND:
        return "doubtful"
    if one.state is LetterState.SENT and not request.again:
        return "sent"
    if one.fault:
        return "unusable"
    # A corrected address is tried by itself.
    if one.state is LetterState.REFUSED and not request.again and one.last and one.last.to == one.address:
        return "refused"
    return "due"
