"""Review a load before it is believed: how the files are read, what is asked, what would change; then carry it out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from checkin.core.course import Course
from checkin.core.course_toml import parse
from checkin.core.errors import CheckinError, CourseError, IntakeError, Problem, Topic
from checkin.core.toml_edit import with_value
from checkin.intake.file_preview import FilePreview, preview_file
from checkin.intake.load import Loaded, load
from checkin.intake.questions import RENAMED, SUBSTITUTED, Choice, Question, find_questions
from checkin.store.open_course import OpenCourse, store_changed_rules
from checkin.system.files import write_files_atomically


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the organizer has decided: values of course.toml by table and key, and codes of people.

    ``left`` are the keys of doubts that stay as they were read. ``partial``: the list holds only some of the people.
    """

    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    renamed: Collection[str] = frozenset()
    substituted: Collection[str] = frozenset()
    left: Collection[str] = frozenset()
    partial: bool = False

    def with_choice(self, choice: Choice) -> "Decisions":
        """Return the decisions with one more."""
        match choice.table:
            case "":
                return replace(self, left={*self.left, choice.key})
            case table if table == RENAMED:
                return replace(self, renamed={*self.renamed, choice.key})
            case table if table == SUBSTITUTED:
                return replace(self, substituted={*self.substituted, choice.key})
        return replace(self, values={**self.values, (choice.table, choice.key): choice.value})

    def applied_to(self, text: str) -> str:
        """Return the text of course.toml with the values."""
        for (table, key), value in self.values.items():
            text = with_value(text, table, key, value)
        return text


@dataclass(frozen=True, slots=True)
class Review:
    """How the files are read, and what the load would change. ``loaded`` is None where problems stop it."""

    files: tuple[FilePreview, ...]
    loaded: Loaded | None
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]


def review(opened: OpenCourse, paths: Sequence[Path], decisions: Decisions) -> Review:
    """Read the files and try the load; nothing is written. Raises :class:`CheckinError` where no file matters."""
    trial = replace(opened, course=_course(opened, decisions))
    files = tuple(preview_file(path, trial.course) for path in paths)
    problems = tuple(problem for file in files for problem in file.problems)
    loaded = None
    if not problems:
        try:
            loaded = _load(trial, paths, decisions, dry_run=True)
        except IntakeError as error:
            problems = error.problems
    of_record = [notice for notice in loaded.of_record if notice.topic is Topic.DOUBT] if loaded else []
    questions = find_questions(problems, [*(doubt for file in files for doubt in file.doubts), *of_record])
    open_ones = tuple(question for question in questions if question.must or question.key not in decisions.left)
    return Review(files, loaded, problems, open_ones)


def carry_out(opened: OpenCourse, paths: Sequence[Path], decisions: Decisions) -> tuple[Loaded, Course]:
    """Load the files and write the decisions to course.toml. Return what was loaded and the course's new rules.

    Raises :class:`CheckinError` with nothing loaded. If course.toml cannot be written, nothing is loaded either.
    """
    before, bytes_before = _text(opened), opened.folder.course_file.read_bytes()
    after = decisions.applied_to(before)
    course = _course(opened, decisions)
    if after != before:
        _write(opened, after.encode())
    try:
        loaded = _load(replace(opened, course=course), paths, decisions)
    except CheckinError:
        if after != before:
            _write(opened, bytes_before)
        raise
    store_changed_rules(opened.record, course)
    return loaded, course


def _load(opened: OpenCourse, paths: Sequence[Path], decisions: Decisions, *, dry_run: bool = False) -> Loaded:
    return load(
        opened,
        paths,
        dry_run=dry_run,
        partial=decisions.partial,
        renamed=decisions.renamed,
        substituted=decisions.substituted,
    )


def _course(opened: OpenCourse, decisions: Decisions) -> Course:
    """Return the course with the words of course.toml as it is now and as it was decided; its other rules stay."""
    said = parse(decisions.applied_to(_text(opened)))
    course = replace(opened.course, columns=said.columns, statuses=said.statuses, roles=said.roles)
    if any(table == "course" for table, _ in decisions.values):
        course = replace(course, starts=said.starts, ends=said.ends, timezone=said.timezone)
    return course


def _text(opened: OpenCourse) -> str:
    try:
        return opened.folder.course_file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError("{file} cannot be read: {reason}.", file="course.toml", reason=error) from None


def _write(opened: OpenCourse, content: bytes) -> None:
    file = opened.folder.course_file
    try:
        write_files_atomically(file.parent, [(file.name, content)])
    except OSError as error:
        reason = error.strerror or error
        raise CourseError("{file} cannot be written: {reason}.", file=file, reason=reason) from None
