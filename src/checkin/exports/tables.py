"""The figures as tables with stable keys: one definition for the screen, the command and every file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from fractions import Fraction

from checkin.attendance import show_percent
from checkin.choosing import selected
from checkin.course import Course, Participant
from checkin.errors import ExportError
from checkin.exports.headings import in_words
from checkin.locales.territories import country_name
from checkin.store import figures, people, questions
from checkin.store.opening import OpenCourse
from checkin.tally import GroupTally, Tally, by_country, by_day, by_institution, tallies
from checkin.text import clean


class Kind(Enum):
    """How a column's values are written."""

    TEXT = "text"
    WHOLE = "whole"
    PERCENT = "percent"
    TIME = "time"
    FLAG = "flag"


Value = str | int | bool | datetime | Fraction | None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by their stable keys, and rows of values. Times are aware, on the course's clock."""

    name: str
    columns: Mapping[str, Kind]
    rows: Sequence[tuple[Value, ...]]
    threshold: Fraction
    language: str = ""

    def heading(self, key: str) -> str:
        """A column's heading for people: in the language that the course chose, else its stable key."""
        return in_words(key, self.language) if self.language else key

    def chosen(self, keys: Sequence[str], language: str) -> "Table":
        """The table for people: these columns in this order (all of them if none), its headings in a language.

        Raises :class:`ExportError` for a column that there is not.
        """
        if unknown := [key for key in keys if key not in self.columns]:
            known = ", ".join(self.columns)
            raise ExportError(f"course.toml: [export] {self.name} has no column {unknown[0]!r}; there are {known}.")
        if not keys:
            return replace(self, language=language)
        places = [list(self.columns).index(key) for key in keys]
        columns = {key: self.columns[key] for key in keys}
        rows = [tuple(row[place] for place in places) for row in self.rows]
        return replace(self, columns=columns, rows=rows, language=language)

    def objects(self) -> Iterable[dict[str, object]]:
        """The rows for JSON: times in ISO 8601 with their offset, percent as a number."""
        for row in self.rows:
            yield {key: self._plain(kind, value) for (key, kind), value in zip(self.columns.items(), row, strict=True)}

    def shown(self) -> list[dict[str, str]]:
        """The rows for people, as text of one line."""
        return [
            {key: self.text(kind, value) for (key, kind), value in zip(self.columns.items(), row, strict=True)}
            for row in self.rows
        ]

    def number(self, percent: Fraction) -> float:
        """A percentage as the number that is also printed."""
        return float(show_percent(percent, self.threshold))

    def text(self, kind: Kind, value: Value) -> str:
        """One value for people."""
        if value is None:
            return ""
        match kind:
            case Kind.PERCENT:
                return show_percent(value if isinstance(value, Fraction) else None, self.threshold)
            case Kind.FLAG:
                return "yes" if value else "no"
            case Kind.TIME if isinstance(value, datetime):
                return f"{value:%Y-%m-%d %H:%M}"
            case _:
                return clean(str(value))

    def _plain(self, kind: Kind, value: Value) -> object:
        if isinstance(value, Fraction):
            return self.number(value)
        if isinstance(value, datetime):
            return value.isoformat(timespec="milliseconds")
        return bool(value) if kind is Kind.FLAG and value is not None else value


_T, _N, _P, _M, _F = Kind.TEXT, Kind.WHOLE, Kind.PERCENT, Kind.TIME, Kind.FLAG
_CERTIFICATES = (
    {"code": _T, "name": _T, "country": _T, "institution": _T, "role": _T, "expected": _N, "attended": _N, "late": _N}
    | {"excused": _N, "missed": _N, "minutes": _N, "percent": _P, "earned": _F, "reason": _T}
)  # fmt: skip
_FIGURES = ("expected", "attended", "late", "excused", "missed", "minutes", "percent", "earned", "reason")
_COUNTS = ("expected", "present", "late", "excused", "absent", "unmarked")


