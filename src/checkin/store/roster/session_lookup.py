"""Find the session that staff name, and suggest the nearest ones when there is none."""

import sqlite3
from collections.abc import Sequence
from difflib import get_close_matches

from checkin.core.course import Session
from checkin.core.errors import NotFoundError
from checkin.core.events import Kind
from checkin.core.text import TranslatableList, TranslatableText, clean
from checkin.store import event_log
from checkin.store.roster import programme

_MOST = 3


def require_session(conn: sqlite3.Connection, session: str) -> Session:
    """Return a session that is held, by its id. Raises :class:`NotFoundError`."""
    held = programme.read_programme(conn)
    for found in held:
        if found.id == session:
            return found
    raise session_not_found(conn, session, held)


def session_not_found(conn: sqlite3.Connection, session: str, held: Sequence[Session]) -> NotFoundError:
    """Return why a session is not among those that are held, with the nearest ids."""
    if event_log.last_change(conn, session, (Kind.SESSION_CANCEL, Kind.SESSION_MERGE)):
        return NotFoundError(
            "The session {session} was cancelled or merged. 'checkin session restore {session}' puts it back.",
            session=session,
        )
    if not held:
        return NotFoundError("There is no session {session}: the programme is empty.", session=clean(session))
    near = [f"{found.id} ({clean(found.title)})" for found in nearest_sessions(session, held)]
    return NotFoundError(
        "There is no session {session}. The nearest are: {near}. 'checkin session list' shows all.",
        session=clean(session) or "-",
        near=TranslatableList(tuple(TranslatableText("{name}", {"name": name}) for name in near)),
    )


def nearest_sessions(text: str, held: Sequence[Session]) -> list[Session]:
    """Return the sessions whose id or title is most like a text, the nearest first; never none."""
    by_key = {session.title.casefold(): session for session in held} | {one.id.casefold(): one for one in held}
    found: dict[str, Session] = {}
    for key in get_close_matches(text.casefold(), by_key, n=2 * _MOST, cutoff=0.0):
        found.setdefault(by_key[key].id, by_key[key])
    return list(found.values())[:_MOST]
