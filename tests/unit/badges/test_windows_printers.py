"""Printing on Windows, with a stand-in for its programs: which one is asked, and what is said when it fails."""

import subprocess
from pathlib import Path

import pytest

from checkin.badges import printers, windows_printers
from checkin.badges.door_printing import print_at_door
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants

LISTED = '[{"Name":"Labels","Default":false},{"Name":"Office","Default":true}]'


class Windows:
    """What was run, and how it ends."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, ...]] = []
        self.values: dict[str, str] = {}
        self.status, self.error = 0, ""

    def run(self, *command: str, **values: str) -> "subprocess.CompletedProcess[str]":
        if "Win32_Printer" in command[-1]:
            return subprocess.CompletedProcess(command, 0, LISTED, "")
        self.commands.append(command)
        self.values = values
        return subprocess.CompletedProcess(command, self.status, "", self.error)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Windows without SumatraPDF."""
    made = Windows()
    monkeypatch.setattr(printers, "ON_WINDOWS", True)
    monkeypatch.setattr(windows_printers, "_run", made.run)
    monkeypatch.setattr(windows_printers, "_sumatra", lambda: None)
    return made


@pytest.fixture
def sumatra(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> Windows:
    monkeypatch.setattr(windows_printers, "_sumatra", lambda: "SumatraPDF.exe")
    return windows


def test_the_default_printer_is_the_first(windows: Windows) -> None:
    assert printers.printers() == ["Office", "Labels"]


def test_sumatra_prints_a_pdf_at_its_size(sumatra: Windows) -> None:
    printers.send([Path("a.pdf")], "Labels", two_sided=True)
    settings = ("-print-to", "Labels", "-print-settings", "noscale,duplexlong", "-silent", "a.pdf")
    assert sumatra.commands == [("SumatraPDF.exe", *settings)]


@pytest.mark.parametrize("name", ["d'Ávila.pdf", "d’Ávila.pdf", "‘; calc #.pdf", "$(calc).pdf"])
def test_without_it_the_program_for_pdfs_is_asked_and_no_name_is_part_of_the_command(
    windows: Windows, name: str
) -> None:
    printers.send([Path(name)])
    ((program, *_, command),) = windows.commands
    assert program == "powershell"
    assert name.removesuffix(".pdf") not in command
    assert windows.values == {"CHECKIN_FILE": name, "CHECKIN_PRINTER": "Office"}


@pytest.mark.parametrize("printer", ['Office" & calc "', "Off\x00ice"])
def test_a_printer_whose_name_could_end_its_argument_is_refused(windows: Windows, printer: str) -> None:
    with pytest.raises(printers.NotPrintedError, match="is not the name of a printer"):
        printers.send([Path("a.pdf")], printer)
    assert windows.commands == []


def test_a_picture_goes_to_the_photo_viewer(windows: Windows) -> None:
    printers.send([Path("a.png")], "Labels")
    assert windows.commands[0][0] == "rundll32"
    assert windows.commands[0][2:] == ("/pt", "a.png", "Labels")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("a.pdf", r"No program here prints a PDF \(no application\)\. Install SumatraPDF\. Print by hand: a\.pdf"),
        ("a.png", r"The printer took nothing: no application\. Print by hand: a\.png"),
    ],
)
def test_a_failure_names_the_file_to_print_by_hand(windows: Windows, file: str, said: str) -> None:
    windows.status, windows.error = 1, "no application."
    with pytest.raises(printers.NotPrintedError, match=said):
        printers.send([Path(file)])


def test_a_computer_without_printers_says_so(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_printers, "printers", list)
    with pytest.raises(printers.NotPrintedError, match=r"Windows has no printer\. Print by hand: a\.pdf"):
        printers.send([Path("a.pdf")])


def test_the_door_prints_a_picture_and_names_the_pdf(windows: Windows, open_course: OpenCourse) -> None:
    ana = participants.roster(open_course.record.conn)[0]
    windows.status = 1
    failed = print_at_door(open_course, ana.code, ana.name, printer="Labels")
    assert (windows.commands[0][0], windows.commands[0][-1]) == ("rundll32", "Labels")
    assert failed.file is not None
    assert (failed.file.suffix, str(failed.problem)) == (".pdf", "The printer took nothing: rundll32: 1.")
