"""The page on the architecture names files that exist, and its picture shows the imports as they are."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "architecture.py"))


def named_files() -> list[str]:
    return sorted({name for name in re.findall(r"`([\w./]+/[\w./]*)`", PAGE) if not name.startswith("checkin")})


@pytest.mark.parametrize("name", named_files())
def test_every_file_that_is_named_exists(name: str) -> None:
    assert (ROOT / "src" / "checkin" / name).exists() or (ROOT / name).exists()


def test_every_room_is_described() -> None:
    rooms = {room for layer in SCRIPT["layers"]() for room in layer}
    assert {room for room in rooms if f"| `{room}/` |" in PAGE} == rooms


def test_the_picture_has_an_arrow_for_each_import_between_rooms() -> None:
    drawn = set(re.findall(r'<path id="([\w-]+)"', (ROOT / "docs" / "architecture.svg").read_text("utf-8")))
    assert drawn == {f"{one}-{other}" for one, other in SCRIPT["imports"]()}
