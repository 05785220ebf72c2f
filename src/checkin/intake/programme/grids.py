"""Read a programme that is a grid, with days, times or rooms side by side, as a list of one row a session. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice

from checkin.core.course import Course
from checkin.core.errors import IntakeError, Notice, Topic
from checkin.core.text import fold, lookup_key, names_of, sentence, translatable
from checkin.intake.readers.cells import blank, quoted, tidy
from checkin.intake.readers.sheet import Rating
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import PROGRAMME_KIND, score_headings
from checkin.intake.words.cell_words import WEEKDAYS
from checkin.intake.words.dates import ANY_YEAR, is_date, is_day_heading, read_range, read_written

_FEWEST = 2  # columns side by side
_ROOM = re.compile(r"(?:aula|sala|salon|room|salle|auditorio|auditorium|hall|stage|track) [a-z0-9]{1,12}")
_LINE_BREAK = re.compile(r"\S[ \t]*[\r\n]+\s*\S")
_READ_AS = {
    "date": translatable(
        "a grid with the days side by side is read as one row for each session, for example {example}"
    ),
    "start": translatable(
        "a grid with the times side by side is read as one row for each session, for example {example}"
    ),
    "room": translatable(
        "a grid with the rooms side by side is read as one row for each session, for example {example}"
    ),
}


@dataclass(slots=True)
class _Grid:
    """What stands side by side in a table: the field of its headings, their places, and the other columns."""

    name: str  # the field
    places: list[int]
    others: list[int]
    heads: dict[int, str] = field(default_factory=dict)


def rate_programme(own: Mapping[str, str]) -> Rating:
    """Return how much a row looks like the headings of a programme, be it a list or a grid."""
    rate = score_headings(PROGRAMME_KIND, own)

    def rating(cells: Sequence[str]) -> int:
        return max(rate(cells), _FEWEST if _is_row_of_days(cells) else 0)

    return rating


def same_shape(cells: Sequence[str]) -> Sequence[str]:
    """Return the headings of a sheet without the days among them, so that the grids of two weeks are alike."""
    days = list(map(is_day_heading, cells))
    if sum(days) < _FEWEST:
        return cells
    return ["grid", *(cell for cell, is_day in zip(cells, days, strict=True) if not is_day)]


def as_lists(tables: Sequence[Table], own: Mapping[str, str], course: Course) -> list[Table]:
    """Return the tables of a programme with each grid as a list; lists stay as they are.

    Raises :class:`IntakeError` for a grid whose days have no dates.
    """
    listed = []
    for table in tables:
        grid = _find_grid(table, own)
        listed.append(_as_list(table, grid, course) if grid else table)
    notices = [notice for table in listed[1:] if table.places for notice in table.notices]
    return [replace(listed[0], notices=(*listed[0].notices, *notices)), *listed[1:]]


def _find_grid(table: Table, own: Mapping[str, str]) -> _Grid | None:
    if any(PROGRAMME_KIND.field(heading, own) == "title" for heading in table.headings if not _is_sign(heading)):
        return None
    for name, is_one in (("date", is_day_heading), ("start", _is_time), ("room", _is_room)):
        places = [place for place, heading in enumerate(table.headings) if is_one(heading)]
        others = [
            place
            for place, heading in enumerate(table.headings)
            if place not in places and (heading or any(tidy(cells[place]) for _, cells in table.rows))
        ]
        if len(places) >= _FEWEST and len(others) < len(places) + 2:
            heads = {place: table.headings[place] for place in places}
            return _Grid(name, places, others, heads)
    return None


def _as_list(table: Table, grid: _Grid, course: Course) -> Table:
    rows = _rows_of(table, grid)
    if grid.name == "date":
        _require_dates(table, rows, course)
    headings = [_other_heading(table, grid, place) for place in grid.others]
    made = replace(
        table,
        headings=(*headings, grid.name, "title"),
        rows=[(number, [*others, head, title]) for number, others, head, title in rows],
        places=(*(table.places[place] if table.places else place for place in grid.others), -1, -1),
        struck=frozenset(),  # said here: a row of the sheet is several sessions
    )
    example = next(
        (tidy(" · ".join(filter(None, (head, *others, title)))) for _, others, head, title in rows if title), ""
    )
    text = _READ_AS[grid.name]
    notices = [table.notice(sentence(text, example=quoted(example)), topic=Topic.READ)]
    lines = next(
        (cell for _, cells in table.rows for place in grid.places if _LINE_BREAK.search(cell := cells[place])), ""
    )
    if lines:
        reason = sentence("the lines of a cell are one title, for example {example}", example=quoted(tidy(lines)))
        notices.append(table.notice(reason, topic=Topic.DOUBT))
    return replace(made, notices=(*table.notices, *notices, *_crossed_out(table, grid)))


def _crossed_out(table: Table, grid: _Grid) -> list[Notice]:
    """Name the cells of a grid that are crossed out."""
    found = [
        tidy(cells[place])
        for number, cells in table.rows
        for place in grid.places
        if (number, place) in table.struck and tidy(cells[place])
    ]
    if not found:
        return []
    reason = sentence(
        "sessions that are crossed out or hidden in the sheet count: {titles}; delete the rows of those that are not "
        "held",
        titles=names_of([quoted(title) for title in found]),
    )
    return [table.notice(reason, topic=Topic.DOUBT)]


def _other_heading(table: Table, grid: _Grid, place: int) -> str:
    """Return the heading of a column beside the grid; one without a heading has the days or the times."""
    heading = table.headings[place]
    if heading or place != next(other for other in grid.others if not table.headings[other]):
        return heading
    return "date" if grid.name == "start" else "start"


_Row = tuple[int, list[str], str, str]  # number, cells beside the grid, heading, title


def _rows_of(table: Table, grid: _Grid) -> list[_Row]:
    rows: list[_Row] = []
    by_number = dict(table.rows)
    for number, cells in table.rows:
        others = [cells[place] for place in grid.others]
        texts = {place: _text(table, grid, number, place, by_number) for place in grid.places}
        filled = [text for text in texts.values() if text]
        if grid.name == "date" and filled and all(map(is_day_heading, filled)):
            grid.heads.update({place: text for place, text in texts.items() if text})
            continue
        if not filled:
            if not all(blank(tidy(cell)) or _is_time(cell) for cell in others):
                rows.append((number, others, "", ""))  # a note, or a day above its sessions
            continue
        here = [text for place, text in texts.items() if text and not _begins_above(table, number, place)]
        # A running number is no day.
        beside = [text for cell in others if (text := tidy(cell)) and not (grid.name == "start" and text.isdigit())]
        if len(filled) == len(here) == 1 and not beside:
            rows.append((number, [""] * len(others), "", here[0]))  # a total, or a title without its day or time
            continue
        for place, text in texts.items():
            if not text or _begins_above(table, number, place):
                continue
            beside = [_until(table, number, at, place, by_number) for at in grid.others]
            rows.append((number, beside, _head(table, grid, number, place), text))
    return rows


def _text(table: Table, grid: _Grid, number: int, place: int, rows: Mapping[int, Sequence[str]]) -> str:
    """Return the title in a cell; one that is merged over several columns stands in the first of them."""
    if blank(tidy(rows[number][place])):
        for top, bottom, left, right in table.merged:
            if top <= number <= bottom and left < place <= right and left in grid.places:
                # Merged over times it is one session, merged over days or rooms one in each.
                return "" if grid.name == "start" else rows[number][left]
        return ""
    return rows[number][place]


def _begins_above(table: Table, number: int, place: int) -> bool:
    return any(top < number <= bottom and left <= place <= right for top, bottom, left, right in table.merged)


def _until(table: Table, number: int, at: int, place: int, rows: Mapping[int, Sequence[str]]) -> str:
    """Return a cell beside the grid. Of a cell merged over several rows the last row has the end."""
    text = rows[number][at]
    last = max(
        (bottom for top, bottom, left, right in table.merged if top == number and left <= place <= right),
        default=number,
    )
    other = rows.get(last)
    return _joined(text, other[at]) if last != number and other else text


def _head(table: Table, grid: _Grid, number: int, place: int) -> str:
    head = grid.heads[place]
    if grid.name != "start":
        return head
    last = max(
        (right for top, bottom, left, right in table.merged if top <= number <= bottom and left == place), default=place
    )
    return _joined(head, grid.heads.get(last, head)) if last != place else head


def _joined(first: str, last: str) -> str:
    """Return the range from the start of one range to the end of another."""
    starts, ends = read_range(first), read_range(last)
    if not starts or not ends or starts[0].at is None or ends[1].at is None:
        return first
    return f"{_clock(starts[0].at)} - {_clock(ends[1].at)}"


def _clock(at: timedelta) -> str:
    hours, minutes = divmod(int(at.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def _require_dates(table: Table, rows: Sequence[_Row], course: Course) -> None:
    """Raise :class:`IntakeError` if a day of the grid is no date, with the first cells as rows of a list."""
    year = course.starts.year if course.starts else None
    undated = [head for _, _, head, title in rows if title and not is_date(head, year)]
    if not undated:
        return
    titles = islice((row for row in rows if row[3]), 3)
    example = [f"  {head}; {tidy(others[0]) if others else ''}; {tidy(title)}" for _, others, head, title in titles]
    if is_date(undated[0], ANY_YEAR):
        reason = sentence(
            "{text} has no year; write it with the year, or write the first and the last day of the course in "
            "course.toml (starts and ends under [course])",
            text=quoted(undated[0]),
        )
    else:
        reason = sentence(
            "this is a grid with the days side by side, and {text} is not a date: write the date there, like {like}, "
            "or write one row for each session, for example:\n  {headings}\n{rows}",
            text=quoted(undated[0]),
            like=quoted(f"{undated[0]} 9/3/2026" if lookup_key(undated[0]) in WEEKDAYS else "9/3/2026"),
            headings=sentence("date; start; title"),
            rows="\n".join(example),
        )
    raise IntakeError([table.problem(table.heading_row, reason)])


def _is_row_of_days(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    days = sum(map(is_day_heading, filled))
    return days >= _FEWEST and len(filled) - days < _FEWEST


def _is_time(text: str) -> bool:
    text = tidy(text)
    found = read_written(text) if text else None
    clock = found is not None and found.at is not None and found.day is None and not text.isdigit()
    return clock or bool(text and read_range(text))


def _is_sign(heading: str) -> bool:
    return is_day_heading(heading) or _is_time(heading) or _is_room(heading)


def _is_room(text: str) -> bool:
    return bool(_ROOM.fullmatch(fold(text)))
