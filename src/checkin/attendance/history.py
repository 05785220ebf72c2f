"""What happened about one person, as sentences in the order in which it happened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from checkin.core.course import Participant
from checkin.core.events import Event, Kind, parse_time
from checkin.core.text import clean, translatable
from checkin.core.verdicts import Verdict
from checkin.door.answer_text import VERDICT_TITLES
from checkin.i18n.translator import Translator
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import programme

_SAID = {
    Kind.EXIT: translatable("left {session}"),
    Kind.UNDO: translatable("taken back: {what}"),
    Kind.EXCUSE: translatable("excused from {session}"),
    Kind.ADD: translatable("added at the door"),
    Kind.RENAME: translatable("the name was corrected to {name}"),
    Kind.MERGE: translatable("made one with another entry of the roster"),
    Kind.REISSUE: translatable("a new badge was issued"),
    Kind.WITHDRAW: translatable("has withdrawn"),
    Kind.PRINT: translatable("the badge was printed"),
    Kind.PROOF: translatable("the name was proofed"),
    Kind.ISSUE: translatable("certificate {number} was issued"),
    Kind.REVOKE: translatable("a certificate was revoked"),
    Kind.DUPLICATE: translatable("a certificate was printed again"),
    Kind.NOTE: translatable("a note was written: {name}"),
}


# What nobody takes back: an undo is final, paper was printed, and a certificate is revoked instead.
_LASTING = frozenset({Kind.UNDO, Kind.PRINT, Kind.ISSUE, Kind.DUPLICATE})


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One sentence: the event it is about, when (on the course's clock, ``2026-03-09 09:05``), what, who and why.

    ``undoable``: it stands, and it can be taken back.
    """

    event: str
    at: str
    said: str
    by: str
    undone: bool
    undoable: bool


def person_history(opened: OpenCourse, person: Participant, tr: Translator) -> list[HistoryLine]:
    """Everything that the record says about a person, in a language."""
    with opened.record.reading() as conn:
        # Those too that were cancelled since.
        sessions = (*programme.loaded_sessions(conn), *programme.read_programme(conn))
        titles = {session.id: clean(session.title) for session in sessions}
        found = list(event_log.events_of_person(conn, person.id))
    told = {event.event_id: _said(event, titles, tr) for event, _ in found if event.kind != Kind.UNDO}
    return [
        HistoryLine(
            event.event_id,
            f"{opened.course.local(parse_time(event.at)):%Y-%m-%d %H:%M}",
            told.get(event.event_id) or tr(_SAID[Kind.UNDO], what=told.get(event.ref or "", "-")),
            " · ".join(clean(part) for part in (event.door, event.actor, event.reason) if part),
            undone,
            not undone and event.kind not in _LASTING,
        )
        for event, undone in found
    ]


def _said(event: Event, titles: Mapping[str, str], tr: Translator) -> str:
    facts = json.loads(event.facts or "{}")
    session = titles.get(event.session or "", event.session or "")
    if event.kind == Kind.SCAN:
        word = (
            tr(VERDICT_TITLES[Verdict(event.verdict)]) if event.verdict in set(Verdict) else clean(event.verdict or "")
        )
        return f"{word}: {session}" if session else word
    if event.kind == Kind.MARK:
        if facts.get("status") == "present":
            return tr("marked present at {session}", session=session)
        return tr("marked absent at {session}", session=session)
    if event.kind == Kind.DECIDE:
        earned = tr("the certificate was decided: earned")
        return earned if facts.get("earned") else tr("the certificate was decided: not earned")
    if event.kind == Kind.EXCUSE and not session:
        session = f"{facts.get('from', '')} - {facts.get('to', '')}"
    if event.kind not in set(_SAID):
        return clean(event.kind)
    number = facts.get("said", {}).get("number", "") if event.kind == Kind.ISSUE else ""
    return tr(
        _SAID[Kind(event.kind)],
        session=session,
        number=number,
        name=clean(str(facts.get("name") or facts.get("text") or "")),
    )
