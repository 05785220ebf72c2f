"""Load the roster and the programme into the record: everything in one transaction, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checkin.core.codes import CodeStatus, EditionCodes
from checkin.core.course import Course, Participant, unused_rules
from checkin.core.errors import IntakeError, Problem
from checkin.core.events import EventSource, Kind, NewEvent, uuid7
from checkin.i18n.countries import search_words
from checkin.intake.changes import ProgrammeChange, RosterChange, compare, compare_sessions
from checkin.intake.programme import ProgrammeFile, is_programme, read_programme
from checkin.intake.roster import RosterFile, read_roster
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.record import Transaction, preload
from checkin.store.roster import edition, participants
from checkin.store.roster import participants as roster_participants
from checkin.store.roster import programme as roster_programme
from checkin.store.sync.publication import mark_loaded
from checkin.system.clock import Clock


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or with ``dry_run`` would do. A part that no file was given for is None."""

    roster: RosterChange | None
    programme: ProgrammeChange | None
    notices: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether anything differs from what the record held."""
        return any(part.added or part.changed or part.unlisted for part in (self.roster, self.programme) if part)


def load(opened: OpenCourse, files: Sequence[Path] = (), *, dry_run: bool = False, partial: bool = False) -> Loaded:
    """Load the named files, or the folder's own ``participants.*`` and ``programme.*``.

    ``partial``: the roster files hold only some of the people, and nobody goes off the list. ``dry_run`` does all
    of it and takes it back. Raises :class:`IntakeError` with every problem found; then nothing is written; and
    :class:`CourseError` when the people of the course were forgotten.
    """
    opened.require_people()
    course, record = opened.course, opened.record
    rosters, programmes = _sorted_out(files, course) if files else _of_folder(opened.folder)
    roster, programme, problems = _read(rosters, programmes, course)
    if problems:
        raise IntakeError(problems)
    _make_ready()
    with record.writing(dry_run=dry_run) as writing:
        loaded = Loaded(
            _load_roster(writing, record.clock, roster, course, partial=partial) if roster else None,
            _load_programme(writing, course, programme) if programme else None,
            (
                *(roster.notices if roster else ()),
                *(programme.notices if programme else ()),
                *unused_rules(course.policy, roster_programme.read_programme(writing.conn)),
            ),
        )
        if loaded.changes:
            _remember(writing, loaded, [*rosters, *programmes])
    return loaded


def _make_ready() -> None:
    """Load what a load needs before it holds the record: a door that scans meanwhile would wait for it."""
    preload()
    search_words("AR")


def _sorted_out(files: Sequence[Path], course: Course) -> tuple[list[Path], list[Path]]:
    programmes = [path for path in files if is_programme(path, course)]
    return [path for path in files if path not in programmes], programmes


def _of_folder(folder: CourseFolder) -> tuple[list[Path], list[Path]]:
    rosters, programmes = folder.rosters(), folder.programmes()
    for found in (rosters, programmes):
        if len(found) > 1:
            names = " and ".join(path.name for path in found)
            raise IntakeError([Problem(names, 0, "", "both lie in the course folder; name the one to load")])
    if not rosters and not programmes:
        reason = "there is no participants.csv and no programme.csv here; put them here, or name the files to load"
        raise IntakeError([Problem(str(folder.root), 0, "", reason)])
    return rosters, programmes


def _read(
    rosters: Sequence[Path], programmes: Sequence[Path], course: Course
) -> tuple[RosterFile | None, ProgrammeFile | None, list[Problem]]:
    roster: RosterFile | None = None
    programme: ProgrammeFile | None = None
    problems: list[Problem] = []
    try:
        roster = read_roster(rosters, course) if rosters else None
    except IntakeError as error:
        problems.extend(error.problems)
    try:
        programme = read_programme(programmes, course) if programmes else None
    except IntakeError as error:
        problems.extend(error.problems)
    return roster, programme, problems


def _load_roster(
    writing: Transaction, clock: Clock, roster: RosterFile, course: Course, *, partial: bool
) -> RosterChange:
    conn = writing.conn
    on_file = participants.listed_ids(conn)
    existing = participants.loaded_participants(conn)
    codes = edition.edition_codes(conn)
    found = compare(existing, [_with_our_code(codes, person) for person in roster.people])
    unlisted = () if partial else tuple(person for person in found.unlisted if person.id in on_file)
    change = RosterChange(found.added, found.changed, found.unchanged, unlisted, found.order)
    _require_free_codes(writing, change)
    changed = {item.after.id: item.after for item in change.changed}
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
    if partial:
        participants.list_people(conn, on_file.union(order), dict.fromkeys([*before, *order]))
    else:
        participants.list_people(conn, order, dict.fromkeys([*order, *before]))
    return change


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
        held = roster_participants.find_code_holder(writing.conn, person.own_code) if person.own_code else None
        if held is not None and held[0].id not in (person.id, merged.get(person.id)):
            reason = f"{person.name} has the code {person.own_code}, which is {held[0].name}'s already"
            problems.append(Problem("roster", 0, "code", reason))
    if problems:
        raise IntakeError(problems)


def _load_programme(writing: Transaction, course: Course, programme: ProgrammeFile) -> ProgrammeChange:
    change = compare_sessions(roster_programme.loaded_sessions(writing.conn), programme.sessions)
    if change.added or change.changed or change.unlisted:
        roster_programme.write_sessions(writing.conn, course, programme.sessions)
    return change


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
