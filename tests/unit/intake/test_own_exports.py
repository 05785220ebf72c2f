"""The participant list that checkin writes loads back without a change, in every format and heading language."""

from dataclasses import replace
from pathlib import Path

import pytest

from checkin.core.course import ExportRules
from checkin.core.text import LANGUAGES, lookup_key
from checkin.exports.files import export
from checkin.exports.headings import in_words
from checkin.intake.heading_names import OWN_HEADINGS
from checkin.intake.load import load
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants

ROWS = """nombre,apellidos,correo,país,institución,cargo,rol,grupos,idioma,estado,Dieta
Ana Lucía,Benítez Cáceres,ana@x.test,Argentina,=Dirección,Analista,,A,es,,vegana
Suharto,,su@x.test,Indonesia,+Ministry,Asesor,speaker,"A, B",en,,
João,d’Ávila,joao@x.test,Brasil,-Polícia,@Delegado,staff,,pt,Cancelado,=1+1
"""


@pytest.fixture
def loaded(open_course: OpenCourse, tmp_path: Path) -> OpenCourse:
    path = tmp_path / "list.csv"
    path.write_text(ROWS, "utf-8")
    load(open_course, [path])
    return open_course


@pytest.mark.parametrize("language", ["", *LANGUAGES])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_the_list_loads_back(loaded: OpenCourse, tmp_path: Path, ending: str, language: str) -> None:
    loaded = replace(loaded, course=replace(loaded.course, export=ExportRules(headings=language)))
    before = participants.roster(loaded.record.conn)
    path = tmp_path / f"back{ending}"
    export(loaded, path, what="roster", semicolon=ending == ".csv" and language != "")
    again = load(loaded, [path])
    assert again.roster is not None
    assert [(item.after.name, item.fields) for item in again.roster.changed] == []
    assert (again.roster.added, again.roster.unlisted) == ((), ())
    assert participants.roster(loaded.record.conn) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headings_are_those_that_are_written(language: str) -> None:
    assert OWN_HEADINGS[language] == tuple(lookup_key(in_words(key, language)) for key in OWN_HEADINGS[""])
