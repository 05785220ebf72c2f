"""One door at work: what the kiosk does around each scan, apart from the screen.

Its scans are answered on the writer's thread, one after the other; everything else is called from the interface.
"""

from collections import OrderedDict
from dataclasses import replace

from checkin.core.codes import LENGTH, extract_letters, normalise
from checkin.core.events import EventSource, ScannedText, parse_time
from checkin.core.lockout import LOCKOUT_THRESHOLD, lockout_remaining
from checkin.door.practice import Practice
from checkin.door.scan import Door, ScanAnswer
from checkin.store.queries import open_questions

# A code read again so soon is the same visit: a scanner that fires twice, a badge held on.
_SAME_VISIT_MS = 3_000
_REMEMBERED = 64


class DoorService:
    """The door with its direction, its practice, and the memory of the last few seconds."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.practice: Practice | None = None
        self._visits: OrderedDict[str, tuple[int, ScanAnswer]] = OrderedDict()

    def answer(self, presented: ScannedText) -> ScanAnswer:
        """Answer a scan, recorded; the same code again within three seconds gets its answer again, as a repeat.

        Raises :class:`RecordError` when it could not be recorded; then there is no verdict.
        """
        if self.practice is not None:
            return self.practice.scan(presented.text)
        now = self.door.record.clock.monotonic_ms()
        letters = extract_letters(presented.text)
        key = letters if len(letters) == LENGTH else normalise(presented.text).casefold()
        seen = self._visits.pop(key, None)
        if seen is not None and 0 <= now - seen[0] < _SAME_VISIT_MS and presented.how is not EventSource.SEARCHED:
            answer = replace(seen[1], again=True)
        else:
            answer = self.door.scan(presented.text, how=presented.how)
        self._visits[key] = (now, answer)
        if len(self._visits) > _REMEMBERED:
            self._visits.popitem(last=False)
        return answer

    def lockout_remaining(self) -> int:
        """For how many seconds a door without staff takes no code, after as many unknown ones in a row.

        Read from the record, so that a door that was ended and started again waits as well. Raises
        :class:`RecordError`.
        """
        record = self.door.record
        with record.reading() as conn:
            found = open_questions.unknown_in_a_row(conn, self.door.name)
        return (
            lockout_remaining(found.codes, parse_time(found.at), record.clock.now())
            if found.codes >= LOCKOUT_THRESHOLD
            else 0
        )

    def reset_repeats(self) -> None:
        """The next scan of anybody is a new visit: something was undone, or the door changed its direction."""
        self._visits.clear()
