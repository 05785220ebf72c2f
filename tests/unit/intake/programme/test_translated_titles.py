"""Titles of sessions in other languages, in columns of the programme."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import COURSE

from checkin.core.course_toml import parse
from checkin.core.errors import Notice
from checkin.intake.programme.programme_file import read_programme
from checkin.intake.programme.translated_titles import title_languages
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import PROGRAMME_KIND, assign_columns

ROWS = """id,date,start,end,title,title_en,titre_fr,pausa
s1,2026-03-09,09:00,10:00,Apertura,"The ""opening"" \\ 1",Ouverture,x
s2,2026-03-09,11:00,12:00,Refugio,,,
"""
COURSE_NOW = parse(COURSE)


def notices(root: Path, titles: dict[str, dict[str, str]]) -> list[Notice]:
    (root / "programme.csv").write_text(ROWS, "utf-8")
    course = replace(COURSE_NOW, session_titles=titles)
    return [one for one in read_programme([root / "programme.csv"], course).notices if "not " in str(one.reason)]


@pytest.mark.parametrize(
    ("heading", "language"),
    [("title_en", "en"), ("título inglés", "en"), ("Título_pt", "pt"), ("título breve", None), ("titles", None)],
)
def test_a_heading_names_its_language(heading: str, language: str | None) -> None:
    table = Table("programme.csv", 1, ("date", "start", "end", "title", heading), [(2, ["a", "b", "c", "d", "e"])])
    assert title_languages(assign_columns(PROGRAMME_KIND, table, {})).get(4) == language


def test_the_lines_of_course_toml_are_ready(tmp_path: Path) -> None:
    unused, titles = notices(tmp_path, {})
    assert str(unused.reason) == "not used: pausa"
    assert "(en, fr) are not taken from the list" in str(titles.reason)
    assert tomllib.loads(titles.settle) == {
        "session_titles": {"s1": {"en": 'The "opening" \\ 1', "fr": "Ouverture"}},
    }


def test_titles_that_the_course_has_are_not_named_again(tmp_path: Path) -> None:
    had = {"s1": {"en": 'The "opening" \\ 1', "fr": "Ouverture"}}
    assert [str(one.reason) for one in notices(tmp_path, had)] == ["not used: pausa"]
