"""Compare an issued certificate with the record as it is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checkin.attendance.summary import PersonAttendance
from checkin.certificates.credited_sessions import credit, read_credited
from checkin.core.course import Course, Role, Session
from checkin.core.sum_in_words import format_number, format_percent
from checkin.core.text import DecimalText, clean, translatable
from checkin.i18n.translator import Translator
from checkin.store.queries.certificates import Issued


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed since a certificate was issued: a key, and its value then and now."""

    key: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangedCertificate:
    """A valid certificate and everything in which it differs from the record. ``entitled``: one is due now."""

    certificate: Issued
    attendance: PersonAttendance
    differences: tuple[Difference, ...]
    entitled: bool


def find_differences(
    certificate: Issued, found: PersonAttendance, course: Course, programme: Sequence[Session], *, entitled: bool
) -> tuple[Difference, ...]:
    """Return what differs in name, country, role, withdrawal, entitlement, hours and sessions.

    ``entitled``: the person is to have a certificate now.
    """
    said, person = certificate.facts["said"], found.person
    pairs = [
        ("name", said["name"], clean(person.name)),
        ("country", said["country"], person.country),
        ("role", said["role"], person.role.value),
    ]
    if person.withdrawn and not entitled:
        pairs.append(("withdrawn", "", person.withdrawn_from.isoformat() if person.withdrawn_from else "yes"))
    elif not entitled:
        pairs.append(("entitled", "yes", "no"))
    # A certificate from a version that kept no sessions counted its hours by another rule.
    if (frozen := read_credited(certificate.facts)) is not None:
        now = credit(course, found, programme)
        pairs.append(("hours", said["hours"], now.hours))
        if said["hours"] == now.hours:
            pairs.append(("sessions", _listed(frozen[0]), _listed(now.sessions)))
    return tuple(Difference(key, then, now) for key, then, now in pairs if then != now)


def _listed(sessions: Sequence[object]) -> str:
    return "; ".join(str(getattr(one, "session", "")) for one in sessions)


def difference_text(difference: Difference, changed: ChangedCertificate, course: Course, tr: Translator) -> str:
    """Return one difference in words, like ``name is now Ana Torres Gil``."""
    then, now = difference.then, difference.now
    match difference.key:
        case "name":
            return tr("name is now {name}", name=now)
        case "country":
            return tr("country is now {country}", country=tr.country(now))
        case "role":
            return tr("role is now {role}", role=tr(now))
        case "withdrawn" if now != "yes":
            return tr("withdrawn from {day} on", day=tr.long_day(date.fromisoformat(now)))
        case "withdrawn":
            return tr("withdrawn")
        case "hours":
            return tr(
                "hours are now {hours}, printed {printed}",
                hours=DecimalText(now or "0"),
                printed=DecimalText(then or "0"),
            )
        case "sessions":
            return tr("the list of sessions is another one now")
    found, threshold = changed.attendance, course.policy.threshold
    percent = found.figures.percent
    if found.person.role is not Role.PARTICIPANT or percent is None or percent >= threshold:
        return tr("no certificate is due any more")
    return tr(
        "no certificate is due any more ({percent}%, needs {threshold}%)",
        percent=format_percent(percent, threshold),
        threshold=format_number(threshold),
    )


def changed_text(changed: ChangedCertificate, course: Course, tr: Translator) -> str:
    """Return all differences of a certificate in one line, and what can be done."""
    number, name = changed.certificate.number, clean(changed.certificate.facts["name"])
    what = tr.semicolon.join(difference_text(one, changed, course, tr) for one in changed.differences)
    text = translatable("Number {number} ({name}): {what}. --reissue {number} issues it again.")
    if not changed.entitled:
        text = translatable("Number {number} ({name}): {what}. --revoke {number} revokes it.")
    return tr(text, number=number, name=name, what=what)
