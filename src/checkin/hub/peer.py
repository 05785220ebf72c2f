"""What an exchange asks of the other side: a holder of events, whether it is PostgreSQL or a test's own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from checkin.core.events import Event
from checkin.store.sync.publication import Publication
from checkin.store.sync.vectors import Vector


@dataclass(frozen=True, slots=True)
class EventRun:
    """Events of one segment that follow one another, and the hash before the first of them.

    ``own``: this station wrote the segment. It does not carry it for another.
    """

    segment: str
    previous: str
    events: tuple[Event, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """What the other side did not take, from which event on and why; ``count``: how far the segment goes there."""

    segment: str
    seq: int
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class PushResult:
    """How far the segments go on the other side after a push, and what it refused."""

    counts: Mapping[str, int]
    refused: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class PeerState:
    """The other side's clock (Unix time in milliseconds), the digest of its vector, and the roster in force there."""

    now: float
    digest: str
    revision: int = 0
    revision_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskReport:
    """What a kiosk says of itself to the hub. ``offset_ms``: what the hub's clock shows more than this one.

    ``vector`` and ``figures`` are digests: two kiosks with the same events must count the same.
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
        """As the hub's function takes it."""
        return asdict(self)


class RosterPeer(Protocol):
    """Who holds a roster. Every method raises :class:`HubError`."""

    may_publish: bool
    # Whether a course.toml that was changed here is a reason to publish: an organizer's is, a kiosk's with a stick not.
    may_change_rules: bool

    def revision(self) -> Publication | None:
        """The roster in force."""
        ...

    def publish(self, base: int, publication: Publication) -> int:
        """Put a roster in force that was built on the ``base``-th. Raises :class:`StaleRosterError`."""
        ...


class Peer(RosterPeer, Protocol):
    """The other side, with roster and events. Every method raises :class:`HubError`."""

    def vector(self) -> dict[str, int]:
        """How many events each segment has there."""
        ...

    def state(self) -> PeerState:
        """The clock, the digest and the roster in force."""
        ...

    def push(self, runs: Sequence[EventRun], about: KioskReport) -> PushResult:
        """Send events; they are on its disk when this returns."""
        ...

    def pull(self, vector: Vector, limit: int) -> list[Mapping[str, object]]:
        """The next events that the vector lacks, as they came."""
        ...

    def report(self, about: KioskReport) -> None:
        """Say how this kiosk is."""
        ...

    def notify(self) -> None:
        """Wake everybody who listens."""
        ...
