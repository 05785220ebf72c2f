"""A list exported after corrections at the desk says what stands, and loads back without a change."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conftest import COURSE, HandClock

from checkin.attendance.corrections import Corrections
from checkin.attendance.effect_text import effect_text
from checkin.attendance.effects import read_effects
from checkin.core.course import Participant
from checkin.core.name_split import name_parts
from checkin.exports.files import export
from checkin.i18n.translator import get_translator
from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.roster import participants

PEOPLE = """id,given names,family names,country,note
1,Keisha-Ann,O'Connor Smith,Jamaica,
2,Luis,Gómez,Chile,
3,Ana,Pérez,Peru,By bus
4,João,d'Ávila,Brazil,
5,Rosa,Delgado,Mexico,
"""


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Keisha-Ann O'Connor-Brown", ("Keisha-Ann", "O'Connor-Brown")),
        ("Keisha O'Connor Smith", ("Keisha", "O'Connor Smith")),
        ("Kéisha-Ann O’Connor  Smith", ("Kéisha-Ann", "O’Connor Smith")),
        ("O'Connor Smith Keisha-Ann", ("Keisha-Ann", "O'Connor Smith")),
        ("Keisha-Ann", ("Keisha-Ann", "")),
        ("Keisha A. O'Connor-Brown", ("", "")),
        ("Keisha-Ann O'Connor de Smith", ("Keisha-Ann", "O'Connor de Smith")),
        ("Keisha-Ann O'Connor Brown Smith", ("Keisha-Ann", "O'Connor Brown Smith")),
        ("Ana Pérez Gil", ("", "")),
    ],
)
def test_the_parts_of_a_proofed_name(name: str, parts: tuple[str, str]) -> None:
    assert name_parts(name, "Keisha-Ann", "O'Connor Smith") == parts


def test_a_name_without_parts_gets_none() -> None:
    assert name_parts("Ana Pérez", "", "") == ("", "")


def correct(opened: OpenCourse) -> None:
    """Proof, note, withdraw, reissue, merge and add."""
    made = Corrections(opened.record, opened.course, actor="v", reason="desk")
    found = participants.roster(opened.record.conn)
    codes = {person.own_id: person.code for person in found}
    made.proof(codes["1"], "Keisha-Ann O'Connor-Brown")
    made.note(codes["2"], "Vegetarian")
    made.withdraw(codes["3"])
    made.reissue(codes["4"])
    _, added = made.add("Someone New", "Chile")
    _, twin = made.add("Rosa Delgado", "Mexico")
    made.merge(twin.code, codes["5"])
    assert added.name


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCourse]:
    root = tmp_path_factory.mktemp("corrected")
    (root / "course.toml").write_text(COURSE, "utf-8")
    (root / "participants.csv").write_text(PEOPLE, "utf-8")
    with open_course(CourseFolder(root), clock=HandClock(datetime(2026, 3, 9, 12, tzinfo=UTC)).clock()) as opened:
        load(opened)
        correct(opened)
        yield opened


def person(opened: OpenCourse, own_id: str) -> Participant:
    return next(one for one in participants.roster(opened.record.conn) if one.own_id == own_id)


def test_the_parts_of_the_name_follow_the_proof(corrected: OpenCourse) -> None:
    found = person(corrected, "1")
    assert (found.name, found.given_names, found.family_names) == (
        "Keisha-Ann O'Connor-Brown",
        "Keisha-Ann",
        "O'Connor-Brown",
    )


UNKNOWN = (
    "which words are the family names is not known, and exports leave the two parts empty. Correct them in the "
    "participant list and load it"
)


@pytest.mark.parametrize(
    ("own_id", "name", "said"),
    [
        ("2", "Luis Gómez de Ríos", "; given names: Luis, family names: Gómez de Ríos"),
        ("4", "Joãozinho Ávila", f"; {UNKNOWN}"),
        ("5", "Rosa Delgado", ""),
    ],
)
def test_the_answer_to_a_proof_names_the_parts(corrected: OpenCourse, own_id: str, name: str, said: str) -> None:
    made = Corrections(corrected.record, corrected.course, actor="v", reason="desk")
    event = made.proof(person(corrected, own_id).code, name)
    (effect,) = read_effects(corrected, [event])
    assert effect_text(effect, corrected.course, get_translator("en")).partition(": name checked")[2] == said


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods"])
def test_the_list_loads_back_without_a_change(corrected: OpenCourse, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"list.{form}"
    export(corrected, path, what="roster")
    loaded = load(corrected, [path], dry_run=True)
    assert loaded.roster is not None
    assert [(item.before, item.fields) for item in loaded.roster.changed] == []
    assert (loaded.roster.added, loaded.roster.unlisted) == ((), ())
