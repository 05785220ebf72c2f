"""Count who is expected and who came at several sessions together, as a door shows them."""

import sqlite3
from collections.abc import Sequence

from checkin.store.queries.attendance import Presence, presence


def presence_at(conn: sqlite3.Connection, sessions: Sequence[str]) -> Presence:
    """Return who is expected at any of some sessions, and who came to any of them."""
    each = [presence(conn, session) for session in sessions]
    came = frozenset().union(*(one.came for one in each))
    still_in = frozenset().union(*(one.came - one.away for one in each))
    return Presence(
        frozenset().union(*(one.expected for one in each)),
        came,
        tuple(sorted(arrival for one in each for arrival in one.arrivals)),
        came - still_in,
    )
