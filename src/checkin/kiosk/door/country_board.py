"""The board of the delegations, for a second screen: every country with present and expected, now."""

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from checkin.core.text import translatable
from checkin.door.snapshot import CountryCount, Snapshot
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.widgets.footer import KeysFooter
from checkin.kiosk.widgets.session_bar import bar

_COLUMN = 39
# Cells for the names of countries with their signs and counts at the least; the bar takes the rest.
_NAME, _SIGN, _COUNTS = 29, 2, 7


class BoardScreen(KioskScreen):
    """The board, with as many columns as fit. Scans are answered above it."""

    HELP = translatable(
        """\
Every country with those who are present and those who are expected at
the session on now, for a screen that everybody can see. It moves by
itself; scans are answered above it. Esc goes back to the door."""
    )

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", translatable("Back"))]

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield Static(id="board")
        yield KeysFooter()

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self._show()

    def snapshot_changed(self, snapshot: Snapshot) -> None:
        """Show new counts."""
        self._snapshot = snapshot
        self._show()

    def _show(self) -> None:
        tr, snapshot = self.tr, self._snapshot
        presence = snapshot.presence
        title = snapshot.title if snapshot.session else tr("No session is open now")
        counted = tr("{present} of {expected} present", present=presence.present, expected=len(presence.expected))
        self.query_one("#heading", Static).update(Content.styled(f"{title}  ·  {counted}", "bold"))
        columns = max(1, self.size.width // _COLUMN)
        width = max(20, (self.size.width - 4 - 3 * (columns - 1)) // columns)
        found = self._ordered()
        names = max([_NAME, *(cell_len(self._country(one)) + _SIGN + _COUNTS for one in found)])
        lines = [self._line(one, width, max(4, width - names)) for one in found]
        rows = -(-len(lines) // columns)
        # Downwards, then across, as one reads a list.
        table = [lines[row::rows] if rows else [] for row in range(rows)]
        # The rows are as far apart as the height allows, so that they are read from afar.
        apart = "\n" * min(4, max(1, (self.size.height - 4) // max(1, rows)))
        self.query_one("#board", Static).update(Content(apart).join(Content("   ").join(row) for row in table))

    def _ordered(self) -> list[CountryCount]:
        return sorted(self._snapshot.delegations, key=lambda found: self.tr.sort_key(self.tr.country(found.country)))

    def _country(self, found: CountryCount) -> str:
        return self.tr.country(found.country) or self.tr("no country")

    def _line(self, found: CountryCount, width: int, across: int) -> Content:
        """Return a country's line; its bar is ``across`` cells long."""
        counts = f"{found.present}/{found.expected}"
        full = found.present == found.expected
        shape = "√" if full else " "
        label = Content(f"{shape} {self._country(found)}").truncate(width - across - _COUNTS, ellipsis=True, pad=True)
        style = "bold $text-success" if full else "bold"
        return Content.assemble(label, (f"{counts:>6} ", style), bar(found.present, found.expected, across))
