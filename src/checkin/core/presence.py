"""Who is expected at a session and who came."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is expected at one or more sessions and who came, by id. ``arrivals`` are the times of the first entries.

    ``away`` are those who came and have left since.
    """

    expected: frozenset[str] = frozenset()
    came: frozenset[str] = frozenset()
    arrivals: tuple[datetime, ...] = ()
    away: frozenset[str] = frozenset()

    @property
    def guests(self) -> int:
        """Return how many came who are not expected: speakers, staff, people who were let in."""
        return len(self.came - self.expected)

    @property
    def inside(self) -> int:
        """Return how many came and have not left."""
        return len(self.came - self.away)

    @property
    def present(self) -> int:
        """Return how many of the people expected came."""
        return len(self.came & self.expected)

    @property
    def missing(self) -> frozenset[str]:
        """Return the people expected who did not come."""
        return self.expected - self.came
