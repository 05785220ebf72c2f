"""Build the paper lists of a course. A person's row number is the same on every list."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from checkin.core.course import Course, Participant, Role, Session
from checkin.core.errors import NotFoundError
from checkin.core.namesakes import marks_of_namesakes, told_apart
from checkin.core.text import capitalized, clean, fold, sort_key
from checkin.exports.list_pdf import Column, PaperList, list_of_course
from checkin.exports.unprintable_names import unprintable_names
from checkin.i18n.cldr import printed_country
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.store.roster import participants, programme
from checkin.store.roster.row_numbers import row_numbers
from checkin.store.roster.session_lookup import require_session

Rows = Sequence[Sequence[str]]
# Letters above a box, so that the names keep their room.
_HEADING = 18


def sign_in(opened: OpenCourse, session: str) -> PaperList:
    """Return the sign-in list of a session: one box and one line for each person. Raises :class:`NotFoundError`."""
    return _sign_in(opened, session)(lambda _: True)


def sign_in_of_day(opened: OpenCourse, day: date) -> PaperList:
    """Return the sign-in list of a day, with one box for each session. Raises :class:`NotFoundError`."""
    return _sign_in_of_day(opened, day)(lambda _: True)


def sign_in_by_group(opened: OpenCourse, session: str | None, day: date | None, group: str = "") -> list[PaperList]:
    """Return the sign-in lists of a session or a day, one for each group; or that of one ``group``.

    People without a group have the last list. Raises :class:`NotFoundError` for an unknown session, day or group.
    """
    made = _sign_in(opened, session) if day is None else _sign_in_of_day(opened, day)
    place = partial(sort_key, language=opened.course.language)
    with opened.record.reading() as conn:
        groups = sorted({one for person in participants.roster(conn) for one in person.groups}, key=place)
    if group:
        known = {fold(one): one for one in groups}
        if fold(group) not in known:
            raise NotFoundError(
                "There is no group {group}. The groups are: {groups}.", group=group, groups=", ".join(groups) or "-"
            )
        groups = [known[fold(group)]]
    tr = get_translator(opened.course.language)
    lists = [_of_group(made, tr("group {name}", name=clean(one)), partial(_is_in, one)) for one in groups]
    if not group:
        lists.append(_of_group(made, tr("without a group"), lambda person: not person.groups))
    return [one for one in lists if one.rows] or [made(lambda _: True)]


def _is_in(group: str, person: Participant) -> bool:
    return group in person.groups


def _of_group(made: "_Filtered", name: str, wanted: Callable[[Participant], bool]) -> PaperList:
    found = made(wanted)
    return replace(found, subtitle=f"{capitalized(name)} · {found.subtitle}")


# Makes a list of those people only whom a function accepts.
_Filtered = Callable[[Callable[[Participant], bool]], PaperList]


def _sign_in(opened: OpenCourse, session: str | None) -> _Filtered:
    with opened.record.reading() as conn:
        found = require_session(conn, session or "")
        who = _People(opened.course, row_numbers(conn), participants.roster(conn))
    people = [person for person in who.roster if _comes(person, found, opened.course)]

    def made(wanted: Callable[[Participant], bool]) -> PaperList:
        rows = [(*who.row(person), "", "") for person in people if wanted(person)]
        columns = [*who.columns(), Column("", kind="box"), Column(who.tr("Signature"), 4, "line")]
        return _list(opened, who.tr("Sign-in list"), _session_line(opened.course, who.tr, found), columns, rows)

    return made


def no_session_on(day: date, days: Collection[date]) -> NotFoundError:
    """Return the error for a day without sessions; it names the nearest one that has some."""
    nearest = min(days, key=lambda one: (abs(one - day), one), default=day)
    return NotFoundError(
        "There is no session on {day}. The nearest day with sessions is {nearest}.", day=day, nearest=nearest
    )


def _sign_in_of_day(opened: OpenCourse, day: date) -> _Filtered:
    course = opened.course
    with opened.record.reading() as conn:
        who = _People(course, row_numbers(conn), participants.roster(conn))
        sessions = programme.read_programme(conn)
    on_day = [one for one in sessions if course.local(one.starts_at).date() == day]
    # Nobody signs for a break; a day of nothing else has boxes all the same.
    held = [one for one in on_day if one.counts] or on_day
    if not held:
        raise no_session_on(day, {course.local(one.starts_at).date() for one in sessions})
    coming = {p.id: [_comes(p, session, course) for session in held] for p in who.roster}

    def made(wanted: Callable[[Participant], bool]) -> PaperList:
        people = [person for person in who.roster if any(coming[person.id]) and wanted(person)]
        # A group has no box for the other group's session.
        places = [place for place in range(len(held)) if any(coming[person.id][place] for person in people)]
        boxes = [Column(heading, kind="box") for heading in _box_headings(course, [held[place] for place in places])]
        rows = [
            (*who.row(person), *("" if coming[person.id][place] else "-" for place in places), "") for person in people
        ]
        columns = [*who.columns(), *boxes, Column(who.tr("Signature"), 4, "line")]
        return _list(opened, who.tr("Sign-in list"), capitalized(who.tr.date(day)), columns, rows)

    return made


def _box_headings(course: Course, held: Sequence[Session]) -> list[str]:
    """Return the time of each session; of those that begin at the same time also the group, the room or the title."""
    times = [f"{course.local(one.starts_at):%H:%M}" for one in held]
    headings = []
    for one, time in zip(held, times, strict=True):
        beside = [other for other, at in zip(held, times, strict=True) if at == time and other is not one]
        said = [", ".join(one.groups), one.room, one.title]
        others = [[", ".join(other.groups), other.room, other.title] for other in beside]
        apart = next((text for place, text in enumerate(said) if text and all(o[place] != text for o in others)), "")
        shown = apart if len(apart) <= _HEADING else f"{apart[: _HEADING - 1].rstrip()}…"
        headings.append(f"{time} {clean(shown)}" if beside and apart else time)
    return headings


def proof(opened: OpenCourse, reader: str = "") -> PaperList:
    """Return every name that a certificate may print and nobody has checked, to be signed or corrected.

    ``reader`` is the language of the notices where they are not printed but shown; by default the course's.
    """
    course = opened.course
    with opened.record.reading() as conn:
        who = _People(course, row_numbers(conn), participants.roster(conn))
        proofed = certificates.proofed(conn)
        listed = participants.renamed_by_list(conn)
    tr = who.tr
    columns = [*who.columns(), Column(tr("Right"), kind="box"), Column(tr("Correction, signature"), 4, "line")]
    can_get_one = {Role.PARTICIPANT.value, *course.certificate.roles}
    people = [p for p in who.roster if not p.withdrawn and p.role.value in can_get_one and proofed.get(p.id) != p.name]
    rows = []
    for person in people:
        number, name, country = who.row(person)
        both = (
            tr("{name}; in the list: {listed}", name=name, listed=clean(listed[person.id]))
            if person.id in listed
            else name
        )
        rows.append((number, both, country, "", ""))
    found = _list(opened, tr("Check of the names for the certificates"), tr("Please check and sign."), columns, rows)
    unprintable = unprintable_names(people, opened.folder.fonts)
    said = get_translator(reader or course.language)
    return replace(found, before=[said.sentence(text) for text in unprintable])


def delivery(opened: OpenCourse, issued: Sequence[tuple[str, Participant]]) -> PaperList:
    """Return the certificates by number, with a line to sign on receipt."""
    who = _People(opened.course, {}, [person for _, person in issued])
    tr = who.tr
    columns = [
        *(Column(tr("No.")), *who.columns()[1:]),
        Column(tr("Signature"), 4, "line"),
    ]
    rows = [(number, *who.row(person)[1:], "") for number, person in issued]
    return _list(opened, tr("Certificate handover list"), "", columns, rows)


def calling(opened: OpenCourse, issued: Iterable[tuple[str, Participant]]) -> PaperList:
    """Return the names in calling order, for the person who reads them out."""
    who = _People(opened.course, {}, [person for _, person in issued])
    tr = who.tr
    columns = [
        Column("", kind="number"),
        Column(tr("Country"), 2),
        Column(tr("Name"), 4),
        Column(tr("Institution"), 4),
    ]
    rows = [
        (str(place), who.country(person), clean(person.name), person.institution)
        for place, person in enumerate(who.roster, 1)
    ]
    return _list(opened, tr("Calling order"), "", columns, rows)


class _People:
    """The people of a list: their numbers, names that are told apart, and countries in the course's language."""

    def __init__(self, course: Course, numbers: Mapping[str, int], roster: Sequence[Participant]) -> None:
        self.roster, self.tr = roster, get_translator(course.language)
        self._course, self._numbers, self._marks = course, numbers, marks_of_namesakes(roster)

    def columns(self) -> list[Column]:
        """Return the columns of :meth:`row`."""
        return [Column("", kind="number"), Column(self.tr("Name"), 4), Column(self.tr("Country"), 2)]

    def row(self, person: Participant) -> tuple[str, str, str]:
        """Return number, name and country."""
        number = self._numbers.get(person.id)
        return str(number or ""), told_apart(person, self._marks), self.country(person)

    def country(self, person: Participant) -> str:
        """Return the country as papers write it."""
        return printed_country(self._course, person.country)


def _comes(person: Participant, session: Session, course: Course) -> bool:
    day = course.local(session.starts_at).date()
    return person.role is Role.PARTICIPANT and not person.has_withdrawn(day) and person.expected_at(session)


def _session_line(course: Course, tr: Translator, session: Session) -> str:
    start, end = course.local(session.starts_at), course.local(session.ends_at)
    parts = (f"{capitalized(tr.date(start.date()))} {start:%H:%M}-{end:%H:%M}", session.title, session.room)
    return " · ".join(part for part in parts if part)


def _list(opened: OpenCourse, title: str, subtitle: str, columns: Sequence[Column], rows: Rows) -> PaperList:
    return list_of_course(opened, title=title, subtitle=subtitle, columns=columns, rows=rows)
