"""The board of the delegations, for a second screen: every country with present and expected, now."""

from typing import ClassVar

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
# Cells for the longest names of countries and their counts; the bar takes the rest.
_NAME = 29


class BoardScreen(KioskScreen):
    """As many columns as fit. Scans go on being answered above it."""

    HELP = translatable(
        """\
Every country with those who are present and those who are expected at
the session on now, for a screen that everybody can see. It moves by
itself; scans are answered above it. Escape goes back to the door."""
    )

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", translatable("Back"))]

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

    def action_leave(self) -> None:
        self.dismiss()

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
        lines = [self._line(found, width) for found in self._ordered()]
        rows = -(-len(lines) // columns)
        # Downwards, then across, as one reads a list.
        table = [lines[row::rows] if rows else [] for row in range(rows)]
        # The rows are as far apart as the height allows, so that they are read from afar.
        apart = "\n" * min(4, max(1, (self.size.height - 4) // max(1, rows)))
        self.query_one("#board", Static).update(Content(apart).join(Content("   ").join(row) for row in table))

    def _ordered(self) -> list[CountryCount]:
        return sorted(self._snapshot.delegations, key=lambda found: self.tr.sort_key(self.tr.country(found.country)))

    def _line(self, found: CountryCount, width: int) -> Content:
        counts = f"{found.present}/{found.expected}"
        full = found.present == found.expected
        name = self.tr.country(found.country) or self.tr("no country")
        across = max(4, width - _NAME)
        shape = "√" if full else " "
        label = Content(f"{shape} {name}").truncate(width - across - 7, ellipsis=True, pad=True)
        style = "bold $text-success" if full else "bold"
        return Content.assemble(label, (f"{counts:>6} ", style), bar(found.present, found.expected, across))
