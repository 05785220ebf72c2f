"""Spreadsheets (xlsx, xls, ods), read by calamine in a child process: it cannot be interrupted, and may panic."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from checkin.core.errors import Notice, Topic
from checkin.core.text import TranslatableText, names_of, sentence
from checkin.intake.readers import limits
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.hidden_rows import hidden_rows
from checkin.intake.readers.ods_merged_cells import Range, merged_cells
from checkin.intake.readers.sheet import Grid, Merged, Sheet, file_error, too_large
from checkin.intake.readers.strikethrough import struck_cells
from checkin.system.sandbox import SandboxError, SandboxFailure, run_sandboxed

_OLD = b"\xd0\xcf\x11\xe0"
_BROKEN = sentence("the file cannot be read as a spreadsheet; open it in a spreadsheet program and save it again")
_PROTECTED = sentence("the file is protected with a password; save it without one")
_FAR = sentence("a cell stands far outside the table; delete what lies beyond it and save the file again")
# A cell with content whose place lies beyond the limits. calamine lays out every cell up to it before anybody can
# ask how many there are, and one cell in the last row and column takes 500 GB.
_FAR_CELL = re.compile(
    rb'\sr\s{0,9}=\s{0,9}["\'](?:[A-Za-z]{3,}\d+|[A-Za-z]{1,2}(?:[2-9]\d{5}|\d{7,}))["\'][^<>]{0,400}(?<!/)>(?!</)'
)
# The same for a row, up to its end or the next one: looked for up to the end of the file, it takes the square of it.
_FAR_ROW = re.compile(
    rb'<(?:\w{1,9}:)?row\s[^<>]{0,400}?\br\s{0,9}=\s{0,9}["\'](?:[2-9]\d{5}|\d{7,})["\'][^<>]{0,400}(?<!/)>'
    rb"(?:(?!</?(?:\w{1,9}:)?row[\s>]).)*?<(?:\w{1,9}:)?(?:v|is)\b",
    re.DOTALL,
)
_SECOND = timedelta(seconds=1)


def sheets(path: Path, data: bytes) -> tuple[list[Sheet], tuple[Notice, ...]]:
    """Return the visible sheets of a spreadsheet. Raises :class:`IntakeError` if it is broken, locked or too large."""
    if data.startswith(_OLD) and path.suffix.lower() != ".xls":
        raise file_error(path, _PROTECTED)
    if not data.startswith((_OLD, b"PK")):
        raise file_error(path, _BROKEN)
    megabytes = (len(data) if data.startswith(_OLD) else _unpacked(path, data)) / 2**20
    seconds = limits.SECONDS + limits.SECONDS_A_MEGABYTE * megabytes
    try:
        answer, made = run_sandboxed(f"{__name__}:work", {}, [data], seconds=seconds, megabytes=limits.MEGABYTES)
    except SandboxError as error:
        reason = sentence("reading the file, {reason}; copy the table alone into a new file", reason=error)
        raise file_error(path, _BROKEN if error.why is SandboxFailure.CRASH else reason) from None
    if "refused" in answer:
        raise file_error(path, TranslatableText(**answer["refused"]))
    notices: tuple[Notice, ...] = ()
    if unread := answer.get("unread"):
        reason = sentence(
            "hidden sheets are not read: {names}; show them to read them too", names=names_of([*map(quoted, unread)])
        )
        notices = (Notice(path.name, 0, "", reason, topic=Topic.LEFT_OUT),)
    return [_made_sheet(each) for each in json.loads(made[0])], notices


def _made_sheet(made: Mapping[str, Any]) -> Sheet:
    struck = tuple((row, place) for row, place in made["struck"])
    return Sheet(made["name"], made["grid"], tuple(made["hidden"]), struck, tuple(map(tuple, made["merged"])))


def _unpacked(path: Path, data: bytes) -> int:
    """How many bytes the file holds when it is unpacked, by its own directory, which :func:`_safe` keeps it to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            parts = source.infolist()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise file_error(path, _BROKEN) from None
    size = sum(part.file_size for part in parts if _is_read(part))
    if size > limits.MOST_UNPACKED:
        raise file_error(path, sentence("unpacked, the file is larger than {n} MB", n=limits.MOST_UNPACKED // 2**20))
    if len(parts) > limits.MOST_PARTS:
        reason = sentence("the file has {n:,} parts; up to {most:,} are read", n=len(parts), most=limits.MOST_PARTS)
        raise file_error(path, reason)
    return size


def _is_read(part: zipfile.ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels", "mimetype"))


# -- in the child


class _RefusedError(Exception):
    """The file cannot be used; ``reason`` says why."""

    def __init__(self, reason: TranslatableText) -> None:
        self.reason = reason
        super().__init__(str(reason))


def _refused(reason: TranslatableText) -> tuple[Mapping[str, Any], Sequence[bytes]]:
    return {"refused": asdict(reason)}, ()


def work(question: dict[str, Any], blobs: list[bytes]) -> tuple[Mapping[str, Any], Sequence[bytes]]:
    """Return the sheets of a file as JSON, or why it cannot be read."""
    del question
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        safe = _safe(blobs[0])
        workbook = CalamineWorkbook.from_filelike(safe)
        hidden, struck, spans = _formats(safe)
        visible = [meta.name for meta in workbook.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
        names = visible or workbook.sheet_names
        if len(names) > limits.MOST_SHEETS:
            return _refused(
                sentence("the file has {n:,} sheets; up to {most} are read", n=len(names), most=limits.MOST_SHEETS)
            )
        left = limits.MOST_CELLS
        unread = [
            meta.name
            for meta in workbook.sheets_metadata
            if meta.name not in names and meta.typ == SheetTypeEnum.WorkSheet
        ]
        made = []
        for name in names:
            grid, merged = _sheet(workbook, name, left, spans.get(name, ()))
            left -= sum(map(len, grid))
            formats = {"hidden": hidden.get(name, []), "struck": struck.get(name, []), "merged": merged}
            made.append({"name": name, "grid": grid, **formats})
    except PasswordError:
        return _refused(_PROTECTED)
    except (CalamineError, ValueError, OSError):
        return _refused(_BROKEN)
    except _RefusedError as error:
        return _refused(error.reason)
    answer = json.dumps(made, ensure_ascii=False).encode("utf-8", errors="replace")
    if len(answer) > limits.MOST_TEXT:
        return _refused(
            sentence(
                "the cells hold more than {n} MB of text; copy the table alone into a new file",
                n=limits.MOST_TEXT // 2**20,
            )
        )
    return {"unread": unread}, [answer]


def _sheet(workbook: Any, name: str, left: int, spans: Sequence[Range]) -> tuple[Grid, list[Merged]]:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return [], []
    rows, columns = sheet.total_height, sheet.total_width
    if rows > limits.MOST_ROWS or columns > limits.MOST_COLUMNS:
        raise _RefusedError(too_large(rows, columns))
    if rows * columns > left:
        raise _RefusedError(
            sentence("the file has more than {n:,} cells; copy the table alone into a new file", n=limits.MOST_CELLS)
        )
    grid = _grid(sheet.to_python(skip_empty_area=False))
    ranges = sheet.merged_cell_ranges or spans
    _fill_merged(grid, ranges)
    merged = [(top + 1, bottom + 1, left, right) for (top, left), (bottom, right) in ranges[: limits.MOST_MERGED]]
    return grid, merged


def _formats(
    safe: io.BytesIO,
) -> tuple[dict[str, list[int]], dict[str, list[tuple[int, int]]], dict[str, list[Range]]]:
    """Return the hidden rows, the crossed-out cells and the merged cells of each sheet.

    An old .xls does not tell the first two; calamine tells the merged cells of all but .ods.
    """
    if not safe.getvalue().startswith(b"PK"):
        return {}, {}, {}
    with zipfile.ZipFile(safe) as source:
        return hidden_rows(source), struck_cells(source), merged_cells(source)


def _fill_merged(grid: Grid, ranges: Sequence[Range]) -> None:
    """Give every row of a vertically merged cell its value, as the sheet shows it."""
    for (top, left), (bottom, _) in ranges:
        if bottom <= top or bottom - top > limits.MOST_ROWS or top >= len(grid) or left >= len(grid[top]):
            continue
        value = grid[top][left]
        for row in grid[top + 1 : bottom + 1]:
            if value and not row[left]:
                row[left] = value


def _safe(data: bytes) -> io.BytesIO:
    """Return the file for calamine. A zip is repacked from the entries of its directory only."""
    if data.startswith(_OLD):
        return io.BytesIO(data)
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
            parts = {part.filename: part for part in source.infolist() if _is_read(part)}  # the last of a name counts
            for name, part in parts.items():
                target.writestr(name, _checked(source.read(part)))
    except RuntimeError:  # what zipfile raises for a part under a password
        raise _RefusedError(_PROTECTED) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise _RefusedError(_BROKEN) from None
    packed.seek(0)
    return packed


def _checked(part: bytes) -> bytes:
    if _FAR_CELL.search(part) or _FAR_ROW.search(part):
        raise _RefusedError(_FAR)
    return part


def _grid(rows: list[list[Any]]) -> Grid:
    # One letter more than is allowed is enough to be refused with its place.
    most = limits.LONGEST_CELL + 1
    return [[cell[:most] if isinstance(cell, str) else _text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    """Return a cell as a person would write it: no ``.0``, ISO dates, times without a date."""
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
