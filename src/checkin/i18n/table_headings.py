"""Translate the keys of the tables: headings of columns, words in cells, names of sheets."""

from functools import lru_cache

from checkin.core.session_status import Status
from checkin.core.text import in_context, translatable
from checkin.core.verdicts import VERDICT_TITLES, Verdict
from checkin.i18n.translator import get_translator

# The columns of the exported list of people. Lists are recognised by the first; earlier versions lacked the later ones.
ROSTER_COLUMNS: tuple[str, ...] = ("code", "name", "given_names", "family_names", "email", "country", "institution")
ROSTER_COLUMNS += ("position", "role", "groups", "language", "status")
LATER_ROSTER_COLUMNS = ("own_id", "note", "photo")
HEADINGS = {
    "code": translatable("code"),
    "name": translatable("name"),
    "given_names": translatable("given names"),
    "family_names": translatable("family names"),
    "email": translatable("e-mail"),
    "own_id": translatable("own id"),
    "country": translatable("country"),
    "institution": translatable("institution"),
    "position": translatable("position"),
    "role": translatable("role"),
    "groups": translatable("groups"),
    "language": translatable("language"),
    "status": translatable("status"),
    "note": translatable("note"),
    "photo": translatable("photo"),
    "expected": translatable("expected"),
    "attended": translatable("attended"),
    "present": translatable("present"),
    "late": translatable("late"),
    "excused": translatable("excused"),
    "absent": translatable("absent"),
    "missed": translatable("missed"),
    "unmarked": in_context("heading: people or sessions without a status", "not recorded"),
    "minutes": translatable("minutes"),
    "percent": translatable("percent"),
    "earned": translatable("earned"),
    "reason": translatable("reason"),
    "number": translatable("certificate number"),
    "verification": translatable("verification code"),
    "delivered": translatable("handed over on"),
    "issued_on": translatable("issued on"),
    "hours": translatable("hours"),
    "decision": translatable("decided by hand"),
    "state": translatable("certificate"),
    "file": translatable("file"),
    "picture": translatable("picture"),
    "session": translatable("session"),
    "id": translatable("id"),
    "title": translatable("title"),
    "starts_at": translatable("starts at"),
    "ends_at": translatable("ends at"),
    "at": translatable("came at"),
    "left_at": translatable("left at"),
    "room": translatable("room"),
    "theme": translatable("theme"),
    "speakers": translatable("speakers"),
    "slot": translatable("slot"),
    "kind": translatable("kind"),
    "counts": translatable("counts"),
    "required": translatable("required"),
    "closed": translatable("closed"),
    "door": translatable("door"),
    "source": translatable("source"),
    "event_id": translatable("entry"),
    "segment": translatable("series of entries"),
    "seq": translatable("number in the series"),
    "verdict": translatable("verdict"),
    "counted": translatable("counted"),
    "undone": translatable("undone"),
    "day": translatable("day"),
    "people": translatable("people"),
    "credit": translatable("credited"),
    "out_of": translatable("out of"),
}

# The same key counts people in a table of sessions, and sessions in a table of people.
OF_PEOPLE = {"expected": in_context("people", "expected")}

# What stands in cells, by its stable key. Roles are in the catalogues under their own names.
WORDS: dict[str, str] = {
    "yes": translatable("yes"),
    "no": translatable("no"),
    "registered": translatable("registered"),
    Status.UNMARKED: translatable("Not recorded"),
    Status.ABSENT: translatable("Absent"),
    Status.EXCUSED: translatable("Excused"),
    **VERDICT_TITLES,
    Verdict.LATE: in_context("a word in a cell", "Late"),
    "scanned": translatable("scanned"),
    "typed": translatable("typed"),
    "searched": translatable("searched"),
    "paper": translatable("paper"),
    "import": translatable("imported"),
    "correction": translatable("correction"),
    "excuse": translatable("excuse"),
    "closing": translatable("closing of the session"),
    "due": translatable("due"),
    "not_due": translatable("not due"),
    "issued": translatable("issued"),
    "revoked": translatable("revoked"),
    "replaced": translatable("replaced"),
    "valid": translatable("valid"),
}

SHEETS = {
    "certificates": translatable("Certificates"),
    "mail-merge": translatable("Mail merge"),
    "register": translatable("Register of certificates"),
    "attendance": translatable("Attendance"),
    "matrix": translatable("Person by session"),
    "scans": translatable("Scans"),
    "roster": translatable("Participants"),
    "programme": translatable("Programme"),
    "sessions": translatable("Sessions"),
    "country": translatable("Countries"),
    "institution": translatable("Institutions"),
    "legend": translatable("Legend"),
}


def in_words(key: str, language: str, *, of_people: bool = False) -> str:
    """Return a heading in a language. A heading that is not checkin's own (a session, a roster fact) is unchanged."""
    text = OF_PEOPLE.get(key) if of_people else None
    return get_translator(language)(text or HEADINGS[key]) if key in HEADINGS else key


@lru_cache(maxsize=1024)
def word(key: str, language: str) -> str:
    """Return a status, role or other word of a cell in a language; without a language its stable key."""
    return get_translator(language)(WORDS.get(key, key)) if language and key else key


def sheet_name(name: str, language: str) -> str:
    """Return the name of a sheet in a language; without a language its stable name."""
    return get_translator(language)(SHEETS[name]) if language and name in SHEETS else name
