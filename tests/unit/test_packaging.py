"""The distribution has a name of its own, and every text that tells how to install says so."""

import re
import runpy
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# ``checkin`` on the package index is somebody else's.
WRONG = re.compile(r"(?:pip|pipx|uv tool|uvx|uv pip)\s+(?:install\s+)?(?:-\S+\s+)*['\"]?checkin(?!-kiosk)\b")


def texts() -> Iterator[Path]:
    for folder in ("src", "docs", "scripts", ".ci"):
        yield from (
            path
            for path in (ROOT / folder).rglob("*")
            if path.suffix in {".py", ".md", ".po", ".toml", ".txt", ".html", ".js", ".typ"}
        )
    yield from ROOT.glob("*.md")


def test_no_text_tells_anybody_to_install_another_package() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}" for path in texts() if (hit := WRONG.search(path.read_text("utf-8")))
    ]
    assert not found


@pytest.mark.parametrize(
    "text", ["pip install checkin", "pip install 'checkin[hub]'", "uv tool install checkin", "pipx install -q checkin"]
)
def test_such_a_text_would_be_found(text: str) -> None:
    assert WRONG.search(text)


@pytest.mark.parametrize("text", ["pip install checkin-kiosk", "pip install 'checkin-kiosk[hub]'", "checkin demo"])
def test_the_right_name_is_let_through(text: str) -> None:
    assert not WRONG.search(text)


def test_every_language_of_the_catalogues_is_in_the_metadata() -> None:
    spoken = [line for line in PROJECT["classifiers"] if line.startswith("Natural Language")]
    assert len(spoken) == 1 + len(list((ROOT / "src/checkin/i18n").glob("*/LC_MESSAGES")))


def test_the_readme_of_the_index_has_no_address_that_is_relative() -> None:
    hook = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["metadata"]["hooks"]
    text = (ROOT / "README.md").read_text("utf-8")
    for change in hook["fancy-pypi-readme"]["substitutions"]:
        text = re.sub(change["pattern"], change["replacement"], text)
    assert "docs/install.md has other ways" in text
    assert not re.findall(r"(?:\]\(|src=\")(?!https?://)", text)


def test_the_source_archive_takes_nothing_but_what_the_project_is_made_of() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["sdist"]
    assert {path.name for path in ROOT.iterdir()} >= set(settings["only-include"])


@pytest.mark.parametrize(
    ("name", "of_a_course"),
    [
        ("checkin-demo/checkin.db", True),
        ("src/checkin/store/checkin.db", True),
        ("my-course/participants.csv", True),
        ("kurs/programme.xlsx", True),
        ("tests/legacy/backup.db", False),
        ("src/checkin/lifecycle/demo_course/participants.csv", False),
        ("README.md", False),
    ],
)
def test_a_course_folder_in_a_source_archive_is_found(tmp_path: Path, name: str, *, of_a_course: bool) -> None:
    archive = tmp_path / "checkin_kiosk-0.1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as made:
        made.addfile(tarfile.TarInfo(f"checkin_kiosk-0.1.0/{name}"))
    found = runpy.run_path(str(ROOT / "scripts" / "release.py"))["course_files"](archive)
    assert found == ([name] if of_a_course else [])
