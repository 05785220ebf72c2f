"""Find sessions that exclude each other: a person can attend one session of a slot.

Pure. A person is expected at one session of a slot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checkin.core.course import Session
from checkin.core.text import fold


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of a programme, as sets of session ids with at least two members.

    ``chains``: groups of sessions in which each overlaps another but not all overlap one another. They form no slot,
    except where they start at the same time. A ``slot`` column settles them.
    """

    slots: tuple[tuple[str, ...], ...] = ()
    chains: tuple[tuple[str, ...], ...] = ()

    def of(self, session: str) -> tuple[str, ...]:
        """Return all sessions of a session's slot, itself included."""
        return next((slot for slot in self.slots if session in slot), (session,))


@dataclass(frozen=True, slots=True)
class SlotSession:
    """One session for :func:`find_slots`. Times in milliseconds; ``slot`` is the word in the slot column, or empty."""

    id: str
    starts_at: int
    ends_at: int
    counts: bool = True
    slot: str = ""


def find_slots(sessions: Sequence[SlotSession]) -> Slots:
    """Form the slots of a programme.

    Sessions with the same word in ``slot`` are one slot. Other sessions that count form a slot if all of them overlap
    one another by at least half of the shorter one. Sessions that do not count form no slot.
    """
    named: dict[str, list[str]] = {}
    free: list[SlotSession] = []
    for session in sessions:
        if session.slot and session.counts:
            named.setdefault(fold(session.slot), []).append(session.id)
        elif session.counts:
            free.append(session)
    slots = [tuple(ids) for ids in named.values() if len(ids) > 1]
    chains: list[tuple[str, ...]] = []
    for group in _connected(free):
        if all(overlap_by_half(a, b) for n, a in enumerate(group) for b in group[n + 1 :]):
            slots.append(tuple(session.id for session in group))
        else:
            chains.append(tuple(session.id for session in group))
            slots += _same_start(group)
    return Slots(tuple(slots), tuple(chains))


def slots_of_sessions(sessions: Iterable[Session]) -> Slots:
    """Form the slots of sessions as they are in the programme."""
    return find_slots([_in_slot(session) for session in sessions])


def _in_slot(session: Session) -> SlotSession:
    starts, ends = (int(at.timestamp() * 1000) for at in (session.starts_at, session.ends_at))
    return SlotSession(session.id, starts, ends, session.counts, session.slot)


def overlap_by_half(one: SlotSession, other: SlotSession) -> bool:
    """Return True if two sessions overlap by at least half of the shorter one."""
    overlap = min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at)
    shorter = min(one.ends_at - one.starts_at, other.ends_at - other.starts_at)
    return overlap > 0 and 2 * overlap >= shorter


def _connected(sessions: Sequence[SlotSession]) -> list[list[SlotSession]]:
    """Group sessions that overlap by half, directly or through others. Only groups of at least two."""
    found: list[list[SlotSession]] = []
    for run in _overlapping(sessions):
        groups: list[list[SlotSession]] = []
        for session in run:
            touched = [group for group in groups if any(overlap_by_half(session, member) for member in group)]
            merged = [member for group in touched for member in group] + [session]
            groups = [group for group in groups if group not in touched] + [merged]
        found += [group for group in groups if len(group) > 1]
    return found


def _overlapping(sessions: Sequence[SlotSession]) -> list[list[SlotSession]]:
    """Group sessions by time: a group begins when all sessions before it have ended."""
    runs: list[list[SlotSession]] = []
    last = 0
    for session in sorted(sessions, key=lambda one: one.starts_at):
        if not runs or session.starts_at >= last:
            runs.append([])
            last = session.ends_at
        runs[-1].append(session)
        last = max(last, session.ends_at)
    return runs


def _same_start(group: Sequence[SlotSession]) -> list[tuple[str, ...]]:
    by_start: dict[object, list[str]] = {}
    for session in group:
        by_start.setdefault(session.starts_at, []).append(session.id)
    return [tuple(ids) for ids in by_start.values() if len(ids) > 1]
