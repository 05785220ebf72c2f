"""The lines of ``checkin scan``: a word of the language, then the person in the same column."""

from collections.abc import Callable

import pytest

from checkin.cli import door as command
from checkin.core.course import Participant
from checkin.core.text import LANGUAGES
from checkin.door.scan import Door
from checkin.i18n.translator import get_translator
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


WORDS = {
    "en": ("Present", "Already in", "Unknown"),
    "es": ("Presente", "Ya ingresó", "Desconocido"),
    "pt": ("Presente", "Já entrou", "Desconhecido"),
    "fr": ("Présence", "Entrée déjà enregistrée", "Inconnu"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_person_stands_in_the_same_column(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(command, "current_translator", lambda: get_translator(language))
    door = Door(open_course.record, open_course.course, name="Hall", session="s1", anytime=True)
    ana = person("Ana")
    lines = [command.as_line(open_course.course, door.scan(code)) for code in (ana.code, ana.code, "BBBBBBBBBBBB")]
    columns = [line.index(name) for line, name in zip(lines, (ana.name, ana.name, "BBBB BBBB"), strict=True)]
    assert len(set(columns)) == 1
    assert tuple(line[: columns[0]].rstrip() for line in lines) == WORDS[language]
