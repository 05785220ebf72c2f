"""A webcam at the door: from a picture to the row on disk, the picture on the screen, and a camera that goes away."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import util
from pathlib import Path
from typing import Any

import pytest
from tests.functional.kiosk.interface import (
    ENGLISH,
    a_second_passes,
    kiosk,
    painted,
    press,
    settled,
    text_of,
    whole_screen,
)
from tests.scenes import opencv_film, scene
from textual.pilot import Pilot

from checkin.cli import main
from checkin.core.events import EventSource, ScannedText
from checkin.door.pin import Pin
from checkin.kiosk.app import KioskApp
from checkin.kiosk.runtime.camera_job import CameraJob
from checkin.kiosk.runtime.messages import CameraLost, CameraSeen
from checkin.kiosk.scanner.camera import CameraView
from checkin.kiosk.widgets.camera_picture import CameraPicture
from checkin.kiosk.widgets.session_bar import SessionBar
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants
from checkin.store.settings import all_settings
from checkin.system.extra_packages import install_command

GREY = CameraView(bytes([120]) * (24 * 18 * 3), 24, ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)))


def code_of(course: OpenCourse, name: str) -> str:
    return next(one.code for one in participants.roster(course.record.conn) if one.name.startswith(name))


def scans(course: OpenCourse) -> list[tuple[str, str]]:
    with course.record.reading() as conn:
        rows = conn.execute("SELECT door, verdict FROM events WHERE kind = 'scan' ORDER BY rowid")
        return [tuple(row) for row in rows]


def stored(course: OpenCourse) -> dict[str, str]:
    with course.record.reading() as conn:
        return all_settings(conn)


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cameras whose threads do not start: the test says what they see."""
    monkeypatch.setattr(CameraJob, "start", lambda job: None)
    monkeypatch.setattr(CameraJob, "stop", lambda job: None)


def app_of(pilot: Pilot[None]) -> KioskApp:
    assert isinstance(pilot.app, KioskApp)
    return pilot.app


async def sees(pilot: Pilot[None], view: CameraView = GREY, code: str = "") -> None:
    app = app_of(pilot)
    app.post_message(CameraSeen(app._camera, view, ScannedText(code, EventSource.SCANNED) if code else None))
    await settled(pilot)


WITH_CAMERA = replace(ENGLISH, camera="0")


async def test_a_badge_in_a_film_is_recorded_once_and_answered(open_course: OpenCourse, tmp_path: Path) -> None:
    film = opencv_film(tmp_path / "film.avi", [scene((code_of(open_course, "Ana"), 240, (200, 120)))] * 20)
    async with kiosk(open_course, wish=replace(ENGLISH, camera=film)) as pilot:
        async with asyncio.timeout(30):
            while not app_of(pilot).camera_trouble:  # the film is over
                await asyncio.sleep(0.01)
        await settled(pilot)
        assert "Argentina" in text_of(pilot, VerdictPanel)
    assert scans(open_course) == [("Hall", "present")]


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_picture_is_shown_with_a_frame_beside_the_answer(
    open_course: OpenCourse, size: tuple[int, int]
) -> None:
    async with kiosk(open_course, size, wish=WITH_CAMERA) as pilot:
        await sees(pilot, code=code_of(open_course, "Ana"))
        await painted(pilot)
        picture = pilot.app.screen.query_one(CameraPicture)
        assert picture.size == (24, 9)
        colours = {tuple(segment.style.color.triplet) for segment in picture.render_line(4)}  # type: ignore[union-attr]
        assert colours == {(120, 120, 120), (111, 219, 155)}
        assert "Argentina" in text_of(pilot, VerdictPanel)


@pytest.mark.usefixtures("at_rest")
async def test_the_picture_asks_for_no_more_cells_than_the_answer_leaves(open_course: OpenCourse) -> None:
    async with kiosk(open_course, wish=WITH_CAMERA) as pilot:
        await sees(pilot)
        columns, rows = app_of(pilot)._camera.cells
        assert columns <= 80 // 3
        assert rows <= pilot.app.screen.query_one(VerdictPanel).size.height


@pytest.mark.usefixtures("at_rest")
async def test_bad_light_is_said_in_the_picture(open_course: OpenCourse) -> None:
    async with kiosk(open_course, wish=WITH_CAMERA) as pilot:
        await sees(pilot, replace(GREY, light="dark"))
        await painted(pilot)
        assert "Too dark to read a badge" in " ".join(whole_screen(pilot).split())


@pytest.mark.usefixtures("at_rest")
async def test_a_camera_that_is_lost_is_named_until_it_is_back(open_course: OpenCourse) -> None:
    async with kiosk(open_course, wish=WITH_CAMERA) as pilot:
        await sees(pilot)
        pilot.app.post_message(CameraLost(app_of(pilot)._camera))
        await settled(pilot)
        await a_second_passes(pilot)
        assert "Camera 0 gives no picture." in text_of(pilot, SessionBar)
        assert not pilot.app.screen.query(CameraPicture)
        await sees(pilot)
        await a_second_passes(pilot)
        assert "Camera 0" not in text_of(pilot, SessionBar)
        assert pilot.app.screen.query(CameraPicture)


