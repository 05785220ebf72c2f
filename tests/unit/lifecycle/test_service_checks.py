"""What doctor says of the printer, the mail server and the server of the stations."""

from pathlib import Path
from threading import Event

import pytest
from tests.conftest import COURSE

from checkin.core.course_toml import parse
from checkin.core.text import sentence
from checkin.lifecycle.doctor import service_checks
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.store.course_folder import CourseFolder

OK = Finding("mail", State.OK, sentence("The server {url} answers.", url="x"))


def look(tmp_path: Path, rules: str, at: int = -1) -> dict[str, tuple[State, str]]:
    """Return the last (or first) finding of each part: its state and sentence."""
    checks = list(service_checks.check_services(parse(COURSE + rules), CourseFolder(tmp_path)))
    return {found.part: (found.state, found.text) for found in (checks if at else reversed(checks))}


@pytest.fixture(autouse=True)
def printers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    there: list[str] = []
    monkeypatch.setattr(service_checks, "printers", lambda: there)
    return there


def test_a_course_without_mail_and_server_asks_none(tmp_path: Path) -> None:
    assert set(look(tmp_path, "")) == {"printer"}


def test_without_a_printer_badges_are_files(tmp_path: Path) -> None:
    assert look(tmp_path, "")["printer"][0] is State.NOTICE


def test_printing_at_the_door_needs_a_printer(tmp_path: Path) -> None:
    assert look(tmp_path, '[badges]\nprint_at_door = "added"\n')["printer"][0] is State.WRONG


def test_a_printer_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, printers: list[str]) -> None:
    printers.append("Brother")
    assert look(tmp_path, '[badges]\nprinter = "Zebra"\n')["printer"] == (
        State.WRONG,
        "[badges] printer 'Zebra' is not a printer of this computer. There are: Brother.",
    )


def test_the_printer_of_the_door_is_named(tmp_path: Path, printers: list[str]) -> None:
    printers += ["Laser", "Zebra"]
    assert look(tmp_path, '[badges]\nprinter = "Zebra"\n')["printer"] == (State.OK, "Printer: Zebra.")


def test_the_printer_of_the_emergency_list_is_looked_for_too(tmp_path: Path, printers: list[str]) -> None:
    printers.append("Brother")
    state, text = look(tmp_path, '[export]\nprinter = "Office"\n[badges]\nprinter = "Brother"\n', at=0)["printer"]
    assert state is State.WRONG
    assert text == "[export] printer 'Office' is not a printer of this computer. There are: Brother."


def test_without_any_printer_none_is_listed(tmp_path: Path) -> None:
    state, text = look(tmp_path, '[badges]\nprinter = "Zebra"\n')["printer"]
    assert state is State.WRONG
    assert text.endswith("It has none: set one up in the system's settings.")


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("", "course.toml names no sender"),
        ('from = "curso"\n', "course.toml: [mail] from must be an e-mail address"),
        ('from = "a@@b c"\n', "course.toml: [mail] from must be an e-mail address"),
        ('from = "a@example.org"\nreply_to = "curso"\n', "course.toml: [mail] reply_to must be an e-mail address"),
    ],
)
def test_a_sender_that_cannot_be_used_is_named_before_the_server_is_asked(
    tmp_path: Path, rules: str, said: str
) -> None:
    state, text = look(tmp_path, f'[mail]\nhost = "localhost"\nsecurity = "none"\n{rules}')["mail"]
    assert state is State.WRONG
    assert text.startswith(said)


def test_a_mail_server_that_cannot_be_reached_is_named(tmp_path: Path, unused_tcp_port: int) -> None:
    rules = f'[mail]\nhost = "localhost"\nport = {unused_tcp_port}\nsecurity = "none"\nfrom = "a@example.org"\n'
    state, text = look(tmp_path, rules)["mail"]
    assert state is State.WRONG
    assert text.startswith(f"The mail server localhost cannot be reached at port {unused_tcp_port}")


def test_a_server_of_stations_that_cannot_be_reached_is_named(tmp_path: Path, unused_tcp_port: int) -> None:
    state, text = look(tmp_path, f'[hub]\nurl = "postgresql://organizer@localhost:{unused_tcp_port}/x"\n')["server"]
    assert (state, str(unused_tcp_port) in text) == (State.WRONG, True)


def test_a_service_that_never_answers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()
    monkeypatch.setattr(service_checks, "_PATIENCE", 0)
    monkeypatch.setattr(service_checks, "check_mail", lambda _: answered.wait() and OK)
    rules = '[mail]\nhost = "localhost"\nsecurity = "none"\nfrom = "a@example.org"\n'
    assert look(tmp_path, rules)["mail"][1].startswith("No answer for")
    answered.set()
