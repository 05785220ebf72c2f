"""A course in Spanish, from ``checkin new`` to the archive, has no English word on the terminal, on paper or in a file.

Typed words stay as they are: commands, options and their values, the keys of course.toml and of JSON, the answers of
``checkin scan``, and the names of the files and folders that make a course.
"""

import csv
import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from tests.functional.cli.test_language import commands
from tests.functional.english import english_words, words

from checkin.cli import checkin
from checkin.core.errors import CheckinError
from checkin.i18n.translator import get_translator

ENGLISH = english_words("es")
# Names of commands, of choices and of placeholders, which are typed as they are.
TYPED = re.compile(r"“checkin [^”]*”|\bcheckin [a-z]+(?: [a-z]+)?|[{\[][\w|-]+[}\]]|\b[\w-]+\.(?:toml|csv|db|xlsx)\b")
FIXED = {"badges", "certificates", "exports", "participants", "programme", "course", "designs"}
BY = ("--by", "V. Paz", "--reason", "prueba")


@dataclass
class Play:
    """What the commands said, and where the files are."""

    root: Path
    said: dict[tuple[str, ...], str] = field(default_factory=dict)

    def run(self, *arguments: object, typed: str | None = None) -> str:
        asked = tuple(map(str, arguments))
        names = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANGUAGE", "CHECKIN_COURSE"))
        where = () if asked[0] == "new" else ("-C", str(self.root))
        ended = CliRunner(env=names | {"LANG": "es_AR.UTF-8"}).invoke(checkin, [*where, *asked], input=typed)
        text = ended.output
        if isinstance(ended.exception, CheckinError):
            text += get_translator("es").error(ended.exception)
        elif ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        self.said[asked] = text
        return text


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    played = Play(tmp_path_factory.mktemp("es") / "curso")
    root = played.root
    played.run("new", root)
    people = root / "participants.csv"
    people.write_text(re.sub(",(pt|fr|en),", ",es,", people.read_text("utf-8-sig")), "utf-8-sig")
    rules, examples = root / "course.toml", r"(?m)^# (organizer|place|contact|starts|ends|from) ="
    rules.write_text(re.sub(examples, r"\1 =", rules.read_text("utf-8")).replace("# [mail]", "[mail]"), "utf-8")
    played.run("load")
    played.run("export", root / "exports" / "participantes.csv", "--what", "roster")
    with (root / "exports" / "participantes.csv").open(encoding="utf-8-sig") as file:
        codes = [row["código"] for row in csv.DictReader(file)]
    _correct(played, codes)
    _figures_and_papers(played, codes)
    return played


def _correct(played: Play, codes: list[str]) -> None:
    first, second, third, fourth, *_ = codes
    played.run("scan", typed=f"{first}\nXXXX\n{first[:-1]}B\n")
    for command in (
        ("mark", first, "--session", "0308-0900", "--as", "present", "--at", "09:05", *BY),
        ("mark", second, "--session", "0308-0900", "--as", "absent", *BY),
        ("excuse", second, "--session", "0308-1100", *BY),
        ("undo", "--last", *BY),
        ("session", "close", "0308-0900"),
        ("session", "close", "0308-0900", "--rest", "absent", *BY),
        ("session", "shift", "0308-1100", "15", *BY),
        ("session", "cancel", "0308-1430-sala-1", *BY),
        ("session", "restore", "0308-1430-sala-1", *BY),
        ("session", "list"),
        ("withdraw", fourth, *BY),
        ("reinstate", fourth, *BY),
        ("reissue", third, *BY),
        ("add", "--name", "Rosa Sol", "--country", "Chile", *BY),
        ("proof", "--all", *BY[:2]),
        *(("decide", code, "--as", "earned", *BY) for code in (first, second)),
    ):
        played.run(*command)


