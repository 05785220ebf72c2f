"""No literary words in docstrings, comments, messages and documentation."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LITERARY = re.compile(
    r"\b(aside|anew|whoever|thereof|stead|of which(?! design)|in turns|put right|put away|as they come|for good"
    r"|what there is)\b",
    re.IGNORECASE,
)
STABLE = {"aside"}  # a value in the output of ``hub status --json``
SOURCES = sorted((ROOT / "src").rglob("*.py"))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield every comment and every string of a module with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in STABLE:
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src/checkin")))
def test_a_module_uses_plain_words(path: Path) -> None:
    found = {(line, word[0]) for line, text in texts(path.read_text("utf-8")) for word in LITERARY.finditer(text)}
    assert not found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_uses_plain_words(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not [text[max(0, word.start() - 30) : word.end() + 30] for word in LITERARY.finditer(text)]
