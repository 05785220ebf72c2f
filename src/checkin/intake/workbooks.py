"""Spreadsheets (xlsx, xls, ods), read by calamine, which is kept from files made to exhaust the memory."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from checkin.intake.tables import Grid, Sheet, bounded, refused

MOST_UNPACKED = 512 * 2**20
_OLD = b"\xd0\xcf\x11\xe0"
_BROKEN = "the file cannot be read as a spreadsheet; open it in a spreadsheet program and save it again"
_PROTECTED = "the file is protected with a password; save it without one"
# A cell with content whose place lies beyond the limits. calamine lays out every cell up to it before anybody can
# ask how many there are, and one cell in the last row and column takes 500 GB.
_FAR_CELL = re.compile(rb'\sr\s*=\s*["\'](?:[A-Za-z]{3,}\d+|[A-Za-z]{1,2}(?:[2-9]\d{5}|\d{7,}))["\'][^>]*(?<!/)>(?!</)')
_FAR_ROW = re.compile(
    rb'<(?:\w+:)?row\s[^>]*?\br\s*=\s*["\'](?:[2-9]\d{5}|\d{7,})["\'][^>]*(?<!/)>'
    rb"(?:(?!</(?:\w+:)?row>).)*?<(?:\w+:)?(?:v|is)\b",
    re.DOTALL,
)
_SECOND = timedelta(seconds=1)


def sheets(path: Path, data: bytes) -> tuple[list[Sheet], tuple[str, ...]]:
    """The visible sheets of a spreadsheet file. Raises :class:`IntakeError` when it is broken, locked or too large."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(_safe(path, data))
        visible = [meta.name for meta in workbook.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
        return [_sheet(path, workbook, name) for name in visible or workbook.sheet_names], ()
    except PasswordError:
        raise refused(path, _PROTECTED) from None
    except (CalamineError, ValueError, OSError):
        raise refused(path, _BROKEN) from None


def _sheet(path: Path, workbook: Any, name: str) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return Sheet(name, [])
    bounded(path, sheet.total_height, sheet.total_width)
    rows = sheet.to_python(skip_empty_area=False)
    return Sheet(name, _grid(rows))


def _safe(path: Path, data: bytes) -> io.BytesIO:
    """The file for calamine. A zip is packed anew from what its own directory says that it holds, and no more."""
    if data.startswith(_OLD):
        if path.suffix.lower() != ".xls":
            raise refused(path, _PROTECTED)
        return io.BytesIO(data)
    if not data.startswith(b"PK"):
        raise refused(path, _BROKEN)
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
            parts = [part for part in source.infolist() if part.filename.endswith((".xml", ".rels", "mimetype"))]
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise refused(path, f"unpacked, the file is larger than {MOST_UNPACKED // 2**20} MB")
            for part in parts:
                target.writestr(part.filename, _checked(path, source.read(part)))
    except RuntimeError:  # what zipfile raises for a part under a password
        raise refused(path, _PROTECTED) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise refused(path, _BROKEN) from None
    packed.seek(0)
    return packed


def _checked(path: Path, part: bytes) -> bytes:
    if _FAR_CELL.search(part) or _FAR_ROW.search(part):
        raise refused(path, "a cell stands far outside the table; delete what lies beyond it and save the file again")
    return part


def _grid(rows: list[list[Any]]) -> Grid:
    return [[cell if isinstance(cell, str) else _text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    """A cell as its user would write it: no ``.0``, ISO dates, times without a date."""
    for kind, write in _WRITTEN.items():
        if isinstance(cell, kind):
            return write(cell)
    return str(cell)


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 10**15 else str(value)


def _moment(value: datetime) -> str:
    # A spreadsheet keeps 09:30 as a fraction of a day, which may come out a microsecond short.
    rounded = value + _SECOND / 2
    return (
        rounded.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")
        if rounded.time() >= time(0, 0, 1)
        else (rounded.strftime("%Y-%m-%d"))
    )


def _clock(value: time) -> str:
    return _moment(datetime.combine(date(2000, 1, 1), value))[11:] or "00:00"


def _length(value: timedelta) -> str:
    minutes, seconds = divmod(round(value / _SECOND), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


_WRITTEN: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: _clock,
    timedelta: _length,
}
