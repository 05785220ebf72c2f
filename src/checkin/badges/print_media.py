"""Choose the paper that a printer is asked for: of the papers that it has, the one of the size of a PDF's pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_POINTS = 72 / 25.4
_INCH = 25.4
# Papers are named to the millimetre or the point.
_NEAR = 1.5
# No paper is so many inches wide; a name without a unit is in inches or in millimetres.
_MOST_INCHES = 14
_MEDIA_BOX = re.compile(rb"/MediaBox *\[ *0 +0 +([\d.]+) +([\d.]+) *\]")
_IN_POINTS = re.compile(r"w(\d+)h(\d+)")
_SIDES = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)?$", re.IGNORECASE)
_NAMED = {"a3": (297, 420), "a4": (210, 297), "a5": (148, 210), "a6": (105, 148), "letter": (215.9, 279.4)}
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class PageSize:
    """The width and the height of a page in millimetres."""

    wide: float
    high: float

    def __str__(self) -> str:
        return f"{self.wide:g} x {self.high:g}"

    def is_near(self, other: "PageSize") -> bool:
        """Return True if it is the same paper."""
        return abs(self.wide - other.wide) <= _NEAR and abs(self.high - other.high) <= _NEAR

    @property
    def turned(self) -> "PageSize":
        """Return the same paper, fed by its other side."""
        return PageSize(self.high, self.wide)


def page_size(file: Path) -> PageSize | None:
    """Return the size of the first page of a PDF of ours; None if the file does not say."""
    try:
        found = _MEDIA_BOX.search(file.read_bytes())
    except OSError:
        return None
    return PageSize(*(round(float(side) / _POINTS, 1) for side in found.groups())) if found else None


def media_name(size: PageSize, offered: Sequence[str]) -> str:
    """Return the name under which a printer has a paper of a size; empty if it has none."""
    sizes = {name: known for name in offered if (known := _size(name))}
    for wanted in (size, size.turned):
        if near := [name for name, known in sizes.items() if known.is_near(wanted)]:
            return near[0]
    custom = any(name.casefold().startswith("custom.") for name in offered)
    return f"Custom.{size.wide:g}x{size.high:g}mm" if custom else ""


def offered_media(options: str) -> list[str]:
    """Return the papers of a printer, by the answer of ``lpoptions -l``; empty if it has none to choose."""
    line = next((line for line in options.splitlines() if line.startswith(("PageSize/", "PageSize:", "media/"))), "")
    return [name.lstrip("*") for name in line.partition(":")[2].split()]


def in_short(offered: Sequence[str]) -> str:
    """Return the first papers of a printer, for a message."""
    return ", ".join(offered[:_MOST_NAMED]) + (" …" if len(offered) > _MOST_NAMED else "")


def _size(name: str) -> PageSize | None:
    name = name.partition(".Full")[0].partition(".Border")[0]
    if name.casefold() in _NAMED:
        return PageSize(*_NAMED[name.casefold()])
    if points := _IN_POINTS.fullmatch(name):
        return PageSize(*(int(side) / _POINTS for side in points.groups()))
    if not (sides := _SIDES.search(name)):
        return None
    wide, high = float(sides[1]), float(sides[2])
    unit = (sides[3] or ("in" if max(wide, high) <= _MOST_INCHES else "mm")).casefold()
    return PageSize(wide * _INCH, high * _INCH) if unit == "in" else PageSize(wide, high)
