"""What static analysis cannot see: which packages a command really loads."""

import subprocess
import sys

import pytest

from checkin.kiosk.runtime.startup import AFTER_FIRST_FRAME
from checkin.store.open_course import OpenCourse

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


def modules_after(code: str) -> set[str]:
    """The modules that are loaded after running some code in a fresh interpreter."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def loaded_by(code: str) -> set[str]:
    """The heavy packages among them."""
    return modules_after(code) & HEAVY


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


HELP = "from checkin.cli import main\nsys.argv = ['checkin', '--help']\ntry: main()\nexcept SystemExit: pass"


def test_help_loads_click_and_nothing_heavy() -> None:
    assert loaded_by(HELP) == set()


# Parts of checkin, and of the standard library what click does not load by itself.
NOT_FOR_HELP = {
    "checkin.core.course",
    "checkin.core.errors",
    "checkin.i18n.cldr",
    "checkin.i18n.un_names",
    "checkin.store.course_folder",
    "lzma",
    "pathlib",
    "shutil",
    "zoneinfo",
}


def test_help_loads_neither_the_course_model_nor_paths_and_compressors() -> None:
    assert not (modules_after(HELP) - modules_after("import click")) & NOT_FOR_HELP


def test_the_exports_do_not_load_the_interface() -> None:
    assert "textual" not in loaded_by("import checkin.exports.files, checkin.badges.printing, checkin.intake.load")


# The first frame shows the clock, the invitation and the keys. It needs no counts, corrections, searches or dates.
NOT_IN_THE_FIRST_FRAME = {
    *AFTER_FIRST_FRAME,
    "babel",
    "checkin.attendance.effect_text",
    "checkin.attendance.effects",
    "checkin.core.attendance_rules",
    "checkin.core.slots",
    "checkin.door.person_state",
    "checkin.door.snapshot_reader",
    "checkin.kiosk.attendance.screen",
    "checkin.kiosk.badges.screen",
    "checkin.kiosk.door.add_person",
    "checkin.kiosk.door.paper_entry_screen",
    "checkin.kiosk.door.self_service",
    "checkin.store.queries.attendance",
    "checkin.store.schema",
    "psycopg",
    "typst",
}


def test_the_first_frame_of_the_door_loads_nothing_that_can_wait(open_course: OpenCourse) -> None:
    code = f"""
import os, sys
from pathlib import Path
from checkin.kiosk.app import KioskApp
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
class First(KioskApp):
    def on_ready(self):
        print(*sys.modules, file=sys.__stdout__, flush=True)
        os._exit(0)
with open_course(CourseFolder(Path({str(open_course.folder.root)!r}))) as course:
    First(course).run(headless=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "checkin.kiosk.door.screen" in loaded
    assert loaded & NOT_IN_THE_FIRST_FRAME == set()
