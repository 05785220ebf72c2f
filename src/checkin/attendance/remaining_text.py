"""Say which entries still count for a person after another one was undone."""

from collections.abc import Sequence
from datetime import date

from checkin.core.course import Course
from checkin.core.events import Event, EventSource, Kind, parse_time
from checkin.core.text import clean, translatable
from checkin.i18n.cldr import dates
from checkin.i18n.translator import Translator

_STILL = {
    Kind.SCAN: translatable("still counted as present: {entries}"),
    Kind.MARK: translatable("still counted as present: {entries}"),
    Kind.EXIT: translatable("still counted as gone out: {entries}"),
    Kind.EXCUSE: translatable("still excused: {entries}"),
}


def remaining_text(undone: Event, entries: Sequence[Event], course: Course, tr: Translator) -> str:
    """Return what still holds after an entry was undone, and by which entries. Empty without any."""
    if not entries:
        return ""
    return tr(_STILL[Kind(undone.kind)], entries=entries_text(entries, course, tr))


def entries_text(entries: Sequence[Event], course: Course, tr: Translator) -> str:
    """Name entries of a person at one session, the first eight."""
    return tr.some([entry_text(one, course, tr) for one in entries], between="; ")


def entry_text(entry: Event, course: Course, tr: Translator) -> str:
    """Name an entry of a person at a session that is named already: how, when, at which door, by whom."""
    facts = entry.read_facts()
    said = str(facts.get("at") or entry.at) if entry.kind == Kind.MARK else entry.at
    time = f"{course.local(parse_time(said)):%H:%M}"
    match entry.kind:
        case Kind.SCAN if entry.how == EventSource.PAPER:
            what = tr("paper list, {time}", time=time)
        case Kind.SCAN:
            what = tr("scan at {time}", time=time)
        case Kind.EXIT:
            what = tr("exit at {time}", time=time)
        case Kind.MARK if entry.door or facts.get("let_in") is True:
            what = tr("let in at {time}", time=time)
        case Kind.MARK:
            what = tr("mark present, {time}", time=time) if facts.get("at") else tr("mark present")
        case _ if facts.get("from"):
            first, last = date.fromisoformat(facts["from"]), date.fromisoformat(facts["to"])
            days = tr.long_day(first) if first == last else dates(first, last, tr.language)
            what = tr("excuse for {days}", days=days)
        case _:
            what = tr("excuse for one session")
    return ", ".join(part for part in (what, clean(entry.door or ""), clean(entry.actor or "")) if part)
