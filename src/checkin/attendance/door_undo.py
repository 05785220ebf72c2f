"""Take an act of a door back: the event, and the adding of a person that belongs to it."""

from checkin.attendance.corrections import Corrections
from checkin.door.acts import DoorAct
from checkin.store import event_log


def take_back(made: Corrections, act: DoorAct) -> bool:
    """Undo the events of an act. Return False if it had been undone before."""
    with made.record.reading() as conn:
        events = [act.answer.event_id, *([act.added_by] if act.added_by else [])]
        in_force = [event for event in events if event_log.is_in_force(conn, event)]
    if act.answer.event_id not in in_force:
        return False
    for event in in_force:
        made.undo(event)
    return True
