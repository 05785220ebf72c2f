"""No command, help or file has a text that is not in the catalogues: each is asked in the pseudo-language."""

import csv
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.functional.cli.test_language import commands
from tests.functional.pseudo import calendar_words, plain_words, spoken, words_of

import checkin as package
from checkin.certificates.verify_texts import page_words
from checkin.certificates.wording import certificate_words
from checkin.cli import checkin
from checkin.core.course import Role
from checkin.core.errors import CheckinError
from checkin.i18n.role_labels import role_word
from checkin.i18n.translator import get_translator
from checkin.mail.letter_texts import LetterTexts, What
from checkin.store.course_folder import CourseFolder
from checkin.web.texts import page_texts

LONG = "CHECKIN_LONG" in os.environ
PACKAGE = Path(str(package.__file__)).parent
# Names and commands, the same in every language. Without OpenCV, doctor says how to install it.
NAMES = {"checkin", "SQLite"} | (set() if find_spec("cv2") else {"pip", "install", "kiosk", "camera"})


# What a notice says to write into course.toml.
LINES_OF_TOML = re.compile(r'(?m)^ +(?:\[\w+\]|"[^"]*" = "\w+".*)$')


def run(*words: object) -> str:
    """What a command prints, in the pseudo-language."""
    result = CliRunner(env={"CHECKIN_COURSE": None}).invoke(checkin, ["--language", "en", *map(str, words)])
    # An error is shown by the program's entry.
    error = result.exception if isinstance(result.exception, CheckinError) else None
    return result.output + (get_translator("en").error(error) if error else "")


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
        yield Sample(folder, known | calendar_words() | NAMES)


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
            ("session", "move", "d02-1100", "--room", "Xyz", *by),
            ("session", "merge", "d03-0900", "d03-1100", *by),
            ("session", "restore", "d03-0900", *by),
        ),
        *(
            ("proof", "--all", *by[:2]),
            ("paper", "d03-1100", "1-2", *by[:2]),
            ("add", "--name", "Xyz", "--country", "Chile", *by),
            ("reissue", code, *by),
            ("mail", "--what", "code", "--dry-run"),
            ("certificates", "--revoke", "38-9999", *by),
            ("serve", "--phones"),
        ),
        *(
            ("backup", tmp_path / "copy.db"),
            ("rebuild", tmp_path / "new.db"),
            ("sync", "--file", tmp_path / "exchanged"),
        ),
        # Refused.
        *(("sync",), ("sync", "postgresql://u@127.0.0.1:1/x"), ("hub", "status"), ("forget",), ("pin",), ("door",)),
        *(
            ("mark", "XXXX", "--session", "d01-0900", "--as", "absent", *by),
            ("session", "close", "d99", *by),
            ("excuse", code, "--session", "d01-1100", "--due", "31/31/2026", *by),
            ("load", "missing.csv"),
            ("list", "sign-in", "--day", "2001-01-01"),
        ),
    ):
        typed = words_of([*map(str, words), code])
        shown = LINES_OF_TOML.sub("", run("-C", sample.folder, *words))
        if plain := plain_words(shown, sample.known | typed):
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


def plain_texts(texts: Mapping[str, object]) -> dict[str, list[str]]:
    """The texts with words that are in no catalogue. Fields stand in braces: their names are keys."""
    found = {name: plain_words(re.sub(r"\{\w+\}", "", str(text)), set()) for name, text in texts.items()}
    return {name: words for name, words in found.items() if words}


def test_no_certificate_badge_letter_or_page_has_a_text_that_is_in_no_catalogue(sample: Sample) -> None:
    course = CourseFolder(sample.folder).course()
    letters = {what: LetterTexts(course, sample.folder, what)["en"] for what in What if what is not What.TEXT}
    shown = {name: text for name, text in page_words(course)["en"].items() if name not in ("dates", "countries")}
    roles = {role: role_word(role, "en") for role in Role}
    assert plain_texts(certificate_words("en")) == {}
    assert plain_texts(roles) == {}
    assert plain_texts({what: f"{text.subject} {text.body}" for what, text in letters.items()}) == {}
    assert plain_texts(page_texts(get_translator("en"))) == {}
    assert plain_texts(shown) == {}


PAGES = [*sorted(PACKAGE.glob("web/page/*.html")), PACKAGE / "certificates" / "verify.html"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_web_page_has_a_text_of_its_own(page: Path) -> None:
    plain = re.sub(r"(?s)<(style|script)\b.*?</\1>|<!--.*?-->|<[^>]+>|\$\w+", " ", page.read_text("utf-8"))
    assert plain_words(plain, {"checkin"}) == []


@pytest.mark.parametrize("template", sorted(PACKAGE.rglob("*.typ")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_template_of_a_paper_has_a_text_of_its_own(template: Path) -> None:
    """Words in markup stand between brackets; texts that a template gets are names and fields."""
    source = re.sub(r"(?m)//.*$", "", template.read_text("utf-8"))
    markup = re.findall(r"\[([^\[\]{}]*)\]", source)
    assert [words for text in markup if (words := plain_words(re.sub(r"#[\w.()\", -]+", "", text), set()))] == []


def test_a_text_that_is_in_no_catalogue_would_be_found() -> None:
    assert plain_words("‹Lóád› the list", set()) == ["list", "the"]
    assert isinstance(checkin, click.Group)
