"""Read and copy the tables of a record that hold no events: roster, programme, codes, the edition's key."""

import shutil
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from checkin.store.checksum import TABLES, checksum, kept_checksum
from checkin.store.recovery.carving import require_bounded
from checkin.store.roster import edition
from checkin.system.private_folder import private_folder

_DATABASE = b"SQLite format 3\0"
MOST_ROWS, _SECONDS_A_TABLE, _LONGEST_VALUE = 2_000_000, 60.0, 100_000_000


@contextmanager
def open_tables(files: Sequence[Path]) -> Iterator[tuple[tuple[Path, sqlite3.Connection] | None, bool]]:
    """Open the first file with intact other tables, else the first with readable ones; say which.

    A copy is opened: SQLite may fold a log in, and nothing is ever changed in what is left.
    """
    with private_folder("tables") as folder:
        doubtful: tuple[Path, sqlite3.Connection] | None = None
        chosen: tuple[Path, sqlite3.Connection] | None = None
        for number, file in enumerate(file for file in files if file.suffix != ".jsonl"):
            conn = _opened_copy(file, folder / str(number))
            if conn is None:
                continue
            if kept_checksum(conn) in ("", checksum(conn)) and edition.revision(conn):
                chosen = (file, conn)
                break
            if doubtful is None and edition.revision(conn):
                doubtful = (file, conn)
            else:
                conn.close()
        try:
            yield chosen or doubtful, chosen is None and doubtful is not None
        finally:
            for one in (chosen, doubtful):
                if one is not None:
                    one[1].close()


def _opened_copy(file: Path, place: Path) -> sqlite3.Connection | None:
    try:
        place.mkdir()
        for ending in ("", "-wal"):
            if (source := file.with_name(file.name + ending)).is_file():  # a pipe would be waited for
                require_bounded(source)
                shutil.copyfile(source, place / f"copy.db{ending}")
        with (place / "copy.db").open("rb") as opened:
            if opened.read(16) != _DATABASE:
                return None
        conn = sqlite3.connect(place / "copy.db", isolation_level=None)
    except (OSError, sqlite3.DatabaseError):
        return None
    conn.row_factory = sqlite3.Row
    # A name with a flipped bit is better than no name; that it is damaged the checksum says.
    conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
    bound_time(conn)
    try:
        require_tables(conn, TABLES)
        checksum(conn)
        edition.revision(conn)
    except (sqlite3.DatabaseError, TypeError, ValueError):
        conn.close()
        return None
    return conn


def key_of(file: Path) -> bytes | None:
    """Return the edition's key in a record; None where it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            bound_time(conn)
            require_tables(conn, ["secret"])
            conn.row_factory = sqlite3.Row
            return edition.edition_key(conn)
    except (sqlite3.DatabaseError, TypeError, ValueError):
        return None


def bound_time(conn: sqlite3.Connection) -> None:
    """Interrupt what takes too long: a file from elsewhere may hold triggers, views and endless queries.

    Columns that are computed may hold any amount of text, so its length is bounded too.
    """
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    ends = time.monotonic() + _SECONDS_A_TABLE
    conn.set_progress_handler(lambda: time.monotonic() > ends, 100_000)


def require_tables(conn: sqlite3.Connection, names: Collection[str]) -> None:
    """Raise :class:`ValueError` where something else than a table has the name of a table of ours."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND upper(sql) GLOB 'CREATE TABLE*'"
    held = {row[0] for row in conn.execute(query)}
    if missing := set(names) - held:
        raise ValueError(f"{min(missing)} is no table")


def copy_tables(tables: sqlite3.Connection, conn: sqlite3.Connection) -> int:
    """Take the other tables over. Returns how many rows are so damaged that no table takes them."""
    refused = 0
    conn.execute("PRAGMA defer_foreign_keys = ON")
    for table in reversed(TABLES):
        condition = "WHERE key NOT IN ('views', 'event_rules')" if table == "course" else ""
        conn.execute(f"DELETE FROM {table} {condition}")
    for table in TABLES:
        here = [row["name"] for row in conn.execute(f"PRAGMA table_info({table})")]
        names = [row["name"] for row in tables.execute(f"PRAGMA table_info({table})") if row["name"] in here]
        condition = "WHERE key NOT IN ('views', 'event_rules')" if table == "course" else ""
        rows = tables.execute(f"SELECT {', '.join(names)} FROM {table} {condition} LIMIT {MOST_ROWS}")
        marks = ", ".join("?" * len(names))
        for row in rows:
            try:
                conn.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", tuple(row))
            except sqlite3.IntegrityError:
                refused += 1
    return refused


def drop_orphans(conn: sqlite3.Connection) -> bool:
    """Drop the rows of damaged tables that name missing rows. Return True if there were any."""
    orphans = [(row[0], row[1]) for row in conn.execute("PRAGMA foreign_key_check")]
    for table, number in orphans:
        conn.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))
    return bool(orphans)
