"""Run the stories of the case book through the commands, and compare the figures worked out by hand."""

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.casebook.figures import Figures, differences, wrong_sums
from tests.casebook.mutants import MUTANTS
from tests.casebook.shell import Shell, timezone

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
            name = f"{file.stem}-{number:02}"
            found.append(pytest.param(shared | story | {"id": name}, id=name))
    return found


STORIES = stories()


@pytest.fixture(scope="module")
def folders() -> Iterator[Path]:
    """A folder for everything; in memory where there is such a place, since nothing needs to outlive a power cut."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="casebook-", dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def prepared(folders: Path) -> Callable[[dict[str, Any]], Shell]:
    """Make course folders with a loaded record; stories that begin alike share the loading."""
    loaded: dict[tuple[str, ...], Path] = {}

    def make(story: dict[str, Any]) -> Shell:
        # Figures follow the rules at once; only the time zone is needed by the load.
        key = story["people_list"], story["programme"], story.get("before", ""), timezone(story.get("rules", ""))
        if key not in loaded:
            loaded[key] = folders / f"loaded-{len(loaded)}"
            Shell(loaded[key]).make_course(*key)
        shell = Shell(folders / story["id"]).start_from(loaded[key])
        shell.set_rules(story.get("rules", ""))
        return shell

    return make


def wrong(story: dict[str, Any], shell: Shell) -> list[str]:
    """Play a story; return what is otherwise than its figures."""
    for name, text in story.get("files", {}).items():
        (shell.folder / name).write_text(text.lstrip(), encoding="utf-8")
    found = shell.run_all(story["acts"])
    expected = {key: story[key] for key in CHECKED if key in story}
    assert expected
    for station in shell.stations:
        shell.enter(station)
        found += [f"{station}: {line}" for line in differences(expected, Figures(shell, story["people_list"]))]
    return found


@pytest.mark.parametrize("story", STORIES)
def test_story(
    story: dict[str, Any], prepared: Callable[[dict[str, Any]], Shell], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not wrong_sums(story["sum"], story.get("people", []))
    monkeypatch.setenv("CHECKIN_BY", "V. Paz")
    found = wrong(story, prepared(story))
    assert not found, "\n".join([story["title"], *found, f"The sum: {story['sum']}"])


# Every rule with CHECKIN_LONG; without it some of them, for the time that it takes.
@pytest.mark.parametrize("rule", list(MUTANTS) if os.environ.get("CHECKIN_LONG") else list(MUTANTS)[::5])
def test_a_broken_rule_makes_its_story_wrong(
    rule: str, prepared: Callable[[dict[str, Any]], Shell], monkeypatch: pytest.MonkeyPatch
) -> None:
    break_rule, title = MUTANTS[rule]
    (story,) = [one.values[0] for one in STORIES if one.values[0]["title"] == title]
    shell = prepared(story | {"id": f"{story['id']}-broken"})
    monkeypatch.setenv("CHECKIN_BY", "V. Paz")
    break_rule(monkeypatch)
    assert wrong(story, shell)


def test_the_book_has_at_least_120_stories_with_titles_of_their_own() -> None:
    titles = [story.values[0]["title"] for story in STORIES]
    assert len(set(titles)) == len(titles) >= 120
