"""Build the tables of the attendance desk, and say which person or session each row is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content

from checkin.attendance.at_risk import margins
from checkin.core.namesakes import names_apart
from checkin.core.session_status import Status
from checkin.core.text import in_context, one_line, translatable
from checkin.exports.table import NUMBERS, Kind
from checkin.exports.tables import Tables
from checkin.i18n.table_headings import HEADINGS, OF_PEOPLE, word
from checkin.i18n.translator import Translator
from checkin.kiosk.widgets.verdict_layout import wrapped

# The columns of each view and their least widths in cells; None takes what is left of the screen.
_Widths = dict[str, int | None]
_PEOPLE: _Widths = {"name": 17, "country": 12, "attended": 3, "expected": 3, "late": 3, "excused": 3, "missed": 3}
_PEOPLE |= {"unmarked": 3, "credit": 5, "percent": 6, "earned": 3, "role": 14, "reason": None}
# What the percentage is computed from is one column, like 5/6. A narrow screen does without the counts beside it.
_PEOPLE_NARROW: _Widths = {"name": 15, "country": 12, "credit": 5, "excused": 3, "missed": 3, "unmarked": 3}
_PEOPLE_NARROW |= {"percent": 4, "earned": 3}
_SESSIONS: _Widths = {"starts_at": 12, "title": 17, "expected": 3, "present": 3, "late": 3, "excused": 3, "absent": 3}
_SESSIONS |= {"unmarked": 3, "closed": 3, "room": 12}
_RISK: _Widths = {"can_miss": 6, "name": 20, "country": 12, "reason": None}
# The columns that a narrow screen does without, in this order. None of them is a part of the sum that the row shows:
# who was late attended.
_OPTIONAL = ("reason", "role", "room", "late", "country")
_OPTIONAL_OF_SESSIONS = ("room", "closed")
# The columns that grow on a wide screen.
_GROWING = {"name": 34, "title": 48, "country": 20}
# The least that is worth showing of a column that takes what is left, and the same where a screen can do without it.
_REST, _REST_OF_OPTIONAL = 30, 60
_PADDING = 2
# The scroll bar beside the rows, and the names of the matrix.
_SCROLL_BAR, _NAME = 2, 30
# Headings that are shorter at the desk than in a file.
_SHORT = {"percent": "%", "earned": translatable("meets"), "can_miss": translatable("can miss")}
# And those that are shorter still on a narrow screen.
_NARROW = 110
_SHORTER = _SHORT | {
    "attended": translatable("att."),
    "credit": in_context("heading of at most 5 letters: what a percentage is computed from", "cred."),
    "expected": translatable("exp."),
    "present": translatable("pres."),
    "late": in_context("heading of at most 5 letters", "late"),
    "excused": in_context("heading of at most 5 letters", "exc."),
    "missed": in_context("heading of at most 6 letters: sessions that a person missed", "miss."),
    "absent": in_context("heading of at most 5 letters: people", "abs."),
    "unmarked": in_context("heading of at most 6 letters: people or sessions not recorded", "open"),
    "closed": in_context("heading of at most 6 letters: session", "closed"),
}
# The sign of a status, and the variable of the theme that colours it.
_SIGNS = {
    Status.PRESENT: ("●", "text-success"),
    Status.LATE: ("◐", "text-warning"),
    Status.EXCUSED: ("○", "text-accent"),
    Status.ABSENT: ("✗", "text-error"),
    Status.UNMARKED: ("·", "text-muted"),
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

    @property
    def heights(self) -> list[int]:
        """Return how many lines each row needs, so that no name and no title is cut."""
        return [max(cell.plain.count("\n") for cell in row) + 1 for row in self.rows]


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a theme that stand out on its background, by the names of the theme's variables."""

    by_name: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        return dict(self.by_name).get(name, "")

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> "Colours":
        """Take the colours out of the variables of a theme."""
        return cls(tuple((name, variables[name]) for _, name in _SIGNS.values() if name in variables))


def view(
    what: str, tables: Tables, tr: Translator, now: datetime, screen: int = 120, colours: Colours | None = None
) -> View:
    """Return a view by its name: ``people``, ``sessions``, ``matrix`` or ``risk``, for a screen of that width."""
    colours = colours or Colours()
    match what:
        case "sessions":
            sessions = tables.sessions()
            shown = [_localised(row, tr) for row in sessions.shown()]
            subjects = [str(row[0]) for row in sessions.rows]
            return _of(
                sessions.columns, shown, _SESSIONS, tr, subjects, screen, _OPTIONAL_OF_SESSIONS, of_sessions=True
            )
        case "matrix":
            return _matrix(tables, tr, colours)
        case "risk":
            return _risk(tables, tr, now, screen, colours)
    return _people(tables, tr, screen)


def _people(tables: Tables, tr: Translator, screen: int) -> View:
    people, subjects = tables.certificates(), [tally.person.id for tally in tables.tallies]
    kinds, names = {**people.columns, "unmarked": Kind.WHOLE}, _names(tables, tr)
    rows = [
        {
            **row,
            "name": names[tally.person.id],
            "unmarked": str(tally.figures.unmarked),
            "credit": f"{row['credit']}/{row['out_of']}",
        }
        for row, tally in zip(people.shown(), tables.tallies, strict=True)
    ]
    if screen >= _NARROW:
        return _of(kinds, rows, _PEOPLE, tr, subjects, screen)
    percent = max([4, *(cell_len(row["percent"]) for row in rows)])
    return _of(kinds, rows, _PEOPLE_NARROW | {"percent": percent}, tr, subjects, screen)


