"""Programme files into sessions: sheets here, calendars in ``ical``; the checks are the same for both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checkin.course import Course, Session
from checkin.errors import IntakeError, Problem
from checkin.intake import headings
from checkin.intake.headings import Columns
from checkin.intake.roster import split_groups
from checkin.intake.tables import Row, Table, read_table
from checkin.intake.times import exists, read_date, read_moment, read_time
from checkin.text import clean, fold

_LONGEST = timedelta(hours=24)
_YES = frozenset(["yes", "y", "si", "s", "sim", "oui", "o", "true", "verdadero", "verdadeiro", "vrai", "1", "x"])
_NO = frozenset(["no", "n", "nao", "non", "false", "falso", "faux", "0", "-"])
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """The sessions of one or more files, and what is worth saying about how they were read."""

    sessions: tuple[Session, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A session with the place in the file that it came from."""

    file: str
    row: int
    session: Session

    def problem(self, reason: str, column: str = "") -> Problem:
        """A problem at this place."""
        return Problem(self.file, self.row, column, reason)


def read_programme(paths: Sequence[Path], course: Course) -> ProgrammeFile:
    """Read programme files. Raises :class:`IntakeError` with every problem of every file."""
    placed: list[Placed] = []
    problems: list[Problem] = []
    notices: list[str] = []
    for path in paths:
        try:
            if path.suffix.casefold() == ".ics":
                from checkin.intake.ical import read_calendar

                found, said = read_calendar(path, course)
                notices.extend(said)
            else:
                found = _read_sheet(path, course)
            placed.extend(found)
        except IntakeError as error:
            problems.extend(error.problems)
    placed = _with_ids(placed, course)
    problems.extend(_conflicts(placed))
    if problems:
        raise IntakeError(problems)
    return ProgrammeFile(tuple(item.session for item in placed), tuple(notices))


def is_programme(path: Path, course: Course) -> bool:
    """Whether a file is a programme and not a roster: by its ending, its name, else by its headings."""
    if path.suffix.casefold() == ".ics":
        return True
    name = fold(path.stem)
    if re.search("programm?[ea]|agenda|sesion|session|sessoes|horario|schedule|cronograma", name):
        return True
    if re.search("participa|roster|inscri|attendee|asistente|lista|registra", name):
        return False
    own = course.columns

    def either(cells: Sequence[str]) -> int:
        return max(headings.ROSTER.score(cells, own), headings.PROGRAMME.score(cells, own))

    found = read_table(path, either).headings
    return headings.PROGRAMME.score(found, {}) > headings.ROSTER.score(found, {})


def _read_sheet(path: Path, course: Course) -> list[Placed]:
    table = read_table(path, lambda cells: headings.PROGRAMME.score(cells, course.columns))
    columns = headings.match(table, headings.PROGRAMME, course.columns)
    _require_columns(table, columns)
    placed: list[Placed] = []
    problems: list[Problem] = []
    for row in table.rows:
        reader = _RowReader(table, row, columns, course)
        session = reader.session()
        problems.extend(reader.problems)
        if session is not None:
            placed.append(Placed(table.file, row.number, session))
    if problems:
        raise IntakeError(problems)
    return placed


def _require_columns(table: Table, columns: Columns) -> None:
    shown = ", ".join(clean(heading) for heading in table.headings if heading) or "none"
    if "title" not in columns.fields:
        reason = f"no column with the titles was recognised (headings found: {shown}); call one 'title'"
        raise IntakeError([Problem(table.file, 0, "", reason)])
    whole = {"starts_at", "ends_at"} <= set(columns.fields)
    parts = {"date", "start", "end"} <= set(columns.fields)
    # "start" and "end" alone may hold the date too.
    if not (whole or parts or {"start", "end"} <= set(columns.fields)):
        reason = f"no columns with the times were recognised (headings found: {shown}); use starts_at and ends_at, "
        raise IntakeError([Problem(table.file, 0, "", reason + "or date, start and end")])
    if not table.rows:
        raise IntakeError([Problem(table.file, 0, "", "the programme is empty: headings, but no session beneath")])


