"""Draw a test page that shows how far a printer is misaligned."""

from dataclasses import asdict
from importlib import resources
from pathlib import Path

from checkin.badges.design import Design
from checkin.badges.sheets import Sheet
from checkin.core.errors import DesignError
from checkin.i18n.translator import get_translator
from checkin.system.files import write_errors
from checkin.typesetting.workspace import open_workspace


def draw_calibration_sheet(sheet: Sheet, design: Design, output: Path, *, language: str = "en") -> Path:
    """Draw the places of a sheet with millimetre rulers and printing advice, as a PDF.

    The first place shows the sheet's name and the advice, in ``language``. Raises :class:`DesignError` for a sheet of
    one badge a page, which has no grid, and when the file cannot be written.
    """
    if not sheet.width:
        raise DesignError(
            "The sheet {sheet} is one badge a page and needs no test page; choose a sheet with several places.",
            sheet=sheet.name,
        )
    tr = get_translator(language)
    note = tr("{sheet}: print it at 100%, not fitted to the page.", sheet=sheet.name)
    wide, high = design.drawn_size
    facts = asdict(sheet) | {"wide": wide, "high": high, "note": note, "language": language}
    with write_errors(output, DesignError):
        with open_workspace("test sheet", resources.files("checkin.badges").joinpath("grid.typ")) as opened:
            (made,) = opened.pages(facts)
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(made)
    return output
