"""The page of a day for the director: what was held, who came, what is still open."""

from datetime import date

from checkin.attendance import Status
from checkin.course import Role
from checkin.events import stamp
from checkin.locales.speech import speech
from checkin.report.document import Document, Grid, Section
from checkin.report.open_questions import open_questions
from checkin.store import figures, people
from checkin.store.opening import OpenCourse
from checkin.tally import tallies


def day_page(opened: OpenCourse, day: date) -> Document:
    """One day on the course's clock, in the course's language."""
    course, say = opened.course, speech(opened.course.language)
    now = opened.record.clock.now()
    with opened.record.reading() as conn:
        found = tallies(conn, course, now)
        sessions = figures.counted(conn, (row for tally in found for row in tally.rows))
        questions = open_questions(conn, course, people.roster(conn, everybody=True), stamp(now))
    held = [session for session in sessions if course.local(session.starts_at).date() == day]
    ids = {session.session for session in held}
    words = ("expected", "present", "late", "excused", "absent", "unmarked")
    lines = [
        [
            f"{course.local(s.starts_at):%H:%M}",
            s.title,
            *(str(getattr(s, word)) for word in words),
            say("closed") if s.closed else say("open"),
        ]
        for s in held
    ]
    countries: dict[str, list[int]] = {}
    late, missing = [], []
    for tally in found:
        rows = [row for row in tally.rows if row.session in ids]
        if tally.person.role is Role.PARTICIPANT and rows:
            counts = countries.setdefault(say.country(tally.person.country) or "-", [0, 0])
            counts[0] += 1
            counts[1] += any(row.status.attended for row in rows)
        shown = f"{tally.person.name} ({say.country(tally.person.country)})"
        late += [shown] * any(row.status is Status.LATE for row in rows)
        gone = [row for row in rows if row.expected and row.status in (Status.ABSENT, Status.UNMARKED)]
        missing += [f"{shown}: {', '.join(row.session for row in gone)}"] * bool(gone)
    by_country = [[name, str(count), str(came)] for name, (count, came) in sorted(countries.items())]
    headings = [say("Begins"), say("Session"), *map(say, words), ""]
    return Document(
        title=f"{say.weekday(day)} · {course.edition} {course.title}",
        subtitle=course.place,
        language=course.language,
        organizer=course.organizer,
        sections=[
            Section(say("Sessions"), grid=Grid(headings, lines, frozenset(range(2, 8)))),
            Section(
                say("By country"),
                grid=Grid([say("Country"), say("people"), say("came")], by_country, frozenset({1, 2})),
            ),
            Section(say("Late"), late or [say("Nobody.")]),
            Section(say("Missing"), missing or [say("Nobody.")]),
            questions,
        ],
    )
