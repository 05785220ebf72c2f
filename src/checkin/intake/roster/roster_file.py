"""Read roster files into participants: check every row, report every problem at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checkin.core.course import Course, Participant
from checkin.core.errors import IntakeError, Notice, Problem
from checkin.core.shown_columns import kept_headings
from checkin.core.text import lookup_key, sentence
from checkin.intake.readers.sheet import limit_problems
from checkin.intake.readers.table import Table, read_tables
from checkin.intake.roster.block_cells import fill_blocks
from checkin.intake.roster.duplicates import LocatedPerson, find_duplicates
from checkin.intake.roster.roster_notices import Aside
from checkin.intake.roster.roster_rows import RosterRows
from checkin.intake.roster.roster_words import RosterWords
from checkin.intake.roster.status_column import choose_status
from checkin.intake.tables.adjacent_tables import split_side_by_side
from checkin.intake.tables.column_notices import columns_notice
from checkin.intake.tables.columns import (
    AS_ABOVE,
    BLANK_CELLS,
    BLANK_ROWS,
    ROSTER_KIND,
    Columns,
    assign_columns,
    own_columns,
    score_headings,
)
from checkin.intake.tables.missing_columns import is_turned, looks_like_data, missing_names
from checkin.intake.tables.name_columns import name_doubts
from checkin.intake.tables.own_tables import refuse_figures

Progress = Callable[[float], None]
_TELL_EVERY = 500  # rows
_CODES = frozenset({"code", "codes", "codigo", "codigos"})
# The columns that say something of a field. What a list has no column for, it does not take away.
_SAID_BY: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email"}),
    "institution": frozenset({"institution"}),
    "position": frozenset({"position"}),
    "role": frozenset({"role", "ticket"}),
    "groups": frozenset({"groups"}),
    "language": frozenset({"language"}),
    "photo": frozenset({"photo"}),
    "withdrawn": frozenset({"status", "withdrawn"}),
}
_NOTHING_SAID = Participant(name="")


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The people of one or more files, and what is worth saying about how they were read."""

    people: tuple[Participant, ...]
    notices: tuple[Notice, ...] = ()
    # The fields for which no file has a column, where no row says anything about them in another way either.
    silent: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()  # of all columns, as lookup keys


def read_roster(paths: Sequence[Path], course: Course, progress: Progress = lambda _: None) -> RosterFile:
    """Read roster files. Raises :class:`IntakeError` with the problems of all of them.

    ``progress`` receives the share of the rows of a file that are read, from 0 to 1.
    """
    own = own_columns(course.columns)
    people: list[LocatedPerson] = []
    problems: list[Problem] = []
    notices: list[Notice] = []
    fields: set[str] = set()
    headings: set[str] = set()
    for path in paths:
        try:
            tables = split_side_by_side(read_tables(path, score_headings(ROSTER_KIND, own)), ROSTER_KIND, own)
            content = read_people(tables, own, course, progress)
        except IntakeError as error:
            problems.extend(error.problems)
            continue
        people.extend(content.people)
        problems.extend(content.problems)
        notices.extend(content.notices)
        fields.update(content.columns.fields)
        headings.update(map(lookup_key, (*content.columns.headings, *content.columns.facts.values())))
    kept = find_duplicates(people)
    problems.extend(kept.problems)
    if problems:
        raise IntakeError(limit_problems(problems))
    silent = _silent(fields, kept.people)
    return RosterFile(kept.people, (*notices, *kept.notices), silent, frozenset(headings))


def _silent(fields: Collection[str], people: Sequence[Participant]) -> frozenset[str]:
    """Return the fields of people about which the files say nothing: neither a column nor a sheet nor a remark."""
    return frozenset(
        name
        for name, columns in _SAID_BY.items()
        if columns.isdisjoint(fields) and all(getattr(one, name) == getattr(_NOTHING_SAID, name) for one in people)
    )


