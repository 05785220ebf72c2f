"""Create a course folder with commented example files."""

import re
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from checkin.core.course_toml import parse
from checkin.core.errors import CourseError
from checkin.core.toml_edit import with_value
from checkin.store.course_folder import CourseFolder

_FILES = ("course.toml", "participants.csv", "programme.csv")


@dataclass(frozen=True, slots=True)
class CourseBasics:
    """What is known of a new course first. ``timezone`` is an IANA name; an empty one stays as in the example."""

    title: str
    starts: date | None = None
    ends: date | None = None
    timezone: str = ""


def new_course(root: Path, language: str, basics: CourseBasics | None = None) -> CourseFolder:
    """Write the example files of a language into a new or empty folder, with what is known of the course.

    Raises :class:`CourseError` if the folder is not empty or cannot be written, or if a value is not possible.
    """
    examples = resources.files("checkin.lifecycle").joinpath("examples", language)
    rules = examples.joinpath("course.toml").read_text(encoding="utf-8")
    if basics is not None:
        rules = _with_basics(rules, basics)
        parse(rules)
    try:
        root.mkdir(parents=True, exist_ok=True)
        if any(root.iterdir()):
            raise CourseError("{path} is not empty. Name a new folder.", path=root)
        for name in _FILES:
            text = rules if name == "course.toml" else examples.joinpath(name).read_text(encoding="utf-8")
            # Excel reads accents only where a byte order mark tells it that this is UTF-8.
            (root / name).write_text(text, encoding="utf-8-sig" if name.endswith(".csv") else "utf-8")
        for name in ("badges", "exports", "designs"):
            (root / name).mkdir()
    except FileExistsError:
        raise CourseError("{path} is a file. Name a new folder.", path=root) from None
    except OSError as error:
        raise unwritable(root, error) from None
    return CourseFolder(root)


def unwritable(root: Path, error: OSError) -> CourseError:
    """Return what to say about a folder that cannot be made or written, with another place."""
    return CourseError(
        "{path} cannot be written: {reason}. Name a folder of your own, for example {example}.",
        path=root,
        reason=error.strerror,
        example=Path.home() / root.name,
    )


def _with_basics(rules: str, basics: CourseBasics) -> str:
    for key, day in (("starts", basics.starts), ("ends", basics.ends)):
        if day is not None:
            rules = re.sub(rf"(?m)^# {key} = \S+", f"{key} = {day}", rules, count=1)
    for key, text in (("title", basics.title), ("timezone", basics.timezone)):
        if text:
            rules = with_value(rules, "course", key, text)
    return rules
