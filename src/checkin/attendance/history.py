"""What happened about one person, as sentences in the order in which it happened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from checkin.core.course import Participant
from checkin.core.events import Event, Kind, moment
from checkin.core.text import clean, mark
from checkin.core.verdicts import Verdict
from checkin.door.answer_text import TITLES
from checkin.i18n.translator import Speech
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import programme

_SAID = {
    Kind.EXIT: mark("left {session}"),
    Kind.UNDO: mark("taken back: {what}"),
    Kind.EXCUSE: mark("excused from {session}"),
    Kind.ADD: mark("added at the door"),
    Kind.RENAME: mark("the name was corrected to {name}"),
    Kind.MERGE: mark("made one with another entry of the roster"),
    Kind.REISSUE: mark("a new badge was issued"),
    Kind.WITHDRAW: mark("has withdrawn"),
    Kind.PRINT: mark("the badge was printed"),
    Kind.PROOF: mark("the name was proofed"),
    Kind.ISSUE: mark("certificate {number} was issued"),
    Kind.REVOKE: mark("a certificate was revoked"),
    Kind.DUPLICATE: mark("a certificate was printed again"),
    Kind.NOTE: mark("a note was written: {name}"),
}


# What nobody takes back: an undo is final, paper was printed, and a certificate is revoked instead.
_LASTING = frozenset({Kind.UNDO, Kind.PRINT, Kind.ISSUE, Kind.DUPLICATE})


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: the event it is about, when (on the course's clock, ``2026-03-09 09:05``), what, who and why.

    ``undoable``: it stands, and it can be taken back.
    """

    event: str
    at: str
    said: str
    by: str
    undone: bool
    undoable: bool


def story(opened: OpenCourse, person: Participant, say: Speech) -> list[Line]:
    """Everything that the record says about a person, in a language."""
    with opened.record.reading() as conn:
        # Those too that were cancelled since.
        sessions = (*programme.sessions_as_loaded(conn), *programme.read_programme(conn))
        titles = {session.id: clean(session.title) for session in sessions}
        found = list(event_log.about(conn, person.id))
    told = {event.event_id: _said(event, titles, say) for event, _ in found if event.kind != Kind.UNDO}
    return [
        Line(
            event.event_id,
            f"{opened.course.local(moment(event.at)):%Y-%m-%d %H:%M}",
            told.get(event.event_id) or say(_SAID[Kind.UNDO], what=told.get(event.ref or "", "-")),
            " · ".join(clean(part) for part in (event.door, event.actor, event.reason) if part),
            undone,
            not undone and event.kind not in _LASTING,
        )
        for event, undone in found
    ]


def _said(event: Event, titles: Mapping[str, str], say: Speech) -> str:
    facts = json.loads(event.facts or "{}")
    session = titles.get(event.session or "", event.session or "")
    if event.kind == Kind.SCAN:
        word = say(TITLES[Verdict(event.verdict)]) if event.verdict in set(Verdict) else clean(event.verdict or "")
        return f"{word}: {session}" if session else word
    if event.kind == Kind.MARK:
        if facts.get("status") == "present":
            return say("marked present at {session}", session=session)
        return say("marked absent at {session}", session=session)
    if event.kind == Kind.DECIDE:
        earned = say("the certificate was decided: earned")
        return earned if facts.get("earned") else say("the certificate was decided: not earned")
    if event.kind == Kind.EXCUSE and not session:
        session = f"{facts.get('from', '')} - {facts.get('to', '')}"
    if event.kind not in set(_SAID):
        return clean(event.kind)
    number = facts.get("said", {}).get("number", "") if event.kind == Kind.ISSUE else ""
    return say(
        _SAID[Kind(event.kind)],
        session=session,
        number=number,
        name=clean(str(facts.get("name") or facts.get("text") or "")),
    )
