"""Programme files into sessions: sheets here, calendars in ``ical``; the checks are the same for both."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, count
from pathlib import Path

from checkin.core.course import Course, Session
from checkin.core.errors import IntakeError, Problem
from checkin.core.text import clean, fold, lookup_key, slug
from checkin.i18n.roles import role as role_of
from checkin.intake import cell_words
from checkin.intake.columns import PROGRAMME_KIND, ROSTER_KIND, Columns, assign_columns, own_columns, score_headings
from checkin.intake.dates import Written, in_zone, read_range, read_written
from checkin.intake.placed_session import LocatedSession, ProgrammeContent, wrong_times
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
    placed = _with_ids(placed, course)
    problems += _same_ids(placed)
    problems += _overlaps(placed)
    if problems:
        raise IntakeError(limit_problems(problems))
    return ProgrammeFile(tuple(item.session for item in placed), tuple(notices))


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
    columns = assign_columns(PROGRAMME_KIND, table.headings, own, table.file, table.heading_row)
    _require_columns(table, columns)
    reader = _Reader(table, columns, course)
    for number, cells in table.rows:
        reader.read(number, cells)
    if not reader.placed and not reader.problems:
        raise IntakeError([Problem(table.file, 0, "", "the programme is empty: headings, but no session beneath them")])
    return ProgrammeContent(reader.placed, reader.problems, [*table.notices, *reader.notices])


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
        self._course = course
        self._year = course.starts.year if course.starts else None
        self._day: date | None = None
        self._row = 0
        self._cells: Sequence[str] = ()
        if columns.facts:
            self.notices.append(f"{table.file}: not used: {', '.join(columns.facts.values())}")

    def read(self, row: int, cells: Sequence[str]) -> None:
        """Read one row into a session, or into the problems that it has."""
        self._row, self._cells = row, cells
        if self._is_day_heading():
            return
        before = len(self.problems)
        title = self._text("title")
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
        flags = self._flag("counts", default=True), self._flag("required", default=False)
        if times is None or len(self.problems) > before:
            return
        session = Session(
            id=own_id,
            title=title,
            starts_at=times[0],
            ends_at=times[1],
            room=self._text("room"),
            theme=self._text("theme"),
            speakers=self._listed("speakers", _speakers(self._raw("speakers"))),
            language=cell_words.language(self._raw("language")) or self._text("language"),
            groups=self._listed("groups", _groups(self._raw("groups"))),
            kind=self._text("kind"),
            counts=flags[0],
            required=flags[1],
            slot=clean(self._text("slot"))[:_LONGEST_SLOT],
        )
        if len(self.problems) == before:
            self.placed.append(LocatedSession(self._table.file, row, session))

    def _raw(self, name: str) -> str:
        place = self._columns.fields.get(name)
        return "" if place is None else self._cells[place]

    def _text(self, name: str) -> str:
        text = tidy(self._raw(name))
        if len(text) > LONGEST_TEXT:
            self._wrong(name, f"the text has more than {LONGEST_TEXT} letters")
        return "" if blank(text) else text

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
        found = read_written(filled[0], self._year)
        if found is None or found.day is None or found.at is not None:
            return False
        self._day = found.day
        return True

    def _times(self) -> tuple[datetime, datetime] | None:
        starts, ends = self._written("start"), self._written("end")
        both = read_range(self._raw("start"), self._year) if starts is None and self._raw("start") else None
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

        A long way back, 14:00 to 09:30, is a slip of whoever wrote it.
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
        return read_written(text, self._year) if text else None

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
            found = read_written(text, self._year)
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


def _with_ids(placed: Sequence[LocatedSession], course: Course) -> list[LocatedSession]:
    """Sessions without an id are called after their start on the course's clock: ``0309-0930``.

    Where several would be called the same, the room or the title is added to each, so that their ids do not depend
    on their order in the file.
    """
    stems = ["" if item.session.id else f"{course.local(item.session.starts_at):%m%d-%H%M}" for item in placed]
    uses = Counter(stems)
    taken = {item.session.id for item in placed}
    named: list[LocatedSession] = []
    numbers = {stem: count(2) for stem in uses}
    for stem, item in zip(stems, placed, strict=True):
        session = item.session
        if stem:
            names = [f"{stem}-{slug(text)[:30].strip('-')}" for text in (session.room, session.title) if slug(text)]
            first = [stem] if uses[stem] == 1 else []
            numbered = (f"{stem}-{number}" for number in numbers[stem])
            chosen = next(name for name in chain(first, names, numbered) if name not in taken)
            taken.add(chosen)
            session = replace(session, id=chosen)
        named.append(replace(item, session=session))
    return named


def _same_ids(placed: Sequence[LocatedSession]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, LocatedSession] = {}
    for item in placed:
        first = seen.setdefault(item.session.id.casefold(), item)
        if first is not item:
            reason = f"has the id {item.session.id!r} of {first.place(item.file)}"
            problems.append(item.problem(f"{quoted(item.session.title)} {reason}", "id"))
    return problems


def _overlaps(placed: Sequence[LocatedSession]) -> list[Problem]:
    rooms: dict[str, list[LocatedSession]] = {}
    for item in sorted(placed, key=lambda item: (item.session.starts_at, item.session.ends_at)):
        if item.session.room:
            rooms.setdefault(lookup_key(item.session.room), []).append(item)
    problems: list[Problem] = []
    for items in rooms.values():
        last = items[0]
        for item in items[1:]:
            if item.session.starts_at < last.session.ends_at:
                one, room = item.session, item.session.room
                reason = f"{quoted(one.title)} begins in {room} before {last.place(item.file)} has ended there"
                problems.append(item.problem(reason))
            if item.session.ends_at > last.session.ends_at:
                last = item
    return problems
