"""How the kiosks of a course are: what the hub last heard of each, and what could not be exchanged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checkin.hub.connection import HubConnection, HubKiosk
from checkin.store.invalid_events import InvalidEvent, invalid_events
from checkin.store.record import Record
from checkin.store.sync.vectors import RejectedSegment, set_aside

# Milliseconds from which on a clock counts as wrong: a person would see it.
WRONG_CLOCK = 3_000


@dataclass(frozen=True, slots=True)
class HubRefusal:
    """What the hub refused, from which event of a segment on, and which kiosk sent it."""

    segment: str
    seq: int
    reason: str
    kiosk: str


@dataclass(frozen=True, slots=True)
class HubStatus:
    """The kiosks by name, what the hub and this kiosk refused, kiosks whose figures differ, events set aside here."""

    kiosks: Sequence[HubKiosk]
    refused: Sequence[HubRefusal]
    aside: Sequence[RejectedSegment]
    differing: Sequence[tuple[str, ...]]
    invalid: Sequence[InvalidEvent] = ()


def status_of(link: HubConnection, record: Record) -> HubStatus:
    """Ask the hub, and this record. Raises :class:`HubError`."""
    kiosks = link.kiosks()
    with record.reading() as conn:
        aside, invalid = set_aside(conn), invalid_events(conn)
    return HubStatus(kiosks, [HubRefusal(*one) for one in link.refusals()], aside, differing(kiosks), invalid)


def differing(kiosks: Iterable[HubKiosk]) -> list[tuple[str, ...]]:
    """Kiosks that hold the same events and roster and yet count otherwise; of each group their names."""
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in kiosks:
        if one.figures:
            groups[one.vector][one.figures].append(" ".join(filter(None, (one.name, one.door))))
    return [tuple(sorted(names[0] for names in found.values())) for found in groups.values() if len(found) > 1]
