"""A record that cannot be written where it lies, on a stick or in somebody else's folder: a copy is read in its stead.

SQLite keeps its log beside the file even for reading, and the views must rule by today's ``course.toml``. So what only
reads works on a copy of this moment, which nobody else can open and which is gone afterwards.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from checkin.store.sqlite_errors import copied_to, readable_errors


def is_read_only(path: Path) -> bool:
    """Whether a record is there that this user cannot write, or in a folder that they cannot."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


@contextmanager
def temporary_copy(path: Path) -> Iterator[Path]:
    """A copy of the record in a temporary folder. Raises :class:`RecordError` when it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="checkin-aside-") as folder:
        copy = Path(folder) / path.name
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
