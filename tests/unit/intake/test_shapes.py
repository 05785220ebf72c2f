"""Files of real shapes with invented people: each loads as its line in the table says, or is refused with a next step.

``expected.toml`` names for each file the people (with country, role and status), the sessions, what is said, and the
text of a refusal.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checkin.core.course import Course, Role
from checkin.core.errors import IntakeError
from checkin.intake.programme.programme_file import has_sessions, read_programme
from checkin.intake.roster.roster_file import read_roster

SHAPES = Path(__file__).parent / "shapes"
TABLE: Mapping[str, Mapping[str, Any]] = tomllib.loads((SHAPES / "expected.toml").read_text("utf-8"))


def outcome(path: Path, course: Course) -> dict[str, Any]:
    """Return what a file gives, in the words of the table."""
    try:
        if has_sessions(path, course):
            programme = read_programme([path], course)
            lines = [
                f"{course.local(session.starts_at):%m-%d %H:%M}-{course.local(session.ends_at):%H:%M} {session.title}"
                f"{f' @{session.room}' if session.room else ''}{'' if session.counts else ' (break)'}"
                for session in sorted(programme.sessions, key=lambda session: (session.starts_at, session.title))
            ]
            return {"sessions": lines, "said": list(map(str, programme.notices))}
        roster = read_roster([path], course)
    except IntakeError as error:
        return {"refused": str(error)}
    lines = [
        f"{person.name}{f' [{person.country}]' if person.country else ''}"
        f"{f' {person.role}' if person.role is not Role.PARTICIPANT else ''}{' withdrawn' if person.withdrawn else ''}"
        for person in roster.people
    ]
    return {"people": lines, "said": list(map(str, roster.notices))}


@pytest.fixture
def two_weeks(course: Course) -> Course:
    return replace(course, starts=date(2026, 3, 9), ends=date(2026, 3, 20))


@pytest.mark.parametrize("name", TABLE)
def test_a_file_gives_what_the_table_says(name: str, two_weeks: Course) -> None:
    expected = TABLE[name]
    found = outcome(SHAPES / name, two_weeks)
    if "refused" in expected:
        assert expected["refused"] in found.get("refused", "")
        return
    assert "refused" not in found, found
    kind = "people" if "people" in expected else "sessions"
    assert found.get(kind) == expected[kind]
    for text in expected.get("said", ()):
        assert any(text in said for said in found["said"]), (text, found["said"])


def test_every_file_is_in_the_table() -> None:
    assert {path.name for path in SHAPES.iterdir()} == {*TABLE, "expected.toml"}