class _RowReader:
    """One row, read field by field; what is wrong is gathered."""

    def __init__(self, table: Table, row: Row, columns: Columns, course: Course) -> None:
        self.problems: list[Problem] = []
        self._table = table
        self._row = row
        self._columns = columns
        self._course = course

    def session(self) -> Session | None:
        title = self._text("title")
        if not title:
            self._wrong("title", "the title is missing")
        key = self._text("id")
        if key and not _ID.fullmatch(key):
            self._wrong("id", f"{key!r} cannot be an id; use letters, digits, hyphens and dots, at most 40")
        starts, ends = self._moment("starts_at", "start"), self._moment("ends_at", "end")
        if starts is None or ends is None:
            return None
        if reason := wrong_times(starts, ends):
            self._wrong("ends_at" if "ends_at" in self._columns.fields else "end", reason)
        session = Session(
            id=key,
            title=title,
            starts_at=starts.astimezone(UTC),
            ends_at=ends.astimezone(UTC),
            room=self._text("room"),
            theme=self._text("theme"),
            speakers=tuple(part for part in map(clean, re.split(r"[;\n]", self._raw("speakers"))) if part),
            language=self._text("language"),
            groups=split_groups(self._raw("groups")),
            kind=self._text("kind"),
            counts=self._flag("counts", default=True),
            required=self._flag("required", default=False),
        )
        return None if self.problems else session

    def _raw(self, name: str) -> str:
        return self._columns.get(self._row.cells, name)

    def _text(self, name: str) -> str:
        return clean(self._raw(name))

    def _wrong(self, name: str, reason: str) -> None:
        self.problems.append(Problem(self._table.file, self._row.number, self._columns.heading(name), reason))

    def _moment(self, whole: str, part: str) -> datetime | None:
        zone = self._course.timezone
        if text := self._raw(whole):
            name, moment = whole, read_moment(text, zone)
        else:
            name, text = part, self._raw(part)
            moment = read_moment(text, zone)
            if moment is None and "date" in self._columns.fields:
                day, at = read_date(self._raw("date").partition(" ")[0]), read_time(text)
                if day is None:
                    self._wrong("date", f"{self._raw('date')!r} is not a date; write it like 2026-03-09 or 09/03/2026")
                    return None
                moment = None if at is None else datetime.combine(day, at, zone)
        if moment is None:
            self._wrong(name, f"{text!r} is not a time; write it like 09:30, or 2026-03-09 09:30 with its date")
        elif not exists(moment):
            self._wrong(name, f"{text!r} does not exist on that day: the clocks are put forward over it")
            return None
        return moment

    def _flag(self, name: str, *, default: bool) -> bool:
        word = fold(self._raw(name))
        if not word:
            return default
        if word not in _YES | _NO:
            self._wrong(name, f"{self._raw(name)!r} is neither yes nor no")
        return word in _YES


def wrong_times(starts: datetime, ends: datetime) -> str:
    """What is wrong with a session's times, or nothing."""
    if ends <= starts:
        return "the session ends before it starts"
    if ends - starts > _LONGEST:
        return "the session is longer than 24 hours"
    return ""


def _with_ids(placed: Sequence[Placed], course: Course) -> list[Placed]:
    """Sessions without an id are called after their start on the course's clock: ``0309-0930``."""
    taken = {item.session.id for item in placed if item.session.id}
    named: list[Placed] = []
    for item in placed:
        session = item.session
        if not session.id:
            stem = f"{course.local(session.starts_at):%m%d-%H%M}"
            key, number = stem, 2
            while key in taken:
                key, number = f"{stem}-{number}", number + 1
            taken.add(key)
            session = replace(session, id=key)
        named.append(replace(item, session=session))
    return named


def _conflicts(placed: Sequence[Placed]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, Placed] = {}
    for item in placed:
        first = seen.setdefault(item.session.id, item)
        if first is not item:
            problems.append(item.problem(f"the id {item.session.id!r} is that of row {first.row} already", "id"))
    by_room: dict[str, list[Placed]] = {}
    for item in sorted(placed, key=lambda item: item.session.starts_at):
        if item.session.room:
            by_room.setdefault(fold(item.session.room), []).append(item)
    for items in by_room.values():
        last = items[0]
        for item in items[1:]:
            if item.session.starts_at < last.session.ends_at:
                one, other = item.session, last.session
                reason = f"{one.title!r} begins in {one.room} before {other.title!r} (row {last.row}) has ended there"
                problems.append(item.problem(reason))
            if item.session.ends_at > last.session.ends_at:
                last = item
    return problems
