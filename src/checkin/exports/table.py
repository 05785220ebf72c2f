"""One table: columns with stable keys, rows of values, and their text for files and screens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from checkin.core.course import Role
from checkin.core.errors import ExportError
from checkin.core.sum_in_words import format_percent
from checkin.core.text import clean
from checkin.i18n.cldr import formal_country_name, language_name
from checkin.i18n.table_headings import in_words, sheet_name, word
from checkin.i18n.translator import Translator, get_translator


class Kind(Enum):
    """The format of a column's values."""

    TEXT = "text"
    WORD = "word"  # one of checkin's own words: a status, a role
    COUNTRY = "country"
    LANGUAGE = "language"
    GROUPS = "groups"  # names of groups and roles, with semicolons between them
    WHOLE = "whole"
    MINUTES = "minutes"
    PERCENT = "percent"
    TIME = "time"
    DAY = "day"
    FLAG = "flag"


_ROLES = frozenset(role.value for role in Role)
NUMBERS = (Kind.WHOLE, Kind.MINUTES, Kind.PERCENT)
Value = str | int | float | bool | datetime | date | Fraction | None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with stable keys, and rows of values. Times are aware, in the course's time zone.

    ``language`` is that of the headings and words; without one they are stable keys and codes. ``headings`` are those
    of columns that are not checkin's own. ``rule`` says in one line what the sums leave out; it stands beneath the
    table. ``signs`` are columns with a status in every row: sheets make them narrow and show a sign for each word.
    """

    name: str
    columns: Mapping[str, Kind]
    rows: Sequence[tuple[Value, ...]]
    threshold: Fraction
    language: str = ""
    rule: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    signs: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """The name of the table's sheet."""
        return sheet_name(self.name, self.language)

    def heading(self, key: str) -> str:
        """Return a column's heading: in the table's language, else its stable key."""
        return self.headings.get(key) or (
            in_words(key, self.language, of_people=self.name == "sessions") if self.language else key
        )

    def chosen(self, keys: Sequence[str], known: Iterable[str] = ()) -> "Table":
        """Return the table with these columns in this order (all if none); ``known`` are all that can be chosen.

        Raises :class:`ExportError` for an unknown column.
        """
        if unknown := [key for key in keys if key not in self.columns]:
            raise ExportError(
                "course.toml: [export] {table} has no column {column}. Use {known}.",
                table=self.name,
                column=unknown[0],
                known=", ".join(dict.fromkeys((*self.columns, *known))),
            )
        if not keys:
            return self
        places = [list(self.columns).index(key) for key in keys]
        columns = {key: self.columns[key] for key in keys}
        return replace(self, columns=columns, rows=[tuple(row[place] for place in places) for row in self.rows])

    def objects(self) -> Iterable[dict[str, object]]:
        """Return the rows for JSON: times in ISO 8601 with their offset, percentages as numbers."""
        for row in self.rows:
            yield {key: self._plain(kind, value) for (key, kind), value in zip(self.columns.items(), row, strict=True)}

    def with_objects(self, objects: Sequence[Mapping[str, Any]]) -> "Table":
        """Return the table with its rows replaced by these objects."""
        columns = self.columns.items()
        return replace(self, rows=[tuple(_value(kind, row.get(key)) for key, kind in columns) for row in objects])

    def shown(self) -> list[dict[str, str]]:
        """Return the rows for people, as text of one line, with the decimal sign of the table's language."""
        return [
            {key: self._shown(kind, value) for (key, kind), value in zip(self.columns.items(), row, strict=True)}
            for row in self.rows
        ]

    def printed(self) -> list[dict[str, str]]:
        """Return the rows as text, with days and times in the language's form for tables."""
        tr = get_translator(self.language or "en")
        return [
            {key: _day_text(tr, value) or text for (key, text), value in zip(shown.items(), row, strict=True)}
            for shown, row in zip(self.shown(), self.rows, strict=True)
        ]

    def _shown(self, kind: Kind, value: Value) -> str:
        text = self.text(kind, value)
        return get_translator(self.language).decimal(text) if self.language and kind in NUMBERS else text

    def number(self, percent: Fraction) -> float:
        """Return a percentage, rounded for print."""
        return float(format_percent(percent, self.threshold))

    def text(self, kind: Kind, value: Value) -> str:
        """Return one value as text for people."""
        if value is None:
            return ""
        match kind:
            case Kind.PERCENT:
                return format_percent(value if isinstance(value, Fraction) else None, self.threshold)
            case Kind.FLAG:
                return word("yes" if value else "no", self.language)
            case Kind.MINUTES:
                return amount_text(value) if isinstance(value, int | float) else ""
            case Kind.TIME if isinstance(value, datetime):
                return _time_text(value)
            case Kind.WORD:
                return word(str(value), self.language)
            case Kind.COUNTRY if self.language:
                return formal_country_name(str(value), self.language)
            case Kind.LANGUAGE if self.language:
                return language_name(str(value), self.language)
            case Kind.GROUPS if self.language:
                return "; ".join(
                    word(part, self.language) if part in _ROLES else part for part in str(value).split("; ")
                )
            case _:
                return clean(str(value))

    def _plain(self, kind: Kind, value: Value) -> object:
        if isinstance(value, Fraction):
            return self.number(value)
        if isinstance(value, datetime):
            return value.isoformat(timespec="milliseconds")
        if isinstance(value, date):
            return value.isoformat()
        return bool(value) if kind is Kind.FLAG and value is not None else value


def in_number(amount: Fraction) -> int | float:
    """Return an amount as a whole number where it is one, else with three decimals."""
    return int(amount) if amount.denominator == 1 else round(float(amount), 3)


def share_text(credit: Fraction, out_of: Fraction) -> str:
    """Return what a percentage is computed from, like ``18/21``."""
    return f"{amount_text(credit)}/{amount_text(out_of)}"


def amount_text(amount: float | Fraction) -> str:
    """Return an amount of any size as text, with up to three decimals."""
    return f"{float(amount):.3f}".rstrip("0").rstrip(".")


def _time_text(moment: datetime) -> str:
    # The clocks show some times twice, when they are put back: the offset tells the second one apart.
    unit = "seconds" if moment.second else "minutes"
    return (moment if moment.fold else moment.replace(tzinfo=None)).isoformat(" ", unit)


def _day_text(tr: Translator, value: Value) -> str:
    if isinstance(value, datetime):
        return f"{tr.moment(value)} {value:%z}" if value.fold else tr.moment(value)
    return tr.table_date(value) if isinstance(value, date) else ""


def _value(kind: Kind, plain: Any) -> Value:
    if plain is None:
        return None
    match kind:
        case Kind.PERCENT:
            return Fraction(str(plain))
        case Kind.TIME:
            return datetime.fromisoformat(plain)
        case Kind.DAY:
            return date.fromisoformat(plain)
        case _:
            return plain  # type: ignore[no-any-return]
