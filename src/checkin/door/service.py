"""Run one door: recognise repeated scans, and lock guests out after unknown codes.

Scans are answered on the writer thread, one after the other. Everything else is called from the interface.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from checkin.core.codes import LENGTH, extract_letters, normalise
from checkin.core.events import EventSource, ScannedText, parse_time
from checkin.core.lockout import LOCKOUT_THRESHOLD, lockout_remaining
from checkin.door.scan import Door, ScanAnswer

if TYPE_CHECKING:
    from checkin.store.queries.presence import PresenceCounter

# A code that is read again so soon is the same visit: the scanner fired twice, or the badge was held on.
_SAME_VISIT_MS = 3_000
_REMEMBERED = 64


class DoorService:
    """One running door, which remembers the scans of the last few seconds."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._visits: OrderedDict[str, tuple[int, ScanAnswer]] = OrderedDict()

    @cached_property
    def presence(self) -> "PresenceCounter":
        """Return what counts who is in. Imported here: the door's first frame shows no counts."""
        from checkin.store.queries.presence import PresenceCounter

        return PresenceCounter()

    def answer(
        self, presented: ScannedText, also: Callable[[sqlite3.Connection, str], None] | None = None
    ) -> ScanAnswer:
        """Answer a scan and record it. The same code within three seconds gets the same answer, as a repeat.

        ``also`` stores what belongs to the event, as in :meth:`Door.scan`.

        Raises :class:`RecordError` if it could not be recorded; then there is no verdict.
        """
        now = self.door.record.clock.monotonic_ms()
        key = visit_key(presented.text)
        seen = self._visits.pop(key, None)
        if seen is not None and 0 <= now - seen[0] < _SAME_VISIT_MS and presented.how is not EventSource.SEARCHED:
            answer = replace(seen[1], again=True)
        else:
            answer = self.door.scan(presented.text, how=presented.how, also=also)
        self._visits[key] = (now, answer)
        if len(self._visits) > _REMEMBERED:
            self._visits.popitem(last=False)
        return answer

    def lockout_remaining(self) -> int:
        """Return for how many seconds a door without staff accepts no code, after unknown ones.

        Read from the record, so that it holds after a restart too. Raises :class:`RecordError`.
        """
        from checkin.store.queries import open_questions

        record = self.door.record
        now = record.clock.now()
        with record.reading() as conn:
            found = open_questions.recent_unknown_codes(conn, self.door.name, now)
        if found.codes < LOCKOUT_THRESHOLD:
            return 0
        return lockout_remaining(found.codes, parse_time(found.at), now)

    def reset_repeats(self) -> None:
        """Make the next scan of every person a new visit: something was undone, or the door was set differently."""
        self._visits.clear()


def visit_key(text: str) -> str:
    """Return what two readings of one code have in common."""
    letters = extract_letters(text)
    return letters if len(letters) == LENGTH else normalise(text).casefold()
