"""Say which columns a file lacks, with lines for course.toml made of the file's own headings. Pure."""

import re
from collections.abc import Sequence

from checkin.core.course import Course
from checkin.core.errors import IntakeError
from checkin.core.text import TranslatableText, fold, lookup_key, names_of, sentence, translatable
from checkin.i18n.roles import role_of
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import PROGRAMME_KIND, ROSTER_KIND, Columns, length_of
from checkin.intake.tables.field_names import column_line, shown_field
from checkin.intake.words.dates import ANY_YEAR, read_range, read_written

_MOST_HEADINGS = 30
_LOOKED_AT = 200  # rows
_NO_TITLE = translatable("no column with the titles is recognised (headings found: {headings}); call one 'title'")
_NO_TIMES = translatable(
    "no column with the times is recognised (headings found: {headings}); use starts_at and ends_at, or date, start "
    "and end"
)
_NEITHER = translatable(
    "no column with the titles or the times is recognised (headings found: {headings}); use title, starts_at and "
    "ends_at"
)
_ROW_OF_DATA = re.compile(r"[^@\s]+@[^@\s]+\.\w+|[\d .+-]{5,}")
_DAY_NUMBER = re.compile(r"(?:day|dia|jour|jornada|journee)?\s*#?\d{1,2}(?:st|nd|rd|th|o|er)?")


def missing_names(table: Table, columns: Columns) -> TranslatableText:
    """Return why a list of people cannot be read: it has no heading row, or no column with the names."""
    headings = [heading for heading in table.headings if heading]
    if looks_like_data(table):
        return sentence(
            "the first row has no headings but {cells}; write a row of headings above it, for example {example}",
            cells=names_of([quoted(heading) for heading in headings], 3),
            example=sentence("name,country,role"),
        )
    reason = sentence(
        "no column with the names is recognised (headings found: {headings}); call one 'name', or say in course.toml "
        "which it is:\n[columns]\n{line}",
        headings=names_of(headings, _MOST_HEADINGS),
        line=column_line(table.headings[_candidate(table, columns, "title", None)], "name") if headings else "",
    )
    return _other_kind(reason, "--programme", table)


def _other_kind(reason: TranslatableText, option: str, table: Table) -> TranslatableText:
    """Add what to do if the file is of the other kind, as its headings may have misled."""
    if option == "--roster":
        other = sentence(
            "It was read as a programme. If it is the list of people: checkin load --roster {file}", file=table.file
        )
    else:
        other = sentence(
            "It was read as a list of people. If it is the programme: checkin load --programme {file}", file=table.file
        )
    return sentence("{reason}\n{other}", reason=reason, other=other)


def looks_like_data(table: Table) -> bool:
    """Whether the first row is data and not headings: it has an e-mail or a long number, or only a role is known."""
    headings = [heading for heading in table.headings if heading]
    if any(_ROW_OF_DATA.fullmatch(text) for text in headings):
        return True
    known = [heading for heading in headings if lookup_key(heading) in {**ROSTER_KIND.words, **PROGRAMME_KIND.words}]
    return not known and any(role_of(text) is not None for text in headings)


def is_turned(table: Table, columns: Columns) -> bool:
    """Return True if the headings stand in the first column, and nowhere else: every name is a word of a heading."""
    place = columns.fields.get("name", columns.fields.get("given_names"))
    if place != 0 or len(columns.fields) > 1 or not table.rows:
        return False
    texts = [tidy(cells[0]) for _, cells in table.rows]
    known = [text for text in texts if ROSTER_KIND.field(text, {})]
    return bool(known) and 2 * len(known) >= len(texts) and any(cells[1:] for _, cells in table.rows)


def require_programme(table: Table, columns: Columns, course: Course) -> None:
    """Raise :class:`IntakeError` with one problem for what a whole programme lacks."""
    year = course.starts.year if course.starts else None
    missing = [name for name in ("title", "start") if name not in columns.fields]
    if missing:
        raise IntakeError([table.problem(0, _missing_sessions(table, columns, missing, year))])
    date = columns.fields.get("date")
    days = _texts(table, date) if date is not None else []
    if days and all(_DAY_NUMBER.fullmatch(fold(text)) for text in days):
        reason = sentence(
            "{text} is the number of a day and no date; write dates like 2026-03-09 or 09/03/2026", text=quoted(days[0])
        )
        raise IntakeError([table.problem(0, reason, date)])
    if _no_dates(table, columns, year):
        reason = sentence(
            "nothing says on which day a session is; add a column with the date, or a row with the day above its "
            "sessions"
        )
        raise IntakeError([table.problem(0, reason)])
    if _no_ends(table, columns, year) and length_of(course) is None:
        reason = sentence(
            "nothing says when a session ends; add a column with the end or the duration, or write in course.toml how "
            'many minutes a session lasts:\n[columns]\n  length = "90"'
        )
        named_as_people = ROSTER_KIND.field(columns.heading("title"), {}) == "name"
        raise IntakeError([table.problem(0, _other_kind(reason, "--roster", table) if named_as_people else reason)])


def _no_ends(table: Table, columns: Columns, year: int | None) -> bool:
    ends = [
        text for name in ("end", "duration") if name in columns.fields for text in _texts(table, columns.fields[name])
    ]
    starts = _texts(table, columns.fields["start"])
    return bool(starts) and not ends and not any(read_range(text, year) for text in starts)


def _no_dates(table: Table, columns: Columns, year: int | None) -> bool:
    """Whether no cell can be the date of a session; the name of a sheet may be one."""
    if "date" in columns.fields or table.sheet or not table.rows:
        return False
    starts = columns.fields["start"]
    for _, cells in table.rows:
        filled = [text for cell in cells if (text := tidy(cell))]
        texts = [tidy(cells[starts]), *(filled if len(filled) == 1 else [])]
        if any(_has_day(text, year or ANY_YEAR) for text in texts if text):
            return False
    return True


def _has_day(text: str, year: int) -> bool:
    both = read_range(text, year)
    found = both[0] if both else read_written(text, year) or read_written(text, year, month_first=True)
    return bool(found and found.day)


def _missing_sessions(table: Table, columns: Columns, missing: Sequence[str], year: int | None) -> TranslatableText:
    headings = [heading for heading in table.headings if heading]
    lines = "\n".join(
        column_line(table.headings[_candidate(table, columns, name, year)] or "...", shown_field(name))
        for name in missing
        if columns.facts
    )
    text = _NEITHER if len(missing) == 2 else _NO_TITLE if missing == ["title"] else _NO_TIMES
    reason = sentence(text, headings=names_of(headings, _MOST_HEADINGS))
    if lines:
        reason = sentence(
            "{reason}, or say in course.toml which it is, for example:\n[columns]\n{lines}", reason=reason, lines=lines
        )
    return _other_kind(reason, "--roster", table)


def _candidate(table: Table, columns: Columns, name: str, year: int | None) -> int:
    """Return the unassigned column that looks most like the missing field."""

    def score(place: int) -> int:
        texts = _texts(table, place)
        if name == "title":
            return sum(map(len, set(texts)))
        return sum(1 for text in texts if (found := read_written(text, year)) and found.at is not None)

    return max(columns.facts or range(len(table.headings)), key=score, default=0)


def _texts(table: Table, place: int) -> list[str]:
    return [text for _, cells in table.rows[:_LOOKED_AT] if (text := tidy(cells[place]))]
