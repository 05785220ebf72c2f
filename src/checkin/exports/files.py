"""Write export files (CSV, XLSX, ODS, JSON) atomically."""

import csv
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from checkin.core.errors import ExportError
from checkin.core.text import escape_formula
from checkin.exports.person_columns import EXTRA
from checkin.exports.table import NUMBERS, Table
from checkin.exports.tables import Tables, attendance_alone
from checkin.store.open_course import OpenCourse
from checkin.system.files import overwrite_and_delete, replace_and_overwrite, require_replaceable, write_errors

ENDINGS = (".csv", ".xlsx", ".ods", ".json")
_BOOKS = (".xlsx", ".ods")
_SHEETS = ("certificates", "matrix", "sessions", "country", "institution")


def export(opened: OpenCourse, path: Path, *, what: str | None = None, semicolon: bool = False) -> int:
    """Write a table in the format of the file extension; return the number of rows of the first sheet.

    An ``.xlsx`` or ``.ods`` without ``what`` holds certificates, matrix, sessions, countries and institutions, in the
    language of ``[export]`` in course.toml or else of the course. A CSV has stable keys where ``[export]`` names no
    language. ``semicolon`` separates its cells with ; and writes decimal commas. JSON has all columns under their
    stable keys. Raises :class:`ExportError` when the extension is not one of :data:`ENDINGS`, the file cannot be
    written, or a mail merge is for nobody. An older file is kept then.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise ExportError("Unknown format: {file}. Use {endings}.", file=path, endings=", ".join(ENDINGS))
    names = [what] if what else list(_SHEETS) if ending in _BOOKS else ["certificates"]
    sheets, seal = _tables(opened, names, ending)
    if what == "mail-merge" and not sheets[0].rows:
        raise ExportError("Nobody holds a certificate yet. Issue the certificates, then export this table.")
    with _whole(path) as temporary:
        if ending == ".xlsx":
            from checkin.exports.xlsx import write_workbook

            write_workbook(temporary, sheets, opened.course, seal)
        elif ending == ".ods":
            from checkin.exports.ods import write_opendocument

            write_opendocument(temporary, sheets, opened.course, seal)
        else:
            encoding = "utf-8-sig" if ending == ".csv" else "utf-8"
            with temporary.open("w", encoding=encoding, newline="") as file:
                if ending == ".csv":
                    _write_csv(file, sheets[0], semicolon=semicolon)
                else:
                    _write_json(file, sheets[0])
    return len(sheets[0].rows)


def _tables(opened: OpenCourse, names: Sequence[str], ending: str) -> tuple[list[Table], str]:
    """Return the tables of one moment and its seal, with the columns and the language that fit the format."""
    if ending == ".json":
        if names == ["attendance"]:
            table, seal = attendance_alone(opened)
            return [table], seal
        tables = Tables(opened, of_sessions=_needs_sessions(names))
        return [tables.named(name) for name in names], tables.seal
    rules = opened.course.export
    language = rules.headings or (opened.course.language if ending in _BOOKS else "")
    if names == ["attendance"]:
        keys = rules.columns.get("attendance", ())
        table, seal = attendance_alone(opened, [key for key in keys if key in EXTRA], language)
        return [table.chosen(keys, EXTRA)], seal
    tables = Tables(opened, of_sessions=_needs_sessions(names)).in_language(language)
    return [tables.for_people(name) for name in names], tables.seal


def _needs_sessions(names: Sequence[str]) -> bool:
    return not {"matrix", "sessions"}.isdisjoint(names)


def _write_csv(file: TextIO, table: Table, *, semicolon: bool) -> None:
    writer = csv.writer(file, delimiter=";" if semicolon else ",")
    writer.writerow([escape_formula(table.heading(key)) for key in table.columns])
    kinds = list(table.columns.values())
    for row in table.rows:
        cells = [table.text(kind, value) for kind, value in zip(kinds, row, strict=True)]
        for place, kind in enumerate(kinds):
            if kind not in NUMBERS:
                cells[place] = escape_formula(cells[place])
            elif semicolon:
                cells[place] = cells[place].replace(".", ",")
        writer.writerow(cells)


def _write_json(file: TextIO, table: Table) -> None:
    file.write("[\n")
    for number, row in enumerate(table.objects()):
        file.write((",\n" if number else "") + json.dumps(row, ensure_ascii=False))
    file.write("\n]\n")


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Open a temporary file next to the target. It replaces the target when everything is written."""
    with write_errors(path, ExportError):
        if path.is_dir():
            raise ExportError("{file} is a folder. Name a file.", file=path)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".checkin-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            require_replaceable(path)
            replace_and_overwrite(temporary, path)
        finally:
            overwrite_and_delete(temporary)
