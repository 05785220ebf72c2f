"""Phones as scanners at the door: the code that connects one, who has access, and how that ends."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, settled, text_of, whole_screen
from textual.pilot import Pilot

from checkin.door.phones import Pairing, paired_phones
from checkin.kiosk.app import KioskApp
from checkin.kiosk.door.phones_dialog import PhonesDialog
from checkin.kiosk.runtime.messages import PhonesChanged
from checkin.kiosk.runtime.phones_job import PhonesJob, PhonesState
from checkin.kiosk.widgets.session_bar import SessionBar
from checkin.store.open_course import OpenCourse

Says = Callable[[PhonesState], None]
OPEN = PhonesState(True, "https://192.168.1.5:8443/#ABCD2345", "AA:BB:CC")


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """Puts a state in the place of the child process."""

    def put(state: PhonesState) -> None:
        def start(job: PhonesJob, language: str) -> None:
            job.state = state

        monkeypatch.setattr(PhonesJob, "start", start)

    return put


async def open_dialog(pilot: Pilot[None]) -> PhonesDialog:
    app = pilot.app
    assert isinstance(app, KioskApp)
    app.action_phones()
    await settled(pilot)
    assert isinstance(app.screen, PhonesDialog)
    return app.screen


async def test_the_dialog_shows_where_and_how_a_phone_connects(open_course: OpenCourse, says: Says) -> None:
    says(OPEN)
    async with kiosk(open_course) as pilot:
        await open_dialog(pilot)
        shown = whole_screen(pilot.app)
        assert "https://192.168.1.5:8443" in shown
        assert "Code: ABCD2345" in shown
        assert "AA:BB:CC" in shown
        assert "█▀▀▀▀▀█" in shown


async def test_what_prevents_it_is_said(open_course: OpenCourse, says: Says) -> None:
    says(PhonesState(trouble="Port 8443 cannot be used"))
    async with kiosk(open_course) as pilot:
        await open_dialog(pilot)
        assert "Port 8443 cannot be used" in whole_screen(pilot.app)


async def test_a_phone_that_was_connected_is_named(open_course: OpenCourse, says: Says) -> None:
    says(OPEN)
    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        await open_dialog(pilot)
        app.phones.state = PhonesState(True, OPEN.url, "", "Ana's phone")
        app.post_message(PhonesChanged())
        await settled(pilot)
        assert "Ana's phone is connected." in whole_screen(app)


async def test_enter_ends_the_access_of_a_phone_after_a_question(open_course: OpenCourse, says: Says) -> None:
    says(OPEN)
    pairing = Pairing(open_course.record)
    pairing.pair(pairing.current_code(), "Ana's phone")
    async with kiosk(open_course) as pilot:
        await open_dialog(pilot)
        await press(pilot, "down", "enter")
        assert "End the access of Ana's phone?" in whole_screen(pilot.app)
        await press(pilot, "down", "enter")
        assert "No phone has access." in whole_screen(pilot.app)
    with open_course.record.reading() as conn:
        assert paired_phones(conn) == []


async def test_the_door_shows_that_it_is_open_to_phones(open_course: OpenCourse, says: Says) -> None:
    says(OPEN)
    async with kiosk(open_course) as pilot:
        await open_dialog(pilot)
        await press(pilot, "escape")
        await a_second_passes(pilot)
        assert "open to phones" in text_of(pilot, SessionBar)


async def test_phones_and_a_practice_exclude_each_other(open_course: OpenCourse, says: Says) -> None:
    says(OPEN)
    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        await open_dialog(pilot)
        await press(pilot, "escape")
        app.action_practice()
        await settled(pilot)
        assert not app.is_practice
        assert "Before a practice close their pages" in whole_screen(app)
        app.phones.state = PhonesState()
        app.action_practice()
        await settled(pilot)
        app.action_phones()
        await settled(pilot)
        assert "End the practice first" in whole_screen(app)
        assert app.phones.state == PhonesState()


def test_a_child_that_says_much_is_heard_to_its_end(tmp_path: Path) -> None:
    job = PhonesJob(tmp_path, lambda message: None)
    words = "import sys; sys.stderr.write('x\\n' * 100_000 + 'the reason'); print('not JSON')"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-S", "-c", words], **pipes) as process:  # type: ignore[call-overload]
        job._process = process
        job._listen(process)
    assert job.state.trouble.endswith("the reason")
