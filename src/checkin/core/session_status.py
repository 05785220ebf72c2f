"""Decide the status of one person in one session, from scans, exits and marks by hand.

Pure. Moments are integers in milliseconds (UTC), durations are whole seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What the record says about one participant and one session."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"
    UNMARKED = "unmarked"

    @property
    def attended(self) -> bool:
        """Return True if the person was there."""
        return self in (Status.PRESENT, Status.LATE)


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When a session was held. An arrival after ``late_at`` is late."""

    starts: int
    ends: int
    late_at: int

    @property
    def length(self) -> int:
        """Length in seconds."""
        return max(0, self.ends - self.starts) // 1000


@dataclass(frozen=True, slots=True)
class Mark:
    """The last mark by hand: present (``arrived`` None means in time) or absent."""

    present: bool
    arrived: int | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """The status of one person in one session.

    ``arrived`` is None if nobody was seen, or was marked present without a time. ``left`` is set if the person was
    not back at the end. ``attended`` and ``late_by`` are seconds.
    """

    status: Status
    arrived: int | None = None
    left: int | None = None
    attended: int = 0
    late_by: int = 0


def decide_status(
    times: SessionTimes,
    *,
    entries: Sequence[int] = (),
    exits: Sequence[int] = (),
    mark: Mark | None = None,
    excused: bool = False,
    rest: Status = Status.UNMARKED,
) -> Stay:
    """Decide the status. The last word by hand decides status and time, over scans.

    After a mark absent no scan counts, neither an earlier nor a later one: only a later word by hand, or the undo of
    the mark, does. An excuse after it (``excused``) excuses the absence. ``entries`` and ``exits`` are the moments of
    scans. ``rest`` is the status of people without any other fact:
    what the session was closed with, or unmarked.
    """
    if mark is not None:
        if not mark.present:
            return Stay(Status.EXCUSED if excused else Status.ABSENT)
        return _stay(times, mark.arrived, _after(entries, mark.arrived), _after(exits, mark.arrived))
    if entries:
        first = min(entries)
        return _stay(times, first, [at for at in entries if at != first], exits)
    return Stay(Status.EXCUSED if excused else rest)


def _after(moments: Sequence[int], arrived: int | None) -> Sequence[int]:
    """Keep what happened after the arrival that somebody wrote by hand."""
    return moments if arrived is None else [at for at in moments if at > arrived]


def _stay(times: SessionTimes, arrived: int | None, again: Sequence[int], exits: Sequence[int]) -> Stay:
    late = arrived is not None and arrived > times.late_at
    late_by = (arrived - times.starts) // 1000 if late and arrived is not None else 0
    status = Status.LATE if late else Status.PRESENT
    if exits:
        attended, left = _inside(times, times.starts if arrived is None else arrived, again, exits)
    else:
        # An arrival within the late limit loses no time.
        attended = max(0, times.ends - arrived) // 1000 if late and arrived is not None else times.length
        left = None
    return Stay(status, arrived, left, attended, late_by)


def _inside(times: SessionTimes, first: int, again: Sequence[int], exits: Sequence[int]) -> tuple[int, int | None]:
    """Add up the time between entries and exits. An entry lasts to the next exit, or to the end of the session."""
    # At the same moment an exit comes before an entry.
    moves = sorted([(first, 1), *((at, 1) for at in again), *((at, 0) for at in exits)])
    total = 0
    for place, (at, inside) in enumerate(moves):
        if not inside:
            continue
        until = moves[place + 1][0] if place + 1 < len(moves) else times.ends
        begin = times.starts if place == 0 and at <= times.late_at else max(at, times.starts)
        total += max(0, min(until, times.ends) - begin)
    last, inside = moves[-1]
    return total // 1000, last if not inside and last < times.ends else None
