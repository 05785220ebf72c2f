"""No command, help or file has a text that is not in the catalogues: each is asked in the pseudo-language."""

import csv
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.functional.cli.test_language import commands
from tests.functional.pseudo import calendar_words, plain_words, spoken, words_of

from checkin.cli import checkin

LONG = "CHECKIN_LONG" in os.environ


def run(*words: object) -> str:
    """What a command prints, in the pseudo-language."""
    result = CliRunner(env={"CHECKIN_COURSE": None}).invoke(checkin, ["--language", "en", *map(str, words)])
    # An error that is shown by the program's entry: its text goes through the catalogues there.
    return result.output


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample course, whose papers are in English, and the words in it that are not checkin's."""

    folder: Path
    known: set[str]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    root = tmp_path_factory.mktemp("pseudo")
    with spoken(root / "catalogues"):
        run("demo", root / "course")
        folder = root / "course"
        rules = folder / "course.toml"
        rules.write_text(rules.read_text("utf-8").replace('language = "es"', 'language = "en"'), "utf-8")
        known = words_of(path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in (".csv", ".toml"))
        yield Sample(folder, known | calendar_words() | {"checkin", "SQLite"})


def test_no_help_has_a_text_that_is_in_no_catalogue(sample: Sample) -> None:
    found = {}
    for words in commands(checkin):
        shown = run(*words, "--help").partition("‹Éxámplé:›")[0]
        # The names of commands, and the words of a choice, which are typed as they are.
        values = re.findall(r"[\[{][a-z|\s-]+[\]}]|^ +[a-z-]+  ", shown, re.MULTILINE)
        if plain := plain_words(shown, words_of([*words, *values, "checkin"])):
            found[words] = plain
    assert found == {}


def test_no_answer_of_a_command_has_a_text_that_is_in_no_catalogue(sample: Sample, tmp_path: Path) -> None:
    run("-C", sample.folder, "export", tmp_path / "roster.csv", "--what", "roster")
    with (tmp_path / "roster.csv").open(encoding="utf-8") as file:
        code = list(csv.reader(file))[1][0]
    by = ("--by", "V. Paz", "--reason", "xyz")
    found = {}
    for words in (
        *(("load",), ("doctor",), ("day",), ("attendance",), ("attendance", "--by", "session"), ("session", "list")),
        *(
            ("attendance", "--by", "country"),
            ("certificates", "--dry-run"),
            ("certificates", *by[:2]),
            ("verify", code),
            ("verify", "38-0001"),
            ("mail", "--list"),
        ),
        *(
            ("mark", code, "--session", "d01-0900", "--as", "absent", *by),
            ("excuse", code, "--session", "d01-1100", *by),
        ),
        *(
            ("undo", "--last", *by),
            ("withdraw", code, *by),
            ("reinstate", code, *by),
            ("decide", code, "--as", "earned", *by),
        ),
        *(
            ("session", "close", "d01-0900", *by),
            ("session", "cancel", "d01-1100", *by),
            ("session", "shift", "d02-0900", "9", *by),
        ),
    ):
        if plain := plain_words(run("-C", sample.folder, *words), sample.known | words_of([*words[:2], code])):
            found[words] = plain
    assert found == {}


def test_no_report_or_workbook_has_a_text_that_is_in_no_catalogue(sample: Sample, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    run("-C", sample.folder, "report", tmp_path / "report.txt")
    run("-C", sample.folder, "day", "-o", tmp_path / "day.txt")
    run("-C", sample.folder, "export", tmp_path / "all.xlsx")
    texts = {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.txt")}
    book = openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True)
    cells = (str(value) for sheet in book for row in sheet.values for value in row if isinstance(value, str))
    texts["all.xlsx"] = "\n".join([*book.sheetnames, *cells])
    assert len(texts) == 3
    assert {name: plain for name, text in texts.items() if (plain := plain_words(text, sample.known))} == {}


@pytest.mark.skipif(not LONG, reason="draws papers; set CHECKIN_LONG")
def test_no_paper_has_a_text_that_is_in_no_catalogue(sample: Sample, tmp_path: Path) -> None:
    for words in (
        *(("list", kind) for kind in ("emergency", "proof", "register", "door-guide")),
        ("report", tmp_path / "report.pdf"),
    ):
        run("-C", sample.folder, *words)
    papers = [*(sample.folder / "exports").glob("*.pdf"), *tmp_path.glob("*.pdf")]
    assert len(papers) >= 5
    found = {}
    for paper in papers:
        text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
        if plain := plain_words(text, sample.known):
            found[paper.name] = plain
    assert found == {}


def test_a_text_that_is_in_no_catalogue_would_be_found() -> None:
    assert plain_words("‹Lóád› the list", set()) == ["list", "the"]
    assert isinstance(checkin, click.Group)
