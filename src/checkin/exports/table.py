"""Define a table with stable column keys, and how its values are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from checkin.core.attendance_rules import format_percent
from checkin.core.errors import ExportError
from checkin.core.text import clean
from checkin.exports.headings import in_words


class Kind(Enum):
    """The format of a column's values."""

    TEXT = "text"
    WHOLE = "whole"
    MINUTES = "minutes"
    PERCENT = "percent"
    TIME = "time"
    FLAG = "flag"


Value = str | int | float | bool | datetime | Fraction | None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with stable keys, and rows of values. Times are aware, in the course's time zone.

    ``rule`` says in one line what the sums leave out; it stands beneath the table.
    """

    name: str
    columns: Mapping[str, Kind]
    rows: Sequence[tuple[Value, ...]]
    threshold: Fraction
    language: str = ""
    rule: str = ""

    def heading(self, key: str) -> str:
        """Return a column's heading: in the language chosen by the course, else its stable key."""
        return in_words(key, self.language) if self.language else key

    def chosen(self, keys: Sequence[str], language: str) -> "Table":
        """Return the table with these columns in this order (all if none), its headings in a language.

        Raises :class:`ExportError` for an unknown column.
        """
        if unknown := [key for key in keys if key not in self.columns]:
            known = ", ".join(self.columns)
            raise ExportError(
                "course.toml: [export] {table} has no column {column}. Use {known}.",
                table=self.name,
                column=unknown[0],
                known=known,
            )
        if not keys:
            return replace(self, language=language)
        places = [list(self.columns).index(key) for key in keys]
        columns = {key: self.columns[key] for key in keys}
        rows = [tuple(row[place] for place in places) for row in self.rows]
        return replace(self, columns=columns, rows=rows, language=language)

    def objects(self) -> Iterable[dict[str, object]]:
        """Return the rows for JSON: times in ISO 8601 with their offset, percentages as numbers."""
        for row in self.rows:
            yield {key: self._plain(kind, value) for (key, kind), value in zip(self.columns.items(), row, strict=True)}

    def holding(self, objects: Sequence[Mapping[str, Any]]) -> "Table":
        """Return the table with its rows replaced by these objects."""
        columns = self.columns.items()
        return replace(self, rows=[tuple(_value(kind, row.get(key)) for key, kind in columns) for row in objects])

    def shown(self) -> list[dict[str, str]]:
        """Return the rows for people, as text of one line."""
        return [
            {key: self.text(kind, value) for (key, kind), value in zip(self.columns.items(), row, strict=True)}
            for row in self.rows
        ]

    def number(self, percent: Fraction) -> float:
        """Return a percentage rounded as it is printed."""
        return float(format_percent(percent, self.threshold))

    def text(self, kind: Kind, value: Value) -> str:
        """Return one value as text for people."""
        if value is None:
            return ""
        match kind:
            case Kind.PERCENT:
                return format_percent(value if isinstance(value, Fraction) else None, self.threshold)
            case Kind.FLAG:
                return "yes" if value else "no"
            case Kind.MINUTES:
                return f"{value:g}"
            case Kind.TIME if isinstance(value, datetime):
                return f"{value:%Y-%m-%d %H:%M}"
            case _:
                return clean(str(value))

    def _plain(self, kind: Kind, value: Value) -> object:
        if isinstance(value, Fraction):
            return self.number(value)
        if isinstance(value, datetime):
            return value.isoformat(timespec="milliseconds")
        return bool(value) if kind is Kind.FLAG and value is not None else value


def _value(kind: Kind, plain: Any) -> Value:
    if plain is not None and kind is Kind.PERCENT:
        return Fraction(str(plain))
    return datetime.fromisoformat(plain) if plain is not None and kind is Kind.TIME else plain


def in_number(amount: Fraction) -> int | float:
    """Return an amount as a whole number where it is one, else with two decimals."""
    return int(amount) if amount.denominator == 1 else round(float(amount), 2)
