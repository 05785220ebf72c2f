"""Names that no typeface can print are known before anything is printed."""

from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from checkin.cli import checkin
from checkin.core.course import Participant
from checkin.exports import paper_lists
from checkin.exports.list_pdf import draw_list
from checkin.exports.unprintable_names import unprintable_names
from checkin.lifecycle.doctor.course_checks import check_names
from checkin.store.open_course import OpenCourse
from checkin.typesetting.missing_letters import missing_letters


@pytest.mark.parametrize(
    ("name", "missing"), [("Ana Núñez", []), ("Đặng Thị Ánh", []), ("Ana 😀 Núñez", ["😀"]), ("བ ཀ Ana", ["བ", "ཀ"])]
)
def test_letters_without_a_typeface_are_found(name: str, missing: list[str]) -> None:
    assert missing_letters([name]) == missing


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        ("王", "Sonam 王: no typeface has 王 (U+738B). Install checkin-kiosk[cjk],"),
        ("བ", "Sonam བ: no typeface has བ (U+0F56). Put one into the folder fonts,"),
        ("😀", "Sonam 😀: 😀 (U+1F600) is no letter and"),
    ],
)
def test_a_person_is_named_with_the_letters(letter: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkin.exports.unprintable_names.missing_letters", lambda *_: [letter])
    people = [Participant(name="Ana Núñez", country="AR"), Participant(name=f"Sonam {letter}", country="BT")]
    (text,) = unprintable_names(people, None)
    assert str(text).startswith(said)


@pytest.fixture
def tibetan(open_course: OpenCourse) -> OpenCourse:
    """The course with a letter that no typeface has in the name of Ana."""
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = 'Ana བ Núñez' WHERE name LIKE 'Ana%'")
    return open_course


def test_the_list_of_names_to_check_says_which_letters_it_cannot_print(tibetan: OpenCourse, tmp_path: Path) -> None:
    pdf = pypdfium2.PdfDocument(draw_list(paper_lists.proof(tibetan), tmp_path / "proof.pdf"))
    assert "Ana ? Núñez: ninguna tipografía tiene ? (U+0F56)." in pdf[0].get_textpage().get_text_bounded()


def test_the_answer_about_the_list_is_in_the_language_of_the_reader(tibetan: OpenCourse) -> None:
    command = CliRunner().invoke(checkin, ["--language", "fr", "-C", str(tibetan.folder.root), "list", "proof"])
    assert "aucune police" in command.stderr.replace("\u00a0", " ")


def test_doctor_names_the_person(tibetan: OpenCourse) -> None:
    (found,) = check_names(tibetan)
    assert found.text.startswith("Ana བ Núñez: no typeface has")


def test_a_list_is_set_in_the_typefaces_of_the_course(open_course: OpenCourse) -> None:
    assert paper_lists.proof(open_course).fonts == open_course.folder.root / "fonts"
