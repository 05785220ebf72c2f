"""The errors of the rooms that a screen shows are templates, so that each can be translated."""

import ast
from pathlib import Path

import checkin
from checkin.core import errors

ROOT = Path(checkin.__file__).parent
ROOMS = ("attendance", "certificates", "exports", "kiosk", "intake/words/entered_times.py", "core/session_times.py")
ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.CheckinError)
}


def made_errors(file: Path) -> list[ast.Call]:
    """The calls in a file that make an error of the project."""
    calls = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call))
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ERRORS]


def test_every_error_is_a_constant_text_with_named_values() -> None:
    files = [
        file for room in ROOMS for file in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    ]
    found = [(file, call) for file in files for call in made_errors(file)]
    assert len(found) > 40
    wrong = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file, call in found
        if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant)
    ]
    assert wrong == []


def test_every_text_about_a_file_is_a_constant_or_a_marked_one() -> None:
    calls = [
        (file, node)
        for file in (ROOT / "intake").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sentence"
    ]
    assert len(calls) > 150
    wrong = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file, call in calls
        if not isinstance(call.args[0], ast.Constant | ast.Name | ast.Call)
    ]
    assert wrong == []


def test_no_error_is_turned_into_english_before_it_stands_in_another_text() -> None:
    """``reason=error`` is translated with the sentence; ``reason=str(error)`` stays English."""
    wrong = []
    for file in sorted(ROOT.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ERRORS | {"sentence"}:
                made = [word for word in call.keywords if ast.unparse(word.value) == "str(error)"]
                wrong += [f"{file.relative_to(ROOT)}:{call.lineno}"] * len(made)
    assert wrong == []
