"""Read the rows of a programme's sheet into sessions, or into the problems that they have."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from checkin.core.course import Course, Session
from checkin.core.errors import Notice, Problem, Topic
from checkin.core.text import TranslatableText, clean, lookup_key, sentence, slug
from checkin.i18n.roles import role_of
from checkin.intake.programme.located_session import LocatedSession, wrong_times
from checkin.intake.programme.note_rows import may_be_day, rows_below
from checkin.intake.programme.session_notices import SessionAsides
from checkin.intake.programme.translated_titles import title_languages
from checkin.intake.readers.cells import blank, once, quoted, tidy
from checkin.intake.readers.limits import (
    LONGEST_NAME,
    LONGEST_NIGHT,
    LONGEST_SESSION,
    LONGEST_TEXT,
    MOST_GROUPS,
)
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import Columns, length_of
from checkin.intake.tables.field_names import field_word
from checkin.intake.tables.own_tables import unescape
from checkin.intake.tables.row_kinds import RowKinds
from checkin.intake.words import cell_words
from checkin.intake.words.breaks import is_break, may_not_count
from checkin.intake.words.cell_words import WEEKDAYS
from checkin.intake.words.dates import Written, in_zone, read_length, read_range, read_written, same_half
from checkin.intake.words.group_cells import means_everybody, names_a_group, split_groups
from checkin.intake.words.held_words import held_by_status, says_not_held

_LONGEST_SLOT = 40
_LONGEST_ID = 40
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_FEWEST_FIELDS = 3  # with fewer columns, one filled cell is no sign of a note
_NUMBER = re.compile(r"\d+[.,]\d+|\d{4,}")


class SessionReader:
    """Reads the rows of one sheet; what is wrong is gathered, and what is worth saying."""

    def __init__(self, table: Table, columns: Columns, course: Course, *, month_first: bool) -> None:
        self.placed: list[LocatedSession] = []
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []
        self._table = table
        self._columns = columns
        self._is_own = columns.export is not None and columns.export.own
        self._course = course
        self._year = course.starts.year if course.starts else None
        self._month_first = month_first
        named = read_written(table.sheet, self._year, month_first=month_first) if table.sheet else None
        self._day = self._day_of_sheet = named.day if named else None
        self._asides = SessionAsides()
        self._other_weekdays = set[str]()
        self._length = length_of(course)
        self._titles = title_languages(columns)
        self._kinds = RowKinds(table, columns)
        self._below, self._apart = rows_below(table)
        self._row = 0
        self._cells: Sequence[str] = ()

    def read(self, row: int, cells: Sequence[str]) -> None:
        """Read one row into a session, or into the problems that it has."""
        self._row, self._cells = row, cells
        if self._is_day_heading() or self._is_no_session(cells):
            return
        before = len(self.problems)
        title, kind = self._text("title"), self._text("kind")
        pause = is_break(kind, title)
        if not title and pause:
            title = kind
        if not title:
            self._wrong("title", sentence("the title is missing"))
        if not self._is_own and self._is_not_held(title):
            return
        if cell_words.yes(self._raw("published")) is False:
            self._leave_out(sentence("{title} is not published and is left out", title=quoted(title)))
            return
        own_id, times = self._own_id(), self._times()
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
            groups=self._listed("groups", self._groups()),
            kind=kind,
            counts=flags[0],
            required=flags[1],
            slot=clean(self._text("slot"))[:_LONGEST_SLOT],
        )
        if len(self.problems) == before:
            titles = {language: text for place, language in self._titles.items() if (text := tidy(cells[place]))}
            self.placed.append(LocatedSession(self._table.file, row, session, self._table.sheet, titles))
            if pause and not session.counts and not self._text("counts"):
                self._asides.breaks[title] = None
            if session.counts and not self._text("counts") and not self._is_own and may_not_count(kind, title):
                self._asides.doubtful[title] = None

    def _is_not_held(self, title: str) -> bool:
        """Whether the status, the name of the sheet or the title says that the session is not held, which is said."""
        status = self._text("status")
        held = held_by_status(status) if status else None
        if status and held is None:
            self._asides.statuses[status] = None
        if held is False or (not status and self._table.sheet and held_by_status(self._table.sheet) is False):
            self._leave_out(sentence("{title} is cancelled and left out", title=quoted(title)))
            return True
        if says_not_held(title):
            reason = sentence(
                "{title} is left out, since its title says that the session is not held", title=quoted(title)
            )
            self._leave_out(reason)
            return True
        if (self._row, self._columns.fields["title"]) in self._table.struck or self._row in self._table.hidden:
            self._asides.crossed_out[title] = None
        return False

    def _leave_out(self, reason: TranslatableText) -> None:
        self.notices.append(self._table.notice(reason, row=self._row, topic=Topic.LEFT_OUT, rows=[self._row]))

    def _own_id(self) -> str:
        """Return the id of the file. What another program calls an id is read as one: ``852 1848`` as ``852-1848``."""
        text = self._text("id")
        if not text or _ID.fullmatch(text):
            return text
        own_id = slug(text)[:_LONGEST_ID].rstrip("-")
        if own_id:
            self._asides.ids.setdefault(text, own_id)
        else:
            reason = sentence(
                "{id} cannot be an id; use up to {n} letters, digits and hyphens, like {example}",
                id=quoted(text),
                n=_LONGEST_ID,
                example="panel-1",
            )
            self._wrong("id", reason)
        return own_id

    def _is_no_session(self, cells: Sequence[str]) -> bool:
        """Whether a row is blank but for its running number, or a total, a signature or a note, which is said."""
        if self._kinds.is_blank(cells):
            return True
        # "Firma de convenios" with a time is a session.
        text = "" if self._has_time() else self._kinds.note(cells) or self._aside(cells)
        if text and self._row not in self._below and may_be_day(text):
            # The sessions beneath a day that is not understood would be those of the day before.
            reason = sentence("{text} is not a date; write it like 2026-03-09 or 09/03/2026", text=quoted(text))
            self.problems.append(self._table.problem(self._row, reason))
        elif text:
            self._leave_out(sentence("{text} is no session and is left out", text=quoted(text)))
        return bool(text)

    def _has_time(self) -> bool:
        """Whether the cell of the start is a time, or is filled beside others."""
        text = self._raw("start")
        if not tidy(text) or self._written("start"):
            return bool(tidy(text))
        return sum(map(bool, self._cells)) > 1 or bool(read_range(text, self._year, month_first=self._month_first))

    def _aside(self, cells: Sequence[str]) -> str:
        """Return the text of a row that has one cell and is no session: not under the title, or apart below the last.

        A title without a time in the middle of the programme may be a session whose time was forgotten.
        """
        filled = [(place, text) for place, cell in enumerate(cells) if (text := tidy(cell))]
        if len(filled) != 1 or len(self._columns.fields) < _FEWEST_FIELDS:
            return ""
        place, text = filled[0]
        return "" if place == self._columns.fields["title"] and self._row not in self._apart else text

    def all_notices(self) -> list[Notice]:
        """Return what is worth saying about the sheet, a sentence each."""
        return [*self.notices, *self._asides.notices(self._table, self._columns)]

    def _raw(self, name: str) -> str:
        place = self._columns.fields.get(name)
        if place is None:
            return ""
        return unescape(self._cells[place]) if self._is_own else self._cells[place]

    def _text(self, name: str) -> str:
        text = tidy(self._raw(name))
        if len(text) > LONGEST_TEXT:
            self._wrong(name, sentence("the text has more than {n} letters", n=LONGEST_TEXT))
        return "" if blank(text) else text

    def _speakers(self) -> tuple[str, ...]:
        text = self._raw("speakers")
        return once(tidy(part) for part in text.split(";")) if self._is_own else _speakers(text)

    def _groups(self) -> tuple[str, ...]:
        """Return the groups in their alphabet's order; none for everybody."""
        groups = split_groups(self._raw("groups"))
        if means_everybody(groups):
            self._asides.everybody[tidy(self._raw("groups"))] = None
            return ()
        return tuple(sorted(set(map(_group, groups))))

    def _listed(self, name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        if len(texts) > MOST_GROUPS or any(len(text) > LONGEST_NAME for text in texts):
            reason = sentence(
                "{field}: up to {n} of up to {letters} letters are read",
                field=field_word(name),
                n=MOST_GROUPS,
                letters=LONGEST_NAME,
            )
            self._wrong(name, reason)
        return texts

    def _wrong(self, name: str, reason: TranslatableText) -> None:
        self.problems.append(self._table.problem(self._row, reason, self._columns.fields.get(name)))

    def _is_day_heading(self) -> bool:
        """``Monday 9 March`` alone in a row is the date of the rows beneath it."""
        filled = [text for cell in self._cells if (text := tidy(cell))]
        if len(filled) != 1:
            return False
        found = read_written(filled[0], self._year, month_first=self._month_first)
        if found is None or found.day is None or found.at is not None:
            return False
        self._day = self._checked(filled[0], found.day)
        return True

    def _checked(self, text: str, day: date) -> date:
        """Say if a date has another weekday than its text, as with the wrong month or year."""
        words = lookup_key(text).split()
        weekday = WEEKDAYS.get(words[0]) if words and len(words[0]) > 2 else None
        if weekday is not None and weekday != day.weekday() and text not in self._other_weekdays:
            self._other_weekdays.add(text)
            reason = sentence(
                "{text} is read as {day}, which is another day of the week; check the date and the dates of the course",
                text=quoted(text),
                day=str(day),
            )
            self.notices.append(self._table.notice(reason, row=self._row, topic=Topic.DOUBT))
        return day

    def _times(self) -> tuple[datetime, datetime] | None:
        starts, ends = self._written("start"), self._written("end")
        text = self._raw("start") if starts is None else ""
        both = read_range(text, self._year, month_first=self._month_first) if text else None
        if both:
            starts, ends = both[0], ends or both[1]
        elif starts and ends:
            starts, ends = same_half(starts, ends, self._raw("start"), self._raw("end"))
        length = self._duration() if ends is None and starts is not None and not tidy(self._raw("end")) else None
        if starts is None or (ends is None and length is None):
            self._say_unread("start" if starts is None else "end")
            return None
        day = starts.day or self._date()
        if day is None:
            return None
        begin = self._moment("start", starts, day)
        if ends is None or length:
            return (begin, begin + length) if begin and length else None
        last_day = ends.day or self._end_date()
        finish = self._moment("end", ends, last_day or day + timedelta(days=self._passes_midnight(starts, ends)))
        if begin is None or finish is None:
            return None
        if reason := wrong_times(begin, finish):
            if finish < begin and not last_day:
                reason = sentence(
                    "the session ends before it starts; if it goes past midnight, write the date of the end too"
                )
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
            span = f"{start} – {end}" if tidy(self._raw("end")) else start
            reason = sentence("{title}, {span}, ends on the day after it begins", title=title, span=span)
            self.notices.append(self._table.notice(reason, row=self._row, topic=Topic.DOUBT))
        return True

    def _written(self, name: str) -> Written | None:
        text = tidy(self._raw(name))
        return read_written(text, self._year, month_first=self._month_first) if text else None

    def _duration(self) -> timedelta | None:
        """Return how long the session lasts: what its row says, else what course.toml says."""
        text = tidy(self._raw("duration"))
        if not text:
            return self._length
        length = read_length(text)
        if length is None or not timedelta() < length <= LONGEST_SESSION:
            self._wrong("duration", sentence("{text} is not a length; write minutes, or 1:30", text=quoted(text)))
            return None
        return length

    def _say_unread(self, name: str) -> None:
        text = tidy(self._raw(name))
        column = name if name in self._columns.fields else "start"
        if _NUMBER.fullmatch(text):
            self._wrong(name, sentence("{text} is not a time; format the column as a time", text=quoted(text)))
        elif text:
            reason = sentence(
                "{text} is not a time; write it like 09:30, or 2026-03-09 09:30 with its date", text=quoted(text)
            )
            self._wrong(name, reason)
        elif name == "start" and sum(map(bool, self._cells)) == 1:
            reason = sentence(
                "the time of the start is missing; if {text} belongs to the session above it, write it in that row",
                text=quoted(tidy(self._raw("title"))),
            )
            self._wrong(column, reason)
        elif name == "start":
            self._wrong(column, sentence("the time of the start is missing"))
        elif not tidy(self._raw("duration")):
            self._wrong(column, sentence("the time of the end is missing"))

    def _date(self) -> date | None:
        text = tidy(self._raw("date"))
        if text:
            found = read_written(text, self._year, month_first=self._month_first)
            if found is None or found.day is None:
                reason = sentence("{text} is not a date; write it like 2026-03-09 or 09/03/2026", text=quoted(text))
                self._wrong("date", reason)
                return None
            self._day = self._checked(text, found.day)
        elif self._day is None:
            column = "date" if "date" in self._columns.fields else "start"
            self._wrong(column, sentence("the date is missing; write it like 2026-03-09 or 09/03/2026"))
        elif self._day == self._day_of_sheet:
            self._asides.days_of_sheet.add(self._day)
        # Where a date is written once for all the sessions of a day, the cells beneath it are empty.
        return self._day

    def _end_date(self) -> date | None:
        found = self._written("end_date")
        return found.day if found else None

    def _moment(self, name: str, written: Written, day: date) -> datetime | None:
        text = tidy(self._raw(name))
        if written.at is None:
            self._wrong(name, sentence("{text} has no time of day; write it like 2026-03-09 09:30", text=quoted(text)))
            return None
        if written.zone is not None:
            there = datetime.combine(day, datetime.min.time(), written.zone) + written.at
            here = self._course.local(there)
            if here.utcoffset() != there.utcoffset():
                self._asides.other_offsets[quoted(text)] = f"{here:%Y-%m-%d %H:%M}"
            return there.astimezone(UTC)
        moment = in_zone(day, written.at, self._course.timezone)
        if moment is None:
            reason = sentence(
                "{text} does not exist on {day}: the clocks are put forward over it", text=quoted(text), day=str(day)
            )
            self._wrong(name, reason)
        return moment

    def _flag(self, name: str, *, default: bool) -> bool:
        text = tidy(self._raw(name))
        if not text:
            return default
        meant = cell_words.yes(text)
        if meant is None:
            self._wrong(name, sentence("{text} is neither yes nor no", text=quoted(text)))
        return bool(meant)


def _group(part: str) -> str:
    """Return the name of a group. A role's name in any language is the role."""
    role = None if names_a_group(part) else role_of(part)
    return role.value if role else part


def _speakers(text: str) -> tuple[str, ...]:
    """Names between semicolons, bars and line breaks; between commas only where no ``Pérez, Ana`` is among them."""
    parts = once(tidy(part) for part in re.split(r"[;|\n]|\s/\s", text))
    if len(parts) == 1 and "," in parts[0]:
        names = once(tidy(part) for part in parts[0].split(","))
        is_family_first = names[0].isupper() and not parts[0].isupper()
        if all(" " in name for name in names) and not is_family_first:
            return names
    return parts
