"""The tables of the director's desk: what stands in them, and whom or what each row is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rich.text import Text

from checkin.core.attendance_rules import Status, absences_left
from checkin.core.course import Role
from checkin.core.text import clean, translatable
from checkin.exports.headings import HEADINGS
from checkin.exports.tables import Kind, Table, Tables
from checkin.i18n.translator import Translator

# The columns of each view and their widths in cells; None is as wide as it needs.
_Widths = dict[str, int | None]
_PEOPLE: _Widths = {"name": 30, "country": 14, "attended": 8, "expected": 8, "late": 4, "excused": 7, "missed": 6}
_PEOPLE |= {"percent": 7, "earned": 6, "role": 12, "reason": None}
_SESSIONS: _Widths = {"starts_at": 16, "title": 34, "expected": 8, "present": 7, "late": 4, "excused": 7, "absent": 6}
_SESSIONS |= {"unmarked": 8, "closed": 6, "room": None}
# What stands in the columns of yes and no.
_FLAGS = (translatable("yes"), translatable("no"))
_SIGNS = {
    Status.PRESENT: ("●", "green"),
    Status.LATE: ("◐", "yellow"),
    Status.EXCUSED: ("○", "cyan"),
    Status.ABSENT: ("✗", "red"),
    Status.UNMARKED: ("·", "dim"),
    None: (" ", ""),
}


@dataclass(frozen=True, slots=True)
class View:
    """Columns with their widths, rows, and for each row the id of its person or session."""

    columns: Sequence[tuple[str, int | None]]
    rows: Sequence[Sequence[Text]]
    subjects: Sequence[str]
    of_sessions: bool = False
    fixed: int = 0


def view(what: str, tables: Tables, tr: Translator, now: datetime) -> View:
    """A view by its name: ``people``, ``sessions``, ``matrix`` or ``risk``."""
    match what:
        case "sessions":
            sessions = tables.sessions()
            return _of(sessions, _SESSIONS, tr, [str(row[0]) for row in sessions.rows], of_sessions=True)
        case "matrix":
            return _matrix(tables, tr)
        case "risk":
            return _risk(tables, tr, now)
    return _of(tables.certificates(), _PEOPLE, tr, [tally.person.id for tally in tables.tallies])


def _of(table: Table, widths: _Widths, tr: Translator, subjects: Sequence[str], *, of_sessions: bool = False) -> View:
    headings = {key: tr(HEADINGS[key]) for key in widths}
    widths = {key: width and max(width, len(headings[key])) for key, width in widths.items()}
    rows = [
        [_cell(table, key, _told(table, key, row[key], tr), width) for key, width in widths.items()]
        for row in table.shown()
    ]
    columns = [(heading, widths[key]) for key, heading in headings.items()]
    return View(columns, rows, subjects, of_sessions)


def _matrix(tables: Tables, tr: Translator) -> View:
    """A column for each day, a sign for each of its sessions: two weeks of them fit a wide screen."""
    days = tables.days()
    rows = []
    for tally in tables.tallies:
        statuses = {cell.sitting.session: cell.sitting.status for cell in tally.cells}
        signs = [_signs(tuple(statuses.get(one) for one in sessions)) for sessions in days.values()]
        rows.append([_name(tally.person.name), *signs])
    columns = [(tr(HEADINGS["name"]), 30), *((tr.day(day), max(len(ids), 7)) for day, ids in days.items())]
    return View(columns, rows, [tally.person.id for tally in tables.tallies], fixed=1)


@lru_cache(maxsize=4096)
def _signs(statuses: tuple[Status | None, ...]) -> Text:
    """The signs of one day; many people share each."""
    return Text.assemble(*(_SIGNS[status] for status in statuses))


def _risk(tables: Tables, tr: Translator, now: datetime) -> View:
    to_come = tables.to_come(now)
    found = []
    for tally in tables.tallies:
        if tally.person.role is Role.PARTICIPANT and not tally.person.withdrawn:
            sittings = tally.sittings
            found.append((absences_left(sittings, to_come, tables.course.policy), tally))
    found.sort(key=lambda pair: (pair[0], pair[1].person.name))
    rows = [
        [
            Text(tr("out of reach") if left < 0 else str(left), "red" if left < 1 else ""),
            _name(tally.person.name),
            Text(tr.country(tally.person.country)),
            Text(clean(tr.reason(tally.figures))),
        ]
        for left, tally in found
    ]
    columns: list[tuple[str, int | None]] = [
        (tr("can miss"), max(14, len(tr("out of reach")))),
        (tr(HEADINGS["name"]), 30),
    ]
    columns += [(tr(HEADINGS["country"]), 20), (tr(HEADINGS["reason"]), None)]
    return View(columns, rows, [tally.person.id for _, tally in found])


def _name(name: str) -> Text:
    text = Text(clean(name), no_wrap=True)
    text.truncate(30, overflow="ellipsis")
    return text


def _told(table: Table, key: str, text: str, tr: Translator) -> str:
    """A role, a yes or a no in the language of the screen; anything else as it is."""
    return tr(text) if key == "role" or table.columns[key] is Kind.FLAG else text


def _cell(table: Table, key: str, text: str, width: int | None) -> Text:
    right = table.columns[key] in (Kind.WHOLE, Kind.MINUTES, Kind.PERCENT)
    cell = Text(text.rjust(width) if right and width else text, no_wrap=True)
    if width is not None:
        cell.truncate(width, overflow="ellipsis")
    return cell
