"""Read programme files into sessions: sheets here, calendars in ``ics``, with the same checks for both."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checkin.core.course import Course, Session
from checkin.core.errors import IntakeError, Notice, Problem, Topic
from checkin.core.text import fold, lookup_key, sentence, translatable
from checkin.intake.programme.grids import as_lists, rate_programme, same_shape
from checkin.intake.programme.located_session import LocatedSession, ProgrammeContent
from checkin.intake.programme.programme_checks import (
    at_night,
    join_speakers,
    outside,
    overlaps,
    perhaps_not_held,
    same_ids,
    with_ids,
)
from checkin.intake.programme.session_rows import SessionReader
from checkin.intake.programme.translated_titles import title_languages, titles_notice
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.limits import MOST_SESSIONS
from checkin.intake.readers.sheet import COMPLETE, limit_problems
from checkin.intake.readers.table import Table, read_tables
from checkin.intake.tables.adjacent_tables import split_side_by_side
from checkin.intake.tables.column_notices import columns_notice, unused_columns_notice
from checkin.intake.tables.columns import (
    PROGRAMME_KIND,
    ROSTER_KIND,
    Columns,
    assign_columns,
    own_columns,
    score_headings,
)
from checkin.intake.tables.date_order import decide_order
from checkin.intake.tables.lost_formats import restore_formats
from checkin.intake.tables.missing_columns import require_programme
from checkin.intake.tables.own_tables import is_own_programme, refuse_figures
from checkin.intake.words.dates import read_date, read_written

_PROGRAMME_NAMES = re.compile("program|agenda|sesion|session|sessoes|horario|schedule|cronograma|calendar")
_ROSTER_NAMES = re.compile("particip|roster|inscri|attendee|asistente|registra|order|lista|personas|people")
_DAY_FIRST = translatable("dates have the day first: {example} is {day}")
_MONTH_FIRST = translatable("dates have the month first: {example} is {day}")
# Headings that only a list of people has.
_TIMES = frozenset(("date", "start", "end"))
_OF_PEOPLE = frozenset(("country", "institution", "position"))
_ARRIVAL = re.compile(
    r"\b(?:llegada|arribo|salida|partida|regreso|vuelo|aerolinea|hotel|habitacion|hospedaje|traslado|arrival|departure"
    r"|flight|airline|room number|transfer|chegada|saida|voo|quarto|arrivee|depart|vol|chambre|dni|pasaporte|passport"
    r"|passaporte|passeport)\b"
)
_OF_ATTENDANCE = frozenset(("groups", "kind", "counts", "required", "slot"))
_PERSON = frozenset(("email", "given_names", "family_names", "own_code", "ticket"))


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """The sessions of one or more files, and what is worth saying about how they were read."""

    sessions: tuple[Session, ...]
    notices: tuple[Notice, ...] = ()
    derived: frozenset[str] = frozenset()  # ids that come from day and time, not from a file
    silent: frozenset[str] = frozenset()  # fields that change attendance, and for which no file has a column


def read_programme(paths: Sequence[Path], course: Course) -> ProgrammeFile:
    """Read programme files. Raises :class:`IntakeError` with the problems of all of them."""
    placed: list[LocatedSession] = []
    problems: list[Problem] = []
    notices: list[Notice] = []
    fields: set[str] = set()
    for path in paths:
        try:
            found = _read_file(path, course)
            fields |= set(found.columns.fields) if found.columns else set()
            placed.extend(found.placed)
            problems.extend(found.problems)
            notices.extend(found.notices)
        except IntakeError as error:
            problems.extend(error.problems)
    whole = whole_programme(ProgrammeContent(placed, problems, notices), course)
    return replace(whole, silent=_OF_ATTENDANCE - fields)


def whole_programme(content: ProgrammeContent, course: Course) -> ProgrammeFile:
    """Return the sessions of all files with their ids. Raises :class:`IntakeError` with every problem."""
    placed, joined = join_speakers(content.placed)
    if len(placed) > MOST_SESSIONS:
        reason = sentence("there are {n:,} sessions; up to {most:,} are read", n=len(placed), most=MOST_SESSIONS)
        raise IntakeError([placed[-1].problem(reason)])
    without_id = [not item.session.id for item in placed]
    placed = with_ids(placed, course)
    derived = frozenset(item.session.id for item, none in zip(placed, without_id, strict=True) if none)
    notices = (
        *content.notices,
        *titles_notice(placed, course),
        *joined,
        *outside(placed, course),
        *at_night(placed, course),
        *overlaps(placed),
    )
    notices += tuple(perhaps_not_held(placed))
    if problems := [*content.problems, *same_ids(placed)]:
        raise IntakeError(limit_problems(problems))
    return ProgrammeFile(tuple(item.session for item in placed), notices, derived)


def has_sessions(path: Path, course: Course) -> bool:
    """Return True if a file is a programme and not a roster: by its ending, by its headings, else by its name.

    Raises :class:`IntakeError` when the file cannot be read.
    """
    if path.suffix.casefold() == ".ics":
        return True
    if path.stem in ("participants", "programme"):
        return path.stem == "programme"
    own = own_columns(course.columns)
    rosters, programmes = score_headings(ROSTER_KIND, own), rate_programme(own)
    table = read_tables(path, lambda cells: max(rosters(cells), programmes(cells)))[0]
    return _decide_kind(table, fold(path.stem), own)


def _decide_kind(table: Table, name: str, own: Mapping[str, str]) -> bool:
    """Decide by the headings of a table, else by the name of its file."""
    if is_own_programme(table.headings):
        return True
    keys = {lookup_key(heading) for heading in table.headings}
    if any(export.account and export.recognises(keys) for export in ROSTER_KIND.exports):
        return False
    fields = {ROSTER_KIND.field(heading, own) for heading in table.headings}
    if len(fields & _PERSON) > 1 and not {PROGRAMME_KIND.field(heading, own) for heading in table.headings} & _TIMES:
        return False
    if _has_people(table, own):
        return False
    as_roster = score_headings(ROSTER_KIND, own)(table.headings)
    as_programme = rate_programme(own)(table.headings)
    if (as_programme >= COMPLETE) != (as_roster >= COMPLETE):
        return as_programme >= COMPLETE
    if _PROGRAMME_NAMES.search(name) and not _ROSTER_NAMES.search(name):
        return True
    return as_programme > as_roster and not _ROSTER_NAMES.search(name)


def _has_people(table: Table, own: Mapping[str, str]) -> bool:
    """Whether a table with times is a list of people and their arrivals: names beside a country, a flight or the like.

    "Nombre" alone may head people or sessions.
    """
    both = [(PROGRAMME_KIND.field(heading, own), ROSTER_KIND.field(heading, own)) for heading in table.headings]
    titles = {person for session, person in both if session == "title"}
    fields = {person for _, person in both}
    if "name" not in fields or titles - {"name"} or any(session == "speakers" for session, _ in both):
        return False
    return bool(fields & _PERSON | fields & _OF_PEOPLE) or any(
        _ARRIVAL.search(lookup_key(heading)) for heading in table.headings
    )


def _read_file(path: Path, course: Course) -> ProgrammeContent:
    if path.suffix.casefold() == ".ics":
        from checkin.intake.programme.ics import read_calendar

        return read_calendar(path, course)
    own = own_columns(course.columns)
    tables = split_side_by_side(read_tables(path, rate_programme(own), same_shape), PROGRAMME_KIND, own)
    return read_sessions(as_lists(tables, own, course), own, course)


def read_sessions(tables: Sequence[Table], own: Mapping[str, str], course: Course) -> ProgrammeContent:
    """Read the sheets of one file. Raises :class:`IntakeError` when its columns or dates are not understood."""
    first = tables[0]
    refuse_figures(first, programme=True)
    whole = replace(first, rows=[row for table in tables for row in table.rows])
    columns = _with_start(whole, assign_columns(PROGRAMME_KIND, whole, own), course)
    require_programme(whole, columns, course)
    month_first, notices = _decide_dates(whole, columns, course)
    notices = [*first.notices, *columns_notice(whole, columns, name_empty=False), *columns.notices, *notices]
    content = ProgrammeContent([], [], notices, columns)
    if ROSTER_KIND.field(columns.heading("title"), own) == "name" and not (columns.export and columns.export.own):
        reason = sentence(
            "{heading} is taken as the titles of sessions; if the file is the list of people: "
            "checkin load --roster {file}",
            heading=quoted(columns.heading("title")),
            file=first.file,
        )
        content.notices.append(first.notice(reason, place=columns.fields["title"], topic=Topic.DOUBT))
    content.notices.extend(unused_columns_notice(first, columns, title_languages(columns)))
    for table in tables:
        restored, notices = restore_formats(table, columns)
        reader = SessionReader(restored, columns, course, month_first=month_first)
        for number, cells in restored.rows:
            reader.read(number, cells)
        content.placed.extend(reader.placed)
        content.problems.extend(reader.problems)
        content.notices.extend([*notices, *reader.all_notices()])
    if not content.placed and not content.problems:
        reason = sentence("the programme is empty: headings, but no session beneath them")
        raise IntakeError([first.problem(0, reason)])
    return content


def _with_start(table: Table, columns: Columns, course: Course) -> Columns:
    """Take the dates for the starts where they have a time of day and no other column gives it."""
    place = columns.fields.get("date")
    if place is None or "start" in columns.fields:
        return columns
    year = course.starts.year if course.starts else None
    found = [read_written(cells[place], year) for _, cells in table.rows if cells[place].strip()]
    if not found or not all(written and written.at is not None for written in found):
        return columns
    fields = {name: at for name, at in columns.fields.items() if name != "date"}
    return replace(columns, fields={**fields, "start": place})


def _decide_dates(table: Table, columns: Columns, course: Course) -> tuple[bool, list[Notice]]:
    """Decide the order of day and month for the whole file. Raises :class:`IntakeError` if it is not certain."""
    names = [name for name in ("date", "start", "end", "end_date") if name in columns.fields]
    places = [columns.fields[name] for name in names]
    texts = [cells[place] for _, cells in table.rows for place in places if cells[place]]
    order = decide_order(texts, table.headings, course, course.columns.get("dates", ""))
    lines = '[columns]\n  dates = "{}"'
    if not order.certain:
        both = [str(read_date(order.example, month_first=first)) for first in (False, True)]
        reason = sentence(
            "{example} can have the day or the month first; write in course.toml\n"
            '[columns]\n  dates = "dmy"   # {day_first}\nor\n  dates = "mdy"   # {month_first}',
            example=quoted(order.example),
            day_first=both[0],
            month_first=both[1],
        )
        raise IntakeError([table.problem(0, reason, columns.fields.get("date"))])
    if not (order.month_first or order.guessed):
        return False, []
    text = _MONTH_FIRST if order.month_first else _DAY_FIRST
    day = str(read_date(order.example, month_first=order.month_first))
    settle = lines.format("dmy" if order.month_first else "mdy") if order.guessed else ""
    topic = Topic.DOUBT if settle else Topic.READ
    return order.month_first, [
        table.notice(sentence(text, example=quoted(order.example), day=day), topic=topic, settle=settle)
    ]
