"""Find out how the times of a whole programme have moved, as after a correction of course.toml. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from operator import add
from zoneinfo import ZoneInfo

from checkin.core.course import Session
from checkin.core.text import fold

Move = Callable[[datetime], datetime]
_MOST_ALIKE = 40  # sessions of one title that are compared with each other
_MOST_OFFSETS = 3


class Cause(Enum):
    """Why the times of a programme differ from those of the last load."""

    NONE = "none"
    TIMEZONE = "timezone"
    DATES = "dates"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ProgrammeShift:
    """How the recorded times become those of the file."""

    cause: Cause
    move: Move

    def moved(self, session: Session) -> Session:
        """Return a recorded session at its time in the file."""
        if self.cause is Cause.NONE:
            return session
        try:
            starts = self.move(session.starts_at)
        except (ValueError, OverflowError):  # before the year 1 or after 9999
            return session
        return replace(session, starts_at=starts, ends_at=starts + (session.ends_at - session.starts_at))


UNMOVED = ProgrammeShift(Cause.NONE, lambda moment: moment)


def find_shift(
    existing: Sequence[Session], incoming: Sequence[Session], before: ZoneInfo, zone: ZoneInfo
) -> ProgrammeShift:
    """Return the shift after which most recorded sessions stand in the file; none if that is not more than before.

    ``before`` is the time zone of the last load, and ``zone`` the one of now.
    """
    offered = Counter(map(_place, incoming))
    if not (existing and offered):
        return UNMOVED

    def score(shift: ProgrammeShift) -> int:
        found = (Counter(_place(shift.moved(session)) for session in existing) & offered).total()
        # Without a reason in course.toml, a few sessions that were moved alike are no shift of the programme.
        return found if shift.cause is not Cause.OTHER or 2 * found > len(existing) else 0

    return max([UNMOVED, *_shifts(existing, incoming, before, zone)], key=score)


def contradicted(
    shift: ProgrammeShift, existing: Sequence[Session], incoming: Sequence[Session], attended: Mapping[str, int]
) -> list[Session]:
    """Return attended sessions that stand unmoved in the file too, so that either place may be theirs.

    A corrected time zone leaves no doubt.
    """
    if shift.cause in (Cause.NONE, Cause.TIMEZONE):
        return []
    offered = set(map(_place, incoming))
    return [
        session
        for session in existing
        if attended.get(session.id) and _place(session) in offered and shift.moved(session) != session
    ]


def _place(session: Session) -> Hashable:
    return fold(session.title), fold(session.room), session.starts_at


def _shifts(
    existing: Sequence[Session], incoming: Sequence[Session], before: ZoneInfo, zone: ZoneInfo
) -> Iterator[ProgrammeShift]:
    """Yield what may have moved the programme, the most likely first."""
    if before.key != zone.key:
        same = partial(_wall, before=before, zone=zone, change=lambda wall: wall)
        yield ProgrammeShift(Cause.TIMEZONE, same)
    years = _years(incoming, zone) - _years(existing, before)
    changes: list[Move] = [_swap_day_and_month, lambda wall: _in_year(wall, wall.year + years)]
    for change in changes[: 2 if years else 1]:
        yield ProgrammeShift(Cause.DATES, partial(_wall, before=before, zone=zone, change=change))
    for offset in _offsets(existing, incoming):
        yield ProgrammeShift(Cause.OTHER, partial(add, offset))


def _wall(moment: datetime, before: ZoneInfo, zone: ZoneInfo, change: Move) -> datetime:
    """Return the moment at which the clocks of ``zone`` show what those of ``before`` showed, after a change."""
    wall = change(moment.astimezone(before).replace(tzinfo=None))
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _swap_day_and_month(wall: datetime) -> datetime:
    return wall.replace(month=wall.day, day=wall.month) if wall.day <= 12 else wall


def _in_year(wall: datetime, year: int) -> datetime:
    return wall.replace(year=year, day=28) if (wall.month, wall.day) == (2, 29) else wall.replace(year=year)


def _years(sessions: Sequence[Session], zone: ZoneInfo) -> int:
    """Return the year of most sessions."""
    found = Counter(session.starts_at.astimezone(zone).year for session in sessions).most_common(1)
    return found[0][0]


def _offsets(existing: Sequence[Session], incoming: Sequence[Session]) -> list[timedelta]:
    """Return the most frequent differences in time between sessions of the same title and room."""
    alike: dict[Hashable, tuple[list[datetime], list[datetime]]] = defaultdict(lambda: ([], []))
    for side, sessions in enumerate((existing, incoming)):
        for session in sessions:
            alike[fold(session.title), fold(session.room)][side].append(session.starts_at)
    found = Counter(
        new - old
        for before, after in alike.values()
        if max(len(before), len(after)) <= _MOST_ALIKE
        for old in before
        for new in after
    )
    return [offset for offset, _ in found.most_common(_MOST_OFFSETS) if offset]
