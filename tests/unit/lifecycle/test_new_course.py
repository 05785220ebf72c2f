"""The example files of a new course, in four languages."""

import errno
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conftest import HandClock
from tests.functional.english import english_words, words

from checkin.core.course_toml import parse
from checkin.core.errors import CourseError
from checkin.core.text import LANGUAGES
from checkin.intake.folder_files import is_example
from checkin.intake.load import load
from checkin.lifecycle.demo import write_sample
from checkin.lifecycle.new_course import new_course
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants, programme

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
_EXAMPLE = re.compile(r'^# (?=(?:\w+|"[^"]+") = |\[+[\w.]+\]+$)', re.MULTILINE)
_KEY = re.compile(r"^(?:# )?(\w+) = |^(\[\w+\])", re.MULTILINE)


def course_file(folder: Path, language: str) -> str:
    return new_course(folder, language).course_file.read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_of_each_language_load_alike(language: str, tmp_path: Path, hand_clock: HandClock) -> None:
    with opened_course(new_course(tmp_path / "new", language), clock=hand_clock.clock()) as course:
        load(course)
        people = participants.roster(course.record.conn)
        sessions = programme.read_programme(course.record.conn)
    assert course.course.language == language
    assert [(one.country, one.role.value, one.language) for one in people] == [
        ("AR", "participant", "es"),
        ("BR", "participant", "pt"),
        ("HT", "participant", "fr"),
        ("JM", "participant", "en"),
        ("AR", "speaker", "es"),
    ]
    times = [f"{course.course.local(one.starts_at):%H:%M}-{course.course.local(one.ends_at):%H:%M}" for one in sessions]
    assert times == ["09:00-10:30", "11:00-12:30", "14:30-16:00", "14:30-16:00"]
    assert [(sorted(one.groups), one.required) for one in sessions] == [
        ([], True),
        ([], False),
        (["A"], False),
        (["B"], False),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_explained_in_each_language(language: str, tmp_path: Path) -> None:
    shown, english = (_KEY.findall(course_file(tmp_path / name, name[:2])) for name in (language, "en-too"))
    assert shown == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_a_valid_setting(language: str, tmp_path: Path) -> None:
    text = _EXAMPLE.sub("", course_file(tmp_path, language))
    assert parse(text).mail.host == "smtp.example.org"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_an_example_until_it_is_changed(language: str, tmp_path: Path) -> None:
    file = new_course(tmp_path / "new", language).root / "participants.csv"
    assert is_example(file)
    file.write_bytes(file.read_bytes() + b"Rosa Sol,Chile\n")
    assert not is_example(file)


def test_an_example_that_a_program_on_windows_saved_is_one(tmp_path: Path) -> None:
    file = new_course(tmp_path / "new", "es").root / "programme.csv"
    file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert is_example(file)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
@pytest.mark.parametrize("name", ["course.toml", "participants.csv", "programme.csv"])
def test_no_example_has_an_english_word(name: str, language: str, tmp_path: Path) -> None:
    """Keys and values, which are typed as they are, stand in the file of every language."""
    texts = {one: (new_course(tmp_path / one, one).root / name).read_text("utf-8-sig") for one in LANGUAGES}
    keys = set.intersection(*map(words, texts.values()))
    shown = re.sub('en = "[^"]*"', "", texts[language])
    assert (words(shown) & english_words(language)) - keys == set()


@pytest.mark.parametrize(
    "make", [lambda root: new_course(root, "es"), lambda root: write_sample(CourseFolder(root), NOW)]
)
def test_a_folder_that_cannot_be_written_is_named_with_another_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(CourseError) as caught:
        make(tmp_path / "curso")
    assert str(caught.value) == (
        f"{tmp_path / 'curso'} cannot be written: Read-only file system. Name a folder of your own, for example "
        f"{Path.home() / 'curso'}."
    )
