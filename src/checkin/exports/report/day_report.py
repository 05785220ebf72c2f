"""Build the report of one day for the director: sessions held, people who came, open questions."""

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime

from checkin.attendance.rule_in_words import as_sentence, rule_of_sessions
from checkin.attendance.summary import PersonAttendance, attendance_by_person, session_counts
from checkin.attendance.uncounted_scans import find_uncounted
from checkin.core.course import Course, Role
from checkin.core.events import format_time
from checkin.core.namesakes import marks_of_namesakes, told_apart
from checkin.core.session_status import Status
from checkin.core.text import capitalized, in_context
from checkin.exports.paper_lists import no_session_on
from checkin.exports.report.document import Document, Grid, Section
from checkin.exports.report.open_questions import FindQuestions, open_questions
from checkin.exports.report.session_changes import changed_sessions, changes_section, state_text
from checkin.i18n.cldr import printed_country
from checkin.i18n.table_headings import in_words
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries.attendance import SessionRow
from checkin.store.roster import participants, programme

_WORDS = ("expected", "present", "late", "excused", "absent", "unmarked")


def require_day(opened: OpenCourse, day: date) -> None:
    """Raise :class:`NotFoundError` for a day before the first or after the last session of the course."""
    with opened.record.reading() as conn:
        days = {opened.course.local(one.starts_at).date() for one in programme.read_programme(conn)}
    if days and not min(days) <= day <= max(days):
        raise no_session_on(day, days)


def day_page(opened: OpenCourse, day: date, *, also_open: FindQuestions | None = None) -> Document:
    """Return the report of one day in the course's time zone and language.

    ``also_open`` finds open questions of other rooms.
    """
    course, tr = opened.course, get_translator(opened.course.language)
    now = opened.record.clock.now()
    with opened.record.reading() as conn:
        found = attendance_by_person(conn, course, now)
        sessions = session_counts(conn, found)
        roster = participants.roster(conn, everybody=True)
        uncounted = map(tr.sentence, find_uncounted(conn, course, found, now))
        more = also_open(conn, course, found) if also_open else ()
        questions = open_questions(conn, course, roster, format_time(now), [*uncounted, *more])
        changes = changes_section(course, tr, changed_sessions(conn), day)
    held = [one for one in sessions if one.is_of_interest and course.local(one.starts_at).date() == day]
    return Document(
        title=f"{capitalized(tr.date(day))} · {course.edition} {course.title}",
        subtitle=course.place,
        language=course.language,
        organizer=course.organizer,
        paper=course.paper,
        fonts=opened.folder.fonts,
        sections=[*_sections(course, tr, found, held, now), *changes, questions],
    )


def _sections(
    course: Course, tr: Translator, found: Sequence[PersonAttendance], held: Sequence[SessionRow], now: datetime
) -> Iterator[Section]:
    if not held:
        yield Section(tr("Sessions"), [tr("No session on this day.")])
        return
    yield _held(course, tr, held, as_sentence(tr.clause(rule_of_sessions(found))))
    yield _by_country(course, tr, found, {session.session for session in held if session.counts})
    begun = [session for session in held if session.starts_at <= now]
    yield Section(
        tr(in_context("heading above people", "Late")),
        _named(course, tr, found, begun, (Status.LATE,)) or [tr("Nobody.")],
    )
    # The names are as many as the table counts; of a session that goes on, nobody says yet who does not come.
    absent = _named(course, tr, found, held, (Status.ABSENT,))
    yield Section(tr(in_context("heading above people", "Absent")), absent or [tr("Nobody.")])
    over = [session for session in held if session.ends_at <= now]
    unmarked = _named(course, tr, found, over, (Status.UNMARKED,))
    if to_come := [session.title for session in held if session.counts and session.ends_at > now]:
        unmarked.append(tr("Not over yet: {sessions}.", sessions=tr.some(to_come, between="; ")))
    yield Section(tr(in_context("heading above people", "Not recorded")), unmarked or [tr("Nobody.")])


def _held(course: Course, tr: Translator, held: Sequence[SessionRow], rule: str) -> Section:
    lines = [
        [
            f"{course.local(s.starts_at):%H:%M}",
            s.title,
            *(str(getattr(s, word)) for word in _WORDS),
            state_text(s, tr),
        ]
        for s in held
    ]
    headings = [tr("Begins"), tr("Session"), *(in_words(key, tr.language, of_people=True) for key in _WORDS), ""]
    return Section(tr("Sessions"), [rule] if rule else [], grid=Grid(headings, lines, frozenset(range(2, 8))))


def _by_country(course: Course, tr: Translator, found: Sequence[PersonAttendance], held: Container[str]) -> Section:
    countries: dict[str, list[int]] = {}
    for tally in found:
        rows = [row for row in tally.rows if row.session in held]
        if tally.person.role is Role.PARTICIPANT and rows:
            counts = countries.setdefault(_country(course, tr, tally), [0, 0])
            counts[0] += 1
            counts[1] += any(row.status.attended for row in rows)
    in_order = sorted(countries.items(), key=lambda one: tr.sort_key(one[0]))
    lines = [[name, str(count), str(came)] for name, (count, came) in in_order]
    headings = [tr("Country"), tr("people"), tr("came")]
    return Section(tr("By country"), grid=Grid(headings, lines, frozenset({1, 2})))


def _named(
    course: Course,
    tr: Translator,
    found: Sequence[PersonAttendance],
    sessions: Sequence[SessionRow],
    wanted: Container[Status],
) -> list[str]:
    """Return one line for each session with people of the wanted statuses: how many, and their names by country."""
    lines = []
    marks = marks_of_namesakes([tally.person for tally in found])
    for session in sessions:
        countries: dict[tuple[bool, str], list[str]] = defaultdict(list)
        for tally in found:
            for row in tally.rows:
                if row.session == session.session and row.expected and row.status in wanted:
                    # Those without a country are named at the end.
                    place = not tally.person.country, _country(course, tr, tally)
                    countries[place].append(told_apart(tally.person, marks))
        if countries:
            in_order = sorted(countries.items(), key=lambda one: (one[0][0], tr.sort_key(one[0][1])))
            groups = [f"{country} {len(names)} ({', '.join(names)})" for (_, country), names in in_order]
            lines.append(
                tr(
                    "{time} {title}: {n}. {people}.",
                    time=f"{course.local(session.starts_at):%H:%M}",
                    title=session.title,
                    n=sum(map(len, countries.values())),
                    people=tr.semicolon.join(groups),
                )
            )
    return lines


def _country(course: Course, tr: Translator, tally: PersonAttendance) -> str:
    return printed_country(course, tally.person.country) or tr("without a country")
