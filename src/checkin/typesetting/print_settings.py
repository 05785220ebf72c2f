"""Add print settings to a PDF: print it at its own size, and turn its pages over the long edge.

Why: viewers shrink pages to the printer's margins by default, and a label is then off by several millimetres. typst
has no setting for it.
"""

import re

_PREFERENCES = b"/ViewerPreferences<<"
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_ENTRY = 20  # bytes of a line of the table


def with_print_settings(pdf: bytes, *, two_sided: bool = False) -> bytes:
    """Return the PDF with the settings for print dialogs added to its catalogue.

    A file that is not built as typst builds it is returned unchanged.
    """
    end, at = _END.search(pdf), pdf.rfind(_PREFERENCES)
    table = _TABLE.match(pdf, int(end[1])) if end else None
    if end is None or table is None or at < 0 or b"/PrintScaling" in pdf[at : at + 200]:
        return pdf
    at += len(_PREFERENCES)
    added = b"/PrintScaling/None/PickTrayByPDFSize true" + (b"/Duplex/DuplexFlipLongEdge" if two_sided else b"")
    entries = [
        _moved(pdf[start : start + _ENTRY], at, len(added))
        for start in range(table.end(), table.end() + int(table[1]) * _ENTRY, _ENTRY)
    ]
    rest = pdf[table.end() + int(table[1]) * _ENTRY : end.start()]
    start_of_table = table.start() + (len(added) if table.start() > at else 0)
    return b"".join(
        [
            pdf[:at], added, pdf[at : table.end()], *entries, rest,
            b"startxref\n%d\n%%%%EOF" % start_of_table,
        ]
    )  # fmt: skip


def _moved(entry: bytes, at: int, by: int) -> bytes:
    """Return a line of the cross-reference table, moved if its object comes after the place of the insertion."""
    offset = int(entry[:10])
    return b"%010d" % (offset + by) + entry[10:] if entry[17:18] == b"n" and offset > at else entry
