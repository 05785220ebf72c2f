"""Turn what is doubtful about a load into questions with choices. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from checkin.core.errors import FileMessage, Notice, Problem
from checkin.core.text import TranslatableText, sentence

# The tables of course.toml that an answer may change.
_TABLES = ("columns", "status", "roles", "course")
RENAMED, SUBSTITUTED, CORRECT_FILE = "renamed", "substituted", "correct_file"
_HEADER = re.compile(r"\s*\[(\w+)\]\s*")
_LINE = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|\w+)\s*=\s*"?([\w/+-]+)"?\s*(?:#\s*(.*))?""")
_OF_COURSE = {
    "starts": sentence("On which day does the course start?"),
    "ends": sentence("On which day does the course end?"),
    "timezone": sentence("Which is the time zone of the course?"),
}
_OTHERS = re.compile(r'"(\w+)"')


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. ``table`` is a table of course.toml, or ``renamed`` or ``substituted`` with a code as the key.

    An answer without a table leaves the file as it was read; ``correct_file`` loads nothing.
    """

    table: str
    key: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with its choices. ``must`` is True if nothing can be loaded before it is answered."""

    about: FileMessage
    key: str
    choices: tuple[Choice, ...]
    must: bool = True
    values: Mapping[str, object] = field(default_factory=dict)


def find_questions(problems: Iterable[Problem], doubts: Iterable[Notice] = ()) -> list[Question]:
    """Return the questions that problems and doubts contain: those that stop the load first."""
    found = [question for problem in problems for question in _of_problem(problem)]
    for notice in doubts:
        found += list(_of_lines(notice, notice.settle, must=False)) or [_is_right(notice)]
    return found


def _is_right(notice: Notice) -> Question:
    """Return the question about a guess that only another file would change."""
    key = str(notice)
    return Question(notice, key, (Choice("", key, ""), Choice(CORRECT_FILE, key, "")), must=False)


def _of_problem(problem: Problem) -> Iterator[Question]:
    values = problem.reason.values
    if {"before", "after", "code"} <= set(values):
        code = str(values["code"])
        choices = (Choice(RENAMED, code, ""), Choice(SUBSTITUTED, code, ""))
        yield Question(problem, code, choices, values=values)
        return
    yield from _of_lines(problem, str(problem.reason), must=True)


def _of_lines(about: FileMessage, text: str, *, must: bool) -> Iterator[Question]:
    """Yield a question for each key in the lines of course.toml that a message shows."""
    table, found = "", dict[tuple[str, str], list[Choice]]()
    for line in text.splitlines():
        if header := _HEADER.fullmatch(line):
            table = header[1]
        elif table in _TABLES and (match := _LINE.fullmatch(line)):
            key, note = match[1].strip('"').replace('\\"', '"'), match[3] or ""
            if table == "course" and key not in _OF_COURSE:
                continue
            choices = found.setdefault((table, key), [])
            others = _OTHERS.findall(note) if note.startswith(("or ", '"')) else []
            for value in (match[2], *others):
                if value not in {choice.value for choice in choices}:
                    choices.append(Choice(table, key, value, "" if others else note))
    for (_, key), choices in found.items():
        as_read = () if must else (Choice("", key, ""),)
        yield Question(about, key, (*as_read, *choices), must)


def what_is_asked(question: Question) -> TranslatableText:
    """Return the question in one sentence."""
    table = question.choices[-1].table
    if table == CORRECT_FILE:
        return sentence("Is this right?")
    if table == SUBSTITUTED:
        return sentence(
            "{before} is {after} in the file, with the same {key}. Is it one person, or does another person come?",
            **{name: question.values[name] for name in ("before", "after", "key")},
        )
    if table == "status":
        return sentence("Does a person with the status {text} take part?", text=question.key)
    if table == "roles":
        return sentence("Which role is {text}?", text=question.key)
    if table == "course":
        return _OF_COURSE[question.key]
    if question.key == "dates":
        return sentence("Is the day or the month first in the dates?")
    if question.key == "blank_cells":
        return sentence("Do empty cells mean the same as the cell above?")
    if question.key == "blank_rows":
        return sentence("Does an empty row end the block beneath a heading?")
    return sentence("What is the column {heading}?", heading=question.key)
