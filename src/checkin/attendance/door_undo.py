"""Take an act of a door back: the event, and the adding of a person that belongs to it."""

from checkin.attendance.corrections import Corrections
from checkin.door.acts import DoorAct
from checkin.store import event_log


def take_back(made: Corrections, act: DoorAct) -> bool:
    """Undo the events of an act. Return False if it had been undone before."""
    with made.record.reading() as conn:
        is_in_force = event_log.is_in_force(conn, act.answer.event_id)
    if not is_in_force:
        return False
    made.undo(act.answer.event_id)
    if act.added_by:
        made.undo(act.added_by)
    return True
