"""The page on the architecture names files and symbols that exist, and its picture shows the imports as they are."""

import ast
import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "architecture.py"))


def named_files() -> list[str]:
    return sorted({name for name in re.findall(r"`([\w./]+/[\w./]*)`", PAGE) if not name.startswith("checkin")})


def definitions() -> dict[str, set[str]]:
    """Return what each module defines: functions, classes, methods and assigned names."""
    found = {}
    source = ROOT / "src" / "checkin"
    for path in source.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        named = {one.name for one in nodes if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
        stored = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        found[path.relative_to(source).as_posix()] = named | stored
    return found


def named_symbols() -> dict[str, str]:
    """Return each name of the page with the module that the page gives for it, or without one."""
    placed = re.findall(r"((?:`\w+`(?:,| and)? )+)(?:\w+ ){0,2}?(?:in|of) `([\w/]+\.py)`", PAGE)
    free = dict.fromkeys(re.findall(r"`(\w+)`", PAGE), "")
    return free | {name: file for names, file in placed for name in re.findall(r"`(\w+)`", names)}


def test_every_symbol_that_is_named_exists_where_the_page_says() -> None:
    defined = definitions()
    defined[""] = {"Binding", "async"}.union(*defined.values())
    assert {f"{name} in {file}" for name, file in named_symbols().items() if name not in defined[file]} == set()


def test_every_file_of_the_page_for_contributors_exists() -> None:
    names = set(re.findall(r"\b(?:scripts|tests|docs|\.ci)/[\w./]+\w", CONTRIBUTING))
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_every_file_that_is_named_exists() -> None:
    roots = (ROOT / "src" / "checkin", ROOT)
    assert [name for name in named_files() if not any((root / name).exists() for root in roots)] == []


def test_only_the_store_and_the_hub_have_sql() -> None:
    source = ROOT / "src" / "checkin"
    users = {one.relative_to(source).parts[0] for one in source.rglob("*.py") if ".execute" in one.read_text("utf-8")}
    assert users == {"store", "hub"}


def test_every_room_is_described() -> None:
    rooms = {room for layer in SCRIPT["layers"]() for room in layer}
    assert {room for room in rooms if f"| `{room}/` |" in PAGE} == rooms


def test_the_picture_has_an_arrow_for_each_import_between_rooms() -> None:
    drawn = set(re.findall(r'<path id="([\w-]+)"', (ROOT / "docs" / "architecture.svg").read_text("utf-8")))
    assert drawn == {f"{one}-{other}" for one, other in SCRIPT["imports"]()}
