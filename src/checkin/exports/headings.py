"""The headings of the tables in words, by their stable keys."""

from checkin.core.text import mark
from checkin.i18n.translator import speech

HEADINGS = {
    "code": mark("code"),
    "name": mark("name"),
    "given_names": mark("given names"),
    "family_names": mark("family names"),
    "email": mark("e-mail"),
    "country": mark("country"),
    "institution": mark("institution"),
    "position": mark("position"),
    "role": mark("role"),
    "groups": mark("groups"),
    "language": mark("language"),
    "status": mark("status"),
    "expected": mark("expected"),
    "attended": mark("attended"),
    "present": mark("present"),
    "late": mark("late"),
    "excused": mark("excused"),
    "absent": mark("absent"),
    "missed": mark("missed"),
    "unmarked": mark("unmarked"),
    "minutes": mark("minutes"),
    "percent": mark("percent"),
    "earned": mark("earned"),
    "reason": mark("reason"),
    "session": mark("session"),
    "title": mark("title"),
    "starts_at": mark("starts at"),
    "ends_at": mark("ends at"),
    "at": mark("came at"),
    "left_at": mark("left at"),
    "room": mark("room"),
    "closed": mark("closed"),
    "door": mark("door"),
    "source": mark("source"),
    "verdict": mark("verdict"),
    "counted": mark("counted"),
    "undone": mark("undone"),
    "people": mark("people"),
}


def in_words(key: str, language: str) -> str:
    """A heading in a language; one that is not checkin's own (a session, a fact of the roster) stays as it is."""
    return speech(language)(HEADINGS[key]) if key in HEADINGS else key
