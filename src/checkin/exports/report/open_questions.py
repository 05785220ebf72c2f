"""Report what is open or contradictory, so that a director can settle it in time."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from checkin.attendance.duplicate_acts import codes_of_others
from checkin.attendance.excuse_rules import missing_document_text
from checkin.attendance.summary import PersonAttendance
from checkin.core.codes import format_code
from checkin.core.course import Course, Participant
from checkin.core.events import parse_time
from checkin.core.lockout import LOCKOUT_THRESHOLD
from checkin.core.text import clean, translatable
from checkin.exports.report.document import Section
from checkin.i18n.translator import Translator, get_translator
from checkin.store.invalid_events import invalid_events
from checkin.store.queries import attendance
from checkin.store.queries import open_questions as queries_open_questions
from checkin.store.queries.excuses import Excuse, excuses_in_force
from checkin.store.roster import participants, programme

_MOST_NAMED = 10
# Finds questions of other rooms, in words, from everybody's figures of the same moment.
FindQuestions = Callable[[sqlite3.Connection, Course, Sequence[PersonAttendance]], Iterable[str]]


def open_questions(
    conn: sqlite3.Connection, course: Course, everybody: Sequence[Participant], now: str, also: Sequence[str] = ()
) -> Section:
    """Return the open questions at a moment (``now`` is UTC, ISO 8601), in the course's language.

    ``also`` are questions that other rooms found.
    """
    tr = get_translator(course.language)
    names = participants.loaded_names(conn) | {person.id: person.name for person in everybody}
    lines = [
        *_unclosed_and_pending(conn, now, tr),
        *_merges_without_effect(conn, names, tr),
        *map(tr.sentence, codes_of_others(conn)),
        *_sessions_not_in_file(conn, tr),
        *_seen_twice(conn, course, names),
        *also,
        *_guesses(conn, course),
        *_differing_counts(conn, tr),
        *_missing_documents(conn, names, tr),
        *_rejected_entries(conn, tr),
        *(_entries_without_exit(conn, now, tr) if course.door.exits else ()),
    ]
    text = tr("Seal of the record: {seal}.", seal=queries_open_questions.newest(conn)[1] or "-")
    return Section(tr("Open questions"), [*(lines or [tr("Nothing is open.")]), text])


def _unclosed_and_pending(conn: sqlite3.Connection, now: str, tr: Translator) -> Iterator[str]:
    if still_open := attendance.open_sessions(conn, parse_time(now)):
        titles = _titles(conn)
        shown = tr.some([titles.get(one, one) for one in still_open], between="; ")
        yield tr("Sessions over and not closed: {sessions}.", sessions=shown)
    if codes := queries_open_questions.pending(conn):
        shown = ", ".join(map(format_code, codes))
        yield tr("Genuine badges that are on no participant list: {codes}.", codes=shown)


def _merges_without_effect(conn: sqlite3.Connection, names: Mapping[str, str], tr: Translator) -> Iterator[str]:
    for participant, target in queries_open_questions.merges_without_effect(conn):
        one, other = names.get(participant, participant), names.get(target, target)
        yield tr("Merge without effect: {name} into {other}.", name=one, other=other)


def _sessions_not_in_file(conn: sqlite3.Connection, tr: Translator) -> Iterator[str]:
    for _, title, people in queries_open_questions.sessions_not_in_file(conn):
        yield tr.plural(
            "{title}: not in the programme file; it has entries of {n} person and stays.",
            "{title}: not in the programme file; it has entries of {n} people and stays.",
            people,
            title=title,
        )


def _differing_counts(conn: sqlite3.Connection, tr: Translator) -> Iterator[str]:
    for kiosks in queries_open_questions.differing(conn):
        yield tr(
            "These stations have the same entries, but different counts: {kiosks}.",
            kiosks=tr.semicolon.join(kiosks),
        )


def _missing_documents(conn: sqlite3.Connection, names: Mapping[str, str], tr: Translator) -> Iterator[str]:
    waiting: dict[str, list[Excuse]] = {}
    for excuse in excuses_in_force(conn):
        if excuse.waiting:
            waiting.setdefault(excuse.participant, []).append(excuse)
    for person, held in waiting.items():
        yield missing_document_text(names.get(person, person), held, tr)


def _rejected_entries(conn: sqlite3.Connection, tr: Translator) -> Iterator[str]:
    if aside := invalid_events(conn):
        shown = tr.semicolon.join(clean(str(one)) for one in aside[:_MOST_NAMED])
        yield tr(
            "Rejected entries of other stations, which do not count ({n}): {events}.",
            n=len(aside),
            events=shown,
        )


def _entries_without_exit(conn: sqlite3.Connection, now: str, tr: Translator) -> Iterator[str]:
    if left := queries_open_questions.never_left(conn, now):
        yield tr.plural(
            "{n} entry has no exit; it counts to the session's end.",
            "{n} entries have no exit; they count to the sessions' end.",
            len(left),
        )


def _titles(conn: sqlite3.Connection) -> dict[str, str]:
    return {session.id: session.title for session in programme.read_programme(conn)}


def _seen_twice(conn: sqlite3.Connection, course: Course, names: Mapping[str, str]) -> list[str]:
    """Report people seen at two doors within a minute, or in two rooms at the same time."""
    doors = translatable("{name} was seen at {one} and at {other} within a minute, {day} {time}.")
    rooms = translatable("{name} has entries at {one} and at {other}, sessions held at once, {day} {time}.")
    found = [(doors, one.participant, one.at, one.doors) for one in queries_open_questions.two_doors(conn)]
    titles = _titles(conn)
    for room in queries_open_questions.two_rooms(conn):
        one, other = (titles.get(session, session) for session in room.sessions)
        found.append((rooms, room.participant, room.at, (one, other)))
    tr, lines = get_translator(course.language), []
    for text, person, moment_of, (one, other) in found:
        at, name = course.local(parse_time(moment_of)), names.get(person, person)
        lines.append(tr(text, name=name, one=one, other=other, day=tr.day(at.date()), time=f"{at:%H:%M}"))
    return lines


def _guesses(conn: sqlite3.Connection, course: Course) -> list[str]:
    """Report series of unknown codes, which suggest that a person tried to guess codes."""
    tr, lines = get_translator(course.language), []
    for guess in queries_open_questions.unknown_code_runs(conn, LOCKOUT_THRESHOLD):
        at = course.local(parse_time(guess.at))
        lines.append(
            tr(
                "{n} unknown codes in a row at {door}, {day} {time}.",
                n=guess.codes,
                door=guess.door or tr("a door without a name"),
                day=tr.day(at.date()),
                time=f"{at:%H:%M}",
            )
        )
    return lines
