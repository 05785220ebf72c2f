"""Translate the column keys of the tables into headings."""

from checkin.core.text import translatable
from checkin.i18n.translator import get_translator

HEADINGS = {
    "code": translatable("code"),
    "name": translatable("name"),
    "given_names": translatable("given names"),
    "family_names": translatable("family names"),
    "email": translatable("e-mail"),
    "country": translatable("country"),
    "institution": translatable("institution"),
    "position": translatable("position"),
    "role": translatable("role"),
    "groups": translatable("groups"),
    "language": translatable("language"),
    "status": translatable("status"),
    "expected": translatable("expected"),
    "attended": translatable("attended"),
    "present": translatable("present"),
    "late": translatable("late"),
    "excused": translatable("excused"),
    "absent": translatable("absent"),
    "missed": translatable("missed"),
    "unmarked": translatable("unmarked"),
    "minutes": translatable("minutes"),
    "percent": translatable("percent"),
    "earned": translatable("earned"),
    "reason": translatable("reason"),
    "session": translatable("session"),
    "title": translatable("title"),
    "starts_at": translatable("starts at"),
    "ends_at": translatable("ends at"),
    "at": translatable("came at"),
    "left_at": translatable("left at"),
    "room": translatable("room"),
    "closed": translatable("closed"),
    "door": translatable("door"),
    "source": translatable("source"),
    "verdict": translatable("verdict"),
    "counted": translatable("counted"),
    "undone": translatable("undone"),
    "people": translatable("people"),
    "credit": translatable("credited"),
    "out_of": translatable("out of"),
}


def in_words(key: str, language: str) -> str:
    """Return a heading in a language. A heading that is not checkin's own (a session, a roster fact) is unchanged."""
    return get_translator(language)(HEADINGS[key]) if key in HEADINGS else key
