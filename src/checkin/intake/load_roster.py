"""Load a list of people into the record, in a transaction of the caller."""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from checkin.core.codes import CodeStatus, EditionCodes, format_code
from checkin.core.course import Course, Participant
from checkin.core.errors import IntakeError, Problem
from checkin.core.events import uuid7
from checkin.core.text import sentence
from checkin.i18n.countries import search_words
from checkin.intake.matching.changes import SAME_NAME, Held, RosterChange, compare
from checkin.intake.matching.name_agreement import share_a_word
from checkin.intake.readers.sheet import limit_problems
from checkin.intake.roster.roster_file import RosterFile
from checkin.store.record import Transaction
from checkin.store.roster import edition, participants
from checkin.store.roster import programme as roster_programme
from checkin.store.roster.row_numbers import keep_row_numbers
from checkin.system.clock import Clock


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What the organizer has decided about a load.

    ``partial``: the roster files hold only some of the people, and nobody goes off the list. ``renamed``: codes of
    people who have another name now. ``substituted``: codes of people in whose place another person comes.
    """

    partial: bool = False
    renamed: Collection[str] = ()
    substituted: Collection[str] = ()


def load_roster(
    writing: Transaction, clock: Clock, roster: RosterFile, course: Course, options: LoadOptions
) -> RosterChange:
    """Write the people of a list. Raises :class:`IntakeError` if a person could inherit attendance or a code."""
    conn = writing.conn
    on_file = participants.listed_ids(conn)
    existing = participants.loaded_participants(conn)
    codes = edition.edition_codes(conn)
    found = compare(
        existing,
        [_with_our_code(codes, person) for person in roster.people],
        renamed=options.renamed,
        substituted=options.substituted,
        current=participants.roster(conn, everybody=True),
        silent=roster.silent,
        headings=roster.headings,
        partial=options.partial,
    )
    _require_certain_people(writing, found)
    unlisted = () if options.partial else tuple(person for person in found.unlisted if person.id in on_file)
    attended = roster_programme.attended_sessions(conn) if found.unlisted else {}
    change = replace(
        found,
        unlisted=unlisted,
        held=_held(conn, [one for one in found.unlisted if one.code not in options.substituted], unlisted),
        attended={person.id: attended.get(person.id, 0) for person in found.unlisted},
    )
    _require_free_codes(writing, change)
    changed = {item.after.id: item.after for item in change.changed}
    keep_row_numbers(conn)
    written = participants.write_people(
        conn,
        [person for person in change.order if not person.id or person.id in changed],
        countries=search_words,
        new_id=lambda: uuid7(int(writing.now.timestamp() * 1000), clock.random_bits(74)),
        choose=clock.random_below,
        day=course.local(writing.now).date().isoformat(),
    )
    fresh = iter([person.id for person in written if person.id not in changed])
    order = [person.id or next(fresh) for person in change.order]
    before = [person.id for person in existing]
    if options.partial:
        participants.list_people(conn, on_file.union(order), dict.fromkeys([*before, *order]))
    else:
        participants.list_people(conn, order, dict.fromkeys([*order, *before]))
    keep_row_numbers(conn)
    return change


def _held(
    conn: sqlite3.Connection, without_row: Sequence[Participant], unlisted: Sequence[Participant]
) -> tuple[tuple[Participant, Held], ...]:
    """Return the people of the record whom no row of the file is, with how the record has them after the load."""
    added, listed = participants.added_ids(conn), participants.listed_ids(conn) - {person.id for person in unlisted}

    def how(person: Participant) -> Held:
        if person.id in added:
            return Held.ADDED
        return Held.LISTED if person.id in listed else Held.OFF_LIST

    return tuple((person, how(person)) for person in without_row)


def _require_certain_people(writing: Transaction, change: RosterChange) -> None:
    """Refuse a roster in which a person seems to have become another one."""
    problems = []
    attended = roster_programme.attended_sessions(writing.conn) if change.doubtful else {}
    for before, after, key in change.doubtful:
        sessions = attended.get(before.id, 0)
        code = format_code(before.code)
        if key == SAME_NAME:
            if sessions:
                problems.append(_another_country(before, after, code, sessions))
            continue
        if not sessions and share_a_word(before.name, after.name):
            continue
        reason = sentence(
            "{before} -> {after}: the same {key}, but another name; sessions with attendance of {before}: {n}. "
            'If it is one person under another name: --renamed "{code}". '
            'If another person comes instead: --substituted "{code}"; '
            "then {before} goes off the list with that attendance, and {after} is new with a new code",
            before=before.name,
            after=after.name,
            key=key,
            n=sessions,
            code=code,
        )
        problems.append(Problem("", 0, "", reason))
    if problems:
        raise IntakeError(limit_problems(problems))


def _another_country(before: Participant, after: Participant, code: str, sessions: int) -> Problem:
    reason = sentence(
        "{before} -> {after}: the same {key} with another country; sessions with attendance of {before}: {n}. "
        'If it is one person: --renamed "{code}". If another person comes instead: --substituted "{code}"',
        before=f"{before.name} ({before.country})",
        after=f"{after.name} ({after.country})",
        key=SAME_NAME,
        n=sessions,
        code=code,
    )
    return Problem("", 0, "", reason)


def _with_our_code(codes: EditionCodes, person: Participant) -> Participant:
    """Codes of this edition in a code column, as in a roster exported from here, are not the roster's own."""
    reading = codes.read(person.own_code)
    return replace(person, own_code="", code=reading.letters) if reading.shape is CodeStatus.GENUINE else person


def _require_free_codes(writing: Transaction, change: RosterChange) -> None:
    """Raise an error if a code from the roster belongs to another person."""
    problems = []
    merged = participants.merged_into(writing.conn)
    incoming: list[Participant] = [*change.added, *(item.after for item in change.changed)]
    for person in incoming:
        held = participants.find_code_holder(writing.conn, person.own_code) if person.own_code else None
        if held is not None and held[0].id not in (person.id, merged.get(person.id)):
            reason = sentence(
                "{name} has the code {code}, which belongs to {other} already; correct it in the file, or leave that "
                "cell empty: then {name} gets a code from checkin",
                name=person.name,
                code=person.own_code,
                other=held[0].name,
            )
            problems.append(Problem("", 0, "", reason))
    if problems:
        raise IntakeError(problems)