@dataclass(frozen=True, slots=True)
class RosterContent:
    """What one file holds: people, what is wrong with other rows, what is worth saying, and what its columns are."""

    people: list[LocatedPerson]
    problems: list[Problem]
    notices: list[Notice]
    columns: Columns


def read_people(
    tables: Sequence[Table], own: Mapping[str, str], course: Course, progress: Progress = lambda _: None
) -> RosterContent:
    """Read the sheets of one file. Raises :class:`IntakeError` when its columns are not understood."""
    first = tables[0]
    refuse_figures(first, programme=False)
    whole = replace(first, rows=[row for table in tables for row in table.rows])
    columns = assign_columns(ROSTER_KIND, whole, own, kept_headings(course.certificate))
    _require_names(first, columns)
    columns, said = choose_status(whole, columns, own)
    words = RosterWords(course)
    notices = [*first.notices, *columns_notice(whole, columns), *columns.notices, *said]
    if not (columns.export and columns.export.own):
        notices += name_doubts(whole, columns.fields, columns.facts)
    content = RosterContent([], [], notices, columns)
    is_code_doubtful, blank_rows = _is_code_doubtful(columns, own), course.columns.get(BLANK_ROWS, "")
    for sheet in tables:
        filled = fill_blocks(sheet, columns, course.columns.get(BLANK_CELLS, ""))
        content.problems.extend(filled.problems)
        content.notices.extend(filled.notices)
        table = filled.table
        reader = RosterRows(table, columns, words, is_code_doubtful=is_code_doubtful, blank_rows=blank_rows)
        for done, (number, cells) in enumerate(table.rows):
            reader.read(number, cells)
            if done % _TELL_EVERY == 0:
                progress(done / len(table.rows))
        content.people.extend(reader.people)
        content.problems.extend(reader.all_problems())
        content.notices.extend(reader.notices())
    content.problems.extend(words.problems(first, columns))
    if not content.people and not content.problems:
        raise IntakeError([first.problem(0, sentence("no row has a name"), columns.fields.get("name"))])
    content.notices.extend(_without_country(first, content, course))
    return content


def _without_country(table: Table, content: RosterContent, course: Course) -> list[Notice]:
    """Name the people without a country, or say that nobody has one for lack of a column."""
    without = [item for item in content.people if not item.person.country]
    if not without or (content.columns.export and content.columns.export.own):
        return []
    if "country" in content.columns.fields:
        aside = Aside()
        for item in without:
            aside.add(item.row, item.person.name)
        reason = sentence("people without a country: {texts} ({rows})", **aside.values())
        may_be_above = content.people[0].person.country and BLANK_CELLS not in course.columns
        settle = f'[columns]\n  {BLANK_CELLS} = "{AS_ABOVE}"' if may_be_above else ""
        return [table.notice(reason, place=content.columns.fields["country"], rows=aside.rows, settle=settle)]
    if len(without) < len(content.people):
        return []
    return [table.notice(sentence("no column with the country; badges and counts by country are without it"))]


def _require_names(table: Table, columns: Columns) -> None:
    if not ROSTER_KIND.complete(columns.fields) or looks_like_data(table):
        raise IntakeError([table.problem(0, missing_names(table, columns))])
    if is_turned(table, columns):
        reason = sentence(
            "the headings stand in the first column and each person in a column; turn the table (copy it, paste it "
            "special: transpose), so that each person has a row"
        )
        raise IntakeError([table.problem(0, reason)])
    if not table.rows:
        raise IntakeError([table.problem(0, sentence("the list is empty: headings, but nobody beneath them"))])


def _is_code_doubtful(columns: Columns, own: Mapping[str, str]) -> bool:
    """Return True if only a heading such as *Código* says that a column holds the codes of people's badges."""
    place = columns.fields.get("own_code")
    heading = "" if place is None else lookup_key(columns.headings[place])
    return columns.export is None and heading in _CODES and heading not in own
