"""Build the tables of attendance with stable column keys, for the screen, the commands and every file."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime

from checkin.attendance.live_figures import LiveFigures
from checkin.attendance.participant_filter import filter_participants
from checkin.attendance.rule_in_words import (
    as_sentence,
    rule_of_groups,
    rule_of_people,
    rule_of_sessions,
    threshold_in_words,
)
from checkin.attendance.summary import (
    GroupAttendance,
    PersonAttendance,
    attendance_by_person,
    by_country,
    by_day,
    by_institution,
    credit_of,
    session_counts,
)
from checkin.core.course import Course, Participant
from checkin.core.sum_in_words import Clause
from checkin.exports.table import Kind, Table, Value, in_number
from checkin.i18n.cldr import country_name
from checkin.i18n.translator import get_translator
from checkin.store.erasure.retained_counts import load_retained
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance as queries_attendance
from checkin.store.queries import open_questions
from checkin.store.queries.attendance import AttendanceRow, SessionRow

_T, _N, _P, _M, _F = Kind.TEXT, Kind.WHOLE, Kind.PERCENT, Kind.TIME, Kind.FLAG
_CERTIFICATES = (
    {"code": _T, "name": _T, "country": _T, "institution": _T, "role": _T, "expected": _N, "attended": _N, "late": _N}
    | {"excused": _N, "missed": _N, "minutes": Kind.MINUTES, "percent": _P, "earned": _F, "reason": _T}
)  # fmt: skip
_FIGURES = ("expected", "attended", "late", "excused", "missed", "minutes", "percent", "earned", "reason")
_COUNTS = ("expected", "present", "late", "excused", "absent", "unmarked")


class Tables:
    """The tables of a course at one moment, all read through one connection.

    ``of_sessions`` False leaves out the counts of the sessions, for tables that do not need them. ``seal`` is the
    fingerprint of the record at that moment. ``live`` computes only what changed since it was read before.
    """

    def __init__(
        self,
        opened: OpenCourse,
        *,
        countries_in_words: bool = False,
        of_sessions: bool = True,
        live: LiveFigures | None = None,
    ) -> None:
        self._opened = opened
        self.course: Course = opened.course
        self._words = countries_in_words
        self._language = ""
        with opened.record.reading() as conn:
            now = opened.record.clock.now()
            self.tallies: Sequence[PersonAttendance]
            self._sessions: Sequence[SessionRow] = []
            if live is not None:
                self.tallies, self._sessions = live.read(conn, self.course, now)
            else:
                self.tallies = attendance_by_person(conn, self.course, now)
                self._sessions = session_counts(conn, self.tallies) if of_sessions else []
            self._everybody = [tally.person for tally in self.tallies]
            self.seal = _seal(conn)

    def named(self, what: str) -> Table:
        """Return the table with the name that ``--what`` uses."""
        made: dict[str, Callable[[], Table]] = {
            "certificates": self.certificates,
            "attendance": self.attendance,
            "matrix": self.matrix,
            "scans": self.scans,
            "roster": self.roster,
            "sessions": self.sessions,
            "country": lambda: self.groups("country"),
            "institution": lambda: self.groups("institution"),
        }
        return made[what]()

    def only(self, who: str) -> "Tables":
        """Return the same moment for some people only. Raises :class:`NotFoundError` if nobody matches."""
        chosen = {person.id for person in filter_participants([tally.person for tally in self.tallies], who)}
        found = copy(self)
        found.tallies = [tally for tally in self.tallies if tally.person.id in chosen]
        return found

    def told_in(self, language: str) -> "Tables":
        """Return the same moment with its reasons in another language."""
        found = copy(self)
        found._language = language
        return found

    def days(self) -> dict[date, list[str]]:
        """Return the ids of the sessions of each day in the course's time zone, by time."""
        found: dict[date, list[str]] = {}
        for session in self._sessions:
            found.setdefault(self.course.local(session.starts_at).date(), []).append(session.session)
        return found

    def to_come(self, now: datetime) -> set[str]:
        """Return the ids of the sessions that are not over."""
        return {session.session for session in self._sessions if session.ends_at > now}

    def for_people(self, what: str) -> Table:
        """Return a table with the columns and headings of ``[export]`` in course.toml. Raises :class:`ExportError`."""
        rules = self.course.export
        return self.told_in(rules.headings).named(what).chosen(rules.columns.get(what, ()), rules.headings)

    def certificates(self) -> Table:
        """Return a row for each person: the sum, the percentage, the decision and its reason."""
        return self._table(
            "certificates",
            _CERTIFICATES,
            [(*self._who(tally.person), *self._sum(tally)) for tally in self.tallies],
            self.rule(),
        )

    def attendance(self) -> Table:
        """Return a row for each person and session."""
        rows = (row for tally in self.tallies for row in tally.rows)
        return _attendance(rows, self.course, countries_in_words=self._words)

    def matrix(self) -> Table:
        """Return a row for each person with a column for each session, then the certificate's columns."""
        sessions = [session.session for session in self._sessions]
        person = ("code", "name", "country", "institution", "role")
        columns = dict.fromkeys(person, _T) | dict.fromkeys(sessions, _T)
        columns |= {key: _CERTIFICATES[key] for key in _FIGURES}
        rows = []
        for tally in self.tallies:
            statuses = {cell.sitting.session: cell.sitting.status.value for cell in tally.cells}
            cells = [statuses.get(session) for session in sessions]
            rows.append((*self._who(tally.person), *cells, *self._sum(tally)))
        return self._table("matrix", columns, rows, self.rule())

    def sessions(self) -> Table:
        """Return a row for each session with its counts of people."""
        columns = {"session": _T, "title": _T, "starts_at": _M, "ends_at": _M, "room": _T}
        columns |= dict.fromkeys(_COUNTS, _N) | {"closed": _F}
        rows = [
            (
                *(s.session, s.title, self._local(s.starts_at), self._local(s.ends_at), s.room),
                *(s.expected, s.present, s.late, s.excused, s.absent, s.unmarked, s.closed),
            )
            for s in self._sessions
        ]
        return self._table("sessions", columns, rows, self._in_words(rule_of_sessions(self.tallies)))

    def scans(self) -> Table:
        """Return a row for each scan, including refused and undone ones."""
        columns = {"event_id": _T, "segment": _T, "seq": _N, "at": _M, "door": _T, "session": _T, "code": _T}
        columns |= {"verdict": _T, "counted": _F, "name": _T, "undone": _F}
        # Read only when asked for: a long course has more scans than anything else.
        with self._opened.record.reading() as conn:
            found = list(queries_attendance.scans(conn))
        rows = [
            (
                *(s.event_id, s.segment, s.seq, self._local(s.at), s.door, s.session, s.code),
                *(s.verdict, s.counted, s.name, s.undone),
            )
            for s in found
        ]
        return self._table("scans", columns, rows)

    def roster(self) -> Table:
        """Return a row for each person, with the columns of the roster's own file at the end."""
        facts = list(dict.fromkeys(heading for person in self._everybody for heading in person.facts))
        keys = ("code", "name", "given_names", "family_names", "email", "country", "institution", "position", "role")
        columns = dict.fromkeys((*keys, "groups", "language", "status", *facts), _T)
        rows = [
            (
                *(p.code, p.name, p.given_names, p.family_names, p.email, self._country(p.country), p.institution),
                *(p.position, p.role.value, ", ".join(p.groups), p.language),
                "withdrawn" if p.withdrawn else "registered",
                *(p.facts.get(heading) for heading in facts if heading not in (*keys, "groups", "language", "status")),
            )
            for p in self._everybody
        ]
        return self._table("roster", columns, rows)

    def groups(self, by: str) -> Table:
        """Return the counts of each country, institution or day."""
        grouped: Sequence[GroupAttendance] = {
            "country": lambda: by_country(self.tallies),
            "institution": lambda: by_institution(self.tallies),
            "day": lambda: by_day(self.tallies),
        }[by]()
        country = {"country": _T} if by == "institution" else {}
        columns = {by: _T} | country | {"people": _N} | dict.fromkeys(_COUNTS, _N)
        columns |= {"credit": Kind.MINUTES, "out_of": Kind.MINUTES, "percent": _P}
        rows: list[tuple[Value, ...]] = []
        for g in grouped:
            name = self._country(g.name) if by == "country" else g.name
            where = (self._country(g.country),) if country else ()
            counts = (g.expected, g.present, g.late, g.excused, g.absent, g.unmarked)
            credit, out_of = credit_of(g, self.course.policy)
            rows.append((name, *where, g.people, *counts, in_number(credit), in_number(out_of), g.percent))
        rule = rule_of_groups(self.tallies, grouped, self.course.policy)
        return self._table(by, columns, rows, self._in_words(rule))

    def rule(self, *, threshold: bool = False) -> str:
        """Return the rule of the sums of people in one sentence; ``threshold`` adds what is needed."""
        policy = self.course.policy
        needed = threshold_in_words(policy) if threshold else ()
        return self._in_words((*rule_of_people(self.tallies, policy), *needed))

    def _in_words(self, said: Clause) -> str:
        return as_sentence(get_translator(self._language or "en").clause(said))

    def _who(self, person: Participant) -> tuple[Value, ...]:
        return person.code, person.name, self._country(person.country), person.institution, person.role.value

    def _sum(self, tally: PersonAttendance) -> tuple[Value, ...]:
        f = tally.figures
        reason = get_translator(self._language).reason(f) if self._language else f.reason
        return f.expected, f.attended, f.late, f.excused, f.missed, in_minutes(f.seconds), f.percent, f.earned, reason

    def _country(self, code: str) -> str:
        return country_name(code, self.course.language) if self._words else code

    def _local(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else self.course.local(moment)

    def _table(
        self, name: str, columns: Mapping[str, Kind], rows: Sequence[tuple[Value, ...]], rule: str = ""
    ) -> Table:
        return Table(name, columns, rows, self.course.policy.threshold, rule=rule)


def attendance_alone(opened: OpenCourse, *, countries_in_words: bool = False) -> tuple[Table, str]:
    """Return the attendance table and the record's seal without computing anybody's result.

    Why: this table has the most rows of all.
    """
    with opened.record.reading() as conn:
        found = queries_attendance.attendance(conn, opened.course.policy.unit)
        return _attendance(found, opened.course, countries_in_words=countries_in_words), _seal(conn)


def _seal(conn: sqlite3.Connection) -> str:
    """Return the fingerprint of the record at this moment as text for a file."""
    events, seal = open_questions.newest(conn)
    return f"The record held {events} events; their seal was {seal or 'none'}."


def in_minutes(seconds: int) -> int | float:
    """Return seconds as minutes: a whole number where they are, else with two decimals."""
    return seconds // 60 if seconds % 60 == 0 else round(seconds / 60, 2)


def _attendance(found: Iterable[AttendanceRow], course: Course, *, countries_in_words: bool) -> Table:
    columns = (
        dict.fromkeys(("code", "name", "country", "session", "title"), _T)
        | {"starts_at": _M, "ends_at": _M, "status": _T, "at": _M, "left_at": _M, "minutes": Kind.MINUTES}
        | {"door": _T, "source": _T}
    )
    rows: list[tuple[Value, ...]] = [
        (
            row.code,
            row.name,
            country_name(row.country, course.language) if countries_in_words else row.country,
            row.session,
            row.title,
            course.local(row.starts_at),
            course.local(row.ends_at),
            row.status.value,
            row.at and course.local(row.at),
            row.left_at and course.local(row.left_at),
            in_minutes(row.seconds),
            row.door,
            row.source,
        )
        for row in found
    ]
    return Table("attendance", columns, rows, course.policy.threshold)


def figures_by(opened: OpenCourse, by: str, language: str = "") -> Table:
    """Return the table that ``checkin attendance --by`` prints. After an erasure it is the retained counts.

    ``language``: the language of the sums in words and of the rule.
    Raises :class:`CourseError` when nothing was loaded yet, or when a table of erased people was asked for.
    """
    counts = load_retained(opened.record.conn)
    if counts is None or by == "participant":
        opened.require_programme()
    tables = Tables(opened).told_in(language)
    if counts is not None:
        name = "sessions" if by == "session" else by
        return (tables.sessions() if by == "session" else tables.groups(by)).holding(counts.tables[name])
    if by == "participant":
        return tables.certificates()
    return tables.sessions() if by == "session" else tables.groups(by)
