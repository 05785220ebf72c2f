"""The lists of a course. A person's row number is their place on the roster: the same on every list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from checkin.attendance.lookup import require_session
from checkin.core.course import Course, Participant, Role, Session
from checkin.core.errors import NotFoundError
from checkin.exports.list_pdf import Column, PaperList
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance, certificates
from checkin.store.roster import participants, programme

Rows = Sequence[Sequence[str]]


def sign_in(opened: OpenCourse, session: str) -> PaperList:
    """Everybody who is expected at a session, with a box and room for a signature. Raises :class:`NotFoundError`."""
    with opened.record.reading() as conn:
        found = require_session(conn, session)
        numbers, roster = participants.row_numbers(conn), participants.roster(conn)
    tr = get_translator(opened.course.language)
    rows = [(*_who(numbers, person, tr), "", "") for person in roster if _comes(person) and person.expected_at(found)]
    return _list(opened, tr("Sign-in list"), _session_line(opened.course, tr, found), _columns(tr, "sign"), rows)


def sign_in_of_day(opened: OpenCourse, day: date) -> PaperList:
    """Everybody who is expected on a day, with a box for each of its sessions. Raises :class:`NotFoundError`."""
    with opened.record.reading() as conn:
        numbers, roster = participants.row_numbers(conn), participants.roster(conn)
        held = [one for one in programme.read_programme(conn) if opened.course.local(one.starts_at).date() == day]
    if not held:
        raise NotFoundError("There is no session on {day}.", day=day)
    tr = get_translator(opened.course.language)
    expected = [p for p in roster if _comes(p) and any(p.expected_at(session) for session in held)]
    boxes = [Column(f"{opened.course.local(s.starts_at):%H:%M}", kind="box") for s in held]
    columns = [*_columns(tr, "")[:3], *boxes, Column(tr("Signature"), 3, "line")]
    rows = [(*_who(numbers, person, tr), *("" for _ in held), "") for person in expected]
    return _list(opened, tr("Sign-in list"), tr.date(day), columns, rows)


def emergency(opened: OpenCourse) -> PaperList:
    """Everybody on the roster, to count heads by: those who came in today with the time, in order of the names."""
    course, tr = opened.course, get_translator(opened.course.language)
    now = course.local(opened.record.clock.now())
    with opened.record.reading() as conn:
        numbers, roster = participants.row_numbers(conn), participants.roster(conn)
        seen: dict[str, datetime] = {}
        for row in attendance.attendance(conn):
            if row.at is not None and course.local(row.at).date() == now.date():
                seen[row.participant] = max(row.at, seen.get(row.participant, row.at))
    rows = [
        (*_who(numbers, p, tr), f"{course.local(seen[p.id]):%H:%M}" if p.id in seen else "", "")
        for p in sorted(roster, key=lambda person: person.name.casefold())
        if not p.withdrawn
    ]
    columns = [*_columns(tr, "")[:3], Column(tr("Seen today")), Column(tr("Safe"), kind="box")]
    return _list(opened, tr("Emergency roster"), f"{tr.date(now.date())} {now:%H:%M}", columns, rows)


def proof(opened: OpenCourse) -> PaperList:
    """Every name as its certificate will print it, to be signed or corrected in the first days."""
    tr = get_translator(opened.course.language)
    with opened.record.reading() as conn:
        numbers, roster, proofed = participants.row_numbers(conn), participants.roster(conn), certificates.proofed(conn)
    columns = [
        *_columns(tr, "")[:3],
        Column(tr("Right"), kind="box"),
        Column(tr("Correction, signature"), 4, "line"),
    ]
    rows = [(*_who(numbers, p, tr), "", "") for p in roster if not p.withdrawn and proofed.get(p.id) != p.name]
    return _list(opened, tr("Names as the certificates will print them"), tr("Please check and sign."), columns, rows)


def delivery(opened: OpenCourse, issued: Iterable[tuple[str, Participant]]) -> PaperList:
    """The certificates by number, to be signed for."""
    tr = get_translator(opened.course.language)
    columns = [Column("N.º"), Column(tr("Name"), 4), Column(tr("Country"), 2), Column(tr("Signature"), 3, "line")]
    rows = [(number, person.name, tr.country(person.country), "") for number, person in issued]
    return _list(opened, tr("Certificates delivered"), "", columns, rows)


def calling(opened: OpenCourse, issued: Iterable[tuple[str, Participant]]) -> PaperList:
    """The names in the order in which they are called, for the person who calls them."""
    tr = get_translator(opened.course.language)
    columns = [
        Column("", kind="number"),
        Column(tr("Country"), 2),
        Column(tr("Name"), 4),
        Column(tr("Institution"), 4),
    ]
    rows = [
        (str(place), tr.country(person.country), person.name, person.institution)
        for place, (_, person) in enumerate(issued, 1)
    ]
    return _list(opened, tr("Names to call"), "", columns, rows)


def _comes(person: Participant) -> bool:
    return person.role is Role.PARTICIPANT and not person.withdrawn


def _who(numbers: Mapping[str, int], person: Participant, tr: Translator) -> tuple[str, str, str]:
    return str(numbers[person.id]), person.name, tr.country(person.country)


def _columns(tr: Translator, last: str) -> list[Column]:
    columns = [Column("", kind="number"), Column(tr("Name"), 4), Column(tr("Country"), 2)]
    return [*columns, Column("", kind="box"), Column(tr("Signature"), 3, "line")] if last else columns


def _session_line(course: Course, tr: Translator, session: Session) -> str:
    start, end = course.local(session.starts_at), course.local(session.ends_at)
    parts = (f"{tr.date(start.date())} {start:%H:%M}-{end:%H:%M}", session.title, session.room)
    return " · ".join(part for part in parts if part)


def _list(opened: OpenCourse, title: str, subtitle: str, columns: Sequence[Column], rows: Rows) -> PaperList:
    course = opened.course
    return PaperList(
        title=title,
        subtitle=subtitle,
        columns=columns,
        rows=rows,
        language=course.language,
        organizer=course.organizer,
        footer=f"{course.edition} {course.title}".strip(),
    )
