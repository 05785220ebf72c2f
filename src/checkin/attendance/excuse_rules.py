"""Decide which excuses are accepted, and say what is known of their supporting documents. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from checkin.core.course import Course, Participant, Role, Session
from checkin.core.errors import InputError, NotFoundError
from checkin.core.text import clean
from checkin.i18n.translator import Translator
from checkin.store.queries.excuses import Excuse


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseDocument:
    """Who granted an excuse, whether its supporting document was seen, and by when it is due."""

    granted_by: str = ""
    seen: bool = False
    due: date | None = None

    def facts(self) -> dict[str, object]:
        """Return the facts of the entry. What is not known is left out."""
        known = {"granted_by": clean(self.granted_by), "due": self.due.isoformat() if self.due else ""}
        return {key: value for key, value in known.items() if value} | {"paper": self.seen}

    def after(self, before: Excuse | None) -> "ExcuseDocument":
        """Keep who granted the excuse before, if this entry only says that the document has arrived."""
        if before is None or not self.seen:
            return self
        return replace(self, granted_by=self.granted_by or before.granted_by)


def require_days(course: Course, person: Participant, days: tuple[date, date], held: Sequence[Session]) -> None:
    """Raise :class:`InputError` unless the person is expected at a session of these days."""
    expected = [course.local(one.starts_at).date() for one in held if _is_expected(person, one)]
    if any(days[0] <= day <= days[1] for day in expected):
        return
    if not expected:
        raise InputError("{name} is expected at no session.", name=clean(person.name))
    if days[0] == days[1]:
        raise InputError(
            "{name} is expected at no session on {day}. The sessions of {name} are from {starts} to {ends}.",
            name=clean(person.name),
            day=days[0],
            starts=min(expected),
            ends=max(expected),
        )
    raise InputError(
        "{name} is expected at no session from {first} to {last}. The sessions of {name} are from {starts} to {ends}.",
        name=clean(person.name),
        first=days[0],
        last=days[1],
        starts=min(expected),
        ends=max(expected),
    )


def _is_expected(person: Participant, session: Session) -> bool:
    return person.role is Role.PARTICIPANT and person.expected_at(session)


def require_expected(person: Participant, session: Session, held: Sequence[Session], day: date) -> None:
    """Raise :class:`InputError` unless the person is expected at the session. Name their own session at that time.

    ``day`` is the day of the session on the course's clock.
    """
    if person.has_withdrawn(day):
        raise InputError(
            "{name} had withdrawn on {day}, so that nothing is expected then. Nothing was recorded. To change it: "
            "checkin reinstate {code}",
            name=clean(person.name),
            day=day,
            code=person.code,
        )
    if _is_expected(person, session):
        return
    own = next((one for one in held if one.starts_at == session.starts_at and _is_expected(person, one)), None)
    if own is None:
        raise InputError("{name} is not expected at {title}.", name=clean(person.name), title=clean(session.title))
    raise InputError(
        "{name} is not expected at {title}, but at {own} ({id}).",
        name=clean(person.name),
        title=clean(session.title),
        own=clean(own.title),
        id=own.id,
    )


def no_single_excuse(person: Participant, found: Sequence[Excuse]) -> NotFoundError:
    """Return why a supporting document belongs to no excuse, or to more than one."""
    if not found:
        return NotFoundError("No excuse of {name} waits for a supporting document.", name=clean(person.name))
    which = ", ".join(one.session or f"{one.first} - {one.last}" for one in found)
    return NotFoundError(
        "Several excuses of {name} wait for a supporting document: {which}. Give --session, or --from and --to.",
        name=clean(person.name),
        which=which,
    )


def is_same_excuse(before: Excuse, document: ExcuseDocument | None) -> bool:
    """Return True if an excuse for the same session or days says nothing that the one in force does not say."""
    if document is None:
        return before.document_seen is None
    new = document.after(before)
    same = (clean(new.granted_by), new.seen) == (before.granted_by, before.document_seen)
    return same and (new.seen or new.due == before.due)


def recorded_before(person: Participant, before: Excuse) -> InputError:
    """Return the error for an excuse that is in force already."""
    name = clean(person.name)
    if before.document_seen:
        return InputError(
            "This excuse of {name} is in the record, with its document seen. Nothing was recorded.", name=name
        )
    return InputError("This excuse of {name} is in the record. Nothing was recorded.", name=name)


def missing_document_text(name: str, excuses: Iterable[Excuse], tr: Translator) -> str:
    """Return who waits for a supporting document, who granted the excuse and by when the document is due."""
    held = list(excuses)
    granted = tr.some([one.granted_by for one in held if one.granted_by])
    due = tr.some([tr.long_day(one.due) for one in held if one.due])
    details = [tr("granted by {who}", who=granted)] * bool(granted) + [tr("due {day}", day=due)] * bool(due)
    if not details:
        return tr("{name}: a supporting document is missing.", name=clean(name))
    return tr("{name}: a supporting document is missing ({details}).", name=clean(name), details=", ".join(details))
