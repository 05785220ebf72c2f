"""Build the register of certificates: every certificate that was issued, with its decision and its state."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from checkin.core.course import Course, Participant
from checkin.core.text import clean
from checkin.exports.person_columns import kinds_of, values_of
from checkin.exports.table import Kind, Table, Value, in_number
from checkin.i18n.translator import get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.store.queries.certificates import Decision, Issued
from checkin.store.roster import participants

_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_PERSON = ("code", "email", "institution", "own_id")
_COLUMNS: Mapping[str, Kind] = {
    "number": Kind.TEXT,
    "name": Kind.TEXT,
    "country": Kind.COUNTRY,
    "role": Kind.WORD,
    "language": Kind.LANGUAGE,
    "hours": Kind.MINUTES,
    "percent": Kind.PERCENT,
    "decision": Kind.TEXT,
    "issued_on": Kind.DAY,
    "verification": Kind.TEXT,
    "state": Kind.WORD,
    "note": Kind.TEXT,
    "delivered": Kind.DAY,
    "file": Kind.TEXT,
    **kinds_of(_PERSON),
}


def register(opened: OpenCourse, language: str = "") -> Table:
    """Return a row for each certificate that was ever issued, in the order of the numbers.

    ``decision`` names who decided, and why, when it was issued. ``note`` says what a certificate that does not stand
    was replaced by, or when and why it was revoked.
    """
    with opened.record.reading() as conn:
        issued = certificates.issued(conn)
        decided = certificates.grounds(conn, issued)
        people = {person.id: person for person in participants.roster(conn, everybody=True)}
    numbers = {one.event_id: one.number for one in issued}
    ordered = sorted(issued, key=lambda one: int(one.facts["place"]))
    rows = [
        _row(one, people.get(one.participant), decided.get(one.event_id), numbers, opened.course, language)
        for one in ordered
    ]
    return Table("register", _COLUMNS, rows, opened.course.policy.threshold, language)


def _row(
    one: Issued,
    person: Participant | None,
    decision: Decision | None,
    numbers: Mapping[str, str],
    course: Course,
    language: str,
) -> tuple[Value, ...]:
    said, percent = one.facts["said"], one.facts["figures"].get("percent")
    own = values_of(person, _PERSON) if person else ("",) * len(_PERSON)
    return (
        *(one.number, said["name"], said["country"], said["role"], said["language"], _hours(said["hours"])),
        None if percent is None else Fraction(str(percent)),
        _decided_by(decision, language) if decision else "",
        date.fromisoformat(said["issued_on"]),
        "-".join(one.code[start : start + 4] for start in range(0, len(one.code), 4)),
        _state(one),
        _note(one, numbers, course, language),
        course.local(datetime.fromisoformat(one.delivered_at)).date() if one.delivered_at else None,
        one.file if one.valid else "",
        *own,
    )


def _hours(said: str) -> Value:
    """Return the hours that a certificate states as a number, so that a sheet adds them up."""
    return in_number(Fraction(said)) if _NUMBER.fullmatch(said) else None


def _decided_by(decision: Decision, language: str) -> str:
    return f"{clean(decision.actor)}: {get_translator(language or 'en').recorded(decision.reason)}"


def _state(one: Issued) -> str:
    return "revoked" if one.revoked else "replaced" if one.replaced_by else "valid"


def _note(one: Issued, numbers: Mapping[str, str], course: Course, language: str) -> str:
    """Return why a certificate does not stand; in English without a language."""
    tr = get_translator(language or "en")
    if one.revoked:
        day = course.local(datetime.fromisoformat(one.revoked_at)).date()
        return tr("revoked on {day}: {reason}", day=tr.table_date(day), reason=tr.recorded(one.revoked_why))
    return tr("replaced by {number}", number=numbers.get(one.replaced_by, "")) if one.replaced_by else ""
