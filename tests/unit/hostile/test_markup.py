"""No text goes to a widget as ``str``: Textual takes it for markup, and somebody called ``[/]`` would end the door.

Read from the source: every call that gives a widget something to show gives it Content or Text, by the look of it or
by its annotation.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import checkin.kiosk

FILES = sorted(Path(checkin.kiosk.__file__).parent.rglob("*.py"))
# What shows its first argument, and what shows all of its arguments.
FIRST = {
    "Static",
    "Label",
    "Button",
    "Option",
    "Checkbox",
    "RadioButton",
    "Tab",
    "TabPane",
    "Digits",
    "update",
    "Banner",
}
FIRST |= {"add_column", "update_cell_at"}
ALL = {"add_row", "add_columns"}
LAST = {"update_cell"}
# ``title_of`` escapes the square brackets of a border title.
SAFE = {"Content", "Text", "RenderableType", "title_of", "escape"}


def test_the_kiosk_is_where_it_was() -> None:
    assert len(FILES) > 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_a_widget_shows_is_never_markup(file: Path) -> None:
    assert list(faults(file.read_text(encoding="utf-8"), _ours())) == []


@pytest.mark.parametrize(
    "code",
    [
        "Static(name)",
        "self.app.call_from_thread(self.notify, text)",
        "table.add_rows([[name]])",
        "Static(f'{name}')",
        "yield Label(clean(person.name))",
        "panel.update('[b]x[/b]')",
        "table.add_row(Text('x'), person.name)",
        "Option(say('x'), id='1')",
        "self.notify(text)",
        "self.notify(text, markup=True)",
        "def f(name: str) -> None:\n    Static(name)",
        "table.update_cell(row, column, name)",
        "options.add_options([name])",
        "Select([(name, 1)])",
        "widget.tooltip = name",
        "widget.border_title = name",
    ],
)
def test_this_test_bites(code: str) -> None:
    assert list(faults(code))


@pytest.mark.parametrize(
    "code",
    [
        "Static(Content(name))",
        "Static(id='x')",
        "Label('')",
        "Static(Content('\\n').join(lines))",
        "def f(line: Content) -> None:\n    Static(line)",
        "table.add_row(*cells_of(x))\ndef cells_of(x) -> list[Text]: ...",
        "self.notify(text, markup=False)",
        "bar.update(total=3)",
        "values.update({'a': 1})",
    ],
)
def test_and_lets_pass_what_is_safe(code: str) -> None:
    assert list(faults(code)) == []


def faults(code: str, known: frozenset[str] = frozenset()) -> Iterator[str]:
    """The calls in some code that may show a ``str``; ``known`` are functions elsewhere that return what is safe."""
    tree = ast.parse(code)
    known = known | _annotated(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            name = node.targets[0].attr
            if name in ("tooltip", "border_title", "border_subtitle") and not _is_safe(node.value, known):
                yield ast.unparse(node)
        if isinstance(node, ast.Call) and not _passes(node, known):
            yield ast.unparse(node)


def _passes(node: ast.Call, known: frozenset[str]) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "notify" or (name == "call_from_thread" and getattr(node.args[0], "attr", "") == "notify"):
        markup = [word.value for word in node.keywords if word.arg == "markup"]
        return bool(markup) and isinstance(markup[0], ast.Constant) and markup[0].value is False
    if name in FIRST:
        return all(_is_safe(given, known) for given in node.args[:1])
    if name in ALL:
        return all(_is_safe(given, known) for given in node.args)
    if name in LAST:
        return all(_is_safe(given, known) for given in node.args[2:3])
    if name in ("Select", "set_options", "add_options", "add_rows"):
        return all(_all_safe(given, known) for given in node.args[:1])
    return True


def _all_safe(node: ast.expr, known: frozenset[str]) -> bool:
    """A list whose elements are safe: options, or pairs of a prompt and its value."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return all(_all_safe(each, known) for each in node.elts)
    if isinstance(node, ast.Starred):
        return _all_safe(node.value, known)
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        element = node.elt.elts[0] if isinstance(node.elt, ast.Tuple) else node.elt
        return _is_safe(element, known) or (isinstance(element, ast.Call) and _is_option(element))
    return _is_safe(node, known) or isinstance(node, ast.Constant) or (isinstance(node, ast.Call) and _is_option(node))


def _is_option(node: ast.Call) -> bool:
    return getattr(node.func, "id", "") == "Option"  # its own argument is looked at where it stands


def _is_safe(node: ast.expr, known: frozenset[str]) -> bool:
    match node:
        case ast.Constant(value=""):
            return True
        case ast.Starred(value=value):
            return _is_safe(value, known)
        case ast.Dict() | ast.Set():
            return True  # the update of a dictionary
        case ast.IfExp(body=one, orelse=other):
            return _is_safe(one, known) and _is_safe(other, known)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in known
        case ast.Call(func=ast.Name(id=name)):
            return name in SAFE or name in known
        case ast.Call(func=ast.Attribute(value=value, attr=name)):
            return name in known or _is_safe(value, known) or getattr(value, "id", "") in SAFE
    return False


def _annotated(tree: ast.AST) -> frozenset[str]:
    """The names that are annotated as, or were made of, something safe; and the functions that return it."""
    known: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name, annotation=note) if note is not None and _means_safe(note):
                known.add(name)
            case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), annotation=note) if _means_safe(
                note
            ):
                known.add(name)
            case ast.FunctionDef(name=name, returns=note) if note is not None and _means_safe(note):
                known.add(name)
    for _ in range(3):
        for node in ast.walk(tree):
            match node:
                case ast.comprehension(target=ast.Name(id=name), iter=ast.Name(id=listed)) if listed in known:
                    known.add(name)
                case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                    of_several = isinstance(value, (ast.List, ast.ListComp))
                    if _is_safe(value, frozenset(known)) or (of_several and _all_safe(value, frozenset(known))):
                        known.add(name)
    return frozenset(known)


def _returns_safe(tree: ast.AST) -> set[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns is not None]
    return {node.name for node in functions if node.returns is not None and _means_safe(node.returns)}


def _means_safe(note: ast.expr) -> bool:
    words = {each.id for each in ast.walk(note) if isinstance(each, ast.Name)}
    words |= {each.attr for each in ast.walk(note) if isinstance(each, ast.Attribute)}
    words |= {str(each.value) for each in ast.walk(note) if isinstance(each, ast.Constant)}
    return bool(words & SAFE) and "str" not in words


@cache
def _ours() -> frozenset[str]:
    return frozenset().union(*(_returns_safe(ast.parse(file.read_text(encoding="utf-8"))) for file in FILES))
