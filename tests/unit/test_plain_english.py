"""No literary words in docstrings, comments, messages and documentation."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

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


def test_every_module_uses_plain_words() -> None:
    found = []
    for path in SOURCES:
        source = path.read_text("utf-8")
        # To split a module into its texts takes a hundred times as long.
        if LITERARY.search(re.sub(r'"\s+f?"', "", source)):
            found += [(path, line, word[0]) for line, text in texts(source) for word in LITERARY.finditer(text)]
    assert not found


def test_every_document_uses_plain_words() -> None:
    written = [(path.name, path.read_text("utf-8")) for path in DOCUMENTS]
    assert not [
        (name, text[max(0, w.start() - 30) : w.end() + 30]) for name, text in written for w in LITERARY.finditer(text)
    ]
