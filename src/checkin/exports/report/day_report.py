"""The page of a day for the director: what was held, who came, what is still open."""

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime

from checkin.attendance.summary import Tally, tallies
from checkin.core.attendance_rules import Status
from checkin.core.course import Course, Role
from checkin.core.events import stamp
from checkin.core.text import fold
from checkin.exports.report.document import Document, Grid, Section
from checkin.exports.report.open_questions import open_questions
from checkin.i18n.translator import Speech, speech
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.queries.attendance import SessionRow
from checkin.store.roster import participants

_AWAY = (Status.ABSENT, Status.UNMARKED)
_WORDS = ("expected", "present", "late", "excused", "absent", "unmarked")


def day_page(opened: OpenCourse, day: date) -> Document:
    """One day on the course's clock, in the course's language."""
    course, say = opened.course, speech(opened.course.language)
    now = opened.record.clock.now()
    with opened.record.reading() as conn:
        found = tallies(conn, course, now)
        sessions = attendance.counted(conn, (row for tally in found for row in tally.rows))
        questions = open_questions(conn, course, participants.roster(conn, everybody=True), stamp(now))
    held = [session for session in sessions if course.local(session.starts_at).date() == day]
    return Document(
        title=f"{say.date(day)} · {course.edition} {course.title}",
        subtitle=course.place,
        language=course.language,
        organizer=course.organizer,
        sections=[*_sections(course, say, found, held, now), questions],
    )


def _sections(
    course: Course, say: Speech, found: Sequence[Tally], held: Sequence[SessionRow], now: datetime
) -> Iterator[Section]:
    if not held:
        yield Section(say("Sessions"), [say("No session on this day.")])
        return
    yield _held(course, say, held)
    yield _by_country(say, found, {session.session for session in held})
    begun = [session for session in held if session.starts_at <= now]
    yield Section(say("Late"), _named(course, say, found, begun, (Status.LATE,)) or [say("Nobody.")])
    # Who is not there yet is not missing.
    over = [session for session in held if session.ends_at <= now]
    missing = _named(course, say, found, over, _AWAY)
    if to_come := [session.title for session in held if session.ends_at > now]:
        missing.append(say("Not over yet: {sessions}.", sessions=say.some(to_come, between="; ")))
    yield Section(say("Missing"), missing or [say("Nobody.")])


def _held(course: Course, say: Speech, held: Sequence[SessionRow]) -> Section:
    lines = [
        [
            f"{course.local(s.starts_at):%H:%M}",
            s.title,
            *(str(getattr(s, word)) for word in _WORDS),
            say("closed") if s.closed else say("open"),
        ]
        for s in held
    ]
    headings = [say("Begins"), say("Session"), *map(say, _WORDS), ""]
    return Section(say("Sessions"), grid=Grid(headings, lines, frozenset(range(2, 8))))


def _by_country(say: Speech, found: Sequence[Tally], held: Container[str]) -> Section:
    countries: dict[str, list[int]] = {}
    for tally in found:
        rows = [row for row in tally.rows if row.session in held]
        if tally.person.role is Role.PARTICIPANT and rows:
            counts = countries.setdefault(_country(say, tally), [0, 0])
            counts[0] += 1
            counts[1] += any(row.status.attended for row in rows)
    lines = [[name, str(count), str(came)] for name, (count, came) in sorted(countries.items())]
    headings = [say("Country"), say("people"), say("came")]
    return Section(say("By country"), grid=Grid(headings, lines, frozenset({1, 2})))


def _named(
    course: Course, say: Speech, found: Sequence[Tally], sessions: Sequence[SessionRow], wanted: Container[Status]
) -> list[str]:
    """A line for each session in which somebody has a status that is wanted: how many, and who, by country."""
    lines = []
    for session in sessions:
        countries: dict[tuple[bool, str], list[str]] = defaultdict(list)
        for tally in found:
            for row in tally.rows:
                if row.session == session.session and row.expected and row.status in wanted:
                    # Those without a country are named at the end.
                    countries[not tally.person.country, _country(say, tally)].append(tally.person.name)
        if countries:
            in_order = sorted(countries.items(), key=lambda one: (one[0][0], fold(one[0][1])))
            groups = [f"{country} {len(names)} ({', '.join(names)})" for (_, country), names in in_order]
            lines.append(
                say(
                    "{time} {title}: {n}. {people}.",
                    time=f"{course.local(session.starts_at):%H:%M}",
                    title=session.title,
                    n=sum(map(len, countries.values())),
                    people="; ".join(groups),
                )
            )
    return lines


def _country(say: Speech, tally: Tally) -> str:
    return say.country(tally.person.country) or say("without a country")
