"""The sheets that badges are printed on, as a table. All lengths in millimetres."""

from dataclasses import dataclass, replace

from checkin.errors import DesignError
from checkin.text import mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page with a grid of places. ``left`` and ``top`` are the first place's corner, the pitch goes to the next.

    A page of no size is the badge's own. ``cut`` draws thin marks outside the places.
    """

    name: str
    title: str
    width: float = 0
    height: float = 0
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    across: float = 0
    down: float = 0
    cut: bool = False

    @property
    def places(self) -> int:
        """How many badges a page holds."""
        return self.columns * self.rows

    def pages(self, badges: int, start_at: int = 1) -> int:
        """How many pages so many badges take, the first place being ``start_at``."""
        return -(-(badges + start_at - 1) // self.places) if badges else 0

    def shifted(self, right: float, down: float) -> "Sheet":
        """The same sheet for a printer that is off by so many millimetres."""
        return replace(self, left=self.left + right, top=self.top + down)


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet(name="a6", title=mark("one badge a page")),
        Sheet(
            name="a6-on-a4", title=mark("four A6 on A4, to cut"), width=210, height=297, columns=2, rows=2,
            left=0, top=0.5, across=105, down=148, cut=True,
        ),
        Sheet(
            name="cards-on-a4", title=mark("ten cards (CR80) on A4, to cut"), width=210, height=297, columns=2, rows=5,
            left=14.7, top=9.5, across=95, down=56, cut=True,
        ),
        Sheet(
            name="cards-on-letter", title=mark("eight cards (CR80) on Letter, to cut"), width=215.9, height=279.4,
            columns=2, rows=4, left=17.6, top=22.7, across=95, down=60, cut=True,
        ),
        Sheet(
            name="tags-on-a4", title=mark("ten name tags of 90 x 55 mm on A4, to cut"), width=210, height=297,
            columns=2, rows=5, left=12.5, top=7, across=95, down=57, cut=True,
        ),
    )
}  # fmt: skip


def sheet_named(name: str) -> Sheet:
    """A sheet of the table. Raises :class:`DesignError` with the names there are."""
    if name not in SHEETS:
        raise DesignError(f"There is no sheet {name!r}; there are {', '.join(SHEETS)}.")
    return SHEETS[name]
