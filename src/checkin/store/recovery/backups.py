"""Keep dated backups of the record in one folder; delete the oldest after a complete new one."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checkin.core.errors import RecordError
from checkin.core.text import EnglishText
from checkin.store.record import Record
from checkin.system.files import fsync_folder, overwrite_and_delete

# A partial copy that nobody has written to for so long is of a program that was killed.
_ABANDONED_SECONDS = 600
_FORM = "checkin-%Y%m%d-%H%M%S.db"


@dataclass(frozen=True, slots=True)
class Backups:
    """A folder of backups: one every ``every`` minutes, at most ``keep`` of them (0: all)."""

    folder: Path
    every: int
    keep: int

    def files(self) -> list[Path]:
        """Return the backups, oldest first. Other files in the folder are ignored."""
        return sorted(path for path in self.folder.glob("checkin-*.db") if _made_at(path) is not None)

    def unfinished(self) -> list[Path]:
        """Return what programs that were killed have begun: partial copies with their journals."""
        return sorted(self.folder.glob(".checkin-*.db.part*"))

    def due(self, now: datetime) -> bool:
        """Return True if the newest backup is older than wanted, or there is none. ``now`` is aware."""
        held = self.files()
        newest = _made_at(held[-1]) if held else None
        # One from the future is of a clock that was wrong; it must not stop the copies.
        return newest is None or not timedelta(0) <= now - newest < timedelta(minutes=self.every)

    def make(self, record: Record, *, gently: bool = False) -> Path:
        """Make a backup, check it, then delete the oldest. Raises :class:`RecordError`."""
        now = record.clock.now().astimezone(UTC)
        path = self.folder / now.strftime(_FORM)
        for one in self.unfinished():
            with suppress(FileNotFoundError):
                if now.timestamp() - one.stat().st_mtime > _ABANDONED_SECONDS:
                    overwrite_and_delete(one)
        record.copy_to(path, gently=gently)
        _require_whole(path)
        if self.keep:
            try:
                self._delete_oldest(path)
            except OSError as error:
                raise RecordError(
                    "The copy {path} is made, but an older one cannot be removed: {reason}.",
                    path=path,
                    reason=error.strerror,
                ) from None
        return path

    def _delete_oldest(self, new: Path) -> None:
        """Delete the oldest backups, each under another name: one that is half overwritten is no backup.

        Another program may do the same at this moment, or be killed at it. Raises :class:`OSError`.
        """
        # By when they were made on disk, not by their names: a clock that was wrong must not delete the new one.
        made = {}
        for one in self.files():
            with suppress(FileNotFoundError):
                made[one] = one.stat().st_mtime
        made.pop(new, None)
        for one in sorted(made, key=made.__getitem__)[: max(0, len(made) + 1 - self.keep)]:
            with suppress(FileNotFoundError):
                old = one.replace(one.with_name(f".{one.name}.part-old"))
                # The new name is on disk before the first byte is overwritten, so that a power cut leaves no ruin.
                fsync_folder(self.folder)
                overwrite_and_delete(old)
        fsync_folder(self.folder)


def _made_at(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def _require_whole(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
            found = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise RecordError(
            "The copy {path} is not whole ({reason}); older ones are kept.", path=path, reason=EnglishText(found)
        )
