"""The Spanish guides have every section, every table row and every command of the English ones that they translate."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ["install", "lists", "mail", "privacy"]
ENGLISH_ONLY = "## What was tried where"  # the last section of install.md: for developers, linked from the Spanish page


def shape(text: str) -> dict[str, int]:
    """The number of headings, of table rows, of points and of sections."""
    forms = {"headings": "^## ", "rows": r"^\|", "points": "^- ", "steps": r"^\d\. ", "code": "^    checkin "}
    return {name: len(re.findall(form, text, re.MULTILINE)) for name, form in forms.items()}


@pytest.mark.parametrize("guide", GUIDES)
def test_a_spanish_guide_has_no_gap(guide: str) -> None:
    prose = re.sub(r"`[^`]*`|^    .*$", "", (DOCS / "es" / f"{guide}.md").read_text("utf-8"), flags=re.MULTILINE)
    assert re.findall(r"\{\w*\}", prose) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_a_spanish_guide_has_the_parts_of_the_english_one(guide: str) -> None:
    english, spanish = ((folder / f"{guide}.md").read_text("utf-8") for folder in (DOCS, DOCS / "es"))
    assert shape(spanish) == shape(english.partition(ENGLISH_ONLY)[0])


@pytest.mark.parametrize("guide", GUIDES)
def test_a_spanish_guide_names_every_option_of_the_english_one(guide: str) -> None:
    english, spanish = ((folder / f"{guide}.md").read_text("utf-8") for folder in (DOCS, DOCS / "es"))
    options = set(re.findall(r"`(--[a-z-]+|\[[a-z]+\]|F\d)", english))
    assert {option for option in options if option not in spanish} == set()


def test_the_spanish_page_of_installing_has_the_commands_of_the_english_one() -> None:
    english, spanish = ((folder / "install.md").read_text("utf-8") for folder in (DOCS, DOCS / "es"))
    blocks = r"```sh\n(.*?)```"
    assert re.findall(blocks, spanish, re.DOTALL) == re.findall(blocks, english, re.DOTALL)
