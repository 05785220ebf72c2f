"""Write what is asked and said about the session that a door is kept at."""

from datetime import datetime

from checkin.core.course import Course, Session
from checkin.core.text import clean, translatable
from checkin.core.verdicts import closes_at
from checkin.door.answer_text import format_duration, text_with_time
from checkin.i18n.translator import Translator

_OVER = (
    translatable("{title} closed at {time}. Count for it all the same?"),
    translatable("{title} closed {day} at {time}. Count for it all the same?"),
)


def out_of_hours_question(tr: Translator, course: Course, session: Session, now: datetime) -> str:
    """Ask whether scans count for a session that is not open yet, or no longer."""
    title = clean(session.title)
    if now < session.starts_at:
        span = format_duration(tr, session.starts_at - now)
        return tr("{title} begins in {span}. Count for it all the same?", title=title, span=span)
    return text_with_time(tr, _OVER, course, closes_at(session, course.door), now, title=title)


def pin_ended_text(tr: Translator, title: str, *, is_held: bool) -> str:
    """Say why a door no longer counts for the session that was chosen, and for which it does."""
    over, gone = translatable("{title} is over."), translatable("{title} is no longer in the programme.")
    return " ".join((tr(over if is_held else gone, title=title), tr("Now the clock chooses the session.")))
