"""Report the state of all stations as the hub knows it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checkin.hub.connection import HubConnection, HubKiosk
from checkin.store.invalid_events import InvalidEvent, invalid_events
from checkin.store.record import Record
from checkin.store.sync.vectors import RejectedSegment, rejected_segments

# Milliseconds from which on a clock counts as wrong: a person would see it.
WRONG_CLOCK = 3_000


@dataclass(frozen=True, slots=True)
class HubRefusal:
    """A refusal by the hub: the segment and event, and the station that sent it."""

    segment: str
    seq: int
    reason: str
    kiosk: str


@dataclass(frozen=True, slots=True)
class HubStatus:
    """The stations by name, refusals of both sides, stations whose figures differ, rejected events here."""

    kiosks: Sequence[HubKiosk]
    refused: Sequence[HubRefusal]
    rejected: Sequence[RejectedSegment]
    differing: Sequence[tuple[str, ...]]
    invalid: Sequence[InvalidEvent] = ()


def status_of(link: HubConnection, record: Record) -> HubStatus:
    """Return the status from the hub and this record. Raises :class:`HubError`."""
    kiosks = link.kiosks()
    with record.reading() as conn:
        rejected, invalid = rejected_segments(conn), invalid_events(conn)
    return HubStatus(kiosks, [HubRefusal(*one) for one in link.refusals()], rejected, differing(kiosks), invalid)


def differing(kiosks: Iterable[HubKiosk]) -> list[tuple[str, ...]]:
    """Return groups of stations that hold the same events and roster but have different figures."""
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in kiosks:
        if one.figures:
            groups[one.vector][one.figures].append(" ".join(filter(None, (one.name, one.door))))
    return [tuple(sorted(names[0] for names in found.values())) for found in groups.values() if len(found) > 1]
