"""Every desk at eighty columns in every language: no word in a bar, a heading, a footer or a list is cut."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.functional.kiosk.interface import press, settled, whole_screen
from textual.widgets import DataTable

from checkin.core.events import EventSource, ScannedText
from checkin.core.text import LANGUAGES
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.attendance.close_session import ClosingScreen
from checkin.kiosk.widgets.footer import KeysFooter
from checkin.lifecycle.demo import give_past, sample_clock, sample_folder, write_sample
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

# The keys that no translation may push out of a footer of eighty columns, and the columns of the tables there.
KEYS = {
    "door": ("F1", "F2", "F3", "F4", "F5", "Ctrl+Q"),
    "badges": ("F1", "Ctrl+P", "F2", "F3", "F5", "F6", "Ctrl+Q"),
    "attendance": ("F1", "Ctrl+F", "Ctrl+E", "Ctrl+G", "F6", "Ctrl+Q"),
}
COLUMNS = {"f2": 8, "f3": 8}
NOW = datetime(2026, 3, 11, 12, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCourse]:
    """The sample course on its third day."""
    folder = sample_folder(tmp_path_factory.mktemp("sample"))
    write_sample(folder, NOW)
    with opened_course(folder, clock=replace(sample_clock(), now=lambda: NOW)) as course:
        load(course)
        give_past(course, NOW)
        yield course


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_word_is_cut_at_eighty_columns(sample: OpenCourse, language: str) -> None:
    app = KioskApp(sample, StartOptions(door="Salón Atlántico", language=language))
    cut: dict[str, list[str]] = {}
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        cut["idle"] = [line for line in whole_screen(pilot).splitlines() if "…" in line]
        for person in participants.roster(sample.record.conn)[:6]:
            app.handle_scan(ScannedText(person.code, EventSource.SCANNED))
        await settled(pilot)
        cut["door"] = [line for line in whole_screen(pilot).splitlines() if "…" in line]
        cut["door, keys"] = cut_keys(app, KEYS["door"])
        await press(pilot, "f7")
        cut["badges, keys"] = cut_keys(app, KEYS["badges"])
        await press(pilot, "f8")
        cut["attendance, keys"] = cut_keys(app, KEYS["attendance"])
        for key in ("f2", "f3", "f4"):
            await press(pilot, key)
            # The heading, the views and the headings of the columns; names and titles of sessions may be longer.
            lines = whole_screen(pilot).splitlines()
            cut[f"attendance, {key}"] = [line for line in lines[1:3] if "…" in line or len(line) > 78]
            if key in COLUMNS and (columns := len(app.screen.query_one(DataTable).columns)) < COLUMNS[key]:
                cut[f"attendance, {key}, columns"] = [str(columns), lines[2]]
        app.author = "Paz"
        await press(pilot, "f3", "enter", "enter")
        assert isinstance(app.screen, ClosingScreen)
        cut["closing, keys"] = cut_keys(app, ("F2", "F3", "F4", "F5"))
    assert {screen: lines for screen, lines in cut.items() if lines} == {}


def cut_keys(app: KioskApp, keys: Sequence[str]) -> list[str]:
    """Return the footer if its keys are wider than the screen, or if one of these keys is not shown."""
    footer = app.screen.query_one(KeysFooter)
    shown = f" {footer.render()}"
    is_cut = footer.render().cell_length > app.size.width or any(f" {key} " not in shown for key in keys)
    return [shown] if is_cut else []
