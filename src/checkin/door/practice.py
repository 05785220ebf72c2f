"""Practice mode: a temporary copy of the record, in which everything works and nothing counts."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from checkin.core.course import Session
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.roster import edition, programme
from checkin.system.private_folder import delete_private_folder, make_private_folder

_SESSION = "practice"
_HOURS = 4
# What a practice writes by itself, or must not touch.
_NOT_COPIED = frozenset({"badges", "certificates", "exports", "letters", "backups"})


class Practice:
    """A copy of a course in a temporary folder. Everything in it is deleted at the end."""

    def __init__(self, opened: OpenCourse, root: Path) -> None:
        self.opened = opened
        self.root = root

    @classmethod
    def begin(cls, course: OpenCourse) -> "Practice":
        """Copy a course. Raises :class:`RecordError` if the record cannot be copied."""
        root = make_private_folder("practice")
        try:
            folder = CourseFolder(root)
            course.record.copy_to(folder.record_file)
            _copy_files(course.folder.root, root, course.folder.record_file.name)
            rules = replace(course.course, hub="", mirror="", backup="")
            record = Record.open(folder.record_file, clock=course.record.clock)
        except BaseException:
            delete_private_folder(root)
            raise
        return cls(OpenCourse(folder, rules, record), root)

    def add_session(self, title: str, room: str, now: datetime) -> None:
        """Add a session that is open now, for a practice at a time when nothing is."""
        course = self.opened.course
        session = Session(id=_SESSION, title=title, room=room, starts_at=now, ends_at=now + timedelta(hours=_HOURS))
        with self.opened.record.writing() as writing:
            held: Sequence[Session] = programme.loaded_sessions(writing.conn)
            programme.write_sessions(writing.conn, course, [*held, session])
            edition.raise_revision(writing.conn)

    def end(self) -> None:
        """Close the copy and delete it."""
        self.opened.record.close()
        delete_private_folder(self.root)


def delete_left_over(root: str) -> None:
    """Delete the copy of a practice that was ended by a crash."""
    delete_private_folder(Path(root))


def _copy_files(source: Path, target: Path, record: str) -> None:
    """Link or copy the other files of the course folder: designs, pictures, settings."""
    for path in source.iterdir():
        if path.name in _NOT_COPIED or path.name.startswith((record, ".")):
            continue
        try:
            (target / path.name).symlink_to(path.absolute())
        except OSError:
            # Windows allows links to administrators only.
            if path.is_dir():
                shutil.copytree(path, target / path.name)
            else:
                shutil.copy2(path, target / path.name)
