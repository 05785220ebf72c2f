"""What bare ``checkin`` shows where there is no course."""

import sys
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import click
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label

from checkin.cli import kiosk
from checkin.cli.context import Context
from checkin.i18n.translator import get_translator
from checkin.kiosk.welcome import Choice, WelcomeApp
from checkin.lifecycle.new_course import new_course
from checkin.store.course_folder import CourseFolder

ZONE = "America/Argentina/Buenos_Aires"


async def filled(pilot: Pilot[Choice | None], **fields: str) -> str:
    """Open the form, fill it in and press its button; return what it says is wrong."""
    await pilot.click("#new")
    for field, text in fields.items():
        pilot.app.query_one(f"#{field}", Input).value = text
        await pilot.pause()
    pilot.app.query_one("#make").press()  # type: ignore[attr-defined]
    await pilot.pause()
    return str(pilot.app.query_one("#error", Label).content) if pilot.app.is_running else ""


async def test_the_sample_course_is_offered(tmp_path: Path) -> None:
    app = WelcomeApp(tmp_path, "en", ZONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#demo")
    assert app.return_value == ("demo", tmp_path / "checkin-demo")


async def test_a_new_course_is_made_with_what_was_filled_in(tmp_path: Path) -> None:
    app = WelcomeApp(tmp_path, "es", ZONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await filled(pilot, title="Curso de Migraciones", starts="8 de marzo de 2027", ends="19/3/2027")
    assert app.return_value == ("open", tmp_path / "curso-de-migraciones")
    course = CourseFolder(tmp_path / "curso-de-migraciones").course()
    assert (course.title, course.starts, course.ends, course.timezone.key, course.language) == (
        "Curso de Migraciones",
        date(2027, 3, 8),
        date(2027, 3, 19),
        ZONE,
        "es",
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, "Title is missing."),
        ({"title": "A", "starts": "31/31/2027"}, "'31/31/2027' is not a date."),
        (
            {"title": "A", "starts": "9/3/2027", "ends": "8/3/2027"},
            "The last day (8 Mar 2027) is before the first day (9 Mar 2027).",
        ),
        (
            {"title": "A", "timezone": "Bunos Aires"},
            "'Bunos Aires' is not a time zone. Is it America/Argentina/Buenos_Aires? Enter takes it.",
        ),
        (
            {"title": "A", "timezone": "Brasil"},
            "'Brasil' is not one time zone. Is it America/Sao_Paulo? Enter takes it. Others: ",
        ),
        (
            {"title": "A", "timezone": "Paris"},
            "The time zone is Europe/Paris. Choose 'Make the course' again if that is right.",
        ),
        ({"title": "A", "timezone": "?"}, "'?' is not a time zone."),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_made(tmp_path: Path, fields: dict[str, str], wrong: str) -> None:
    async with WelcomeApp(tmp_path, "en", ZONE).run_test(size=(80, 24)) as pilot:
        assert wrong in await filled(pilot, **fields)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "enters", "zone"), [("Mar del Plata", 1, ZONE), ("Bunos Aires", 2, ZONE), ("Londres", 1, "Europe/London")]
)
async def test_the_time_zone_of_a_city_is_written_into_its_field(
    tmp_path: Path, typed: str, enters: int, zone: str
) -> None:
    app = WelcomeApp(tmp_path, "es", "Europe/Paris")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#new")
        field = app.query_one("#timezone", Input)
        app.query_one("#title", Input).value = "A"
        field.focus()
        field.value = typed
        await pilot.press(*["enter"] * enters)
        assert field.value == zone
        app.query_one("#make").press()  # type: ignore[attr-defined]
        await pilot.pause()
    assert CourseFolder(tmp_path / "a").course().timezone.key == zone


async def test_the_days_are_shown_with_their_names(tmp_path: Path) -> None:
    async with WelcomeApp(tmp_path, "en", ZONE).run_test(size=(80, 24)) as pilot:
        await pilot.click("#new")
        await pilot.press("tab", *"8/3/2027", "enter", *"19 marzo 2027", "enter")
        shown = str(pilot.app.query_one("#understood", Label).content)
    assert shown == "Monday 8 March 2027 – Friday 19 March 2027"


async def test_a_folder_that_has_files_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("keep", encoding="utf-8")
    async with WelcomeApp(tmp_path, "en", ZONE).run_test(size=(80, 24)) as pilot:
        assert "is not empty" in await filled(pilot, title="A", folder=str(tmp_path / "mine"))
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


async def test_a_folder_that_was_named_by_hand_keeps_its_name(tmp_path: Path) -> None:
    app = WelcomeApp(tmp_path, "en", ZONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await filled(pilot, folder=str(tmp_path / "x" / "y"), title="A course")
    assert app.return_value == ("open", tmp_path / "x" / "y")


async def test_escape_goes_back_from_the_form_and_then_leaves(tmp_path: Path) -> None:
    app = WelcomeApp(tmp_path, "en", ZONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#new")
        await pilot.press("escape")
        assert app.query_one("#choices").display
        await pilot.press("escape")
    assert app.return_value is None


async def test_a_course_that_was_opened_before_is_offered_by_its_title(tmp_path: Path) -> None:
    before = new_course(tmp_path / "before", "en").root
    app = WelcomeApp(tmp_path, "en", ZONE, [before])
    async with app.run_test(size=(80, 24)) as pilot:
        assert f"My course on migration ({tmp_path.name}/before)" in str(app.query_one("#recent-0").label)  # type: ignore[attr-defined]
        await pilot.click("#recent-0")
    assert app.return_value == ("open", before)


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr"])
async def test_every_line_fits_eighty_columns(tmp_path: Path, language: str) -> None:
    async with WelcomeApp(Path("/courses"), language, ZONE).run_test(size=(80, 24)) as pilot:
        assert [text for label in pilot.app.query(Label) if len(text := str(label.content)) > 72] == []
        assert [field.placeholder for field in pilot.app.query(Input) if len(field.placeholder) > 54] == []


def test_the_sample_course_opens_in_the_users_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(WelcomeApp, "run", lambda _: ("demo", tmp_path / "checkin-demo"))
    monkeypatch.setattr(kiosk, "current_translator", lambda: get_translator("fr"))
    ctx = Mock(spec=click.Context)
    context = Context(folder=str(tmp_path))
    kiosk.open_interface(ctx, context)
    ctx.invoke.assert_called_once()
    assert context.language == "fr"
