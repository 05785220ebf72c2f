"""``checkin serve`` as a process: what it prints, what it serves, and that it ends with the program that started it."""

import json
import ssl
import subprocess
import sys
import urllib.request
from unittest.mock import patch

import pytest
from aiohttp.test_utils import unused_port

from checkin.cli import main
from checkin.door.phones import Pairing
from checkin.store.open_course import OpenCourse
from checkin.system.extra_packages import install_command


def test_the_pages_are_served_until_standard_input_ends(open_course: OpenCourse) -> None:
    port = unused_port()
    command = [sys.executable, "-m", "checkin", "-C", str(open_course.folder.root), "serve", "--json"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen([*command, "--port", str(port)], **pipes) as process:  # type: ignore[call-overload]
        said = json.loads(process.stdout.readline())
        assert said["url"].startswith(f"https://localhost:{port}/#")
        trusted = ssl.create_default_context(cafile=open_course.folder.tls_certificate)
        with urllib.request.urlopen(f"https://localhost:{port}/texts", context=trusted) as answer:
            assert json.load(answer)["language"] == "es"
        process.stdin.close()
        assert process.wait(20) == 0


def run(capsys: pytest.CaptureFixture[str], course: OpenCourse, *arguments: str) -> tuple[int, str]:
    command = ["checkin", "-C", str(course.folder.root), "--language", "en", "serve", *arguments]
    with patch.object(sys, "argv", command), pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0), "".join(capsys.readouterr())


def test_the_phones_with_access_are_listed(open_course: OpenCourse, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No phone has access." in run(capsys, open_course, "--phones")[1]
    pairing = Pairing(open_course.record)
    pairing.pair(pairing.current_code(), "Ana's phone")
    assert run(capsys, open_course, "--phones")[1].startswith("Ana's phone  staff")


def test_ending_an_access_names_the_phone(open_course: OpenCourse, capsys: pytest.CaptureFixture[str]) -> None:
    pairing = Pairing(open_course.record, is_guest=True)
    pairing.pair(pairing.current_code(), "Tablet")
    assert "Tablet has no access any more. Its entries are kept." in run(capsys, open_course, "--revoke", "tablet")[1]
    assert "No phone has access." in run(capsys, open_course, "--phones")[1]


def test_the_interface_is_not_for_guests(open_course: OpenCourse, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, open_course, "--interface", "--guests")
    assert status == 2
    assert "--interface is for staff." in said


def test_without_textual_serve_the_command_says_how_to_install_it(
    open_course: OpenCourse, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import util

    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "textual_serve" else find(name))
    status, said = run(capsys, open_course, "--interface")
    assert status == 1
    assert f"(textual_serve). Install them with: {install_command('checkin-kiosk[interface]')}" in said


@pytest.mark.parametrize("missing", ["aiohttp", "zxingcpp"])
def test_without_the_packages_the_command_says_how_to_install_them(
    open_course: OpenCourse, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    from importlib import util

    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == missing else find(name))
    status, said = run(capsys, open_course)
    assert status == 1
    assert f"({missing}). Install them with: {install_command('checkin-kiosk[web]')}" in said
