"""What is stored and sent in English is shown in the language of the reader: notes, faults of entries, refusals."""

import ast
import re
from pathlib import Path

import pytest

import checkin
from checkin.core.errors import HubError
from checkin.core.text import EnglishText
from checkin.i18n.english_texts import KNOWN
from checkin.i18n.translator import get_translator
from checkin.store.invalid_events import InvalidEvent

ROOT = Path(checkin.__file__).parent
FILES = (
    *(
        "core/event_rules.py",
        "core/value_checks.py",
        "core/facts_json.py",
        "core/events.py",
        "core/printed_page.py",
        "store/invalid_events.py",
    ),
    *("store/sync/merge_events.py", "store/sync/apply_publication.py", "hub/sync/file_seal.py"),
)
FAULT = re.compile(r"(?:is|has|lacks|does|comes|says|replaces|excuses|a|its)\b [^\n]*[a-z]{3}[^\n.]*")
# Parts of a fault that stand in the text of another, and what is no fault.
PARTS = re.compile(r"a name stands twice|(?:its time|a session's time or day|is longer than)$")


def literals(file: str) -> set[str]:
    """The texts of a file, with a fault or a number for each value."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return {text(node) for node in ast.walk(tree) if id(node) not in docs | inner and text(node)}


def text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(value(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def value(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "is empty" if "wrong" in ast.unparse(part) else "7"


def sql_texts() -> set[str]:
    sql = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "hub").glob("*.sql")))
    raised = {text.replace("%", "7") for text in re.findall(r"RAISE EXCEPTION '([^']+)'", sql)}
    kept = re.findall(
        r"(?:THEN|SELECT e\.seq, e\.hash,|SELECT 0, '',) '([^']+)'(?: \|\| ([^'|\n]+) \|\| '([^']+)')?", sql
    )
    return raised | {f"{before}7{after}" if after else before for before, _, after in kept if " " in before}


def test_every_fault_of_an_entry_is_translated() -> None:
    texts = {text for file in FILES for text in literals(file)}
    faults = sorted(text for text in texts if FAULT.fullmatch(text) and not PARTS.match(text))
    assert len(faults) > 45
    assert [text for text in faults if get_translator("es").recorded(text) == text] == []


def test_every_refusal_of_the_server_is_translated() -> None:
    found = sorted(sql_texts())
    assert len(found) > 20
    assert [text for text in found if get_translator("fr").recorded(text) == text] == []


def test_every_note_of_the_program_is_translated() -> None:
    """A reason that the source itself writes: ``reason="…"``, by a method of a desk, or as the answer to a letter."""
    found = set()
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                named = [word.value for word in node.keywords if word.arg == "reason"]
                name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
                given = node.args if name == "corrections" else node.args[1:] if name == "Outcome" else []
                found |= {text(one) for one in (*named, *given) if text(one) and not isinstance(one, ast.JoinedStr)}
            if isinstance(node, ast.Dict):
                keys = [text(key) if key else "" for key in node.keys]
                found |= {
                    text(one) for key, one in zip(keys, node.values, strict=True) if key == "answer" and text(one)
                }
    assert found >= {"undone at the door", "lost badge", "rebuilt", "not connected", "said to have arrived"}
    assert [text for text in sorted(found) if get_translator("pt").recorded(text) == text] == []


def test_every_error_that_is_kept_as_the_answer_to_a_letter_is_translated() -> None:
    """Those that a carrier raises when it has a letter in its hands, and that of a folder that cannot be written."""
    found = {text.replace("{path}", "{file}") for text in literals("system/files.py") if "cannot be written:" in text}
    for file in ("mail/smtp.py", "mail/carrier.py"):
        for method in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
            if isinstance(method, ast.FunctionDef) and method.name in {"send", "_announce", "_transmit", "_refused"}:
                calls = [node for node in ast.walk(method) if isinstance(node, ast.Call) and node.args]
                found |= {text(node.args[0]) for node in calls if getattr(node.func, "id", "").endswith("Error")}
    assert len(found) == 2
    assert [said for said in sorted(found) if said not in KNOWN] == []


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "/media/USB STICK/cartas cannot be written: the disk is full."),
        ("es", "No se puede escribir /media/USB STICK/cartas: el disco está lleno."),
        ("pt", "Não é possível gravar /media/USB STICK/cartas: o disco está cheio."),
        ("fr", "Impossible d’écrire /media/USB STICK/cartas\u00a0: le disque est plein."),
    ],
)
def test_the_reason_within_the_answer_to_a_letter_is_translated(language: str, shown: str) -> None:
    said = "/media/USB STICK/cartas cannot be written: No space left on device."
    assert get_translator(language).recorded(said) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("es", "La anotación 3 de 0123abcd tiene en session un valor que tiene más de 1.000 caracteres"),
        ("fr", "L’enregistrement 3 de 0123abcd a dans session une valeur qui dépasse 1\u202f000 caractères"),
        ("en", "Entry 3 of 0123abcd has a value in session that is longer than 1,000 characters"),
    ],
)
def test_a_fault_within_a_fault_is_translated(language: str, shown: str) -> None:
    event = InvalidEvent("0123abcd" * 4, 3, "-", "has a session that is longer than 1,000 characters")
    assert get_translator(language).sentence(event.sentence()) == shown


def test_a_note_that_an_older_version_stored_in_another_language_is_translated() -> None:
    assert get_translator("fr").recorded(get_translator("es")("lost badge")) == get_translator("fr")("lost badge")


def test_a_reason_that_a_person_wrote_stays() -> None:
    assert get_translator("es").recorded("He has a fever") == "He has a fever"


def test_what_the_network_says_is_told_in_short() -> None:
    said = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: Connection refused Is it running?'
    error = HubError("The server {url} cannot be used now: {reason}.", url="u", reason=EnglishText(said))
    assert get_translator("es").error(error) == "El servidor u no se puede usar ahora: se rechazó la conexión."


def test_a_reason_of_sqlite_is_translated() -> None:
    error = HubError("{path} cannot be used: {reason}.", path="x", reason=OSError("database is locked"))
    assert get_translator("es").error(error) == "No se puede usar x: otro programa lo está usando."
