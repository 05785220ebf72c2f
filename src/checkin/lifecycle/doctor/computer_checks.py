"""Check this computer: its clock, its disk, SQLite, the terminal."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from checkin.core.errors import CheckinError
from checkin.core.text import DecimalText, sentence
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.store.open_course import OpenCourse
from checkin.store.queries import open_questions
from checkin.system.storage_location import require_local_disk

_LITTLE_ROOM, _SOME_ROOM = 200_000_000, 1_000_000_000
_COLUMNS, _ROWS = 80, 24
# What the interface draws: blocks, frames, marks, letters of its four languages.
_GLYPHS = "▀▄█ ╭─╮ √ ñ ç ã œ"
# SQLite's bug with two connections that write and checkpoint at once (sqlite.org, "The WAL-Reset Bug").
_WAL_RESET_MENDED = (3, 51, 3)


def check_clock(opening: OpenCourse) -> Iterator[Finding]:
    course, record = opening.course, opening.record
    now = record.clock.now()
    if doubt := record.clock_watch.doubt():
        yield Finding("clock", State.WRONG, doubt)
    there, here = course.local(now), now.astimezone()
    values = {"time": there, "zone": course.timezone.key, "here": f"{here:%H:%M}"}
    if there.utcoffset() != here.utcoffset():
        text = sentence(
            "It is {time} at the course ({zone}); this computer is set to another zone and shows {here}.", **values
        )
        yield Finding("clock", State.NOTICE, text)
    else:
        text = sentence("It is {time} at the course ({zone}), as on this computer.", **values)
        yield Finding("clock", State.OK, text)
    with record.reading() as conn:
        moves = open_questions.clock_moves(conn)
    if moves:
        yield Finding(
            "clock",
            State.NOTICE,
            sentence("Times that a clock was moved or was behind, by the record: {moves}.", moves=moves),
        )


def check_disk(path: Path) -> Iterator[Finding]:
    try:
        require_local_disk(path)
        free = shutil.disk_usage(path.parent).free
    except CheckinError as error:
        yield Finding("disk", State.WRONG, error)
        return
    except OSError as error:
        yield Finding(
            "disk",
            State.WRONG,
            sentence("{path} cannot be read: {reason}.", path=path.parent, reason=error.strerror),
        )
        return
    text = sentence("{free} GB are free where the record is.", free=DecimalText(f"{free / 10**9:.1f}"))
    state = State.WRONG if free < _LITTLE_ROOM else State.NOTICE if free < _SOME_ROOM else State.OK
    yield Finding("disk", state, text, {"free_bytes": free})
    if not os.access(path.parent, os.W_OK):
        yield Finding("disk", State.WRONG, sentence("{path} cannot be written.", path=path.parent))


def check_sqlite() -> Iterator[Finding]:
    text = sentence("SQLite {version}.", version=sqlite3.sqlite_version)
    if sqlite3.sqlite_version_info < _WAL_RESET_MENDED:
        text = sentence(
            "SQLite {version}: older than 3.51.3, whose fault with several writers the record's one lock avoids.",
            version=sqlite3.sqlite_version,
        )
    yield Finding("sqlite", State.OK, text)


def check_terminal() -> Iterator[Finding]:
    if not sys.stdout.isatty():
        yield Finding("terminal", State.NOTICE, sentence("This is no terminal; the interface needs one."))
        return
    if os.environ.get("TERM") == "dumb":
        text = sentence(
            "This terminal (TERM=dumb) cannot draw the interface. Use another one; 'checkin scan' answers codes here."
        )
        yield Finding("terminal", State.WRONG, text)
        return
    columns, rows = shutil.get_terminal_size()
    small = columns < _COLUMNS or rows < _ROWS
    text = (
        sentence("The terminal has {columns} x {rows} characters; 80 x 24 is the least.", columns=columns, rows=rows)
        if small
        else sentence("The terminal has {columns} x {rows} characters.", columns=columns, rows=rows)
    )
    yield Finding("terminal", State.NOTICE if small else State.OK, text)
    if (sys.stdout.encoding or "").casefold().replace("-", "") != "utf8":
        yield Finding(
            "terminal",
            State.WRONG,
            sentence("The terminal is set to {encoding}; names need UTF-8.", encoding=sys.stdout.encoding),
        )
    else:
        text = sentence("Do you read {glyphs}? If not, choose another font in the terminal's settings.", glyphs=_GLYPHS)
        yield Finding("terminal", State.OK, text)
    # Windows Terminal sets no COLORTERM.
    colours = os.environ.get("COLORTERM", "") in ("truecolor", "24bit") or "256" in os.environ.get("TERM", "")
    if not colours and "WT_SESSION" not in os.environ:
        text = sentence("The terminal names no 256 colours. If the colours are bad, change them at the door (Ctrl+T).")
        yield Finding("terminal", State.NOTICE, text)
