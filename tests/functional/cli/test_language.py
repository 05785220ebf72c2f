"""The language of the commands: the one asked for, else the user's, else the course's."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from checkin.cli import checkin
from checkin.cli.language import machine_language
from checkin.core.text import LANGUAGES
from checkin.store.course_folder import CourseFolder

USAGE = {"es": "Uso:", "pt": "Uso:", "fr": "Utilisation", "en": "Usage:"}
EXAMPLE = {"es": "Ejemplo", "pt": "Exemplo", "fr": "Exemple", "en": "Example"}


def run(*words: object, **variables: str) -> Result:
    """Run a command with these variables of the environment and no others that name a language."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "CHECKIN_COURSE")
    return CliRunner(env=dict.fromkeys(names) | variables).invoke(checkin, [str(word) for word in words])


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every command by the words that call it."""
    found = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_option_chooses_the_language(language: str) -> None:
    assert run("--language", language, "--help", LANG="fr_FR.UTF-8").output.startswith(USAGE[language])


def test_the_option_may_stand_after_the_command() -> None:
    assert "Opciones:" in run("load", "--help", "--language=es").output


@pytest.mark.parametrize("variable", ["LC_ALL", "LC_MESSAGES", "LANG"])
def test_the_environment_names_the_users_language(variable: str) -> None:
    assert "Opções:" in run("load", "--help", **{variable: "pt_BR.UTF-8"}).output


def test_a_language_that_is_none_of_ours_is_that_of_the_course(course_folder: CourseFolder) -> None:
    assert "Opciones:" in run("-C", course_folder.root, "load", "--help", LANG="de_DE.UTF-8").output


def test_without_a_language_it_is_that_of_the_course(course_folder: CourseFolder) -> None:
    assert "Opciones:" in run("-C", course_folder.root, "load", "--help", LANG="C.UTF-8").output


def test_without_a_language_and_a_course_it_is_english(tmp_path: Path) -> None:
    assert "Options:" in run("-C", tmp_path, "load", "--help").output


@pytest.mark.parametrize(
    ("name", "language"),
    [("es_AR.UTF-8", "es"), ("pt-BR", "pt"), ("fr", "fr"), ("en_GB", "en"), ("C", ""), ("POSIX", ""), ("de_DE", "")],
)
def test_a_locale_name_gives_its_language(name: str, language: str) -> None:
    assert machine_language({"LANG": name}) == language


def test_an_error_of_the_usage_is_in_the_users_language() -> None:
    said = run("badges", "--start-at", "x", LANG="es_AR.UTF-8").stderr
    assert "Uso: checkin badges [OPCIONES]" in said
    assert "Valor no válido para '--start-at'" in said


def test_an_unknown_command_is_reported_in_the_users_language() -> None:
    assert "A opção" not in (said := run("lod", LANG="pt_BR.UTF-8").stderr)
    assert "O comando 'lod' não existe. Você quis dizer 'load'?" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", commands(checkin), ids=" ".join)
def test_every_help_has_an_example_and_fits_one_screen_in_every_language(words: tuple[str, ...], language: str) -> None:
    shown = run("--language", language, *words, "--help").output
    assert EXAMPLE[language] in shown
    assert len(shown.splitlines()) <= 24


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_list_of_commands_is_broken(language: str) -> None:
    shown = run("--language", language, "--help").output.partition("\n  demo ")[2]
    assert [line for line in shown.splitlines() if line.startswith(" " * 10)] == []


def test_the_guide_for_the_door_is_in_the_language_asked_for(course_folder: CourseFolder) -> None:
    asked = run("--language", "fr", "-C", str(course_folder.root), "list", "door-guide")
    assert asked.output.strip() == str(course_folder.exports / "guide-de-l-entree.pdf")
