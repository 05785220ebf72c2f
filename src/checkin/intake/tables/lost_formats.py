"""Dates and times that a spreadsheet saved as bare numbers, because their cells lost the format. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from checkin.core.errors import Notice, Topic
from checkin.core.text import sentence
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import Columns
from checkin.intake.words.dates import Written, read_serial

_PLACES = ("date", "end_date", "start", "end")


def restore_formats(table: Table, columns: Columns) -> tuple[Table, list[Notice]]:
    """Return the table with such numbers written as dates and times, and a notice for each column of them.

    A column is read so only where all of its cells are such numbers: "0.45" alone may be 00:45.
    """
    notices = []
    for name in _PLACES:
        place = columns.fields.get(name)
        if place is None:
            continue
        texts = [tidy(cells[place]) for _, cells in table.rows]
        written = [read_serial(text) if text else None for text in texts]
        if not _all_numbers(texts, written, dates="date" in name):
            continue
        rows = [
            (number, [*cells[:place], _text(value) if value else "", *cells[place + 1 :]])
            for (number, cells), value in zip(table.rows, written, strict=True)
        ]
        example = next(index for index, value in enumerate(written) if value)
        reason = sentence(
            "the cells have lost their format: {number} is read as {value}",
            number=quoted(texts[example]),
            value=rows[example][1][place],
        )
        notices.append(table.notice(reason, place=place, topic=Topic.DOUBT))
        table = replace(table, rows=rows)
    return table, notices


def _all_numbers(texts: Sequence[str], written: Sequence[Written | None], *, dates: bool) -> bool:
    found = [value for text, value in zip(texts, written, strict=True) if text]
    if not found or None in found:
        return False
    days = [value for value in found if value and value.day]
    if dates:
        return len(days) == len(found)
    # Times are parts of a day; "0" alone says nothing.
    return len(days) in (0, len(found)) and any(value and value.at for value in found)


def _text(value: Written) -> str:
    day = str(value.day) if value.day else ""
    if value.at is None:
        return day
    hours, minutes = divmod(int(value.at.total_seconds()) // 60, 60)
    return f"{day} {hours:02}:{minutes:02}".strip()
