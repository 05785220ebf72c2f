"""What commands write for people: in the language of ``--language``, else of the course."""

from pathlib import Path

import pytest
from tests.functional.cli.test_language import run
from tests.functional.cli.test_spanish_course import text_of

from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course

# What a command writes, with a word of it in the language asked for, and one that it has without the option.
WRITTEN = {
    "report": (("report", "r.txt"), "participant(e)s", "participantes"),
    "day": (("day", "2026-03-09", "-o", "d.txt"), "lundi 9 mars 2026", "lunes 9 de marzo de 2026"),
    "sign-in list": (("list", "sign-in", "--session", "s1", "-o", "l.pdf"), "émargement", "firmas"),
    "emergency list": (("list", "emergency", "-o", "e.pdf"), "Liste d’urgence", "Lista de emergencia"),
    "names": (("list", "proof", "-o", "p.pdf"), "Vérification", "Revisión"),
    "workbook": (("export", "x.xlsx", "--what", "roster"), "Qualité", "Función"),
    "csv": (("export", "x.csv", "--what", "roster"), "role", "role"),
}


@pytest.mark.parametrize(("words", "asked", "otherwise"), WRITTEN.values(), ids=WRITTEN)
def test_what_people_read_is_in_the_language_asked_for(
    course_folder: CourseFolder, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], asked: str, otherwise: str
) -> None:
    with opened_course(course_folder) as course:
        load(course)
    monkeypatch.chdir(course_folder.root)
    file = Path(next(word for word in words if "." in word))
    for option, text in ((("--language", "fr"), asked), ((), otherwise)):
        ended = run(*words, *option, LANG="en_GB.UTF-8")
        assert (ended.exit_code, text.casefold() in text_of(file).casefold()) == (0, True), (
            ended.output,
            text_of(file),
        )
        file.unlink()
