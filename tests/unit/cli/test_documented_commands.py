"""Every command and every option that the documentation names is there, in both languages."""

import re
from pathlib import Path

import click
import pytest

from checkin.cli import checkin

ROOT = Path(__file__).parents[3]
DOCUMENTS = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_COMMAND = re.compile(r"\bcheckin ((?:-C \S+ )?[a-z][a-z-]*[^`\n#|>]*)")
# What every command takes.
_EVERYWHERE = {"--help", "--language", "--debug", "--version"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_commands_and_options_that_there_are(path: Path) -> None:
    unknown = []
    for line in _COMMAND.findall(path.read_text("utf-8")):
        found, words = command_of(line.split())
        known = {name for parameter in found.params for name in (*parameter.opts, *parameter.secondary_opts)}
        options = {re.split(r"[^\w-]", word)[0] for word in words if word.startswith("--")} - {"", "--"}
        if found is not checkin:  # else it is a sentence with the name of the program
            unknown += [f"{found.name} {option}" for option in sorted(options - known - _EVERYWHERE)]
    assert unknown == []


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that words call, and the words after it."""
    found: click.Command = checkin
    words = words[2:] if words[0] == "-C" else words
    while words and isinstance(found, click.Group):
        inner = found.get_command(click.Context(found), words[0].strip(".,;:)'"))
        if inner is None:
            break
        found, words = inner, words[1:]
    return found, words


@pytest.mark.parametrize("name", ["attendance", "badges", "certificates", "door", "phones"])
def test_a_spanish_guide_has_the_commands_of_the_english_one(name: str) -> None:
    """Those of its sections for users; measurements and designs of one's own are in English alone."""
    english, spanish = (called(ROOT / "docs" / folder / f"{name}.md") for folder in ("", "es"))
    assert english - spanish == set()


def called(path: Path) -> set[str]:
    """Return the commands that a document names."""
    found = (command_of(line.split())[0] for line in _COMMAND.findall(path.read_text("utf-8")))
    return {str(one.name) for one in found} - {"checkin"}
