"""What a load says about the record besides what its files say: names, parallel sessions, rules, time zones."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from checkin.core.course import Course, Session, unused_rules
from checkin.core.errors import Notice, Topic
from checkin.core.slots import SlotSession, find_slots
from checkin.core.text import TranslatableList, TranslatableText, each_once, sentence
from checkin.intake.changes import ProgrammeChange, RosterChange
from checkin.intake.programme_shift import Cause
from checkin.intake.readers.cells import quoted
from checkin.store.record import Transaction
from checkin.store.roster import participants, programme

MOST_NAMED = 10


def shift_notices(change: ProgrammeChange | None, before: ZoneInfo, course: Course) -> list[Notice]:
    """Say that the whole programme has moved, or that it must be loaded again in another time zone."""
    zones = {"old": before.key, "new": course.timezone.key}
    if change is None and before.key != course.timezone.key:
        reason = sentence(
            "the programme was loaded in the time zone {old}, and course.toml has {new} now: load the programme again, "
            "so that its sessions have their new times",
            **zones,
        )
    elif change is not None and change.shift is Cause.TIMEZONE:
        reason = sentence(
            "course.toml had the time zone {old} and has {new} now: the sessions are the same at other times, and keep "
            "their attendance",
            **zones,
        )
    elif change is not None and change.shift is not Cause.NONE and change.changed:
        reason = sentence("all sessions have moved together: they are the same, and keep their attendance")
    else:
        return []
    return [Notice("", 0, "", reason, topic=Topic.DOUBT)]


def proofed_notices(writing: Transaction, change: RosterChange) -> list[Notice]:
    """Name the people whose name was proofed: a name in the file does not change it."""
    proofed = participants.proofed_names(writing.conn)
    notices = []
    for item in change.changed:
        stays = proofed.get(item.after.id)
        if "name" not in item.fields or stays is None or stays == item.after.name:
            continue
        reason = sentence(
            "the name of {name} was checked as {proofed}, which stays and is to be checked again; "
            "to change it: checkin proof {code} --name {new}",
            name=item.before.name,
            proofed=quoted(stays),
            code=item.after.code,
            new=quoted(item.after.name),
        )
        notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    return notices


def slot_notices(writing: Transaction, course: Course) -> list[Notice]:
    """Name the sessions that exclude each other, and groups for which it is not clear."""
    sessions = {session.id: session for session in programme.read_programme(writing.conn)}
    found = find_slots([_in_slot(session) for session in sessions.values() if not session.groups])

    def named(ids: Sequence[str]) -> TranslatableText:
        titles = ", ".join(each_once(quoted(sessions[name].title) for name in ids))
        return TranslatableText("{at} {titles}", {"at": course.local(sessions[ids[0]].starts_at), "titles": titles})

    at_once = [named(ids) for ids in found.slots if len({sessions[name].starts_at for name in ids}) == 1]
    other_minutes = [ids for ids in found.slots if len({sessions[name].starts_at for name in ids}) > 1]
    said = [
        sentence(
            "alternatives (a person is expected at one of them): {sessions}; to change this, give each its own word in "
            "a column 'slot'",
            sessions=named(ids),
        )
        for ids in other_minutes[:MOST_NAMED]
        if not all(sessions[name].slot for name in ids)
    ]
    said += [
        sentence(
            "these overlap in part, and a person is expected at each: {sessions}; the same word in a column 'slot' "
            "makes alternatives of them",
            sessions=named(ids),
        )
        for ids in found.chains[:MOST_NAMED]
    ]
    notices = [Notice("", 0, "", reason, topic=Topic.DOUBT) for reason in said]
    if at_once:
        more = [sentence("and {n} more", n=len(at_once) - 3)] if len(at_once) > 3 else []
        named_first = TranslatableList((*at_once[:3], *more))
        reason = sentence("parallel, a person is expected at one of them: {sessions}", sessions=named_first)
        notices.insert(0, Notice("", 0, "", reason))
    return notices


def _in_slot(session: Session) -> SlotSession:
    starts, ends = (int(at.timestamp() * 1000) for at in (session.starts_at, session.ends_at))
    return SlotSession(session.id, starts, ends, session.counts, session.slot)


def rule_notices(writing: Transaction, course: Course) -> list[Notice]:
    """Name rules of course.toml that apply to no session."""
    unused = unused_rules(course.policy, programme.read_programme(writing.conn))
    return [Notice("", 0, "", text, topic=Topic.DOUBT) for text in unused]
