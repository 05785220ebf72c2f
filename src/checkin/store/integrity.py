"""Check that a record is intact: quickly at every opening, in full for ``checkin doctor``."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

from checkin.core.errors import RecordError
from checkin.core.text import EnglishText, TranslatableText, sentence, translatable
from checkin.store import event_log
from checkin.store.checksum import checksum, kept_checksum
from checkin.store.views import statements

# SQLite's quick check reads the whole file, about 2 ms a megabyte. Larger records are checked by ``doctor`` only.
_SMALL_BYTES = 16_000_000
_FEW_PEOPLE = 2_000
_NEWEST = 64


def quick_check(conn: sqlite3.Connection, path: Path) -> RecordError | None:
    """Check the structure of a small file, and the newest events.

    Returns warnings that do not stop the door. Raises :class:`RecordError` when the file cannot be used, and
    :class:`sqlite3.DatabaseError` when SQLite refuses it.
    """
    # One moment: a load by another kiosk in the middle must not look like damage.
    conn.execute("BEGIN")
    try:
        return _look(conn, path)
    finally:
        conn.execute("ROLLBACK")


def _look(conn: sqlite3.Connection, path: Path) -> RecordError | None:
    if path.stat().st_size <= _SMALL_BYTES:
        found = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise RecordError(
                "{path} is damaged ({reason}); keep the file, and rebuild with 'checkin rebuild'.",
                path=path,
                reason=EnglishText(" ".join(str(found).split())),
            )
    for event in event_log.newest(conn, _NEWEST):
        if not event_log.continues_chain(conn, event):
            return RecordError(
                "Entry {seq} of {segment} is damaged. Run 'checkin doctor'.",
                seq=event.seq,
                segment=event.segment[:8],
            )
    return None


def roster_doubt(conn: sqlite3.Connection) -> RecordError | None:
    """Check the participant list, the programme and the settings of a small course by their checksum.

    The caller holds a transaction: a load by another kiosk in the middle must not look like damage.
    """
    few = conn.execute("SELECT count(*) FROM participants").fetchone()[0] <= _FEW_PEOPLE
    if few and (kept := kept_checksum(conn)) and kept != checksum(conn):
        return RecordError("The participant list in the record is damaged. Run 'checkin doctor'.")
    return None


def full_check(conn: sqlite3.Connection) -> list[TranslatableText]:
    """Return everything that is wrong in a record, in plain sentences; empty if it is intact.

    Reads every event. SQLite's errors are returned as sentences too.
    """
    found: list[TranslatableText] = []
    for check in (_structure, _schema, _chains, _arrivals, _roster):
        try:
            found.extend(check(conn))
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            # What cannot be read is a fault of the record, described in SQLite's words.
            found.append(TranslatableText(_CANNOT[check], {"reason": error}))
    return found


def check_file(path: Path) -> list[TranslatableText]:
    """Return what is wrong in a file that cannot be opened as a record."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            conn.row_factory = sqlite3.Row
            return full_check(conn)
    except sqlite3.DatabaseError as error:
        return [sentence("SQLite finds: {reason}.", reason=error)]


def _structure(conn: sqlite3.Connection) -> Iterator[TranslatableText]:
    for (line,) in conn.execute("PRAGMA integrity_check(20)").fetchall():
        if line != "ok":
            yield sentence("SQLite finds: {reason}.", reason=EnglishText(" ".join(str(line).split())))
    for row in conn.execute("PRAGMA foreign_key_check").fetchall()[:20]:
        yield sentence("A row of {table} names a row of {other} that does not exist.", table=row[0], other=row[2])


def _schema(conn: sqlite3.Connection) -> Iterator[TranslatableText]:
    held = _texts(conn)
    wanted = expected_schema()
    for name in sorted(wanted.keys() - held.keys()):
        yield sentence("The record lacks {name}.", name=name)
    for name in sorted(name for name in wanted.keys() & held.keys() if wanted[name] != held[name]):
        yield sentence("{name} is not as checkin created it.", name=name)


def _texts(conn: sqlite3.Connection) -> dict[str, str]:
    # sqlite-utils' own table of migrations, and the shadow tables of the search, are made by others' versions.
    rows = conn.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {
        f"{row[0]} {row[1]}": " ".join(row[2].split())
        for row in rows
        if not row[1].startswith(("_", "search_fts_", "search_parts_", "sqlite_", "idx__"))
    }


@cache
def expected_schema() -> dict[str, str]:
    """Return the tables, indexes, triggers and views of a new record, by kind and name."""
    from checkin.store.schema import migrate  # sqlite-utils takes 0.1 s to load

    conn = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(conn, edition_key=bytes(32))
        for statement in statements():
            conn.execute(statement)
        return _texts(conn)
    finally:
        conn.close()


def _chains(conn: sqlite3.Connection) -> Iterator[TranslatableText]:
    for event in event_log.broken_chains(conn):
        segment = event.segment[:8]
        yield sentence(
            "Entry {seq} of {segment} ({kind}, {at}) was changed after it was recorded.",
            seq=event.seq,
            segment=segment,
            kind=event.kind,
            at=event.at,
        )


def _arrivals(conn: sqlite3.Connection) -> Iterator[TranslatableText]:
    held, last = conn.execute("SELECT count(*), coalesce(max(arrival), 0) FROM events").fetchone()
    if held != last:
        yield sentence("Entries that were recorded in this file and are missing: {n}.", n=last - held)


def _roster(conn: sqlite3.Connection) -> Iterator[TranslatableText]:
    kept = kept_checksum(conn)
    if kept and kept != checksum(conn):
        yield sentence("The participant list, the programme or the settings in the record were changed.")


def search_faults(conn: sqlite3.Connection) -> Iterator[TranslatableText]:
    """Check that the search index matches the roster.

    SQLite needs a write for this check; the caller holds a dry_run.
    """
    for index in ("search_fts", "search_parts"):
        try:
            conn.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield sentence(
                "The search index {name} does not match the participant list: {reason}.", name=index, reason=error
            )


_CANNOT: dict[Callable[[sqlite3.Connection], Iterator[TranslatableText]], str] = {
    _structure: translatable("The structure of the record cannot be checked: {reason}."),
    _schema: translatable("The tables of the record cannot be read: {reason}."),
    _chains: translatable("The entries of the record cannot be read: {reason}."),
    _arrivals: translatable("The entries of the record cannot be counted: {reason}."),
    _roster: translatable("The participant list of the record cannot be read: {reason}."),
}
