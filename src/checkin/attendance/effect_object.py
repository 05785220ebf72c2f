"""Write the effect of an entry as an object for ``--json``."""

from collections.abc import Mapping
from datetime import datetime

from checkin.attendance.effects import Effect
from checkin.core.course import Course
from checkin.core.events import Kind
from checkin.core.text import clean

_WORDS: Mapping[str, str] = {
    Kind.EXCUSE: "excused",
    Kind.WITHDRAW: "withdrawn",
    Kind.REINSTATE: "reinstated",
    Kind.MERGE: "merged",
    Kind.REISSUE: "reissued",
    Kind.ADD: "added",
    Kind.PROOF: "checked",
    Kind.NOTE: "noted",
    Kind.EXIT: "left",
    Kind.UNDO: "undone",
    Kind.SESSION_CLOSE: "closed",
    Kind.SESSION_SHIFT: "shifted",
    Kind.SESSION_CANCEL: "cancelled",
    Kind.SESSION_MERGE: "merged",
    Kind.SESSION_MOVE: "moved",
    Kind.REVOKE: "revoked",
    Kind.DELIVER: "handed over",
}


def effect_object(effect: Effect, course: Course) -> dict[str, object]:
    """Return an effect for ``--json``: stable English keys, null where something does not apply."""
    event, person, session = effect.event, effect.person, effect.session
    figures = effect.attendance.figures if effect.attendance else None
    percent = figures.percent if figures else None
    first, last = effect.days or (None, None)
    word = _WORDS.get(event.kind, event.kind)
    if "moved_from" in effect.facts:
        word = "moved"
    elif event.kind in (Kind.MARK, Kind.DECIDE):
        word = effect.facts.get("status") or ("earned" if effect.facts.get("earned") else "not_earned")
    return {
        "event_id": event.event_id,
        "kind": event.kind,
        "code": person.code if person else event.code,
        "name": clean(person.name) if person else None,
        "country": person.country if person else None,
        "institution": clean(person.institution) if person else None,
        "session": session.id if session else None,
        "title": clean(session.title) if session else None,
        "starts_at": _local(session.starts_at, course) if session else None,
        "ends_at": _local(session.ends_at, course) if session else None,
        "from": first.isoformat() if first else effect.facts.get("from"),
        "to": last.isoformat() if last else None,
        "sessions": effect.covered,
        "status": effect.row.status.value if effect.row else None,
        "at": _local(effect.row.at, course) if effect.row and effect.row.at else None,
        "remaining": [entry.event_id for entry in effect.remaining],
        "effect": word,
        "attended": figures.attended if figures else None,
        "expected": figures.expected if figures else None,
        "percent": float(percent) if percent is not None else None,
        "by": event.actor,
        "reason": event.reason,
    }


def _local(moment: datetime, course: Course) -> str:
    return course.local(moment).isoformat(timespec="minutes")
