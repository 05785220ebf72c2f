"""Run the stories of the case book through the commands, and compare the figures worked out by hand."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.casebook.figures import Figures, differences, wrong_sums
from tests.casebook.shell import Shell

BOOK = Path(__file__).parents[2] / "casebook"
SHARED = ("people_list", "programme", "rules", "before")
CHECKED = ("people", "rows", "sessions", "groups", "reasons")


def stories() -> list[Any]:
    """Every story with what it shares with its file."""
    found = []
    for file in sorted(BOOK.glob("*.toml")):
        book = tomllib.loads(file.read_text("utf-8"))
        shared = {key: book[key] for key in SHARED if key in book}
        for number, story in enumerate(book["story"], 1):
            found.append(pytest.param(shared | story, id=f"{file.stem}-{number:02}"))
    return found


STORIES = stories()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], Shell]:
    """Make course folders with a loaded record; stories that begin alike share the loading."""
    loaded: dict[tuple[str, ...], Path] = {}

    def make(story: dict[str, Any]) -> Shell:
        key = tuple(str(story.get(name, "")) for name in SHARED)
        if key not in loaded:
            loaded[key] = tmp_path_factory.mktemp("loaded")
            Shell(loaded[key]).make_course(*key)
        return Shell(tmp_path_factory.mktemp("story")).start_from(loaded[key])

    return make


@pytest.mark.parametrize("story", STORIES)
def test_story(story: dict[str, Any], prepared: Callable[[dict[str, Any]], Shell], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKIN_BY", "V. Paz")
    shell = prepared(story)
    for name, text in story.get("files", {}).items():
        (shell.folder / name).write_text(text, encoding="utf-8")
    found = shell.run_all(story["acts"])
    expected = {key: story[key] for key in CHECKED if key in story}
    for station in shell.stations:
        shell.enter(station)
        found += [f"{station}: {line}" for line in differences(expected, Figures(shell, story["people_list"]))]
    assert not found, "\n".join([story["title"], *found, f"The sum: {story['sum']}"])


@pytest.mark.parametrize("story", STORIES)
def test_the_sum_of_a_story_adds_up(story: dict[str, Any]) -> None:
    assert not wrong_sums(story["sum"], story.get("people", []))
    assert any(key in story for key in CHECKED)


def test_the_book_has_at_least_120_stories_with_titles_of_their_own() -> None:
    titles = [story.values[0]["title"] for story in STORIES]
    assert len(set(titles)) == len(titles) >= 120
