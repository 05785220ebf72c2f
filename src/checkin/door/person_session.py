"""Find the session at which a person is expected now: for scans, the card, letting in, and the desks."""

import sqlite3
from collections.abc import Sequence

from checkin.core.course import Participant, Session
from checkin.core.door_sessions import choose_session, parallel_sessions
from checkin.store.queries.door_status import PersonStatus, person_status


def session_now(
    conn: sqlite3.Connection, candidates: Sequence[Session], person: Participant
) -> tuple[Session | None, PersonStatus]:
    """Return the session of a person among those that are open, and how the person stands in it.

    It is the parallel session in which the person is already (let in by hand, for example), else the one at which
    they are expected. So nobody is recorded in two parallel sessions.
    """
    chosen = choose_session(candidates, person)
    if chosen is None:
        return None, PersonStatus()
    standing = person_status(conn, person.id, chosen.id)
    if standing.entry is None:
        for other in parallel_sessions(candidates):
            found = person_status(conn, person.id, other.id) if other.id != chosen.id else standing
            if found.entry is not None:
                return other, found
    return chosen, standing
