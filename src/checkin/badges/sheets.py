"""Define the paper sheets that badges are printed on. All lengths are in millimetres.

The label grids follow the makers' own templates.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from checkin.core.errors import DesignError, InvalidValueError
from checkin.core.text import translatable
from checkin.core.toml_reader import LONGEST, read_toml, shown
from checkin.i18n.translator import Translator
from checkin.system.files import read_text_limited

OWN = "sheets.toml"
ONE_A_PAGE = "a6"  # whatever the size of the badge
_SIZE = re.compile(r"(\d{2,4}(?:\.\d{1,2})?)x(\d{2,4}(?:\.\d{1,2})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page with a grid of places.

    ``left`` and ``top`` are the corner of the first place; a pitch leads to the next. A page of size 0 has the size of
    the badge. A place with a size (``wide``, ``high``) is a label. Without one, any design that fits into the pitch is
    printed and cut out. ``cut`` draws thin marks outside the places. ``mono`` is for printers that print black only.
    ``right`` and ``lower`` move everything, on both sides, for a misaligned printer.
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
    wide: float = 0
    high: float = 0
    cut: bool = False
    mono: bool = False
    right: float = 0
    lower: float = 0

    @property
    def places(self) -> int:
        """Return how many badges a page holds."""
        return self.columns * self.rows

    def pages(self, badges: int, start_at: int = 1) -> int:
        """Return how many pages so many badges need from place ``start_at``. Front and back count as one page."""
        return -(-(badges + start_at - 1) // self.places) if badges else 0

    def shifted(self, right: float, down: float) -> "Sheet":
        """Return the same sheet, shifted by so many millimetres for a misaligned printer."""
        return replace(self, right=self.right + right, lower=self.lower + down)


_A4: Mapping[str, Any] = {"width": 210, "height": 297}
_LETTER: Mapping[str, Any] = {"width": 215.9, "height": 279.4}


def _labels(name: str, maker: str, paper: Mapping[str, Any], size: tuple[float, float], grid: tuple[int, int],
            corner: tuple[float, float], pitch: tuple[float, float]) -> Sheet:  # fmt: skip
    return Sheet(
        name=name, title=f"{maker} · {grid[0] * grid[1]} × {size[0]:g} x {size[1]:g} mm", **paper,
        wide=size[0], high=size[1], columns=grid[0], rows=grid[1], left=corner[0], top=corner[1],
        across=pitch[0], down=pitch[1],
    )  # fmt: skip


def _one_label(name: str, title: str, wide: float, high: float, *, mono: bool = False) -> Sheet:
    """Return a sheet that is one label, as the rolls of label printers have them."""
    return Sheet(
        name=name, title=title, width=wide, height=high, across=wide, down=high, wide=wide, high=high, mono=mono
    )


def sheet_title(sheet: Sheet, tr: Translator) -> str:
    """Return what a sheet is in a language, its measures too."""
    return re.sub(r"\d+\.\d+(?= x| mm)", lambda measure: tr.decimal(measure[0]), tr(sheet.title))


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet(name=ONE_A_PAGE, title=translatable("one badge a page")),
        Sheet(
            name="a6-on-a4", title=translatable("four A6 on A4, to cut"), **_A4, columns=2, rows=2,
            left=0, top=0.5, across=105, down=148, cut=True,
        ),
        Sheet(
            name="a7-on-a4", title=translatable("eight A7 on A4, to cut"), **_A4, columns=2, rows=4, wide=105, high=74,
            left=0, top=0.5, across=105, down=74, cut=True,
        ),
        Sheet(
            name="cards-on-a4", title=translatable("ten cards (CR80) on A4, to cut"), **_A4, columns=2, rows=5,
            left=14.7, top=9.5, across=95, down=56, cut=True,
        ),
        Sheet(
            name="cards-on-letter", title=translatable("eight cards (CR80) on Letter, to cut"), **_LETTER,
            columns=2, rows=4, left=17.6, top=22.7, across=95, down=60, cut=True,
        ),
        Sheet(
            name="tags-on-a4", title=translatable("ten name tags of 90 x 55 mm on A4, to cut"), **_A4,
            columns=2, rows=5, left=12.5, top=7, across=95, down=57, cut=True,
        ),
        Sheet(
            name="a6-on-letter", title=translatable("two A6 on Letter, to cut"), **_LETTER, columns=2, rows=1,
            left=2.95, top=65.7, across=105, down=148, cut=True,
        ),
        Sheet(
            name="tags-on-letter", title=translatable("eight name tags of 90 x 55 mm on Letter, to cut"), **_LETTER,
            columns=2, rows=4, left=15.45, top=26.7, across=95, down=57, cut=True,
        ),
        _one_label("brother-62x100", "Brother DK · 62 x 100 mm", 62, 100, mono=True),
        _one_label("brother-62x29", "Brother DK-11209 · 62 x 29 mm", 62, 29, mono=True),
        _one_label("dymo-54x101", "Dymo 99014 · 54 x 101 mm", 54, 101, mono=True),
        _one_label("label-4x6", "Zebra · 4 x 6 in", 101.6, 152.4, mono=True),
        _labels("avery-l4784", "Avery L4784", _A4, (63.5, 29.6), (3, 9), (7.21, 15.1), (66.04, 29.63)),
        _labels("avery-l4785", "Avery L4785", _A4, (80, 50), (2, 5), (17.5, 13.5), (95, 55)),
        _labels("avery-5160", "Avery 5160", _LETTER, (66.7, 25.4), (3, 10), (4.8, 12.7), (69.85, 25.4)),
        _labels("avery-74459", "Avery 74459", _LETTER, (101.6, 76.2), (2, 3), (6.35, 25.4), (101.6, 76.2)),
        _labels("durable-1445", "Durable 1445", _A4, (90, 54), (2, 5), (15, 12), (90, 54)),
        _labels("durable-1453", "Durable 1453", _A4, (75, 40), (2, 6), (30, 28.5), (75, 40)),
        _labels("durable-1456", "Durable 1456", _A4, (90, 60), (2, 4), (15, 28.5), (90, 60)),
        _labels("herma-4412", "Herma 4412", _A4, (80, 50), (2, 5), (17.5, 13.5), (95, 55)),
        _labels("lyreco-143344", "Lyreco 143.344", _A4, (70, 36), (3, 8), (0, 4.5), (70, 36)),
    )
}  # fmt: skip


def sheets(own: Path | None = None) -> dict[str, Sheet]:
    """Return all sheets by name: checkin's, and those of ``sheets.toml`` in the course's folder of designs.

    Raises :class:`DesignError` when that file cannot be used.
    """
    file = own / OWN if own is not None else None
    if file is None or not file.is_file():
        return SHEETS
    try:
        tables = read_toml(read_text_limited(file, most=LONGEST))
        return SHEETS | {name: _own(name, table) for name, table in tables.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DesignError("{path} cannot be used: {reason}.", path=file, reason=error) from None


def sheet_named(name: str, own: Path | None = None) -> Sheet:
    """Return a sheet by its name, or one label of a size like ``80x120``, in millimetres.

    Raises :class:`DesignError` with the known names.
    """
    known = sheets(own)
    size = _SIZE.fullmatch(name)
    if size and name not in known and all(10 <= float(length) <= 1000 for length in size.groups()):
        return _one_label(name, f"{size[1]} x {size[2]} mm", float(size[1]), float(size[2]))
    if name not in known:
        raise DesignError(
            "There is no sheet '{name}'. Use one of {known}, or a size in millimetres like 80x120.",
            name=name,
            known=", ".join(known),
        )
    return known[name]


def _wrong(text: str, sheet: str, key: str, value: object) -> InvalidValueError:
    return InvalidValueError(text, sheet=sheet, key=key, value=shown(value))


def _own(name: str, table: dict[str, object]) -> Sheet:
    kinds = {field.name: type(field.default) for field in fields(Sheet)[2:]}
    facts: dict[str, object] = {"title": str(table.pop("title", name))}
    for key, value in table.items():
        kind = kinds.get(key)
        if kind is None:
            raise InvalidValueError(
                "[{sheet}] has title, {known}, not {key}", sheet=name, known=", ".join(kinds), key=shown(key)
            )
        whole = kind is int and key in {"columns", "rows"}
        if kind is bool and not isinstance(value, bool):
            raise _wrong(translatable("[{sheet}] {key} is true or false, not {value}"), name, key, value)
        if kind is not bool and (isinstance(value, bool) or not isinstance(value, int if whole else int | float)):
            raise _wrong(translatable("[{sheet}] {key} must be a number, not {value}"), name, key, value)
        if kind is not bool and not 0 <= float(str(value)) <= 1000:
            raise _wrong(translatable("[{sheet}] {key} must lie between 0 and 1000 mm, not {value}"), name, key, value)
        facts[key] = value
    if facts.get("columns", 1) == facts.get("rows", 1) == 1:
        # One label a page: its place is the page where the file says nothing else.
        across, down = (
            facts.setdefault("across", facts.get("width", 0)),
            facts.setdefault("down", facts.get("height", 0)),
        )
        if not facts.keys() & {"wide", "high", "left", "top"}:
            facts |= {"wide": across, "high": down}
    sheet = Sheet(name=name, **facts)  # type: ignore[arg-type] # each was checked above
    if not (sheet.width and sheet.height and sheet.across and sheet.down and sheet.columns and sheet.rows):
        raise InvalidValueError("[{sheet}] needs width, height, columns, rows, across and down", sheet=name)
    if sheet.places > 1000:
        raise InvalidValueError("[{sheet}] has {n} places; the maximum is 1000", sheet=name, n=sheet.places)
    return sheet
