"""Record the row numbers of a paper list as scans that come from paper."""

import re
from datetime import datetime

from checkin.core.errors import InputError, NotFoundError
from checkin.core.events import EventSource
from checkin.core.session_times import require_arrival, require_past
from checkin.door.scan import Door, ScanAnswer
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants, programme
from checkin.store.roster.row_numbers import row_numbers

_ROWS = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")
_LOOKS = re.compile(r"[\s,;]*\d+(?:[\s,;-]*\d+)*[\s,;]*")


def looks_like_rows(text: str) -> bool:
    """Return True if a text is row numbers and nothing else, like ``3 7 12-18``."""
    return _LOOKS.fullmatch(text) is not None


def rows_named(text: str) -> list[int]:
    """Return the row numbers that a text names, each once, in its order. Raises :class:`InputError`."""
    if not looks_like_rows(text):
        raise InputError("{text} is not a list of row numbers. Write them like 3 7 12-18.", text=text[:40])
    rows: dict[int, None] = {}
    for first, last in _ROWS.findall(text):
        begin, end = int(first), int(last or first)
        if end < begin or end - begin > 5_000:
            raise InputError("{rows} is not a range of rows. Write the lower number first.", rows=f"{first}-{last}")
        rows.update(dict.fromkeys(range(begin, end + 1)))
    return list(rows)


def enter_rows(
    opened: OpenCourse,
    session: str,
    text: str,
    *,
    at: datetime | None = None,
    actor: str | None = None,
    name: str = "",
) -> list[ScanAnswer]:
    """Record the people of these rows at a session, as from paper. ``at`` None is its start, ``name`` is the door's.

    Every number is looked up before anything is recorded. Raises :class:`NotFoundError` for a number that nobody has,
    :class:`InputError` for a time that is outside the session or still to come.
    """
    with opened.record.reading() as conn:
        numbers = row_numbers(conn)
        holders = {numbers[person.id]: person for person in participants.roster(conn)}
        held = next((one for one in programme.read_programme(conn) if one.id == session), None)
    moment = at or (held.starts_at if held else None)
    if held is not None and at is not None:
        require_arrival(held, at, opened.course)
    if moment is not None:
        require_past(moment, opened.record.clock.now(), opened.course)
    rows = rows_named(text)
    if lost := [row for row in rows if row not in holders]:
        named = ", ".join(map(str, lost[:8]))
        raise NotFoundError(
            "Nobody on the participant list has the number {numbers}. Nothing was recorded.", numbers=named
        )
    door = Door(opened.record, opened.course, name=name, session=session, anytime=True)
    # The start of the session is what is taken without a time: it takes no place of a time that is known.
    is_known = at is not None
    return [
        door.scan(holders[row].code, how=EventSource.PAPER, at=moment, actor=actor, signed=True, entered=is_known)
        for row in rows
    ]
