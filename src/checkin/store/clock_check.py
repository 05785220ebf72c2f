"""Detect a wrong or changed system clock by the monotonic clock and the record."""

from datetime import UTC, datetime, timedelta

from checkin.core.errors import RecordError
from checkin.core.text import TranslatableText, sentence
from checkin.system.clock import Clock

# Network time moves a clock by seconds. A minute means that a person set it, or that it started wrong.
TOLERANCE = timedelta(minutes=1)
_YEARS = range(2025, 2100)


class ClockCheck:
    """Created when a record is opened. ``newest`` is the recording time (UTC) of its newest event."""

    def __init__(self, clock: Clock, newest: datetime | None) -> None:
        self._clock = clock
        self._newest = newest
        self._began, self._began_ms = clock.now(), clock.monotonic_ms()
        self._told = timedelta(0)
        self._behind_told = False

    def moved(self) -> timedelta:
        """Return by how much the clock was set forward (negative: back) since the record was opened."""
        passed = self._clock.monotonic_ms() - self._began_ms
        now = self._clock.now()
        if passed < 0:
            # Never on a real computer. Nothing is left to compare with, so the check starts again.
            self._began, self._began_ms, passed = now, self._clock.monotonic_ms(), 0
        return now - self._began - timedelta(milliseconds=passed)

    def news(self) -> dict[str, int]:
        """Return what the next event records about the clock, once for each change; empty if nothing."""
        facts = {}
        moved = self.moved()
        if abs(moved - self._told) > TOLERANCE:
            facts["moved_ms"] = _ms(moved - self._told)
            facts["moved_since_start_ms"] = _ms(moved)
            # That it is behind what was recorded before follows from the move.
            self._told, self._behind_told = moved, True
        elif not self._behind_told and (behind := self._behind()) > TOLERANCE:
            facts["behind_newest_ms"] = _ms(behind)
            self._behind_told = True
        return facts

    def doubt(self) -> RecordError | None:
        """Return a warning for staff about the clock, or None. Raises nothing."""
        now = self._clock.now()
        if now.year not in _YEARS:
            return RecordError("The clock shows the year {year}: set it right.", year=now.year)
        if abs(moved := self.moved()) > TOLERANCE:
            return RecordError(
                "The clock was moved by {minutes} min: set it right, or late may be wrong.",
                minutes=f"{moved / timedelta(minutes=1):+.0f}",
            )
        if (behind := self._behind()) > TOLERANCE:
            return RecordError("Set the clock right: it is {time} behind the newest entry.", time=_in_words(behind))
        return None

    def _behind(self) -> timedelta:
        return timedelta(0) if self._newest is None else self._newest - self._clock.now()


def recorded_at(event_id: str) -> datetime | None:
    """Return when an event was recorded, read from its UUID version 7. None for another id."""
    try:
        milliseconds = int(str(event_id).replace("-", "")[:12], 16)  # a damaged record may hold anything
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _in_words(time: timedelta) -> TranslatableText:
    """Return a length of time in the unit that tells it best."""
    if time < timedelta(hours=3):
        return sentence("{n} min", n=round(time / timedelta(minutes=1)))
    if time < timedelta(days=2):
        return sentence("{n} h", n=round(time / timedelta(hours=1)))
    return sentence("{n} days", n=round(time / timedelta(days=1)))


def _ms(time: timedelta) -> int:
    return round(time / timedelta(milliseconds=1))
