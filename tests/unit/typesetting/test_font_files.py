"""Font files that pages cannot use are named, with what is used instead."""

from pathlib import Path

import pytest

from checkin.lifecycle.doctor.run_checks import run_checks
from checkin.store.open_course import OpenCourse
from checkin.typesetting import fonts
from checkin.typesetting.font_files import unusable_fonts


@pytest.fixture
def good() -> bytes:
    return next(Path(fonts._installed()[0]).rglob("*.ttf")).read_bytes()


def test_broken_files_are_named_and_good_ones_are_not(tmp_path: Path, good: bytes) -> None:
    (design := tmp_path / "designs" / "own").mkdir(parents=True)
    for name, data in (("good.ttf", good), ("GOOD.TTF", good), ("cut.ttf", good[:20_000]), ("web.woff2", b"x")):
        (design / name).write_bytes(data)
    (tmp_path / "random.otf").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "link.ttf").symlink_to(design / "good.ttf")
    named = [str(text) for text in unusable_fonts([tmp_path, design.parent, tmp_path / "none"])]
    assert [text.split()[3].rpartition("/")[2] for text in named] == ["cut.ttf", "web.woff2", "link.ttf", "random.otf"]
    assert all("Pages use Source Sans 3 instead" in text for text in named)


def test_doctor_names_them(open_course: OpenCourse) -> None:
    (folder := open_course.folder.fonts).mkdir()
    (folder / "house.ttf").write_bytes(b"no font")
    assert any("house.ttf cannot be read" in str(one.text) for one in run_checks(open_course.folder))
