"""Open a course: folder, ``course.toml`` and record together."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date

from checkin.core.course import Course
from checkin.core.errors import CourseError, RecordError
from checkin.core.number_place import NumberPlace, set_number_place
from checkin.store.course_folder import CourseFolder
from checkin.store.erasure.retained_counts import load_retained
from checkin.store.mirror import Mirror
from checkin.store.record import Record
from checkin.store.recovery.backups import Backups
from checkin.store.recovery.readonly_copy import is_read_only, temporary_copy
from checkin.store.roster import edition
from checkin.system.clock import SYSTEM_CLOCK, Clock

# A mirror that hangs delays the end of a program by no more.
_MIRROR_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class OpenCourse:
    """A course with its record open."""

    folder: CourseFolder
    course: Course
    record: Record

    def written_in(self, language: str) -> "OpenCourse":
        """Return the course for papers and tables in a language; an empty one is the course's."""
        return replace(self, course=self.course.in_language(language)) if language else self

    def require_programme(self) -> None:
        """Raise :class:`CourseError` if nothing was loaded yet, or the personal data was deleted."""
        self.require_people()
        if edition.revision(self.record.conn) == 0:
            raise CourseError(
                "Nothing is loaded in {folder} yet. Put the people into participants.csv and the sessions into "
                "programme.csv, then run 'checkin load'.",
                folder=self.folder.root,
            )

    def require_people(self) -> None:
        """Raise :class:`CourseError` if the personal data of the course was deleted."""
        if (counts := load_retained(self.record.conn)) is not None:
            raise CourseError(
                "The personal data of this course was deleted on {day}. 'checkin attendance --by session' shows the "
                "counts, also by day, country and institution. A new edition needs a new folder.",
                day=date.fromisoformat(counts.forgotten_on),
            )

    @property
    def backups(self) -> Backups | None:
        """Return the backups that ``course.toml`` wants while the door is open."""
        course = self.course
        if not course.backup:
            return None
        return Backups(self.folder.root / course.backup, every=course.backup_every, keep=course.keep)

    def complete_mirror(self) -> None:
        """Add to the mirror what it lacks; for idle moments."""
        if self.record.mirror is not None:
            self.record.mirror.complete(self.record.reading)


def store_changed_rules(record: Record, course: Course) -> None:
    """Store the rules of ``course.toml`` that the record's views use, if they have changed."""
    if not edition.rules_stored(record.conn, course):
        with record.writing() as writing:
            edition.store_rules(writing.conn, course)


@contextmanager
def open_course(folder: CourseFolder, *, clock: Clock = SYSTEM_CLOCK) -> Iterator[OpenCourse]:
    """Open the course in a folder, and close its record at the end.

    The record's views use the rules of ``course.toml`` as they are now: a changed late limit changes every figure. A
    record that cannot be written is read through a copy, and :meth:`Record.writing` raises.
    """
    course = folder.course()
    path, aside = folder.record_file, is_read_only(folder.record_file)
    set_number_place(NumberPlace(course.timezone.key, course.decimals))
    with temporary_copy(path) if aside else nullcontext(path) as file, Record.open(file, clock=clock) as record:
        if course.mirror and not aside:
            record.mirror = Mirror(folder.root / course.mirror, edition.edition_key(record.conn))
        store_changed_rules(record, course)
        if aside:
            record.has_written = False
            record.read_only_error = RecordError(
                "{path} cannot be written, so nothing can be recorded: make the course folder and its files writable, "
                "or copy the folder to a disk of this computer.",
                path=path,
            )
        opened = OpenCourse(folder, course, record)
        try:
            yield opened
        finally:
            if record.has_written and record.mirror is not None:
                opened.complete_mirror()
                record.mirror.leave(_MIRROR_SECONDS)
