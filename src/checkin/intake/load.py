"""Load the roster and the programme into the record: everything in one transaction, or nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from checkin.core.codes import extract_letters
from checkin.core.course import Course, Session
from checkin.core.errors import IntakeError, Notice, Problem
from checkin.core.events import EventSource, Kind, NewEvent, format_time
from checkin.i18n.countries import search_words
from checkin.intake.folder_files import FolderFiles, folder_files, is_example, require_one_of_each, require_own_lists
from checkin.intake.load_notices import (
    everybody_notices,
    kept_field_notices,
    lost_attendance_notices,
    matching_notices,
    person_notices,
    proofed_notices,
    rule_notices,
)
from checkin.intake.load_roster import LoadOptions, load_roster
from checkin.intake.matching.changes import (
    ProgrammeChange,
    RosterChange,
    compare_sessions,
    when_and_where,
)
from checkin.intake.matching.group_checks import for_everybody
from checkin.intake.matching.session_matching import match_sessions
from checkin.intake.matching.unsaid import keep_unsaid
from checkin.intake.programme.programme_file import ProgrammeFile, has_sessions, read_programme
from checkin.intake.programme_notices import (
    by_hand_notices,
    cover_notices,
    doubtful_session,
    kept_session_field_notices,
    kept_session_notices,
    moved_scan_notices,
    moved_word_notices,
    regrouped_session_notices,
    renumbered_notices,
    shift_notices,
    slot_notices,
)
from checkin.intake.roster.roster_file import Progress, RosterFile, read_roster
from checkin.intake.words.group_cells import may_mean_everybody
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record, Transaction, preload
from checkin.store.roster import edition, participants
from checkin.store.roster import programme as roster_programme
from checkin.store.roster.codes import give_missing_codes
from checkin.store.roster.former_days import held_days, remember_former_days
from checkin.store.sync.publication import mark_loaded

_READING = 0.5  # the share of a load that is reading the files


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or with ``dry_run`` would do. A part that no file was given for is None."""

    roster: RosterChange | None
    programme: ProgrammeChange | None
    notices: tuple[Notice, ...]
    of_record: tuple[Notice, ...] = ()  # those among them that compare the files with the record and the course
    new_codes: int = 0  # given to people who were on the list without one

    @property
    def changes(self) -> bool:
        """Whether anything differs from what the record held."""
        return self.new_codes > 0 or any(
            part.added or part.changed or part.unlisted for part in (self.roster, self.programme) if part
        )


def load(
    opened: OpenCourse,
    files: Sequence[Path] = (),
    *,
    dry_run: bool = False,
    partial: bool = False,
    renamed: Collection[str] = (),
    substituted: Collection[str] = (),
    rosters: Sequence[Path] = (),
    programmes: Sequence[Path] = (),
    progress: Progress = lambda _: None,
) -> Loaded:
    """Load the named files, or the folder's own ``participants.*`` and ``programme.*``.

    ``files`` are told apart by their headings; ``rosters`` and ``programmes`` are what the organizer says they are.
    ``progress`` receives the share of the work that is done, from 0 to 1. The options are those of
    :class:`LoadOptions`. ``dry_run`` does all of it and takes it back.
    Raises :class:`IntakeError` with every problem found; then nothing is written; and
    :class:`CourseError` when the people of the course were forgotten.
    """
    opened.require_people()
    ignored: tuple[Notice, ...] = ()
    options = LoadOptions(partial, _codes(renamed), _codes(substituted))
    course, record = opened.course, opened.record
    if files or rosters or programmes:
        found = _sorted_out(files, course)
        rosters, programmes = [*rosters, *found[0]], [*programmes, *found[1]]
    else:
        of_folder = _own_files(opened)
        rosters, programmes, ignored = of_folder.rosters, of_folder.programmes, of_folder.notices
    _require_own_lists(opened, rosters, programmes)
    roster, programme, problems = _read(rosters, programmes, course, lambda share: progress(_READING * share))
    progress(_READING)
    if problems:
        raise IntakeError(problems)
    _make_ready()
    with record.writing(dry_run=dry_run) as writing:
        before = edition.programme_timezone(writing.conn) or course.timezone
        days = held_days(writing.conn)
        people = load_roster(writing, record.clock, roster, course, options) if roster else None
        programme, everybody = _with_groups(writing, programme) if programme else (None, [])
        sessions = _load_programme(writing, course, programme, before) if programme else None
        remember_former_days(writing.conn, days, format_time(writing.now))
        of_record = (
            *ignored,
            *(proofed_notices(writing, people) if people else ()),
            *((*person_notices(people), *kept_field_notices(people)) if people else ()),
            *(lost_attendance_notices(writing, people) if people else ()),
            *shift_notices(sessions, before, course),
            *by_hand_notices(sessions, course),
            *renumbered_notices(sessions),
            *kept_session_field_notices(sessions),
            *kept_session_notices(writing, sessions),
            *moved_scan_notices(writing, sessions, course),
            *moved_word_notices(writing, sessions, course),
            *cover_notices(writing, days, course),
            *regrouped_session_notices(writing, sessions),
            *(slot_notices(writing, course) if sessions else ()),
            *everybody_notices(everybody),
            *(matching_notices(writing) if people or sessions else ()),
            *rule_notices(writing, course),
        )
        of_files = [notice for part in (roster, programme) if part for notice in part.notices]
        loaded = Loaded(people, sessions, (*of_files, *of_record), of_record)
        given = give_missing_codes(writing.conn, record.clock.random_below)
        loaded = replace(loaded, new_codes=len(given))
        if loaded.changes:
            _remember(writing, loaded, [*rosters, *programmes])
    progress(1)
    return loaded


