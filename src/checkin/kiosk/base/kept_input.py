"""Keep what was typed and chosen on a screen while its widgets are made again."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Checkbox, DataTable, Input, OptionList, Select


@dataclass(frozen=True, slots=True)
class KeptInput:
    """The values of a screen's widgets by their ids or places, the rows of its tables and lists, and its focus."""

    values: dict[str, object] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    lines: tuple[int | None, ...] = ()
    focus: str = ""

    @classmethod
    def of(cls, screen: Screen[Any]) -> "KeptInput":
        """Read a screen."""
        return cls(
            values={key: one.value for key, one in _fields(screen).items()},
            cursors={key: one.cursor_position for key, one in _fields(screen).items() if isinstance(one, Input)},
            rows=tuple(table.cursor_row for table in screen.query(DataTable)),
            lines=tuple(options.highlighted for options in screen.query(OptionList)),
            focus=_place(screen.focused),
        )

    def put_back(self, screen: Screen[Any]) -> None:
        """Write everything into the new widgets of the screen."""
        for key, one in _fields(screen).items():
            if key in self.values:
                one.value = self.values[key]
            if isinstance(one, Input):
                # A field puts its cursor at the end when it is shown first.
                screen.call_after_refresh(partial(setattr, one, "cursor_position", self.cursors.get(key, 0)))
        for table, row in zip(screen.query(DataTable), self.rows, strict=False):
            table.move_cursor(row=row)
        for options, line in zip(screen.query(OptionList), self.lines, strict=False):
            options.highlighted = line
        if focused := next((one for one in screen.query("*") if one.focusable and _place(one) == self.focus), None):
            focused.focus()


def _fields(screen: Screen[Any]) -> dict[str, Any]:
    """Return the fields by their ids; those of dialogs, which have none, by their places."""
    found = [*screen.query(Input), *screen.query(Checkbox), *screen.query(Select)]
    return {one.id or f"{place}": one for place, one in enumerate(found)}


def _place(widget: Widget | None) -> str:
    return "" if widget is None else widget.id or type(widget).__name__
