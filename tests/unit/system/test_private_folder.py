"""Temporary copies of a record are overwritten at the end, and those of killed programs are found."""

import os
import tempfile
from pathlib import Path

import pytest

from checkin.system.private_folder import (
    delete_private_folder,
    drawing_folder,
    left_behind,
    make_private_folder,
    private_folder,
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_is_in_it_is_overwritten_at_the_end() -> None:
    with private_folder("copy") as folder:
        (folder / "checkin.db").write_bytes(b"Ana")
        kept = os.open(folder / "checkin.db", os.O_RDONLY)
    assert os.read(kept, 9) == b"\0\0\0"
    os.close(kept)


def test_it_is_removed_at_the_end(temporary: Path) -> None:
    with private_folder("copy") as folder:
        (folder / "checkin.db").write_bytes(b"Ana")
    assert not any(temporary.iterdir())


def test_what_a_link_in_it_leads_to_is_kept(temporary: Path) -> None:
    (temporary / "list.csv").write_bytes(b"Ana")
    with private_folder("practice") as folder:
        (folder / "list.csv").symlink_to(temporary / "list.csv")
    assert (temporary / "list.csv").read_bytes() == b"Ana"


def test_only_folders_of_ended_programs_are_left_behind(temporary: Path) -> None:
    make_private_folder("copy")
    dead = temporary / "checkin-practice-2147483647-abcd_123"
    for name in (dead.name, "checkin-practice-november", "checkin-course-2147483647-abcdefgh"):
        (temporary / name).mkdir()
    assert left_behind() == [dead]


def test_a_link_in_the_place_of_a_folder_is_not_one(temporary: Path) -> None:
    (temporary / "own").mkdir()
    link = temporary / "checkin-copy-2147483647-abcdefgh"
    link.symlink_to(temporary / "own")
    assert left_behind() == []
    delete_private_folder(link)
    assert (temporary / "own").is_dir()


def test_another_folder_is_left_alone(temporary: Path) -> None:
    (temporary / "course").mkdir()
    delete_private_folder(temporary / "course")
    assert (temporary / "course").is_dir()


def test_a_drawing_leaves_no_folder(temporary: Path) -> None:
    with drawing_folder() as folder:
        (folder / "pages.typ").write_text("Ana", "utf-8")
        assert folder.name.startswith("checkin-drawing-")
    assert list(temporary.iterdir()) == []