def _figures_and_papers(played: Play, codes: list[str]) -> None:
    written = played.root / "exports"
    for command in (
        *(("badges",), ("badges", "--list"), ("badges", "--format", "qr"), ("badges", "--test-sheet")),
        *(("attendance",), ("attendance", "--by", "session"), ("attendance", "--by", "country")),
        *(("certificates", "--dry-run"), ("certificates", *BY[:2]), ("verify", codes[0]), ("verify", "0001")),
        ("certificates", "--revoke", "0002", *BY),
        *(("list", kind) for kind in ("emergency", "proof", "register", "door-guide")),
        ("list", "sign-in", "--session", "0308-1100"),
        *(("export", written / "todo.xlsx"), ("export", written / "puntos.csv", "--what", "scans", "--semicolon")),
        *(
            ("report", written / "informe.html"),
            ("report", written / "informe.txt"),
            ("report", written / "informe.pdf"),
        ),
        *(("day",), ("doctor",), ("backup", played.root.parent / "copia.db"), ("mail", "--list")),
        ("mail", "--what", "code", "--to-folder", written / "cartas", *BY),
        ("archive", played.root.parent / "archivo"),
        ("archive", "--check", played.root.parent / "archivo"),
        # Refused, each for another reason.
        *(("sync",), ("hub", "status"), ("forget",), ("pin",), ("backup",), ("archive",), ("mark", "XXXX", *BY)),
        *(("mark", codes[0]), ("session", "close", "0399", *BY), ("load", "nada.csv"), ("export", "x.doc"), ("lod",)),
    ):
        played.run(*command)


def english(text: str, *allowed: str) -> set[str]:
    return (words(TYPED.sub(" ", text)) & ENGLISH) - {word for one in allowed for word in re.findall(r"\w+", one)}


def test_no_command_says_an_english_word(play: Play) -> None:
    allowed = {"badges": "card fold over label lanyard name tag tags letter avery cards", "load": ""}
    found = {asked: english(text, *asked, allowed.get(asked[0], "")) for asked, text in play.said.items()}
    assert {asked: wrong for asked, wrong in found.items() if wrong} == {}


def text_of(path: Path) -> str:
    match path.suffix:
        case ".pdf":
            pages = pypdfium2.PdfDocument(path)
            return "\n".join(page.get_textpage().get_text_range() for page in pages)
        case ".html":
            plain = re.sub(r"(?s)<(style|script)\b.*?</\1>|<[^>]+>", " ", path.read_text("utf-8"))
            return unescape(plain)
        case ".eml":
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            names = [str(part.get_filename()) for part in letter.walk() if part.get_filename()]
            body = letter.get_body(("plain",))
            return "\n".join([str(letter["Subject"]), *names, str(body.get_content()) if body else ""])
        case ".xlsx":
            openpyxl = pytest.importorskip("openpyxl")
            book = openpyxl.load_workbook(path, read_only=True)
            cells = (str(value) for sheet in book for row in sheet.values for value in row if isinstance(value, str))
            return "\n".join([*book.sheetnames, *cells])
        case ".csv" | ".txt":
            return path.read_text("utf-8-sig")
        case _:
            return ""


def files(play: Play) -> list[Path]:
    return [path for path in sorted(play.root.parent.rglob("*")) if path.is_file()]


def test_no_file_has_an_english_word(play: Play) -> None:
    read = {path: text_of(path) for path in files(play)}
    assert {path.suffix for path, text in read.items() if text} >= {".pdf", ".html", ".txt", ".csv", ".eml", ".xlsx"}
    found = {path.relative_to(play.root.parent): english(text, "present late absent") for path, text in read.items()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_no_file_has_an_english_name(play: Play) -> None:
    named = {path.relative_to(play.root.parent) for path in files(play) if path.suffix not in (".json", ".db")}
    parts = {word for path in named for part in path.parts for word in re.findall("[a-z]{3,}", part.partition(".")[0])}
    assert parts & ENGLISH - FIXED == set()


def test_no_help_has_an_english_word(play: Play) -> None:
    typed = "participant organizer status stop shift close"
    found = {path: english(play.run(*path, "--help"), *path, typed) for path in commands(checkin)}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
