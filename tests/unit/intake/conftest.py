"""Files to read, and a course to read them for."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from checkin.core.course import Course
from checkin.core.errors import IntakeError
from checkin.intake.programme import ics
from checkin.intake.programme.programme_file import ProgrammeFile
from checkin.intake.readers import spreadsheet
from checkin.intake.roster.roster_file import RosterFile

Write = Callable[..., Path]
Problems = Callable[..., list[str]]


def said(file: RosterFile | ProgrammeFile) -> tuple[str, ...]:
    """Return the notices about a file as the user reads them, without the one that every column is known."""
    return tuple(text for notice in file.notices if "recognised by their names" not in (text := str(notice)))


FILES = Path(__file__).parent / "files"


@pytest.fixture
def course() -> Course:
    return Course(
        title="Migration", timezone=ZoneInfo("America/Argentina/Buenos_Aires"), starts=date(2026, 3, 9), language="es"
    )


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file from text, bytes, or rows of cells that are joined by commas."""

    def writing(
        content: str | bytes | Sequence[str], name: str = "people.csv", *, encoding: str = "utf-8", bom: bytes = b""
    ) -> Path:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else "\r\n".join(content)
            path.write_bytes(bom + text.encode(encoding))
        return path

    return writing


@pytest.fixture
def sheet(tmp_path: Path) -> Write:
    """Write rows of values into an xlsx file, one sheet for each argument."""

    def writing(*sheets: Sequence[Sequence[object]], name: str = "people.xlsx") -> Path:
        from openpyxl import Workbook

        book = Workbook()
        del book["Sheet"]
        for number, rows in enumerate(sheets, 1):
            page = book.create_sheet(f"Sheet{number}")
            for row in rows:
                page.append(list(row))
        path = tmp_path / name
        book.save(path)
        return path

    return writing


@pytest.fixture
def problems() -> Callable[..., list[str]]:
    """The problems that a call raises, as the user reads them."""

    def raised(call: Callable[..., object], *arguments: object) -> list[str]:
        with pytest.raises(IntakeError) as caught:
            call(*arguments)
        return [str(problem) for problem in caught.value.problems]

    return raised


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a child process does is done here: starting one for each of these tests takes longer than all of them."""

    def once(work: str, question: dict[str, object], blobs: Sequence[bytes] = (), **_: object) -> object:
        return {"spreadsheet": spreadsheet, "ics": ics}[work.rpartition(":")[0].rpartition(".")[2]].work(
            question, blobs
        )

    for module in (spreadsheet, ics):
        monkeypatch.setattr(module, "run_sandboxed", once)


@pytest.fixture
def book(tmp_path: Path) -> Write:
    """Write an xlsx file with a sheet for each name. A text after ~ is crossed out; ``_hidden`` names hidden sheets."""

    def writing(
        *, name: str = "people.xlsx", _hidden: Sequence[str] = (), **sheets: Sequence[Sequence[object]]
    ) -> Path:
        from openpyxl import Workbook
        from openpyxl.styles import Font

        made = Workbook()
        del made["Sheet"]
        for title, rows in sheets.items():
            page = made.create_sheet(title)
            if title in _hidden:
                page.sheet_state = "hidden"
            for row in rows:
                page.append([text.removeprefix("~") for text in row])
                for place, text in enumerate(row, 1):
                    if text.startswith("~"):
                        page.cell(page.max_row, place).font = Font(strike=True)
        path = tmp_path / name
        made.save(path)
        return path

    return writing
