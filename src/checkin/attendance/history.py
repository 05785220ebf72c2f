"""Tell one person's history as sentences, in the order of events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from checkin.attendance.remaining_text import remaining_text
from checkin.attendance.reversals import LASTING, RESTORABLE
from checkin.core.course import Course, Participant
from checkin.core.events import Event, Kind, parse_time
from checkin.core.text import clean, translatable
from checkin.core.verdicts import VERDICT_TITLES, Verdict
from checkin.i18n.cldr import dates
from checkin.i18n.translator import Translator
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries.remaining_entries import remaining_entries
from checkin.store.roster import programme

_SAID = {
    Kind.EXIT: translatable("left {session}"),
    Kind.UNDO: translatable("undone: {what}"),
    Kind.EXCUSE: translatable("excused from {session}"),
    Kind.ADD: translatable("added at the door"),
    Kind.RENAME: translatable("the name was corrected to {name}"),
    Kind.MERGE: translatable("card merged with another one"),
    Kind.REISSUE: translatable("a new badge was issued"),
    Kind.WITHDRAW: translatable("withdrawn"),
    Kind.REINSTATE: translatable("takes part again"),
    Kind.PRINT: translatable("the badge was printed"),
    Kind.PROOF: translatable("name checked"),
    Kind.ISSUE: translatable("certificate {number} was issued"),
    Kind.REVOKE: translatable("a certificate was revoked"),
    Kind.DUPLICATE: translatable("a certificate was printed again"),
    Kind.DELIVER: translatable("a certificate was handed over"),
    Kind.NOTE: translatable("a note was written: {name}"),
}
_LETTERS = {
    "intent": translatable("a letter by e-mail was begun: {what}"),
    "accepted": translatable("a letter by e-mail was sent: {what}"),
    "refused": translatable("a letter by e-mail was refused: {what}"),
    "deferred": translatable("a letter by e-mail was not accepted yet: {what}"),
}
# What a letter sends.
LETTER_KINDS = {
    "code": translatable("code"),
    "certificate": translatable("certificate"),
    "reminder": translatable("reminder"),
    "text": translatable("own text"),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One sentence: its event, when (on the course's clock, ``2026-03-09 09:05``), what, who and why.

    ``undoable``: it is in force and can be undone. ``restorable``: it was undone and can be put back.
    """

    event: str
    at: str
    said: str
    by: str
    undone: bool
    undoable: bool
    restorable: bool


def person_history(opened: OpenCourse, person: Participant, tr: Translator) -> list[HistoryLine]:
    """Return everything that the record says about a person, in a language."""
    with opened.record.reading() as conn:
        # Sessions that were cancelled since are among the loaded ones.
        sessions = (*programme.known_sessions(conn), *programme.read_programme(conn))
        titles = {session.id: clean(session.title) for session in sessions}
        found = list(event_log.events_of_person(conn, person.id))
        by_id = {event.event_id: event for event, _ in found}
        undos = [one for one, _ in found if one.kind == Kind.UNDO]
        undone_by = {undo.event_id: by_id[undo.ref] for undo in undos if undo.ref in by_id}
        remaining = {undo: remaining_entries(conn, undone) for undo, undone in undone_by.items()}
    restored = {event.read_facts().get("restores") for event, undone in found if not undone}
    excuses = {event.event_id for event, _ in found if event.kind == Kind.EXCUSE}
    told = {
        event.event_id: _said(event, titles, tr, opened.course, changes_excuse=event.ref in excuses)
        for event, _ in found
        if event.kind != Kind.UNDO
    }
    for undo, undone in undone_by.items():
        # What was recorded since does not hold still, but again.
        still = remaining_text(undone, [one for one in remaining[undo] if one.event_id < undo], opened.course, tr)
        told[undo] = tr.semicolon.join(filter(None, [tr(_SAID[Kind.UNDO], what=told[undone.event_id]), still]))
    return [
        HistoryLine(
            event.event_id,
            tr.moment(opened.course.local(parse_time(event.at))),
            told.get(event.event_id) or tr(_SAID[Kind.UNDO], what=told.get(event.ref or "", "-")),
            " · ".join(filter(None, (clean(event.door or ""), clean(event.actor or ""), tr.recorded(event.reason)))),
            undone,
            not undone and event.kind not in LASTING,
            undone and event.kind in RESTORABLE and event.event_id not in restored,
        )
        for event, undone in found
    ]


def _said(event: Event, titles: Mapping[str, str], tr: Translator, course: Course, *, changes_excuse: bool) -> str:
    text = _said_first(event, titles, tr, course)
    if event.kind == Kind.EXCUSE and changes_excuse:
        text = tr("change of the excuse: {what}", what=text)
    return tr("put back: {what}", what=text) if "restores" in (event.facts or "") else text


def _excused(facts: Mapping[str, Any], session: str, tr: Translator) -> str:
    """Return an excuse with its session or its days, and whether its document was seen."""
    if not session:
        days = [date.fromisoformat(facts[key]) for key in ("from", "to") if facts.get(key)]
        one_day = len(set(days)) < 2
        session = "".join(map(tr.long_day, days[:1])) if one_day else dates(days[0], days[1], tr.language)
    text = translatable("excused from {session}, document seen") if facts.get("paper") else _SAID[Kind.EXCUSE]
    return tr(text, session=session)


def _said_first(event: Event, titles: Mapping[str, str], tr: Translator, course: Course) -> str:
    facts = event.read_facts()
    session = titles.get(event.session or "", event.session or "")
    if event.kind == Kind.SCAN:
        word = (
            tr(VERDICT_TITLES[Verdict(event.verdict)]) if event.verdict in set(Verdict) else clean(event.verdict or "")
        )
        return f"{word}{tr.colon}{session}" if session else word
    if event.kind == Kind.MARK:
        if facts.get("status") == "present" and facts.get("at"):
            at = f"{course.local(parse_time(facts['at'])):%H:%M}"
            return tr("marked present at {session}, {time}", session=session, time=at)
        if facts.get("status") == "present":
            return tr("marked present at {session}", session=session)
        return tr("marked absent at {session}", session=session)
    if event.kind == Kind.DECIDE:
        earned = tr("decision: meets the requirements")
        return earned if facts.get("earned") else tr("decision: does not meet the requirements")
    if event.kind == Kind.EXCUSE:
        return _excused(facts, session, tr)
    if event.kind in (Kind.WITHDRAW, Kind.REINSTATE) and facts.get("from"):
        day = tr.long_day(date.fromisoformat(facts["from"]))
        text = translatable("withdrawn from {day} on")
        return tr(text if event.kind == Kind.WITHDRAW else translatable("takes part again from {day} on"), day=day)
    if event.kind == Kind.MAIL and (letter := _LETTERS.get(facts.get("step", ""))):
        what = str(facts.get("what", ""))
        said = tr(letter, what=tr(LETTER_KINDS[what]) if what in LETTER_KINDS else clean(what))
        return f"{said} ({tr.recorded(str(facts['answer']))})" if facts.get("answer") else said
    if event.kind not in set(_SAID):
        return clean(event.kind)
    number = facts.get("said", {}).get("number", "") if event.kind == Kind.ISSUE else ""
    return tr(
        _SAID[Kind(event.kind)],
        session=session,
        number=number,
        name=clean(str(facts.get("name") or facts.get("text") or "")),
    )
