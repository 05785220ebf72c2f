"""Say how a file would be read, before anything of it is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checkin.core.course import Course, Participant, Session
from checkin.core.errors import IntakeError, Notice, Problem, Topic
from checkin.intake.programme.grids import as_lists, rate_programme, same_shape
from checkin.intake.programme.programme_file import (
    ProgrammeFile,
    has_sessions,
    read_programme,
    read_sessions,
    whole_programme,
)
from checkin.intake.readers.table import Table, read_tables
from checkin.intake.roster.duplicates import find_duplicates
from checkin.intake.roster.roster_file import read_people
from checkin.intake.tables.adjacent_tables import split_side_by_side
from checkin.intake.tables.columns import PROGRAMME_KIND, ROSTER_KIND, Columns, Kind, own_columns, score_headings
from checkin.intake.tables.field_names import FACT, IGNORE, shown_field

FIRST_ROWS = 10


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """What one column of a file is taken for.

    ``field`` is the word that ``[columns]`` of course.toml uses: ``name``, ``country``, ``starts_at``, ``fact``,
    ``ignore``, ... What stands side by side in a grid is a column without letter and heading.
    """

    letter: str
    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class FilePreview:
    """How a file would be read. ``rows`` are its first rows with their numbers, as they stand in the file.

    ``people`` or ``sessions`` hold what would be loaded; both are empty if ``problems`` refuse the file. ``notices``
    say how it was read: each has its topic, the rows that it is about and, for a doubt, the lines of course.toml that
    settle it.
    """

    file: str
    is_programme: bool
    sheet: str = ""
    heading_row: int = 0
    columns: tuple[ColumnMeaning, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    people: tuple[Participant, ...] = ()
    sessions: tuple[Session, ...] = ()
    notices: tuple[Notice, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def doubts(self) -> tuple[Notice, ...]:
        """Return the guesses; ``settle`` of each holds the lines of course.toml that say otherwise."""
        return tuple(notice for notice in self.notices if notice.topic is Topic.DOUBT)

    @property
    def left_out(self) -> tuple[Notice, ...]:
        """Return what is not loaded and why; ``rows`` of each are the rows that it is about."""
        return tuple(notice for notice in self.notices if notice.topic is Topic.LEFT_OUT)


def preview_file(path: Path, course: Course) -> FilePreview:
    """Return what was understood of a file: columns, dates, rows left out, and doubts with their course.toml line.

    Nothing is loaded or written, and the answer depends on the file and the course alone: the preview of a load shows
    it, and the command says it. What refuses the file is in ``problems`` and raises no error. To try another
    meaning of a column, call it again with ``replace(course, columns={**course.columns, heading: field})``.
    """
    is_programme = False
    try:
        if path.suffix.casefold() == ".ics":
            return _of_programme(path, read_programme([path], course))
        own = own_columns(course.columns)
        is_programme = has_sessions(path, course)
        kind = PROGRAMME_KIND if is_programme else ROSTER_KIND
        rate = rate_programme(own) if is_programme else score_headings(kind, own)
        tables = split_side_by_side(read_tables(path, rate, same_shape if is_programme else tuple), kind, own)
    except IntakeError as error:
        return FilePreview(path.name, is_programme, problems=error.problems)
    unread: tuple[Problem, ...] = ()
    if is_programme:
        try:
            tables = as_lists(tables, own, course)
        except IntakeError as error:
            unread = error.problems
    first = tables[0]
    seen = FilePreview(
        first.file,
        is_programme,
        first.sheet,
        first.heading_row,
        _meanings(first, kind, own, None),
        tuple((number, tuple(cells[: len(first.headings)])) for number, cells in first.rows[:FIRST_ROWS]),
    )
    if unread:
        return replace(seen, problems=unread)
    try:
        return _read(seen, tables, own, course)
    except IntakeError as error:
        return replace(seen, problems=error.problems)


def _read(seen: FilePreview, tables: Sequence[Table], own: Mapping[str, str], course: Course) -> FilePreview:
    if seen.is_programme:
        sessions = read_sessions(tables, own, course)
        meanings = _meanings(tables[0], PROGRAMME_KIND, own, sessions.columns)
        seen = replace(seen, columns=meanings, notices=tuple(sessions.notices))
        try:
            whole = whole_programme(sessions, course)
        except IntakeError as error:
            return replace(seen, problems=error.problems)
        return replace(seen, sessions=whole.sessions, notices=whole.notices)
    people = read_people(tables, own, course)
    kept = find_duplicates(people.people)
    problems = (*people.problems, *kept.problems)
    return replace(
        seen,
        columns=_meanings(tables[0], ROSTER_KIND, own, people.columns),
        people=() if problems else kept.people,
        notices=(*people.notices, *kept.notices),
        problems=problems,
    )


def _of_programme(path: Path, programme: ProgrammeFile) -> FilePreview:
    return FilePreview(path.name, True, sessions=programme.sessions, notices=programme.notices)


def _meanings(table: Table, kind: Kind, own: Mapping[str, str], columns: Columns | None) -> tuple[ColumnMeaning, ...]:
    """Return the meaning of each column; by its heading alone where the columns together are not understood."""
    if columns is None:
        fields = [kind.field(heading, own) or FACT for heading in table.headings]
    else:
        by_place = {place: name for name, place in columns.fields.items()}
        fields = [
            by_place.get(place, IGNORE if place in columns.ignored else FACT) for place in range(len(table.headings))
        ]
    return tuple(
        ColumnMeaning(table.letter(place), heading if table.letter(place) else "", shown_field(field))
        for place, (heading, field) in enumerate(zip(table.headings, fields, strict=True))
    )
