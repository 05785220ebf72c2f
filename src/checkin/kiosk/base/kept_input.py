"""Keep what was typed and chosen on a screen while its widgets are made again."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Checkbox, DataTable, Input, Select


@dataclass(frozen=True, slots=True)
class KeptInput:
    """The values of a screen's widgets by their ids, the rows of its tables, and where its focus is."""

    values: dict[str, object] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    focus: str = ""

    @classmethod
    def of(cls, screen: Screen[Any]) -> "KeptInput":
        """Read a screen."""
        fields = [*screen.query(Input), *screen.query(Checkbox), *screen.query(Select)]
        return cls(
            values={one.id: one.value for one in fields if one.id},
            cursors={one.id: one.cursor_position for one in screen.query(Input) if one.id},
            rows=tuple(table.cursor_row for table in screen.query(DataTable)),
            focus=_place(screen.focused),
        )

    def put_back(self, screen: Screen[Any]) -> None:
        """Write everything into the new widgets of the screen."""
        for one in (*screen.query(Input), *screen.query(Checkbox), *screen.query(Select)):
            if one.id in self.values:
                one.value = self.values[one.id]
        for typed in screen.query(Input):
            # A field puts its cursor at the end when it is shown first.
            screen.call_after_refresh(partial(setattr, typed, "cursor_position", self.cursors.get(typed.id or "", 0)))
        for table, row in zip(screen.query(DataTable), self.rows, strict=False):
            table.move_cursor(row=row)
        if focused := next((one for one in screen.query("*") if one.focusable and _place(one) == self.focus), None):
            focused.focus()


def _place(widget: Widget | None) -> str:
    return "" if widget is None else widget.id or type(widget).__name__
