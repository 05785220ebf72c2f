"""Open a read-only record through a temporary copy.

SQLite keeps its log next to the file even for reading, and the views must use today's ``course.toml``. So commands
that only read use a copy that no other user can open and that is deleted afterwards.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from checkin.store.sqlite_errors import copied_to, readable_errors
from checkin.system.private_folder import private_folder


def is_read_only(path: Path) -> bool:
    """Return True if a record exists but this user cannot write it or its folder."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


@contextmanager
def temporary_copy(path: Path) -> Iterator[Path]:
    """Copy the record to a temporary folder. Raises :class:`RecordError` when it cannot be read."""
    with private_folder("copy") as folder:
        copy = folder / path.name
        with readable_errors(path):
            _copy(path, copy)
        yield copy


def _copy(path: Path, copy: Path) -> None:
    log, index = (path.with_name(path.name + ending) for ending in ("-wal", "-shm"))
    if index.exists():
        # Another program has it open: SQLite's own copy is of one moment.
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(copy)) as target, copied_to(copy):
            source.backup(target)
        return
    shutil.copyfile(path, copy)
    if log.exists():
        shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
