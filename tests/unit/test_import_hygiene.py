"""What static analysis cannot see: which packages a command really loads."""

import subprocess
import sys

import pytest

HEAVY = {
    "textual",
    "typst",
    "PIL",
    "qrcode",
    "babel",
    "xlsxwriter",
    "sqlite_utils",
    "icalendar",
    "python_calamine",
    "psycopg",
}


def loaded_by(code: str) -> set[str]:
    """The heavy packages in ``sys.modules`` after running some code in a fresh interpreter."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name for name in done.stdout.split() if "." not in name} & HEAVY


@pytest.mark.parametrize(
    "code",
    [
        "import checkin",
        "import checkin.cli",
        "import checkin.door.scan, checkin.store.record",
        "import checkin.door.answer_text",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str) -> None:
    assert loaded_by(code) == set()


def test_help_loads_click_and_nothing_heavy() -> None:
    code = "from checkin.cli import checkin\ntry: checkin.main(['--help'])\nexcept SystemExit: pass"
    assert loaded_by(code) == set()


def test_the_exports_do_not_load_the_interface() -> None:
    assert "textual" not in loaded_by("import checkin.exports.files, checkin.badges.printing, checkin.intake.load")
