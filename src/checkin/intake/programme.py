"""Programme files into sessions: sheets here, calendars in ``ical``; the checks are the same for both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from checkin.core.course import Course, Session
from checkin.core.errors import IntakeError, Problem
from checkin.core.text import clean, fold, slug
from checkin.i18n.roles import role as role_of
from checkin.intake import cell_words
from checkin.intake.breaks import breaks_notice, is_break
from checkin.intake.columns import PROGRAMME_KIND, ROSTER_KIND, Columns, assign_columns, own_columns, score_headings
from checkin.intake.date_order import decide_order
from checkin.intake.dates import Written, in_zone, read_date, read_range, read_written
from checkin.intake.own_tables import is_own_programme, refuse_figures, unescape
from checkin.intake.placed_session import LocatedSession, ProgrammeContent, wrong_times
from checkin.intake.programme_checks import outside, overlaps, same_ids, with_ids
from checkin.intake.readers.cells import blank, once, quoted, split, tidy
from checkin.intake.readers.limits import (
    LONGEST_NAME,
    LONGEST_NIGHT,
    LONGEST_TEXT,
    MOST_GROUPS,
    MOST_SESSIONS,
)
from checkin.intake.readers.sheet import COMPLETE, limit_problems
from checkin.intake.readers.table import Table, read_table

_LONGEST_SLOT = 40
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_PROGRAMME_NAMES = re.compile("program|agenda|sesion|session|sessoes|horario|schedule|cronograma|calendar")
_ROSTER_NAMES = re.compile("particip|roster|inscri|attendee|asistente|registra|order|lista|personas|people")


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """The sessions of one or more files, and what is worth saying about how they were read."""

    sessions: tuple[Session, ...]
    notices: tuple[str, ...] = ()
    derived: frozenset[str] = frozenset()  # ids that come from day and time, not from a file


def read_programme(paths: Sequence[Path], course: Course) -> ProgrammeFile:
    """Read programme files. Raises :class:`IntakeError` with the problems of all of them."""
    placed: list[LocatedSession] = []
    problems: list[Problem] = []
    notices: list[str] = []
    for path in paths:
        try:
            found = _read_file(path, course)
            placed.extend(found.placed)
            problems.extend(found.problems)
            notices.extend(found.notices)
        except IntakeError as error:
            problems.extend(error.problems)
    if len(placed) > MOST_SESSIONS:
        raise IntakeError([placed[-1].problem(f"there are {len(placed):,} sessions; up to {MOST_SESSIONS:,} are read")])
    without_id = [not item.session.id for item in placed]
    placed = with_ids(placed, course)
    derived = frozenset(item.session.id for item, none in zip(placed, without_id, strict=True) if none)
    notices += outside(placed, course)
    problems += same_ids(placed)
    problems += overlaps(placed)
    if problems:
        raise IntakeError(limit_problems(problems))
    return ProgrammeFile(tuple(item.session for item in placed), tuple(notices), derived)


def is_programme(path: Path, course: Course) -> bool:
    """Whether a file is a programme and not a roster: by its ending, by its headings, else by its name.

    Raises :class:`IntakeError` when the file cannot be read.
    """
    if path.suffix.casefold() == ".ics":
        return True
    name = fold(path.stem)
    if path.stem in ("participants", "programme"):
        return path.stem == "programme"
    own = own_columns(course.columns)
    rosters, programmes = score_headings(ROSTER_KIND, own), score_headings(PROGRAMME_KIND, own)
    headings = read_table(path, lambda cells: max(rosters(cells), programmes(cells))).headings
    if is_own_programme(headings):
        return True
    as_roster, as_programme = rosters(headings), programmes(headings)
    if (as_programme >= COMPLETE) != (as_roster >= COMPLETE):
        return as_programme >= COMPLETE
    if _PROGRAMME_NAMES.search(name) and not _ROSTER_NAMES.search(name):
        return True
    return as_programme > as_roster and not _ROSTER_NAMES.search(name)


def _read_file(path: Path, course: Course) -> ProgrammeContent:
    if path.suffix.casefold() == ".ics":
        from checkin.intake.ics import read_calendar

        return read_calendar(path, course)
    own = own_columns(course.columns)
    table = read_table(path, score_headings(PROGRAMME_KIND, own))
    refuse_figures(table.file, table.headings, programme=True)
    columns = assign_columns(PROGRAMME_KIND, table.headings, own, table.file, table.heading_row)
    _require_columns(table, columns)
    reader = _Reader(table, columns, course)
    reader.decide_dates()
    for number, cells in table.rows:
        reader.read(number, cells)
    if not reader.placed and not reader.problems:
        raise IntakeError([Problem(table.file, 0, "", "the programme is empty: headings, but no session beneath them")])
    return ProgrammeContent(reader.placed, reader.problems, [*table.notices, *reader.all_notices()])


def _require_columns(table: Table, columns: Columns) -> None:
    shown = ", ".join(heading for heading in table.headings[:30] if heading) or "none"
    if "title" not in columns.fields:
        reason = f"no column with the titles is recognised (headings found: {shown}); call one 'title'"
        raise IntakeError([Problem(table.file, 0, "", reason)])
    if "start" not in columns.fields:
        reason = f"no column with the times is recognised (headings found: {shown}); use starts_at and ends_at, "
        raise IntakeError([Problem(table.file, 0, "", reason + "or date, start and end")])


class _Reader:
    """Reads the rows of one sheet; what is wrong is gathered, and what is worth saying."""

    def __init__(self, table: Table, columns: Columns, course: Course) -> None:
        self.placed: list[LocatedSession] = []
        self.problems: list[Problem] = []
        self.notices: list[str] = []
        self._table = table
        self._columns = columns
        self._is_own = columns.export is not None and columns.export.own
        self._course = course
        self._year = course.starts.year if course.starts else None
        self._day: date | None = None
        self._month_first = False
        self._breaks: dict[str, None] = {}
        self._row = 0
        self._cells: Sequence[str] = ()
        if columns.facts:
            self.notices.append(f"{table.file}: not used: {', '.join(columns.facts.values())}")

    def decide_dates(self) -> None:
        """Decide the order of day and month for the whole file. Raises :class:`IntakeError` if it is not certain."""
        names = [name for name in ("date", "start", "end", "end_date") if name in self._columns.fields]
        places = [self._columns.fields[name] for name in names]
        texts = [cells[place] for _, cells in self._table.rows for place in places if cells[place]]
        order = decide_order(texts, self._table.headings, self._course, self._course.columns.get("dates", ""))
        if not order.certain:
            reason = (
                f"{quoted(order.example)} can have the day or the month first; write in course.toml, under [columns], "
                'dates = "dmy" if the day is first, or dates = "mdy" if the month is'
            )
            raise IntakeError([Problem(self._table.file, 0, self._columns.heading("date"), reason)])
        self._month_first = order.month_first
        if order.month_first:
            day = read_date(order.example, month_first=True)
            self.notices.append(f"{self._table.file}: dates have the month first: {quoted(order.example)} is {day}")

    def read(self, row: int, cells: Sequence[str]) -> None:
        """Read one row into a session, or into the problems that it has."""
        self._row, self._cells = row, cells
        if self._is_day_heading():
            return
        before = len(self.problems)
        title = self._text("title")
        kind = self._text("kind")
        pause = is_break(kind, title)
        if not title and pause:
            title = kind
        if not title:
            self._wrong("title", "the title is missing")
        if cell_words.withdrawn(self._text("status")):
            self.notices.append(f"{self._table.file}, row {row}: {quoted(title)} is cancelled and left out")
            return
        own_id = self._text("id")
        if own_id and not _ID.fullmatch(own_id):
            hint = f", like {slug(own_id)[:40]}" if slug(own_id) else ""
            self._wrong("id", f"{quoted(own_id)} cannot be an id; use up to 40 letters, digits and hyphens{hint}")
        times = self._times()
        flags = self._flag("counts", default=not pause), self._flag("required", default=False)
        if times is None or len(self.problems) > before:
            return
        session = Session(
            id=own_id,
            title=title,
            starts_at=times[0],
            ends_at=times[1],
            room=self._text("room"),
            theme=self._text("theme"),
            speakers=self._listed("speakers", self._speakers()),
            language=cell_words.language(self._raw("language")) or self._text("language"),
            groups=self._listed("groups", _groups(self._raw("groups"))),
            kind=kind,
            counts=flags[0],
            required=flags[1],
            slot=clean(self._text("slot"))[:_LONGEST_SLOT],
        )
        if len(self.problems) == before:
            self.placed.append(LocatedSession(self._table.file, row, session))
            if pause and not session.counts and not self._text("counts"):
                self._breaks[title] = None

    def all_notices(self) -> list[str]:
        """Return what is worth saying about the file, a sentence each."""
        return [*self.notices, *breaks_notice(self._table.file, self._breaks)]

    def _raw(self, name: str) -> str:
        place = self._columns.fields.get(name)
        if place is None:
            return ""
        return unescape(self._cells[place]) if self._is_own else self._cells[place]

    def _text(self, name: str) -> str:
        text = tidy(self._raw(name))
        if len(text) > LONGEST_TEXT:
            self._wrong(name, f"the text has more than {LONGEST_TEXT} letters")
        return "" if blank(text) else text

    def _speakers(self) -> tuple[str, ...]:
        text = self._raw("speakers")
        return once(tidy(part) for part in text.split(";")) if self._is_own else _speakers(text)

    def _listed(self, name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        if len(texts) > MOST_GROUPS or any(len(text) > LONGEST_NAME for text in texts):
            self._wrong(name, f"up to {MOST_GROUPS} {name} of up to {LONGEST_NAME} letters are read")
        return texts

    def _wrong(self, name: str, reason: str) -> None:
        self.problems.append(Problem(self._table.file, self._row, self._columns.heading(name), reason))

    def _is_day_heading(self) -> bool:
        """``Monday 9 March`` alone in a row is the date of the rows beneath it."""
        filled = [text for cell in self._cells if (text := tidy(cell))]
        if len(filled) != 1:
            return False
        found = read_written(filled[0], self._year, month_first=self._month_first)
        if found is None or found.day is None or found.at is not None:
            return False
        self._day = found.day
        return True

    def _times(self) -> tuple[datetime, datetime] | None:
        starts, ends = self._written("start"), self._written("end")
        text = self._raw("start") if starts is None else ""
        both = read_range(text, self._year, month_first=self._month_first) if text else None
        if both:
            starts, ends = both[0], ends or both[1]
        if starts is None or ends is None:
            self._say_unread("start" if starts is None else "end")
            return None
        day = starts.day or self._date()
        if day is None:
            return None
        begin = self._moment("start", starts, day)
        last_day = ends.day or self._end_date()
        finish = self._moment("end", ends, last_day or day + timedelta(days=self._passes_midnight(starts, ends)))
        if begin is None or finish is None:
            return None
        if reason := wrong_times(begin, finish):
            if finish < begin and not last_day:
                reason += "; if it goes past midnight, write the date of the end too"
            self._wrong("end" if "end" in self._columns.fields else "start", reason)
        return begin, finish

    def _passes_midnight(self, starts: Written, ends: Written) -> bool:
        """Whether an end without a date is on the day after: it is midnight, or so shortly after that it can be meant.

        A long way back, 14:00 to 09:30, is a typing error.
        """
        if starts.at is None or ends.at is None or starts.at <= ends.at:
            return False
        if ends.at and ends.at + timedelta(days=1) - starts.at > LONGEST_NIGHT:
            return False
        if ends.at:
            title, start, end = (quoted(tidy(self._raw(name))) for name in ("title", "start", "end"))
            span = f"{start} to {end}" if tidy(self._raw("end")) else start
            place = f"{self._table.file}, row {self._row}"
            self.notices.append(f"{place}: {title}, {span}, ends on the day after it begins")
        return True

    def _written(self, name: str) -> Written | None:
        text = tidy(self._raw(name))
        return read_written(text, self._year, month_first=self._month_first) if text else None

    def _say_unread(self, name: str) -> None:
        text = tidy(self._raw(name))
        if text:
            self._wrong(name, f"{quoted(text)} is not a time; write it like 09:30, or 2026-03-09 09:30 with its date")
        else:
            column = name if name in self._columns.fields else "start"
            self._wrong(column, f"the time of the {name} is missing")

    def _date(self) -> date | None:
        text = tidy(self._raw("date"))
        if text:
            found = read_written(text, self._year, month_first=self._month_first)
            if found is None or found.day is None:
                self._wrong("date", f"{quoted(text)} is not a date; write it like 2026-03-09 or 09/03/2026")
                return None
            self._day = found.day
        elif self._day is None:
            column = "date" if "date" in self._columns.fields else "start"
            self._wrong(column, "the date is missing; write it like 2026-03-09 or 09/03/2026")
        # Where a date is written once for all the sessions of a day, the cells beneath it are empty.
        return self._day

    def _end_date(self) -> date | None:
        found = self._written("end_date")
        return found.day if found else None

    def _moment(self, name: str, written: Written, day: date) -> datetime | None:
        text = tidy(self._raw(name))
        if written.at is None:
            self._wrong(name, f"{quoted(text)} has no time of day; write it like 2026-03-09 09:30")
            return None
        if written.zone is not None:
            return (datetime.combine(day, datetime.min.time(), written.zone) + written.at).astimezone(UTC)
        moment = in_zone(day, written.at, self._course.timezone)
        if moment is None:
            self._wrong(name, f"{quoted(text)} does not exist on {day}: the clocks are put forward over it")
        return moment

    def _flag(self, name: str, *, default: bool) -> bool:
        text = tidy(self._raw(name))
        if not text:
            return default
        meant = cell_words.yes(text)
        if meant is None:
            self._wrong(name, f"{quoted(text)} is neither yes nor no")
        return bool(meant)


def _groups(text: str) -> tuple[str, ...]:
    """Group names in their alphabet's order. A role's name in any language is the role."""
    return tuple(sorted({role.value if (role := role_of(part)) else part for part in split(text)}))


def _speakers(text: str) -> tuple[str, ...]:
    """Names between semicolons, bars and line breaks; between commas only where no ``Pérez, Ana`` is among them."""
    parts = once(tidy(part) for part in re.split(r"[;|\n]|\s/\s", text))
    if len(parts) == 1 and "," in parts[0]:
        names = once(tidy(part) for part in parts[0].split(","))
        if all(" " in name for name in names):
            return names
    return parts