class Tables:
    """The tables of one moment of a course: everything is read through one connection.

    ``of_sessions`` False leaves the counts of the sessions unread, for tables that have none of them.
    """

    def __init__(self, opened: OpenCourse, *, countries_in_words: bool = False, of_sessions: bool = True) -> None:
        self._opened = opened
        self.course: Course = opened.course
        self._words = countries_in_words
        with opened.record.reading() as conn:
            self.tallies: Sequence[Tally] = tallies(conn, self.course)
            self._sessions = figures.sessions(conn) if of_sessions else []
            self._everybody = people.roster(conn)
            self._events, self._seal = questions.newest(conn)

    @property
    def seal(self) -> str:
        """What the record was at that moment, in words for a file that is kept elsewhere."""
        return f"The record held {self._events} events; their seal was {self._seal or 'none'}."

    def named(self, what: str) -> Table:
        """A table by the name that ``--what`` gives it."""
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
        """The same moment, of some people alone. Raises :class:`checkin.errors.NotFoundError` as ``selected`` does."""
        chosen = {person.id for person in selected([tally.person for tally in self.tallies], who)}
        found = copy(self)
        found.tallies = [tally for tally in self.tallies if tally.person.id in chosen]
        return found

    def days(self) -> dict[date, list[str]]:
        """The ids of the sessions held on each day of the course's clock, by time."""
        found: dict[date, list[str]] = {}
        for session in self._sessions:
            found.setdefault(self.course.local(session.starts_at).date(), []).append(session.session)
        return found

    def to_come(self, now: datetime) -> set[str]:
        """The ids of the sessions that are not over."""
        return {session.session for session in self._sessions if session.ends_at > now}

    def for_people(self, what: str) -> Table:
        """A table as ``[export]`` in course.toml wants it. Raises :class:`ExportError`."""
        rules = self.course.export
        return self.named(what).chosen(rules.columns.get(what, ()), rules.headings)

    def certificates(self) -> Table:
        """A row for each person: the sum, the percentage, earned or not, and why."""
        return self._table(
            "certificates",
            _CERTIFICATES,
            [(*self._who(tally.person), *self._sum(tally)) for tally in self.tallies],
        )

    def attendance(self) -> Table:
        """A row for each person and session."""
        columns = (
            dict.fromkeys(("code", "name", "country", "session", "title"), _T)
            | {"starts_at": _M, "ends_at": _M, "status": _T, "at": _M, "left_at": _M, "minutes": _N}
            | {"door": _T, "source": _T}
        )
        rows = [
            (
                row.code,
                row.name,
                self._country(row.country),
                row.session,
                row.title,
                self._local(row.starts_at),
                self._local(row.ends_at),
                row.status.value,
                self._local(row.at),
                self._local(row.left_at),
                row.minutes,
                row.door,
                row.source,
            )
            for tally in self.tallies
            for row in tally.rows
        ]
        return self._table("attendance", columns, rows)

    def matrix(self) -> Table:
        """A row for each person, a column for each session, then the certificate's columns."""
        sessions = [session.session for session in self._sessions]
        person = ("code", "name", "country", "institution", "role")
        columns = dict.fromkeys(person, _T) | dict.fromkeys(sessions, _T)
        columns |= {key: _CERTIFICATES[key] for key in _FIGURES}
        rows = []
        for tally in self.tallies:
            statuses = {row.session: row.status.value for row in tally.rows}
            cells = [statuses.get(session) for session in sessions]
            rows.append((*self._who(tally.person), *cells, *self._sum(tally)))
        return self._table("matrix", columns, rows)

    def sessions(self) -> Table:
        """A row for each session with its counts of people."""
        columns = {"session": _T, "title": _T, "starts_at": _M, "ends_at": _M, "room": _T}
        columns |= dict.fromkeys(_COUNTS, _N) | {"closed": _F}
        rows = [
            (
                *(s.session, s.title, self._local(s.starts_at), self._local(s.ends_at), s.room),
                *(s.expected, s.present, s.late, s.excused, s.absent, s.unmarked, s.closed),
            )
            for s in self._sessions
        ]
        return self._table("sessions", columns, rows)

    def scans(self) -> Table:
        """A row for each scan, the refused and the undone ones too."""
        columns = {"event_id": _T, "segment": _T, "seq": _N, "at": _M, "door": _T, "session": _T, "code": _T}
        columns |= {"verdict": _T, "counted": _F, "name": _T, "undone": _F}
        # Read only when asked for: a long course has more scans than anything else.
        with self._opened.record.reading() as conn:
            found = list(figures.scans(conn))
        rows = [
            (
                *(s.event_id, s.segment, s.seq, self._local(s.at), s.door, s.session, s.code),
                *(s.verdict, s.counted, s.name, s.undone),
            )
            for s in found
        ]
        return self._table("scans", columns, rows)

    def roster(self) -> Table:
        """A row for each person, with the columns of the roster's own file at the end."""
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
        """The counts of a country, an institution or a day."""
        grouped: Sequence[GroupTally] = {
            "country": lambda: by_country(self.tallies),
            "institution": lambda: by_institution(self.tallies),
            "day": lambda: by_day(self.tallies, self.course),
        }[by]()
        columns = {by: _T, "people": _N} | dict.fromkeys(_COUNTS, _N) | {"percent": _P}
        rows: list[tuple[Value, ...]] = []
        for g in grouped:
            name = self._country(g.name) if by == "country" else g.name
            percent = Fraction(100 * (g.present + g.late), g.expected) if g.expected else None
            counts = (g.expected, g.present, g.late, g.excused, g.absent, g.unmarked)
            rows.append((name, g.people, *counts, percent))
        return self._table(by, columns, rows)

    def _who(self, person: Participant) -> tuple[Value, ...]:
        return person.code, person.name, self._country(person.country), person.institution, person.role.value

    @staticmethod
    def _sum(tally: Tally) -> tuple[Value, ...]:
        f = tally.figures
        return f.expected, f.attended, f.late, f.excused, f.missed, f.minutes, f.percent, f.earned, f.reason

    def _country(self, code: str) -> str:
        return country_name(code, self.course.language) if self._words else code

    def _local(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else self.course.local(moment)

    def _table(self, name: str, columns: Mapping[str, Kind], rows: Sequence[tuple[Value, ...]]) -> Table:
        return Table(name, columns, rows, self.course.policy.threshold)


def figures_by(opened: OpenCourse, by: str) -> Table:
    """The table that ``checkin attendance --by`` prints."""
    tables = Tables(opened)
    if by == "participant":
        return tables.certificates()
    return tables.sessions() if by == "session" else tables.groups(by)
