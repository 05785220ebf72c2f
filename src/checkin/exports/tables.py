"""Build the tables of attendance with stable column keys, for the screen, the commands and every file."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime

from checkin.attendance.entitlement import Entitlements, State, find_entitlements
from checkin.attendance.live_figures import LiveFigures
from checkin.attendance.participant_filter import filter_participants
from checkin.attendance.rule_in_words import (
    all_sessions,
    as_sentence,
    rule_of_groups,
    rule_of_people,
    rule_of_sessions,
    threshold_in_words,
)
from checkin.attendance.summary import (
    PersonAttendance,
    attendance_by_person,
    country_of,
    credit_of,
    day_of,
    grouped,
    institution_of,
    session_counts,
)
from checkin.core.course import Course, Participant
from checkin.core.sum_in_words import Clause
from checkin.core.text import translatable
from checkin.exports.person_columns import EXTRA, kinds_of, values_of, with_extra
from checkin.exports.register import register
from checkin.exports.table import Kind, Table, Value, in_number
from checkin.i18n.table_headings import LATER_ROSTER_COLUMNS, ROSTER_COLUMNS
from checkin.i18n.translator import get_translator
from checkin.store.erasure.retained_counts import load_retained
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance as queries_attendance
from checkin.store.queries import certificates as queries_certificates
from checkin.store.queries import open_questions
from checkin.store.queries.attendance import AttendanceRow, SessionRow
from checkin.store.roster import participants, programme

_T, _W, _N, _M, _F = Kind.TEXT, Kind.WORD, Kind.WHOLE, Kind.TIME, Kind.FLAG
_WHO = ("code", "name", "country", "institution", "role")
_ROSTER = (*ROSTER_COLUMNS, *LATER_ROSTER_COLUMNS)
_OF_ATTENDANCE = ("code", "name", "country")
_SUM: Mapping[str, Kind] = dict.fromkeys(("expected", "attended", "late", "excused", "missed"), _N) | {
    "minutes": Kind.MINUTES,
    "credit": Kind.MINUTES,
    "out_of": Kind.MINUTES,
    "percent": Kind.PERCENT,
    "earned": _F,
    "reason": _T,
}
_CERTIFICATE = {"number": _T, "verification": _T, "issued_on": Kind.DAY, "state": _W, "file": _T}
_COUNTS = ("expected", "present", "late", "excused", "absent", "unmarked")


class Tables:
    """The tables of a course at one moment, all read through one connection.

    ``of_sessions`` False leaves out the counts of the sessions, for tables that do not need them. ``seal`` is the
    fingerprint of the record at that moment. Without a language, headings and words are stable keys.
    ``live`` computes only what changed since it was read before.
    """

    def __init__(self, opened: OpenCourse, *, of_sessions: bool = True, live: LiveFigures | None = None) -> None:
        self._opened = opened
        self.course: Course = opened.course
        self._language = ""
        with opened.record.reading() as conn:
            self._now = now = opened.record.clock.now()
            self.tallies: Sequence[PersonAttendance]
            self._sessions: Sequence[SessionRow] = []
            if live is not None:
                self.tallies, self._sessions = live.read(conn, self.course, now)
            else:
                self.tallies = attendance_by_person(conn, self.course, now)
                self._sessions = session_counts(conn, self.tallies) if of_sessions else []
            self._everybody = [tally.person for tally in self.tallies]
            self._certificates = find_entitlements(
                self.tallies,
                self.course,
                programme.read_programme(conn),
                queries_certificates.issued(conn),
                queries_certificates.decisions(conn),
            )
            self._newest = open_questions.newest(conn)
            self._on_list = participants.on_list_ids(conn)

    @property
    def seal(self) -> str:
        """The fingerprint of the record at that moment, as text for a file."""
        return _seal(self._newest, self._language)

    def named(self, what: str, extra: Sequence[str] = ()) -> Table:
        """Return the table with the name that ``--what`` uses; ``extra`` are columns about people to add."""
        made: dict[str, Callable[[], Table]] = {
            "certificates": lambda: self.certificates(extra),
            "mail-merge": self.mail_merge,
            "register": lambda: register(self._opened, self._language),
            "attendance": lambda: self.attendance(extra),
            "matrix": lambda: self.matrix(extra),
            "scans": self.scans,
            "roster": self.roster,
            "programme": self.programme,
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

    def in_language(self, language: str) -> "Tables":
        """Return the same moment with its headings, words and reasons in a language."""
        found = copy(self)
        found._language = language
        return found

    def days(self) -> dict[date, list[str]]:
        """Return the ids of the sessions of each day in the course's time zone, by time."""
        found: dict[date, list[str]] = {}
        for session in self._sessions:
            found.setdefault(self.course.local(session.starts_at).date(), []).append(session.session)
        return found

    def for_people(self, what: str) -> Table:
        """Return a table with the columns of ``[export]`` in course.toml. Raises :class:`ExportError`."""
        keys = self.course.export.columns.get(what, ())
        known = EXTRA if what in ("certificates", "matrix", "attendance") else ()
        return self.named(what, [key for key in keys if key in known]).chosen(keys, known)

    def certificates(self, extra: Sequence[str] = ()) -> Table:
        """Return a row for each person: the sum, the percentage, the decision, its reason and the certificate."""
        keys = with_extra((*_WHO, "email", "own_id"), extra)
        rows = [
            (*values_of(tally.person, keys), *self._sum(tally), *_certificate(self._certificates, tally.person.id))
            for tally in self.tallies
        ]
        return self._table("certificates", {**kinds_of(keys), **_SUM, **_CERTIFICATE}, rows, self.rule())

    def mail_merge(self) -> Table:
        """Return a row for each person who holds a certificate, with what a letter to them needs."""
        keys = ("code", "name", "given_names", "family_names", "email", "language", "country", "institution", "own_id")
        columns = kinds_of(keys) | {"percent": Kind.PERCENT, **_CERTIFICATE}
        rows = [
            (*values_of(tally.person, keys), tally.figures.percent, *_certificate(self._certificates, tally.person.id))
            for tally in self.tallies
            if tally.person.id in self._certificates.standing
        ]
        return self._table("mail-merge", columns, rows)

    def attendance(self, extra: Sequence[str] = ()) -> Table:
        """Return a row for each person and session."""
        rows = (row for tally in self.tallies for row in tally.rows)
        people = {tally.person.id: tally.person for tally in self.tallies}
        return replace(_attendance(rows, self.course, extra, people), language=self._language)

    def matrix(self, extra: Sequence[str] = ()) -> Table:
        """Return a row for each person with a column for each session, then the certificate's columns."""
        sessions = [session.session for session in self._sessions]
        keys = with_extra(_WHO, extra)
        rows = []
        for tally in self.tallies:
            statuses = tally.statuses
            cells = [statuses[one].value if one in statuses else None for one in sessions]
            rows.append((*values_of(tally.person, keys), *cells, *self._sum(tally)))
        table = self._table("matrix", {**kinds_of(keys), **dict.fromkeys(sessions, _W), **_SUM}, rows, self.rule())
        return replace(table, headings=self._session_headings(), signs=frozenset(sessions))

    def _session_headings(self) -> dict[str, str]:
        """Return title, day and time of each session in the language; nothing without a language."""
        if not self._language:
            return {}
        tr = get_translator(self._language)
        found = {}
        for session in self._sessions:
            starts = self.course.local(session.starts_at)
            found[session.session] = f"{session.title}, {tr.day(starts.date())}, {starts:%H:%M}"
        count = Counter(found.values())
        return {key: text if count[text] == 1 else f"{text} ({key})" for key, text in found.items()}

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

    def programme(self) -> Table:
        """Return the sessions as the last programme file had them, with every column that a programme can have."""
        columns = {"id": _T, "title": _T, "starts_at": _M, "ends_at": _M, "room": _T, "theme": _T, "speakers": _T}
        columns |= {
            "language": Kind.LANGUAGE,
            "groups": Kind.GROUPS,
            "slot": _T,
            "kind": _T,
            "counts": _F,
            "required": _F,
        }
        with self._opened.record.reading() as conn:
            found = programme.loaded_sessions(conn)
        rows = [
            (
                *(s.id, s.title, self._local(s.starts_at), self._local(s.ends_at), s.room, s.theme),
                *("; ".join(s.speakers), s.language, "; ".join(s.groups), s.slot, s.kind, s.counts, s.required),
            )
            for s in found
        ]
        return self._table("programme", columns, rows)

    def scans(self) -> Table:
        """Return a row for each scan, including refused and undone ones."""
        columns = {"event_id": _T, "segment": _T, "seq": _N, "at": _M, "door": _T, "session": _T, "code": _T}
        columns |= {"verdict": _W, "counted": _F, "name": _T, "undone": _F}
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
        """Return a row for each person on the list, with the columns of the roster's own file at the end.

        People who are no longer listed and keep their attendance are left out: loaded back, they would be listed again.
        """
        people = [person for person in self._everybody if person.id in self._on_list]
        facts = list(dict.fromkeys(heading for person in people for heading in person.facts))
        keys = {heading: heading if heading not in _ROSTER else f"{heading} 2" for heading in facts}
        rows = [(*values_of(person, _ROSTER), *(person.facts.get(heading) for heading in facts)) for person in people]
        table = self._table("roster", {**kinds_of(_ROSTER), **dict.fromkeys(keys.values(), _T)}, rows)
        return replace(table, headings={key: heading for heading, key in keys.items()})

    def groups(self, by: str) -> Table:
        """Return the counts of each country, institution or day."""
        key = {"country": country_of, "institution": institution_of, "day": day_of}[by]
        (groups,) = grouped(self.tallies, [key])
        kind = {"country": Kind.COUNTRY, "day": Kind.DAY}.get(by, _T)
        country = {"country": Kind.COUNTRY} if by == "institution" else {}
        columns = {by: kind} | country | {"people": _N} | dict.fromkeys(_COUNTS, _N)
        columns |= {"credit": Kind.MINUTES, "out_of": Kind.MINUTES, "percent": Kind.PERCENT}
        if by == "country" and self._language:
            tr = get_translator(self._language)
            groups.sort(key=lambda g: tr.sort_key(tr.country(g.name)))
        rows: list[tuple[Value, ...]] = []
        for g in groups:
            name = date.fromisoformat(g.name) if by == "day" else g.name
            where = (g.country,) if country else ()
            counts = (g.expected, g.present, g.late, g.excused, g.absent, g.unmarked)
            credit = map(in_number, credit_of(g, self.course.policy))
            rows.append((name, *where, g.people, *counts, *credit, g.percent))
        rule = (*rule_of_groups(self.tallies, groups, self.course.policy), *all_sessions(self.tallies, self._now))
        return self._table(by, columns, rows, self._in_words(rule))

    def rule(self, *, threshold: bool = False) -> str:
        """Return the rule of the sums of people in one sentence; ``threshold`` adds what is needed."""
        policy = self.course.policy
        needed = threshold_in_words(policy) if threshold else ()
        counted = all_sessions(self.tallies, self._now)
        return self._in_words((*rule_of_people(self.tallies, policy), *counted, *needed))

    def _in_words(self, said: Clause) -> str:
        return as_sentence(get_translator(self._language or "en").clause(said))

    def _sum(self, tally: PersonAttendance) -> tuple[Value, ...]:
        f = tally.figures
        reason = get_translator(self._language).reason(f) if self._language else f.reason
        counts = (f.expected, f.attended, f.late, f.excused, f.missed, in_minutes(f.seconds))
        return *counts, in_number(f.credit), in_number(f.out_of), f.percent, f.earned, reason

    def _local(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else self.course.local(moment)

    def _table(
        self, name: str, columns: Mapping[str, Kind], rows: Sequence[tuple[Value, ...]], rule: str = ""
    ) -> Table:
        return Table(name, columns, rows, self.course.policy.threshold, self._language, rule)


def _certificate(found: Entitlements, person: str) -> tuple[Value, ...]:
    state, certificate = found.of(person)
    if certificate is None:
        return None, None, None, state.value, None
    issued_on = date.fromisoformat(certificate.facts["said"]["issued_on"])
    file = certificate.file if state is State.ISSUED else None
    return certificate.number, certificate.code, issued_on, state.value, file


def attendance_alone(opened: OpenCourse, extra: Sequence[str] = (), language: str = "") -> tuple[Table, str]:
    """Return the attendance table and the record's seal without computing anybody's result.

    Why: this table has the most rows of all.
    """
    with opened.record.reading() as conn:
        found = queries_attendance.attendance(conn, opened.course.policy.unit)
        people = {person.id: person for person in participants.roster(conn, everybody=True)} if extra else {}
        return replace(_attendance(found, opened.course, extra, people), language=language), _seal(
            open_questions.newest(conn), language
        )


def _seal(newest: tuple[int, str], language: str) -> str:
    events, seal = newest
    text = translatable("The record held {events} entries; their seal was {seal}.")
    return get_translator(language or "en")(text, events=events, seal=seal or "-")


def in_minutes(seconds: int) -> int | float:
    """Return seconds as minutes: a whole number where they are, else with two decimals."""
    return seconds // 60 if seconds % 60 == 0 else round(seconds / 60, 2)


def _attendance(
    found: Iterable[AttendanceRow], course: Course, extra: Sequence[str], people: Mapping[str, Participant]
) -> Table:
    """Return the table; ``people`` by their ids are needed for extra columns only.

    ``counted`` is true of the rows that the counts of the sessions hold.
    """
    more = [key for key in extra if key not in _OF_ATTENDANCE]
    columns = (
        {**kinds_of(_OF_ATTENDANCE), "session": _T, "title": _T}
        | {"starts_at": _M, "ends_at": _M, "status": _W, "at": _M, "left_at": _M, "minutes": Kind.MINUTES}
        | {"door": _T, "source": _W, "counted": Kind.FLAG, **kinds_of(more)}
    )
    rows: list[tuple[Value, ...]] = [
        (
            row.code,
            row.name,
            row.country,
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
            row.expected,
            *(values_of(people[row.participant], more) if more else ()),
        )
        for row in found
    ]
    return Table("attendance", columns, rows, course.policy.threshold)


def figures_by(opened: OpenCourse, by: str, language: str = "") -> Table:
    """Return the table that ``checkin attendance --by`` prints. After an erasure it is the retained counts.

    ``language``: that of the headings and words; without one they are stable keys.
    Raises :class:`CourseError` when nothing was loaded yet, or when a table of erased people was asked for.
    """
    counts = load_retained(opened.record.conn)
    if counts is None or by == "participant":
        opened.require_programme()
    tables = Tables(opened).in_language(language)
    if counts is not None:
        name = "sessions" if by == "session" else by
        return (tables.sessions() if by == "session" else tables.groups(by)).with_objects(counts.tables[name])
    if by == "participant":
        return tables.certificates()
    return tables.sessions() if by == "session" else tables.groups(by)