def _of(
    kinds: Mapping[str, Kind],
    rows: Sequence[Mapping[str, str]],
    least: _Widths,
    tr: Translator,
    subjects: Sequence[str],
    screen: int,
    optional: Sequence[str] = _OPTIONAL,
    *,
    of_sessions: bool = False,
) -> View:
    known = HEADINGS | OF_PEOPLE if "starts_at" in least else HEADINGS

    def fitted(short: Mapping[str, str]) -> tuple[dict[str, str], _Widths]:
        headings = {key: tr(short.get(key) or known[key]) for key in least}
        wanted = {key: width and max(width, cell_len(headings[key])) for key, width in least.items()}
        return headings, fit_columns(wanted, screen, optional)

    headings, widths = fitted(_SHORT)
    if screen < _NARROW or ("late" in least and "late" not in widths):
        headings, widths = fitted(_SHORTER)
    cells = [[_cell(kinds.get(key), row[key], width) for key, width in widths.items()] for row in rows]
    return View([(headings[key], width) for key, width in widths.items()], cells, subjects, of_sessions)


def fit_columns(widths: Mapping[str, int | None], screen: int, optional: Sequence[str] = _OPTIONAL) -> _Widths:
    """Return the columns that fit whole into a screen. Names and titles grow first, a reason takes what is left."""
    kept: _Widths = dict(widths)
    screen -= _SCROLL_BAR

    def least(key: str, width: int | None) -> int:
        return width if width is not None else _REST_OF_OPTIONAL if key in optional else _REST

    def needed() -> int:
        return sum(least(key, width) + _PADDING for key, width in kept.items())

    for key in optional:
        if key in kept and needed() > screen:
            del kept[key]
    for key, most in _GROWING.items():
        if (width := kept.get(key)) is not None:
            kept[key] = max(width, min(most, width + screen - needed()))
    left = max(0, screen - needed())
    return {key: least(key, None) + left if width is None else width for key, width in kept.items()}


def _localised(row: Mapping[str, str], tr: Translator) -> dict[str, str]:
    """Return a row whose start is written as the language writes it in tables."""
    return {**row, "starts_at": tr.table_time(datetime.fromisoformat(row["starts_at"]))}


def _names(tables: Tables, tr: Translator) -> Mapping[str, str]:
    """Return everybody's name, by which namesakes can be told apart."""
    return names_apart([tally.person for tally in tables.tallies], tr.country)


def _matrix(tables: Tables, tr: Translator, colours: Colours) -> View:
    """Return the matrix: a column for each day, a sign for each of its sessions."""
    days, names = tables.days(), _names(tables, tr)
    rows = []
    for tally in tables.tallies:
        statuses = tally.statuses
        signs = [_signs(tuple(statuses.get(one) for one in sessions), colours) for sessions in days.values()]
        rows.append([folded(names[tally.person.id], _NAME), *signs])
    # Dates in digits where these are shorter, and then all of them.
    dates = min(
        ([form(day) for day in days] for form in (tr.day, tr.table_day)),
        key=lambda said: max(map(cell_len, said), default=0),
    )
    headings = [(date, len(ids)) for date, ids in zip(dates, days.values(), strict=True)]
    columns = [(tr(HEADINGS["name"]), _NAME), *((day, max(signs, cell_len(day))) for day, signs in headings)]
    return View(columns, rows, [tally.person.id for tally in tables.tallies], fixed=1)


def signs_in_words(tr: Translator) -> Content:
    """Return what each sign of the matrix means."""
    said = ((sign, colour, word(status, tr.language)) for status, (sign, colour) in _SIGNS.items() if status)
    fixed = "\N{NO-BREAK SPACE}"  # a sign and its words are never parted
    return Content("  ").join(
        Content.assemble((sign, f"${colour}"), fixed, text.replace(" ", fixed)) for sign, colour, text in said
    )


@lru_cache(maxsize=4096)
def _signs(statuses: tuple[Status | None, ...], colours: Colours) -> Text:
    """Return the signs of one day. Cached, because many people share them."""
    return Text.assemble(*((sign, colours[name]) for sign, name in (_SIGNS[status] for status in statuses)))


def _risk(tables: Tables, tr: Translator, now: datetime, screen: int, colours: Colours) -> View:
    found, names = margins(tables.tallies, now), _names(tables, tr)
    rows = [
        {
            "can_miss": margin.in_words(tr),
            "name": names[tally.person.id],
            "country": tr.country(tally.person.country),
            "reason": one_line(tr.reason(tally.figures)),
        }
        for margin, tally in found
    ]
    widths: _Widths = _RISK | {"can_miss": max([6, *(cell_len(row["can_miss"]) for row in rows)])}
    shown = _of({}, rows, widths, tr, [tally.person.id for _, tally in found], screen, optional=("country",))
    for (margin, _), cells in zip(found, shown.rows, strict=True):
        if margin.left < 1:
            cells[0].stylize(colours["text-error"])
    return shown


def folded(text: str, width: int) -> Text:
    """Return a text on as many lines as it needs in a width of cells."""
    lines = [text] if cell_len(text) <= width else [line.plain for line in wrapped(text, width)]
    return Text("\n".join(lines), no_wrap=True)


def _cell(kind: Kind | None, text: str, width: int | None) -> Text:
    right = kind in NUMBERS
    if width is not None and not right:
        return folded(one_line(text), width)
    return Text(one_line(text).rjust(width or 0), no_wrap=True)
