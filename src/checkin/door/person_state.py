"""Say in a few words how a person stands at the door now."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from checkin.core.course import Course, Participant, Session
from checkin.core.text import clean
from checkin.door.answer_text import IN, text_with_time
from checkin.door.person_session import session_now
from checkin.i18n.translator import Translator


def state_of(
    conn: sqlite3.Connection,
    tr: Translator,
    course: Course,
    person: Participant,
    here: Sequence[Session],
    now: datetime,
) -> str:
    """Return whether a person is in, or why the person is not expected here. Empty if there is nothing to say."""
    day = course.local(here[0].starts_at if here else now).date()
    if person.has_withdrawn(day):
        return tr("has withdrawn")
    if not person.listed:
        return tr("not on the latest list")
    session, status = session_now(conn, here, person)
    if session is None:
        return ""
    if status.absent is not None:
        return tr("marked absent")
    if status.entry is None:
        groups = ", ".join(clean(group) for group in person.groups)
        return "" if person.expected_at(session) else tr("group {groups}", groups=groups or tr("none"))
    return tr("has left") if status.away else "√ " + text_with_time(tr, IN, course, status.entry.at, now)
