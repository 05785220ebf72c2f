"""An extra whose packages are missing is named with the command that installs it, also in a bundle."""

import sys
from importlib import util

import pytest

from checkin.core.errors import CheckinError
from checkin.system.extra_packages import install_command, require_packages


@pytest.fixture(autouse=True)
def without_opencv(monkeypatch: pytest.MonkeyPatch) -> None:
    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "cv2" else find(name))


def test_what_is_installed_is_enough() -> None:
    require_packages("web", "json")


def test_missing_packages_are_named_with_the_command_that_installs_them() -> None:
    with pytest.raises(CheckinError) as error:
        require_packages("camera", "json", "cv2")
    assert (
        str(error.value) == f"Packages are missing (cv2). Install them with: {install_command('checkin-kiosk[camera]')}"
    )


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("/home/ana/.venv/bin/python", '/home/ana/.venv/bin/python -m pip install "checkin-kiosk[web]"'),
        ("C:\\My course\\python.exe", '"C:\\My course\\python.exe" -m pip install "checkin-kiosk[web]"'),
    ],
)
def test_the_command_names_the_python_that_runs(monkeypatch: pytest.MonkeyPatch, program: str, command: str) -> None:
    monkeypatch.setattr(sys, "executable", program)
    assert install_command("checkin-kiosk[web]") == command


def test_a_bundle_into_which_nothing_can_be_installed_says_what_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(CheckinError) as error:
        require_packages("camera", "cv2")
    assert str(error.value).startswith("This copy of checkin was made without cv2. Use checkin installed with Python: ")
