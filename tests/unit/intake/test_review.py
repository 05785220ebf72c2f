"""A load is reviewed before it is believed; the answers are written to course.toml with it, or nothing is."""

from pathlib import Path

import pytest

from checkin.core.errors import CourseError, IntakeError
from checkin.intake import review as reviewing
from checkin.intake.questions import Choice
from checkin.intake.review import Decisions, carry_out, review
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants

STATUSES = "id,name,country,Estado\n1,Ana Núñez,Argentina,Inscripta\n9,Rosa Sol,Chile,Quizás sí\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(STATUSES, "utf-8")
    return path


def names(course: OpenCourse) -> set[str]:
    return {person.name for person in participants.roster(course.record.conn)}


def test_a_review_changes_nothing(open_course: OpenCourse, people: Path) -> None:
    before = names(open_course), open_course.folder.course_file.read_text("utf-8")
    review(open_course, [people], Decisions())
    assert (names(open_course), open_course.folder.course_file.read_text("utf-8")) == before


def test_an_unknown_word_is_a_question(open_course: OpenCourse, people: Path) -> None:
    found = review(open_course, [people], Decisions())
    assert [(question.key, question.must) for question in found.questions] == [("Quizás sí", True)]
    assert found.loaded is None


def test_an_answer_lets_the_load_go_on(open_course: OpenCourse, people: Path) -> None:
    decided = Decisions().with_choice(Choice("status", "Quizás sí", "registered"))
    found = review(open_course, [people], decided)
    assert found.loaded is not None
    assert [person.name for person in found.loaded.roster.added] == ["Rosa Sol"]  # type: ignore[union-attr]


def test_the_answers_are_written_with_the_load(open_course: OpenCourse, people: Path) -> None:
    carry_out(open_course, [people], Decisions().with_choice(Choice("status", "Quizás sí", "registered")))
    assert '"Quizás sí" = "registered"' in open_course.folder.course_file.read_text("utf-8")
    assert "Rosa Sol" in names(open_course)


def test_a_load_that_is_refused_writes_no_answer(open_course: OpenCourse, people: Path) -> None:
    file = open_course.folder.course_file
    before = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    file.write_bytes(before)
    with pytest.raises(IntakeError):
        carry_out(open_course, [people], Decisions().with_choice(Choice("columns", "country", "fact")))
    assert file.read_bytes() == before


def test_where_course_toml_cannot_be_written_nothing_is_loaded(
    open_course: OpenCourse, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reviewing, "write_files_atomically", full)
    with pytest.raises(CourseError, match="No space left"):
        carry_out(open_course, [people], Decisions().with_choice(Choice("status", "Quizás sí", "registered")))
    assert "Rosa Sol" not in names(open_course)


def test_a_column_can_have_another_meaning(open_course: OpenCourse, people: Path) -> None:
    found = review(open_course, [people], Decisions().with_choice(Choice("columns", "Estado", "fact")))
    assert [column.field for column in found.files[0].columns] == ["id", "name", "country", "fact"]


def test_another_name_under_the_same_id_asks_who_it_is(open_course: OpenCourse, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,name,country\n1,Luis Gómez,Argentina\n", "utf-8")
    (question,) = review(open_course, [path], Decisions()).questions
    found = review(open_course, [path], Decisions().with_choice(question.choices[1]))
    assert [person.name for person in found.loaded.roster.added] == ["Luis Gómez"]  # type: ignore[union-attr]
