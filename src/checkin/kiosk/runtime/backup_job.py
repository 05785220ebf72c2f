"""Make dated backups and update the mirror while the door is open."""

from datetime import datetime, timedelta

from checkin.core.errors import RecordError
from checkin.store.open_course import OpenCourse

# A copy that failed is tried again after so long; the mirror is completed as often.
_AGAIN = timedelta(minutes=1)


class BackupJob:
    """Backs up in a separate thread through a read-only connection: no scan waits. ``trouble`` is the last failure."""

    def __init__(self, opened: OpenCourse) -> None:
        self._opened = opened
        self._next: datetime | None = None
        self._busy = False
        self.trouble: RecordError | None = None

    def due(self, now: datetime) -> bool:
        """Return True if something is to be copied and nothing is being copied. ``now`` is aware."""
        if self._busy or (self._opened.backups is None and self._opened.record.mirror is None):
            return False
        # A clock that was set back must not stop the copies.
        return self._next is None or now >= self._next or self._next - now > _AGAIN

    def make(self) -> None:
        """Copy what is to be copied; for a thread that may wait."""
        self._busy = True
        now = self._opened.record.clock.now()
        try:
            self._opened.complete_mirror()
            backups = self._opened.backups
            if backups is not None and backups.due(now):
                backups.make(self._opened.record, gently=True)
            self.trouble = None
        except RecordError as error:
            self.trouble = error
        finally:
            self._next, self._busy = now + _AGAIN, False
