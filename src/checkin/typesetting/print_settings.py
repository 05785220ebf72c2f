"""Add print settings to a PDF: its own size, pages turned over the long edge, and the bleed box of print shops.

Why: viewers shrink pages to the printer's margins by default, and a label is then off by several millimetres. typst
has no setting for it. Of a page with a bleed it writes the trim box only.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

_PREFERENCES = b"/ViewerPreferences<<"
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_BOXES = re.compile(rb"/MediaBox(\[[\d. ]+\])(?=/TrimBox\[)")
_ENTRY = 20  # bytes of a line of the table


def with_print_settings(pdf: bytes, *, two_sided: bool = False) -> bytes:
    """Return the PDF with the settings for print dialogs added to its catalogue, and bleed boxes to its pages.

    The bleed of a page with a trim box is the page. A file that is not built as typst builds it is returned unchanged.
    """
    end, at = _END.search(pdf), pdf.rfind(_PREFERENCES)
    table = _TABLE.match(pdf, int(end[1])) if end else None
    if end is None or table is None or at < 0 or b"/PrintScaling" in pdf[at : at + 200]:
        return pdf
    settings = b"/PrintScaling/None/PickTrayByPDFSize true" + (b"/Duplex/DuplexFlipLongEdge" if two_sided else b"")
    boxes = [(found.end(), b"/BleedBox" + found[1]) for found in _BOXES.finditer(pdf, 0, table.start())]
    added = sorted([*boxes, (at + len(_PREFERENCES), settings)])
    entries = table.end() + int(table[1]) * _ENTRY
    moved = _Moved(added)
    return b"".join(
        [
            *_with(pdf[: table.start()], added),
            pdf[table.start() : table.end()],
            *(moved.entry(pdf[start : start + _ENTRY]) for start in range(table.end(), entries, _ENTRY)),
            pdf[entries : end.start()],
            b"startxref\n%d\n%%%%EOF" % moved.to(table.start()),
        ]
    )


def _with(pdf: bytes, added: Sequence[tuple[int, bytes]]) -> list[bytes]:
    """Return the parts of a file with what is added at some places."""
    parts, at = [], 0
    for place, text in added:
        parts += [pdf[at:place], text]
        at = place
    return [*parts, pdf[at:]]


class _Moved:
    """Where the objects of a file are after insertions."""

    def __init__(self, added: Sequence[tuple[int, bytes]]) -> None:
        self._places = [place for place, _ in added]
        self._lengths = [0, *accumulate(len(text) for _, text in added)]

    def to(self, offset: int) -> int:
        """Map an offset of the old file to the new file."""
        return offset + self._lengths[bisect_left(self._places, offset)]

    def entry(self, entry: bytes) -> bytes:
        """Return a line of the cross-reference table with the new place of its object."""
        return b"%010d" % self.to(int(entry[:10])) + entry[10:] if entry[17:18] == b"n" else entry