@pytest.mark.usefixtures("at_rest")
async def test_another_camera_is_not_lost_because_the_last_one_was(open_course: OpenCourse) -> None:
    async with kiosk(open_course, wish=WITH_CAMERA) as pilot:
        pilot.app.post_message(CameraLost(app_of(pilot)._camera))
        await settled(pilot)
        app_of(pilot).use_camera("1")
        assert app_of(pilot).camera_trouble == ""


@pytest.mark.usefixtures("at_rest")
async def test_a_camera_is_chosen_with_f5_and_used_at_the_next_start(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        assert app_of(pilot).camera == ""
        app_of(pilot).action_camera()
        await settled(pilot)
        await press(pilot, "down", "down", "enter")
        assert app_of(pilot).camera == "1"
    async with kiosk(open_course) as pilot:
        assert app_of(pilot).camera == "1"
        app_of(pilot).action_camera()
        await settled(pilot)
        await press(pilot, "home", "enter")
    async with kiosk(open_course) as pilot:
        assert app_of(pilot).camera == ""


@pytest.mark.usefixtures("at_rest")
async def test_the_option_without_a_number_means_the_camera_used_last(open_course: OpenCourse) -> None:
    async with kiosk(open_course, wish=replace(ENGLISH, camera="last")) as pilot:
        assert app_of(pilot).camera == "0"
        app_of(pilot).use_camera("2")
        await settled(pilot)
    async with kiosk(open_course, wish=replace(ENGLISH, camera="last")) as pilot:
        assert app_of(pilot).camera == "2"


@pytest.mark.usefixtures("at_rest")
async def test_the_picture_can_be_hidden_and_the_camera_scans_on(open_course: OpenCourse) -> None:
    async with kiosk(open_course, wish=WITH_CAMERA) as pilot:
        await sees(pilot)
        app_of(pilot).action_camera()
        await settled(pilot)
        await press(pilot, "end", "enter")
        await sees(pilot, code=code_of(open_course, "Ana"))
        assert not pilot.app.screen.query(CameraPicture)
        assert "Argentina" in text_of(pilot, VerdictPanel)
    assert stored(open_course)["kiosk.hides_camera"] == "yes"


@pytest.mark.usefixtures("at_rest")
async def test_guests_hold_their_badge_before_the_camera(open_course: OpenCourse) -> None:
    Pin(open_course.record).choose("1234")
    async with kiosk(open_course, wish=replace(WITH_CAMERA, self_service=True)) as pilot:
        await sees(pilot)
        await a_second_passes(pilot)
        app_of(pilot).screen._tick()  # type: ignore[attr-defined]
        assert "hold your badge or phone in front of the camera" in " ".join(text_of(pilot, VerdictPanel).split())
        assert pilot.app.screen.query(CameraPicture)
        await sees(pilot, code=code_of(open_course, "Ana"))
        assert "Argentina" in text_of(pilot, VerdictPanel)
    assert scans(open_course) == [("Hall", "present")]


async def test_without_the_packages_f5_says_so_and_the_door_stays_open(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "cv2" else find(name))
    async with kiosk(open_course) as pilot:
        app_of(pilot).action_camera()  # F5
        await settled(pilot)
        await press(pilot, "down", "enter")
        assert '"checkin-kiosk[camera]"' in " ".join(whole_screen(pilot).split())
        assert app_of(pilot).camera == ""


def test_the_frame_is_where_the_code_is_in_the_mirrored_picture() -> None:
    said: list[Any] = []
    job = CameraJob("0", said.append)
    code = {"text": "TTFDRVLHJCHG", "corners": [[0.1, 0.2], [0.3, 0.2], [0.3, 0.5], [0.1, 0.5]]}

    def ask(question: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], Sequence[bytes]]:
        job._ended.set()
        return {"codes": [code], "width": 1, "light": ""}, [b"\0\0\0"]

    job.watch(ask)
    assert said[0].view.corners == ((0.9, 0.2), (0.7, 0.2), (0.7, 0.5), (0.9, 0.5))


def test_a_camera_that_hangs_or_crashes_is_lost_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from checkin.system.sandbox import SandboxError, SandboxFailure

    said: list[object] = []
    job = CameraJob("0", said.append)
    monkeypatch.setattr(job._ended, "wait", lambda seconds: None)
    left: list[Any] = [SandboxError(SandboxFailure.TIME), SandboxError(SandboxFailure.CRASH), {"codes": []}]

    def ask(question: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], Sequence[bytes]]:
        answer = left.pop(0)
        if not left:
            job._ended.set()
        if isinstance(answer, SandboxError):
            raise answer
        return {"width": 1, "light": "", **answer}, [b"\0\0\0"]

    job.watch(ask)
    assert [type(one) for one in said] == [CameraLost, CameraSeen]


def test_without_the_packages_the_command_says_how_to_install_them(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "cv2" else find(name))
    monkeypatch.setattr("checkin.kiosk.require_terminal", lambda: None)
    monkeypatch.setattr(
        "sys.argv", ["checkin", "-C", str(open_course.folder.root), "--language", "en", "door", "--camera"]
    )
    with pytest.raises(SystemExit) as end:
        main()
    said = f"Packages are missing (cv2). Install them with: {install_command('checkin-kiosk[camera]')}"
    assert (end.value.code, said in capsys.readouterr().err) == (1, True)