def _make_ready() -> None:
    """Load what a load needs before it holds the record: a door that scans meanwhile would wait for it."""
    preload()
    search_words("AR")


def _own_files(opened: OpenCourse) -> FolderFiles:
    """Return the folder's own lists. Raise IntakeError if there are none, or several of a kind."""
    found = folder_files(opened.folder)
    require_one_of_each(found, opened.folder)
    return found


def _require_own_lists(opened: OpenCourse, rosters: Sequence[Path], programmes: Sequence[Path]) -> None:
    """Raise IntakeError if an example of ``checkin new`` would replace lists that came from other files."""
    if any(map(is_example, (*rosters, *programmes))):
        require_own_lists(rosters, programmes, *held_lists(opened.record))


def held_lists(record: Record) -> tuple[set[str], set[str]]:
    """Return the names of the people and the titles of the sessions that were loaded."""
    with record.reading() as conn:
        names = {person.name for person in participants.loaded_participants(conn)}
        titles = {session.title for session in roster_programme.read_programme(conn)}
    return names, titles


def _sorted_out(files: Sequence[Path], course: Course) -> tuple[list[Path], list[Path]]:
    """Return the lists of people and the programmes. A file that cannot be read is named when it is read as a list."""
    rosters: list[Path] = []
    programmes: list[Path] = []
    for path in files:
        try:
            is_programme = has_sessions(path, course)
        except IntakeError:
            is_programme = False
        (programmes if is_programme else rosters).append(path)
    return rosters, programmes


def _read(
    rosters: Sequence[Path], programmes: Sequence[Path], course: Course, progress: Progress
) -> tuple[RosterFile | None, ProgrammeFile | None, list[Problem]]:
    roster: RosterFile | None = None
    programme: ProgrammeFile | None = None
    problems: list[Problem] = []
    try:
        roster = read_roster(rosters, course, progress) if rosters else None
    except IntakeError as error:
        problems.extend(error.problems)
    try:
        programme = read_programme(programmes, course) if programmes else None
    except IntakeError as error:
        problems.extend(error.problems)
    return roster, programme, problems


def _codes(texts: Collection[str]) -> frozenset[str]:
    return frozenset(extract_letters(text) for text in texts)


def _with_groups(writing: Transaction, programme: ProgrammeFile) -> tuple[ProgrammeFile, list[str]]:
    """Return the programme with the sessions of *General* for everybody if nobody has this group, and those groups."""
    if not any(may_mean_everybody(group) for session in programme.sessions for group in session.groups):
        return programme, []
    groups = {group for person in participants.roster(writing.conn) for group in person.groups}
    sessions, texts = for_everybody(programme.sessions, groups)
    return replace(programme, sessions=tuple(sessions)), texts


def _load_programme(
    writing: Transaction, course: Course, programme: ProgrammeFile, before: ZoneInfo
) -> ProgrammeChange:
    existing = roster_programme.loaded_sessions(writing.conn)
    attended = roster_programme.attendance_counts(writing.conn)
    matched = match_sessions(
        existing,
        programme.sessions,
        derived=programme.derived,
        attended=attended,
        retired=roster_programme.retired_sessions(writing.conn),
        day=lambda session: course.local(session.starts_at).date(),
        zones=(before, course.timezone),
    )
    if matched.doubtful:
        raise IntakeError([doubtful_session(session, attended[session.id], course) for session in matched.doubtful])
    sessions, kept_fields = keep_unsaid(existing, matched.sessions, programme.silent)
    change = compare_sessions(existing, sessions)
    if change.added or change.changed or change.unlisted or before.key != course.timezone.key:
        roster_programme.write_sessions(writing.conn, course, sessions)
    edition.store_programme_timezone(writing.conn, course)
    unlisted = {session.id: attended.get(session.id, 0) for session in change.unlisted}
    return replace(
        change,
        attended=unlisted,
        shift=matched.shift.cause,
        by_hand=_by_hand(writing, change),
        renumbered=matched.renumbered,
        kept_fields=kept_fields,
        kept=frozenset(session.id for session in roster_programme.kept_sessions(writing.conn)) & set(unlisted),
    )


def _by_hand(writing: Transaction, change: ProgrammeChange) -> dict[str, Session | None]:
    """Return the changed sessions whose new time or room has no effect, since a person set it by hand."""
    held = {session.id: session for session in roster_programme.read_programme(writing.conn)}
    moved = [one for one in change.changed if when_and_where(one) != when_and_where(change.before[one.id])]
    return {one.id: held.get(one.id) for one in moved if _has_no_effect(change.before[one.id], one, held.get(one.id))}


def _has_no_effect(before: Session, after: Session, held: Session | None) -> bool:
    if held is None:
        return True
    times = (before.starts_at, before.ends_at), (after.starts_at, after.ends_at), (held.starts_at, held.ends_at)
    rooms = before.room, after.room, held.room
    return any(old != new != now for old, new, now in (times, rooms))


def _remember(writing: Transaction, loaded: Loaded, files: Sequence[Path]) -> None:
    revision = edition.raise_revision(writing.conn)
    facts: dict[str, object] = {"revision": revision, "files": [path.name for path in files]}
    for name, part in (("people", loaded.roster), ("sessions", loaded.programme)):
        if part is not None:
            facts[name] = {
                "added": len(part.added),
                "changed": len(part.changed),
                "unchanged": len(part.unchanged),
                "unlisted": len(part.unlisted),
            }
    event = writing.append(NewEvent(kind=Kind.LOAD, how=EventSource.IMPORT, facts=facts))
    mark_loaded(writing.conn, event.event_id)
