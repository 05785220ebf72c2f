"""The badge print form: people, design, sheet, printer."""

from pathlib import Path
from typing import cast

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Checkbox, Input, Label, Select

from checkin.attendance.participant_filter import Order
from checkin.badges.design import folders
from checkin.badges.printing import Output, PrintRequest
from checkin.badges.sheets import SHEETS, Sheet, sheet_title, sheets
from checkin.core.errors import CheckinError
from checkin.core.text import clean, translatable
from checkin.i18n.translator import Translator
from checkin.store.open_course import OpenCourse

# The design that each role has in course.toml.
OF_THE_ROLE = ""
_ORDERS: tuple[tuple[Order, str], ...] = (
    ("roster", translatable("as in the participant list")),
    ("name", translatable("by name")),
    ("country", translatable("by country")),
    ("institution", translatable("by institution")),
)
_OUTPUTS: tuple[tuple[Output, str], ...] = (
    ("pdf", translatable("PDF, one file")),
    ("png", translatable("PNG pictures")),
    ("svg", translatable("SVG pictures")),
    ("qr", translatable("QR codes alone, for a mail merge")),
)
_PRINTER = "printer:"


class TickBox(Checkbox):
    """A box whose tick is there or not: by its shape, and not by its colour alone."""

    def render(self) -> Content:
        self.BUTTON_INNER = "X" if self.value else " "
        return super().render()


class BadgeForm(VerticalScroll):
    """Asks for a :class:`PrintRequest`. The parent answers ``Input``, ``Checkbox`` and ``Select.Changed``."""

    def __init__(self, opened: OpenCourse, tr: Translator) -> None:
        super().__init__(id="form")
        self._opened = opened
        self._spoken = tr

    def compose(self) -> ComposeResult:
        tr, own = self._spoken, self._opened.folder.designs
        with Horizontal(classes="field"):
            yield Label(Content(tr("Whose")))
            yield Input(id="who", placeholder=tr("everybody; or role=speaker"), compact=True)
        with Horizontal(classes="field"):
            yield Label("")
            yield TickBox(Content(tr("Only new or changed")), id="new", compact=True)
        designs = [(tr("by role"), OF_THE_ROLE), *((name, name) for name in sorted(folders(own)))]
        yield from self._choice(tr("Design"), "design", designs, OF_THE_ROLE)
        known = [(sheet_title(sheet, tr), sheet.name) for sheet in _sheets(own)]
        usual = self._opened.course.badges.sheet
        usual = usual if usual in {name for _, name in known} else "a6"
        yield from self._choice(tr("Sheet"), "sheet", known, usual)
        yield from self._choice(tr("Order"), "order", [(tr(text), name) for name, text in _ORDERS], "roster")
        yield from self._choice(tr("Output"), "output", [(tr(text), name) for name, text in _OUTPUTS], "pdf")
        with Horizontal(classes="field"):
            yield Label("")
            yield TickBox(Content(tr("Two-sided")), id="two-sided", compact=True)
        with Horizontal(classes="field"):
            yield Label(Content(tr("First place")))
            yield Input("1", id="start-at", type="integer", compact=True)
            yield Label(Content(tr("Shift, mm: right")), classes="second")
            yield Input("0", id="right", type="number", compact=True)
            yield Label(Content(tr("down")), classes="third")
            yield Input("0", id="lower", type="number", compact=True)

    def _choice(self, label: str, name: str, options: list[tuple[str, str]], value: str) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Label(Content(label))
            yield Select(
                [(Content(clean(text)), key) for text, key in options],
                value=value,
                allow_blank=False,
                type_to_search=False,
                id=name,
                compact=True,
            )

    def offer_printers(self, names: list[str]) -> None:
        """Add this machine's printers to the outputs."""
        tr, select = self._spoken, self.query_one("#output", Select)
        chosen = select.value
        files = [(Content(tr(text)), name) for name, text in _OUTPUTS]
        found = [(Content(tr("Printer {name}", name=clean(name))), _PRINTER + name) for name in names]
        select.set_options([*files, *found])
        select.value = chosen

    @property
    def printer(self) -> str | None:
        """Return the chosen printer; None for a file."""
        chosen = self._chosen("output")
        return chosen.removeprefix(_PRINTER) if chosen.startswith(_PRINTER) else None

    @property
    def request(self) -> PrintRequest:
        """Return the print request."""
        return PrintRequest(
            who=self.query_one("#who", Input).value,
            only_new=self.query_one("#new", Checkbox).value,
            two_sided=self.query_one("#two-sided", Checkbox).value,
            design=self._chosen("design") or None,
            sheet=self._chosen("sheet"),
            order=cast("Order", self._chosen("order")),
            kind="pdf" if self.printer else cast("Output", self._chosen("output")),
            start_at=int(self._number("start-at", 1)),
            shift=(self._number("right", 0), self._number("lower", 0)),
        )

    def _chosen(self, name: str) -> str:
        return str(self.query_one(f"#{name}", Select).value)

    def _number(self, name: str, otherwise: float) -> float:
        try:
            return float(self.query_one(f"#{name}", Input).value)
        except ValueError:
            # A lone minus or an empty field: the input is not complete.
            return otherwise


def _sheets(own: Path) -> list[Sheet]:
    try:
        return list(sheets(own).values())
    except CheckinError:
        # The course's own file of sheets is named when a run is drawn; checkin's are there in the meantime.
        return list(SHEETS.values())
