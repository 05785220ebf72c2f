"""Build the report on the whole course, for the director and the sponsors."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from checkin.attendance.at_risk import people_at_risk
from checkin.attendance.rule_in_words import (
    as_sentence,
    begun_sessions,
    rule_of_groups,
    rule_of_people,
    rule_of_sessions,
)
from checkin.attendance.summary import (
    GroupAttendance,
    PersonAttendance,
    attendance_by_person,
    country_of,
    credit_of,
    day_of,
    grouped,
    institution_of,
    institutions,
    session_counts,
)
from checkin.attendance.uncounted_scans import find_uncounted
from checkin.core.course import Course, Role
from checkin.core.events import format_time
from checkin.core.namesakes import marks_of_namesakes, told_apart
from checkin.core.session_status import Status
from checkin.core.sum_in_words import format_percent
from checkin.core.text import in_context
from checkin.core.trained_people import Holder, count_trained
from checkin.exports.report import charts
from checkin.exports.report.document import Chart, Document, Grid, Section
from checkin.exports.report.open_questions import FindQuestions, open_questions
from checkin.exports.report.people_sections import people_sections, read_people_facts
from checkin.exports.report.session_changes import (
    ChangedSession,
    cancelled,
    changed_sessions,
    changes_section,
    state_text,
)
from checkin.exports.table import share_text
from checkin.i18n.cldr import dates, printed_country
from checkin.i18n.table_headings import in_words
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.store.queries.attendance import SessionRow, first_scans
from checkin.store.roster import participants as roster_participants

_STEP = 5  # minutes
_FIRST, _LAST = -30, 60
_MOST_ROWS = 60
_MOST_TIMES = 8  # beside one another, below a chart
_STATUSES = tuple(status.value for status in Status)


@dataclass(frozen=True, slots=True)
class _Moment:
    """All that the report needs, read at one moment.

    ``sessions`` are those that count; ``shown_sessions`` are they and others to which somebody came.
    """

    course: Course
    tr: Translator
    now: datetime
    tallies: Sequence[PersonAttendance]
    sessions: Sequence[SessionRow]
    shown_sessions: Sequence[SessionRow]
    holders: Sequence[Holder]
    trained: int
    forgotten: int
    days: Sequence[GroupAttendance]
    countries: Sequence[GroupAttendance]
    institutions: Sequence[GroupAttendance]
    changes: Sequence[ChangedSession]
    marks: Mapping[str, str]

    @property
    def is_over(self) -> bool:
        """Return True if no session is to come."""
        return all(session.ends_at <= self.now for session in self.sessions)

    @property
    def participants(self) -> list[PersonAttendance]:
        """The participants who have not withdrawn, and those for whom a director decided all the same."""
        listed = [t for t in self.tallies if t.person.role is Role.PARTICIPANT]
        return [t for t in listed if not t.person.withdrawn or t.figures.earned]


def report(opened: OpenCourse, *, also_open: FindQuestions | None = None) -> Document:
    """Return the report on the whole course, in the course's language.

    ``also_open`` finds open questions of other rooms.

    Raises :class:`CourseError` when the record of an earlier edition cannot be read.
    """
    course, tr = opened.course, get_translator(opened.course.language)
    now = opened.record.clock.now()
    earlier = [certificates.trained_earlier(opened.folder.root / path) for path in course.earlier]
    with opened.record.reading() as conn:
        read = _read(conn, course, now, earlier)
        people = read_people_facts(conn, course)
        roster = roster_participants.roster(conn, everybody=True)
        uncounted = map(tr.sentence, find_uncounted(conn, course, read.tallies, now))
        more = also_open(conn, course, read.tallies) if also_open else ()
        questions = open_questions(conn, course, roster, format_time(now), [*uncounted, *more])
    where = (course.place, dates(course.starts, course.ends, course.language))
    shown = course.local(now)
    return Document(
        title=f"{course.edition} {course.title}".strip(),
        subtitle=" · ".join([*(part for part in where if part), f"{tr.date(shown.date())} {shown:%H:%M}"]),
        language=course.language,
        organizer=course.organizer,
        paper=course.paper,
        fonts=opened.folder.fonts,
        sections=[
            _summary(read),
            _by_session(read),
            *changes_section(course, tr, read.changes),
            _by_day(read),
            _by_country(read),
            _by_institution(read),
            *_arrivals(read),
            *(_not_reached(read) if read.is_over else _at_risk(read)),
            *people_sections(people, read.tallies, now),
            questions,
        ],
    )


def _read(conn: sqlite3.Connection, course: Course, now: datetime, earlier: Sequence[certificates.Trained]) -> _Moment:
    everybody = attendance_by_person(conn, course, now)
    sessions = session_counts(conn, everybody)
    begun = {session.session for session in sessions if session.starts_at <= now}
    holders = certificates.holders(conn)
    days, countries, of_institutions = grouped(everybody, (day_of, country_of, institution_of), begun)
    return _Moment(
        course,
        get_translator(course.language),
        now,
        everybody,
        [session for session in sessions if session.counts],
        [session for session in sessions if session.is_of_interest],
        holders,
        count_trained([holders, *(one.holders for one in earlier)]),
        sum(one.forgotten for one in earlier),
        days,
        countries,
        of_institutions,
        changed_sessions(conn),
        marks_of_namesakes([one.person for one in everybody]),
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
            *_held(read, over),
            tr(
                "Requirements met: {earned} of {all}. Certificates issued: {issued}.",
                earned=earned,
                all=len(everybody),
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


def _held(read: _Moment, over: int) -> list[str]:
    """Say how many sessions were held of those planned, and how many people have withdrawn."""
    tr, gone = read.tr, cancelled(read.changes)
    lines = [tr("Sessions held: {over} of {all}.", over=over, all=len(read.sessions) + gone)]
    if running := sum(one.starts_at <= read.now < one.ends_at for one in read.sessions):
        lines.append(
            tr.plural(
                "{n} more session is running; the tables below count it as far as it has come.",
                "{n} more sessions are running; the tables below count them as far as they have come.",
                running,
            )
        )
    if gone:
        lines.append(tr.plural("{n} session was cancelled.", "{n} sessions were cancelled.", gone))
    withdrawn = sum(one.person.withdrawn and one.person.role is Role.PARTICIPANT for one in read.tallies)
    if withdrawn:
        lines.append(tr.plural("{n} participant has withdrawn.", "{n} participants have withdrawn.", withdrawn))
    return lines


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
    words = [in_words(status, tr.language) for status in _STATUSES]
    chart = None
    came = [Fraction(100 * (s.present + s.late), s.expected) for s in held if s.expected]
    if came:
        series = {word: [getattr(s, status) for s in held] for status, word in zip(_STATUSES, words, strict=True)}
        low, high = format_percent(min(came)), format_percent(max(came))
        chart = Chart(
            charts.stacked(_times(read, held), series),
            tr("Each session held: between {low}% and {high}% of those expected came.", low=low, high=high),
        )
    rows = [
        [
            tr.table_time(read.course.local(s.starts_at)),
            s.title,
            str(s.expected),
            *(str(getattr(s, status)) for status in _STATUSES),
            state_text(s, tr),
        ]
        for s in read.shown_sessions
        if s.starts_at <= read.now
    ]
    headings = [tr("Begins"), tr("Session"), tr(in_context("people", "expected")), *words, ""]
    rule = as_sentence(tr.clause(rule_of_sessions(read.tallies)))
    grid = Grid(headings, rows, frozenset(range(2, 8)))
    return Section(tr("By session"), [rule] if rule else [], chart=chart, grid=grid)


def _times(read: _Moment, held: Sequence[SessionRow]) -> list[str]:
    """Return a label for each session: day and time, or of many sessions the day alone, once."""
    times = [read.course.local(session.starts_at) for session in held]
    if len(times) <= _MOST_TIMES:
        return list(map(read.tr.table_time, times))
    days = [read.tr.table_day(time.date()) for time in times]
    return [day if place == 0 or day != days[place - 1] else "" for place, day in enumerate(days)]


def _by_day(read: _Moment) -> Section:
    tr, found = read.tr, read.days
    return _groups(read, tr("By day"), found, tr("Day"), [tr.weekday(date.fromisoformat(day.name)) for day in found])


def _by_institution(read: _Moment) -> Section:
    tr, found = read.tr, sorted(read.institutions, key=lambda group: not group.name)
    names = [
        " · ".join(filter(None, (group.name, printed_country(read.course, group.country))))
        if group.name
        else tr("without an institution")
        for group in found
    ]
    return _groups(read, tr("By institution"), found, tr("Institution"), names)


def _by_country(read: _Moment) -> Section:
    tr, found = read.tr, read.countries
    shown = ((printed_country(read.course, group.name) or tr("without a country"), group) for group in found)
    named = sorted(shown, key=lambda pair: (not pair[1].name, read.tr.sort_key(pair[0])))
    section = _groups(read, tr("By country"), [group for _, group in named], tr("Country"), [n for n, _ in named])
    shares = [round(float(group.percent or 0), 1) for _, group in named]
    chart = Chart(
        charts.horizontal_bars([name for name, _ in named], shares),
        tr("Attendance by country, in percent of the places expected."),
    )
    return Section(section.title, section.lines, chart if named else None, section.grid)


def _groups(
    read: _Moment, title: str, found: Sequence[GroupAttendance], heading: str, names: Sequence[str] = ()
) -> Section:
    tr = read.tr
    rows = [
        [
            name,
            str(group.people),
            str(group.expected),
            *(str(getattr(group, status)) for status in _STATUSES),
            tr.decimal(share_text(*credit_of(group, read.course.policy))),
            tr.decimal(format_percent(group.percent)),
        ]
        for name, group in zip(names or [group.name for group in found], found, strict=True)
    ]
    headings = [heading, tr("people"), tr("expected"), *(in_words(status, tr.language) for status in _STATUSES)]
    counted = begun_sessions(read.tallies, read.now)
    rule = as_sentence(tr.clause((*rule_of_groups(read.tallies, found, read.course.policy), *counted)))
    grid = Grid([*headings, tr("credited"), "%"], rows, frozenset(range(1, 10)))
    return Section(title, [rule] if rule else [], grid=grid)


def _arrivals(read: _Moment) -> list[Section]:
    tr = read.tr
    came: Counter[int] = Counter()
    for tally in read.tallies:
        for held, at in first_scans(tally.facts, tally.cells):
            minutes = (at - held.session.starts_at) // timedelta(minutes=1)
            came[min(max(minutes, _FIRST), _LAST) // _STEP * _STEP] += 1
    steps = range(_FIRST, _LAST + 1, _STEP)
    whole = sum(came.values())
    late = sum(count for step, count in came.items() if step >= read.course.door.late_after)
    words = tr(
        "Minutes before and after the beginning. Arrivals: {n}, after the late limit: {late}.", n=whole, late=late
    )
    drawn = charts.bars(
        [f"{step:+d}".replace("-", "\N{MINUS SIGN}") if step else "0" for step in steps],
        tr("arrivals"),
        [came[step] for step in steps],
    )
    return [Section(tr("Arrivals against the clock"), chart=Chart(drawn, words))] if whole else []


def _rule(read: _Moment) -> list[str]:
    """Return in one sentence what the sums of people leave out, if they leave out anything."""
    rule = as_sentence(read.tr.clause(rule_of_people(read.tallies, read.course.policy)))
    return [rule] if rule else []


def _at_risk(read: _Moment) -> list[Section]:
    tr = read.tr
    found = people_at_risk(read.tallies, read.now)
    rows = [[*_who(read, one), margin.in_words(tr), tr.reason(one.figures)] for margin, one in found[:_MOST_ROWS]]
    lines = [
        tr.plural(
            "{n} person can miss at most one more session, or has missed too many.",
            "{n} people can miss at most one more session, or have missed too many.",
            len(found),
        )
    ]
    lines += _rule(read)
    headings = [tr("Name"), tr("Country"), tr("can miss"), tr("why")]
    return [Section(tr("At risk"), lines, grid=Grid(headings, rows) if rows else None)]


def _not_reached(read: _Moment) -> list[Section]:
    """Say after the end who does not get a certificate, and why."""
    tr = read.tr
    found = [one for one in read.participants if one.sittings and not one.figures.earned]
    if not found:
        return []
    rows = [[*_who(read, one), tr.reason(one.figures)] for one in found[:_MOST_ROWS]]
    lines = [
        tr.plural(
            "{n} participant does not meet the requirements.",
            "{n} participants do not meet the requirements.",
            len(found),
        )
    ]
    lines += _rule(read)
    grid = Grid([tr("Name"), tr("Country"), tr("why")], rows)
    return [Section(tr("Who did not reach the certificate"), lines, grid=grid)]


def _who(read: _Moment, one: PersonAttendance) -> tuple[str, str]:
    return told_apart(one.person, read.marks), printed_country(read.course, one.person.country)
