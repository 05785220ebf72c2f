"""An error is shown through the translator: written into another text as it is, it would be English everywhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import checkin

ROOT = Path(checkin.__file__).parent
# What people read is made in these rooms; others hand errors up.
ROOMS = ("cli", "kiosk", "web", "mail", "badges", "lifecycle")
ERROR = re.compile(
    r"\b(Checkin|Course|Record|NotFound|Input|Design|Certificate|Printer|Mail|Web|Hub|Export|Pin)Error\b"
)
# The register of letters keeps one language, as the server's own answer does.
ALLOWED = {("mail/delivery.py", "error")}


def functions_that_give_errors(sources: list[str]) -> set[str]:
    """The functions and methods whose result is an error, or an error or nothing."""
    returns = re.compile(rf"def (\w+)\([^)]*\) -> [^:\n]*{ERROR.pattern}")
    return {found[1] for source in sources for found in returns.finditer(source)}


def names_of_errors(function: ast.AST, made: set[str]) -> set[str]:
    """The names in a function that hold an error."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.ExceptHandler) and node.name and node.type and ERROR.search(ast.unparse(node.type)):
            found.add(node.name)
        if isinstance(node, ast.NamedExpr) and gives(node.value, made):
            found.add(node.target.id)
        if isinstance(node, ast.Assign) and gives(node.value, made):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.arg) and node.annotation and ERROR.search(ast.unparse(node.annotation)):
            found.add(node.arg)
    return found


def gives(value: ast.AST, made: set[str]) -> bool:
    if isinstance(value, ast.BoolOp):
        return any(gives(one, made) for one in value.values)
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(called, ast.Attribute | ast.Name) and ast.unparse(called).rpartition(".")[2] in made


def written(function: ast.AST) -> Iterator[str]:
    """The names that a function writes into a text as they are."""
    for node in ast.walk(function):
        inner: ast.AST | None = None
        if isinstance(node, ast.FormattedValue):
            inner = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str" and node.args:
            inner = node.args[0]
        if isinstance(inner, ast.Name):
            yield inner.id


def test_no_error_is_written_into_a_text_as_it_is() -> None:
    sources = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(ROOT.rglob("*.py"))}
    made = functions_that_give_errors(list(sources.values()))
    found = [
        (name, error)
        for name, source in sources.items()
        if name.split("/")[0] in ROOMS
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        if (names := set(written(function)))
        for error in names & names_of_errors(function, made)
    ]
    assert [one for one in found if one not in ALLOWED] == []
