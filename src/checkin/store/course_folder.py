"""Define the paths inside a course folder, find the current one, and read its ``course.toml``."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checkin.core.errors import CourseError

if TYPE_CHECKING:
    from checkin.core.course import Course

_SHEETS = (".csv", ".xlsx", ".ods", ".xls")


@dataclass(frozen=True, slots=True)
class CourseFolder:
    """One edition of a course on disk."""

    root: Path

    @property
    def course_file(self) -> Path:
        return self.root / "course.toml"

    @property
    def record_file(self) -> Path:
        return self.root / "checkin.db"

    @property
    def lock_file(self) -> Path:
        """Return the lock file next to the record. It also shows that a record was made."""
        return self.root / "checkin.db.lock"

    @property
    def badges(self) -> Path:
        return self.root / "badges"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def certificates(self) -> Path:
        return self.root / "certificates"

    @property
    def letters(self) -> Path:
        return self.root / "letters"

    @property
    def crash_log(self) -> Path:
        return self.root / "checkin-crash.log"

    @property
    def tls_certificate(self) -> Path:
        """Return the certificate, with its key, that this computer made for its pages in a browser."""
        return self.root / ".checkin-tls.pem"

    @property
    def designs(self) -> Path:
        return self.root / "designs"

    @property
    def fonts(self) -> Path:
        return self.root / "fonts"

    def rosters(self) -> list[Path]:
        """Return the roster files in the folder: ``participants.csv`` or another format."""
        return self._named("participants", _SHEETS)

    def programmes(self) -> list[Path]:
        """Return the programme files in the folder."""
        return self._named("programme", (*_SHEETS, ".ics"))

    def course(self) -> "Course":
        """Read ``course.toml``. Raises :class:`CourseError` with what is wrong in it."""
        # Imported here: 'checkin --help' looks for a course, to speak its language, and reads none.
        from checkin.core.course_toml import parse
        from checkin.core.toml_reader import LONGEST
        from checkin.system.files import read_text_limited

        try:
            text = read_text_limited(self.course_file, most=LONGEST)
        except FileNotFoundError:
            raise CourseError(
                "There is no course in {folder}: course.toml is missing. Create one with 'checkin new DIR', or name "
                "the folder with -C DIR.",
                folder=self.root,
            ) from None
        except ValueError as error:
            raise CourseError("{path} cannot be used: {reason}.", path=self.course_file, reason=error) from None
        except OSError as error:
            raise CourseError(
                "{path} cannot be read: {reason}.", path=self.course_file, reason=error.strerror
            ) from None
        return parse(text, place=str(self.course_file))

    def _named(self, stem: str, endings: tuple[str, ...]) -> list[Path]:
        return [path for ending in endings if (path := self.root / f"{stem}{ending}").exists()]


def find(chosen: Path | None = None) -> CourseFolder:
    """Return the folder to work on: the given one, else ``$CHECKIN_COURSE``, else the current one.

    Raises :class:`CourseError` if it is a file.
    """
    named = chosen or os.environ.get("CHECKIN_COURSE") or Path()
    root = Path(named).expanduser().absolute()
    if root.is_file():
        raise CourseError("{path} is a file. A course is a folder.", path=root)
    return CourseFolder(root)
