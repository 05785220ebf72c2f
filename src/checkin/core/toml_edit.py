"""Set a key in the text of a TOML file; comments and everything else are unchanged. Pure."""

import json
import re

_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?")
_KEY = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_VALUE = re.compile(r"""=\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w.:+-]+)(\s+#.*)$""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def with_value(text: str, table: str, key: str, value: str) -> str:
    """Return the text with a key of a table set to a text. The table is added at the end if it is missing."""
    lines = text.splitlines()
    line = f"{key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)} = {_quoted(value)}"
    start = next((number for number, each in enumerate(lines) if _table_of(each) == table), None)
    if start is None:
        gap = [""] if lines and lines[-1].strip() else []
        return "\n".join([*lines, *gap, f"[{table}]", line]) + "\n"
    end = next((number for number in range(start + 1, len(lines)) if _table_of(lines[number])), len(lines))
    for number in range(start + 1, end):
        if _key_of(lines[number]) == key:
            lines[number] = line + _comment_of(lines[number])
            return "\n".join(lines) + "\n"
    lines.insert(start + 1, line)
    return "\n".join(lines) + "\n"


def _table_of(line: str) -> str:
    found = _HEADER.fullmatch(line)
    return found[1].strip() if found else ""


def _key_of(line: str) -> str:
    found = _KEY.match(line)
    if found is None:
        return ""
    written = found[1]
    return str(json.loads(written)) if written.startswith('"') else written.strip("'")


def _comment_of(line: str) -> str:
    """Return the comment after a single value, with the spaces before it."""
    found = _VALUE.search(line)
    return found[1] if found else ""


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
