"""Take an act of a door back: the event, and the adding of a person that belongs to it."""

from checkin.attendance.corrections import Corrections
from checkin.attendance.remaining_text import remaining_text
from checkin.core.text import clean
from checkin.door.acts import DoorAct, act_of
from checkin.i18n.translator import Translator
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries.remaining_entries import remaining_entries


def take_back(made: Corrections, act: DoorAct) -> bool:
    """Undo the events of an act. Return False if it had been undone before."""
    with made.record.reading() as conn:
        events = [act.answer.event_id, *([act.added_by] if act.added_by else [])]
        in_force = [event for event in events if event_log.is_in_force(conn, event)]
    if act.answer.event_id not in in_force:
        return False
    with made.record.together():
        for event in in_force:
            made.undo(event)
    return True


def still_counted(opened: OpenCourse, act: DoorAct, tr: Translator) -> str:
    """Say that the person of an act that was undone is still counted, and by which entries. Empty if they are not."""
    with opened.record.reading() as conn:
        undone = event_log.event(conn, act.answer.event_id)
        entries = remaining_entries(conn, undone) if undone is not None else []
    if undone is None or not entries:
        return ""
    person = act.answer.participant
    text = remaining_text(undone, entries, opened.course, tr)
    return f"{clean(person.name)}{tr.colon}{text}." if person is not None else text


def next_to_undo(opened: OpenCourse, act: DoorAct) -> DoorAct | None:
    """Return the act by which the person of an undone one is still counted."""
    with opened.record.reading() as conn:
        undone = event_log.event(conn, act.answer.event_id)
        entries = remaining_entries(conn, undone) if undone is not None else []
        return act_of(conn, entries[0]) if entries else None
