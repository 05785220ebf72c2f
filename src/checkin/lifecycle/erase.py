"""Erase personal data: overwrite and remove what the record and the folder hold, and keep the counts."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from checkin.certificates.verify import Validity, public_key
from checkin.core.course import Course
from checkin.core.errors import CourseError, RecordError
from checkin.core.trained_people import count_trained
from checkin.exports.tables import Tables
from checkin.lifecycle.leftovers import Leftovers, find_leftovers
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.erasure.purge import replace_record
from checkin.store.erasure.retained_counts import RetainedCounts, load_retained, save_retained
from checkin.store.mirror import TABLES_FILE, events_file
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.queries import certificates
from checkin.store.recovery.backups import Backups
from checkin.store.roster import participants, programme
from checkin.system.clock import SYSTEM_CLOCK, Clock
from checkin.system.file_names import stored_path
from checkin.system.files import overwrite_and_delete
from checkin.system.private_folder import delete_private_folder, left_behind


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What forgetting removes and keeps: the files that go, and the counts that stay.

    ``done`` says that the record holds no people any more, and only files are left to be removed. ``left`` are folders
    of the course that are links: what they lead to is not touched. ``copies`` are copies of a record in the folder that
    somebody made by hand. ``others`` are further files that stay in the folder.
    """

    counts: RetainedCounts
    files: tuple[Path, ...]
    done: bool
    left: tuple[Path, ...] = ()
    copies: tuple[Path, ...] = ()
    others: Leftovers = field(default_factory=Leftovers)

    @property
    def is_complete(self) -> bool:
        """Return True if nothing with personal data is known to stay in the folder."""
        return not (self.left or self.copies or self.others.holding)


def plan(folder: CourseFolder, *, clock: Clock = SYSTEM_CLOCK) -> ErasurePlan:
    """Return what would be deleted and kept today.

    Raises :class:`CourseError` when ``course.toml`` names no day, or the day has not passed on the course's clock, or
    the course is not over.
    """
    with open_course(folder, clock=clock) as course:
        today = course.course.local(clock.now()).date()
        _require_past(course.course, today)
        with course.record.reading() as conn:
            if any(session.ends_at > clock.now() for session in programme.read_programme(conn)):
                raise CourseError("There are sessions to come. Personal data is deleted when the course is over.")
            before = load_retained(conn)
            segments = event_log.segments(conn)
            people = participants.roster(conn, everybody=True)
            photos = [person.photo for person in people if person.photo]
        counts = before or _counts(course, today)
        found = _found(folder, course.course, segments, photos)
        copies = tuple(found.copies())
        others = find_leftovers(folder, people, {*found.files, *copies}, searchable=before is None)
        return ErasurePlan(counts, tuple(found.files), before is not None, tuple(found.left), copies, others)


def erase_people(folder: CourseFolder, *, clock: Clock = SYSTEM_CLOCK) -> ErasurePlan:
    """Remove the people from the record and the folder, and keep the counts. It can be run again if it was cut short.

    Raises :class:`CourseError` as :func:`plan` does, and :class:`RecordError` when another program has
    the record open or a file cannot be removed.
    """
    found = plan(folder, clock=clock)
    for left in left_behind():
        delete_private_folder(left)
    if not found.done:
        replace_record(
            folder.record_file, lambda conn: save_retained(conn, found.counts), files=found.files, clock=clock
        )
        return found
    try:
        for file in found.files:
            overwrite_and_delete(file)
    except OSError as error:
        raise RecordError("{path} cannot be removed: {reason}.", path=file, reason=error.strerror) from None
    return found


def _require_past(course: Course, today: date) -> None:
    if course.forget_after is None:
        raise CourseError(
            "course.toml has no date for deleting personal data. Write [record] forget_after = 2028-03-19."
        )
    if today <= course.forget_after:
        raise CourseError(
            "The personal data of this course is kept until {day} (course.toml, [record] forget_after).",
            day=course.forget_after,
        )


def _counts(opened: OpenCourse, today: date) -> RetainedCounts:
    tables = Tables(opened)
    named = [tables.sessions(), *(tables.groups(by) for by in ("day", "country", "institution"))]
    with opened.record.reading() as conn:
        issued = certificates.issued(conn)
        trained = count_trained([certificates.holders(conn)])
        events = event_log.count(conn)
        everybody = len(participants.roster(conn, everybody=True))
    void = {one.code: Validity.REVOKED if one.revoked else Validity.REPLACED for one in issued if not one.valid}
    return RetainedCounts(
        forgotten_on=today.isoformat(),
        people=everybody,
        events=events,
        trained=trained,
        public_key=public_key(opened),
        void=void,
        tables={table.name: list(table.objects()) for table in named},
    )


@dataclass
class _Found:
    """The files to remove, and the folders that lead out of the course."""

    root: Path
    files: dict[Path, None] = field(default_factory=dict)
    left: dict[Path, None] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """Add a file of the course. Of a link the link itself is removed, never what it leads to."""
        if path.is_symlink() or path.is_file():
            self.files[path] = None

    def add_folder(self, folder: Path) -> None:
        """Add everything below a folder of the course, without following links."""
        if folder.is_symlink():
            self.left[folder] = None
            return
        for place, folders, names in os.walk(folder, followlinks=False):
            here = Path(place)
            for name in sorted(names + [one for one in folders if (here / one).is_symlink()]):
                self.add(here / name)

    def copies(self) -> Iterator[Path]:
        """Yield the SQLite files in the folder that are neither the record nor removed: a backup made by hand."""
        own = {self.root / "checkin.db", *self.files}
        for place, _, names in os.walk(self.root, followlinks=False):
            for path in (Path(place) / name for name in sorted(names)):
                if path not in own and path.is_file() and not path.is_symlink() and _is_database(path):
                    yield path

    def add_named(self, folder: Path, patterns: Iterable[str]) -> None:
        """Add files of these names in one folder: unfinished files, and the mirror's and the backups' own."""
        for pattern in patterns:
            for path in sorted(folder.glob(pattern)):
                if path.is_dir() and not path.is_symlink():
                    self.add_folder(path)
                else:
                    self.add(path)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


_SQLITE = b"SQLite format 3\0"

# What programs that were killed leave beside the record, in a mirror and in a folder of backups.
_UNFINISHED = (".checkin-*", ".checkin.db.*", ".participants*.part*")


def _found(folder: CourseFolder, course: Course, segments: list[str], photos: list[str]) -> _Found:
    """Find the files with personal data: the roster, what checkin wrote, photos, the mirror, the dated backups."""
    found = _Found(folder.root)
    for roster in folder.rosters():
        found.add(roster)
    for written in (folder.badges, folder.exports, folder.certificates, folder.letters):
        found.add_folder(written)
    for photo in dict.fromkeys(photos):
        path = stored_path(folder.root / photo)
        if path.parent.resolve().is_relative_to(folder.root.resolve()):
            found.add(path)
    if course.mirror:
        mirror = folder.root / course.mirror
        for named in (mirror / TABLES_FILE, *(events_file(mirror, segment) for segment in segments)):
            found.add(named)
        found.add_named(mirror, _UNFINISHED)
    if course.backup:
        backups = Backups(folder.root / course.backup, every=1, keep=0)
        for path in backups.files():
            found.add(path)
        found.add_named(backups.folder, _UNFINISHED)
    found.add_named(folder.root, _UNFINISHED)
    found.add(folder.crash_log)
    return found
