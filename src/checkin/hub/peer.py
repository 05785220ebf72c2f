"""Define the protocol of a sync: what it asks of the other side, a PostgreSQL or a test double."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from checkin.core.events import Event
from checkin.store.sync.publication import Publication
from checkin.store.sync.vectors import Vector


@dataclass(frozen=True, slots=True)
class EventRun:
    """Consecutive events of one segment, and the hash before the first of them.

    ``own``: this station wrote the segment and does not pass it on for another.
    """

    segment: str
    previous: str
    events: tuple[Event, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """The segment, first event and reason of a refusal; ``count`` is the length of the segment on the other side."""

    segment: str
    seq: int
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class PushResult:
    """The length of each segment on the other side after a push, and its refusals."""

    counts: Mapping[str, int]
    refused: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class PeerState:
    """The other side's clock (Unix time in ms), the digest of its vector, and its roster in force."""

    now: float
    digest: str
    revision: int = 0
    revision_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskReport:
    """What a station reports to the hub. ``offset_ms``: how far the hub's clock is ahead of this one.

    ``vector`` and ``figures`` are digests: two stations with the same events must have the same figures.
    """

    kiosk: str = ""
    name: str = ""
    door: str = ""
    segment: str | None = None
    version: str = ""
    waiting: int = 0
    offset_ms: int | None = None
    events: int = 0
    vector: str = ""
    figures: str | None = None

    def values(self) -> dict[str, object]:
        """Return the values as the hub's function takes them."""
        return asdict(self)


class RosterPeer(Protocol):
    """A peer that holds a roster. Every method raises :class:`HubError`."""

    may_publish: bool
    # Whether a course.toml that was changed here is a reason to publish: an organizer's is, a kiosk's with a stick not.
    may_change_rules: bool

    def revision(self) -> Publication | None:
        """Return the roster in force."""
        ...

    def publish(self, base: int, publication: Publication) -> int:
        """Put a roster in force that is based on revision ``base``. Raises :class:`StaleRosterError`."""
        ...


class Peer(RosterPeer, Protocol):
    """The other side of a sync, with roster and events. Every method raises :class:`HubError`."""

    def vector(self) -> dict[str, int]:
        """Return how many events each segment has there."""
        ...

    def state(self) -> PeerState:
        """Return the clock, the digest and the roster in force."""
        ...

    def push(self, runs: Sequence[EventRun]) -> PushResult:
        """Send events; they are on its disk when this returns."""
        ...

    def pull(self, vector: Vector, limit: int) -> Sequence[Sequence[object]]:
        """Return the next events that the vector lacks, in order: for each its values in the order of FIELDS."""
        ...

    def report(self, about: KioskReport) -> None:
        """Send the state of this station."""
        ...

    def notify(self) -> None:
        """Notify all subscribers."""
        ...
