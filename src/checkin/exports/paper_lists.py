"""Build the paper lists of a course. A person's row number is the same on every list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from checkin.core.course import Course, Participant, Role, Session
from checkin.core.errors import NotFoundError
from checkin.exports.list_pdf import Column, PaperList
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance, certificates
from checkin.store.queries.attendance import AttendanceRow
from checkin.store.roster import participants, programme
from checkin.store.roster.session_lookup import require_session

Rows = Sequence[Sequence[str]]


def sign_in(opened: OpenCourse, session: str) -> PaperList:
    """Return the sign-in list of a session: one box and one line for each person. Raises :class:`NotFoundError`."""
    with opened.record.reading() as conn:
        found = require_session(conn, session)
        numbers, roster = participants.row_numbers(conn), participants.roster(conn)
    tr = get_translator(opened.course.language)
    rows = [(*_who(numbers, person, tr), "", "") for person in roster if _comes(person) and person.expected_at(found)]
    return _list(opened, tr("Sign-in list"), _session_line(opened.course, tr, found), _columns(tr, "sign"), rows)


def no_session_on(day: date, days: Collection[date]) -> NotFoundError:
    """Return the error for a day without sessions; it names the nearest one that has some."""
    nearest = min(days, key=lambda one: (abs(one - day), one), default=day)
    return NotFoundError(
        "There is no session on {day}. The nearest day with sessions is {nearest}.", day=day, nearest=nearest
    )


def sign_in_of_day(opened: OpenCourse, day: date) -> PaperList:
    """Return the sign-in list of a day, with one box for each session. Raises :class:`NotFoundError`."""
    with opened.record.reading() as conn:
        numbers, roster = participants.row_numbers(conn), participants.roster(conn)
        sessions = programme.read_programme(conn)
    held = [one for one in sessions if opened.course.local(one.starts_at).date() == day]
    if not held:
        raise no_session_on(day, {opened.course.local(one.starts_at).date() for one in sessions})
    tr = get_translator(opened.course.language)
    expected = [p for p in roster if _comes(p) and any(p.expected_at(session) for session in held)]
    boxes = [Column(f"{opened.course.local(s.starts_at):%H:%M}", kind="box") for s in held]
    columns = [*_columns(tr, "")[:3], *boxes, Column(tr("Signature"), 3, "line")]
    rows = [(*_who(numbers, person, tr), *("" for _ in held), "") for person in expected]
    return _list(opened, tr("Sign-in list"), tr.date(day), columns, rows)


def emergency(opened: OpenCourse) -> PaperList:
    """Return everybody on the list, to count heads by: who was seen since when, and then those who have left."""
    course, tr = opened.course, get_translator(opened.course.language)
    now = course.local(opened.record.clock.now())
    with opened.record.reading() as conn:
        numbers, roster = participants.row_numbers(conn), participants.roster(conn)
        seen = _seen_last(attendance.attendance(conn), _since(course, programme.read_programme(conn), now), now)
    people = sorted((p for p in roster if not p.withdrawn), key=lambda person: person.name.casefold())
    left = [person for person in people if person.id in seen and seen[person.id].left_at is not None]
    here = [person for person in people if person not in left]

    def row(person: Participant) -> Sequence[str]:
        found = seen.get(person.id)
        if found is None or found.at is None:
            return (*_who(numbers, person, tr), "", "")
        time = _day_time(course, tr, found.left_at or found.at, now)
        return (*_who(numbers, person, tr), tr("left {time}", time=time) if found.left_at else time, "")

    parting = [("", tr("Have left"), "", "", "")] if left else []
    rows = [*map(row, here), *parting, *map(row, left)]
    columns = [*_columns(tr, "")[:3], Column(tr("Seen")), Column(tr("Safe"), kind="box")]
    return _list(opened, tr("Emergency list"), f"{tr.date(now.date())} {now:%H:%M}", columns, rows)


def _since(course: Course, sessions: Sequence[Session], now: datetime) -> datetime:
    """Return when the first session began that touches today: it may have begun the evening before."""
    today = now.date()
    touching = [
        one.starts_at
        for one in sessions
        if course.local(one.starts_at).date() <= today <= course.local(one.ends_at).date()
    ]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return min([midnight, *touching]) - timedelta(minutes=course.door.opens_before)


def _seen_last(rows: Iterable[AttendanceRow], since: datetime, now: datetime) -> dict[str, AttendanceRow]:
    """Return the last session that each person was seen at, of those that touch today."""
    seen: dict[str, AttendanceRow] = {}
    for row in rows:
        is_on = row.starts_at <= now <= row.ends_at
        if row.at is None or row.at > now or not (is_on or row.at >= since):
            continue
        before = seen.get(row.participant)
        if before is None or before.at is None or row.at >= before.at:
            seen[row.participant] = row
    return seen


def _day_time(course: Course, tr: Translator, moment: datetime, now: datetime) -> str:
    local = course.local(moment)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{tr.weekday(local.date())} {local:%H:%M}"


def proof(opened: OpenCourse) -> PaperList:
    """Return every name as its certificate will print it, to be signed or corrected."""
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
    """Return the certificates by number, with a line to sign on receipt."""
    tr = get_translator(opened.course.language)
    columns = [Column("N.º"), Column(tr("Name"), 4), Column(tr("Country"), 2), Column(tr("Signature"), 3, "line")]
    rows = [(number, person.name, tr.country(person.country), "") for number, person in issued]
    return _list(opened, tr("Certificate handover list"), "", columns, rows)


def calling(opened: OpenCourse, issued: Iterable[tuple[str, Participant]]) -> PaperList:
    """Return the names in calling order, for the person who reads them out."""
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
    return _list(opened, tr("Calling order"), "", columns, rows)


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
