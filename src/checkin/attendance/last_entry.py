"""Choose the entry that ``undo --last`` undoes: the last one of this station, where the same person made it."""

from dataclasses import dataclass

from checkin.attendance.entry_reversal import is_put_back_by_undo
from checkin.core.events import Event
from checkin.store import event_log
from checkin.store.open_course import OpenCourse


@dataclass(frozen=True, slots=True)
class LastEntry:
    """The ``last`` entry of this station, and the last one that can be undone; None where there is none.

    ``is_sure`` is True if both are one, and the person who asks made it. Otherwise an undo could take back what that
    person does not think of.
    """

    last: Event | None
    undoable: Event | None
    is_sure: bool


def last_entry(opened: OpenCourse, actor: str | None) -> LastEntry:
    """Return the last entry of this station, as seen by a person who wants to undo it."""
    with opened.record.reading() as conn:
        last = event_log.last_entry(conn)
        while last is not None and is_put_back_by_undo(conn, last):
            last = event_log.previous(conn, last)
        undoable = next((one for one in event_log.undoable(conn) if not is_put_back_by_undo(conn, one)), None)
    same = last is not None and undoable is not None and last.event_id == undoable.event_id
    return LastEntry(last, undoable, is_sure=same and undoable is not None and undoable.actor == actor)
