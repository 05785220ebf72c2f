"""Build the report on the whole course, for the director and the sponsors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from checkin.attendance.at_risk import people_at_risk
from checkin.attendance.rule_in_words import as_sentence, rule_of_groups, rule_of_people, rule_of_sessions
from checkin.attendance.summary import (
    GroupAttendance,
    PersonAttendance,
    attendance_by_person,
    by_country,
    by_day,
    by_institution,
    credit_of,
    institutions,
    session_counts,
)
from checkin.attendance.uncounted import find_uncounted
from checkin.core.attendance_rules import format_percent
from checkin.core.course import Course, Policy, Role
from checkin.core.events import format_time
from checkin.core.text import in_context
from checkin.core.trained import Holder, count_trained
from checkin.exports.report import charts
from checkin.exports.report.document import Chart, Document, Grid, Section
from checkin.exports.report.open_questions import open_questions
from checkin.i18n.cldr import dates
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.store.queries.attendance import SessionRow
from checkin.store.roster import participants as roster_participants

_STEP = 5  # minutes
_FIRST, _LAST = -30, 60
_MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class _Moment:
    """Everything that was read at one moment."""

    course: Course
    tr: Translator
    now: datetime
    tallies: Sequence[PersonAttendance]
    sessions: Sequence[SessionRow]
    holders: Sequence[Holder]
    trained: int
    forgotten: int

    @property
    def begun(self) -> set[str]:
        """Return the ids of the sessions that have begun."""
        return {session.session for session in self.sessions if session.starts_at <= self.now}

    @property
    def participants(self) -> list[PersonAttendance]:
        return [t for t in self.tallies if t.person.role is Role.PARTICIPANT and not t.person.withdrawn]


def report(opened: OpenCourse, *, also_open: Sequence[str] = ()) -> Document:
    """Return the report on the whole course as it is now, in the course's language.

    ``also_open`` are open questions that other rooms found, one line each.

    Raises :class:`CourseError` when the record of an earlier edition cannot be read.
    """
    course, tr = opened.course, get_translator(opened.course.language)
    now = opened.record.clock.now()
    earlier = [certificates.trained_earlier(opened.folder.root / path) for path in course.earlier]
    with opened.record.reading() as conn:
        everybody = attendance_by_person(conn, course, now)
        read = _Moment(
            course,
            tr,
            now,
            everybody,
            session_counts(conn, everybody),
            certificates.holders(conn),
            count_trained([certificates.holders(conn), *(one.holders for one in earlier)]),
            sum(one.forgotten for one in earlier),
        )
        roster = roster_participants.roster(conn, everybody=True)
        uncounted = map(tr.sentence, find_uncounted(conn, course, everybody, now))
        questions = open_questions(conn, course, roster, format_time(now), [*uncounted, *also_open])
    where = (course.place, dates(course.starts, course.ends, course.language))
    shown = course.local(now)
    return Document(
        title=f"{course.edition} {course.title}".strip(),
        subtitle=" · ".join([*(part for part in where if part), f"{tr.date(shown.date())} {shown:%H:%M}"]),
        language=course.language,
        organizer=course.organizer,
        sections=[
            _summary(read),
            _by_session(read),
            _by_day(read),
            _by_country(read),
            _by_institution(read),
            _arrivals(read),
            _at_risk(read),
            questions,
        ],
    )


def _summary(read: _Moment) -> Section:
    tr, everybody = read.tr, read.participants
    countries = {t.person.country for t in everybody if t.person.country}
    over = sum(session.ends_at <= read.now for session in read.sessions)
    earned = sum(t.figures.earned for t in everybody)
    return Section(
        tr("In short"),
        [
            tr(
                "{people} of {countries} and {institutions}.",
                people=tr.plural("{n} participant", "{n} participants", len(everybody)),
                countries=tr.plural("{n} country", "{n} countries", len(countries)),
                institutions=tr.plural(
                    "{n} institution", "{n} institutions", institutions(t.person for t in everybody)
                ),
            ),
            tr("{over} of {all} sessions held.", over=over, all=len(read.sessions)),
            tr(
                "{earned} have reached what the certificate asks; {issued} are issued.",
                earned=earned,
                issued=sum(holder.role == Role.PARTICIPANT for holder in read.holders),
            ),
            *_other_holders(read),
            tr(
                "Trained so far, in all editions: {trained} ({before} before any record, by the course's own count, "
                "and everybody with a certificate in {records}; the same name and country count once).",
                trained=read.course.trained_before + read.trained + read.forgotten,
                before=read.course.trained_before,
                records=_records(tr, len(read.course.earlier)),
            ),
            *(
                [tr("For {n} of them only the count is kept; their personal data was deleted.", n=read.forgotten)]
                if read.forgotten
                else []
            ),
        ],
    )


def _other_holders(read: _Moment) -> list[str]:
    """Say how many certificates other roles hold: they are not participants who were trained."""
    tr, roles = read.tr, Counter(holder.role for holder in read.holders)
    return [
        tr("Certificates for other roles: {role} {n}.", role=tr(role), n=count)
        for role, count in sorted(roles.items())
        if role != Role.PARTICIPANT
    ]


def _records(tr: Translator, earlier: int) -> str:
    if not earlier:
        return tr("this record")
    return tr.plural("this record or in {n} earlier one", "this record or in {n} earlier ones", earlier)


def _by_session(read: _Moment) -> Section:
    tr, held = read.tr, [s for s in read.sessions if s.starts_at <= read.now]
    words = [tr("present"), tr("late"), tr("excused"), tr("absent"), tr("unmarked")]
    counts = [(s.present, s.late, s.excused, s.absent, s.unmarked) for s in held]
    chart = None
    if held:
        series = {word: [row[place] for row in counts] for place, word in enumerate(words)}
        came = [Fraction(100 * (s.present + s.late), s.expected) for s in held if s.expected]
        low, high = (format_percent(min(came)), format_percent(max(came))) if came else ("-", "-")
        chart = Chart(
            charts.stacked([f"{read.course.local(s.starts_at):%d.%m. %H:%M}" for s in held], series),
            tr("Each session held: between {low} % and {high} % of those expected came.", low=low, high=high),
        )
    rows = [
        [
            f"{read.course.local(s.starts_at):%d.%m. %H:%M}",
            s.title,
            str(s.expected),
            *map(str, row),
            tr("closed") if s.closed else tr(in_context("a session", "open")),
        ]
        for s, row in zip(held, counts, strict=True)
    ]
    headings = [tr("Begins"), tr("Session"), tr(in_context("people", "expected")), *words, ""]
    rule = as_sentence(tr.clause(rule_of_sessions(read.tallies)))
    grid = Grid(headings, rows, frozenset(range(2, 8)))
    return Section(tr("By session"), [rule] if rule else [], chart=chart, grid=grid)


def _by_day(read: _Moment) -> Section:
    tr, found = read.tr, by_day(read.tallies, read.begun)
    return _groups(read, tr("By day"), found, tr("Day"), [tr.date(date.fromisoformat(day.name)) for day in found])


def _by_institution(read: _Moment) -> Section:
    tr, found = read.tr, sorted(by_institution(read.tallies, read.begun), key=lambda group: not group.name)
    names = [
        " · ".join(filter(None, (group.name, tr.country(group.country))))
        if group.name
        else tr("without an institution")
        for group in found
    ]
    return _groups(read, tr("By institution"), found, tr("Institution"), names)


def _by_country(read: _Moment) -> Section:
    tr, found = read.tr, by_country(read.tallies, read.begun)
    named = sorted(((tr.country(group.name) or tr("without a country"), group) for group in found), key=_named_first)
    section = _groups(read, tr("By country"), [group for _, group in named], tr("Country"), [n for n, _ in named])
    shares = [round(float(group.percent or 0), 1) for _, group in named]
    chart = Chart(
        charts.lying([name for name, _ in named], "%", shares),
        tr("Attendance by country, in percent of the places expected."),
    )
    return Section(section.title, section.lines, chart if named else None, section.grid)


def _named_first(pair: tuple[str, GroupAttendance]) -> tuple[bool, str]:
    name, group = pair
    return not group.name, name


def _groups(
    read: _Moment, title: str, found: Sequence[GroupAttendance], heading: str, names: Sequence[str] = ()
) -> Section:
    tr = read.tr
    rows = [
        [
            name,
            str(group.people),
            str(group.expected),
            str(group.present + group.late),
            str(group.late),
            str(group.excused),
            str(group.absent),
            str(group.unmarked),
            _credit(group, read.course.policy),
            format_percent(group.percent),
        ]
        for name, group in zip(names or [group.name for group in found], found, strict=True)
    ]
    headings = [heading, tr("people"), tr("expected"), tr("attended"), tr("late"), tr("excused"), tr("missed")]
    rule = as_sentence(tr.clause(rule_of_groups(read.tallies, found, read.course.policy)))
    grid = Grid([*headings, tr("unmarked"), tr("credited"), "%"], rows, frozenset(range(1, 10)))
    return Section(title, [rule] if rule else [], grid=grid)


def _credit(group: GroupAttendance, policy: Policy) -> str:
    """Return the credit of a group and of how much, like ``18/21``."""
    return "/".join(f"{float(amount):.2f}".rstrip("0").rstrip(".") for amount in credit_of(group, policy))


def _arrivals(read: _Moment) -> Section:
    tr = read.tr
    came: Counter[int] = Counter()
    for tally in read.tallies:
        for row in tally.rows:
            if row.at is not None and row.source not in ("correction", "paper"):
                minutes = (row.at - row.starts_at) // timedelta(minutes=1)
                came[min(max(minutes, _FIRST), _LAST) // _STEP * _STEP] += 1
    steps = range(_FIRST, _LAST + 1, _STEP)
    whole = sum(came.values())
    late = sum(count for step, count in came.items() if step >= read.course.door.late_after)
    words = tr("Minutes before and after the beginning: {n} arrivals, {late} after the late limit.", n=whole, late=late)
    drawn = charts.bars([f"{step:+d}" for step in steps], tr("arrivals"), [came[step] for step in steps])
    return Section(tr("Arrivals against the clock"), chart=Chart(drawn, words) if whole else None)


def _at_risk(read: _Moment) -> Section:
    tr = read.tr
    found = people_at_risk(read.tallies, read.now)
    rows = [
        [
            one.person.name,
            tr.country(one.person.country),
            tr("out of reach") if left < 0 else str(left),
            tr.reason(one.figures),
        ]
        for left, one in found[:_MOST_ROWS]
    ]
    lines = [
        tr.plural(
            "{n} person can miss at most one more session, or has missed too many.",
            "{n} people can miss at most one more session, or have missed too many.",
            len(found),
        )
    ]
    if rule := as_sentence(tr.clause(rule_of_people(read.tallies, read.course.policy))):
        lines.append(rule)
    headings = [tr("Name"), tr("Country"), tr("can miss"), tr("why")]
    return Section(tr("At risk"), lines, grid=Grid(headings, rows) if rows else None)
