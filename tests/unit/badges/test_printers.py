"""Printers by CUPS, with a stand-in for its two programs."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checkin.badges.printers import printers, send
from checkin.core.errors import PrinterError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no CUPS")


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts an ``lp`` and an ``lpstat`` first on the path; ``lp`` writes its arguments, a line each, to a file."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    told = tmp_path / "told"

    def make(lpstat: str = "", lp: str = "", lpoptions: str = "") -> Path:
        bodies = {"lpstat": lpstat, "lp": f'printf "%s\\n" "$@" > {told}\n{lp}', "lpoptions": lpoptions}
        for name, body in bodies.items():
            (folder / name).write_text(f"#!/bin/sh\n{body}\n")
            (folder / name).chmod(0o755)
        return told

    return make


def test_the_default_printer_is_the_first(cups: Callable[..., Path]) -> None:
    cups('[ "$1" = -e ] && printf "Alpha\\nZebra\\n" || echo "system default destination: Zebra"')
    assert printers() == ["Zebra", "Alpha"]


def test_where_the_print_server_does_not_answer_there_are_no_printers(cups: Callable[..., Path]) -> None:
    cups("echo 'lpstat: Connection refused' >&2; exit 1")
    assert printers() == []


def test_where_there_is_no_cups_there_are_no_printers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert printers() == []
    with pytest.raises(PrinterError, match="cannot print with lp"):
        send([tmp_path / "a.pdf"])


def test_a_pdf_goes_to_the_printer_at_its_own_size(cups: Callable[..., Path], tmp_path: Path) -> None:
    told = cups()
    send([tmp_path / "-o a.pdf"], "Zebra", two_sided=True)
    arguments = told.read_text("utf-8").splitlines()
    assert arguments[:2] == ["-d", "Zebra"]
    assert "print-scaling=none" in arguments
    assert "sides=two-sided-long-edge" in arguments
    assert arguments[-2:] == ["--", str(tmp_path / "-o a.pdf")]


def test_what_the_printer_says_is_told(cups: Callable[..., Path], tmp_path: Path) -> None:
    cups(lp="echo 'lp: no such printer' >&2; exit 1")
    with pytest.raises(PrinterError, match="took nothing: lp: no such printer"):
        send([tmp_path / "a.pdf"], "Nobody")


@pytest.fixture
def label(tmp_path: Path) -> Path:
    """A PDF of the size of a label."""
    file = tmp_path / "label.pdf"
    file.write_bytes(b"%PDF-1.7 /MediaBox[0 0 175.74803 82.20473]")
    return file


def test_the_printer_is_asked_for_paper_of_the_size_of_the_pages(cups: Callable[..., Path], label: Path) -> None:
    told = cups(lpoptions='[ "$2" = Brother ] && echo "PageSize/Media Size: *62x100 62x29"')
    assert send([label], "Brother") == []
    assert "media=62x29" in told.read_text("utf-8").splitlines()


def test_a_paper_that_the_printer_does_not_have_is_named_with_those_it_has(
    cups: Callable[..., Path], label: Path
) -> None:
    told = cups(lpoptions="echo 'PageSize/Media Size: *A4 Letter'")
    (said,) = send([label], "Office")
    assert str(said).startswith("The printer Office has no paper of 62 x 29 mm, only A4, Letter.")
    assert "media=" not in told.read_text("utf-8")


def test_a_printer_that_names_no_papers_is_asked_for_none(cups: Callable[..., Path], label: Path) -> None:
    told = cups(lpoptions="exit 1")
    assert send([label], "Raw") == []
    assert "media=" not in told.read_text("utf-8")
