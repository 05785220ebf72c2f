"""Create a course folder with commented example files."""

from importlib import resources
from pathlib import Path

from checkin.core.errors import CourseError
from checkin.store.course_folder import CourseFolder

_FILES = ("course.toml", "participants.csv", "programme.csv")


def new_course(root: Path, language: str) -> CourseFolder:
    """Write the example files of a language into a new or empty folder.

    Raises :class:`CourseError` if the folder is not empty or cannot be written.
    """
    examples = resources.files("checkin.lifecycle").joinpath("examples", language)
    try:
        root.mkdir(parents=True, exist_ok=True)
        if any(root.iterdir()):
            raise CourseError("{path} is not empty. Name a new folder.", path=root)
        for name in _FILES:
            text = examples.joinpath(name).read_text(encoding="utf-8")
            # Excel reads accents only where a byte order mark tells it that this is UTF-8.
            (root / name).write_text(text, encoding="utf-8-sig" if name.endswith(".csv") else "utf-8")
        for name in ("badges", "exports", "designs"):
            (root / name).mkdir()
    except FileExistsError:
        raise CourseError("{path} is a file. Name a new folder.", path=root) from None
    except OSError as error:
        raise CourseError("{path} cannot be written: {reason}.", path=root, reason=error.strerror) from None
    return CourseFolder(root)
