"""Find the person whose code staff name, and suggest the nearest match when there is none."""

import sqlite3
from difflib import get_close_matches

from checkin.core.codes import extract_letters, normalise
from checkin.core.course import Participant
from checkin.core.errors import NotFoundError
from checkin.core.text import clean
from checkin.store.roster import participants


def require_person(conn: sqlite3.Connection, code: str) -> Participant:
    """Return the holder of a badge code or a code of the list. Raises :class:`NotFoundError`."""
    for candidate in (normalise(code), extract_letters(code)):
        held = participants.find_code_holder(conn, candidate) if candidate else None
        if held is not None:
            return held[0]
    raise _nobody(conn, normalise(code) or clean(code))


def _nobody(conn: sqlite3.Connection, code: str) -> NotFoundError:
    holders: dict[str, Participant] = {}
    for person in participants.roster(conn, everybody=True):
        holders |= {held: person for held in (person.code, person.own_code) if held}
    close = get_close_matches(code, holders, n=1, cutoff=0.7)
    if not close:
        return NotFoundError("Nobody on the participant list has the code {code}.", code=code)
    return NotFoundError(
        "Nobody on the participant list has the code {code}. The nearest is {nearest}: {name}.",
        code=code,
        nearest=close[0],
        name=clean(holders[close[0]].name),
    )
