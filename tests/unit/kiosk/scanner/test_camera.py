"""Which code before a camera is a scan, what is said of the light, and films in the place of a camera."""

from collections.abc import Sequence
from importlib import util
from pathlib import Path

import pytest
from PIL import Image
from tests.scenes import opencv_film, scene

from checkin.core.errors import CheckinError
from checkin.kiosk.runtime.camera_check import check_camera
from checkin.kiosk.scanner.camera import HeldCodes, look, require_camera_packages
from checkin.lifecycle.doctor.finding import State
from checkin.system.qr_reader import Reading

ANA, JOAO, POSTER = "TTFDRVLHJCHG", "CTVCSXSCTXCN", "https://example.org"


def seen(text: str, side: float = 0.3) -> Reading:
    return Reading(text, ((0, 0), (side, 0), (side, side), (0, side)))


def scans(moments: Sequence[tuple[float, Sequence[Reading]]]) -> list[tuple[float, str]]:
    """The scans of what is in sight at some times, in seconds."""
    held = HeldCodes()
    found = [(at, held.next_scan(sorted(codes, key=lambda one: -one.area), at)) for at, codes in moments]
    return [(at, one.text) for at, one in found if one is not None]


def steady(start: float, end: float, *codes: Reading) -> list[tuple[float, Sequence[Reading]]]:
    """The same codes in ten pictures a second."""
    return [(tenth / 10, codes) for tenth in range(round(start * 10), round(end * 10))]


def test_a_badge_that_is_held_on_is_one_scan() -> None:
    assert scans(steady(0, 30, seen(ANA))) == [(0, ANA)]


def test_a_badge_that_comes_back_after_three_seconds_is_another_scan() -> None:
    assert scans([*steady(0, 1, seen(ANA)), *steady(3.5, 4, seen(ANA))]) == [(0, ANA)]
    assert scans([*steady(0, 1, seen(ANA)), *steady(4, 5, seen(ANA))]) == [(0, ANA), (4, ANA)]


def test_blurred_pictures_between_do_not_make_a_second_scan() -> None:
    assert scans([(tenth / 10, [seen(ANA)] * (tenth % 3 == 0)) for tenth in range(100)]) == [(0, ANA)]


def test_of_two_badges_the_larger_is_read_and_the_other_waits_until_it_is_away() -> None:
    both = (seen(ANA, 0.3), seen(JOAO, 0.28))
    assert scans([*steady(0, 2, *both), *steady(2, 3, seen(JOAO, 0.28))]) == [(0, ANA), (2.3, JOAO)]


def test_nobody_waits_longer_than_three_seconds() -> None:
    both = (seen(ANA, 0.3), seen(JOAO, 0.28))
    assert scans(steady(0, 10, *both)) == [(0, ANA), (3, JOAO)]


def test_two_badges_of_one_size_are_each_read_once() -> None:
    moments = [(tenth / 10, (seen(ANA, 0.3 + tenth % 2 / 50), seen(JOAO, 0.31))) for tenth in range(100)]
    assert sorted(text for _, text in scans(moments)) == [JOAO, ANA]


def test_a_badge_before_a_code_on_the_wall_does_not_wait() -> None:
    wall = seen(POSTER, 0.1)
    moments = [
        *steady(0, 1, wall),
        *steady(1, 2, wall, seen(ANA)),
        *steady(2, 9, wall),
        *steady(9, 10, wall, seen(ANA)),
    ]
    assert scans(moments) == [(0, POSTER), (1, ANA), (9, ANA)]


# -- pictures


def answers(source: str, count: int) -> list[dict[str, object]]:
    """The next answers to an impatient question."""
    question = {"source": source, "wait": 0, "width": 32, "height": 24}
    return [dict(look(question, [])[0]) for _ in range(count)]


def texts(answer: dict[str, object]) -> list[str]:
    return [one["text"] for one in answer["codes"]]  # type: ignore[attr-defined]


def test_a_badge_is_read_in_the_first_sharp_picture_of_a_opencv_film(tmp_path: Path) -> None:
    moving = [scene((ANA, 220, (x, 100)), blur=12) for x in (20, 60, 100)] + [scene((ANA, 220, (140, 110)))]
    assert [texts(one) for one in answers(opencv_film(tmp_path / "film.avi", moving), 4)] == [[], [], [], [ANA]]


def test_two_badges_in_a_film_are_both_read_the_larger_first(tmp_path: Path) -> None:
    picture = scene((JOAO, 120, (20, 20)), (ANA, 220, (300, 200)))
    assert texts(answers(opencv_film(tmp_path / "film.avi", [picture]), 1)[0]) == [ANA, JOAO]


def test_a_camera_that_ends_is_lost_and_is_opened_again(tmp_path: Path) -> None:
    found = answers(opencv_film(tmp_path / "film.avi", [scene((ANA, 220, (200, 120)))] * 2), 5)
    assert ["lost" in one for one in found] == [False, False, True, False, False]


def test_a_camera_that_does_not_exist_is_lost(tmp_path: Path) -> None:
    assert answers(str(tmp_path / "none.avi"), 1) == [{"lost": True}]


@pytest.mark.parametrize(("grey", "light"), [(5, "dark"), (120, ""), (255, "bright")])
def test_bad_light_is_noticed(tmp_path: Path, grey: int, light: str) -> None:
    room = Image.new("RGB", (640, 480), (grey, grey, grey))
    assert answers(opencv_film(tmp_path / "film.avi", [room]), 1)[0]["light"] == light


def test_a_picture_keeps_its_shape_and_is_mirrored(tmp_path: Path) -> None:
    left_white = Image.new("RGB", (640, 480))
    left_white.paste((255, 255, 255), (0, 0, 320, 480))
    source = opencv_film(tmp_path / "film.avi", [left_white])
    answer, (pixels,) = look({"source": source, "wait": 0, "width": 100, "height": 24}, [])
    assert (answer["width"], len(pixels)) == (32, 32 * 24 * 3)
    assert pixels[0] < 20 < 235 < pixels[31 * 3]


@pytest.mark.parametrize("missing", ["cv2", "zxingcpp"])
def test_without_the_packages_it_is_said_how_to_install_them(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    find = util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == missing else find(name))
    with pytest.raises(CheckinError, match=rf"\({missing}\).* -m pip install .checkin-kiosk\[camera\]."):
        require_camera_packages()


def test_doctor_says_that_a_camera_gives_pictures(tmp_path: Path) -> None:
    source = opencv_film(tmp_path / "film.avi", [Image.new("RGB", (64, 48), (125, 120, 110))] * 3)
    found = check_camera(source)
    assert (found.state, found.text) == (State.OK, f"Camera {source} gives pictures.")


def test_doctor_says_that_a_camera_gives_no_picture(tmp_path: Path) -> None:
    found = check_camera(str(tmp_path / "nothing.avi"))
    assert (found.state, "gives no picture" in found.text) == (State.NOTICE, True)


def test_doctor_names_the_packages_that_a_camera_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "checkin-kiosk[camera]" in check_camera().text
