"""The record of the stories of a process: put back before each story, on connections that stay open.

To prepare the statements of a record takes a hundred times longer than to run them for five people. A connection
keeps what it has prepared until the schema changes.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from unittest.mock import patch

from checkin.store import record as record_module
from checkin.store.record import Record

_FILE = "checkin.db"


class StoryRecord:
    """A course folder that is put back from a template."""

    def __init__(self, template: Path) -> None:
        self.root = template.with_name("door")
        self._template = template
        self._writers: list[sqlite3.Connection] = []
        self._readers: dict[Path, list[sqlite3.Connection]] = {}
        self.root.mkdir()

    def put_back(self) -> None:
        """Make the folder equal to the template."""
        for file in self.root.iterdir():
            if file.is_dir():
                shutil.rmtree(file)
            elif not file.name.startswith(_FILE) or ".lock" in file.name:
                file.unlink()
        shutil.copytree(self._template, self.root, dirs_exist_ok=True, ignore=lambda *_: [_FILE])
        with closing(sqlite3.connect(self._template / _FILE)) as held, closing(sqlite3.connect(self._file)) as target:
            version = held.execute("PRAGMA schema_version").fetchone()[0]
            held.backup(target)
            # It is the same schema: a prepared statement stays valid.
            target.execute(f"PRAGMA schema_version = {version}")

    def close(self) -> None:
        """Close all connections."""
        for conn in (*self._writers, *chain(*self._readers.values())):
            conn.close()

    @property
    def _file(self) -> Path:
        return self.root / _FILE

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """Keep every connection to this record for later, and those to a practice until it ends."""
        connect, close = record_module.connect_ready, Record.close

        def connect_ready(path: Path) -> sqlite3.Connection | None:
            return self._writers.pop() if path == self._file and self._writers else connect(path)

        def close_record(record: Record) -> None:
            if record.path == self._file:
                record._lock.close()
                self._writers.append(record.conn)
                return
            for conn in self._readers.pop(record.path, ()):
                conn.close()
            close(record)

        @contextmanager
        def reading(record: Record) -> Iterator[sqlite3.Connection]:
            free = self._readers.setdefault(record.path, [])
            conn = free.pop() if free else _reader(record.path)
            conn.execute("BEGIN")
            try:
                yield conn
            finally:
                conn.rollback()
                free.append(conn)

        with (
            patch.object(record_module, "connect_ready", connect_ready),
            patch.object(Record, "close", close_record),
            patch.object(Record, "reading", reading),
        ):
            yield


def _reader(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    conn.row_factory = sqlite3.Row
    return conn
